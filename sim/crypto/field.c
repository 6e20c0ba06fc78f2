#include "crypto/field.h"
#include "crypto/prime.h"

#include <string.h>

struct CryptoField {
    mpz_t p, g;
    const CryptoPrime *known;
};

/* ---- Fields ---- */

/* The row of P with the generator G. */
static const CryptoPrime *recognise (const mpz_t p, const mpz_t g)
{
    size_t bits = mpz_sizeinbase (p, 2);
    for (unsigned i = 0; i < CRYPTO_N_PRIMES && mpz_cmp_ui (g, 2) == 0; i++) {
        if (crypto_primes[i].bits != bits)
            continue;
        mpz_t prime;
        crypto_prime_init (prime, &crypto_primes[i]);
        bool same = mpz_cmp (prime, p) == 0;
        mpz_clear (prime);
        if (same)
            return &crypto_primes[i];
    }
    return NULL;
}

/* 1 < NUMBER < P - 1: the others make a secret that anybody knows, 0, 1 or P - 1. */
static bool is_inside (const mpz_t number, const mpz_t p)
{
    mpz_t last;
    mpz_init (last);
    mpz_sub_ui (last, p, 1);
    bool inside = mpz_cmp_ui (number, 1) > 0 && mpz_cmp (number, last) < 0;
    mpz_clear (last);
    return inside;
}

static CryptoFieldFault check (const CryptoField *self)
{
    size_t bits = mpz_sizeinbase (self->p, 2);
    if (bits < CRYPTO_FIELD_MIN_BITS)
        return CRYPTO_FIELD_TOO_SMALL;
    if (bits > CRYPTO_FIELD_MAX_BITS)
        return CRYPTO_FIELD_TOO_LARGE;
    if (mpz_even_p (self->p))
        return CRYPTO_FIELD_EVEN;
    return is_inside (self->g, self->p) ? CRYPTO_FIELD_GOOD : CRYPTO_FIELD_GENERATOR;
}

CryptoField *crypto_field_new (BaseSpan p, BaseSpan g, CryptoFieldFault *fault)
{
    g_autoptr (CryptoField) self = g_new0 (CryptoField, 1);
    mpz_inits (self->p, self->g, NULL);
    crypto_number_read (self->p, p);
    crypto_number_read (self->g, g);
    CryptoFieldFault found = check (self);
    if (fault != NULL)
        *fault = found;
    if (found != CRYPTO_FIELD_GOOD)
        return NULL;
    self->known = recognise (self->p, self->g);
    return g_steal_pointer (&self);
}

CryptoField *crypto_field_new_known (const CryptoPrime *prime)
{
    CryptoField *self = g_new0 (CryptoField, 1);
    crypto_prime_init (self->p, prime);
    mpz_init_set_ui (self->g, 2);
    self->known = prime;
    return self;
}

void crypto_field_free (CryptoField *self)
{
    if (self == NULL)
        return;
    mpz_clears (self->p, self->g, NULL);
    g_free (self);
}

unsigned crypto_field_bits (const CryptoField *self)
{
    return (unsigned)mpz_sizeinbase (self->p, 2);
}

size_t crypto_field_size (const CryptoField *self)
{
    return nettle_mpz_sizeinbase_256_u (self->p);
}

static GBytes *write_number (const mpz_t number)
{
    size_t size = nettle_mpz_sizeinbase_256_u (number);
    uint8_t *bytes = g_malloc (size);
    nettle_mpz_get_str_256 (size, bytes, number);
    return g_bytes_new_take (bytes, size);
}

GBytes *crypto_field_p (const CryptoField *self)
{
    return write_number (self->p);
}

GBytes *crypto_field_g (const CryptoField *self)
{
    return write_number (self->g);
}

const CryptoPrime *crypto_field_known (const CryptoField *self)
{
    return self->known;
}

enum { ROUNDS = 25 }; /* for GMP: the Baillie-PSW test, and one of Miller and Rabin's more */

bool crypto_field_is_prime (const CryptoField *self)
{
    return self->known != NULL || mpz_probab_prime_p (self->p, ROUNDS) != 0;
}

bool crypto_field_is_safe (const CryptoField *self)
{
    if (self->known != NULL)
        return true;
    mpz_t half;
    mpz_init (half);
    mpz_tdiv_q_2exp (half, self->p, 1);
    bool safe = mpz_probab_prime_p (self->p, ROUNDS) != 0 && mpz_probab_prime_p (half, ROUNDS) != 0;
    mpz_clear (half);
    return safe;
}

/* ---- The exchange ---- */

size_t crypto_field_private_size (const CryptoField *self)
{
    return self->known != NULL ? self->known->private_size : crypto_field_size (self);
}

void crypto_field_generate (const CryptoField *self, CryptoDraw draw, void *draw_data,
                            const char *label, uint8_t *private_key)
{
    size_t size = crypto_field_private_size (self);
    /* A bit shorter than p, and so below p - 1. */
    unsigned bits = self->known != NULL ? (unsigned)size * 8 : crypto_field_bits (self) - 1;
    uint8_t any;
    do {
        draw (draw_data, label, private_key, size);
        any = 0;
        for (size_t i = 0; i < size; i++) {
            size_t behind = (size - 1 - i) * 8; /* how many bits follow this byte */
            unsigned kept = bits <= behind ? 0 : (unsigned)MIN (bits - behind, 8);
            private_key[i] &= (uint8_t)((1U << kept) - 1);
            any |= private_key[i];
        }
    } while (any == 0);
}

/* OUT = BASE to the private value, as many bytes as p has, in a time that does not tell it. */
static void power (const CryptoField *self, const mpz_t base, const uint8_t *private_key,
                   uint8_t *out)
{
    mpz_t exponent, result;
    mpz_inits (exponent, result, NULL);
    crypto_number_read (exponent, base_span (private_key, crypto_field_private_size (self)));
    mpz_powm_sec (result, base, exponent, self->p);
    nettle_mpz_get_str_256 (crypto_field_size (self), out, result);
    crypto_number_wipe (exponent);
    crypto_number_wipe (result);
}

void crypto_field_public (const CryptoField *self, const uint8_t *private_key, uint8_t *public_key)
{
    power (self, self->g, private_key, public_key);
}

/* Moves SIZE bytes without their leading zeros to the front; gives how many are left. */
static size_t strip (uint8_t *bytes, size_t size)
{
    size_t zeros = 0;
    while (zeros < size && bytes[zeros] == 0)
        zeros++;
    memmove (bytes, bytes + zeros, size - zeros);
    base_wipe (bytes + size - zeros, zeros);
    return size - zeros;
}

bool crypto_field_shared (const CryptoField *self, const uint8_t *private_key, BaseSpan peer,
                          uint8_t *shared, size_t *size)
{
    size_t whole = crypto_field_size (self);
    if (peer.size == 0 || peer.size > whole)
        return false;
    mpz_t y;
    mpz_init (y);
    crypto_number_read (y, peer);
    bool valid = is_inside (y, self->p);
    if (valid) {
        power (self, y, private_key, shared);
        *size = strip (shared, whole);
    }
    mpz_clear (y);
    return valid;
}
