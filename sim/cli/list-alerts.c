#include "cli/cli.h"

#include "lesson/explain.h"
#include "scenario/alerts.h"

#include <stdio.h>
#include <string.h>

/* `stepshake list alerts`: what each alert means, and when who answers with it. */

/* The explanation begins with the number, which stands there already. */
static void append_meaning (GString *out, const char *name, unsigned width)
{
    g_autofree char *key = g_strconcat ("alert:", name, NULL);
    const char *text = lesson_explanation (key);
    if (text == NULL)
        return;
    g_autofree char *beginning = g_strdup_printf ("Number %d. ", base_alert_number (name));
    if (g_str_has_prefix (text, beginning))
        text += strlen (beginning);
    cli_prose (out, text, 5, width);
}

/* "server MUST (4.2.2): …", and how to see it. */
static void append_row (GString *out, const ScenarioAlert *row, unsigned width)
{
    static const char own[] = "RFC 9846 ";
    const char *section =
        g_str_has_prefix (row->section, own) ? row->section + strlen (own) : row->section;
    bool by_definition = g_str_equal (row->rule, "definition");
    g_autofree char *words =
        g_strdup_printf ("%s %s (%s): %s", trace_party_name (row->side),
                         by_definition ? "by definition" : row->rule, section, row->when);
    cli_wrap_hanging (out, words, 5, width);
    if (row->why != NULL) {
        g_autofree char *choice = g_strdup_printf ("%s: %s", row->choice, row->why);
        cli_wrap (out, choice, 12, width);
    }
    BaseCause cause = row->cause != NULL ? base_cause_find (row->cause) : BASE_CAUSE_NONE;
    if (g_strv_length (row->alerts) > 1 && cause != BASE_CAUSE_NONE) {
        g_autofree char *chosen = g_strdup_printf ("This engine answers with %s.",
                                                   base_alert_name (base_cause_alert (cause)));
        cli_wrap (out, chosen, 12, width);
    }
    if (row->settings[0] != NULL)
        g_string_append_printf (out, "%12s%salert:%s%s\n", "", cli_style (CLI_DIM), row->id,
                                cli_style (CLI_PLAIN));
}

static void append_alert (GString *out, unsigned number, unsigned width)
{
    const char *name = base_alert_name (number);
    GPtrArray *rows = scenario_alert_rows ();
    bool any = false;
    g_string_append_printf (out, "%s%3u  %s%s\n", cli_style (CLI_BOLD), number, name,
                            cli_style (CLI_PLAIN));
    append_meaning (out, name, width);
    for (guint i = 0; i < rows->len; i++) {
        const ScenarioAlert *row = g_ptr_array_index (rows, i);
        if (!g_strv_contains ((const char *const *)row->alerts, name))
            continue;
        g_string_append (out, any ? "" : "\n");
        append_row (out, row, width);
        any = true;
    }
    g_string_append (out, "\n");
}

void cli_list_alerts (void)
{
    g_autoptr (GString) out = g_string_new (NULL);
    unsigned width = cli_width ();
    for (unsigned i = 0; i < BASE_N_ALERTS; i++)
        append_alert (out, base_alert_at (i), width);
    cli_prose (out,
               "Numbers in brackets are sections of RFC 9846 where no other document is named. “By "
               "definition”: what happens is forbidden without a word about alerts, and this one’s "
               "own definition fits. A condition may stand below several alerts where the RFC "
               "leaves the choice. Each that has a name can be watched, as in `stepshake play "
               "alert:no-common-group`.",
               0, width);
    fputs (out->str, stdout);
}
