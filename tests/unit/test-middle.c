/* A man in the middle: what he does, what he can read with the keys that he has, and what the two
 * whom he stands between know of him. How it ends is the scenarios' to say. */
#include "control/run.h"

#include <string.h>

static ControlRun *run_of (Scenario *scenario)
{
    g_autoptr (GError) error = NULL;
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (run);
    return run;
}

static ControlRun *run_named (const char *name)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (name, &error);
    g_assert_no_error (error);
    return run_of (scenario);
}

/* As of the last event of CONNECTION. */
static void assert_holds (ControlRun *run, unsigned connection, const char *line)
{
    const Trace *trace = control_run_trace (run);
    g_autoptr (GError) error = NULL;
    g_autofree char *found = NULL;
    int last = trace_last_of (trace, connection);
    g_assert_cmpint (last, >=, 0);
    bool holds = trace_expect (trace, (unsigned)last, line, &found, &error);
    g_assert_no_error (error);
    if (!holds)
        g_error ("%s: %s", line, found);
}

static void he_reads_and_changes (void)
{
    g_autoptr (ControlRun) run = run_named ("man-in-the-middle-trusted");
    static const char *const near[] = {
        "client.application_data.data@sent = PAY 100 TO BOB",
        "server.application_data.data@received = It is done.",
        "attacker sees client.application_data",
        "attacker sees server.Certificate",
        "eavesdropper cannot see client.application_data",
        "attacker knows client_application_traffic_secret_0",
        "eavesdropper does not know client_application_traffic_secret_0",
        "server does not know client_application_traffic_secret_0",
    };
    static const char *const far[] = {
        "client.application_data.data@received = PAY 100 TO MALLORY",
        "server.application_data.data@sent = It is done.",
        "attacker sees server.application_data",
        "attacker knows server_application_traffic_secret_0",
        "client does not know server_application_traffic_secret_0",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (near); i++)
        assert_holds (run, 1, near[i]);
    for (unsigned i = 0; i < G_N_ELEMENTS (far); i++)
        assert_holds (run, 2, far[i]);
}

/* He has no keys: he sees no more than anybody who listens. */
static void without_parties_he_reads_nothing_sealed (void)
{
    g_autoptr (ControlRun) run = run_named ("strip-suite");
    assert_holds (run, 1, "attacker sees server.ServerHello");
    assert_holds (run, 1, "attacker cannot see server.EncryptedExtensions");
    assert_holds (run, 1, "attacker does not know server_handshake_traffic_secret");
}

static void nobody_calls_the_server_when_he_is_not_believed (void)
{
    g_autoptr (ControlRun) run = run_named ("man-in-the-middle-unknown");
    g_assert_cmpint (trace_last_of (control_run_trace (run), 2), ==, -1);
}

/* Each of the two sees one connection, and nothing that only he does. */
static void the_two_see_one_connection_each (void)
{
    g_autoptr (ControlRun) run = run_named ("man-in-the-middle-trusted");
    const Trace *trace = control_run_trace (run);
    for (unsigned i = 0; i < trace_length (trace); i++) {
        const TraceEvent *event = trace_event (trace, i);
        for (int party = TRACE_CLIENT; party <= TRACE_SERVER; party++) {
            const TraceObserver *observer =
                trace_observer_find (trace_party_name ((TraceParty)party));
            unsigned own = party == TRACE_CLIENT ? 1 : 2;
            bool seen = trace_sees_event (trace, observer, i) != TRACE_HIDDEN;
            g_assert_false (seen && event->connection != own);
            g_assert_false (!seen && event->connection == own && event->party == party);
            g_assert_false (seen && event->kind == TRACE_TWIST);
        }
    }
}

/* Two connections side by side, each with its own states. */
static void states_are_of_their_connection (void)
{
    g_autoptr (ControlRun) run = run_named ("man-in-the-middle-trusted");
    const Trace *trace = control_run_trace (run);
    int begun = trace_last_of (trace, 2);
    for (int i = begun; i >= 0; i--)
        begun = trace_event (trace, (unsigned)i)->connection == 2 ? i : begun;
    g_autofree char *near = trace_lookup (trace, (unsigned)begun, "conn1.client.state", NULL);
    g_autofree char *far = trace_lookup (trace, (unsigned)begun, "conn2.client.state", NULL);
    g_assert_cmpstr (near, ==, "CONNECTED");
    g_assert_cmpstr (far, ==, "START");
}

static void settings_need_him (void)
{
    static const char *const cases[][2] = {
        {"[mitm.server]\nreply=x\n",
         "x:1: [mitm.server] without a man in the middle, allowed: with man-in-the-middle=yes in "
         "[network]"},
        {"[network]\nman-in-the-middle=yes\n[client.2]\n",
         "x:3: [client.2] beside a man in the middle, who stands in one connection, allowed: "
         "[mitm.server], [mitm.client]"},
        {"[network]\nman-in-the-middle=yes\n[mitm.nobody]\n",
         "x:3: “nobody” is no group, allowed: "},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = NULL;
        g_assert_null (scenario_parse (cases[i][0], "x", NULL, &error));
        if (!g_str_has_prefix (error->message, cases[i][1]))
            g_assert_cmpstr (error->message, ==, cases[i][1]);
    }
}

static void settings_are_written_again (void)
{
    static const char text[] =
        "[scenario]\nformat=1\n\n[network]\ntwist.1=delay server.record[2] 5\n"
        "man-in-the-middle=yes\n\n[mitm.server]\ncertificate=rsa\n\n[mitm.client]\nsend=x\n";
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_parse (text, "x", NULL, &error);
    g_assert_no_error (error);
    g_autofree char *again = scenario_text (scenario);
    g_autoptr (Scenario) same = scenario_parse (again, "x", NULL, &error);
    g_assert_no_error (error);
    g_autofree char *once_more = scenario_text (same);
    g_assert_cmpstr (again, ==, once_more);
    g_assert_nonnull (strstr (again, "[mitm.server]\ncertificate=rsa\n"));
    g_assert_nonnull (strstr (again, "[mitm.client]\nsend=x\n"));
    g_assert_cmpuint (scenario_twists (scenario_connection (scenario, 1))->len, ==, 1);
    g_assert_cmpuint (scenario_twists (scenario_connection (scenario, 2))->len, ==, 0);
    g_autoptr (Scenario) other = scenario_with (scenario, "mitm.client.send=y", &error);
    g_assert_no_error (error);
    g_assert_cmpstr (scenario_value (other, "mitm.client", "send"), ==, "y");
    g_assert_cmpstr (scenario_value (other, "client", "send"), !=, "y");
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    static const struct {
        const char *path;
        void (*run) (void);
    } tests[] = {
        {"reads-and-changes", he_reads_and_changes},
        {"without-parties-reads-nothing", without_parties_he_reads_nothing_sealed},
        {"not-believed-no-call", nobody_calls_the_server_when_he_is_not_believed},
        {"the-two-see-one-each", the_two_see_one_connection_each},
        {"states-of-their-connection", states_are_of_their_connection},
        {"settings-need-him", settings_need_him},
        {"settings-are-written-again", settings_are_written_again},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (tests); i++) {
        g_autofree char *path = g_strconcat ("/middle/", tests[i].path, NULL);
        g_test_add_func (path, tests[i].run);
    }
    return g_test_run ();
}
