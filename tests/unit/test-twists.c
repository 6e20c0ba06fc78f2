/* What the attacker can do to records on their way, and what the line says that names a place where
 * he finds nothing. What the parties make of it is the scenarios' to say. */
#include "control/run.h"

#include <string.h>

static ControlRun *run_of (const char *text)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_parse (text, "x.scenario", NULL, &error);
    g_assert_no_error (error);
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (run);
    return run;
}

static ControlRun *run_with (const char *twist)
{
    g_autofree char *text = g_strdup_printf ("[network]\ntwist.1=%s\n", twist);
    return run_of (text);
}

static unsigned count_records (ControlRun *run)
{
    const Trace *trace = control_run_trace (run);
    return trace_event (trace, trace_length (trace) - 1)->now.n_records;
}

/* The record that SENDER sent as its N-th, or the attacker in its name. */
static const TraceRecord *record_of (ControlRun *run, TraceParty sender, unsigned n, bool attacker)
{
    for (unsigned i = 0; i < count_records (run); i++) {
        const TraceRecord *record = trace_record (control_run_trace (run), (int)i);
        if (record->sender == sender && record->ordinal == n && record->attacker == attacker)
            return record;
    }
    g_assert_not_reached ();
}

/* ---- Sizes ---- */

static char *field (ControlRun *run, const char *path)
{
    const Trace *trace = control_run_trace (run);
    g_autoptr (GError) error = NULL;
    char *value = trace_lookup (trace, trace_length (trace) - 1, path, &error);
    g_assert_no_error (error);
    return value;
}

static void assert_field (ControlRun *run, const char *path, const char *wanted)
{
    g_autofree char *found = field (run, path);
    g_assert_cmpstr (found, ==, wanted);
}

/* Two bytes less: of the list, the message and the record; by hand from those that were sent. */
static void lengths_are_mended (void)
{
    g_autoptr (ControlRun) run = run_with ("delete client.ClientHello.cipher_suites[0]");
    assert_field (run, "ClientHello.cipher_suites@sent",
                  "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256");
    assert_field (run, "ClientHello.cipher_suites@received",
                  "TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256");
    assert_field (run, "ClientHello.cipher_suites.length@received", "4");
    const TraceRecord *hello = record_of (run, TRACE_CLIENT, 1, false);
    BaseSpan sent = base_span_bytes (hello->sent), arrived = base_span_bytes (hello->arrived);
    g_assert_cmpuint (arrived.size, ==, sent.size - 2);
    g_assert_cmpuint (base_read_number (arrived.data + 3, 2), ==, arrived.size - 5);
    g_assert_cmpuint (base_read_number (arrived.data + 6, 3), ==, arrived.size - 9);
}

static void lengths_are_left_broken (void)
{
    g_autoptr (ControlRun) run = run_with ("insert client.ClientHello.cipher_suites 1304 leave");
    const TraceRecord *hello = record_of (run, TRACE_CLIENT, 1, false);
    BaseSpan sent = base_span_bytes (hello->sent), arrived = base_span_bytes (hello->arrived);
    g_assert_cmpuint (arrived.size, ==, sent.size + 2);
    g_assert_cmpmem (arrived.data, 5 + 4 + 2 + 32 + 1 + 2, sent.data, 5 + 4 + 2 + 32 + 1 + 2);
    const uint8_t inserted[] = {0x13, 0x04, 0x13, 0x01}; /* behind the list's length */
    g_assert_cmpmem (arrived.data + 46, 4, inserted, 4);
}

static void a_value_may_have_another_size (void)
{
    g_autoptr (ControlRun) run =
        run_with ("set client.ClientHello.server_name.server_name_list[0].host_name a.example fix");
    assert_field (run, "ClientHello.server_name.server_name_list[0].host_name@received",
                  "a.example");
    const TraceRecord *hello = record_of (run, TRACE_CLIENT, 1, false);
    g_assert_cmpuint (g_bytes_get_size (hello->arrived), ==, g_bytes_get_size (hello->sent) - 5);
}

/* The second looks for its field in what the first has left. */
static void changes_add_up (void)
{
    g_autoptr (ControlRun) run =
        run_of ("[network]\ntwist.1=delete client.ClientHello.cipher_suites[0]\n"
                "twist.2=delete client.ClientHello.cipher_suites[0]\n");
    assert_field (run, "ClientHello.cipher_suites@received", "TLS_CHACHA20_POLY1305_SHA256");
}

static void a_record_is_cut_short (void)
{
    const uint8_t mended[] = {0x17, 0x03, 0x03, 0x00, 0x05},
                  left[] = {0x17, 0x03, 0x03, 0x00, 0x1b};
    g_autoptr (ControlRun) fixed = run_with ("truncate server.record[2] 10");
    g_autoptr (ControlRun) broken = run_with ("truncate server.record[2] 10 leave");
    GBytes *one = record_of (fixed, TRACE_SERVER, 2, false)->arrived;
    GBytes *other = record_of (broken, TRACE_SERVER, 2, false)->arrived;
    g_assert_cmpuint (g_bytes_get_size (one), ==, 10);
    g_assert_cmpmem (g_bytes_get_data (one, NULL), 5, mended, 5);
    g_assert_cmpmem (g_bytes_get_data (other, NULL), 5, left, 5);
}

/* ---- Times and orders ---- */

static void a_held_record_holds_those_behind_it (void)
{
    g_autoptr (ControlRun) plain = run_of ("");
    g_autoptr (ControlRun) late = run_with ("delay server.record[2] 500");
    g_assert_cmpstr (control_outcome (late), ==, "established");
    int64_t last = 0;
    for (unsigned n = 1; n <= 5; n++) {
        const TraceRecord *before = record_of (plain, TRACE_SERVER, n, false);
        const TraceRecord *after = record_of (late, TRACE_SERVER, n, false);
        g_assert_true (g_bytes_equal (before->sent, after->sent));
        g_assert_cmpint (after->arrived_at, >=, last);
        last = after->arrived_at;
    }
    const TraceRecord *held = record_of (late, TRACE_SERVER, 2, false);
    g_assert_cmpint (held->arrived_at - held->sent_at, ==, 520000); /* 20 ms and 500 */
    g_assert_cmpint (record_of (late, TRACE_SERVER, 1, false)->arrived_at, <, 100000);
}

static void the_next_record_passes_first (void)
{
    g_autoptr (ControlRun) run = run_with ("reorder server.record[2]");
    int first = record_of (run, TRACE_SERVER, 3, false)->deliver_event;
    int second = record_of (run, TRACE_SERVER, 2, false)->deliver_event;
    g_assert_cmpint (first, >=, 0);
    g_assert_cmpint (first, <, second);
}

static void a_copy_follows_at_once (void)
{
    g_autoptr (ControlRun) run = run_with ("duplicate server.record[1]");
    const TraceRecord *one = record_of (run, TRACE_SERVER, 1, false);
    const TraceRecord *copy = record_of (run, TRACE_SERVER, 1, true);
    g_assert_true (g_bytes_equal (one->sent, copy->sent));
    g_assert_cmpint (copy->deliver_event, >, one->deliver_event);
    g_assert_cmpint (copy->deliver_event, <,
                     record_of (run, TRACE_SERVER, 2, false)->deliver_event);
}

static void a_cut_wire_carries_nothing (void)
{
    g_autoptr (ControlRun) run = run_with ("close server.record[2]");
    g_assert_cmpstr (control_outcome (run), ==, "truncated");
    for (unsigned i = 2; i < count_records (run); i++)
        g_assert_null (trace_record (control_run_trace (run), (int)i)->arrived);
}

/* ---- Records of his own ---- */

static void his_own_records_do_not_count (void)
{
    g_autoptr (ControlRun) run = run_of (
        "[network]\ntwist.1=inject before server.record[2] 23 00\n"
        "twist.2=inject after client.record[1] alert 0100\ntwist.3=drop server.record[2]\n");
    const uint8_t own[] = {0x17, 0x03, 0x03, 0x00, 0x01, 0x00};
    const TraceRecord *injected = record_of (run, TRACE_SERVER, 1, true);
    g_assert_cmpmem (g_bytes_get_data (injected->sent, NULL), g_bytes_get_size (injected->sent),
                     own, sizeof own);
    g_assert_null (record_of (run, TRACE_SERVER, 2, false)->arrived);
    assert_field (run, "client.Alert.description@sent", "close_notify");
}

static void a_record_of_an_earlier_connection_comes_again (void)
{
    g_autoptr (ControlRun) run =
        run_of ("[client.2]\n[network.2]\ntwist.1=replay conn1.client.record[2] before "
                "client.record[2]\n");
    const Trace *trace = control_run_trace (run);
    GBytes *recorded = record_of (run, TRACE_CLIENT, 2, false)->sent, *again = NULL;
    for (unsigned i = 0; i < count_records (run); i++)
        if (trace_record (trace, (int)i)->attacker)
            again = trace_record (trace, (int)i)->arrived;
    g_assert_nonnull (again);
    g_assert_true (g_bytes_equal (recorded, again));
}

/* ---- Places where nothing is found ---- */

typedef struct {
    const char *twist, *words;
} Refusal;

/* What can be known before anything runs. */
static void impossible_places_are_refused (void)
{
    static const Refusal cases[] = {
        {"set client.ClientHello.cipher_suits[0] 1301",
         "“client.ClientHello.cipher_suits[0]”: ClientHello has no field “cipher_suits[0]”, "
         "perhaps: "
         "cipher_suites[], cipher_suites, "},
        {"xor server.record[2].encripted_record 01",
         "“server.record[2].encripted_record”: a record has no field “encripted_record”, perhaps: "
         "encrypted_record, "},
        {"drop server.Recort[1]", "“Recort” is no message, nearest: record, "},
        {"delate client.record[1] 5", "“delate” is no twist, nearest: delete, "},
        {"truncate client.record[1] 4", "“4” is no size, allowed: 5 to 65539"},
        {"delay client.record[1] soon",
         "“soon” is no time in milliseconds, allowed: 1 to 86400000"},
        {"inject behind client.record[1] alert 0228",
         "“behind” is no place, allowed: before, after"},
        {"inject before client.record[1] clear:alert 0228", "“inject before client.record[1] "
                                                            "clear:alert 0228” lacks something or "
                                                            "has too much, allowed: inject "},
        {"replay client.record[1]", "“replay client.record[1]” lacks something"},
        {"drop client.record[1] leave", "“drop client.record[1] leave” lacks something or has too"},
        {"reorder client.ClientHello",
         "“reorder client.ClientHello” is nothing that can be twisted "
         "so, allowed: a record, as server.record[2]"},
        {"replay conn2.client.record[1] before client.record[2]",
         "connection 1 cannot replay a record of connection 2, allowed: an earlier one, or this"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (GError) error = NULL;
        g_autofree char *text = g_strdup_printf ("[network]\n\ntwist.1=%s\n", cases[i].twist);
        g_assert_null (scenario_parse (text, "x.scenario", NULL, &error));
        g_autofree char *wanted = g_strconcat ("x.scenario:3: ", cases[i].words, NULL);
        if (!g_str_has_prefix (error->message, wanted))
            g_assert_cmpstr (error->message, ==, wanted);
    }
}

/* What only the run can tell. */
static void missed_places_fail_the_scenario (void)
{
    static const Refusal cases[] = {
        {"set client.ClientHello.cipher_suites[7] 1301",
         "ClientHello has no field “cipher_suites[7]” here; nearest: cipher_suites[0], "},
        {"set client.ClientHello.cipher_suites[0] TLS_NONE",
         "“TLS_NONE” is no value of cipher_suites[0]; a number that fits, a name, or hex would be"},
        {"set client.ClientHello.cipher_suites[0] 70000",
         "“70000” is no value of cipher_suites[0]"},
        {"xor client.ClientHello.legacy_version 010203",
         "legacy_version has 2 bytes, fewer than the mask"},
        {"delete server.Certificate.certificate_list[0]",
         "it is sealed, and the attacker has no keys to find a field in it; nearest: "
         "server.record[3].encrypted_record"},
        {"truncate server.record[1] 96", "the record has only 95 bytes, header and all"},
        {"reorder client.record[1]", "no record of the client comes behind it"},
        {"drop server.record[20]", "there is no server.record[20] here; nearest: server.record[7]"},
        {"set server.CertificateRequest.extensions 00",
         "the server never sends a CertificateRequest here; nearest: server.CertificateVerify, "},
        {"replay server.record[7] before server.record[2]",
         "“server.record[7]” has not been sent by then"},
        {"forge server.Finished.verify_data zz", "“zz” is no value of verify_data"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (ControlRun) run = run_with (cases[i].twist);
        g_autoptr (GPtrArray) lines = control_judge (run);
        g_autofree char *wanted =
            g_strdup_printf ("x.scenario:2: the twist “%s” found nothing to change: %s",
                             cases[i].twist, cases[i].words);
        g_assert_cmpuint (lines->len, ==, 1);
        if (!g_str_has_prefix (lines->pdata[0], wanted))
            g_assert_cmpstr (lines->pdata[0], ==, wanted);
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    static const struct {
        const char *path;
        void (*run) (void);
    } tests[] = {
        {"lengths-are-mended", lengths_are_mended},
        {"lengths-are-left-broken", lengths_are_left_broken},
        {"value-of-another-size", a_value_may_have_another_size},
        {"changes-add-up", changes_add_up},
        {"record-is-cut-short", a_record_is_cut_short},
        {"held-record-holds-those-behind", a_held_record_holds_those_behind_it},
        {"next-record-passes-first", the_next_record_passes_first},
        {"copy-follows-at-once", a_copy_follows_at_once},
        {"cut-wire-carries-nothing", a_cut_wire_carries_nothing},
        {"own-records-do-not-count", his_own_records_do_not_count},
        {"record-of-earlier-connection", a_record_of_an_earlier_connection_comes_again},
        {"impossible-places-are-refused", impossible_places_are_refused},
        {"missed-places-fail", missed_places_fail_the_scenario},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (tests); i++) {
        g_autofree char *path = g_strconcat ("/twists/", tests[i].path, NULL);
        g_test_add_func (path, tests[i].run);
    }
    return g_test_run ();
}
