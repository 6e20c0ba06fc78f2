#include "crypto/signature.h"

#include "../vectors/rsa-pss.h"
#include "../vectors/vectors.h"
#include "crypto-bytes.h"

/* What signs ServerKeyExchange and CertificateVerify in TLS 1.2. */

#define PKCS1_MESSAGE "Stepshake PKCS #1 vector"

static GHashTable *vectors, *keys;

static BaseSpan vector (GHashTable *from, const char *kind, const char *name)
{
    g_autofree char *key = g_strdup_printf ("%s.%s", kind, name);
    return base_span_bytes (vectors_get (from, key));
}

static CryptoPrivateKey *rsa_private (CryptoKeyKind kind)
{
    HEX (n, rsa_n);
    HEX (e, rsa_e);
    HEX (d, rsa_d);
    HEX (p, rsa_p);
    HEX (q, rsa_q);
    return crypto_private_key_new_rsa (kind, n, e, d, p, q);
}

static CryptoPublicKey *rsa_public (CryptoKeyKind kind)
{
    HEX (n, rsa_n);
    HEX (e, rsa_e);
    return crypto_public_key_new_rsa (kind, n, e);
}

/* ---- PKCS #1 v1.5 ---- */

static const struct {
    uint16_t scheme;
    const char *name;
} pkcs1[] = {{0x0201, "sha1"}, {0x0401, "sha256"}, {0x0501, "sha384"}, {0x0601, "sha512"}};

static void pkcs1_signs_as_openssl_does (void)
{
    g_autoptr (CryptoPrivateKey) key = rsa_private (CRYPTO_KEY_RSA);
    g_autoptr (CryptoPublicKey) public = rsa_public (CRYPTO_KEY_RSA);
    BaseSpan message = base_span_text (PKCS1_MESSAGE);
    for (unsigned i = 0; i < G_N_ELEMENTS (pkcs1); i++) {
        const CryptoScheme *scheme = crypto_scheme_find (pkcs1[i].scheme);
        BaseSpan want = vector (vectors, "pkcs1", pkcs1[i].name);
        Script nothing_drawn = {0};
        g_autoptr (GBytes) made = crypto_sign12 (scheme, key, script_draw, &nothing_drawn, message);
        g_assert_cmpmem (g_bytes_get_data (made, NULL), g_bytes_get_size (made), want.data,
                         want.size);
        for (unsigned k = 0; k < G_N_ELEMENTS (pkcs1); k++)
            g_assert_cmpint (
                crypto_verify12 (crypto_scheme_find (pkcs1[k].scheme), public, message, want), ==,
                k == i);
        g_assert_false (crypto_verify12 (scheme, public, base_span_text ("another"), want));
    }
}

/* RFC 5246 section 4.7: with NULL, and without it. */
static void pkcs1_takes_both_forms_of_no_parameters (void)
{
    g_autoptr (CryptoPublicKey) key = rsa_public (CRYPTO_KEY_RSA);
    BaseSpan message = base_span_text (PKCS1_MESSAGE);
    g_assert_true (crypto_verify12 (crypto_scheme_find (0x0401), key, message,
                                    vector (vectors, "pkcs1", "sha256_without_null")));
    g_assert_true (crypto_verify12 (crypto_scheme_find (0x0201), key, message,
                                    vector (vectors, "pkcs1", "sha1_without_null")));
    g_assert_false (crypto_verify12 (crypto_scheme_find (0x0501), key, message,
                                     vector (vectors, "pkcs1", "sha256_without_null")));
}

static void pkcs1_refuses_what_is_not_exact (void)
{
    g_autoptr (CryptoPublicKey) key = rsa_public (CRYPTO_KEY_RSA);
    const CryptoScheme *scheme = crypto_scheme_find (0x0401);
    BaseSpan message = base_span_text (PKCS1_MESSAGE), good = vector (vectors, "pkcs1", "sha256");
    uint8_t bent[257] = {0};
    g_assert_false (
        crypto_verify12 (scheme, key, message, vector (vectors, "pkcs1", "sha256_lax")));
    g_assert_false (crypto_verify12 (scheme, key, message, base_span (good.data, 255)));
    memcpy (bent + 1, good.data, 256); /* the same number, a byte too long */
    g_assert_false (crypto_verify12 (scheme, key, message, base_span (bent, 257)));
    for (size_t bit = 0; bit < 256 * 8; bit += 7) {
        bent[1 + bit / 8] ^= (uint8_t)(1 << bit % 8);
        g_assert_false (crypto_verify12 (scheme, key, message, base_span (bent + 1, 256)));
        bent[1 + bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    memset (bent, 0xff, sizeof bent); /* not below the modulus */
    g_assert_false (crypto_verify12 (scheme, key, message, base_span (bent, 256)));
}

/* ---- ECDSA, whose hash is bound to no curve ---- */

static const struct {
    const char *curve, *name;
    CryptoKeyKind kind;
    uint16_t scheme;
} ecdsa[] = {{"P-256", "P-256.sha1", CRYPTO_KEY_P256, 0x0203},
             {"P-256", "P-256.sha512", CRYPTO_KEY_P256, 0x0603},
             {"P-384", "P-384.sha256", CRYPTO_KEY_P384, 0x0403},
             {"P-521", "P-521.sha384", CRYPTO_KEY_P521, 0x0503}};

static void give_nonce (void *data, const char *label, uint8_t *out, size_t size)
{
    const BaseSpan *nonce = data;
    g_assert_cmpstr (label, ==, "signature.nonce");
    g_assert_cmpuint (size, ==, nonce->size);
    memcpy (out, nonce->data, size);
}

static void ecdsa_signs_with_any_hash_in_12_alone (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (ecdsa); i++) {
        const CryptoScheme *scheme = crypto_scheme_find (ecdsa[i].scheme);
        g_autoptr (CryptoPrivateKey) key =
            crypto_private_key_new_ecdsa (ecdsa[i].kind, vector (keys, ecdsa[i].curve, "scalar"));
        g_autoptr (CryptoPublicKey) public = crypto_public_key_new_ecdsa (
            ecdsa[i].kind, vector (keys, ecdsa[i].curve, "x"), vector (keys, ecdsa[i].curve, "y"));
        BaseSpan nonce = vector (vectors, ecdsa[i].name, "nonce");
        BaseSpan want = vector (vectors, ecdsa[i].name, "der"), message = base_span_text ("sample");
        g_autoptr (GBytes) der = crypto_sign12 (scheme, key, give_nonce, &nonce, message);
        g_assert_cmpmem (g_bytes_get_data (der, NULL), g_bytes_get_size (der), want.data,
                         want.size);
        g_assert_true (crypto_verify12 (scheme, public, message, want));
        g_assert_false (crypto_verify12 (scheme, public, base_span_text ("Sample"), want));
        g_assert_null (crypto_sign (scheme, key, give_nonce, &nonce, message));
        g_assert_false (crypto_verify (scheme, public, message, want));
    }
}

/* ---- Which key goes with which scheme ---- */

static CryptoPrivateKey *key_of (CryptoKeyKind kind)
{
    static const uint8_t seed[57] = {7};
    if (kind == CRYPTO_KEY_RSA || kind == CRYPTO_KEY_RSA_PSS)
        return rsa_private (kind);
    if (kind == CRYPTO_KEY_ED25519 || kind == CRYPTO_KEY_ED448)
        return crypto_private_key_new_eddsa (kind,
                                             base_span (seed, kind == CRYPTO_KEY_ED448 ? 57 : 32));
    return crypto_private_key_new_ecdsa (kind, base_span (seed, 1));
}

#define BIT(kind) (1U << (kind))
#define CURVES (BIT (CRYPTO_KEY_P256) | BIT (CRYPTO_KEY_P384) | BIT (CRYPTO_KEY_P521))

/* The kinds of keys of each scheme: RFC 5246 section 7.4.1.4.1, RFC 8422 section 5.10 and, for
 * RSA-PSS in TLS 1.2, RFC 9846 section 4.3.3. */
static const struct {
    uint16_t scheme;
    unsigned kinds, kinds13;
} suiting[] = {
    {0x0403, CURVES, BIT (CRYPTO_KEY_P256)},
    {0x0503, CURVES, BIT (CRYPTO_KEY_P384)},
    {0x0603, CURVES, BIT (CRYPTO_KEY_P521)},
    {0x0804, BIT (CRYPTO_KEY_RSA), BIT (CRYPTO_KEY_RSA)},
    {0x0805, BIT (CRYPTO_KEY_RSA), BIT (CRYPTO_KEY_RSA)},
    {0x0806, BIT (CRYPTO_KEY_RSA), BIT (CRYPTO_KEY_RSA)},
    {0x0807, BIT (CRYPTO_KEY_ED25519), BIT (CRYPTO_KEY_ED25519)},
    {0x0808, BIT (CRYPTO_KEY_ED448), BIT (CRYPTO_KEY_ED448)},
    {0x0809, BIT (CRYPTO_KEY_RSA_PSS), BIT (CRYPTO_KEY_RSA_PSS)},
    {0x080a, BIT (CRYPTO_KEY_RSA_PSS), BIT (CRYPTO_KEY_RSA_PSS)},
    {0x080b, BIT (CRYPTO_KEY_RSA_PSS), BIT (CRYPTO_KEY_RSA_PSS)},
    {0x0401, BIT (CRYPTO_KEY_RSA), 0},
    {0x0501, BIT (CRYPTO_KEY_RSA), 0},
    {0x0601, BIT (CRYPTO_KEY_RSA), 0},
    {0x0201, BIT (CRYPTO_KEY_RSA), 0},
    {0x0203, CURVES, 0},
};

static void each_version_has_its_rule (void)
{
    for (unsigned kind = 0; kind < CRYPTO_N_KEY_KINDS; kind++) {
        g_autoptr (CryptoPrivateKey) key = key_of (kind);
        g_assert_nonnull (key);
        for (unsigned i = 0; i < G_N_ELEMENTS (suiting); i++) {
            const CryptoScheme *scheme = crypto_scheme_find (suiting[i].scheme);
            g_assert_cmpint (crypto_private_key_suits12 (key, scheme), ==,
                             (suiting[i].kinds & BIT (kind)) != 0);
            g_assert_cmpint (crypto_private_key_suits (key, scheme), ==,
                             (suiting[i].kinds13 & BIT (kind)) != 0);
        }
    }
    g_assert_null (crypto_scheme_at (G_N_ELEMENTS (suiting)));
}

/* RFC 4055 section 1.2: a key may be bound to a hash, in any version. */
static void a_bound_key_stays_bound (void)
{
    g_autoptr (CryptoPublicKey) key = rsa_public (CRYPTO_KEY_RSA_PSS);
    HEX (signature, openssl_sha256);
    BaseSpan message = base_span_text ("Stepshake RSA-PSS vector");
    const CryptoScheme *scheme = crypto_scheme_find (0x0809);
    g_assert_true (crypto_verify12 (scheme, key, message, signature));
    crypto_public_key_bind (key, CRYPTO_SHA384);
    g_assert_false (crypto_public_key_suits12 (key, scheme));
    g_assert_false (crypto_verify12 (scheme, key, message, signature));
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    vectors = vectors_load ("signatures12.txt");
    keys = vectors_load ("signatures.txt");
    g_test_add_func ("/signatures12/pkcs1-signs-as-openssl-does", pkcs1_signs_as_openssl_does);
    g_test_add_func ("/signatures12/pkcs1-takes-both-forms-of-no-parameters",
                     pkcs1_takes_both_forms_of_no_parameters);
    g_test_add_func ("/signatures12/pkcs1-refuses-what-is-not-exact",
                     pkcs1_refuses_what_is_not_exact);
    g_test_add_func ("/signatures12/ecdsa-signs-with-any-hash-in-12-alone",
                     ecdsa_signs_with_any_hash_in_12_alone);
    g_test_add_func ("/signatures12/each-version-has-its-rule", each_version_has_its_rule);
    g_test_add_func ("/signatures12/a-bound-key-stays-bound", a_bound_key_stays_bound);
    int status = g_test_run ();
    g_hash_table_unref (vectors);
    g_hash_table_unref (keys);
    return status;
}
