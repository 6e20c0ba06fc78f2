/* Full records sealed and opened by CBC and HMAC, in both orders, against GnuTLS doing the same
 * with its own cipher and HMAC and nothing around them. */
#include "crypto/cbc.h"
#include "measure.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <string.h>

enum { RECORD = 1 << 14, ROUNDS = 21, BATCH = 50, PADDED = RECORD + 32, MAC = 20 };

typedef struct {
    const CryptoCbc *cipher;
    uint8_t key[16], mac_key[MAC], header[CRYPTO_CBC_HEADER_SIZE], iv[CRYPTO_CBC_BLOCK_SIZE];
    uint8_t content[RECORD], work[PADDED];
} Bench;

static void round_trip (Bench *self, bool encrypt_then_mac)
{
    CryptoCbcKeys keys = {base_span (self->key, sizeof self->key),
                          base_span (self->mac_key, sizeof self->mac_key), encrypt_then_mac};
    g_auto (CryptoCbcRecord) sealed = {.inner = NULL}, opened = {.inner = NULL};
    crypto_cbc_seal (self->cipher, &keys, self->header, self->iv, base_span (self->content, RECORD),
                     0, &sealed);
    bool genuine = crypto_cbc_open (self->cipher, &keys, self->header,
                                    base_span_bytes (sealed.fragment), &opened);
    g_assert_true (genuine && opened.content_size == RECORD);
}

static void mac_then_encrypt (void *data)
{
    round_trip (data, false);
}

static void encrypt_then_mac (void *data)
{
    round_trip (data, true);
}

static void by_gnutls (void *data)
{
    Bench *self = data;
    uint8_t mac[MAC], again[MAC];
    gnutls_datum_t key = {self->key, sizeof self->key}, iv = {self->iv, sizeof self->iv};
    gnutls_cipher_hd_t cipher;
    memcpy (self->work, self->content, RECORD);
    gnutls_hmac_fast (GNUTLS_MAC_SHA1, self->mac_key, MAC, self->work, RECORD, mac);
    memcpy (self->work + RECORD, mac, MAC);
    gnutls_cipher_init (&cipher, GNUTLS_CIPHER_AES_128_CBC, &key, &iv);
    gnutls_cipher_encrypt (cipher, self->work, PADDED);
    gnutls_cipher_deinit (cipher);
    gnutls_cipher_init (&cipher, GNUTLS_CIPHER_AES_128_CBC, &key, &iv);
    gnutls_cipher_decrypt (cipher, self->work, PADDED);
    gnutls_cipher_deinit (cipher);
    gnutls_hmac_fast (GNUTLS_MAC_SHA1, self->mac_key, MAC, self->work, RECORD, again);
    g_assert_cmpmem (mac, MAC, again, MAC);
}

int main (void)
{
    enum { HIDDEN, OUTSIDE, GNUTLS, N_MEASURES };
    Bench *self = g_new0 (Bench, 1);
    self->cipher = crypto_cbc_find ("AES-128-CBC-HMAC-SHA1");
    Measure measures[N_MEASURES] = {
        [HIDDEN] = {"MAC-then-encrypt", mac_then_encrypt, self, BATCH},
        [OUTSIDE] = {"encrypt_then_mac", encrypt_then_mac, self, BATCH},
        [GNUTLS] = {"GnuTLS, the primitives alone", by_gnutls, self, BATCH},
    };
    measure_all (measures, N_MEASURES, ROUNDS);
    for (unsigned i = 0; i < N_MEASURES; i++)
        printf ("%-40s %8.1f us a record of 16 KiB, sealed and opened\n", measures[i].name,
                measures[i].microseconds);
    bool ok = measure_at_most ("MAC-then-encrypt / GnuTLS's primitives alone",
                               measures[HIDDEN].microseconds / measures[GNUTLS].microseconds, 2.0);
    ok &= measure_at_most ("encrypt_then_mac / GnuTLS's primitives alone",
                           measures[OUTSIDE].microseconds / measures[GNUTLS].microseconds, 2.0);
    g_free (self);
    return ok ? 0 : 1;
}
