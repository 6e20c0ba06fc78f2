/* The selection: one event, one message, one field of one layer; Fields, Bytes and Why show it. */
#include "session-private.h"

#include <gio/gio.h>
#include <string.h>

/* The field that a decision was about, for those decisions that read one. */
static const struct {
    const char *decision, *path;
} lights[] = {
    {"version", "ClientHello.supported_versions"},
    {"cipher-suite", "ClientHello.cipher_suites"},
    {"group", "ClientHello.key_share"},
    {"signature-scheme", "ClientHello.signature_algorithms"},
    {"application-protocol", "ClientHello.application_layer_protocol_negotiation"},
    {"server-name", "ClientHello.server_name"},
};

void session_reset_selection (StepshakeSession *self)
{
    self->selection = (StepshakeSelection){.event = -1, .message = -1, .layer = -1, .field = -1};
    self->as_sent = false;
    self->hover_layer = self->hover_field = -1;
    g_ptr_array_unref (self->layers);
    self->layers = g_ptr_array_new ();
    self->layers_key = (SessionLayersKey){.message = -1};
}

const StepshakeSelection *stepshake_session_selection (StepshakeSession *self)
{
    return &self->selection;
}

GPtrArray *stepshake_session_layers (StepshakeSession *self)
{
    return self->layers;
}

StepshakeLayer *stepshake_session_layer (StepshakeSession *self, int layer)
{
    if (layer < 0 || layer >= (int)self->layers->len)
        return NULL;
    return g_ptr_array_index (self->layers, layer);
}

static SessionLayersKey layers_key (StepshakeSession *self)
{
    SessionLayersKey key;
    memset (&key, 0, sizeof key);
    key.message = self->selection.message;
    if (key.message < 0)
        return key;
    const Trace *trace = control_run_trace (self->run);
    int cursor = control_cursor (self->run);
    const TraceMessage *message = trace_message (trace, key.message);
    key.trace = trace;
    key.observer = self->observer;
    key.sight = trace_sees_message (trace, self->observer, key.message, MAX (cursor, 0));
    key.received = message->receive_event >= 0 && message->receive_event <= cursor;
    if (message->record >= 0) {
        int delivered = trace_record (trace, message->record)->deliver_event;
        key.arrived = delivered >= 0 && delivered <= cursor;
    }
    key.as_sent = self->as_sent;
    return key;
}

/* Keeps a field selected only while its layer exists. */
static void repair_field (StepshakeSession *self)
{
    StepshakeLayer *layer = stepshake_session_layer (self, self->selection.layer);
    if (layer == NULL) {
        self->selection.layer = (int)self->layers->len - 1;
        self->selection.field = -1;
    } else if (self->selection.field >= (int)layer->tree->n_fields) {
        self->selection.field = -1;
    }
    if (self->selection.field < 0 && self->selection.focus == STEPSHAKE_FOCUS_FIELD)
        self->selection.focus = STEPSHAKE_FOCUS_EVENT;
}

void session_refresh_layers (StepshakeSession *self)
{
    if (self->run == NULL)
        return;
    SessionLayersKey key = layers_key (self);
    if (memcmp (&key, &self->layers_key, sizeof key) == 0)
        return;
    self->layers_key = key;
    g_ptr_array_unref (self->layers);
    self->layers = stepshake_layers_new (key.trace, self->observer, key.message,
                                         MAX (control_cursor (self->run), 0), self->as_sent);
    self->hover_layer = self->hover_field = -1;
    repair_field (self);
}

static void set_message (StepshakeSession *self, int message)
{
    if (message == self->selection.message)
        return;
    self->selection.message = message;
    self->selection.layer = self->selection.field = -1;
    self->as_sent = false;
    if (self->selection.focus == STEPSHAKE_FOCUS_FIELD)
        self->selection.focus = STEPSHAKE_FOCUS_EVENT;
}

static bool find_field (StepshakeSession *self, const char *path, int *message, int *field,
                        GError **error)
{
    int cursor = control_cursor (self->run);
    if (cursor < 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: nothing has been sent yet",
                     path);
        return false;
    }
    return trace_find_field (control_run_trace (self->run), cursor, path, message, field, error);
}

static int message_layer (StepshakeSession *self)
{
    for (unsigned i = 0; i < self->layers->len; i++) {
        const StepshakeLayer *layer = g_ptr_array_index (self->layers, i);
        if (strcmp (layer->id, "message") == 0)
            return i;
    }
    return -1;
}

static void select_in_message (StepshakeSession *self, int message, int field)
{
    set_message (self, message);
    session_refresh_layers (self);
    int layer = message_layer (self);
    if (layer < 0)
        return;
    self->selection.layer = layer;
    self->selection.field = field > 0 ? field : -1;
}

/* A decision shows the list it chose from. */
static bool light_decision (StepshakeSession *self, const TraceEvent *event)
{
    if (event->decision < 0)
        return false;
    const TraceDecision *decision = trace_decision (control_run_trace (self->run), event->decision);
    for (unsigned i = 0; i < G_N_ELEMENTS (lights); i++) {
        int message, field;
        if (strcmp (lights[i].decision, decision->key) == 0 &&
            find_field (self, lights[i].path, &message, &field, NULL)) {
            select_in_message (self, message, field);
            return true;
        }
    }
    return false;
}

static int message_of (StepshakeSession *self, const TraceEvent *event)
{
    if (event->message >= 0)
        return event->message;
    if (event->record >= 0)
        return trace_record (control_run_trace (self->run), event->record)->first_message;
    return -1;
}

static void show_event (StepshakeSession *self, const TraceEvent *event)
{
    self->selection.event = event->seq;
    self->selection.focus = STEPSHAKE_FOCUS_EVENT;
    if (light_decision (self, event))
        return;
    int message = message_of (self, event);
    if (message < 0 || message >= (int)event->now.n_messages)
        message = (int)event->now.n_messages - 1; /* the latest one */
    set_message (self, message);
    session_refresh_layers (self);
}

void session_follow_cursor (StepshakeSession *self)
{
    const TraceEvent *event = stepshake_session_event (self);
    if (event == NULL) {
        session_reset_selection (self);
        return;
    }
    if (self->selection.message >= (int)event->now.n_messages)
        set_message (self, (int)event->now.n_messages - 1);
    show_event (self, event);
}

void stepshake_session_select_event (StepshakeSession *self, int event)
{
    g_return_if_fail (event >= 0 && event <= stepshake_session_cursor (self));
    show_event (self, trace_event (control_run_trace (self->run), event));
    session_emit (self, SESSION_SELECTION_CHANGED);
}

void stepshake_session_select_message (StepshakeSession *self, int message)
{
    g_return_if_fail (message < (int)stepshake_session_moment (self)->n_messages);
    const TraceMessage *m = trace_message (control_run_trace (self->run), message);
    set_message (self, message);
    if (m->send_event >= 0 && m->send_event <= stepshake_session_cursor (self)) {
        self->selection.event = m->send_event;
        self->selection.focus = STEPSHAKE_FOCUS_EVENT;
    }
    session_refresh_layers (self);
    session_emit (self, SESSION_SELECTION_CHANGED);
}

void stepshake_session_select_next_message (StepshakeSession *self, int direction)
{
    int cursor = stepshake_session_cursor (self);
    int n = stepshake_session_moment (self)->n_messages;
    int next = self->selection.message + direction;
    while (next >= 0 && next < n &&
           trace_sees_message (control_run_trace (self->run), self->observer, next, cursor) ==
               TRACE_HIDDEN)
        next += direction;
    if (next >= 0 && next < n)
        stepshake_session_select_message (self, next);
}

void stepshake_session_select_field (StepshakeSession *self, int layer, int field)
{
    if (stepshake_session_layer (self, layer) == NULL)
        return;
    self->selection.layer = layer;
    self->selection.field = field > 0 ? field : -1; /* the root is the layer itself */
    self->selection.focus = field > 0 ? STEPSHAKE_FOCUS_FIELD : STEPSHAKE_FOCUS_EVENT;
    session_emit (self, SESSION_SELECTION_CHANGED);
}

void stepshake_session_set_focus (StepshakeSession *self, StepshakeFocus focus)
{
    if (self->selection.focus == focus)
        return;
    self->selection.focus = focus;
    session_emit (self, SESSION_SELECTION_CHANGED);
}

bool stepshake_session_as_sent (StepshakeSession *self)
{
    return self->as_sent;
}

void stepshake_session_set_as_sent (StepshakeSession *self, bool as_sent)
{
    if (self->as_sent == as_sent)
        return;
    self->as_sent = as_sent;
    session_refresh_layers (self);
    session_emit (self, SESSION_SELECTION_CHANGED);
}

bool stepshake_session_light (StepshakeSession *self, const char *path)
{
    int message, field;
    g_autoptr (GError) error = NULL;
    if (self->run == NULL)
        return false;
    if (!find_field (self, path, &message, &field, &error)) {
        session_tell (self, "%s", error->message);
        return false;
    }
    select_in_message (self, message, field);
    self->selection.focus = STEPSHAKE_FOCUS_FIELD;
    stepshake_session_set_page (self, STEPSHAKE_PAGE_HANDSHAKE);
    session_emit (self, SESSION_SELECTION_CHANGED);
    return true;
}

bool stepshake_session_follow_link (StepshakeSession *self, const char *uri)
{
    if (g_str_has_prefix (uri, "field:"))
        return stepshake_session_light (self, uri + strlen ("field:")), true;
    if (!g_str_has_prefix (uri, "term:") && !g_str_has_prefix (uri, "history:") &&
        !g_str_has_prefix (uri, "alert:"))
        return false;
    g_free (self->word);
    self->word = g_strdup (uri);
    self->selection.word = self->word;
    self->selection.focus = STEPSHAKE_FOCUS_WORD;
    stepshake_session_set_page (self, STEPSHAKE_PAGE_HANDSHAKE);
    session_emit (self, SESSION_SELECTION_CHANGED);
    return true;
}

void stepshake_session_hover (StepshakeSession *self, int layer, int field)
{
    if (self->hover_layer == layer && self->hover_field == field)
        return;
    self->hover_layer = layer;
    self->hover_field = field;
    session_emit (self, SESSION_HOVER_CHANGED);
}

void stepshake_session_hovered (StepshakeSession *self, int *layer, int *field)
{
    *layer = self->hover_layer;
    *field = self->hover_field;
}
