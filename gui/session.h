/* The one object that all views observe: the run on stage, where its cursor stands, what is
 * selected, who looks, which page and which lesson. Views call its methods and listen to its
 * signals; they never know each other. Everything runs in the main thread.
 *
 * Signals:
 *   run-changed        another run (or none) is on stage; everything read before is void
 *   moved              the cursor moved
 *   selection-changed  event, message, layer or field; the layers too
 *   hover-changed      the field under the pointer
 *   lesson-changed     lesson, its page, a prediction, a note
 *   told (char *)      a short sentence for the user
 * Properties notify: observer, grain, page, classic, playing, speed, title, subtitle, can-undo. */
#pragma once

#include "layers.h"
#include "control/run.h"
#include "lesson/lesson.h"

#include <glib-object.h>

#define STEPSHAKE_TYPE_SESSION (stepshake_session_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeSession, stepshake_session, STEPSHAKE, SESSION, GObject)

typedef enum {
    STEPSHAKE_PAGE_HANDSHAKE,
    STEPSHAKE_PAGE_SECRETS,
    STEPSHAKE_PAGE_CERTIFICATES,
    STEPSHAKE_PAGE_MACHINES,
    STEPSHAKE_PAGE_COMPARE,
    STEPSHAKE_N_PAGES
} StepshakePage;
const char *stepshake_page_name (StepshakePage page); /* "handshake" */
int stepshake_page_find (const char *name);           /* -1: no such page */

StepshakeSession *stepshake_session_new (void);

/* ---- What is on stage. ---- */

/* NAME: a lesson's id (with "#ANCHOR" a page of it), a scenario's name, or a file of either kind.
 */
bool stepshake_session_open (StepshakeSession *self, const char *name, GError **error);
/* Puts SCENARIO on stage; an open lesson stays open and can be returned to. KEEP_PLACE: goes to
 * where the cursor stood, if the new run gets there. */
bool stepshake_session_stage (StepshakeSession *self, Scenario *scenario, bool keep_place,
                              GError **error);
/* Changes one setting ("client.cipher-suites=…"), which runs the scenario again. Refused while a
 * prediction is open: it could be tried out. */
bool stepshake_session_set (StepshakeSession *self, const char *assignment, GError **error);
/* Breaks what is under way: TWIST becomes the last line of the scenario's network, and the run goes
 * on from here. Refused like a setting, and when TWIST finds nothing to change. */
bool stepshake_session_twist (StepshakeSession *self, const char *twist, GError **error);
/* Whether something is under way, and may be broken. */
bool stepshake_session_can_twist (StepshakeSession *self);
void stepshake_session_undo (StepshakeSession *self);
bool stepshake_session_can_undo (StepshakeSession *self);
/* The scenario before the last change; NULL: nothing was changed. borrowed */
Scenario *stepshake_session_before (StepshakeSession *self);

ControlRun *stepshake_session_run (StepshakeSession *self);    /* NULL: the stage is empty */
const Trace *stepshake_session_trace (StepshakeSession *self); /* NULL likewise */
Scenario *stepshake_session_scenario (StepshakeSession *self);
const char *stepshake_session_title (StepshakeSession *self);
const char *stepshake_session_subtitle (StepshakeSession *self);

/* ---- Where we are. ---- */

int stepshake_session_cursor (StepshakeSession *self);
/* The last event that has been shown since the run (or the lesson's page) began: as far as the
 * timeline may reach. Never tells how much is still to come. */
int stepshake_session_seen (StepshakeSession *self);
/* The cursor's event; NULL at the start. */
const TraceEvent *stepshake_session_event (StepshakeSession *self);
/* What is true at the cursor; never NULL while there is a run. */
const TraceMoment *stepshake_session_moment (StepshakeSession *self);
bool stepshake_session_at_end (StepshakeSession *self);
/* An unanswered prediction holds the run where it is. */
bool stepshake_session_held (StepshakeSession *self);

void stepshake_session_step (StepshakeSession *self);
void stepshake_session_back (StepshakeSession *self);
void stepshake_session_over (StepshakeSession *self); /* by message, whatever the grain */
void stepshake_session_back_over (StepshakeSession *self);
void stepshake_session_to_start (StepshakeSession *self);
void stepshake_session_to_end (StepshakeSession *self);
void stepshake_session_seek (StepshakeSession *self, int seq);
bool stepshake_session_to_landmark (StepshakeSession *self, const char *landmark, GError **error);
/* Sets or clears a breakpoint at the landmark of the cursor, or the next one before it. */
void stepshake_session_toggle_break (StepshakeSession *self);
bool stepshake_session_set_break (StepshakeSession *self, const char *landmark, bool set,
                                  GError **error);
/* One sentence about the cursor's event; transfer full */
char *stepshake_session_sentence (StepshakeSession *self);

/* ---- What is looked at. ---- */

typedef enum { STEPSHAKE_FOCUS_EVENT, STEPSHAKE_FOCUS_FIELD, STEPSHAKE_FOCUS_WORD } StepshakeFocus;

typedef struct {
    StepshakeFocus focus; /* which of them is to be explained */
    int event;            /* -1: none */
    int message;          /* -1: none */
    int layer, field;     /* in the layers, -1: none */
    const char *word;     /* explanation key of a term or an alert; borrowed, NULL */
} StepshakeSelection;

const StepshakeSelection *stepshake_session_selection (StepshakeSession *self);
/* The layers of the selected message, of StepshakeLayer; never NULL, may be empty. */
GPtrArray *stepshake_session_layers (StepshakeSession *self);
StepshakeLayer *stepshake_session_layer (StepshakeSession *self, int layer);
void stepshake_session_select_event (StepshakeSession *self, int event);
void stepshake_session_select_message (StepshakeSession *self, int message);
void stepshake_session_select_next_message (StepshakeSession *self, int direction);
void stepshake_session_select_field (StepshakeSession *self, int layer, int field);
void stepshake_session_set_focus (StepshakeSession *self, StepshakeFocus focus);
/* A message that the attacker changed can be looked at as it was sent. */
void stepshake_session_set_as_sent (StepshakeSession *self, bool as_sent);
bool stepshake_session_as_sent (StepshakeSession *self);
/* By path ("ClientHello.cipher_suites"); says so when there is no such field yet. */
bool stepshake_session_light (StepshakeSession *self, const char *path);
/* Selects the next field whose name or value contains TEXT, from the selected message on, around
 * and back; FURTHER: behind the selected field. False when there is none. */
bool stepshake_session_find (StepshakeSession *self, const char *text, bool further);
/* Follows a link of a prose: field:, term:, history:, alert:; false for others (rfc:, https:). */
bool stepshake_session_follow_link (StepshakeSession *self, const char *uri);
void stepshake_session_hover (StepshakeSession *self, int layer, int field);
void stepshake_session_hovered (StepshakeSession *self, int *layer, int *field);

/* ---- How it is looked at. ---- */

const TraceObserver *stepshake_session_observer (StepshakeSession *self);
void stepshake_session_set_observer (StepshakeSession *self, const TraceObserver *observer);
ControlGrain stepshake_session_grain (StepshakeSession *self);
void stepshake_session_set_grain (StepshakeSession *self, ControlGrain grain);
StepshakePage stepshake_session_page (StepshakeSession *self);
void stepshake_session_set_page (StepshakeSession *self, StepshakePage page);
bool stepshake_session_classic (StepshakeSession *self);
bool stepshake_session_playing (StepshakeSession *self);
void stepshake_session_set_playing (StepshakeSession *self, bool playing);

/* ---- The lesson. ---- */

typedef enum { STEPSHAKE_QUIZ_OPEN, STEPSHAKE_QUIZ_RIGHT, STEPSHAKE_QUIZ_WRONG } StepshakeQuizState;

const Lesson *stepshake_session_lesson (StepshakeSession *self); /* NULL: none */
unsigned stepshake_session_lesson_page (StepshakeSession *self);
void stepshake_session_go_page (StepshakeSession *self, unsigned page);
/* How many of the page's parts may be shown: all up to the first open prediction. */
unsigned stepshake_session_open_parts (StepshakeSession *self);
/* CHOSEN and RIGHT (may be NULL): indices of choices, -1 while open. */
StepshakeQuizState stepshake_session_quiz (StepshakeSession *self, const LessonQuiz *quiz,
                                           int *chosen, int *right);
/* Whether a question of the page still waits for its answer. */
bool stepshake_session_question_open (StepshakeSession *self);
void stepshake_session_answer (StepshakeSession *self, const LessonQuiz *quiz, int choice);
/* Whether a note's moment has come. */
bool stepshake_session_note_due (StepshakeSession *self, const LessonPart *note);
/* Whether the stage is where the lesson's page put it; and back to there. */
bool stepshake_session_wandered (StepshakeSession *self);
void stepshake_session_return (StepshakeSession *self);
