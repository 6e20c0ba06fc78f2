/* What a party does wrong by itself is seen in the trace, and is what makes the run end as the
 * catalogue says: without it, the same run ends well. */
#include "tls/misbehaviour.h"

#include "control/run.h"

#include <string.h>

static bool tells (ControlRun *run, const char *name)
{
    Trace *trace = control_run_trace (run);
    for (unsigned i = 0; i < trace_length (trace); i++) {
        const TraceEvent *event = trace_event (trace, i);
        if (event->kind == TRACE_MISBEHAVE && g_str_equal (event->label, name))
            return true;
    }
    return false;
}

static ControlRun *run_of (Scenario *scenario)
{
    g_autoptr (GError) error = NULL;
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (run);
    return run;
}

/* Each word of misbehave in a scenario, on either side. */
static GPtrArray *switched_on (Scenario *scenario)
{
    GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
    static const char *const groups[] = {"client", "server"};
    for (unsigned i = 0; i < G_N_ELEMENTS (groups); i++) {
        g_auto (GStrv) words =
            g_strsplit (scenario_value (scenario, groups[i], "misbehave"), " ", -1);
        for (char **word = words; *word != NULL; word++)
            if (**word != '\0')
                g_ptr_array_add (names, g_strdup (*word));
    }
    return names;
}

static void every_one_is_shown_by_a_scenario (void)
{
    g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GPtrArray) entries = scenario_catalogue ();
    for (guint i = 0; i < entries->len; i++) {
        const ScenarioEntry *entry = g_ptr_array_index (entries, i);
        g_autoptr (Scenario) scenario = scenario_load (entry->name, NULL);
        g_autoptr (GPtrArray) names = switched_on (scenario);
        g_autoptr (ControlRun) run = names->len > 0 ? run_of (scenario) : NULL;
        for (guint j = 0; j < names->len; j++) {
            const char *name = g_ptr_array_index (names, j);
            if (!tells (run, name))
                g_error ("%s: %s has not happened", entry->name, name);
            g_hash_table_add (shown, g_strdup (name));
        }
    }
    for (unsigned i = 0; tls_misbehaviour_row (i) != NULL; i++)
        if (!g_hash_table_contains (shown, tls_misbehaviour_row (i)->name))
            g_error ("no scenario shows %s", tls_misbehaviour_row (i)->name);
}

/* Only where nothing else is wrong: no attacker, and no certificate that is out of date. */
static void without_it_all_is_well (void)
{
    unsigned n = 0;
    g_autoptr (GPtrArray) entries = scenario_catalogue ();
    for (guint i = 0; i < entries->len; i++) {
        const ScenarioEntry *entry = g_ptr_array_index (entries, i);
        g_autoptr (Scenario) scenario = scenario_load (entry->name, NULL);
        g_autoptr (GPtrArray) names = switched_on (scenario);
        if (names->len == 0 || scenario_twists (scenario)->len > 0 ||
            strstr (entry->name, "anyway") != NULL ||
            strstr (entry->name, "protocol-not-offered") != NULL)
            continue;
        g_autoptr (Scenario) half = scenario_with (scenario, "client.misbehave=", NULL);
        g_autoptr (Scenario) honest = scenario_with (half, "server.misbehave=", NULL);
        g_autoptr (ControlRun) run = run_of (honest);
        if (!g_str_equal (control_outcome (run), "established"))
            g_error ("%s: honest parties end in “%s”", entry->name, control_outcome (run));
        n++;
    }
    g_assert_cmpuint (n, >, 25);
}

static void a_role_has_its_own (void)
{
    g_autoptr (GError) error = NULL;
    Scenario *none = scenario_parse ("[client]\nmisbehave=retry-twice\n", "x", NULL, &error);
    g_assert_null (none);
    g_assert_nonnull (strstr (error->message, "x:2: “retry-twice” is no misbehaviour of a client, "
                                              "nearest: "));
    g_assert_nonnull (strstr (error->message, "stepshake list twists"));
    g_assert_null (strstr (error->message, "compress"));
}

/* RFC 9846 section 5.3: two records under one key have one nonce, which the trace shows. */
static void a_nonce_really_comes_twice (void)
{
    g_autoptr (Scenario) scenario = scenario_load ("nonce-reused", NULL);
    g_autoptr (ControlRun) run = run_of (scenario);
    const Trace *trace = control_run_trace (run);
    unsigned same = 0;
    for (unsigned i = 0; i < trace_now (control_run_trace (run))->n_records; i++)
        for (unsigned j = 0; j < i; j++) {
            const TraceRecord *a = trace_record (trace, (int)i), *b = trace_record (trace, (int)j);
            same += a->sealed && b->sealed && a->key == b->key && a->sender == b->sender &&
                    g_bytes_equal (a->nonce, b->nonce);
        }
    g_assert_cmpuint (same, >=, 1);
}

/* The two hellos of a client whose randomness repeats are the same to the byte. */
static void hellos_repeat (void)
{
    g_autoptr (Scenario) scenario = scenario_load ("randomness-repeated", NULL);
    g_autoptr (ControlRun) run = run_of (scenario);
    Trace *trace = control_run_trace (run);
    GBytes *first = NULL;
    unsigned same = 0;
    for (unsigned i = 0; i < trace_now (trace)->n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (!g_str_equal (trace_message_name (message), "ClientHello"))
            continue;
        same += first != NULL && g_bytes_equal (first, message->sent->bytes);
        first = message->sent->bytes;
    }
    g_assert_cmpuint (same, ==, 1);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/misbehaviour/every-one-is-shown-by-a-scenario",
                     every_one_is_shown_by_a_scenario);
    g_test_add_func ("/misbehaviour/without-it-all-is-well", without_it_all_is_well);
    g_test_add_func ("/misbehaviour/a-role-has-its-own", a_role_has_its_own);
    g_test_add_func ("/misbehaviour/a-nonce-really-comes-twice", a_nonce_really_comes_twice);
    g_test_add_func ("/misbehaviour/hellos-repeat", hellos_repeat);
    return g_test_run ();
}
