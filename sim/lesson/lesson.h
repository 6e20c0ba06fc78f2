/* A lesson: a CommonMark file whose fenced blocks carry the machinery. The same file drives the
 * app, the terminal and the checker, and reads well on any forge. lessons/README.md tells teachers
 * how to write one; this is the whole syntax.
 *
 * A level-1 heading is the title, each level-2 heading begins a page. Paragraphs between the title
 * and the first page are the lesson's summary. Fences (lines that begin with # in them are
 * comments; in the first three and in quiz an indented line continues the one above):
 *
 *   lesson    once, above the first page. `id:`, `format: 1`, `minutes:`, `objectives:` followed by
 *             rows `- …`, and if it needs others `builds-on: ID ID`.
 *   scenario  the stage: a scenario as in a *.scenario file, or `use: NAME` and any number of rows
 *             `set: client.cipher-suites=…`. One a page, above the page's other fences. It holds
 *             until the next one. Without any the stage is the default scenario.
 *   look      what to bring to front: `page:` handshake | secrets | certificates | state-machines;
 *             `field: PATH`; `seen-by: OBSERVER`.
 *   step      `to LANDMARK`, `to end` or `to start`.
 *   expect    lines for trace_expect (), true at this point.
 *   quiz ID   `kind: predict` or `choice`, `question:`, then the choices.
 *             choice:  rows `- [x] TEXT` (the right one) and `- [ ] TEXT`.
 *             predict: `ask: PATH at LANDMARK`; rows `- TEXT = VALUE`, where VALUE is what the
 * engine would answer; without ` = ` the text itself is the value. Or `ask: at LANDMARK`; then each
 * VALUE is an expectation. The engine must find exactly one choice true. Below a choice an indented
 * `hint: …` is for those who took it. note LANDMARK   CommonMark that appears when the cursor gets
 * there. teacher         CommonMark for the presenter alone; may stand above the first page. text,
 * or a fence without a name: shown as it is.
 *
 * Any other name, key or value is an error, `file:line: what is wrong, allowed are …`. */
#pragma once

#include "control/run.h"
#include "lesson/prose.h"

typedef enum {
    LESSON_PROSE,
    LESSON_SCENARIO,
    LESSON_STEP,
    LESSON_LOOK,
    LESSON_EXPECT,
    LESSON_QUIZ,
    LESSON_NOTE,
    LESSON_TEACHER,
} LessonPartKind;

typedef struct {
    int line;
    char *text;  /* one line, without markup */
    char *value; /* predict: what the engine must answer (or the expectation that must hold) for
                    this choice to be true; NULL: the text itself */
    char *hint;  /* for those who took it; may be NULL */
    bool right;  /* of kind choice */
} LessonChoice;

typedef struct {
    char *id;
    char *kind; /* "predict", "choice" */
    char *question;
    char *ask;          /* predict: the path; NULL when each choice's value is an expectation */
    char *at;           /* predict: the landmark at which it is true */
    GPtrArray *choices; /* LessonChoice */
} LessonQuiz;

typedef struct {
    LessonPartKind kind;
    int line;           /* in the file, from 1 */
    LessonBlock *block; /* PROSE */
    Scenario *scenario; /* SCENARIO */
    GPtrArray *lines;   /* char *: STEP ("to ServerHello.sent"), LOOK ("field: PATH"), EXPECT */
    GArray *numbers;    /* int: the line of each of them in the file */
    LessonQuiz *quiz;   /* QUIZ */
    char *landmark;     /* NOTE */
    char *text;         /* NOTE, TEACHER: CommonMark */
} LessonPart;

typedef struct {
    char *title;
    char *anchor; /* stable name: "the-server-answers" */
    int line;
    GPtrArray *parts;   /* LessonPart, in order */
    Scenario *scenario; /* the stage on this page; never NULL */
    bool new_stage;     /* its scenario block stands on this page, or it is the first page */
    /* Where the run stands when the page begins, and behind its last step: a landmark, "start" or
     * "end" (borrowed). They depend only on the blocks above. */
    const char *begin, *end;
} LessonPage;

typedef struct {
    char *id;
    char *title;
    char *summary; /* plain text, "" when there is none */
    char *file;    /* as errors name it */
    int minutes;
    GPtrArray *objectives; /* char * */
    GPtrArray *builds_on;  /* char *: ids */
    GPtrArray *pages;      /* LessonPage, at least one */
} Lesson;

/* NAME_OR_PATH: a file, or the id of a built-in lesson. Errors are `file:line: …`. transfer full */
Lesson *lesson_load (const char *name_or_path, GError **error);
/* WHERE stands in errors; FOLDER (may be NULL: none) holds scenario files that `use:` may name. */
Lesson *lesson_parse (const char *text, const char *where, const char *folder, GError **error);
void lesson_free (Lesson *lesson);
/* Whether TEXT means to be a lesson: it has a lesson block. A manual that only shows one has none.
 */
bool lesson_is_one (const char *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lesson, lesson_free)
/* Ids in the order of the course; NULL-terminated; transfer full */
char **lesson_catalogue (void);
/* The value of LINE of a LOOK when its key is KEY ("page", "field", "seen-by"), or of a STEP (KEY
 * "to"): borrowed; else NULL. */
const char *lesson_line_value (const char *line, const char *key);
/* The page named ANCHOR, -1 when there is none. */
int lesson_find_page (const Lesson *lesson, const char *anchor);

/* Moves RUN, which plays the page's scenario, to LANDMARK, which may be "start" or "end" too. */
bool lesson_seek (ControlRun *run, const char *landmark, GError **error);

/* Plays all pages headless and proves every expectation, prediction, link and look. A GPtrArray of
 * char *: `file:line: what was expected, what was found`; empty when the lesson holds. transfer
 * full. CHECKS (may be NULL) counts what was proved. */
GPtrArray *lesson_check (const Lesson *lesson, unsigned *checks);
/* The choice that is right: marked so, or the only one that the engine proves true in a run of
 * PAGE's scenario; -1 with an error. */
int lesson_right_choice (const LessonPage *page, const LessonQuiz *quiz, GError **error);
