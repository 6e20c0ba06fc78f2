/* A lesson: a CommonMark file whose fenced blocks carry the machinery (formats.md: lesson,
 * scenario, step, look, expect, quiz, note, teacher). The same file drives the app, the terminal
 * and the checker. */
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
    char *text;  /* CommonMark */
    char *value; /* what the engine must answer for this choice to be true; NULL: the text itself */
    char *hint;  /* for those who took it; may be NULL */
    bool right;  /* of kinds without `ask` */
} LessonChoice;

typedef struct {
    char *id;
    char *kind; /* "predict", "choice" */
    char *question;
    char *ask;          /* predict: the path; */
    char *at;           /* and the landmark at which it is true */
    GPtrArray *choices; /* LessonChoice */
} LessonQuiz;

typedef struct {
    LessonPartKind kind;
    int line;
    LessonBlock *block; /* PROSE */
    Scenario *scenario; /* SCENARIO */
    GPtrArray *lines;   /* char *: STEP ("to ServerHello.sent"), LOOK, EXPECT */
    LessonQuiz *quiz;   /* QUIZ */
    char *landmark;     /* NOTE */
    char *text;         /* NOTE, TEACHER: CommonMark */
} LessonPart;

typedef struct {
    char *title;
    char *anchor;       /* stable name: "the-server-answers" */
    GPtrArray *parts;   /* LessonPart, in order */
    Scenario *scenario; /* the stage on this page: the last one set above its end; never NULL */
} LessonPage;

typedef struct {
    char *id;
    char *title;
    char *file;
    int minutes;
    GPtrArray *objectives; /* char * */
    GPtrArray *pages;      /* LessonPage */
} Lesson;

/* NAME_OR_PATH: a file, or the id of a built-in lesson. Errors are `file:line: …`. transfer full */
Lesson *lesson_load (const char *name_or_path, GError **error);
Lesson *lesson_parse (const char *text, const char *where, const char *folder, GError **error);
void lesson_free (Lesson *lesson);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lesson, lesson_free)
/* Ids in the order of the course; NULL-terminated; transfer full */
char **lesson_catalogue (void);

/* Plays all pages headless and proves every expectation, prediction, link and look. A GPtrArray of
 * char *: `file:line: what was expected, what was found`; empty when the lesson holds. transfer
 * full. CHECKS (may be NULL) counts what was proved. */
GPtrArray *lesson_check (const Lesson *lesson, unsigned *checks);
/* Whether CHOICE is the one that the engine proves true, in a run of PAGE's scenario. */
int lesson_right_choice (const LessonPage *page, const LessonQuiz *quiz, GError **error);
