/* The simple 1-RTT handshake of RFC 8448 section 3, byte for byte: our client and our server in one
 * run, then each alone against the recorded bytes of the other. What the RFC's parties drew at
 * random is injected, and what our policy would do otherwise is given: the lists of extensions, the
 * ticket, the packing of the flight, an RSA key of 1024 bits.
 *
 * The salt of the RSA-PSS signature is not in the RFC. It stands in the signature, as whoever has
 * the public key can see (RFC 8017 sections 8.1.2 and 9.1.2): EM = signature^e mod n is maskedDB of
 * 95 bytes, H of 32 and 0xbc; DB = maskedDB XOR MGF1-SHA256 (H) is 62 zeros (once the top bit is
 * cleared), 0x01, and the salt. tests/vectors/rfc8448-simple-1rtt.txt has what came out; that
 * SHA-256 (8 zeros || hash of the signed content || salt) is H confirms it. */
#include "control/run.h"
#include "wire/message.h"

#include <glib/gstdio.h>
#include <string.h>

#include "rfc8448.h"
#include "vectors.h"

static GHashTable *vectors;

static BaseSpan vector (const char *name)
{
    return base_span_bytes (vectors_get (vectors, name));
}

static void check_bytes (const char *name, BaseSpan found)
{
    g_autofree char *is = base_hex (found);
    g_autofree char *should_be = base_hex (vector (name));
    if (!g_str_equal (is, should_be))
        g_error ("%s is %s, not %s", name, is, should_be);
}

/* ---- The parties ---- */

/* The content of the list of extensions, which ends MESSAGE, behind its length. */
static GBytes *extensions_of (const char *message)
{
    BaseSpan bytes = vector (message);
    g_autoptr (WireMessage) read =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (vectors, message));
    int field = wire_tree_find (read->tree, "extensions");
    size_t at = read->tree->fields[field].offset + 2;
    return g_bytes_new (bytes.data + at, bytes.size - at);
}

static PkiIdentity *server_identity (void)
{
    g_autoptr (WireMessage) message =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (vectors, "certificate"));
    const WireCertificate *certificate = message->body;
    g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add (
        chain,
        base_span_copy (
            wire_list_item (certificate->certificate_list, WireCertificateEntry, 0)->cert_data));
    CryptoPrivateKey *key = crypto_private_key_new_rsa (
        vector ("rsa_n"), vector ("rsa_e"), vector ("rsa_d"), vector ("rsa_p"), vector ("rsa_q"));
    g_assert_nonnull (key);
    return pki_identity_new (chain, key);
}

static TlsConfig *config_of (TlsRole role)
{
    static const uint16_t suites[] = {0x1301, 0x1303, 0x1302};
    TlsConfig *config = tls_config_new (role);
    config->min_rsa_bits = 1024;
    config->hold_open = true;
    if (role == TLS_CLIENT) {
        g_array_set_size (config->cipher_suites, 0);
        g_array_append_vals (config->cipher_suites, suites, G_N_ELEMENTS (suites));
        config->server_name = g_strdup ("server");
        config->raw_extensions = extensions_of ("client_hello");
    } else {
        config->identity = server_identity ();
        config->raw_extensions = extensions_of ("encrypted_extensions");
        config->raw_ticket = g_bytes_ref (vectors_get (vectors, "new_session_ticket"));
        config->pack_flight = true;
    }
    return config;
}

static void inject (TlsRole role, BaseRandom *random, void *data)
{
    bool client = role == TLS_CLIENT;
    base_random_inject (random, "random",
                        vectors_get (vectors, client ? "client_random" : "server_random"));
    base_random_inject (random, "key_share.x25519",
                        vectors_get (vectors, client ? "client_private" : "server_private"));
    if (!client)
        base_random_inject (random, "signature.salt", vectors_get (vectors, "salt"));
}

/* ---- Looking into the trace ---- */

static unsigned last_event (const Trace *trace)
{
    return trace_length (trace) - 1;
}

static const TraceSecret *find_secret (const Trace *trace, const char *name, TlsRole role)
{
    int index = trace_find_secret (trace, name, (int)role, last_event (trace));
    if (index < 0)
        g_error ("the %s has no %s", trace_party_name ((TraceParty)role), name);
    return trace_secret (trace, index);
}

static void check_secrets (const Trace *trace, TlsRole role)
{
    for (size_t i = 0; i < G_N_ELEMENTS (secrets); i++)
        check_bytes (secrets[i], base_span_bytes (find_secret (trace, secrets[i], role)->value));
    for (size_t i = 0; i < G_N_ELEMENTS (contexts); i++)
        check_bytes (contexts[i].hash,
                     base_span_bytes (find_secret (trace, contexts[i].secret, role)->context));
}

/* Everything that ROLE drew, in order, is what was injected: nobody has clamped the private key. */
static void check_draws (const Trace *trace, TlsRole role)
{
    static const char *const names[2][3] = {{"client_random", "client_private", NULL},
                                            {"server_random", "server_private", "salt"}};
    unsigned n = 0;
    for (unsigned i = 0; i < trace_length (trace); i++) {
        const TraceEvent *event = trace_event (trace, i);
        if (event->kind != TRACE_DRAW || event->party != (TraceParty)role)
            continue;
        g_assert_cmpuint (n, <, 3);
        check_bytes (names[role][n], base_span_bytes (event->value));
        n++;
    }
    g_assert_cmpuint (n, ==, role == TLS_CLIENT ? 2 : 3);
}

/* ---- Both in one run ---- */

static ControlRun *run_new (void)
{
    g_autoptr (TlsConfig) client = config_of (TLS_CLIENT);
    g_autoptr (TlsConfig) server = config_of (TLS_SERVER);
    int64_t epoch;
    client->send = g_bytes_ref (vectors_get (vectors, "application_data"));
    g_assert_true (base_time_parse ("2018-08-10", &epoch));
    return control_run_new_with (client, server, "1", epoch, NULL, inject, NULL);
}

static void run_until_received (ControlRun *run, TlsRole role)
{
    TlsParty *party = control_run_party (run, role);
    BaseSpan data = vector ("application_data");
    while (tls_party_received_data (party).size < data.size)
        g_assert_true (control_step (run, CONTROL_BY_EVENT));
}

/* The client speaks, the server answers, the client hangs up. */
static ControlRun *run_all (size_t split)
{
    ControlRun *run = run_new ();
    control_run_set_split (run, split);
    run_until_received (run, TLS_SERVER);
    tls_party_send (control_run_party (run, TLS_SERVER), vector ("application_data"));
    run_until_received (run, TLS_CLIENT);
    tls_party_close (control_run_party (run, TLS_CLIENT));
    control_to_end (run);
    g_assert_cmpstr (control_outcome (run), ==, "established");
    return run;
}

static void check_inner (const TraceRecord *record, size_t i)
{
    g_autoptr (GByteArray) inner = g_byte_array_new ();
    for (int m = records[i].first; m <= records[i].last; m++)
        base_append_span (inner, vector (messages[m].vector));
    uint8_t type = wire_message_find (messages[records[i].first].name)->content_type;
    g_byte_array_append (inner, &type, 1);
    g_assert_cmpmem (g_bytes_get_data (record->inner, NULL), g_bytes_get_size (record->inner),
                     inner->data, inner->len);
}

/* RFC 9846 section 5.3: the iv XOR the sequence number. */
static void check_nonce (const TraceRecord *record, size_t i)
{
    BaseSpan iv = vector (records[i].iv);
    uint8_t nonce[12];
    memcpy (nonce, iv.data, sizeof nonce);
    nonce[11] ^= records[i].sequence;
    g_assert_cmpmem (g_bytes_get_data (record->nonce, NULL), g_bytes_get_size (record->nonce),
                     nonce, sizeof nonce);
}

static void records_are_the_rfcs (void)
{
    g_autoptr (ControlRun) run = run_all (0);
    const Trace *trace = control_run_trace (run);
    TraceMoment end = trace_event (trace, last_event (trace))->now;
    g_assert_cmpuint (end.n_records, ==, G_N_ELEMENTS (records));
    for (size_t i = 0; i < G_N_ELEMENTS (records); i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        check_bytes (records[i].vector, base_span_bytes (record->sent));
        check_bytes (records[i].vector, base_span_bytes (record->arrived));
        g_assert_cmpint (record->sender, ==, records[i].sender);
        g_assert_cmpint (record->first_message, ==, records[i].first);
        g_assert_cmpint (record->last_message, ==, records[i].last);
        g_assert_cmpint (record->sealed, ==, records[i].iv != NULL);
        if (record->sealed) {
            check_inner (record, i);
            check_nonce (record, i);
        }
    }
}

static void messages_are_the_rfcs (void)
{
    g_autoptr (ControlRun) run = run_all (0);
    const Trace *trace = control_run_trace (run);
    TraceMoment end = trace_event (trace, last_event (trace))->now;
    g_assert_cmpuint (end.n_messages, ==, G_N_ELEMENTS (messages));
    for (size_t i = 0; i < G_N_ELEMENTS (messages); i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        g_assert_cmpint (message->sender, ==, messages[i].sender);
        g_assert_cmpstr (trace_message_name (message), ==, messages[i].name);
        check_bytes (messages[i].vector, base_span_bytes (message->sent->bytes));
        check_bytes (messages[i].vector, base_span_bytes (message->received->bytes));
        g_assert_false (message->twisted);
    }
}

static void secrets_are_the_rfcs (void)
{
    g_autoptr (ControlRun) run = run_all (0);
    check_secrets (control_run_trace (run), TLS_CLIENT);
    check_secrets (control_run_trace (run), TLS_SERVER);
}

static void injected_values_are_used_as_they_are (void)
{
    g_autoptr (ControlRun) run = run_all (0);
    const Trace *trace = control_run_trace (run);
    check_draws (trace, TLS_CLIENT);
    check_draws (trace, TLS_SERVER);
}

static void both_believe_the_same (void)
{
    g_autoptr (ControlRun) run = run_all (0);
    g_autofree char *client = tls_party_view (control_run_party (run, TLS_CLIENT));
    g_autofree char *server = tls_party_view (control_run_party (run, TLS_SERVER));
    g_assert_cmpstr (client, ==, server);
    g_assert_nonnull (strstr (client, "scheme rsa_pss_rsae_sha256\n"));
    g_assert_nonnull (strstr (client, "server-name server\n"));
}

/* However the bytes are split on their way, both parties say the same. */
static void splitting_changes_nothing (void)
{
    static const size_t splits[] = {1, 2, 7, 100};
    for (size_t s = 0; s < G_N_ELEMENTS (splits); s++) {
        g_autoptr (ControlRun) run = run_all (splits[s]);
        const Trace *trace = control_run_trace (run);
        TraceMoment end = trace_event (trace, last_event (trace))->now;
        g_assert_cmpuint (end.n_records, ==, G_N_ELEMENTS (records));
        for (size_t i = 0; i < G_N_ELEMENTS (records); i++)
            check_bytes (records[i].vector, base_span_bytes (trace_record (trace, (int)i)->sent));
    }
}

/* ---- One against the recorded bytes of the other ---- */

typedef struct {
    TlsRole role;
    size_t piece;
    Trace *trace;
    BaseClock clock;
    BaseRandom *random;
    TlsParty *party;
} Solo;

static void solo_init (Solo *solo, TlsRole role, size_t piece)
{
    g_autoptr (TlsConfig) config = config_of (role);
    *solo = (Solo){.role = role, .piece = piece, .trace = trace_new ()};
    g_assert_true (base_time_parse ("2018-08-10", &solo->clock.epoch));
    solo->random = base_random_new ("1", 1, trace_party_name ((TraceParty)role));
    inject (role, solo->random, NULL);
    solo->party = tls_party_new (config, 1, solo->random, solo->trace, &solo->clock);
}

static void solo_clear (Solo *solo)
{
    tls_party_free (solo->party);
    base_random_free (solo->random);
    trace_free (solo->trace);
}

static void solo_move (Solo *solo)
{
    while (tls_party_step (solo->party))
        ;
}

/* The peer's record NAME arrives, in pieces. */
static void solo_hears (Solo *solo, const char *name)
{
    BaseSpan record = vector (name);
    for (size_t at = 0; at < record.size; at += solo->piece) {
        size_t size = MIN (solo->piece, record.size - at);
        tls_party_receive (solo->party, base_span (record.data + at, size), -1);
        solo_move (solo);
    }
    g_assert_cmpstr (base_cause_name (tls_party_cause (solo->party)), ==, "NONE");
}

/* The party's next record is NAME. */
static void solo_says (Solo *solo, const char *name)
{
    solo_move (solo);
    int record = tls_party_take (solo->party);
    if (record < 0)
        g_error ("no %s comes", name);
    check_bytes (name, base_span_bytes (trace_record (solo->trace, record)->sent));
}

static void solo_ends (Solo *solo)
{
    solo_move (solo);
    g_assert_cmpint (tls_party_take (solo->party), ==, -1);
    check_bytes ("application_data", tls_party_received_data (solo->party));
    g_assert_cmpstr (trace_outcome_name (tls_party_outcome (solo->party)), ==, "closed");
    check_secrets (solo->trace, solo->role);
}

static const size_t pieces[] = {G_MAXSIZE / 2, 1, 3, 64};

static void client_alone (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (pieces); i++) {
        Solo solo;
        solo_init (&solo, TLS_CLIENT, pieces[i]);
        solo_says (&solo, "record_client_hello");
        solo_hears (&solo, "record_server_hello");
        solo_hears (&solo, "record_server_flight");
        solo_says (&solo, "record_client_finished");
        solo_hears (&solo, "record_new_session_ticket");
        tls_party_send (solo.party, vector ("application_data"));
        solo_says (&solo, "record_client_data");
        solo_hears (&solo, "record_server_data");
        tls_party_close (solo.party);
        solo_says (&solo, "record_client_close");
        solo_hears (&solo, "record_server_close");
        solo_ends (&solo);
        solo_clear (&solo);
    }
}

static void server_alone (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (pieces); i++) {
        Solo solo;
        solo_init (&solo, TLS_SERVER, pieces[i]);
        solo_hears (&solo, "record_client_hello");
        solo_says (&solo, "record_server_hello");
        solo_says (&solo, "record_server_flight");
        solo_hears (&solo, "record_client_finished");
        solo_says (&solo, "record_new_session_ticket");
        solo_hears (&solo, "record_client_data");
        tls_party_send (solo.party, vector ("application_data"));
        solo_says (&solo, "record_server_data");
        solo_hears (&solo, "record_client_close");
        solo_says (&solo, "record_server_close");
        solo_ends (&solo);
        solo_clear (&solo);
    }
}

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

/* The key is too small for anything but this trace: 1024 bits are a policy for vectors alone. */
static void usual_policy_refuses_the_key (void)
{
    g_autoptr (PkiIdentity) identity = server_identity ();
    g_autoptr (PkiTrust) trust = trust_in (identity);
    int64_t now;
    g_assert_true (base_time_parse ("2018-08-10", &now));
    g_autoptr (PkiVerdict) lenient =
        pki_verify (pki_identity_chain (identity), trust, NULL, now, 1024);
    g_assert_cmpstr (base_cause_name (lenient->cause), ==, "NONE");
    g_autoptr (PkiVerdict) usual =
        pki_verify (pki_identity_chain (identity), trust, NULL, now, 2048);
    g_assert_cmpstr (base_cause_name (usual->cause), ==, "CERTIFICATE_WEAK");
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    vectors = vectors_load ("rfc8448-simple-1rtt.txt");
    g_test_add_func ("/rfc8448/records", records_are_the_rfcs);
    g_test_add_func ("/rfc8448/messages", messages_are_the_rfcs);
    g_test_add_func ("/rfc8448/secrets", secrets_are_the_rfcs);
    g_test_add_func ("/rfc8448/injected-values", injected_values_are_used_as_they_are);
    g_test_add_func ("/rfc8448/both-believe-the-same", both_believe_the_same);
    g_test_add_func ("/rfc8448/splitting-changes-nothing", splitting_changes_nothing);
    g_test_add_func ("/rfc8448/client-alone", client_alone);
    g_test_add_func ("/rfc8448/server-alone", server_alone);
    g_test_add_func ("/rfc8448/usual-policy-refuses-the-key", usual_policy_refuses_the_key);
    int status = g_test_run ();
    g_hash_table_unref (vectors);
    return status;
}
