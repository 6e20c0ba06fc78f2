#include "tls/sealing.h"

#include <string.h>

/* Record protection of TLS 1.2 with an AEAD (RFC 5246 section 6.2.3.3). The record's type stands in
 * clear on its outside, and what is authenticated with it is the sequence number, the header, and
 * the length that the content had. With AES the second half of the nonce travels in front of the
 * ciphertext (RFC 5288 section 3): here it is the sequence number, so that it never repeats. */

enum { ADDITIONAL_SIZE = 13 };

/* NONCE: the fixed part and EXPLICIT, or with nothing explicit as in TLS 1.3. */
static void make_nonce (const TlsProtection *keys, const uint8_t *explicit, uint8_t *nonce)
{
    size_t fixed = keys->layers.salt;
    if (fixed == 0) {
        tls_nonce (keys, nonce);
        return;
    }
    memcpy (nonce, keys->iv, fixed);
    memcpy (nonce + fixed, explicit, keys->layers.nonce_explicit);
}

/* HEADER: the record's. Its type and version are authenticated as they came. */
static GBytes *additional_data (const TlsProtection *keys, const uint8_t *header, size_t size)
{
    GByteArray *out = g_byte_array_sized_new (ADDITIONAL_SIZE);
    base_append_number (out, keys->sequence, 8);
    base_append_span (out, base_span (header, 1 + 2));
    base_append_number (out, size, 2);
    return g_byte_array_free_to_bytes (out);
}

static GBytes *seal (TlsParty *self, uint8_t type, BaseSpan content, TraceRecord *record)
{
    const TlsProtection *keys = &self->send;
    size_t explicit_size = keys->layers.nonce_explicit;
    size_t size = explicit_size + content.size + keys->aead->tag_size;
    uint8_t nonce[CRYPTO_AEAD_NONCE_SIZE];
    g_autoptr (GByteArray) out = g_byte_array_sized_new ((guint)(WIRE_RECORD_HEADER_SIZE + size));
    base_append_number (out, type, 1);
    base_append_number (out, WIRE_TLS12, 2);
    base_append_number (out, size, 2);
    if (explicit_size > 0)
        base_append_number (out, keys->sequence, (unsigned)explicit_size);
    uint8_t *at = out->data + WIRE_RECORD_HEADER_SIZE;
    make_nonce (keys, at, nonce);
    g_byte_array_set_size (out, (guint)(WIRE_RECORD_HEADER_SIZE + size));
    record->tag_size = keys->aead->tag_size;
    record->sealing = keys->layers;
    record->nonce = g_bytes_new (nonce, sizeof nonce);
    record->additional = additional_data (keys, out->data, content.size);
    record->inner = base_span_copy (content);
    crypto_aead_seal (keys->aead, base_span (keys->key, keys->aead->key_size), nonce,
                      base_span_bytes (record->additional), content,
                      out->data + WIRE_RECORD_HEADER_SIZE + explicit_size);
    return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static BaseCause open_sealed (TlsParty *self, BaseSpan record, int index, uint8_t *type,
                              GByteArray *content)
{
    const TlsProtection *keys = &self->receive;
    size_t explicit_size = keys->layers.nonce_explicit;
    const uint8_t *at = record.data + WIRE_RECORD_HEADER_SIZE;
    uint8_t nonce[CRYPTO_AEAD_NONCE_SIZE];
    if (record.size < WIRE_RECORD_HEADER_SIZE + explicit_size + keys->aead->tag_size)
        return BASE_CAUSE_BAD_RECORD_MAC;
    size_t sealed = record.size - WIRE_RECORD_HEADER_SIZE - explicit_size;
    size_t size = sealed - keys->aead->tag_size;
    make_nonce (keys, at, nonce);
    g_autoptr (GBytes) additional = additional_data (keys, record.data, size);
    g_byte_array_set_size (content, (guint)size);
    if (!crypto_aead_open (keys->aead, base_span (keys->key, keys->aead->key_size), nonce,
                           base_span_bytes (additional), base_span (at + explicit_size, sealed),
                           content->data))
        return BASE_CAUSE_BAD_RECORD_MAC;
    TlsOpened opened = {.nonce = g_bytes_new (nonce, sizeof nonce),
                        .additional = g_steal_pointer (&additional),
                        .tag_size = keys->aead->tag_size,
                        .inner = base_span (content->data, size)};
    tls_show_opened (self, index, &opened);
    *type = record.data[0];
    return tls_check_limits (self, size, size);
}

/* With AES a salt, to which each record adds its part of the nonce (RFC 5288 section 3); there is
 * no key for a MAC. */
static TlsKeySizes sizes (const TlsSuite *suite)
{
    WireSealing layers = {0};
    bool known = wire_suite_sealing (suite->id, WIRE_TLS12, &layers);
    g_assert (known);
    return (TlsKeySizes){.key = crypto_aead_find (suite->cipher)->key_size,
                         .iv = layers.salt > 0 ? layers.salt : CRYPTO_AEAD_NONCE_SIZE};
}

const TlsSealing tls_sealing_12_aead = {"RFC 5246 6.2.3.3", seal, open_sealed, sizes};
