/* The record layer between two whole parties: limits, padding, cutting and packing. Sizes are
 * checked by arithmetic on what went over the wire. */
#include "control/run.h"
#include "tls/private.h"

#include <string.h>

static ControlRun *run (const char *text)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_parse (text, "test", NULL, &error);
    g_assert_no_error (error);
    ControlRun *result = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (result);
    return result;
}

static const TraceMoment *end_of (const Trace *trace)
{
    return &trace_event (trace, trace_length (trace) - 1)->now;
}

static void assert_both_closed (const Trace *trace)
{
    for (int i = 0; i < 2; i++)
        g_assert_cmpint (end_of (trace)->outcome[i], ==, TRACE_CLOSED);
}

/* The largest TLSInnerPlaintext of SENDER. */
static size_t largest_inner (const Trace *trace, TraceParty sender)
{
    size_t largest = 0;
    for (unsigned i = 0; i < end_of (trace)->n_records; i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        if (record->sender == sender && record->inner != NULL)
            largest = MAX (largest, g_bytes_get_size (record->inner));
    }
    return largest;
}

static const TraceMessage *find (const Trace *trace, TraceParty sender, const char *name)
{
    for (unsigned i = 0; i < end_of (trace)->n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sender == sender && g_str_equal (trace_message_name (message), name))
            return message;
    }
    g_error ("no %s", name);
}

/* RFC 8449 section 4: content, type and padding; each side's number binds the other. */
static void size_limits_bind_the_other_side (void)
{
    g_autoptr (ControlRun) both = run ("[client]\nrecord-size-limit=200\nsend=0123456789"
                                       "0123456789012345678901234567890123456789012345678901234567"
                                       "89\npadding=300\n"
                                       "[server]\nrecord-size-limit=64\npadding=300\n");
    const Trace *trace = control_run_trace (both);
    assert_both_closed (trace);
    g_assert_cmpuint (largest_inner (trace, TRACE_CLIENT), ==, 64);
    g_assert_cmpuint (largest_inner (trace, TRACE_SERVER), ==, 200);

    /* A server that does not know the extension: nothing is agreed on. */
    g_autoptr (ControlRun) alone = run ("[client]\nrecord-size-limit=64\n");
    assert_both_closed (control_run_trace (alone));
    g_assert_cmpuint (largest_inner (control_run_trace (alone), TRACE_SERVER), >, 64);
}

#define OLDER "versions=TLS1.2\n"

/* RFC 8449 section 4: in TLS 1.2 neither a content type nor padding counts, and 2^14 is the most.
 */
static void in_12_a_limit_counts_the_content_alone (void)
{
    g_autoptr (ControlRun) both =
        run ("[client]\n" OLDER "record-size-limit=70\nsend-size=1000\n"
             "[server]\n" OLDER "record-size-limit=64\nreply-size=1000\n");
    const Trace *trace = control_run_trace (both);
    assert_both_closed (trace);
    g_assert_cmpuint (largest_inner (trace, TRACE_CLIENT), ==, 64);
    g_assert_cmpuint (largest_inner (trace, TRACE_SERVER), ==, 70);

    g_autoptr (ControlRun) most =
        run ("[client]\nversions=TLS1.3 TLS1.2\nrecord-size-limit=16385\nsend-size=20000\n"
             "[server]\n" OLDER "record-size-limit=16385\n");
    trace = control_run_trace (most);
    assert_both_closed (trace);
    g_assert_cmpuint (largest_inner (trace, TRACE_CLIENT), ==, 16384);
    g_autofree char *said = trace_lookup (trace, trace_length (trace) - 1,
                                          "ServerHello.record_size_limit.record_size_limit", NULL);
    g_assert_cmpstr (said, ==, "16384");
}

/* RFC 6066 section 4: content alone, in both directions; RFC 8449 section 5: not beside the other.
 */
static void fragment_length_counts_for_both (void)
{
    g_autoptr (ControlRun) agreed = run ("[client]\nmax-fragment-length=512\nsend-size=2000\n"
                                         "[server]\nmax-fragment-length=yes\n");
    const Trace *trace = control_run_trace (agreed);
    assert_both_closed (trace);
    g_assert_cmpuint (largest_inner (trace, TRACE_CLIENT), ==, 512 + 1);
    g_assert_cmpuint (largest_inner (trace, TRACE_SERVER), ==, 512 + 1);

    g_autoptr (ControlRun) replaced =
        run ("[client]\nmax-fragment-length=512\nrecord-size-limit=700\n"
             "[server]\nmax-fragment-length=yes\nrecord-size-limit=16385\n");
    assert_both_closed (control_run_trace (replaced));
    g_assert_cmpuint (largest_inner (control_run_trace (replaced), TRACE_SERVER), ==, 700);
    const WireMessage *answer =
        find (control_run_trace (replaced), TRACE_SERVER, "EncryptedExtensions")->sent;
    g_assert_null (wire_message_extension (answer, WIRE_EXT_MAX_FRAGMENT_LENGTH));
    g_assert_nonnull (wire_message_extension (answer, WIRE_EXT_RECORD_SIZE_LIMIT));
}

/* RFC 9846 section 5.4: to a multiple, but never beyond 2^14 + 1. */
static void padding_fills_a_multiple (void)
{
    g_autoptr (ControlRun) padded =
        run ("[client]\npadding=100\n[server]\npadding=16384\nreply-size=16384\n");
    const Trace *trace = control_run_trace (padded);
    assert_both_closed (trace);
    for (unsigned i = 0; i < end_of (trace)->n_records; i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        if (record->inner == NULL)
            continue;
        size_t size = g_bytes_get_size (record->inner);
        if (record->sender == TRACE_CLIENT)
            g_assert_cmpuint (size % 100, ==, 0);
        else
            g_assert_true (size == 16384 || size == 16385);
    }
    g_assert_cmpuint (largest_inner (trace, TRACE_SERVER), ==, 16385);
}

/* RFC 9846 section 5.1: any cutting; every message is still recognised as the one that was sent. */
static void any_cutting_is_put_together (gconstpointer data)
{
    g_autofree char *text = g_strdup_printf (
        "[client]\nfragment=%d\ntickets=yes\n[server]\nfragment=%d\ncoalesce=yes\ntickets=2\n",
        GPOINTER_TO_INT (data), GPOINTER_TO_INT (data));
    g_autoptr (ControlRun) cut = run (text);
    const Trace *trace = control_run_trace (cut);
    assert_both_closed (trace);
    g_assert_cmpuint (largest_inner (trace, TRACE_SERVER), <=, MAX (GPOINTER_TO_INT (data), 2) + 1);
    for (unsigned i = 0; i < end_of (trace)->n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        g_assert_nonnull (message->sent);
        g_assert_nonnull (message->received);
        g_assert_true (g_bytes_equal (message->sent->bytes, message->received->bytes));
    }
}

/* A record's messages are exactly those of which it holds a part. */
static void records_name_their_messages (void)
{
    g_autoptr (ControlRun) cut = run ("[server]\nfragment=300\ncoalesce=yes\n");
    const Trace *trace = control_run_trace (cut);
    const TraceMessage *certificate = find (trace, TRACE_SERVER, "Certificate");
    const TraceMessage *finished = find (trace, TRACE_SERVER, "Finished");
    const TraceRecord *first = trace_record (trace, certificate->record);
    g_assert_cmpstr (trace_message_name (trace_message (trace, first->first_message)), ==,
                     "EncryptedExtensions");
    g_assert_cmpstr (trace_message_name (trace_message (trace, first->last_message)), ==,
                     "Certificate");
    g_assert_cmpint (finished->record, >, certificate->record);
    const TraceRecord *last = trace_record (trace, finished->record);
    g_assert_cmpstr (trace_message_name (trace_message (trace, last->last_message)), ==,
                     "Finished");
}

/* EncryptedExtensions to Finished in one record, ServerHello in its own; both tickets in one. */
static void a_flight_shares_a_record (void)
{
    g_autoptr (ControlRun) packed =
        run ("[client]\ntickets=yes\n[server]\ncoalesce=yes\ntickets=2\n");
    const Trace *trace = control_run_trace (packed);
    static const char *const flight[] = {"Certificate", "CertificateVerify", "Finished"};
    assert_both_closed (trace);
    int record = find (trace, TRACE_SERVER, "EncryptedExtensions")->record;
    for (unsigned i = 0; i < G_N_ELEMENTS (flight); i++)
        g_assert_cmpint (find (trace, TRACE_SERVER, flight[i])->record, ==, record);
    g_assert_cmpint (find (trace, TRACE_SERVER, "ServerHello")->record, <, record);
    const TraceRecord *tickets =
        trace_record (trace, find (trace, TRACE_SERVER, "NewSessionTicket")->record);
    g_assert_cmpint (tickets->last_message, ==, tickets->first_message + 1);
}

/* ---- New keys (RFC 9846 section 4.7.3) ---- */

static GBytes *secret_of (const Trace *trace, const char *name, TraceParty party)
{
    int index = trace_find_secret (trace, name, (int)party, trace_length (trace) - 1);
    return index >= 0 ? trace_secret (trace, index)->value : NULL;
}

static void assert_shared (const Trace *trace, const char *name)
{
    GBytes *value = secret_of (trace, name, TRACE_CLIENT);
    g_assert_nonnull (value);
    g_assert_true (g_bytes_equal (value, secret_of (trace, name, TRACE_SERVER)));
}

static void keys_are_renewed_both_ways (void)
{
    g_autoptr (ControlRun) once = run ("[client]\nkey-update=once\n");
    assert_both_closed (control_run_trace (once));
    assert_shared (control_run_trace (once), "client_application_traffic_secret_1");
    g_assert_null (
        secret_of (control_run_trace (once), "server_application_traffic_secret_1", TRACE_SERVER));

    g_autoptr (ControlRun) asked = run ("[server]\nkey-update=request\nkey-updates=2\n");
    const Trace *trace = control_run_trace (asked);
    assert_both_closed (trace);
    assert_shared (trace, "server_application_traffic_secret_2");
    assert_shared (trace, "client_application_traffic_secret_1");
    const WireKeyUpdate *first = find (trace, TRACE_SERVER, "KeyUpdate")->sent->body;
    const WireKeyUpdate *answer = find (trace, TRACE_CLIENT, "KeyUpdate")->sent->body;
    g_assert_cmpuint (first->request_update, ==, 1);
    g_assert_cmpuint (answer->request_update, ==, 0);
}

/* How many records of SENDER were sealed under each key, the most of them. */
static unsigned most_under_one_key (const Trace *trace, TraceParty sender, unsigned *n_keys)
{
    unsigned most = 0, run_length = 0;
    int key = -1;
    *n_keys = 0;
    for (unsigned i = 0; i < end_of (trace)->n_records; i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        if (record->sender != sender || !record->sealed)
            continue;
        *n_keys += record->key != key;
        run_length = record->key == key ? run_length + 1 : 1;
        key = record->key;
        most = MAX (most, run_length);
    }
    return most;
}

/* RFC 9846 section 5.5: before the limit, with the reason in the trace. 100 records of data under a
 * limit of 10: nine and a KeyUpdate each, eleven times, and what is left. */
static void a_worn_key_is_renewed (void)
{
    g_autoptr (ControlRun) worn = run ("[client]\nsend-size=10000\nfragment=100\nkey-limit=10\n");
    const Trace *trace = control_run_trace (worn);
    unsigned n_keys;
    assert_both_closed (trace);
    g_assert_cmpuint (most_under_one_key (trace, TRACE_CLIENT, &n_keys), ==, 10);
    g_assert_cmpuint (n_keys, ==, 1 + 12);
    g_assert_cmpuint (end_of (trace)->outcome[TRACE_SERVER], ==, TRACE_CLOSED);
    for (unsigned i = 0; i < trace_length (trace); i++) {
        const TraceEvent *event = trace_event (trace, i);
        if (event->decision < 0 ||
            !g_str_equal (trace_decision (trace, event->decision)->key, "key-update"))
            continue;
        g_assert_cmpstr (trace_decision (trace, event->decision)->outcome, ==,
                         "because of the key");
        return;
    }
    g_error ("nothing says why");
}

/* RFC 9846 section 5.3. */
static void a_sequence_number_does_not_wrap (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_parse ("", "test", NULL, &error);
    g_assert_no_error (error);
    g_autoptr (ControlRun) last = control_run_new (scenario, &error);
    g_assert_no_error (error);
    TlsParty *server = control_run_party (last, TLS_SERVER);
    g_assert_true (control_to_landmark (last, "server.Finished.sent", &error));
    g_assert_no_error (error);
    server->receive.sequence = UINT64_MAX;
    control_run_all (last);
    g_assert_cmpstr (base_cause_name (tls_party_cause (server)), ==, "SEQUENCE_EXHAUSTED");
}

/* ---- Data, its end, and what is exported ---- */

static void a_mebibyte_arrives (void)
{
    g_autoptr (ControlRun) large = run ("[client]\nsend=abc\nsend-size=1048576\n"
                                        "[server]\nreply=xy\nreply-size=100001\n");
    assert_both_closed (control_run_trace (large));
    BaseSpan up = tls_party_received_data (control_run_party (large, TLS_SERVER));
    BaseSpan down = tls_party_received_data (control_run_party (large, TLS_CLIENT));
    g_assert_cmpuint (up.size, ==, 1048576);
    g_assert_cmpuint (down.size, ==, 100001);
    g_assert_cmpmem (up.data, 6, "abcabc", 6);
    g_assert_cmpint (up.data[1048575], ==, 'a'); /* 1048576 = 3 * 349525 + 1 */
    g_assert_cmpint (down.data[100000], ==, 'x');
}

/* RFC 9846 section 6.1: close_notify ends one direction; the answer to a request for new keys still
 * comes before the data. */
static void the_other_half_goes_on (void)
{
    g_autoptr (ControlRun) half =
        run ("[client]\nafter-close=One more thing.\n[server]\nreply=Bye\n");
    assert_both_closed (control_run_trace (half));
    BaseSpan up = tls_party_received_data (control_run_party (half, TLS_SERVER));
    g_assert_cmpmem (up.data, up.size, "Hello, server!One more thing.", 29);

    g_autoptr (ControlRun) other = run ("[client]\nsend=\n[server]\nafter-close=Wait!\n");
    assert_both_closed (control_run_trace (other));
    BaseSpan down = tls_party_received_data (control_run_party (other, TLS_CLIENT));
    g_assert_cmpmem (down.data, down.size, "Wait!", 5);
}

/* RFC 9846 section 7.5; openssl computes both steps again from the trace's commands. */
static void exported_keys_are_equal (void)
{
    static const char *const names[] = {"derived_exporter", "exported_keying_material"};
    g_autoptr (ControlRun) both = run ("[client]\nexporter=EXPORTER-Channel-Binding\n"
                                       "[server]\nexporter=EXPORTER-Channel-Binding\n");
    const Trace *trace = control_run_trace (both);
    unsigned last = trace_length (trace) - 1;
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autofree char *out = NULL;
        assert_shared (trace, names[i]);
        int index = trace_find_secret (trace, names[i], TRACE_CLIENT, last);
        g_autofree char *command = trace_secret_command (trace, index);
        g_assert_true (g_spawn_command_line_sync (command, &out, NULL, NULL, NULL));
        g_autofree char *hex = base_hex (base_span_bytes (trace_secret (trace, index)->value));
        g_autoptr (GString) plain = g_string_new (NULL);
        for (const char *p = out; *p; p++)
            if (g_ascii_isxdigit (*p))
                g_string_append_c (plain, g_ascii_tolower (*p));
        g_assert_cmpstr (plain->str, ==, hex);
    }
    g_assert_cmpuint (g_bytes_get_size (secret_of (trace, names[1], TRACE_CLIENT)), ==, 32);
    g_autoptr (ControlRun) other = run ("[client]\nexporter=EXPORTER-A\n"
                                        "[server]\nexporter=EXPORTER-B\n");
    g_assert_false (g_bytes_equal (secret_of (control_run_trace (other), names[1], TRACE_CLIENT),
                                   secret_of (control_run_trace (other), names[1], TRACE_SERVER)));
}

/* RFC 5246 section 6.2.1: other types may stand between the records of a handshake message, here
 * a warning between those of Certificate. But the keys do not change in the middle of one. */
static void in_12_an_alert_may_come_between (void)
{
    static const struct {
        const char *record, *cause;
    } cases[] = {{"alert 0164", "none"}, {"change_cipher_spec 01", "MESSAGES_INTERLEAVED"}};
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *text = g_strdup_printf ("[client]\nversions=TLS1.2\n"
                                                 "[server]\nversions=TLS1.2\nfragment=100\n"
                                                 "[network]\n"
                                                 "twist.1=inject before server.record[4] %s\n",
                                                 cases[i].record);
        g_autoptr (ControlRun) both = run (text);
        const Trace *trace = control_run_trace (both);
        g_autofree char *cause = trace_lookup (trace, trace_length (trace) - 1, "cause", NULL);
        g_assert_cmpstr (cause, ==, cases[i].cause);
    }
}

int main (int argc, char **argv)
{
    static const int sizes[] = {1, 2, 3, 5, 64, 100, 1000};
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/records/size-limits-bind-the-other-side", size_limits_bind_the_other_side);
    g_test_add_func ("/records/in-12-a-limit-counts-the-content-alone",
                     in_12_a_limit_counts_the_content_alone);
    g_test_add_func ("/records/fragment-length-counts-for-both", fragment_length_counts_for_both);
    g_test_add_func ("/records/padding-fills-a-multiple", padding_fills_a_multiple);
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autofree char *name =
            g_strdup_printf ("/records/any-cutting-is-put-together/%d", sizes[i]);
        g_test_add_data_func (name, GINT_TO_POINTER (sizes[i]), any_cutting_is_put_together);
    }
    g_test_add_func ("/records/records-name-their-messages", records_name_their_messages);
    g_test_add_func ("/records/a-flight-shares-a-record", a_flight_shares_a_record);
    g_test_add_func ("/records/keys-are-renewed-both-ways", keys_are_renewed_both_ways);
    g_test_add_func ("/records/a-worn-key-is-renewed", a_worn_key_is_renewed);
    g_test_add_func ("/records/a-sequence-number-does-not-wrap", a_sequence_number_does_not_wrap);
    g_test_add_func ("/records/a-mebibyte-arrives", a_mebibyte_arrives);
    g_test_add_func ("/records/the-other-half-goes-on", the_other_half_goes_on);
    g_test_add_func ("/records/exported-keys-are-equal", exported_keys_are_equal);
    g_test_add_func ("/records/in-12-an-alert-may-come-between", in_12_an_alert_may_come_between);
    return g_test_run ();
}
