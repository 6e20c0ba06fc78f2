/* A run under a stepping controller. The trace grows by one transition at a time; the cursor moves
 * over it by event, message or phase, and only at its end is the next transition run. Moving never
 * changes what happened: a run is a function of its scenario (seed and twists included). */
#pragma once

#include "scenario/scenario.h"
#include "tls/party.h"

typedef enum {
    CONTROL_BY_EVENT,
    CONTROL_BY_MESSAGE,
    CONTROL_BY_PHASE,
    CONTROL_N_GRAINS
} ControlGrain;
const char *control_grain_name (ControlGrain grain); /* "event" */

typedef struct ControlRun ControlRun;

/* Nothing has happened yet: the cursor is -1. transfer full */
ControlRun *control_run_new (Scenario *scenario, GError **error);
/* For tests: with policies and randomness given. CLIENT and SERVER: references are taken. INJECT
 * (may be NULL) is called once with each party's randomness before anything happens. */
typedef void (*ControlInject) (TlsRole role, CryptoRandom *random, void *data);
ControlRun *control_run_new_with (TlsConfig *client, TlsConfig *server, const char *seed,
                                  int64_t epoch, GPtrArray *twists, ControlInject inject,
                                  void *inject_data);
/* One more connection, after PAUSE microseconds; before anything happens. The two parties remember
 * what the connections before gave them. */
void control_run_add (ControlRun *self, TlsConfig *client, TlsConfig *server, int64_t pause);
/* What ROLE remembers; borrowed. */
TlsMemory *control_run_memory (ControlRun *self, TlsRole role);
/* For tests: how delivered bytes are split before the receiver gets them: SPLIT bytes at a time; 0:
 * records as they come; G_MAXSIZE: nothing is delivered before nobody can move, then all at once.
 */
void control_run_set_split (ControlRun *self, size_t split);
void control_run_free (ControlRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ControlRun, control_run_free)

Trace *control_run_trace (ControlRun *self);
Scenario *control_run_scenario (ControlRun *self); /* borrowed; NULL without one */
/* Of the connection that runs, or of the last. The client of a replay is NULL. */
TlsParty *control_run_party (ControlRun *self, TlsRole role);

/* The event the cursor stands behind: everything up to and with it has happened; -1 at the start.
 */
int control_cursor (const ControlRun *self);
/* Whether the run is over and the cursor stands at its end. */
bool control_at_end (const ControlRun *self);

/* Moves; false when it could not move. */
bool control_step (ControlRun *self, ControlGrain grain);
bool control_back (ControlRun *self, ControlGrain grain);
/* To a position on the trace as far as it is known, -1 for the start. */
void control_seek (ControlRun *self, int seq);
void control_to_start (ControlRun *self);
/* To the end, or the next breakpoint on the way. */
void control_to_end (ControlRun *self);
/* False with an error that names what is allowed when LANDMARK can never name an event. */
bool control_landmark_valid (const char *landmark, GError **error);
/* To the first event from the START of the run that is LANDMARK, back or forward ("end" too). False
 * with an error when the run ends without it; the cursor does not move then. */
bool control_to_landmark (ControlRun *self, const char *landmark, GError **error);
/* Runs all transitions without moving the cursor. */
void control_run_all (ControlRun *self);

/* Breakpoints are landmarks; set or cleared. False with an error when LANDMARK can name nothing. */
bool control_break (ControlRun *self, const char *landmark, bool set, GError **error);
GPtrArray *control_breakpoints (ControlRun *self); /* char *; borrowed */

/* Compares how it ended (runs all) with the scenario's [expect]: a GPtrArray of char *, a line for
 * each thing that is not as expected; empty when all is. transfer full */
GPtrArray *control_judge (ControlRun *self);
/* Whether a twist found nothing to change: then what is wrong is what the scenario says. Goes to
 * the end. */
bool control_missed_twist (ControlRun *self);
/* Of the connection that runs, or of the last: "established" when both parties came there and
 * closed well, else "failed", "truncated", "stalled". */
const char *control_outcome (ControlRun *self);
