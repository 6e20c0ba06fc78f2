/* Keys on their way from GnuTLS to the crypto room: as bare numbers. */
#include "pki/x509.h"

/* ---- Which kind ---- */

/* GnuTLS's algorithms and curves, and the kinds of key that they are here. */
static const struct {
    gnutls_pk_algorithm_t algorithm;
    gnutls_ecc_curve_t curve;
    CryptoKeyKind kind;
} kinds[] = {
    {GNUTLS_PK_RSA, GNUTLS_ECC_CURVE_INVALID, CRYPTO_KEY_RSA},
    {GNUTLS_PK_RSA_PSS, GNUTLS_ECC_CURVE_INVALID, CRYPTO_KEY_RSA_PSS},
    {GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_SECP256R1, CRYPTO_KEY_P256},
    {GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_SECP384R1, CRYPTO_KEY_P384},
    {GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_SECP521R1, CRYPTO_KEY_P521},
    {GNUTLS_PK_EDDSA_ED25519, GNUTLS_ECC_CURVE_ED25519, CRYPTO_KEY_ED25519},
    {GNUTLS_PK_EDDSA_ED448, GNUTLS_ECC_CURVE_ED448, CRYPTO_KEY_ED448},
};

static CryptoKeyKind kind_of (int algorithm, gnutls_ecc_curve_t curve)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (kinds); i++)
        if ((int)kinds[i].algorithm == algorithm && kinds[i].curve == curve)
            return kinds[i].kind;
    return CRYPTO_N_KEY_KINDS;
}

/* An RSA-PSS key may say which hash alone it is for (RFC 4055 section 1.2); CODE is what came of
 * asking for its PARAMETERS. False when that is one that is not implemented. */
static bool bound_hash (int code, gnutls_x509_spki_t parameters, bool *bound, CryptoHash *hash)
{
    static const gnutls_digest_algorithm_t digests[CRYPTO_N_HASHES] = {
        GNUTLS_DIG_SHA256, GNUTLS_DIG_SHA384, GNUTLS_DIG_SHA512};
    gnutls_digest_algorithm_t digest;
    unsigned salt;
    if (code >= 0)
        code = gnutls_x509_spki_get_rsa_pss_params (parameters, &digest, &salt);
    *bound = code >= 0;
    if (!*bound)
        return code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE;
    for (*hash = 0; *hash < CRYPTO_N_HASHES; (*hash)++)
        if (digests[*hash] == digest)
            return true;
    return false;
}

/* ---- Public keys ---- */

static bool bind_public (CryptoPublicKey *key, gnutls_x509_crt_t crt)
{
    g_auto (gnutls_x509_spki_t) parameters = NULL;
    bool bound;
    CryptoHash hash;
    if (gnutls_x509_spki_init (&parameters) < 0 ||
        !bound_hash (gnutls_x509_crt_get_spki (crt, parameters, 0), parameters, &bound, &hash))
        return false;
    if (bound)
        crypto_public_key_bind (key, hash);
    return true;
}

static CryptoPublicKey *public_rsa (gnutls_x509_crt_t crt, CryptoKeyKind kind)
{
    g_auto (PkiDatum) n = {NULL, 0};
    g_auto (PkiDatum) e = {NULL, 0};
    if (gnutls_x509_crt_get_pk_rsa_raw (crt, &n, &e) < 0)
        return NULL;
    g_autoptr (CryptoPublicKey) key =
        crypto_public_key_new_rsa (kind, pki_datum_span (n), pki_datum_span (e));
    if (key != NULL && kind == CRYPTO_KEY_RSA_PSS && !bind_public (key, crt))
        return NULL;
    return g_steal_pointer (&key);
}

static CryptoPublicKey *public_curve (gnutls_x509_crt_t crt, int algorithm)
{
    g_auto (PkiDatum) x = {NULL, 0};
    g_auto (PkiDatum) y = {NULL, 0};
    gnutls_ecc_curve_t curve;
    if (gnutls_x509_crt_get_pk_ecc_raw (crt, &curve, &x, &y) < 0)
        return NULL;
    CryptoKeyKind kind = kind_of (algorithm, curve);
    if (kind == CRYPTO_N_KEY_KINDS)
        return NULL;
    return algorithm == GNUTLS_PK_ECDSA
               ? crypto_public_key_new_ecdsa (kind, pki_datum_span (x), pki_datum_span (y))
               : crypto_public_key_new_eddsa (kind, pki_datum_span (x));
}

CryptoPublicKey *pki_public_key (gnutls_x509_crt_t crt)
{
    int algorithm = gnutls_x509_crt_get_pk_algorithm (crt, NULL);
    CryptoKeyKind kind = kind_of (algorithm, GNUTLS_ECC_CURVE_INVALID);
    return kind != CRYPTO_N_KEY_KINDS ? public_rsa (crt, kind) : public_curve (crt, algorithm);
}

/* ---- Private keys ---- */

static void wipe (gnutls_datum_t *numbers, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (numbers[i].data != NULL)
            base_wipe (numbers[i].data, numbers[i].size);
        gnutls_free (numbers[i].data);
    }
}

static bool bind_private (CryptoPrivateKey *key, gnutls_x509_privkey_t from)
{
    g_auto (gnutls_x509_spki_t) parameters = NULL;
    bool bound;
    CryptoHash hash;
    if (gnutls_x509_spki_init (&parameters) < 0 ||
        !bound_hash (gnutls_x509_privkey_get_spki (from, parameters, 0), parameters, &bound, &hash))
        return false;
    if (bound)
        crypto_private_key_bind (key, hash);
    return true;
}

static CryptoPrivateKey *private_rsa (gnutls_x509_privkey_t key, CryptoKeyKind kind)
{
    enum { N, E, D, P, Q, U, COUNT };
    gnutls_datum_t n[COUNT] = {{NULL, 0}};
    g_autoptr (CryptoPrivateKey) result = NULL;
    if (gnutls_x509_privkey_export_rsa_raw (key, &n[N], &n[E], &n[D], &n[P], &n[Q], &n[U]) == 0)
        result = crypto_private_key_new_rsa (kind, pki_datum_span (n[N]), pki_datum_span (n[E]),
                                             pki_datum_span (n[D]), pki_datum_span (n[P]),
                                             pki_datum_span (n[Q]));
    wipe (n, COUNT);
    if (result != NULL && kind == CRYPTO_KEY_RSA_PSS && !bind_private (result, key))
        return NULL;
    return g_steal_pointer (&result);
}

static CryptoPrivateKey *private_curve (gnutls_x509_privkey_t key, int algorithm)
{
    enum { X, Y, K, COUNT };
    gnutls_datum_t n[COUNT] = {{NULL, 0}};
    gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
    CryptoPrivateKey *result = NULL;
    if (gnutls_x509_privkey_export_ecc_raw (key, &curve, &n[X], &n[Y], &n[K]) == 0) {
        CryptoKeyKind kind = kind_of (algorithm, curve);
        if (kind != CRYPTO_N_KEY_KINDS)
            result = algorithm == GNUTLS_PK_ECDSA
                         ? crypto_private_key_new_ecdsa (kind, pki_datum_span (n[K]))
                         : crypto_private_key_new_eddsa (kind, pki_datum_span (n[K]));
    }
    wipe (n, COUNT);
    return result;
}

CryptoPrivateKey *pki_private_key (gnutls_x509_privkey_t key)
{
    int algorithm = gnutls_x509_privkey_get_pk_algorithm (key);
    CryptoKeyKind kind = kind_of (algorithm, GNUTLS_ECC_CURVE_INVALID);
    return kind != CRYPTO_N_KEY_KINDS ? private_rsa (key, kind) : private_curve (key, algorithm);
}
