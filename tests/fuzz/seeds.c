/* Writes what a fuzzer begins with, `seeds FOLDER`: the messages and the records of every scenario
 * of the catalogue, whole streams as either party hears them, built-in certificates. The inputs of
 * FOLDER/NAME have the shape that the target NAME reads; FOLDER/words.dict and FOLDER/numbers.dict
 * are dictionaries. */
#include "control/run.h"
#include "dictionary.h"
#include "judge.h"

#include <string.h>
#include <glib/gstdio.h>

typedef struct {
    const char *folder;
} Seeds;

/* A name made of the content: the same seed is written once. */
static void write_seed (const Seeds *seeds, const char *target, GByteArray *content)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *name =
        g_compute_checksum_for_data (G_CHECKSUM_SHA1, content->data, content->len);
    g_autofree char *folder = g_build_filename (seeds->folder, target, NULL);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_mkdir_with_parents (folder, 0777);
    if (!g_file_set_contents (path, (const char *)content->data, content->len, &error))
        g_error ("%s", error->message);
}

/* For explain: KIND is its first byte. */
static void write_text (const Seeds *seeds, unsigned kind, const char *text)
{
    g_autoptr (GByteArray) out = g_byte_array_new ();
    base_append_number (out, kind, 1);
    base_append_span (out, base_span_text (text));
    write_seed (seeds, "explain", out);
}

/* Content type, key exchange and version, as the target reads them. */
static unsigned choice_of (const WireMessageRow *row)
{
    bool older = row->until != 0 && row->until < WIRE_TLS13;
    return (unsigned)(row->content_type - WIRE_CT_CHANGE_CIPHER_SPEC) + 4 * row->exchange +
           16 * older;
}

static void write_message (const Seeds *seeds, const WireMessage *message)
{
    g_autoptr (GByteArray) out = g_byte_array_new ();
    base_append_number (out, choice_of (message->row), 1);
    base_append_span (out, base_span_bytes (message->bytes));
    write_seed (seeds, "messages", out);
    g_autofree char *hex = base_hex (base_span_bytes (message->bytes));
    write_text (seeds, 2 * message->row->id, hex);
}

static void write_record (const Seeds *seeds, const TraceRecord *record)
{
    g_autoptr (GByteArray) out = g_byte_array_new ();
    base_append_number (out, record->tag_size, 1);
    base_append_span (out, base_span_bytes (record->sent));
    write_seed (seeds, "records", out);
    g_autofree char *hex = base_hex (base_span_bytes (record->sent));
    write_text (seeds, 2 * WIRE_N_MESSAGES, hex);
    if (record->inner == NULL)
        return;
    g_byte_array_set_size (out, 1);
    base_append_span (out, base_span_bytes (record->inner));
    write_seed (seeds, "records", out);
}

static void write_certificates (const Seeds *seeds, const WireMessage *message)
{
    if (message->row->id != WIRE_CERTIFICATE)
        return; /* TLS 1.2 brings the same ones */
    WireList list = ((const WireCertificate *)message->body)->certificate_list;
    for (size_t i = 0; i < list.n; i++) {
        g_autoptr (GByteArray) out = g_byte_array_new ();
        base_append_number (out, 0, 1);
        base_append_span (out, wire_list_item (list, WireCertificateEntry, i)->cert_data);
        write_seed (seeds, "certificates", out);
    }
}

/* A described certificate may be a good one too, and the target knows the built-in ones alone. */
static bool describes_certificates (const Scenario *scenario)
{
    g_autofree char *text = scenario_text (scenario);
    return strstr (text, "\n[certificate.") != NULL;
}

static void write_run (const Seeds *seeds, const char *name)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (name, &error);
    g_autoptr (ControlRun) run = scenario != NULL ? control_run_new (scenario, &error) : NULL;
    g_assert_no_error (error);
    control_run_all (run);
    const Trace *trace = control_run_trace (run);
    const TraceMoment *end = &trace_event (trace, trace_length (trace) - 1)->now;
    for (unsigned i = 0; i < end->n_messages; i++) {
        const WireMessage *sent = trace_message (trace, (int)i)->sent;
        if (sent != NULL) {
            write_message (seeds, sent);
            if (!describes_certificates (scenario))
                write_certificates (seeds, sent);
        }
    }
    for (unsigned i = 0; i < end->n_records; i++)
        write_record (seeds, trace_record (trace, (int)i));
}

/* All that RECEIVER hears on STAGE. The fuzzer's parties draw the same randomness, so that they
 * follow it to its end. */
static void write_stream (const Seeds *seeds, const Trace *trace, unsigned stage,
                          TraceParty receiver)
{
    g_autoptr (GByteArray) out = g_byte_array_new ();
    const TraceMoment *end = &trace_event (trace, trace_length (trace) - 1)->now;
    base_append_number (out, stage, 1);
    base_append_number (out, 0x0001, 2); /* in one piece, and looked at */
    for (unsigned i = 0; i < end->n_records; i++)
        if (trace_record (trace, (int)i)->sender != receiver)
            base_append_span (out, base_span_bytes (trace_record (trace, (int)i)->sent));
    write_seed (seeds, trace_party_name (receiver), out);
}

static void write_stage (const Seeds *seeds, unsigned stage)
{
    enum { OPERATIONS = 32, RECORDS = 20 };
    int64_t epoch;
    base_time_parse ("2026-09-01", &epoch);
    g_autoptr (ControlRun) run =
        control_run_new_with (fuzz_stage (stage, TLS_CLIENT), fuzz_stage (stage, TLS_SERVER), "1",
                              epoch, NULL, NULL, NULL);
    control_run_all (run);
    write_stream (seeds, control_run_trace (run), stage, TRACE_CLIENT);
    write_stream (seeds, control_run_trace (run), stage, TRACE_SERVER);
    for (unsigned operation = 0; operation < OPERATIONS; operation++) {
        const uint8_t input[] = {(uint8_t)stage,
                                 (uint8_t)operation,
                                 0,
                                 (operation + stage) % RECORDS,
                                 (uint8_t)operation,
                                 22,
                                 0,
                                 5,
                                 24,
                                 0,
                                 0,
                                 1,
                                 1};
        g_autoptr (GByteArray) out = g_byte_array_new ();
        g_byte_array_append (out, input, sizeof input);
        write_seed (seeds, "conversation", out);
    }
}

static void write_pem (const Seeds *seeds)
{
    for (unsigned i = 0; pki_builtin_at (i) != NULL; i++) {
        g_autoptr (PkiIdentity) identity =
            pki_identity_builtin (pki_builtin_at (i)->name, "server.example", NULL);
        g_autofree char *chain = pki_identity_chain_pem (identity);
        g_autofree char *key = pki_identity_key_pem (identity);
        write_text (seeds, 2 * WIRE_N_MESSAGES + 2, chain);
        g_autoptr (GByteArray) out = g_byte_array_new ();
        base_append_span (out, base_span_text (chain));
        if (key != NULL)
            base_append_span (out, base_span_text (key));
        write_seed (seeds, "pem", out);
    }
}

static void write_dictionary (const Seeds *seeds, const char *name, GString *words)
{
    g_autofree char *path = g_build_filename (seeds->folder, name, NULL);
    g_autoptr (GError) error = NULL;
    g_file_set_contents (path, words->str, (gssize)words->len, &error);
    g_assert_no_error (error);
    g_string_free (words, TRUE);
}

int main (int argc, char **argv)
{
    if (argc != 2) {
        g_printerr ("usage: seeds FOLDER\n");
        return 2;
    }
    const Seeds seeds = {argv[1]};
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    for (guint i = 0; i < catalogue->len; i++)
        write_run (&seeds, ((const ScenarioEntry *)g_ptr_array_index (catalogue, i))->name);
    for (unsigned stage = 0; stage < fuzz_n_stages; stage++)
        write_stage (&seeds, stage);
    write_pem (&seeds);
    write_dictionary (&seeds, "words.dict", dictionary_of_words ());
    write_dictionary (&seeds, "numbers.dict", dictionary_of_numbers ());
    return 0;
}
