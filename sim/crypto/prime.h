/* Primes that many have agreed on, one row each. Their digits are those of e (RFC 7919) or of pi
 * (RFC 2409, RFC 3526), so that nobody can have chosen them for a weakness, and each is computed:
 *
 *     2^bits - 2^(bits - 64) + (floor (2^(bits - 130) e or pi) + offset) 2^64 - 1
 *
 * All are safe primes: (p - 1) / 2 is prime as well, and the generator is 2. Private to the room.
 */
#pragma once

#include "crypto/field.h"
#include "crypto/number.h"

typedef enum {
    CRYPTO_PRIME_FFDHE2048,
    CRYPTO_PRIME_FFDHE3072,
    CRYPTO_PRIME_FFDHE4096,
    CRYPTO_PRIME_FFDHE6144,
    CRYPTO_PRIME_FFDHE8192,
    CRYPTO_PRIME_MODP768,
    CRYPTO_PRIME_MODP1024,
    CRYPTO_PRIME_MODP1536,
    CRYPTO_PRIME_MODP2048,
    CRYPTO_PRIME_MODP3072,
    CRYPTO_PRIME_MODP4096,
    CRYPTO_PRIME_MODP6144,
    CRYPTO_PRIME_MODP8192,
    CRYPTO_PRIME_EXPORT512,
    CRYPTO_N_PRIMES
} CryptoPrimeIndex;

extern const CryptoPrime crypto_primes[CRYPTO_N_PRIMES];

/* Initialises PRIME. */
void crypto_prime_init (mpz_t prime, const CryptoPrime *row);
