#include "tls/thief-open.h"

#include <string.h>

#include "wire/record.h"

enum { SALT_SIZE = 4, EXPLICIT_SIZE = 8, ADDITIONAL_SIZE = 13 };

static const CryptoAead *aead_of (const TlsSuite *suite)
{
    return crypto_aead_find (suite->cipher);
}

/* RFC 7905 section 2: all of the nonce is made of the IV and the sequence number; RFC 5288 section
 * 3: with AES a part of it travels. */
static bool nonce_travels (const TlsSuite *suite)
{
    return g_str_has_prefix (suite->cipher, "AES");
}

static ThiefKeys sizes_of (const TlsSuite *suite)
{
    const CryptoAead *aead = aead_of (suite);
    const CryptoCbc *cbc = crypto_cbc_find (suite->cipher);
    if (aead != NULL)
        return (ThiefKeys){.key_size = aead->key_size,
                           .iv_size = nonce_travels (suite) ? SALT_SIZE : CRYPTO_AEAD_NONCE_SIZE};
    return (ThiefKeys){.mac_size = cbc->mac_size, .key_size = cbc->key_size};
}

size_t thief_key_block_size (const TlsSuite *suite)
{
    ThiefKeys sizes = sizes_of (suite);
    return 2 * (sizes.mac_size + sizes.key_size + sizes.iv_size);
}

void thief_cut_keys (const TlsSuite *suite, bool encrypt_then_mac, const uint8_t *block,
                     ThiefKeys keys[2])
{
    keys[0] = keys[1] = sizes_of (suite);
    for (unsigned i = 0; i < 2; i++, block += keys[0].mac_size)
        memcpy (keys[i].mac_key, block, keys[0].mac_size);
    for (unsigned i = 0; i < 2; i++, block += keys[0].key_size)
        memcpy (keys[i].key, block, keys[0].key_size);
    for (unsigned i = 0; i < 2; i++, block += keys[0].iv_size)
        memcpy (keys[i].iv, block, keys[0].iv_size);
    keys[0].encrypt_then_mac = keys[1].encrypt_then_mac = encrypt_then_mac;
}

static GBytes *open_aead (const TlsSuite *suite, const ThiefKeys *keys, BaseSpan record)
{
    const CryptoAead *aead = aead_of (suite);
    size_t explicit_size = nonce_travels (suite) ? EXPLICIT_SIZE : 0;
    if (record.size < WIRE_RECORD_HEADER_SIZE + explicit_size + aead->tag_size)
        return NULL;
    const uint8_t *fragment = record.data + WIRE_RECORD_HEADER_SIZE;
    BaseSpan sealed =
        base_span (fragment + explicit_size, record.size - WIRE_RECORD_HEADER_SIZE - explicit_size);
    size_t size = sealed.size - aead->tag_size;
    uint8_t nonce[CRYPTO_AEAD_NONCE_SIZE], additional[ADDITIONAL_SIZE];
    memcpy (nonce, keys->iv, keys->iv_size);
    if (explicit_size > 0)
        memcpy (nonce + SALT_SIZE, fragment, EXPLICIT_SIZE);
    for (unsigned i = 0; i < 8; i++) {
        additional[i] = (uint8_t)(keys->sequence >> (56 - 8 * i));
        if (explicit_size == 0)
            nonce[CRYPTO_AEAD_NONCE_SIZE - 8 + i] ^= additional[i];
    }
    memcpy (additional + 8, record.data, 3); /* type and version */
    additional[11] = (uint8_t)(size >> 8);
    additional[12] = (uint8_t)size;
    g_autofree uint8_t *plain = g_malloc (size + 1);
    if (!crypto_aead_open (aead, base_span (keys->key, keys->key_size), nonce,
                           base_span (additional, sizeof additional), sealed, plain))
        return NULL;
    return g_bytes_new_take (g_steal_pointer (&plain), size);
}

static GBytes *open_cbc (const TlsSuite *suite, const ThiefKeys *keys, BaseSpan record)
{
    const CryptoCbc *cipher = crypto_cbc_find (suite->cipher);
    CryptoCbcKeys own = {base_span (keys->key, keys->key_size),
                         base_span (keys->mac_key, keys->mac_size), keys->encrypt_then_mac};
    uint8_t header[CRYPTO_CBC_HEADER_SIZE];
    g_auto (CryptoCbcRecord) opened = {0};
    for (unsigned i = 0; i < 8; i++)
        header[i] = (uint8_t)(keys->sequence >> (56 - 8 * i));
    memcpy (header + 8, record.data, 3);
    BaseSpan fragment =
        base_span (record.data + WIRE_RECORD_HEADER_SIZE, record.size - WIRE_RECORD_HEADER_SIZE);
    if (!crypto_cbc_open (cipher, &own, header, fragment, &opened))
        return NULL;
    return g_bytes_new_from_bytes (opened.inner, 0, opened.content_size);
}

GBytes *thief_open (const TlsSuite *suite, const ThiefKeys *keys, BaseSpan record)
{
    return aead_of (suite) != NULL ? open_aead (suite, keys, record)
                                   : open_cbc (suite, keys, record);
}
