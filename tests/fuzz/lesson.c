/* A lesson file: read, and when it is one, played and checked. */
#include "fuzz.h"

#include "lesson/lesson.h"

#include <string.h>

static void check_blocks (const char *text)
{
    g_autoptr (GPtrArray) blocks = lesson_prose (text);
    for (guint i = 0; i < blocks->len; i++) {
        const LessonBlock *block = g_ptr_array_index (blocks, i);
        g_assert_true (g_utf8_validate (block->plain, -1, NULL));
        g_assert_cmpint (block->line, >, 0);
    }
}

void fuzz_lesson (BaseSpan input)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = fuzz_text (input);
    if (text == NULL)
        return;
    g_autoptr (Lesson) lesson = lesson_parse (text, "fuzz", NULL, &error);
    if (lesson == NULL)
        fuzz_check_error (error, true);
    if (g_utf8_validate (text, -1, NULL))
        check_blocks (text);
    if (lesson == NULL)
        return;
    g_assert_cmpuint (lesson->pages->len, >, 0);
    unsigned checks;
    g_autoptr (GPtrArray) problems = lesson_check (lesson, &checks);
    for (guint i = 0; i < problems->len; i++) {
        g_assert_true (g_str_has_prefix (g_ptr_array_index (problems, i), "fuzz:"));
        g_assert_true (g_utf8_validate (g_ptr_array_index (problems, i), -1, NULL));
    }
}
