/* Polynomials of ML-KEM (FIPS 203 sections 2.4 and 4): 256 coefficients modulo 3329, and the
 * multiplication that makes them quick, by the number-theoretic transform. Nothing here takes a
 * time that depends on a coefficient, but for the sampling of public ones. Private to the room. */
#pragma once

#include "crypto/sponge.h"

enum { CRYPTO_POLY_N = 256, CRYPTO_POLY_Q = 3329, CRYPTO_POLY_ENCODED_SIZE = 384 };

typedef struct {
    uint16_t c[CRYPTO_POLY_N]; /* each below CRYPTO_POLY_Q, or below 2^d when compressed */
} CryptoPoly;

void crypto_poly_add (CryptoPoly *a, const CryptoPoly *b);
void crypto_poly_subtract (CryptoPoly *a, const CryptoPoly *b);

/* To the transform's side and back (algorithms 9 and 10). */
void crypto_poly_ntt (CryptoPoly *f);
void crypto_poly_inverse_ntt (CryptoPoly *f);
/* SUM += A times B, all three on the transform's side (algorithm 11). */
void crypto_poly_multiply_add (CryptoPoly *sum, const CryptoPoly *a, const CryptoPoly *b);

/* Public, uniform: from what SPONGE gives (algorithm 7). */
void crypto_poly_sample_uniform (CryptoPoly *out, CryptoSponge *sponge);
/* Secret, small: differences of two bits each, from what SPONGE gives (algorithm 8, eta = 2). */
void crypto_poly_sample_small (CryptoPoly *out, CryptoSponge *sponge);

/* To D bits per coefficient, and back with what was lost rounded (section 4.2.1). */
void crypto_poly_compress (CryptoPoly *f, unsigned d);
void crypto_poly_decompress (CryptoPoly *f, unsigned d);
/* 32 D bytes (algorithms 5 and 6). What is decoded with D = 12 may reach beyond the modulus. */
void crypto_poly_encode (const CryptoPoly *f, unsigned d, uint8_t *out);
void crypto_poly_decode (CryptoPoly *f, unsigned d, const uint8_t *in);
/* Whether each coefficient is below the modulus, as a decoded public key must be. */
bool crypto_poly_is_reduced (const CryptoPoly *f);
