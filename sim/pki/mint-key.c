/* The keys of minted certificates: embedded ones, and those of curves made from a name. */
#include "pki/mint.h"

#include "crypto/group.h"
#include "crypto/random.h"

#include <gio/gio.h>
#include <gnutls/crypto.h>
#include <string.h>

#define KEYS "/io/github/stepshake/Stepshake/assets/keys/"

enum { EC_POINT = 4, MAX_COORDINATE = 66, RSA_PSS_PSS_SHA256 = 0x0809 };

/* clang-format off */
static const struct {
    const char *name;
    unsigned embedded;       /* assets/keys/NAME-1.pem and on; 0: made */
    uint16_t group;          /* ECDSA: whose private values it has */
    gnutls_ecc_curve_t curve;
    unsigned seed;           /* EdDSA: bytes of it */
    uint8_t oid;             /* EdDSA: the last byte of 1.3.101.… */
} kinds[] = {
    {"ecdsa-p256", 0, 0x0017, GNUTLS_ECC_CURVE_SECP256R1},
    {"ecdsa-p384", 0, 0x0018, GNUTLS_ECC_CURVE_SECP384R1},
    {"ecdsa-p521", 0, 0x0019, GNUTLS_ECC_CURVE_SECP521R1},
    {"rsa-1024", 2}, {"rsa-2048", 3}, {"rsa-4096", 2}, {"rsa-pss", 2},
    {"ed25519", .seed = 32, .oid = 112},
    {"ed448", .seed = 57, .oid = 113},
};
/* clang-format on */

const char *pki_key_kind_at (unsigned i)
{
    return i < G_N_ELEMENTS (kinds) ? kinds[i].name : NULL;
}

const char *pki_key_of (const PkiDescription *self)
{
    return self->key != NULL ? self->key : kinds[0].name;
}

static unsigned kind_of (const char *name)
{
    unsigned i = 0;
    while (i < G_N_ELEMENTS (kinds) && strcmp (kinds[i].name, name) != 0)
        i++;
    g_assert (i < G_N_ELEMENTS (kinds));
    return i;
}

unsigned pki_keys_embedded (const char *kind)
{
    return kinds[kind_of (kind)].embedded;
}

gnutls_x509_privkey_t pki_key_file (const char *name)
{
    g_autofree char *path = g_strconcat (KEYS, name, ".pem", NULL);
    g_autoptr (GBytes) pem = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_assert (pem != NULL);
    gnutls_datum_t datum = pki_datum (base_span_bytes (pem));
    gnutls_x509_privkey_t key;
    pki_must (gnutls_x509_privkey_init (&key));
    pki_must (gnutls_x509_privkey_import (key, &datum, GNUTLS_X509_FMT_PEM));
    return key;
}

static void draw (void *data, const char *label, uint8_t *out, size_t size)
{
    crypto_random_draw (data, label, out, size);
}

static gnutls_x509_privkey_t make_ecdsa (CryptoRandom *random, uint16_t id,
                                         gnutls_ecc_curve_t curve)
{
    uint8_t scalar[MAX_COORDINATE], point[1 + 2 * MAX_COORDINATE];
    const CryptoGroup *group = crypto_group_find (id);
    g_assert (group != NULL && group->private_size <= sizeof scalar &&
              group->public_size <= sizeof point);
    crypto_group_generate (group, draw, random, "key", scalar);
    crypto_group_public (group, scalar, point);
    g_assert (point[0] == EC_POINT);
    unsigned size = (unsigned)group->private_size;
    gnutls_datum_t x = {point + 1, size}, y = {point + 1 + size, size}, k = {scalar, size};
    gnutls_x509_privkey_t key;
    pki_must (gnutls_x509_privkey_init (&key));
    pki_must (gnutls_x509_privkey_import_ecc_raw (key, curve, &x, &y, &k));
    base_wipe (scalar, sizeof scalar);
    return key;
}

/* As PKCS #8, from which GnuTLS works out the public key (RFC 8410 section 7). */
static gnutls_x509_privkey_t make_eddsa (CryptoRandom *random, unsigned seed, uint8_t oid)
{
    uint8_t der[16 + 57] = {
        0x30, (uint8_t)(14 + seed), 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 101, oid, 4, (uint8_t)(2 + seed),
        4,    (uint8_t)seed};
    crypto_random_draw (random, "key", der + 16, seed);
    gnutls_datum_t datum = {der, 16 + seed};
    gnutls_x509_privkey_t key;
    pki_must (gnutls_x509_privkey_init (&key));
    pki_must (
        gnutls_x509_privkey_import2 (key, &datum, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN));
    base_wipe (der, sizeof der);
    return key;
}

gnutls_x509_privkey_t pki_key_open (const PkiDescription *self, bool other)
{
    unsigned kind = kind_of (pki_key_of (self));
    if (self->key_file != NULL && !other)
        return pki_key_file (self->key_file);
    if (kinds[kind].embedded > 0) {
        unsigned number = (self->key_number + other) % kinds[kind].embedded;
        g_autofree char *file = g_strdup_printf ("%s-%u", kinds[kind].name, number + 1);
        return pki_key_file (file);
    }
    g_autofree char *seed = g_strdup_printf ("stepshake key|%s|%s|%s", kinds[kind].name, self->name,
                                             other ? "other" : "");
    g_autoptr (CryptoRandom) random = crypto_random_new (seed, 1, "authority");
    return kinds[kind].seed > 0 ? make_eddsa (random, kinds[kind].seed, kinds[kind].oid)
                                : make_ecdsa (random, kinds[kind].group, kinds[kind].curve);
}

gnutls_privkey_t pki_key_signer (gnutls_x509_privkey_t key)
{
    gnutls_privkey_t signer;
    pki_must (gnutls_privkey_init (&signer));
    pki_must (gnutls_privkey_import_x509 (signer, key, GNUTLS_PRIVKEY_IMPORT_COPY));
    return signer;
}

GBytes *pki_key_sign_pss (gnutls_x509_privkey_t key, BaseSpan data)
{
    /* The salt depends on what is signed, and on nothing else. */
    g_autofree char *seed = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data.data, data.size);
    g_autoptr (CryptoRandom) random = crypto_random_new (seed, 1, "authority");
    g_autoptr (CryptoPrivateKey) own = pki_private_key (key);
    GBytes *signature =
        crypto_sign (crypto_scheme_find (RSA_PSS_PSS_SHA256), own, draw, random, data);
    g_assert (signature != NULL);
    return signature;
}

/* ---- Signatures below OCSP responses ---- */

static const uint8_t ecdsa_sha256[] = {0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2},
                     ecdsa_sha384[] = {0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3},
                     ecdsa_sha512[] = {0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4},
                     rsa_sha256[] = {0x30, 13,   6,    9,    0x2a, 0x86, 0x48, 0x86,
                                     0xf7, 0x0d, 0x01, 0x01, 0x0b, 5,    0},
                     /* SHA-256, MGF1 with SHA-256, a salt of 32 bytes (RFC 4055 3.1) */
    rsa_pss_sha256[] = {0x30, 0x41, 6,    9,    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01,
                        0x0a, 0x30, 0x34, 0xa0, 0x0f, 0x30, 0x0d, 6,    9,    0x60, 0x86, 0x48,
                        0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 5,    0,    0xa1, 0x1c, 0x30, 0x1a,
                        6,    9,    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08, 0x30,
                        0x0d, 6,    9,    0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
                        5,    0,    0xa2, 0x03, 2,    1,    32},
                     ed25519[] = {0x30, 5, 6, 3, 0x2b, 101, 112},
                     ed448[] = {0x30, 5, 6, 3, 0x2b, 101, 113};

#define ALGORITHM(bytes) bytes, sizeof bytes
static const struct {
    CryptoKeyKind kind;
    gnutls_sign_algorithm_t algorithm;
    const uint8_t *identifier;
    size_t size;
} signatures[] = {
    {CRYPTO_KEY_P256, GNUTLS_SIGN_ECDSA_SHA256, ALGORITHM (ecdsa_sha256)},
    {CRYPTO_KEY_P384, GNUTLS_SIGN_ECDSA_SHA384, ALGORITHM (ecdsa_sha384)},
    {CRYPTO_KEY_P521, GNUTLS_SIGN_ECDSA_SHA512, ALGORITHM (ecdsa_sha512)},
    {CRYPTO_KEY_RSA, GNUTLS_SIGN_RSA_SHA256, ALGORITHM (rsa_sha256)},
    {CRYPTO_KEY_RSA_PSS, GNUTLS_SIGN_RSA_PSS_SHA256, ALGORITHM (rsa_pss_sha256)},
    {CRYPTO_KEY_ED25519, GNUTLS_SIGN_EDDSA_ED25519, ALGORITHM (ed25519)},
    {CRYPTO_KEY_ED448, GNUTLS_SIGN_EDDSA_ED448, ALGORITHM (ed448)},
};

GBytes *pki_key_sign (gnutls_x509_privkey_t key, BaseSpan data, BaseSpan *algorithm)
{
    g_autoptr (CryptoPrivateKey) own = pki_private_key (key);
    unsigned i = 0;
    while (signatures[i].kind != crypto_private_key_kind (own))
        g_assert (++i < G_N_ELEMENTS (signatures));
    if (algorithm != NULL)
        *algorithm = base_span (signatures[i].identifier, signatures[i].size);
    if (signatures[i].kind == CRYPTO_KEY_RSA_PSS)
        return pki_key_sign_pss (key, data);
    g_auto (gnutls_privkey_t) signer = pki_key_signer (key);
    g_auto (PkiDatum) signature = {NULL, 0};
    gnutls_datum_t datum = pki_datum (data);
    pki_must (gnutls_privkey_sign_data2 (signer, signatures[i].algorithm,
                                         GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE, &datum, &signature));
    return base_span_copy (pki_datum_span (signature));
}
