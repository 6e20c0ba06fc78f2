/* The sponge of FIPS 202: SHA-3 and SHAKE in one. Bytes are absorbed, then any number of bytes is
 * squeezed out. Private to the room. */
#pragma once

#include "base/bytes.h"

#include <nettle/sha3.h>

typedef struct {
    struct sha3_state state;
    unsigned rate; /* bytes between two permutations */
    unsigned at;   /* of them, used */
    uint8_t suffix;
    bool squeezing;
} CryptoSponge;

void crypto_sponge_sha3_256 (CryptoSponge *sponge);
void crypto_sponge_sha3_512 (CryptoSponge *sponge);
void crypto_sponge_shake128 (CryptoSponge *sponge);
void crypto_sponge_shake256 (CryptoSponge *sponge);
void crypto_sponge_absorb (CryptoSponge *sponge, BaseSpan data);
/* From the first call on, nothing more can be absorbed. */
void crypto_sponge_squeeze (CryptoSponge *sponge, uint8_t *out, size_t size);
