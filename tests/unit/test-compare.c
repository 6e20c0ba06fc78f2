/* Two runs side by side. What must come out is counted by hand in the figures of RFC 9846: the full
 * handshake (figure 1) lets the client send after one round trip, HelloRetryRequest (figure 2) adds
 * one, early data (figure 4) needs none; in RFC 5246's figure 1 it is two. */
#include "draw/compare.h"

#include <gio/gio.h>
#include <string.h>

/* ---- Helpers ---- */

typedef struct {
    ControlRun *run[2];
    DrawCompare *compare;
} Pair;

static ControlRun *run_of (const char *name, const char *setting)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (name, &error);
    g_assert_no_error (error);
    if (setting != NULL) {
        Scenario *changed = scenario_with (scenario, setting, &error);
        g_assert_no_error (error);
        scenario_unref (scenario);
        scenario = changed;
    }
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (run);
    return run;
}

static void look (Pair *pair, unsigned left, unsigned right, const char *observer)
{
    const DrawCompareInput inputs[] = {
        {"left", control_run_trace (pair->run[0]), left, -1},
        {"right", control_run_trace (pair->run[1]), right, -1},
    };
    g_clear_pointer (&pair->compare, draw_compare_free);
    pair->compare = draw_compare_new (&inputs[0], &inputs[1], trace_observer_find (observer));
}

static Pair pair_of (const char *left, const char *right)
{
    Pair pair = {.run = {run_of (left, NULL), run_of (right, NULL)}};
    look (&pair, 0, 0, "everyone");
    return pair;
}

static void pair_clear (Pair *pair)
{
    draw_compare_free (pair->compare);
    control_run_free (pair->run[0]);
    control_run_free (pair->run[1]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static const char *text_at (const DrawCompare *compare, unsigned row, unsigned side)
{
    const DrawCompareRow *r = g_ptr_array_index (compare->rows, row);
    const DrawCompareItem *item = draw_compare_item (compare, side, r->item[side]);
    return item != NULL ? item->text : "-";
}

/* WANTED: "ClientHello|ClientHello|offer" a row. */
static void expect_rows (const DrawCompare *compare, const char *const *wanted)
{
    unsigned i = 0;
    for (; wanted[i] != NULL; i++) {
        g_assert_cmpuint (i, <, compare->rows->len);
        const DrawCompareRow *row = g_ptr_array_index (compare->rows, i);
        g_autofree char *found =
            g_strdup_printf ("%s|%s|%s", text_at (compare, i, DRAW_LEFT),
                             text_at (compare, i, DRAW_RIGHT), row->purpose->id);
        g_assert_cmpstr (found, ==, wanted[i]);
    }
    g_assert_cmpuint (i, ==, compare->rows->len);
}

static void expect_data (const DrawCompareRun *run, int client_may, int client_did, int server_may,
                         int server_did)
{
    g_assert_cmpint (run->may_send[TRACE_CLIENT], ==, client_may);
    g_assert_cmpint (run->did_send[TRACE_CLIENT], ==, client_did);
    g_assert_cmpint (run->may_send[TRACE_SERVER], ==, server_may);
    g_assert_cmpint (run->did_send[TRACE_SERVER], ==, server_did);
}

/* The difference of the field PATH in the row of PURPOSE; asserts that there is one. */
static DrawFieldKind kind_of (const DrawCompare *compare, const char *purpose, const char *path)
{
    for (unsigned i = 0; i < compare->rows->len; i++) {
        const DrawCompareRow *row = g_ptr_array_index (compare->rows, i);
        if (!g_str_equal (row->purpose->id, purpose))
            continue;
        g_autoptr (GPtrArray) fields = draw_compare_fields (compare, row);
        for (unsigned k = 0; k < fields->len; k++) {
            const DrawFieldDifference *field = g_ptr_array_index (fields, k);
            if (g_str_equal (field->path, path))
                return field->kind;
        }
    }
    g_error ("no field %s in %s", path, purpose);
}

/* ---- Alignment ---- */

static void test_full_beside_retry (void)
{
    static const char *const wanted[] = {"ClientHello|ClientHello|offer",
                                         "-|HelloRetryRequest|retry",
                                         "-|ClientHello|offer",
                                         "ServerHello|ServerHello|choice",
                                         "EncryptedExtensions|EncryptedExtensions|rest-of-choice",
                                         "Certificate|Certificate|server",
                                         "CertificateVerify|CertificateVerify|server-possession",
                                         "Finished|Finished|finished",
                                         "Finished|Finished|finished",
                                         "application_data|application_data|data",
                                         "application_data|application_data|data",
                                         "Alert: close_notify|Alert: close_notify|goodbye",
                                         "Alert: close_notify|Alert: close_notify|goodbye",
                                         NULL};
    g_auto (Pair) pair = pair_of ("healthy", "hello-retry");
    expect_rows (pair.compare, wanted);
    expect_data (&pair.compare->run[DRAW_LEFT], 2, 2, 1, 3);
    expect_data (&pair.compare->run[DRAW_RIGHT], 4, 4, 3, 5);
}

/* Request, Certificate and CertificateVerify of the client stand where the figure has them. */
static void test_client_certificate (void)
{
    static const char *const wanted[] = {"ClientHello|ClientHello|offer",
                                         "ServerHello|ServerHello|choice",
                                         "EncryptedExtensions|EncryptedExtensions|rest-of-choice",
                                         "-|CertificateRequest|request",
                                         "Certificate|Certificate|server",
                                         "CertificateVerify|CertificateVerify|server-possession",
                                         "Finished|Finished|finished",
                                         "-|Certificate|client",
                                         "-|CertificateVerify|client-possession",
                                         "Finished|Finished|finished",
                                         NULL};
    g_auto (Pair) pair = pair_of ("healthy", "client-certificate");
    g_ptr_array_set_size (pair.compare->rows, 10);
    expect_rows (pair.compare, wanted);
    /* It costs no round trip. */
    expect_data (&pair.compare->run[DRAW_RIGHT], 2, 2, 1, 3);
}

/* The same data come at once instead of after a round trip: both stand where their time is, and
 * know each other. */
static void test_early_data_turns_time_around (void)
{
    g_auto (Pair) pair = pair_of ("healthy", "early-data");
    look (&pair, 0, 2, "everyone");
    const DrawCompare *compare = pair.compare;
    g_assert_cmpstr (text_at (compare, 1, DRAW_LEFT), ==, "-");
    g_assert_cmpstr (text_at (compare, 1, DRAW_RIGHT), ==, "application_data");
    const DrawCompareRow *early = g_ptr_array_index (compare->rows, 1);
    g_assert_cmpstr (early->note, ==, "comes later");
    int items[2];
    draw_compare_partners (compare, early, items);
    const DrawCompareItem *late = draw_compare_item (compare, DRAW_LEFT, items[DRAW_LEFT]);
    g_assert_cmpstr (late->text, ==, "application_data");
    g_assert_cmpuint (late->row, >, 1);
    const DrawCompareRow *row = g_ptr_array_index (compare->rows, late->row);
    g_assert_cmpstr (row->note, ==, "came earlier");
    expect_data (&compare->run[DRAW_LEFT], 2, 2, 1, 3);
    expect_data (&compare->run[DRAW_RIGHT], 0, 0, 1, 3);
}

static void test_resumption_says_where (void)
{
    g_auto (Pair) pair = pair_of ("resumption", "resumption");
    look (&pair, 1, 2, "everyone");
    const DrawCompare *compare = pair.compare;
    for (unsigned i = 0; i < compare->rows->len; i++) {
        const DrawCompareRow *row = g_ptr_array_index (compare->rows, i);
        if (g_str_equal (row->purpose->id, "server"))
            g_assert_cmpstr (row->note, ==, "in ServerHello: pre_shared_key");
    }
    expect_data (&compare->run[DRAW_RIGHT], 2, 2, 1, 3);
    g_autofree char *agreed = draw_compare_agreed_words (&compare->run[DRAW_RIGHT]);
    g_assert_cmpstr (agreed, ==,
                     "TLS1.3 · TLS_AES_128_GCM_SHA256 · x25519 · with a key from before");
}

/* ---- TLS 1.2 ---- */

static const DrawCompareRow *row_of (const DrawCompare *compare, const char *purpose)
{
    for (unsigned i = 0; i < compare->rows->len; i++) {
        const DrawCompareRow *row = g_ptr_array_index (compare->rows, i);
        if (g_str_equal (row->purpose->id, purpose))
            return row;
    }
    g_error ("no row for %s", purpose);
}

/* RFC 5246 figure 1: hello, hello to done, key exchange to Finished, Finished: the client may send
 * after the fourth half, the server after the third. Each job that only one version has a message
 * for is found in the other one's. */
static void test_tls12_beside_tls13 (void)
{
    g_auto (Pair) pair = pair_of ("healthy-tls12", "healthy");
    const DrawCompare *compare = pair.compare;
    g_assert_cmpstr (compare->run[DRAW_LEFT].version, ==, "TLS1.2");
    g_assert_cmpstr (compare->run[DRAW_LEFT].group, ==, "x25519");
    g_assert_cmpint (compare->run[DRAW_LEFT].may_send[TRACE_CLIENT], ==, 4);
    g_assert_cmpint (compare->run[DRAW_LEFT].did_send[TRACE_CLIENT], ==, 4);
    g_assert_cmpint (compare->run[DRAW_LEFT].may_send[TRACE_SERVER], ==, 3);
    g_assert_cmpint (compare->run[DRAW_RIGHT].may_send[TRACE_CLIENT], ==, 2);
    g_assert_cmpstr (row_of (compare, "server-share")->note, ==, "in ServerHello: key_share");
    g_assert_cmpstr (row_of (compare, "client-share")->note, ==, "in ClientHello: key_share");
    g_assert_cmpstr (row_of (compare, "server-possession")->note, ==,
                     "in ServerKeyExchange: signed_params");
    g_assert_cmpint (kind_of (compare, "server", "certificate_list[0]"), ==, DRAW_FIELD_SAME);
    /* What shares no row stands by the round trips behind it: of the server's first flight here,
     * of the client's second there. */
    unsigned proof, share;
    g_assert_true (g_ptr_array_find (compare->rows, row_of (compare, "server-possession"), &proof));
    g_assert_true (g_ptr_array_find (compare->rows, row_of (compare, "client-share"), &share));
    g_assert_cmpuint (proof, <, share);
    const DrawCompareRow *server = row_of (compare, "server");
    g_assert_false (draw_compare_item (compare, DRAW_LEFT, server->item[DRAW_LEFT])->sealed);
    g_assert_true (draw_compare_item (compare, DRAW_RIGHT, server->item[DRAW_RIGHT])->sealed);
    for (unsigned i = 0; i < compare->leaks->len; i++) {
        const DrawCompareLeak *leak = g_ptr_array_index (compare->leaks, i);
        if (!g_str_equal (leak->question, "The server's certificate"))
            continue;
        g_assert_cmpstr (leak->answer[DRAW_LEFT], ==, "CN=server.example");
        g_assert_cmpstr (leak->answer[DRAW_RIGHT], ==, "sealed");
    }
}

/* ---- Everything ---- */

/* Time runs down on both sides, and every message stands somewhere, once. */
static void expect_time (const DrawCompare *compare)
{
    int next[2] = {0, 0};
    for (unsigned i = 0; i < compare->rows->len; i++) {
        const DrawCompareRow *row = g_ptr_array_index (compare->rows, i);
        for (unsigned side = 0; side < 2; side++)
            if (row->item[side] >= 0) {
                g_assert_cmpint (row->item[side], ==, next[side]++);
                g_assert_cmpuint (draw_compare_item (compare, side, row->item[side])->row, ==, i);
            }
    }
    for (unsigned side = 0; side < 2; side++)
        g_assert_cmpint (next[side], ==, (int)compare->run[side].items->len);
}

static void test_whole_catalogue (void)
{
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    g_autoptr (ControlRun) healthy = run_of ("healthy", NULL);
    for (unsigned i = 0; i < catalogue->len; i++) {
        const ScenarioEntry *entry = g_ptr_array_index (catalogue, i);
        g_autoptr (ControlRun) run = run_of (entry->name, NULL);
        const DrawCompareInput left = {"l", control_run_trace (healthy), 0, -1};
        const DrawCompareInput right = {"r", control_run_trace (run), 0, -1};
        for (unsigned k = 0; trace_observer_at (k) != NULL; k++) {
            g_autoptr (DrawCompare) a = draw_compare_new (&left, &right, trace_observer_at (k));
            g_autoptr (DrawCompare) b = draw_compare_new (&right, &left, trace_observer_at (k));
            expect_time (a);
            expect_time (b);
        }
    }
}

/* A run beside itself: everything has its partner, and nothing differs but by nature. */
static void test_the_same_run (void)
{
    g_auto (Pair) pair = pair_of ("client-certificate", "client-certificate");
    for (unsigned i = 0; i < pair.compare->rows->len; i++) {
        const DrawCompareRow *row = g_ptr_array_index (pair.compare->rows, i);
        g_assert_cmpint (row->item[DRAW_LEFT], ==, row->item[DRAW_RIGHT]);
        g_assert_cmpuint (row->n_differ, ==, 0);
        g_assert_null (row->note);
    }
    /* The random of a ClientHello is drawn, its session id is empty; a farewell holds nothing. */
    const DrawCompareRow *first = g_ptr_array_index (pair.compare->rows, 0);
    const DrawCompareRow *last =
        g_ptr_array_index (pair.compare->rows, pair.compare->rows->len - 1);
    g_autofree char *offer = draw_compare_row_words (pair.compare, first);
    g_autofree char *goodbye = draw_compare_row_words (pair.compare, last);
    g_assert_cmpstr (offer, ==, "= but for what is fresh");
    g_assert_cmpstr (goodbye, ==, "= the same");
}

static void test_failure_ends_early (void)
{
    g_auto (Pair) pair = pair_of ("healthy", "no-common-cipher-suite");
    static const char *const wanted[] = {"ClientHello|ClientHello|offer", "ServerHello|-|choice",
                                         NULL};
    const DrawCompare *compare = pair.compare;
    const DrawCompareRun *run = &compare->run[DRAW_RIGHT];
    g_assert_true (g_str_has_prefix (run->outcome, "failed: "));
    g_assert_nonnull (strstr (run->outcome, "noticed by the server"));
    g_assert_cmpint (run->may_send[TRACE_CLIENT], ==, -1);
    const DrawCompareItem *last = g_ptr_array_index (run->items, run->items->len - 1);
    g_assert_true (last->alert);
    g_assert_cmpstr (last->purpose->id, ==, "alert");
    g_ptr_array_set_size (compare->rows, 2);
    expect_rows (compare, wanted);
}

/* ---- Fields ---- */

static void test_fields (void)
{
    g_auto (Pair) pair = pair_of ("healthy", "healthy-chacha20");
    const DrawCompare *compare = pair.compare;
    g_assert_cmpint (kind_of (compare, "choice", "cipher_suite"), ==, DRAW_FIELD_DIFFERS);
    g_assert_cmpint (kind_of (compare, "choice", "legacy_version"), ==, DRAW_FIELD_SAME);
    g_assert_cmpint (kind_of (compare, "choice", "random"), ==, DRAW_FIELD_FRESH);
    g_assert_cmpint (kind_of (compare, "choice", "key_share.server_share.key_exchange"), ==,
                     DRAW_FIELD_FRESH);
    g_assert_cmpint (kind_of (compare, "finished", "verify_data"), ==, DRAW_FIELD_FRESH);
    g_assert_cmpstr (compare->run[DRAW_RIGHT].suite, ==, "TLS_CHACHA20_POLY1305_SHA256");

    g_auto (Pair) other = pair_of ("healthy", "early-data");
    g_assert_cmpint (kind_of (other.compare, "offer", "early_data"), ==, DRAW_FIELD_RIGHT_ONLY);
    g_auto (Pair) turned = pair_of ("early-data", "healthy");
    g_assert_cmpint (kind_of (turned.compare, "offer", "pre_shared_key"), ==, DRAW_FIELD_LEFT_ONLY);
}

/* Values that are drawn anew are of one kind only when they are as long: TLS 1.2 has 12 bytes of
 * verify_data (RFC 5246 section 7.4.9), TLS 1.3 as many as the hash gives (RFC 9846 section 4.5.3),
 * X25519 a share of 32 and P-256 one of 65. An ECDSA signature is sometimes shorter by chance. */
static void test_fresh_of_another_length (void)
{
    g_auto (Pair) versions = pair_of ("healthy-tls12", "healthy");
    g_assert_cmpint (kind_of (versions.compare, "finished", "verify_data"), ==, DRAW_FIELD_DIFFERS);
    g_assert_cmpint (kind_of (versions.compare, "offer", "random"), ==, DRAW_FIELD_FRESH);
    g_auto (Pair) groups = pair_of ("healthy", "healthy-p256");
    g_assert_cmpint (kind_of (groups.compare, "choice", "key_share.server_share.key_exchange"), ==,
                     DRAW_FIELD_DIFFERS);
    g_assert_cmpint (kind_of (groups.compare, "finished", "verify_data"), ==, DRAW_FIELD_FRESH);
    g_auto (Pair) keys = pair_of ("healthy", "healthy-rsa");
    g_assert_cmpint (kind_of (keys.compare, "server-possession", "signature"), ==,
                     DRAW_FIELD_DIFFERS);
    g_auto (Pair) signed_twice = pair_of ("healthy", "healthy-chacha20");
    g_assert_cmpint (kind_of (signed_twice.compare, "server-possession", "signature"), ==,
                     DRAW_FIELD_FRESH);
}

/* Before and after a change: the one field that it changed. */
static void test_one_change (void)
{
    g_auto (Pair) pair = {.run = {run_of ("healthy", NULL),
                                  run_of ("healthy", "client.server-name=www.server.example")}};
    look (&pair, 0, 0, "everyone");
    const DrawCompareRow *offer = g_ptr_array_index (pair.compare->rows, 0);
    g_assert_cmpuint (offer->n_differ, ==, 1);
    g_assert_cmpint (kind_of (pair.compare, "offer", "server_name.server_name_list[0].host_name"),
                     ==, DRAW_FIELD_DIFFERS);
}

/* ---- The eavesdropper ---- */

static void test_eavesdropper (void)
{
    g_auto (Pair) pair = pair_of ("healthy", "client-certificate");
    look (&pair, 0, 0, "eavesdropper");
    const DrawCompare *compare = pair.compare;
    for (unsigned i = 0; i < compare->rows->len; i++) {
        const DrawCompareRow *row = g_ptr_array_index (compare->rows, i);
        const char *id = row->purpose->id;
        g_assert_true (g_str_equal (id, i == 0 ? "offer" : i == 1 ? "choice" : "sealed"));
        g_autoptr (GPtrArray) fields = draw_compare_fields (compare, row);
        g_assert_true ((fields->len > 0) == (i < 2));
        g_assert_true (row->note == NULL || i < 2);
    }
    g_assert_cmpint (compare->run[DRAW_LEFT].may_send[TRACE_CLIENT], ==, -1);
    g_assert_cmpstr (compare->run[DRAW_LEFT].outcome, ==, "cannot be told from outside");
    const DrawCompareLeak *name = g_ptr_array_index (compare->leaks, 0);
    g_assert_cmpstr (name->answer[DRAW_LEFT], ==, "server.example");
    g_assert_true (name->clear[DRAW_LEFT]);
    for (unsigned i = 2; i < compare->leaks->len; i++) {
        const DrawCompareLeak *leak = g_ptr_array_index (compare->leaks, i);
        g_assert_false (leak->clear[DRAW_RIGHT]);
        g_assert_cmpstr (leak->answer[DRAW_RIGHT], ==, "sealed, if it was sent at all");
    }
}

static void test_bytes (void)
{
    g_auto (Pair) pair = pair_of ("healthy", "healthy");
    const DrawCompareRun *run = &pair.compare->run[DRAW_LEFT];
    size_t clear = 0, sealed = 0;
    for (unsigned i = 0; i < run->items->len; i++) {
        const DrawCompareItem *item = g_ptr_array_index (run->items, i);
        *(item->sealed ? &sealed : &clear) += item->size;
    }
    /* A record per message here, so both ways of counting give the same. */
    g_assert_cmpuint (run->clear, ==, clear);
    g_assert_cmpuint (run->sealed, ==, sealed);
    g_assert_cmpuint (run->items->len, ==, 11);
}

/* ---- Stepping ---- */

static void test_rows_at_cursor (void)
{
    g_auto (Pair) pair = pair_of ("healthy", "hello-retry");
    const DrawCompare *compare = pair.compare;
    unsigned before = 0;
    g_assert_cmpuint (draw_compare_rows_at (compare, -1), ==, 0);
    for (int cursor = 0; cursor <= compare->run[DRAW_LEFT].end; cursor++) {
        unsigned n = draw_compare_rows_at (compare, cursor), seen = 0;
        for (unsigned i = 0; i < compare->run[DRAW_LEFT].items->len; i++) {
            const DrawCompareItem *item = draw_compare_item (compare, DRAW_LEFT, (int)i);
            seen = item->event <= cursor ? item->row + 1 : seen;
        }
        bool end = cursor == compare->run[DRAW_LEFT].end;
        g_assert_cmpuint (n, ==, end ? compare->rows->len : seen);
        g_assert_cmpuint (n, >=, before);
        before = n;
    }
}

/* ---- Purposes ---- */

/* Every message that there is, of whatever version, serves a purpose. */
static void test_all_messages_have_a_purpose (void)
{
    static const char *const of_server[] = {"HelloRetryRequest",   "ServerHello",
                                            "EncryptedExtensions", "CertificateRequest",
                                            "CertificateStatus",   "ServerKeyExchange",
                                            "ServerHelloDone",     "NewSessionTicket",
                                            "HelloRequest",        NULL};
    static const char *const older[] = {"ServerKeyExchange", "ServerHelloDone", "ClientKeyExchange",
                                        "CertificateStatus", "HelloRequest"};
    for (unsigned i = 0; i < WIRE_N_MESSAGES; i++) {
        const char *name = wire_message_row (i)->name;
        if (i == WIRE_UNKNOWN_MESSAGE)
            continue;
        TraceParty sender = g_strv_contains (of_server, name) ? TRACE_SERVER : TRACE_CLIENT;
        g_assert_cmpstr (draw_purpose_of (name, sender, false)->id, !=, "unknown");
    }
    for (unsigned i = 0; i < G_N_ELEMENTS (older); i++) {
        TraceParty sender = g_strv_contains (of_server, older[i]) ? TRACE_SERVER : TRACE_CLIENT;
        g_assert_cmpstr (draw_purpose_of (older[i], sender, false)->id, !=, "unknown");
    }
    for (unsigned i = 0; draw_purpose_at (i) != NULL; i++)
        g_assert_nonnull (draw_purpose_at (i)->words);
}

static void test_round_trips_in_words (void)
{
    static const char *const words[] = {"at once", "½ round trip", "1 round trip", "1½ round trips",
                                        "2 round trips"};
    for (int i = 0; i < (int)G_N_ELEMENTS (words); i++) {
        g_autofree char *found = draw_round_trips (i);
        g_assert_cmpstr (found, ==, words[i]);
    }
    g_autofree char *never = draw_round_trips (-1);
    g_assert_cmpstr (never, ==, "never");
}

/* ---- Pictures ---- */

static char *program_says (const char *const *argv, GBytes *input)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) output = NULL;
    g_autoptr (GSubprocess) process = g_subprocess_newv (
        argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
    g_assert_no_error (error);
    g_subprocess_communicate (process, input, NULL, &output, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (g_subprocess_get_successful (process));
    return g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
}

static unsigned count (const char *text, const char *part)
{
    unsigned n = 0;
    for (const char *at = strstr (text, part); at != NULL; at = strstr (at + 1, part))
        n++;
    return n;
}

static char *write_as (const DrawCompare *compare, const char *format, GBytes **bytes)
{
    g_autoptr (GError) error = NULL;
    *bytes = draw_write_compare (compare, format, &error);
    g_assert_no_error (error);
    return g_strndup (g_bytes_get_data (*bytes, NULL), g_bytes_get_size (*bytes));
}

static void test_pictures (void)
{
    g_auto (Pair) pair = pair_of ("healthy", "hello-retry");
    unsigned arrows =
        pair.compare->run[DRAW_LEFT].items->len + pair.compare->run[DRAW_RIGHT].items->len;
    g_autoptr (GBytes) svg = NULL, dot = NULL, mermaid = NULL, png = NULL, pdf = NULL;
    g_autofree char *svg_text = write_as (pair.compare, "svg", &svg);
    g_autofree char *dot_text = write_as (pair.compare, "dot", &dot);
    g_autofree char *mermaid_text = write_as (pair.compare, "mermaid", &mermaid);
    g_autofree char *png_text = write_as (pair.compare, "png", &png);
    g_autofree char *pdf_text = write_as (pair.compare, "pdf", &pdf);
    g_autofree char *lint =
        program_says ((const char *const[]){"xmllint", "--noout", "-", NULL}, svg);
    g_autofree char *drawn = program_says ((const char *const[]){"dot", "-Tsvg", NULL}, dot);
    g_assert_cmpuint (count (svg_text, "HelloRetryRequest · "), ==, 1);
    g_assert_cmpuint (count (dot_text, " tail\" -> "), ==, arrows);
    g_assert_cmpuint (count (drawn, "class=\"edge\""), ==, arrows + 4);
    g_assert_cmpuint (count (mermaid_text, "->>"), ==, arrows);
    g_assert_cmpuint (count (mermaid_text, "Note over S1,C2: "), ==, pair.compare->rows->len);
    g_assert_true (g_str_has_prefix (png_text, "\211PNG"));
    g_assert_true (g_str_has_prefix (pdf_text, "%PDF"));
    g_autoptr (GError) error = NULL;
    g_assert_null (draw_write_compare (pair.compare, "gif", &error));
    g_assert_nonnull (strstr (error->message, "dot, mermaid, svg, png and pdf"));
}

/* An alert is red, and has its mark where there is no colour; calm runs have neither. */
static void test_picture_of_an_alert (void)
{
    g_auto (Pair) calm = pair_of ("healthy", "hello-retry");
    g_auto (Pair) failed = pair_of ("healthy", "no-common-cipher-suite");
    const Pair *pairs[] = {&calm, &failed};
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr (GBytes) svg = NULL, mermaid = NULL;
        g_autofree char *svg_text = write_as (pairs[i]->compare, "svg", &svg);
        g_autofree char *mermaid_text = write_as (pairs[i]->compare, "mermaid", &mermaid);
        g_assert_cmpuint (count (svg_text, "fill=\"#fdeaea\""), ==, i);
        g_assert_cmpuint (count (mermaid_text, "✗"), ==, i);
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/compare/full-beside-retry", test_full_beside_retry);
    g_test_add_func ("/compare/client-certificate", test_client_certificate);
    g_test_add_func ("/compare/early-data-turns-time-around", test_early_data_turns_time_around);
    g_test_add_func ("/compare/resumption-says-where", test_resumption_says_where);
    g_test_add_func ("/compare/tls12-beside-tls13", test_tls12_beside_tls13);
    g_test_add_func ("/compare/whole-catalogue", test_whole_catalogue);
    g_test_add_func ("/compare/the-same-run", test_the_same_run);
    g_test_add_func ("/compare/failure-ends-early", test_failure_ends_early);
    g_test_add_func ("/compare/fields", test_fields);
    g_test_add_func ("/compare/fresh-of-another-length", test_fresh_of_another_length);
    g_test_add_func ("/compare/one-change", test_one_change);
    g_test_add_func ("/compare/eavesdropper", test_eavesdropper);
    g_test_add_func ("/compare/bytes", test_bytes);
    g_test_add_func ("/compare/rows-at-cursor", test_rows_at_cursor);
    g_test_add_func ("/compare/every-message-has-a-purpose", test_all_messages_have_a_purpose);
    g_test_add_func ("/compare/round-trips-in-words", test_round_trips_in_words);
    g_test_add_func ("/compare/pictures", test_pictures);
    g_test_add_func ("/compare/picture-of-an-alert", test_picture_of_an_alert);
    return g_test_run ();
}
