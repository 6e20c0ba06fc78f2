#include "crypto/cbc.h"

#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <nettle/nettle-meta.h>
#include <string.h>

enum { BLOCK = CRYPTO_CBC_BLOCK_SIZE, AD = CRYPTO_CBC_AD_SIZE, HEADER = CRYPTO_CBC_HEADER_SIZE };

#define AES_128 &nettle_aes128
#define AES_256 &nettle_aes256

static const CryptoCbc rows[] = {
    {"AES-128-CBC-HMAC-SHA1", 16, 20, CRYPTO_SHA1, AES_128},
    {"AES-128-CBC-HMAC-SHA256", 16, 32, CRYPTO_SHA256, AES_128},
    {"AES-256-CBC-HMAC-SHA1", 32, 20, CRYPTO_SHA1, AES_256},
    {"AES-256-CBC-HMAC-SHA256", 32, 32, CRYPTO_SHA256, AES_256},
    {"AES-256-CBC-HMAC-SHA384", 32, 48, CRYPTO_SHA384, AES_256},
};

const CryptoCbc *crypto_cbc_find (const char *name)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
        if (g_str_equal (rows[i].name, name))
            return &rows[i];
    return NULL;
}

const CryptoCbc *crypto_cbc_at (unsigned i)
{
    return i < G_N_ELEMENTS (rows) ? &rows[i] : NULL;
}

void crypto_cbc_record_clear (CryptoCbcRecord *record)
{
    g_clear_pointer (&record->inner, g_bytes_unref);
    g_clear_pointer (&record->fragment, g_bytes_unref);
    memset (record, 0, sizeof *record);
}

/* ---- What both directions do ---- */

typedef union {
    struct aes128_ctx aes128;
    struct aes256_ctx aes256;
} Context;

/* In place. */
static void run_cbc (const CryptoCbc *cipher, BaseSpan key, bool encrypt, const uint8_t *iv,
                     uint8_t *blocks, size_t size)
{
    const struct nettle_cipher *nettle = cipher->implementation;
    Context context;
    uint8_t chain[BLOCK];
    g_assert (key.size == cipher->key_size && nettle->context_size <= sizeof context);
    memcpy (chain, iv, BLOCK);
    if (encrypt) {
        nettle->set_encrypt_key (&context, key.data);
        cbc_encrypt (&context, nettle->encrypt, BLOCK, chain, size, blocks, blocks);
    } else {
        nettle->set_decrypt_key (&context, key.data);
        cbc_decrypt (&context, nettle->decrypt, BLOCK, chain, size, blocks, blocks);
    }
    base_wipe (&context, sizeof context);
}

/* The MAC over HEADER | length of CONTENT | CONTENT, which stands AD bytes into TEXT: room for the
 * rest is before it. */
static void compute_mac (const CryptoCbc *cipher, BaseSpan key, const uint8_t *header,
                         uint8_t *text, size_t content_size, uint8_t *mac)
{
    g_assert (key.size == cipher->mac_size);
    memcpy (text, header, HEADER);
    text[HEADER] = (uint8_t)(content_size >> 8);
    text[HEADER + 1] = (uint8_t)content_size;
    crypto_hmac (cipher->hash, key, base_span (text, AD + content_size), mac);
}

static size_t hidden_mac_size (const CryptoCbc *cipher, bool encrypt_then_mac)
{
    return encrypt_then_mac ? 0 : cipher->mac_size;
}

static size_t padding_for (size_t size, unsigned extra)
{
    return BLOCK - size % BLOCK + (size_t)extra * BLOCK;
}

/* ---- Sealing ---- */

size_t crypto_cbc_sealed_size (const CryptoCbc *cipher, bool encrypt_then_mac, size_t size,
                               unsigned extra)
{
    size_t hidden = size + hidden_mac_size (cipher, encrypt_then_mac);
    return BLOCK + hidden + padding_for (hidden, extra) + (encrypt_then_mac ? cipher->mac_size : 0);
}

void crypto_cbc_seal (const CryptoCbc *cipher, const CryptoCbcKeys *keys, const uint8_t *header,
                      const uint8_t *iv, BaseSpan content, unsigned extra, CryptoCbcRecord *record)
{
    bool outside = keys->encrypt_then_mac;
    size_t mac_size = cipher->mac_size;
    size_t hidden = content.size + hidden_mac_size (cipher, outside);
    size_t padding = padding_for (hidden, extra), size = hidden + padding;
    g_assert (padding <= CRYPTO_CBC_MAX_PADDING);

    /* AD | IV | blocks | MAC outside; a MAC inside is computed before the IV moves in. */
    uint8_t *text = g_malloc (AD + BLOCK + size + mac_size);
    uint8_t *blocks = text + AD + BLOCK;
    if (content.size > 0)
        memcpy (blocks, content.data, content.size);
    if (!outside)
        compute_mac (cipher, keys->mac_key, header, blocks - AD, content.size,
                     blocks + content.size);
    memset (blocks + hidden, (int)padding - 1, padding);
    if (!outside)
        memcpy (record->ad, blocks - AD, AD);
    record->inner = base_secret_bytes (blocks, size);

    memcpy (blocks - BLOCK, iv, BLOCK);
    run_cbc (cipher, keys->key, true, iv, blocks, size);
    if (outside) {
        compute_mac (cipher, keys->mac_key, header, text, BLOCK + size, blocks + size);
        memcpy (record->ad, text, AD);
    }
    size_t total = BLOCK + size + (outside ? mac_size : 0);
    record->fragment = g_bytes_new (text + AD, total);
    record->content_size = content.size;
    record->padding_size = padding;
    const uint8_t *from = g_bytes_get_data (outside ? record->fragment : record->inner, NULL);
    record->mac = base_span (from + (outside ? BLOCK + size : content.size), mac_size);
    g_free (text);
}

/* ---- Opening ---- */

/* All ones when A < B, else zero, without a branch; both far below 2^31. */
static uint32_t mask_less (uint32_t a, uint32_t b)
{
    return 0 - ((a - b) >> 31);
}

/* The padding of SIZE bytes of BLOCKS, of which at least KEPT are no padding: how many bytes it has
 * with the last one, which says how many others there are, and each of them says the same. A bad
 * one counts as the last byte alone; *GOOD is all ones or zero. The time depends on SIZE alone. */
static size_t read_padding (const uint8_t *blocks, size_t size, size_t kept, uint32_t *good)
{
    uint32_t length = blocks[size - 1], wrong = 0;
    size_t reach = MIN (size, CRYPTO_CBC_MAX_PADDING);
    for (size_t i = 0; i < reach; i++) /* from the end */
        wrong |= mask_less ((uint32_t)i, length + 1) & (blocks[size - 1 - i] ^ length);
    *good = mask_less (length + (uint32_t)kept, (uint32_t)size) & mask_less (wrong, 1);
    return 1 + (length & *good);
}

/* How often a hash compresses for SIZE bytes, a byte 0x80 and a length. */
static size_t compressions (CryptoHash hash, size_t size)
{
    size_t block = crypto_hash_block_size (hash);
    return (size + 1 + block / 8 + block - 1) / block;
}

/* Lucky 13: the more padding, the less there is to hash. This hashes the rest of MOST bytes. */
static void hash_the_difference (CryptoHash hash, size_t size, size_t most)
{
    static const uint8_t zeros[CRYPTO_CBC_MAX_PADDING + 128];
    size_t missing = compressions (hash, most) - compressions (hash, size);
    g_autoptr (CryptoHasher) hasher = crypto_hasher_new (hash);
    crypto_hasher_update (hasher, base_span (zeros, missing * crypto_hash_block_size (hash)));
}

/* TEXT has AD bytes of room, then SIZE bytes that were deciphered. */
static bool open_hidden (const CryptoCbc *cipher, const CryptoCbcKeys *keys, const uint8_t *header,
                         uint8_t *text, size_t size, CryptoCbcRecord *record)
{
    const uint8_t *blocks = text + AD;
    size_t mac_size = cipher->mac_size;
    uint32_t good;
    uint8_t mac[CRYPTO_MAX_HASH_SIZE];
    record->padding_size = read_padding (blocks, size, mac_size, &good);
    record->content_size = size - mac_size - record->padding_size;
    compute_mac (cipher, keys->mac_key, header, text, record->content_size, mac);
    hash_the_difference (cipher->hash, AD + record->content_size, AD + size - mac_size - 1);
    bool same = base_span_equal_secret (base_span (mac, mac_size),
                                        base_span (blocks + record->content_size, mac_size));
    memcpy (record->ad, text, AD);
    return ((good & 1) & (uint32_t)same) != 0;
}

/* TEXT has AD bytes of room, then the IV and SIZE bytes of blocks; they are deciphered when MAC
 * says that they are genuine. */
static bool open_outside (const CryptoCbc *cipher, const CryptoCbcKeys *keys, const uint8_t *header,
                          uint8_t *text, size_t size, BaseSpan mac, CryptoCbcRecord *record)
{
    uint8_t *blocks = text + AD + BLOCK;
    uint32_t good;
    uint8_t want[CRYPTO_MAX_HASH_SIZE];
    compute_mac (cipher, keys->mac_key, header, text, BLOCK + size, want);
    if (!base_span_equal_secret (base_span (want, cipher->mac_size), mac))
        return false;
    memcpy (record->ad, text, AD);
    run_cbc (cipher, keys->key, false, text + AD, blocks, size);
    record->padding_size = read_padding (blocks, size, 0, &good);
    record->content_size = size - record->padding_size;
    return good != 0;
}

/* What is genuine, as the record keeps it. */
static void keep (CryptoCbcRecord *record, const CryptoCbc *cipher, bool outside,
                  const uint8_t *blocks, size_t size, BaseSpan fragment)
{
    record->inner = base_secret_bytes (blocks, size);
    record->fragment = base_span_copy (fragment);
    const uint8_t *from = g_bytes_get_data (outside ? record->fragment : record->inner, NULL);
    record->mac =
        base_span (from + (outside ? BLOCK + size : record->content_size), cipher->mac_size);
}

bool crypto_cbc_open (const CryptoCbc *cipher, const CryptoCbcKeys *keys, const uint8_t *header,
                      BaseSpan fragment, CryptoCbcRecord *record)
{
    bool outside = keys->encrypt_then_mac;
    size_t around = BLOCK + (outside ? cipher->mac_size : 0);
    size_t least = hidden_mac_size (cipher, outside) + 1;
    memset (record, 0, sizeof *record);
    if (fragment.size < around + least || (fragment.size - around) % BLOCK != 0)
        return false;

    size_t size = fragment.size - around;
    uint8_t *text = g_malloc (AD + BLOCK + size);
    uint8_t *blocks = text + AD + BLOCK;
    memcpy (text + AD, fragment.data, BLOCK + size);
    bool genuine;
    if (outside) {
        BaseSpan mac = base_span (fragment.data + BLOCK + size, cipher->mac_size);
        genuine = open_outside (cipher, keys, header, text, size, mac, record);
    } else {
        run_cbc (cipher, keys->key, false, fragment.data, blocks, size);
        genuine = open_hidden (cipher, keys, header, blocks - AD, size, record);
    }
    if (genuine)
        keep (record, cipher, outside, blocks, size, fragment);
    else
        memset (record, 0, sizeof *record); /* nobody may read what is not genuine */
    base_wipe (text, AD + BLOCK + size);
    g_free (text);
    return genuine;
}
