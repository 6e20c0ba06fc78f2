#include "pki/x509.h"

#include <string.h>

enum {
    MAX_SHOWN = 200 /* characters */
};

gnutls_datum_t pki_datum (BaseSpan span)
{
    return (gnutls_datum_t){(unsigned char *)span.data, (unsigned)span.size};
}

BaseSpan pki_datum_span (gnutls_datum_t datum)
{
    return base_span (datum.data, datum.size);
}

/* ---- Words ---- */

char *pki_shown (BaseSpan text)
{
    g_autofree char *valid = g_utf8_make_valid ((const char *)text.data, (gssize)text.size);
    GString *out = g_string_new (NULL);
    unsigned count = 0;
    for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c)) {
        if (count++ == MAX_SHOWN) {
            g_string_append (out, "…");
            break;
        }
        gunichar character = g_utf8_get_char (c);
        g_string_append_unichar (out, g_unichar_isprint (character) ? character : 0xfffd);
    }
    return g_string_free (out, FALSE);
}

static char *name_words (int code, const gnutls_datum_t *name)
{
    if (code < 0)
        return g_strdup ("(a name that cannot be read)");
    return name->size > 0 ? pki_shown (pki_datum_span (*name)) : g_strdup ("(no name)");
}

char *pki_subject_words (gnutls_x509_crt_t crt)
{
    g_auto (PkiDatum) name = {NULL, 0};
    int code = gnutls_x509_crt_get_dn3 (crt, &name, 0);
    return name_words (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ? 0 : code, &name);
}

char *pki_issuer_words (gnutls_x509_crt_t crt)
{
    g_auto (PkiDatum) name = {NULL, 0};
    int code = gnutls_x509_crt_get_issuer_dn3 (crt, &name, 0);
    return name_words (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ? 0 : code, &name);
}

static char *curve_words (gnutls_x509_crt_t crt)
{
    static const struct {
        gnutls_ecc_curve_t curve;
        const char *words;
    } curves[] = {{GNUTLS_ECC_CURVE_SECP256R1, "ECDSA P-256"},
                  {GNUTLS_ECC_CURVE_SECP384R1, "ECDSA P-384"},
                  {GNUTLS_ECC_CURVE_SECP521R1, "ECDSA P-521"}};
    gnutls_ecc_curve_t curve;
    if (gnutls_x509_crt_get_pk_ecc_raw (crt, &curve, NULL, NULL) < 0)
        return g_strdup ("ECDSA on an unknown curve");
    for (unsigned i = 0; i < G_N_ELEMENTS (curves); i++)
        if (curves[i].curve == curve)
            return g_strdup (curves[i].words);
    return g_strdup_printf ("ECDSA %s", gnutls_ecc_curve_get_name (curve));
}

char *pki_key_words (gnutls_x509_crt_t crt)
{
    unsigned bits = 0;
    int algorithm = gnutls_x509_crt_get_pk_algorithm (crt, &bits);
    switch (algorithm) {
    case GNUTLS_PK_RSA:
        return g_strdup_printf ("RSA %u bits", bits);
    case GNUTLS_PK_RSA_PSS:
        return g_strdup_printf ("RSA-PSS %u bits", bits);
    case GNUTLS_PK_ECDSA:
        return curve_words (crt);
    case GNUTLS_PK_EDDSA_ED25519:
        return g_strdup ("Ed25519");
    case GNUTLS_PK_EDDSA_ED448:
        return g_strdup ("Ed448");
    default: {
        const char *name =
            algorithm > 0 ? gnutls_pk_algorithm_get_name ((gnutls_pk_algorithm_t)algorithm) : NULL;
        return g_strdup_printf ("%s key", name != NULL ? name : "unknown");
    }
    }
}

char *pki_signature_words (gnutls_x509_crt_t crt)
{
    int algorithm = gnutls_x509_crt_get_signature_algorithm (crt);
    const char *name =
        algorithm > 0 ? gnutls_sign_get_name ((gnutls_sign_algorithm_t)algorithm) : NULL;
    return g_strdup (name != NULL ? name : "an unknown algorithm");
}

/* ---- Reading ---- */

/* DER is one SEQUENCE and nothing behind it; GnuTLS reads what is behind it over in silence. */
static bool is_one_sequence (BaseSpan der)
{
    if (der.size < 2 || der.data[0] != 0x30)
        return false;
    if (der.data[1] < 0x80)
        return der.size == 2u + der.data[1];
    unsigned width = der.data[1] & 0x7f;
    return width >= 1 && width <= 4 && der.size >= 2u + width &&
           der.size - 2 - width == base_read_number (der.data + 2, width);
}

PkiCertificate *pki_certificate_read (GBytes *der, int index, char **problem)
{
    BaseSpan span = base_span_bytes (der);
    if (span.size > PKI_MAX_CERTIFICATE_SIZE) {
        *problem = g_strdup_printf ("%" G_GSIZE_FORMAT " bytes; larger than %d is not read",
                                    span.size, PKI_MAX_CERTIFICATE_SIZE);
        return NULL;
    }
    g_auto (gnutls_x509_crt_t) crt = NULL;
    gnutls_datum_t datum = pki_datum (span);
    int code = gnutls_x509_crt_init (&crt);
    if (code == 0)
        code = is_one_sequence (span) ? gnutls_x509_crt_import (crt, &datum, GNUTLS_X509_FMT_DER)
                                      : GNUTLS_E_ASN1_DER_ERROR;
    if (code < 0) {
        *problem = g_strdup_printf ("these %" G_GSIZE_FORMAT
                                    " bytes are no certificate in DER (GnuTLS: %s)",
                                    span.size, gnutls_strerror (code));
        return NULL;
    }
    PkiCertificate *self = g_new0 (PkiCertificate, 1);
    self->subject = pki_subject_words (crt);
    self->crt = g_steal_pointer (&crt);
    self->der = g_bytes_ref (der);
    self->index = index;
    return self;
}

void pki_certificate_free (PkiCertificate *self)
{
    if (self == NULL)
        return;
    gnutls_x509_crt_deinit (self->crt);
    g_bytes_unref (self->der);
    g_free (self->subject);
    g_free (self);
}

gnutls_subject_alt_names_t pki_alternative_names (gnutls_x509_crt_t crt)
{
    /* Taken as a whole: asking GnuTLS for one name after the other reads all of them each time. */
    g_auto (PkiDatum) extension = {NULL, 0};
    g_auto (gnutls_subject_alt_names_t) names = NULL;
    if (gnutls_x509_crt_get_extension_by_oid2 (crt, GNUTLS_X509EXT_OID_SAN, 0, &extension, NULL) <
            0 ||
        gnutls_subject_alt_names_init (&names) < 0 ||
        gnutls_x509_ext_import_subject_alt_names (&extension, names, 0) < 0)
        return NULL;
    return g_steal_pointer (&names);
}
