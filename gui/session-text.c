/* The session's title, subtitle and the sentence of the moment. */
#include "session-private.h"

#include <string.h>

/* ServerHello is among the first messages of a connection. */
enum { SESSION_HELLOS = 8 };

/* Remembers where each parameter of the header was decided; looks at each event once. */
static void scan_parameters (StepshakeSession *self)
{
    static const char *keys[SESSION_N_PARAMETERS] = {"version", "group", "cipher-suite"};
    const Trace *trace = control_run_trace (self->run);
    int cursor = control_cursor (self->run);
    for (; (int)self->scanned <= cursor; self->scanned++) {
        const TraceEvent *event = trace_event (trace, self->scanned);
        if (event->decision < 0)
            continue;
        const TraceDecision *decision = trace_decision (trace, event->decision);
        for (unsigned i = 0; i < SESSION_N_PARAMETERS; i++)
            if (self->parameters[i] < 0 && decision->cause == BASE_CAUSE_NONE &&
                g_strcmp0 (decision->key, keys[i]) == 0)
                self->parameters[i] = self->scanned;
    }
}

/* Who was not there when it was decided learns it from ServerHello. */
static bool knows_parameter (StepshakeSession *self, int seq)
{
    const Trace *trace = control_run_trace (self->run);
    int cursor = control_cursor (self->run);
    if (trace_sees_event (trace, self->observer, seq) != TRACE_HIDDEN)
        return true;
    unsigned n = trace_event (trace, cursor)->now.n_messages;
    for (unsigned i = 0; i < MIN (n, SESSION_HELLOS); i++) {
        const TraceMessage *message = trace_message (trace, i);
        if (message->sent != NULL && message->sent->row->id == WIRE_SERVER_HELLO)
            return trace_sees_message (trace, self->observer, i, cursor) == TRACE_CLEAR;
    }
    return false;
}

/* What has been decided at the cursor, and the seed: nothing that is still to come. */
static char *subtitle (StepshakeSession *self)
{
    const Trace *trace = control_run_trace (self->run);
    g_autoptr (GString) text = g_string_new (NULL);
    for (unsigned i = 0; i < SESSION_N_PARAMETERS; i++) {
        int seq = self->parameters[i];
        if (seq < 0 || seq > control_cursor (self->run) || !knows_parameter (self, seq))
            continue;
        const TraceEvent *event = trace_event (trace, seq);
        g_string_append_printf (text, "%s · ", trace_decision (trace, event->decision)->outcome);
    }
    g_string_append_printf (text, "seed %s", scenario_seed (self->scenario));
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static void replace (StepshakeSession *self, char **place, char *text, const char *property)
{
    bool same = g_strcmp0 (*place, text) == 0;
    g_free (*place);
    *place = text;
    if (!same)
        session_notify (self, property);
}

void session_refresh_texts (StepshakeSession *self)
{
    scan_parameters (self);
    const char *title =
        self->lesson != NULL ? self->lesson->title : scenario_title (self->scenario);
    replace (self, &self->title, g_strdup (title), "title");
    replace (self, &self->subtitle, subtitle (self), "subtitle");
}

const char *stepshake_session_title (StepshakeSession *self)
{
    return self->title;
}

const char *stepshake_session_subtitle (StepshakeSession *self)
{
    return self->subtitle;
}

char *stepshake_session_sentence (StepshakeSession *self)
{
    if (self->run == NULL)
        return g_strdup ("");
    int cursor = control_cursor (self->run);
    if (cursor < 0)
        return g_strdup ("Nothing has happened yet");
    return trace_event_title_seen (control_run_trace (self->run), self->observer, cursor);
}
