#include <string.h>

#include "tls/extension.h"

/* CertificateVerify (RFC 9846 section 4.5.2): a signature over the whole handshake so far, the
 * proof that its sender holds the private key of its certificate. */

/* The words say who signs, so that one's signature can never be passed off as the other's. */
static GByteArray *signed_content (const TlsParty *self, TlsRole signer)
{
    if (self->speaks == WIRE_TLS12) { /* RFC 5246 section 7.4.8: all messages so far, as they are */
        GByteArray *messages = g_byte_array_new ();
        return g_byte_array_append (messages, self->early_transcript->data,
                                    self->early_transcript->len);
    }
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
    bool as_other = self->speaks == WIRE_TLS13 && tls_misbehaves (self, TLS_SIGN_AS_OTHER_SIDE);
    TlsRole signer = as_other ? tls_other_role (config->role) : config->role;
    g_autoptr (GByteArray) content = signed_content (self, signer);
    if (tls_misbehaves (self, TLS_SIGN_OTHER_TRANSCRIPT))
        content->data[content->len - 1] ^= 1;
    BaseSpan span = base_span (content->data, content->len);
    const CryptoPrivateKey *key = pki_identity_key (config->identity);
    return self->speaks == WIRE_TLS12 ? crypto_sign12 (scheme, key, tls_draw, self, span)
                                      : crypto_sign (scheme, key, tls_draw, self, span);
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

const CryptoScheme *tls_offered_scheme (const TlsParty *self, uint16_t id)
{
    const CryptoScheme *scheme = crypto_scheme_find (id);
    bool offered = scheme != NULL && tls_array_has (self->config->signature_schemes, id);
    return offered ? scheme : NULL;
}

static bool key_suits (const TlsParty *self, const CryptoScheme *scheme)
{
    return self->speaks == WIRE_TLS12 ? crypto_public_key_suits12 (self->peer_key, scheme)
                                      : crypto_public_key_suits (self->peer_key, scheme);
}

static bool verifies (const TlsParty *self, const CryptoScheme *scheme, const GByteArray *content,
                      BaseSpan signature)
{
    BaseSpan span = base_span (content->data, content->len);
    return self->speaks == WIRE_TLS12 ? crypto_verify12 (scheme, self->peer_key, span, signature)
                                      : crypto_verify (scheme, self->peer_key, span, signature);
}

bool tls_scheme_suits_peer (const TlsParty *self, const CryptoScheme *scheme)
{
    CryptoKeyKind kind = crypto_public_key_kind (self->peer_key);
    bool rsa = kind == CRYPTO_KEY_RSA || kind == CRYPTO_KEY_RSA_PSS;
    TlsAuthentication needed = self->suite->authentication;
    bool fits_suite = self->config->role == TLS_SERVER || needed == TLS_AUTH_ANY ||
                      rsa == (needed == TLS_AUTH_RSA);
    return fits_suite && key_suits (self, scheme);
}

static BaseCause judge (TlsParty *self, const WireCertificateVerify *body)
{
    const CryptoScheme *scheme = crypto_scheme_find (body->algorithm);
    TlsRole signer = tls_other_role (self->config->role);
    WireList offered = tls_accepted_schemes (tls_own_wishes (self));
    if (scheme == NULL || !tls_list_has (offered, body->algorithm))
        return BASE_CAUSE_SIGNATURE_SCHEME_NOT_OFFERED;
    if (crypto_scheme_is_for_certificates_alone (scheme) && self->speaks == WIRE_TLS13)
        return BASE_CAUSE_SIGNATURE_SCHEME_FOR_CERTIFICATES;
    if (!key_suits (self, scheme))
        return BASE_CAUSE_SIGNATURE_SCHEME_WRONG_FOR_KEY;
    *(signer == TLS_CLIENT ? &self->client_scheme : &self->scheme) = scheme;
    g_autoptr (GByteArray) content = signed_content (self, signer);
    return verifies (self, scheme, content, body->signature) ? BASE_CAUSE_NONE
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
                      self->speaks == WIRE_TLS12 ? "RFC 5246 7.4.8" : "RFC 9846 4.5.2");
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
    tls_choice_end (self, &choice, TRACE_CHECK, good ? "yes" : "no", cause);
    bool passed_over = cause == BASE_CAUSE_BAD_CERTIFICATE_VERIFY &&
                       tls_misbehaves (self, TLS_BELIEVE_WITHOUT_PROOF);
    return passed_over ? BASE_CAUSE_NONE : cause;
}
