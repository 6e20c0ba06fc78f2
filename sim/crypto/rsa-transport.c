#include "crypto/rsa-transport.h"
#include "crypto/key.h"

#include <string.h>

enum {
    LEAST_PADDING = 8,
    AROUND = 3, /* 00 02 before the padding, 00 behind it */
    LEAST_SIZE = AROUND + LEAST_PADDING + CRYPTO_PREMASTER_SIZE
};

bool crypto_public_key_can_encrypt (const CryptoPublicKey *key)
{
    return key->kind == CRYPTO_KEY_RSA && key->rsa.size >= LEAST_SIZE;
}

bool crypto_private_key_can_decrypt (const CryptoPrivateKey *key)
{
    return key->kind == CRYPTO_KEY_RSA && key->rsa.public.size >= LEAST_SIZE;
}

static void draw_padding (CryptoDraw draw, void *draw_data, const char *label, uint8_t *out,
                          size_t size)
{
    draw (draw_data, label, out, size);
    for (size_t i = 0; i < size; i++)
        while (out[i] == 0)
            draw (draw_data, label, &out[i], 1);
}

GBytes *crypto_rsa_transport_encrypt (const CryptoPublicKey *key, CryptoDraw draw, void *draw_data,
                                      const char *label, const uint8_t *premaster, GBytes **block)
{
    size_t size = key->rsa.size, padding = size - AROUND - CRYPTO_PREMASTER_SIZE;
    g_assert (crypto_public_key_can_encrypt (key));
    uint8_t *bytes = g_malloc (size);
    bytes[0] = 0;
    bytes[1] = 2;
    draw_padding (draw, draw_data, label, bytes + 2, padding);
    bytes[2 + padding] = 0;
    memcpy (bytes + 2 + padding + 1, premaster, CRYPTO_PREMASTER_SIZE);
    if (block != NULL)
        *block = base_secret_bytes (bytes, size);

    mpz_t number;
    mpz_init (number);
    crypto_number_read (number, base_span (bytes, size));
    base_wipe (bytes, size);
    mpz_powm_sec (number, number, key->rsa.e, key->rsa.n);
    nettle_mpz_get_str_256 (size, bytes, number);
    crypto_number_wipe (number);
    return g_bytes_new_take (bytes, size);
}

/* False, and OUT as it was, when the block is not well-formed. */
static bool decipher (const CryptoPrivateKey *key, BaseSpan encrypted, uint8_t *out)
{
    const struct rsa_public_key *public = &key->rsa.public;
    if (encrypted.size != public->size)
        return false;
    CryptoBlinding blinding;
    crypto_blinding_start (&blinding, key, encrypted);
    mpz_t number;
    mpz_init (number);
    crypto_number_read (number, encrypted);
    bool good = mpz_cmp (number, public->n) < 0 &&
                rsa_sec_decrypt (public, &key->rsa.private, &blinding, crypto_blinding_read,
                                 CRYPTO_PREMASTER_SIZE, out, number) != 0;
    mpz_clear (number);
    base_wipe (&blinding, sizeof blinding);
    return good;
}

/* The second of the two procedures of RFC 5246 section 7.4.7.1. */
void crypto_rsa_transport_decrypt (const CryptoPrivateKey *key, BaseSpan encrypted,
                                   uint16_t client_version, const uint8_t *fallback,
                                   uint8_t *premaster, CryptoRsaVerdict *verdict)
{
    g_assert (crypto_private_key_can_decrypt (key));
    uint8_t deciphered[CRYPTO_PREMASTER_SIZE] = {0};
    bool good = decipher (key, encrypted, deciphered);
    uint8_t version[2] = {(uint8_t)(client_version >> 8), (uint8_t)client_version};
    uint8_t difference = (uint8_t)((deciphered[0] ^ version[0]) | (deciphered[1] ^ version[1]));
    memcpy (deciphered, version, sizeof version);

    uint8_t mask = (uint8_t)(0 - (unsigned)good);
    for (size_t i = 0; i < CRYPTO_PREMASTER_SIZE; i++)
        premaster[i] = (uint8_t)((deciphered[i] & mask) | (fallback[i] & ~mask));
    base_wipe (deciphered, sizeof deciphered);
    verdict->well_formed = good;
    verdict->version = good && difference == 0;
}
