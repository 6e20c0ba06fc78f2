#include "tls/sealing.h"

#include <string.h>

/* Record protection: what all versions have in common, and TLS 1.3's way (RFC 9846 section 5.2).
 * That of TLS 1.2 is in protection12.c. */

bool tls_is_sealed (const TlsParty *self, const TlsProtection *keys, uint8_t type)
{
    return keys->sealing != NULL &&
           (type == WIRE_CT_APPLICATION_DATA || self->speaks == WIRE_TLS12);
}

static GBytes *plain_record (const TlsParty *self, uint8_t type, BaseSpan content)
{
    /* The first ClientHello says 0x0301, for old middleboxes' sake (RFC 9846 section 5.1). */
    bool first_hello =
        self->config->role == TLS_CLIENT && type == WIRE_CT_HANDSHAKE && self->suite == NULL;
    if (type == WIRE_CT_SSL2) /* its header is its own */
        return base_span_copy (content);
    uint16_t version = tls_written_version (self);
    GByteArray *out = g_byte_array_sized_new ((guint)content.size + WIRE_RECORD_HEADER_SIZE);
    wire_record_append (out, type, first_hello ? MIN (version, WIRE_TLS10) : version, content);
    return g_byte_array_free_to_bytes (out);
}

int tls_make_record (TlsParty *self, uint8_t type, BaseSpan content)
{
    const TlsSealing *sealing = self->send.sealing;
    TraceRecord record = {
        .sender = (TraceParty)self->config->role,
        .key = -1,
        .first_message = -1,
        .last_message = -1,
        .arrived_at = -1,
        .deliver_event = -1,
        .sent_at = self->clock->now,
    };
    if (sealing == NULL || type == WIRE_CT_CHANGE_CIPHER_SPEC) {
        record.sent = plain_record (self, type, content);
        return trace_add_record (self->trace, record);
    }
    record.sealed = true;
    record.version = self->speaks;
    record.key = self->send.secret;
    record.sent = sealing->seal (self, type, content, &record);
    bool again = self->outcome == TRACE_ESTABLISHED && tls_misbehaves (self, TLS_REUSE_NONCE);
    if (!again)
        self->send.sequence++;
    int index = trace_add_record (self->trace, record);
    TraceEvent *event = trace_emit (self->trace, TRACE_SEAL);
    event->record = index;
    event->secret = self->send.secret;
    event->section = sealing->section;
    return index;
}

BaseCause tls_open_record (TlsParty *self, BaseSpan record, int index, uint8_t *type,
                           GByteArray *content)
{
    if (self->receive.sequence == UINT64_MAX)
        return BASE_CAUSE_SEQUENCE_EXHAUSTED;
    return self->receive.sealing->open (self, record, index, type, content);
}

void tls_show_opened (TlsParty *self, int index, const TlsOpened *opened)
{
    TlsProtection *keys = &self->receive;
    TraceRecord *shown = trace_record_for_writing (self->trace, index);
    keys->sequence++;
    shown->sealed = true;
    shown->version = self->speaks;
    shown->tag_size = opened->tag_size;
    shown->sealing = keys->layers;
    if (shown->inner == NULL) {
        shown->inner = g_bytes_new (opened->inner.data, opened->inner.size);
        shown->nonce = opened->nonce;
        shown->additional = opened->additional;
        shown->key = keys->secret;
    } else {
        if (opened->nonce != NULL)
            g_bytes_unref (opened->nonce);
        if (opened->additional != NULL)
            g_bytes_unref (opened->additional);
    }
    TraceEvent *event = trace_emit (self->trace, TRACE_OPEN);
    event->record = index;
    event->secret = keys->secret;
    event->section = keys->sealing->section;
}

/* ---- TLS 1.3 ---- */

void tls_nonce (const TlsProtection *keys, uint8_t *nonce)
{
    memcpy (nonce, keys->iv, CRYPTO_AEAD_NONCE_SIZE);
    for (unsigned i = 0; i < 8; i++)
        nonce[CRYPTO_AEAD_NONCE_SIZE - 1 - i] ^= (uint8_t)(keys->sequence >> (8 * i));
}

static GBytes *sealed_record (const TlsProtection *keys, GBytes *inner, const uint8_t *nonce)
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

static GBytes *seal (TlsParty *self, uint8_t type, BaseSpan content, TraceRecord *record)
{
    uint8_t nonce[CRYPTO_AEAD_NONCE_SIZE];
    tls_nonce (&self->send, nonce);
    record->tag_size = self->send.aead->tag_size;
    record->nonce = g_bytes_new (nonce, sizeof nonce);
    record->inner = inner_plaintext (self, type, content);
    return sealed_record (&self->send, record->inner, nonce);
}

/* Content, type and padding together (RFC 9846 section 5.4). */
static BaseCause unwrap (TlsParty *self, uint8_t *type, GByteArray *content)
{
    size_t size = content->len;
    while (size > 0 && content->data[size - 1] == 0)
        size--;
    BaseCause cause = tls_check_limits (self, content->len, size > 0 ? size - 1 : 0);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    if (size == 0)
        return BASE_CAUSE_NO_INNER_CONTENT_TYPE;
    *type = content->data[size - 1];
    g_byte_array_set_size (content, (guint)size - 1);
    return BASE_CAUSE_NONE;
}

static BaseCause open_sealed (TlsParty *self, BaseSpan record, int index, uint8_t *type,
                              GByteArray *content)
{
    const TlsProtection *keys = &self->receive;
    BaseSpan sealed =
        base_span (record.data + WIRE_RECORD_HEADER_SIZE, record.size - WIRE_RECORD_HEADER_SIZE);
    uint8_t nonce[CRYPTO_AEAD_NONCE_SIZE];
    tls_nonce (keys, nonce);
    if (sealed.size < keys->aead->tag_size)
        return BASE_CAUSE_BAD_RECORD_MAC;
    g_byte_array_set_size (content, (guint)(sealed.size - keys->aead->tag_size));
    if (!crypto_aead_open (keys->aead, base_span (keys->key, keys->aead->key_size), nonce,
                           base_span (record.data, WIRE_RECORD_HEADER_SIZE), sealed, content->data))
        return BASE_CAUSE_BAD_RECORD_MAC;
    TlsOpened opened = {.nonce = g_bytes_new (nonce, sizeof nonce),
                        .tag_size = keys->aead->tag_size,
                        .inner = base_span (content->data, content->len)};
    tls_show_opened (self, index, &opened);
    return unwrap (self, type, content);
}

const TlsSealing tls_sealing_13 = {"RFC 9846 5.2", seal, open_sealed, NULL};
