/* A chain as it was sent, as it was built, and as it was verified: what the picture says of it, and
 * what each check means. */
#include "control/run.h"
#include "draw/chain.h"

#include <gio/gio.h>
#include <string.h>

static ControlRun *run (const char *name)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (name, &error);
    g_assert_no_error (error);
    ControlRun *result = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (result);
    return result;
}

static DrawChain *chain_of (ControlRun *self)
{
    const Trace *trace = control_run_trace (self);
    return draw_chain_new (trace, (int)trace_length (trace) - 1, trace_observer_find ("everyone"));
}

/* "certificate-0:done >is signed by> anchor:done" and so on; nodes without an edge stand at the
 * end. */
static char *outline (const DrawGraph *graph)
{
    static const char *const states[DRAW_N_STATES] = {
        [DRAW_TODO] = "todo", [DRAW_DONE] = "done", [DRAW_BROKEN] = "broken"};
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < graph->nodes->len; i++) {
        const DrawNode *node = graph->nodes->pdata[i];
        const DrawEdge *edge = i > 0 && i <= graph->edges->len ? graph->edges->pdata[i - 1] : NULL;
        if (i > 0)
            g_string_append_printf (out, " >%s> ", edge != NULL ? edge->label : "");
        g_string_append_printf (out, "%s:%s", node->id, states[node->state]);
    }
    return g_string_free (out, FALSE);
}

static void the_way_is_drawn_as_it_was_built (void)
{
    static const struct {
        const char *scenario, *outline;
    } rows[] = {
        {"healthy", "certificate-0:done >is signed by> certificate-1:done >is signed by> "
                    "anchor:done"},
        {"certificate-chain-unordered",
         "certificate-0:done >is signed by> certificate-2:done >is signed by> anchor:done >> "
         "certificate-1:done"},
        {"certificate-root-included",
         "certificate-0:done >is signed by> certificate-1:done >is signed by> anchor:done >> "
         "certificate-2:done"},
        {"certificate-forged",
         "certificate-0:broken >is not signed by> certificate-1:done >is signed by> anchor:done"},
        {"certificate-chain-incomplete", "certificate-0:done >names as its issuer> anchor:broken"},
        {"certificate-unreadable",
         "certificate-0:broken >is followed by> certificate-1:todo >names as its issuer> "
         "anchor:todo"},
        {"certificate-intermediate-expired",
         "certificate-0:done >is signed by> certificate-1:broken >is signed by> anchor:done"},
        {"certificate-expired-tls12",
         "certificate-0:broken >is signed by> certificate-1:done >is signed by> anchor:done"},
        {"self-signed", "certificate-0:broken"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (ControlRun) self = run (rows[i].scenario);
        g_autoptr (DrawChain) chain = chain_of (self);
        g_autoptr (DrawGraph) graph = draw_chain_graph (chain, true);
        g_autofree char *found = outline (graph);
        g_assert_cmpstr (found, ==, rows[i].outline);
    }
}

static void each_check_stands_at_its_certificate (void)
{
    g_autoptr (ControlRun) self = run ("certificate-name-constraints");
    g_autoptr (DrawChain) chain = chain_of (self);
    g_autoptr (DrawGraph) graph = draw_chain_graph (chain, true);
    const DrawNode *leaf = graph->nodes->pdata[0], *company = graph->nodes->pdata[1];
    g_assert_nonnull (strstr (leaf->detail, "✓ host-name (RFC 9525 6)"));
    g_assert_null (strstr (leaf->detail, "✗"));
    g_assert_nonnull (strstr (company->detail,
                              "✗ authority (RFC 5280 4.2.1.10): its name constraints do not allow "
                              "CN=server.example: a name that is not among the permitted ones"));
    g_assert_nonnull (strstr (company->detail, "sent as number 2 of 2"));
    g_assert_cmpstr (graph->note, ==, "✓ trust-anchor (RFC 5280 6.1)");
    g_autoptr (DrawGraph) brief = draw_chain_graph (chain, false);
    const DrawNode *same = brief->nodes->pdata[0];
    g_assert_null (strstr (same->detail, "✓"));
}

/* On resumption nobody shows a certificate: what is seen is the one of the time before. */
static void a_chain_says_when_it_came (void)
{
    g_autoptr (ControlRun) twice = run ("resumption");
    const Trace *trace = control_run_trace (twice);
    const TraceObserver *all = trace_observer_find ("everyone");
    for (int i = 0; i < 2; i++) {
        int end = i == 0 ? trace_last_of (trace, 1) : (int)trace_length (trace) - 1;
        g_autoptr (DrawChain) chain = draw_chain_new (trace, end, all);
        g_autoptr (DrawGraph) graph = draw_chain_graph (chain, false);
        g_assert_cmpuint (graph->nodes->len, ==, 3);
        g_assert_cmpstr (graph->title, ==,
                         i == 0 ? "The chain that was received"
                                : "The chain that was received in connection 1");
    }
}

static void who_sees_no_certificate_sees_no_chain (void)
{
    g_autoptr (ControlRun) self = run ("healthy");
    const Trace *trace = control_run_trace (self);
    g_autoptr (DrawChain) chain =
        draw_chain_new (trace, (int)trace_length (trace) - 1, trace_observer_find ("eavesdropper"));
    g_autoptr (DrawGraph) graph = draw_chain_graph (chain, true);
    g_assert_cmpuint (graph->nodes->len, ==, 0);
    g_assert_true (
        g_str_has_prefix (graph->note, "No certificate has been seen: it travels sealed"));
    /* Where the road ended before there was one, nothing is sealed. */
    g_autoptr (ControlRun) refused = run ("ssl3-client");
    const Trace *brief = control_run_trace (refused);
    g_autoptr (DrawChain) none =
        draw_chain_new (brief, (int)trace_length (brief) - 1, trace_observer_find ("everyone"));
    g_autoptr (DrawGraph) nothing = draw_chain_graph (none, true);
    g_assert_cmpstr (nothing->note, ==,
                     "No certificate has been sent: the handshake failed first.");
    g_assert_cmpstr (nothing->title, ==, "Certificates");
    g_autoptr (ControlRun) without = run ("external-psk");
    g_autoptr (DrawChain) unsent = chain_of (without);
    g_autoptr (DrawGraph) psk = draw_chain_graph (unsent, true);
    g_assert_cmpstr (psk->note, ==, "No certificate has been sent.");
    /* Of the connection before there was one, that this observer could not read. */
    g_autoptr (ControlRun) twice = run ("resumption");
    const Trace *resumed = control_run_trace (twice);
    g_autoptr (DrawChain) before = draw_chain_new (resumed, (int)trace_length (resumed) - 1,
                                                   trace_observer_find ("eavesdropper"));
    g_autoptr (DrawGraph) unseen = draw_chain_graph (before, true);
    g_assert_cmpstr (unseen->note, ==, "No certificate has been seen.");
    g_autoptr (ControlRun) older = run ("certificate-expired-tls12");
    const Trace *clear = control_run_trace (older);
    g_autoptr (DrawChain) seen =
        draw_chain_new (clear, (int)trace_length (clear) - 1, trace_observer_find ("eavesdropper"));
    g_assert_cmpuint (seen->certificates->len, ==, 2);
}

/* Where pins were compared the picture says so, at the certificate whose key is pinned. RFC 7469
 * section 2.6: any key of the way will do, so a pin that fails fails for all of them. */
static void a_pin_stands_beside_its_certificate (void)
{
    static const struct {
        const char *scenario, *joined; /* after those of the way itself */
        DrawState state;
    } rows[] = {
        {"pin-matches", "certificate-0", DRAW_DONE},
        {"pin-backup", "certificate-0", DRAW_DONE},
        {"pin-authority", "certificate-1", DRAW_DONE},
        {"pin-stops-man-in-the-middle", "certificate-0 certificate-1 anchor", DRAW_BROKEN},
        {"man-in-the-middle-pinned", "certificate-0 certificate-1 anchor", DRAW_BROKEN},
        {"healthy", NULL, DRAW_TODO},
        {"pin-missing-man-in-the-middle", NULL, DRAW_TODO},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (ControlRun) self = run (rows[i].scenario);
        int end = trace_last_of (control_run_trace (self), 1);
        g_autoptr (DrawChain) chain =
            draw_chain_new (control_run_trace (self), end, trace_observer_find ("client"));
        g_autoptr (DrawGraph) graph = draw_chain_graph (chain, true);
        g_autoptr (GString) joined = g_string_new (NULL);
        int pin = draw_graph_find (graph, "pin");
        g_assert_cmpint (pin >= 0, ==, rows[i].joined != NULL);
        if (pin < 0)
            continue;
        g_assert_cmpint (((DrawNode *)graph->nodes->pdata[pin])->state, ==, rows[i].state);
        for (unsigned k = 0; k < graph->edges->len; k++) {
            const DrawEdge *edge = graph->edges->pdata[k];
            const DrawNode *head = graph->nodes->pdata[edge->to];
            if ((int)edge->from == pin)
                g_string_append_printf (joined, "%s%s", joined->len > 0 ? " " : "", head->id);
        }
        g_assert_cmpstr (joined->str, ==, rows[i].joined);
    }
}

/* Every check of every scenario says what it ruled out, or what would have made it pass; but for a
 * staple that was asked for and did not come, which rules nothing out. */
static void each_check_has_a_meaning (void)
{
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    unsigned checks = 0;
    for (unsigned i = 0; i < catalogue->len; i++) {
        const ScenarioEntry *entry = catalogue->pdata[i];
        if (strstr (entry->group, "certificates") == NULL &&
            strstr (entry->group, "authentication") == NULL)
            continue;
        g_autoptr (ControlRun) self = run (entry->name);
        g_autoptr (DrawChain) chain = chain_of (self);
        for (unsigned k = 0; chain->decision != NULL && k < chain->decision->n_candidates; k++) {
            const TraceCandidate *check = &chain->decision->candidates[k];
            bool silent = g_str_has_prefix (check->name, "staple:") &&
                          g_str_has_prefix (check->reason, "asked for, and none came");
            g_assert_nonnull (check->section);
            g_assert_true ((check->meaning == NULL) == silent);
            checks++;
        }
    }
    g_assert_cmpuint (checks, >, 300);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/chain/drawn-as-built", the_way_is_drawn_as_it_was_built);
    g_test_add_func ("/chain/checks-at-their-certificate", each_check_stands_at_its_certificate);
    g_test_add_func ("/chain/says-when-it-came", a_chain_says_when_it_came);
    g_test_add_func ("/chain/sealed-is-unseen", who_sees_no_certificate_sees_no_chain);
    g_test_add_func ("/chain/pin-beside-its-certificate", a_pin_stands_beside_its_certificate);
    g_test_add_func ("/chain/checks-have-a-meaning", each_check_has_a_meaning);
    return g_test_run ();
}
