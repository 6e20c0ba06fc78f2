#include "lesson/fence.h"

#include "control/run.h"

#include <string.h>

static void choice_free (void *data)
{
    LessonChoice *choice = data;
    g_free (choice->text);
    g_free (choice->value);
    g_free (choice->hint);
    g_free (choice);
}

static LessonQuiz *quiz_new (const char *id)
{
    LessonQuiz *quiz = g_new0 (LessonQuiz, 1);
    quiz->id = g_strdup (id);
    quiz->choices = g_ptr_array_new_with_free_func (choice_free);
    return quiz;
}

void lesson_quiz_free (LessonQuiz *quiz)
{
    if (quiz == NULL)
        return;
    g_free (quiz->id);
    g_free (quiz->kind);
    g_free (quiz->question);
    g_free (quiz->ask);
    g_free (quiz->at);
    g_ptr_array_unref (quiz->choices);
    g_free (quiz);
}

static bool add_choice (const LessonContext *context, LessonQuiz *quiz, const LessonRow *row,
                        GError **error)
{
    LessonChoice *choice = g_new0 (LessonChoice, 1);
    choice->line = row->line;
    g_ptr_array_add (quiz->choices, choice);
    if (g_str_has_prefix (row->text, "[x] ") || g_str_has_prefix (row->text, "[ ] ")) {
        choice->right = row->text[1] == 'x';
        choice->text = g_strstrip (g_strdup (row->text + 4));
        choice->value = NULL;
    } else {
        const char *equals = strstr (row->text, " = ");
        size_t size = equals != NULL ? (size_t)(equals - row->text) : strlen (row->text);
        choice->text = g_strstrip (g_strndup (row->text, size));
        choice->value = equals != NULL ? g_strstrip (g_strdup (equals + 3)) : NULL;
    }
    if (*choice->text == '\0')
        return lesson_fail (context, row->line, error, "a choice without text");
    return true;
}

static bool set_hint (const LessonContext *context, LessonQuiz *quiz, const LessonRow *row,
                      GError **error)
{
    if (quiz->choices->len == 0)
        return lesson_fail (context, row->line, error, "a hint must stand below its choice");
    LessonChoice *choice = g_ptr_array_index (quiz->choices, quiz->choices->len - 1);
    return lesson_take_once (context, row, &choice->hint, error);
}

/* "PATH at LANDMARK", or "at LANDMARK". */
static bool set_ask (const LessonContext *context, LessonQuiz *quiz, const LessonRow *row,
                     GError **error)
{
    g_autofree char *whole = NULL;
    if (quiz->at != NULL)
        return lesson_fail (context, row->line, error, "“ask” is given twice");
    if (!lesson_take_once (context, row, &whole, error))
        return false;
    g_autofree char *spaced = g_strconcat (" ", whole, NULL);
    char *at = g_strrstr (spaced, " at ");
    if (at == NULL)
        return lesson_fail (
            context, row->line, error,
            "“%s” is no question to the engine, allowed are PATH at LANDMARK and at "
            "LANDMARK",
            whole);
    *at = '\0';
    const char *path = g_strstrip (spaced);
    quiz->ask = *path != '\0' ? g_strdup (path) : NULL;
    quiz->at = g_strstrip (g_strdup (at + 4));
    g_autoptr (GError) inner = NULL;
    return g_str_equal (quiz->at, "end") || control_landmark_valid (quiz->at, &inner) ||
           lesson_fail (context, row->line, error, "%s", inner->message);
}

static bool set_kind (const LessonContext *context, LessonQuiz *quiz, const LessonRow *row,
                      GError **error)
{
    if (!g_str_equal (row->text, "predict") && !g_str_equal (row->text, "choice"))
        return lesson_fail (context, row->line, error,
                            "unknown kind “%s”, allowed are predict, choice", row->text);
    return lesson_take_once (context, row, &quiz->kind, error);
}

static bool quiz_row (const LessonContext *context, LessonQuiz *quiz, const LessonRow *row,
                      GError **error)
{
    if (lesson_row_is (row, "hint"))
        return set_hint (context, quiz, row, error);
    if (row->key == NULL)
        return add_choice (context, quiz, row, error);
    if (lesson_row_is (row, "kind"))
        return set_kind (context, quiz, row, error);
    if (lesson_row_is (row, "question"))
        return lesson_take_once (context, row, &quiz->question, error);
    if (lesson_row_is (row, "ask"))
        return set_ask (context, quiz, row, error);
    return lesson_row_unknown (context, row, "are kind, question, ask, hint and rows “- …”", error);
}

static bool check_choices (const LessonContext *context, const LessonQuiz *quiz, int line,
                           GError **error)
{
    bool predict = g_str_equal (quiz->kind, "predict");
    unsigned right = 0;
    for (guint i = 0; i < quiz->choices->len; i++) {
        const LessonChoice *choice = g_ptr_array_index (quiz->choices, i);
        right += choice->right;
        if (predict && quiz->ask == NULL && choice->value == NULL)
            return lesson_fail (context, choice->line, error,
                                "the choice has no expectation: “- %s = EXPECTATION”",
                                choice->text);
        if (predict && choice->right)
            return lesson_fail (context, choice->line, error,
                                "a prediction marks no choice [x]: the engine knows the answer");
    }
    if (!predict && right != 1)
        return lesson_fail (context, line, error, "%u choices are marked [x], it must be one",
                            right);
    return true;
}

static bool check_quiz (const LessonContext *context, const LessonQuiz *quiz, int line,
                        GError **error)
{
    if (quiz->kind == NULL || quiz->question == NULL)
        return lesson_fail (context, line, error, "the quiz has no “%s:”",
                            quiz->kind == NULL ? "kind" : "question");
    bool predict = g_str_equal (quiz->kind, "predict");
    if (predict != (quiz->at != NULL))
        return lesson_fail (context, line, error,
                            predict ? "a prediction needs “ask: PATH at LANDMARK”"
                                    : "only a prediction has “ask:”");
    if (quiz->choices->len < 2)
        return lesson_fail (context, line, error, "a quiz needs two choices or more, it has %u",
                            quiz->choices->len);
    return check_choices (context, quiz, line, error);
}

bool lesson_fence_quiz (const LessonContext *context, LessonPart *part, const char *id,
                        const LessonBlock *block, GError **error)
{
    if (!lesson_valid_id (id))
        return lesson_fail (context, block->line, error,
                            "a quiz is named “quiz ID”, with lower-case letters, digits and "
                            "hyphens");
    if (!g_hash_table_add (context->quizzes, g_strdup (id)))
        return lesson_fail (context, block->line, error, "there is another quiz “%s” above", id);
    part->quiz = quiz_new (id);
    g_autoptr (GPtrArray) rows = lesson_rows (context, block->plain, block->line, error);
    for (guint i = 0; rows != NULL && i < rows->len; i++)
        if (!quiz_row (context, part->quiz, g_ptr_array_index (rows, i), error))
            return false;
    return rows != NULL && check_quiz (context, part->quiz, block->line, error);
}
