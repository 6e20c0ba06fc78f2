/* Published traces, byte for byte: our client and our server in one run, then each alone against
 * the recorded bytes of the other. What the parties drew at random is injected, and what our policy
 * would do otherwise is given: the lists of extensions, the ticket, the packing of the flight, an
 * RSA key of 1024 bits.
 *
 * The salt of the RSA-PSS signature is not published. It stands in the signature, as whoever has
 * the public key can see (RFC 8017 sections 8.1.2 and 9.1.2): EM = signature^e mod n is maskedDB of
 * 95 bytes, H of 32 and 0xbc; DB = maskedDB XOR MGF1-SHA256 (H) is 62 zeros (once the top bit is
 * cleared), 0x01, and the salt. The files of vectors have what came out; that SHA-256 (8 zeros ||
 * hash of the signed content || salt) is H confirms it. */
#include "control/run.h"
#include "wire/message.h"

#include <glib/gstdio.h>
#include <string.h>

#include "published.h"

static const PublishedTrace *published_trace;
static GHashTable *vectors;

static void begin (const void *trace)
{
    published_trace = trace;
    vectors = vectors_load (published_trace->file);
}

static void end (void)
{
    g_clear_pointer (&vectors, g_hash_table_unref);
}

static bool has (const char *name)
{
    return g_hash_table_contains (vectors, name);
}

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

static int64_t epoch (void)
{
    int64_t seconds;
    g_assert_true (base_time_parse ("2018-08-10", &seconds));
    return seconds;
}

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

static GArray *order_of (const char *message)
{
    GArray *order = g_array_new (FALSE, FALSE, sizeof (uint16_t));
    g_autoptr (WireMessage) read =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (vectors, message));
    WireList list = wire_message_extensions (read);
    for (size_t i = 0; i < list.n; i++)
        g_array_append_val (order, wire_list_item (list, WireExtension, i)->type);
    return order;
}

/* record_size_limit as MESSAGE says it; 0: not at all. */
static int64_t size_limit_of (const char *message)
{
    g_autoptr (WireMessage) read =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (vectors, message));
    const WireExtension *limit = wire_message_extension (read, WIRE_EXT_RECORD_SIZE_LIMIT);
    return limit != NULL ? ((const WireSelected *)limit->body)->value : 0;
}

/* RFC 8448 has one RSA key for all, which stands in section 3's file. */
static CryptoPrivateKey *rsa_key (void)
{
    static const char *const names[] = {"rsa_n", "rsa_e", "rsa_d", "rsa_p", "rsa_q"};
    g_autoptr (GHashTable) keys =
        has ("rsa_n") ? g_hash_table_ref (vectors) : vectors_load (published[RFC8448_SIMPLE].file);
    BaseSpan n[G_N_ELEMENTS (names)];
    for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
        n[i] = base_span_bytes (vectors_get (keys, names[i]));
    return crypto_private_key_new_rsa (CRYPTO_KEY_RSA, n[0], n[1], n[2], n[3], n[4]);
}

/* The chain in MESSAGE, and KEY (transfer full). */
static PkiIdentity *identity_in (const char *certificate_message, CryptoPrivateKey *key)
{
    g_autoptr (WireMessage) message =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (vectors, certificate_message));
    const WireCertificate *certificate = message->body;
    g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add (
        chain,
        base_span_copy (
            wire_list_item (certificate->certificate_list, WireCertificateEntry, 0)->cert_data));
    g_assert_nonnull (key);
    return pki_identity_new (chain, key);
}

/* Where clients authenticate, neither private key was published: others of the same kind stand in
 * for them, and the signatures are given. */
static CryptoPrivateKey *stand_in_p256 (void)
{
    static const uint8_t scalar[32] = {[31] = 1};
    return crypto_private_key_new_p256 (base_span (scalar, sizeof scalar));
}

static GBytes *signature_in (const char *verify_message)
{
    g_autoptr (WireMessage) message =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (vectors, verify_message));
    const WireCertificateVerify *verify = message->body;
    return base_span_copy (verify->signature);
}

static void add_client_identity (TlsConfig *config)
{
    config->identity = identity_in ("client_certificate", rsa_key ());
    config->raw_signature = signature_in ("client_certificate_verify");
}

static void add_server_identity (TlsConfig *config)
{
    bool published_key = !has ("client_certificate");
    config->identity = identity_in ("certificate", published_key ? rsa_key () : stand_in_p256 ());
    if (published_key)
        return;
    config->raw_signature = signature_in ("certificate_verify");
    config->request = TLS_REQUIRE;
    config->raw_request_extensions = extensions_of ("certificate_request");
}

/* The key of the ticket that section 3 of RFC 8448 ends with: section 4 comes AGE milliseconds
 * later. */
static TlsPsk *ticket_key (void)
{
    enum { AGE = 6 };
    g_autoptr (GHashTable) first = vectors_load (published[RFC8448_SIMPLE].file);
    g_autoptr (WireMessage) message =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (first, "new_session_ticket"));
    const WireNewSessionTicket *ticket = message->body;
    const WireExtension *early = wire_message_extension (message, WIRE_EXT_EARLY_DATA);
    TlsPsk *psk = tls_psk_new (ticket->ticket, vector ("pre_shared_key"), CRYPTO_SHA256);
    psk->external = false;
    psk->suite = tls_suite_find (0x1301);
    psk->lifetime = ticket->ticket_lifetime;
    psk->age_add = ticket->ticket_age_add;
    psk->since = epoch () * 1000 - AGE;
    psk->early_data = ((const WireEarlyData *)early->body)->max_early_data_size;
    psk->server_name = g_strdup (published_trace->server);
    return psk;
}

static void add_psk (TlsConfig *config)
{
    if (has ("psk_identity"))
        g_ptr_array_add (config->psks, tls_psk_new (vector ("psk_identity"),
                                                    vector ("pre_shared_key"), CRYPTO_SHA256));
    else if (has ("pre_shared_key"))
        g_ptr_array_add (config->psks, ticket_key ());
}

/* The binders are for the engine to compute. */
static void forget_binder (TlsConfig *config)
{
    gsize size;
    uint8_t *extensions = g_bytes_unref_to_data (config->raw_extensions, &size);
    memset (extensions + size - 32, 0, 32);
    config->raw_extensions = g_bytes_new_take (extensions, size);
}

static TlsConfig *client_config (void)
{
    TlsConfig *config = tls_config_new (TLS_CLIENT);
    g_autoptr (WireMessage) message =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (vectors, "client_hello"));
    const WireClientHello *hello = message->body;
    g_array_set_size (config->cipher_suites, 0);
    g_array_append_vals (config->cipher_suites, hello->cipher_suites.items,
                         (guint)hello->cipher_suites.n);
    config->server_name = g_strdup (published_trace->server);
    config->raw_extensions = extensions_of ("client_hello");
    if (has ("client_hello_2"))
        config->raw_retry_extensions = extensions_of ("client_hello_2");
    config->record_size_limit = size_limit_of ("client_hello");
    config->compatibility_mode = has ("session_id");
    if (has ("client_certificate"))
        add_client_identity (config);
    config->coalesce = has ("record_client_flight");
    if (has ("binder"))
        forget_binder (config);
    if (has ("early_data"))
        config->early_data = g_bytes_ref (vectors_get (vectors, "early_data"));
    return config;
}

static TlsConfig *server_config (void)
{
    TlsConfig *config = tls_config_new (TLS_SERVER);
    if (has ("certificate"))
        add_server_identity (config);
    if (has ("early_data"))
        config->max_early_data = 1024;
    config->raw_extensions = extensions_of ("encrypted_extensions");
    config->record_size_limit = size_limit_of ("encrypted_extensions");
    config->hello_order = order_of ("server_hello");
    config->raw_tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    for (const PublishedMessage *m = published_trace->messages; m->name != NULL; m++)
        if (g_str_equal (m->name, "NewSessionTicket"))
            g_ptr_array_add (config->raw_tickets, g_bytes_ref (vectors_get (vectors, m->vector)));
    if (has ("hello_retry_request")) {
        static const uint16_t secp256r1 = 0x0017;
        config->raw_retry_extensions = extensions_of ("hello_retry_request");
        g_array_set_size (config->groups, 0);
        g_array_append_val (config->groups, secp256r1);
    }
    config->coalesce = has ("record_server_flight");
    return config;
}

static TlsConfig *config_of (TlsRole role)
{
    TlsConfig *config = role == TLS_CLIENT ? client_config () : server_config ();
    add_psk (config);
    config->min_rsa_bits = 1024;
    config->hold_open = true;
    return config;
}

/* What each role draws, in the order of drawing: the label, and the vector, unless the trace has
 * none of that name; `when` and `unless` name others that must (not) be there too. */
static const struct {
    TlsRole role;
    const char *label, *vector, *when, *unless;
} draws[] = {
    {TLS_CLIENT, "random", "client_random"},
    {TLS_CLIENT, "session_id", "session_id"},
    {TLS_CLIENT, "key_share.x25519", "client_private"},
    {TLS_CLIENT, "key_share.secp256r1", "client_private_2"},
    {TLS_SERVER, "random", "server_random"},
    {TLS_SERVER, "key_share.x25519", "server_private", .unless = "client_private_2"},
    {TLS_SERVER, "key_share.secp256r1", "server_private", .when = "client_private_2"},
    {TLS_SERVER, "signature.salt", "salt"},
};

static bool is_drawn (size_t i, TlsRole role)
{
    return draws[i].role == role && has (draws[i].vector) &&
           (draws[i].when == NULL || has (draws[i].when)) &&
           (draws[i].unless == NULL || !has (draws[i].unless));
}

static void inject (TlsRole role, BaseRandom *random, void *data)
{
    for (size_t i = 0; i < G_N_ELEMENTS (draws); i++)
        if (is_drawn (i, role))
            base_random_inject (random, draws[i].label, vectors_get (vectors, draws[i].vector));
}

/* Early data has its own place in the client's config. */
static bool is_data (const PublishedMessage *message)
{
    return g_str_equal (message->name, "application_data") &&
           !g_str_equal (message->vector, "early_data");
}

/* The vector of the application data that ROLE says; NULL: none. */
static const char *data_of (TlsRole role)
{
    const PublishedMessage *message = published_trace->messages;
    while (message->name != NULL && (message->sender != (TraceParty)role || !is_data (message)))
        message++;
    return message->vector;
}

/* All that ROLE should hear, early data too. transfer full */
static GByteArray *heard_by (TlsRole role)
{
    GByteArray *heard = g_byte_array_new ();
    for (const PublishedMessage *m = published_trace->messages; m->name != NULL; m++)
        if (m->sender != (TraceParty)role && g_str_equal (m->name, "application_data"))
            base_append_span (heard, vector (m->vector));
    return heard;
}

/* ---- Looking into the trace ---- */

static unsigned last_event (const Trace *trace)
{
    return trace_length (trace) - 1;
}

static TraceMoment at_end (const Trace *trace)
{
    return trace_event (trace, last_event (trace))->now;
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
    for (size_t i = 0; i < G_N_ELEMENTS (published_secrets); i++) {
        const char *name = published_secrets[i];
        if (!has (name))
            continue;
        check_bytes (name, base_span_bytes (find_secret (trace, name, role)->value));
    }
    for (size_t i = 0; i < G_N_ELEMENTS (published_contexts); i++) {
        const char *name = published_contexts[i].secret;
        if (!has (name))
            continue;
        check_bytes (published_contexts[i].hash,
                     base_span_bytes (find_secret (trace, name, role)->context));
    }
}

/* The next of what ROLE draws after I; the end of the list when it draws no more. */
static size_t next_draw (TlsRole role, size_t i)
{
    while (i < G_N_ELEMENTS (draws) && !is_drawn (i, role))
        i++;
    return i;
}

/* Everything that ROLE drew, in order, is what was injected: nobody has clamped the private key. */
static void check_draws (const Trace *trace, TlsRole role)
{
    size_t d = next_draw (role, 0);
    for (unsigned i = 0; i < trace_length (trace); i++) {
        const TraceEvent *event = trace_event (trace, i);
        if (event->kind != TRACE_DRAW || event->party != (TraceParty)role)
            continue;
        g_assert_cmpuint (d, <, G_N_ELEMENTS (draws));
        check_bytes (draws[d].vector, base_span_bytes (event->value));
        d = next_draw (role, d + 1);
    }
    g_assert_cmpuint (d, ==, G_N_ELEMENTS (draws));
}

static unsigned n_records (void)
{
    unsigned n = 0;
    while (published_trace->records[n].vector != NULL)
        n++;
    return n;
}

static unsigned n_messages (void)
{
    unsigned n = 0;
    while (published_trace->messages[n].vector != NULL)
        n++;
    return n;
}

/* ---- Both in one run ---- */

static ControlRun *run_new (void)
{
    g_autoptr (TlsConfig) client = config_of (TLS_CLIENT);
    g_autoptr (TlsConfig) server = config_of (TLS_SERVER);
    if (data_of (TLS_CLIENT) != NULL)
        client->send = g_bytes_ref (vectors_get (vectors, data_of (TLS_CLIENT)));
    return control_run_new_with (client, server, "1", epoch (), NULL, inject, NULL);
}

/* Until ROLE has heard all that the other has to say. */
static void run_until_received (ControlRun *run, TlsRole role)
{
    TlsParty *party = control_run_party (run, role);
    g_autoptr (GByteArray) heard = heard_by (role);
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
static ControlRun *run_all (size_t split)
{
    ControlRun *run = run_new ();
    control_run_set_split (run, split);
    if (data_of (TLS_CLIENT) != NULL) {
        run_until_received (run, TLS_SERVER);
        tls_party_send (control_run_party (run, TLS_SERVER), vector (data_of (TLS_SERVER)));
        run_until_received (run, TLS_CLIENT);
    } else {
        run_until_connected (run);
    }
    if (!has ("close_notify"))
        return run;
    tls_party_close (control_run_party (run, TLS_CLIENT));
    control_to_end (run);
    g_assert_cmpstr (control_outcome (run), ==, "established");
    return run;
}

static void check_inner (const TraceRecord *record, const PublishedRecord *should_be)
{
    g_autoptr (GByteArray) inner = g_byte_array_new ();
    for (int m = should_be->first; m <= should_be->last; m++)
        base_append_span (inner, vector (published_trace->messages[m].vector));
    g_byte_array_append (inner, &should_be->type, 1);
    g_assert_cmpmem (g_bytes_get_data (record->inner, NULL), g_bytes_get_size (record->inner),
                     inner->data, inner->len);
}

/* RFC 9846 section 5.3: the iv XOR the sequence number. */
static void check_nonce (const TraceRecord *record, const PublishedRecord *should_be)
{
    g_autofree char *iv_name = g_strconcat (should_be->keys, "_write_iv", NULL);
    uint8_t nonce[12];
    memcpy (nonce, vector (iv_name).data, sizeof nonce);
    nonce[11] ^= should_be->sequence;
    g_assert_cmpmem (g_bytes_get_data (record->nonce, NULL), g_bytes_get_size (record->nonce),
                     nonce, sizeof nonce);
}

static void check_record (const TraceRecord *record, const PublishedRecord *should_be)
{
    check_bytes (should_be->vector, base_span_bytes (record->sent));
    check_bytes (should_be->vector, base_span_bytes (record->arrived));
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
    begin (which);
    g_autoptr (ControlRun) run = run_all (0);
    const Trace *trace = control_run_trace (run);
    g_assert_cmpuint (at_end (trace).n_records, ==, n_records ());
    for (unsigned i = 0; i < n_records (); i++)
        check_record (trace_record (trace, (int)i), &published_trace->records[i]);
    end ();
}

static void messages_are_the_published (const void *which)
{
    begin (which);
    g_autoptr (ControlRun) run = run_all (0);
    const Trace *trace = control_run_trace (run);
    g_assert_cmpuint (at_end (trace).n_messages, ==, n_messages ());
    for (unsigned i = 0; i < n_messages (); i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        g_assert_cmpint (message->sender, ==, published_trace->messages[i].sender);
        g_assert_cmpstr (trace_message_name (message), ==, published_trace->messages[i].name);
        check_bytes (published_trace->messages[i].vector, base_span_bytes (message->sent->bytes));
        check_bytes (published_trace->messages[i].vector,
                     base_span_bytes (message->received->bytes));
        g_assert_false (message->twisted);
    }
    end ();
}

static void secrets_are_the_published (const void *which)
{
    begin (which);
    g_autoptr (ControlRun) run = run_all (0);
    check_secrets (control_run_trace (run), TLS_CLIENT);
    check_secrets (control_run_trace (run), TLS_SERVER);
    end ();
}

static void injected_values_are_used_as_they_are (const void *which)
{
    begin (which);
    g_autoptr (ControlRun) run = run_all (0);
    const Trace *trace = control_run_trace (run);
    check_draws (trace, TLS_CLIENT);
    check_draws (trace, TLS_SERVER);
    end ();
}

static void both_believe_the_same (const void *which)
{
    begin (which);
    g_autoptr (ControlRun) run = run_all (0);
    g_autofree char *client = tls_party_view (control_run_party (run, TLS_CLIENT));
    g_autofree char *server = tls_party_view (control_run_party (run, TLS_SERVER));
    g_assert_cmpstr (client, ==, server);
    if (has ("salt"))
        g_assert_nonnull (strstr (client, "scheme rsa_pss_rsae_sha256\n"));
    g_autofree char *name = g_strdup_printf ("server-name %s\n", published_trace->server);
    g_assert_nonnull (strstr (client, name));
    end ();
}

/* However the bytes are split on their way, both parties say the same. */
static void splitting_changes_nothing (const void *which)
{
    static const size_t splits[] = {1, 2, 7, 100};
    begin (which);
    for (size_t s = 0; s < G_N_ELEMENTS (splits); s++) {
        g_autoptr (ControlRun) run = run_all (splits[s]);
        const Trace *trace = control_run_trace (run);
        g_assert_cmpuint (at_end (trace).n_records, ==, n_records ());
        for (unsigned i = 0; i < n_records (); i++)
            check_bytes (published_trace->records[i].vector,
                         base_span_bytes (trace_record (trace, (int)i)->sent));
    }
    end ();
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
    solo->clock.epoch = epoch ();
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

/* What makes the party say RECORD, when that is not the handshake itself. */
static void solo_prompt (Solo *solo, const PublishedRecord *record)
{
    const PublishedMessage *message = &published_trace->messages[record->first];
    if (is_data (message))
        tls_party_send (solo->party, vector (message->vector));
    else if (g_str_equal (message->vector, "close_notify") && solo->role == TLS_CLIENT)
        tls_party_close (solo->party);
}

static void solo_ends (Solo *solo)
{
    solo_move (solo);
    g_assert_cmpint (tls_party_take (solo->party), ==, -1);
    g_autoptr (GByteArray) heard = heard_by (solo->role);
    g_assert_cmpmem (tls_party_received_data (solo->party).data,
                     tls_party_received_data (solo->party).size, heard->data, heard->len);
    g_assert_cmpstr (trace_outcome_name (tls_party_outcome (solo->party)), ==,
                     has ("close_notify") ? "closed" : "established");
    check_secrets (solo->trace, solo->role);
}

static void alone (const void *which, TlsRole role)
{
    static const size_t pieces[] = {G_MAXSIZE / 2, 1, 3, 64};
    begin (which);
    for (size_t i = 0; i < G_N_ELEMENTS (pieces); i++) {
        Solo solo;
        solo_init (&solo, role, pieces[i]);
        for (const PublishedRecord *record = published_trace->records; record->vector != NULL;
             record++) {
            if (record->sender != (TraceParty)role) {
                solo_hears (&solo, record->vector);
            } else {
                solo_prompt (&solo, record);
                solo_says (&solo, record->vector);
            }
        }
        solo_ends (&solo);
        solo_clear (&solo);
    }
    end ();
}

static void client_alone (const void *which)
{
    alone (which, TLS_CLIENT);
}

static void server_alone (const void *which)
{
    alone (which, TLS_SERVER);
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

/* The key is too small for anything but these traces: 1024 bits are a policy for vectors alone. */
static void usual_policy_refuses_the_key (const void *which)
{
    begin (which);
    g_autoptr (PkiIdentity) identity = identity_in ("certificate", rsa_key ());
    g_autoptr (PkiTrust) trust = trust_in (identity);
    g_autoptr (PkiVerdict) lenient =
        pki_verify (pki_identity_chain (identity), trust, NULL, epoch (), 1024);
    g_assert_cmpstr (base_cause_name (lenient->cause), ==, "NONE");
    g_autoptr (PkiVerdict) usual =
        pki_verify (pki_identity_chain (identity), trust, NULL, epoch (), 2048);
    g_assert_cmpstr (base_cause_name (usual->cause), ==, "CERTIFICATE_WEAK");
    end ();
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
        published_test (trace, "client-alone", client_alone);
        published_test (trace, "server-alone", server_alone);
    }
    published_test (&published[RFC8448_SIMPLE], "usual-policy-refuses-the-key",
                    usual_policy_refuses_the_key);
    return g_test_run ();
}
