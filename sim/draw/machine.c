/* The state machines, drawn from the rows that run. */
#include "draw/model.h"

static char *machine_label (const TlsRule *rule)
{
    GString *label = g_string_new (NULL);
    if (rule->on == TLS_AUTO)
        g_string_append (label, rule->words == NULL ? "" : rule->words);
    else
        g_string_append_printf (label, "%s %s", rule->on == TLS_SEND ? "send" : "recv",
                                wire_message_row (rule->message)->name);
    /* Every other alert ends the connection from any state and has no row. */
    if (rule->on != TLS_AUTO && rule->message == WIRE_ALERT)
        g_string_append (label, " close_notify");
    if (rule->guard != NULL)
        g_string_append_printf (label, "\n[%s]", rule->guard->words);
    g_autofree char *keys = tls_key_change_words (rule->keys);
    if (keys != NULL)
        g_string_append_printf (label, "\n%s", keys);
    return g_string_free (label, FALSE);
}

static unsigned machine_node (DrawGraph *graph, TlsState state, TlsRole role, uint16_t version)
{
    const char *name = tls_state_name (state);
    int found = draw_graph_find (graph, name);
    if (found >= 0)
        return (unsigned)found;
    DrawNode *node = draw_graph_add_node (graph, name, name);
    node->dashed = version == WIRE_TLS13 && tls_state_is_own (state);
    node->rounded = state == TLS_START || state == TLS_CLOSED;
    node->party = (int)role;
    node->key = g_strdup_printf ("state:%s%s", trace_key_version (version), name);
    return graph->nodes->len - 1;
}

static bool machine_row_fits (const TlsRule *rule, const TraceEvent *event)
{
    return g_str_equal (tls_state_name (rule->from), event->label) &&
           g_str_equal (tls_state_name (rule->to), event->now.state[event->party]);
}

/* The row by which a party's state changed; -1: none. Before the version was settled it may have
 * been one of another table, which begins alike. */
static int machine_rule_taken (const TraceEvent *event, const TlsRule *rules, size_t n)
{
    if (event->rule < 0 || (event->rule < (int)n && machine_row_fits (&rules[event->rule], event)))
        return event->rule;
    for (size_t i = 0; i < n; i++)
        if (machine_row_fits (&rules[i], event))
            return (int)i;
    return -1;
}

/* The row by which a message left its party in STATE; -1: none. */
static int machine_loop_taken (const Trace *trace, const TraceEvent *event, const char *state,
                               const TlsRule *rules, size_t n)
{
    const TraceMessage *message = trace_message (trace, event->message);
    const WireMessage *content = trace_message_content (message);
    TlsOn on = (int)message->sender == event->party ? TLS_SEND : TLS_RECEIVE;
    for (size_t i = 0; i < n && content != NULL; i++)
        if (rules[i].on == on && rules[i].from == rules[i].to &&
            content->row->id == rules[i].message &&
            g_str_equal (tls_state_name (rules[i].from), state))
            return (int)i;
    return -1;
}

/* The row that EVENT tells of; -1: none. A row that leads back to its own state changes none, so
 * there the message tells. */
static int machine_rule_of (const Trace *trace, const TraceEvent *event, const TlsRule *rules,
                            size_t n)
{
    if (event->kind == TRACE_STATE)
        return machine_rule_taken (event, rules, n);
    bool travels = event->kind == TRACE_SEND || event->kind == TRACE_RECEIVE;
    if (!travels || event->message < 0 || event->cause != BASE_CAUSE_NONE)
        return -1;
    return machine_loop_taken (trace, event, event->now.state[event->party], rules, n);
}

static void machine_mark_node (DrawGraph *graph, const char *name, DrawState state, int event)
{
    int found = draw_graph_find (graph, name);
    if (found < 0)
        return;
    DrawNode *node = g_ptr_array_index (graph->nodes, found);
    node->state = state;
    if (node->event < 0)
        node->event = event;
}

static void machine_mark_road (DrawGraph *graph, TlsRole role, const Trace *trace, int cursor,
                               const TlsRule *rules, size_t n)
{
    machine_mark_node (graph, tls_state_name (TLS_START), DRAW_DONE, 0);
    for (int seq = 0; seq <= cursor; seq++) {
        const TraceEvent *event = trace_event (trace, (unsigned)seq);
        bool now = event->connection == trace_event (trace, (unsigned)cursor)->connection;
        if (event->party != (int)role || !now)
            continue;
        if (event->kind == TRACE_STATE)
            machine_mark_node (graph, event->now.state[role], DRAW_DONE, seq);
        int taken = machine_rule_of (trace, event, rules, n);
        if (taken >= 0)
            ((DrawEdge *)g_ptr_array_index (graph->edges, taken))->state = DRAW_DONE;
    }
}

/* The state in which this party was when its road ended badly; NULL: it did not. */
static const char *machine_broken_in (const Trace *trace, int cursor, TlsRole role, int *event)
{
    for (int seq = cursor; seq >= 0; seq--) {
        const TraceEvent *at = trace_event (trace, (unsigned)seq);
        TraceOutcome outcome = at->now.outcome[role];
        bool ended =
            outcome == TRACE_FAILED || outcome == TRACE_TRUNCATED || outcome == TRACE_STALLED;
        if (at->kind == TRACE_FAIL && at->party == (int)role) {
            *event = seq;
            return at->now.state[role];
        }
        if (!ended && at->parent < 0)
            return NULL;
    }
    return NULL;
}

static void machine_mark_broken (DrawGraph *graph, const char *state, const TraceEvent *event)
{
    machine_mark_node (graph, state, DRAW_BROKEN, (int)event->seq);
    int found = draw_graph_find (graph, state);
    if (found < 0)
        return;
    DrawNode *node = g_ptr_array_index (graph->nodes, found);
    node->detail = g_strdup (base_cause_words (event->cause));
}

static void machine_mark_now (DrawGraph *graph, TlsRole role, const Trace *trace, int cursor,
                              const TlsRule *rules, size_t n)
{
    const char *state = tls_state_name (TLS_START);
    if (cursor >= 0)
        state = trace_event (trace, (unsigned)cursor)->now.state[role];
    machine_mark_node (graph, state, DRAW_CURRENT, -1);
    int event;
    const char *broken = machine_broken_in (trace, cursor, role, &event);
    if (broken != NULL) {
        machine_mark_broken (graph, broken, trace_event (trace, (unsigned)event));
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (g_str_equal (tls_state_name (rules[i].from), state))
            ((DrawEdge *)g_ptr_array_index (graph->edges, i))->state = DRAW_LEGAL;
}

/* By whose rules ROLE goes at CURSOR. */
static uint16_t machine_version (TlsRole role, const Trace *trace, int cursor)
{
    uint16_t version =
        trace != NULL && cursor >= 0 ? trace_event (trace, (unsigned)cursor)->now.version[role] : 0;
    return version != 0 ? version : WIRE_TLS13;
}

static DrawGraph *machine_empty (TlsRole role, uint16_t version)
{
    bool older = version == WIRE_TLS12;
    g_autofree char *title =
        g_strdup_printf ("The %s's state machine, TLS %s", trace_party_name ((TraceParty)role),
                         older ? "1.2" : "1.3");
    DrawGraph *graph = draw_graph_new (title);
    graph->note = g_strdup_printf (
        "%s From every state, a fatal alert sent or received leads to FAILED.",
        older
            ? "RFC 5246, section 7.3 draws the messages and not the states between them: the names "
              "of the states are our own, after those of RFC 9846, appendix A."
            : "Dashed: states of our own, between or behind those of RFC 9846, appendix A.");
    return graph;
}

DrawGraph *draw_model_machine (TlsRole role, const Trace *trace, int cursor)
{
    size_t n;
    uint16_t version = machine_version (role, trace, cursor);
    const TlsRule *rules = tls_rules (version, role, &n);
    DrawGraph *graph = machine_empty (role, version);
    for (size_t i = 0; i < n; i++) {
        unsigned from = machine_node (graph, rules[i].from, role, version);
        unsigned to = machine_node (graph, rules[i].to, role, version);
        g_autofree char *label = machine_label (&rules[i]);
        draw_graph_add_edge (graph, from, to, label);
    }
    machine_node (graph, TLS_FAILED, role, version);
    if (trace == NULL)
        return graph;
    for (unsigned i = 0; i < graph->nodes->len; i++)
        ((DrawNode *)g_ptr_array_index (graph->nodes, i))->state = DRAW_TODO;
    for (unsigned i = 0; i < graph->edges->len; i++)
        ((DrawEdge *)g_ptr_array_index (graph->edges, i))->state = DRAW_TODO;
    machine_mark_road (graph, role, trace, cursor, rules, n);
    machine_mark_now (graph, role, trace, cursor, rules, n);
    return graph;
}
