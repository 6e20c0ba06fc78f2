/* What a certificate's key may be used for: to sign certificates (authorities), or to prove who a
 * TLS server is (leaves). */
#include "pki/checks.h"

#include <string.h>

/* ---- usage ---- */

/* Whether PURPOSE is among those of extendedKeyUsage; without that extension all are allowed.
 * LISTED: whether there is one. */
static bool has_purpose (gnutls_x509_crt_t crt, const char *purpose, bool *listed)
{
    *listed = false;
    for (unsigned i = 0; i < 100; i++) {
        char oid[128];
        size_t size = sizeof oid;
        int code = gnutls_x509_crt_get_key_purpose_oid (crt, i, oid, &size, NULL);
        if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            return !*listed;
        *listed = true;
        if (code >= 0 && (strcmp (oid, purpose) == 0 || strcmp (oid, GNUTLS_KP_ANY) == 0))
            return true;
    }
    return false;
}

/* An extension that is marked critical and that neither this room nor GnuTLS acts on. */
static char *unknown_critical (gnutls_x509_crt_t crt)
{
    static const char *const known[] = {
        GNUTLS_X509EXT_OID_SUBJECT_KEY_ID,
        GNUTLS_X509EXT_OID_KEY_USAGE,
        GNUTLS_X509EXT_OID_SAN,
        GNUTLS_X509EXT_OID_BASIC_CONSTRAINTS,
        GNUTLS_X509EXT_OID_NAME_CONSTRAINTS,
        GNUTLS_X509EXT_OID_AUTHORITY_KEY_ID,
        GNUTLS_X509EXT_OID_EXTENDED_KEY_USAGE,
    };
    enum { MAX_EXTENSIONS = 200 };
    for (unsigned i = 0; i < MAX_EXTENSIONS; i++) {
        char oid[128];
        size_t size = sizeof oid;
        unsigned critical = 0;
        int code = gnutls_x509_crt_get_extension_info (crt, i, oid, &size, &critical);
        if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            return NULL;
        if (code < 0)
            return g_strdup ("(unreadable)");
        bool is_known = false;
        for (unsigned k = 0; k < G_N_ELEMENTS (known); k++)
            is_known = is_known || strcmp (known[k], oid) == 0;
        if (critical && !is_known)
            return g_strdup (oid);
    }
    return g_strdup ("(beyond the two hundredth)");
}

static void check_leaf (PkiVerification *self, const PkiCertificate *leaf)
{
    bool listed;
    unsigned usage = 0;
    int code = gnutls_x509_crt_get_key_usage (leaf->crt, &usage, NULL);
    bool may_serve = has_purpose (leaf->crt, GNUTLS_KP_TLS_WWW_SERVER, &listed);
    const char *key_usage = code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ? "no keyUsage"
                            : code < 0                                    ? "an unreadable keyUsage"
                            : usage & GNUTLS_KEY_DIGITAL_SIGNATURE
                                ? "keyUsage with digitalSignature"
                                : "keyUsage without digitalSignature";
    bool may_sign = code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ||
                    (code >= 0 && (usage & GNUTLS_KEY_DIGITAL_SIGNATURE) != 0);
    const char *purpose = !listed     ? "no extendedKeyUsage"
                          : may_serve ? "extendedKeyUsage with serverAuth"
                                      : "extendedKeyUsage without serverAuth";
    bool passed = may_sign && may_serve;
    pki_note (self, leaf, "usage", may_sign ? "RFC 5280 4.2.1.12" : "RFC 5280 4.2.1.3",
              passed ? BASE_CAUSE_NONE : BASE_CAUSE_CERTIFICATE_WRONG_USAGE,
              g_strdup_printf ("%s, %s: the key may %sprove who a TLS server is", key_usage,
                               purpose, passed ? "" : "not "));
}

void pki_check_usage (PkiVerification *self, unsigned i)
{
    const PkiCertificate *certificate = self->path->pdata[i];
    g_autofree char *unknown = unknown_critical (certificate->crt);
    bool listed;
    if (unknown != NULL)
        pki_note (self, certificate, "usage", "RFC 5280 4.2", BASE_CAUSE_CERTIFICATE_REFUSED,
                  g_strdup_printf ("the extension %s is marked critical and not known here, so "
                                   "the certificate must not be used",
                                   unknown));
    if (i == 0)
        check_leaf (self, certificate);
    else if (certificate->index >= 0 &&
             !has_purpose (certificate->crt, GNUTLS_KP_TLS_WWW_SERVER, &listed))
        pki_note (self, certificate, "usage", "RFC 5280 4.2.1.12",
                  BASE_CAUSE_CERTIFICATE_WRONG_USAGE,
                  g_strdup ("extendedKeyUsage without serverAuth: the authority may not vouch for "
                            "TLS servers"));
}

/* ---- authority ---- */

/* Authorities between this one and the leaf; self-issued ones do not count (RFC 5280 4.2.1.9). */
static int authorities_below (const PkiVerification *self, unsigned i)
{
    int count = 0;
    for (unsigned k = 1; k < i; k++) {
        const PkiCertificate *certificate = self->path->pdata[k];
        g_auto (PkiDatum) subject = {NULL, 0};
        g_auto (PkiDatum) issuer = {NULL, 0};
        if (gnutls_x509_crt_get_raw_dn (certificate->crt, &subject) < 0 ||
            gnutls_x509_crt_get_raw_issuer_dn (certificate->crt, &issuer) < 0 ||
            !base_span_equal (pki_datum_span (subject), pki_datum_span (issuer)))
            count++;
    }
    return count;
}

/* Name constraints bind every certificate below; NULL: the leaf is within them. */
static char *broken_constraints (const PkiVerification *self, const PkiCertificate *authority)
{
    static const gnutls_x509_subject_alt_name_t kinds[] = {GNUTLS_SAN_DNSNAME,
                                                           GNUTLS_SAN_IPADDRESS};
    const PkiCertificate *leaf = self->path->pdata[0];
    g_auto (gnutls_x509_name_constraints_t) constraints = NULL;
    if (gnutls_x509_name_constraints_init (&constraints) < 0)
        return g_strdup ("unreadable nameConstraints");
    int code = gnutls_x509_crt_get_name_constraints (authority->crt, constraints, 0, NULL);
    if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        return NULL;
    if (code < 0)
        return g_strdup ("unreadable nameConstraints");
    for (unsigned k = 0; k < G_N_ELEMENTS (kinds); k++)
        if (!gnutls_x509_name_constraints_check_crt (constraints, kinds[k], leaf->crt))
            return g_strdup ("nameConstraints that do not allow the names of the leaf");
    return NULL;
}

static char *why_no_authority (const PkiCertificate *certificate, int below)
{
    unsigned is_authority = 0, usage = 0;
    int limit = -1;
    int code =
        gnutls_x509_crt_get_basic_constraints (certificate->crt, NULL, &is_authority, &limit);
    /* Roots older than X.509 version 3 cannot say so: being trusted is enough. */
    bool old_root = certificate->index < 0 && gnutls_x509_crt_get_version (certificate->crt) == 1;
    if (!old_root && (code < 0 || !is_authority))
        return g_strdup ("basicConstraints does not say CA: it may not sign certificates");
    if (limit >= 0 && below > limit)
        return g_strdup_printf ("its path length is %d, but %d more authorities follow below it",
                                limit, below);
    code = gnutls_x509_crt_get_key_usage (certificate->crt, &usage, NULL);
    if (code != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE &&
        (code < 0 || (usage & GNUTLS_KEY_KEY_CERT_SIGN) == 0))
        return g_strdup ("keyUsage without keyCertSign: it may not sign certificates");
    return NULL;
}

void pki_check_authority (PkiVerification *self, unsigned i)
{
    if (i == 0)
        return;
    const PkiCertificate *certificate = self->path->pdata[i];
    int below = authorities_below (self, i);
    const char *section = "RFC 5280 4.2.1.9";
    char *reason = why_no_authority (certificate, below);
    BaseCause cause = reason != NULL ? BASE_CAUSE_CERTIFICATE_NOT_AN_AUTHORITY : BASE_CAUSE_NONE;
    if (reason == NULL) {
        reason = broken_constraints (self, certificate);
        if (reason != NULL) {
            cause = BASE_CAUSE_CERTIFICATE_REFUSED;
            section = "RFC 5280 4.2.1.10";
        }
    }
    if (reason == NULL)
        reason = g_strdup_printf ("basicConstraints says CA, and keyUsage does not forbid to sign "
                                  "certificates; authorities below it: %d",
                                  below);
    pki_note (self, certificate, "authority", section, cause, reason);
}
