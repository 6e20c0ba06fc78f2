#include "control/private.h"

#include <gio/gio.h>

/* Moving over the trace. Each move looks only at the events it passes: what it costs does not
 * depend on how long the trace is. */

int control_cursor (const ControlRun *self)
{
    return self->cursor;
}

/* Makes sure that event SEQ exists, if the run has one. */
static bool reach (ControlRun *self, int seq)
{
    while ((int)trace_length (self->trace) <= seq)
        if (!control_advance (self))
            return (int)trace_length (self->trace) > seq;
    return true;
}

bool control_at_end (const ControlRun *self)
{
    return self->over && self->cursor + 1 == (int)trace_length (self->trace);
}

static TracePhase phase_at (const ControlRun *self, int seq)
{
    return seq < 0 ? TRACE_PHASE_START : trace_event (self->trace, (unsigned)seq)->now.phase;
}

/* Whether the cursor may rest at SEQ when it moves by GRAIN. The last event of all always may. */
static bool is_rest (ControlRun *self, ControlGrain grain, int seq)
{
    if (grain == CONTROL_BY_EVENT)
        return true;
    if (grain == CONTROL_BY_MESSAGE && trace_event (self->trace, (unsigned)seq)->stop)
        return true;
    if (!reach (self, seq + 1))
        return true;
    return grain == CONTROL_BY_PHASE && phase_at (self, seq) != phase_at (self, seq + 1);
}

bool control_step (ControlRun *self, ControlGrain grain)
{
    int seq = self->cursor + 1;
    if (!reach (self, seq))
        return false;
    while (!is_rest (self, grain, seq))
        seq++;
    self->cursor = seq;
    return true;
}

bool control_back (ControlRun *self, ControlGrain grain)
{
    if (self->cursor < 0)
        return false;
    int seq = self->cursor - 1;
    while (seq >= 0 && !is_rest (self, grain, seq))
        seq--;
    self->cursor = seq;
    return true;
}

void control_seek (ControlRun *self, int seq)
{
    self->cursor = CLAMP (seq, -1, (int)trace_length (self->trace) - 1);
}

void control_to_start (ControlRun *self)
{
    self->cursor = -1;
}

static bool is_breakpoint (const ControlRun *self, int seq)
{
    for (guint i = 0; i < self->breakpoints->len; i++)
        if (trace_event_is (self->trace, (unsigned)seq, g_ptr_array_index (self->breakpoints, i)))
            return true;
    return false;
}

void control_to_end (ControlRun *self)
{
    while (reach (self, self->cursor + 1)) {
        self->cursor++;
        if (is_breakpoint (self, self->cursor))
            return;
    }
}

bool control_to_landmark (ControlRun *self, const char *landmark, GError **error)
{
    if (!control_landmark_valid (landmark, error))
        return false;
    if (g_str_equal (landmark, "start")) {
        control_to_start (self);
        return true;
    }
    if (g_str_equal (landmark, "end")) {
        control_run_all (self);
        self->cursor = (int)trace_length (self->trace) - 1;
        return true;
    }
    for (int seq = 0; reach (self, seq); seq++)
        if (trace_event_is (self->trace, (unsigned)seq, landmark)) {
            self->cursor = seq;
            return true;
        }
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "this run ends without reaching “%s”",
                 landmark);
    return false;
}

/* ---- Breakpoints ---- */

bool control_break (ControlRun *self, const char *landmark, bool set, GError **error)
{
    guint index;
    if (!control_landmark_valid (landmark, error))
        return false;
    bool is_set =
        g_ptr_array_find_with_equal_func (self->breakpoints, landmark, g_str_equal, &index);
    if (is_set && !set)
        g_ptr_array_remove_index (self->breakpoints, index);
    else if (!is_set && set)
        g_ptr_array_add (self->breakpoints, g_strdup (landmark));
    return true;
}

GPtrArray *control_breakpoints (ControlRun *self)
{
    return self->breakpoints;
}
