#include "tls/private.h"

/* What becomes of a session of TLS 1.2 when the handshake is over, and when the connection fails
 * (RFC 5246 sections 7.2.2 and F.1.4). */

/* RFC 5246 section F.1.4: an upper limit of 24 hours is suggested, where the server says nothing.
 */
enum { DAY = 86400, MAX_LIFETIME = 604800 };

/* ---- Keeping ---- */

static void show_kept (TlsParty *self, const TlsPsk *session)
{
    if (tls_find_earlier_secret (self, "session_main_secret", session->value) < 0)
        tls_show_kept_secret (self);
}

/* SESSION (transfer full) is what this connection's is called from now on. */
static void set_session (TlsParty *self, TlsPsk *session)
{
    g_clear_pointer (&self->session, tls_psk_unref);
    self->session = session;
    show_kept (self, session);
}

static BaseSpan given_id (const TlsParty *self)
{
    return self->resumed ? base_span (NULL, 0) : base_span_bytes (self->given_id);
}

static void keep_as_client (TlsParty *self, bool by_ticket)
{
    BaseSpan identity = by_ticket ? base_span_bytes (self->new_ticket) : given_id (self);
    TlsPsk *session = tls_session_new (self, identity);
    uint32_t hint = by_ticket ? self->new_lifetime : 0;
    session->by_id = !by_ticket;
    session->lifetime = hint > 0 ? MIN (hint, MAX_LIFETIME) : DAY;
    g_free (session->server_name);
    session->server_name = g_strdup (self->config->server_name);
    set_session (self, session);
    tls_memory_add_session (self->memory, tls_psk_ref (session));
}

/* With a ticket the id of the ServerHello means nothing (RFC 5077 section 3.4). */
static void client_keeps (TlsParty *self)
{
    const TlsConfig *config = self->config;
    bool ticket = self->new_ticket != NULL && config->use_tickets;
    bool id = given_id (self).size > 0 && config->sessions && !ticket;
    bool bound = self->extended_main_secret || !config->extended_main_secret;
    bool keeps = bound && (ticket || id);
    TlsChoice choice;
    if (!config->use_tickets && !config->sessions)
        return;
    tls_choice_begin (&choice, "keep-session", "Does the client keep the session for later?",
                      ticket ? "RFC 5077 3.3" : "RFC 5246 F.1.4");
    tls_choice_add (&choice, "NewSessionTicket", ticket ? TRACE_PASSED : TRACE_INFO,
                    ticket ? "only the server can open it, when it comes back" : "none to be kept");
    tls_choice_add (&choice, "session_id", id ? TRACE_PASSED : TRACE_INFO,
                    id              ? "the server remembers the session under this id"
                    : self->resumed ? "the session that goes on is kept as it was, unless a new "
                                      "ticket takes its place"
                                    : "none to be kept");
    if (!bound)
        tls_choice_add (&choice, "extended_main_secret", TRACE_FELL,
                        "not agreed on: the main secret is not bound to this handshake, and should "
                        "not be used again (RFC 7627 5.3)");
    tls_choice_end (self, &choice, TRACE_DECIDE,
                    keeps           ? ticket ? "by its ticket" : "by its id"
                    : self->resumed ? "as it was"
                                    : "no",
                    BASE_CAUSE_NONE);
    if (keeps)
        keep_as_client (self, ticket);
}

/* In a ticket the session travels with the client: nothing is kept of it here. */
static void server_keeps (TlsParty *self)
{
    if (!self->config->sessions || self->resumed)
        return;
    bool keeps = self->session_id_size > 0;
    TlsChoice choice;
    tls_choice_begin (&choice, "keep-session", "Does the server keep the session for later?",
                      "RFC 5246 F.1.4");
    tls_choice_add (&choice, "session_id", keeps ? TRACE_CHOSEN : TRACE_FELL,
                    keeps ? trace_internf (self->trace,
                                           "under the id that it gave, for %" G_GINT64_FORMAT
                                           " seconds: Finished has shown that the client is there",
                                           self->config->ticket_lifetime)
                          : "not given: the client has a ticket, and the server keeps nothing");
    tls_choice_end (self, &choice, TRACE_DECIDE, keeps ? "by its id" : "no", BASE_CAUSE_NONE);
    if (!keeps)
        return;
    TlsPsk *session = tls_session_new (self, base_span (self->session_id, self->session_id_size));
    session->by_id = true;
    session->lifetime = (uint32_t)self->config->ticket_lifetime;
    set_session (self, session);
    tls_memory_keep_id (self->memory, tls_psk_ref (session));
}

void tls_keep_session (TlsParty *self)
{
    if (self->speaks != WIRE_TLS12 || self->memory == NULL)
        return;
    if (self->config->role == TLS_CLIENT)
        client_keeps (self);
    else
        server_keeps (self);
}

/* ---- Forgetting ---- */

/* A connection that ended with a fatal alert takes its session with it. */
void tls_forget_session (TlsParty *self)
{
    if (self->session == NULL || self->memory == NULL || self->version == WIRE_TLS13)
        return;
    bool had = tls_memory_drop (self->memory, self->session);
    TlsChoice choice;
    tls_choice_begin (&choice, "forget-session", "May the session go on another time?",
                      "RFC 5246 7.2.2");
    tls_choice_add (&choice, "fatal alert", had ? TRACE_FELL : TRACE_INFO,
                    had ? "a connection of this session has failed: it is forgotten"
                        : "the session stands in the client's ticket alone: there is nothing here "
                          "to forget, and it is the client that should");
    tls_choice_end (self, &choice, TRACE_DECIDE, had ? "no" : "that is up to the client",
                    BASE_CAUSE_NONE);
    int kept = tls_find_earlier_secret (self, "session_main_secret", self->session->value);
    if (had && kept >= 0)
        trace_forget_secret (self->trace, kept);
}
