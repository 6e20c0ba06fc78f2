#include "tls/extension.h"

/* session_ticket and the NewSessionTicket of TLS 1.2 (RFC 5077): the server's memory of a session,
 * sealed under a key that it alone has, and carried by the client. Unlike in TLS 1.3 it is handed
 * over before the keys are in use: in clear. */

/* ---- The extension ---- */

/* Empty: a ticket would be welcome. */
void *tls_offer_session_ticket (TlsParty *self)
{
    if (!self->config->use_tickets || self->memory == NULL)
        return NULL;
    WireBytes *body = tls_keep (self, sizeof *body);
    if (self->session != NULL && !self->session->by_id)
        body->value = base_span_bytes (self->session->identity);
    return body;
}

void *tls_answer_session_ticket (TlsParty *self)
{
    return self->ticket_promised ? tls_present : NULL;
}

BaseCause tls_read_session_ticket (TlsParty *self, const void *body)
{
    (void)body;
    self->ticket_promised = true;
    return BASE_CAUSE_NONE;
}

/* ---- The message ---- */

/* A new ticket for a session that goes on is new to the eye alone: it makes nobody live longer. */
BaseCause tls_compose_ticket_12 (TlsParty *self)
{
    g_autoptr (TlsPsk) session = tls_session_new (self, base_span (NULL, 0));
    int64_t now = session->since;
    session->lifetime = (uint32_t)self->config->ticket_lifetime;
    if (self->resumed) {
        session->since = self->session->since;
        session->lifetime = self->session->lifetime;
    }
    uint32_t left = session->lifetime - (uint32_t)((now - session->since) / 1000);
    g_autoptr (GBytes) ticket = tls_ticket_seal (self, session);
    WireNewSessionTicket12 body = {
        .ticket_lifetime_hint = MAX (1, left), /* 0 would mean that nothing is said */
        .ticket = base_span_bytes (ticket),
    };
    tls_write_message (self, WIRE_NEW_SESSION_TICKET_12, &body);
    self->tickets_given++;
    return BASE_CAUSE_NONE;
}

/* It becomes good with the server's Finished; empty, it is none after all (RFC 5077 section 3.3).
 */
BaseCause tls_process_ticket_12 (TlsParty *self)
{
    const WireNewSessionTicket12 *body = self->message->body;
    g_clear_pointer (&self->new_ticket, g_bytes_unref);
    if (body->ticket.size > 0)
        self->new_ticket = base_span_copy (body->ticket);
    self->new_lifetime = body->ticket_lifetime_hint;
    return BASE_CAUSE_NONE;
}
