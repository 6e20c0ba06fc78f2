#include "tls/extension.h"

/* Renegotiation: TLS 1.2 could begin a handshake anew inside a connection. Nobody should: an
 * attacker could make a victim's handshake the second one of his own connection, and what he had
 * said before then seemed to be the victim's. Both sides say that they know of this (RFC 5746), and
 * this engine refuses (RFC 5246 section 7.2.2). */

/* Empty: this is a first handshake. */
void *tls_offer_renegotiation_info (TlsParty *self)
{
    return tls_keep (self, sizeof (WireBytes));
}

static bool has_signal (const TlsParty *self)
{
    enum { TLS_EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff };
    const WireClientHello *hello = self->client_hello->body;
    return tls_list_has (hello->cipher_suites, TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
}

/* A client may ask by extension, or by a cipher suite that is none (RFC 5746 section 3.6). */
void *tls_answer_renegotiation_info (TlsParty *self)
{
    self->renegotiation_info = self->renegotiation_info || has_signal (self);
    return self->renegotiation_info ? tls_offer_renegotiation_info (self) : NULL;
}

/* In a first handshake there is nothing before it to speak of (RFC 5746 sections 3.4 and 3.6). */
BaseCause tls_read_renegotiation_info (TlsParty *self, const void *body)
{
    const WireBytes *info = body;
    self->renegotiation_info = true;
    if (info->value.size == 0)
        return BASE_CAUSE_NONE;
    tls_note (self, "renegotiated_connection", "%" G_GSIZE_FORMAT " bytes", info->value.size);
    return BASE_CAUSE_RENEGOTIATION_INFO_NOT_EMPTY;
}

/* Until a hello has come from the server, it may be one of TLS 1.2. */
bool tls_may_yet_be_older (const TlsParty *self)
{
    return self->config->role == TLS_CLIENT && self->speaks == WIRE_TLS13 &&
           self->state == TLS_WAIT_SH && !self->retried && tls_may_speak (self, WIRE_TLS12);
}

/* RFC 5246 section 7.4.1.1: to begin while it is at it would mean nothing. TLS 1.3 has no such
 * message, so a client that offers both must wait for the server's hello to know whether it was a
 * fault: see tls_check_passed_request (). */
bool tls_passes_over_request (TlsParty *self)
{
    bool open = tls_may_yet_be_older (self);
    bool at_it = (self->speaks == WIRE_TLS12 || open) && self->config->role == TLS_CLIENT &&
                 self->outcome == TRACE_RUNNING && self->client_hello != NULL;
    if (!at_it)
        return false;
    self->passed_request = open;
    TlsChoice choice;
    tls_choice_begin (&choice, "hello-request", "Does the client begin anew?", "RFC 5246 7.4.1.1");
    tls_choice_add (&choice, "HelloRequest", TRACE_INFO,
                    "a handshake is under way: it is passed over, and does not count for Finished");
    tls_choice_end (self, &choice, TRACE_DECIDE, "no: it is at it", BASE_CAUSE_NONE);
    return true;
}

/* What follows is TLS 1.3: then nothing could have come before it (RFC 9846 section 4). */
BaseCause tls_check_passed_request (TlsParty *self)
{
    if (!self->passed_request)
        return BASE_CAUSE_NONE;
    self->passed_request = false;
    if (self->speaks == WIRE_TLS12)
        return BASE_CAUSE_NONE;
    TlsChoice choice;
    tls_choice_begin (&choice, "hello-request", "Could HelloRequest come before this?",
                      "RFC 9846 4");
    tls_choice_add (&choice, "HelloRequest", TRACE_FELL,
                    "a message of TLS 1.2 alone, and the server has not chosen TLS 1.2");
    return tls_choice_end (self, &choice, TRACE_CHECK, "no", BASE_CAUSE_UNEXPECTED_MESSAGE);
}

/* A HelloRequest, or another ClientHello. */
BaseCause tls_refuse_renegotiation (TlsParty *self)
{
    TlsChoice choice;
    tls_choice_begin (&choice, "renegotiation", "Does it negotiate anew?", "RFC 5246 7.2.2");
    tls_choice_add (&choice, self->message->row->name, TRACE_FELL,
                    "a handshake inside a connection: never again");
    self->renegotiation_due = true;
    return tls_choice_end (self, &choice, TRACE_DECIDE, "no", BASE_CAUSE_NONE);
}

BaseCause tls_compose_no_renegotiation (TlsParty *self)
{
    self->renegotiation_due = false;
    tls_compose_warning (self, BASE_ALERT_NO_RENEGOTIATION);
    return BASE_CAUSE_NONE;
}
