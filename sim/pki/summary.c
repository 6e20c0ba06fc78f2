#include "pki/verify.h"

#include "pki/checks.h"
#include "pki/pin.h"

static char *serial_words (gnutls_x509_crt_t crt)
{
    uint8_t serial[128];
    size_t size = sizeof serial;
    if (gnutls_x509_crt_get_serial (crt, serial, &size) < 0)
        return g_strdup ("");
    return base_hex (base_span (serial, size));
}

static PkiSummary *unreadable (char *problem)
{
    PkiSummary *summary = g_new0 (PkiSummary, 1);
    summary->subject = problem;
    summary->issuer = g_strdup ("");
    summary->names = g_strdup ("");
    summary->serial = g_strdup ("");
    summary->key = g_strdup ("");
    summary->signature = g_strdup ("");
    summary->pin = g_strdup ("");
    return summary;
}

PkiSummary *pki_summarize (BaseSpan der)
{
    enum { MAX_NAMES = 100 };
    char *problem = NULL;
    g_autoptr (GBytes) bytes = base_span_copy (der);
    g_autoptr (PkiCertificate) certificate = pki_certificate_read (bytes, 0, &problem);
    if (certificate == NULL)
        return unreadable (problem);
    gnutls_x509_crt_t crt = certificate->crt;
    g_auto (gnutls_subject_alt_names_t) names = pki_alternative_names (crt);
    PkiSummary *summary = g_new0 (PkiSummary, 1);
    summary->subject = g_strdup (certificate->subject);
    summary->issuer = pki_issuer_words (crt);
    summary->names = names != NULL ? pki_names_words (names, MAX_NAMES) : g_strdup ("");
    summary->serial = serial_words (crt);
    summary->key = g_strdup (certificate->key);
    summary->signature = pki_signature_words (crt);
    uint8_t hash[PKI_PIN_SIZE];
    pki_pin_of_key (certificate->layout.public_key, hash);
    summary->pin = pki_pin_text (hash);
    pki_certificate_dates (crt, &summary->not_before, &summary->not_after);
    summary->is_authority = gnutls_x509_crt_get_ca_status (crt, NULL) > 0;
    return summary;
}

void pki_summary_free (PkiSummary *summary)
{
    if (summary == NULL)
        return;
    g_free (summary->subject);
    g_free (summary->issuer);
    g_free (summary->names);
    g_free (summary->serial);
    g_free (summary->key);
    g_free (summary->signature);
    g_free (summary->pin);
    g_free (summary);
}
