#include "base/cause.h"

#include <glib.h>

typedef struct {
    const char *name;
    unsigned number;
} AlertRow;

static const AlertRow alerts[] = {
#define ROW(NAME, name, number) {#name, number},
    BASE_ALERTS (ROW)
#undef ROW
};

G_STATIC_ASSERT (G_N_ELEMENTS (alerts) == BASE_N_ALERTS);

const char *base_alert_name (unsigned number)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (alerts); i++)
        if (alerts[i].number == number)
            return alerts[i].name;
    return NULL;
}

int base_alert_number (const char *name)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (alerts); i++)
        if (g_str_equal (alerts[i].name, name))
            return (int)alerts[i].number;
    return -1;
}

unsigned base_alert_at (unsigned i)
{
    g_assert (i < G_N_ELEMENTS (alerts));
    return alerts[i].number;
}

typedef struct {
    const char *name;
    BaseAlert alert;
    const char *section, *older; /* NULL: the same */
    const char *words;
} CauseRow;

static const CauseRow causes[] = {{"NONE", BASE_ALERT_NONE, "", NULL, "nothing is wrong"},
#define ROW(NAME, ALERT, section, older, words) {#NAME, BASE_ALERT_##ALERT, section, older, words},
                                  BASE_CAUSES (ROW)
#undef ROW
};

const char *base_cause_name (BaseCause cause)
{
    return causes[cause].name;
}

const char *base_cause_words (BaseCause cause)
{
    return causes[cause].words;
}

const char *base_cause_section (BaseCause cause)
{
    return causes[cause].section;
}

const char *base_cause_section_12 (BaseCause cause)
{
    const CauseRow *row = &causes[cause];
    return row->older != NULL ? row->older : row->section;
}

BaseAlert base_cause_alert (BaseCause cause)
{
    return causes[cause].alert;
}

BaseCause base_cause_find (const char *name)
{
    for (unsigned i = 1; i < G_N_ELEMENTS (causes); i++)
        if (g_str_equal (causes[i].name, name))
            return (BaseCause)i;
    return BASE_CAUSE_NONE;
}

BaseAlert base_cause_alert_12 (BaseCause cause)
{
    BaseAlert alert = base_cause_alert (cause);
    int newer = alert == BASE_ALERT_CERTIFICATE_REQUIRED || alert == BASE_ALERT_MISSING_EXTENSION;
    return newer ? BASE_ALERT_HANDSHAKE_FAILURE : alert;
}
