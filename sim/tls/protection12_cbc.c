#include "tls/sealing.h"

#include <string.h>

#include "crypto/cbc.h"

/* Record protection of TLS 1.2 with a block cipher in CBC mode and an HMAC (RFC 5246 section
 * 6.2.3.2), in one of two orders: see crypto/cbc.h. Each record has an IV of its own, drawn anew
 * and sent in front; nothing of it comes from the key block. Whatever is wrong with a record, it is
 * bad_record_mac (RFC 5246 section 7.2.2): who tells a bad padding from a bad MAC has a padding
 * oracle. */

static TlsKeySizes sizes (const TlsSuite *suite)
{
    const CryptoCbc *cipher = crypto_cbc_find (suite->cipher);
    return (TlsKeySizes){.mac_key = cipher->mac_size, .key = cipher->key_size};
}

static const CryptoCbc *cipher_of (const TlsParty *self)
{
    return crypto_cbc_find (self->suite->cipher);
}

static CryptoCbcKeys keys_of (const TlsProtection *keys, const CryptoCbc *cipher)
{
    return (CryptoCbcKeys){base_span (keys->key, cipher->key_size),
                           base_span (keys->mac_key, cipher->mac_size),
                           keys->layers.encrypt_then_mac};
}

/* TYPE and VERSION: as they stand in front of the record. */
static void make_header (const TlsProtection *keys, uint8_t type, uint16_t version,
                         uint8_t header[CRYPTO_CBC_HEADER_SIZE])
{
    for (unsigned i = 0; i < 8; i++)
        header[i] = (uint8_t)(keys->sequence >> (8 * (7 - i)));
    header[8] = type;
    header[9] = (uint8_t)(version >> 8);
    header[10] = (uint8_t)version;
}

static GBytes *seal (TlsParty *self, uint8_t type, BaseSpan content, TraceRecord *record)
{
    const CryptoCbc *cipher = cipher_of (self);
    CryptoCbcKeys keys = keys_of (&self->send, cipher);
    uint8_t header[CRYPTO_CBC_HEADER_SIZE], iv[CRYPTO_CBC_BLOCK_SIZE];
    g_auto (CryptoCbcRecord) sealed = {0};
    make_header (&self->send, type, WIRE_TLS12, header);
    tls_draw (self, "IV", iv, sizeof iv);
    crypto_cbc_seal (cipher, &keys, header, iv, content, 0, &sealed);
    record->sealing = self->send.layers;
    record->additional = g_bytes_new (sealed.ad, sizeof sealed.ad);
    record->inner = g_bytes_ref (sealed.inner);
    GByteArray *out = g_byte_array_new ();
    wire_record_append (out, type, WIRE_TLS12, base_span_bytes (sealed.fragment));
    return g_byte_array_free_to_bytes (out);
}

static BaseCause open_sealed (TlsParty *self, BaseSpan record, int index, uint8_t *type,
                              GByteArray *content)
{
    const CryptoCbc *cipher = cipher_of (self);
    CryptoCbcKeys keys = keys_of (&self->receive, cipher);
    uint8_t header[CRYPTO_CBC_HEADER_SIZE];
    g_auto (CryptoCbcRecord) opened = {0};
    make_header (&self->receive, record.data[0], (uint16_t)base_read_number (record.data + 1, 2),
                 header);
    BaseSpan fragment =
        base_span (record.data + WIRE_RECORD_HEADER_SIZE, record.size - WIRE_RECORD_HEADER_SIZE);
    if (!crypto_cbc_open (cipher, &keys, header, fragment, &opened))
        return BASE_CAUSE_BAD_RECORD_MAC;
    BaseSpan inner = base_span_bytes (opened.inner);
    TlsOpened shown = {.additional = g_bytes_new (opened.ad, sizeof opened.ad), .inner = inner};
    tls_show_opened (self, index, &shown);
    base_append_span (content, base_span (inner.data, opened.content_size));
    *type = record.data[0];
    return tls_check_limits (self, opened.content_size, opened.content_size);
}

const TlsSealing tls_sealing_12_cbc = {"RFC 5246 6.2.3.2", seal, open_sealed, sizes};
