/* RSASSA-PSS (RFC 8017 section 8.1) as RFC 9846 section 4.3.3 wants it: MGF1 with the same hash,
 * the salt as long as the hash. */
#include "crypto/key.h"

#include <nettle/pss.h>
#include <string.h>

typedef struct {
    int (*sign) (const struct rsa_public_key *public, const struct rsa_private_key *private,
                 void *random_data, nettle_random_func *random, size_t salt_size,
                 const uint8_t *salt, const uint8_t *digest, mpz_t signature);
    int (*verify) (const struct rsa_public_key *key, size_t salt_size, const uint8_t *digest,
                   const mpz_t signature);
} PssRow;

static const PssRow rows[CRYPTO_N_HASHES] = {
    [CRYPTO_SHA256] = {rsa_pss_sha256_sign_digest_tr, rsa_pss_sha256_verify_digest},
    [CRYPTO_SHA384] = {rsa_pss_sha384_sign_digest_tr, rsa_pss_sha384_verify_digest},
    [CRYPTO_SHA512] = {rsa_pss_sha512_sign_digest_tr, rsa_pss_sha512_verify_digest},
};

static GBytes *sign (CryptoHash hash, const CryptoPrivateKey *key, CryptoSource *source,
                     BaseSpan message)
{
    size_t hash_size = crypto_hash_size (hash);
    const struct rsa_public_key *public = &key->rsa.public;
    /* RFC 8017 section 9.1.1, step 3; EM is a bit shorter than the modulus. */
    if ((key->bits - 1 + 7) / 8 < 2 * hash_size + 2)
        return NULL;

    uint8_t digest[CRYPTO_MAX_HASH_SIZE], salt[CRYPTO_MAX_HASH_SIZE];
    crypto_hash (hash, message, digest);
    source->draw (source->data, "signature.salt", salt, hash_size);
    CryptoBlinding blinding;
    crypto_blinding_start (&blinding, key, base_span (salt, hash_size));
    mpz_t number;
    mpz_init (number);
    GBytes *signature = NULL;
    if (rows[hash].sign (public, &key->rsa.private, &blinding, crypto_blinding_read, hash_size,
                         salt, digest, number)) {
        uint8_t *bytes = g_malloc (public->size);
        nettle_mpz_get_str_256 (public->size, bytes, number);
        signature = g_bytes_new_take (bytes, public->size);
    }
    mpz_clear (number);
    base_wipe (&blinding, sizeof blinding);
    return signature;
}

static bool verify (CryptoHash hash, const CryptoPublicKey *key, BaseSpan message,
                    BaseSpan signature)
{
    size_t hash_size = crypto_hash_size (hash);
    /* RFC 8017 section 8.1.2, step 1: neither shorter nor longer. */
    if (signature.size != key->rsa.size || (key->bits - 1 + 7) / 8 < 2 * hash_size + 2)
        return false;
    uint8_t digest[CRYPTO_MAX_HASH_SIZE];
    crypto_hash (hash, message, digest);
    mpz_t number;
    mpz_init (number);
    crypto_number_read (number, signature);
    bool good = mpz_cmp (number, key->rsa.n) < 0 &&
                rows[hash].verify (&key->rsa, hash_size, digest, number) != 0;
    mpz_clear (number);
    return good;
}

const CryptoSigner crypto_signer_rsa_pss = {sign, verify};
