#include <string.h>

#include "tls/extension.h"
#include "tls/memory_private.h"

/* Sessions of TLS 1.2 (RFC 5246 section 7.3): what a handshake has made can be taken up again in
 * later connections, without certificates and without a key exchange. The client names it by the id
 * that the server gave, or brings it along in a ticket (RFC 5077). Either side may say no: then
 * follows a full handshake. */

static bool is_over (const TlsParty *self, const TlsPsk *session)
{
    return tls_now_ms (self) - session->since > (int64_t)session->lifetime * 1000;
}

/* ---- Client: the offer ---- */

/* Why SESSION is not offered; NULL: it is. */
static const char *unfit (const TlsParty *self, const TlsPsk *session)
{
    const TlsConfig *config = self->config;
    if (session->by_id ? !config->sessions : !config->use_tickets)
        return "this client does not come back in this way";
    if (g_strcmp0 (session->server_name, config->server_name) != 0)
        return "it was made with a server of another name";
    if (is_over (self, session))
        return "its time is over";
    if (!tls_array_has (config->cipher_suites, session->suite->id))
        return "its cipher suite is not offered";
    if (session->fragment_length != config->max_fragment_length)
        return "it has another max_fragment_length";
    if (config->extended_main_secret && !session->extended_main_secret)
        return "its main secret is not bound to its handshake (RFC 7627 5.3)";
    if (session->extended_main_secret && !config->extended_main_secret)
        return "it may only be offered with extended_main_secret (RFC 7627 5.3)";
    return NULL;
}

static const char *describe (TlsParty *self, const TlsPsk *session)
{
    size_t size = g_bytes_get_size (session->identity);
    return session->by_id ? trace_internf (self->trace, "a session id of %zu bytes", size)
                          : trace_internf (self->trace, "a ticket of %zu bytes", size);
}

/* The newest that fits. */
void tls_offer_session (TlsParty *self)
{
    if (self->memory == NULL || !tls_may_speak (self, WIRE_TLS12))
        return;
    const GPtrArray *all = self->memory->tickets;
    TlsChoice choice;
    tls_choice_begin (&choice, "offer-session", "Which session to take up again?",
                      "RFC 5246 7.4.1.2");
    for (guint i = all->len; i > 0; i--) {
        TlsPsk *session = g_ptr_array_index (all, i - 1);
        if (!tls_psk_is_session (session))
            continue;
        const char *reason = self->session == NULL ? unfit (self, session) : NULL;
        if (self->session != NULL) {
            tls_choice_add (&choice, describe (self, session), TRACE_NOT_REACHED, "not reached");
        } else if (reason != NULL) {
            tls_choice_add (&choice, describe (self, session), TRACE_FELL, reason);
        } else {
            tls_choice_add (&choice, describe (self, session), TRACE_CHOSEN,
                            "the newest that fits this server and what is offered");
            self->session = tls_psk_ref (session);
        }
    }
    if (choice.candidates->len > 0)
        tls_choice_end (self, &choice, TRACE_DECIDE,
                        self->session != NULL ? describe (self, self->session) : "none",
                        BASE_CAUSE_NONE);
    else
        g_array_unref (choice.candidates);
}

/* ---- Client: the answer ---- */

bool tls_is_taken_up (const TlsParty *self, const WireServerHello *hello)
{
    BaseSpan own = base_span (self->session_id, self->session_id_size);
    return self->session != NULL && own.size > 0 &&
           base_span_equal (hello->legacy_session_id_echo, own);
}

/* A server that names a new session makes up a new id: it never gives back one that the client has
 * made up. */
static void check_new_session (TlsChecklist *list, const WireServerHello *hello)
{
    const WireClientHello *own = list->self->client_hello->body;
    bool echoed = own->legacy_session_id.size > 0 &&
                  base_span_equal (hello->legacy_session_id_echo, own->legacy_session_id);
    tls_check (list, "session_id", !echoed, "a new session",
               "the server resumes a session that there never was", BASE_CAUSE_SESSION_NOT_OFFERED);
}

void tls_check_session (TlsChecklist *list, const WireServerHello *hello)
{
    const TlsParty *self = list->self;
    if (!tls_is_taken_up (self, hello)) {
        check_new_session (list, hello);
        return;
    }
    const TlsPsk *session = self->session;
    bool extended = wire_message_extension (self->message, WIRE_EXT_EXTENDED_MAIN_SECRET) != NULL;
    tls_check (list, "session_id", true, "the one that was sent: the session goes on", NULL,
               BASE_CAUSE_NONE);
    tls_check (list, "cipher_suite", hello->cipher_suite == session->suite->id, "the session's own",
               "not the one that the session was made with", BASE_CAUSE_SESSION_SUITE_CHANGED);
    tls_check (list, "extended_main_secret", extended == session->extended_main_secret,
               extended ? "is there, as when the session was made"
                        : "is not there, and was not when the session was made",
               extended ? "is there, although the session was made without it"
                        : "is not there, although the session was made with it",
               BASE_CAUSE_SESSION_SECRET_NOT_BOUND);
}

void tls_take_session (TlsParty *self, const WireServerHello *hello)
{
    g_clear_pointer (&self->psk, tls_psk_unref); /* a key of TLS 1.3 has no part in this */
    self->resumed = tls_is_taken_up (self, hello);
    self->given_id = base_span_copy (hello->legacy_session_id_echo);
    if (self->resumed || self->session == NULL)
        return;
    /* The server does not know it any more, or does not want it. */
    tls_memory_drop (self->memory, self->session);
    g_clear_pointer (&self->session, tls_psk_unref);
}

/* ---- Server ---- */

/* A condition, with what is said when it holds, and why SESSION falls; NULL: it holds. */
typedef struct {
    const char *name, *good;
    const char *(*falls) (const TlsParty *self, const TlsPsk *session);
} Condition;

static const char *time_falls (const TlsParty *self, const TlsPsk *session)
{
    return is_over (self, session) ? "over" : NULL;
}

static const char *suite_falls (const TlsParty *self, const TlsPsk *session)
{
    const WireClientHello *hello = self->client_hello->body;
    if (!tls_list_has (hello->cipher_suites, session->suite->id))
        return "the session's own is not offered any more";
    return tls_array_has (self->config->cipher_suites, session->suite->id)
               ? NULL
               : "the session's own is not enabled here any more";
}

static const char *name_falls (const TlsParty *self, const TlsPsk *session)
{
    return g_strcmp0 (self->server_name, session->server_name) == 0
               ? NULL
               : "the session was made with another name";
}

static const char *length_falls (const TlsParty *self, const TlsPsk *session)
{
    return self->fragment_length == session->fragment_length
               ? NULL
               : "the session was made with another one";
}

static bool hello_is_extended (const TlsParty *self)
{
    return wire_message_extension (self->client_hello, WIRE_EXT_EXTENDED_MAIN_SECRET) != NULL;
}

/* RFC 7627 section 5.3. Who does not know of that extension resumes also what is not bound. */
static const char *binding_falls (const TlsParty *self, const TlsPsk *session)
{
    bool now = hello_is_extended (self), then = session->extended_main_secret;
    if (then && !now)
        return "not in this hello, although the session was made with it";
    if (now && !then)
        return "the session was made without it: a full handshake makes a better one";
    return then || !self->config->extended_main_secret
               ? NULL
               : "neither here nor when the session was made: another connection could have the "
                 "same main secret";
}

static const char *client_falls (const TlsParty *self, const TlsPsk *session)
{
    return self->config->request != TLS_REQUIRE || session->knows_client
               ? NULL
               : "this server insists on a certificate, and the session knows of none";
}

static const Condition conditions[] = {
    {"lifetime", "not over", time_falls},
    {"cipher_suite", "the session's own is offered and enabled", suite_falls},
    {"server_name", "as when the session was made", name_falls},
    {"max_fragment_length", "as when the session was made", length_falls},
    {"extended_main_secret", "as when the session was made", binding_falls},
    {"client certificate", "nothing that this server lacks", client_falls},
};

/* Whether SESSION (NULL: there is none) goes on; the rows that say why. LOST: this hello lacks what
 * bound the session, which is more than a reason for a full handshake. */
static bool stands (TlsParty *self, TlsChoice *choice, const TlsPsk *session, bool by_ticket,
                    bool *lost)
{
    bool good = session != NULL;
    *lost = false;
    tls_choice_add (choice, by_ticket ? "session_ticket" : "session_id",
                    good ? TRACE_PASSED : TRACE_FELL,
                    good        ? by_ticket ? "a ticket that this server gave, and that it can open"
                                            : "a session that this server remembers"
                    : by_ticket ? "no ticket that this server can open"
                                : "no session that this server remembers");
    for (unsigned i = 0; i < G_N_ELEMENTS (conditions) && good; i++) {
        const char *reason = conditions[i].falls (self, session);
        tls_choice_add (choice, conditions[i].name, reason == NULL ? TRACE_PASSED : TRACE_FELL,
                        reason == NULL ? conditions[i].good : reason);
        good = reason == NULL;
        *lost = !good && conditions[i].falls == binding_falls && session->extended_main_secret;
    }
    return good;
}

/* Where the client brings a ticket, its session id means nothing (RFC 5077 section 3.4). */
static TlsPsk *find (TlsParty *self, const WireBytes *ticket, BaseSpan id)
{
    TlsPsk *found = ticket != NULL ? tls_ticket_open (self, ticket->value)
                                   : tls_memory_find_id (self->memory, id);
    if (found == NULL || ticket == NULL)
        return found != NULL ? tls_psk_ref (found) : NULL;
    if (!tls_psk_is_session (found))
        g_clear_pointer (&found, tls_psk_unref);
    return found;
}

static BaseCause judge (TlsParty *self, const TlsPsk *session, bool by_ticket)
{
    TlsChoice choice;
    tls_choice_begin (&choice, "session", "Does an earlier session go on?",
                      by_ticket ? "RFC 5077 3.1" : "RFC 5246 7.4.1.2");
    bool lost;
    self->resumed = stands (self, &choice, session, by_ticket, &lost);
    BaseCause cause = lost ? BASE_CAUSE_SESSION_SECRET_NOT_BOUND : BASE_CAUSE_NONE;
    return tls_choice_end (self, &choice, TRACE_DECIDE,
                           self->resumed ? "yes"
                           : lost        ? "no, nor anything else"
                                         : "no: a full handshake",
                           cause);
}

BaseCause tls_choose_session (TlsParty *self)
{
    const WireClientHello *hello = self->client_hello->body;
    const WireBytes *ticket = tls_extension_body (self->client_hello, WIRE_EXT_SESSION_TICKET);
    if (self->memory == NULL)
        return BASE_CAUSE_NONE;
    self->ticket_promised = ticket != NULL && self->config->tickets > 0;
    bool by_ticket = ticket != NULL && ticket->value.size > 0;
    if (!by_ticket && (!self->config->sessions || hello->legacy_session_id.size == 0))
        return BASE_CAUSE_NONE;
    g_autoptr (TlsPsk) session = find (self, by_ticket ? ticket : NULL, hello->legacy_session_id);
    BaseCause cause = judge (self, session, by_ticket);
    if (!self->resumed)
        return cause;
    self->suite = session->suite;
    self->hash = session->hash;
    self->extended_main_secret = session->extended_main_secret;
    self->session = g_steal_pointer (&session);
    return cause;
}

/* ---- Both ---- */

TlsPsk *tls_session_new (TlsParty *self, BaseSpan identity)
{
    TlsPsk *session = tls_psk_new (identity, tls_secret (self, TLS_MAIN_SECRET_12), self->hash);
    session->external = false;
    session->suite = self->suite;
    session->since = tls_now_ms (self);
    session->alpn = g_strdup (self->alpn);
    session->server_name = g_strdup (self->server_name);
    session->extended_main_secret = self->extended_main_secret;
    session->knows_client = self->resumed ? self->session->knows_client : self->peer_chain != NULL;
    session->fragment_length = self->fragment_length;
    return session;
}
