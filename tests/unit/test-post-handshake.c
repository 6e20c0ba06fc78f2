/* Client authentication behind the handshake (RFC 9846 section 4.7.2). Hashes and MACs are computed
 * by GLib, which the engine does not use for them. */
#include "control/run.h"
#include "tls/private.h"

#include <string.h>

enum { HASH = 32 };

static ControlRun *run (const char *client, const char *server)
{
    g_autoptr (GError) error = NULL;
    /* It has a certificate, unless CLIENT says otherwise. */
    const char *own = strstr (client, "certificate=") == NULL ? "certificate=client-ecdsa\n" : "";
    g_autofree char *text = g_strdup_printf ("[client]\npost-handshake-auth=yes\n%s%s[server]\n%s",
                                             own, client, server);
    g_autoptr (Scenario) scenario = scenario_parse (text, "test", NULL, &error);
    g_assert_no_error (error);
    ControlRun *result = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (result);
    return result;
}

static unsigned n_messages (const Trace *trace)
{
    return trace_event (trace, trace_length (trace) - 1)->now.n_messages;
}

static void assert_agreed (ControlRun *done)
{
    g_autofree char *client = tls_party_view (control_run_party (done, TLS_CLIENT));
    g_autofree char *server = tls_party_view (control_run_party (done, TLS_SERVER));
    g_assert_cmpstr (client, ==, server);
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++)
        g_assert_cmpint (tls_party_outcome (control_run_party (done, (TlsRole)role)), ==,
                         TRACE_CLOSED);
}

/* ---- The transcript and the key of Finished, by hand ---- */

static void mac (const uint8_t *key, const void *data, size_t size, uint8_t *out)
{
    gsize length = HASH;
    GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, key, HASH);
    g_hmac_update (hmac, data, (gssize)size);
    g_hmac_get_digest (hmac, out, &length);
    g_hmac_unref (hmac);
}

/* HKDF-Expand-Label (secret, "finished", "", 32): one block. */
static void finished_key (const uint8_t *secret, uint8_t *out)
{
    static const uint8_t info[] = "\0\x20\x0e"
                                  "tls13 finished"
                                  "\0\1";
    mac (secret, info, sizeof info - 1, out);
}

static void add (GChecksum *sum, const WireMessage *message)
{
    gsize size;
    const void *data = g_bytes_get_data (message->bytes, &size);
    g_checksum_update (sum, data, (gssize)size);
}

/* The messages up to the client's first Finished. */
static GChecksum *main_handshake (const Trace *trace)
{
    GChecksum *sum = g_checksum_new (G_CHECKSUM_SHA256);
    for (unsigned i = 0; i < n_messages (trace); i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        add (sum, message->sent);
        if (message->sender == TRACE_CLIENT && message->sent->row->id == WIRE_FINISHED)
            return sum;
    }
    g_assert_not_reached ();
}

static const WireMessage *nth (const Trace *trace, TraceParty sender, WireMessageId id, unsigned n)
{
    for (unsigned i = 0; i < n_messages (trace); i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sender == sender && message->sent->row->id == id && n-- == 0)
            return message->sent;
    }
    g_assert_not_reached ();
}

static BaseSpan context_asked (const WireMessage *request)
{
    return ((const WireCertificateRequest *)request->body)->certificate_request_context;
}

static BaseSpan context_answered (const WireMessage *certificate)
{
    return ((const WireCertificate *)certificate->body)->certificate_request_context;
}

/* The traffic secret that seals the record of the client's message. */
static const TraceSecret *secret_of (const Trace *trace, const WireMessage *wanted)
{
    for (unsigned i = 0; i < n_messages (trace); i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sent == wanted)
            return trace_secret (trace, trace_record (trace, message->record)->key);
    }
    g_assert_not_reached ();
}

/* Three questions, and the keys change in between: each answer stands alone behind the main
 * handshake, under a key of the traffic secret that seals it. */
static void each_finished_covers_its_own_answer (void)
{
    g_autoptr (ControlRun) done =
        run ("key-limit=4\n", "post-handshake-auth=require\npost-handshake-requests=3\n"
                              "post-handshake-when=at-once\n");
    const Trace *trace = control_run_trace (done);
    const TraceSecret *before = NULL;
    assert_agreed (done);
    for (unsigned i = 0; i < 3; i++) {
        GChecksum *sum = main_handshake (trace);
        const WireMessage *request = nth (trace, TRACE_SERVER, WIRE_CERTIFICATE_REQUEST, i);
        const WireMessage *certificate = nth (trace, TRACE_CLIENT, WIRE_CERTIFICATE, i);
        const WireMessage *finished = nth (trace, TRACE_CLIENT, WIRE_FINISHED, i + 1);
        add (sum, request);
        add (sum, certificate);
        add (sum, nth (trace, TRACE_CLIENT, WIRE_CERTIFICATE_VERIFY, i));
        uint8_t hash[HASH], expected[HASH], key[HASH];
        const TraceSecret *secret = secret_of (trace, finished);
        g_assert_true (secret != before);
        g_assert_cmpstr (secret->keylog, !=, "CLIENT_HANDSHAKE_TRAFFIC_SECRET");
        before = secret;
        finished_key (g_bytes_get_data (secret->value, NULL), key);
        gsize size = HASH;
        g_checksum_get_digest (sum, hash, &size);
        g_checksum_free (sum);
        mac (key, hash, HASH, expected);
        BaseSpan got = ((const WireFinished *)finished->body)->verify_data;
        g_assert_cmpmem (got.data, got.size, expected, HASH);
        g_assert_true (base_span_equal (context_asked (request), context_answered (certificate)));
    }
}

/* RFC 9846 section 4.4.2: unique, and not to be guessed. */
static void each_question_has_its_own_context (void)
{
    g_autoptr (ControlRun) done =
        run ("", "post-handshake-auth=require\npost-handshake-requests=8\n");
    const Trace *trace = control_run_trace (done);
    g_autoptr (GHashTable) seen =
        g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    assert_agreed (done);
    for (unsigned i = 0; i < 8; i++) {
        BaseSpan context = context_asked (nth (trace, TRACE_SERVER, WIRE_CERTIFICATE_REQUEST, i));
        g_assert_cmpuint (context.size, ==, 32);
        g_assert_true (g_hash_table_add (seen, base_span_copy (context)));
    }
}

/* ---- Nothing comes between ---- */

static bool is_answer (WireMessageId id)
{
    return id == WIRE_CERTIFICATE || id == WIRE_CERTIFICATE_VERIFY || id == WIRE_FINISHED;
}

/* The client's messages behind its first Finished: once an answer begins, it goes on to its end. */
static unsigned assert_in_a_row (const Trace *trace)
{
    bool connected = false, answering = false;
    unsigned answers = 0;
    for (unsigned i = 0; i < n_messages (trace); i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        WireMessageId id = message->sent->row->id;
        if (message->sender != TRACE_CLIENT)
            continue;
        g_assert_true (!answering || is_answer (id));
        answering = connected && is_answer (id) && id != WIRE_FINISHED;
        answers += connected && id == WIRE_FINISHED;
        connected = connected || id == WIRE_FINISHED;
    }
    return answers;
}

/* However soon the client's key is worn: KeyUpdate goes out before the answer, or behind it. */
static void an_answer_is_not_interrupted (void)
{
    for (unsigned limit = 2; limit < 14; limit++) {
        g_autofree char *client = g_strdup_printf ("key-limit=%u\nsend-size=60000\n", limit);
        g_autoptr (ControlRun) done =
            run (client, "post-handshake-auth=require\npost-handshake-requests=3\n"
                         "post-handshake-when=at-once\nkey-update=request\nkey-updates=3\n");
        assert_agreed (done);
        g_assert_cmpuint (assert_in_a_row (control_run_trace (done)), ==, 3);
    }
}

/* No key seals more than it may, where a whole answer fits its limit. */
static void an_answer_keeps_to_the_limit (void)
{
    enum { LIMIT = 4 }; /* Certificate, CertificateVerify, Finished and KeyUpdate */
    g_autoptr (ControlRun) done =
        run ("key-limit=4\n", "post-handshake-auth=require\npost-handshake-requests=4\n");
    const Trace *trace = control_run_trace (done);
    unsigned n = trace_event (trace, trace_length (trace) - 1)->now.n_records, sealed = 0;
    int key = -1;
    assert_agreed (done);
    for (unsigned i = 0; i < n; i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        if (record->sender != TRACE_CLIENT || record->key < 0)
            continue;
        sealed = record->key == key ? sealed + 1 : 1;
        key = record->key;
        g_assert_cmpuint (sealed, <=, LIMIT);
    }
}

/* ---- Who is known ---- */

static void assert_client_is (ControlRun *done, bool certificate)
{
    g_autofree char *view = tls_party_view (control_run_party (done, TLS_SERVER));
    bool unknown = strstr (view, "\nclient none\n") != NULL ||
                   strstr (view, "\nclient known by the pre-shared key\n") != NULL;
    g_assert_cmpint (unknown, ==, !certificate);
    g_assert_cmpint (strstr (view, "\nclient-scheme none\n") == NULL, ==, certificate);
}

static void who_answers_is_known (void)
{
    g_autoptr (ControlRun) shown = run ("", "post-handshake-auth=require\n");
    assert_agreed (shown);
    assert_client_is (shown, true);
    g_autoptr (ControlRun) empty = run ("certificate=none\n", "post-handshake-auth=request\n");
    assert_agreed (empty);
    assert_client_is (empty, false);
    /* Once in the handshake, and again. */
    g_autoptr (ControlRun) twice =
        run ("", "request-client-certificate=require\npost-handshake-auth=require\n");
    assert_agreed (twice);
    assert_client_is (twice, true);
}

/* RFC 9846 section 4.4.2: one who comes back with a ticket may be asked, one with a key agreed on
 * beforehand may not. */
static void a_ticket_does_not_forbid_the_question (void)
{
    g_autoptr (ControlRun) back =
        run ("tickets=yes\n", "tickets=1\npost-handshake-auth=require\n[client.2]\n[server.2]\n");
    const Trace *trace = control_run_trace (back);
    assert_agreed (back);
    assert_client_is (back, true);
    const WireMessage *hello = nth (trace, TRACE_SERVER, WIRE_SERVER_HELLO, 1);
    g_assert_nonnull (wire_message_extension (hello, WIRE_EXT_PRE_SHARED_KEY));
    const char *key = "pre-shared-keys=k:000102030405060708090a0b0c0d0e0f\n";
    g_autofree char *server = g_strconcat (key, "post-handshake-auth=request\n", NULL);
    g_autoptr (ControlRun) external = run (key, server);
    assert_agreed (external);
    assert_client_is (external, false);
}

/* ---- KeyUpdate ---- */

/* RFC 9846 section 4.7.3: no second wish before the first is granted. */
static void new_keys_are_not_asked_for_twice (void)
{
    g_autoptr (ControlRun) done = run ("", "key-update=request\nkey-updates=3\n");
    const Trace *trace = control_run_trace (done);
    unsigned updates = 0;
    bool open = false;
    assert_agreed (done);
    for (unsigned seq = 0; seq < trace_length (trace); seq++) {
        const TraceEvent *event = trace_event (trace, seq);
        bool sent = event->kind == TRACE_SEND && event->party == TRACE_SERVER;
        bool got = event->kind == TRACE_RECEIVE && event->party == TRACE_SERVER;
        if ((!sent && !got) || event->message < 0)
            continue;
        const WireMessage *message = trace_message (trace, event->message)->sent;
        if (message->row->id != WIRE_KEY_UPDATE)
            continue;
        bool asks = ((const WireKeyUpdate *)message->body)->request_update == 1;
        g_assert_false (sent && asks && open);
        open = sent ? open || asks : false;
        updates += sent;
    }
    g_assert_cmpuint (updates, ==, 3);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/post-handshake/each-finished-covers-its-own-answer",
                     each_finished_covers_its_own_answer);
    g_test_add_func ("/post-handshake/each-question-has-its-own-context",
                     each_question_has_its_own_context);
    g_test_add_func ("/post-handshake/an-answer-is-not-interrupted", an_answer_is_not_interrupted);
    g_test_add_func ("/post-handshake/an-answer-keeps-to-the-limit", an_answer_keeps_to_the_limit);
    g_test_add_func ("/post-handshake/who-answers-is-known", who_answers_is_known);
    g_test_add_func ("/post-handshake/a-ticket-does-not-forbid-the-question",
                     a_ticket_does_not_forbid_the_question);
    g_test_add_func ("/post-handshake/new-keys-are-not-asked-for-twice",
                     new_keys_are_not_asked_for_twice);
    return g_test_run ();
}
