/* What the files of the session share. */
#pragma once

#include "session.h"

#define SESSION_NO_HOLD G_MAXINT

/* The decisions that the header names, once they have been made. */
typedef enum {
    SESSION_VERSION,
    SESSION_GROUP,
    SESSION_SUITE,
    SESSION_N_PARAMETERS
} SessionParameter;

typedef struct {
    int chosen, right;
} SessionAnswer;

/* What the layers depend on; compared to keep them while nothing of it changes. */
typedef struct {
    const Trace *trace;
    const TraceObserver *observer;
    int message;
    int sight;
    bool received, arrived, as_sent;
} SessionLayersKey;

struct _StepshakeSession {
    GObject parent_instance;

    ControlRun *run;    /* owned */
    Scenario *scenario; /* owned */
    GPtrArray *undo;    /* of Scenario: what was on stage before each change */
    int seen;
    int hold; /* the event that an open prediction does not let the cursor pass */

    int parameters[SESSION_N_PARAMETERS]; /* events, -1 */
    unsigned scanned;                     /* events that were looked at for them */
    char *title, *subtitle;

    StepshakeSelection selection;
    char *word;
    GPtrArray *layers;
    SessionLayersKey layers_key;
    bool as_sent;
    int hover_layer, hover_field;

    const TraceObserver *observer; /* static */
    ControlGrain grain;
    StepshakePage page;
    bool classic;
    guint play_source;
    double speed;

    Lesson *lesson; /* owned */
    unsigned lesson_page;
    unsigned open_parts;
    GHashTable *answers;    /* LessonQuiz → SessionAnswer */
    GHashTable *notes;      /* LessonPart → event + 1 at which it came due */
    Scenario *lesson_stage; /* borrowed from the lesson: what it put on stage last */
    int lesson_place;       /* where it put the cursor */
};

enum {
    SESSION_RUN_CHANGED,
    SESSION_MOVED,
    SESSION_SELECTION_CHANGED,
    SESSION_HOVER_CHANGED,
    SESSION_LESSON_CHANGED,
    SESSION_TOLD,
    SESSION_N_SIGNALS
};
void session_emit (StepshakeSession *self, unsigned signal);
void session_tell (StepshakeSession *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void session_notify (StepshakeSession *self, const char *property);

/* session.c */
bool session_start_run (StepshakeSession *self, Scenario *scenario, GError **error);
void session_leave_lesson (StepshakeSession *self);

/* session-move.c: everything that follows a move of the cursor. */
void session_moved (StepshakeSession *self);
void session_stop_playing (StepshakeSession *self);

/* session-select.c */
void session_follow_cursor (StepshakeSession *self);
void session_reset_selection (StepshakeSession *self);
void session_refresh_layers (StepshakeSession *self);

/* session-lesson.c */
/* LESSON: transfer full */
bool session_open_lesson (StepshakeSession *self, Lesson *lesson, unsigned page, GError **error);

/* session-text.c */
void session_refresh_texts (StepshakeSession *self);
