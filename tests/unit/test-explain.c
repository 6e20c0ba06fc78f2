/* Every key that the engine can make has a text, and every text has a key: keys are collected from
 * the same tables that the engine runs on. */
#include "lesson/explain.h"

#include "base/cause.h"
#include "crypto/group.h"
#include "control/run.h"
#include "crypto/signature.h"
#include "draw/graph.h"
#include "lesson/history.h"
#include "lesson/prose.h"
#include "pki/identity.h"
#include "tls/misbehaviour.h"
#include "wire/message.h"
#include "wire/paths.h"
#include "wire/record.h"
#include "wire/ssl2.h"

#include <string.h>

typedef struct {
    GHashTable *headings; /* char *: those that some key leads to */
    GHashTable *known;    /* char *: keys seen so far, owned */
    GString *missing;     /* keys without a text */
} Keys;

static void add_key (Keys *keys, const char *key)
{
    const char *heading = lesson_explanation_heading (key);
    if (!g_hash_table_add (keys->known, g_strdup (key)))
        return;
    if (heading != NULL)
        g_hash_table_add (keys->headings, (gpointer)heading);
    else
        g_string_append_printf (keys->missing, "\n  %s", key);
}

static void add_name (Keys *keys, const char *prefix, const char *name)
{
    g_autofree char *key = g_strconcat (prefix, name, NULL);
    add_key (keys, key);
}

/* ---- Fields: the format tables ---- */

static void add_tree (Keys *keys, WireTree *taken)
{
    g_autoptr (WireTree) tree = taken;
    for (unsigned i = 0; i < tree->n_fields; i++) {
        g_autofree char *key = wire_tree_key (tree, i);
        add_key (keys, key);
    }
}

static void add_fields (Keys *keys)
{
    static const uint8_t zeros[40] = {23, 3, 3, 0, 35};
    g_autoptr (GBytes) record = g_bytes_new_static (zeros, sizeof zeros);
    g_autoptr (GBytes) header = g_bytes_new_static (zeros, 5);
    g_autoptr (GBytes) nonce = g_bytes_new_static (zeros, 12);
    for (unsigned i = 0; i < WIRE_N_MESSAGES; i++) {
        const WireMessageRow *row = wire_message_row (i);
        add_name (keys, "message:", row->name);
        g_autoptr (GPtrArray) paths = wire_message_paths (i);
        for (unsigned k = 0; k < paths->len; k++)
            add_key (keys, g_ptr_array_index (paths, k));
    }
    add_tree (keys, wire_record_tree (record, 0));
    add_tree (keys, wire_record_tree (record, 16));
    add_tree (keys, wire_inner_plaintext_tree (header));
    add_tree (keys, wire_inner_plaintext_tree (record));
    add_tree (keys, wire_nonce_tree (nonce));
    add_tree (keys, wire_additional_data_tree (header));
    static const WireSealing sealings[] = {
        {WIRE_CIPHER_AEAD, .nonce_explicit = 8, .salt = 4, .tag = 16},
        {WIRE_CIPHER_BLOCK, .iv = 16, .mac = 4},
        {WIRE_CIPHER_BLOCK, .iv = 16, .mac = 4, .encrypt_then_mac = true},
        {WIRE_CIPHER_STREAM, .mac = 4},
    };
    static const uint8_t padded[] = {1, 2, 3, 4, 5, 1, 1};
    g_autoptr (GBytes) plaintext = g_bytes_new_static (padded, sizeof padded);
    g_autoptr (GBytes) thirteen = g_bytes_new_static (zeros, 13);
    for (unsigned i = 0; i < G_N_ELEMENTS (sealings); i++) {
        add_tree (keys, wire_ciphertext_12_tree (record, sealings[i]));
        add_tree (keys, wire_plaintext_12_tree (plaintext, sealings[i]));
        add_tree (keys, wire_nonce_12_tree (nonce, sealings[i]));
        add_tree (keys, wire_mac_input_tree (thirteen, sealings[i]));
    }
    g_autoptr (GBytes) ssl2 = base_unhex ("800f 01 0301 0003 0001 0002 010080 aa bbcc", NULL);
    add_tree (keys, wire_ssl2_hello_tree (ssl2));
    add_key (keys, "length");
    add_key (keys, "unread");
    add_key (keys, "unknown_extension");
    add_key (keys, "grease_extension");
    add_key (keys, "misplaced_extension");
}

/* ---- The other tables ---- */

static void add_tables (Keys *keys)
{
    for (unsigned i = 1; i < BASE_N_CAUSES; i++)
        add_name (keys, "cause:", base_cause_name (i));
    for (size_t i = 0; i < wire_alerts.n_rows; i++)
        add_name (keys, "alert:", wire_alerts.rows[i].name);
    for (unsigned i = 0; i < TLS_N_STATES; i++)
        add_name (keys, "state:", tls_state_name (i));
    add_name (keys, "event:", "rogue");
    for (unsigned i = TRACE_ESTABLISHED; i <= TRACE_STALLED; i++)
        add_name (keys, "event:", trace_outcome_name (i));
    g_autoptr (DrawGraph) chart = draw_flowchart (NULL, -1, true);
    for (unsigned i = 0; i < chart->nodes->len; i++)
        add_key (keys, ((const DrawNode *)g_ptr_array_index (chart->nodes, i))->key);
    for (unsigned i = 0; tls_suite_at (i) != NULL; i++)
        add_name (keys, "suite:", tls_suite_at (i)->name);
    for (unsigned i = 0; crypto_group_at (i) != NULL; i++)
        add_name (keys, "group:", crypto_group_at (i)->name);
    for (unsigned i = 0; pki_check_at (i) != NULL; i++)
        add_name (keys, "check:", pki_check_at (i));
    for (unsigned i = 0; pki_builtin_at (i) != NULL; i++)
        add_name (keys, "certificate:", pki_builtin_at (i)->name);
    for (unsigned i = 0; crypto_scheme_at (i) != NULL; i++)
        add_name (keys, "scheme:", crypto_scheme_at (i)->name);
    for (unsigned i = 0; tls_misbehaviour_row (i) != NULL; i++)
        add_name (keys, "misbehaviour:", tls_misbehaviour_row (i)->name);
    for (unsigned i = 0; lesson_history_at (i) != NULL; i++)
        add_name (keys, "history:", lesson_history_at (i)->name);
}

/* ---- What happens: traces ---- */

static void add_event (Keys *keys, const Trace *trace, unsigned seq)
{
    g_autofree char *key = trace_event_key (trace, seq);
    add_key (keys, key);
    const TraceEvent *event = trace_event (trace, seq);
    const TraceDecision *decision =
        event->decision >= 0 ? trace_decision (trace, event->decision) : NULL;
    if (decision == NULL || !g_str_equal (decision->key, "certificate-chain"))
        return;
    for (unsigned i = 0; i < decision->n_candidates; i++) {
        const char *name = decision->candidates[i].name; /* "validity: CN=server.example" */
        g_autofree char *check = g_strndup (name, strcspn (name, ":"));
        add_name (keys, "check:", check);
    }
}

static void add_run (Keys *keys, const char *name, const char *setting)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) plain = scenario_load (name, &error);
    g_assert_no_error (error);
    g_autoptr (Scenario) scenario =
        setting != NULL ? scenario_with (plain, setting, &error) : scenario_ref (plain);
    g_assert_no_error (error);
    g_autoptr (ControlRun) run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (run);
    const Trace *trace = control_run_trace (run);
    for (unsigned seq = 0; seq < trace_length (trace); seq++)
        add_event (keys, trace, seq);
}

static void add_traces (Keys *keys)
{
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    g_assert_cmpuint (catalogue->len, >, 5);
    for (guint i = 0; i < catalogue->len; i++)
        add_run (keys, ((const ScenarioEntry *)g_ptr_array_index (catalogue, i))->name, NULL);
    add_run (keys, "healthy", "client.middlebox-compatibility=yes");
    add_run (keys, "client-certificate-tls12", "client.certificate=none");
    add_run (keys, "healthy-tls12", "client.exporter=EXPERIMENTAL");
    add_key (keys, "message:encrypted record"); /* of an outside peer, never opened */
    add_key (keys, "secret:client_application_traffic_secret_1"); /* when a peer updates its keys */
}

/* ---- What is drawn ---- */

static void add_graph (Keys *keys, DrawGraph *taken)
{
    g_autoptr (DrawGraph) graph = taken;
    for (guint i = 0; i < graph->nodes->len; i++) {
        const DrawNode *node = g_ptr_array_index (graph->nodes, i);
        if (node->key != NULL)
            add_key (keys, node->key);
    }
}

static ControlRun *run_whole (const char *name)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (name, &error);
    g_assert_no_error (error);
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (run);
    return run;
}

/* What is drawn for TLS 1.2, when it is spoken. */
static void add_older_graphs (Keys *keys)
{
    g_autoptr (ControlRun) run = run_whole ("healthy-tls12");
    add_graph (keys, draw_flowchart (run, 0, false));
    add_graph (keys, draw_machine (TLS_CLIENT, run, 0));
    add_graph (keys, draw_machine (TLS_SERVER, run, 0));
}

/* The boxes of a second try, and those of a client that shows who it is. */
static void add_detour (Keys *keys, const char *scenario)
{
    g_autoptr (ControlRun) run = run_whole (scenario);
    int end = (int)trace_length (control_run_trace (run)) - 1;
    add_graph (keys, draw_flowchart (run, end, false));
}

static void add_graphs (Keys *keys)
{
    add_older_graphs (keys);
    add_detour (keys, "hello-retry");
    add_detour (keys, "client-certificate");
    add_detour (keys, "client-certificate-tls12");
    add_graph (keys, draw_flowchart (NULL, 0, false));
    add_graph (keys, draw_flowchart (NULL, 0, true));
    add_graph (keys, draw_machine (TLS_CLIENT, NULL, 0));
    add_graph (keys, draw_machine (TLS_SERVER, NULL, 0));
}

/* Every text is led to by a key; the glossary's terms are led to by links. */
static void add_unused (Keys *keys)
{
    g_auto (GStrv) all = lesson_explanation_keys ();
    for (unsigned i = 0; all[i] != NULL; i++)
        if (!g_str_has_prefix (all[i], "term:") && !g_hash_table_contains (keys->headings, all[i]))
            g_string_append_printf (keys->missing, "\n  %s (no key leads there)", all[i]);
}

static void every_key_has_a_text_and_every_text_a_key (void)
{
    g_autoptr (GHashTable) headings = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    Keys keys = {headings, known, g_string_new (NULL)};
    add_fields (&keys);
    add_tables (&keys);
    add_traces (&keys);
    add_graphs (&keys);
    add_unused (&keys);
    if (keys.missing->len > 0)
        g_test_message ("text or key missing:%s", keys.missing->str);
    g_assert_cmpuint (keys.missing->len, ==, 0);
    g_string_free (keys.missing, TRUE);
}

/* ---- The texts themselves ---- */

static void fallbacks_go_to_the_nearest_text (void)
{
    static const char *const rows[][2] = {
        {"ClientHello.cipher_suites[]", "ClientHello.cipher_suites[]"},
        {"ClientHello.key_share.extension_type", "extension_type"},
        {"HelloRetryRequest.legacy_session_id_echo", "legacy_session_id_echo"},
        {"secret:client_handshake_write_key", "secret:write_key"},
        {"secret:server_finished_key", "secret:finished_key"},
        {"secret:server_application_traffic_secret_0",
         "secret:server_application_traffic_secret_0"},
        {"secret:server_application_traffic_secret_12", "secret:application_traffic_secret_N"},
        {"draw:client_random", "draw:random"},
        {"draw:signature.salt", "draw:signature"},
        {"term:pre-shared-key", "term:pre-shared key"},
        {"term:man-in-the-middle", "term:man in the middle"},
        {"history:MD5-and-SHA-1", "history:MD5 and SHA-1"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
        g_assert_cmpstr (lesson_explanation_heading (rows[i][0]), ==, rows[i][1]);
    g_assert_cmpstr (lesson_explanation ("draw:client_random"), ==,
                     lesson_explanation ("draw:random"));
    static const char *const none[] = {
        "", ".", ":", "term:", "cause:NO_SUCH", "alert:x_internal_error"};
    for (unsigned i = 0; i < G_N_ELEMENTS (none); i++)
        g_assert_null (lesson_explanation (none[i]));
}

static bool link_leads_somewhere (const char *target)
{
    if (g_str_has_prefix (target, "term:") || g_str_has_prefix (target, "history:") ||
        g_str_has_prefix (target, "alert:"))
        return lesson_explanation (target) != NULL;
    return g_str_has_prefix (target, "rfc:") || g_str_has_prefix (target, "https:");
}

/* A text is one to three paragraphs of prose that a label can show, with links that work. The pages
 * of history stand for themselves and may be a little longer. */
static void texts_are_well_made (void)
{
    g_auto (GStrv) all = lesson_explanation_keys ();
    for (unsigned i = 0; all[i] != NULL; i++) {
        const char *text = lesson_explanation (all[i]);
        g_auto (GStrv) words = g_strsplit_set (text, " \n", -1);
        bool history = g_str_has_prefix (all[i], "history:");
        if (g_strv_length (words) < 4 || g_strv_length (words) > (history ? 175 : 130))
            g_error ("%s: %u words", all[i], g_strv_length (words));
        g_autoptr (GPtrArray) blocks = lesson_prose (text);
        for (guint k = 0; k < blocks->len; k++) {
            const LessonBlock *block = g_ptr_array_index (blocks, k);
            if (strstr (block->plain, "](") != NULL)
                g_error ("%s: a link that is none", all[i]);
            for (guint l = 0; block->links != NULL && l < block->links->len; l++) {
                const LessonLink *link = g_ptr_array_index (block->links, l);
                if (!link_leads_somewhere (link->target))
                    g_error ("%s: link to %s", all[i], link->target);
            }
        }
    }
}

static void add_links (GHashTable *headings, const char *key)
{
    g_autoptr (GPtrArray) blocks = lesson_prose (lesson_explanation (key));
    for (guint k = 0; k < blocks->len; k++) {
        const LessonBlock *block = g_ptr_array_index (blocks, k);
        for (guint l = 0; block->links != NULL && l < block->links->len; l++) {
            const LessonLink *link = g_ptr_array_index (block->links, l);
            const char *heading = lesson_explanation_heading (link->target);
            if (heading != NULL && !g_str_equal (heading, key))
                g_hash_table_add (headings, (gpointer)heading);
        }
    }
}

/* In the app, a link is the only way to a page of history. */
static void each_page_of_history_is_linked_to (void)
{
    g_autoptr (GHashTable) linked = g_hash_table_new (g_str_hash, g_str_equal);
    g_auto (GStrv) all = lesson_explanation_keys ();
    for (unsigned i = 0; all[i] != NULL; i++)
        add_links (linked, all[i]);
    for (unsigned i = 0; lesson_history_at (i) != NULL; i++) {
        g_autofree char *key = g_strconcat ("history:", lesson_history_at (i)->name, NULL);
        if (!g_hash_table_contains (linked, lesson_explanation_heading (key)))
            g_error ("%s: no text links there", key);
        g_assert_true (lesson_link_allowed (key));
    }
}

/* Each alert that may be answered begins with its number, which a list that has shown it leaves
 * out. */
static void alerts_begin_with_their_numbers (void)
{
    for (unsigned i = 0; i < BASE_N_ALERTS; i++) {
        unsigned number = base_alert_at (i);
        g_autofree char *key = g_strconcat ("alert:", base_alert_name (number), NULL);
        g_autofree char *beginning = g_strdup_printf ("Number %u. ", number);
        g_assert_true (g_str_has_prefix (lesson_explanation (key), beginning));
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/explain/every-key-has-a-text-and-every-text-a-key",
                     every_key_has_a_text_and_every_text_a_key);
    g_test_add_func ("/explain/fallbacks-go-to-the-nearest-text", fallbacks_go_to_the_nearest_text);
    g_test_add_func ("/explain/texts-are-well-made", texts_are_well_made);
    g_test_add_func ("/explain/each-page-of-history-is-linked-to",
                     each_page_of_history_is_linked_to);
    g_test_add_func ("/explain/alerts-begin-with-their-numbers", alerts_begin_with_their_numbers);
    return g_test_run ();
}
