/* Invented values (RFC 8701), an invented encrypted_client_hello (RFC 9849) and the padded hello
 * (RFC 7685), from one whole party to the other. */
#include "control/run.h"

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

static const WireMessage *find (const Trace *trace, WireMessageId id, unsigned nth)
{
    for (unsigned i = 0; i < end_of (trace)->n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sent != NULL && message->sent->row->id == id && nth-- == 0)
            return message->sent;
    }
    g_error ("no such message");
}

static void assert_closed (const Trace *trace)
{
    for (int i = 0; i < 2; i++)
        g_assert_cmpint (end_of (trace)->outcome[i], ==, TRACE_CLOSED);
}

/* RFC 8701 section 2: 0x0A0A, 0x1A1A … 0xFAFA. */
static bool is_grease (unsigned value)
{
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

static void assert_first (WireList values)
{
    g_assert_true (is_grease (*wire_list_item (values, uint16_t, 0)));
    for (size_t i = 1; i < values.n; i++)
        g_assert_false (is_grease (*wire_list_item (values, uint16_t, i)));
}

static const void *body_of (const WireMessage *message, uint16_t type)
{
    return wire_message_extension (message, type)->body;
}

/* How many invented extensions; their sizes are 0 and 1. */
static unsigned invented_extensions (const WireMessage *message)
{
    WireList list = wire_message_extensions (message);
    unsigned n = 0;
    for (size_t i = 0; i < list.n; i++) {
        const WireExtension *extension = wire_list_item (list, WireExtension, i);
        if (is_grease (extension->type))
            g_assert_cmpuint (extension->data.size, ==, n++);
    }
    return n;
}

static void a_client_greases_all_its_lists (void)
{
    g_autoptr (ControlRun) greased =
        run ("[client]\ngrease=yes\nalpn=h2\ntickets=yes\n[server]\nalpn=h2\n");
    const Trace *trace = control_run_trace (greased);
    assert_closed (trace);
    const WireMessage *hello = find (trace, WIRE_CLIENT_HELLO, 0);
    assert_first (((const WireClientHello *)hello->body)->cipher_suites);
    assert_first (((const WireNumberList *)body_of (hello, WIRE_EXT_SUPPORTED_GROUPS))->values);
    assert_first (((const WireNumberList *)body_of (hello, WIRE_EXT_SUPPORTED_VERSIONS))->values);
    assert_first (((const WireNumberList *)body_of (hello, WIRE_EXT_SIGNATURE_ALGORITHMS))->values);
    const WireKeyShareClientHello *shares = body_of (hello, WIRE_EXT_KEY_SHARE);
    const WireKeyShareEntry *share = wire_list_item (shares->client_shares, WireKeyShareEntry, 0);
    g_assert_true (is_grease (share->group));
    g_assert_cmpuint (share->key_exchange.size, ==, 1);
    const WireProtocolNameList *names = body_of (hello, WIRE_EXT_ALPN);
    BaseSpan name = *wire_list_item (names->protocol_name_list, BaseSpan, 0);
    g_assert_cmpuint (name.size, ==, 2);
    g_assert_true (is_grease ((unsigned)name.data[0] << 8 | name.data[1]));
    const WirePskKeyExchangeModes *modes = body_of (hello, WIRE_EXT_PSK_KEY_EXCHANGE_MODES);
    g_assert_cmpuint (*wire_list_item (modes->ke_modes, uint8_t, 0) % 0x1f, ==, 0x0b);
    g_assert_cmpuint (invented_extensions (hello), ==, 2);
    g_assert_cmpuint (invented_extensions (find (trace, WIRE_ENCRYPTED_EXTENSIONS, 0)), ==, 0);
}

/* After a HelloRetryRequest all is the same, but for the one share that was asked for. */
static void a_second_hello_repeats_them (void)
{
    g_autoptr (ControlRun) again = run ("[client]\ngrease=yes\ngrease-ech=yes\nhello-padding=600\n"
                                        "[server]\ngroups=secp256r1\n");
    const Trace *trace = control_run_trace (again);
    assert_closed (trace);
    const WireMessage *first = find (trace, WIRE_CLIENT_HELLO, 0);
    const WireMessage *second = find (trace, WIRE_CLIENT_HELLO, 1);
    const WireKeyShareClientHello *shares = body_of (second, WIRE_EXT_KEY_SHARE);
    g_assert_cmpuint (shares->client_shares.n, ==, 1);
    g_assert_cmpuint (invented_extensions (second), ==, 2);
    BaseSpan one = wire_message_extension (first, WIRE_EXT_ENCRYPTED_CLIENT_HELLO)->data;
    BaseSpan other = wire_message_extension (second, WIRE_EXT_ENCRYPTED_CLIENT_HELLO)->data;
    g_assert_cmpmem (one.data, one.size, other.data, other.size);
    g_assert_cmpuint (g_bytes_get_size (first->bytes), ==, 600);
    g_assert_cmpuint (g_bytes_get_size (second->bytes), ==, 600);
}

static void a_server_greases_its_tickets (void)
{
    g_autoptr (ControlRun) greased = run ("[client]\ntickets=yes\n[server]\ngrease=yes\ntickets=1\n"
                                          "[client.2]\nsend=again\n");
    const Trace *trace = control_run_trace (greased);
    assert_closed (trace);
    g_assert_cmpuint (invented_extensions (find (trace, WIRE_NEW_SESSION_TICKET, 0)), ==, 2);
    g_assert_nonnull (
        wire_message_extension (find (trace, WIRE_SERVER_HELLO, 1), WIRE_EXT_PRE_SHARED_KEY));
}

/* RFC 8701 section 3.1: a client refuses an invented value that is chosen. */
static void an_invented_value_is_never_chosen (void)
{
    static const struct {
        const char *text, *cause;
    } cases[] = {
        {"twist.1=set server.ServerHello.cipher_suite %s", "CIPHER_SUITE_NOT_OFFERED"},
        {"twist.1=append server.EncryptedExtensions.extensions %s0000", "EXTENSION_NOT_OFFERED"},
    };
    g_autoptr (ControlRun) good = run ("[client]\ngrease=yes\n");
    const WireMessage *hello = find (control_run_trace (good), WIRE_CLIENT_HELLO, 0);
    uint16_t suite =
        *wire_list_item (((const WireClientHello *)hello->body)->cipher_suites, uint16_t, 0);
    uint16_t extension = wire_list_item (wire_message_extensions (hello), WireExtension, 0)->type;
    for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *hex =
            g_strdup_printf (i == 0 ? "0x%04x" : "%04x", i == 0 ? suite : extension);
        g_autofree char *twist = g_strdup_printf (cases[i].text, hex);
        g_autofree char *text = g_strdup_printf ("[client]\ngrease=yes\n[network]\n%s\n", twist);
        g_autoptr (ControlRun) bad = run (text);
        g_assert_cmpstr (base_cause_name (tls_party_cause (control_run_party (bad, TLS_CLIENT))),
                         ==, cases[i].cause);
    }
}

/* RFC 9849 section 5: type, suite, config_id, enc of an X25519 key, payload. */
static void an_invented_encrypted_hello_has_the_right_shape (void)
{
    g_autoptr (ControlRun) shaped = run ("[client]\ngrease-ech=yes\n");
    const Trace *trace = control_run_trace (shaped);
    assert_closed (trace);
    const WireMessage *hello = find (trace, WIRE_CLIENT_HELLO, 0);
    BaseSpan data = wire_message_extension (hello, WIRE_EXT_ENCRYPTED_CLIENT_HELLO)->data;
    static const uint8_t begin[] = {0, 0, 1, 0, 1};
    g_assert_cmpuint (data.size, ==, 1 + 4 + 1 + 2 + 32 + 2 + 176);
    g_assert_cmpmem (data.data, 5, begin, 5);
    g_assert_cmpint (data.data[7], ==, 32);
    g_assert_cmpint (data.data[41], ==, 176);
    g_assert_null (wire_message_extension (find (trace, WIRE_ENCRYPTED_EXTENSIONS, 0),
                                           WIRE_EXT_ENCRYPTED_CLIENT_HELLO));
}

static void a_hello_is_padded_to_its_size (void)
{
    g_autoptr (ControlRun) padded = run ("[client]\nhello-padding=512\n");
    const Trace *trace = control_run_trace (padded);
    assert_closed (trace);
    const WireMessage *hello = find (trace, WIRE_CLIENT_HELLO, 0);
    g_assert_cmpuint (g_bytes_get_size (hello->bytes), ==, 512);
    /* With a pre-shared key behind it the binder still fits. */
    g_autoptr (ControlRun) back = run ("[client]\nhello-padding=1000\ntickets=yes\n"
                                       "[server]\ntickets=1\n[client.2]\nsend=again\n");
    assert_closed (control_run_trace (back));
    const WireMessage *second = find (control_run_trace (back), WIRE_CLIENT_HELLO, 1);
    g_assert_cmpuint (g_bytes_get_size (second->bytes), ==, 1000);
    g_assert_nonnull (wire_message_extension (second, WIRE_EXT_PRE_SHARED_KEY));
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/grease/a-client-greases-all-its-lists", a_client_greases_all_its_lists);
    g_test_add_func ("/grease/a-second-hello-repeats-them", a_second_hello_repeats_them);
    g_test_add_func ("/grease/a-server-greases-its-tickets", a_server_greases_its_tickets);
    g_test_add_func ("/grease/an-invented-value-is-never-chosen",
                     an_invented_value_is_never_chosen);
    g_test_add_func ("/grease/an-invented-encrypted-hello-has-the-right-shape",
                     an_invented_encrypted_hello_has_the_right_shape);
    g_test_add_func ("/grease/a-hello-is-padded-to-its-size", a_hello_is_padded_to_its_size);
    return g_test_run ();
}
