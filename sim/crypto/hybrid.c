/* X25519MLKEM768: ML-KEM-768 and x25519 side by side, ML-KEM first in shares and secret. Who wants
 * the secret must break both: the one nobody knows how to attack with a quantum computer, and the
 * one that has stood for twenty years. */
#include "crypto/exchange.h"
#include "crypto/mlkem.h"

#include <nettle/curve25519.h>

/* The client's private value: ML-KEM's seed, then x25519's. */
static void public_value (const CryptoGroup *group, const uint8_t *private_key, uint8_t *public_key)
{
    const CryptoGroup *x25519 = group->parameters;
    uint8_t decapsulation_key[CRYPTO_MLKEM_DECAPSULATION_KEY_SIZE];
    crypto_mlkem_generate (private_key, public_key, decapsulation_key);
    base_wipe (decapsulation_key, sizeof decapsulation_key);
    crypto_group_public (x25519, private_key + CRYPTO_MLKEM_SEED_SIZE,
                         public_key + CRYPTO_MLKEM_ENCAPSULATION_KEY_SIZE);
}

/* ML-KEM's keys are made anew from the seed: that takes microseconds, and the client has 96 bytes
 * to keep secret and not 2432. */
static bool shared_value (const CryptoGroup *group, const uint8_t *private_key, const uint8_t *peer,
                          uint8_t *shared)
{
    const CryptoGroup *x25519 = group->parameters;
    uint8_t encapsulation_key[CRYPTO_MLKEM_ENCAPSULATION_KEY_SIZE];
    uint8_t decapsulation_key[CRYPTO_MLKEM_DECAPSULATION_KEY_SIZE];
    crypto_mlkem_generate (private_key, encapsulation_key, decapsulation_key);
    crypto_mlkem_decapsulate (decapsulation_key, peer, shared);
    base_wipe (decapsulation_key, sizeof decapsulation_key);
    return crypto_group_shared (
        x25519, private_key + CRYPTO_MLKEM_SEED_SIZE,
        base_span (peer + CRYPTO_MLKEM_CIPHERTEXT_SIZE, x25519->response_size),
        shared + CRYPTO_MLKEM_SHARED_SIZE);
}

/* One draw: ML-KEM's message, then x25519's private value. */
static bool respond (const CryptoGroup *group, CryptoSource *source, const char *label,
                     const uint8_t *peer, uint8_t *public_key, uint8_t *shared)
{
    const CryptoGroup *x25519 = group->parameters;
    uint8_t drawn[CRYPTO_MLKEM_MESSAGE_SIZE + CURVE25519_SIZE];
    source->draw (source->data, label, drawn, sizeof drawn);
    crypto_group_public (x25519, drawn + CRYPTO_MLKEM_MESSAGE_SIZE,
                         public_key + CRYPTO_MLKEM_CIPHERTEXT_SIZE);
    bool valid = crypto_mlkem_encapsulate (peer, drawn, public_key, shared) &&
                 crypto_group_shared (
                     x25519, drawn + CRYPTO_MLKEM_MESSAGE_SIZE,
                     base_span (peer + CRYPTO_MLKEM_ENCAPSULATION_KEY_SIZE, x25519->public_size),
                     shared + CRYPTO_MLKEM_SHARED_SIZE);
    base_wipe (drawn, sizeof drawn);
    return valid;
}

const CryptoExchange crypto_exchange_hybrid = {NULL, public_value, shared_value, respond};
