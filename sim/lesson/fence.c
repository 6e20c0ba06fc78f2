#include "lesson/fence.h"

#include "control/run.h"

#include <string.h>

LessonPart *lesson_part_new (LessonPartKind kind, int line)
{
    LessonPart *part = g_new0 (LessonPart, 1);
    part->kind = kind;
    part->line = line;
    part->lines = g_ptr_array_new_with_free_func (g_free);
    part->numbers = g_array_new (FALSE, FALSE, sizeof (int));
    return part;
}

void lesson_part_free (LessonPart *part)
{
    lesson_block_free (part->block);
    g_clear_pointer (&part->scenario, scenario_unref);
    g_ptr_array_unref (part->lines);
    g_array_unref (part->numbers);
    lesson_quiz_free (part->quiz);
    g_free (part->landmark);
    g_free (part->text);
    g_free (part);
}

static void add_line (LessonPart *part, int line, const char *text)
{
    g_ptr_array_add (part->lines, g_strdup (text));
    g_array_append_val (part->numbers, line);
}

/* ---- lesson ---- */

static bool head_minutes (const LessonContext *context, const LessonRow *row, Lesson *lesson,
                          GError **error)
{
    guint64 minutes;
    if (!g_ascii_string_to_unsigned (row->text, 10, 1, 600, &minutes, NULL))
        return lesson_fail (context, row->line, error,
                            "minutes is “%s”, allowed is a number from 1 to 600", row->text);
    lesson->minutes = (int)minutes;
    return true;
}

static bool head_id (const LessonContext *context, const LessonRow *row, Lesson *lesson,
                     GError **error)
{
    if (!lesson_valid_id (row->text))
        return lesson_fail (context, row->line, error,
                            "id is “%s”, allowed are lower-case letters, digits and hyphens",
                            row->text);
    return lesson_take_once (context, row, &lesson->id, error);
}

static bool head_builds_on (const LessonRow *row, Lesson *lesson)
{
    g_auto (GStrv) ids = g_strsplit (row->text, " ", -1);
    for (int i = 0; ids[i] != NULL; i++)
        if (*ids[i] != '\0')
            g_ptr_array_add (lesson->builds_on, g_strdup (ids[i]));
    return true;
}

static bool head_row (const LessonContext *context, const LessonRow *row, bool in_objectives,
                      Lesson *lesson, GError **error)
{
    if (row->key == NULL && in_objectives) {
        g_ptr_array_add (lesson->objectives, g_strdup (row->text));
        return true;
    }
    if (lesson_row_is (row, "id"))
        return head_id (context, row, lesson, error);
    if (lesson_row_is (row, "format"))
        return g_str_equal (row->text, "1") ||
               lesson_fail (context, row->line, error, "format is “%s”, allowed is 1", row->text);
    if (lesson_row_is (row, "minutes"))
        return head_minutes (context, row, lesson, error);
    if (lesson_row_is (row, "builds-on"))
        return head_builds_on (row, lesson);
    if (lesson_row_is (row, "objectives"))
        return *row->text == '\0' ||
               lesson_fail (context, row->line, error, "objectives are rows “- …” below the key");
    return lesson_row_unknown (context, row, "are id, format, minutes, objectives, builds-on",
                               error);
}

bool lesson_fence_head (const LessonContext *context, const LessonBlock *block, Lesson *lesson,
                        GError **error)
{
    g_autoptr (GPtrArray) rows = lesson_rows (context, block->plain, block->line, error);
    if (rows == NULL)
        return false;
    bool in_objectives = false;
    for (guint i = 0; i < rows->len; i++) {
        const LessonRow *row = g_ptr_array_index (rows, i);
        if (!head_row (context, row, in_objectives, lesson, error))
            return false;
        in_objectives = row->key == NULL || lesson_row_is (row, "objectives");
    }
    if (lesson->id == NULL)
        return lesson_fail (context, block->line, error, "the lesson block has no “id:”");
    return true;
}

/* ---- scenario ---- */

/* A name of the catalogue, or of a file beside the lesson: never a path that leads elsewhere. */
static Scenario *load_named (const LessonContext *context, const LessonRow *row, GError **error)
{
    bool file = g_str_has_suffix (row->text, ".scenario");
    if (strchr (row->text, '/') != NULL || *row->text == '.' || *row->text == '\0' ||
        (file && context->folder == NULL)) {
        lesson_fail (context, row->line, error,
                     "“%s” is no scenario, allowed are names of the catalogue and *.scenario files "
                     "in the lesson's own folder",
                     row->text);
        return NULL;
    }
    g_autofree char *path =
        file ? g_build_filename (context->folder, row->text, NULL) : g_strdup (row->text);
    g_autoptr (GError) inner = NULL;
    Scenario *scenario = scenario_load (path, &inner);
    if (scenario == NULL)
        lesson_fail (context, row->line, error, "%s", inner->message);
    return scenario;
}

static Scenario *scenario_by_name (const LessonContext *context, const LessonBlock *block,
                                   GError **error)
{
    g_autoptr (GPtrArray) rows = lesson_rows (context, block->plain, block->line, error);
    g_autoptr (Scenario) scenario = NULL;
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        const LessonRow *row = g_ptr_array_index (rows, i);
        g_autoptr (GError) inner = NULL;
        if (lesson_row_is (row, "use") && scenario == NULL) {
            scenario = load_named (context, row, error);
        } else if (lesson_row_is (row, "set") && scenario != NULL) {
            Scenario *with = scenario_with (scenario, row->text, &inner);
            scenario_unref (scenario);
            scenario = with;
            if (with == NULL)
                lesson_fail (context, row->line, error, "%s", inner->message);
        } else {
            lesson_row_unknown (context, row, "are use, once and first, and set", error);
            return NULL;
        }
        if (scenario == NULL)
            return NULL;
    }
    return g_steal_pointer (&scenario);
}

static bool is_by_name (const char *text)
{
    while (*text != '\0') {
        text += strspn (text, " \t\n");
        if (*text != '#')
            return g_str_has_prefix (text, "use:") || g_str_has_prefix (text, "set:");
        text += strcspn (text, "\n");
    }
    return false;
}

/* Blank lines above an inline scenario make its errors name the lesson's own lines. */
static Scenario *scenario_inline (const LessonContext *context, const LessonBlock *block,
                                  GError **error)
{
    g_autofree char *above = g_strnfill ((gsize)block->line, '\n');
    g_autofree char *padded = g_strconcat (above, block->plain, NULL);
    return scenario_parse (padded, context->where, context->folder, error);
}

static bool fill_scenario (const LessonContext *context, LessonPart *part, const LessonBlock *block,
                           GError **error)
{
    part->scenario = is_by_name (block->plain) ? scenario_by_name (context, block, error)
                                               : scenario_inline (context, block, error);
    return part->scenario != NULL;
}

/* ---- step, look, expect ---- */

const char *lesson_line_value (const char *line, const char *key)
{
    if (!g_str_has_prefix (line, key))
        return NULL;
    const char *rest = line + strlen (key);
    size_t gap = strspn (rest, ": ");
    return gap > 0 ? rest + gap : NULL;
}

static bool check_step (const LessonContext *context, int line, const char *text, GError **error)
{
    const char *landmark = lesson_line_value (text, "to");
    g_autoptr (GError) inner = NULL;
    if (landmark == NULL || text[2] == ':')
        return lesson_fail (context, line, error,
                            "“%s” is no step, allowed are to LANDMARK, to end and to start", text);
    if (g_str_equal (landmark, "start") || g_str_equal (landmark, "end") ||
        control_landmark_valid (landmark, &inner))
        return true;
    return lesson_fail (context, line, error, "%s", inner->message);
}

static bool check_page (const LessonContext *context, int line, const char *page, GError **error)
{
    static const char *const pages[] = {"handshake", "secrets", "certificates", "state-machines",
                                        NULL};
    return g_strv_contains (pages, page) ||
           lesson_fail (context, line, error,
                        "unknown page “%s”, allowed are handshake, secrets, certificates, "
                        "state-machines",
                        page);
}

static bool check_observer (const LessonContext *context, int line, const char *name,
                            GError **error)
{
    if (trace_observer_find (name) != NULL)
        return true;
    g_autoptr (GString) allowed = g_string_new (NULL);
    for (unsigned i = 0; trace_observer_at (i) != NULL; i++)
        g_string_append_printf (allowed, "%s%s", i > 0 ? ", " : "", trace_observer_at (i)->name);
    return lesson_fail (context, line, error, "unknown observer “%s”, allowed are %s", name,
                        allowed->str);
}

static bool check_look (const LessonContext *context, int line, const char *text, GError **error)
{
    const char *page = lesson_line_value (text, "page");
    const char *observer = lesson_line_value (text, "seen-by");
    const char *field = lesson_line_value (text, "field");
    if (text[strcspn (text, ": ")] != ':')
        page = observer = field = NULL;
    if (page != NULL && *page != '\0')
        return check_page (context, line, page, error);
    if (observer != NULL && *observer != '\0')
        return check_observer (context, line, observer, error);
    return (field != NULL && *field != '\0') ||
           lesson_fail (context, line, error,
                        "“%s” is nothing to look at, allowed are page: PAGE, field: PATH and "
                        "seen-by: OBSERVER",
                        text);
}

static bool fill_lines (const LessonContext *context, LessonPart *part, const LessonBlock *block,
                        GError **error)
{
    g_auto (GStrv) lines = g_strsplit (block->plain, "\n", -1);
    for (int i = 0; lines[i] != NULL; i++) {
        const char *text = g_strstrip (lines[i]);
        int line = block->line + 1 + i;
        if (*text == '\0' || *text == '#')
            continue;
        if (part->kind == LESSON_STEP && !check_step (context, line, text, error))
            return false;
        if (part->kind == LESSON_LOOK && !check_look (context, line, text, error))
            return false;
        add_line (part, line, text);
    }
    return part->lines->len > 0 ||
           lesson_fail (context, block->line, error, "the %s block is empty", block->info);
}

/* ---- note, teacher ---- */

static bool fill_note (const LessonContext *context, LessonPart *part, const char *landmark,
                       const LessonBlock *block, GError **error)
{
    g_autoptr (GError) inner = NULL;
    part->text = g_strdup (block->plain);
    part->landmark = g_strdup (landmark);
    return g_str_equal (landmark, "end") || control_landmark_valid (landmark, &inner) ||
           lesson_fail (context, block->line, error, "%s", inner->message);
}

LessonPart *lesson_fence_part (const LessonContext *context, const char *name, const char *argument,
                               const LessonBlock *block, GError **error)
{
    static const char *const names[] = {
        [LESSON_PROSE] = "text", [LESSON_SCENARIO] = "scenario", [LESSON_STEP] = "step",
        [LESSON_LOOK] = "look",  [LESSON_EXPECT] = "expect",     [LESSON_QUIZ] = "quiz",
        [LESSON_NOTE] = "note",  [LESSON_TEACHER] = "teacher",
    };
    unsigned kind = 0;
    while (kind < G_N_ELEMENTS (names) && !g_str_equal (names[kind], name))
        kind++;
    if (kind == G_N_ELEMENTS (names)) {
        lesson_fail (context, block->line, error,
                     "unknown block “%s”, allowed are lesson, scenario, look, step, expect, quiz "
                     "ID, note LANDMARK, teacher, text",
                     name);
        return NULL;
    }
    if (*argument != '\0' && kind != LESSON_QUIZ && kind != LESSON_NOTE) {
        lesson_fail (context, block->line, error, "“%s” takes nothing behind its name, here “%s”",
                     name, argument);
        return NULL;
    }
    g_autoptr (LessonPart) part = lesson_part_new ((LessonPartKind)kind, block->line);
    bool ok = true;
    if (kind == LESSON_PROSE)
        part->block = lesson_block_copy (block);
    else if (kind == LESSON_SCENARIO)
        ok = fill_scenario (context, part, block, error);
    else if (kind == LESSON_QUIZ)
        ok = lesson_fence_quiz (context, part, argument, block, error);
    else if (kind == LESSON_NOTE)
        ok = fill_note (context, part, argument, block, error);
    else if (kind == LESSON_TEACHER)
        part->text = g_strdup (block->plain);
    else
        ok = fill_lines (context, part, block, error);
    return ok ? g_steal_pointer (&part) : NULL;
}
