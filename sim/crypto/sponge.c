/* FIPS 202 on Nettle's permutation, which is all that Nettle 3.8 has of SHAKE128. */
#include "crypto/sponge.h"

#include <string.h>

static void start (CryptoSponge *sponge, unsigned rate, uint8_t suffix)
{
    *sponge = (CryptoSponge){.rate = rate, .suffix = suffix};
}

/* FIPS 202 section 6: the suffix tells hash and extendable output apart; the rate is what the
 * capacity, twice the strength, leaves of 200 bytes. */
enum { SUFFIX_HASH = 0x06, SUFFIX_SHAKE = 0x1f };

void crypto_sponge_sha3_256 (CryptoSponge *sponge)
{
    start (sponge, 136, SUFFIX_HASH);
}

void crypto_sponge_sha3_512 (CryptoSponge *sponge)
{
    start (sponge, 72, SUFFIX_HASH);
}

void crypto_sponge_shake128 (CryptoSponge *sponge)
{
    start (sponge, 168, SUFFIX_SHAKE);
}

void crypto_sponge_shake256 (CryptoSponge *sponge)
{
    start (sponge, 136, SUFFIX_SHAKE);
}

/* Lanes have 64 bits, the least byte first (FIPS 202 section B.1). */
static void mix_in (CryptoSponge *sponge, unsigned at, uint8_t byte)
{
    sponge->state.a[at / 8] ^= (uint64_t)byte << (8 * (at % 8));
}

void crypto_sponge_absorb (CryptoSponge *sponge, BaseSpan data)
{
    g_assert (!sponge->squeezing);
    for (size_t i = 0; i < data.size; i++) {
        mix_in (sponge, sponge->at++, data.data[i]);
        if (sponge->at == sponge->rate) {
            sha3_permute (&sponge->state);
            sponge->at = 0;
        }
    }
}

/* FIPS 202 section 5.1: a one right behind the suffix, and one at the very end of the rate. */
static void pad (CryptoSponge *sponge)
{
    mix_in (sponge, sponge->at, sponge->suffix);
    mix_in (sponge, sponge->rate - 1, 0x80);
    sponge->at = sponge->rate;
    sponge->squeezing = true;
}

void crypto_sponge_squeeze (CryptoSponge *sponge, uint8_t *out, size_t size)
{
    if (!sponge->squeezing)
        pad (sponge);
    for (size_t i = 0; i < size; i++) {
        if (sponge->at == sponge->rate) {
            sha3_permute (&sponge->state);
            sponge->at = 0;
        }
        out[i] = (uint8_t)(sponge->state.a[sponge->at / 8] >> (8 * (sponge->at % 8)));
        sponge->at++;
    }
}
