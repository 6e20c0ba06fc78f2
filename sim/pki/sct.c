#include "pki/sct.h"

#include "base/clock.h"
#include "pki/teaching.h"

#include <gio/gio.h>
#include <gnutls/crypto.h>
#include <string.h>

#define LOG_KEY "log"
#define LOG_NAME "Stepshake Teaching Log"

enum {
    ECDSA_P256_SHA256 = 0x0403,
    LOG_ID_SIZE = 32,
    MILLISECONDS = 1000,
    /* RFC 6962 3.2 */
    V1 = 0,
    CERTIFICATE_TIMESTAMP = 0,
    X509_ENTRY = 0,
};

/* What is signed: who promises, when, and for what (RFC 6962 3.2). */
static GByteArray *signed_content (const PkiSct *sct, BaseSpan certificate)
{
    GByteArray *content = g_byte_array_new ();
    base_append_number (content, V1, 1);
    base_append_number (content, CERTIFICATE_TIMESTAMP, 1);
    base_append_number (content, sct->timestamp, 8);
    base_append_number (content, X509_ENTRY, 2);
    base_append_number (content, certificate.size, 3);
    base_append_span (content, certificate);
    base_append_number (content, sct->extensions.size, 2);
    base_append_span (content, sct->extensions);
    return content;
}

static void log_id (uint8_t *id)
{
    g_autoptr (GBytes) key = pki_teaching_public_key (LOG_KEY);
    gsize size;
    const void *data = g_bytes_get_data (key, &size);
    int code = gnutls_hash_fast (GNUTLS_DIG_SHA256, data, size, id);
    g_assert (code == 0);
}

bool pki_sct_mint (GBytes *certificate, PkiSct *sct, GBytes **signature, GError **error)
{
    g_autofree char *problem = NULL;
    g_autoptr (PkiCertificate) leaf = pki_certificate_read (certificate, 0, &problem);
    int64_t from, until;
    if (leaf == NULL || !pki_certificate_dates (leaf->crt, &from, &until)) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s",
                     leaf == NULL ? problem : "the certificate's dates cannot be read");
        return false;
    }
    *sct = (PkiSct){.timestamp = (uint64_t)from * MILLISECONDS,
                    .extensions = base_span_text (""),
                    .algorithm = ECDSA_P256_SHA256};
    log_id (sct->log_id);
    g_autoptr (GByteArray) content = signed_content (sct, base_span_bytes (certificate));
    *signature = pki_teaching_sign (LOG_KEY, base_span (content->data, content->len));
    sct->signature = base_span_bytes (*signature);
    return true;
}

static bool signature_holds (const PkiSct *sct, GBytes *certificate)
{
    g_autoptr (GBytes) der = pki_teaching_public_key (LOG_KEY);
    g_autoptr (GByteArray) content = signed_content (sct, base_span_bytes (certificate));
    gnutls_datum_t key_datum = pki_datum (base_span_bytes (der)),
                   signature = pki_datum (sct->signature), data = {content->data, content->len};
    g_auto (gnutls_pubkey_t) key = NULL;
    return sct->algorithm == ECDSA_P256_SHA256 && gnutls_pubkey_init (&key) == 0 &&
           gnutls_pubkey_import (key, &key_datum, GNUTLS_X509_FMT_DER) == 0 &&
           gnutls_pubkey_verify_data2 (key, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &signature) >= 0;
}

PkiSctState pki_sct_check (const PkiSct *sct, GBytes *certificate, int64_t now, char **reason)
{
    uint8_t id[LOG_ID_SIZE];
    log_id (id);
    if (memcmp (id, sct->log_id, sizeof id) != 0) {
        *reason = g_strdup ("its log is not known here, so its signature is not checked");
        return PKI_SCT_UNKNOWN_LOG;
    }
    int64_t seconds = (int64_t)(sct->timestamp / MILLISECONDS);
    g_autofree char *when = base_time_text (seconds);
    bool holds = signature_holds (sct, certificate);
    if (!holds)
        *reason =
            g_strdup ("it claims to be by the " LOG_NAME ", but the signature does not verify "
                      "over this certificate");
    else if (seconds > now)
        *reason = g_strdup_printf ("the signature of the " LOG_NAME " verifies, but it is dated "
                                   "ahead of the clock: %s",
                                   when);
    else
        *reason = g_strdup_printf ("the " LOG_NAME " promised on %s to show this certificate to "
                                   "everybody; its signature verifies",
                                   when);
    return holds && seconds <= now ? PKI_SCT_GOOD : PKI_SCT_BAD;
}

char *pki_log_pem (void)
{
    g_autoptr (GBytes) der = pki_teaching_public_key (LOG_KEY);
    gsize size;
    const guchar *data = g_bytes_get_data (der, &size);
    g_autofree char *text = g_base64_encode (data, size);
    GString *out = g_string_new ("-----BEGIN PUBLIC KEY-----\n");
    enum { LINE = 64 }; /* RFC 7468 2 */
    for (size_t i = 0; i < strlen (text); i += LINE)
        g_string_append_printf (out, "%.*s\n", LINE, text + i);
    g_string_append (out, "-----END PUBLIC KEY-----\n");
    return g_string_free (out, FALSE);
}
