/* How the groups of one family exchange keys; a group's row adds the parameters. Private to the
 * room. */
#pragma once

#include "crypto/group.h"

/* The caller's randomness. */
typedef struct {
    CryptoDraw draw;
    void *data;
} CryptoSource;

typedef struct {
    /* Makes a private value of the bytes drawn; false: others must be drawn. NULL: any will do. */
    bool (*accept) (const CryptoGroup *group, uint8_t *private_key);
    void (*public) (const CryptoGroup *group, const uint8_t *private_key, uint8_t *public_key);
    /* PEER has the right size. */
    bool (*shared) (const CryptoGroup *group, const uint8_t *private_key, const uint8_t *peer,
                    uint8_t *shared);
    /* NULL: the server does as the client does, which is the beauty of Diffie-Hellman. */
    bool (*respond) (const CryptoGroup *group, CryptoSource *source, const char *label,
                     const uint8_t *peer, uint8_t *public_key, uint8_t *shared);
} CryptoExchange;

extern const CryptoExchange crypto_exchange_nist;         /* parameters: CryptoCurve */
extern const CryptoExchange crypto_exchange_montgomery;   /* CryptoMontgomery */
extern const CryptoExchange crypto_exchange_finite_field; /* CryptoPrime */
extern const CryptoExchange crypto_exchange_hybrid;       /* CryptoGroup beside ML-KEM-768 */

typedef struct {
    void (*multiply_base) (uint8_t *out, const uint8_t *scalar);
    void (*multiply) (uint8_t *out, const uint8_t *scalar, const uint8_t *point);
} CryptoMontgomery;
extern const CryptoMontgomery crypto_curve25519, crypto_curve448;
