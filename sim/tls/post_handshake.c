#include "tls/extension.h"

/* Post-handshake authentication (RFC 9846 section 4.7.2): the server asks who the client is when
 * they have long been talking. Each question has a context of its own, and its answer repeats it:
 * Certificate, CertificateVerify and Finished, one behind the other, over a transcript that goes on
 * from the end of the main handshake. */

enum { CONTEXT_SIZE = 32 };

/* ---- Client ---- */

void *tls_offer_later_answer (TlsParty *self)
{
    return self->config->later_answer ? tls_present : NULL;
}

bool tls_offers_later_answer (const TlsParty *self)
{
    return wire_message_extension (self->client_hello, WIRE_EXT_POST_HANDSHAKE_AUTH) != NULL;
}

/* The transcript goes on for one answer; its Finished has a key of the current traffic secret. */
static void begin_answer (TlsParty *self)
{
    tls_transcript_branch (self);
    self->secrets[TLS_POST_FINISHED_KEY].known = false;
}

BaseCause tls_process_later_request (TlsParty *self)
{
    BaseCause cause = tls_check_request (self);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    tls_note_request (self);
    begin_answer (self);
    return BASE_CAUSE_NONE;
}

/* This side has said goodbye, and can answer no more. */
BaseCause tls_pass_over_request (TlsParty *self)
{
    return tls_check_request (self);
}

/* ---- Server: the question ---- */

bool tls_party_awaits_answer (const TlsParty *self)
{
    bool answering = self->config->role == TLS_SERVER && self->branch != NULL;
    return self->requests_left > 0 || self->open_requests->len > 0 || answering;
}

bool tls_insists (const TlsParty *self)
{
    bool later = self->outcome == TRACE_ESTABLISHED;
    return (later ? self->config->later_request : self->config->request) == TLS_REQUIRE;
}

/* Whether it may be asked at all: only a client that said so, and none whom an external key has
 * named already (RFC 9846 section 4.4.2). */
BaseCause tls_decide_later_request (TlsParty *self)
{
    bool offered = tls_offers_later_answer (self),
         external = self->psk != NULL && self->psk->external;
    bool may = offered && !external, insists = tls_insists (self);
    TlsChoice choice;
    tls_choice_begin (&choice, "post-handshake-auth", "May the client be asked who it is?",
                      "RFC 9846 4.7.2");
    tls_choice_add (&choice, "post_handshake_auth", offered ? TRACE_PASSED : TRACE_FELL,
                    offered ? "the client offered to answer after the handshake"
                            : "the client did not offer to answer after the handshake");
    tls_choice_add (&choice, "pre-shared key", external ? TRACE_FELL : TRACE_PASSED,
                    external ? "an external one is in use: then nobody is asked"
                             : "no external one is in use");
    if (!may)
        tls_choice_add (&choice, "this server", insists ? TRACE_FELL : TRACE_PASSED,
                        insists ? "insists on a certificate" : "would ask, but does not insist");
    self->later_decided = true;
    self->requests_left = may ? (unsigned)self->config->later_requests : 0;
    return tls_choice_end (self, &choice, TRACE_DECIDE, may ? "yes" : "no",
                           !may && insists ? BASE_CAUSE_CLIENT_CERTIFICATE_MISSING
                                           : BASE_CAUSE_NONE);
}

/* The context must be new, and nobody can know it beforehand: so nobody can have signed an answer
 * to it in advance (RFC 9846 section 4.4.2). */
BaseCause tls_compose_later_request (TlsParty *self)
{
    uint8_t context[CONTEXT_SIZE];
    tls_draw (self, "certificate_request_context", context, sizeof context);
    WireCertificateRequest body = {
        .certificate_request_context = base_span (context, sizeof context),
        .extensions = tls_write_extensions (self, WIRE_IN_CERTIFICATE_REQUEST, NULL)};
    tls_write_message (self, WIRE_CERTIFICATE_REQUEST, &body);
    g_ptr_array_add (self->open_requests, wire_message_ref (self->message));
    self->requests_left--;
    return BASE_CAUSE_NONE;
}

/* ---- Server: the answer ---- */

static BaseSpan context_of (const WireMessage *request)
{
    return ((const WireCertificateRequest *)request->body)->certificate_request_context;
}

/* Which of the open questions has CONTEXT; transfer full, NULL: none. */
static WireMessage *take_request (TlsParty *self, BaseSpan context)
{
    WireMessage *taken = NULL;
    TlsChoice choice;
    tls_choice_begin (&choice, "request-context", "Which question does this answer?",
                      "RFC 9846 4.7.2");
    for (guint i = 0; i < self->open_requests->len; i++) {
        WireMessage *request = g_ptr_array_index (self->open_requests, i);
        g_autofree char *hex = base_hex (context_of (request));
        bool same = taken == NULL && base_span_equal (context_of (request), context);
        if (same)
            taken = wire_message_ref (request);
        tls_choice_add (&choice, trace_internf (self->trace, "context %.16s…", hex),
                        same ? TRACE_CHOSEN : TRACE_FELL,
                        same ? "the Certificate repeats it"
                             : "the Certificate has another context");
    }
    if (taken != NULL)
        g_ptr_array_remove (self->open_requests, taken);
    tls_choice_end (self, &choice, TRACE_CHECK, taken != NULL ? "one that is open" : "none",
                    taken != NULL ? BASE_CAUSE_NONE : BASE_CAUSE_REQUEST_CONTEXT_UNKNOWN);
    return taken;
}

static BaseCause take_answer (TlsParty *self, const WireCertificate *body)
{
    WireMessage *request = take_request (self, body->certificate_request_context);
    if (request == NULL)
        return BASE_CAUSE_REQUEST_CONTEXT_UNKNOWN;
    g_clear_pointer (&self->request, wire_message_unref);
    self->request = request;
    begin_answer (self);
    tls_transcript_add (self, base_span_bytes (request->bytes));
    return tls_take_certificate (self, body);
}

BaseCause tls_process_later_certificate (TlsParty *self)
{
    return take_answer (self, self->message->body);
}

/* The context is packed with the rest. */
BaseCause tls_process_later_compressed (TlsParty *self)
{
    g_autoptr (WireMessage) plain = NULL;
    BaseCause cause = tls_unpack_certificate (self, &plain);
    return cause != BASE_CAUSE_NONE ? cause : take_answer (self, plain->body);
}

void tls_end_answer (TlsParty *self)
{
    tls_transcript_join (self);
    self->answer = TLS_ANSWERED;
}

BaseCause tls_give_up_answers (TlsParty *self)
{
    bool open = tls_party_awaits_answer (self);
    g_ptr_array_set_size (self->open_requests, 0);
    self->requests_left = 0;
    return open && tls_insists (self) ? BASE_CAUSE_CLIENT_CERTIFICATE_MISSING : BASE_CAUSE_NONE;
}
