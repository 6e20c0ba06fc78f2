/* Inside the room: the checker's state, shared by the files that prove the different things. */
#pragma once

#include "lesson/lesson.h"

typedef struct {
    const Lesson *lesson;
    GPtrArray *problems; /* char * */
    unsigned checks;
    ControlRun *run; /* of the stage, run to its end; the cursor is where the lesson is. Owned */
} LessonChecker;

/* Counts a proof; when it does not HOLD notes `file:line: …`. */
void lesson_prove (LessonChecker *c, bool holds, int line, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* Every link of BLOCK leads somewhere. */
void lesson_check_links (LessonChecker *c, const LessonBlock *block, int line);
/* The same for CommonMark that stands in a fence of line LINE. */
void lesson_check_text (LessonChecker *c, const char *text, int line);
/* PATH names a field of a message here or later in the run. */
bool lesson_field_exists (LessonChecker *c, const char *path, GError **error);

/* The first event of TRACE that is LANDMARK ("end": the last one), -1 when none is. */
int lesson_find_landmark (const Trace *trace, const char *landmark);
/* Which choices of a prediction are true at event SEQ: how many, and the last of them. FOUND
 * (transfer full): what the engine answers, NULL where each choice is an expectation of its own. */
int lesson_judge_choices (const Trace *trace, unsigned seq, const LessonQuiz *quiz, int *right,
                          char **found, GError **error);
