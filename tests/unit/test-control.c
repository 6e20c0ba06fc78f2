#include "control/intervene.h"

#include <gio/gio.h>
#include <string.h>

static ControlRun *run_named (const char *name)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (name, &error);
    g_assert_no_error (error);
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    return run;
}

static void forward_and_back_pass_the_same_places (gconstpointer data)
{
    ControlGrain grain = (ControlGrain)GPOINTER_TO_INT (data);
    g_autoptr (ControlRun) run = run_named ("healthy");
    g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (int));
    int at = control_cursor (run);
    g_assert_cmpint (at, ==, -1);
    do {
        at = control_cursor (run);
        g_array_append_val (places, at);
    } while (control_step (run, grain));
    g_assert_true (control_at_end (run));
    g_assert_cmpstr (control_outcome (run), ==, "established");
    for (guint i = places->len; i > 0; i--) {
        g_assert_cmpint (control_cursor (run), ==, g_array_index (places, int, i - 1));
        g_assert_true (control_back (run, grain) == (i > 1));
    }
    g_assert_cmpint (control_cursor (run), ==, -1);
}

static void walk_by_phase (const char *scenario, const TracePhase *expected, guint n)
{
    g_autoptr (ControlRun) run = run_named (scenario);
    for (guint i = 0; i < n; i++) {
        g_assert_true (control_step (run, CONTROL_BY_PHASE));
        const TraceEvent *event =
            trace_event (control_run_trace (run), (unsigned)control_cursor (run));
        g_assert_cmpint (event->now.phase, ==, expected[i]);
    }
    g_assert_false (control_step (run, CONTROL_BY_PHASE));
}

/* Five boxes of the flowchart: the rest of the first, and one move into each other. */
static void phases_are_the_boxes_of_the_chart (void)
{
    static const TracePhase expected[] = {TRACE_PHASE_CLIENT_HELLO, TRACE_PHASE_SERVER_HELLO,
                                          TRACE_PHASE_CERTIFICATE, TRACE_PHASE_FINISHED,
                                          TRACE_PHASE_ESTABLISHED};
    walk_by_phase ("healthy", expected, G_N_ELEMENTS (expected));
}

/* Seven where the server asks for a second hello. */
static void a_second_try_has_phases_of_its_own (void)
{
    static const TracePhase expected[] = {TRACE_PHASE_CLIENT_HELLO, TRACE_PHASE_HELLO_RETRY,
                                          TRACE_PHASE_SECOND_HELLO, TRACE_PHASE_SERVER_HELLO,
                                          TRACE_PHASE_CERTIFICATE,  TRACE_PHASE_FINISHED,
                                          TRACE_PHASE_ESTABLISHED};
    walk_by_phase ("hello-retry", expected, G_N_ELEMENTS (expected));
    walk_by_phase ("hello-retry-cookie", expected, G_N_ELEMENTS (expected));
}

/* A message stops once in flight, and once when its receiver has dealt with it. */
static void messages_stop_in_flight_and_processed (void)
{
    g_autoptr (ControlRun) run = run_named ("healthy");
    g_assert_true (control_step (run, CONTROL_BY_MESSAGE));
    const TraceEvent *event = trace_event (control_run_trace (run), (unsigned)control_cursor (run));
    g_assert_cmpuint (event->now.in_flight, ==, 1);
    g_assert_cmpstr (event->now.state[TLS_CLIENT], ==, "WAIT_SH");
    g_assert_cmpstr (event->now.state[TLS_SERVER], ==, "START");
    g_assert_true (control_step (run, CONTROL_BY_MESSAGE));
    event = trace_event (control_run_trace (run), (unsigned)control_cursor (run));
    g_assert_cmpuint (event->now.in_flight, ==, 0);
    g_assert_cmpstr (event->now.state[TLS_SERVER], ==, "NEGOTIATED");
}

static void breakpoints_hold_the_run (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (ControlRun) run = run_named ("healthy");
    g_assert_true (control_break (run, "ServerHello.sent", true, &error));
    control_to_end (run);
    g_assert_true (trace_event_is (control_run_trace (run), (unsigned)control_cursor (run),
                                   "server.ServerHello.sent"));
    g_assert_true (control_break (run, "ServerHello.sent", false, &error));
    control_to_end (run);
    g_assert_true (control_at_end (run));
    g_assert_false (control_break (run, "nonsense", true, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void a_landmark_that_never_comes_leaves_the_cursor (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (ControlRun) run = run_named ("no-common-cipher-suite");
    g_assert_true (control_to_landmark (run, "ClientHello.sent", &error));
    int cursor = control_cursor (run);
    g_assert_false (control_to_landmark (run, "ServerHello.sent", &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_assert_cmpint (control_cursor (run), ==, cursor);
}

/* All bytes that crossed the wire. */
static char *wire_of (ControlRun *run)
{
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    control_run_all (run);
    Trace *trace = control_run_trace (run);
    unsigned n = trace_event (trace, trace_length (trace) - 1)->now.n_records;
    for (unsigned i = 0; i < n; i++) {
        gsize size;
        const guchar *data = g_bytes_get_data (trace_record (trace, (int)i)->sent, &size);
        g_checksum_update (sum, data, (gssize)size);
    }
    return g_strdup (g_checksum_get_string (sum));
}

static void same_inputs_give_the_same_bytes (void)
{
    g_autoptr (ControlRun) first = run_named ("healthy"), second = run_named ("healthy");
    g_autofree char *a = wire_of (first), *b = wire_of (second);
    g_assert_cmpstr (a, ==, b);
    /* On every machine: the value is that of the first machine it ran on. */
    g_assert_cmpstr (a, ==,
                     "1ddaf2f1ca8dd747aaea1b5001f1428a"
                     "6a90eefbebbb1bac0e030a07f2d441f6");
}

static void splitting_changes_nothing_but_deliveries (gconstpointer data)
{
    size_t split = (size_t)GPOINTER_TO_SIZE (data);
    g_autoptr (ControlRun) whole = run_named ("healthy"), pieces = run_named ("healthy");
    control_run_set_split (pieces, split);
    g_autofree char *a = wire_of (whole), *b = wire_of (pieces);
    if (split != G_MAXSIZE)
        g_assert_cmpstr (a, ==, b);
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++) {
        g_autofree char *one = tls_party_view (control_run_party (whole, (TlsRole)role));
        g_autofree char *other = tls_party_view (control_run_party (pieces, (TlsRole)role));
        g_assert_cmpstr (one, ==, other);
    }
    g_assert_cmpstr (control_outcome (pieces), ==, "established");
}

/* A record that never comes: both wait, nothing is in flight, and nobody pretends otherwise. */
static void a_lost_record_stalls (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_parse ("[network]\ntwist.1=drop client.record[1]\n",
                                                    "lost.scenario", NULL, &error);
    g_assert_no_error (error);
    g_autoptr (ControlRun) run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (run);
    g_assert_cmpstr (control_outcome (run), ==, "stalled");
}

/* A state that no party has is no landmark: a run would look for it for ever. */
static void a_landmark_names_a_state_there_is (void)
{
    g_autoptr (GError) error = NULL;
    g_assert_true (control_landmark_valid ("client.WAIT_SH", NULL));
    g_assert_true (control_landmark_valid ("conn2.server.RECVD_CH", NULL));
    g_assert_true (control_landmark_valid ("client.established", NULL));
    g_assert_true (control_landmark_valid ("server.Finished.received", NULL));
    g_assert_false (control_landmark_valid ("server.WAIT_SH", NULL));
    g_assert_false (control_landmark_valid ("client.NONSENSE_STATE", &error));
    g_assert_nonnull (strstr (error->message, "the client has no such state; nearest: "));
}

/* Everything that is proposed at any stop can be done, and gives a run that is the old one up to
 * there. */
static void what_is_proposed_can_be_done (gconstpointer name)
{
    g_autoptr (ControlRun) run = run_named (name);
    unsigned done = 0;
    while (control_step (run, CONTROL_BY_MESSAGE)) {
        int record = control_under_way (control_run_trace (run), control_cursor (run));
        g_autoptr (GPtrArray) list = record >= 0 ? control_proposals (run, record) : NULL;
        for (guint i = 0; list != NULL && i < list->len; i += 7) { /* some of them, in turn */
            const ControlProposal *proposal = g_ptr_array_index (list, i);
            g_autoptr (GError) error = NULL;
            g_autoptr (ControlRun) other = control_run_twisted (run, proposal->twist, &error);
            if (other == NULL && g_str_has_prefix (proposal->twist, "reorder "))
                continue; /* whether another record comes behind it nobody knows yet */
            bool to_be_edited = g_str_has_prefix (proposal->twist, "set ") ||
                                g_str_has_prefix (proposal->twist, "forge ");
            if (to_be_edited) { /* it gives the field the value that it has */
                g_assert_null (other);
                g_assert_nonnull (strstr (error->message, "it leaves every byte of "));
                continue;
            }
            if (other == NULL)
                g_error ("%s: %s", proposal->twist, error->message);
            g_assert_cmpint (control_cursor (other), ==, control_cursor (run));
            for (int seq = 0; seq <= control_cursor (run) && !proposal->rogue; seq++) {
                const TraceEvent *a = trace_event (control_run_trace (run), (unsigned)seq),
                                 *b = trace_event (control_run_trace (other), (unsigned)seq);
                g_assert_cmpint (a->kind, ==, b->kind);
                g_assert_true (a->value == b->value || g_bytes_equal (a->value, b->value));
            }
            done++;
        }
    }
    g_assert_cmpuint (done, >, 30);
}

static void nothing_is_under_way_at_rest (void)
{
    g_autoptr (ControlRun) run = run_named ("healthy");
    g_assert_cmpint (control_under_way (control_run_trace (run), -1), ==, -1);
    g_assert_true (control_step (run, CONTROL_BY_MESSAGE));
    g_assert_cmpint (control_under_way (control_run_trace (run), control_cursor (run)), ==, 0);
    g_assert_true (control_step (run, CONTROL_BY_MESSAGE));
    g_assert_cmpint (control_under_way (control_run_trace (run), control_cursor (run)), ==, -1);
}

/* What means nothing there is refused and not passed over. */
static void a_twist_must_find_its_place (void)
{
    static const char *const lost[] = {"set server.ServerHello.cipher_suite TLS_NONE",
                                       "drop server.record[99]"};
    g_autoptr (ControlRun) run = run_named ("healthy");
    for (unsigned i = 0; i < 3; i++)
        control_step (run, CONTROL_BY_MESSAGE);
    for (unsigned i = 0; i < G_N_ELEMENTS (lost); i++) {
        g_autoptr (GError) error = NULL;
        g_assert_null (control_run_twisted (run, lost[i], &error));
        g_assert_nonnull (strstr (error->message, "this finds nothing to change: "));
    }
}

/* SAVED, written and read again, is played, and all is as it expects. */
static void ends_as_it_says (const Scenario *saved)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = scenario_text (saved);
    g_autoptr (Scenario) again = scenario_parse (text, "again", NULL, &error);
    g_assert_no_error (error);
    g_autoptr (ControlRun) judged = control_run_new (again, &error);
    g_assert_no_error (error);
    g_autoptr (GPtrArray) wrong = control_judge (judged);
    g_assert_cmpuint (wrong->len, ==, 0);
}

/* A saved scenario says how it really ends, and then ends so. */
static void a_broken_run_can_be_saved (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (ControlRun) run = run_named ("healthy");
    control_step (run, CONTROL_BY_MESSAGE);
    g_autoptr (ControlRun) broken =
        control_run_twisted (run, "xor client.ClientHello.random 01", &error);
    g_assert_no_error (error);
    g_autoptr (Scenario) saved = control_expecting (broken, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (scenario_value (saved, "expect", "outcome"), ==, "failed");
    g_assert_cmpstr (scenario_value (saved, "expect", "alert"), ==, "client bad_record_mac");
    g_assert_cmpstr (scenario_value (saved, "expect", "noticed-by"), ==, "client");
    ends_as_it_says (saved);
}

/* However it ends: nobody need have noticed anything. */
static void each_run_can_be_saved (void)
{
    g_autoptr (GPtrArray) entries = scenario_catalogue ();
    for (guint i = 0; i < entries->len; i++) {
        const ScenarioEntry *entry = entries->pdata[i];
        g_test_message ("%s", entry->name);
        g_autoptr (GError) error = NULL;
        g_autoptr (ControlRun) run = run_named (entry->name);
        g_autoptr (Scenario) saved = control_expecting (run, &error);
        g_assert_no_error (error);
        ends_as_it_says (saved);
    }
}

/* One that stalls, too. */
static void a_stalled_run_can_be_saved (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (ControlRun) run = run_named ("healthy");
    g_autoptr (ControlRun) stalled = control_run_twisted (run, "drop client.record[1]", &error);
    g_assert_no_error (error);
    g_autoptr (Scenario) saved = control_expecting (stalled, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (scenario_value (saved, "expect", "outcome"), ==, "stalled");
    ends_as_it_says (saved);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (int grain = 0; grain < CONTROL_N_GRAINS; grain++) {
        g_autofree char *name = g_strdup_printf ("/control/forward-and-back-by-%s",
                                                 control_grain_name ((ControlGrain)grain));
        g_test_add_data_func (name, GINT_TO_POINTER (grain), forward_and_back_pass_the_same_places);
    }
    g_test_add_func ("/control/phases-are-the-boxes", phases_are_the_boxes_of_the_chart);
    g_test_add_func ("/control/a-second-try-has-phases", a_second_try_has_phases_of_its_own);
    g_test_add_func ("/control/messages-stop-twice", messages_stop_in_flight_and_processed);
    g_test_add_func ("/control/breakpoints-hold-the-run", breakpoints_hold_the_run);
    g_test_add_func ("/control/landmark-names-a-state-there-is", a_landmark_names_a_state_there_is);
    g_test_add_func ("/control/landmark-that-never-comes",
                     a_landmark_that_never_comes_leaves_the_cursor);
    static const char *const breakable[] = {"healthy", "healthy-tls12", "client-certificate",
                                            "hello-retry"};
    for (unsigned i = 0; i < G_N_ELEMENTS (breakable); i++) {
        g_autofree char *path =
            g_strdup_printf ("/control/what-is-proposed-can-be-done/%s", breakable[i]);
        g_test_add_data_func (path, breakable[i], what_is_proposed_can_be_done);
    }
    g_test_add_func ("/control/nothing-is-under-way-at-rest", nothing_is_under_way_at_rest);
    g_test_add_func ("/control/a-twist-must-find-its-place", a_twist_must_find_its_place);
    g_test_add_func ("/control/a-broken-run-can-be-saved", a_broken_run_can_be_saved);
    g_test_add_func ("/control/each-run-can-be-saved", each_run_can_be_saved);
    g_test_add_func ("/control/a-stalled-run-can-be-saved", a_stalled_run_can_be_saved);
    g_test_add_func ("/control/same-inputs-same-bytes", same_inputs_give_the_same_bytes);
    static const size_t splits[] = {1, 2, 7, 100, G_MAXSIZE};
    for (guint i = 0; i < G_N_ELEMENTS (splits); i++) {
        g_autofree char *name = g_strdup_printf ("/control/split-%" G_GSIZE_FORMAT, splits[i]);
        g_test_add_data_func (name, GSIZE_TO_POINTER (splits[i]),
                              splitting_changes_nothing_but_deliveries);
    }
    g_test_add_func ("/control/a-lost-record-stalls", a_lost_record_stalls);
    return g_test_run ();
}
