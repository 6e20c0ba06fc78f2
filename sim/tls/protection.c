#include "tls/private.h"

#include <string.h>

/* Record protection (RFC 9846 section 5.2). */

void tls_nonce (const TlsProtection *keys, uint8_t *nonce)
{
    memcpy (nonce, keys->iv, CRYPTO_AEAD_NONCE_SIZE);
    for (unsigned i = 0; i < 8; i++)
        nonce[CRYPTO_AEAD_NONCE_SIZE - 1 - i] ^= (uint8_t)(keys->sequence >> (8 * i));
}

static GBytes *plain_record (const TlsParty *self, uint8_t type, BaseSpan content)
{
    /* The first ClientHello says 0x0301, for old middleboxes' sake (RFC 9846 section 5.1). */
    bool first_hello =
        self->config->role == TLS_CLIENT && type == WIRE_CT_HANDSHAKE && !self->retried;
    GByteArray *out = g_byte_array_sized_new ((guint)content.size + WIRE_RECORD_HEADER_SIZE);
    wire_record_append (out, type, first_hello ? 0x0301 : 0x0303, content);
    return g_byte_array_free_to_bytes (out);
}

static GBytes *sealed_record (TlsProtection *keys, GBytes *inner, const uint8_t *nonce)
{
    BaseSpan plain = base_span_bytes (inner);
    size_t size = plain.size + keys->aead->tag_size;
    uint8_t *out = g_malloc (WIRE_RECORD_HEADER_SIZE + size);
    out[0] = WIRE_CT_APPLICATION_DATA;
    out[1] = 3;
    out[2] = 3;
    out[3] = (uint8_t)(size >> 8);
    out[4] = (uint8_t)size;
    crypto_aead_seal (keys->aead, base_span (keys->key, keys->aead->key_size), nonce,
                      base_span (out, WIRE_RECORD_HEADER_SIZE), plain,
                      out + WIRE_RECORD_HEADER_SIZE);
    keys->sequence++;
    return g_bytes_new_take (out, WIRE_RECORD_HEADER_SIZE + size);
}

static GBytes *inner_plaintext (const TlsParty *self, uint8_t type, BaseSpan content)
{
    size_t size = tls_padded_size (self, content.size);
    uint8_t *inner = g_malloc0 (size);
    if (content.size > 0)
        memcpy (inner, content.data, content.size);
    inner[content.size] = type;
    return g_bytes_new_take (inner, size);
}

int tls_make_record (TlsParty *self, uint8_t type, BaseSpan content)
{
    TraceRecord record = {
        .sender = (TraceParty)self->config->role,
        .key = -1,
        .first_message = -1,
        .last_message = -1,
        .arrived_at = -1,
        .deliver_event = -1,
        .sent_at = self->clock->now,
    };
    if (self->send.aead == NULL || type == WIRE_CT_CHANGE_CIPHER_SPEC) {
        record.sent = plain_record (self, type, content);
        return trace_add_record (self->trace, record);
    }
    uint8_t nonce[CRYPTO_AEAD_NONCE_SIZE];
    tls_nonce (&self->send, nonce);
    record.sealed = true;
    record.tag_size = self->send.aead->tag_size;
    record.key = self->send.secret;
    record.nonce = g_bytes_new (nonce, sizeof nonce);
    record.inner = inner_plaintext (self, type, content);
    record.sent = sealed_record (&self->send, record.inner, nonce);
    int index = trace_add_record (self->trace, record);
    TraceEvent *event = trace_emit (self->trace, TRACE_SEAL);
    event->record = index;
    event->secret = self->send.secret;
    event->section = "RFC 9846 5.2";
    return index;
}

BaseCause tls_open_record (TlsParty *self, BaseSpan record, int index, uint8_t *type,
                           GByteArray *content)
{
    TlsProtection *keys = &self->receive;
    BaseSpan sealed =
        base_span (record.data + WIRE_RECORD_HEADER_SIZE, record.size - WIRE_RECORD_HEADER_SIZE);
    uint8_t nonce[CRYPTO_AEAD_NONCE_SIZE];
    if (keys->sequence == UINT64_MAX)
        return BASE_CAUSE_SEQUENCE_EXHAUSTED;
    tls_nonce (keys, nonce);
    if (sealed.size < keys->aead->tag_size)
        return BASE_CAUSE_BAD_RECORD_MAC;
    size_t size = sealed.size - keys->aead->tag_size;
    g_byte_array_set_size (content, (guint)size);
    if (!crypto_aead_open (keys->aead, base_span (keys->key, keys->aead->key_size), nonce,
                           base_span (record.data, WIRE_RECORD_HEADER_SIZE), sealed, content->data))
        return BASE_CAUSE_BAD_RECORD_MAC;
    keys->sequence++;

    TraceRecord *shown = trace_record_for_writing (self->trace, index);
    shown->sealed = true;
    shown->tag_size = keys->aead->tag_size;
    if (shown->inner == NULL) {
        shown->inner = g_bytes_new (content->data, size);
        shown->nonce = g_bytes_new (nonce, sizeof nonce);
        shown->key = keys->secret;
    }
    TraceEvent *event = trace_emit (self->trace, TRACE_OPEN);
    event->record = index;
    event->secret = keys->secret;
    event->section = "RFC 9846 5.2";

    /* Content, type and padding together (RFC 9846 section 5.4). */
    size_t inner = size;
    while (size > 0 && content->data[size - 1] == 0)
        size--;
    BaseCause cause = tls_check_limits (self, inner, size > 0 ? size - 1 : 0);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    if (size == 0)
        return BASE_CAUSE_NO_INNER_CONTENT_TYPE;
    *type = content->data[size - 1];
    g_byte_array_set_size (content, (guint)size - 1);
    return BASE_CAUSE_NONE;
}
