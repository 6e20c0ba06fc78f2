#include "pki/checks.h"

#include "base/clock.h"
#include "wire/registry.h"

enum {
    MIN_CURVE_BITS = 256,
    MAX_RSA_BITS = 16384,
    MAX_EXPONENT_BYTES = 8,
};

static const PkiCertificate *at (const PkiVerification *self, unsigned i)
{
    return self->path->pdata[i];
}

/* ---- validity ---- */

/* Compared here and not by GnuTLS, whose clock is one for the whole process; both ends are part of
 * the time (RFC 5280 4.1.2.5). */
void pki_check_validity (PkiVerification *self, unsigned i)
{
    const PkiCertificate *certificate = at (self, i);
    int64_t from, until;
    bool readable = pki_certificate_dates (certificate->crt, &from, &until);
    g_autofree char *from_text = base_time_text (from);
    g_autofree char *until_text = base_time_text (until);
    g_autofree char *now_text = base_time_text (self->question->now);
    BaseCause cause = BASE_CAUSE_NONE;
    char *reason;
    if (!readable) {
        cause = BASE_CAUSE_CERTIFICATE_UNREADABLE;
        reason = g_strdup ("its dates cannot be read");
    } else if (self->question->now < from) {
        cause = BASE_CAUSE_CERTIFICATE_NOT_YET_VALID;
        reason = g_strdup_printf ("valid only from %s, the %s's clock says %s", from_text,
                                  self->verifier, now_text);
    } else if (self->question->now > until) {
        cause = BASE_CAUSE_CERTIFICATE_EXPIRED;
        reason = g_strdup_printf ("valid until %s, the %s's clock says %s", until_text,
                                  self->verifier, now_text);
    } else {
        reason = g_strdup_printf ("valid from %s until %s, the %s's clock says %s", from_text,
                                  until_text, self->verifier, now_text);
    }
    pki_note (self, certificate, "validity", "RFC 5280 4.1.2.5", cause, reason);
}

/* ---- strength ---- */

/* Keys that are not used at all: of kinds that TLS does not know, or so big that using them would
 * hold up the verifier (a key is public input). NULL: it may be used. */
char *pki_unusable_key (const PkiCertificate *certificate)
{
    switch (certificate->algorithm) {
    case GNUTLS_PK_ECDSA:
    case GNUTLS_PK_EDDSA_ED25519:
    case GNUTLS_PK_EDDSA_ED448:
        return NULL;
    case GNUTLS_PK_RSA:
    case GNUTLS_PK_RSA_PSS: {
        g_auto (PkiDatum) n = {NULL, 0};
        g_auto (PkiDatum) e = {NULL, 0};
        if (certificate->bits > MAX_RSA_BITS)
            return g_strdup_printf ("an RSA key of %u bits, at most %d are accepted",
                                    certificate->bits, MAX_RSA_BITS);
        if (gnutls_x509_crt_get_pk_rsa_raw (certificate->crt, &n, &e) < 0 ||
            e.size > MAX_EXPONENT_BYTES)
            return g_strdup_printf ("an RSA key whose public exponent has more than %d bits",
                                    8 * MAX_EXPONENT_BYTES);
        return NULL;
    }
    default:
        return g_strdup_printf ("a key of the kind %s, accepted are RSA, ECDSA, Ed25519 and Ed448",
                                certificate->key);
    }
}

/* NULL: strong enough. */
static char *weak_key (const PkiVerification *self, const PkiCertificate *certificate)
{
    bool is_rsa =
        certificate->algorithm == GNUTLS_PK_RSA || certificate->algorithm == GNUTLS_PK_RSA_PSS;
    bool is_ecdsa = certificate->algorithm == GNUTLS_PK_ECDSA;
    unsigned least = is_rsa ? self->question->min_rsa_bits : is_ecdsa ? MIN_CURVE_BITS : 0;
    if (certificate->bits < least)
        return g_strdup_printf ("the key %s is too small, at least %u bits are required",
                                certificate->key, least);
    return pki_unusable_key (certificate);
}

/* Whether the signature is looked at: not that of an anchor, nor that of a certificate whose issuer
 * is not there (RFC 9846 4.5.1.2). */
static bool signature_counts (const PkiVerification *self, unsigned i)
{
    return i + 1 < self->path->len;
}

static bool weak_signature (const PkiVerification *self, unsigned i)
{
    int algorithm = gnutls_x509_crt_get_signature_algorithm (at (self, i)->crt);
    return signature_counts (self, i) &&
           (algorithm <= 0 || !gnutls_sign_is_secure2 ((gnutls_sign_algorithm_t)algorithm,
                                                       GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS));
}

void pki_check_strength (PkiVerification *self, unsigned i)
{
    const PkiCertificate *certificate = at (self, i);
    g_autofree char *signature = pki_signature_words (certificate->crt);
    char *reason = weak_key (self, certificate);
    if (reason == NULL && weak_signature (self, i))
        reason = g_strdup_printf ("signed with %s, which can be forged or is not known", signature);
    BaseCause cause = reason != NULL ? BASE_CAUSE_CERTIFICATE_WEAK : BASE_CAUSE_NONE;
    if (reason == NULL)
        reason = signature_counts (self, i)
                     ? g_strdup_printf ("key %s, signed with %s: both strong enough",
                                        certificate->key, signature)
                     : g_strdup_printf ("key %s: strong enough", certificate->key);
    pki_note (self, certificate, "strength", "RFC 9325 4.5", cause, reason);
    if (cause == BASE_CAUSE_NONE && !signature_counts (self, i))
        g_array_index (self->verdict->checks, PkiCheck, self->verdict->checks->len - 1).meaning =
            "a key that can be worked out";
}

/* ---- scheme ---- */

static bool accepts (const GArray *schemes, uint16_t scheme)
{
    for (guint i = 0; i < schemes->len; i++)
        if (g_array_index (schemes, uint16_t, i) == scheme)
            return true;
    return false;
}

/* Whoever says what it accepts is taken at its word (RFC 9846 section 4.5.1.2). */
void pki_check_scheme (PkiVerification *self, unsigned i)
{
    const GArray *accepted = self->question->schemes;
    if (accepted == NULL || accepted->len == 0 || !signature_counts (self, i))
        return;
    const PkiCertificate *certificate = at (self, i);
    uint16_t scheme = pki_scheme_of (certificate, at (self, i + 1));
    g_autofree char *words = pki_signature_words (certificate->crt);
    const char *known = scheme != 0 ? wire_name (&wire_schemes, scheme) : NULL;
    bool good = scheme != 0 && accepts (accepted, scheme);
    pki_note (self, certificate, "scheme", "RFC 9846 4.5.1.2",
              good ? BASE_CAUSE_NONE : BASE_CAUSE_CERTIFICATE_SCHEME_NOT_OFFERED,
              g_strdup_printf (good ? "signed with %s, which the %s's signature_algorithms_cert "
                                      "names"
                                    : "signed with %s, which the %s's signature_algorithms_cert "
                                      "does not name",
                               known != NULL ? known : words, self->verifier));
}

/* ---- signature ---- */

int pki_verify_data (const PkiCertificate *signer, int algorithm, BaseSpan data, BaseSpan signature)
{
    const unsigned flags = GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1;
    g_auto (gnutls_pubkey_t) key = NULL;
    if (algorithm <= 0)
        return GNUTLS_E_UNKNOWN_ALGORITHM;
    int code = gnutls_pubkey_init (&key);
    if (code >= 0)
        code = gnutls_pubkey_import_x509 (key, signer->crt, 0);
    gnutls_datum_t data_datum = pki_datum (data), signature_datum = pki_datum (signature);
    return code < 0 ? code
                    : gnutls_pubkey_verify_data2 (key, (gnutls_sign_algorithm_t)algorithm, flags,
                                                  &data_datum, &signature_datum);
}

static int verify_signature (const PkiCertificate *certificate, const PkiCertificate *issuer)
{
    char bytes[MAX_RSA_BITS / 8];
    size_t size = sizeof bytes;
    int code = gnutls_x509_crt_get_signature (certificate->crt, bytes, &size);
    return code < 0 ? code
                    : pki_verify_data (issuer,
                                       gnutls_x509_crt_get_signature_algorithm (certificate->crt),
                                       certificate->layout.signed_part, base_span (bytes, size));
}

bool pki_certificate_signed_by (const PkiCertificate *certificate, const PkiCertificate *signer)
{
    int algorithm = gnutls_x509_crt_get_signature_algorithm (certificate->crt);
    g_autofree char *unusable = pki_unusable_key (signer);
    return unusable == NULL && algorithm > 0 &&
           gnutls_sign_is_secure2 ((gnutls_sign_algorithm_t)algorithm,
                                   GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS) &&
           verify_signature (certificate, signer) >= 0;
}

void pki_check_signature (PkiVerification *self, unsigned i)
{
    if (!signature_counts (self, i))
        return;
    const PkiCertificate *certificate = at (self, i), *issuer = at (self, i + 1);
    g_autofree char *algorithm = pki_signature_words (certificate->crt);
    g_autofree char *unusable = pki_unusable_key (issuer);
    BaseCause cause = BASE_CAUSE_NONE;
    char *reason;
    int code;
    if (unusable != NULL) {
        cause = BASE_CAUSE_CERTIFICATE_WEAK;
        reason = g_strdup_printf ("not checked, because the issuer %s has %s", issuer->subject,
                                  unusable);
    } else if ((code = verify_signature (certificate, issuer)) >= 0) {
        reason = g_strdup_printf ("the signature (%s) verifies with the key of %s (%s)", algorithm,
                                  issuer->subject, issuer->key);
    } else {
        cause = BASE_CAUSE_CERTIFICATE_BAD_SIGNATURE;
        reason =
            code == GNUTLS_E_PK_SIG_VERIFY_FAILED
                ? g_strdup_printf ("the signature (%s) does not verify with the key of %s: the "
                                   "certificate was changed, or another key signed it",
                                   algorithm, issuer->subject)
                : g_strdup_printf ("the signature (%s) cannot be checked with the key of %s "
                                   "(%s; GnuTLS: %s)",
                                   algorithm, issuer->subject, issuer->key, gnutls_strerror (code));
    }
    pki_note (self, certificate, "signature", "RFC 5280 6.1.3", cause, reason);
}
