/* The pages of history: the versions of SSL and TLS, and the attacks that taught why each had to
 * change. A page's text is the explanation "history:NAME" (lesson/explain.h). */
#pragma once

typedef struct {
    const char *name;    /* "SSL 3.0", "POODLE" */
    const char *year;    /* when it came out, or was first shown; "" when no single year is true */
    const char *summary; /* a few words for a list */
} LessonHistory;

/* First the versions, then what went wrong, each in the order of time; NULL behind the last. */
const LessonHistory *lesson_history_at (unsigned i);
