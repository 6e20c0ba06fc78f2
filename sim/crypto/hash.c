#include "crypto/hash.h"

#include <nettle/hmac.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <string.h>

typedef union {
    struct sha1_ctx sha1;
    struct sha256_ctx sha256;
    struct sha512_ctx sha512; /* SHA-384 as well */
} State;

typedef struct {
    const char *name;
    const struct nettle_hash *nettle;
} HashRow;

static const HashRow rows[CRYPTO_N_HASHES] = {
    [CRYPTO_SHA256] = {"SHA256", &nettle_sha256},
    [CRYPTO_SHA384] = {"SHA384", &nettle_sha384},
    [CRYPTO_SHA512] = {"SHA512", &nettle_sha512},
    [CRYPTO_SHA1] = {"SHA1", &nettle_sha1},
};

const char *crypto_hash_name (CryptoHash hash)
{
    return rows[hash].name;
}

size_t crypto_hash_size (CryptoHash hash)
{
    return rows[hash].nettle->digest_size;
}

size_t crypto_hash_block_size (CryptoHash hash)
{
    return rows[hash].nettle->block_size;
}

void crypto_hash (CryptoHash hash, BaseSpan data, uint8_t *out)
{
    const struct nettle_hash *nettle = rows[hash].nettle;
    State state;
    nettle->init (&state);
    nettle->update (&state, data.size, data.data);
    nettle->digest (&state, nettle->digest_size, out);
    base_wipe (&state, sizeof state);
}

struct CryptoHasher {
    const struct nettle_hash *nettle;
    State state;
};

CryptoHasher *crypto_hasher_new (CryptoHash hash)
{
    CryptoHasher *self = g_new (CryptoHasher, 1);
    self->nettle = rows[hash].nettle;
    self->nettle->init (&self->state);
    return self;
}

CryptoHasher *crypto_hasher_copy (const CryptoHasher *self)
{
    return g_memdup2 (self, sizeof *self);
}

void crypto_hasher_free (CryptoHasher *self)
{
    if (self == NULL)
        return;
    base_wipe (self, sizeof *self);
    g_free (self);
}

void crypto_hasher_update (CryptoHasher *self, BaseSpan data)
{
    self->nettle->update (&self->state, data.size, data.data);
}

void crypto_hasher_value (const CryptoHasher *self, uint8_t *out)
{
    State copy = self->state;
    self->nettle->digest (&copy, self->nettle->digest_size, out);
    base_wipe (&copy, sizeof copy);
}

/* One key, several messages: Nettle keeps the state after the inner and the outer pad. */
typedef struct {
    const struct nettle_hash *nettle;
    State outer, inner, state;
} Keyed;

static void keyed_start (Keyed *keyed, CryptoHash hash, BaseSpan key)
{
    keyed->nettle = rows[hash].nettle;
    hmac_set_key (&keyed->outer, &keyed->inner, &keyed->state, keyed->nettle, key.size, key.data);
}

static void keyed_update (Keyed *keyed, BaseSpan data)
{
    hmac_update (&keyed->state, keyed->nettle, data.size, data.data);
}

/* Afterwards the next message under the same key can begin. */
static void keyed_finish (Keyed *keyed, uint8_t *out)
{
    hmac_digest (&keyed->outer, &keyed->inner, &keyed->state, keyed->nettle,
                 keyed->nettle->digest_size, out);
}

void crypto_hmac (CryptoHash hash, BaseSpan key, BaseSpan data, uint8_t *out)
{
    Keyed keyed;
    keyed_start (&keyed, hash, key);
    keyed_update (&keyed, data);
    keyed_finish (&keyed, out);
    base_wipe (&keyed, sizeof keyed);
}

/* RFC 5869 section 2.2. An absent salt is a string of zeros as long as the hash, which is the same
 * HMAC key as an empty one. */
void crypto_hkdf_extract (CryptoHash hash, BaseSpan salt, BaseSpan ikm, uint8_t *out)
{
    crypto_hmac (hash, salt, ikm, out);
}

/* RFC 5869 section 2.3: T(i) = HMAC (secret, T(i-1) | info | i), and OUT is T(1) | T(2) | … cut to
 * SIZE. */
void crypto_hkdf_expand (CryptoHash hash, BaseSpan secret, BaseSpan info, uint8_t *out, size_t size)
{
    size_t step = crypto_hash_size (hash);
    g_assert (size <= 255 * step);

    uint8_t block[CRYPTO_MAX_HASH_SIZE];
    Keyed keyed;
    keyed_start (&keyed, hash, secret);
    uint8_t i = 0;
    for (size_t done = 0; done < size; done += step) {
        if (i > 0)
            keyed_update (&keyed, base_span (block, step));
        keyed_update (&keyed, info);
        i++;
        keyed_update (&keyed, base_span (&i, 1));
        keyed_finish (&keyed, block);
        memcpy (out + done, block, MIN (step, size - done));
    }
    base_wipe (block, sizeof block);
    base_wipe (&keyed, sizeof keyed);
}

/* P_hash of RFC 5246 section 5: A(i) = HMAC (secret, A(i-1)) with A(0) = label | seed, and OUT is
 * HMAC (secret, A(1) | label | seed) | HMAC (secret, A(2) | label | seed) | … cut to SIZE. */
void crypto_prf (CryptoHash hash, BaseSpan secret, const char *label, BaseSpan seed, uint8_t *out,
                 size_t size)
{
    size_t step = crypto_hash_size (hash);
    BaseSpan name = base_span_text (label);
    uint8_t a[CRYPTO_MAX_HASH_SIZE], block[CRYPTO_MAX_HASH_SIZE];
    Keyed keyed;
    keyed_start (&keyed, hash, secret);
    keyed_update (&keyed, name);
    keyed_update (&keyed, seed);
    keyed_finish (&keyed, a);
    for (size_t done = 0; done < size; done += step) {
        keyed_update (&keyed, base_span (a, step));
        keyed_update (&keyed, name);
        keyed_update (&keyed, seed);
        keyed_finish (&keyed, block);
        memcpy (out + done, block, MIN (step, size - done));
        keyed_update (&keyed, base_span (a, step));
        keyed_finish (&keyed, a);
    }
    base_wipe (a, sizeof a);
    base_wipe (block, sizeof block);
    base_wipe (&keyed, sizeof keyed);
}
