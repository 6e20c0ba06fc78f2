/* RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2), which TLS 1.2 signs handshakes with (RFC 5246 section
 * 4.7). What is signed is 00 01 ff … ff 00 and a DER DigestInfo that names the hash. */
#include "crypto/key.h"

#include <string.h>

enum {
    MAX_OBJECT_ID_SIZE = 9,
    MAX_INFO_SIZE = 10 + MAX_OBJECT_ID_SIZE + CRYPTO_MAX_HASH_SIZE,
    DER_SEQUENCE = 0x30,
    DER_OBJECT_ID = 0x06,
    DER_NULL = 0x05,
    DER_OCTET_STRING = 0x04
};

typedef struct {
    size_t size;
    uint8_t bytes[MAX_OBJECT_ID_SIZE];
} ObjectId;

/* RFC 8017 appendix B.1. */
static const ObjectId rows[CRYPTO_N_HASHES] = {
    [CRYPTO_SHA256] = {9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01}},
    [CRYPTO_SHA384] = {9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02}},
    [CRYPTO_SHA512] = {9, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03}},
    [CRYPTO_SHA1] = {5, {0x2b, 0x0e, 0x03, 0x02, 0x1a}},
};

/* DigestInfo ::= SEQUENCE { SEQUENCE { OBJECT IDENTIFIER, NULL or nothing }, OCTET STRING }. Gives
 * its size. */
static size_t write_info (CryptoHash hash, BaseSpan message, bool with_null, uint8_t *out)
{
    const ObjectId *id = &rows[hash];
    size_t hash_size = crypto_hash_size (hash);
    size_t algorithm = 2 + id->size + (with_null ? 2 : 0), at = 0;
    out[at++] = DER_SEQUENCE;
    out[at++] = (uint8_t)(2 + algorithm + 2 + hash_size);
    out[at++] = DER_SEQUENCE;
    out[at++] = (uint8_t)algorithm;
    out[at++] = DER_OBJECT_ID;
    out[at++] = (uint8_t)id->size;
    memcpy (out + at, id->bytes, id->size);
    at += id->size;
    if (with_null) {
        out[at++] = DER_NULL;
        out[at++] = 0;
    }
    out[at++] = DER_OCTET_STRING;
    out[at++] = (uint8_t)hash_size;
    crypto_hash (hash, message, out + at);
    return at + hash_size;
}

static GBytes *sign (CryptoHash hash, const CryptoPrivateKey *key, CryptoSource *source,
                     BaseSpan message)
{
    const struct rsa_public_key *public = &key->rsa.public;
    uint8_t info[MAX_INFO_SIZE];
    size_t size = write_info (hash, message, true, info);
    CryptoBlinding blinding;
    crypto_blinding_start (&blinding, key, base_span (info, size));
    mpz_t number;
    mpz_init (number);
    GBytes *signature = NULL;
    if (rsa_pkcs1_sign_tr (public, &key->rsa.private, &blinding, crypto_blinding_read, size, info,
                           number)) {
        uint8_t *bytes = g_malloc (public->size);
        nettle_mpz_get_str_256 (public->size, bytes, number);
        signature = g_bytes_new_take (bytes, public->size);
    }
    mpz_clear (number);
    base_wipe (&blinding, sizeof blinding);
    return signature;
}

/* What was signed is made again and compared, whole: who parsed it instead has been fooled by bytes
 * in a wrong place (Bleichenbacher 2006, BERserk 2014). */
static bool verify (CryptoHash hash, const CryptoPublicKey *key, BaseSpan message,
                    BaseSpan signature)
{
    if (signature.size != key->rsa.size) /* RFC 8017 section 8.2.2, step 1 */
        return false;
    mpz_t number;
    mpz_init (number);
    crypto_number_read (number, signature);
    bool good = false;
    for (unsigned with_null = 0; with_null < 2 && mpz_cmp (number, key->rsa.n) < 0; with_null++) {
        uint8_t info[MAX_INFO_SIZE];
        size_t size = write_info (hash, message, with_null != 0, info);
        good |= rsa_pkcs1_verify (&key->rsa, size, info, number) != 0;
    }
    mpz_clear (number);
    return good;
}

const CryptoSigner crypto_signer_rsa_pkcs1 = {sign, verify};
