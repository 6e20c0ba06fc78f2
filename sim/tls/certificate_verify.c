#include <string.h>

#include "tls/extension.h"

/* CertificateVerify (RFC 9846 section 4.5.2): a signature over the whole handshake so far, the
 * proof that its sender holds the private key of its certificate. */

/* The words say who signs, so that one's signature can never be passed off as the other's. */
static GByteArray *signed_content (const TlsParty *self, TlsRole signer)
{
    static const char *const words[] = {[TLS_CLIENT] = "TLS 1.3, client CertificateVerify",
                                        [TLS_SERVER] = "TLS 1.3, server CertificateVerify"};
    uint8_t hash[CRYPTO_MAX_HASH_SIZE];
    size_t size = tls_transcript_hash (self, hash);
    GByteArray *content = g_byte_array_new ();
    g_byte_array_set_size (content, 64);
    memset (content->data, 0x20, 64);
    base_append_span (content, base_span_text (words[signer]));
    base_append_number (content, 0, 1);
    base_append_span (content, base_span (hash, size));
    return content;
}

static GBytes *sign (TlsParty *self, const CryptoScheme *scheme)
{
    const TlsConfig *config = self->config;
    if (config->raw_signature != NULL)
        return g_bytes_ref (config->raw_signature);
    g_autoptr (GByteArray) content = signed_content (self, config->role);
    return crypto_sign (scheme, pki_identity_key (config->identity), tls_draw, self,
                        base_span (content->data, content->len));
}

BaseCause tls_compose_certificate_verify (TlsParty *self)
{
    TlsRole role = self->config->role;
    const CryptoScheme *scheme = role == TLS_CLIENT ? self->client_scheme : self->scheme;
    g_autoptr (GBytes) signature = sign (self, scheme);
    if (signature == NULL)
        return BASE_CAUSE_INTERNAL;
    WireCertificateVerify body = {.algorithm = scheme->id,
                                  .signature = base_span_bytes (signature)};
    tls_write_message (self, WIRE_CERTIFICATE_VERIFY, &body);
    return BASE_CAUSE_NONE;
}

static BaseCause judge (TlsParty *self, const WireCertificateVerify *body)
{
    const CryptoScheme *scheme = crypto_scheme_find (body->algorithm);
    TlsRole signer = self->config->role == TLS_CLIENT ? TLS_SERVER : TLS_CLIENT;
    const WireNumberList *offered =
        tls_extension_body (tls_own_wishes (self), WIRE_EXT_SIGNATURE_ALGORITHMS);
    if (offered == NULL || scheme == NULL || !tls_list_has (offered->values, body->algorithm))
        return BASE_CAUSE_SIGNATURE_SCHEME_NOT_OFFERED;
    if (crypto_scheme_is_for_certificates_alone (scheme))
        return BASE_CAUSE_SIGNATURE_SCHEME_FOR_CERTIFICATES;
    if (!crypto_public_key_suits (self->peer_key, scheme))
        return BASE_CAUSE_SIGNATURE_SCHEME_WRONG_FOR_KEY;
    *(signer == TLS_CLIENT ? &self->client_scheme : &self->scheme) = scheme;
    g_autoptr (GByteArray) content = signed_content (self, signer);
    return crypto_verify (scheme, self->peer_key, base_span (content->data, content->len),
                          body->signature)
               ? BASE_CAUSE_NONE
               : BASE_CAUSE_BAD_CERTIFICATE_VERIFY;
}

BaseCause tls_process_certificate_verify (TlsParty *self)
{
    const WireCertificateVerify *body = self->message->body;
    BaseCause cause = judge (self, body);
    const char *wrong_scheme = cause == BASE_CAUSE_SIGNATURE_SCHEME_NOT_OFFERED ? "not offered"
                               : cause == BASE_CAUSE_SIGNATURE_SCHEME_FOR_CERTIFICATES
                                   ? "for signatures in certificates alone"
                                   : NULL;
    bool fits = wrong_scheme == NULL && cause != BASE_CAUSE_SIGNATURE_SCHEME_WRONG_FOR_KEY;
    bool good = cause == BASE_CAUSE_NONE;
    const char *name = tls_value_name (self, &wire_schemes, body->algorithm);
    TlsChoice choice;
    tls_choice_begin (&choice, "certificate-verify",
                      self->config->role == TLS_CLIENT
                          ? "Does the server hold the certificate's private key?"
                          : "Does the client hold the certificate's private key?",
                      "RFC 9846 4.5.2");
    tls_choice_add (&choice, trace_internf (self->trace, "scheme: %s", name),
                    wrong_scheme == NULL ? TRACE_PASSED : TRACE_FELL,
                    wrong_scheme == NULL ? "was offered" : wrong_scheme);
    tls_choice_add (&choice, "key",
                    wrong_scheme ? TRACE_NOT_REACHED
                    : fits       ? TRACE_PASSED
                                 : TRACE_FELL,
                    wrong_scheme ? "not reached"
                    : fits       ? "the certificate's key is one for this scheme"
                                 : "the certificate's key is none for this scheme");
    tls_choice_add (&choice, "signature",
                    !fits  ? TRACE_NOT_REACHED
                    : good ? TRACE_PASSED
                           : TRACE_FELL,
                    !fits  ? "not reached"
                    : good ? "verifies over the transcript under the certificate's key"
                           : "does not verify over the transcript under the certificate's key");
    return tls_choice_end (self, &choice, TRACE_CHECK, good ? "yes" : "no", cause);
}
