#include "base/alert.h"
#include "lesson/check.h"
#include "lesson/explain.h"

#include <string.h>

/* "9846", "9846#4.2.2", "9846#B.3.1": a number, and maybe a section. */
static bool rfc_well_formed (const char *text)
{
    size_t digits = strspn (text, "0123456789");
    if (digits < 1 || digits > 5 || text[digits] == '\0')
        return digits >= 1 && digits <= 5;
    if (text[digits] != '#')
        return false;
    g_auto (GStrv) steps = g_strsplit (text + digits + 1, ".", -1);
    for (int i = 0; steps[i] != NULL; i++) {
        bool letter = i == 0 && g_ascii_isupper (steps[i][0]) && steps[i][1] == '\0';
        if (!letter && (*steps[i] == '\0' || steps[i][strspn (steps[i], "0123456789")] != '\0'))
            return false;
    }
    return true;
}

bool lesson_field_exists (LessonChecker *c, const char *path, GError **error)
{
    Trace *trace = control_run_trace (c->run);
    int message, field;
    int here = control_cursor (c->run);
    if (here >= 0 && trace_find_field (trace, (unsigned)here, path, &message, &field, NULL))
        return true;
    if (trace_length (trace) == 0)
        return false;
    return trace_find_field (trace, trace_length (trace) - 1, path, &message, &field, error);
}

static void check_field (LessonChecker *c, const char *path, int line)
{
    g_autoptr (GError) error = NULL;
    bool found = lesson_field_exists (c, path, &error);
    lesson_prove (c, found, line, "link to a field: %s", error != NULL ? error->message : path);
}

static void check_link (LessonChecker *c, const LessonLink *link, int line)
{
    const char *target = link->target;
    const char *name = strchr (target, ':') != NULL ? strchr (target, ':') + 1 : target;
    if (g_str_has_prefix (target, "field:"))
        check_field (c, name, line);
    else if (g_str_has_prefix (target, "term:"))
        lesson_prove (c, lesson_explanation (target) != NULL, line,
                      "link to term “%s”: the glossary does not have it", name);
    else if (g_str_has_prefix (target, "history:"))
        lesson_prove (c, lesson_explanation (target) != NULL, line,
                      "link to history “%s”: there is no such page, see `stepshake list history`",
                      name);
    else if (g_str_has_prefix (target, "alert:"))
        lesson_prove (c, base_alert_number (name) >= 0, line, "link to alert “%s”: no such alert",
                      name);
    else if (g_str_has_prefix (target, "rfc:"))
        lesson_prove (c, rfc_well_formed (name), line,
                      "link to RFC “%s”: it is written NUMBER or NUMBER#SECTION", name);
    else
        lesson_prove (
            c, lesson_link_allowed (target), line,
            "link to “%s”, allowed are field:, term:, history:, alert:, rfc:, https: and http:",
            target);
}

void lesson_check_links (LessonChecker *c, const LessonBlock *block, int line)
{
    for (guint i = 0; block->links != NULL && i < block->links->len; i++)
        check_link (c, g_ptr_array_index (block->links, i), line);
}

void lesson_check_text (LessonChecker *c, const char *text, int line)
{
    g_autoptr (GPtrArray) blocks = lesson_prose (text);
    for (guint i = 0; i < blocks->len; i++) {
        const LessonBlock *block = g_ptr_array_index (blocks, i);
        lesson_check_links (c, block, line + block->line);
    }
}
