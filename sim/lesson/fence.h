/* Inside the room: what stands in a lesson's fences, as rows, and the parts made of them. */
#pragma once

#include "lesson/lesson.h"

/* A row: `key: text`, or `- text` (key NULL). */
typedef struct {
    int line;
    bool nested; /* indented: belongs to the row above */
    char *key;
    char *text;
} LessonRow;

typedef struct {
    const char *where;   /* the file, for errors */
    const char *folder;  /* may be NULL */
    GHashTable *quizzes; /* ids in use */
} LessonContext;

/* Sets `where:line: …`; always false. */
bool lesson_fail (const LessonContext *context, int line, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* Reads the rows of a fence that begins at LINE. GPtrArray of LessonRow; transfer full */
GPtrArray *lesson_rows (const LessonContext *context, const char *text, int line, GError **error);

bool lesson_row_is (const LessonRow *row, const char *key);
/* Fails: ROW may not stand here, ALLOWED ("are use and set") may. */
bool lesson_row_unknown (const LessonContext *context, const LessonRow *row, const char *allowed,
                         GError **error);
/* A key that may be given once and not be empty. */
bool lesson_take_once (const LessonContext *context, const LessonRow *row, char **target,
                       GError **error);
/* Lower-case letters, digits and hyphens. */
bool lesson_valid_id (const char *id);

/* The part that a fence makes; NULL with an error. NAME is its name, ARGUMENT what follows it (may
 * be ""). transfer full */
LessonPart *lesson_fence_part (const LessonContext *context, const char *name, const char *argument,
                               const LessonBlock *block, GError **error);
/* The lesson fence: fills in LESSON. */
bool lesson_fence_head (const LessonContext *context, const LessonBlock *block, Lesson *lesson,
                        GError **error);

bool lesson_fence_quiz (const LessonContext *context, LessonPart *part, const char *id,
                        const LessonBlock *block, GError **error);
void lesson_quiz_free (LessonQuiz *quiz);

LessonPart *lesson_part_new (LessonPartKind kind, int line);
void lesson_part_free (LessonPart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LessonPart, lesson_part_free)
