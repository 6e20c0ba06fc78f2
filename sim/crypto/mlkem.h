/* ML-KEM-768, the key encapsulation of FIPS 203: whoever has the encapsulation key can make a
 * ciphertext and a secret that only the owner of the decapsulation key finds again. Neither a
 * computer of today nor a quantum computer is known to break it. All randomness is the caller's.
 * Private to the room. */
#pragma once

#include "base/bytes.h"

enum {
    CRYPTO_MLKEM_SEED_SIZE = 64, /* d, then z */
    CRYPTO_MLKEM_ENCAPSULATION_KEY_SIZE = 1184,
    CRYPTO_MLKEM_DECAPSULATION_KEY_SIZE = 2400,
    CRYPTO_MLKEM_MESSAGE_SIZE = 32, /* the randomness of an encapsulation, m */
    CRYPTO_MLKEM_CIPHERTEXT_SIZE = 1088,
    CRYPTO_MLKEM_SHARED_SIZE = 32
};

/* ML-KEM.KeyGen_internal (algorithm 16). */
void crypto_mlkem_generate (const uint8_t *seed, uint8_t *encapsulation_key,
                            uint8_t *decapsulation_key);
/* ML-KEM.Encaps (algorithms 17 and 20). False when the key fails the check of section 7.2: a
 * number in it is not reduced. */
bool crypto_mlkem_encapsulate (const uint8_t *encapsulation_key, const uint8_t *message,
                               uint8_t *ciphertext, uint8_t *shared);
/* ML-KEM.Decaps_internal (algorithm 18). It never fails: a ciphertext that was tampered with gives
 * a secret that nobody else has, so that an attacker learns nothing by trying. */
void crypto_mlkem_decapsulate (const uint8_t *decapsulation_key, const uint8_t *ciphertext,
                               uint8_t *shared);
