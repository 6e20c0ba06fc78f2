#include "control/run.h"
#include "wire/ssl2.h"

#include <string.h>

/* Parties of another age. What they send is compared with the specifications of their time, byte by
 * byte where those leave no choice; what today's party answers, with those of today. */

static ControlRun *run_of (const char *name)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (name, &error);
    g_assert_no_error (error);
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (run);
    return run;
}

static unsigned last_of (const Trace *trace)
{
    return trace_length (trace) - 1;
}

static void assert_value (const Trace *trace, const char *path, const char *expected)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *value = trace_lookup (trace, last_of (trace), path, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (value, ==, expected);
}

/* Record header, handshake header, version, where the random ends. */
static void a_hello_of_ssl3_is_one_of_1996 (void)
{
    g_autoptr (ControlRun) run = run_of ("ssl3-client");
    const Trace *trace = control_run_trace (run);
    const TraceRecord *record = trace_record (trace, 0);
    BaseSpan bytes = base_span_bytes (record->sent);
    /* RFC 6101 5.6.1.2: seven suites, one compression, and nothing behind it. */
    static const uint8_t start[] = {0x16, 0x03, 0x00, 0x00, 0x39, 0x01, 0x00, 0x00, 0x35, 3, 0};
    static const uint8_t end[] = {0x00, 0x00, 0x0e, 0x00, 0x04, 0x00, 0x05, 0x00, 0x0a, 0x00,
                                  0x09, 0x00, 0x03, 0x00, 0x06, 0x00, 0x08, 0x01, 0x00};
    enum { RANDOM = 32 };
    g_assert_cmpuint (bytes.size, ==, sizeof start + RANDOM + sizeof end);
    g_assert_cmpmem (bytes.data, sizeof start, start, sizeof start);
    g_assert_cmpmem (bytes.data + sizeof start + RANDOM, sizeof end, end, sizeof end);
}

/* RFC 5246 E.2; the sizes add up. */
static void a_hello_of_ssl2_is_read_as_one (void)
{
    g_autoptr (ControlRun) run = run_of ("ssl2-hello");
    const Trace *trace = control_run_trace (run);
    BaseSpan bytes = base_span_bytes (trace_record (trace, 0)->sent);
    g_assert_true (wire_is_ssl2_hello (bytes));
    g_assert_cmpuint (bytes.data[0] & 0x80, ==, 0x80);
    g_assert_cmpuint (((bytes.data[0] & 0x7fu) << 8) + bytes.data[1], ==, bytes.size - 2);
    assert_value (trace, "V2ClientHello.version", "TLS1.0");
    assert_value (trace, "V2ClientHello.challenge_length", "32");
    assert_value (trace, "client.outcome", "failed");
    assert_value (trace, "alert", "server protocol_version");
    assert_value (trace, "cause", "SSL2_HELLO");
}

/* In pieces, too, however small. */
static void a_hello_of_ssl2_may_come_in_pieces (void)
{
    for (size_t split = 1; split < 8; split++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (Scenario) scenario = scenario_load ("ssl2-hello", &error);
        g_autoptr (ControlRun) run = control_run_new (scenario, &error);
        g_assert_no_error (error);
        control_run_set_split (run, split);
        control_run_all (run);
        assert_value (control_run_trace (run), "cause", "SSL2_HELLO");
        assert_value (control_run_trace (run), "server.outcome", "failed");
    }
}

typedef struct {
    const char *scenario, *version;
    uint16_t record;    /* legacy version of the first record */
    const char *hello;  /* of whom */
    const char *sender; /* of the alert */
} Age;

static const Age ages[] = {
    {"ssl3-client", "SSL3.0", 0x0300, "ClientHello", "server"},
    {"tls10-client", "TLS1.0", 0x0301, "ClientHello", "server"},
    {"tls11-client", "TLS1.1", 0x0301, "ClientHello", "server"},
    {"ssl3-server", "SSL3.0", 0x0300, "ServerHello", "client"},
    {"tls10-server", "TLS1.0", 0x0301, "ServerHello", "client"},
    {"tls11-server", "TLS1.1", 0x0302, "ServerHello", "client"},
};

static const WireMessage *hello_of (const Trace *trace, const char *name)
{
    unsigned n = trace_event (trace, last_of (trace))->now.n_messages;
    for (unsigned i = 0; i < n; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (g_str_equal (trace_message_name (message), name))
            return message->sent;
    }
    g_error ("no %s", name);
}

static const TraceRecord *record_of (const Trace *trace, const char *sender)
{
    unsigned n = trace_event (trace, last_of (trace))->now.n_records;
    for (unsigned i = 0; i < n; i++)
        if (!g_str_equal (trace_party_name (trace_record (trace, (int)i)->sender), sender))
            return trace_record (trace, (int)i);
    g_error ("no record");
}

static void older_hellos_are_refused (void)
{
    /* None of these was there before 2008. */
    static const uint16_t newer[] = {WIRE_EXT_SUPPORTED_VERSIONS,   WIRE_EXT_KEY_SHARE,
                                     WIRE_EXT_SIGNATURE_ALGORITHMS, WIRE_EXT_EXTENDED_MAIN_SECRET,
                                     WIRE_EXT_ENCRYPT_THEN_MAC,     WIRE_EXT_RENEGOTIATION_INFO};
    for (unsigned i = 0; i < G_N_ELEMENTS (ages); i++) {
        const Age *age = &ages[i];
        g_autoptr (ControlRun) run = run_of (age->scenario);
        const Trace *trace = control_run_trace (run);
        const WireMessage *hello = hello_of (trace, age->hello);
        g_autofree char *path = g_strconcat (age->hello, ".legacy_version", NULL);
        g_autofree char *alert = g_strconcat (age->sender, " protocol_version", NULL);
        g_test_message ("%s", age->scenario);
        assert_value (trace, path, age->version);
        assert_value (trace, "alert", alert);
        assert_value (trace, "noticed-by", age->sender);
        for (unsigned k = 0; k < G_N_ELEMENTS (newer); k++)
            g_assert_null (wire_message_extension (hello, newer[k]));
        const uint8_t *bytes = g_bytes_get_data (record_of (trace, age->sender)->sent, NULL);
        g_assert_cmphex (bytes[1] << 8 | bytes[2], ==, age->record);
    }
}

/* A suite of such a hello is one that its version has: no AEAD, no SHA-2. */
static void older_clients_offer_suites_of_their_time (void)
{
    for (unsigned i = 0; i < 3; i++) {
        g_autoptr (ControlRun) run = run_of (ages[i].scenario);
        const WireClientHello *hello = hello_of (control_run_trace (run), "ClientHello")->body;
        g_assert_cmpuint (hello->cipher_suites.n, >, 4);
        for (size_t k = 0; k < hello->cipher_suites.n; k++) {
            uint16_t id = *wire_list_item (hello->cipher_suites, uint16_t, k);
            const char *name = wire_name (&wire_cipher_suites, id);
            g_assert_nonnull (name);
            g_assert_true (g_str_has_suffix (name, "_SHA") || g_str_has_suffix (name, "_MD5"));
            g_assert_true (i == 2 || strstr (name, "ECDHE") == NULL);
            /* RFC 4346 A.5 forbids export suites in TLS 1.1; TLS 1.0 had them, and ours is a late
             * one. */
            g_assert_true (i == 0 || strstr (name, "EXPORT") == NULL);
        }
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/history/a-hello-of-ssl3-is-one-of-1996", a_hello_of_ssl3_is_one_of_1996);
    g_test_add_func ("/history/a-hello-of-ssl2-is-read-as-one", a_hello_of_ssl2_is_read_as_one);
    g_test_add_func ("/history/a-hello-of-ssl2-may-come-in-pieces",
                     a_hello_of_ssl2_may_come_in_pieces);
    g_test_add_func ("/history/older-hellos-are-refused", older_hellos_are_refused);
    g_test_add_func ("/history/older-clients-offer-suites-of-their-time",
                     older_clients_offer_suites_of_their_time);
    return g_test_run ();
}
