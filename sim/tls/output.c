#include "tls/private.h"

/* From messages to records: one record a message, more when it is longer than a record may be; or a
 * whole flight in one, as some peers do. */

static void queue_record (TlsParty *self, int index, int first, int last)
{
    TraceRecord *record = trace_record_for_writing (self->trace, index);
    record->first_message = first;
    record->last_message = last;
    record->send_event = trace_length (self->trace);
    trace_now (self->trace)->in_flight++;
    g_queue_push_tail (self->output, GINT_TO_POINTER (index + 1));
}

/* Message INDEX begins in RECORD; gives its size. */
static size_t begin_message (TlsParty *self, int index, int record)
{
    TraceMessage *message = trace_message_for_writing (self->trace, index);
    message->record = record;
    message->sealed = trace_record (self->trace, record)->sealed;
    return g_bytes_get_size (message->sent->bytes);
}

static void show_sent (TlsParty *self, int index)
{
    TraceMessage *message = trace_message_for_writing (self->trace, index);
    message->send_event = (int)trace_length (self->trace);
    TraceEvent *event = trace_emit (self->trace, TRACE_SEND);
    event->message = index;
    event->record = message->record;
    event->section = tls_message_section (self, message->sent->row);
}

/* CONTENT is made of the messages from FIRST on: all of it, one after the other. */
static void send_content (TlsParty *self, uint8_t type, BaseSpan content, int first)
{
    size_t room = tls_record_room (self, type), at = 0, begun = 0;
    int last = first - 1; /* the messages up to this one have begun: BEGUN bytes */
    do {
        size_t size = MIN (content.size - at, room);
        int record = tls_make_record (self, type, base_span (content.data + at, size));
        int from = at < begun ? last : last + 1;
        at += size;
        while (begun < at || last < first)
            begun += begin_message (self, ++last, record);
        queue_record (self, record, from, last);
    } while (at < content.size);
    for (int i = first; i <= last; i++)
        show_sent (self, i);
}

/* A client in compatibility mode, and a server whose client is, send a ChangeCipherSpec that means
 * nothing before their first sealed record and around a HelloRetryRequest (RFC 9846 appendix E.4).
 */
static void send_compatibility_ccs (TlsParty *self)
{
    const WireClientHello *hello = self->client_hello != NULL ? self->client_hello->body : NULL;
    if (self->sent_ccs || hello == NULL || hello->legacy_session_id.size == 0)
        return;
    self->sent_ccs = true;
    WireChangeCipherSpec body = {1};
    WireMessage *message = wire_message_write (WIRE_CHANGE_CIPHER_SPEC, &body);
    TraceMessage shown = {.sender = (TraceParty)self->config->role,
                          .sent = message,
                          .send_event = -1,
                          .receive_event = -1,
                          .processed_event = -1};
    int index = trace_add_message (self->trace, shown);
    send_content (self, WIRE_CT_CHANGE_CIPHER_SPEC, base_span_bytes (message->bytes), index);
}

/* Whether another handshake message follows under the same keys, and both go in one record. In TLS
 * 1.2 none is the last but those that end a flight: what comes before a ChangeCipherSpec goes out
 * with it. */
static bool is_held (const TlsParty *self, WireMessageId id)
{
    bool handshaking = self->outcome == TRACE_RUNNING;
    bool follows = id == WIRE_ENCRYPTED_EXTENSIONS || id == WIRE_CERTIFICATE ||
                   id == WIRE_COMPRESSED_CERTIFICATE || id == WIRE_CERTIFICATE_VERIFY ||
                   (id == WIRE_CERTIFICATE_REQUEST && (handshaking || self->requests_left > 0)) ||
                   (id == WIRE_NEW_SESSION_TICKET && self->tickets_left > 0);
    bool ends_flight =
        id == WIRE_CLIENT_HELLO || id == WIRE_SERVER_HELLO_DONE || id == WIRE_FINISHED;
    return self->config->coalesce && (follows || (self->speaks == WIRE_TLS12 && !ends_flight));
}

void tls_output_message (TlsParty *self)
{
    bool second_hello = self->retried && self->message->row->id == WIRE_CLIENT_HELLO;
    if ((self->send.sealing != NULL && self->speaks == WIRE_TLS13) || second_hello)
        send_compatibility_ccs (self);
    WireMessage *message = self->message;
    TraceMessage shown = {.sender = (TraceParty)self->config->role,
                          .sent = wire_message_ref (message),
                          .send_event = -1,
                          .receive_event = -1,
                          .processed_event = -1};
    self->message_index = trace_add_message (self->trace, shown);
    if (message->row->content_type != WIRE_CT_HANDSHAKE) {
        tls_output_flush (self);
        send_content (self, message->row->content_type, base_span_bytes (message->bytes),
                      self->message_index);
        return;
    }
    /* A record names its messages as first to last: nobody else's may lie between. */
    if (self->held->len > 0 && self->message_index != self->last_held + 1)
        tls_output_flush (self);
    if (self->held->len == 0)
        self->first_held = self->message_index;
    self->last_held = self->message_index;
    base_append_span (self->held, base_span_bytes (message->bytes));
    if (!is_held (self, message->row->id))
        tls_output_flush (self);
    if (message->row->id == WIRE_HELLO_RETRY_REQUEST)
        send_compatibility_ccs (self);
}

void tls_output_flush (TlsParty *self)
{
    if (self->held->len == 0)
        return;
    send_content (self, WIRE_CT_HANDSHAKE, base_span (self->held->data, self->held->len),
                  self->first_held);
    g_byte_array_set_size (self->held, 0);
}

int tls_party_take (TlsParty *self)
{
    return GPOINTER_TO_INT (g_queue_pop_head (self->output)) - 1;
}
