#include "tls/private.h"

/* What happens on an established connection: application data, and its end (RFC 9846 sections
 * 5.2 and 6.1). */

static void set_message (TlsParty *self, WireMessage *message)
{
    g_clear_pointer (&self->message, wire_message_unref);
    self->message = message;
}

/* ---- Application data ---- */

void tls_note_sent (TlsParty *self, BaseSpan data)
{
    self->sent_size += data.size;
    if (trace_level (self->trace) == TRACE_KEEP_ALL)
        base_append_span (self->sent, data);
}

BaseCause tls_compose_application_data (TlsParty *self)
{
    size_t room = tls_record_room (self, WIRE_CT_APPLICATION_DATA);
    size_t size = MIN (self->to_send->len - self->to_send_from, room);
    WireData body = {base_span (self->to_send->data + self->to_send_from, size)};
    tls_note_sent (self, body.data);
    set_message (self, wire_message_write_as (WIRE_APPLICATION_DATA, &body, tls_dialect (self)));
    tls_drop_front (self->to_send, &self->to_send_from, size);
    return BASE_CAUSE_NONE;
}

BaseCause tls_process_application_data (TlsParty *self)
{
    const WireData *body = self->message->body;
    base_append_span (self->received, body->data);
    self->received_size += body->data.size;
    const TlsConfig *config = self->config;
    if (config->role == TLS_SERVER && !self->replied && !config->hold_open) {
        self->replied = true;
        base_append_span (self->to_send, base_span_bytes (config->reply));
        self->close_wanted = true;
    }
    return BASE_CAUSE_NONE;
}

/* ---- Alerts ---- */

void tls_compose_alert (TlsParty *self, BaseAlert alert)
{
    WireAlert body = {.level = alert == BASE_ALERT_CLOSE_NOTIFY ? 1 : 2,
                      .description = (uint8_t)alert};
    set_message (self, wire_message_write_as (WIRE_ALERT, &body, tls_dialect (self)));
}

void tls_compose_warning (TlsParty *self, BaseAlert alert)
{
    WireAlert body = {.level = 1, .description = (uint8_t)alert};
    set_message (self, wire_message_write_as (WIRE_ALERT, &body, tls_dialect (self)));
}

BaseCause tls_compose_close_notify (TlsParty *self)
{
    tls_compose_alert (self, BASE_ALERT_CLOSE_NOTIFY);
    return BASE_CAUSE_NONE;
}

/* It closes the peer's direction alone: this side may go on. */
BaseCause tls_process_close_notify (TlsParty *self)
{
    BaseCause cause = tls_give_up_answers (self);
    if (cause == BASE_CAUSE_NONE && self->state == TLS_CONNECTED)
        base_append_span (self->to_send, base_span_bytes (self->config->after_close));
    return cause;
}

/* In TLS 1.2 it closes both directions: what was still to be sent is dropped (RFC 5246
 * section 7.2.1). */
BaseCause tls_process_close_notify_12 (TlsParty *self)
{
    g_byte_array_set_size (self->to_send, 0);
    self->to_send_from = 0;
    return BASE_CAUSE_NONE;
}
