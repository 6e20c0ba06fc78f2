#include "crypto/key.h"

#include <string.h>

void crypto_blinding_start (CryptoBlinding *blinding, const CryptoPrivateKey *key, BaseSpan about)
{
    size_t size = nettle_mpz_sizeinbase_256_u (key->rsa.private.d);
    uint8_t *d = g_malloc (size);
    nettle_mpz_get_str_256 (size, d, key->rsa.private.d);
    blinding->count = 0;
    crypto_hmac (CRYPTO_SHA512, base_span (d, size), about, blinding->secret);
    base_wipe (d, size);
    g_free (d);
}

void crypto_blinding_read (void *data, size_t size, uint8_t *out)
{
    CryptoBlinding *blinding = data;
    while (size > 0) {
        uint8_t block[CRYPTO_MAX_HASH_SIZE];
        size_t take = MIN (size, sizeof block);
        blinding->count++;
        crypto_hmac (CRYPTO_SHA512, base_span (blinding->secret, sizeof blinding->secret),
                     base_span (&blinding->count, sizeof blinding->count), block);
        memcpy (out, block, take);
        base_wipe (block, sizeof block);
        out += take;
        size -= take;
    }
}
