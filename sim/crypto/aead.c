#include "crypto/aead.h"

#include <nettle/ccm.h>
#include <nettle/chacha-poly1305.h>
#include <nettle/gcm.h>
#include <nettle/nettle-meta.h>
#include <string.h>

enum {
    MAX_TAG_SIZE = 16,
    /* RFC 9846 section 5.5: up to 2^24.5 full-size records under one key of AES-GCM; the sequence
     * number of ChaCha20-Poly1305 wraps before its safety limit is reached. RFC 9846 says nothing
     * of CCM, RFC 9147 section B.1 does, for the same records: 2^23. */
    GCM_RECORD_LIMIT = 23726566,
    CCM_RECORD_LIMIT = 1 << 23
};

/* How a mode seals and opens. The key schedule is run for each record anew: that is less than a
 * hundredth of the work for a full-size record, and leaves nothing behind that must be wiped. */
typedef struct {
    void (*seal) (const CryptoAead *aead, const uint8_t *key, const uint8_t *nonce, BaseSpan ad,
                  BaseSpan plain, uint8_t *out);
    bool (*open) (const CryptoAead *aead, const uint8_t *key, const uint8_t *nonce, BaseSpan ad,
                  BaseSpan sealed, uint8_t *out);
} Mode;

/* ---- What streams: AES-GCM and ChaCha20-Poly1305 ---- */

typedef union {
    struct gcm_aes128_ctx gcm_aes128;
    struct gcm_aes256_ctx gcm_aes256;
    struct chacha_poly1305_ctx chacha_poly1305;
} Context;

static void stream_start (const struct nettle_aead *nettle, Context *context, const uint8_t *key,
                          const uint8_t *nonce, BaseSpan ad)
{
    g_assert (nettle->context_size <= sizeof *context);
    nettle->set_encrypt_key (context, key);
    nettle->set_nonce (context, nonce);
    if (ad.size > 0)
        nettle->update (context, ad.size, ad.data);
}

static void stream_seal (const CryptoAead *aead, const uint8_t *key, const uint8_t *nonce,
                         BaseSpan ad, BaseSpan plain, uint8_t *out)
{
    const struct nettle_aead *nettle = aead->parameters;
    Context context;
    stream_start (nettle, &context, key, nonce, ad);
    if (plain.size > 0)
        nettle->encrypt (&context, plain.size, out, plain.data);
    nettle->digest (&context, aead->tag_size, out + plain.size);
    base_wipe (&context, nettle->context_size);
}

static bool stream_open (const CryptoAead *aead, const uint8_t *key, const uint8_t *nonce,
                         BaseSpan ad, BaseSpan sealed, uint8_t *out)
{
    const struct nettle_aead *nettle = aead->parameters;
    size_t size = sealed.size - aead->tag_size;
    uint8_t tag[MAX_TAG_SIZE];
    Context context;
    stream_start (nettle, &context, key, nonce, ad);
    if (size > 0)
        nettle->decrypt (&context, size, out, sealed.data);
    nettle->digest (&context, aead->tag_size, tag);
    base_wipe (&context, nettle->context_size);
    return base_span_equal_secret (base_span (tag, aead->tag_size),
                                   base_span (sealed.data + size, aead->tag_size));
}

/* ---- What needs to know all sizes before it begins: AES-CCM ---- */

static void ccm_seal (const CryptoAead *aead, const uint8_t *key, const uint8_t *nonce, BaseSpan ad,
                      BaseSpan plain, uint8_t *out)
{
    struct ccm_aes128_ctx context;
    ccm_aes128_set_key (&context, key);
    ccm_aes128_encrypt_message (&context, CRYPTO_AEAD_NONCE_SIZE, nonce, ad.size, ad.data,
                                aead->tag_size, plain.size + aead->tag_size, out, plain.data);
    base_wipe (&context, sizeof context);
}

static bool ccm_open (const CryptoAead *aead, const uint8_t *key, const uint8_t *nonce, BaseSpan ad,
                      BaseSpan sealed, uint8_t *out)
{
    struct ccm_aes128_ctx context;
    ccm_aes128_set_key (&context, key);
    bool genuine =
        ccm_aes128_decrypt_message (&context, CRYPTO_AEAD_NONCE_SIZE, nonce, ad.size, ad.data,
                                    aead->tag_size, sealed.size - aead->tag_size, out, sealed.data);
    base_wipe (&context, sizeof context);
    return genuine;
}

static const Mode stream = {stream_seal, stream_open};
static const Mode ccm = {ccm_seal, ccm_open};

static const CryptoAead rows[] = {
    {"AES-128-GCM", 16, 16, GCM_RECORD_LIMIT, &stream, &nettle_gcm_aes128},
    {"AES-256-GCM", 32, 16, GCM_RECORD_LIMIT, &stream, &nettle_gcm_aes256},
    {"ChaCha20-Poly1305", 32, 16, 0, &stream, &nettle_chacha_poly1305},
    {"AES-128-CCM", 16, 16, CCM_RECORD_LIMIT, &ccm, NULL},
    {"AES-128-CCM-8", 16, 8, CCM_RECORD_LIMIT, &ccm, NULL},
};

const CryptoAead *crypto_aead_find (const char *name)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
        if (g_str_equal (rows[i].name, name))
            return &rows[i];
    return NULL;
}

const CryptoAead *crypto_aead_at (unsigned i)
{
    return i < G_N_ELEMENTS (rows) ? &rows[i] : NULL;
}

void crypto_aead_seal (const CryptoAead *aead, BaseSpan key, const uint8_t *nonce, BaseSpan ad,
                       BaseSpan plain, uint8_t *out)
{
    const Mode *mode = aead->implementation;
    g_assert (key.size == aead->key_size);
    mode->seal (aead, key.data, nonce, ad, plain, out);
}

bool crypto_aead_open (const CryptoAead *aead, BaseSpan key, const uint8_t *nonce, BaseSpan ad,
                       BaseSpan sealed, uint8_t *out)
{
    const Mode *mode = aead->implementation;
    g_assert (key.size == aead->key_size);
    if (sealed.size < aead->tag_size)
        return false;
    bool genuine = mode->open (aead, key.data, nonce, ad, sealed, out);
    if (!genuine && sealed.size > aead->tag_size)
        memset (out, 0, sealed.size - aead->tag_size); /* nobody may read what is not genuine */
    return genuine;
}
