/* What goes with a certificate, and how it goes, from one whole party to the other: OCSP responses,
 * log receipts, compression, and the list of schemes for certificates alone. */
#include "base/clock.h"
#include "control/run.h"
#include "pki/identity.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static ControlRun *run (const char *text)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_parse (text, "test", NULL, &error);
    g_assert_no_error (error);
    ControlRun *result = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (result);
    return result;
}

/* NULL: there is none. */
static const WireMessage *find (ControlRun *self, WireMessageId id, TraceParty sender)
{
    const Trace *trace = control_run_trace (self);
    unsigned n = trace_event (trace, trace_length (trace) - 1)->now.n_messages;
    for (unsigned i = 0; i < n; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sent != NULL && message->sent->row->id == id && message->sender == sender)
            return message->sent;
    }
    return NULL;
}

static const WireExtension *find_extension (const WireMessage *certificate, uint16_t type)
{
    const WireCertificateEntry *leaf = wire_list_item (
        ((const WireCertificate *)certificate->body)->certificate_list, WireCertificateEntry, 0);
    for (size_t i = 0; i < leaf->extensions.n; i++)
        if (wire_list_item (leaf->extensions, WireExtension, i)->type == type)
            return wire_list_item (leaf->extensions, WireExtension, i);
    return NULL;
}

/* The verdict on the candidate of KEY whose name begins with NAME; TRACE_NOT_REACHED: none. */
static TraceVerdict verdict_on (ControlRun *self, TraceKind kind, const char *key, const char *name)
{
    const Trace *trace = control_run_trace (self);
    for (unsigned seq = 0; seq < trace_length (trace); seq++) {
        const TraceEvent *event = trace_event (trace, seq);
        const TraceDecision *decision = event->kind == kind && event->decision >= 0
                                            ? trace_decision (trace, event->decision)
                                            : NULL;
        if (decision == NULL || !g_str_equal (decision->key, key))
            continue;
        for (unsigned i = 0; i < decision->n_candidates; i++)
            if (g_str_has_prefix (decision->candidates[i].name, name))
                return decision->candidates[i].verdict;
    }
    return TRACE_NOT_REACHED;
}

static void assert_outcome (ControlRun *self, const char *outcome)
{
    g_assert_cmpstr (control_outcome (self), ==, outcome);
}

/* ---- status_request ---- */

static char *folder;

static void write_file (const char *name, const void *data, gsize size)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_file_set_contents (path, data, (gssize)size, &error);
    g_assert_no_error (error);
}

static char *shell (const char *script)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
        G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
    g_subprocess_launcher_set_cwd (launcher, folder);
    g_autoptr (GSubprocess) process =
        g_subprocess_launcher_spawn (launcher, &error, "sh", "-ec", script, NULL);
    g_assert_no_error (error);
    char *output = NULL;
    g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
    g_assert_no_error (error);
    return output;
}

/* openssl knows no clock but the machine's. */
static void openssl_accepts_what_the_server_staples (void)
{
    g_autofree char *now = base_time_text (g_get_real_time () / G_USEC_PER_SEC);
    g_autofree char *text = g_strdup_printf (
        "[scenario]\ntime=%s\n[client]\nrequest-staple=yes\n[server]\nstaple=good\n", now);
    g_autoptr (ControlRun) self = run (text);
    assert_outcome (self, "established");
    const WireMessage *certificate = find (self, WIRE_CERTIFICATE, TRACE_SERVER);
    const WireExtension *extension = find_extension (certificate, WIRE_EXT_STATUS_REQUEST);
    const WireCertificateStatus *status = extension->body;
    g_assert_cmpuint (status->status_type, ==, 1);
    write_file ("staple.der", status->response.data, status->response.size);
    WireList list = ((const WireCertificate *)certificate->body)->certificate_list;
    for (size_t i = 0; i < list.n; i++) {
        BaseSpan der = wire_list_item (list, WireCertificateEntry, i)->cert_data;
        write_file (i == 0 ? "leaf.der" : "issuer.der", der.data, der.size);
    }
    g_autofree char *output =
        shell ("for x in leaf issuer; do openssl x509 -inform DER -in $x.der -out $x.pem; done\n"
               "openssl ocsp -respin staple.der -partial_chain -CAfile issuer.pem -no-CApath "
               "-verify_other issuer.pem -issuer issuer.pem -cert leaf.pem");
    g_assert_nonnull (strstr (output, "leaf.pem: good"));
    g_assert_nonnull (strstr (output, "Response verify OK"));
}

static void nothing_goes_along_unasked (void)
{
    g_autoptr (ControlRun) self =
        run ("[server]\nstaple=good\ntimestamps=yes\ncertificate-compression=zlib\n");
    assert_outcome (self, "established");
    const WireMessage *certificate = find (self, WIRE_CERTIFICATE, TRACE_SERVER);
    g_assert_null (find_extension (certificate, WIRE_EXT_STATUS_REQUEST));
    g_assert_null (find_extension (certificate, WIRE_EXT_SIGNED_CERTIFICATE_TIMESTAMP));
    g_assert_cmpint (verdict_on (self, TRACE_DECIDE, "staple", "status_request"), ==, TRACE_FELL);
    g_assert_cmpint (verdict_on (self, TRACE_DECIDE, "timestamps", "signed_"), ==, TRACE_FELL);
    g_assert_cmpint (verdict_on (self, TRACE_DECIDE, "certificate-compression", "zlib"), ==,
                     TRACE_FELL);
}

static void a_server_may_keep_silent (void)
{
    g_autoptr (ControlRun) self = run ("[client]\nrequest-staple=yes\nrequest-timestamps=yes\n");
    assert_outcome (self, "established");
    g_assert_cmpint (verdict_on (self, TRACE_CHECK, "certificate-chain", "staple"), ==,
                     TRACE_PASSED);
}

/* Only who asks can miss it (RFC 7633 section 4.2.3.1). */
static void must_staple_binds_those_who_ask (void)
{
    g_autoptr (ControlRun) asks =
        run ("[client]\nrequest-staple=yes\n[server]\ncertificate=must-staple\n");
    g_assert_cmpstr (base_cause_name (tls_party_cause (control_run_party (asks, TLS_CLIENT))), ==,
                     "STAPLE_MISSING");
    g_autoptr (ControlRun) stapled =
        run ("[client]\nrequest-staple=yes\n[server]\ncertificate=must-staple\nstaple=good\n");
    assert_outcome (stapled, "established");
    g_autoptr (ControlRun) does_not = run ("[server]\ncertificate=must-staple\n");
    assert_outcome (does_not, "established");
}

/* A staple is as old as the authority made it, whatever its holder's clock says. */
static void the_holders_clock_has_no_part_in_it (void)
{
    g_autoptr (ControlRun) late = run ("[client]\nrequest-staple=yes\n"
                                       "[server]\nstaple=good\nclock=2030-01-01\n");
    assert_outcome (late, "established");
    g_autoptr (ControlRun) reader =
        run ("[client]\nrequest-staple=yes\nclock=2030-01-01\n[server]\nstaple=good\n");
    g_assert_cmpstr (base_cause_name (tls_party_cause (control_run_party (reader, TLS_CLIENT))), ==,
                     "STAPLE_OUTDATED");
}

static void a_server_asks_for_the_clients_too (void)
{
    g_autoptr (ControlRun) self =
        run ("[client]\ncertificate=client-ecdsa\nstaple=good\ntimestamps=yes\n"
             "[server]\nrequest-client-certificate=require\nrequest-staple=yes\n"
             "request-timestamps=yes\n");
    assert_outcome (self, "established");
    const WireMessage *request = find (self, WIRE_CERTIFICATE_REQUEST, TRACE_SERVER);
    g_assert_cmpuint (wire_message_extension (request, WIRE_EXT_STATUS_REQUEST)->data.size, ==, 0);
    const WireMessage *certificate = find (self, WIRE_CERTIFICATE, TRACE_CLIENT);
    g_assert_nonnull (find_extension (certificate, WIRE_EXT_STATUS_REQUEST));
    g_assert_nonnull (find_extension (certificate, WIRE_EXT_SIGNED_CERTIFICATE_TIMESTAMP));
    g_assert_cmpint (verdict_on (self, TRACE_CHECK, "certificate-chain", "revocation"), ==,
                     TRACE_PASSED);
    g_autoptr (ControlRun) revoked =
        run ("[client]\ncertificate=client-ecdsa\nstaple=revoked\n"
             "[server]\nrequest-client-certificate=require\nrequest-staple=yes\n");
    g_assert_cmpstr (base_cause_name (tls_party_cause (control_run_party (revoked, TLS_SERVER))),
                     ==, "CERTIFICATE_REVOKED");
}

/* ---- signed_certificate_timestamp ---- */

#define RECEIPT "certificate_list[0].sct_list[0]"

static void receipts_are_checked_and_nothing_depends_on_them (void)
{
    static const struct {
        const char *twist;
        TraceVerdict verdict;
    } cases[] = {
        {"", TRACE_PASSED},
        {".timestamp 1700000000000", TRACE_FELL},
        {".log_id 0000000000000000000000000000000000000000000000000000000000000000",
         TRACE_NOT_REACHED},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *twist =
            *cases[i].twist
                ? g_strdup_printf ("[network]\ntwist.1=forge server.Certificate.certificate_list"
                                   "[0].signed_certificate_timestamp.sct_list[0]%s\n",
                                   cases[i].twist)
                : g_strdup ("");
        g_autofree char *text = g_strdup_printf (
            "[client]\nrequest-timestamps=yes\n[server]\ntimestamps=yes\n%s", twist);
        g_autoptr (ControlRun) self = run (text);
        g_assert_cmpint (verdict_on (self, TRACE_CHECK, "timestamps", RECEIPT), ==,
                         cases[i].verdict);
        /* Past the certificate: a message that was changed breaks CertificateVerify behind it. */
        BaseCause cause = tls_party_cause (control_run_party (self, TLS_CLIENT));
        g_assert_cmpstr (base_cause_name (cause), ==, i == 0 ? "NONE" : "BAD_CERTIFICATE_VERIFY");
    }
}

/* ---- compress_certificate ---- */

/* By GIO, which reads zlib streams by itself. */
static GBytes *unpack (BaseSpan packed)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
    g_autoptr (GInputStream) memory =
        g_memory_input_stream_new_from_data (packed.data, (gssize)packed.size, NULL);
    g_autoptr (GInputStream) stream = g_converter_input_stream_new (memory, G_CONVERTER (zlib));
    g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
    g_output_stream_splice (out, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
    g_assert_no_error (error);
    return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

#define BOTH_PACK \
    "[client]\ncertificate=client-ecdsa\n%s[server]\nrequest-client-certificate=require\n%s"
#define ZLIB "certificate-compression=zlib\n"

static ControlRun *run_packing (bool client, bool server)
{
    g_autofree char *text = g_strdup_printf (BOTH_PACK, client ? ZLIB : "", server ? ZLIB : "");
    return run (text);
}

static void assert_packs (ControlRun *packed, ControlRun *plain, TraceParty who)
{
    g_assert_null (find (packed, WIRE_CERTIFICATE, who));
    const WireMessage *message = find (packed, WIRE_COMPRESSED_CERTIFICATE, who);
    const WireCompressedCertificate *body = message->body;
    g_autoptr (GBytes) content = unpack (body->compressed_certificate_message);
    BaseSpan whole = base_span_bytes (find (plain, WIRE_CERTIFICATE, who)->bytes);
    g_assert_cmpuint (body->algorithm, ==, 1);
    g_assert_cmpuint (body->uncompressed_length, ==, whole.size - 4);
    g_assert_true (
        base_span_equal (base_span_bytes (content), base_span (whole.data + 4, whole.size - 4)));
}

static void certificates_travel_packed_both_ways (void)
{
    g_autoptr (ControlRun) packed = run_packing (true, true), plain = run_packing (false, false);
    assert_outcome (packed, "established");
    assert_packs (packed, plain, TRACE_SERVER);
    assert_packs (packed, plain, TRACE_CLIENT);
    for (int one = 0; one < 2; one++) { /* both have to be able to */
        g_autoptr (ControlRun) self = run_packing (one == 0, one == 1);
        assert_outcome (self, "established");
        g_assert_null (find (self, WIRE_COMPRESSED_CERTIFICATE, TRACE_SERVER));
        g_assert_null (find (self, WIRE_COMPRESSED_CERTIFICATE, TRACE_CLIENT));
    }
}

/* Asked behind the handshake, a client answers with all that a certificate can bring. */
static void a_later_answer_travels_packed (void)
{
    g_autoptr (ControlRun) self =
        run ("[client]\ncertificate=client-ecdsa\npost-handshake-auth=yes\nstaple=good\n" ZLIB
             "[server]\npost-handshake-auth=require\nrequest-staple=yes\n" ZLIB);
    assert_outcome (self, "established");
    g_assert_null (find (self, WIRE_CERTIFICATE, TRACE_CLIENT));
    g_assert_nonnull (find (self, WIRE_COMPRESSED_CERTIFICATE, TRACE_CLIENT));
    g_assert_cmpint (verdict_on (self, TRACE_CHECK, "request-context", "context"), ==,
                     TRACE_CHOSEN);
    g_assert_cmpint (verdict_on (self, TRACE_CHECK, "compressed-certificate", "algorithm: zlib"),
                     ==, TRACE_PASSED);
}

/* RFC 8879 section 4: it is CompressedCertificate itself that is hashed. */
static void the_transcript_holds_the_packed_bytes (void)
{
    g_autoptr (ControlRun) self = run_packing (true, true);
    const Trace *trace = control_run_trace (self);
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    unsigned n = trace_event (trace, trace_length (trace) - 1)->now.n_messages, finished = 0;
    for (unsigned i = 0; i < n && finished < 2; i++) {
        const WireMessage *message = trace_message (trace, (int)i)->sent;
        gsize size;
        const guchar *bytes = g_bytes_get_data (message->bytes, &size);
        if (message->row->content_type == WIRE_CT_HANDSHAKE)
            g_checksum_update (sum, bytes, (gssize)size);
        finished += message->row->id == WIRE_FINISHED;
    }
    g_autofree char *view = tls_party_view (control_run_party (self, TLS_SERVER));
    g_autofree char *line = g_strdup_printf ("\ntranscript %s\n", g_checksum_get_string (sum));
    g_assert_nonnull (strstr (view, line));
}

/* A client without a certificate says so, packed or not. */
static void an_empty_list_may_come_packed (void)
{
    g_autoptr (ControlRun) self =
        run ("[client]\n" ZLIB "[server]\nrequest-client-certificate=request\n" ZLIB
             "[network]\ntwist.1=omit client.Certificate\n"
             /* 1, the length 4, and zlib.compress (bytes (4), 9) of Python */
             "twist.2=before client.Certificate handshake "
             "19000014000100000400000c78da63606060000000040001\n");
    /* Understood; then the transcripts differ, since the client wrote another message. */
    g_assert_cmpstr (base_cause_name (tls_party_cause (control_run_party (self, TLS_SERVER))), ==,
                     "BAD_FINISHED");
}

/* ---- signature_algorithms_cert ---- */

static void the_list_for_certificates_is_taken_at_its_word (void)
{
    g_autoptr (ControlRun) self =
        run ("[client]\ncertificate-signature-schemes=rsa_pkcs1_sha256 ecdsa_secp384r1_sha384\n");
    g_assert_cmpstr (base_cause_name (tls_party_cause (control_run_party (self, TLS_CLIENT))), ==,
                     "CERTIFICATE_SCHEME_NOT_OFFERED");
    g_assert_cmpint (verdict_on (self, TRACE_DECIDE, "certificate", "signature_algorithms_cert"),
                     ==, TRACE_FELL);
    /* Without it, the list for the handshake says nothing final about chains. */
    g_autoptr (ControlRun) loose = run ("[client]\nsignature-schemes=rsa_pss_rsae_sha256\n"
                                        "[server]\ncertificate=rsa\n");
    assert_outcome (loose, "established");
    g_autoptr (ControlRun) client = run ("[client]\ncertificate=client-ecdsa\n"
                                         "[server]\nrequest-client-certificate=request\n"
                                         "certificate-signature-schemes=rsa_pkcs1_sha256\n");
    assert_outcome (client, "established");
    g_assert_cmpint (
        verdict_on (client, TRACE_DECIDE, "client-certificate", "signature_algorithms_cert"), ==,
        TRACE_FELL);
}

static void remove_folder (void)
{
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        g_unlink (path);
    }
    g_rmdir (folder);
    g_free (folder);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    folder = g_dir_make_tmp ("stepshake-certificates-XXXXXX", NULL);
    g_assert_nonnull (folder);
    g_test_add_func ("/certificates/staple/openssl-accepts-it",
                     openssl_accepts_what_the_server_staples);
    g_test_add_func ("/certificates/nothing-unasked", nothing_goes_along_unasked);
    g_test_add_func ("/certificates/a-server-may-keep-silent", a_server_may_keep_silent);
    g_test_add_func ("/certificates/staple/must-staple", must_staple_binds_those_who_ask);
    g_test_add_func ("/certificates/staple/clocks", the_holders_clock_has_no_part_in_it);
    g_test_add_func ("/certificates/of-clients", a_server_asks_for_the_clients_too);
    g_test_add_func ("/certificates/receipts", receipts_are_checked_and_nothing_depends_on_them);
    g_test_add_func ("/certificates/packed/both-ways", certificates_travel_packed_both_ways);
    g_test_add_func ("/certificates/packed/later", a_later_answer_travels_packed);
    g_test_add_func ("/certificates/packed/transcript", the_transcript_holds_the_packed_bytes);
    g_test_add_func ("/certificates/packed/empty", an_empty_list_may_come_packed);
    g_test_add_func ("/certificates/schemes", the_list_for_certificates_is_taken_at_its_word);
    int result = g_test_run ();
    remove_folder ();
    return result;
}
