#include "control/run.h"
#include "scenario/alerts.h"

#include <string.h>

/* Every row of the table of alerts is played: the condition is brought about, and the side that
 * must notice does, calls it by its name, and answers with the alert that the RFC demands, sealed
 * as soon as it has keys, so that the other side reads it. */

static const TraceMoment *end_of (const Trace *trace)
{
    return &trace_event (trace, trace_length (trace) - 1)->now;
}

static unsigned last_connection (const Trace *trace)
{
    return trace_event (trace, trace_length (trace) - 1)->connection;
}

/* Its first alert of the last connection that is an error (or a closure, when ERROR is false);
 * NULL: none. */
static const TraceMessage *alert_of (const Trace *trace, TraceParty sender, bool error)
{
    for (unsigned i = 0; i < end_of (trace)->n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sender != sender || message->connection != last_connection (trace) ||
            message->sent == NULL || message->sent->row->id != WIRE_ALERT)
            continue;
        unsigned description = ((const WireAlert *)message->sent->body)->description;
        bool closure =
            description == BASE_ALERT_CLOSE_NOTIFY || description == BASE_ALERT_USER_CANCELED;
        if (closure != error)
            return message;
    }
    return NULL;
}

/* The traffic secret that PARTY sends under before event SEQ; -1: none yet. */
static int send_secret (const Trace *trace, TraceParty party, int seq)
{
    for (int i = seq - 1; i >= 0; i--) {
        const TraceEvent *event = trace_event (trace, (unsigned)i);
        if (event->connection != last_connection (trace))
            break;
        if (event->kind == TRACE_KEYS && event->party == party &&
            g_str_equal (event->label, "send"))
            return event->secret;
    }
    return -1;
}

static void assert_protected (const Trace *trace, const TraceMessage *alert)
{
    const TraceRecord *record = trace_record (trace, alert->record);
    int secret = send_secret (trace, alert->sender, alert->send_event);
    g_assert_cmpint (alert->sealed, ==, secret >= 0);
    g_assert_cmpint (record->key, ==, secret);
}

static bool is_allowed (const ScenarioAlert *row, unsigned description)
{
    const char *name = base_alert_name (description);
    return name != NULL && g_strv_contains ((const char *const *)row->alerts, name);
}

/* The other side has read what was sent to it, and that has ended its connection. */
static void assert_heard (ControlRun *run, const TraceMessage *alert)
{
    TlsParty *other = control_run_party (run, (TlsRole)!alert->sender);
    g_assert_nonnull (alert->received);
    g_assert_true (g_bytes_equal (alert->received->bytes, alert->sent->bytes));
    g_assert_cmpstr (base_cause_name (tls_party_cause (other)), ==, "PEER_ALERT");
    g_assert_cmpint (tls_party_state (other), ==, TLS_FAILED);
}

static void assert_answered (ControlRun *run, const ScenarioAlert *row)
{
    const Trace *trace = control_run_trace (run);
    const TraceMessage *message = alert_of (trace, row->side, true);
    g_assert_nonnull (message);
    const WireAlert *alert = message->sent->body;
    g_assert_true (is_allowed (row, alert->description));
    g_assert_cmpuint (alert->level, ==, 2);
    assert_protected (trace, message);
    TlsParty *party = control_run_party (run, (TlsRole)row->side);
    g_assert_cmpint (tls_party_outcome (party), ==, TRACE_FAILED);
    if (row->cause != NULL)
        g_assert_cmpstr (base_cause_name (tls_party_cause (party)), ==, row->cause);
    assert_heard (run, message);
}

/* No error: nobody sends an error alert, both close. */
static void assert_goes_on (ControlRun *run, const ScenarioAlert *row)
{
    const Trace *trace = control_run_trace (run);
    g_assert_null (alert_of (trace, TRACE_CLIENT, true));
    g_assert_null (alert_of (trace, TRACE_SERVER, true));
    const TraceMessage *message = alert_of (trace, row->side, false);
    g_assert_nonnull (message);
    const WireAlert *alert = message->sent->body;
    g_assert_cmpuint (alert->description, ==, BASE_ALERT_CLOSE_NOTIFY);
    g_assert_cmpuint (alert->level, ==, 1);
    assert_protected (trace, message);
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++)
        g_assert_cmpint (tls_party_outcome (control_run_party (run, (TlsRole)role)), ==,
                         TRACE_CLOSED);
}

/* TLS 1.2: a second handshake is refused. */
static bool is_warning (const ScenarioAlert *row)
{
    return g_str_equal (row->alerts[0], "no_renegotiation");
}

/* A warning is said, and heard, and ends nothing. */
static void assert_warned (ControlRun *run, const ScenarioAlert *row)
{
    const Trace *trace = control_run_trace (run);
    const TraceMessage *message = alert_of (trace, row->side, true);
    g_assert_nonnull (message);
    const WireAlert *alert = message->sent->body;
    g_assert_true (is_allowed (row, alert->description));
    g_assert_cmpuint (alert->level, ==, 1);
    assert_protected (trace, message);
    g_assert_nonnull (message->received);
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++)
        g_assert_cmpint (tls_party_outcome (control_run_party (run, (TlsRole)role)), ==,
                         TRACE_CLOSED);
}

static void a_condition_gets_its_alert (gconstpointer data)
{
    const ScenarioAlert *row = data;
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_of_alert (row, &error);
    g_assert_no_error (error);
    g_autoptr (ControlRun) run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    g_autoptr (GPtrArray) wrong = control_judge (run);
    for (guint i = 0; i < wrong->len; i++)
        g_test_message ("%s", (const char *)g_ptr_array_index (wrong, i));
    g_assert_cmpuint (wrong->len, ==, 0);
    bool closes = g_str_equal (row->alerts[0], "close_notify");
    if (is_warning (row))
        assert_warned (run, row);
    else
        (row->goes_on || closes ? assert_goes_on : assert_answered) (run, row);
}

/* ---- The table itself ---- */

static bool is_one_of (const char *word, const char *const *words)
{
    return word != NULL && g_strv_contains (words, word);
}

/* Every sentence is either brought about or says why not, and what it says is known. */
static void every_row_is_provoked_or_says_why_not (void)
{
    static const char *const rules[] = {"MUST", "SHOULD", "RECOMMENDED", "MAY", "definition", NULL};
    static const char *const choices[] = {"unreachable", "conflicting", "may", NULL};
    GPtrArray *rows = scenario_alert_rows ();
    g_assert_cmpuint (rows->len, >, 200);
    for (guint i = 0; i < rows->len; i++) {
        const ScenarioAlert *row = g_ptr_array_index (rows, i);
        g_assert_true (is_one_of (row->rule, rules));
        g_assert_nonnull (row->when);
        for (char **alert = row->alerts; *alert != NULL; alert++)
            g_assert_cmpint (base_alert_number (*alert), >=, 0);
        g_assert_cmpint (row->choice != NULL, ==, row->why != NULL);
        if (row->choice != NULL)
            g_assert_true (is_one_of (row->choice, choices));
        if (row->waits != NULL)
            continue;
        bool closes = g_str_equal (row->alerts[0], "close_notify");
        g_assert_true (row->settings[0] != NULL || row->choice != NULL || closes);
        bool must = g_str_equal (row->rule, "MUST") || g_str_equal (row->rule, "definition");
        g_assert_true (must || row->choice != NULL);
        g_assert_true (!row->goes_on || row->choice != NULL);
        if (row->cause != NULL)
            g_assert_cmpint (base_cause_find (row->cause), !=, BASE_CAUSE_NONE);
    }
}

/* The one map from causes to alerts agrees with the table. */
static void causes_and_rows_agree (void)
{
    GPtrArray *rows = scenario_alert_rows ();
    for (guint i = 0; i < rows->len; i++) {
        const ScenarioAlert *row = g_ptr_array_index (rows, i);
        if (row->cause == NULL || row->waits != NULL || row->goes_on)
            continue;
        BaseCause cause = base_cause_find (row->cause);
        g_assert_true (is_allowed (row, base_cause_alert (cause)) ||
                       is_allowed (row, base_cause_alert_12 (cause)));
    }
}

/* What no row brings about, and where it is tested instead. */
static const struct {
    const char *cause, *where;
} elsewhere[] = {
    {"PEER_ALERT", "every row: the other side's end"},
    {"PEER_CLOSED_EARLY", "/tls13/closing-early-is-called-so"},
    {"SEQUENCE_EXHAUSTED", "/records/a-sequence-number-does-not-wrap"},
    {"TRUNCATED", "/attacks/every-dropped-record-is-noticed"},
    {"STALLED", "/attacks/every-dropped-record-is-noticed"},
    {"INTERNAL", "/tls13/packed-flight-that-breaks-off-is-sent"},
    {"CERTIFICATE_UNSUPPORTED_KEY", "/tls13/a-key-of-an-unknown-kind-is-refused"},
    {"BAD_PREMASTER_PADDING", "/misbehaviour/every-one-is-shown-by-a-scenario"},
};

static bool is_tested_elsewhere (const char *cause)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (elsewhere); i++)
        if (g_str_equal (elsewhere[i].cause, cause))
            return true;
    return false;
}

static bool is_in_a_row (const char *cause)
{
    GPtrArray *rows = scenario_alert_rows ();
    for (guint i = 0; i < rows->len; i++) {
        const ScenarioAlert *row = g_ptr_array_index (rows, i);
        if (g_strcmp0 (row->cause, cause) == 0 && (row->waits != NULL || row->settings[0] != NULL))
            return true;
    }
    return false;
}

static void every_cause_is_provoked (void)
{
    g_autoptr (GString) missing = g_string_new (NULL); /* or accounted for twice */
    for (unsigned cause = 1; cause < BASE_N_CAUSES; cause++) {
        const char *name = base_cause_name ((BaseCause)cause);
        if (is_in_a_row (name) == is_tested_elsewhere (name))
            g_string_append_printf (missing, " %s", name);
    }
    g_assert_cmpstr (missing->str, ==, "");
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/alerts/every-row-is-provoked-or-says-why-not",
                     every_row_is_provoked_or_says_why_not);
    g_test_add_func ("/alerts/causes-and-rows-agree", causes_and_rows_agree);
    g_test_add_func ("/alerts/every-cause-is-provoked", every_cause_is_provoked);
    GPtrArray *rows = scenario_alert_rows ();
    for (guint i = 0; i < rows->len; i++) {
        const ScenarioAlert *row = g_ptr_array_index (rows, i);
        bool closes = g_str_equal (row->alerts[0], "close_notify");
        g_autofree char *name = g_strconcat ("/alerts/", row->id, NULL);
        if (row->waits == NULL && (row->settings[0] != NULL || closes))
            g_test_add_data_func (name, row, a_condition_gets_its_alert);
    }
    return g_test_run ();
}
