/* Published traces, byte for byte: our client and our server in one run. */
#include "control/run.h"
#include "parties.h"

#include <glib/gstdio.h>
#include <string.h>

static TraceMoment at_end (const Trace *trace)
{
    return trace_event (trace, trace_length (trace) - 1)->now;
}

static unsigned n_records (void)
{
    unsigned n = 0;
    while (parties_trace->records[n].vector != NULL)
        n++;
    return n;
}

static unsigned n_messages (void)
{
    unsigned n = 0;
    while (parties_trace->messages[n].vector != NULL)
        n++;
    return n;
}

/* ---- Both in one run ---- */

static ControlRun *run_new (void)
{
    g_autoptr (TlsConfig) client = parties_config (TLS_CLIENT);
    g_autoptr (TlsConfig) server = parties_config (TLS_SERVER);
    if (parties_data_of (TLS_CLIENT) != NULL)
        client->send = g_bytes_ref (vectors_get (parties_vectors, parties_data_of (TLS_CLIENT)));
    return control_run_new_with (client, server, "1", parties_epoch (), NULL, parties_inject, NULL);
}

/* Until ROLE has heard all that the other has to say. */
static void run_until_received (ControlRun *run, TlsRole role)
{
    TlsParty *party = control_run_party (run, role);
    g_autoptr (GByteArray) heard = parties_heard_by (role);
    while (tls_party_received_data (party).size < heard->len)
        g_assert_true (control_step (run, CONTROL_BY_EVENT));
}

static void run_until_connected (ControlRun *run)
{
    TlsParty *server = control_run_party (run, TLS_SERVER);
    while (tls_party_state (server) != TLS_CONNECTED)
        g_assert_true (control_step (run, CONTROL_BY_EVENT));
}

/* The client speaks, the server answers, the client hangs up: as far as the published ones do. */
static void converse (ControlRun *run)
{
    if (parties_data_of (TLS_CLIENT) != NULL) {
        run_until_received (run, TLS_SERVER);
        tls_party_send (control_run_party (run, TLS_SERVER),
                        parties_vector (parties_data_of (TLS_SERVER)));
        run_until_received (run, TLS_CLIENT);
    } else {
        run_until_connected (run);
    }
    if (parties_has ("close_notify"))
        tls_party_close (control_run_party (run, TLS_CLIENT));
}

static ControlRun *run_all (size_t split)
{
    ControlRun *run = run_new ();
    control_run_set_split (run, split);
    converse (run);
    if (!parties_has ("close_notify"))
        return run;
    control_to_end (run);
    g_assert_cmpstr (control_outcome (run), ==, "established");
    return run;
}

static void check_inner (const TraceRecord *record, const PublishedRecord *should_be)
{
    g_autoptr (GByteArray) inner = g_byte_array_new ();
    for (int m = should_be->first; m <= should_be->last; m++)
        base_append_span (inner, parties_vector (parties_trace->messages[m].vector));
    g_byte_array_append (inner, &should_be->type, 1);
    g_assert_cmpmem (g_bytes_get_data (record->inner, NULL), g_bytes_get_size (record->inner),
                     inner->data, inner->len);
}

/* RFC 9846 section 5.3: the iv XOR the sequence number. */
static void check_nonce (const TraceRecord *record, const PublishedRecord *should_be)
{
    g_autofree char *iv_name = g_strconcat (should_be->keys, "_write_iv", NULL);
    uint8_t nonce[12];
    memcpy (nonce, parties_vector (iv_name).data, sizeof nonce);
    nonce[11] ^= should_be->sequence;
    g_assert_cmpmem (g_bytes_get_data (record->nonce, NULL), g_bytes_get_size (record->nonce),
                     nonce, sizeof nonce);
}

static void check_record (const TraceRecord *record, const PublishedRecord *should_be)
{
    parties_check (should_be->vector, base_span_bytes (record->sent));
    parties_check (should_be->vector, base_span_bytes (record->arrived));
    g_assert_cmpint (record->sender, ==, should_be->sender);
    g_assert_cmpint (record->first_message, ==, should_be->first);
    g_assert_cmpint (record->last_message, ==, should_be->last);
    g_assert_cmpint (record->sealed, ==, should_be->keys != NULL);
    if (record->sealed) {
        check_inner (record, should_be);
        check_nonce (record, should_be);
    }
}

static void records_are_the_published (const void *which)
{
    parties_begin (which);
    g_autoptr (ControlRun) run = run_all (0);
    const Trace *trace = control_run_trace (run);
    g_assert_cmpuint (at_end (trace).n_records, ==, n_records ());
    for (unsigned i = 0; i < n_records (); i++)
        check_record (trace_record (trace, (int)i), &parties_trace->records[i]);
    parties_end ();
}

static void messages_are_the_published (const void *which)
{
    parties_begin (which);
    g_autoptr (ControlRun) run = run_all (0);
    const Trace *trace = control_run_trace (run);
    g_assert_cmpuint (at_end (trace).n_messages, ==, n_messages ());
    for (unsigned i = 0; i < n_messages (); i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        g_assert_cmpint (message->sender, ==, parties_trace->messages[i].sender);
        g_assert_cmpstr (trace_message_name (message), ==, parties_trace->messages[i].name);
        parties_check (parties_trace->messages[i].vector, base_span_bytes (message->sent->bytes));
        parties_check (parties_trace->messages[i].vector,
                       base_span_bytes (message->received->bytes));
        g_assert_false (message->twisted);
    }
    parties_end ();
}

static void secrets_are_the_published (const void *which)
{
    parties_begin (which);
    g_autoptr (ControlRun) run = run_all (0);
    parties_check_secrets (control_run_trace (run), TLS_CLIENT);
    parties_check_secrets (control_run_trace (run), TLS_SERVER);
    parties_end ();
}

static void injected_values_are_used_as_they_are (const void *which)
{
    parties_begin (which);
    g_autoptr (ControlRun) run = run_all (0);
    const Trace *trace = control_run_trace (run);
    parties_check_draws (trace, TLS_CLIENT);
    parties_check_draws (trace, TLS_SERVER);
    parties_end ();
}

static void both_believe_the_same (const void *which)
{
    parties_begin (which);
    g_autoptr (ControlRun) run = run_all (0);
    g_autofree char *client = tls_party_view (control_run_party (run, TLS_CLIENT));
    g_autofree char *server = tls_party_view (control_run_party (run, TLS_SERVER));
    g_assert_cmpstr (client, ==, server);
    if (parties_has ("salt"))
        g_assert_nonnull (strstr (client, "scheme rsa_pss_rsae_sha256\n"));
    g_autofree char *name = g_strdup_printf ("server-name %s\n", parties_trace->server);
    g_assert_nonnull (strstr (client, name));
    parties_end ();
}

/* However the bytes are split on their way, both parties say the same. */
static void splitting_changes_nothing (const void *which)
{
    static const size_t splits[] = {1, 2, 7, 100};
    parties_begin (which);
    for (size_t s = 0; s < G_N_ELEMENTS (splits); s++) {
        g_autoptr (ControlRun) run = run_all (splits[s]);
        const Trace *trace = control_run_trace (run);
        g_assert_cmpuint (at_end (trace).n_records, ==, n_records ());
        for (unsigned i = 0; i < n_records (); i++)
            parties_check (parties_trace->records[i].vector,
                           base_span_bytes (trace_record (trace, (int)i)->sent));
    }
    parties_end ();
}

/* ---- Section 4 of RFC 8448 behind section 3, in one run ---- */

static void begin_other (int which)
{
    parties_end ();
    parties_begin (&published[which]);
}

/* The parties_vectors at hand are those of the connection that begins. */
static void inject_next (TlsRole role, CryptoRandom *random, void *n_opened)
{
    if (++*(unsigned *)n_opened == 3)
        begin_other (RFC8448_RESUMED);
    parties_inject (role, random, NULL);
}

/* The client takes the ticket of section 3 and makes a key of it by itself. */
static TlsConfig *ticket_taker (int which)
{
    begin_other (which);
    TlsConfig *config = parties_config (TLS_CLIENT);
    g_ptr_array_set_size (config->psks, 0);
    config->use_tickets = true;
    return config;
}

static void ticket_of_section_3_opens_section_4 (const void *simple)
{
    parties_begin (simple);
    g_autoptr (TlsConfig) later_client = ticket_taker (RFC8448_RESUMED);
    g_autoptr (TlsConfig) later_server = parties_config (TLS_SERVER);
    g_autoptr (TlsConfig) client = ticket_taker (RFC8448_SIMPLE);
    g_autoptr (TlsConfig) server = parties_config (TLS_SERVER);
    client->send = g_bytes_ref (vectors_get (parties_vectors, parties_data_of (TLS_CLIENT)));
    later_client->send = g_bytes_ref (client->send);
    unsigned n_opened = 0;
    g_autoptr (ControlRun) run =
        control_run_new_with (client, server, "1", parties_epoch (), NULL, inject_next, &n_opened);
    control_run_add (run, later_client, later_server, 0);
    converse (run);
    while (n_opened < 4)
        g_assert_true (control_step (run, CONTROL_BY_EVENT));
    converse (run);
    control_to_end (run);
    g_assert_cmpstr (control_outcome (run), ==, "established");

    const Trace *trace = control_run_trace (run);
    unsigned before = 0;
    while (trace_record (trace, (int)before)->connection == 1)
        before++;
    g_assert_cmpuint (at_end (trace).n_records, ==, before + n_records ());
    for (unsigned i = 0; i < n_records (); i++)
        parties_check (parties_trace->records[i].vector,
                       base_span_bytes (trace_record (trace, (int)(before + i))->sent));
    parties_check_secrets (trace, TLS_CLIENT);
    parties_end ();
}

/* ---- The key ---- */

static PkiTrust *trust_in (const PkiIdentity *identity)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *path = NULL;
    g_autofree char *pem = pki_identity_chain_pem (identity);
    int file = g_file_open_tmp ("rfc8448-XXXXXX.pem", &path, &error);
    g_assert_no_error (error);
    g_close (file, &error);
    g_file_set_contents (path, pem, -1, &error);
    g_assert_no_error (error);
    PkiTrust *trust = pki_trust_new (path, &error);
    g_assert_no_error (error);
    g_unlink (path);
    return trust;
}

/* The key is too small for anything but these traces: 1024 bits are a policy for parties_vectors
 * alone. */
static void usual_policy_refuses_the_key (const void *which)
{
    parties_begin (which);
    g_autoptr (PkiIdentity) identity = parties_identity ("certificate", parties_rsa_key ());
    g_autoptr (PkiTrust) trust = trust_in (identity);
    g_autoptr (PkiVerdict) lenient =
        pki_verify (pki_identity_chain (identity), trust, NULL, parties_epoch (), 1024);
    g_assert_cmpstr (base_cause_name (lenient->cause), ==, "NONE");
    g_autoptr (PkiVerdict) usual =
        pki_verify (pki_identity_chain (identity), trust, NULL, parties_epoch (), 2048);
    g_assert_cmpstr (base_cause_name (usual->cause), ==, "CERTIFICATE_WEAK");
    parties_end ();
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (published); i++) {
        const PublishedTrace *trace = &published[i];
        published_test (trace, "records", records_are_the_published);
        published_test (trace, "messages", messages_are_the_published);
        published_test (trace, "secrets", secrets_are_the_published);
        published_test (trace, "injected-values", injected_values_are_used_as_they_are);
        published_test (trace, "both-believe-the-same", both_believe_the_same);
        published_test (trace, "splitting-changes-nothing", splitting_changes_nothing);
    }
    published_test (&published[RFC8448_SIMPLE], "ticket-opens-section-4",
                    ticket_of_section_3_opens_section_4);
    published_test (&published[RFC8448_SIMPLE], "usual-policy-refuses-the-key",
                    usual_policy_refuses_the_key);
    return g_test_run ();
}
