#include "crypto/aead.h"

#include <nettle/chacha-poly1305.h>
#include <nettle/gcm.h>
#include <nettle/nettle-meta.h>
#include <string.h>

typedef union {
    struct gcm_aes128_ctx gcm_aes128;
    struct gcm_aes256_ctx gcm_aes256;
    struct chacha_poly1305_ctx chacha_poly1305;
} Context;

enum {
    MAX_TAG_SIZE = 16,
    /* RFC 9846 section 5.5: up to 2^24.5 full-size records under one key of AES-GCM; the sequence
     * number of ChaCha20-Poly1305 wraps before its safety limit is reached. */
    GCM_RECORD_LIMIT = 23726566
};

static const CryptoAead rows[] = {
    {"AES-128-GCM", AES128_KEY_SIZE, GCM_DIGEST_SIZE, GCM_RECORD_LIMIT, &nettle_gcm_aes128},
    {"AES-256-GCM", AES256_KEY_SIZE, GCM_DIGEST_SIZE, GCM_RECORD_LIMIT, &nettle_gcm_aes256},
    {"ChaCha20-Poly1305", CHACHA_POLY1305_KEY_SIZE, CHACHA_POLY1305_DIGEST_SIZE, 0,
     &nettle_chacha_poly1305},
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

static void start (const CryptoAead *aead, Context *context, BaseSpan key, const uint8_t *nonce,
                   BaseSpan ad)
{
    const struct nettle_aead *nettle = aead->implementation;
    g_assert (key.size == aead->key_size);
    g_assert (nettle->context_size <= sizeof *context);
    nettle->set_encrypt_key (context, key.data);
    nettle->set_nonce (context, nonce);
    if (ad.size > 0)
        nettle->update (context, ad.size, ad.data);
}

void crypto_aead_seal (const CryptoAead *aead, BaseSpan key, const uint8_t *nonce, BaseSpan ad,
                       BaseSpan plain, uint8_t *out)
{
    const struct nettle_aead *nettle = aead->implementation;
    Context context;
    start (aead, &context, key, nonce, ad);
    if (plain.size > 0)
        nettle->encrypt (&context, plain.size, out, plain.data);
    nettle->digest (&context, aead->tag_size, out + plain.size);
    base_wipe (&context, nettle->context_size);
}

bool crypto_aead_open (const CryptoAead *aead, BaseSpan key, const uint8_t *nonce, BaseSpan ad,
                       BaseSpan sealed, uint8_t *out)
{
    if (sealed.size < aead->tag_size)
        return false;
    const struct nettle_aead *nettle = aead->implementation;
    size_t size = sealed.size - aead->tag_size;
    uint8_t tag[MAX_TAG_SIZE];
    Context context;
    start (aead, &context, key, nonce, ad);
    if (size > 0)
        nettle->decrypt (&context, size, out, sealed.data);
    nettle->digest (&context, aead->tag_size, tag);
    base_wipe (&context, nettle->context_size);

    bool genuine = base_span_equal_secret (base_span (tag, aead->tag_size),
                                           base_span (sealed.data + size, aead->tag_size));
    if (!genuine && size > 0)
        memset (out, 0, size); /* nobody may read what has not been proved genuine */
    return genuine;
}
