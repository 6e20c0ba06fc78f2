/* Moving the cursor, and playing. */
#include "session-private.h"

#include "words.h"

int stepshake_session_cursor (StepshakeSession *self)
{
    return self->run != NULL ? control_cursor (self->run) : -1;
}

int stepshake_session_seen (StepshakeSession *self)
{
    return self->seen;
}

const TraceEvent *stepshake_session_event (StepshakeSession *self)
{
    int cursor = stepshake_session_cursor (self);
    return cursor >= 0 ? trace_event (control_run_trace (self->run), cursor) : NULL;
}

const TraceMoment *stepshake_session_moment (StepshakeSession *self)
{
    static const TraceMoment start = {.state = {"START", "START"}};
    const TraceEvent *event = stepshake_session_event (self);
    return event != NULL ? &event->now : &start;
}

bool stepshake_session_at_end (StepshakeSession *self)
{
    return self->run == NULL || control_at_end (self->run);
}

bool stepshake_session_held (StepshakeSession *self)
{
    return stepshake_session_cursor (self) >= self->hold;
}

/* An open prediction: what lies behind the hold may exist in the trace, but is not shown. */
static void obey_hold (StepshakeSession *self)
{
    if (control_cursor (self->run) <= self->hold)
        return;
    control_seek (self->run, self->hold);
    session_tell (self, "First choose an answer: the next step would tell it.");
}

void session_moved (StepshakeSession *self)
{
    obey_hold (self);
    self->seen = MAX (self->seen, control_cursor (self->run));
    session_follow_cursor (self);
    session_refresh_texts (self);
    session_emit (self, SESSION_MOVED);
    session_emit (self, SESSION_SELECTION_CHANGED);
}

static void step_by (StepshakeSession *self, ControlGrain grain, bool forward)
{
    if (self->run == NULL)
        return;
    bool moved = forward ? control_step (self->run, grain) : control_back (self->run, grain);
    if (moved)
        session_moved (self);
}

void stepshake_session_step (StepshakeSession *self)
{
    session_stop_playing (self);
    step_by (self, self->grain, true);
}

void stepshake_session_back (StepshakeSession *self)
{
    session_stop_playing (self);
    step_by (self, self->grain, false);
}

void stepshake_session_over (StepshakeSession *self)
{
    session_stop_playing (self);
    step_by (self, CONTROL_BY_MESSAGE, true);
}

void stepshake_session_back_over (StepshakeSession *self)
{
    session_stop_playing (self);
    step_by (self, CONTROL_BY_MESSAGE, false);
}

void stepshake_session_to_start (StepshakeSession *self)
{
    stepshake_session_seek (self, -1);
}

void stepshake_session_to_end (StepshakeSession *self)
{
    if (self->run == NULL)
        return;
    session_stop_playing (self);
    control_to_end (self->run);
    session_moved (self);
}

void stepshake_session_seek (StepshakeSession *self, int seq)
{
    if (self->run == NULL)
        return;
    session_stop_playing (self);
    if (seq == control_cursor (self->run))
        return;
    control_seek (self->run, seq);
    session_moved (self);
}

bool stepshake_session_to_landmark (StepshakeSession *self, const char *landmark, GError **error)
{
    g_return_val_if_fail (self->run != NULL, false);
    session_stop_playing (self);
    if (!control_to_landmark (self->run, landmark, error))
        return false;
    session_moved (self);
    return true;
}

/* ---- Breakpoints. ---- */

bool stepshake_session_set_break (StepshakeSession *self, const char *landmark, bool set,
                                  GError **error)
{
    g_return_val_if_fail (self->run != NULL, false);
    if (!control_break (self->run, landmark, set, error))
        return false;
    session_emit (self, SESSION_MOVED);
    return true;
}

static bool has_break (StepshakeSession *self, const char *landmark)
{
    GPtrArray *breaks = control_breakpoints (self->run);
    return g_ptr_array_find_with_equal_func (breaks, landmark, g_str_equal, NULL);
}

void stepshake_session_toggle_break (StepshakeSession *self)
{
    if (self->run == NULL)
        return;
    const Trace *trace = control_run_trace (self->run);
    g_autofree char *landmark = NULL;
    for (int seq = control_cursor (self->run); seq >= 0 && landmark == NULL; seq--)
        landmark = trace_event_landmark (trace, seq);
    if (landmark == NULL) {
        session_tell (self, "There is no moment to break at yet: take a step first.");
        return;
    }
    bool set = !has_break (self, landmark);
    g_autoptr (GError) error = NULL;
    if (!stepshake_session_set_break (self, landmark, set, &error))
        session_tell (self, "%s", error->message);
    else
        session_tell (self, set ? "Breakpoint at %s" : "No breakpoint at %s any more", landmark);
}

static bool at_break (StepshakeSession *self)
{
    GPtrArray *breaks = control_breakpoints (self->run);
    int cursor = control_cursor (self->run);
    for (unsigned i = 0; cursor >= 0 && i < breaks->len; i++)
        if (trace_event_is (control_run_trace (self->run), cursor, g_ptr_array_index (breaks, i)))
            return true;
    return false;
}

/* ---- Playing: a step at a time, so that everything can be followed. ---- */

bool stepshake_session_playing (StepshakeSession *self)
{
    return self->play_source != 0;
}

void session_stop_playing (StepshakeSession *self)
{
    if (self->play_source == 0)
        return;
    g_clear_handle_id (&self->play_source, g_source_remove);
    session_notify (self, "playing");
}

static unsigned play_interval (StepshakeSession *self)
{
    static const unsigned milliseconds[] = {900, 1800, 3000};
    return milliseconds[self->grain] / self->speed;
}

static gboolean on_tick (gpointer data)
{
    StepshakeSession *self = data;
    self->play_source = 0;
    bool moved = control_step (self->run, self->grain);
    if (moved)
        session_moved (self);
    if (moved && !stepshake_session_at_end (self) && !stepshake_session_held (self) &&
        !at_break (self))
        self->play_source = g_timeout_add (play_interval (self), on_tick, self);
    else
        session_notify (self, "playing");
    return G_SOURCE_REMOVE;
}

void stepshake_session_set_playing (StepshakeSession *self, bool playing)
{
    if (!playing) {
        session_stop_playing (self);
        return;
    }
    if (self->play_source != 0 || stepshake_session_at_end (self))
        return;
    self->play_source = g_timeout_add (play_interval (self) / 3, on_tick, self);
    session_notify (self, "playing");
}
