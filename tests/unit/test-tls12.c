#include "runs.h"
#include "crypto/aead.h"
#include "export/export.h"

#include <string.h>

/* TLS 1.2 as the engine plays it. What is expected comes from the RFCs: the secrets are computed
 * again here with GLib's HMAC alone. */

static const TraceEvent *end_of (const Trace *trace)
{
    return trace_event (trace, trace_length (trace) - 1);
}

static void assert_value (const Trace *trace, const char *path, const char *expected)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *value = trace_lookup (trace, end_of (trace)->seq, path, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (value, ==, expected);
}

static const WireMessage *message_of (const Trace *trace, TraceParty sender, const char *name)
{
    for (unsigned i = 0; i < end_of (trace)->now.n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sender == sender && message->sent != NULL &&
            g_str_equal (message->sent->row->name, name))
            return message->sent;
    }
    g_error ("no %s", name);
}

static BaseSpan secret_of (const Trace *trace, const char *name)
{
    int index = trace_find_secret (trace, name, TRACE_CLIENT, end_of (trace)->seq);
    g_assert_cmpint (index, >=, 0);
    return base_span_bytes (trace_secret (trace, index)->value);
}

/* ---- Which version ---- */

typedef struct {
    const char *client, *server;
    const char *outcome; /* of the client */
    uint16_t version;    /* that both end with; 0: none */
    bool marked;         /* the server's random */
} Mix;

/* RFC 9846 section 4.3.1 and, for the mark, 4.2.3. */
static void versions_are_negotiated_in_all_mixes (void)
{
    static const Mix mixes[] = {
        {"TLS1.2", "TLS1.2", "closed", WIRE_TLS12, false},
        {"TLS1.2", "TLS1.3 TLS1.2", "closed", WIRE_TLS12, true},
        {"TLS1.3 TLS1.2", "TLS1.2", "closed", WIRE_TLS12, false},
        {"TLS1.3 TLS1.2", "TLS1.3 TLS1.2", "closed", WIRE_TLS13, false},
        {"TLS1.2 TLS1.3", "TLS1.2 TLS1.3", "closed", WIRE_TLS13, false},
        {"TLS1.3", "TLS1.3 TLS1.2", "closed", WIRE_TLS13, false},
        {"TLS1.3 TLS1.2", "TLS1.3", "closed", WIRE_TLS13, false},
        {"TLS1.3", "TLS1.2", "failed", 0, false},
        {"TLS1.2", "TLS1.3", "failed", 0, false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (mixes); i++) {
        const Mix *mix = &mixes[i];
        g_autofree char *client = g_strconcat ("client.versions=", mix->client, NULL);
        g_autofree char *server = g_strconcat ("server.versions=", mix->server, NULL);
        g_autoptr (ControlRun) run = run_with ("healthy", (const char *[]){client, server, NULL});
        const Trace *trace = control_run_trace (run);
        g_test_message ("%s and %s", mix->client, mix->server);
        g_assert_cmpstr (trace_outcome_name (end_of (trace)->now.outcome[TRACE_CLIENT]), ==,
                         mix->outcome);
        if (mix->version == 0) {
            assert_value (trace, "alert", "server protocol_version");
            continue;
        }
        g_assert_cmphex (end_of (trace)->now.version[TRACE_CLIENT], ==, mix->version);
        g_assert_cmphex (end_of (trace)->now.version[TRACE_SERVER], ==, mix->version);
        const WireServerHello *hello = message_of (trace, TRACE_SERVER, "ServerHello")->body;
        g_assert_cmpint (memcmp (hello->random.data + 24, "DOWNGRD\1", 8) == 0, ==, mix->marked);
    }
}

/* A client of TLS 1.2 alone sends what such a client sends, and nothing of TLS 1.3. */
static void a_client_of_12_offers_nothing_of_13 (void)
{
    static const uint16_t newer[] = {WIRE_EXT_SUPPORTED_VERSIONS, WIRE_EXT_KEY_SHARE,
                                     WIRE_EXT_PSK_KEY_EXCHANGE_MODES, WIRE_EXT_PRE_SHARED_KEY};
    g_autoptr (ControlRun) run = run_with ("healthy-tls12", NULL);
    const WireMessage *hello = message_of (control_run_trace (run), TRACE_CLIENT, "ClientHello");
    for (unsigned i = 0; i < G_N_ELEMENTS (newer); i++)
        g_assert_null (wire_message_extension (hello, newer[i]));
    g_assert_nonnull (wire_message_extension (hello, WIRE_EXT_EXTENDED_MAIN_SECRET));
    g_assert_nonnull (wire_message_extension (hello, WIRE_EXT_RENEGOTIATION_INFO));
    WireList suites = ((const WireClientHello *)hello->body)->cipher_suites;
    for (size_t i = 0; i < suites.n; i++)
        g_assert_cmphex (*wire_list_item (suites, uint16_t, i) >> 8, !=, 0x13);
}

static void every_suite_works (void)
{
    unsigned n = 0;
    for (unsigned i = 0; tls_suite_at (i) != NULL; i++) {
        const TlsSuite *suite = tls_suite_at (i);
        if (suite->version != WIRE_TLS12)
            continue;
        bool rsa = g_str_equal (tls_suite_authentication_name (suite), "RSA");
        bool deciphers = g_str_equal (tls_suite_exchange_name (suite), "RSA");
        g_autofree char *client = g_strconcat ("client.cipher-suites=", suite->name, NULL);
        g_autofree char *server = g_strconcat ("server.cipher-suites=", suite->name, NULL);
        g_autoptr (ControlRun) run = run_with (
            "healthy-tls12", (const char *[]){client, server,
                                              deciphers ? "server.certificate=rsa-encipherment"
                                              : rsa     ? "server.certificate=rsa"
                                                        : "server.certificate=ecdsa",
                                              NULL});
        const Trace *trace = control_run_trace (run);
        assert_value (trace, "client.outcome", "closed");
        assert_value (trace, "server.outcome", "closed");
        assert_value (trace, "ServerHello.cipher_suite", suite->name);
        n++;
    }
    g_assert_cmpuint (n, >=, 8);
}

/* ---- Sections ---- */

/* RFC 9846 obsoletes RFC 5246, but does not describe what TLS 1.2 looks like. A hello that offers
 * both is one of TLS 1.3. */
static void fields_cite_the_rfcs_of_their_version (void)
{
    static const char *const names[] = {"healthy-tls12", "client-certificate-tls12",
                                        "session-ticket-resumed", "staple-tls12", "static-rsa"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (ControlRun) run = run_with (names[i], NULL);
        const Trace *trace = control_run_trace (run);
        for (unsigned j = 0; j < end_of (trace)->now.n_messages; j++) {
            const WireTree *tree = trace_message (trace, (int)j)->sent->tree;
            for (unsigned field = 0; field < tree->n_fields; field++)
                if (g_str_has_prefix (wire_tree_section (tree, field), "RFC 9846"))
                    g_error ("%s: %s", names[i], wire_tree_path (tree, field));
        }
    }
    g_autoptr (ControlRun) both =
        run_with ("healthy-tls12", (const char *[]){"client.versions=TLS1.3 TLS1.2", NULL});
    const WireTree *hello =
        message_of (control_run_trace (both), TRACE_CLIENT, "ClientHello")->tree;
    g_assert_cmpstr (wire_tree_section (hello, 0), ==, "RFC 9846 4.2.2");
}

/* ---- Secrets, computed again (RFC 5246 section 5) ---- */

static GByteArray *hmac_sha256 (BaseSpan key, BaseSpan a, BaseSpan b)
{
    guint8 digest[32];
    gsize size = sizeof digest;
    g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key.data, key.size);
    if (a.size > 0)
        g_hmac_update (hmac, a.data, (gssize)a.size);
    if (b.size > 0)
        g_hmac_update (hmac, b.data, (gssize)b.size);
    g_hmac_get_digest (hmac, digest, &size);
    GByteArray *out = g_byte_array_new ();
    return g_byte_array_append (out, digest, sizeof digest);
}

static BaseSpan span_of (const GByteArray *bytes)
{
    return base_span (bytes->data, bytes->len);
}

/* P_hash: A (1) = HMAC (secret, seed), A (i) = HMAC (secret, A (i - 1)). */
static GByteArray *prf_sha256 (BaseSpan secret, const char *label, BaseSpan seed, size_t size)
{
    g_autoptr (GByteArray) whole = g_byte_array_new ();
    base_append_span (whole, base_span_text (label));
    base_append_span (whole, seed);
    GByteArray *out = g_byte_array_new ();
    g_autoptr (GByteArray) a = hmac_sha256 (secret, span_of (whole), base_span (NULL, 0));
    while (out->len < size) {
        g_autoptr (GByteArray) block = hmac_sha256 (secret, span_of (a), span_of (whole));
        base_append_span (out, span_of (block));
        GByteArray *next = hmac_sha256 (secret, span_of (a), base_span (NULL, 0));
        g_byte_array_unref (a);
        a = next;
    }
    g_byte_array_set_size (out, (guint)size);
    return out;
}

static void assert_secret (const Trace *trace, const char *name, const char *from,
                           const char *label, BaseSpan seed)
{
    BaseSpan value = secret_of (trace, name);
    g_autoptr (GByteArray) expected = prf_sha256 (secret_of (trace, from), label, seed, value.size);
    g_assert_cmpmem (value.data, value.size, expected->data, expected->len);
}

/* SHA-256 of the handshake messages up to and with the first one of NAME by SENDER. */
static GBytes *hash_up_to (const Trace *trace, TraceParty sender, const char *name, bool with)
{
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    for (unsigned i = 0; i < end_of (trace)->now.n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        bool last = message->sender == sender && g_str_equal (message->sent->row->name, name);
        BaseSpan bytes = base_span_bytes (message->sent->bytes);
        if (message->sent->row->content_type == WIRE_CT_HANDSHAKE && (!last || with))
            g_checksum_update (sum, bytes.data, (gssize)bytes.size);
        if (last)
            break;
    }
    guint8 digest[32];
    gsize size = sizeof digest;
    g_checksum_get_digest (sum, digest, &size);
    return g_bytes_new (digest, size);
}

static GBytes *randoms (const Trace *trace, bool client_first)
{
    const WireClientHello *client = message_of (trace, TRACE_CLIENT, "ClientHello")->body;
    const WireServerHello *server = message_of (trace, TRACE_SERVER, "ServerHello")->body;
    GByteArray *out = g_byte_array_new ();
    base_append_span (out, client_first ? client->random : server->random);
    base_append_span (out, client_first ? server->random : client->random);
    return g_byte_array_free_to_bytes (out);
}

static void the_key_schedule_is_that_of_the_rfcs (void)
{
    for (int extended = 0; extended < 2; extended++) {
        g_autoptr (ControlRun) run =
            run_with (extended ? "healthy-tls12" : "without-extended-main-secret", NULL);
        const Trace *trace = control_run_trace (run);
        g_autoptr (GBytes) session = hash_up_to (trace, TRACE_CLIENT, "ClientKeyExchange", true);
        g_autoptr (GBytes) forth = randoms (trace, true), back = randoms (trace, false);
        assert_secret (trace, "main_secret", "preliminary_secret",
                       extended ? "extended master secret" : "master secret",
                       base_span_bytes (extended ? session : forth));
        assert_secret (trace, "key_block", "main_secret", "key expansion", base_span_bytes (back));
        g_autoptr (GBytes) first = hash_up_to (trace, TRACE_CLIENT, "Finished", false);
        g_autoptr (GBytes) second = hash_up_to (trace, TRACE_SERVER, "Finished", false);
        assert_secret (trace, "client_verify_data", "main_secret", "client finished",
                       base_span_bytes (first));
        assert_secret (trace, "server_verify_data", "main_secret", "server finished",
                       base_span_bytes (second));
        const WireFinished *finished = message_of (trace, TRACE_SERVER, "Finished")->body;
        BaseSpan expected = secret_of (trace, "server_verify_data");
        g_assert_cmpmem (finished->verify_data.data, finished->verify_data.size, expected.data,
                         expected.size);
    }
}

/* RFC 5246 section 6.3: client's key, server's key, client's IV, server's IV; with AES-128-GCM 16,
 * 16, 4 and 4 bytes. */
static void the_key_block_is_cut_in_order (void)
{
    static const struct {
        const char *name;
        size_t at, size;
    } slices[] = {{"client_write_key", 0, 16},
                  {"server_write_key", 16, 16},
                  {"client_write_IV", 32, 4},
                  {"server_write_IV", 36, 4}};
    g_autoptr (ControlRun) run = run_with ("healthy-tls12", NULL);
    const Trace *trace = control_run_trace (run);
    BaseSpan block = secret_of (trace, "key_block");
    g_assert_cmpuint (block.size, ==, 40);
    for (unsigned i = 0; i < G_N_ELEMENTS (slices); i++) {
        BaseSpan slice = secret_of (trace, slices[i].name);
        g_assert_cmpmem (slice.data, slice.size, block.data + slices[i].at, slices[i].size);
    }
}

/* RFC 5246 section 6.2.3.3 and RFC 5288 section 3, put together by hand: the client's first sealed
 * record is its Finished. */
static void a_record_opens_as_the_rfc_says (void)
{
    g_autoptr (ControlRun) run = run_with ("healthy-tls12", NULL);
    const Trace *trace = control_run_trace (run);
    const TraceRecord *sealed = NULL;
    for (unsigned i = 0; sealed == NULL; i++)
        if (trace_record (trace, (int)i)->sealed)
            sealed = trace_record (trace, (int)i);
    BaseSpan record = base_span_bytes (sealed->sent);
    BaseSpan iv = secret_of (trace, "client_write_IV");
    uint8_t nonce[12], content[16];
    static const uint8_t additional[13] = {0, 0, 0, 0, 0, 0, 0, 0, 22, 3, 3, 0, 16};
    memcpy (nonce, iv.data, 4);
    memcpy (nonce + 4, record.data + 5, 8);
    g_assert_cmpuint (record.size, ==, 5 + 8 + 16 + 16);
    g_assert_true (crypto_aead_open (
        crypto_aead_find ("AES-128-GCM"), secret_of (trace, "client_write_key"), nonce,
        base_span (additional, sizeof additional), base_span (record.data + 13, 32), content));
    BaseSpan finished = base_span_bytes (message_of (trace, TRACE_CLIENT, "Finished")->bytes);
    g_assert_cmpmem (content, sizeof content, finished.data, finished.size);
}

/* ---- What others see, and what is refused ---- */

static void an_eavesdropper_reads_the_certificate (void)
{
    static const struct {
        const char *scenario;
        TraceSight sight;
    } runs[] = {{"healthy-tls12", TRACE_CLEAR}, {"healthy", TRACE_SEALED}};
    for (unsigned k = 0; k < G_N_ELEMENTS (runs); k++) {
        g_autoptr (ControlRun) run = run_with (runs[k].scenario, NULL);
        const Trace *trace = control_run_trace (run);
        for (unsigned i = 0; i < end_of (trace)->now.n_messages; i++)
            if (g_str_equal (trace_message_name (trace_message (trace, (int)i)), "Certificate"))
                g_assert_cmpint (trace_sees_message (trace, trace_observer_find ("eavesdropper"),
                                                     (int)i, end_of (trace)->seq),
                                 ==, runs[k].sight);
    }
}

/* The format that Wireshark reads: the client's random and the main secret. */
static void the_key_log_has_one_line (void)
{
    g_autoptr (ControlRun) run = run_with ("healthy-tls12", NULL);
    const Trace *trace = control_run_trace (run);
    g_autofree char *random = base_hex (
        ((const WireClientHello *)message_of (trace, TRACE_CLIENT, "ClientHello")->body)->random);
    g_autofree char *secret = base_hex (secret_of (trace, "main_secret"));
    g_autofree char *expected = g_strdup_printf ("CLIENT_RANDOM %s %s\n", random, secret);
    g_autoptr (GBytes) log = export_format_find ("keylog")->write (
        trace, NULL, (int)end_of (trace)->seq, trace_observer_find ("everyone"));
    g_assert_cmpmem (g_bytes_get_data (log, NULL), g_bytes_get_size (log), expected,
                     strlen (expected));
}

static void renegotiation_is_refused_with_a_warning (void)
{
    g_autoptr (ControlRun) run = run_with ("renegotiation-refused", NULL);
    const Trace *trace = control_run_trace (run);
    const WireAlert *alert = message_of (trace, TRACE_CLIENT, "Alert")->body;
    g_assert_cmpuint (alert->level, ==, 1);
    g_assert_cmpuint (alert->description, ==, 100);
    assert_value (trace, "client.outcome", "closed");
    assert_value (trace, "server.outcome", "closed");
}

/* RFC 7627 section 5.4. */
static void nothing_is_exported_without_extended_main_secret (void)
{
    for (int extended = 0; extended < 2; extended++) {
        g_autoptr (ControlRun) run =
            run_with (extended ? "healthy-tls12" : "without-extended-main-secret",
                      (const char *[]){"client.exporter=EXPERIMENTAL", NULL});
        const Trace *trace = control_run_trace (run);
        int exported =
            trace_find_secret (trace, "exported_keying_material", -1, end_of (trace)->seq);
        g_assert_cmpint (exported >= 0, ==, extended);
        if (!extended)
            continue;
        g_autoptr (GBytes) seed = randoms (trace, true);
        assert_secret (trace, "exported_keying_material", "main_secret", "EXPERIMENTAL",
                       base_span_bytes (seed));
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tls12/versions-are-negotiated-in-all-mixes",
                     versions_are_negotiated_in_all_mixes);
    g_test_add_func ("/tls12/a-client-of-12-offers-nothing-of-13",
                     a_client_of_12_offers_nothing_of_13);
    g_test_add_func ("/tls12/every-suite-works", every_suite_works);
    g_test_add_func ("/tls12/fields-cite-the-rfcs-of-their-version",
                     fields_cite_the_rfcs_of_their_version);
    g_test_add_func ("/tls12/the-key-schedule-is-that-of-the-rfcs",
                     the_key_schedule_is_that_of_the_rfcs);
    g_test_add_func ("/tls12/the-key-block-is-cut-in-order", the_key_block_is_cut_in_order);
    g_test_add_func ("/tls12/a-record-opens-as-the-rfc-says", a_record_opens_as_the_rfc_says);
    g_test_add_func ("/tls12/an-eavesdropper-reads-the-certificate",
                     an_eavesdropper_reads_the_certificate);
    g_test_add_func ("/tls12/the-key-log-has-one-line", the_key_log_has_one_line);
    g_test_add_func ("/tls12/renegotiation-is-refused-with-a-warning",
                     renegotiation_is_refused_with_a_warning);
    g_test_add_func ("/tls12/nothing-is-exported-without-extended-main-secret",
                     nothing_is_exported_without_extended_main_secret);
    return g_test_run ();
}
