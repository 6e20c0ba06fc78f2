/* Authenticated encryption (RFC 5116) by the names that TLS suites use. */
#pragma once

#include "base/bytes.h"

enum { CRYPTO_AEAD_NONCE_SIZE = 12, CRYPTO_MAX_AEAD_KEY_SIZE = 32 };

typedef struct CryptoAead CryptoAead;
struct CryptoAead {
    const char *name; /* "AES-128-GCM" */
    size_t key_size;
    size_t tag_size;
    /* How many full-size records one key may protect (RFC 9846 section 5.5); 0: no limit worth
     * naming. */
    uint64_t record_limit;
    const void *implementation, *parameters; /* private to the room */
};

/* Rows in no particular order; NULL when there is no such name:
 * "AES-128-GCM", "AES-256-GCM", "ChaCha20-Poly1305", "AES-128-CCM", "AES-128-CCM-8". */
const CryptoAead *crypto_aead_find (const char *name);
const CryptoAead *crypto_aead_at (unsigned i); /* NULL behind the last */

/* OUT takes plain.size + tag_size bytes. NONCE has CRYPTO_AEAD_NONCE_SIZE bytes. */
void crypto_aead_seal (const CryptoAead *aead, BaseSpan key, const uint8_t *nonce, BaseSpan ad,
                       BaseSpan plain, uint8_t *out);
/* OUT takes sealed.size - tag_size bytes; false (and OUT all zero) when the tag does not match or
 * SEALED is shorter than a tag. */
bool crypto_aead_open (const CryptoAead *aead, BaseSpan key, const uint8_t *nonce, BaseSpan ad,
                       BaseSpan sealed, uint8_t *out);
