#include "tls/private.h"

/* Certificate (RFC 9846 section 4.5.1): who the server says it is. The proof comes with
 * CertificateVerify. */

BaseCause tls_compose_certificate (TlsParty *self)
{
    GPtrArray *chain = pki_identity_chain (self->config->identity);
    g_autofree WireCertificateEntry *entries = g_new0 (WireCertificateEntry, chain->len);
    for (guint i = 0; i < chain->len; i++)
        entries[i].cert_data = base_span_bytes (g_ptr_array_index (chain, i));
    WireCertificate body = {.certificate_list = {entries, chain->len}};
    tls_write_message (self, WIRE_CERTIFICATE, &body);
    return BASE_CAUSE_NONE;
}

static GPtrArray *received_chain (const WireCertificate *body)
{
    GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    for (size_t i = 0; i < body->certificate_list.n; i++)
        g_ptr_array_add (
            chain,
            base_span_copy (
                wire_list_item (body->certificate_list, WireCertificateEntry, i)->cert_data));
    return chain;
}

/* Each check that was made, with its mark: "validity: CN=server.example". */
static BaseCause show_verdict (TlsParty *self, const PkiVerdict *verdict, bool binding)
{
    TlsChoice choice;
    BaseCause cause = binding ? verdict->cause : BASE_CAUSE_NONE;
    tls_choice_begin (&choice, "certificate-chain", "Is the certificate chain good?",
                      "RFC 9846 4.5.1.3");
    for (guint i = 0; i < verdict->checks->len; i++) {
        const PkiCheck *check = &g_array_index (verdict->checks, PkiCheck, i);
        const char *name = check->subject != NULL && *check->subject != '\0'
                               ? trace_internf (self->trace, "%s: %s", check->key, check->subject)
                               : check->key;
        tls_choice_add (&choice, name, check->passed ? TRACE_PASSED : TRACE_FELL,
                        trace_intern (self->trace, check->reason != NULL ? check->reason : ""));
    }
    const char *outcome = cause != BASE_CAUSE_NONE ? "no"
                          : binding                ? "yes"
                                                   : "not asked: the client trusts anybody";
    return tls_choice_end (self, &choice, TRACE_CHECK, outcome, cause);
}

BaseCause tls_process_certificate (TlsParty *self)
{
    const WireCertificate *body = self->message->body;
    if (body->certificate_request_context.size > 0)
        return BASE_CAUSE_FORBIDDEN_VALUE;
    if (body->certificate_list.n == 0)
        return BASE_CAUSE_EMPTY_CERTIFICATE_LIST;
    for (size_t i = 0; i < body->certificate_list.n; i++) {
        BaseCause cause = tls_check_offered (
            self, wire_list_item (body->certificate_list, WireCertificateEntry, i)->extensions);
        if (cause != BASE_CAUSE_NONE)
            return cause;
    }
    const TlsConfig *config = self->config;
    self->peer_chain = received_chain (body);
    g_autoptr (PkiVerdict) verdict =
        pki_verify (self->peer_chain, config->trust, config->server_name,
                    base_clock_unix (self->clock) + config->clock_offset, config->min_rsa_bits);
    BaseCause cause = show_verdict (self, verdict, config->trust != NULL);
    if (cause == BASE_CAUSE_NONE && verdict->leaf_key == NULL)
        cause = verdict->cause == BASE_CAUSE_CERTIFICATE_UNREADABLE
                    ? verdict->cause
                    : BASE_CAUSE_CERTIFICATE_UNSUPPORTED_KEY;
    self->peer_key = g_steal_pointer (&verdict->leaf_key);
    return cause;
}

/* ---- A client that is asked for a certificate and has none (RFC 9846 sections 4.4.2 and 4.5.1)
 * ---- */

BaseCause tls_process_certificate_request (TlsParty *self)
{
    const WireCertificateRequest *body = self->message->body;
    if (body->certificate_request_context.size > 0)
        return BASE_CAUSE_FORBIDDEN_VALUE; /* empty during the handshake */
    if (wire_message_extension (self->message, WIRE_EXT_SIGNATURE_ALGORITHMS) == NULL)
        return BASE_CAUSE_EXTENSION_MISSING;
    self->certificate_context = base_span_copy (body->certificate_request_context);
    return BASE_CAUSE_NONE;
}

/* It says so with an empty list; whether that will do is the server's decision. */
BaseCause tls_compose_empty_certificate (TlsParty *self)
{
    WireCertificate body = {.certificate_request_context =
                                base_span_bytes (self->certificate_context)};
    tls_write_message (self, WIRE_CERTIFICATE, &body);
    g_clear_pointer (&self->certificate_context, g_bytes_unref);
    return BASE_CAUSE_NONE;
}
