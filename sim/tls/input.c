#include "tls/sealing.h"
#include "wire/ssl2.h"

#include <string.h>

/* From bytes to whole messages (RFC 9846 section 5.1): any splitting and joining of records is
 * accepted, what the RFC forbids about them is refused. */

void tls_party_receive (TlsParty *self, BaseSpan bytes, int record)
{
    if (bytes.size == 0 || tls_party_wait (self) == TLS_WAIT_OVER)
        return;
    base_append_span (self->input, bytes);
    guint n = self->stretches->len;
    TlsStretch *last = n > 0 ? &g_array_index (self->stretches, TlsStretch, n - 1) : NULL;
    if (last != NULL && last->record == record) {
        last->size += bytes.size;
        return;
    }
    TlsStretch stretch = {bytes.size, record};
    g_array_append_val (self->stretches, stretch);
}

static BaseSpan unread (const TlsParty *self)
{
    if (self->input->len == 0)
        return base_span (NULL, 0);
    return base_span (self->input->data + self->input_from, self->input->len - self->input_from);
}

void tls_drop_front (GByteArray *bytes, guint *from, size_t size)
{
    *from += (guint)size;
    if (*from < bytes->len / 2)
        return;
    g_byte_array_remove_range (bytes, 0, *from);
    *from = 0;
}

/* Drops SIZE bytes from the input's front; gives the trace's record that the first of them came
 * with. */
static int consume (TlsParty *self, size_t size)
{
    int record = g_array_index (self->stretches, TlsStretch, 0).record;
    tls_drop_front (self->input, &self->input_from, size);
    while (size > 0) {
        TlsStretch *first = &g_array_index (self->stretches, TlsStretch, 0);
        size_t take = MIN (size, first->size);
        first->size -= take;
        size -= take;
        if (first->size == 0)
            g_array_remove_index (self->stretches, 0);
    }
    return record;
}

/* A record from an outside peer enters the trace when it is whole. */
static int note_record (TlsParty *self, GBytes *bytes)
{
    const TlsProtection *keys = &self->receive;
    bool sealed = tls_is_sealed (self, keys, *(const uint8_t *)g_bytes_get_data (bytes, NULL));
    TraceRecord record = {
        .sender = self->config->role == TLS_CLIENT ? TRACE_SERVER : TRACE_CLIENT,
        .sent = g_bytes_ref (bytes),
        .arrived = g_bytes_ref (bytes),
        .sealed = sealed,
        .version = sealed ? self->speaks : 0,
        .tag_size = keys->aead != NULL ? keys->aead->tag_size : 0,
        .sealing = keys->layers,
        .key = -1,
        .first_message = -1,
        .last_message = -1,
        .sent_at = self->clock->now,
        .arrived_at = self->clock->now,
        .send_event = trace_length (self->trace),
        .deliver_event = (int)trace_length (self->trace),
    };
    int index = trace_add_record (self->trace, record);
    TraceEvent *event = trace_emit (self->trace, TRACE_DELIVER);
    event->party = TRACE_NETWORK;
    event->record = index;
    return index;
}

static size_t length_limit (const TlsParty *self, const WireRecordHeader *header)
{
    bool skipped = header->type == WIRE_CT_APPLICATION_DATA && self->skip_left > 0;
    bool sealed = tls_is_sealed (self, &self->receive, header->type) || skipped;
    return sealed ? tls_most_sealed (self) : WIRE_MAX_PLAINTEXT;
}

static BaseCause check_header (const TlsParty *self, const WireRecordHeader *header)
{
    if (header->length > length_limit (self, header))
        return BASE_CAUSE_RECORD_TOO_LONG;
    if (header->type < WIRE_CT_CHANGE_CIPHER_SPEC || header->type > WIRE_CT_APPLICATION_DATA)
        return BASE_CAUSE_UNEXPECTED_RECORD;
    if (self->receive.sealing != NULL && self->speaks == WIRE_TLS12)
        return BASE_CAUSE_NONE; /* all of them are sealed */
    if (self->receive.sealing == NULL)
        return header->type == WIRE_CT_APPLICATION_DATA && self->skip_left == 0
                   ? BASE_CAUSE_UNEXPECTED_RECORD
                   : BASE_CAUSE_NONE;
    /* Keys are there: in clear may come only the compatibility ChangeCipherSpec, and an alert of a
     * peer that failed before it had keys. */
    bool handshaking = self->outcome == TRACE_RUNNING;
    if (header->type == WIRE_CT_HANDSHAKE || (header->type == WIRE_CT_ALERT && !handshaking))
        return BASE_CAUSE_UNEXPECTED_RECORD;
    return BASE_CAUSE_NONE;
}

static bool handshake_message (TlsParty *self, TlsIncoming *incoming, BaseCause *cause)
{
    if (self->fragment->len < 4)
        return false;
    size_t size = 4 + base_read_number (self->fragment->data + 1, 3);
    if (size > TLS_MAX_MESSAGE) {
        *cause = BASE_CAUSE_MESSAGE_TOO_LONG;
        tls_note (self, "announced", "%" G_GSIZE_FORMAT " bytes, with the header", size);
        tls_note (self, "limit", "%d bytes", TLS_MAX_MESSAGE);
        return false;
    }
    if (self->fragment->len < size)
        return false;
    incoming->content_type = WIRE_CT_HANDSHAKE;
    incoming->bytes = g_bytes_new (self->fragment->data, size);
    g_byte_array_remove_range (self->fragment, 0, (guint)size);
    return true;
}

/* What may not stand between the pieces of a handshake message: anything in TLS 1.3 (RFC 9846
 * section 5.1). RFC 5246 section 6.2.1 lets other types stand there; but keys do not change in a
 * message. */
static bool interrupts (const TlsParty *self, uint8_t type)
{
    bool between = self->fragment->len > 0 && type != WIRE_CT_HANDSHAKE;
    return between && (self->speaks != WIRE_TLS12 || type == WIRE_CT_CHANGE_CIPHER_SPEC);
}

/* Decides what a record's CONTENT is; true when INCOMING is a whole message. */
static bool take_content (TlsParty *self, uint8_t type, BaseSpan content, bool sealed,
                          TlsIncoming *incoming, BaseCause *cause)
{
    if (type == WIRE_CT_CHANGE_CIPHER_SPEC && sealed)
        *cause = BASE_CAUSE_UNEXPECTED_CHANGE_CIPHER_SPEC;
    else if (type < WIRE_CT_CHANGE_CIPHER_SPEC || type > WIRE_CT_APPLICATION_DATA)
        *cause = BASE_CAUSE_UNEXPECTED_RECORD;
    else if (content.size == 0 && type != WIRE_CT_APPLICATION_DATA)
        *cause = BASE_CAUSE_EMPTY_FRAGMENT;
    else if (interrupts (self, type))
        *cause = BASE_CAUSE_MESSAGES_INTERLEAVED;
    if (*cause != BASE_CAUSE_NONE)
        return false;
    if (type == WIRE_CT_HANDSHAKE) {
        base_append_span (self->fragment, content);
        return handshake_message (self, incoming, cause);
    }
    incoming->content_type = type;
    incoming->bytes = base_span_copy (content);
    return true;
}

/* Early data that was refused: not to be read under the keys at hand, or not yet. */
static bool is_skipped (TlsParty *self, BaseSpan record, int index)
{
    return record.data[0] == WIRE_CT_APPLICATION_DATA &&
           tls_skip_record (self, record.size - WIRE_RECORD_HEADER_SIZE, index);
}

/* A server that is still waiting for its first hello may get one in the format of SSL 2.0, which
 * has a header of its own. */
static bool begins_in_ssl2 (const TlsParty *self)
{
    return self->config->role == TLS_SERVER && self->state == TLS_START &&
           self->client_hello == NULL && self->fragment->len == 0 &&
           wire_is_ssl2_hello (unread (self));
}

static TlsNext take_ssl2_hello (TlsParty *self, TlsIncoming *incoming)
{
    size_t size = wire_ssl2_size (unread (self));
    if (unread (self).size < size)
        return TLS_NEXT_NONE;
    incoming->content_type = WIRE_CT_SSL2;
    incoming->bytes = g_bytes_new (unread (self).data, size);
    incoming->record = consume (self, size);
    if (incoming->record < 0)
        incoming->record = note_record (self, incoming->bytes);
    return TLS_NEXT_MESSAGE;
}

typedef enum { CONTENT_READ, CONTENT_SKIPPED, CONTENT_BAD } Opened;

/* Opens a sealed RECORD into CONTENT. */
static Opened open_record (TlsParty *self, BaseSpan record, int index, uint8_t *type,
                           GByteArray *content, BaseCause *cause)
{
    bool keys = self->receive.sealing != NULL;
    uint64_t sequence = self->receive.sequence;
    *cause =
        keys ? tls_open_record (self, record, index, type, content) : BASE_CAUSE_BAD_RECORD_MAC;
    if (*cause == BASE_CAUSE_BAD_RECORD_MAC && is_skipped (self, record, index)) {
        *cause = BASE_CAUSE_NONE;
        return CONTENT_SKIPPED;
    }
    if (*cause != BASE_CAUSE_NONE) {
        tls_note_seal (self, index, record.size - WIRE_RECORD_HEADER_SIZE, sequence);
        return CONTENT_BAD;
    }
    self->skip_left = 0; /* what can be read is not early data, nor is what follows */
    return CONTENT_READ;
}

/* Where a whole message began. */
static void note_beginning (TlsParty *self, TlsIncoming *incoming)
{
    incoming->record = self->fragment_record;
    incoming->ordinal = self->started++;
}

static void note_type (TlsParty *self, uint8_t type)
{
    const char *name = wire_name (&wire_content_types, type);
    tls_note (self, "content type", "%s (%u)", name != NULL ? name : "unknown", type);
}

/* What was in a record that opened, or came in clear, and may not stand there. */
static void note_content (TlsParty *self, int index, uint8_t type, size_t length, BaseCause cause)
{
    note_type (self, type);
    tls_note_record (self, index, length);
    if (cause == BASE_CAUSE_MESSAGES_INTERLEAVED)
        tls_note (self, "begun before", "%u bytes of a handshake message", self->fragment->len);
}

static bool take_record (TlsParty *self, size_t size, TlsIncoming *incoming, BaseCause *cause)
{
    g_autoptr (GBytes) record = g_bytes_new (unread (self).data, size);
    int index = consume (self, size);
    if (index < 0)
        index = note_record (self, record);
    BaseSpan span = base_span_bytes (record);
    uint8_t type = span.data[0];
    bool sealed = type == WIRE_CT_APPLICATION_DATA || tls_is_sealed (self, &self->receive, type);
    g_autoptr (GByteArray) content = g_byte_array_new ();
    BaseSpan inner =
        base_span (span.data + WIRE_RECORD_HEADER_SIZE, span.size - WIRE_RECORD_HEADER_SIZE);
    if (sealed) {
        if (open_record (self, span, index, &type, content, cause) != CONTENT_READ)
            return false;
        inner = base_span (content->data, content->len);
    }
    bool continues = self->fragment->len > 0;
    if (!continues) {
        self->fragment_record = index;
        self->started = 0;
    }
    incoming->sealed = sealed;
    bool whole = take_content (self, type, inner, sealed, incoming, cause);
    if (*cause != BASE_CAUSE_NONE)
        note_content (self, index, type, inner.size, *cause);
    if (whole)
        note_beginning (self, incoming);
    if (whole && continues && self->fragment->len > 0) {
        /* What is left began in this record. */
        self->fragment_record = index;
        self->started = 0;
        const TraceRecord *shown = trace_record (self->trace, index);
        self->started = shown->first_message >= 0 ? 1 : 0;
    }
    return whole;
}

static void note_header (TlsParty *self, const WireRecordHeader *header, BaseCause cause)
{
    note_type (self, header->type);
    tls_note_record (self, g_array_index (self->stretches, TlsStretch, 0).record, header->length);
    if (cause == BASE_CAUSE_RECORD_TOO_LONG)
        tls_note (self, "limit", "%" G_GSIZE_FORMAT " bytes", length_limit (self, header));
    else
        tls_note (self, "keys for this direction", "%s",
                  self->receive.sealing != NULL ? "there are some" : "none");
}

TlsNext tls_next_message (TlsParty *self, TlsIncoming *incoming, BaseCause *cause)
{
    *cause = BASE_CAUSE_NONE;
    *incoming =
        (TlsIncoming){.record = self->fragment_record, .sealed = self->receive.sealing != NULL};
    if (self->fragment->len > 0 && handshake_message (self, incoming, cause)) {
        note_beginning (self, incoming);
        return TLS_NEXT_MESSAGE;
    }
    if (begins_in_ssl2 (self))
        return take_ssl2_hello (self, incoming);
    while (*cause == BASE_CAUSE_NONE) {
        WireRecordHeader header;
        size_t size;
        if (!wire_record_peek (unread (self), &header, &size))
            return TLS_NEXT_NONE;
        *cause = check_header (self, &header);
        if (*cause != BASE_CAUSE_NONE) {
            note_header (self, &header, *cause);
            break;
        }
        if (size == 0)
            return TLS_NEXT_NONE;
        if (take_record (self, size, incoming, cause))
            return TLS_NEXT_MESSAGE;
    }
    return TLS_NEXT_ERROR;
}
