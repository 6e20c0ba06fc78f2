/* Every scenario of the catalogue ends as its file says. */
#include "control/run.h"

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
        g_autoptr (Scenario) scenario = scenario_load (entry->name, NULL);
        g_autoptr (ControlRun) run = control_run_new (scenario, NULL);
        control_run_all (run);
        const Trace *trace = control_run_trace (run);
        for (unsigned seq = 0; seq < trace_length (trace); seq++) {
            const TraceEvent *event = trace_event (trace, seq);
            if (event->kind == TRACE_CHECK)
                n += say_all (trace_decision (trace, event->decision), entry->name);
        }
    }
    g_assert_cmpuint (n, >, 1000);
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
    return g_test_run ();
}
