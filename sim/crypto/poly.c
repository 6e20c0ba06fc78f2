#include "crypto/poly.h"

enum { N = CRYPTO_POLY_N, Q = CRYPTO_POLY_Q };

/* 17 to the power of i with its seven bits reversed: the 256th roots of unity modulo Q, in the
 * order in which the transform splits (FIPS 203 appendix A). */
static const uint16_t zetas[N / 2] = {
    1,    1729, 2580, 3289, 2642, 630,  1897, 848,  1062, 1919, 193,  797,  2786, 3260, 569,  1746,
    296,  2447, 1339, 1476, 3046, 56,   2240, 1333, 1426, 2094, 535,  2882, 2393, 2879, 1974, 821,
    289,  331,  3253, 1756, 1197, 2304, 2277, 2055, 650,  1977, 2513, 632,  2865, 33,   1320, 1915,
    2319, 1435, 807,  452,  1438, 2868, 1534, 2402, 2647, 2617, 1481, 648,  2474, 3110, 1227, 910,
    17,   2761, 583,  2649, 1637, 723,  2288, 1100, 1409, 2662, 3281, 233,  756,  2156, 3015, 3050,
    1703, 1651, 2789, 1789, 1847, 952,  1461, 2687, 939,  2308, 2437, 2388, 733,  2337, 268,  641,
    1584, 2298, 2037, 3220, 375,  2549, 2090, 1645, 1063, 319,  2773, 757,  2099, 561,  2466, 2594,
    2804, 1092, 403,  1026, 1143, 2150, 2775, 886,  1722, 1212, 1874, 1029, 2110, 2935, 885,  2154,
};

/* The division instruction of many processors takes longer for some numbers than for others, which
 * has betrayed keys of ML-KEM: so X / Q is a multiplication by 2^32 / Q, which is at most one too
 * small. */
static uint32_t divide (uint32_t x, uint16_t *rest)
{
    uint32_t quotient = (uint32_t)(((uint64_t)x * ((UINT64_C (1) << 32) / Q)) >> 32);
    uint32_t left = x - quotient * Q;
    uint32_t more = (Q - 1 - left) >> 31; /* 1 when LEFT holds another Q */
    *rest = (uint16_t)(left - (Q & (0 - more)));
    return quotient + more;
}

static uint16_t reduce (uint32_t x)
{
    uint16_t rest;
    divide (x, &rest);
    return rest;
}

void crypto_poly_add (CryptoPoly *a, const CryptoPoly *b)
{
    for (unsigned i = 0; i < N; i++)
        a->c[i] = reduce ((uint32_t)a->c[i] + b->c[i]);
}

void crypto_poly_subtract (CryptoPoly *a, const CryptoPoly *b)
{
    for (unsigned i = 0; i < N; i++)
        a->c[i] = reduce ((uint32_t)a->c[i] + Q - b->c[i]);
}

/* ---- The transform ---- */

void crypto_poly_ntt (CryptoPoly *f)
{
    const uint16_t *zeta = zetas;
    for (unsigned length = N / 2; length >= 2; length /= 2)
        for (unsigned start = 0; start < N; start += 2 * length) {
            zeta++;
            for (unsigned j = start; j < start + length; j++) {
                uint32_t turned = reduce ((uint32_t)*zeta * f->c[j + length]);
                f->c[j + length] = reduce (f->c[j] + Q - turned);
                f->c[j] = reduce (f->c[j] + turned);
            }
        }
}

void crypto_poly_inverse_ntt (CryptoPoly *f)
{
    enum { INVERSE_OF_128 = 3303 };
    const uint16_t *zeta = zetas + N / 2;
    for (unsigned length = 2; length <= N / 2; length *= 2)
        for (unsigned start = 0; start < N; start += 2 * length) {
            zeta--;
            for (unsigned j = start; j < start + length; j++) {
                uint32_t low = f->c[j], high = f->c[j + length];
                f->c[j] = reduce (low + high);
                f->c[j + length] = reduce (*zeta * (high + Q - low));
            }
        }
    for (unsigned i = 0; i < N; i++)
        f->c[i] = reduce ((uint32_t)f->c[i] * INVERSE_OF_128);
}

/* The transform leaves 128 pairs a0 + a1 X, each to be multiplied modulo X^2 - GAMMA (algorithm
 * 12). */
static void multiply_add_pair (uint16_t *sum, const uint16_t *a, const uint16_t *b, uint32_t gamma)
{
    uint32_t a1_b1 = reduce ((uint32_t)a[1] * b[1]);
    sum[0] = reduce (sum[0] + (uint32_t)a[0] * b[0] + a1_b1 * gamma);
    sum[1] = reduce (sum[1] + (uint32_t)a[0] * b[1] + (uint32_t)a[1] * b[0]);
}

void crypto_poly_multiply_add (CryptoPoly *sum, const CryptoPoly *a, const CryptoPoly *b)
{
    for (unsigned i = 0; i < N; i += 4) {
        uint32_t gamma = zetas[N / 4 + i / 4];
        multiply_add_pair (sum->c + i, a->c + i, b->c + i, gamma);
        multiply_add_pair (sum->c + i + 2, a->c + i + 2, b->c + i + 2, Q - gamma);
    }
}

/* ---- Sampling ---- */

void crypto_poly_sample_uniform (CryptoPoly *out, CryptoSponge *sponge)
{
    for (unsigned n = 0; n < N;) {
        uint8_t bytes[3];
        crypto_sponge_squeeze (sponge, bytes, sizeof bytes);
        uint16_t pair[] = {(uint16_t)(bytes[0] | (bytes[1] & 15) << 8),
                           (uint16_t)(bytes[1] >> 4 | bytes[2] << 4)};
        for (unsigned i = 0; i < G_N_ELEMENTS (pair) && n < N; i++)
            if (pair[i] < Q)
                out->c[n++] = pair[i];
    }
}

void crypto_poly_sample_small (CryptoPoly *out, CryptoSponge *sponge)
{
    for (unsigned i = 0; i < N; i += 2) {
        uint8_t byte;
        crypto_sponge_squeeze (sponge, &byte, 1);
        for (unsigned j = 0; j < 2; j++, byte >>= 4) {
            uint32_t x = (byte & 1) + (byte >> 1 & 1), y = (byte >> 2 & 1) + (byte >> 3 & 1);
            out->c[i + j] = reduce (x + Q - y);
        }
    }
}

/* ---- Bytes ---- */

void crypto_poly_compress (CryptoPoly *f, unsigned d)
{
    uint16_t rest;
    for (unsigned i = 0; i < N; i++)
        f->c[i] = (uint16_t)(divide (((uint32_t)f->c[i] << d) + Q / 2, &rest) & ((1u << d) - 1));
}

void crypto_poly_decompress (CryptoPoly *f, unsigned d)
{
    for (unsigned i = 0; i < N; i++)
        f->c[i] = (uint16_t)(((uint32_t)f->c[i] * Q + (1u << (d - 1))) >> d);
}

void crypto_poly_encode (const CryptoPoly *f, unsigned d, uint8_t *out)
{
    uint32_t waiting = 0;
    unsigned bits = 0;
    for (unsigned i = 0; i < N; i++) {
        waiting |= (uint32_t)f->c[i] << bits;
        for (bits += d; bits >= 8; bits -= 8, waiting >>= 8)
            *out++ = (uint8_t)waiting;
    }
}

void crypto_poly_decode (CryptoPoly *f, unsigned d, const uint8_t *in)
{
    uint32_t waiting = 0;
    unsigned bits = 0;
    for (unsigned i = 0; i < N; i++) {
        for (; bits < d; bits += 8)
            waiting |= (uint32_t)*in++ << bits;
        f->c[i] = (uint16_t)(waiting & ((1u << d) - 1));
        waiting >>= d;
        bits -= d;
    }
}

bool crypto_poly_is_reduced (const CryptoPoly *f)
{
    for (unsigned i = 0; i < N; i++)
        if (f->c[i] >= Q)
            return false;
    return true;
}
