#include "lesson/check.h"

#include <gio/gio.h>

void lesson_prove (LessonChecker *c, bool holds, int line, const char *format, ...)
{
    c->checks++;
    if (holds)
        return;
    va_list args;
    va_start (args, format);
    g_autofree char *what = g_strdup_vprintf (format, args);
    va_end (args);
    g_ptr_array_add (c->problems, g_strdup_printf ("%s:%d: %s", c->lesson->file, line, what));
}

bool lesson_seek (ControlRun *run, const char *landmark, GError **error)
{
    if (g_str_equal (landmark, "start")) {
        control_to_start (run);
        return true;
    }
    return control_to_landmark (run, landmark, error);
}

int lesson_find_landmark (const Trace *trace, const char *landmark)
{
    unsigned n = trace_length (trace);
    if (g_str_equal (landmark, "end"))
        return (int)n - 1;
    for (unsigned seq = 0; seq < n; seq++)
        if (trace_event_is (trace, seq, landmark))
            return (int)seq;
    return -1;
}

/* ---- Quizzes ---- */

static int judge_expectations (const Trace *trace, unsigned seq, const LessonQuiz *quiz, int *right,
                               GError **error)
{
    int n = 0;
    for (guint i = 0; i < quiz->choices->len; i++) {
        const LessonChoice *choice = g_ptr_array_index (quiz->choices, i);
        g_autofree char *found = NULL;
        g_autoptr (GError) inner = NULL;
        if (trace_expect (trace, seq, choice->value, &found, &inner)) {
            n++;
            *right = (int)i;
        } else if (inner != NULL) {
            g_propagate_error (error, g_steal_pointer (&inner));
            return -1;
        }
    }
    return n;
}

int lesson_judge_choices (const Trace *trace, unsigned seq, const LessonQuiz *quiz, int *right,
                          char **found, GError **error)
{
    *found = NULL;
    if (quiz->ask == NULL)
        return judge_expectations (trace, seq, quiz, right, error);
    *found = trace_lookup (trace, seq, quiz->ask, error);
    if (*found == NULL)
        return -1;
    int n = 0;
    for (guint i = 0; i < quiz->choices->len; i++) {
        const LessonChoice *choice = g_ptr_array_index (quiz->choices, i);
        if (g_str_equal (choice->value != NULL ? choice->value : choice->text, *found)) {
            n++;
            *right = (int)i;
        }
    }
    return n;
}

static int marked_choice (const LessonQuiz *quiz)
{
    for (guint i = 0; i < quiz->choices->len; i++)
        if (((const LessonChoice *)g_ptr_array_index (quiz->choices, i))->right)
            return (int)i;
    return -1;
}

static int judge_run (ControlRun *run, const LessonQuiz *quiz, GError **error)
{
    control_run_all (run);
    const Trace *trace = control_run_trace (run);
    int at = lesson_find_landmark (trace, quiz->at);
    if (at < 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the run never comes to “%s”",
                     quiz->at);
        return -1;
    }
    int right = -1;
    g_autofree char *found = NULL;
    int n = lesson_judge_choices (trace, (unsigned)at, quiz, &right, &found, error);
    if (n < 0 || n == 1)
        return right;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%d choices of “%s” are true", n,
                 quiz->id);
    return -1;
}

int lesson_right_choice (const LessonPage *page, const LessonQuiz *quiz, GError **error)
{
    if (quiz->at == NULL)
        return marked_choice (quiz);
    g_autoptr (ControlRun) run = control_run_new (page->scenario, error);
    return run != NULL ? judge_run (run, quiz, error) : -1;
}

static void check_quiz (LessonChecker *c, const LessonPart *part)
{
    const LessonQuiz *quiz = part->quiz;
    if (quiz->at == NULL)
        return; /* its one right choice is marked: the parser saw to that */
    const Trace *trace = control_run_trace (c->run);
    int at = lesson_find_landmark (trace, quiz->at);
    lesson_prove (c, at >= 0, part->line, "prediction “%s” asks at “%s”, the run never comes there",
                  quiz->id, quiz->at);
    if (at < 0)
        return;
    lesson_prove (c, at > control_cursor (c->run), part->line,
                  "prediction “%s” asks at “%s”, which has already happened here", quiz->id,
                  quiz->at);
    int right = -1;
    g_autofree char *found = NULL;
    g_autoptr (GError) error = NULL;
    int n = lesson_judge_choices (trace, (unsigned)at, quiz, &right, &found, &error);
    if (n < 0)
        lesson_prove (c, false, part->line, "prediction “%s”: %s", quiz->id, error->message);
    else if (found != NULL)
        lesson_prove (
            c, n == 1, part->line,
            "prediction “%s”: expected one true choice, found %d; the engine answers “%s”",
            quiz->id, n, found);
    else
        lesson_prove (c, n == 1, part->line, "prediction “%s”: expected one true choice, found %d",
                      quiz->id, n);
}

/* ---- Lines ---- */

static void check_step (LessonChecker *c, int line, const char *text)
{
    g_autoptr (GError) error = NULL;
    bool moved = lesson_seek (c->run, lesson_line_value (text, "to"), &error);
    lesson_prove (c, moved, line, "step “%s”: %s", text, error != NULL ? error->message : "");
}

static void check_look (LessonChecker *c, int line, const char *text)
{
    const char *path = lesson_line_value (text, "field");
    if (path == NULL)
        return; /* pages and observers are checked by the parser */
    g_autoptr (GError) error = NULL;
    bool found = lesson_field_exists (c, path, &error);
    lesson_prove (c, found, line, "look at a field: %s", error != NULL ? error->message : path);
}

static void check_expect (LessonChecker *c, int line, const char *text)
{
    int cursor = control_cursor (c->run);
    if (cursor < 0) {
        lesson_prove (c, false, line,
                      "expected “%s”, but nothing has happened yet: a step is missing", text);
        return;
    }
    g_autofree char *found = NULL;
    g_autoptr (GError) error = NULL;
    bool holds = trace_expect (control_run_trace (c->run), (unsigned)cursor, text, &found, &error);
    lesson_prove (c, holds, line, "expected “%s”, %s%s", text, error != NULL ? "" : "found ",
                  error != NULL   ? error->message
                  : found != NULL ? found
                                  : "otherwise");
}

static void check_note (LessonChecker *c, const LessonPart *part)
{
    const Trace *trace = control_run_trace (c->run);
    lesson_prove (c, lesson_find_landmark (trace, part->landmark) >= 0, part->line,
                  "a note for “%s”, the run never comes there", part->landmark);
    lesson_check_text (c, part->text, part->line);
}

static void check_lines (LessonChecker *c, const LessonPart *part,
                         void (*check) (LessonChecker *, int, const char *))
{
    for (guint i = 0; i < part->lines->len; i++)
        check (c, g_array_index (part->numbers, int, i), g_ptr_array_index (part->lines, i));
}

static void check_part (LessonChecker *c, const LessonPart *part)
{
    switch (part->kind) {
    case LESSON_PROSE:
        lesson_check_links (c, part->block, part->block->line);
        break;
    case LESSON_SCENARIO:
        break;
    case LESSON_STEP:
        check_lines (c, part, check_step);
        break;
    case LESSON_LOOK:
        check_lines (c, part, check_look);
        break;
    case LESSON_EXPECT:
        check_lines (c, part, check_expect);
        break;
    case LESSON_QUIZ:
        check_quiz (c, part);
        break;
    case LESSON_NOTE:
        check_note (c, part);
        break;
    case LESSON_TEACHER:
        lesson_check_text (c, part->text, part->line);
        break;
    }
}

/* ---- Pages ---- */

/* Where the stage was set: its scenario block, or the page that uses the default one. */
static int stage_line (const LessonPage *page)
{
    for (guint i = 0; i < page->parts->len; i++) {
        const LessonPart *part = g_ptr_array_index (page->parts, i);
        if (part->kind == LESSON_SCENARIO)
            return part->line;
    }
    return page->line;
}

/* The stage also keeps its own promise, the scenario's [expect]. */
static bool set_stage (LessonChecker *c, const LessonPage *page)
{
    g_clear_pointer (&c->run, control_run_free);
    g_autoptr (GError) error = NULL;
    c->run = control_run_new (page->scenario, &error);
    int line = stage_line (page);
    lesson_prove (c, c->run != NULL, line, "the stage cannot be set: %s",
                  error != NULL ? error->message : "");
    if (c->run == NULL)
        return false;
    g_autoptr (GPtrArray) otherwise = control_judge (c->run);
    for (guint i = 0; i < otherwise->len; i++)
        lesson_prove (c, false, line, "the scenario does not end as it expects: %s",
                      (const char *)g_ptr_array_index (otherwise, i));
    control_to_start (c->run);
    return true;
}

static bool known_lesson (const char *id)
{
    g_auto (GStrv) ids = lesson_catalogue ();
    return g_strv_contains ((const char *const *)ids, id);
}

GPtrArray *lesson_check (const Lesson *lesson, unsigned *checks)
{
    LessonChecker c = {.lesson = lesson, .problems = g_ptr_array_new_with_free_func (g_free)};
    for (guint i = 0; i < lesson->builds_on->len; i++) {
        const char *id = g_ptr_array_index (lesson->builds_on, i);
        lesson_prove (&c, known_lesson (id), 1, "builds on “%s”, which is not in the course", id);
    }
    bool staged = true;
    for (guint i = 0; i < lesson->pages->len && staged; i++) {
        const LessonPage *page = g_ptr_array_index (lesson->pages, i);
        staged = !page->new_stage || set_stage (&c, page);
        for (guint k = 0; staged && k < page->parts->len; k++)
            check_part (&c, g_ptr_array_index (page->parts, k));
    }
    g_clear_pointer (&c.run, control_run_free);
    if (checks != NULL)
        *checks = c.checks;
    return c.problems;
}
