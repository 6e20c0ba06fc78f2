/* Pictures of runs: the flowchart, the state machines, the secrets and the ladder tell what is in
 * the trace, to whom it is known, and never what has not happened yet. */
#include "draw/graph.h"

#include <gio/gio.h>
#include <string.h>

/* ---- Helpers. ---- */

/* For the leak checker: what fontconfig keeps for good, and a few bytes that libgvc 2.42 loses with
 * some layouts. */
const char *__lsan_default_suppressions (void);
const char *__lsan_default_suppressions (void)
{
    return "leak:libfontconfig\nleak:libgvc\n";
}

static ControlRun *run_scenario (const char *name)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (name, &error);
    g_assert_no_error (error);
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (run);
    return run;
}

static int length (ControlRun *run)
{
    return (int)trace_length (control_run_trace (run));
}

/* The cursor of LANDMARK, the first event that is it. */
static int moment (ControlRun *run, const char *landmark)
{
    for (int seq = 0; seq < length (run); seq++)
        if (trace_event_is (control_run_trace (run), (unsigned)seq, landmark))
            return seq;
    if (g_str_equal (landmark, "end"))
        return length (run) - 1;
    g_error ("the run has no %s", landmark);
}

static const DrawNode *node (const DrawGraph *graph, const char *id)
{
    int found = draw_graph_find (graph, id);
    if (found < 0)
        g_error ("no node %s", id);
    return g_ptr_array_index (graph->nodes, found);
}

/* A letter for each node's state: "dcttt". */
static char *letters (const DrawGraph *graph)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < graph->nodes->len; i++) {
        const DrawNode *at = g_ptr_array_index (graph->nodes, i);
        g_string_append_c (out, "tcdbslpf"[at->state]);
    }
    return g_string_free (out, FALSE);
}

static char *edge_name (const DrawGraph *graph, const DrawEdge *edge)
{
    const DrawNode *from = g_ptr_array_index (graph->nodes, edge->from);
    const DrawNode *to = g_ptr_array_index (graph->nodes, edge->to);
    return g_strdup_printf ("%s>%s:%s", from->id, to->id, edge->label == NULL ? "" : edge->label);
}

static int by_name (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The edges in STATE, sorted, one a line. */
static char *edges_in (const DrawGraph *graph, DrawState state)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        if (edge->state == state)
            g_ptr_array_add (names, edge_name (graph, edge));
    }
    g_ptr_array_sort (names, by_name);
    g_ptr_array_add (names, NULL);
    return g_strjoinv ("\n", (char **)names->pdata);
}

/* ---- The flowchart. ---- */

static void test_flowchart_follows_the_road (void)
{
    static const struct {
        const char *landmark, *states, *classic;
    } rows[] = {
        {"client.WAIT_SH", "ctttt", "cttttt"},
        {"server.NEGOTIATED", "ctttt", "cttttt"},
        {"ServerHello.sent", "dcttt", "dctttt"},
        {"client.WAIT_EE", "dcttt", "dctttt"},
        {"EncryptedExtensions.sent", "ddctt", "ddcdtt"},
        {"Certificate.delivered", "ddctt", "ddcdtt"},
        {"CertificateVerify.processed", "ddctt", "ddcdtt"},
        {"server.Finished.sent", "dddct", "ddddct"},
        {"client.established", "dddct", "ddddct"},
        {"server.established", "ddddd", "dddddd"},
        {"end", "ddddd", "dddddd"},
    };
    g_autoptr (ControlRun) run = run_scenario ("healthy");
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        int cursor = moment (run, rows[i].landmark);
        g_autoptr (DrawGraph) road = draw_flowchart (run, cursor, false);
        g_autoptr (DrawGraph) classic = draw_flowchart (run, cursor, true);
        g_autofree char *states = letters (road), *classic_states = letters (classic);
        g_assert_cmpstr (states, ==, rows[i].states);
        g_assert_cmpstr (classic_states, ==, rows[i].classic);
    }
    g_autoptr (DrawGraph) start = draw_flowchart (run, -1, false);
    g_autofree char *before = letters (start);
    g_assert_cmpstr (before, ==, "ttttt");
}

static void test_flowchart_says_what_tls13_does (void)
{
    static const char *const ids[] = {"client-hello", "server-hello", "certificate",
                                      "key-exchange", "finished",     "established"};
    g_autoptr (DrawGraph) road = draw_flowchart (NULL, -1, false);
    g_autoptr (DrawGraph) classic = draw_flowchart (NULL, -1, true);
    g_assert_cmpuint (road->nodes->len, ==, 5);
    g_assert_cmpuint (classic->nodes->len, ==, 6);
    g_assert_cmpint (draw_graph_find (road, "key-exchange"), ==, -1);
    for (unsigned i = 0; i < G_N_ELEMENTS (ids); i++) {
        g_autofree char *key = g_strconcat ("phase:", ids[i], NULL);
        g_assert_cmpint (draw_graph_find (classic, ids[i]), ==, (int)i);
        g_assert_cmpstr (node (classic, ids[i])->key, ==, key);
        g_assert_cmpint (node (classic, ids[i])->state, ==, DRAW_PLAIN);
    }
    g_assert_cmpstr (node (road, "client-hello")->detail, ==, "key share offered");
    g_assert_nonnull (strstr (node (road, "server-hello")->detail, "key exchange complete"));
    g_assert_nonnull (strstr (node (road, "certificate")->detail, "proof of possession"));
    g_assert_nonnull (
        strstr (node (classic, "key-exchange")->detail, "Client Hello and Server Hello"));
    g_assert_true (node (road, "established")->rounded);
}

/* RFC 9846 section 4.2.4: the server asks once more, the client sends its hello once more. Before
 * anybody knows it the chart has five boxes, behind it seven. */
static void test_flowchart_shows_the_second_try (void)
{
    static const struct {
        const char *landmark, *states;
    } rows[] = {
        {"client.WAIT_SH", "ctttt"},           {"server.RECVD_CH", "ctttt"},
        {"HelloRetryRequest.sent", "dcttttt"}, {"client.ClientHello[2].sent", "ddctttt"},
        {"server.NEGOTIATED", "ddctttt"},      {"ServerHello.sent", "dddcttt"},
        {"Certificate.delivered", "ddddctt"},  {"end", "ddddddd"},
    };
    g_autoptr (ControlRun) run = run_scenario ("hello-retry");
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (DrawGraph) road = draw_flowchart (run, moment (run, rows[i].landmark), false);
        g_autofree char *states = letters (road);
        g_assert_cmpstr (states, ==, rows[i].states);
    }
    g_autoptr (DrawGraph) road = draw_flowchart (run, length (run) - 1, false);
    g_assert_cmpint (draw_graph_find (road, "hello-retry-request"), ==, 1);
    g_assert_cmpint (draw_graph_find (road, "second-client-hello"), ==, 2);
    g_assert_cmpstr (node (road, "client-hello")->detail, ==, "key share for x25519 offered");
    g_assert_cmpstr (node (road, "hello-retry-request")->detail, ==,
                     "the server asks for a key share for secp256r1");
    g_assert_cmpstr (node (road, "second-client-hello")->detail, ==,
                     "key share for secp256r1 offered");
    /* A click leads to the message itself. */
    const Trace *trace = control_run_trace (run);
    for (int seq = 0; seq < node (road, "hello-retry-request")->event; seq++)
        g_assert_false (trace_event_is (trace, (unsigned)seq, "HelloRetryRequest.sent"));
    g_assert_cmpint (node (road, "hello-retry-request")->event, <=,
                     moment (run, "HelloRetryRequest.sent"));
    g_assert_cmpint (node (road, "second-client-hello")->event, >,
                     moment (run, "HelloRetryRequest.sent"));
    g_assert_cmpint (node (road, "second-client-hello")->event, <=,
                     moment (run, "client.ClientHello[2].sent"));
    g_autoptr (DrawGraph) classic = draw_flowchart (run, length (run) - 1, true);
    g_assert_cmpuint (classic->nodes->len, ==, 8);
}

/* What the second try was about, and where it ends when it is refused. */
static void test_flowchart_knows_second_tries (void)
{
    static const struct {
        const char *scenario, *states, *box, *words;
    } rows[] = {
        {"hello-retry-cookie", "ddddddd", "hello-retry-request", "a cookie to bring back"},
        {"hello-retry-cookie", "ddddddd", "second-client-hello", "the cookie brought back"},
        {"early-data-retry", "ddddsdd", "second-client-hello", "secp256r1"},
        {"retry-for-nothing", "dbttttt", "hello-retry-request", "illegal_parameter"},
        {"retry-twice", "dddbttt", "server-hello", "unexpected_message"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (ControlRun) run = run_scenario (rows[i].scenario);
        g_autoptr (DrawGraph) road = draw_flowchart (run, length (run) - 1, false);
        g_autofree char *states = letters (road);
        g_assert_cmpstr (states, ==, rows[i].states);
        g_assert_nonnull (strstr (node (road, rows[i].box)->detail, rows[i].words));
    }
}

/* A certificate that nobody needs is no step that is done, and none that is still to come. */
static void test_flowchart_passes_the_certificate_over (void)
{
    static const struct {
        const char *scenario, *states;
    } rows[] = {{"resumption", "ddsdd"}, {"external-psk", "ddsdd"}, {"session-resumed", "ddssdd"}};
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (ControlRun) run = run_scenario (rows[i].scenario);
        g_autoptr (DrawGraph) road = draw_flowchart (run, length (run) - 1, false);
        g_autofree char *states = letters (road);
        g_autofree char *walked = edges_in (road, DRAW_DONE);
        g_assert_cmpstr (states, ==, rows[i].states);
        g_assert_nonnull (strstr (node (road, "certificate")->detail, "no certificate"));
        g_assert_nonnull (strstr (walked, ">certificate:"));
        g_assert_nonnull (strstr (walked, "finished>established:"));
    }
}

static void test_flowchart_breaks_where_the_road_ends (void)
{
    static const struct {
        const char *scenario, *states, *box, *why, *alert;
    } rows[] = {
        {"no-common-cipher-suite", "dbttt", "server-hello", "no common cipher suite",
         "server: handshake_failure"},
        {"no-common-version", "dbttt", "server-hello", "no common protocol version",
         "server: protocol_version"},
        {"expired-certificate", "ddbtt", "certificate", "no longer valid",
         "client: certificate_expired"},
        {"wrong-host", "ddbtt", "certificate", "host", "client: "},
        {"unknown-authority", "ddbtt", "certificate", "authority", "client: unknown_ca"},
        {"flipped-bit-in-server-hello", "ddbtt", "certificate", "tag does not match",
         "client: bad_record_mac"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (ControlRun) run = run_scenario (rows[i].scenario);
        g_autoptr (DrawGraph) road = draw_flowchart (run, length (run) - 1, false);
        g_autofree char *states = letters (road);
        g_assert_cmpstr (states, ==, rows[i].states);
        const DrawNode *broken = node (road, rows[i].box);
        g_assert_nonnull (strstr (broken->detail, rows[i].why));
        g_assert_nonnull (strstr (broken->detail, rows[i].alert));
        g_assert_cmpint (trace_event (control_run_trace (run), (unsigned)broken->event)->kind, ==,
                         TRACE_FAIL);
    }
}

/* At each moment of each run: nothing leads into the future, nothing is broken before somebody
 * noticed, and no alert is named before it is sent. */
static void test_flowchart_gives_nothing_away (void)
{
    static const char *const names[] = {"healthy", "no-common-cipher-suite", "expired-certificate",
                                        "flipped-bit-in-sealed-record", "retry-twice"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (ControlRun) run = run_scenario (names[i]);
        bool failed = false, alerted = false;
        for (int cursor = 0; cursor < length (run); cursor++) {
            const TraceEvent *event = trace_event (control_run_trace (run), (unsigned)cursor);
            failed |= event->kind == TRACE_FAIL;
            alerted |= event->kind == TRACE_SEND && failed;
            g_autoptr (DrawGraph) road = draw_flowchart (run, cursor, false);
            unsigned n_broken = 0;
            for (unsigned k = 0; k < road->nodes->len; k++) {
                const DrawNode *box = g_ptr_array_index (road->nodes, k);
                g_assert_cmpint (box->event, <=, cursor);
                n_broken += box->state == DRAW_BROKEN;
                g_assert_false (box->state == DRAW_BROKEN && !alerted &&
                                strstr (box->detail, "alert") != NULL);
            }
            g_assert_cmpuint (n_broken, ==, failed ? 1 : 0);
        }
    }
}

/* Of each box that is done: the messages that must have been sent, by whom. A name with "|" stands
 * for any of them. What a road leaves out is named by the box's state: it is skipped. */
static const struct {
    const char *box;
    TraceParty sender;
    const char *names;
    uint16_t version; /* 0: any */
} promised[] = {
    {"client-hello", TRACE_CLIENT, "ClientHello"},
    {"hello-retry-request", TRACE_SERVER, "HelloRetryRequest"},
    {"server-hello", TRACE_SERVER, "ServerHello"},
    {"certificate", TRACE_SERVER, "EncryptedExtensions", WIRE_TLS13},
    {"certificate", TRACE_SERVER, "Certificate|CompressedCertificate"},
    {"certificate", TRACE_SERVER, "CertificateVerify", WIRE_TLS13},
    {"client-certificate", TRACE_CLIENT, "Certificate|CompressedCertificate"},
    {"client-certificate", TRACE_CLIENT, "CertificateVerify"},
    {"key-exchange", TRACE_SERVER, "ServerHelloDone", WIRE_TLS12},
    {"key-exchange", TRACE_CLIENT, "ClientKeyExchange", WIRE_TLS12},
    {"finished", TRACE_SERVER, "Finished"},
    {"finished", TRACE_CLIENT, "Finished"},
};

/* Whether a message of one of NAMES was read and followed in the connection that ends at CURSOR. */
static bool was_followed (const Trace *trace, int cursor, TraceParty sender, const char *names)
{
    g_auto (GStrv) list = g_strsplit (names, "|", -1);
    for (unsigned i = 0; i < trace_event (trace, (unsigned)cursor)->now.n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->connection == trace_connection (trace, (unsigned)cursor) &&
            message->sender == sender && message->processed_event >= 0 &&
            message->processed_event <= cursor &&
            g_strv_contains ((const char *const *)list, trace_message_name (message)))
            return true;
    }
    return false;
}

/* The box of a check that said no. */
static const char *box_of_check (const TraceEvent *event, const char *key)
{
    static const struct {
        const char *key, *box;
    } rows[] = {
        {"finished", "finished"},
        {"server-hello", "server-hello"},
        {"hello-retry-request", "hello-retry-request"},
        {"server-key-exchange", "key-exchange"},
        {"certificate-chain", "certificate"},
        {"certificate-verify", "certificate"},
    };
    bool of_client = event->party == TRACE_SERVER && g_str_has_prefix (key, "certificate-");
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
        if (g_str_equal (rows[i].key, key))
            return of_client ? "client-certificate" : rows[i].box;
    return NULL;
}

static bool is_done (const DrawGraph *road, const char *box)
{
    return draw_graph_find (road, box) >= 0 && node (road, box)->state == DRAW_DONE;
}

/* Every moment at which a connection ends, of every run of the catalogue. */
static unsigned assert_chart_is_true (const Trace *trace, int cursor, const DrawGraph *road)
{
    unsigned n = 0;
    uint16_t version = trace_version (trace, (unsigned)cursor);
    for (unsigned i = 0; i < G_N_ELEMENTS (promised); i++)
        if (is_done (road, promised[i].box) &&
            (promised[i].version == 0 || promised[i].version == version)) {
            g_assert_true (
                was_followed (trace, cursor, promised[i].sender, promised[i].names) ||
                (trace_event (trace, (unsigned)cursor)->now.outcome[TRACE_SERVER] == TRACE_FAILED &&
                 g_str_equal (promised[i].box, "client-hello")));
            n++;
        }
    for (int seq = 0; seq <= cursor; seq++) {
        const TraceEvent *event = trace_event (trace, (unsigned)seq);
        if (event->kind != TRACE_CHECK ||
            event->connection != trace_connection (trace, (unsigned)cursor) ||
            event->now.phase == TRACE_PHASE_ESTABLISHED)
            continue;
        const TraceDecision *decision = trace_decision (trace, event->decision);
        const char *box = box_of_check (event, decision->key);
        if (decision->cause != BASE_CAUSE_NONE && box != NULL) {
            g_assert_false (is_done (road, box));
            g_assert_false (is_done (road, "established"));
        }
    }
    return n;
}

static void test_flowchart_tells_the_truth (void)
{
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    unsigned n = 0;
    for (unsigned i = 0; i < catalogue->len; i++) {
        const ScenarioEntry *entry = g_ptr_array_index (catalogue, i);
        g_test_message ("%s", entry->name);
        g_autoptr (ControlRun) run = run_scenario (entry->name);
        const Trace *trace = control_run_trace (run);
        for (unsigned k = 1; trace_last_of (trace, k) >= 0; k++) {
            int end = trace_last_of (trace, k);
            g_autoptr (DrawGraph) road = draw_flowchart (run, end, false);
            n += assert_chart_is_true (trace, end, road);
        }
    }
    g_assert_cmpuint (n, >, 4 * catalogue->len);
}

static void test_flowchart_names_what_is_missing (void)
{
    static const struct {
        const char *scenario, *states, *box, *words, *not_words;
    } rows[] = {
        {"healthy", "ddddd", "certificate", "proof of possession", "never"},
        {"finish-early", "ddbft", "certificate",
         "Certificate: never sent\n"
         "CertificateVerify: never sent\n",
         "proof of possession"},
        {"finish-early", "ddbft", "finished", "the server's Finished: refused", "proves"},
        {"no-proof", "ddbft", "certificate", "CertificateVerify: never sent\n", "Certificate: "},
        {"no-certificate", "ddbtt", "certificate", "Certificate: never sent\n", "Verify: never"},
        {"believed-without-proof", "ddfdf", "certificate", "CertificateVerify: failed, and ignored",
         "possession"},
        {"believed-without-proof", "ddfdf", "established", "has not proven who it is", "never"},
        {"believed-anyway", "ddfdf", "certificate", "Certificate: failed, and ignored", "never"},
        {"finished-ignored", "ddddff", "finished", "the client's Finished: failed, and ignored",
         "proves"},
        {"finished-ignored", "ddddff", "established", "have not seen the same handshake", "never"},
        {"client-certificate", "dddddd", "client-certificate", "the client shows who it is",
         "never"},
        {"client-certificate-missing", "dddbft", "client-certificate",
         "alert of the server: certificate_required", "never"},
        {"client-certificate-missing", "dddbft", "finished",
         "the server's Finished: checked\nthe client's Finished: never read", "proves"},
        {"client-certificate-missing-tls12", "dddbftt", "client-certificate",
         "alert of the server: handshake_failure", "never"},
        {"client-stays-unknown", "dddsdd", "client-certificate", "does not insist", "shows"},
        {"no-certificate-client", "dddbft", "client-certificate", "Certificate: never sent\n",
         "shows"},
        {"dropped-certificate-tls12", "ddbftt", "certificate", "Certificate: never arrived\n",
         "readable"},
        {"staple-revoked-tls12", "ddbttt", "certificate", "taken the certificate back", "ignored"},
        {"reflected-hello", "dbttt", "server-hello", "ClientHello: this message may not come",
         "complete"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (ControlRun) run = run_scenario (rows[i].scenario);
        g_autoptr (DrawGraph) road = draw_flowchart (run, length (run) - 1, false);
        g_autofree char *states = letters (road);
        const char *detail = node (road, rows[i].box)->detail;
        g_test_message ("%s: %s: %s", rows[i].scenario, states, detail);
        g_assert_cmpstr (states, ==, rows[i].states);
        g_assert_nonnull (strstr (detail, rows[i].words));
        g_assert_null (strstr (detail, rows[i].not_words));
    }
}

/* All checks pass, but each victim is connected with the attacker. */
static void test_flowchart_names_the_man_in_the_middle (void)
{
    static const char *const names[] = {"man-in-the-middle-trusted", "man-in-the-middle-tls12"};
    static const char *const says[] = {"with the attacker, not with the server",
                                       "with the attacker, not with the client"};
    static const char *const proves[] = {"the client and the attacker", "the server and the attac"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (ControlRun) run = run_scenario (names[i]);
        for (unsigned k = 0; k < 2; k++) {
            int end = trace_last_of (control_run_trace (run), k + 1);
            g_autoptr (DrawGraph) road = draw_flowchart (run, end, false);
            const char *certificate = node (road, "certificate")->detail;
            g_assert_cmpstr (node (road, "established")->detail, ==, says[k]);
            g_assert_nonnull (strstr (node (road, "finished")->detail, proves[k]));
            g_assert_cmpint (strstr (certificate, "attacker") != NULL, ==, k == 0);
        }
    }
}

/* ---- State machines. ---- */

static void test_machine_has_the_edges_of_the_rules (void)
{
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) dot = draw_write (
            NULL, -1, NULL, role == TLS_CLIENT ? "client" : "server", false, "dot", &error);
        g_assert_no_error (error);
        g_autoptr (GSubprocess) process =
            g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                              &error, "dot", "-Tplain", NULL);
        g_assert_no_error (error);
        g_autoptr (GBytes) plain = NULL;
        g_subprocess_communicate (process, dot, NULL, &plain, NULL, &error);
        g_assert_no_error (error);
        g_autofree char *text =
            g_strndup (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
        g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
        size_t n;
        const TlsRule *rules = tls_rules13 ((TlsRole)role, &n);
        g_autofree bool *drawn = g_new0 (bool, n);
        for (char **line = lines; *line != NULL; line++) {
            g_auto (GStrv) words = g_strsplit (*line, " ", 4);
            size_t i = 0;
            if (!g_str_equal (words[0] == NULL ? "" : words[0], "edge"))
                continue;
            while (i < n && (drawn[i] || !g_str_equal (tls_state_name (rules[i].from), words[1]) ||
                             !g_str_equal (tls_state_name (rules[i].to), words[2])))
                i++;
            g_assert_cmpuint (i, <, n); /* else an edge without a rule */
            drawn[i] = true;
        }
        for (size_t i = 0; i < n; i++)
            g_assert_true (drawn[i]);
    }
}

/* What RFC 9846 draws in appendix A.1 and A.2, for a full handshake without client certificate. */
static void test_machine_is_the_one_of_the_rfc (void)
{
    static const char *const client[] = {
        "START>WAIT_SH:send ClientHello\n[no early data]",
        "START>WAIT_SH:send ClientHello\n[early data, and a ticket that allows it]\n"
        "K_send = early data",
        "WAIT_SH>START:recv HelloRetryRequest",
        "WAIT_SH>WAIT_EE:recv ServerHello\nK_recv = handshake",
        "WAIT_EE>WAIT_CERT_CR:recv EncryptedExtensions\n[certificates are used]",
        "WAIT_EE>WAIT_FINISHED:recv EncryptedExtensions\n[a pre-shared key is used]",
        "WAIT_CERT_CR>WAIT_CV:recv Certificate",
        "WAIT_CV>WAIT_FINISHED:recv CertificateVerify",
        "WAIT_FINISHED>SEND_FINISHED:recv Finished\n[no 0-RTT]\nK_send = handshake",
        "SEND_EOED>SEND_FINISHED:send EndOfEarlyData\nK_send = handshake",
        "SEND_FINISHED>CONNECTED:send Finished\nK_send = application, K_recv = application",
    };
    static const char *const server[] = {
        "START>RECVD_CH:recv ClientHello",
        "RECVD_CH>START:send HelloRetryRequest",
        "RECVD_CH>NEGOTIATED:select parameters",
        "NEGOTIATED>SEND_EE:send ServerHello\nK_send = handshake",
        "WAIT_FINISHED>CONNECTED:recv Finished\nK_recv = application",
    };
    g_autoptr (DrawGraph) a = draw_machine (TLS_CLIENT, NULL, -1);
    g_autoptr (DrawGraph) b = draw_machine (TLS_SERVER, NULL, -1);
    g_autofree char *a_edges = edges_in (a, DRAW_PLAIN), *b_edges = edges_in (b, DRAW_PLAIN);
    for (unsigned i = 0; i < G_N_ELEMENTS (client); i++)
        g_assert_nonnull (strstr (a_edges, client[i]));
    for (unsigned i = 0; i < G_N_ELEMENTS (server); i++)
        g_assert_nonnull (strstr (b_edges, server[i]));
    static const char *const own[] = {
        "SEND_EOED",          "SEND_CERT", "SEND_CV",     "SEND_FINISHED", "SEND_POST_CV",
        "SEND_POST_FINISHED", "CLOSING",   "PEER_CLOSED", "CLOSED",        "FAILED"};
    for (unsigned i = 0; i < a->nodes->len; i++) {
        const DrawNode *state = g_ptr_array_index (a->nodes, i);
        bool is_own = false;
        for (unsigned k = 0; k < G_N_ELEMENTS (own); k++)
            is_own |= g_str_equal (state->id, own[k]);
        g_assert_cmpint (state->dashed, ==, is_own);
    }
}

static void test_machine_marks_road_and_next_steps (void)
{
    g_autoptr (ControlRun) run = run_scenario ("healthy");
    g_autoptr (DrawGraph) early = draw_machine (TLS_CLIENT, run, moment (run, "client.WAIT_EE"));
    g_autofree char *done = edges_in (early, DRAW_DONE), *legal = edges_in (early, DRAW_LEGAL);
    g_assert_cmpstr (done, ==,
                     "START>WAIT_SH:send ClientHello\n[no early data]\n"
                     "WAIT_SH>WAIT_EE:recv ServerHello\nK_recv = handshake");
    g_assert_cmpstr (legal, ==,
                     "WAIT_EE>WAIT_CERT_CR:recv EncryptedExtensions\n[certificates are used]\n"
                     "WAIT_EE>WAIT_FINISHED:recv EncryptedExtensions\n[a pre-shared key is used]");
    g_assert_cmpint (node (early, "WAIT_EE")->state, ==, DRAW_CURRENT);
    g_assert_cmpint (node (early, "START")->state, ==, DRAW_DONE);
    g_assert_cmpint (node (early, "CONNECTED")->state, ==, DRAW_TODO);

    /* A choice that needs no message is an edge of the road too. */
    g_autoptr (DrawGraph) server =
        draw_machine (TLS_SERVER, run, moment (run, "server.NEGOTIATED"));
    g_autofree char *server_done = edges_in (server, DRAW_DONE);
    g_assert_nonnull (strstr (server_done, "RECVD_CH>NEGOTIATED:select parameters"));

    g_autoptr (DrawGraph) start = draw_machine (TLS_SERVER, run, -1);
    g_autofree char *first = edges_in (start, DRAW_LEGAL);
    g_assert_cmpstr (first, ==, "START>RECVD_CH:recv ClientHello");
}

static void test_machine_marks_loops (void)
{
    g_autoptr (ControlRun) run = run_scenario ("healthy");
    g_autoptr (DrawGraph) end = draw_machine (TLS_CLIENT, run, length (run) - 1);
    g_autofree char *done = edges_in (end, DRAW_DONE), *todo = edges_in (end, DRAW_TODO);
    g_assert_nonnull (strstr (done, "CONNECTED>CONNECTED:send application_data"));
    g_assert_nonnull (strstr (done, "CONNECTED>CONNECTED:recv application_data"));
    g_assert_nonnull (strstr (todo, "CONNECTED>CONNECTED:recv NewSessionTicket"));
    g_assert_nonnull (strstr (todo, "WAIT_SH>START:recv HelloRetryRequest"));
    g_assert_cmpint (node (end, "CLOSED")->state, ==, DRAW_CURRENT);
}

static void test_machine_breaks_in_its_state (void)
{
    g_autoptr (ControlRun) run = run_scenario ("expired-certificate");
    g_autoptr (DrawGraph) client = draw_machine (TLS_CLIENT, run, length (run) - 1);
    g_assert_cmpint (node (client, "WAIT_CERT_CR")->state, ==, DRAW_BROKEN);
    g_assert_nonnull (strstr (node (client, "WAIT_CERT_CR")->detail, "no longer valid"));
    g_assert_cmpint (node (client, "WAIT_EE")->state, ==, DRAW_DONE);
    g_assert_cmpint (node (client, "FAILED")->state, ==, DRAW_CURRENT);
    g_autofree char *legal = edges_in (client, DRAW_LEGAL);
    g_assert_cmpstr (legal, ==, "");
    for (int cursor = 0; cursor < moment (run, "client.noticed"); cursor++) {
        g_autoptr (DrawGraph) before = draw_machine (TLS_CLIENT, run, cursor);
        g_autofree char *states = letters (before);
        g_assert_null (strchr (states, 'b'));
    }
}

/* The shape is the same at every moment. */
static void test_shapes_stay (void)
{
    g_autoptr (ControlRun) run = run_scenario ("flipped-bit-in-sealed-record");
    g_autoptr (DrawGraph) chart = draw_flowchart (NULL, -1, false);
    g_autoptr (DrawGraph) machine = draw_machine (TLS_SERVER, NULL, -1);
    for (int cursor = -1; cursor < length (run); cursor++) {
        g_autoptr (DrawGraph) chart_now = draw_flowchart (run, cursor, false);
        g_autoptr (DrawGraph) machine_now = draw_machine (TLS_SERVER, run, cursor);
        g_assert_cmpuint (chart_now->nodes->len, ==, chart->nodes->len);
        g_assert_cmpuint (machine_now->nodes->len, ==, machine->nodes->len);
        g_assert_cmpuint (machine_now->edges->len, ==, machine->edges->len);
        for (unsigned i = 0; i < machine->edges->len; i++) {
            g_autofree char *a = edge_name (machine, g_ptr_array_index (machine->edges, i));
            g_autofree char *b = edge_name (machine_now, g_ptr_array_index (machine_now->edges, i));
            g_assert_cmpstr (a, ==, b);
        }
    }
}

/* ---- Secrets. ---- */

static const TraceObserver *observer (const char *name)
{
    return trace_observer_find (name);
}

/* The diagram of RFC 9846 section 7.1, without PSK. */
static void test_secrets_are_the_key_schedule (void)
{
    static const char *const wanted[] = {
        "early_secret>derived_early:\"derived\"",
        "derived_early>handshake_secret:salt",
        "shared_secret>handshake_secret:input",
        "handshake_secret>client_handshake_traffic_secret:\"c hs traffic\"",
        "handshake_secret>server_handshake_traffic_secret:\"s hs traffic\"",
        "handshake_secret>derived_handshake:\"derived\"",
        "derived_handshake>main_secret:salt",
        "main_secret>client_application_traffic_secret_0:\"c ap traffic\"",
        "main_secret>server_application_traffic_secret_0:\"s ap traffic\"",
        "main_secret>exporter_secret:\"exp master\"",
        "main_secret>resumption_secret:\"res master\"",
        "client_handshake_traffic_secret>client_handshake_write_key:\"key\"",
        "server_handshake_traffic_secret>server_finished_key:\"finished\"",
    };
    g_autoptr (ControlRun) run = run_scenario ("healthy");
    int cursor = moment (run, "server.established");
    g_autoptr (DrawGraph) graph = draw_secrets (run, cursor, 0, observer ("everyone"));
    g_autofree char *edges = edges_in (graph, DRAW_PLAIN);
    for (unsigned i = 0; i < G_N_ELEMENTS (wanted); i++)
        if (strstr (edges, wanted[i]) == NULL)
            g_error ("no edge %s", wanted[i]);
    /* What both computed is there once. */
    g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
    for (unsigned i = 0; i < graph->nodes->len; i++)
        g_assert_true (
            g_hash_table_add (names, ((DrawNode *)g_ptr_array_index (graph->nodes, i))->title));
    g_assert_nonnull (strstr (node (graph, "main_secret")->detail, "client and server"));
    g_assert_nonnull (strstr (node (graph, "early_secret")->detail, "anybody"));
}

static void test_secrets_are_shown_to_those_who_know_them (void)
{
    g_autoptr (ControlRun) run = run_scenario ("healthy");
    int flying = moment (run, "ServerHello.sent"), read = moment (run, "client.WAIT_EE");
    g_autoptr (DrawGraph) server = draw_secrets (run, read, 0, observer ("server"));
    g_autoptr (DrawGraph) client_before = draw_secrets (run, flying, 0, observer ("client"));
    g_autoptr (DrawGraph) client = draw_secrets (run, read, 0, observer ("client"));
    g_assert_cmpuint (client_before->nodes->len, ==, 0);
    g_assert_nonnull (client_before->note);
    g_assert_cmpint (draw_graph_find (server, "handshake_secret"), >=, 0);
    g_assert_cmpint (draw_graph_find (client, "handshake_secret"), >=, 0);
    g_assert_cmpint (draw_graph_find (client, "main_secret"), ==, -1);
    for (int cursor = 0; cursor < length (run); cursor++) {
        g_autoptr (DrawGraph) outside = draw_secrets (run, cursor, 0, observer ("eavesdropper"));
        for (unsigned i = 0; i < outside->nodes->len; i++) {
            const char *id = ((DrawNode *)g_ptr_array_index (outside->nodes, i))->id;
            g_assert_true (g_str_equal (id, "early_secret") || g_str_equal (id, "derived_early"));
        }
    }
    g_autoptr (DrawGraph) wiped = draw_secrets (run, length (run) - 1, 0, observer ("client"));
    g_assert_cmpuint (wiped->nodes->len, ==, 0);
    g_autoptr (DrawGraph) kept = draw_secrets (run, length (run) - 1, 0, observer ("everyone"));
    g_assert_nonnull (strstr (node (kept, "main_secret")->detail, "wiped by client and server"));
}

static void test_secrets_that_differ_are_two (void)
{
    g_autoptr (ControlRun) run = run_scenario ("flipped-bit-in-server-hello");
    int cursor = moment (run, "client.WAIT_EE");
    g_autoptr (DrawGraph) graph = draw_secrets (run, cursor, 0, observer ("everyone"));
    static const char name[] = "client_handshake_traffic_secret";
    g_autofree char *other = g_strconcat (name, "@client", NULL);
    const DrawNode *server = node (graph, name), *client = node (graph, other);
    g_assert_cmpstr (server->title, ==, client->title);
    g_assert_cmpstr (server->detail, !=, client->detail);
    g_assert_nonnull (strstr (server->detail, "known to the server"));
    g_assert_nonnull (strstr (client->detail, "known to the client"));
    /* The bit was in ServerHello.random: the Diffie-Hellman result is still the same. */
    g_assert_nonnull (strstr (node (graph, "shared_secret")->detail, "client and server"));
}

/* RFC 9846 section 2.2: all that the second connection has of the first is the key of the ticket.
 */
static void test_secrets_are_of_one_connection (void)
{
    g_autoptr (ControlRun) run = run_scenario ("resumption");
    g_autoptr (DrawGraph) graph = draw_secrets (run, length (run) - 1, 0, observer ("everyone"));
    g_assert_cmpstr (graph->title, ==, "The secrets of connection 2");
    g_autofree char *edges = edges_in (graph, DRAW_PLAIN);
    g_assert_nonnull (strstr (edges, "pre_shared_key>early_secret:input"));
    g_assert_nonnull (strstr (node (graph, "pre_shared_key")->detail, "of connection 1"));
    g_assert_null (strstr (node (graph, "early_secret")->detail, "of connection"));
    g_assert_nonnull (strstr (edges, "early_secret>binder_key:\"res binder\""));
    g_assert_null (strstr (edges, "server_handshake_traffic_secret@"));
}

static void expect_owners (ControlRun *run, unsigned connection, const char *title,
                           const char *owners)
{
    g_autoptr (DrawGraph) graph =
        draw_secrets (run, length (run) - 1, connection, observer ("everyone"));
    g_assert_cmpstr (graph->title, ==, title);
    g_assert_true (g_str_has_suffix (node (graph, "main_secret")->detail, owners));
    for (unsigned i = 0; i < graph->nodes->len; i++) {
        const DrawNode *any = g_ptr_array_index (graph->nodes, i);
        g_assert_null (strstr (any->detail, connection == 1 ? "the server" : "the client"));
        g_assert_null (strstr (any->detail, "by client and server"));
        g_assert_null (strstr (any->detail, "to client and server"));
    }
}

/* The client has nothing of the connection to the server, and the server nothing of the client's;
 * who stands between them has the one part of each, and keeps what he has. */
static void test_secrets_of_a_man_in_the_middle (void)
{
    g_autoptr (ControlRun) run = run_scenario ("man-in-the-middle-trusted");
    int end = length (run) - 1;
    expect_owners (run, 1, "The secrets of connection 1: client and attacker's server",
                   "\nknown to the attacker's server\nwiped by the client");
    expect_owners (run, 2, "The secrets of connection 2: attacker's client and server",
                   "\nknown to the attacker's client\nwiped by the server");
    g_autoptr (DrawGraph) near = draw_secrets (run, end, 1, observer ("everyone"));
    g_autoptr (DrawGraph) far = draw_secrets (run, end, 2, observer ("everyone"));
    g_autoptr (DrawGraph) both = draw_secrets (run, end, 0, observer ("everyone"));
    g_autoptr (DrawGraph) his = draw_secrets (run, end, 0, observer ("attacker"));
    g_assert_cmpstr (both->title, ==, "The secrets of the two connections");
    g_assert_cmpuint (both->nodes->len, ==, near->nodes->len + far->nodes->len);
    g_assert_nonnull (strstr (node (both, "main_secret")->detail, "of connection 1"));
    g_assert_nonnull (strstr (node (both, "main_secret@connection2")->detail, "of connection 2"));
    g_assert_cmpstr (his->title, ==, "What the attacker knows of the two connections");
    g_assert_cmpuint (his->nodes->len, ==, both->nodes->len);
    g_autoptr (DrawGraph) outside = draw_secrets (run, end, 0, observer ("eavesdropper"));
    g_assert_cmpstr (outside->title, ==, "What an eavesdropper can compute");
    g_assert_cmpuint (outside->nodes->len, ==, 4); /* of zeros: no secrets */
}

/* At every moment, whichever connection the moment is of. */
static void test_secrets_of_a_party_are_its_own (void)
{
    g_autoptr (ControlRun) run = run_scenario ("man-in-the-middle-trusted");
    const Trace *trace = control_run_trace (run);
    unsigned elsewhere = 0, shared = 0;
    for (int cursor = 0; cursor < length (run); cursor++) {
        for (unsigned party = 0; party < 2; party++) {
            g_autoptr (DrawGraph) graph =
                draw_secrets (run, cursor, 0, observer (party == 0 ? "client" : "server"));
            for (unsigned i = 0; i < graph->nodes->len; i++) {
                const DrawNode *own = g_ptr_array_index (graph->nodes, i);
                int index = trace_event (trace, (unsigned)own->event)->secret;
                g_assert_cmpuint (trace_secret (trace, index)->connection, ==, party + 1);
                g_autofree char *keepers = draw_secret_keepers (trace, index, cursor);
                shared += strstr (keepers, "attacker") != NULL;
                g_assert_null (strstr (keepers, party == 0 ? "server" : "client"));
                elsewhere += trace_connection (trace, (unsigned)cursor) != party + 1;
            }
        }
    }
    g_assert_cmpuint (elsewhere, >, 0);
    g_assert_cmpuint (shared, >, 0);
}

/* Keys stand below each other under their secret, as the picture would be too wide otherwise. */
static void test_keys_of_a_secret_are_stacked (void)
{
    g_autoptr (ControlRun) run = run_scenario ("healthy");
    g_autoptr (DrawGraph) graph = draw_secrets (run, length (run) - 1, 0, observer ("everyone"));
    g_autofree double *sizes = g_new (double, 2 * graph->nodes->len);
    for (unsigned i = 0; i < 2 * graph->nodes->len; i++)
        sizes[i] = i % 2 == 0 ? 100 : 30;
    g_autoptr (GError) error = NULL;
    g_autoptr (DrawLayout) layout = draw_layout (graph, sizes, NULL, &error);
    g_assert_no_error (error);
    const DrawPoint *key = &layout->nodes[draw_graph_find (graph, "server_handshake_write_key")];
    const DrawPoint *iv = &layout->nodes[draw_graph_find (graph, "server_handshake_write_iv")];
    const DrawPoint *finished = &layout->nodes[draw_graph_find (graph, "server_finished_key")];
    g_assert_cmpfloat (iv->y, >, key->y + 30);
    g_assert_cmpfloat (finished->y, >, iv->y + 30);
    g_assert_cmpfloat (ABS (iv->x - key->x), <, 50);
    g_assert_cmpfloat (ABS (finished->x - key->x), <, 50);
}

/* ---- Ladders. ---- */

static unsigned count (const GPtrArray *rows, DrawRowKind kind, const char *text)
{
    unsigned n = 0;
    for (unsigned i = 0; i < rows->len; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        n += row->kind == kind && (text == NULL || g_str_equal (row->text, text));
    }
    return n;
}

static const DrawRow *find_row (const GPtrArray *rows, const char *text)
{
    for (unsigned i = 0; i < rows->len; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        if (g_str_equal (row->text, text))
            return row;
    }
    g_error ("no row %s", text);
}

static void test_ladder_shows_a_message_fly (void)
{
    g_autoptr (ControlRun) run = run_scenario ("healthy");
    g_autoptr (GPtrArray) sent =
        draw_ladder (run, moment (run, "Certificate.sent"), observer ("everyone"));
    g_autoptr (GPtrArray) there =
        draw_ladder (run, moment (run, "Certificate.delivered"), observer ("everyone"));
    const DrawRow *flying = find_row (sent, "Certificate"),
                  *arrived = find_row (there, "Certificate");
    g_assert_true (flying->in_flight && flying->sealed);
    g_assert_cmpint (flying->end_event, ==, -1);
    g_assert_false (arrived->in_flight);
    g_assert_cmpint (arrived->end_event, ==, moment (run, "Certificate.delivered"));
    g_assert_cmpint (arrived->party, ==, TRACE_SERVER);
    g_assert_false (find_row (there, "ServerHello")->sealed);
}

static void test_ladder_tells_everything_in_the_end (void)
{
    static const char *const messages[] = {"ClientHello", "ServerHello", "EncryptedExtensions",
                                           "Certificate", "CertificateVerify"};
    g_autoptr (ControlRun) run = run_scenario ("healthy");
    g_autoptr (GPtrArray) rows = draw_ladder (run, length (run) - 1, observer ("everyone"));
    for (unsigned i = 0; i < G_N_ELEMENTS (messages); i++)
        g_assert_cmpuint (count (rows, DRAW_ROW_MESSAGE, messages[i]), ==, 1);
    g_assert_cmpuint (count (rows, DRAW_ROW_MESSAGE, "Finished"), ==, 2);
    g_assert_cmpuint (count (rows, DRAW_ROW_MESSAGE, "Alert: close_notify"), ==, 2);
    g_assert_cmpuint (count (rows, DRAW_ROW_ALERT, NULL), ==, 0);
    g_assert_cmpuint (count (rows, DRAW_ROW_MARK, "established"), ==, 2);
    g_assert_cmpuint (count (rows, DRAW_ROW_STATE, "START"), ==, 2);
    g_assert_cmpuint (count (rows, DRAW_ROW_STATE, "WAIT_FINISHED"), ==, 2);
    g_autoptr (GPtrArray) before = draw_ladder (run, -1, observer ("everyone"));
    g_assert_cmpuint (before->len, ==, 0);
}

static void test_ladder_of_an_eavesdropper (void)
{
    g_autoptr (ControlRun) run = run_scenario ("healthy");
    const Trace *trace = control_run_trace (run);
    g_autoptr (GPtrArray) rows = draw_ladder (run, length (run) - 1, observer ("eavesdropper"));
    unsigned sealed = 0;
    for (unsigned i = 0; i < trace_event (trace, trace_length (trace) - 1)->now.n_records; i++)
        sealed += trace_record (trace, (int)i)->sealed;
    g_assert_cmpuint (rows->len, ==, sealed + 2);
    g_assert_cmpuint (count (rows, DRAW_ROW_MESSAGE, "encrypted record"), ==, sealed);
    g_assert_cmpuint (count (rows, DRAW_ROW_MESSAGE, "ClientHello"), ==, 1);
    g_assert_cmpuint (count (rows, DRAW_ROW_MESSAGE, "ServerHello"), ==, 1);
}

static void test_ladder_of_a_receiver (void)
{
    g_autoptr (ControlRun) run = run_scenario ("healthy");
    int sent = moment (run, "Certificate.sent"), delivered = moment (run, "Certificate.delivered");
    g_autoptr (GPtrArray) before = draw_ladder (run, sent, observer ("client"));
    g_autoptr (GPtrArray) there = draw_ladder (run, delivered, observer ("client"));
    g_autoptr (GPtrArray) read =
        draw_ladder (run, moment (run, "Certificate.received"), observer ("client"));
    g_assert_cmpuint (count (before, DRAW_ROW_MESSAGE, "encrypted record"), ==, 0);
    g_assert_cmpuint (count (there, DRAW_ROW_MESSAGE, "encrypted record"), ==, 1);
    g_assert_cmpuint (count (there, DRAW_ROW_MESSAGE, "Certificate"), ==, 0);
    g_assert_cmpuint (count (read, DRAW_ROW_MESSAGE, "Certificate"), ==, 1);
    /* The other side's states and choices are its own. */
    g_assert_cmpuint (count (read, DRAW_ROW_STATE, "NEGOTIATED"), ==, 0);
    g_assert_cmpuint (count (read, DRAW_ROW_STATE, "WAIT_CERT_CR"), ==, 1);
}

static void test_ladder_says_why_it_failed (void)
{
    g_autoptr (ControlRun) run = run_scenario ("flipped-bit-in-server-hello");
    g_autoptr (GPtrArray) rows = draw_ladder (run, length (run) - 1, observer ("everyone"));
    const DrawRow *alert = find_row (rows, "Alert: bad_record_mac");
    g_assert_cmpint (alert->kind, ==, DRAW_ROW_ALERT);
    g_assert_cmpint (alert->party, ==, TRACE_CLIENT);
    g_assert_nonnull (strstr (alert->detail, "tag does not match"));
    g_assert_true (find_row (rows, "ServerHello")->twisted);
    g_assert_false (find_row (rows, "ClientHello")->twisted);
    g_assert_cmpuint (count (rows, DRAW_ROW_FAIL, NULL), >=, 1);
    /* Whoever is not everywhere at once cannot tell. */
    g_autoptr (GPtrArray) client = draw_ladder (run, length (run) - 1, observer ("client"));
    g_assert_false (find_row (client, "ServerHello")->twisted);
    for (unsigned i = 0; i < client->len; i++)
        g_assert_cmpint (((DrawRow *)g_ptr_array_index (client, i))->party, !=, TRACE_NETWORK);
}

/* No client is there: each arrow of the last connection has the attacker at one end. */
static void test_ladder_of_a_replayed_flight (void)
{
    g_autoptr (ControlRun) run = run_scenario ("early-data-replayed");
    g_autoptr (GPtrArray) rows = draw_ladder (run, length (run) - 1, observer ("everyone"));
    unsigned answers = 0, sent = 0;
    bool replayed = false;
    for (unsigned i = 0; i < rows->len; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        if (row->kind == DRAW_ROW_CONNECTION)
            replayed = g_str_equal (row->text, "the attacker connects to the server");
        if (row->kind != DRAW_ROW_MESSAGE && row->kind != DRAW_ROW_ALERT)
            continue;
        bool his = row->from == TRACE_NETWORK || row->to == TRACE_NETWORK;
        g_assert_true (his == replayed);
        answers += replayed && row->from == TRACE_SERVER && row->to == TRACE_NETWORK;
        sent += replayed && row->from == TRACE_NETWORK && row->to == TRACE_SERVER;
    }
    g_assert_cmpuint (answers, >, 1);
    g_assert_cmpuint (sent, >, 1);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = draw_write (run, length (run) - 1, observer ("everyone"), "ladder",
                                           false, "mermaid", &error);
    g_assert_no_error (error);
    g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    g_assert_nonnull (strstr (text, "participant N as Attacker on the network"));
    g_assert_nonnull (strstr (text, "S->>N: EncryptedExtensions"));
}

static void test_ladder_stays_in_its_time (void)
{
    g_autoptr (ControlRun) run = run_scenario ("expired-certificate");
    for (unsigned who = 0; trace_observer_at (who) != NULL; who++)
        for (int cursor = 0; cursor < length (run); cursor++) {
            g_autoptr (GPtrArray) rows = draw_ladder (run, cursor, trace_observer_at (who));
            int before = -1;
            for (unsigned i = 0; i < rows->len; i++) {
                const DrawRow *row = g_ptr_array_index (rows, i);
                g_assert_cmpint (row->event, <=, cursor);
                g_assert_cmpint (row->end_event, <=, cursor);
                g_assert_cmpint (row->event, >=, before);
                before = row->event;
            }
        }
}

/* ---- All of them as files. ---- */

static void write_in_every_format (ControlRun *run, int cursor, const TraceObserver *who,
                                   const char *kind)
{
    for (unsigned format = 0; draw_format_at (format) != NULL; format++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) bytes =
            draw_write (run, cursor, who, kind, false, draw_format_at (format), &error);
        g_assert_no_error (error);
        g_assert_cmpuint (g_bytes_get_size (bytes), >, 100);
    }
}

/* Each moment, and each observer at one of them; the large pictures, which are the same for all
 * observers, once for each moment. */
static void test_every_picture_in_every_format (void)
{
    static const char *const names[] = {"healthy", "flipped-bit-in-sealed-record"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (ControlRun) run = run_scenario (names[i]);
        int cursors[] = {-1, length (run) / 2, length (run) - 1};
        for (unsigned who = 0; trace_observer_at (who) != NULL; who++)
            for (unsigned kind = 0; draw_kind_at (kind) != NULL; kind++) {
                bool differs = g_str_equal (draw_kind_at (kind), "ladder") ||
                               g_str_equal (draw_kind_at (kind), "secrets");
                if (differs || who < G_N_ELEMENTS (cursors))
                    write_in_every_format (run, cursors[who % G_N_ELEMENTS (cursors)],
                                           trace_observer_at (who), draw_kind_at (kind));
            }
    }
}

static void test_same_run_same_bytes (void)
{
    g_autoptr (ControlRun) one = run_scenario ("healthy"), two = run_scenario ("healthy");
    for (unsigned kind = 0; draw_kind_at (kind) != NULL; kind++)
        for (unsigned format = 0; draw_format_at (format) != NULL; format++) {
            g_autoptr (GBytes) a = draw_write (one, length (one) - 1, NULL, draw_kind_at (kind),
                                               true, draw_format_at (format), NULL);
            g_autoptr (GBytes) b = draw_write (two, length (two) - 1, NULL, draw_kind_at (kind),
                                               true, draw_format_at (format), NULL);
            g_assert_true (g_bytes_equal (a, b));
        }
}

static void test_wrong_names_are_answered (void)
{
    g_autoptr (GError) error = NULL;
    g_assert_null (draw_write (NULL, -1, NULL, "circle", false, "dot", &error));
    for (unsigned i = 0; draw_kind_at (i) != NULL; i++)
        g_assert_nonnull (strstr (error->message, draw_kind_at (i)));
    g_clear_error (&error);
    g_assert_null (draw_write (NULL, -1, NULL, "client", false, "gif", &error));
    for (unsigned i = 0; draw_format_at (i) != NULL; i++)
        g_assert_nonnull (strstr (error->message, draw_format_at (i)));
    g_clear_error (&error);
    g_assert_null (draw_write (NULL, -1, NULL, "ladder", false, "svg", &error));
    g_assert_nonnull (strstr (error->message, "scenario"));
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/pictures/flowchart/follows-the-road", test_flowchart_follows_the_road);
    g_test_add_func ("/pictures/flowchart/says-what-tls13-does",
                     test_flowchart_says_what_tls13_does);
    g_test_add_func ("/pictures/flowchart/shows-the-second-try",
                     test_flowchart_shows_the_second_try);
    g_test_add_func ("/pictures/flowchart/knows-second-tries", test_flowchart_knows_second_tries);
    g_test_add_func ("/pictures/flowchart/passes-the-certificate-over",
                     test_flowchart_passes_the_certificate_over);
    g_test_add_func ("/pictures/flowchart/breaks-where-the-road-ends",
                     test_flowchart_breaks_where_the_road_ends);
    g_test_add_func ("/pictures/flowchart/gives-nothing-away", test_flowchart_gives_nothing_away);
    g_test_add_func ("/pictures/flowchart/tells-the-truth", test_flowchart_tells_the_truth);
    g_test_add_func ("/pictures/flowchart/names-what-is-missing",
                     test_flowchart_names_what_is_missing);
    g_test_add_func ("/pictures/flowchart/names-the-man-in-the-middle",
                     test_flowchart_names_the_man_in_the_middle);
    g_test_add_func ("/pictures/machine/has-the-edges-of-the-rules",
                     test_machine_has_the_edges_of_the_rules);
    g_test_add_func ("/pictures/machine/is-the-one-of-the-rfc", test_machine_is_the_one_of_the_rfc);
    g_test_add_func ("/pictures/machine/marks-road-and-next-steps",
                     test_machine_marks_road_and_next_steps);
    g_test_add_func ("/pictures/machine/marks-loops", test_machine_marks_loops);
    g_test_add_func ("/pictures/machine/breaks-in-its-state", test_machine_breaks_in_its_state);
    g_test_add_func ("/pictures/shapes-stay", test_shapes_stay);
    g_test_add_func ("/pictures/secrets/are-the-key-schedule", test_secrets_are_the_key_schedule);
    g_test_add_func ("/pictures/secrets/are-shown-to-those-who-know-them",
                     test_secrets_are_shown_to_those_who_know_them);
    g_test_add_func ("/pictures/secrets/that-differ-are-two", test_secrets_that_differ_are_two);
    g_test_add_func ("/pictures/secrets/are-of-one-connection", test_secrets_are_of_one_connection);
    g_test_add_func ("/pictures/secrets/of-a-man-in-the-middle",
                     test_secrets_of_a_man_in_the_middle);
    g_test_add_func ("/pictures/secrets/of-a-party-are-its-own",
                     test_secrets_of_a_party_are_its_own);
    g_test_add_func ("/pictures/secrets/keys-are-stacked", test_keys_of_a_secret_are_stacked);
    g_test_add_func ("/pictures/ladder/shows-a-message-fly", test_ladder_shows_a_message_fly);
    g_test_add_func ("/pictures/ladder/tells-everything-in-the-end",
                     test_ladder_tells_everything_in_the_end);
    g_test_add_func ("/pictures/ladder/of-an-eavesdropper", test_ladder_of_an_eavesdropper);
    g_test_add_func ("/pictures/ladder/of-a-receiver", test_ladder_of_a_receiver);
    g_test_add_func ("/pictures/ladder/says-why-it-failed", test_ladder_says_why_it_failed);
    g_test_add_func ("/pictures/ladder/of-a-replayed-flight", test_ladder_of_a_replayed_flight);
    g_test_add_func ("/pictures/ladder/stays-in-its-time", test_ladder_stays_in_its_time);
    g_test_add_func ("/pictures/every-picture-in-every-format", test_every_picture_in_every_format);
    g_test_add_func ("/pictures/same-run-same-bytes", test_same_run_same_bytes);
    g_test_add_func ("/pictures/wrong-names-are-answered", test_wrong_names_are_answered);
    return g_test_run ();
}
