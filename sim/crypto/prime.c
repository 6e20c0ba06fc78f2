#include "crypto/prime.h"

enum { EXPLICIT, E, PI, SPARE = 64 };

/* What servers of Apache's mod_ssl had for export suites (Logjam, weakdh.org). */
#define EXPORT_512 \
    "9fdb8b8a004544f0045f1737d0ba2e0b274cdf1a9f588218fb435316a16e374171fd19d8d8f37c39bf863fd60e3e" \
    "3006" \
    "80a3030c6e4c3757d08f70e6aa871033"

/* Private values have some 30 bits more than RFC 7919 appendix A asks for. */
const CryptoPrime crypto_primes[CRYPTO_N_PRIMES] = {
    [CRYPTO_PRIME_FFDHE2048] = {"ffdhe2048", 2048, 0x0100, "RFC 7919 A.1", 32, E, 560316},
    [CRYPTO_PRIME_FFDHE3072] = {"ffdhe3072", 3072, 0x0101, "RFC 7919 A.2", 38, E, 2625351},
    [CRYPTO_PRIME_FFDHE4096] = {"ffdhe4096", 4096, 0x0102, "RFC 7919 A.3", 44, E, 5736041},
    [CRYPTO_PRIME_FFDHE6144] = {"ffdhe6144", 6144, 0x0103, "RFC 7919 A.4", 51, E, 15705020},
    [CRYPTO_PRIME_FFDHE8192] = {"ffdhe8192", 8192, 0x0104, "RFC 7919 A.5", 54, E, 10965728},
    [CRYPTO_PRIME_MODP768] = {"modp768", 768, 0, "RFC 2409 6.1", 32, PI, 149686},
    [CRYPTO_PRIME_MODP1024] = {"modp1024", 1024, 0, "RFC 2409 6.2", 32, PI, 129093},
    [CRYPTO_PRIME_MODP1536] = {"modp1536", 1536, 0, "RFC 3526 2", 32, PI, 741804},
    [CRYPTO_PRIME_MODP2048] = {"modp2048", 2048, 0, "RFC 3526 3", 32, PI, 124476},
    [CRYPTO_PRIME_MODP3072] = {"modp3072", 3072, 0, "RFC 3526 4", 38, PI, 1690314},
    [CRYPTO_PRIME_MODP4096] = {"modp4096", 4096, 0, "RFC 3526 5", 44, PI, 240904},
    [CRYPTO_PRIME_MODP6144] = {"modp6144", 6144, 0, "RFC 3526 6", 51, PI, 929484},
    [CRYPTO_PRIME_MODP8192] = {"modp8192", 8192, 0, "RFC 3526 7", 54, PI, 4743158},
    [CRYPTO_PRIME_EXPORT512] = {"export512", 512, 0, "Logjam", 32, EXPLICIT, 0, EXPORT_512},
};

const CryptoPrime *crypto_prime_find (const char *name)
{
    for (unsigned i = 0; i < CRYPTO_N_PRIMES; i++)
        if (g_str_equal (crypto_primes[i].name, name))
            return &crypto_primes[i];
    return NULL;
}

const CryptoPrime *crypto_prime_at (unsigned i)
{
    return i < CRYPTO_N_PRIMES ? &crypto_primes[i] : NULL;
}

/* OUT = 2^BITS e, by the series e = 1 + 1/1! + 1/2! + …. Each term is cut to an integer. */
static void scaled_e (mpz_t out, unsigned bits)
{
    mpz_t term;
    mpz_init_set_ui (term, 1);
    mpz_mul_2exp (term, term, bits);
    mpz_set (out, term);
    for (unsigned long i = 1; mpz_sgn (term) != 0; i++) {
        mpz_tdiv_q_ui (term, term, i);
        mpz_add (out, out, term);
    }
    mpz_clear (term);
}

/* OUT += FACTOR 2^BITS arctan (1 / X), by the series 1/x - 1/(3 x^3) + 1/(5 x^5) - …. */
static void add_arctan (mpz_t out, long factor, unsigned long x, unsigned bits)
{
    mpz_t power, term;
    mpz_init_set_ui (power, 1);
    mpz_init (term);
    mpz_mul_2exp (power, power, bits);
    mpz_tdiv_q_ui (power, power, x);
    for (unsigned long i = 1; mpz_sgn (power) != 0; i += 2) {
        mpz_tdiv_q_ui (term, power, i);
        mpz_mul_si (term, term, i % 4 == 1 ? factor : -factor);
        mpz_add (out, out, term);
        mpz_tdiv_q_ui (power, power, x * x);
    }
    mpz_clears (power, term, NULL);
}

/* OUT = 2^BITS pi; Machin (1706): pi / 4 = 4 arctan (1/5) - arctan (1/239). */
static void scaled_pi (mpz_t out, unsigned bits)
{
    mpz_set_ui (out, 0);
    add_arctan (out, 16, 5, bits);
    add_arctan (out, -4, 239, bits);
}

void crypto_prime_init (mpz_t prime, const CryptoPrime *row)
{
    if (row->constant == EXPLICIT) {
        mpz_init_set_str (prime, row->digits, 16);
        return;
    }
    /* SPARE bits more than are wanted are far more than all that is lost by cutting. */
    mpz_init (prime);
    if (row->constant == E)
        scaled_e (prime, row->bits - 130 + SPARE);
    else
        scaled_pi (prime, row->bits - 130 + SPARE);
    mpz_tdiv_q_2exp (prime, prime, SPARE);
    mpz_add_ui (prime, prime, row->offset);
    mpz_mul_2exp (prime, prime, 64);
    mpz_t ones;
    mpz_init (ones);
    mpz_set_ui (ones, 1);
    mpz_mul_2exp (ones, ones, 64);
    mpz_sub_ui (ones, ones, 1);
    mpz_mul_2exp (ones, ones, row->bits - 64);
    mpz_add (prime, prime, ones);
    mpz_sub_ui (prime, prime, 1);
    mpz_clear (ones);
}
