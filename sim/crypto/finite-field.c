/* Finite fields (RFC 7919; RFC 9846 sections 4.3.8.1 and 7.4.1): the Diffie-Hellman of 1976, with
 * 2 as the generator. Public value and secret take the size of the prime, leading zeros included.
 */
#include "crypto/exchange.h"
#include "crypto/number.h"
#include "crypto/prime.h"

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
    crypto_prime_init (prime, group->parameters);
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
    crypto_prime_init (prime, group->parameters);
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
