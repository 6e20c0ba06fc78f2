/* The key schedule of one connection as it has come about: each secret that the observer knows, and
 * what it was made of. What both parties computed alike is one node; where their values differ,
 * two. */
#include "draw/model.h"

/* What is drawn: one connection, or (CONNECTION 0) both that a man in the middle has. */
typedef struct {
    const Trace *trace;
    int cursor;
    unsigned connection;
    const TraceObserver *observer;
} Secrets;

/* Whether it belongs in the picture: it was made in its connection, or something was made from it
 * there, as from the key of a ticket. */
static bool secrets_matter (const Secrets *self, int index)
{
    const Trace *trace = self->trace;
    unsigned n = trace_event (trace, (unsigned)self->cursor)->now.n_secrets;
    if (self->connection == 0 || trace_secret (trace, index)->connection == self->connection)
        return true;
    for (unsigned i = (unsigned)index + 1; i < n; i++) {
        const TraceSecret *other = trace_secret (trace, (int)i);
        if (other->connection == self->connection && (other->salt == index || other->ikm == index))
            return true;
    }
    return false;
}

static bool secrets_seen (const Secrets *self, int index)
{
    return secrets_matter (self, index) &&
           trace_knows_secret (self->trace, self->observer, index, (unsigned)self->cursor);
}

static bool secrets_alike (const TraceSecret *a, const TraceSecret *b)
{
    return a->connection == b->connection && g_str_equal (a->name, b->name) &&
           g_bytes_equal (a->value, b->value);
}

/* The node that stands for the same name and value; -1: none yet. */
static int secrets_find (const Trace *trace, const GArray *nodes, int index)
{
    const TraceSecret *secret = trace_secret (trace, index);
    for (int i = 0; i < index; i++) {
        int node = g_array_index (nodes, int, i);
        if (node >= 0 && secrets_alike (trace_secret (trace, i), secret))
            return node;
    }
    return -1;
}

static char *secrets_id (const Secrets *self, const DrawGraph *graph, const TraceSecret *secret)
{
    g_autofree char *name =
        self->connection == 0 && secret->connection > 1
            ? g_strdup_printf ("%s@connection%u", secret->name, secret->connection)
            : g_strdup (secret->name);
    char *id = g_strdup (name);
    for (unsigned n = 1; draw_graph_find (graph, id) >= 0; n++) {
        g_free (id);
        id = n == 1 ? g_strdup_printf ("%s@%s", name, trace_party_name (secret->party))
                    : g_strdup_printf ("%s@%u", name, n);
    }
    return id;
}

/* "a1b2c3d4…": enough to compare by eye. */
static char *secrets_value (const TraceSecret *secret)
{
    g_autofree char *hex = base_hex (base_span_bytes (secret->value));
    return strlen (hex) > 12 ? g_strdup_printf ("%.8s…", hex) : g_strdup (hex);
}

static char *secrets_detail (const TraceSecret *secret, unsigned connection)
{
    g_autofree char *value = secrets_value (secret);
    g_autofree char *from = secret->connection != connection
                                ? g_strdup_printf ("\nof connection %u", secret->connection)
                                : g_strdup ("");
    return g_strdup_printf ("%s: %s%s", secret->function, value, from);
}

/* "the client", "client and server"; PARTIES: a bit for each */
static char *secrets_parties (const Trace *trace, unsigned connection, unsigned parties)
{
    const char *client = trace_player_name (trace, connection, TRACE_CLIENT);
    const char *server = trace_player_name (trace, connection, TRACE_SERVER);
    return parties == 3 ? g_strdup_printf ("%s and %s", client, server)
                        : g_strdup_printf ("the %s", parties == 1 ? client : server);
}

/* Whether who made it has it still; a man in the middle keeps what he has made. */
static bool secrets_kept (const Trace *trace, int index, int cursor)
{
    const TraceSecret *secret = trace_secret (trace, index);
    bool played = trace_is_attacker (trace, secret->connection, secret->party);
    const char *name = played ? "attacker" : trace_party_name (secret->party);
    return trace_knows_secret (trace, trace_observer_find (name), index, (unsigned)cursor);
}

/* Both parties, one of them, or anybody: whoever knows the value now, from where all is seen. */
static void secrets_say_who (DrawNode *node, const Trace *trace, int cursor, GArray *nodes,
                             int index)
{
    const TraceSecret *secret = trace_secret (trace, index);
    int place = g_array_index (nodes, int, index);
    unsigned parties[2] = {0}; /* who wiped it, and who knows it */
    for (int i = index; i < (int)nodes->len; i++)
        if (g_array_index (nodes, int, i) == place)
            parties[secrets_kept (trace, i, cursor)] |= 1u << trace_secret (trace, i)->party;
    const TraceObserver *outside = trace_observer_find ("eavesdropper");
    bool open = trace_knows_secret (trace, outside, index, (unsigned)cursor);
    g_autoptr (GString) who = g_string_new (node->detail);
    if (open)
        g_string_append (who, "\nno secret: anybody can compute it");
    for (int kept = 1; kept >= 0; kept--) {
        if (parties[kept] == 0 || (kept && open))
            continue;
        g_autofree char *names = secrets_parties (trace, secret->connection, parties[kept]);
        g_string_append_printf (who, "\n%s %s", kept ? "known to" : "wiped by", names);
    }
    g_free (node->detail);
    node->detail = g_strdup (who->str);
    unsigned made_by = parties[0] | parties[1];
    node->party = made_by == 3 ? -1 : made_by == 2 ? TRACE_SERVER : TRACE_CLIENT;
}

static void secrets_join (DrawGraph *graph, const GArray *nodes, int from, unsigned to,
                          const char *label)
{
    if (from < 0 || g_array_index (nodes, int, from) < 0)
        return;
    unsigned node = (unsigned)g_array_index (nodes, int, from);
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        if (edge->from == node && edge->to == to && g_strcmp0 (edge->label, label) == 0)
            return; /* the other party's, alike */
    }
    draw_graph_add_edge (graph, node, to, label);
}

/* "bytes 0–15" */
static char *secrets_slice (const TraceSecret *secret)
{
    unsigned size = (unsigned)g_bytes_get_size (secret->value);
    return g_strdup_printf ("bytes %u–%u", secret->offset, secret->offset + size - 1);
}

static void secrets_add_edges (DrawGraph *graph, const Trace *trace, const GArray *nodes)
{
    for (unsigned i = 0; i < nodes->len; i++) {
        int node = g_array_index (nodes, int, i);
        const TraceSecret *secret = trace_secret (trace, (int)i);
        if (node < 0)
            continue;
        bool same = secret->salt >= 0 &&
                    g_bytes_equal (secret->value, trace_secret (trace, secret->salt)->value);
        g_autofree char *label = same                                      ? g_strdup ("the same")
                                 : g_str_equal (secret->function, "slice") ? secrets_slice (secret)
                                 : secret->label == NULL
                                     ? g_strdup ("salt")
                                     : g_strdup_printf ("\"%s\"", secret->label);
        secrets_join (graph, nodes, secret->salt, (unsigned)node, label);
        secrets_join (graph, nodes, secret->ikm, (unsigned)node, "input");
    }
}

static unsigned secrets_count_leaves (const DrawGraph *graph, const unsigned *children,
                                      unsigned node)
{
    unsigned n = 0;
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        n += edge->from == node && children[edge->to] == 0;
    }
    return n;
}

/* How tall the stacks beside the head of TRUNK are, where there are several; else 0. */
static unsigned secrets_beside (const DrawGraph *graph, const unsigned *children,
                                const DrawEdge *trunk)
{
    unsigned n_stacks = 0, tallest = 0;
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        unsigned leaves = secrets_count_leaves (graph, children, edge->to);
        if (edge->from != trunk->from || edge->to == trunk->to || leaves < 2)
            continue;
        n_stacks++;
        tallest = MAX (tallest, leaves);
    }
    return n_stacks > 1 ? tallest : 0;
}

/* A picture as wide as the schedule has branches would be too wide, and one as wide as it has keys
 * even more so. What nothing else comes from stands below each other under its secret; and where
 * the schedule goes on, it does so below such stacks. */
static void secrets_arrange (DrawGraph *graph)
{
    g_autofree unsigned *children = g_new0 (unsigned, graph->nodes->len);
    g_autofree int *stacked = g_new0 (int, graph->nodes->len);
    for (unsigned i = 0; i < graph->edges->len; i++)
        children[((DrawEdge *)g_ptr_array_index (graph->edges, i))->from]++;
    for (unsigned i = 0; i < graph->edges->len; i++) {
        DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        edge->stacked = children[edge->to] == 0;
        if (edge->stacked)
            edge->ranks = ++stacked[edge->from];
        else if (secrets_count_leaves (graph, children, edge->to) == 0)
            edge->ranks = 1 + (int)secrets_beside (graph, children, edge);
    }
}

static unsigned secrets_add_node (const Secrets *self, DrawGraph *graph, const TraceSecret *secret)
{
    g_autofree char *id = secrets_id (self, graph, secret);
    DrawNode *node = draw_graph_add_node (graph, id, secret->name);
    const TraceMoment *moment = &trace_event (self->trace, secret->event)->now;
    node->detail = secrets_detail (secret, self->connection);
    node->event = (int)secret->event;
    node->key = g_strdup_printf ("secret:%s%s", trace_key_version (moment->version[secret->party]),
                                 secret->name);
    return graph->nodes->len - 1;
}

static void secrets_add_nodes (const Secrets *self, DrawGraph *graph, GArray *nodes)
{
    const Trace *trace = self->trace;
    unsigned n = trace_event (trace, (unsigned)self->cursor)->now.n_secrets;
    for (unsigned i = 0; i < n; i++) {
        const TraceSecret *secret = trace_secret (trace, (int)i);
        int node = -1;
        if (secrets_seen (self, (int)i)) {
            node = secrets_find (trace, nodes, (int)i);
            if (node < 0)
                node = (int)secrets_add_node (self, graph, secret);
            if ((int)secret->event == self->cursor)
                ((DrawNode *)g_ptr_array_index (graph->nodes, node))->state = DRAW_CURRENT;
        }
        g_array_append_val (nodes, node);
    }
    for (int i = 0; i < (int)n && self->observer->party < 0; i++) {
        int node = g_array_index (nodes, int, i);
        if (node >= 0 && secrets_find (trace, nodes, i) < 0)
            secrets_say_who (g_ptr_array_index (graph->nodes, node), trace, self->cursor, nodes, i);
    }
}

/* "this connection", "connection 2: attacker's client and server", "the two connections" */
static char *secrets_scope (const Secrets *self, bool middle)
{
    if (!middle)
        return self->connection > 1 ? g_strdup_printf ("connection %u", self->connection)
                                    : g_strdup ("this connection");
    if (self->connection == 0)
        return g_strdup ("the two connections");
    g_autofree char *parties = secrets_parties (self->trace, self->connection, 3);
    return g_strdup_printf ("connection %u: %s", self->connection, parties);
}

static char *secrets_title (const Secrets *self)
{
    const TraceObserver *observer = self->observer;
    bool middle = draw_secrets_are_two (self->trace);
    g_autofree char *scope = secrets_scope (self, middle);
    if (observer->omniscient)
        return g_strdup_printf ("The secrets of %s", scope);
    if (observer->party >= 0)
        return g_strdup_printf ("What the %s knows", observer->name);
    if (observer->attacker)
        return middle ? g_strdup_printf ("What the attacker knows of %s", scope)
                      : g_strdup ("What the attacker on the wire can compute");
    return g_strdup (observer->has_key ? "What the thief of the server's key can compute"
                                       : "What an eavesdropper can compute");
}

/* Why there is nothing, or how far the thief has come. */
static char *secrets_note (const Secrets *self, bool empty)
{
    const TraceObserver *observer = self->observer;
    if (observer->has_key && self->cursor >= 0)
        return trace_finding_words (self->trace,
                                    trace_connection (self->trace, (unsigned)self->cursor),
                                    (unsigned)self->cursor);
    if (!empty)
        return NULL;
    bool outside = observer->party < 0 && !observer->omniscient &&
                   !(observer->attacker && draw_secrets_are_two (self->trace));
    return g_strdup (outside ? "Nothing: key shares travel in clear, secrets never do."
                             : "No secrets at this moment.");
}

bool draw_secrets_are_two (const Trace *trace)
{
    return trace_is_attacker (trace, 1, TRACE_SERVER);
}

DrawGraph *draw_model_secrets (const Trace *trace, int cursor, unsigned connection,
                               const TraceObserver *observer)
{
    if (connection == 0 && !draw_secrets_are_two (trace))
        connection = cursor >= 0 ? trace_connection (trace, (unsigned)cursor) : 1;
    const Secrets self = {trace, cursor, connection, observer};
    g_autofree char *title = secrets_title (&self);
    DrawGraph *graph = draw_graph_new (title);
    g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (int));
    if (cursor >= 0)
        secrets_add_nodes (&self, graph, nodes);
    secrets_add_edges (graph, trace, nodes);
    secrets_arrange (graph);
    graph->note = secrets_note (&self, graph->nodes->len == 0);
    return graph;
}

char *draw_secret_keepers (const Trace *trace, int index, int cursor)
{
    unsigned n = trace_event (trace, (unsigned)cursor)->now.n_secrets;
    g_autoptr (GString) who = g_string_new (NULL);
    for (unsigned k = 0; trace_observer_at (k) != NULL; k++) {
        const TraceObserver *observer = trace_observer_at (k);
        bool knows = false;
        for (unsigned i = 0; i < n && !knows && !observer->omniscient; i++)
            knows = secrets_alike (trace_secret (trace, (int)i), trace_secret (trace, index)) &&
                    trace_knows_secret (trace, observer, (int)i, (unsigned)cursor);
        if (knows)
            g_string_append_printf (who, "%s%s", who->len > 0 ? ", " : "", observer->name);
    }
    return g_strdup (who->str);
}
