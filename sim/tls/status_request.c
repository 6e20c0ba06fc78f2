#include "pki/staple.h"
#include "tls/extension.h"

/* status_request (RFC 6066 section 8, RFC 9846 section 4.5.1.1): an authority's signed word that a
 * certificate is still good, handed over by its holder. A client asks for it in its hello, a server
 * in its CertificateRequest; it comes beside the certificate, in TLS 1.2 in a message of its own
 * behind it. Judging it is a part of judging the chain. */

void *tls_ask_staple (TlsParty *self)
{
    if (!self->config->request_staple)
        return NULL;
    WireCertificateStatusRequest *body = tls_keep (self, sizeof *body);
    body->status_type = WIRE_STATUS_OCSP;
    return body;
}

void *tls_ask_client_staple (TlsParty *self)
{
    return self->config->request_staple ? tls_present : NULL;
}

/* A hello can ask for other kinds of statement, which nobody has. */
static bool is_asked (const TlsParty *self)
{
    const WireMessage *wishes = tls_peers_wishes (self);
    const WireCertificateStatusRequest *asked =
        tls_extension_body (wishes, WIRE_EXT_STATUS_REQUEST);
    return asked != NULL &&
           (self->config->role == TLS_CLIENT || asked->status_type == WIRE_STATUS_OCSP);
}

/* As old as the authority made it, by the true time: its holder's clock has no part in it. */
static GBytes *own_staple (const TlsParty *self)
{
    const TlsConfig *config = self->config;
    if (config->staple_file != NULL)
        return g_bytes_ref (config->staple_file);
    return config->staple != NULL ? pki_staple_mint (config->identity, config->staple,
                                                     base_clock_unix (self->clock), NULL)
                                  : NULL;
}

void tls_choose_staple (TlsParty *self)
{
    bool client = self->config->role == TLS_CLIENT;
    bool asked = is_asked (self);
    g_clear_pointer (&self->staple, g_bytes_unref);
    g_autoptr (GBytes) own = own_staple (self);
    if (!asked && own == NULL)
        return;
    TlsChoice choice;
    tls_choice_begin (&choice, "staple", "Does an OCSP response go with the certificate?",
                      self->speaks == WIRE_TLS12 ? "RFC 6066 8" : "RFC 9846 4.5.1.1");
    tls_choice_add (&choice, "status_request", asked ? TRACE_PASSED : TRACE_FELL,
                    !asked   ? "not asked for, and what was not asked for may not come"
                    : client ? "the server asks for it"
                             : "the client asks for it");
    tls_choice_add (&choice, "OCSP response", own != NULL ? TRACE_PASSED : TRACE_FELL,
                    own == NULL ? "this party has none"
                                : trace_internf (self->trace, "%" G_GSIZE_FORMAT " bytes are here",
                                                 g_bytes_get_size (own)));
    if (asked && own != NULL)
        self->staple = g_steal_pointer (&own);
    tls_choice_end (self, &choice, TRACE_DECIDE, self->staple != NULL ? "yes" : "no",
                    BASE_CAUSE_NONE);
}

void *tls_write_staple (TlsParty *self)
{
    if (self->staple == NULL)
        return NULL;
    WireCertificateStatus *body = tls_keep (self, sizeof *body);
    body->status_type = WIRE_STATUS_OCSP;
    body->response = base_span_bytes (self->staple);
    return body;
}

/* It must be of the one kind that can be asked for. */
BaseCause tls_read_staple (TlsParty *self, const void *data)
{
    const WireCertificateStatus *body = data;
    if (body->status_type != WIRE_STATUS_OCSP)
        return BASE_CAUSE_FORBIDDEN_VALUE;
    g_ptr_array_index (self->peer_staples, self->entry) = base_span_copy (body->response);
    return BASE_CAUSE_NONE;
}

/* ---- TLS 1.2: a promise in ServerHello, and CertificateStatus behind Certificate ---- */

void *tls_promise_staple (TlsParty *self)
{
    return self->staple != NULL ? tls_present : NULL;
}

BaseCause tls_read_promised_staple (TlsParty *self, const void *body)
{
    (void)body;
    self->staple_promised = true;
    return BASE_CAUSE_NONE;
}

BaseCause tls_compose_certificate_status (TlsParty *self)
{
    WireCertificateStatusMessage body = {.status_type = WIRE_STATUS_OCSP,
                                         .response = base_span_bytes (self->staple)};
    tls_write_message (self, WIRE_CERTIFICATE_STATUS, &body);
    return BASE_CAUSE_NONE;
}

/* Only now all is here that the chain is judged by. */
BaseCause tls_process_certificate_status (TlsParty *self)
{
    const WireCertificateStatusMessage *body = self->message->body;
    if (body->status_type != WIRE_STATUS_OCSP)
        return BASE_CAUSE_FORBIDDEN_VALUE;
    g_ptr_array_index (self->peer_staples, 0) = base_span_copy (body->response);
    return tls_judge_chain (self);
}

/* A server may break its promise, and then no response is here. */

BaseCause tls_process_keys_without_status (TlsParty *self)
{
    BaseCause cause = tls_judge_chain (self);
    return cause != BASE_CAUSE_NONE ? cause : tls_process_server_key_exchange (self);
}

BaseCause tls_process_request_without_status (TlsParty *self)
{
    BaseCause cause = tls_judge_chain (self);
    return cause != BASE_CAUSE_NONE ? cause : tls_process_certificate_request_12 (self);
}
