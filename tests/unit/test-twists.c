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

/* ---- What arrives ---- */

static const TraceMessage *message_of (ControlRun *run, TraceParty sender, const char *name)
{
    const Trace *trace = control_run_trace (run);
    for (unsigned i = 0; i < trace_event (trace, trace_length (trace) - 1)->now.n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sender == sender && g_str_equal (trace_message_name (message), name))
            return message;
    }
    g_assert_not_reached ();
}

/* The bytes of MESSAGE, which is in clear and alone in its record, are those that arrived. */
static void assert_shows_what_arrived (ControlRun *run, const TraceMessage *message, size_t size)
{
    const TraceRecord *record = trace_record (control_run_trace (run), message->record);
    WireMessage *shown = trace_message_content (message);
    g_assert_true (message->twisted);
    g_assert_null (message->received);
    g_assert_cmpuint (g_bytes_get_size (shown->bytes), ==, size);
    g_autoptr (GBytes) content = g_bytes_new_from_bytes (record->arrived, 5, size);
    g_assert_true (g_bytes_equal (shown->bytes, content));
    unsigned delivered = (unsigned)record->deliver_event;
    g_assert_true (trace_message_at (message, delivered) == shown);
    g_assert_true (trace_message_at (message, delivered - 1) == message->sent);
}

/* Nobody can read these whole: they are shown as they came, as far as they go. */
static void what_nobody_can_read_is_shown_as_it_arrived (void)
{
    g_autoptr (ControlRun) longer = run_with ("set client.ClientHello.length 1000");
    const TraceMessage *hello = message_of (longer, TRACE_CLIENT, "ClientHello");
    assert_shows_what_arrived (longer, hello, g_bytes_get_size (hello->sent->bytes));
    assert_field (longer, "ClientHello.length", "1000");
    assert_field (longer, "ClientHello.length@received", "1000");
    assert_field (longer, "ClientHello.length@sent", "145");
    g_autoptr (ControlRun) older =
        run_of ("[client]\nversions=TLS1.2\n[server]\nversions=TLS1.2\n"
                "[network]\ntwist.1=set server.ServerHelloDone.length 5\n");
    assert_shows_what_arrived (older, message_of (older, TRACE_SERVER, "ServerHelloDone"), 4);
    assert_field (older, "ServerHelloDone.length", "5");
    g_assert_false (message_of (older, TRACE_SERVER, "ServerKeyExchange")->twisted);
    /* 20 bytes with the header: 15 of ServerHello. */
    g_autoptr (ControlRun) shorter = run_with ("truncate server.record[1] 20");
    assert_shows_what_arrived (shorter, message_of (shorter, TRACE_SERVER, "ServerHello"), 15);
    assert_field (shorter, "ServerHello.legacy_version", "TLS1.2");
}

/* 149 bytes in records of 64, 64 and 21: of the length 00 00 91 becomes 00 03 91, and the second
 * record is lost or not. */
static void a_message_in_pieces_is_shown_as_it_arrived (void)
{
    static const struct {
        const char *more;
        size_t size;
    } cases[] = {{"", 149}, {"twist.2=drop client.record[2]\n", 85}};
    for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text = g_strconcat ("[client]\nfragment=64\n[network]\n"
                                             "twist.1=xor client.record[1].fragment 00000300\n",
                                             cases[i].more, NULL);
        g_autoptr (ControlRun) run = run_of (text);
        const TraceMessage *hello = message_of (run, TRACE_CLIENT, "ClientHello");
        g_assert_true (hello->twisted);
        g_assert_cmpuint (g_bytes_get_size (hello->arrived->bytes), ==, cases[i].size);
        g_assert_cmpint (hello->arrive_event, ==,
                         record_of (run, TRACE_CLIENT, 3, false)->deliver_event);
        assert_field (run, "ClientHello.length", "913");
    }
}

/* A sealed message that the attacker has changed opens for nobody. */
static void what_is_sealed_is_twisted_and_stays_unread (void)
{
    g_autoptr (ControlRun) run = run_with ("xor server.record[3].encrypted_record 01");
    const TraceMessage *certificate = message_of (run, TRACE_SERVER, "Certificate");
    g_assert_true (certificate->twisted);
    g_assert_null (certificate->arrived);
    g_assert_false (message_of (run, TRACE_SERVER, "ServerHello")->twisted);
    g_assert_false (message_of (run, TRACE_SERVER, "CertificateVerify")->twisted);
}

/* A twist changes what it names: the record of a first ClientHello says 03 01 whoever writes it
 * (RFC 9846 section 5.1), all others 03 03. */
static void a_rogue_keeps_the_records_version (void)
{
    static const struct {
        const char *twist;
        TraceParty sender;
        uint8_t minor;
    } cases[] = {{"forge client.ClientHello.random 00", TRACE_CLIENT, 1},
                 {"append client.ClientHello 00", TRACE_CLIENT, 1},
                 {"forge server.ServerHello.random 00", TRACE_SERVER, 3}};
    for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (ControlRun) run = run_with (cases[i].twist);
        const uint8_t *sent =
            g_bytes_get_data (record_of (run, cases[i].sender, 1, false)->sent, NULL);
        g_assert_cmpuint (sent[0], ==, 22);
        g_assert_cmpuint (sent[1], ==, 3);
        g_assert_cmpuint (sent[2], ==, cases[i].minor);
    }
}

/* TLS 1.2 has no such padding (RFC 5246 section 6.2.3.3), nor TLS 1.3 where nothing is sealed. */
static void what_cannot_be_padded_is_not_said_to_be (void)
{
    static const char older[] = "[client]\nversions=TLS1.2\n[server]\nversions=TLS1.2\n"
                                "[network]\ntwist.1=pad client.Finished 17000\n";
    g_autoptr (ControlRun) run = run_of (older);
    g_autoptr (GPtrArray) lines = control_judge (run);
    g_assert_cmpuint (lines->len, ==, 1);
    g_assert_nonnull (strstr (lines->pdata[0], "TLS 1.2, which know no such padding"));
    const Trace *trace = control_run_trace (run);
    for (unsigned i = 0; i < trace_length (trace); i++)
        g_assert_true (trace_event (trace, i)->kind != TRACE_TWIST ||
                       trace_event (trace, i)->record < 0);
    g_autoptr (ControlRun) newer = run_with ("pad client.Finished 100");
    const TraceMessage *finished = message_of (newer, TRACE_CLIENT, "Finished");
    /* Header, 100 bytes, tag. */
    g_assert_cmpuint (
        g_bytes_get_size (trace_record (control_run_trace (newer), finished->record)->sent), ==,
        5 + 100 + 16);
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
        /* Finished: 4 bytes of header, 32 of SHA-256, and the type. */
        {"pad client.Finished 37", "content, type and padding have 37 bytes already"},
        {"pad client.ClientHello 500",
         "ClientHello goes out in clear, so there is no seal to change"},
        {"set client.ClientHello.legacy_version 0x0303",
         "it leaves every byte of ClientHello as it is"},
        {"xor server.record[3].encrypted_record 00", "it leaves every byte of "},
        {"forge server.ServerHello.legacy_version 0x0303",
         "it leaves every byte of ServerHello as it is"},
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
        {"arrived-and-unread", what_nobody_can_read_is_shown_as_it_arrived},
        {"arrived-in-pieces", a_message_in_pieces_is_shown_as_it_arrived},
        {"sealed-and-changed", what_is_sealed_is_twisted_and_stays_unread},
        {"rogue-keeps-record-version", a_rogue_keeps_the_records_version},
        {"padding-needs-tls13", what_cannot_be_padded_is_not_said_to_be},
        {"missed-places-fail", missed_places_fail_the_scenario},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (tests); i++) {
        g_autofree char *path = g_strconcat ("/twists/", tests[i].path, NULL);
        g_test_add_func (path, tests[i].run);
    }
    return g_test_run ();
}
