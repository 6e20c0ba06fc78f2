#include "runs.h"

#include <string.h>

/* The trace as its readers use it, on real runs of the engine. */

static ControlRun *run_of (const char *text)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_parse (text, "test.scenario", NULL, &error);
    g_assert_no_error (error);
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    return run;
}

static void assert_expect (ControlRun *run, const char *line, bool holds)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *found = NULL;
    bool does = trace_expect (control_run_trace (run), (unsigned)control_cursor (run), line, &found,
                              &error);
    g_assert_no_error (error);
    if (does != holds)
        g_error ("%s: %s", line, found);
}

static void go (ControlRun *run, const char *landmark)
{
    g_autoptr (GError) error = NULL;
    g_assert_true (control_to_landmark (run, landmark, &error));
    g_assert_no_error (error);
}

/* RFC 9846 section 2: who can read what, at which moment. */
static void observers_see_what_the_keys_allow (void)
{
    g_autoptr (ControlRun) run = run_of ("");
    go (run, "ClientHello.sent");
    assert_expect (run, "client.state = ", false); /* a line that breaks off names nothing */
    assert_expect (run, "eavesdropper sees ClientHello", true);
    assert_expect (run, "server sees ClientHello", false);
    go (run, "ServerHello.sent");
    assert_expect (run, "eavesdropper sees ServerHello", true);
    assert_expect (run, "client sees ServerHello", false);
    assert_expect (run, "client knows handshake_secret", false);
    go (run, "client.WAIT_EE");
    assert_expect (run, "client sees ServerHello", true);
    assert_expect (run, "client knows handshake_secret", true);
    assert_expect (run, "server knows handshake_secret", true);
    assert_expect (run, "eavesdropper knows handshake_secret", false);
    /* Extracted from zeros alone: anybody can compute it. */
    assert_expect (run, "eavesdropper knows early_secret", true);
    go (run, "Certificate.sent");
    assert_expect (run, "eavesdropper cannot see Certificate", true);
    assert_expect (run, "client cannot see Certificate", true);
    unsigned sent = (unsigned)control_cursor (run);
    g_autofree char *title = trace_event_title_seen (control_run_trace (run),
                                                     trace_observer_find ("eavesdropper"), sent);
    g_assert_null (strstr (title, "Certificate"));
    g_assert_nonnull (strstr (title, "sealed record"));
    go (run, "Certificate.verified");
    assert_expect (run, "client sees Certificate", true);
    go (run, "end");
    assert_expect (run, "client knows main_secret", false); /* wiped */
    assert_expect (run, "everyone knows master_secret", true);
}

static void paths_find_fields_states_and_endings (void)
{
    g_autoptr (ControlRun) run = run_of ("");
    go (run, "client.established");
    assert_expect (run, "ServerHello.cipher_suite = TLS_AES_128_GCM_SHA256", true);
    assert_expect (run, "ServerHello.cipher_suite != TLS_AES_128_GCM_SHA256", false);
    assert_expect (run, "ClientHello.key_share.client_shares[0].group = x25519", true);
    assert_expect (run,
                   "client.ClientHello.server_name.server_name_list[0].host_name = "
                   "server.example",
                   true);
    assert_expect (run, "client.state = CONNECTED", true);
    assert_expect (run, "server.state = WAIT_FINISHED", true);
    assert_expect (run, "client.outcome = established", true);
    assert_expect (run, "alert = none", true);
}

/* The same moment shows the same, whether or not the run has gone on since. */
static void lookups_do_not_see_the_future (void)
{
    g_autoptr (ControlRun) run =
        run_of ("[network]\ntwist.1=set server.ServerHello.legacy_compression_method 9\n");
    go (run, "end");
    assert_expect (run, "ServerHello.legacy_compression_method = 0x09", true);
    assert_expect (run, "ServerHello.legacy_compression_method@sent = null", true);
    go (run, "ServerHello.sent");
    assert_expect (run, "ServerHello.legacy_compression_method = null", true);
}

/* What the attacker took off the wire, its receiver never sees, not even sealed. */
static void a_lost_record_is_not_seen (void)
{
    g_autoptr (ControlRun) run = run_of ("[network]\ntwist.1=drop server.record[3]\n");
    go (run, "end");
    Trace *trace = control_run_trace (run);
    unsigned last = (unsigned)control_cursor (run);
    unsigned n = trace_event (trace, last)->now.n_messages, lost = 0;
    for (unsigned i = 0; i < n; i++) {
        const TraceRecord *record = trace_record (trace, trace_message (trace, (int)i)->record);
        if (record->deliver_event < 0 || record->arrived != NULL)
            continue;
        g_assert_cmpint (trace_sees_message (trace, trace_observer_find ("client"), (int)i, last),
                         ==, TRACE_HIDDEN);
        lost++;
    }
    g_assert_cmpuint (lost, ==, 1);
}

static void wrong_paths_are_named (void)
{
    g_autoptr (ControlRun) run = run_of ("");
    go (run, "end");
    Trace *trace = control_run_trace (run);
    unsigned last = trace_length (trace) - 1;
    static const struct {
        const char *path, *says;
    } rows[] = {
        {"ClientHullo.random", "there is no message “ClientHullo”"},
        {"ClientHello.rundom", "ClientHello has no field “rundom”; it has"},
        {"Finished.verify_data", "say client.Finished or server.Finished"},
        {"ClientHello.random@read", "has no field “random@read”"},
        {"HelloRetryRequest.random", "no such HelloRetryRequest has been sent yet"},
    };
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GError) error = NULL;
        g_assert_null (trace_lookup (trace, last, rows[i].path, &error));
        g_assert_nonnull (strstr (error->message, rows[i].says));
    }
    g_autoptr (GError) error = NULL;
    g_assert_false (trace_landmark_valid ("ServerHello.sended", &error));
    g_assert_nonnull (strstr (error->message, "allowed are"));
}

/* What openssl computes from the inputs is what the engine computed: for every secret it has a
 * command for. */
static void openssl_recomputes_every_secret (void)
{
    g_autoptr (ControlRun) run = run_of ("[server]\ncipher-suites=TLS_AES_256_GCM_SHA384\n");
    go (run, "end");
    Trace *trace = control_run_trace (run);
    unsigned n = trace_event (trace, trace_length (trace) - 1)->now.n_secrets, tried = 0;
    for (unsigned i = 0; i < n; i++) {
        g_autofree char *command = trace_secret_command (trace, (int)i);
        if (command == NULL || trace_secret (trace, (int)i)->party != TRACE_CLIENT)
            continue;
        g_autofree char *out = NULL;
        g_autoptr (GError) error = NULL;
        g_assert_true (g_spawn_command_line_sync (command, &out, NULL, NULL, &error));
        g_assert_no_error (error);
        g_autoptr (GBytes) value = base_unhex (out, &error);
        g_assert_no_error (error);
        g_assert_true (g_bytes_equal (value, trace_secret (trace, (int)i)->value));
        tried++;
    }
    g_assert_cmpuint (tried, ==, 21); /* all of RFC 9846 section 7.1 but the X25519 result */
}

/* What a tree calls a field finds that field again, behind a length prefix too. */
static void parts_of_a_sealed_record_have_paths (void)
{
    g_autoptr (ControlRun) run = run_of ("");
    go (run, "Certificate.sent");
    Trace *trace = control_run_trace (run);
    const TraceEvent *event = trace_event (trace, (unsigned)control_cursor (run));
    const TraceRecord *record = trace_record (trace, event->record);
    g_autoptr (WireTree) tree = wire_record_tree (record->sent, record->tag_size);
    for (unsigned i = 0; i < tree->n_fields; i++) {
        g_autofree char *path = wire_tree_path (tree, i);
        int found = wire_tree_find (tree, path);
        g_assert_cmpint (found, >=, 0);
        g_autofree char *again = wire_tree_path (tree, (unsigned)found);
        g_assert_cmpstr (path, ==, again);
    }
    int tag = wire_tree_find (tree, "encrypted_record.tag");
    g_assert_cmpint (tag, >=, 0);
    g_assert_cmpuint (tree->fields[tag].length, ==, 16); /* of AES-128-GCM, RFC 5116 section 5.1 */
    g_assert_cmpuint (tree->fields[tag].offset + 16, ==, g_bytes_get_size (record->sent));
}

static void failures_name_who_what_and_why (void)
{
    g_autoptr (ControlRun) run =
        run_of ("[client]\ncipher-suites=TLS_CHACHA20_POLY1305_SHA256\n[server]\n"
                "cipher-suites=TLS_AES_128_GCM_SHA256\n");
    go (run, "end");
    assert_expect (run, "alert = server handshake_failure|insufficient_security", true);
    assert_expect (run, "alert = client handshake_failure", false);
    assert_expect (run, "cause = NO_COMMON_CIPHER_SUITE", true);
    assert_expect (run, "noticed-by = server", true);
    assert_expect (run, "client.outcome = failed", true);
    assert_expect (run, "phase = Client Hello", true);
}

/* Where the attacker alone sends a recorded flight again there is no client: what the server sends
 * ends at him. Who does not know of him takes him for the client. */
static void a_replayed_flight_is_answered_to_the_attacker (void)
{
    static const struct {
        const char *scenario;
        unsigned connection;
    } cases[] = {{"early-data-replayed", 3}, {"replayed-flight", 2}, {"replayed-flight-tls12", 2}};
    for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (ControlRun) run = run_with (cases[i].scenario, NULL);
        const Trace *trace = control_run_trace (run);
        unsigned answers = 0;
        for (unsigned n = 1; n <= cases[i].connection; n++)
            g_assert_true (trace_is_replayed (trace, n) == (n == cases[i].connection));
        for (unsigned seq = 0; seq < trace_length (trace); seq++) {
            const TraceEvent *event = trace_event (trace, seq);
            bool replayed = event->connection == cases[i].connection;
            if (replayed) /* and the client knows nothing of it */
                g_assert_cmpint (trace_sees_event (trace, trace_observer_find ("client"), seq), ==,
                                 TRACE_HIDDEN);
            if (event->kind != TRACE_DELIVER ||
                trace_record (trace, event->record)->sender != TRACE_SERVER)
                continue;
            g_autofree char *title = trace_event_title (trace, seq);
            g_autofree char *believed =
                trace_event_title_seen (trace, trace_observer_find ("server"), seq);
            g_assert_true (g_str_has_suffix (title, " reaches the attacker, who has no key") ==
                           replayed);
            g_assert_true (g_str_has_suffix (title, " reaches the client") == !replayed);
            g_assert_null (strstr (believed, "attacker"));
            answers += replayed;
        }
        g_assert_cmpuint (answers, >, 0);
    }
}

/* He sends what he has heard, and need not be able to read it. */
static void who_replays_reads_nothing (void)
{
    g_autoptr (ControlRun) run = run_with ("early-data-replayed", NULL);
    const Trace *trace = control_run_trace (run);
    unsigned end = trace_length (trace) - 1, sealed = 0;
    for (unsigned i = 0; i < trace_event (trace, end)->now.n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->connection != 3)
            continue;
        g_assert_cmpint (trace_sees_message (trace, trace_observer_find ("attacker"), (int)i, end),
                         ==, message->sealed ? TRACE_SEALED : TRACE_CLEAR);
        sealed += message->sealed;
    }
    g_assert_cmpuint (sealed, >, 1);
}

/* ---- Why a connection failed ---- */

/* Where PARTY noticed it. */
static unsigned noticed (const Trace *trace, TraceParty party)
{
    for (unsigned seq = 0; seq < trace_length (trace); seq++)
        if (trace_event (trace, seq)->kind == TRACE_FAIL &&
            trace_event (trace, seq)->party == party)
            return seq;
    g_error ("the %s notices nothing", trace_party_name (party));
}

static void assert_fact (const Trace *trace, unsigned seq, const char *name, const char *value)
{
    const TraceDecision *facts = trace_decision (trace, trace_event (trace, seq)->decision);
    for (unsigned i = 0; i < facts->n_candidates; i++)
        if (g_str_equal (facts->candidates[i].name, name)) {
            g_assert_cmpstr (facts->candidates[i].reason, ==, value);
            return;
        }
    g_error ("no fact “%s”", name);
}

/* RFC 9846 appendix A.1: in WAIT_CV a client waits for CertificateVerify, and for nothing else. */
static void an_unexpected_message_is_told_with_what_was_due (void)
{
    g_autoptr (ControlRun) run = run_with ("no-proof", NULL);
    const Trace *trace = control_run_trace (run);
    unsigned seq = noticed (trace, TRACE_CLIENT);
    assert_fact (trace, seq, "message", "Finished");
    assert_fact (trace, seq, "state", "WAIT_CV");
    assert_fact (trace, seq, "due in this state", "CertificateVerify");
}

/* The length stands behind the header (4), legacy_version (2), random (32) and the empty
 * legacy_session_id (1); behind it, with 2 bytes of its own, is the rest of the hello. */
static void a_wrong_length_is_told_with_what_is_there (void)
{
    g_autoptr (ControlRun) run = run_with ("lengths-do-not-add-up", NULL);
    const Trace *trace = control_run_trace (run);
    unsigned seq = noticed (trace, TRACE_SERVER);
    g_autofree char *present =
        g_strdup_printf ("%" G_GSIZE_FORMAT " bytes", trace_message (trace, 0)->size - 41);
    assert_fact (trace, seq, "field", "ClientHello.cipher_suites.length, from byte 39 on");
    assert_fact (trace, seq, "promised", "65534 bytes"); /* 0xfffe */
    assert_fact (trace, seq, "present", present);
}

/* RFC 9846 section 5.3: each key counts from 0. Of the server's records ServerHello comes in clear,
 * EncryptedExtensions is the first under its handshake keys, Certificate the second. */
static void a_sealed_record_is_told_with_its_key_and_number (void)
{
    g_autoptr (ControlRun) run = run_with ("flipped-bit-in-sealed-record", NULL);
    const Trace *trace = control_run_trace (run);
    unsigned seq = noticed (trace, TRACE_CLIENT);
    assert_fact (trace, seq, "direction", "server to client");
    assert_fact (trace, seq, "record", "server.record[3]");
    assert_fact (trace, seq, "sequence number", "1, of the records under this key");
    assert_fact (trace, seq, "key", "server_handshake_traffic_secret");
    g_autofree char *length = NULL;
    for (unsigned i = 0; trace_event (trace, seq)->now.n_records > i; i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        if (record->sender == TRACE_SERVER && record->ordinal == 3)
            length = g_strdup_printf ("%" G_GSIZE_FORMAT " bytes behind the header",
                                      record->size - WIRE_RECORD_HEADER_SIZE);
    }
    assert_fact (trace, seq, "length", length);
}

/* Whoever asks at the end, or at the alert, is led to the one who noticed it, as far as he may
 * know: who only gets the alert does not learn the reason. */
static void an_alert_and_the_end_lead_to_the_reason (void)
{
    g_autoptr (ControlRun) run = run_with ("no-proof", NULL);
    const Trace *trace = control_run_trace (run);
    int client = (int)noticed (trace, TRACE_CLIENT), server = (int)noticed (trace, TRACE_SERVER);
    const TraceObserver *everyone = trace_observer_find ("everyone");
    unsigned last = trace_length (trace) - 1, alerts = 0;
    g_assert_cmpint (trace_event (trace, last)->kind, ==, TRACE_END);
    g_assert_cmpint (trace_reason (trace, everyone, last), ==, client);
    g_assert_cmpint (trace_reason (trace, everyone, (unsigned)client), ==, client);
    g_assert_cmpint (trace_reason (trace, everyone, (unsigned)server), ==, client);
    g_assert_cmpint (trace_reason (trace, trace_observer_find ("server"), last), ==, server);
    g_assert_cmpint (trace_reason (trace, trace_observer_find ("eavesdropper"), last), ==, -1);
    for (unsigned seq = (unsigned)client + 1; seq <= last; seq++) {
        const TraceEvent *event = trace_event (trace, seq);
        if (event->kind != TRACE_SEND && event->kind != TRACE_RECEIVE)
            continue;
        g_assert_cmpint (trace_reason (trace, everyone, seq), ==, client);
        alerts++;
    }
    g_assert_cmpuint (alerts, ==, 2);
    for (unsigned seq = 0; seq < (unsigned)client; seq++)
        g_assert_cmpint (trace_reason (trace, everyone, seq), ==, -1);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/trace/observers-see-what-keys-allow", observers_see_what_the_keys_allow);
    g_test_add_func ("/trace/paths-find-fields-states-endings",
                     paths_find_fields_states_and_endings);
    g_test_add_func ("/trace/lookups-do-not-see-the-future", lookups_do_not_see_the_future);
    g_test_add_func ("/trace/a-lost-record-is-not-seen", a_lost_record_is_not_seen);
    g_test_add_func ("/trace/wrong-paths-are-named", wrong_paths_are_named);
    g_test_add_func ("/trace/openssl-recomputes-every-secret", openssl_recomputes_every_secret);
    g_test_add_func ("/trace/parts-of-a-sealed-record-have-paths",
                     parts_of_a_sealed_record_have_paths);
    g_test_add_func ("/trace/replayed-flight-is-answered-to-attacker",
                     a_replayed_flight_is_answered_to_the_attacker);
    g_test_add_func ("/trace/who-replays-reads-nothing", who_replays_reads_nothing);
    g_test_add_func ("/trace/failures-name-who-what-why", failures_name_who_what_and_why);
    g_test_add_func ("/trace/unexpected-message-tells-what-was-due",
                     an_unexpected_message_is_told_with_what_was_due);
    g_test_add_func ("/trace/wrong-length-tells-what-is-there",
                     a_wrong_length_is_told_with_what_is_there);
    g_test_add_func ("/trace/sealed-record-tells-key-and-number",
                     a_sealed_record_is_told_with_its_key_and_number);
    g_test_add_func ("/trace/alert-and-end-lead-to-the-reason",
                     an_alert_and_the_end_lead_to_the_reason);
    return g_test_run ();
}
