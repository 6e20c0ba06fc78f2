#include "export/export.h"
#include "trace/write.h"

#include <string.h>

/* A trace that keeps events alone tells the same story as one that keeps all, without the content
 * of the application data. */

static const char sent[] = "what nobody needs to keep";

static ControlRun *run_at (TraceLevel level)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) healthy = scenario_load ("healthy", &error);
    g_assert_no_error (error);
    g_autofree char *send = g_strconcat ("client.send=", sent, NULL);
    g_autoptr (Scenario) scenario = scenario_with (healthy, send, &error);
    g_assert_no_error (error);
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    trace_set_level (control_run_trace (run), level);
    control_run_all (run);
    g_assert_cmpstr (control_outcome (run), ==, "established");
    return run;
}

static void same_events_same_words (void)
{
    g_autoptr (ControlRun) full_run = run_at (TRACE_KEEP_ALL);
    g_autoptr (ControlRun) brief_run = run_at (TRACE_KEEP_EVENTS);
    const Trace *full = control_run_trace (full_run), *brief = control_run_trace (brief_run);
    g_assert_cmpuint (trace_length (full), ==, trace_length (brief));
    for (unsigned seq = 0; seq < trace_length (full); seq++)
        for (unsigned i = 0; trace_observer_at (i) != NULL; i++) {
            const TraceObserver *observer = trace_observer_at (i);
            g_autofree char *full_title = trace_event_title_seen (full, observer, seq);
            g_autofree char *brief_title = trace_event_title_seen (brief, observer, seq);
            g_autofree char *full_landmark = trace_event_landmark (full, seq);
            g_autofree char *brief_landmark = trace_event_landmark (brief, seq);
            g_assert_cmpstr (full_title, ==, brief_title);
            g_assert_cmpstr (full_landmark, ==, brief_landmark);
        }
}

static void application_data_alone_is_forgotten (void)
{
    g_autoptr (ControlRun) run = run_at (TRACE_KEEP_EVENTS);
    const Trace *trace = control_run_trace (run);
    const TraceMoment *end = &trace_event (trace, trace_length (trace) - 1)->now;
    unsigned n = 0;
    for (unsigned i = 0; i < end->n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        const TraceRecord *record = trace_record (trace, message->record);
        bool data = g_str_equal (trace_message_name (message), "application_data");
        g_assert_true (message->forgotten == data);
        g_assert_true (record->forgotten == data);
        g_assert_cmpuint (g_bytes_get_size (message->sent->bytes), ==, data ? 0 : message->size);
        g_assert_cmpuint (g_bytes_get_size (record->sent), ==, data ? 5 : record->size);
        g_assert_true (record->arrived == record->sent);
        n += data;
        if (data && message->sender == TRACE_CLIENT) {
            g_assert_cmpuint (message->size, ==, strlen (sent));
            g_assert_cmpuint (record->size, ==, 5 + strlen (sent) + 1 + 16);
        }
    }
    g_assert_cmpuint (n, ==, 2);
}

static void lookups_say_what_is_missing (void)
{
    g_autoptr (ControlRun) run = run_at (TRACE_KEEP_EVENTS);
    const Trace *trace = control_run_trace (run);
    unsigned end = trace_length (trace) - 1;
    g_autoptr (GError) error = NULL;
    g_autofree char *suite = trace_lookup (trace, end, "ServerHello.cipher_suite", &error);
    g_assert_no_error (error);
    g_assert_cmpstr (suite, ==, "TLS_AES_128_GCM_SHA256");
    g_assert_null (trace_lookup (trace, end, "client.application_data.data", &error));
    g_assert_nonnull (error);
    g_assert_nonnull (strstr (error->message, "has not kept"));
}

/* What was said, as it is and in hex. */
static bool holds (GBytes *file, const char *text)
{
    g_autofree char *hex = base_hex (base_span_text (text));
    BaseSpan span = base_span_bytes (file);
    return g_strstr_len ((const char *)span.data, (gssize)span.size, text) != NULL ||
           g_strstr_len ((const char *)span.data, (gssize)span.size, hex) != NULL;
}

static void exports_hold_no_forgotten_content (void)
{
    g_autoptr (ControlRun) full_run = run_at (TRACE_KEEP_ALL);
    g_autoptr (ControlRun) brief_run = run_at (TRACE_KEEP_EVENTS);
    const Trace *full = control_run_trace (full_run), *brief = control_run_trace (brief_run);
    for (unsigned i = 0; export_format_at (i) != NULL; i++) {
        const ExportFormat *format = export_format_at (i);
        if (g_str_equal (format->name, "keylog") || format->binary)
            continue; /* holds no data in clear in any case */
        int end = (int)trace_length (full) - 1;
        g_autoptr (GBytes) all = format->write (full, NULL, end, NULL);
        g_autoptr (GBytes) events = format->write (brief, NULL, end, NULL);
        g_assert_true (holds (all, sent));
        g_assert_false (holds (events, sent));
    }
}

static void capture_leaves_out_what_is_not_there (void)
{
    const ExportFormat *pcapng = export_format_find ("pcapng");
    g_autoptr (ControlRun) full_run = run_at (TRACE_KEEP_ALL);
    g_autoptr (ControlRun) brief_run = run_at (TRACE_KEEP_EVENTS);
    int end = (int)trace_length (control_run_trace (full_run)) - 1;
    g_autoptr (GBytes) all = pcapng->write (control_run_trace (full_run), NULL, end, NULL);
    g_autoptr (GBytes) events = pcapng->write (control_run_trace (brief_run), NULL, end, NULL);
    g_assert_cmpuint (g_bytes_get_size (events), >, 0);
    g_assert_cmpuint (g_bytes_get_size (events), <, g_bytes_get_size (all));
}

/* A long transfer leaves no bytes behind, however long it is. */
static void a_long_transfer_needs_no_room (void)
{
    enum { SIZE = 1 << 20, PIECE = 1 << 16 };
    g_autoptr (TlsConfig) client = tls_config_new (TLS_CLIENT);
    g_autoptr (TlsConfig) server = tls_config_new (TLS_SERVER);
    g_autoptr (GError) error = NULL;
    server->identity = pki_identity_builtin ("ecdsa", "server.example", &error);
    g_assert_no_error (error);
    client->hold_open = server->hold_open = true;
    g_autoptr (ControlRun) run = control_run_new_with (client, server, "1", 0, NULL, NULL, NULL);
    Trace *trace = control_run_trace (run);
    trace_set_level (trace, TRACE_KEEP_EVENTS);
    TlsParty *sender = control_run_party (run, TLS_CLIENT);
    TlsParty *reader = control_run_party (run, TLS_SERVER);
    g_autofree uint8_t *piece = g_malloc (PIECE);
    for (size_t at = 0; at < SIZE; at += PIECE) {
        memset (piece, (int)(at / PIECE), PIECE);
        tls_party_send (sender, base_span (piece, PIECE));
        while (tls_party_received_data (reader).size < PIECE)
            g_assert_true (control_step (run, CONTROL_BY_EVENT));
        g_assert_cmpmem (tls_party_received_data (reader).data,
                         tls_party_received_data (reader).size, piece, PIECE);
        tls_party_drop_received (reader);
    }
    size_t kept = 0, said = 0;
    unsigned n = trace_event (trace, trace_length (trace) - 1)->now.n_records;
    for (unsigned i = 0; i < n; i++) {
        kept += g_bytes_get_size (trace_record (trace, (int)i)->sent);
        said += trace_record (trace, (int)i)->size;
    }
    g_assert_cmpuint (said, >, SIZE);
    g_assert_cmpuint (kept, <, 4096);
    g_autofree char *view = tls_party_view (reader);
    g_assert_nonnull (strstr (view, "to-server (1048576 bytes)\n"));
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/trace-level/same-events-same-words", same_events_same_words);
    g_test_add_func ("/trace-level/application-data-alone-is-forgotten",
                     application_data_alone_is_forgotten);
    g_test_add_func ("/trace-level/lookups-say-what-is-missing", lookups_say_what_is_missing);
    g_test_add_func ("/trace-level/exports-hold-no-forgotten-content",
                     exports_hold_no_forgotten_content);
    g_test_add_func ("/trace-level/capture-leaves-out-what-is-not-there",
                     capture_leaves_out_what_is_not_there);
    g_test_add_func ("/trace-level/a-long-transfer-needs-no-room", a_long_transfer_needs_no_room);
    return g_test_run ();
}
