#include "crypto/rsa-transport.h"

#include "../vectors/rsa-pss.h"
#include "../vectors/vectors.h"
#include "crypto-bytes.h"

#define REST \
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d"
#define PREMASTER "0303" REST
#define FALLBACK \
    "f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0" \
    "f0f0"

static GHashTable *vectors;

static BaseSpan vector (const char *name)
{
    return base_span_bytes (vectors_get (vectors, name));
}

static CryptoPrivateKey *private_key (CryptoKeyKind kind)
{
    HEX (n, rsa_n);
    HEX (e, rsa_e);
    HEX (d, rsa_d);
    HEX (p, rsa_p);
    HEX (q, rsa_q);
    return crypto_private_key_new_rsa (kind, n, e, d, p, q);
}

static CryptoPublicKey *public_key (CryptoKeyKind kind)
{
    HEX (n, rsa_n);
    HEX (e, rsa_e);
    return crypto_public_key_new_rsa (kind, n, e);
}

/* What the server has in the end, and what the engine shows beside it. */
static void assert_decrypts (const CryptoPrivateKey *key, BaseSpan encrypted, uint16_t version,
                             const char *want, bool well_formed, bool right_version)
{
    HEX (fallback, FALLBACK);
    uint8_t premaster[CRYPTO_PREMASTER_SIZE];
    CryptoRsaVerdict verdict;
    crypto_rsa_transport_decrypt (key, encrypted, version, fallback.data, premaster, &verdict);
    assert_hex (base_span (premaster, sizeof premaster), want);
    g_assert_cmpint (verdict.well_formed, ==, well_formed);
    g_assert_cmpint (verdict.version, ==, right_version);
}

static void decrypts_openssl (void)
{
    g_autoptr (CryptoPrivateKey) key = private_key (CRYPTO_KEY_RSA);
    assert_decrypts (key, vector ("openssl"), 0x0303, PREMASTER, true, true);
    assert_decrypts (key, vector ("counting"), 0x0303, PREMASTER, true, true);
}

/* Draws 01 02 … cc 00 for the whole padding; for the zero another one, then cd. */
static void counting_padding (void *data, const char *label, uint8_t *out, size_t size)
{
    unsigned *calls = data;
    g_assert_cmpstr (label, ==, "padding");
    g_assert_cmpuint (size, ==, *calls == 0 ? 205 : 1);
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)(*calls == 0 ? (i + 1) % 205 : *calls == 1 ? 0 : 205);
    ++*calls;
}

static void encrypts_as_python_does (void)
{
    g_autoptr (CryptoPublicKey) key = public_key (CRYPTO_KEY_RSA);
    HEX (premaster, PREMASTER);
    unsigned calls = 0;
    g_autoptr (GBytes) block = NULL;
    g_autoptr (GBytes) made = crypto_rsa_transport_encrypt (key, counting_padding, &calls,
                                                            "padding", premaster.data, &block);
    BaseSpan want = vector ("counting"), inner = base_span_bytes (block);
    g_assert_cmpmem (g_bytes_get_data (made, NULL), g_bytes_get_size (made), want.data, want.size);
    g_assert_cmpuint (calls, ==, 3); /* a zero was drawn twice */
    g_assert_cmpuint (inner.size, ==, 256);
    g_assert_cmpuint (inner.data[1], ==, 2);
    for (unsigned i = 0; i < 205; i++)
        g_assert_cmpuint (inner.data[2 + i], ==, i + 1);
    g_assert_cmpmem (inner.data + 208, 48, premaster.data, premaster.size);
}

/* RFC 5246 section 7.4.7.1: whatever is wrong, the server goes on with its random secret. */
static void what_is_malformed_gives_the_fallback (void)
{
    static const char *const bad[] = {"bad.first", "bad.type", "bad.short_padding", "bad.47",
                                      "bad.49",    "bad.none", "bad.no_zero"};
    g_autoptr (CryptoPrivateKey) key = private_key (CRYPTO_KEY_RSA);
    for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
        assert_decrypts (key, vector (bad[i]), 0x0303, FALLBACK, false, false);
    BaseSpan good = vector ("openssl");
    uint8_t bent[257] = {0};
    memcpy (bent + 1, good.data, 256);
    assert_decrypts (key, base_span (bent, 257), 0x0303, FALLBACK, false, false);
    assert_decrypts (key, base_span (good.data, 255), 0x0303, FALLBACK, false, false);
    assert_decrypts (key, base_span (good.data, 0), 0x0303, FALLBACK, false, false);
    bent[256] ^= 1;
    assert_decrypts (key, base_span (bent + 1, 256), 0x0303, FALLBACK, false, false);
    memset (bent, 0, sizeof bent);
    assert_decrypts (key, base_span (bent, 256), 0x0303, FALLBACK, false, false);
    memset (bent, 0xff, sizeof bent); /* not below the modulus */
    assert_decrypts (key, base_span (bent, 256), 0x0303, FALLBACK, false, false);
}

/* The version of the hello takes the place of the one that was enciphered: when they differ, client
 * and server have different secrets. */
static void a_wrong_version_makes_a_wrong_secret (void)
{
    g_autoptr (CryptoPrivateKey) key = private_key (CRYPTO_KEY_RSA);
    assert_decrypts (key, vector ("version"), 0x0303, PREMASTER, true, false);
    assert_decrypts (key, vector ("counting"), 0x0302, "0302" REST, true, false);
}

static void only_rsa_keys_of_some_size_transport (void)
{
    HEX (scalar, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    g_autoptr (CryptoPrivateKey) rsa = private_key (CRYPTO_KEY_RSA);
    g_autoptr (CryptoPrivateKey) pss = private_key (CRYPTO_KEY_RSA_PSS);
    g_autoptr (CryptoPrivateKey) ecdsa = crypto_private_key_new_ecdsa (CRYPTO_KEY_P256, scalar);
    g_autoptr (CryptoPublicKey) rsa_public = public_key (CRYPTO_KEY_RSA);
    g_autoptr (CryptoPublicKey) pss_public = public_key (CRYPTO_KEY_RSA_PSS);
    g_assert_true (crypto_private_key_can_decrypt (rsa));
    g_assert_false (crypto_private_key_can_decrypt (pss));
    g_assert_false (crypto_private_key_can_decrypt (ecdsa));
    g_assert_true (crypto_public_key_can_encrypt (rsa_public));
    g_assert_false (crypto_public_key_can_encrypt (pss_public));

    /* 3 + 8 + 48 bytes, RFC 8017 section 7.2.1 step 1. */
    uint8_t modulus[59];
    memset (modulus, 0xff, sizeof modulus);
    HEX (e, rsa_e);
    g_autoptr (CryptoPublicKey) enough =
        crypto_public_key_new_rsa (CRYPTO_KEY_RSA, base_span (modulus, 59), e);
    g_autoptr (CryptoPublicKey) small =
        crypto_public_key_new_rsa (CRYPTO_KEY_RSA, base_span (modulus, 58), e);
    g_assert_true (crypto_public_key_can_encrypt (enough));
    g_assert_false (crypto_public_key_can_encrypt (small));
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    vectors = vectors_load ("rsa-transport.txt");
    g_test_add_func ("/rsa-transport/decrypts-openssl", decrypts_openssl);
    g_test_add_func ("/rsa-transport/encrypts-as-python-does", encrypts_as_python_does);
    g_test_add_func ("/rsa-transport/what-is-malformed-gives-the-fallback",
                     what_is_malformed_gives_the_fallback);
    g_test_add_func ("/rsa-transport/a-wrong-version-makes-a-wrong-secret",
                     a_wrong_version_makes_a_wrong_secret);
    g_test_add_func ("/rsa-transport/only-rsa-keys-of-some-size-transport",
                     only_rsa_keys_of_some_size_transport);
    int status = g_test_run ();
    g_hash_table_unref (vectors);
    return status;
}
