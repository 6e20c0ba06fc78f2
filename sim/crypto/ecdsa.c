/* ECDSA on P-256 (FIPS 186-5) with the signature in DER (RFC 9846 section 4.3.3: an
 * ECDSA-Sig-Value, RFC 3279 section 2.2.3). */
#include "crypto/key.h"

#include <nettle/ecdsa.h>
#include <string.h>

enum { FIELD_SIZE = 32, DER_INTEGER = 0x02, DER_SEQUENCE = 0x30 };

/* Nettle asks for as many bytes as it likes, and again when a nonce is out of range. The draws
 * below it always have the size of one nonce, so that the signature depends on nothing else. */
typedef struct {
    CryptoSource *source;
    uint8_t bytes[FIELD_SIZE];
    size_t left;
} NonceStream;

static void nonce_read (void *data, size_t size, uint8_t *out)
{
    NonceStream *stream = data;
    while (size > 0) {
        if (stream->left == 0) {
            stream->source->draw (stream->source->data, "signature.nonce", stream->bytes,
                                  FIELD_SIZE);
            stream->left = FIELD_SIZE;
        }
        size_t take = MIN (size, stream->left);
        memcpy (out, stream->bytes + FIELD_SIZE - stream->left, take);
        stream->left -= take;
        out += take;
        size -= take;
    }
}

/* A DER INTEGER has no leading zero byte but the one that keeps it from being negative. */
static void write_integer (GByteArray *out, const mpz_t number)
{
    uint8_t bytes[1 + FIELD_SIZE];
    size_t size = nettle_mpz_sizeinbase_256_s (number);
    g_assert (size <= sizeof bytes);
    nettle_mpz_get_str_256 (size, bytes, number);
    base_append_number (out, DER_INTEGER, 1);
    base_append_number (out, size, 1);
    base_append_span (out, base_span (bytes, size));
}

static GBytes *write_signature (const struct dsa_signature *signature)
{
    g_autoptr (GByteArray) integers = g_byte_array_new ();
    write_integer (integers, signature->r);
    write_integer (integers, signature->s);
    GByteArray *out = g_byte_array_new ();
    base_append_number (out, DER_SEQUENCE, 1);
    base_append_number (out, integers->len, 1);
    base_append_span (out, base_span (integers->data, integers->len));
    return g_byte_array_free_to_bytes (out);
}

/* Takes a header with the tag and a length of one byte off the front. Everything in a P-256
 * signature is shorter than 128 bytes, so a longer form of length would not be DER. */
static bool read_header (BaseSpan *in, uint8_t tag, BaseSpan *content)
{
    if (in->size < 2 || in->data[0] != tag || in->data[1] > in->size - 2 || in->data[1] >= 0x80)
        return false;
    *content = base_span (in->data + 2, in->data[1]);
    *in = base_span (in->data + 2 + content->size, in->size - 2 - content->size);
    return true;
}

static bool read_integer (BaseSpan *in, mpz_t number)
{
    BaseSpan content;
    if (!read_header (in, DER_INTEGER, &content) || content.size == 0 || content.data[0] >= 0x80)
        return false;
    if (content.size > 1 && content.data[0] == 0 && content.data[1] < 0x80)
        return false;
    crypto_number_read (number, content);
    return true;
}

static bool read_signature (BaseSpan der, struct dsa_signature *signature)
{
    BaseSpan integers;
    return read_header (&der, DER_SEQUENCE, &integers) && der.size == 0 &&
           read_integer (&integers, signature->r) && read_integer (&integers, signature->s) &&
           integers.size == 0;
}

static GBytes *sign (CryptoHash hash, const CryptoPrivateKey *key, CryptoSource *source,
                     BaseSpan message)
{
    uint8_t digest[CRYPTO_MAX_HASH_SIZE];
    crypto_hash (hash, message, digest);
    NonceStream stream = {.source = source};
    struct dsa_signature signature;
    dsa_signature_init (&signature);
    ecdsa_sign (&key->p256, &stream, nonce_read, crypto_hash_size (hash), digest, &signature);
    base_wipe (&stream, sizeof stream);
    GBytes *der = write_signature (&signature);
    dsa_signature_clear (&signature);
    return der;
}

static bool verify (CryptoHash hash, const CryptoPublicKey *key, BaseSpan message, BaseSpan der)
{
    uint8_t digest[CRYPTO_MAX_HASH_SIZE];
    crypto_hash (hash, message, digest);
    struct dsa_signature signature;
    dsa_signature_init (&signature);
    bool good = read_signature (der, &signature) &&
                ecdsa_verify (&key->p256, crypto_hash_size (hash), digest, &signature) != 0;
    dsa_signature_clear (&signature);
    return good;
}

const CryptoSigner crypto_signer_ecdsa = {sign, verify};
