#include "draw/hellos.h"

static void hellos_take (DrawHellos *hellos, const WireMessage *message, WireMessageId id)
{
    if (id == WIRE_CLIENT_HELLO && hellos->client == NULL)
        hellos->client = message;
    else if (id == WIRE_CLIENT_HELLO && hellos->retry != NULL && hellos->second == NULL)
        hellos->second = message;
    if (id == WIRE_HELLO_RETRY_REQUEST && hellos->retry == NULL)
        hellos->retry = message;
    if (id == WIRE_SERVER_HELLO || id == WIRE_HELLO_RETRY_REQUEST)
        hellos->server = message;
}

DrawHellos draw_hellos (const Trace *trace, int cursor)
{
    enum { MOST = 64 }; /* the hellos come first */
    DrawHellos hellos = {0};
    if (trace == NULL || cursor < 0)
        return hellos;
    unsigned n = trace_event (trace, (unsigned)cursor)->now.n_messages;
    unsigned connection = trace_connection (trace, (unsigned)cursor);
    unsigned first = draw_road_first_message (trace, n, connection);
    for (unsigned i = first; i < MIN (n, first + MOST); i++) {
        if (trace_message (trace, (int)i)->connection != connection)
            continue;
        const WireMessage *message = trace_message (trace, (int)i)->sent;
        WireMessageId id = message != NULL ? message->row->id : WIRE_N_MESSAGES;
        hellos_take (&hellos, message, id);
        if (id == WIRE_SERVER_HELLO)
            break;
    }
    return hellos;
}

static const char *hellos_group (uint16_t group)
{
    const char *name = wire_name (&wire_groups, group);
    return name != NULL ? name : "an unknown group";
}

/* What a ClientHello offers; NAMED: for which groups. */
static char *hellos_offer_words (const WireMessage *hello, bool named)
{
    const WireExtension *extension = wire_message_extension (hello, WIRE_EXT_KEY_SHARE);
    const WireKeyShareClientHello *body = extension == NULL ? NULL : extension->body;
    unsigned n = body == NULL ? 0 : (unsigned)body->client_shares.n;
    const WireKeyShareEntry *shares = n == 0 ? NULL : body->client_shares.items;
    GString *out = g_string_new (n == 0 ? "no key share" : "key share");
    for (unsigned i = 0; named && i < n; i++)
        g_string_append_printf (out, "%s%s", i == 0 ? " for " : ", ",
                                hellos_group (shares[i].group));
    g_string_append (out, " offered");
    if (wire_message_extension (hello, WIRE_EXT_COOKIE) != NULL)
        g_string_append (out, ",\nthe cookie brought back");
    return g_string_free (out, FALSE);
}

/* What a HelloRetryRequest asks for. */
static char *hellos_retry_words (const WireMessage *retry)
{
    const WireExtension *share = wire_message_extension (retry, WIRE_EXT_KEY_SHARE);
    const WireSelected *selected = share == NULL ? NULL : share->body;
    bool cookie = wire_message_extension (retry, WIRE_EXT_COOKIE) != NULL;
    if (selected == NULL)
        return g_strdup (cookie ? "the server gives a cookie to bring back"
                                : "the client is to try again, but with no change");
    return g_strdup_printf ("the server asks for a key share for %s%s",
                            hellos_group (selected->value),
                            cookie ? "\nand gives a cookie to bring back" : "");
}

bool draw_hellos_encipher (const WireMessage *server)
{
    const WireServerHello *hello = server != NULL ? server->body : NULL;
    return hello != NULL && wire_suite_exchange (hello->cipher_suite) == WIRE_EXCHANGE_RSA;
}

static const char *hellos_exchange_words (const WireMessage *server)
{
    return draw_hellos_encipher (server)
               ? "ClientKeyExchange: a secret, encrypted\nto the server's certificate"
               : NULL;
}

bool draw_hellos_resume (const DrawHellos *hellos)
{
    if (hellos->client == NULL || hellos->server == NULL || !wire_is_older_hello (hellos->server))
        return false;
    BaseSpan own = ((const WireClientHello *)hellos->client->body)->legacy_session_id;
    BaseSpan echo = ((const WireServerHello *)hellos->server->body)->legacy_session_id_echo;
    return own.size > 0 && base_span_equal (own, echo);
}

static const char *hellos_older_words (TracePhase phase, const DrawHellos *hellos)
{
    bool resumes = draw_hellos_resume (hellos);
    if (phase == TRACE_PHASE_KEY_EXCHANGE)
        return resumes ? "no key exchange: the session's main secret\nmakes new keys"
                       : hellos_exchange_words (hellos->server);
    return phase == TRACE_PHASE_CERTIFICATE && resumes
               ? "no certificate: an earlier session goes on"
               : NULL;
}

static char *hellos_newer_words (TracePhase phase, const DrawHellos *hellos)
{
    const WireMessage *server = hellos->server;
    bool psk = server != NULL && wire_message_extension (server, WIRE_EXT_PRE_SHARED_KEY) != NULL;
    if (phase == TRACE_PHASE_CLIENT_HELLO && hellos->client != NULL)
        return hellos_offer_words (hellos->client, hellos->retry != NULL);
    if (phase == TRACE_PHASE_HELLO_RETRY && hellos->retry != NULL)
        return hellos_retry_words (hellos->retry);
    if (phase == TRACE_PHASE_SECOND_HELLO && hellos->second != NULL)
        return hellos_offer_words (hellos->second, true);
    if (phase == TRACE_PHASE_SERVER_HELLO && hellos->second != NULL && server != hellos->retry &&
        server->row->id == WIRE_HELLO_RETRY_REQUEST)
        return g_strdup ("a second HelloRetryRequest");
    if (phase == TRACE_PHASE_SERVER_HELLO && psk &&
        wire_message_extension (server, WIRE_EXT_KEY_SHARE) == NULL)
        return g_strdup ("keys from the pre-shared key alone,\nsealed from here");
    if (phase == TRACE_PHASE_CERTIFICATE && psk)
        return g_strdup ("EncryptedExtensions, but no certificate:\n"
                         "the pre-shared key stands in for it");
    return NULL;
}

char *draw_hellos_words (TracePhase phase, const DrawHellos *hellos, bool older)
{
    return older ? g_strdup (hellos_older_words (phase, hellos))
                 : hellos_newer_words (phase, hellos);
}
