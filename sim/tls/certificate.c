#include "tls/extension.h"

/* Certificate (RFC 9846 section 4.5.1): who its sender says it is. The proof comes with
 * CertificateVerify. */

const WireMessage *tls_peers_wishes (const TlsParty *self)
{
    return self->config->role == TLS_CLIENT ? self->request : self->client_hello;
}

const WireMessage *tls_own_wishes (const TlsParty *self)
{
    return self->config->role == TLS_CLIENT ? self->client_hello : self->request;
}

/* Empty in the main handshake; an answer to a question carries the question's. */
static BaseSpan request_context (const TlsParty *self)
{
    return self->request != NULL && self->speaks == WIRE_TLS13
               ? ((const WireCertificateRequest *)self->request->body)->certificate_request_context
               : base_span (NULL, 0);
}

/* ---- Sending ---- */

/* In TLS 1.2 it is the chain alone (RFC 5246 section 7.4.2). */
static void write_chain (TlsParty *self, const WireCertificate *body)
{
    tls_write_message (self, self->speaks == WIRE_TLS12 ? WIRE_CERTIFICATE_12 : WIRE_CERTIFICATE,
                       body);
}

BaseCause tls_compose_certificate (TlsParty *self)
{
    bool client = self->config->role == TLS_CLIENT;
    GPtrArray *chain = pki_identity_chain (self->config->identity);
    g_autofree WireCertificateEntry *entries = g_new0 (WireCertificateEntry, chain->len);
    for (guint i = 0; i < chain->len; i++)
        entries[i].cert_data = base_span_bytes (g_ptr_array_index (chain, i));
    if (chain->len > 0) /* a server may be told to send none, which is wrong */
        entries[0].extensions = tls_write_extensions (self, WIRE_IN_CERTIFICATE, NULL);
    WireCertificate body = {.certificate_request_context =
                                client ? request_context (self) : base_span (NULL, 0),
                            .certificate_list = {entries, chain->len}};
    write_chain (self, &body);
    self->shown = true;
    return BASE_CAUSE_NONE;
}

/* A client says so that it shows none; whether that will do is the server's decision. */
BaseCause tls_compose_empty_certificate (TlsParty *self)
{
    WireCertificate body = {.certificate_request_context = request_context (self)};
    write_chain (self, &body);
    return BASE_CAUSE_NONE;
}

void tls_dress_certificate (TlsParty *self)
{
    tls_choose_staple (self);
    tls_choose_timestamps (self);
    tls_choose_compression (self);
}

/* ---- Receiving ---- */

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
    bool client = self->config->role == TLS_CLIENT;
    TlsChoice choice;
    BaseCause cause = binding ? verdict->cause : BASE_CAUSE_NONE;
    tls_choice_begin (
        &choice, "certificate-chain", "Is the certificate chain good?",
        tls_section (self, "RFC 9846 4.5.1.3", client ? "RFC 5246 7.4.2" : "RFC 5246 7.4.6"));
    for (guint i = 0; i < verdict->checks->len; i++) {
        const PkiCheck *check = &g_array_index (verdict->checks, PkiCheck, i);
        const char *name = check->subject != NULL && *check->subject != '\0'
                               ? trace_internf (self->trace, "%s: %s", check->key, check->subject)
                               : check->key;
        const TraceCandidate candidate = {
            .name = name,
            .verdict = check->passed ? TRACE_PASSED : TRACE_FELL,
            .reason = trace_intern (self->trace, check->reason != NULL ? check->reason : ""),
            .section = check->section,
            .meaning = check->meaning,
            .item = check->certificate,
        };
        g_array_append_val (choice.candidates, candidate);
    }
    const char *outcome = cause != BASE_CAUSE_NONE ? "no"
                          : binding                ? "yes"
                          : client                 ? "not asked: the client trusts anybody"
                                                   : "not asked: the server trusts anybody";
    return tls_choice_end (self, &choice, TRACE_CHECK, outcome, cause);
}

BaseCause tls_judge_chain (TlsParty *self)
{
    const TlsConfig *config = self->config;
    bool client = config->role == TLS_CLIENT;
    const PkiQuestion question = {
        .purpose = client ? PKI_FOR_SERVER : PKI_FOR_CLIENT,
        .chain = self->peer_chain,
        .trust = config->trust,
        .host = client ? config->server_name : NULL,
        .now = base_clock_unix (self->clock) + config->clock_offset,
        .min_rsa_bits = config->min_rsa_bits,
        .staples = self->peer_staples,
        .enciphers = client && tls_exchange_enciphers (self),
        .wants_staple =
            wire_message_extension (tls_own_wishes (self), WIRE_EXT_STATUS_REQUEST) != NULL,
        .pins = config->pins,
        .schemes = config->certificate_schemes,
    };
    g_autoptr (PkiVerdict) verdict = pki_judge (&question);
    BaseCause cause = show_verdict (self, verdict, config->trust != NULL);
    if (cause == BASE_CAUSE_NONE && verdict->leaf_key == NULL)
        cause = verdict->cause == BASE_CAUSE_CERTIFICATE_UNREADABLE
                    ? verdict->cause
                    : BASE_CAUSE_CERTIFICATE_UNSUPPORTED_KEY;
    g_clear_pointer (&self->peer_key, crypto_public_key_free);
    self->peer_key = g_steal_pointer (&verdict->leaf_key);
    bool passed_over = cause != BASE_CAUSE_NONE && self->peer_key != NULL &&
                       tls_misbehaves (self, TLS_BELIEVE_EVERY_CERTIFICATE);
    return passed_over ? BASE_CAUSE_NONE : cause;
}

/* Each extension of each entry must have been asked for. */
static BaseCause read_entries (TlsParty *self, const WireCertificate *body)
{
    BaseCause cause = BASE_CAUSE_NONE;
    self->reading = body;
    g_clear_pointer (&self->peer_staples, g_ptr_array_unref);
    self->peer_staples = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    g_ptr_array_set_size (self->peer_staples, (gint)body->certificate_list.n);
    for (size_t i = 0; i < body->certificate_list.n && cause == BASE_CAUSE_NONE; i++) {
        WireList extensions =
            wire_list_item (body->certificate_list, WireCertificateEntry, i)->extensions;
        self->entry = i;
        cause = tls_check_offered (self, extensions);
        if (cause == BASE_CAUSE_NONE)
            cause = tls_read_extensions (self, WIRE_IN_CERTIFICATE, extensions);
    }
    self->reading = NULL;
    return cause;
}

bool tls_answer_is_empty (const TlsParty *self)
{
    const WireMessage *message = self->message;
    if (message != NULL && message->row->id == WIRE_COMPRESSED_CERTIFICATE)
        return tls_packed_is_empty (message);
    return message != NULL &&
           (message->row->id == WIRE_CERTIFICATE || message->row->id == WIRE_CERTIFICATE_12) &&
           ((const WireCertificate *)message->body)->certificate_list.n == 0;
}

/* A server may go on with a client that it does not know, or insist (RFC 9846 section 4.5.1.3). */
static BaseCause judge_empty_answer (TlsParty *self)
{
    bool required = tls_insists (self);
    TlsChoice choice;
    tls_choice_begin (&choice, "client-certificate", "May the client stay unknown?",
                      tls_section (self, "RFC 9846 4.5.1.3", "RFC 5246 7.4.6"));
    tls_choice_add (&choice, "certificate_list", required ? TRACE_FELL : TRACE_PASSED,
                    required ? "empty, and this server insists on a certificate"
                             : "empty; this server asked, but does not insist");
    return tls_choice_end (self, &choice, TRACE_CHECK, required ? "no" : "yes",
                           required ? BASE_CAUSE_CLIENT_CERTIFICATE_MISSING : BASE_CAUSE_NONE);
}

BaseCause tls_process_certificate (TlsParty *self)
{
    return tls_take_certificate (self, self->message->body);
}

BaseCause tls_take_certificate (TlsParty *self, const WireCertificate *body)
{
    bool client = self->config->role == TLS_CLIENT;
    BaseSpan context = client ? base_span (NULL, 0) : request_context (self);
    if (!base_span_equal (body->certificate_request_context, context))
        return BASE_CAUSE_FORBIDDEN_VALUE;
    if (!client)
        self->answer = TLS_ANSWERED;
    if (body->certificate_list.n == 0 && client)
        tls_note (self, "certificates in the list", "0");
    if (body->certificate_list.n == 0)
        return client ? BASE_CAUSE_EMPTY_CERTIFICATE_LIST : judge_empty_answer (self);
    BaseCause cause = read_entries (self, body);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    g_clear_pointer (&self->peer_chain, g_ptr_array_unref);
    self->peer_chain = received_chain (body);
    if (self->staple_promised)
        return BASE_CAUSE_NONE; /* what it is judged by is still to come */
    cause = tls_judge_chain (self);
    bool filters = cause == BASE_CAUSE_NONE && !client && self->speaks == WIRE_TLS13;
    return filters ? tls_check_filters (self) : cause;
}
