/* What leaves the program as a file. What other tools make of it is judged in tests/interop. */
#include "export/export.h"
#include "export/tcp.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static ControlRun *run_of (const char *scenario)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) loaded = scenario_load (scenario, &error);
    g_assert_no_error (error);
    ControlRun *run = control_run_new (loaded, &error);
    g_assert_no_error (error);
    control_to_end (run);
    return run;
}

static char *export_text (ControlRun *run, const char *format, int cursor, const char *observer)
{
    g_autoptr (GBytes) bytes =
        export_format_find (format)->write (control_run_trace (run), control_run_scenario (run),
                                            cursor, trace_observer_find (observer));
    return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* ---- Formats ---- */

static void formats_are_found_by_name (void)
{
    static const char *const names[] = {"text", "json", "keylog", "pcapng"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
        g_assert_cmpstr (export_format_at (i)->name, ==, names[i]);
    g_assert_null (export_format_at (G_N_ELEMENTS (names)));
    g_assert_null (export_format_find ("docx"));
}

static void every_format_holds_at_every_cursor (void)
{
    g_autoptr (ControlRun) run = run_of ("flipped-bit-in-sealed-record");
    int end = (int)trace_length (control_run_trace (run)) - 1;
    for (unsigned f = 0; export_format_at (f) != NULL; f++)
        for (unsigned o = 0; trace_observer_at (o) != NULL; o++)
            for (int cursor = -1; cursor <= end; cursor += 1) {
                g_autoptr (GBytes) bytes = export_format_at (f)->write (
                    control_run_trace (run), control_run_scenario (run), cursor,
                    trace_observer_at (o));
                g_assert_nonnull (bytes);
            }
}

static void same_run_gives_the_same_file (void)
{
    for (unsigned f = 0; export_format_at (f) != NULL; f++) {
        g_autoptr (ControlRun) one = run_of ("healthy-rsa");
        g_autoptr (ControlRun) two = run_of ("healthy-rsa");
        int end = (int)trace_length (control_run_trace (one)) - 1;
        g_autoptr (GBytes) a = export_format_at (f)->write (control_run_trace (one),
                                                            control_run_scenario (one), end, NULL);
        g_autoptr (GBytes) b = export_format_at (f)->write (control_run_trace (two),
                                                            control_run_scenario (two), end, NULL);
        g_assert_true (g_bytes_equal (a, b));
    }
}

/* ---- Who may know what ---- */

static void assert_lacks (const char *text, GBytes *bytes)
{
    g_autofree char *hex = base_hex (base_span_bytes (bytes));
    if (strlen (hex) >= 32)
        g_assert_null (strstr (text, hex));
}

/* Everything that only a party may know. A key_share's private value is a draw; a hello's random is
 * a draw too, but goes over the wire in clear. */
static void assert_no_secret (const Trace *trace, const char *text)
{
    for (unsigned i = 0; i < trace_length (trace); i++) {
        const TraceEvent *event = trace_event (trace, i);
        if (event->kind == TRACE_DERIVE)
            assert_lacks (text, trace_secret (trace, event->secret)->value);
        if (event->kind == TRACE_DRAW && !g_str_equal (event->label, "random"))
            assert_lacks (text, event->value);
        if (event->kind == TRACE_SEAL)
            assert_lacks (text, trace_record (trace, event->record)->inner);
    }
}

static void eavesdroppers_files_hold_no_secret (void)
{
    g_autoptr (ControlRun) run = run_of ("healthy");
    Trace *trace = control_run_trace (run);
    int end = (int)trace_length (trace) - 1;
    static const char *const formats[] = {"text", "json", "keylog"};
    for (unsigned f = 0; f < G_N_ELEMENTS (formats); f++) {
        g_autofree char *text = export_text (run, formats[f], end, "eavesdropper");
        assert_no_secret (trace, text);
        g_assert_null (strstr (text, "seed"));
        /* Nor does he learn which sealed message is which. */
        g_assert_null (strstr (text, "CertificateVerify"));
        g_assert_null (strstr (text, "4.5."));
    }
    g_autofree char *json = export_text (run, "json", end, "eavesdropper");
    g_assert_nonnull (strstr (json, "ServerHello"));
}

/* The values that both parties compute are the same, but what one drew only one knows. */
static void a_partys_file_holds_its_own_draws_alone (void)
{
    g_autoptr (ControlRun) run = run_of ("healthy");
    Trace *trace = control_run_trace (run);
    int end = (int)trace_length (trace) - 1;
    for (int party = TRACE_CLIENT; party <= TRACE_SERVER; party++) {
        g_autofree char *json =
            export_text (run, "json", end, trace_party_name ((TraceParty)party));
        unsigned own = 0;
        for (unsigned i = 0; i < trace_length (trace); i++) {
            const TraceEvent *event = trace_event (trace, i);
            if (event->kind != TRACE_DRAW || g_str_equal (event->label, "random"))
                continue;
            g_autofree char *hex = base_hex (base_span_bytes (event->value));
            bool there = strstr (json, hex) != NULL;
            g_assert_cmpint (there, ==, event->party == party);
            own += there;
        }
        g_assert_cmpuint (own, >, 0);
    }
}

static unsigned count_of (const char *text, const char *what)
{
    unsigned n = 0;
    for (const char *at = text; (at = strstr (at, what)) != NULL; at += strlen (what))
        n++;
    return n;
}

/* Who is in one of two connections learns nothing of the other, nor that there is one. */
static void a_man_in_the_middle_is_named_to_who_knows (void)
{
    g_autoptr (ControlRun) run = run_of ("man-in-the-middle-trusted");
    int end = (int)trace_length (control_run_trace (run)) - 1;
    for (int party = TRACE_CLIENT; party <= TRACE_SERVER; party++) {
        const char *name = trace_party_name ((TraceParty)party);
        g_autofree char *json = export_text (run, "json", end, name);
        g_autofree char *text = export_text (run, "text", end, name);
        g_assert_null (strstr (json, "\"attacker\""));
        g_assert_null (strstr (text, "attacker"));
        g_autofree char *other =
            g_strdup_printf ("\"connection\" : %d", party == TRACE_CLIENT ? 2 : 1);
        g_autofree char *own =
            g_strdup_printf ("\"connection\" : %d", party == TRACE_CLIENT ? 1 : 2);
        g_assert_null (strstr (json, other));
        g_assert_nonnull (strstr (json, own));
    }
    g_autofree char *outside = export_text (run, "text", end, "eavesdropper");
    g_assert_null (strstr (outside, "attacker"));
    /* Each of the four derives as many secrets as the others, and of two he is the one. */
    g_autofree char *all = export_text (run, "json", end, "everyone");
    const char *secrets = strstr (all, "\"secrets\" : [");
    g_autofree char *only = g_strndup (secrets, strstr (secrets, "\"decisions\" : [") - secrets);
    g_assert_cmpuint (count_of (only, "\"attacker\" : true") * 2, ==,
                      count_of (only, "\"party\" : "));
    g_autofree char *his = export_text (run, "json", end, "attacker");
    secrets = strstr (his, "\"secrets\" : [");
    g_assert_cmpuint (count_of (secrets, "\"attacker\" : true"), ==,
                      count_of (only, "\"attacker\" : true"));
    g_autofree char *text = export_text (run, "text", end, "everyone");
    g_assert_nonnull (strstr (text, "  attacker's server  The attacker's server "));
    g_assert_null (strstr (text, "  server             The attacker's server "));
    g_assert_nonnull (strstr (text, "# attacker's client: state CLOSED, closed\n"));
}

static void the_key_log_grows_with_the_cursor (void)
{
    g_autoptr (ControlRun) run = run_of ("healthy");
    Trace *trace = control_run_trace (run);
    unsigned lines_at_end = 0;
    for (int cursor = -1; cursor < (int)trace_length (trace); cursor++) {
        g_autofree char *text = export_text (run, "keylog", cursor, "everyone");
        unsigned lines = 0;
        for (const char *c = text; *c != '\0'; c++)
            lines += *c == '\n';
        g_assert_cmpuint (lines, >=, lines_at_end);
        lines_at_end = lines;
    }
    /* Two of the handshake, two of the application, one exporter. */
    g_assert_cmpuint (lines_at_end, ==, 5);
}

/* When the hello was changed on the way, the parties' secrets differ. The log must hold the one
 * that opens what was sealed: each sender's own. */
static void the_key_log_holds_the_sealers_secret (void)
{
    g_autoptr (ControlRun) run = run_of ("flipped-bit-in-server-hello");
    Trace *trace = control_run_trace (run);
    int end = (int)trace_length (trace) - 1;
    g_autofree char *text = export_text (run, "keylog", end, "everyone");
    static const char *const names[] = {"client_handshake_traffic_secret",
                                        "server_handshake_traffic_secret"};
    for (int party = TRACE_CLIENT; party <= TRACE_SERVER; party++) {
        int own = trace_find_secret (trace, names[party], party, (unsigned)end);
        int other = trace_find_secret (trace, names[party], 1 - party, (unsigned)end);
        g_autofree char *right = base_hex (base_span_bytes (trace_secret (trace, own)->value));
        g_autofree char *wrong = base_hex (base_span_bytes (trace_secret (trace, other)->value));
        g_assert_cmpstr (right, !=, wrong);
        g_assert_nonnull (strstr (text, right));
        g_assert_null (strstr (text, wrong));
    }
}

/* ---- JSON ---- */

typedef struct {
    char *folder;
} Fixture;

static void fixture_set_up (Fixture *fixture, gconstpointer data)
{
    fixture->folder = g_dir_make_tmp ("stepshake-export-XXXXXX", NULL);
}

static void fixture_tear_down (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name (folder)) != NULL) {
        g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
        g_remove (path);
    }
    g_rmdir (fixture->folder);
    g_free (fixture->folder);
}

static unsigned files_in (const char *path)
{
    g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
    unsigned n = 0;
    while (g_dir_read_name (folder) != NULL)
        n++;
    return n;
}

static void a_saved_trace_runs_again (Fixture *fixture, gconstpointer data)
{
    static const char *const names[] = {"healthy-p256", "flipped-bit-in-server-hello",
                                        "no-common-cipher-suite"};
    g_autofree char *path = g_build_filename (fixture->folder, "run.json", NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (Scenario) plain = scenario_load (names[i], &error);
        g_autoptr (Scenario) seeded = scenario_with (plain, "scenario.seed=another seed", &error);
        g_autoptr (ControlRun) run = control_run_new (seeded, &error);
        g_assert_no_error (error);
        control_to_end (run);
        g_autofree char *json =
            export_text (run, "json", (int)trace_length (control_run_trace (run)) - 1, "everyone");
        g_assert_true (g_file_set_contents (path, json, -1, &error));
        g_autoptr (Scenario) opened = export_load (path, &error);
        g_assert_no_error (error);
        g_autoptr (ControlRun) again = control_run_new (opened, &error);
        g_assert_no_error (error);
        control_to_end (again);
        g_autofree char *second = export_text (
            again, "json", (int)trace_length (control_run_trace (again)) - 1, "everyone");
        g_assert_cmpstr (second, ==, json);
    }
}

static void assert_refused (Fixture *fixture, const char *json, const char *why)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (fixture->folder, "bad.json", NULL);
    g_assert_true (g_file_set_contents (path, json, -1, NULL));
    g_assert_null (export_load (path, &error));
    g_assert_nonnull (strstr (error->message, path));
    g_assert_nonnull (strstr (error->message, why));
    g_assert_null (strchr (error->message, '\n'));
}

static void what_cannot_run_again_is_refused (Fixture *fixture, gconstpointer data)
{
    g_autoptr (ControlRun) run = run_of ("healthy");
    int end = (int)trace_length (control_run_trace (run)) - 1;
    g_autofree char *json = export_text (run, "json", end, "eavesdropper");
    assert_refused (fixture, json, "only what the eavesdropper saw");
    assert_refused (fixture, "{\"format\": \"stepshake-trace\", \"origin\": \"live\"}",
                    "outside peer");
    assert_refused (fixture, "{\"format\": \"stepshake-trace\"}", "no scenario.text");
    assert_refused (fixture, "{\"a\": 1}", "no trace of Stepshake");
    assert_refused (fixture, "{\"a\": ", "no JSON");
    assert_refused (fixture, "{\n\"a\": 1,\n\"b\\n\" 1\n}", ".json:3: is no JSON");
    assert_refused (fixture,
                    "{\"format\": \"stepshake-trace\", \"scenario\": {\"text\": \"[klient]\"}}",
                    "klient");
}

/* ---- Saving ---- */

static void saving_is_whole_or_not_at_all (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = g_bytes_new_static ("whole", 5);
    g_autofree char *path = g_build_filename (fixture->folder, "file", NULL);
    g_autofree char *missing = g_build_filename (fixture->folder, "no", "file", NULL);
    g_assert_true (g_file_set_contents (path, "something longer", -1, NULL));
    g_assert_true (export_save (path, bytes, &error));
    g_assert_no_error (error);
    g_autofree char *text = NULL;
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "whole");
    g_assert_false (export_save (missing, bytes, &error));
    g_assert_true (g_str_has_prefix (error->message, missing));
    g_clear_error (&error);
    g_assert_false (export_save (fixture->folder, bytes, &error));
    g_assert_cmpuint (files_in (fixture->folder), ==, 1);
}

/* ---- TCP/IP ---- */

/* RFC 1071: over data with its checksum the sum is all ones. */
static unsigned sum_of (const uint8_t *data, size_t size, unsigned sum)
{
    for (size_t i = 0; i < size; i++)
        sum += i % 2 == 0 ? (unsigned)data[i] << 8 : data[i];
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

static void frames_add_up (void)
{
    static const uint8_t payload[EXPORT_TCP_MSS] = {1, 2, 3, 0xff};
    static const size_t sizes[] = {0, 1, 2, 3, 536, EXPORT_TCP_MSS - 1, EXPORT_TCP_MSS};
    for (unsigned i = 0; i < G_N_ELEMENTS (sizes); i++) {
        ExportTcpEnd from = export_tcp_client (1), to = export_tcp_server ();
        g_autoptr (GBytes) frame =
            export_tcp_frame (&from, &to, EXPORT_TCP_ACK, base_span (payload, sizes[i]));
        const uint8_t *bytes = g_bytes_get_data (frame, NULL);
        const uint8_t *ip = bytes + 14, *tcp = ip + 20;
        size_t size = 20 + sizes[i];
        g_assert_cmpuint (g_bytes_get_size (frame), ==, 14 + 20 + size);
        g_assert_cmpuint (sum_of (ip, 20, 0), ==, 0xffff);
        g_assert_cmpuint (sum_of (tcp, size, sum_of (ip + 12, 8, 6 + (unsigned)size)), ==, 0xffff);
        g_assert_cmpuint (from.next, ==, export_tcp_client (1).next + sizes[i]);
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define WITH_FOLDER(path, test) \
    g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)
    g_test_add_func ("/export/formats-are-found-by-name", formats_are_found_by_name);
    g_test_add_func ("/export/every-format-holds-at-every-cursor",
                     every_format_holds_at_every_cursor);
    g_test_add_func ("/export/same-run-same-file", same_run_gives_the_same_file);
    g_test_add_func ("/export/eavesdroppers-files-hold-no-secret",
                     eavesdroppers_files_hold_no_secret);
    g_test_add_func ("/export/a-partys-file-holds-its-own-draws-alone",
                     a_partys_file_holds_its_own_draws_alone);
    g_test_add_func ("/export/man-in-the-middle-is-named-to-who-knows",
                     a_man_in_the_middle_is_named_to_who_knows);
    g_test_add_func ("/export/key-log-grows-with-the-cursor", the_key_log_grows_with_the_cursor);
    g_test_add_func ("/export/key-log-holds-the-sealers-secret",
                     the_key_log_holds_the_sealers_secret);
    WITH_FOLDER ("/export/saved-trace-runs-again", a_saved_trace_runs_again);
    WITH_FOLDER ("/export/what-cannot-run-again-is-refused", what_cannot_run_again_is_refused);
    WITH_FOLDER ("/export/saving-is-whole-or-not-at-all", saving_is_whole_or_not_at_all);
    g_test_add_func ("/export/frames-add-up", frames_add_up);
    return g_test_run ();
}
