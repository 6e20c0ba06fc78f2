#include "runs.h"
#include "export/export.h"
#include "tls/suite.h"
#include "tls/thief.h"

#include <string.h>

/* The thief of the server's private key: what he reads, and what he does not. The expected content
 * is what the scenario told the parties to send. */

#define SECRET "PIN 4711: pay 50 to Bob"

static unsigned last_of (const Trace *trace)
{
    return trace_length (trace) - 1;
}

static const TraceObserver *thief (void)
{
    const TraceObserver *observer = trace_observer_find ("thief");
    g_assert_nonnull (observer);
    return observer;
}

static void assert_holds (const Trace *trace, unsigned cursor, const char *line)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *found = NULL;
    bool holds = trace_expect (trace, cursor, line, &found, &error);
    g_assert_no_error (error);
    if (!holds)
        g_error ("%s: %s", line, found);
}

static void assert_missing (const Trace *trace, const char *secret)
{
    g_autofree char *line = g_strconcat ("thief.missing = ", secret, NULL);
    assert_holds (trace, last_of (trace), line);
}

static unsigned n_records (const Trace *trace)
{
    return trace_event (trace, last_of (trace))->now.n_records;
}

/* What he has of the application data of SENDER, record by record. */
static GByteArray *stolen_data (const Trace *trace, TraceParty sender)
{
    GByteArray *out = g_byte_array_new ();
    for (unsigned i = 0; i < n_records (trace); i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        GBytes *plain = trace_loot_plain (trace, (int)i);
        const uint8_t *bytes = g_bytes_get_data (record->sent, NULL);
        if (record->sender == sender && record->sealed && plain != NULL &&
            bytes[0] == WIRE_CT_APPLICATION_DATA)
            base_append_span (out, base_span_bytes (plain));
    }
    return out;
}

static unsigned n_opened (const Trace *trace)
{
    unsigned n = 0;
    for (unsigned i = 0; i < n_records (trace); i++)
        n += trace_loot_plain (trace, (int)i) != NULL;
    return n;
}

static void assert_reads_all (const Trace *trace)
{
    g_autoptr (GByteArray) data = stolen_data (trace, TRACE_CLIENT);
    g_assert_cmpmem (data->data, data->len, SECRET, strlen (SECRET));
    for (unsigned i = 0; i < n_records (trace); i++)
        if (trace_record (trace, (int)i)->sealed)
            g_assert_nonnull (trace_loot_plain (trace, (int)i));
    assert_missing (trace, "none");
    assert_holds (trace, last_of (trace), "thief knows master_secret");
    assert_holds (trace, last_of (trace), "thief sees client.application_data");
    assert_holds (trace, last_of (trace), "thief sees client.Finished");
    assert_holds (trace, last_of (trace), "eavesdropper cannot see client.application_data");
    assert_holds (trace, last_of (trace), "eavesdropper does not know master_secret");
}

static void static_rsa_opens_under_every_suite (void)
{
    unsigned n = 0;
    for (unsigned i = 0; tls_suite_at (i) != NULL; i++) {
        const TlsSuite *suite = tls_suite_at (i);
        if (suite->version != WIRE_TLS12 || !g_str_equal (tls_suite_exchange_name (suite), "RSA"))
            continue;
        g_autofree char *client = g_strconcat ("client.cipher-suites=", suite->name, NULL);
        g_autofree char *server = g_strconcat ("server.cipher-suites=", suite->name, NULL);
        for (unsigned extended = 0; extended < 2; extended++) {
            g_autoptr (ControlRun) run =
                run_with ("stolen-key-static-rsa",
                          (const char *[]){client, server,
                                           extended ? "client.extended-main-secret=yes"
                                                    : "client.extended-main-secret=no",
                                           NULL});
            assert_reads_all (control_run_trace (run));
            n++;
        }
    }
    g_assert_cmpuint (n, >=, 6);
}

static void encrypt_then_mac_opens_too (void)
{
    static const char *const answers[] = {"client.encrypt-then-mac=yes",
                                          "client.encrypt-then-mac=no"};
    for (unsigned i = 0; i < G_N_ELEMENTS (answers); i++) {
        g_autoptr (ControlRun) run =
            run_with ("stolen-key-static-rsa",
                      (const char *[]){"client.cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA256",
                                       "server.cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA256",
                                       answers[i], NULL});
        assert_reads_all (control_run_trace (run));
    }
}

/* A message that lies in several records, and the server's data. */
static void long_answers_are_put_together (void)
{
    g_autofree char *text = g_strnfill (40000, 'x');
    g_autoptr (ControlRun) run =
        run_with ("stolen-key-static-rsa",
                  (const char *[]){"server.reply=x", "server.reply-size=40000", NULL});
    g_autoptr (GByteArray) data = stolen_data (control_run_trace (run), TRACE_SERVER);
    g_assert_cmpmem (data->data, data->len, text, strlen (text));
}

static void without_static_rsa_he_names_what_he_lacks (void)
{
    static const struct {
        const char *scenario, *setting, *missing;
    } rows[] = {
        {"stolen-key-ecdhe", NULL, "preliminary_secret"},
        {"healthy-tls12", NULL, "preliminary_secret"},
        {"dhe", NULL, "preliminary_secret"},
        {"healthy", NULL, "shared_secret"},
        {"healthy-rsa", NULL, "shared_secret"},
        {"hello-retry", NULL, "shared_secret"},
        {"external-psk", NULL, "shared_secret"},
        {"external-psk-alone", NULL, "pre_shared_key"},
        {"resumption", NULL, "shared_secret"},
        {"no-common-version", NULL, "unknown"},
        {"static-rsa-bad-padding", NULL, "preliminary_secret"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_test_message ("%s", rows[i].scenario);
        g_autoptr (ControlRun) run = run_with (rows[i].scenario, NULL);
        const Trace *trace = control_run_trace (run);
        assert_missing (trace, rows[i].missing);
        g_assert_cmpuint (n_opened (trace), ==, 0);
        assert_holds (trace, last_of (trace), "thief does not know main_secret");
    }
}

/* Not before the client has sent it, though the trace goes on. */
static void he_reads_as_soon_as_it_is_recorded (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (ControlRun) run = run_with ("stolen-key-static-rsa", NULL);
    const Trace *trace = control_run_trace (run);
    control_to_landmark (run, "ServerHello.sent", &error);
    g_assert_no_error (error);
    assert_holds (trace, (unsigned)control_cursor (run), "thief.missing = preliminary_secret");
    control_to_landmark (run, "client.ClientKeyExchange.sent", &error);
    g_assert_no_error (error);
    unsigned sent = (unsigned)control_cursor (run);
    assert_holds (trace, sent - 1, "client knows pre_master_secret");
    assert_holds (trace, sent - 1, "thief does not know pre_master_secret");
    assert_holds (trace, sent, "thief knows pre_master_secret");
    assert_holds (trace, sent, "thief.missing = none");
}

/* Another server's key is of no use: its computation is the real one. */
static const CryptoPrivateKey *another_key (unsigned connection, void *data)
{
    (void)connection;
    return pki_identity_key (data);
}

static void another_key_opens_nothing (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (ControlRun) run = run_with ("stolen-key-static-rsa", NULL);
    g_autoptr (PkiIdentity) other = pki_identity_builtin ("client-rsa", "", &error);
    g_assert_no_error (error);
    Trace *trace = control_run_trace (run);
    TraceLoot loot = {.plain = g_ptr_array_new (),
                      .secrets = g_array_new (FALSE, FALSE, sizeof (TraceLootSecret)),
                      .findings = g_array_new (FALSE, FALSE, sizeof (TraceFinding))};
    g_ptr_array_set_size (loot.plain, (int)n_records (trace));
    tls_thief_work (trace, another_key, other, &loot);
    for (unsigned i = 0; i < loot.plain->len; i++)
        g_assert_null (g_ptr_array_index (loot.plain, i));
    g_assert_cmpuint (loot.secrets->len, ==, 0);
    g_assert_nonnull (g_array_index (loot.findings, TraceFinding, loot.findings->len - 1).missing);
    g_ptr_array_unref (loot.plain);
    g_array_unref (loot.secrets);
    g_array_unref (loot.findings);
}

/* His file holds what he read, and of a connection that he cannot open no secret at all. */
static char *file_of (ControlRun *run, const char *format)
{
    g_autoptr (GBytes) bytes = export_format_find (format)->write (
        control_run_trace (run), control_run_scenario (run), control_cursor (run), thief ());
    return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void his_files_hold_what_he_has (void)
{
    static const char *const formats[] = {"text", "json", "keylog"};
    g_autofree char *pin = base_hex (base_span_text (SECRET));
    for (unsigned i = 0; i < G_N_ELEMENTS (formats); i++) {
        g_autoptr (ControlRun) opened = run_with ("stolen-key-static-rsa", NULL);
        g_autoptr (ControlRun) closed = run_with ("stolen-key-ecdhe", NULL);
        control_to_end (opened);
        control_to_end (closed);
        g_autofree char *one = file_of (opened, formats[i]), *other = file_of (closed, formats[i]);
        bool log = g_str_equal (formats[i], "keylog");
        g_assert_nonnull (strstr (one, log ? "CLIENT_RANDOM" : pin));
        g_assert_null (strstr (other, pin));
        g_assert_null (strstr (other, "CLIENT_RANDOM"));
        if (!log)
            g_assert_nonnull (strstr (other, "preliminary_secret"));
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/thief/static-rsa-opens-under-every-suite",
                     static_rsa_opens_under_every_suite);
    g_test_add_func ("/thief/encrypt-then-mac-opens-too", encrypt_then_mac_opens_too);
    g_test_add_func ("/thief/long-answers-are-put-together", long_answers_are_put_together);
    g_test_add_func ("/thief/without-static-rsa-he-names-what-he-lacks",
                     without_static_rsa_he_names_what_he_lacks);
    g_test_add_func ("/thief/he-reads-as-soon-as-it-is-recorded",
                     he_reads_as_soon_as_it_is_recorded);
    g_test_add_func ("/thief/another-key-opens-nothing", another_key_opens_nothing);
    g_test_add_func ("/thief/his-files-hold-what-he-has", his_files_hold_what_he_has);
    return g_test_run ();
}
