/* Finite fields (RFC 7919; RFC 9846 sections 4.3.8.1 and 7.4.1): the Diffie-Hellman of 1976, with
 * 2 as the generator. Public value and secret take the size of the prime, leading zeros included.
 */
#include "crypto/exchange.h"
#include "crypto/number.h"

/* The integer part of 2^BITS e, by the series e = 1 + 1/1! + 1/2! + …. Each term is cut to an
 * integer of SPARE bits more, which is far more than all those errors together. */
static void scaled_e (mpz_t out, unsigned bits)
{
    enum { SPARE = 64 };
    mpz_t term;
    mpz_init_set_ui (term, 1);
    mpz_mul_2exp (term, term, bits + SPARE);
    mpz_set (out, term);
    for (unsigned long i = 1; mpz_sgn (term) != 0; i++) {
        mpz_tdiv_q_ui (term, term, i);
        mpz_add (out, out, term);
    }
    mpz_tdiv_q_2exp (out, out, SPARE);
    mpz_clear (term);
}

/* Initialises PRIME. */
static void field_prime (mpz_t prime, const CryptoField *field)
{
    mpz_t ones;
    mpz_init (prime);
    scaled_e (prime, field->bits - 130);
    mpz_add_ui (prime, prime, field->offset);
    mpz_mul_2exp (prime, prime, 64);
    mpz_init (ones);
    mpz_set_ui (ones, 1);
    mpz_mul_2exp (ones, ones, 64);
    mpz_sub_ui (ones, ones, 1);
    mpz_mul_2exp (ones, ones, field->bits - 64);
    mpz_add (prime, prime, ones);
    mpz_sub_ui (prime, prime, 1);
    mpz_clear (ones);
}

/* The exponents have some 30 bits more than RFC 7919 appendix A asks for, far fewer than the prime:
 * the search for a short one is as hard as the discrete logarithm itself. */
static bool accept (const CryptoGroup *group, uint8_t *private_key)
{
    uint8_t any = 0;
    for (size_t i = 0; i < group->private_size; i++)
        any |= private_key[i];
    return any != 0;
}

/* OUT = BASE to the private value, in a time that does not tell it. */
static void power (const CryptoGroup *group, const mpz_t base, const uint8_t *private_key,
                   const mpz_t prime, uint8_t *out)
{
    mpz_t exponent, result;
    mpz_inits (exponent, result, NULL);
    crypto_number_read (exponent, base_span (private_key, group->private_size));
    mpz_powm_sec (result, base, exponent, prime);
    nettle_mpz_get_str_256 (group->shared_size, out, result);
    crypto_number_wipe (exponent);
    crypto_number_wipe (result);
}

static void public_value (const CryptoGroup *group, const uint8_t *private_key, uint8_t *public_key)
{
    mpz_t prime, generator;
    field_prime (prime, group->parameters);
    mpz_init_set_ui (generator, 2);
    power (group, generator, private_key, prime, public_key);
    mpz_clears (prime, generator, NULL);
}

/* RFC 7919 section 5.1: 1 < y < p - 1. All others but the elements of order (p - 1) / 2 and p - 1
 * are shut out by that, for p is a safe prime. */
static bool shared_value (const CryptoGroup *group, const uint8_t *private_key, const uint8_t *peer,
                          uint8_t *shared)
{
    mpz_t prime, highest, y;
    field_prime (prime, group->parameters);
    mpz_inits (highest, y, NULL);
    mpz_sub_ui (highest, prime, 2);
    crypto_number_read (y, base_span (peer, group->response_size));
    bool valid = mpz_cmp_ui (y, 1) > 0 && mpz_cmp (y, highest) <= 0;
    if (valid)
        power (group, y, private_key, prime, shared);
    mpz_clears (prime, highest, y, NULL);
    return valid;
}

const CryptoExchange crypto_exchange_finite_field = {accept, public_value, shared_value, NULL};
