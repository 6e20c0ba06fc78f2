/* The key schedule of one connection as it has come about: each secret that the observer knows, and
 * what it was made of. What both parties computed alike is one node; where their values differ,
 * two. */
#include "draw/model.h"

/* Whether it belongs in the picture of the connection that CURSOR is in: it was made there, or
 * something was made from it there, as from the key of a ticket. */
static bool secrets_matter (const Trace *trace, int index, int cursor)
{
    unsigned connection = trace_connection (trace, (unsigned)cursor);
    unsigned n = trace_event (trace, (unsigned)cursor)->now.n_secrets;
    if (trace_secret (trace, index)->connection == connection)
        return true;
    for (unsigned i = (unsigned)index + 1; i < n; i++) {
        const TraceSecret *other = trace_secret (trace, (int)i);
        if (other->connection == connection && (other->salt == index || other->ikm == index))
            return true;
    }
    return false;
}

static bool secrets_seen (const Trace *trace, const TraceObserver *observer, int index, int cursor)
{
    const TraceSecret *secret = trace_secret (trace, index);
    if (!secrets_matter (trace, index, cursor))
        return false;
    if (observer->party >= 0 && (int)secret->party != observer->party)
        return false;
    if (observer->has_key)
        return trace_knows_secret (trace, observer, index, (unsigned)cursor);
    return observer->omniscient || trace_knows (trace, observer, secret->name, (unsigned)cursor);
}

/* The node that stands for the same name and value; -1: none yet. */
static int secrets_find (const Trace *trace, const GArray *nodes, int index)
{
    const TraceSecret *secret = trace_secret (trace, index);
    for (int i = 0; i < index; i++) {
        const TraceSecret *other = trace_secret (trace, i);
        int node = g_array_index (nodes, int, i);
        if (node >= 0 && other->connection == secret->connection &&
            g_str_equal (other->name, secret->name) && g_bytes_equal (other->value, secret->value))
            return node;
    }
    return -1;
}

static char *secrets_id (const DrawGraph *graph, const TraceSecret *secret)
{
    char *id = g_strdup (secret->name);
    for (unsigned n = 1; draw_graph_find (graph, id) >= 0; n++) {
        g_free (id);
        id = n == 1 ? g_strdup_printf ("%s@%s", secret->name, trace_party_name (secret->party))
                    : g_strdup_printf ("%s@%u", secret->name, n);
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

/* Both parties, one of them, or anybody: whoever knows the value now, from where all is seen. */
static void secrets_say_who (DrawNode *node, const Trace *trace, const TraceSecret *secret,
                             int cursor, unsigned computed_by)
{
    static const char *const parties[] = {NULL, "the client", "the server", "client and server"};
    unsigned knows = 0;
    for (int party = 0; party < 2; party++) {
        const TraceObserver *observer = trace_observer_find (trace_party_name ((TraceParty)party));
        if (trace_knows (trace, observer, secret->name, (unsigned)cursor))
            knows |= 1u << party;
    }
    unsigned known = computed_by & knows, wiped = computed_by & ~knows;
    const TraceObserver *outside = trace_observer_find ("eavesdropper");
    g_autoptr (GString) who = g_string_new (node->detail);
    if (trace_knows (trace, outside, secret->name, (unsigned)cursor))
        g_string_append (who, "\nno secret: anybody can compute it");
    else if (known != 0)
        g_string_append_printf (who, "\nknown to %s", parties[known]);
    if (wiped != 0)
        g_string_append_printf (who, "\nwiped by %s", parties[wiped]);
    g_free (node->detail);
    node->detail = g_strdup (who->str);
    node->party = computed_by == 3 ? -1 : computed_by == 2 ? TRACE_SERVER : TRACE_CLIENT;
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

static void secrets_add_nodes (DrawGraph *graph, const Trace *trace, int cursor,
                               const TraceObserver *observer, GArray *nodes)
{
    unsigned n = trace_event (trace, (unsigned)cursor)->now.n_secrets;
    g_autoptr (GArray) computed_by = g_array_new (FALSE, TRUE, sizeof (unsigned));
    for (unsigned i = 0; i < n; i++) {
        const TraceSecret *secret = trace_secret (trace, (int)i);
        int node = -1;
        if (secrets_seen (trace, observer, (int)i, cursor)) {
            node = secrets_find (trace, nodes, (int)i);
            if (node < 0) {
                g_autofree char *id = secrets_id (graph, secret);
                DrawNode *new = draw_graph_add_node (graph, id, secret->name);
                new->detail = secrets_detail (secret, trace_connection (trace, (unsigned)cursor));
                new->event = (int)secret->event;
                const TraceMoment *moment = &trace_event (trace, secret->event)->now;
                new->key = g_strdup_printf ("secret:%s%s",
                                            trace_key_version (moment->version[secret->party]),
                                            secret->name);
                node = (int)graph->nodes->len - 1;
                g_array_set_size (computed_by, graph->nodes->len);
            }
            g_array_index (computed_by, unsigned, node) |= 1u << secret->party;
            if ((int)secret->event == cursor)
                ((DrawNode *)g_ptr_array_index (graph->nodes, node))->state = DRAW_CURRENT;
        }
        g_array_append_val (nodes, node);
    }
    for (unsigned i = 0; i < n && observer->party < 0; i++) {
        int node = g_array_index (nodes, int, i);
        if (node < 0 || secrets_find (trace, nodes, (int)i) >= 0)
            continue;
        secrets_say_who (g_ptr_array_index (graph->nodes, node), trace,
                         trace_secret (trace, (int)i), cursor,
                         g_array_index (computed_by, unsigned, node));
    }
}

static char *secrets_title (const TraceObserver *observer, unsigned connection)
{
    if (observer->omniscient)
        return connection > 1 ? g_strdup_printf ("The secrets of connection %u", connection)
                              : g_strdup ("The secrets of this connection");
    if (observer->party >= 0)
        return g_strdup_printf ("What the %s knows", observer->name);
    return g_strdup (observer->has_key ? "What the thief of the server's key can compute"
                                       : "What an eavesdropper can compute");
}

DrawGraph *draw_model_secrets (const Trace *trace, int cursor, const TraceObserver *observer)
{
    unsigned connection = cursor >= 0 ? trace_connection (trace, (unsigned)cursor) : 1;
    g_autofree char *title = secrets_title (observer, connection);
    DrawGraph *graph = draw_graph_new (title);
    g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (int));
    if (cursor >= 0)
        secrets_add_nodes (graph, trace, cursor, observer, nodes);
    secrets_add_edges (graph, trace, nodes);
    secrets_arrange (graph);
    if (observer->has_key && cursor >= 0)
        graph->note = trace_finding_words (trace, connection, (unsigned)cursor);
    else if (graph->nodes->len == 0)
        graph->note = g_strdup (observer->party < 0 && !observer->omniscient
                                    ? "Nothing: key shares travel in clear, secrets never do."
                                    : "No secrets at this moment.");
    return graph;
}
