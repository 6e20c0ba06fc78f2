/* The flowchart: the true road of TLS 1.3 or TLS 1.2, or the six boxes of the classic chart. In TLS
 * 1.3 there is no box "Key Exchange": Client Hello carries the client's key share, Server Hello the
 * server's, and with it the key exchange is complete. A HelloRetryRequest is a detour: it and the
 * second ClientHello have boxes of their own as soon as it is on the road. TLS 1.2 is what the
 * classic chart shows. */
#include "draw/model.h"

typedef struct {
    const char *id, *title, *detail;
    TracePhase phase; /* of 1.3's KEY_EXCHANGE: when it is over */
    bool classic;     /* a box of the classic chart alone */
    bool detour;      /* only on a road that has been through a HelloRetryRequest */
} FlowBox;

static const FlowBox flow_boxes_13[] = {
    {"client-hello", NULL, "key share offered", TRACE_PHASE_CLIENT_HELLO},
    {"hello-retry-request", NULL, NULL, TRACE_PHASE_HELLO_RETRY, .detour = true},
    {"second-client-hello", NULL, "as before, but for what was asked", TRACE_PHASE_SECOND_HELLO,
     .detour = true},
    {"server-hello", NULL, "key exchange complete, sealed from here", TRACE_PHASE_SERVER_HELLO},
    {"certificate", NULL,
     "EncryptedExtensions, Certificate, CertificateVerify:\ncertificate and proof of possession",
     TRACE_PHASE_CERTIFICATE},
    {"key-exchange", "Key Exchange",
     "in TLS 1.3 no step of its own: it was already\ndone in Client Hello and Server Hello",
     TRACE_PHASE_SERVER_HELLO, .classic = true},
    {"finished", NULL, "each side proves that it saw the same handshake", TRACE_PHASE_FINISHED},
    {"established", NULL, NULL, TRACE_PHASE_ESTABLISHED},
};

static const FlowBox flow_boxes_12[] = {
    {"client-hello", NULL, "what the client can do", TRACE_PHASE_CLIENT_HELLO},
    {"server-hello", NULL, "what the server chose", TRACE_PHASE_SERVER_HELLO},
    {"certificate", NULL, "Certificate, readable by anybody", TRACE_PHASE_CERTIFICATE},
    {"key-exchange", NULL, "ServerKeyExchange, ClientKeyExchange:\nthe shares travel only now",
     TRACE_PHASE_KEY_EXCHANGE},
    {"finished", NULL,
     "ChangeCipherSpec: sealed from here.\nEach side proves that it saw the same handshake",
     TRACE_PHASE_FINISHED},
    {"established", NULL, NULL, TRACE_PHASE_ESTABLISHED},
};

static const FlowBox *flow_boxes (const Trace *trace, int cursor, unsigned *n)
{
    bool older =
        trace != NULL && cursor >= 0 && trace_version (trace, (unsigned)cursor) == WIRE_TLS12;
    *n = older ? G_N_ELEMENTS (flow_boxes_12) : G_N_ELEMENTS (flow_boxes_13);
    return older ? flow_boxes_12 : flow_boxes_13;
}

/* The first event of PHASE or a later one in the connection that CURSOR is in, -1 when it has not
 * come by CURSOR. Phases and connections only go forward, so it can be halved. */
static int flow_event (const Trace *trace, int cursor, TracePhase phase)
{
    if (trace == NULL || cursor < 0 || trace_event (trace, (unsigned)cursor)->now.phase < phase)
        return -1;
    unsigned connection = trace_connection (trace, (unsigned)cursor);
    int low = 0, high = cursor;
    while (low < high) {
        int middle = low + (high - low) / 2;
        const TraceEvent *event = trace_event (trace, (unsigned)middle);
        if (event->connection == connection && event->now.phase >= phase)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Whether the road of this connection has led through a HelloRetryRequest by CURSOR. */
static bool flow_went_back (const Trace *trace, int cursor)
{
    int event = flow_event (trace, cursor, TRACE_PHASE_HELLO_RETRY);
    return event >= 0 && trace_event (trace, (unsigned)event)->now.phase == TRACE_PHASE_HELLO_RETRY;
}

/* What the hellos of the connection say; NULL where they have not been sent by CURSOR. */
typedef struct {
    const WireMessage *client; /* the first */
    const WireMessage *retry;  /* the first HelloRetryRequest */
    const WireMessage *second; /* the ClientHello behind it */
    const WireMessage *server; /* the newest: it may be a HelloRetryRequest */
} FlowHellos;

static unsigned flow_first_message (const Trace *trace, unsigned n, unsigned connection)
{
    unsigned low = 0, high = n;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (trace_message (trace, (int)middle)->connection >= connection)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void flow_take_hello (FlowHellos *hellos, const WireMessage *message, WireMessageId id)
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

static FlowHellos flow_hellos (const Trace *trace, int cursor)
{
    enum { MOST = 64 }; /* the hellos come first */
    FlowHellos hellos = {0};
    if (trace == NULL || cursor < 0)
        return hellos;
    unsigned n = trace_event (trace, (unsigned)cursor)->now.n_messages;
    unsigned first = flow_first_message (trace, n, trace_connection (trace, (unsigned)cursor));
    for (unsigned i = first; i < MIN (n, first + MOST); i++) {
        const WireMessage *message = trace_message (trace, (int)i)->sent;
        WireMessageId id = message != NULL ? message->row->id : WIRE_N_MESSAGES;
        flow_take_hello (&hellos, message, id);
        if (id == WIRE_SERVER_HELLO)
            break;
    }
    return hellos;
}

static const char *flow_group (uint16_t group)
{
    const char *name = wire_name (&wire_groups, group);
    return name != NULL ? name : "an unknown group";
}

/* What a ClientHello offers; NAMED: for which groups. */
static char *flow_offer_words (const WireMessage *hello, bool named)
{
    const WireExtension *extension = wire_message_extension (hello, WIRE_EXT_KEY_SHARE);
    const WireKeyShareClientHello *body = extension == NULL ? NULL : extension->body;
    unsigned n = body == NULL ? 0 : (unsigned)body->client_shares.n;
    const WireKeyShareEntry *shares = n == 0 ? NULL : body->client_shares.items;
    GString *out = g_string_new (n == 0 ? "no key share" : "key share");
    for (unsigned i = 0; named && i < n; i++)
        g_string_append_printf (out, "%s%s", i == 0 ? " for " : ", ", flow_group (shares[i].group));
    g_string_append (out, " offered");
    if (wire_message_extension (hello, WIRE_EXT_COOKIE) != NULL)
        g_string_append (out, ",\nthe cookie brought back");
    return g_string_free (out, FALSE);
}

/* What a HelloRetryRequest asks for. */
static char *flow_retry_words (const WireMessage *retry)
{
    const WireExtension *share = wire_message_extension (retry, WIRE_EXT_KEY_SHARE);
    const WireSelected *selected = share == NULL ? NULL : share->body;
    bool cookie = wire_message_extension (retry, WIRE_EXT_COOKIE) != NULL;
    if (selected == NULL)
        return g_strdup (cookie ? "the server gives a cookie to bring back"
                                : "the client is to try again, but with no change");
    return g_strdup_printf ("the server asks for a key share for %s%s",
                            flow_group (selected->value),
                            cookie ? "\nand gives a cookie to bring back" : "");
}

/* With static RSA nobody has a share. */
static const char *flow_exchange_words (const WireMessage *server)
{
    const WireServerHello *hello = server != NULL ? server->body : NULL;
    bool rsa = hello != NULL && wire_suite_exchange (hello->cipher_suite) == WIRE_EXCHANGE_RSA;
    return rsa ? "ClientKeyExchange: a secret, encrypted\nto the server's certificate" : NULL;
}

/* TLS 1.2: the server repeats the id that the client sent when an earlier session goes on (RFC 5246
 * section 7.3). */
static bool flow_resumes (const FlowHellos *hellos)
{
    if (hellos->client == NULL || hellos->server == NULL || !wire_is_older_hello (hellos->server))
        return false;
    BaseSpan own = ((const WireClientHello *)hellos->client->body)->legacy_session_id;
    BaseSpan echo = ((const WireServerHello *)hellos->server->body)->legacy_session_id_echo;
    return own.size > 0 && base_span_equal (own, echo);
}

static const char *flow_older_words (TracePhase phase, const FlowHellos *hellos)
{
    bool resumes = flow_resumes (hellos);
    if (phase == TRACE_PHASE_KEY_EXCHANGE)
        return resumes ? "no key exchange: the session's main secret\nmakes new keys"
                       : flow_exchange_words (hellos->server);
    return phase == TRACE_PHASE_CERTIFICATE && resumes
               ? "no certificate: an earlier session goes on"
               : NULL;
}

static char *flow_newer_words (TracePhase phase, const FlowHellos *hellos)
{
    const WireMessage *server = hellos->server;
    bool psk = server != NULL && wire_message_extension (server, WIRE_EXT_PRE_SHARED_KEY) != NULL;
    if (phase == TRACE_PHASE_CLIENT_HELLO && hellos->client != NULL)
        return flow_offer_words (hellos->client, hellos->retry != NULL);
    if (phase == TRACE_PHASE_HELLO_RETRY && hellos->retry != NULL)
        return flow_retry_words (hellos->retry);
    if (phase == TRACE_PHASE_SECOND_HELLO && hellos->second != NULL)
        return flow_offer_words (hellos->second, true);
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

/* What a box must say in this run instead of its usual words; NULL: those are true. transfer full
 */
static char *flow_other_words (TracePhase phase, const FlowHellos *hellos, bool older)
{
    return older ? g_strdup (flow_older_words (phase, hellos)) : flow_newer_words (phase, hellos);
}

static DrawState flow_state (const FlowBox *box, TracePhase now, const DrawBreak *broken)
{
    TracePhase phase = box->phase;
    bool is_broken = broken->event >= 0;
    TracePhase reached = is_broken ? broken->phase : now;
    /* The last box is no work in progress: it is reached or not. */
    if (phase < reached || (!is_broken && phase == reached && phase == TRACE_PHASE_ESTABLISHED))
        return DRAW_DONE;
    if (phase > reached || box->classic)
        return DRAW_TODO;
    return is_broken ? DRAW_BROKEN : DRAW_CURRENT;
}

static void flow_add_box (DrawGraph *graph, const FlowBox *box, const Trace *trace, int cursor,
                          const DrawBreak *broken)
{
    TracePhase phase = box->phase;
    uint16_t version =
        trace != NULL && cursor >= 0 ? trace_version (trace, (unsigned)cursor) : WIRE_TLS13;
    const char *title = box->title;
    DrawNode *node =
        draw_graph_add_node (graph, box->id, title == NULL ? trace_phase_title (phase) : title);
    node->rounded = phase == TRACE_PHASE_ESTABLISHED;
    node->key = g_strdup_printf ("phase:%s%s", trace_key_version (version), box->id);
    node->detail = g_strdup (box->detail);
    if (trace == NULL)
        return;
    TracePhase now =
        cursor < 0 ? TRACE_PHASE_START : trace_event (trace, (unsigned)cursor)->now.phase;
    node->state = flow_state (box, now, broken);
    node->event = flow_event (trace, cursor, phase);
    FlowHellos hellos = flow_hellos (trace, cursor);
    g_autofree char *words = flow_other_words (phase, &hellos, version == WIRE_TLS12);
    if (words != NULL) {
        g_free (node->detail);
        node->detail = g_strdup (words);
    }
    bool skipped = phase == TRACE_PHASE_CERTIFICATE ||
                   (phase == TRACE_PHASE_KEY_EXCHANGE && flow_resumes (&hellos));
    node->dashed = words != NULL && skipped && node->state != DRAW_BROKEN;
    if (node->dashed && node->state == DRAW_DONE)
        node->state = DRAW_SKIPPED; /* what was not needed was not done */
    if (node->state == DRAW_BROKEN) {
        g_free (node->detail);
        node->detail = draw_break_words (trace, cursor, broken);
        node->event = broken->event;
    }
}

/* Whether the road went from one box to the next, or past it. */
static bool flow_was_walked (const DrawNode *from, const DrawNode *to)
{
    return (from->state == DRAW_DONE || from->state == DRAW_SKIPPED) && to->state != DRAW_TODO;
}

DrawGraph *draw_model_flowchart (const Trace *trace, int cursor, bool classic)
{
    unsigned n;
    const FlowBox *boxes = flow_boxes (trace, cursor, &n);
    DrawGraph *graph = draw_graph_new (classic                  ? "The classic chart of a handshake"
                                       : boxes == flow_boxes_12 ? "The TLS 1.2 handshake"
                                                                : "The TLS 1.3 handshake");
    DrawBreak broken = draw_find_break (trace, cursor);
    bool back = flow_went_back (trace, cursor);
    for (unsigned i = 0; i < n; i++)
        if ((classic || !boxes[i].classic) && (back || !boxes[i].detour))
            flow_add_box (graph, &boxes[i], trace, cursor, &broken);
    for (unsigned i = 1; i < graph->nodes->len; i++) {
        const DrawNode *from = g_ptr_array_index (graph->nodes, i - 1);
        const DrawNode *to = g_ptr_array_index (graph->nodes, i);
        DrawEdge *edge = draw_graph_add_edge (graph, i - 1, i, NULL);
        if (trace != NULL)
            edge->state = flow_was_walked (from, to) ? DRAW_DONE : DRAW_TODO;
    }
    return graph;
}
