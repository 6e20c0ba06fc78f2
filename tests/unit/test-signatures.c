#include "crypto/signature.h"

#include "../vectors/rsa-pss.h"
#include "../vectors/vectors.h"
#include "crypto-bytes.h"

#define ZERO_16 "00000000000000000000000000000000"
#define GROUP_ORDER "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"

static const CryptoScheme *ecdsa (void)
{
    return crypto_scheme_find (0x0403);
}

static CryptoPublicKey *ecdsa_public (void)
{
    HEX (x, "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
    HEX (y, "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    return crypto_public_key_new_ecdsa (CRYPTO_KEY_P256, x, y);
}

static CryptoPrivateKey *ecdsa_private (void)
{
    HEX (scalar, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    return crypto_private_key_new_ecdsa (CRYPTO_KEY_P256, scalar);
}

/* RFC 6979 appendix A.2.5, SHA-256, message "sample". */
#define ECDSA_K "a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60"
#define ECDSA_R "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
#define ECDSA_S "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
#define ECDSA_DER "3046 022100" ECDSA_R "022100" ECDSA_S

static void ecdsa_signs_as_in_rfc_6979 (void)
{
    static const char *const values[] = {GROUP_ORDER, ECDSA_K};
    g_autoptr (CryptoPrivateKey) key = ecdsa_private ();
    g_assert_cmpint (crypto_private_key_kind (key), ==, CRYPTO_KEY_P256);
    g_assert_cmpuint (crypto_private_key_bits (key), ==, 256);
    for (unsigned first = 0; first < 2; first++) { /* with and without a nonce to reject */
        Script script = {.values = values + first};
        g_autoptr (GBytes) der =
            crypto_sign (ecdsa (), key, script_draw, &script, base_span_text ("sample"));
        assert_hex (base_span_bytes (der), ECDSA_DER);
        g_assert_cmpuint (script.used, ==, 2 - first);
        g_assert_cmpstr (script.label, ==, "signature.nonce");
    }
}

static void same_draws_same_signature (void)
{
    g_autoptr (CryptoPrivateKey) key = ecdsa_private ();
    g_autoptr (CryptoPublicKey) public = ecdsa_public ();
    BaseSpan message = base_span_text ("again");
    for (unsigned seed = 0; seed < 64; seed++) {
        uint8_t a = (uint8_t)seed, b = (uint8_t)seed;
        g_autoptr (GBytes) one = crypto_sign (ecdsa (), key, counting_draw, &a, message);
        g_autoptr (GBytes) two = crypto_sign (ecdsa (), key, counting_draw, &b, message);
        g_assert_true (g_bytes_equal (one, two));
        g_assert_true (crypto_verify (ecdsa (), public, message, base_span_bytes (one)));
    }
}

static bool ecdsa_accepts (const char *message, const char *der)
{
    g_autoptr (CryptoPublicKey) key = ecdsa_public ();
    HEX (signature, der);
    return crypto_verify (ecdsa (), key, base_span_text (message), signature);
}

/* RFC 6979 appendix A.2.5, messages "sample" and "test": r and s with and without the zero byte
 * that keeps a number from being negative. */
static void ecdsa_accepts_rfc_6979 (void)
{
    g_assert_true (ecdsa_accepts ("sample", ECDSA_DER));
    g_assert_true (
        ecdsa_accepts ("test", "3045 022100"
                               "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                               "0220"
                               "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"));
    g_assert_false (ecdsa_accepts ("Sample", ECDSA_DER));
}

static void ecdsa_refuses_what_is_not_der (void)
{
    static const char *const wrong[] = {
        "",
        "30",
        "3000",
        "3046 0220" ECDSA_R "0220" ECDSA_S,            /* lengths that do not add up */
        "3044 0220" ECDSA_R "0220" ECDSA_S,            /* negative numbers */
        "3047 02220000" ECDSA_R "022100" ECDSA_S,      /* a zero too many */
        "308146 022100" ECDSA_R "022100" ECDSA_S,      /* a length in the long form */
        "3048 02812100" ECDSA_R "022100" ECDSA_S,      /* the same inside, and a wrong total */
        "3047 02812100" ECDSA_R "022100" ECDSA_S,      /* the same inside */
        "3080 022100" ECDSA_R "022100" ECDSA_S "0000", /* the indefinite form of BER */
        "3046 022100" ECDSA_R "022100" ECDSA_S "00",   /* bytes behind the end */
        "3048 022100" ECDSA_R "022100" ECDSA_S "0500", /* an element too many */
        "3023 022100" ECDSA_R,                         /* an element missing */
        "3146 022100" ECDSA_R "022100" ECDSA_S,        /* SET, not SEQUENCE */
        "3046 032100" ECDSA_R "022100" ECDSA_S,        /* BIT STRING, not INTEGER */
        "3025 0200 022100" ECDSA_S,                    /* an empty number */
        ECDSA_R ECDSA_S,                               /* the raw pair */
        "3026 020100 022100" ECDSA_S,                  /* r = 0 */
        "3026 022100" ECDSA_R "020100",                /* s = 0 */
        "3006 020100 020100",                          /* both */
        "3046 022100" GROUP_ORDER "022100" ECDSA_S,    /* r = the order */
        "3046 022100" ECDSA_R "022100" GROUP_ORDER,    /* s = the order */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (wrong); i++)
        g_assert_false (ecdsa_accepts ("sample", wrong[i]));
}

/* Every bit of a signature counts, those of its encoding too. */
static void ecdsa_refuses_any_flipped_bit (void)
{
    g_autoptr (CryptoPublicKey) key = ecdsa_public ();
    HEX (good, ECDSA_DER);
    uint8_t bent[80];
    for (size_t bit = 0; bit < good.size * 8; bit++) {
        memcpy (bent, good.data, good.size);
        bent[bit / 8] ^= (uint8_t)(1 << bit % 8);
        g_assert_false (
            crypto_verify (ecdsa (), key, base_span_text ("sample"), base_span (bent, good.size)));
    }
}

static CryptoPrivateKey *rsa_private (void)
{
    HEX (n, rsa_n);
    HEX (e, rsa_e);
    HEX (d, rsa_d);
    HEX (p, rsa_p);
    HEX (q, rsa_q);
    return crypto_private_key_new_rsa (CRYPTO_KEY_RSA, n, e, d, p, q);
}

static CryptoPublicKey *rsa_public (void)
{
    HEX (n, rsa_n);
    HEX (e, rsa_e);
    return crypto_public_key_new_rsa (CRYPTO_KEY_RSA, n, e);
}

#define RSA_MESSAGE "Stepshake RSA-PSS vector"

typedef struct {
    uint16_t scheme;
    const char *openssl, *fixed;
} PssVector;

static const PssVector pss_vectors[] = {
    {0x0804, openssl_sha256, fixed_sha256},
    {0x0805, openssl_sha384, fixed_sha384},
    {0x0806, openssl_sha512, fixed_sha512},
};

static void rsa_pss_signs_with_the_given_salt (void)
{
    g_autoptr (CryptoPrivateKey) key = rsa_private ();
    g_assert_cmpint (crypto_private_key_kind (key), ==, CRYPTO_KEY_RSA);
    g_assert_cmpuint (crypto_private_key_bits (key), ==, 2048);
    for (unsigned i = 0; i < G_N_ELEMENTS (pss_vectors); i++) {
        uint8_t next = 0;
        g_autoptr (GBytes) signature =
            crypto_sign (crypto_scheme_find (pss_vectors[i].scheme), key, counting_draw, &next,
                         base_span_text (RSA_MESSAGE));
        assert_hex (base_span_bytes (signature), pss_vectors[i].fixed);
    }
}

static void rsa_pss_verifies_openssl (void)
{
    g_autoptr (CryptoPublicKey) key = rsa_public ();
    g_assert_cmpuint (crypto_public_key_bits (key), ==, 2048);
    for (unsigned i = 0; i < G_N_ELEMENTS (pss_vectors); i++) {
        const CryptoScheme *scheme = crypto_scheme_find (pss_vectors[i].scheme);
        HEX (signature, pss_vectors[i].openssl);
        BaseSpan message = base_span_text (RSA_MESSAGE);
        g_assert_true (crypto_verify (scheme, key, message, signature));
        g_assert_false (crypto_verify (scheme, key, base_span_text ("another"), signature));
        const CryptoScheme *other = crypto_scheme_find (pss_vectors[(i + 1) % 3].scheme);
        g_assert_false (crypto_verify (other, key, message, signature));
        BaseSpan cut = base_span (signature.data, signature.size - 1);
        g_assert_false (crypto_verify (scheme, key, message, cut));
        uint8_t bent[257] = {0};
        memcpy (bent + 1, signature.data, 256); /* the same number, a byte too long */
        g_assert_false (crypto_verify (scheme, key, message, base_span (bent, 257)));
        bent[256] ^= 1;
        g_assert_false (crypto_verify (scheme, key, message, base_span (bent + 1, 256)));
        memset (bent, 0xff, sizeof bent); /* not below the modulus */
        g_assert_false (crypto_verify (scheme, key, message, base_span (bent, 256)));
    }
}

/* RFC 8017 section 9.1.1: SHA-512 with a salt of 64 bytes needs 130, a modulus of 1024 bits has
 * 128. The key is `openssl genrsa 1024`'s. */
static void rsa_1024_is_too_small_for_sha512_only (void)
{
    HEX (n, rsa1024_n);
    HEX (e, rsa_e);
    HEX (d, rsa1024_d);
    HEX (p, rsa1024_p);
    HEX (q, rsa1024_q);
    g_autoptr (CryptoPrivateKey) key = crypto_private_key_new_rsa (CRYPTO_KEY_RSA, n, e, d, p, q);
    g_autoptr (CryptoPublicKey) public = crypto_public_key_new_rsa (CRYPTO_KEY_RSA, n, e);
    BaseSpan message = base_span_text (RSA_MESSAGE);
    for (uint16_t id = 0x0804; id <= 0x0806; id++) {
        const CryptoScheme *scheme = crypto_scheme_find (id);
        uint8_t next = 0;
        g_autoptr (GBytes) signature = crypto_sign (scheme, key, counting_draw, &next, message);
        if (id == 0x0806)
            g_assert_null (signature);
        else
            g_assert_true (crypto_verify (scheme, public, message, base_span_bytes (signature)));
    }
}

static void rsa_refuses_numbers_that_are_no_key (void)
{
    HEX (n, rsa_n);
    HEX (e, rsa_e);
    HEX (d, rsa_d);
    HEX (p, rsa_p);
    HEX (q, rsa_q);
    HEX (one, "01");
    HEX (even, "010000");
    HEX (three, "03");
    g_assert_null (crypto_public_key_new_rsa (CRYPTO_KEY_RSA, n, one));
    g_assert_null (crypto_public_key_new_rsa (CRYPTO_KEY_RSA, n, even));
    g_assert_null (crypto_public_key_new_rsa (CRYPTO_KEY_RSA, n, n));
    g_assert_null (crypto_public_key_new_rsa (CRYPTO_KEY_RSA, even, e));
    g_assert_null (crypto_public_key_new_rsa (CRYPTO_KEY_RSA, one, three));
    g_assert_null (crypto_public_key_new_rsa (CRYPTO_KEY_RSA, base_span (NULL, 0), e));
    g_assert_null (
        crypto_private_key_new_rsa (CRYPTO_KEY_RSA, n, three, d, p, q)); /* d undoes another e */
    g_assert_null (crypto_private_key_new_rsa (CRYPTO_KEY_RSA, n, e, d, p, p));
    g_assert_null (crypto_private_key_new_rsa (CRYPTO_KEY_RSA, n, e, d, n, one));
    g_autofree char *padded = g_strconcat ("0000", rsa_n, NULL);
    HEX (long_n, padded);
    g_autoptr (CryptoPublicKey) key = crypto_public_key_new_rsa (CRYPTO_KEY_RSA, long_n, e);
    g_assert_cmpuint (crypto_public_key_bits (key), ==, 2048);
}

typedef struct {
    const char *seed, *public, *message, *signature;
} Ed25519Vector;

/* RFC 8032 section 7.1, tests 1 to 3. */
static const Ed25519Vector ed25519_vectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
     "b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
     "1d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
     "c6594a7c15e9716ed28dc027beceea1ec40a"},
};

static void ed25519_matches_rfc_8032 (void)
{
    const CryptoScheme *scheme = crypto_scheme_find (0x0807);
    for (unsigned i = 0; i < G_N_ELEMENTS (ed25519_vectors); i++) {
        const Ed25519Vector *vector = &ed25519_vectors[i];
        HEX (seed, vector->seed);
        HEX (public, vector->public);
        HEX (message, vector->message);
        g_autoptr (CryptoPrivateKey) key = crypto_private_key_new_eddsa (CRYPTO_KEY_ED25519, seed);
        g_autoptr (CryptoPublicKey) public_key =
            crypto_public_key_new_eddsa (CRYPTO_KEY_ED25519, public);
        Script nothing_drawn = {0};
        g_autoptr (GBytes) signature =
            crypto_sign (scheme, key, script_draw, &nothing_drawn, message);
        assert_hex (base_span_bytes (signature), vector->signature);
        g_assert_true (crypto_verify (scheme, public_key, message, base_span_bytes (signature)));
    }
}

/* RFC 8032 section 5.1.7: S of the third vector plus the group order would satisfy the equation,
 * but is out of range; a public key has to be a point. */
static void ed25519_refuses (void)
{
    const CryptoScheme *scheme = crypto_scheme_find (0x0807);
    HEX (public, ed25519_vectors[2].public);
    HEX (message, "af82");
    HEX (good, ed25519_vectors[2].signature);
    HEX (malleable, "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac05d391b0a77904"
                    "e98404ef037747a56e4a7c15e9716ed28dc027beceea1ec41a");
    g_autoptr (CryptoPublicKey) key = crypto_public_key_new_eddsa (CRYPTO_KEY_ED25519, public);
    g_assert_true (crypto_verify (scheme, key, message, good));
    g_assert_false (crypto_verify (scheme, key, message, malleable));
    g_assert_false (crypto_verify (scheme, key, message, base_span (good.data, 63)));
    g_assert_false (crypto_verify (scheme, key, base_span (message.data, 1), good));
    uint8_t bent[64];
    for (size_t bit = 0; bit < sizeof bent * 8; bit++) {
        memcpy (bent, good.data, sizeof bent);
        bent[bit / 8] ^= (uint8_t)(1 << bit % 8);
        g_assert_false (crypto_verify (scheme, key, message, base_span (bent, sizeof bent)));
    }
    g_assert_null (crypto_public_key_new_eddsa (CRYPTO_KEY_ED25519, base_span (public.data, 31)));
    g_assert_null (crypto_private_key_new_eddsa (CRYPTO_KEY_ED25519, base_span (public.data, 31)));
}

/* ---- NIST's other curves and Ed448: vectors by name ---- */

static GHashTable *vectors;

static BaseSpan vector (const char *kind, const char *name)
{
    g_autofree char *key = g_strdup_printf ("%s.%s", kind, name);
    return base_span_bytes (vectors_get (vectors, key));
}

static const struct {
    const char *name;
    CryptoKeyKind kind;
    uint16_t scheme;
    unsigned bits;
} curves[] = {{"P-256", CRYPTO_KEY_P256, 0x0403, 256},
              {"P-384", CRYPTO_KEY_P384, 0x0503, 384},
              {"P-521", CRYPTO_KEY_P521, 0x0603, 521}};

static void give_nonce (void *data, const char *label, uint8_t *out, size_t size)
{
    const BaseSpan *nonce = data;
    g_assert_cmpstr (label, ==, "signature.nonce");
    g_assert_cmpuint (size, ==, nonce->size);
    memcpy (out, nonce->data, size);
}

/* The signature of P-521 is the only one whose SEQUENCE has a length of two bytes. */
static void every_curve_signs_as_in_rfc_6979 (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (curves); i++) {
        const char *name = curves[i].name;
        const CryptoScheme *scheme = crypto_scheme_find (curves[i].scheme);
        g_autoptr (CryptoPrivateKey) key =
            crypto_private_key_new_ecdsa (curves[i].kind, vector (name, "scalar"));
        g_autoptr (CryptoPublicKey) public =
            crypto_public_key_new_ecdsa (curves[i].kind, vector (name, "x"), vector (name, "y"));
        g_assert_cmpint (crypto_private_key_kind (key), ==, curves[i].kind);
        g_assert_cmpuint (crypto_private_key_bits (key), ==, curves[i].bits);
        g_assert_cmpuint (crypto_public_key_bits (public), ==, curves[i].bits);
        BaseSpan nonce = vector (name, "nonce"), message = base_span_text ("sample");
        g_autoptr (GBytes) der = crypto_sign (scheme, key, give_nonce, &nonce, message);
        BaseSpan want = vector (name, "der"), got = base_span_bytes (der);
        g_assert_cmpmem (got.data, got.size, want.data, want.size);
        g_assert_true (crypto_verify (scheme, public, message, got));
        g_assert_false (crypto_verify (scheme, public, base_span_text ("Sample"), got));
        uint8_t bent[160];
        for (size_t bit = 0; bit < got.size * 8; bit += 7) { /* all places in a byte */
            memcpy (bent, got.data, got.size);
            bent[bit / 8] ^= (uint8_t)(1 << bit % 8);
            g_assert_false (crypto_verify (scheme, public, message, base_span (bent, got.size)));
        }
    }
}

/* A length of 138 - 3 bytes as 81 87, and in no other way. */
static void p521_refuses_other_forms_of_the_length (void)
{
    const CryptoScheme *scheme = crypto_scheme_find (0x0603);
    g_autoptr (CryptoPublicKey) key =
        crypto_public_key_new_ecdsa (CRYPTO_KEY_P521, vector ("P-521", "x"), vector ("P-521", "y"));
    BaseSpan good = vector ("P-521", "der"), message = base_span_text ("sample");
    BaseSpan inside = base_span (good.data + 3, good.size - 3);
    static const struct {
        const char *header;
        bool good;
    } rows[] = {{"308187", true},  {"3087", false},       {"30820087", false},
                {"3080", false},   {"3083000087", false}, {"308186", false},
                {"308188", false}, {"3081", false},       {"30", false}};
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        HEX (header, rows[i].header);
        g_autoptr (GByteArray) der = g_byte_array_new ();
        base_append_span (der, header);
        base_append_span (der, inside);
        g_assert_true (crypto_verify (scheme, key, message, base_span (der->data, der->len)) ==
                       rows[i].good);
    }
}

static void ed448_matches_rfc_8032 (void)
{
    const CryptoScheme *scheme = crypto_scheme_find (0x0808);
    static const char *const names[] = {"Ed448.0", "Ed448.1"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        BaseSpan message = vector (names[i], "message"), want = vector (names[i], "signature");
        g_autoptr (CryptoPrivateKey) key =
            crypto_private_key_new_eddsa (CRYPTO_KEY_ED448, vector (names[i], "seed"));
        g_autoptr (CryptoPublicKey) public =
            crypto_public_key_new_eddsa (CRYPTO_KEY_ED448, vector (names[i], "public"));
        Script nothing_drawn = {0};
        g_autoptr (GBytes) signature =
            crypto_sign (scheme, key, script_draw, &nothing_drawn, message);
        BaseSpan got = base_span_bytes (signature);
        g_assert_cmpmem (got.data, got.size, want.data, want.size);
        g_assert_true (crypto_verify (scheme, public, message, got));
        g_assert_false (crypto_verify (scheme, public, message, base_span (got.data, 113)));
        g_assert_false (crypto_verify (scheme, public, base_span_text ("x"), got));
    }
    g_autoptr (CryptoPublicKey) key =
        crypto_public_key_new_eddsa (CRYPTO_KEY_ED448, vector ("Ed448.1", "public"));
    g_assert_false (crypto_verify (scheme, key, vector ("Ed448.1", "message"),
                                   vector ("Ed448.1", "malleable")));
    BaseSpan public = vector ("Ed448.1", "public");
    g_assert_null (crypto_public_key_new_eddsa (CRYPTO_KEY_ED448, base_span (public.data, 56)));
    g_assert_null (crypto_private_key_new_eddsa (CRYPTO_KEY_ED448, base_span (public.data, 32)));
}

/* ---- Which key goes with which scheme ---- */

/* RFC 9846 section 4.3.3: the numbers are the same, the label of the key is not. */
static void rsa_pss_keys_are_a_kind_of_their_own (void)
{
    HEX (n, rsa_n);
    HEX (e, rsa_e);
    HEX (signature, openssl_sha256);
    g_autoptr (CryptoPublicKey) rsae = crypto_public_key_new_rsa (CRYPTO_KEY_RSA, n, e);
    g_autoptr (CryptoPublicKey) pss = crypto_public_key_new_rsa (CRYPTO_KEY_RSA_PSS, n, e);
    const CryptoScheme *for_rsae = crypto_scheme_find (0x0804);
    const CryptoScheme *for_pss = crypto_scheme_find (0x0809);
    BaseSpan message = base_span_text (RSA_MESSAGE);
    g_assert_true (crypto_verify (for_rsae, rsae, message, signature));
    g_assert_true (crypto_verify (for_pss, pss, message, signature));
    g_assert_false (crypto_verify (for_pss, rsae, message, signature));
    g_assert_false (crypto_verify (for_rsae, pss, message, signature));
    crypto_public_key_bind (pss, CRYPTO_SHA384);
    g_assert_false (crypto_verify (for_pss, pss, message, signature));
    crypto_public_key_bind (pss, CRYPTO_SHA256);
    g_assert_true (crypto_verify (for_pss, pss, message, signature));
}

static void a_key_works_with_its_own_schemes_only (void)
{
    g_autoptr (CryptoPrivateKey) private_key = ecdsa_private ();
    g_autoptr (CryptoPublicKey) public_key = ecdsa_public ();
    HEX (signature, ECDSA_DER);
    BaseSpan message = base_span_text ("sample");
    unsigned n = 0;
    for (const CryptoScheme *scheme; (scheme = crypto_scheme_at (n)) != NULL; n++) {
        bool suits = scheme->id == 0x0403;
        g_assert_true (crypto_scheme_find (scheme->id) == scheme);
        uint8_t next = 1;
        g_autoptr (GBytes) made = crypto_sign (scheme, private_key, counting_draw, &next, message);
        g_assert_true ((made != NULL) == suits);
        g_assert_true (crypto_verify (scheme, public_key, message, signature) == suits);
    }
    g_assert_cmpuint (n, ==, 16);
    g_assert_null (crypto_scheme_find (0x0402)); /* DSA */
}

/* RFC 9846 section 4.3.3: PKCS #1 v1.5 and SHA-1 are for signatures in certificates alone. */
static void old_schemes_never_sign (void)
{
    static const uint16_t old[] = {0x0201, 0x0203, 0x0401, 0x0501, 0x0601};
    g_autoptr (CryptoPrivateKey) rsa = rsa_private (), curve = ecdsa_private ();
    g_autoptr (CryptoPublicKey) rsa_key = rsa_public (), curve_key = ecdsa_public ();
    for (unsigned i = 0; i < G_N_ELEMENTS (old); i++) {
        const CryptoScheme *scheme = crypto_scheme_find (old[i]);
        uint8_t next = 1;
        g_assert_true (crypto_scheme_is_for_certificates_alone (scheme));
        g_assert_null (crypto_sign (scheme, rsa, counting_draw, &next, base_span_text ("")));
        g_assert_null (crypto_sign (scheme, curve, counting_draw, &next, base_span_text ("")));
        g_assert_false (crypto_public_key_suits (rsa_key, scheme));
        g_assert_false (crypto_public_key_suits (curve_key, scheme));
    }
    g_assert_false (crypto_scheme_is_for_certificates_alone (crypto_scheme_find (0x0804)));
}

static void p256_keys_are_checked (void)
{
    HEX (zero, "00");
    HEX (order, GROUP_ORDER);
    HEX (x, "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
    HEX (short_scalar, "01");
    HEX (long_scalar, "0000" ZERO_16 "00000000000000000000000000000001");
    g_assert_null (crypto_private_key_new_ecdsa (CRYPTO_KEY_P256, zero));
    g_assert_null (crypto_private_key_new_ecdsa (CRYPTO_KEY_P256, order));
    g_assert_null (crypto_public_key_new_ecdsa (CRYPTO_KEY_P256, x, x));
    g_autoptr (CryptoPrivateKey) short_key =
        crypto_private_key_new_ecdsa (CRYPTO_KEY_P256, short_scalar);
    g_autoptr (CryptoPrivateKey) long_key =
        crypto_private_key_new_ecdsa (CRYPTO_KEY_P256, long_scalar);
    g_assert_nonnull (short_key);
    g_assert_nonnull (long_key);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    vectors = vectors_load ("signatures.txt");
    g_test_add_func ("/signatures/ecdsa-signs-as-in-rfc-6979", ecdsa_signs_as_in_rfc_6979);
    g_test_add_func ("/signatures/same-draws-same-signature", same_draws_same_signature);
    g_test_add_func ("/signatures/ecdsa-accepts-rfc-6979", ecdsa_accepts_rfc_6979);
    g_test_add_func ("/signatures/ecdsa-refuses-what-is-not-der", ecdsa_refuses_what_is_not_der);
    g_test_add_func ("/signatures/ecdsa-refuses-any-flipped-bit", ecdsa_refuses_any_flipped_bit);
    g_test_add_func ("/signatures/rsa-pss-signs-with-the-given-salt",
                     rsa_pss_signs_with_the_given_salt);
    g_test_add_func ("/signatures/rsa-pss-verifies-openssl", rsa_pss_verifies_openssl);
    g_test_add_func ("/signatures/rsa-1024-is-too-small-for-sha512-only",
                     rsa_1024_is_too_small_for_sha512_only);
    g_test_add_func ("/signatures/rsa-refuses-numbers-that-are-no-key",
                     rsa_refuses_numbers_that_are_no_key);
    g_test_add_func ("/signatures/ed25519-matches-rfc-8032", ed25519_matches_rfc_8032);
    g_test_add_func ("/signatures/ed25519-refuses", ed25519_refuses);
    g_test_add_func ("/signatures/a-key-works-with-its-own-schemes-only",
                     a_key_works_with_its_own_schemes_only);
    g_test_add_func ("/signatures/p256-keys-are-checked", p256_keys_are_checked);
    g_test_add_func ("/signatures/every-curve-signs-as-in-rfc-6979",
                     every_curve_signs_as_in_rfc_6979);
    g_test_add_func ("/signatures/p521-refuses-other-forms-of-the-length",
                     p521_refuses_other_forms_of_the_length);
    g_test_add_func ("/signatures/ed448-matches-rfc-8032", ed448_matches_rfc_8032);
    g_test_add_func ("/signatures/rsa-pss-keys-are-a-kind-of-their-own",
                     rsa_pss_keys_are_a_kind_of_their_own);
    g_test_add_func ("/signatures/old-schemes-never-sign", old_schemes_never_sign);
    int result = g_test_run ();
    g_hash_table_unref (vectors);
    return result;
}
