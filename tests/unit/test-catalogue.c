/* Every scenario of the catalogue ends as its file says. */
#include "runs.h"

static void ends_as_expected (gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (data, &error);
    g_assert_no_error (error);
    g_autoptr (ControlRun) run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    g_autoptr (GPtrArray) complaints = control_judge (run);
    for (unsigned i = 0; i < complaints->len; i++)
        g_test_message ("%s", (char *)complaints->pdata[i]);
    g_assert_cmpuint (complaints->len, ==, 0);
}

/* That a client may stay unknown rules nothing out, and which question an answer has is no danger.
 */
static bool may_be_silent (const TraceDecision *decision, const TraceCandidate *candidate)
{
    return g_str_equal (decision->key, "request-context") ||
           (g_str_equal (decision->key, "client-certificate") &&
            candidate->verdict == TRACE_PASSED);
}

static unsigned say_all (const TraceDecision *decision, const char *scenario)
{
    unsigned n = 0;
    for (unsigned i = 0; i < decision->n_candidates; i++) {
        const TraceCandidate *candidate = &decision->candidates[i];
        bool made = candidate->verdict == TRACE_PASSED || candidate->verdict == TRACE_FELL;
        if (!made || may_be_silent (decision, candidate))
            continue;
        if (candidate->meaning == NULL)
            g_error ("%s: %s does not say what %s is good for", scenario, decision->key,
                     candidate->name);
        n++;
    }
    return n;
}

/* Every check that was made says what it ruled out, or what would have made it pass. */
static void checks_say_what_they_are_good_for (void)
{
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    unsigned n = 0;
    for (unsigned i = 0; i < catalogue->len; i++) {
        const ScenarioEntry *entry = catalogue->pdata[i];
        g_autoptr (ControlRun) run = run_with (entry->name, NULL);
        const Trace *trace = control_run_trace (run);
        for (unsigned seq = 0; seq < trace_length (trace); seq++) {
            const TraceEvent *event = trace_event (trace, seq);
            if (event->kind == TRACE_CHECK)
                n += say_all (trace_decision (trace, event->decision), entry->name);
        }
    }
    g_assert_cmpuint (n, >, 1000);
}

/* ---- What a failure is told with ---- */

/* The kind of message is all that there is to look at, or all that may be told. */
static const BaseCause bare[] = {BASE_CAUSE_SSL2_HELLO, BASE_CAUSE_BAD_PREMASTER_PADDING,
                                 BASE_CAUSE_PEER_CLOSED_EARLY};

static bool may_be_bare (BaseCause cause)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (bare); i++)
        if (bare[i] == cause)
            return true;
    return false;
}

/* More than which message met which state. */
static bool has_input (const TraceDecision *facts)
{
    bool order = facts->cause == BASE_CAUSE_UNEXPECTED_MESSAGE;
    for (unsigned i = 0; i < facts->n_candidates; i++) {
        const char *name = facts->candidates[i].name;
        if (order || (!g_str_equal (name, "message") && !g_str_equal (name, "state")))
            return true;
    }
    return false;
}

/* Every failure of the catalogue shows what was looked at, and every alert leads to it. */
static void failures_show_their_inputs (void)
{
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    unsigned n = 0;
    for (unsigned i = 0; i < catalogue->len; i++) {
        const ScenarioEntry *entry = catalogue->pdata[i];
        g_autoptr (ControlRun) run = run_with (entry->name, NULL);
        const Trace *trace = control_run_trace (run);
        for (unsigned seq = 0; seq < trace_length (trace); seq++) {
            const TraceEvent *event = trace_event (trace, seq);
            if (event->kind != TRACE_FAIL)
                continue;
            const TraceDecision *facts = trace_decision (trace, event->decision);
            if (!has_input (facts) && !may_be_bare (event->cause))
                g_error ("%s: %s is told without its inputs", entry->name,
                         base_cause_name (event->cause));
            g_assert_cmpint (facts->cause, ==, event->cause);
            n++;
        }
        unsigned last = trace_length (trace) - 1;
        const TraceEvent *end = trace_event (trace, last);
        if (end->kind == TRACE_END && end->cause == BASE_CAUSE_PEER_ALERT)
            g_assert_cmpint (trace_reason (trace, trace_observer_find ("everyone"), last), >=, 0);
    }
    g_assert_cmpuint (n, >, 200);
}

/* ---- Where it is ruled ---- */

/* RFC 9846 in a connection of TLS 1.2: what no document of TLS 1.2 says. NAME is a decision's key,
 * a misbehaviour, or a cause. */
static const struct {
    const char *name, *section, *why;
} newer_rules[] = {
    {"downgrade-mark", "RFC 9846 4.2.3", "the mark in the server's random came with TLS 1.3"},
    {"mark-no-downgrade", "RFC 9846 4.2.3", "the same rule, broken"},
    {"ignore-downgrade-mark", "RFC 9846 4.2.3", "the same rule, broken by the client"},
    {"DOWNGRADE_SENTINEL", "RFC 9846 4.2.3", "the same rule, and somebody who needed it"},
    {"version", "RFC 9846 4.3.1", "the hello has supported_versions, an extension of TLS 1.3"},
};

static bool is_of_12 (const char *section, const char *name)
{
    if (section == NULL || !g_str_has_prefix (section, "RFC 9846"))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS (newer_rules); i++)
        if (g_strcmp0 (newer_rules[i].name, name) == 0 &&
            g_str_equal (newer_rules[i].section, section))
            return true;
    return false;
}

static void must_be_of_12 (const char *scenario, const char *what, const char *section,
                           const char *name)
{
    if (!is_of_12 (section, name))
        g_error ("%s: TLS 1.2 is spoken, and “%s” (%s) cites %s", scenario, what,
                 name != NULL ? name : "no name", section);
}

/* How EVENT is called in the list of exceptions. */
static const char *name_of (const Trace *trace, const TraceEvent *event)
{
    if (event->decision >= 0 && event->kind != TRACE_FAIL)
        return trace_decision (trace, event->decision)->key;
    if (event->cause != BASE_CAUSE_NONE)
        return base_cause_name (event->cause);
    return event->label;
}

static void fields_are_of_12 (const char *scenario, const WireMessage *message)
{
    if (message == NULL || message->row->id == WIRE_CLIENT_HELLO)
        return; /* a hello that offers TLS 1.3 is one of TLS 1.3, whatever comes of it */
    for (unsigned i = 0; i < message->tree->n_fields; i++) {
        g_autofree char *path = wire_tree_path (message->tree, i);
        must_be_of_12 (scenario, path, wire_tree_section (message->tree, i), NULL);
    }
}

static unsigned event_is_of_12 (const Trace *trace, const TraceEvent *event, const char *scenario)
{
    g_autofree char *title = trace_event_title (trace, event->seq);
    const char *name = name_of (trace, event);
    must_be_of_12 (scenario, title, event->section, name);
    if (event->decision >= 0) {
        const TraceDecision *decision = trace_decision (trace, event->decision);
        must_be_of_12 (scenario, title, decision->section, name);
        for (unsigned i = 0; i < decision->n_candidates; i++)
            must_be_of_12 (scenario, decision->candidates[i].name, decision->candidates[i].section,
                           name);
    }
    if (event->secret >= 0)
        must_be_of_12 (scenario, title, trace_secret (trace, event->secret)->section, NULL);
    if (event->message >= 0) {
        fields_are_of_12 (scenario, trace_message (trace, event->message)->sent);
        fields_are_of_12 (scenario, trace_message (trace, event->message)->received);
    }
    return event->section != NULL;
}

/* A client from before TLS 1.2 looks most like one of it, but with a server of today it agrees on
 * nothing. */
static bool is_agreed (const Trace *trace, unsigned seq)
{
    return trace_version (trace, seq) == WIRE_TLS12 &&
           trace_event (trace, seq)->now.version[TRACE_SERVER] == WIRE_TLS12;
}

static void tls12_is_explained_by_its_own_documents (void)
{
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    unsigned n = 0;
    for (unsigned i = 0; i < catalogue->len; i++) {
        const ScenarioEntry *entry = catalogue->pdata[i];
        g_autoptr (ControlRun) run = run_with (entry->name, NULL);
        const Trace *trace = control_run_trace (run);
        for (unsigned seq = 0; seq < trace_length (trace); seq++)
            if (is_agreed (trace, seq))
                n += event_is_of_12 (trace, trace_event (trace, seq), entry->name);
    }
    g_assert_cmpuint (n, >, 5000);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    for (unsigned i = 0; i < catalogue->len; i++) {
        const ScenarioEntry *entry = catalogue->pdata[i];
        g_autofree char *path = g_strconcat ("/catalogue/", entry->name, NULL);
        g_test_add_data_func (path, entry->name, ends_as_expected);
    }
    g_test_add_func ("/catalogue/checks-say-what-they-are-good-for",
                     checks_say_what_they_are_good_for);
    g_test_add_func ("/catalogue/failures-show-their-inputs", failures_show_their_inputs);
    g_test_add_func ("/catalogue/tls12-is-explained-by-its-own-documents",
                     tls12_is_explained_by_its_own_documents);
    return g_test_run ();
}
