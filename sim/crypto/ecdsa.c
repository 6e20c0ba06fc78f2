/* ECDSA on NIST's curves (FIPS 186-5) with the signature in DER (RFC 9846 section 4.3.3: an
 * ECDSA-Sig-Value, RFC 3279 section 2.2.3). */
#include "crypto/key.h"

#include <nettle/ecdsa.h>
#include <string.h>

enum { MAX_FIELD_SIZE = 66, DER_INTEGER = 0x02, DER_SEQUENCE = 0x30, DER_LONG_BYTE = 0x81 };

/* Nettle asks for as many bytes as it likes, and again when a nonce is out of range. The draws
 * below it always have the size of one nonce, so that the signature depends on nothing else. */
typedef struct {
    CryptoSource *source;
    uint8_t bytes[MAX_FIELD_SIZE];
    size_t size; /* of a nonce */
    size_t left;
} NonceStream;

static void nonce_read (void *data, size_t size, uint8_t *out)
{
    NonceStream *stream = data;
    while (size > 0) {
        if (stream->left == 0) {
            stream->source->draw (stream->source->data, "signature.nonce", stream->bytes,
                                  stream->size);
            stream->left = stream->size;
        }
        size_t take = MIN (size, stream->left);
        memcpy (out, stream->bytes + stream->size - stream->left, take);
        stream->left -= take;
        out += take;
        size -= take;
    }
}

/* A DER INTEGER has no leading zero byte but the one that keeps it from being negative. */
static void write_integer (GByteArray *out, const mpz_t number)
{
    uint8_t bytes[1 + MAX_FIELD_SIZE];
    size_t size = nettle_mpz_sizeinbase_256_s (number);
    g_assert (size <= sizeof bytes);
    nettle_mpz_get_str_256 (size, bytes, number);
    base_append_number (out, DER_INTEGER, 1);
    base_append_number (out, size, 1);
    base_append_span (out, base_span (bytes, size));
}

/* DER gives lengths from 128 on a byte of their own; a signature of P-521 has one. */
static void write_length (GByteArray *out, size_t size)
{
    if (size >= 0x80)
        base_append_number (out, DER_LONG_BYTE, 1);
    base_append_number (out, size, 1);
}

static GBytes *write_signature (const struct dsa_signature *signature)
{
    g_autoptr (GByteArray) integers = g_byte_array_new ();
    write_integer (integers, signature->r);
    write_integer (integers, signature->s);
    GByteArray *out = g_byte_array_new ();
    base_append_number (out, DER_SEQUENCE, 1);
    write_length (out, integers->len);
    base_append_span (out, base_span (integers->data, integers->len));
    return g_byte_array_free_to_bytes (out);
}

static bool take (BaseSpan *in, size_t size, BaseSpan *out)
{
    if (in->size < size)
        return false;
    *out = base_span (in->data, size);
    *in = base_span (in->data + size, in->size - size);
    return true;
}

/* Takes an element with TAG off the front. Nothing in a signature is longer than 255 bytes, and
 * DER wants the shortest form of a length. */
static bool read_element (BaseSpan *in, uint8_t tag, BaseSpan *content)
{
    BaseSpan header, length;
    if (!take (in, 2, &header) || header.data[0] != tag)
        return false;
    if (header.data[1] < 0x80)
        return take (in, header.data[1], content);
    return header.data[1] == DER_LONG_BYTE && take (in, 1, &length) && length.data[0] >= 0x80 &&
           take (in, length.data[0], content);
}

static bool read_integer (BaseSpan *in, mpz_t number)
{
    BaseSpan content;
    if (!read_element (in, DER_INTEGER, &content) || content.size == 0 || content.data[0] >= 0x80)
        return false;
    if (content.size > 1 && content.data[0] == 0 && content.data[1] < 0x80)
        return false;
    crypto_number_read (number, content);
    return true;
}

static bool read_signature (BaseSpan der, struct dsa_signature *signature)
{
    BaseSpan integers;
    return read_element (&der, DER_SEQUENCE, &integers) && der.size == 0 &&
           read_integer (&integers, signature->r) && read_integer (&integers, signature->s) &&
           integers.size == 0;
}

static GBytes *sign (CryptoHash hash, const CryptoPrivateKey *key, CryptoSource *source,
                     BaseSpan message)
{
    uint8_t digest[CRYPTO_MAX_HASH_SIZE];
    crypto_hash (hash, message, digest);
    size_t size = (crypto_kind (key->kind)->bits + 7) / 8;
    NonceStream stream = {.source = source, .size = size};
    struct dsa_signature signature;
    dsa_signature_init (&signature);
    ecdsa_sign (&key->scalar, &stream, nonce_read, crypto_hash_size (hash), digest, &signature);
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
                ecdsa_verify (&key->point, crypto_hash_size (hash), digest, &signature) != 0;
    dsa_signature_clear (&signature);
    return good;
}

const CryptoSigner crypto_signer_ecdsa = {sign, verify};
