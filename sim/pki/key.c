/* Keys on their way from GnuTLS to the crypto room: as bare numbers. */
#include "pki/x509.h"

static CryptoPublicKey *public_rsa (gnutls_x509_crt_t crt)
{
    g_auto (PkiDatum) n = {NULL, 0};
    g_auto (PkiDatum) e = {NULL, 0};
    if (gnutls_x509_crt_get_pk_rsa_raw (crt, &n, &e) < 0)
        return NULL;
    return crypto_public_key_new_rsa (pki_datum_span (n), pki_datum_span (e));
}

static CryptoPublicKey *public_curve (gnutls_x509_crt_t crt)
{
    g_auto (PkiDatum) x = {NULL, 0};
    g_auto (PkiDatum) y = {NULL, 0};
    gnutls_ecc_curve_t curve;
    if (gnutls_x509_crt_get_pk_ecc_raw (crt, &curve, &x, &y) < 0)
        return NULL;
    if (curve == GNUTLS_ECC_CURVE_SECP256R1)
        return crypto_public_key_new_p256 (pki_datum_span (x), pki_datum_span (y));
    if (curve == GNUTLS_ECC_CURVE_ED25519)
        return crypto_public_key_new_ed25519 (pki_datum_span (x));
    return NULL;
}

CryptoPublicKey *pki_public_key (gnutls_x509_crt_t crt)
{
    switch (gnutls_x509_crt_get_pk_algorithm (crt, NULL)) {
    case GNUTLS_PK_RSA:
        return public_rsa (crt);
    case GNUTLS_PK_ECDSA:
    case GNUTLS_PK_EDDSA_ED25519:
        return public_curve (crt);
    default:
        return NULL;
    }
}

static void wipe (gnutls_datum_t *numbers, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (numbers[i].data != NULL)
            base_wipe (numbers[i].data, numbers[i].size);
        gnutls_free (numbers[i].data);
    }
}

static CryptoPrivateKey *private_rsa (gnutls_x509_privkey_t key)
{
    enum { N, E, D, P, Q, U, COUNT };
    gnutls_datum_t n[COUNT] = {{NULL, 0}};
    CryptoPrivateKey *result = NULL;
    if (gnutls_x509_privkey_export_rsa_raw (key, &n[N], &n[E], &n[D], &n[P], &n[Q], &n[U]) == 0)
        result = crypto_private_key_new_rsa (pki_datum_span (n[N]), pki_datum_span (n[E]),
                                             pki_datum_span (n[D]), pki_datum_span (n[P]),
                                             pki_datum_span (n[Q]));
    wipe (n, COUNT);
    return result;
}

static CryptoPrivateKey *private_curve (gnutls_x509_privkey_t key)
{
    enum { X, Y, K, COUNT };
    gnutls_datum_t n[COUNT] = {{NULL, 0}};
    gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
    CryptoPrivateKey *result = NULL;
    if (gnutls_x509_privkey_export_ecc_raw (key, &curve, &n[X], &n[Y], &n[K]) == 0) {
        if (curve == GNUTLS_ECC_CURVE_SECP256R1)
            result = crypto_private_key_new_p256 (pki_datum_span (n[K]));
        else if (curve == GNUTLS_ECC_CURVE_ED25519)
            result = crypto_private_key_new_ed25519 (pki_datum_span (n[K]));
    }
    wipe (n, COUNT);
    return result;
}

CryptoPrivateKey *pki_private_key (gnutls_x509_privkey_t key)
{
    switch (gnutls_x509_privkey_get_pk_algorithm (key)) {
    case GNUTLS_PK_RSA:
        return private_rsa (key);
    case GNUTLS_PK_ECDSA:
    case GNUTLS_PK_EDDSA_ED25519:
        return private_curve (key);
    default:
        return NULL;
    }
}
