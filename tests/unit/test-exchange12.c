/* TLS 1.2 between two whole parties: its key exchanges and its ways of sealing records. Sizes come
 * from arithmetic by RFC 5246 section 6.2.3.2 and RFC 7366 section 3. */
#include "control/run.h"
#include "tls/key_exchange.h"
#include "tls/sealing.h"

#include <string.h>

static ControlRun *run (const char *format, ...) G_GNUC_PRINTF (1, 2);
static ControlRun *run (const char *format, ...)
{
    g_autoptr (GError) error = NULL;
    va_list args;
    va_start (args, format);
    g_autofree char *text = g_strdup_vprintf (format, args);
    va_end (args);
    g_autoptr (Scenario) scenario = scenario_parse (text, "test", NULL, &error);
    g_assert_no_error (error);
    ControlRun *result = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (result);
    return result;
}

static ControlRun *run_suite (const TlsSuite *suite, const char *client, const char *server)
{
    const char *certificate = suite->authentication == TLS_AUTH_ECDSA ? "ecdsa"
                              : suite->exchange == &tls_exchange_rsa  ? "rsa-encipherment"
                                                                      : "rsa";
    return run ("[client]\nversions=TLS1.2\ncipher-suites=%s\nsend=0123456789\n%s\n"
                "[server]\nversions=TLS1.2\ncipher-suites=%s\ncertificate=%s\n%s\n",
                suite->name, client, suite->name, certificate, server);
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

static BaseCause cause_of (const Trace *trace, TraceParty party)
{
    for (unsigned i = 0; i < trace_length (trace); i++)
        if (trace_event (trace, i)->kind == TRACE_FAIL && trace_event (trace, i)->party == party)
            return trace_event (trace, i)->cause;
    return BASE_CAUSE_NONE;
}

static const TraceMessage *find (const Trace *trace, TraceParty sender, const char *name)
{
    for (unsigned i = 0; i < end_of (trace)->n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sender == sender && g_str_equal (trace_message_name (message), name))
            return message;
    }
    return NULL;
}

static GBytes *secret_of (const Trace *trace, TraceParty party, const char *name)
{
    for (unsigned i = 0; i < end_of (trace)->n_secrets; i++) {
        const TraceSecret *secret = trace_secret (trace, (int)i);
        if (secret->party == party && g_str_equal (secret->name, name))
            return secret->value;
    }
    return NULL;
}

/* ---- Every suite ---- */

static void every_suite_talks (void)
{
    unsigned n = 0;
    for (unsigned i = 0; tls_suite_at (i) != NULL; i++) {
        const TlsSuite *suite = tls_suite_at (i);
        if (suite->version != WIRE_TLS12)
            continue;
        g_autoptr (ControlRun) both = run_suite (suite, "", "");
        const Trace *trace = control_run_trace (both);
        g_test_message ("%s", suite->name);
        assert_both_closed (trace);
        static const char *const secrets[] = {"preliminary_secret", "main_secret", "key_block"};
        for (unsigned k = 0; k < G_N_ELEMENTS (secrets); k++)
            g_assert_true (g_bytes_equal (secret_of (trace, TRACE_CLIENT, secrets[k]),
                                          secret_of (trace, TRACE_SERVER, secrets[k])));
        bool signs = suite->exchange != &tls_exchange_rsa;
        g_assert_true ((find (trace, TRACE_SERVER, "ServerKeyExchange") != NULL) == signs);
        n++;
    }
    g_assert_cmpuint (n, ==, 33);
}

/* The client's proof stands behind its half of the exchange, whichever that is. */
static void clients_prove_themselves (void)
{
    static const uint16_t suites[] = {0x009c, 0x009e, 0xc013};
    for (unsigned i = 0; i < G_N_ELEMENTS (suites); i++) {
        g_autoptr (ControlRun) both =
            run_suite (tls_suite_find (suites[i]), "certificate=client-rsa",
                       "request-client-certificate=require");
        const Trace *trace = control_run_trace (both);
        assert_both_closed (trace);
        g_assert_nonnull (find (trace, TRACE_CLIENT, "CertificateVerify")->received);
    }
}

/* ---- CBC ---- */

/* A Finished has 16 bytes. IV 16; padding of at least one byte to a multiple of 16. */
static void cbc_records_have_their_sizes (void)
{
    static const struct {
        uint16_t suite;
        size_t mac, inside, outside; /* fragments: MAC within the blocks, or behind them */
    } cases[] = {
        {0xc013, 20, 16 + 48, 16 + 32 + 20},
        {0xc027, 32, 16 + 64, 16 + 32 + 32},
        {0xc028, 48, 16 + 80, 16 + 32 + 48},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
        for (int outside = 0; outside < 2; outside++) {
            g_autoptr (ControlRun) both =
                run_suite (tls_suite_find (cases[i].suite),
                           outside ? "encrypt-then-mac=yes" : "encrypt-then-mac=no", "");
            const Trace *trace = control_run_trace (both);
            assert_both_closed (trace);
            const TraceRecord *record =
                trace_record (trace, find (trace, TRACE_CLIENT, "Finished")->record);
            g_assert_cmpuint (g_bytes_get_size (record->sent), ==,
                              5 + (outside ? cases[i].outside : cases[i].inside));
            g_assert_cmpuint (record->sealing.mac, ==, cases[i].mac);
            g_assert_cmpint (record->sealing.encrypt_then_mac, ==, outside);
            g_autoptr (WireTree) tree = wire_plaintext_12_tree (record->inner, record->sealing);
            int content = wire_tree_find (tree, "content");
            g_assert_cmpuint (tree->fields[content].length, ==, 16);
        }
}

/* It takes both to agree, and a block cipher. */
static void encrypt_then_mac_takes_two (void)
{
    g_autoptr (ControlRun) refused = run_suite (tls_suite_find (0xc013), "", "encrypt-then-mac=no");
    const Trace *trace = control_run_trace (refused);
    assert_both_closed (trace);
    g_assert_nonnull (wire_message_extension (find (trace, TRACE_CLIENT, "ClientHello")->sent, 22));
    g_assert_null (wire_message_extension (find (trace, TRACE_SERVER, "ServerHello")->sent, 22));

    g_autoptr (ControlRun) aead =
        run ("[client]\nversions=TLS1.2\ncipher-suites=TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA "
             "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n[server]\nversions=TLS1.2\n"
             "cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\ncertificate=rsa\n");
    trace = control_run_trace (aead);
    assert_both_closed (trace);
    g_assert_nonnull (wire_message_extension (find (trace, TRACE_CLIENT, "ClientHello")->sent, 22));
    g_assert_null (wire_message_extension (find (trace, TRACE_SERVER, "ServerHello")->sent, 22));
}

/* RFC 5246 section 7.2.2: whatever is wrong with a record, one answer. */
static void damage_has_one_answer (void)
{
    for (int outside = 0; outside < 2; outside++)
        for (unsigned at = 0; at < 64; at += 7) {
            g_autoptr (GString) mask = g_string_new (NULL);
            for (unsigned i = 0; i < at; i++)
                g_string_append (mask, "00");
            g_autofree char *twist = g_strdup_printf (
                "encrypt-then-mac=%s\n[network]\ntwist.1=xor client.record[4].fragment %s80",
                outside ? "yes" : "no", mask->str);
            g_autoptr (ControlRun) both = run_suite (tls_suite_find (0xc013), "", twist);
            const Trace *trace = control_run_trace (both);
            g_assert_cmpstr (base_cause_name (cause_of (trace, TRACE_SERVER)), ==,
                             "BAD_RECORD_MAC");
        }
}

/* A rogue party seals with its own keys, too: it is its content that is judged. */
static void rogues_seal_blocks (void)
{
    static const struct {
        const char *twist, *cause;
    } cases[] = {
        {"forge client.Finished.verify_data 000000000000000000000000", "BAD_FINISHED"},
        {"before client.Finished handshake 0b000003000000", "UNEXPECTED_MESSAGE"},
        {"after client.Finished application_data 41", "NONE"},
    };
    for (int outside = 0; outside < 2; outside++)
        for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
            g_autofree char *more = g_strdup_printf ("encrypt-then-mac=%s\n[network]\ntwist.1=%s",
                                                     outside ? "yes" : "no", cases[i].twist);
            g_autoptr (ControlRun) both = run_suite (tls_suite_find (0xc028), "", more);
            const Trace *trace = control_run_trace (both);
            g_assert_cmpstr (base_cause_name (cause_of (trace, TRACE_SERVER)), ==, cases[i].cause);
        }
}

/* ---- Static RSA ---- */

static const TraceDecision *decision_of (const Trace *trace, const char *key)
{
    for (unsigned i = 0; i < trace_length (trace); i++) {
        const TraceEvent *event = trace_event (trace, i);
        if (event->decision >= 0 && g_str_equal (trace_decision (trace, event->decision)->key, key))
            return trace_decision (trace, event->decision);
    }
    g_error ("no %s", key);
}

/* Well-formed, not well-formed, of the wrong length: on the wire all fail alike, at Finished. */
static void broken_secret_is_not_told (void)
{
    static const char *const twists[] = {
        "xor client.ClientKeyExchange.EncryptedPreMasterSecret 01",
        "xor client.ClientKeyExchange.EncryptedPreMasterSecret 0000000000000001",
        "forge client.ClientKeyExchange.EncryptedPreMasterSecret 0102",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (twists); i++) {
        g_autofree char *more = g_strdup_printf ("[network]\ntwist.1=%s", twists[i]);
        g_autoptr (ControlRun) both = run_suite (tls_suite_find (0x009c), "", more);
        const Trace *trace = control_run_trace (both);
        g_assert_cmpstr (base_cause_name (cause_of (trace, TRACE_SERVER)), ==, "BAD_RECORD_MAC");
        g_assert_cmpstr (end_of (trace)->state[TRACE_SERVER], ==, "FAILED");
        g_assert_cmpstr (decision_of (trace, "encrypted-pre-master-secret")->outcome, ==,
                         "random bytes");
        g_assert_cmpint (decision_of (trace, "encrypted-pre-master-secret")->cause, ==,
                         BASE_CAUSE_NONE);
        g_assert_nonnull (find (trace, TRACE_CLIENT, "ChangeCipherSpec")->received);
    }
}

/* RFC 5246 section 7.4.7.1: it begins with the version that the hello offered. */
static void secret_begins_with_the_version (void)
{
    g_autoptr (ControlRun) both = run_suite (tls_suite_find (0x009c), "", "");
    const Trace *trace = control_run_trace (both);
    GBytes *secret = secret_of (trace, TRACE_SERVER, "preliminary_secret");
    g_assert_cmpuint (g_bytes_get_size (secret), ==, 48);
    g_assert_cmpint (memcmp (g_bytes_get_data (secret, NULL), "\3\3", 2), ==, 0);
    g_assert_cmpstr (decision_of (trace, "encrypted-pre-master-secret")->outcome, ==,
                     "the client's");
}

/* RFC 5246 section 7.4.2: keyEncipherment must be set. */
static void key_must_be_allowed_to_decrypt (void)
{
    g_autoptr (ControlRun) both =
        run ("[client]\nversions=TLS1.2\ncipher-suites=TLS_RSA_WITH_AES_128_GCM_SHA256\n"
             "[server]\nversions=TLS1.2\ncipher-suites=TLS_RSA_WITH_AES_128_GCM_SHA256\n"
             "certificate=rsa\n");
    const Trace *trace = control_run_trace (both);
    g_assert_cmpint (cause_of (trace, TRACE_CLIENT), ==, BASE_CAUSE_CERTIFICATE_WRONG_USAGE);
}

/* ---- DHE ---- */

static const struct {
    const char *group;
    unsigned bits;
} groups[] = {{"ffdhe2048", 2048}, {"ffdhe3072", 3072}, {"modp2048", 2048},
              {"modp1024", 1024},  {"export512", 512},  {"ffdhe8192", 8192}};

static void groups_agree (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (groups); i++) {
        g_autofree char *server = g_strdup_printf ("dh-group=%s", groups[i].group);
        g_autoptr (ControlRun) both =
            run_suite (tls_suite_find (0x009e), "dh-min-bits=512", server);
        const Trace *trace = control_run_trace (both);
        assert_both_closed (trace);
        const WireMessage *message = find (trace, TRACE_SERVER, "ServerKeyExchange")->sent;
        const WireServerKeyExchangeDhe *body = message->body;
        g_assert_cmpuint (body->params.dh_p.size * 8, ==, groups[i].bits);
    }
}

static void small_groups_are_refused (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (groups); i++) {
        g_autofree char *server = g_strdup_printf ("dh-group=%s", groups[i].group);
        g_autoptr (ControlRun) both = run_suite (tls_suite_find (0x009e), "", server);
        BaseCause wanted = groups[i].bits < 2048 ? BASE_CAUSE_DH_GROUP_TOO_SMALL : BASE_CAUSE_NONE;
        g_assert_cmpint (cause_of (control_run_trace (both), TRACE_CLIENT), ==, wanted);
    }
}

/* RFC 7919 section 4: a client that lists finite-field groups gets one of them or no DHE. */
static void listed_groups_bind_the_server (void)
{
    static const char *const client = "groups=x25519 ffdhe3072";
    g_autoptr (ControlRun) other = run_suite (tls_suite_find (0x009e), client, "dh-group=modp2048");
    g_assert_cmpint (cause_of (control_run_trace (other), TRACE_SERVER), ==,
                     BASE_CAUSE_NO_COMMON_DH_GROUP);
    g_autoptr (ControlRun) same = run_suite (tls_suite_find (0x009e), client, "dh-group=ffdhe3072");
    assert_both_closed (control_run_trace (same));
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/exchange12/every-suite-talks", every_suite_talks);
    g_test_add_func ("/exchange12/clients-prove-themselves", clients_prove_themselves);
    g_test_add_func ("/exchange12/cbc/records-have-their-sizes", cbc_records_have_their_sizes);
    g_test_add_func ("/exchange12/cbc/encrypt-then-mac-takes-two", encrypt_then_mac_takes_two);
    g_test_add_func ("/exchange12/cbc/damage-has-one-answer", damage_has_one_answer);
    g_test_add_func ("/exchange12/cbc/rogues-seal-blocks", rogues_seal_blocks);
    g_test_add_func ("/exchange12/rsa/broken-secret-is-not-told", broken_secret_is_not_told);
    g_test_add_func ("/exchange12/rsa/secret-begins-with-the-version",
                     secret_begins_with_the_version);
    g_test_add_func ("/exchange12/rsa/key-must-be-allowed-to-decrypt",
                     key_must_be_allowed_to_decrypt);
    g_test_add_func ("/exchange12/dhe/groups-agree", groups_agree);
    g_test_add_func ("/exchange12/dhe/small-groups-are-refused", small_groups_are_refused);
    g_test_add_func ("/exchange12/dhe/listed-groups-bind-the-server",
                     listed_groups_bind_the_server);
    return g_test_run ();
}
