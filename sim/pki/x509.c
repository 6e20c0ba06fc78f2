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

static char *key_words (int algorithm, unsigned bits)
{
    switch (algorithm) {
    case GNUTLS_PK_RSA:
        return g_strdup_printf ("RSA %u bits", bits);
    case GNUTLS_PK_RSA_PSS:
        return g_strdup_printf ("RSA-PSS %u bits", bits);
    case GNUTLS_PK_ECDSA: /* of curves of other families GnuTLS knows none */
        return g_strdup_printf ("ECDSA P-%u", bits);
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
        code = gnutls_x509_crt_import (crt, &datum, GNUTLS_X509_FMT_DER);
    /* GnuTLS reads over bytes behind the end in silence. */
    PkiLayout layout;
    if (code == 0 && !pki_der_layout (span, &layout))
        code = GNUTLS_E_ASN1_DER_ERROR;
    if (code < 0) {
        *problem = g_strdup_printf ("these %" G_GSIZE_FORMAT
                                    " bytes are no certificate in DER (GnuTLS: %s)",
                                    span.size, gnutls_strerror (code));
        return NULL;
    }
    PkiCertificate *self = g_new0 (PkiCertificate, 1);
    self->layout = layout;
    self->subject = pki_subject_words (crt);
    self->algorithm = gnutls_x509_crt_get_pk_algorithm (crt, &self->bits);
    if (self->algorithm == GNUTLS_PK_ECDSA && self->bits == 66 * 8)
        self->bits = 521; /* GnuTLS counts whole bytes */
    self->key = key_words (self->algorithm, self->bits);
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
    g_free (self->key);
    g_free (self);
}

bool pki_certificate_dates (gnutls_x509_crt_t crt, int64_t *from, int64_t *until)
{
    const int64_t end_of_time = INT64_C (253402300799); /* 9999-12-31T23:59:59Z */
    *from = gnutls_x509_crt_get_activation_time (crt);
    *until = gnutls_x509_crt_get_expiration_time (crt);
    /* GnuTLS's own number for "never" (RFC 5280 4.1.2.5), a day in the year 2106. */
    if (*until == GNUTLS_X509_NO_WELL_DEFINED_EXPIRATION)
        *until = end_of_time;
    return *from != -1 && *until != -1;
}

bool pki_certificate_issued_by (const PkiCertificate *self, const PkiCertificate *issuer)
{
    if (!base_span_equal (self->layout.issuer, issuer->layout.subject))
        return false;
    BaseSpan wanted = pki_der_issuer_key_id (&self->layout);
    BaseSpan found = pki_der_subject_key_id (&issuer->layout);
    return wanted.size == 0 || found.size == 0 || base_span_equal (wanted, found);
}

char *pki_certificate_unknown_critical (const PkiCertificate *self)
{
    /* 2.5.29.…: subjectKeyIdentifier, keyUsage, subjectAltName, basicConstraints, nameConstraints,
     * authorityKeyIdentifier, extendedKeyUsage */
    static const uint8_t known[] = {14, 15, 17, 19, 30, 35, 37};
    BaseSpan rest = self->layout.extensions;
    PkiExtension extension;
    for (unsigned i = 0; pki_der_next_extension (&rest, &extension); i++) {
        BaseSpan oid = extension.oid;
        if (!extension.critical || (oid.size == 3 && oid.data[0] == 0x55 && oid.data[1] == 0x1d &&
                                    memchr (known, oid.data[2], sizeof known) != NULL))
            continue;
        char words[128];
        size_t size = sizeof words;
        if (gnutls_x509_crt_get_extension_info (self->crt, i, words, &size, NULL) < 0)
            return g_strdup ("with an unreadable name");
        return g_strdup (words);
    }
    return rest.size > 0 ? g_strdup ("that cannot be read") : NULL;
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
