/* The parties of published traces, and what was published of them.
 *
 * The salt of the RSA-PSS signature is not published. It stands in the signature, as whoever has
 * the public key can see (RFC 8017 sections 8.1.2 and 9.1.2): EM = signature^e mod n, of 1024 bits,
 * is maskedDB of 95 bytes, H of 32 and 0xbc; DB = maskedDB XOR MGF1-SHA256 (H) is 62 zeros (once
 * the top bit is cleared), 0x01, and the salt. The files of vectors have what came out; that
 * SHA-256 (8 zeros || hash of the signed content || salt) is H confirms it. */
#include "parties.h"

#include <string.h>

const PublishedTrace *parties_trace;
GHashTable *parties_vectors;

void parties_begin (const void *trace)
{
    parties_trace = trace;
    parties_vectors = vectors_load (parties_trace->file);
}

void parties_end (void)
{
    g_clear_pointer (&parties_vectors, g_hash_table_unref);
}

bool parties_has (const char *name)
{
    return g_hash_table_contains (parties_vectors, name);
}

BaseSpan parties_vector (const char *name)
{
    return base_span_bytes (vectors_get (parties_vectors, name));
}

void parties_check (const char *name, BaseSpan found)
{
    g_autofree char *is = base_hex (found);
    g_autofree char *should_be = base_hex (parties_vector (name));
    if (!g_str_equal (is, should_be))
        g_error ("%s is %s, not %s", name, is, should_be);
}

/* ---- The parties ---- */

int64_t parties_epoch (void)
{
    int64_t seconds;
    g_assert_true (base_time_parse ("2018-08-10", &seconds));
    return seconds;
}

/* The content of the list of extensions, which ends MESSAGE, behind its length. */
static GBytes *extensions_of (const char *message)
{
    BaseSpan bytes = parties_vector (message);
    g_autoptr (WireMessage) read =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (parties_vectors, message));
    int field = wire_tree_find (read->tree, "extensions");
    size_t at = read->tree->fields[field].offset + 2;
    return g_bytes_new (bytes.data + at, bytes.size - at);
}

static GArray *order_of (const char *message)
{
    GArray *order = g_array_new (FALSE, FALSE, sizeof (uint16_t));
    g_autoptr (WireMessage) read =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (parties_vectors, message));
    WireList list = wire_message_extensions (read);
    for (size_t i = 0; i < list.n; i++)
        g_array_append_val (order, wire_list_item (list, WireExtension, i)->type);
    return order;
}

/* record_size_limit as MESSAGE says it; 0: not at all. */
static int64_t size_limit_of (const char *message)
{
    g_autoptr (WireMessage) read =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (parties_vectors, message));
    const WireExtension *limit = wire_message_extension (read, WIRE_EXT_RECORD_SIZE_LIMIT);
    return limit != NULL ? ((const WireSelected *)limit->body)->value : 0;
}

/* RFC 8448 has one RSA key for all, which stands in section 3's file. */
CryptoPrivateKey *parties_rsa_key (void)
{
    static const char *const names[] = {"rsa_n", "rsa_e", "rsa_d", "rsa_p", "rsa_q"};
    g_autoptr (GHashTable) keys = parties_has ("rsa_n")
                                      ? g_hash_table_ref (parties_vectors)
                                      : vectors_load (published[RFC8448_SIMPLE].file);
    BaseSpan n[G_N_ELEMENTS (names)];
    for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
        n[i] = base_span_bytes (vectors_get (keys, names[i]));
    return crypto_private_key_new_rsa (CRYPTO_KEY_RSA, n[0], n[1], n[2], n[3], n[4]);
}

/* The chain in MESSAGE, and KEY (transfer full). */
PkiIdentity *parties_identity (const char *certificate_message, CryptoPrivateKey *key)
{
    g_autoptr (WireMessage) message =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (parties_vectors, certificate_message));
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
    return crypto_private_key_new_ecdsa (CRYPTO_KEY_P256, base_span (scalar, sizeof scalar));
}

static GBytes *signature_in (const char *verify_message)
{
    g_autoptr (WireMessage) message =
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (parties_vectors, verify_message));
    const WireCertificateVerify *verify = message->body;
    return base_span_copy (verify->signature);
}

static void add_client_identity (TlsConfig *config)
{
    config->identity = parties_identity ("client_certificate", parties_rsa_key ());
    config->raw_signature = signature_in ("client_certificate_verify");
}

static void add_server_identity (TlsConfig *config)
{
    bool published_key = !parties_has ("client_certificate");
    config->identity =
        parties_identity ("certificate", published_key ? parties_rsa_key () : stand_in_p256 ());
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
    TlsPsk *psk = tls_psk_new (ticket->ticket, parties_vector ("pre_shared_key"), CRYPTO_SHA256);
    psk->external = false;
    psk->suite = tls_suite_find (0x1301);
    psk->lifetime = ticket->ticket_lifetime;
    psk->age_add = ticket->ticket_age_add;
    psk->since = parties_epoch () * 1000 - AGE;
    psk->early_data = ((const WireEarlyData *)early->body)->max_early_data_size;
    psk->server_name = g_strdup (parties_trace->server);
    return psk;
}

static void add_psk (TlsConfig *config)
{
    if (parties_has ("psk_identity"))
        g_ptr_array_add (config->psks,
                         tls_psk_new (parties_vector ("psk_identity"),
                                      parties_vector ("pre_shared_key"), CRYPTO_SHA256));
    else if (parties_has ("pre_shared_key"))
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
        wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (parties_vectors, "client_hello"));
    const WireClientHello *hello = message->body;
    g_array_set_size (config->cipher_suites, 0);
    g_array_append_vals (config->cipher_suites, hello->cipher_suites.items,
                         (guint)hello->cipher_suites.n);
    config->server_name = g_strdup (parties_trace->server);
    config->raw_extensions = extensions_of ("client_hello");
    if (parties_has ("client_hello_2"))
        config->raw_retry_extensions = extensions_of ("client_hello_2");
    config->record_size_limit = size_limit_of ("client_hello");
    config->compatibility_mode = parties_has ("session_id");
    if (parties_has ("client_certificate"))
        add_client_identity (config);
    config->coalesce = parties_has ("record_client_flight");
    if (parties_has ("binder"))
        forget_binder (config);
    if (parties_has ("early_data"))
        config->early_data = g_bytes_ref (vectors_get (parties_vectors, "early_data"));
    return config;
}

static TlsConfig *server_config (void)
{
    TlsConfig *config = tls_config_new (TLS_SERVER);
    if (parties_has ("certificate"))
        add_server_identity (config);
    if (parties_has ("early_data"))
        config->max_early_data = 1024;
    config->raw_extensions = extensions_of ("encrypted_extensions");
    config->record_size_limit = size_limit_of ("encrypted_extensions");
    config->hello_order = order_of ("server_hello");
    config->raw_tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    for (const PublishedMessage *m = parties_trace->messages; m->name != NULL; m++)
        if (g_str_equal (m->name, "NewSessionTicket"))
            g_ptr_array_add (config->raw_tickets,
                             g_bytes_ref (vectors_get (parties_vectors, m->vector)));
    if (parties_has ("hello_retry_request")) {
        static const uint16_t secp256r1 = 0x0017;
        config->raw_retry_extensions = extensions_of ("hello_retry_request");
        g_array_set_size (config->groups, 0);
        g_array_append_val (config->groups, secp256r1);
    }
    config->coalesce = parties_has ("record_server_flight");
    return config;
}

TlsConfig *parties_config (TlsRole role)
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
    return draws[i].role == role && parties_has (draws[i].vector) &&
           (draws[i].when == NULL || parties_has (draws[i].when)) &&
           (draws[i].unless == NULL || !parties_has (draws[i].unless));
}

void parties_inject (TlsRole role, CryptoRandom *random, void *data)
{
    for (size_t i = 0; i < G_N_ELEMENTS (draws); i++)
        if (is_drawn (i, role))
            crypto_random_inject (random, draws[i].label,
                                  vectors_get (parties_vectors, draws[i].vector));
}

/* Early data has its own place in the client's config. */
bool parties_says_data (const PublishedMessage *message)
{
    return g_str_equal (message->name, "application_data") &&
           !g_str_equal (message->vector, "early_data");
}

/* The vector of the application data that ROLE says; NULL: none. */
const char *parties_data_of (TlsRole role)
{
    const PublishedMessage *message = parties_trace->messages;
    while (message->name != NULL &&
           (message->sender != (TraceParty)role || !parties_says_data (message)))
        message++;
    return message->vector;
}

/* All that ROLE should hear, early data too. transfer full */
GByteArray *parties_heard_by (TlsRole role)
{
    GByteArray *heard = g_byte_array_new ();
    for (const PublishedMessage *m = parties_trace->messages; m->name != NULL; m++)
        if (m->sender != (TraceParty)role && g_str_equal (m->name, "application_data"))
            base_append_span (heard, parties_vector (m->vector));
    return heard;
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

void parties_check_secrets (const Trace *trace, TlsRole role)
{
    for (size_t i = 0; i < G_N_ELEMENTS (published_secrets); i++) {
        const char *name = published_secrets[i];
        if (!parties_has (name))
            continue;
        parties_check (name, base_span_bytes (find_secret (trace, name, role)->value));
    }
    for (size_t i = 0; i < G_N_ELEMENTS (published_contexts); i++) {
        const char *name = published_contexts[i].secret;
        if (!parties_has (name))
            continue;
        parties_check (published_contexts[i].hash,
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
void parties_check_draws (const Trace *trace, TlsRole role)
{
    size_t d = next_draw (role, 0);
    for (unsigned i = 0; i < trace_length (trace); i++) {
        const TraceEvent *event = trace_event (trace, i);
        if (event->kind != TRACE_DRAW || event->party != (TraceParty)role)
            continue;
        g_assert_cmpuint (d, <, G_N_ELEMENTS (draws));
        parties_check (draws[d].vector, base_span_bytes (event->value));
        d = next_draw (role, d + 1);
    }
    g_assert_cmpuint (d, ==, G_N_ELEMENTS (draws));
}
