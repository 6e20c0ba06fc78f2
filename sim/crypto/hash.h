/* Hash, HMAC, and what TLS derives secrets with: HKDF in version 1.3 (RFC 5869, RFC 9846 section
 * 7.1), the PRF in version 1.2 (RFC 5246 section 5), by their TLS names. Only this room knows
 * Nettle. Sizes are in bytes. */
#pragma once

#include "base/bytes.h"

enum { CRYPTO_MAX_HASH_SIZE = 64 };

typedef enum {
    CRYPTO_SHA256,
    CRYPTO_SHA384,
    CRYPTO_SHA512,
    CRYPTO_SHA1, /* collisions since 2017: of TLS 1.2's past, its CBC suites' HMAC aside */
    CRYPTO_N_HASHES
} CryptoHash;

/* "SHA256", as openssl names it. */
const char *crypto_hash_name (CryptoHash hash);
size_t crypto_hash_size (CryptoHash hash);
/* What its compression function takes at a time. */
size_t crypto_hash_block_size (CryptoHash hash);
/* OUT takes crypto_hash_size () bytes. */
void crypto_hash (CryptoHash hash, BaseSpan data, uint8_t *out);

/* A running hash whose value can be read at any point without ending it. */
typedef struct CryptoHasher CryptoHasher;
CryptoHasher *crypto_hasher_new (CryptoHash hash);
/* transfer full */
CryptoHasher *crypto_hasher_copy (const CryptoHasher *self);
void crypto_hasher_free (CryptoHasher *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryptoHasher, crypto_hasher_free)
void crypto_hasher_update (CryptoHasher *self, BaseSpan data);
void crypto_hasher_value (const CryptoHasher *self, uint8_t *out);

void crypto_hmac (CryptoHash hash, BaseSpan key, BaseSpan data, uint8_t *out);

void crypto_hkdf_extract (CryptoHash hash, BaseSpan salt, BaseSpan ikm, uint8_t *out);
/* SIZE at most 255 * hash size. */
void crypto_hkdf_expand (CryptoHash hash, BaseSpan secret, BaseSpan info, uint8_t *out,
                         size_t size);

/* RFC 5246 section 5: PRF (secret, label, seed), as many bytes as are wanted. */
void crypto_prf (CryptoHash hash, BaseSpan secret, const char *label, BaseSpan seed, uint8_t *out,
                 size_t size);
