#include "control/run.h"
#include "wire/edit.h"

#include <string.h>

#include "../vectors/vectors.h"

/* Rogue senders: messages edited by the paths of their fields, and sealed again so that the other
 * side can open them. What both sides make of it is test-alerts.c's. */

/* ---- Edits ---- */

static WireMessage *message_of (const char *vector)
{
    g_autoptr (GHashTable) vectors = vectors_load ("messages.txt");
    return wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (vectors, vector));
}

static GBytes *edit (const WireMessage *message, const char *path, WireEdit how, const char *hex)
{
    g_autoptr (GBytes) value = base_unhex (hex, NULL);
    return wire_edit (message->tree, path, how, base_span_bytes (value), true);
}

static char *plain_of (GBytes *bytes, const char *path)
{
    g_autoptr (WireMessage) message = wire_message_read (WIRE_CT_HANDSHAKE, bytes);
    int field = wire_tree_find (message->tree, path);
    return field >= 0 ? wire_tree_plain (message->tree, (unsigned)field) : g_strdup ("absent");
}

#define assert_plain(bytes, path, wanted) \
    { \
        g_autofree char *found = plain_of (bytes, path); \
        g_assert_cmpstr (found, ==, wanted); \
    }

/* Whatever element is left out or written twice, every length around it still fits: reading finds
 * at most that there is now one too few, or two of a kind. */
static void lengths_follow_every_edit (void)
{
    static const char *const vectors[] = {"openssl_hello", "chromium_hello", "openssl_psk_hello",
                                          "certificate_request", "openssl_certificate"};
    unsigned edits = 0;
    for (unsigned v = 0; v < G_N_ELEMENTS (vectors); v++) {
        g_autoptr (WireMessage) message = message_of (vectors[v]);
        for (unsigned i = 1; i < message->tree->n_fields; i++) {
            if (message->tree->fields[i].index < 0)
                continue;
            g_autofree char *path = wire_tree_path (message->tree, i);
            g_autoptr (GBytes) twice = edit (message, path, WIRE_EDIT_REPEAT, "");
            g_autoptr (GBytes) without = edit (message, path, WIRE_EDIT_OMIT, "");
            g_autoptr (WireMessage) a = wire_message_read (WIRE_CT_HANDSHAKE, twice);
            g_autoptr (WireMessage) b = wire_message_read (WIRE_CT_HANDSHAKE, without);
            g_assert_true (a->tree->cause == BASE_CAUSE_NONE ||
                           a->tree->cause == BASE_CAUSE_DUPLICATE_EXTENSION);
            g_assert_true (b->tree->cause == BASE_CAUSE_NONE ||
                           b->tree->cause == BASE_CAUSE_VECTOR_TOO_SHORT);
            g_assert_cmpuint (g_bytes_get_size (twice) + g_bytes_get_size (without), ==,
                              2 * g_bytes_get_size (message->bytes));
            edits++;
        }
    }
    g_assert_cmpuint (edits, >, 100);
}

static void fields_are_set_and_extended (void)
{
    g_autoptr (WireMessage) hello = message_of ("openssl_hello");
    g_autoptr (GBytes) suites = edit (hello, "cipher_suites", WIRE_EDIT_SET, "13031301");
    assert_plain (suites, "cipher_suites", "TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_GCM_SHA256");
    g_autoptr (GBytes) more = edit (hello, "extensions", WIRE_EDIT_APPEND, "1234000161");
    assert_plain (more, "extension_0x1234.extension_data", "61");
    g_autoptr (GBytes) less = edit (hello, "key_share", WIRE_EDIT_OMIT, "");
    assert_plain (less, "key_share", "absent");
    /* A length that is set lies, and nothing mends it. */
    g_autoptr (GBytes) lie = edit (hello, "cipher_suites.length", WIRE_EDIT_SET, "fffe");
    g_autoptr (WireMessage) broken = wire_message_read (WIRE_CT_HANDSHAKE, lie);
    g_assert_cmpint (broken->tree->cause, ==, BASE_CAUSE_LENGTH_MISMATCH);
    g_autoptr (GBytes) trailing = edit (hello, "", WIRE_EDIT_APPEND, "00");
    g_autoptr (WireMessage) longer = wire_message_read (WIRE_CT_HANDSHAKE, trailing);
    g_assert_cmpint (longer->tree->cause, ==, BASE_CAUSE_TRAILING_BYTES);
    g_assert_null (edit (hello, "no_such_field", WIRE_EDIT_OMIT, ""));
}

static void assert_value (const WireMessage *message, const char *path, const char *text,
                          const char *hex)
{
    int field = wire_tree_find (message->tree, path);
    g_autoptr (GBytes) value = wire_edit_value (message->tree, (unsigned)field, text);
    g_autofree char *found = value != NULL ? base_hex (base_span_bytes (value)) : g_strdup ("none");
    g_assert_cmpstr (found, ==, hex);
}

static void values_are_names_numbers_text_or_hex (void)
{
    g_autoptr (WireMessage) hello = message_of ("openssl_hello");
    assert_value (hello, "legacy_version", "TLS1.0", "0301");
    assert_value (hello, "legacy_version", "0x0305", "0305");
    assert_value (hello, "legacy_version", "nonsense", "none");
    assert_value (hello, "cipher_suites.length", "258", "0102");
    assert_value (hello, "random", "00ff", "00ff");
    assert_value (hello, "random", "0x", "");
    assert_value (hello, "server_name.server_name_list[0].host_name", "h2", "6832");
    assert_value (hello, "server_name.server_name_list[0].host_name", "0x00", "00");
}

/* ---- Records ---- */

static ControlRun *run_with (const char *const *settings)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load ("healthy", &error);
    for (; *settings != NULL; settings++) {
        Scenario *next = scenario_with (scenario, *settings, &error);
        g_assert_no_error (error);
        scenario_unref (scenario);
        scenario = next;
    }
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (run);
    return run;
}

static unsigned count_records (ControlRun *run)
{
    const Trace *trace = control_run_trace (run);
    return trace_event (trace, trace_length (trace) - 1)->now.n_records;
}

/* An empty record of application data says nothing (RFC 9846 section 5.4), but it counts: all that
 * follow it have a sequence number more, and still open. */
static void what_is_put_in_between_moves_the_sequence_numbers (void)
{
    static const char *const suites[] = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                         "TLS_CHACHA20_POLY1305_SHA256"};
    g_autoptr (ControlRun) healthy = run_with ((const char *const[]){NULL});
    for (unsigned i = 0; i < G_N_ELEMENTS (suites); i++) {
        g_autofree char *suite = g_strconcat ("client.cipher-suites=", suites[i], NULL);
        g_autoptr (ControlRun) run = run_with (
            (const char *const[]){suite,
                                  "network.twist.1=before client.application_data "
                                  "application_data 0x",
                                  "network.twist.2=after client.application_data "
                                  "application_data 0x",
                                  "network.twist.3=after server.application_data "
                                  "application_data 0x",
                                  "network.twist.4=pad server.application_data 300", NULL});
        for (int role = TLS_CLIENT; role <= TLS_SERVER; role++)
            g_assert_cmpint (tls_party_outcome (control_run_party (run, (TlsRole)role)), ==,
                             TRACE_CLOSED);
        g_assert_cmpuint (count_records (run), ==, count_records (healthy) + 3);
        BaseSpan data = tls_party_received_data (control_run_party (run, TLS_CLIENT));
        g_assert_cmpmem (data.data, data.size, "Hello, client!", 14);
    }
}

/* Left out by its sender it leaves no gap; lost on the wire it does. */
static void what_is_left_out_leaves_no_gap (void)
{
    g_autoptr (ControlRun) run =
        run_with ((const char *const[]){"network.twist.1=omit client.application_data", NULL});
    TlsParty *server = control_run_party (run, TLS_SERVER);
    g_assert_cmpint (tls_party_received_data (server).size, ==, 0);
    g_assert_cmpint (tls_party_cause (server), !=, BASE_CAUSE_BAD_RECORD_MAC);
}

/* The trace shows what was really sent, and says who did it. */
static void the_trace_shows_what_was_sent (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (ControlRun) run = run_with ((const char *const[]){
        "network.twist.1=forge server.ServerHello.legacy_version 0x0304", NULL});
    const Trace *trace = control_run_trace (run);
    unsigned last = trace_length (trace) - 1;
    g_autofree char *version =
        trace_lookup (trace, last, "ServerHello.legacy_version@sent", &error);
    g_assert_no_error (error);
    g_assert_cmpstr (version, ==, "TLS1.3");
    for (unsigned i = 0; i <= last; i++) {
        const TraceEvent *event = trace_event (trace, i);
        if (event->kind != TRACE_TWIST)
            continue;
        g_autofree char *title = trace_event_title (trace, i);
        g_assert_cmpint (event->party, ==, TRACE_SERVER);
        g_assert_cmpstr (title, ==,
                         "The server turns rogue: forge server.ServerHello.legacy_version 0x0304");
        return;
    }
    g_error ("no twist is in the trace");
}

/* What never found its place is said, not kept quiet. */
static void a_twist_without_a_place_is_said_so (void)
{
    g_autoptr (ControlRun) run =
        run_with ((const char *const[]){"network.twist.1=omit client.Certificate", NULL});
    const Trace *trace = control_run_trace (run);
    unsigned last = trace_length (trace) - 1;
    g_autofree char *title = trace_event_title (trace, last);
    g_assert_cmpstr (
        title, ==,
        "There was nothing to twist: omit client.Certificate: the client never sends a "
        "Certificate here; nearest: server.Certificate, server.CertificateVerify, client.Finished");
    g_assert_cmpstr (control_outcome (run), ==, "established");
}

/* ---- Lines that are no twists ---- */

static void wrong_twists_say_what_is_allowed (void)
{
    static const char *const wrong[][2] = {
        {"melt it", "nearest: set, "},
        {"forge client.ClientHello.random", "allowed: forge PATH VALUE"},
        {"omit client.ClientHello.random 00", "allowed: omit PATH"},
        {"forge ClientHello.random 00", "allowed: client., server."},
        {"forge client.ClientHi.random 00", "nearest: ClientHello, "},
        {"forge client.ClientHello[0].random 00", "allowed: as in ClientHello[2]"},
        {"drop client.record[99999999999999999999]",
         "“record[99999999999999999999]”: the number is too big, allowed: 1 to 2147483647"},
        {"forge client.record[1].type 22", "allowed: a field, as client.ClientHello.random"},
        {"drop client.ClientHello", "allowed: a record, as server.record[2]"},
        {"repeat client.ClientHello", "allowed: a field"},
        {"trail client.ClientHello.random 00", "allowed: a message"},
        {"append client.ClientHello 0g", "allowed are hex digits"},
        {"before client.Finished handshake", "allowed: before MESSAGE TYPE HEX"},
        {"before client.Finished letter 00", "allowed: handshake, alert, application_data"},
        {"before client.Finished handshake =client.ClientHello.random", "allowed: as in"},
        {"pad client.Finished much", "allowed: 1 to 65279"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autoptr (GError) error = NULL;
        g_assert_null (net_twist_parse (wrong[i][0], &error));
        g_assert_nonnull (error);
        if (strstr (error->message, wrong[i][1]) == NULL)
            g_error ("“%s” is refused with: %s", wrong[i][0], error->message);
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/rogue/lengths-follow-every-edit", lengths_follow_every_edit);
    g_test_add_func ("/rogue/fields-are-set-and-extended", fields_are_set_and_extended);
    g_test_add_func ("/rogue/values-are-names-numbers-text-or-hex",
                     values_are_names_numbers_text_or_hex);
    g_test_add_func ("/rogue/what-is-put-in-between-moves-the-sequence-numbers",
                     what_is_put_in_between_moves_the_sequence_numbers);
    g_test_add_func ("/rogue/what-is-left-out-leaves-no-gap", what_is_left_out_leaves_no_gap);
    g_test_add_func ("/rogue/the-trace-shows-what-was-sent", the_trace_shows_what_was_sent);
    g_test_add_func ("/rogue/a-twist-without-a-place-is-said-so",
                     a_twist_without_a_place_is_said_so);
    g_test_add_func ("/rogue/wrong-twists-say-what-is-allowed", wrong_twists_say_what_is_allowed);
    return g_test_run ();
}
