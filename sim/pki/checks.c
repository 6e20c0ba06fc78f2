#include "pki/checks.h"

#include "base/clock.h"

#include <string.h>

enum {
    /* A key is public input: bigger ones cost the verifier seconds, and no authority has them. */
    MAX_RSA_BITS = 16384,
    MAX_EXPONENT_BYTES = 8,
};

static const PkiCertificate *at (const PkiVerification *self, unsigned i)
{
    return self->path->pdata[i];
}

static bool is_anchor (const PkiVerification *self, unsigned i)
{
    return self->anchored && i == self->path->len - 1;
}

/* ---- validity ---- */

/* Compared here and not by GnuTLS, whose clock is one for the whole process; both ends are part of
 * the time (RFC 5280 4.1.2.5). */
void pki_check_validity (PkiVerification *self, unsigned i)
{
    const PkiCertificate *certificate = at (self, i);
    int64_t from = gnutls_x509_crt_get_activation_time (certificate->crt);
    int64_t until = gnutls_x509_crt_get_expiration_time (certificate->crt);
    g_autofree char *from_text = base_time_text (from);
    g_autofree char *until_text = base_time_text (until);
    g_autofree char *now_text = base_time_text (self->now);
    BaseCause cause = BASE_CAUSE_NONE;
    char *reason;
    if (self->now < from) {
        cause = BASE_CAUSE_CERTIFICATE_NOT_YET_VALID;
        reason =
            g_strdup_printf ("valid only from %s, the client's clock says %s", from_text, now_text);
    } else if (self->now > until) {
        cause = BASE_CAUSE_CERTIFICATE_EXPIRED;
        reason =
            g_strdup_printf ("valid until %s, the client's clock says %s", until_text, now_text);
    } else {
        reason = g_strdup_printf ("valid from %s until %s, the client's clock says %s", from_text,
                                  until_text, now_text);
    }
    pki_note (self, certificate, "validity", "RFC 5280 4.1.2.5", cause, reason);
}

/* ---- strength ---- */

static bool is_rsa (int algorithm)
{
    return algorithm == GNUTLS_PK_RSA || algorithm == GNUTLS_PK_RSA_PSS;
}

/* NULL: strong enough. */
static char *weak_key (const PkiVerification *self, gnutls_x509_crt_t crt)
{
    unsigned bits = 0;
    int algorithm = gnutls_x509_crt_get_pk_algorithm (crt, &bits);
    if (is_rsa (algorithm)) {
        if (bits < self->min_rsa_bits)
            return g_strdup_printf ("an RSA key of %u bits, at least %u are required", bits,
                                    self->min_rsa_bits);
        g_auto (PkiDatum) e = {NULL, 0};
        if (bits > MAX_RSA_BITS)
            return g_strdup_printf ("an RSA key of %u bits, at most %d are accepted", bits,
                                    MAX_RSA_BITS);
        if (gnutls_x509_crt_get_pk_rsa_raw (crt, NULL, &e) < 0 || e.size > MAX_EXPONENT_BYTES + 1)
            return g_strdup ("an RSA key with a public exponent of more than 64 bits");
        return NULL;
    }
    if (algorithm == GNUTLS_PK_EDDSA_ED25519 || algorithm == GNUTLS_PK_EDDSA_ED448)
        return NULL;
    if (algorithm == GNUTLS_PK_ECDSA &&
        gnutls_pk_bits_to_sec_param (GNUTLS_PK_ECDSA, bits) >= GNUTLS_SEC_PARAM_MEDIUM)
        return NULL;
    g_autofree char *words = pki_key_words (crt);
    return g_strdup_printf ("a key of the kind %s, accepted are RSA, ECDSA from P-256 on, Ed25519 "
                            "and Ed448",
                            words);
}

/* Whether the signature would be looked at: not that of an anchor, nor one by the own key. */
static bool signature_counts (const PkiVerification *self, unsigned i)
{
    return !is_anchor (self, i) && i + 1 < self->path->len;
}

static char *weak_signature (const PkiVerification *self, unsigned i)
{
    gnutls_x509_crt_t crt = at (self, i)->crt;
    int algorithm = gnutls_x509_crt_get_signature_algorithm (crt);
    if (!signature_counts (self, i) ||
        (algorithm > 0 && gnutls_sign_is_secure2 ((gnutls_sign_algorithm_t)algorithm,
                                                  GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS)))
        return NULL;
    g_autofree char *words = pki_signature_words (crt);
    return g_strdup_printf ("signed with %s, which can be forged or is not known", words);
}

void pki_check_strength (PkiVerification *self, unsigned i)
{
    const PkiCertificate *certificate = at (self, i);
    char *reason = weak_key (self, certificate->crt);
    if (reason == NULL)
        reason = weak_signature (self, i);
    BaseCause cause = reason != NULL ? BASE_CAUSE_CERTIFICATE_WEAK : BASE_CAUSE_NONE;
    if (reason == NULL) {
        g_autofree char *key = pki_key_words (certificate->crt);
        g_autofree char *signature = pki_signature_words (certificate->crt);
        reason =
            signature_counts (self, i)
                ? g_strdup_printf ("key %s, signed with %s: both strong enough", key, signature)
                : g_strdup_printf ("key %s: strong enough", key);
    }
    pki_note (self, certificate, "strength", "RFC 9846 4.5.1.3", cause, reason);
}

/* ---- signature ---- */

/* GnuTLS judges the link as a whole: names, key identifiers, the issuer's right to sign, algorithms
 * and the signature itself, which is what costs. Only the dates are left to us. */
static unsigned judge_link (const PkiVerification *self, gnutls_x509_crt_t crt,
                            gnutls_x509_crt_t issuer)
{
    unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_CRL_CHECKS;
    if (self->min_rsa_bits >= 2048)
        flags |= GNUTLS_PROFILE_TO_VFLAGS (GNUTLS_PROFILE_MEDIUM);
    unsigned status = 0;
    if (gnutls_x509_crt_verify (crt, &issuer, 1, flags, &status) < 0)
        status |= GNUTLS_CERT_INVALID | GNUTLS_CERT_SIGNATURE_FAILURE;
    return status;
}

static bool failed_before (const PkiVerification *self)
{
    GArray *checks = self->verdict->checks;
    for (unsigned i = 0; i < checks->len; i++)
        if (!g_array_index (checks, PkiCheck, i).passed)
            return true;
    return false;
}

void pki_check_signature (PkiVerification *self, unsigned i)
{
    if (!signature_counts (self, i))
        return;
    const PkiCertificate *certificate = at (self, i), *issuer = at (self, i + 1);
    const char *section = "RFC 5280 6.1.3";
    g_autofree char *algorithm = pki_signature_words (certificate->crt);
    g_autofree char *weak = weak_key (self, issuer->crt);
    if (weak != NULL && self->min_rsa_bits >= 2048) {
        pki_note (
            self, certificate, "signature", section, BASE_CAUSE_CERTIFICATE_WEAK,
            g_strdup_printf ("not checked, because the issuer %s has %s", issuer->subject, weak));
        return;
    }
    unsigned status = judge_link (self, certificate->crt, issuer->crt);
    const unsigned unreadable = GNUTLS_CERT_SIGNATURE_FAILURE | GNUTLS_CERT_SIGNER_NOT_FOUND;
    if ((status & unreadable) != 0 || status == GNUTLS_CERT_INVALID) {
        pki_note (self, certificate, "signature", section, BASE_CAUSE_CERTIFICATE_BAD_SIGNATURE,
                  g_strdup_printf ("the signature (%s) does not verify with the key of %s: the "
                                   "certificate was changed, or another key signed it",
                                   algorithm, issuer->subject));
        return;
    }
    pki_note (self, certificate, "signature", section, BASE_CAUSE_NONE,
              g_strdup_printf ("the signature (%s) verifies with the key of %s", algorithm,
                               issuer->subject));
    if (status != 0 && !failed_before (self))
        pki_note (self, certificate, "authority", "RFC 5280 6.1", BASE_CAUSE_CERTIFICATE_REFUSED,
                  g_strdup_printf ("GnuTLS refuses the step from %s to %s (status 0x%x)",
                                   certificate->subject, issuer->subject, status));
}
