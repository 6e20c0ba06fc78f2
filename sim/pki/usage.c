/* What a certificate's key may be used for: to sign certificates (authorities), or to prove who a
 * TLS server or client is (leaves). */
#include "pki/checks.h"

/* ---- usage ---- */

static const struct {
    uint8_t number; /* of 1.3.6.1.5.5.7.3 (RFC 5280 4.2.1.12) */
    const char *name, *holder;
} purposes[] = {
    [PKI_FOR_SERVER] = {1, "serverAuth", "server"},
    [PKI_FOR_CLIENT] = {2, "clientAuth", "client"},
};

static bool has_oid (const PkiCertificate *certificate, BaseSpan oid)
{
    BaseSpan value = pki_der_extension (&certificate->layout, 37);
    PkiElement list, purpose;
    if (!pki_der_next (&value, &list))
        return false;
    while (pki_der_next (&list.content, &purpose))
        if (base_span_equal (purpose.content, oid))
            return true;
    return false;
}

bool pki_has_purpose (const PkiCertificate *certificate, uint8_t number)
{
    const uint8_t oid[] = {0x2b, 6, 1, 5, 5, 7, 3, number};
    return has_oid (certificate, base_span (oid, sizeof oid));
}

/* Whether extendedKeyUsage lets the key stand for such a party; without that extension everything
 * is allowed. LISTED: whether there is one. */
static bool may_stand_for (const PkiCertificate *certificate, PkiPurpose wanted, bool *listed)
{
    static const uint8_t any[] = {0x55, 0x1d, 37, 0};
    *listed = pki_der_extension (&certificate->layout, 37).data != NULL;
    return !*listed || pki_has_purpose (certificate, purposes[wanted].number) ||
           has_oid (certificate, base_span (any, sizeof any));
}

/* What the key has to do: sign, or with static RSA decrypt (RFC 5246 section 7.4.2). */
static const char *judge_key_usage (int code, unsigned usage, bool enciphers, bool *passed)
{
    unsigned wanted = enciphers ? GNUTLS_KEY_KEY_ENCIPHERMENT : GNUTLS_KEY_DIGITAL_SIGNATURE;
    *passed = code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE || (code >= 0 && (usage & wanted) != 0);
    if (code < 0)
        return *passed ? "no keyUsage" : "an unreadable keyUsage";
    if (enciphers)
        return *passed ? "keyUsage with keyEncipherment" : "keyUsage without keyEncipherment";
    return *passed ? "keyUsage with digitalSignature" : "keyUsage without digitalSignature";
}

static void check_leaf (PkiVerification *self, const PkiCertificate *leaf)
{
    PkiPurpose wanted = self->question->purpose;
    bool listed;
    unsigned usage = 0;
    int code = gnutls_x509_crt_get_key_usage (leaf->crt, &usage, NULL);
    bool may_stand = may_stand_for (leaf, wanted, &listed);
    bool may_sign;
    const char *key_usage = judge_key_usage (code, usage, self->question->enciphers, &may_sign);
    g_autofree char *purpose =
        !listed ? g_strdup ("no extendedKeyUsage")
                : g_strdup_printf ("extendedKeyUsage with%s %s", may_stand ? "" : "out",
                                   purposes[wanted].name);
    bool passed = may_sign && may_stand;
    pki_note (self, leaf, "usage", may_sign ? "RFC 5280 4.2.1.12" : "RFC 5280 4.2.1.3",
              passed ? BASE_CAUSE_NONE : BASE_CAUSE_CERTIFICATE_WRONG_USAGE,
              g_strdup_printf ("%s, %s: the key may %sprove who a TLS %s is", key_usage, purpose,
                               passed ? "" : "not ", purposes[wanted].holder));
}

void pki_check_usage (PkiVerification *self, unsigned i)
{
    const PkiCertificate *certificate = self->path->pdata[i];
    PkiPurpose wanted = self->question->purpose;
    g_autofree char *unknown = pki_certificate_unknown_critical (certificate);
    bool listed;
    if (unknown != NULL)
        pki_note (self, certificate, "usage", "RFC 5280 4.2", BASE_CAUSE_CERTIFICATE_REFUSED,
                  g_strdup_printf ("the extension %s is marked critical and not known here, so "
                                   "the certificate must not be used",
                                   unknown));
    if (i == 0)
        check_leaf (self, certificate);
    else if (certificate->index >= 0 && !may_stand_for (certificate, wanted, &listed))
        pki_note (self, certificate, "usage", "RFC 5280 4.2.1.12",
                  BASE_CAUSE_CERTIFICATE_WRONG_USAGE,
                  g_strdup_printf ("extendedKeyUsage without %s: the authority may not vouch for "
                                   "TLS %ss",
                                   purposes[wanted].name, purposes[wanted].holder));
}

/* ---- authority ---- */

/* Authorities between this one and the leaf; self-issued ones do not count (RFC 5280 4.2.1.9). */
static int authorities_below (const PkiVerification *self, unsigned i)
{
    int count = 0;
    for (unsigned k = 1; k < i; k++) {
        const PkiCertificate *certificate = self->path->pdata[k];
        if (!base_span_equal (certificate->layout.subject, certificate->layout.issuer))
            count++;
    }
    return count;
}

static char *why_no_authority (const PkiCertificate *certificate, int below, BaseCause *cause)
{
    unsigned is_authority = 0, usage = 0;
    int limit = -1;
    int code =
        gnutls_x509_crt_get_basic_constraints (certificate->crt, NULL, &is_authority, &limit);
    /* Roots older than X.509 version 3 cannot say so: being trusted is enough. */
    bool old_root = certificate->index < 0 && gnutls_x509_crt_get_version (certificate->crt) == 1;
    if (!old_root && (code < 0 || !is_authority))
        return g_strdup ("basicConstraints does not say CA: it may not sign certificates");
    if (limit >= 0 && below > limit) {
        *cause = BASE_CAUSE_CERTIFICATE_PATH_TOO_LONG;
        return g_strdup_printf ("its path length is %d, but %d more %s between it and the last "
                                "certificate",
                                limit, below, below == 1 ? "stands" : "stand");
    }
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
    BaseCause cause = BASE_CAUSE_CERTIFICATE_NOT_AN_AUTHORITY;
    char *reason = why_no_authority (certificate, below, &cause);
    if (reason != NULL && g_str_has_prefix (reason, "keyUsage"))
        section = "RFC 5280 4.2.1.3";
    if (reason == NULL && (reason = pki_broken_constraints (self, i)) != NULL) {
        cause = BASE_CAUSE_CERTIFICATE_NAME_NOT_PERMITTED;
        section = "RFC 5280 4.2.1.10";
    }
    if (reason == NULL)
        cause = BASE_CAUSE_NONE;
    if (reason == NULL)
        reason = g_strdup_printf ("basicConstraints says CA, and keyUsage does not forbid to sign "
                                  "certificates; authorities below it: %d",
                                  below);
    pki_note (self, certificate, "authority", section, cause, reason);
}
