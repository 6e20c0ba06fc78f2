/* The flowchart: the true road of TLS 1.3, or the six boxes of the classic chart. In TLS 1.3 there
 * is no box "Key Exchange": Client Hello carries the client's key share, Server Hello the server's,
 * and with it the key exchange is complete. */
#include "draw/model.h"

static const struct {
    const char *id, *title, *detail;
    TracePhase phase; /* of KEY_EXCHANGE: when it is over */
    bool classic;     /* a box of the classic chart alone */
} flow_boxes[] = {
    {"client-hello", NULL, "key share offered", TRACE_PHASE_CLIENT_HELLO, false},
    {"server-hello", NULL, "key exchange complete, sealed from here", TRACE_PHASE_SERVER_HELLO,
     false},
    {"certificate", NULL,
     "EncryptedExtensions, Certificate, CertificateVerify:\ncertificate and proof of possession",
     TRACE_PHASE_CERTIFICATE, false},
    {"key-exchange", "Key Exchange",
     "in TLS 1.3 no step of its own: it was already\ndone in Client Hello and Server Hello",
     TRACE_PHASE_SERVER_HELLO, true},
    {"finished", NULL, "each side proves that it saw the same handshake", TRACE_PHASE_FINISHED,
     false},
    {"established", NULL, NULL, TRACE_PHASE_ESTABLISHED, false},
};

/* The first event of PHASE or a later one, -1 when it has not come by CURSOR. Phases only go
 * forward, so it can be halved. */
static int flow_event (const Trace *trace, int cursor, TracePhase phase)
{
    if (trace == NULL || cursor < 0 || trace_event (trace, (unsigned)cursor)->now.phase < phase)
        return -1;
    int low = 0, high = cursor;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (trace_event (trace, (unsigned)middle)->now.phase >= phase)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static DrawState flow_state (unsigned box, TracePhase now, const DrawBreak *broken)
{
    TracePhase phase = flow_boxes[box].phase;
    bool is_broken = broken->event >= 0;
    TracePhase reached = is_broken ? broken->phase : now;
    /* The last box is no work in progress: it is reached or not. */
    if (phase < reached || (!is_broken && phase == reached && phase == TRACE_PHASE_ESTABLISHED))
        return DRAW_DONE;
    if (phase > reached || flow_boxes[box].classic)
        return DRAW_TODO;
    return is_broken ? DRAW_BROKEN : DRAW_CURRENT;
}

/* A client may offer no share at all; then the box must not say that it did. */
static bool flow_offers_no_share (const Trace *trace, int cursor)
{
    unsigned n = cursor < 0 ? 0 : trace_event (trace, (unsigned)cursor)->now.n_messages;
    for (unsigned i = 0; i < MIN (n, 1); i++) {
        const WireMessage *hello = trace_message (trace, (int)i)->sent;
        if (hello == NULL || hello->row->id != WIRE_CLIENT_HELLO)
            return false;
        const WireExtension *extension = wire_message_extension (hello, WIRE_EXT_KEY_SHARE);
        const WireKeyShareClientHello *shares = extension == NULL ? NULL : extension->body;
        return shares == NULL || shares->client_shares.n == 0;
    }
    return false;
}

static void flow_add_box (DrawGraph *graph, unsigned box, const Trace *trace, int cursor,
                          const DrawBreak *broken)
{
    TracePhase phase = flow_boxes[box].phase;
    const char *title = flow_boxes[box].title;
    DrawNode *node = draw_graph_add_node (graph, flow_boxes[box].id,
                                          title == NULL ? trace_phase_title (phase) : title);
    node->rounded = phase == TRACE_PHASE_ESTABLISHED;
    node->key = g_strdup_printf ("phase:%s", flow_boxes[box].id);
    node->detail = g_strdup (flow_boxes[box].detail);
    if (trace == NULL)
        return;
    TracePhase now =
        cursor < 0 ? TRACE_PHASE_START : trace_event (trace, (unsigned)cursor)->now.phase;
    node->state = flow_state (box, now, broken);
    node->event = flow_event (trace, cursor, phase);
    if (box == 0 && flow_offers_no_share (trace, cursor)) {
        g_free (node->detail);
        node->detail = g_strdup ("no key share offered");
    }
    if (node->state == DRAW_BROKEN) {
        g_free (node->detail);
        node->detail = draw_break_words (trace, cursor, broken);
        node->event = broken->event;
    }
}

DrawGraph *draw_model_flowchart (const Trace *trace, int cursor, bool classic)
{
    DrawGraph *graph =
        draw_graph_new (classic ? "The classic chart of a handshake" : "The TLS 1.3 handshake");
    DrawBreak broken = draw_find_break (trace, cursor);
    for (unsigned i = 0; i < G_N_ELEMENTS (flow_boxes); i++)
        if (classic || !flow_boxes[i].classic)
            flow_add_box (graph, i, trace, cursor, &broken);
    for (unsigned i = 1; i < graph->nodes->len; i++) {
        const DrawNode *from = g_ptr_array_index (graph->nodes, i - 1);
        const DrawNode *to = g_ptr_array_index (graph->nodes, i);
        DrawEdge *edge = draw_graph_add_edge (graph, i - 1, i, NULL);
        if (trace != NULL)
            edge->state =
                from->state == DRAW_DONE && to->state != DRAW_TODO ? DRAW_DONE : DRAW_TODO;
    }
    return graph;
}
