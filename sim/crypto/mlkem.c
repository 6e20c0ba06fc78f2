#include "crypto/mlkem.h"
#include "crypto/poly.h"

#include <string.h>

/* The parameters of ML-KEM-768 (FIPS 203 section 8); eta is 2 for all noise. */
enum {
    K = 3,
    DU = 10,
    DV = 4,
    VECTOR_SIZE = K * CRYPTO_POLY_ENCODED_SIZE,
    HASH_SIZE = 32,
    COMPRESSED_U_SIZE = 32 * DU, /* of each of K */
};

/* The parts of a decapsulation key. */
enum {
    ENCAPSULATION_KEY_AT = VECTOR_SIZE,
    KEY_HASH_AT = ENCAPSULATION_KEY_AT + CRYPTO_MLKEM_ENCAPSULATION_KEY_SIZE,
    REJECTION_AT = KEY_HASH_AT + HASH_SIZE,
};
G_STATIC_ASSERT (REJECTION_AT + 32 == CRYPTO_MLKEM_DECAPSULATION_KEY_SIZE);
G_STATIC_ASSERT (VECTOR_SIZE + HASH_SIZE == CRYPTO_MLKEM_ENCAPSULATION_KEY_SIZE);
G_STATIC_ASSERT (K *COMPRESSED_U_SIZE + 32 * DV == CRYPTO_MLKEM_CIPHERTEXT_SIZE);

typedef CryptoPoly Vector[K];

/* ---- The hashes of section 4.1 ---- */

/* G: SHA3-512, as two halves. */
static void hash_g (BaseSpan first, BaseSpan second, uint8_t *a, uint8_t *b)
{
    CryptoSponge sponge;
    crypto_sponge_sha3_512 (&sponge);
    crypto_sponge_absorb (&sponge, first);
    crypto_sponge_absorb (&sponge, second);
    crypto_sponge_squeeze (&sponge, a, 32);
    crypto_sponge_squeeze (&sponge, b, 32);
    base_wipe (&sponge, sizeof sponge);
}

/* H: SHA3-256. */
static void hash_h (const uint8_t *encapsulation_key, uint8_t *out)
{
    CryptoSponge sponge;
    crypto_sponge_sha3_256 (&sponge);
    crypto_sponge_absorb (&sponge,
                          base_span (encapsulation_key, CRYPTO_MLKEM_ENCAPSULATION_KEY_SIZE));
    crypto_sponge_squeeze (&sponge, out, HASH_SIZE);
}

/* J: SHAKE256. */
static void hash_j (const uint8_t *rejection, const uint8_t *ciphertext, uint8_t *out)
{
    CryptoSponge sponge;
    crypto_sponge_shake256 (&sponge);
    crypto_sponge_absorb (&sponge, base_span (rejection, 32));
    crypto_sponge_absorb (&sponge, base_span (ciphertext, CRYPTO_MLKEM_CIPHERTEXT_SIZE));
    crypto_sponge_squeeze (&sponge, out, CRYPTO_MLKEM_SHARED_SIZE);
    base_wipe (&sponge, sizeof sponge);
}

/* ---- Vectors ---- */

/* Small secret ones, of what PRF gives for SEED and a running number. */
static void sample_small (CryptoPoly *out, const uint8_t *seed, uint8_t *number)
{
    CryptoSponge prf;
    crypto_sponge_shake256 (&prf);
    crypto_sponge_absorb (&prf, base_span (seed, 32));
    crypto_sponge_absorb (&prf, base_span (number, 1));
    crypto_poly_sample_small (out, &prf);
    base_wipe (&prf, sizeof prf);
    (*number)++;
}

static void sample_small_vector (Vector out, const uint8_t *seed, uint8_t *number)
{
    for (unsigned i = 0; i < K; i++)
        sample_small (&out[i], seed, number);
}

/* Entry (ROW, COLUMN) of the public matrix, which RHO stands for. */
static void sample_entry (CryptoPoly *out, const uint8_t *rho, uint8_t row, uint8_t column)
{
    CryptoSponge xof;
    uint8_t index[] = {column, row};
    crypto_sponge_shake128 (&xof);
    crypto_sponge_absorb (&xof, base_span (rho, 32));
    crypto_sponge_absorb (&xof, base_span (index, sizeof index));
    crypto_poly_sample_uniform (out, &xof);
}

/* OUT = A V, or A transposed times V, on the transform's side. */
static void multiply_matrix (Vector out, const uint8_t *rho, bool transposed, const Vector v)
{
    memset (out, 0, sizeof (Vector));
    for (uint8_t i = 0; i < K; i++)
        for (uint8_t j = 0; j < K; j++) {
            CryptoPoly entry;
            sample_entry (&entry, rho, transposed ? j : i, transposed ? i : j);
            crypto_poly_multiply_add (&out[i], &entry, &v[j]);
        }
}

static void multiply (CryptoPoly *out, const Vector a, const Vector b)
{
    memset (out, 0, sizeof *out);
    for (unsigned i = 0; i < K; i++)
        crypto_poly_multiply_add (out, &a[i], &b[i]);
}

static void ntt (Vector v)
{
    for (unsigned i = 0; i < K; i++)
        crypto_poly_ntt (&v[i]);
}

static void add (Vector a, const Vector b)
{
    for (unsigned i = 0; i < K; i++)
        crypto_poly_add (&a[i], &b[i]);
}

static void encode (const Vector v, uint8_t *out)
{
    for (unsigned i = 0; i < K; i++)
        crypto_poly_encode (&v[i], 12, out + i * CRYPTO_POLY_ENCODED_SIZE);
}

static void decode (Vector v, const uint8_t *in)
{
    for (unsigned i = 0; i < K; i++)
        crypto_poly_decode (&v[i], 12, in + i * CRYPTO_POLY_ENCODED_SIZE);
}

/* ---- K-PKE, the encryption inside (section 5) ---- */

/* t = A s + e: to find s in it, with A and t known, is the hard problem that all rests on. */
static void pke_generate (const uint8_t *d, uint8_t *public_key, uint8_t *secret_key)
{
    struct {
        Vector s, e, t;
        uint8_t sigma[32];
    } w;
    static const uint8_t k = K;
    uint8_t number = 0, *rho = public_key + VECTOR_SIZE;
    hash_g (base_span (d, 32), base_span (&k, 1), rho, w.sigma);
    sample_small_vector (w.s, w.sigma, &number);
    sample_small_vector (w.e, w.sigma, &number);
    ntt (w.s);
    ntt (w.e);
    multiply_matrix (w.t, rho, false, w.s);
    add (w.t, w.e);
    encode (w.t, public_key);
    encode (w.s, secret_key);
    base_wipe (&w, sizeof w);
}

/* u = A' y + e1 and v = t y + e2 + the message, each of its bits as 0 or half the modulus. */
static void pke_encrypt (const uint8_t *public_key, const uint8_t *message,
                         const uint8_t *randomness, uint8_t *ciphertext)
{
    struct {
        Vector t, y, e1, u;
        CryptoPoly e2, v, mu;
    } w;
    uint8_t number = 0;
    decode (w.t, public_key);
    sample_small_vector (w.y, randomness, &number);
    sample_small_vector (w.e1, randomness, &number);
    sample_small (&w.e2, randomness, &number);
    ntt (w.y);

    multiply_matrix (w.u, public_key + VECTOR_SIZE, true, w.y);
    for (unsigned i = 0; i < K; i++) {
        crypto_poly_inverse_ntt (&w.u[i]);
        crypto_poly_add (&w.u[i], &w.e1[i]);
        crypto_poly_compress (&w.u[i], DU);
        crypto_poly_encode (&w.u[i], DU, ciphertext + i * COMPRESSED_U_SIZE);
    }
    crypto_poly_decode (&w.mu, 1, message);
    crypto_poly_decompress (&w.mu, 1);
    multiply (&w.v, w.t, w.y);
    crypto_poly_inverse_ntt (&w.v);
    crypto_poly_add (&w.v, &w.e2);
    crypto_poly_add (&w.v, &w.mu);
    crypto_poly_compress (&w.v, DV);
    crypto_poly_encode (&w.v, DV, ciphertext + K * COMPRESSED_U_SIZE);
    base_wipe (&w, sizeof w);
}

/* v - s u is the message and a little noise, which rounding takes away. */
static void pke_decrypt (const uint8_t *secret_key, const uint8_t *ciphertext, uint8_t *message)
{
    struct {
        Vector s, u;
        CryptoPoly v, su;
    } w;
    for (unsigned i = 0; i < K; i++) {
        crypto_poly_decode (&w.u[i], DU, ciphertext + i * COMPRESSED_U_SIZE);
        crypto_poly_decompress (&w.u[i], DU);
    }
    crypto_poly_decode (&w.v, DV, ciphertext + K * COMPRESSED_U_SIZE);
    crypto_poly_decompress (&w.v, DV);
    decode (w.s, secret_key);
    ntt (w.u);
    multiply (&w.su, w.s, w.u);
    crypto_poly_inverse_ntt (&w.su);
    crypto_poly_subtract (&w.v, &w.su);
    crypto_poly_compress (&w.v, 1);
    crypto_poly_encode (&w.v, 1, message);
    base_wipe (&w, sizeof w);
}

/* ---- ML-KEM (section 6) ---- */

void crypto_mlkem_generate (const uint8_t *seed, uint8_t *encapsulation_key,
                            uint8_t *decapsulation_key)
{
    pke_generate (seed, encapsulation_key, decapsulation_key);
    memcpy (decapsulation_key + ENCAPSULATION_KEY_AT, encapsulation_key,
            CRYPTO_MLKEM_ENCAPSULATION_KEY_SIZE);
    hash_h (encapsulation_key, decapsulation_key + KEY_HASH_AT);
    memcpy (decapsulation_key + REJECTION_AT, seed + 32, 32);
}

bool crypto_mlkem_encapsulate (const uint8_t *encapsulation_key, const uint8_t *message,
                               uint8_t *ciphertext, uint8_t *shared)
{
    Vector t;
    decode (t, encapsulation_key);
    for (unsigned i = 0; i < K; i++)
        if (!crypto_poly_is_reduced (&t[i]))
            return false;
    uint8_t key_hash[HASH_SIZE], randomness[32];
    hash_h (encapsulation_key, key_hash);
    hash_g (base_span (message, CRYPTO_MLKEM_MESSAGE_SIZE), base_span (key_hash, HASH_SIZE), shared,
            randomness);
    pke_encrypt (encapsulation_key, message, randomness, ciphertext);
    base_wipe (randomness, sizeof randomness);
    return true;
}

/* What was decrypted is encrypted again: only who made the ciphertext as it should be made gets the
 * secret. Which of the two it is must not be told by time, so both are computed, and one is chosen
 * without a branch. */
void crypto_mlkem_decapsulate (const uint8_t *decapsulation_key, const uint8_t *ciphertext,
                               uint8_t *shared)
{
    struct {
        uint8_t message[32], randomness[32], rejected[CRYPTO_MLKEM_SHARED_SIZE];
        uint8_t again[CRYPTO_MLKEM_CIPHERTEXT_SIZE];
    } w;
    pke_decrypt (decapsulation_key, ciphertext, w.message);
    hash_g (base_span (w.message, 32), base_span (decapsulation_key + KEY_HASH_AT, HASH_SIZE),
            shared, w.randomness);
    hash_j (decapsulation_key + REJECTION_AT, ciphertext, w.rejected);
    pke_encrypt (decapsulation_key + ENCAPSULATION_KEY_AT, w.message, w.randomness, w.again);

    uint32_t difference = 0;
    for (unsigned i = 0; i < CRYPTO_MLKEM_CIPHERTEXT_SIZE; i++)
        difference |= w.again[i] ^ ciphertext[i];
    uint8_t keep = (uint8_t)((difference - 1) >> 8); /* all ones when there is none */
    for (unsigned i = 0; i < CRYPTO_MLKEM_SHARED_SIZE; i++)
        shared[i] = (uint8_t)((shared[i] & keep) | (w.rejected[i] & ~keep));
    base_wipe (&w, sizeof w);
}
