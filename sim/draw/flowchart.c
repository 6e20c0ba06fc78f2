/* The flowchart: the true road of TLS 1.3 or TLS 1.2, or the six boxes of the classic chart. In TLS
 * 1.3 there is no box "Key Exchange": Client Hello carries the client's key share, Server Hello the
 * server's, and with it the key exchange is complete. A HelloRetryRequest is a detour: it and the
 * second ClientHello have boxes of their own as soon as it is on the road. TLS 1.2 is what the
 * classic chart shows. */
#include "draw/hellos.h"

enum { FLOW_MOST_NEEDS = 4, FLOW_MOST_BOXES = 10 };

typedef struct {
    const char *id, *title, *detail;
    TracePhase phase; /* of 1.3's KEY_EXCHANGE: when it is over; START: when its message is sent */
    bool classic;     /* a box of the classic chart alone */
    unsigned unless;  /* RoadCase: only on a road that is not so */
    RoadNeed needs[FLOW_MOST_NEEDS]; /* in the order in which they come */
} FlowBox;

/* The messages of the boxes, and what is checked in them. */
#define FLOW_CLIENT_HELLO \
    { \
        TRACE_CLIENT, "ClientHello" \
    }
#define FLOW_SERVER_HELLO \
    { \
        TRACE_SERVER, "ServerHello", .checks = { "server-hello" } \
    }
#define FLOW_SERVER_CERTIFICATE \
    { \
        TRACE_SERVER, "Certificate", "CompressedCertificate", \
            .checks = {"certificate-chain"}, .without = "nobody vouches for who the server is", \
            .unless = ROAD_PSK \
    }
#define FLOW_CLIENT_CERTIFICATE \
    { \
        TRACE_CLIENT, "Certificate", "CompressedCertificate", \
            .checks = {"certificate-chain", "client-certificate"}, \
            .without = "nobody vouches for who the client is" \
    }
#define FLOW_CLIENT_PROOF \
    { \
        TRACE_CLIENT, "CertificateVerify", .checks = {"certificate-verify"}, \
                                           .without = "the client has not proven who it is", \
                                           .unless = ROAD_STRANGER \
    }
#define FLOW_FINISHED(sender, name) \
    { \
        sender, "Finished", .checks = {"finished"}, .title = "the " name "'s Finished", \
                            .without = "the two have not seen the same handshake" \
    }
#define FLOW_CHANGE(sender, name) \
    { \
        sender, "ChangeCipherSpec", .title = "the " name "'s ChangeCipherSpec" \
    }

static const FlowBox flow_boxes_13[] = {
    {"client-hello", NULL, "key share offered", TRACE_PHASE_CLIENT_HELLO,
     .needs = {FLOW_CLIENT_HELLO}},
    {"hello-retry-request", NULL, NULL, TRACE_PHASE_HELLO_RETRY, .unless = ROAD_STRAIGHT,
     .needs = {{TRACE_SERVER, "HelloRetryRequest", .checks = {"hello-retry-request"}}}},
    {"second-client-hello", NULL, "as before, but for what was asked", TRACE_PHASE_SECOND_HELLO,
     .unless = ROAD_STRAIGHT,
     .needs = {{TRACE_CLIENT, "ClientHello", .nth = 2, .checks = {"second-hello"}}}},
    {"server-hello", NULL, "key exchange complete, sealed from here", TRACE_PHASE_SERVER_HELLO,
     .needs = {FLOW_SERVER_HELLO}},
    {"certificate", NULL,
     "EncryptedExtensions, Certificate, CertificateVerify:\ncertificate and proof of possession",
     TRACE_PHASE_CERTIFICATE,
     .needs = {{TRACE_SERVER, "EncryptedExtensions"},
               FLOW_SERVER_CERTIFICATE,
               {TRACE_SERVER, "CertificateVerify", .checks = {"certificate-verify"},
                .without = "the server has not proven who it is", .unless = ROAD_PSK}}},
    {"key-exchange", "Key Exchange",
     "in TLS 1.3 no step of its own: it was already\ndone in Client Hello and Server Hello",
     TRACE_PHASE_SERVER_HELLO, .classic = true, .needs = {FLOW_SERVER_HELLO}},
    {"client-certificate", "Client Certificate",
     "Certificate, CertificateVerify:\nthe client shows who it is, too", TRACE_PHASE_START,
     .unless = ROAD_UNASKED, .needs = {FLOW_CLIENT_CERTIFICATE, FLOW_CLIENT_PROOF}},
    {"finished", NULL, "each side proves that it saw the same handshake", TRACE_PHASE_FINISHED,
     .needs = {FLOW_FINISHED (TRACE_SERVER, "server"), FLOW_FINISHED (TRACE_CLIENT, "client")}},
    {"established", NULL, NULL, TRACE_PHASE_ESTABLISHED},
};

static const FlowBox flow_boxes_12[] = {
    {"client-hello", NULL, "what the client can do", TRACE_PHASE_CLIENT_HELLO,
     .needs = {FLOW_CLIENT_HELLO}},
    {"server-hello", NULL, "what the server chose", TRACE_PHASE_SERVER_HELLO,
     .needs = {FLOW_SERVER_HELLO}},
    {"certificate", NULL, "Certificate, readable by anybody", TRACE_PHASE_CERTIFICATE,
     .needs = {FLOW_SERVER_CERTIFICATE}},
    {"client-certificate", "Client Certificate",
     "Certificate, CertificateVerify:\nthe client shows who it is, too", TRACE_PHASE_START,
     .unless = ROAD_UNASKED, .needs = {FLOW_CLIENT_CERTIFICATE, FLOW_CLIENT_PROOF}},
    {"key-exchange", NULL, "ServerKeyExchange, ClientKeyExchange:\nthe shares travel only now",
     TRACE_PHASE_KEY_EXCHANGE,
     .needs = {{TRACE_SERVER, "ServerKeyExchange", .checks = {"server-key-exchange"},
                .without = "the server has not proven who it is", .unless = ROAD_PSK | ROAD_RSA},
               {TRACE_SERVER, "ServerHelloDone", .unless = ROAD_PSK},
               {TRACE_CLIENT, "ClientKeyExchange", .unless = ROAD_PSK}}},
    {"finished", NULL,
     "ChangeCipherSpec: sealed from here.\nEach side proves that it saw the same handshake",
     TRACE_PHASE_FINISHED,
     .needs = {FLOW_CHANGE (TRACE_CLIENT, "client"), FLOW_FINISHED (TRACE_CLIENT, "client"),
               FLOW_CHANGE (TRACE_SERVER, "server"), FLOW_FINISHED (TRACE_SERVER, "server")}},
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
 * come by CURSOR. Phases and connections only go forward, so it can be halved, but where two
 * connections take turns. */
static int flow_event (const Trace *trace, int cursor, TracePhase phase)
{
    if (trace == NULL || cursor < 0 || trace_event (trace, (unsigned)cursor)->now.phase < phase)
        return -1;
    unsigned connection = trace_connection (trace, (unsigned)cursor);
    bool by_turns = draw_road_has_middle (trace);
    int low = 0, high = cursor;
    while (low < high) {
        int middle = by_turns ? low : low + (high - low) / 2;
        const TraceEvent *event = trace_event (trace, (unsigned)middle);
        if (event->connection == connection && event->now.phase >= phase)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* ---- What became of the boxes ---- */

typedef struct {
    const Trace *trace;
    int cursor;
    TraceMoment now;
    Road road;
    DrawHellos hellos;
    DrawBreak broken;
    int ended; /* the box where the road ended, -1 */
    bool older;
    const FlowBox *boxes;
    unsigned n;
    RoadFact facts[FLOW_MOST_BOXES][FLOW_MOST_NEEDS];
} FlowChart;

static bool flow_is_shown (const FlowChart *self, const FlowBox *box)
{
    return (box->unless & self->road.cases) == 0;
}

/* Whether NEED is one in this run. */
static bool flow_counts (const FlowChart *self, const RoadNeed *need)
{
    return need->name != NULL && (need->unless & self->road.cases) == 0;
}

static bool flow_is_good (const FlowChart *self, unsigned box, unsigned i)
{
    const RoadNeed *need = &self->boxes[box].needs[i];
    const RoadFact *fact = &self->facts[box][i];
    /* It was understood; that there is no answer to it is not its fault. */
    bool answerless = self->broken.choice && fact->message >= 0 &&
                      fact->message == self->broken.message && !fact->failed;
    return !flow_counts (self, need) || answerless || draw_road_is_good (need, fact);
}

/* Whether all of a box is as it should be; ONE: at least one message of it. */
static bool flow_has_good (const FlowChart *self, unsigned box, bool one)
{
    for (unsigned i = 0; i < FLOW_MOST_NEEDS; i++) {
        bool counts = flow_counts (self, &self->boxes[box].needs[i]);
        if (counts && flow_is_good (self, box, i) == one)
            return one;
    }
    return !one;
}

static bool flow_is_due (const FlowChart *self, unsigned box, unsigned i, TraceParty sender)
{
    const RoadNeed *need = &self->boxes[box].needs[i];
    return flow_counts (self, need) && need->sender == sender && !self->facts[box][i].read;
}

/* Where what was refused belongs, or what should have come before it and did not. */
static int flow_find_refused (const FlowChart *self)
{
    TraceParty sender = trace_message (self->trace, self->broken.message)->sender;
    bool out_of_turn = self->broken.cause == BASE_CAUSE_UNEXPECTED_MESSAGE;
    for (unsigned box = 0; box < self->n; box++)
        for (unsigned i = 0; flow_is_shown (self, &self->boxes[box]) && i < FLOW_MOST_NEEDS; i++)
            if (self->facts[box][i].message == self->broken.message ||
                (out_of_turn && flow_is_due (self, box, i, sender)))
                return (int)box;
    return -1;
}

static int flow_find_end (const FlowChart *self)
{
    const DrawBreak *broken = &self->broken;
    int found = -1;
    if (broken->event < 0)
        return -1;
    bool failed = trace_event (self->trace, (unsigned)broken->event)->kind == TRACE_FAIL;
    bool over = broken->phase == TRACE_PHASE_ESTABLISHED;
    if (!over && broken->message >= 0 && !broken->choice)
        found = flow_find_refused (self);
    for (unsigned box = 0; !over && !failed && found < 0 && box < self->n; box++)
        if (flow_is_shown (self, &self->boxes[box]) && !flow_has_good (self, box, false))
            found = (int)box;
    for (unsigned box = 0; found < 0 && box < self->n; box++)
        if (self->boxes[box].phase == broken->phase && !self->boxes[box].classic &&
            flow_is_shown (self, &self->boxes[box]))
            found = (int)box;
    return found;
}

static void flow_take_stock (FlowChart *self)
{
    self->hellos = draw_hellos (self->trace, self->cursor);
    self->broken = draw_find_break (self->trace, self->cursor);
    self->road = (Road){.cases = ROAD_STRAIGHT | ROAD_UNASKED};
    self->ended = -1;
    if (self->trace == NULL || self->cursor < 0)
        return;
    self->now = trace_event (self->trace, (unsigned)self->cursor)->now;
    self->road = draw_road (self->trace, self->cursor);
    const WireMessage *server = self->hellos.server;
    bool psk = server != NULL && wire_message_extension (server, WIRE_EXT_PRE_SHARED_KEY) != NULL;
    self->road.cases |= (self->older ? draw_hellos_resume (&self->hellos) : psk) ? ROAD_PSK : 0;
    self->road.cases |= self->older && draw_hellos_encipher (server) ? ROAD_RSA : 0;
    for (unsigned box = 0; box < self->n; box++)
        for (unsigned i = 0; i < FLOW_MOST_NEEDS; i++) {
            const RoadNeed *need = &self->boxes[box].needs[i];
            self->facts[box][i] =
                need->name != NULL ? draw_road_fact (&self->road, need) : (RoadFact){.message = -1};
        }
    self->ended = flow_find_end (self);
}

static bool flow_is_ignored (const FlowChart *self, unsigned box)
{
    for (unsigned i = 0; i < FLOW_MOST_NEEDS; i++)
        if (flow_counts (self, &self->boxes[box].needs[i]) && self->facts[box][i].ignored)
            return true;
    return false;
}

/* Whether what was refused is a message of this box. */
static bool flow_has_refused (const FlowChart *self, unsigned box)
{
    bool found = false;
    for (unsigned i = 0; i < FLOW_MOST_NEEDS; i++)
        found |= self->broken.message >= 0 && self->facts[box][i].message == self->broken.message;
    return found;
}

static bool flow_has_begun (const FlowChart *self, unsigned box)
{
    TracePhase phase = self->boxes[box].phase;
    return phase == TRACE_PHASE_START ? self->facts[box][0].message >= 0 : phase <= self->now.phase;
}

/* What is missing or wrong on the road up to here, in words; NULL: nothing is. */
static const char *flow_without (const FlowChart *self)
{
    for (unsigned box = 0; box < self->n; box++)
        for (unsigned i = 0; flow_is_shown (self, &self->boxes[box]) && i < FLOW_MOST_NEEDS; i++)
            if (!flow_is_good (self, box, i)) {
                const char *words = self->boxes[box].needs[i].without;
                return words != NULL ? words : "not all of its road is as it should be";
            }
    return NULL;
}

static DrawState flow_last_state (const FlowChart *self)
{
    if (self->now.phase != TRACE_PHASE_ESTABLISHED)
        return DRAW_TODO; /* no work in progress: it is reached or not */
    return flow_without (self) == NULL ? DRAW_DONE : DRAW_FLAWED;
}

static DrawState flow_state (const FlowChart *self, unsigned box)
{
    const FlowBox *row = &self->boxes[box];
    bool over = self->ended >= 0 || self->now.phase == TRACE_PHASE_ESTABLISHED;
    if ((int)box == self->ended)
        return DRAW_BROKEN;
    if (row->phase == TRACE_PHASE_ESTABLISHED)
        return flow_last_state (self);
    if (!flow_has_begun (self, box))
        return self->ended > (int)box ? DRAW_FLAWED : DRAW_TODO;
    if (flow_is_ignored (self, box))
        return DRAW_FLAWED;
    if (flow_has_good (self, box, false) && (over || row->phase < self->now.phase))
        return DRAW_DONE;
    if (row->classic)
        return DRAW_TODO;
    if (!over)
        return DRAW_CURRENT;
    bool behind = self->ended >= 0 && (int)box > self->ended;
    return behind && !flow_has_good (self, box, true) && !flow_has_refused (self, box)
               ? DRAW_TODO
               : DRAW_FLAWED;
}

/* A line about each message of a box that counts. */
static char *flow_fate_words (const FlowChart *self, unsigned box)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < FLOW_MOST_NEEDS; i++) {
        const RoadNeed *need = &self->boxes[box].needs[i];
        if (!flow_counts (self, need))
            continue;
        const char *fate = draw_road_words (&self->road, need, &self->facts[box][i], &self->broken);
        g_string_append_printf (out, "%s%s: %s", out->len > 0 ? "\n" : "",
                                need->title != NULL ? need->title : need->name, fate);
    }
    return g_string_free (out, FALSE);
}

/* What should have come before that which was refused, then why it was. */
static char *flow_end_words (const FlowChart *self, unsigned box)
{
    g_autofree char *why = draw_break_words (self->trace, self->cursor, &self->broken);
    GString *out = g_string_new (NULL);
    int refused = self->broken.phase == TRACE_PHASE_ESTABLISHED ? -1 : self->broken.message;
    for (unsigned i = 0; refused >= 0 && i < FLOW_MOST_NEEDS; i++) {
        const RoadNeed *need = &self->boxes[box].needs[i];
        const RoadFact *fact = &self->facts[box][i];
        if (fact->message == refused)
            break;
        if (flow_is_due (self, box, i, trace_message (self->trace, refused)->sender))
            g_string_append_printf (out, "%s: %s\n", need->title != NULL ? need->title : need->name,
                                    draw_road_words (&self->road, need, fact, &self->broken));
    }
    if (out->len > 0)
        g_string_append_printf (out,
                                "%s: ", trace_message_name (trace_message (self->trace, refused)));
    g_string_append (out, why);
    return g_string_free (out, FALSE);
}

/* With whom the connection is, when that is a man in the middle. */
static char *flow_middle_words (const FlowChart *self, const FlowBox *box)
{
    TraceParty played = trace_is_attacker (self->trace, self->road.connection, TRACE_SERVER)
                            ? TRACE_SERVER
                            : TRACE_CLIENT;
    if (!trace_is_attacker (self->trace, self->road.connection, played))
        return NULL;
    const char *name = trace_party_name (played);
    const char *other = trace_party_name (played == TRACE_SERVER ? TRACE_CLIENT : TRACE_SERVER);
    if (box->phase == TRACE_PHASE_ESTABLISHED)
        return g_strdup_printf ("with the attacker, not with the %s", name);
    if (box->phase == TRACE_PHASE_FINISHED)
        return g_strdup_printf ("the %s and the attacker prove to each other\n"
                                "that they saw the same handshake: theirs",
                                other);
    return box->phase == TRACE_PHASE_CERTIFICATE && played == TRACE_SERVER
               ? g_strconcat (box->detail, "\nof the attacker, in the server's name", NULL)
               : NULL;
}

/* What a box says in this run; NULL: its usual words are true. */
static char *flow_words (const FlowChart *self, unsigned box, DrawState state)
{
    const FlowBox *row = &self->boxes[box];
    const char *without = flow_without (self);
    if (state == DRAW_BROKEN)
        return flow_end_words (self, box);
    if (state == DRAW_FLAWED && row->phase == TRACE_PHASE_ESTABLISHED)
        return g_strdup_printf ("in use, but %s", without);
    if (state == DRAW_FLAWED)
        return flow_fate_words (self, box);
    if (state == DRAW_DONE || state == DRAW_CURRENT) {
        char *words = flow_middle_words (self, row);
        if (words != NULL)
            return words;
    }
    if (row->phase == TRACE_PHASE_START)
        return (self->road.cases & ROAD_STRANGER) != 0
                   ? g_strdup ("no certificate: the server asked,\nbut does not insist")
                   : NULL;
    return draw_hellos_words (row->phase, &self->hellos, self->older);
}

/* A certificate that nobody needs, a key exchange that was made earlier. */
static bool flow_is_passed_over (const FlowChart *self, const FlowBox *box)
{
    unsigned why = box->phase == TRACE_PHASE_CERTIFICATE ||
                           (self->older && box->phase == TRACE_PHASE_KEY_EXCHANGE)
                       ? ROAD_PSK
                   : box->phase == TRACE_PHASE_START ? ROAD_STRANGER
                                                     : 0;
    return (self->road.cases & why) != 0;
}

static void flow_add_box (const FlowChart *self, DrawGraph *graph, unsigned box)
{
    const FlowBox *row = &self->boxes[box];
    const char *title = row->title != NULL ? row->title : trace_phase_title (row->phase);
    DrawNode *node = draw_graph_add_node (graph, row->id, title);
    node->rounded = row->phase == TRACE_PHASE_ESTABLISHED;
    node->key = g_strdup_printf (
        "phase:%s%s", trace_key_version (self->older ? WIRE_TLS12 : WIRE_TLS13), row->id);
    node->detail = g_strdup (row->detail);
    if (self->trace == NULL)
        return;
    node->state = self->cursor < 0 ? DRAW_TODO : flow_state (self, box);
    node->event = flow_event (self->trace, self->cursor, row->phase);
    if (row->phase == TRACE_PHASE_START && self->cursor >= 0)
        node->event = self->facts[box][0].message < 0
                          ? -1
                          : trace_message (self->trace, self->facts[box][0].message)->send_event;
    if (self->cursor < 0)
        return;
    char *words = flow_words (self, box, node->state);
    node->dashed = flow_is_passed_over (self, row) && node->state != DRAW_BROKEN;
    if (node->dashed && node->state == DRAW_DONE)
        node->state = DRAW_SKIPPED; /* what was not needed was not done */
    if (node->state == DRAW_BROKEN)
        node->event = self->broken.event;
    if (words != NULL) {
        g_free (node->detail);
        node->detail = words;
    }
}

/* Whether the road went from one box to the next, or past it. */
static bool flow_was_walked (const DrawNode *from, const DrawNode *to)
{
    return (from->state == DRAW_DONE || from->state == DRAW_SKIPPED ||
            from->state == DRAW_FLAWED) &&
           to->state != DRAW_TODO;
}

DrawGraph *draw_model_flowchart (const Trace *trace, int cursor, bool classic)
{
    FlowChart self = {.trace = trace, .cursor = cursor};
    self.boxes = flow_boxes (trace, cursor, &self.n);
    self.older = self.boxes == flow_boxes_12;
    flow_take_stock (&self);
    DrawGraph *graph = draw_graph_new (classic      ? "The classic chart of a handshake"
                                       : self.older ? "The TLS 1.2 handshake"
                                                    : "The TLS 1.3 handshake");
    for (unsigned i = 0; i < self.n; i++)
        if ((classic || !self.boxes[i].classic) && flow_is_shown (&self, &self.boxes[i]))
            flow_add_box (&self, graph, i);
    for (unsigned i = 1; i < graph->nodes->len; i++) {
        const DrawNode *from = g_ptr_array_index (graph->nodes, i - 1);
        const DrawNode *to = g_ptr_array_index (graph->nodes, i);
        DrawEdge *edge = draw_graph_add_edge (graph, i - 1, i, NULL);
        if (trace != NULL)
            edge->state = flow_was_walked (from, to) ? DRAW_DONE : DRAW_TODO;
    }
    return graph;
}
