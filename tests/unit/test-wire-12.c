/* The messages and records of TLS 1.2 and older: what real peers sent each other, whole, cut off
 * and changed; which look a message has by what was negotiated; the layers of sealed records. */
#include "wire/record.h"
#include "wire/ssl2.h"

#include <string.h>

#include "../vectors/vectors.h"
#include "cli/cli.h"
#include "wire-tree.h"

#define NONE WIRE_EXCHANGE_NONE
#define ECDHE WIRE_EXCHANGE_ECDHE
#define DHE WIRE_EXCHANGE_DHE
#define RSA WIRE_EXCHANGE_RSA

static const struct {
    const char *vector, *name;
    WireMessageId id;
    WireDialect dialect;
} samples[] = {
    {"tls12_ecdhe_hello", "ServerHello", WIRE_SERVER_HELLO, {0, NONE}},
    {"gnutls12_server_hello", "ServerHello", WIRE_SERVER_HELLO, {0, NONE}},
    {"tls11_client_hello", "ClientHello", WIRE_CLIENT_HELLO, {0, NONE}},
    {"tls11_server_hello", "ServerHello", WIRE_SERVER_HELLO, {0, NONE}},
    {"tls12_certificate", "Certificate", WIRE_CERTIFICATE_12, {WIRE_TLS12, DHE}},
    {"tls12_certificate_status", "CertificateStatus", WIRE_CERTIFICATE_STATUS, {WIRE_TLS12, ECDHE}},
    {"tls12_ecdhe_exchange",
     "ServerKeyExchange",
     WIRE_SERVER_KEY_EXCHANGE_ECDHE,
     {WIRE_TLS12, ECDHE}},
    {"gnutls12_exchange", "ServerKeyExchange", WIRE_SERVER_KEY_EXCHANGE_ECDHE, {WIRE_TLS12, ECDHE}},
    {"tls12_dhe_exchange", "ServerKeyExchange", WIRE_SERVER_KEY_EXCHANGE_DHE, {WIRE_TLS12, DHE}},
    {"tls11_ecdhe_exchange",
     "ServerKeyExchange",
     WIRE_SERVER_KEY_EXCHANGE_ECDHE_10,
     {WIRE_TLS11, ECDHE}},
    {"tls10_dhe_exchange", "ServerKeyExchange", WIRE_SERVER_KEY_EXCHANGE_DHE_10, {WIRE_TLS10, DHE}},
    {"tls12_certificate_request",
     "CertificateRequest",
     WIRE_CERTIFICATE_REQUEST_12,
     {WIRE_TLS12, ECDHE}},
    {"gnutls12_request", "CertificateRequest", WIRE_CERTIFICATE_REQUEST_12, {WIRE_TLS12, RSA}},
    {"tls11_certificate_request",
     "CertificateRequest",
     WIRE_CERTIFICATE_REQUEST_10,
     {WIRE_TLS11, RSA}},
    {"tls12_hello_done", "ServerHelloDone", WIRE_SERVER_HELLO_DONE, {WIRE_TLS12, NONE}},
    {"tls12_ecdhe_client",
     "ClientKeyExchange",
     WIRE_CLIENT_KEY_EXCHANGE_ECDHE,
     {WIRE_TLS12, ECDHE}},
    {"gnutls12_client", "ClientKeyExchange", WIRE_CLIENT_KEY_EXCHANGE_ECDHE, {WIRE_TLS12, ECDHE}},
    {"tls12_dhe_client", "ClientKeyExchange", WIRE_CLIENT_KEY_EXCHANGE_DHE, {WIRE_TLS12, DHE}},
    {"tls12_rsa_client", "ClientKeyExchange", WIRE_CLIENT_KEY_EXCHANGE_RSA, {WIRE_TLS12, RSA}},
    {"tls12_verify", "CertificateVerify", WIRE_CERTIFICATE_VERIFY, {WIRE_TLS12, ECDHE}},
    {"gnutls12_verify", "CertificateVerify", WIRE_CERTIFICATE_VERIFY, {WIRE_TLS12, ECDHE}},
    {"tls11_verify", "CertificateVerify", WIRE_CERTIFICATE_VERIFY_10, {WIRE_TLS11, ECDHE}},
    {"tls12_ticket", "NewSessionTicket", WIRE_NEW_SESSION_TICKET_12, {WIRE_TLS12, DHE}},
    {"gnutls12_ticket", "NewSessionTicket", WIRE_NEW_SESSION_TICKET_12, {WIRE_TLS12, ECDHE}},
};

static GHashTable *vectors;

static WireMessage *read_sample (size_t i)
{
    return wire_message_read_as (WIRE_CT_HANDSHAKE, vectors_get (vectors, samples[i].vector),
                                 samples[i].dialect);
}

static WireMessage *read_vector (const char *vector)
{
    for (size_t i = 0; i < G_N_ELEMENTS (samples); i++)
        if (g_str_equal (samples[i].vector, vector))
            return read_sample (i);
    g_error ("no sample %s", vector);
}

static void check_plain (const WireTree *tree, const char *path, const char *expected)
{
    int field = wire_tree_find (tree, path);
    if (field < 0)
        g_error ("%s has no field %s", tree->name, path);
    g_autofree char *plain = wire_tree_plain (tree, (unsigned)field);
    if (strcmp (plain, expected) != 0)
        g_error ("%s is %s, not %s", path, plain, expected);
}

static GBytes *hex (const char *text)
{
    g_autoptr (GError) error = NULL;
    GBytes *bytes = base_unhex (text, &error);
    g_assert_no_error (error);
    return bytes;
}

static void real_messages_read_and_write (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (samples); i++) {
        g_autoptr (WireMessage) message = read_sample (i);
        if (message->row->id != samples[i].id)
            g_error ("%s is read as %u", samples[i].vector, message->row->id);
        g_assert_cmpstr (message->row->name, ==, samples[i].name);
        BaseSpan span = base_span_bytes (message->bytes);
        BaseCause cause =
            check_message_as (WIRE_CT_HANDSHAKE, samples[i].dialect, span.data, span.size, true);
        g_assert_cmpstr (base_cause_name (cause), ==, "NONE");
        g_assert_cmpint (wire_older_hello_cause (message), ==, BASE_CAUSE_NONE);
    }
}

static void every_cut_has_its_cause (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (samples); i++) {
        BaseSpan span = base_span_bytes (vectors_get (vectors, samples[i].vector));
        g_autofree uint8_t *copy = g_memdup2 (span.data, span.size);
        for (size_t size = 1; size < span.size; size++) {
            BaseCause cause = check_message_as (WIRE_CT_HANDSHAKE, samples[i].dialect, span.data,
                                                size, size % 16 == 0);
            g_assert_cmpstr (base_cause_name (cause), ==, "LENGTH_MISMATCH");
            if (size < 4)
                continue;
            /* With a header that counts what is left. */
            copy[2] = (uint8_t)((size - 4) >> 8);
            copy[3] = (uint8_t)(size - 4);
            cause = check_message_as (WIRE_CT_HANDSHAKE, samples[i].dialect, copy, size,
                                      size % 16 == 0);
            /* A hello could end before its extensions. */
            bool hello = samples[i].id == WIRE_SERVER_HELLO || samples[i].id == WIRE_CLIENT_HELLO;
            if (!hello)
                g_assert_cmpstr (base_cause_name (cause), ==, "LENGTH_MISMATCH");
        }
    }
}

static void every_changed_byte_is_survived (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (samples); i++) {
        BaseSpan span = base_span_bytes (vectors_get (vectors, samples[i].vector));
        g_autofree uint8_t *copy = g_memdup2 (span.data, span.size);
        for (size_t at = 0; at < span.size; at++) {
            for (unsigned change = 1; change < 256; change <<= 1) {
                copy[at] = span.data[at] ^ (uint8_t)change;
                check_message_as (WIRE_CT_HANDSHAKE, samples[i].dialect, copy, span.size, false);
            }
            copy[at] = span.data[at];
        }
    }
}

/* Values as tshark 4.0 shows them of the same bytes. */
static void values_are_those_of_wireshark (void)
{
    g_autoptr (WireMessage) ecdhe = read_vector ("tls12_ecdhe_exchange");
    check_plain (ecdhe->tree, "params.curve_type", "named_curve");
    check_plain (ecdhe->tree, "params.named_curve", "x25519");
    check_plain (ecdhe->tree, "params.public.length", "32");
    check_plain (ecdhe->tree, "signed_params.algorithm", "ecdsa_secp256r1_sha256");
    g_autoptr (WireMessage) gnutls = read_vector ("gnutls12_exchange");
    check_plain (gnutls->tree, "params.named_curve", "secp256r1");
    g_autoptr (WireMessage) dhe = read_vector ("tls12_dhe_exchange");
    check_plain (dhe->tree, "params.dh_p.length", "256");
    check_plain (dhe->tree, "params.dh_g", "02");
    check_plain (dhe->tree, "params.dh_Ys.length", "256");
    check_plain (dhe->tree, "signed_params.signature.length", "256");
    g_autoptr (WireMessage) rsa = read_vector ("tls12_rsa_client");
    check_plain (rsa->tree, "EncryptedPreMasterSecret.length", "256");
    g_autoptr (WireMessage) request = read_vector ("tls12_certificate_request");
    check_plain (request->tree, "certificate_types", "rsa_sign dss_sign ecdsa_sign");
    check_plain (request->tree, "supported_signature_algorithms[0]", "ecdsa_secp256r1_sha256");
    g_autoptr (WireMessage) older = read_vector ("tls11_certificate_request");
    check_plain (older->tree, "certificate_types", "rsa_sign dss_sign ecdsa_sign");
    g_autoptr (WireMessage) ticket = read_vector ("tls12_ticket");
    check_plain (ticket->tree, "ticket_lifetime_hint", "7200");
    g_autoptr (WireMessage) hello = read_vector ("tls12_ecdhe_hello");
    check_plain (hello->tree, "application_layer_protocol_negotiation.protocol_name_list[0]", "h2");
    check_plain (hello->tree, "renegotiation_info.renegotiated_connection", "");
    g_assert_cmpstr (wire_tree_section (hello->tree, 0), ==, "RFC 5246 7.4.1.3");
}

/* TLS 1.1 and older sign with RSA over MD5 and SHA-1, and do not say so: RFC 4346 4.7. */
static void older_signatures_have_no_algorithm (void)
{
    g_autoptr (WireMessage) exchange = read_vector ("tls10_dhe_exchange");
    g_assert_cmpint (wire_tree_find (exchange->tree, "signed_params.algorithm"), <, 0);
    check_plain (exchange->tree, "signed_params.signature.length", "256");
}

static WireMessageId id_of (uint8_t type, uint16_t version, WireKeyExchange exchange)
{
    const uint8_t data[] = {type, 0, 0, 0};
    g_autoptr (GBytes) bytes = g_bytes_new (data, sizeof data);
    g_autoptr (WireMessage) message =
        wire_message_read_as (WIRE_CT_HANDSHAKE, bytes, (WireDialect){version, exchange});
    return message->row->id;
}

static void the_dialect_picks_the_look (void)
{
    static const struct {
        uint8_t type;
        uint16_t version;
        WireKeyExchange exchange;
        WireMessageId id;
    } looks[] = {
        {0, 0, NONE, WIRE_UNKNOWN_MESSAGE},
        {0, WIRE_TLS12, RSA, WIRE_HELLO_REQUEST},
        {4, 0, NONE, WIRE_NEW_SESSION_TICKET},
        {4, WIRE_TLS13, NONE, WIRE_NEW_SESSION_TICKET},
        {4, WIRE_TLS12, DHE, WIRE_NEW_SESSION_TICKET_12},
        {5, WIRE_TLS12, DHE, WIRE_UNKNOWN_MESSAGE},
        {8, WIRE_TLS12, DHE, WIRE_UNKNOWN_MESSAGE},
        {11, WIRE_SSL3, RSA, WIRE_CERTIFICATE_12},
        {11, 0, RSA, WIRE_CERTIFICATE},
        {12, 0, NONE, WIRE_UNKNOWN_MESSAGE},
        {12, WIRE_TLS12, ECDHE, WIRE_SERVER_KEY_EXCHANGE_ECDHE},
        {12, WIRE_TLS12, DHE, WIRE_SERVER_KEY_EXCHANGE_DHE},
        {12, WIRE_TLS12, RSA, WIRE_SERVER_KEY_EXCHANGE_OTHER},
        {12, WIRE_TLS12, NONE, WIRE_SERVER_KEY_EXCHANGE_OTHER},
        {12, WIRE_TLS11, ECDHE, WIRE_SERVER_KEY_EXCHANGE_ECDHE_10},
        {12, WIRE_TLS10, DHE, WIRE_SERVER_KEY_EXCHANGE_DHE_10},
        {13, 0, NONE, WIRE_CERTIFICATE_REQUEST},
        {13, WIRE_TLS12, ECDHE, WIRE_CERTIFICATE_REQUEST_12},
        {13, WIRE_TLS10, ECDHE, WIRE_CERTIFICATE_REQUEST_10},
        {14, WIRE_TLS12, RSA, WIRE_SERVER_HELLO_DONE},
        {14, 0, NONE, WIRE_UNKNOWN_MESSAGE},
        {15, 0, NONE, WIRE_CERTIFICATE_VERIFY},
        {15, WIRE_TLS12, NONE, WIRE_CERTIFICATE_VERIFY},
        {15, WIRE_TLS11, NONE, WIRE_CERTIFICATE_VERIFY_10},
        {16, WIRE_TLS12, ECDHE, WIRE_CLIENT_KEY_EXCHANGE_ECDHE},
        {16, WIRE_TLS10, DHE, WIRE_CLIENT_KEY_EXCHANGE_DHE},
        {16, WIRE_TLS10, RSA, WIRE_CLIENT_KEY_EXCHANGE_RSA},
        {16, WIRE_SSL3, RSA, WIRE_CLIENT_KEY_EXCHANGE_OTHER},
        {16, WIRE_TLS12, NONE, WIRE_CLIENT_KEY_EXCHANGE_OTHER},
        {20, WIRE_TLS12, NONE, WIRE_FINISHED},
        {22, WIRE_TLS12, NONE, WIRE_CERTIFICATE_STATUS},
        {24, WIRE_TLS12, NONE, WIRE_UNKNOWN_MESSAGE},
        {25, WIRE_TLS12, NONE, WIRE_UNKNOWN_MESSAGE},
    };
    for (size_t i = 0; i < G_N_ELEMENTS (looks); i++)
        g_assert_cmpint (id_of (looks[i].type, looks[i].version, looks[i].exchange), ==,
                         looks[i].id);
}

static void hellos_settle_the_dialect (void)
{
    g_autoptr (WireMessage) hello = read_vector ("tls12_ecdhe_hello");
    WireDialect dialect = wire_dialect_of (hello);
    g_assert_cmphex (dialect.version, ==, 0x0303);
    g_assert_cmpint (dialect.exchange, ==, ECDHE);
    g_autoptr (WireMessage) older = read_vector ("tls11_server_hello");
    g_assert_cmphex (wire_dialect_of (older).version, ==, 0x0302);
    static const struct {
        uint16_t suite;
        WireKeyExchange exchange;
    } suites[] = {
        {0xc02b, ECDHE}, {0xcca9, ECDHE}, {0x0033, DHE},  {0x0013, DHE},  {0x002f, RSA},
        {0x0003, RSA},   {0x008c, NONE},  {0xc035, NONE}, {0x0090, NONE}, {0x0094, NONE},
        {0x0034, NONE},  {0x1301, NONE},  {0x00ff, NONE}, {0xc004, NONE},
    };
    for (size_t i = 0; i < G_N_ELEMENTS (suites); i++)
        g_assert_cmpint (wire_suite_exchange (suites[i].suite), ==, suites[i].exchange);
}

/* ---- Older ServerHellos ---- */

static WireMessage *older_hello (const char *extensions)
{
    g_autofree char *zeros = g_strnfill (64, '0');
    size_t n = strlen (extensions) / 2;
    g_autofree char *text =
        g_strdup_printf ("02%06" G_GSIZE_MODIFIER "x0303%s00c02b00%04" G_GSIZE_MODIFIER "x%s",
                         40 + n, zeros, n, extensions);
    g_autoptr (GBytes) bytes = hex (text);
    return wire_message_read (WIRE_CT_HANDSHAKE, bytes);
}

static void older_hellos_have_their_own_extensions (void)
{
    static const struct {
        const char *extensions;
        BaseCause tree, judged;
    } hellos[] = {
        {"00000000", BASE_CAUSE_NONE, BASE_CAUSE_NONE},
        {"00170000", BASE_CAUSE_NONE, BASE_CAUSE_NONE},
        {"ff01000100", BASE_CAUSE_NONE, BASE_CAUSE_NONE},
        {"000b00020100", BASE_CAUSE_NONE, BASE_CAUSE_NONE},
        /* key_share and signature_algorithms: the version is judged first. */
        {"00330002001d", BASE_CAUSE_NONE, BASE_CAUSE_EXTENSION_NOT_ALLOWED_HERE},
        {"000d000400020403", BASE_CAUSE_NONE, BASE_CAUSE_EXTENSION_NOT_ALLOWED_HERE},
        /* extended_master_secret has no content (RFC 7627 5.1), nor has encrypt_then_mac. */
        {"0017000100", BASE_CAUSE_TRAILING_BYTES, BASE_CAUSE_TRAILING_BYTES},
        {"0016000100", BASE_CAUSE_TRAILING_BYTES, BASE_CAUSE_TRAILING_BYTES},
        {"ff01000101", BASE_CAUSE_LENGTH_MISMATCH, BASE_CAUSE_LENGTH_MISMATCH},
        {"0017000000170000", BASE_CAUSE_DUPLICATE_EXTENSION, BASE_CAUSE_DUPLICATE_EXTENSION},
    };
    for (size_t i = 0; i < G_N_ELEMENTS (hellos); i++) {
        g_autoptr (WireMessage) message = older_hello (hellos[i].extensions);
        check_tree (message->tree);
        g_assert_true (wire_is_older_hello (message));
        g_assert_cmpint (message->place, ==, WIRE_IN_SERVER_HELLO_12);
        if (message->tree->cause != hellos[i].tree ||
            wire_older_hello_cause (message) != hellos[i].judged)
            g_error ("%s: %s, %s", hellos[i].extensions, base_cause_name (message->tree->cause),
                     base_cause_name (wire_older_hello_cause (message)));
    }
}

/* In a ClientHello TLS 1.3 has no use for them: carried, with no body for who has. */
static void broken_extensions_of_12_have_no_body (void)
{
    g_autofree char *zeros = g_strnfill (64, '0');
    g_autofree char *text = g_strdup_printf ("010000300303%s000002c02b010000050017000100", zeros);
    g_autoptr (GBytes) bytes = hex (text);
    g_autoptr (WireMessage) hello = wire_message_read (WIRE_CT_HANDSHAKE, bytes);
    g_assert_cmpint (hello->tree->cause, ==, BASE_CAUSE_NONE);
    const WireExtension *extension = wire_message_extension (hello, WIRE_EXT_EXTENDED_MAIN_SECRET);
    g_assert_nonnull (extension);
    g_assert_null (extension->body);
}

static void explicit_curves_are_refused (void)
{
    g_autoptr (GBytes) bytes = hex ("0c000006 01 0002 0003 00");
    g_autoptr (WireMessage) message =
        wire_message_read_as (WIRE_CT_HANDSHAKE, bytes, (WireDialect){WIRE_TLS12, ECDHE});
    check_tree (message->tree);
    g_assert_cmpint (message->tree->cause, ==, BASE_CAUSE_FORBIDDEN_VALUE);
}

/* What is signed is what stands between the header and the signature. */
static void params_are_what_is_signed (void)
{
    static const struct {
        const char *vector;
        WireMessageId id;
    } exchanges[] = {{"tls12_ecdhe_exchange", WIRE_SERVER_KEY_EXCHANGE_ECDHE},
                     {"tls12_dhe_exchange", WIRE_SERVER_KEY_EXCHANGE_DHE}};
    for (size_t i = 0; i < G_N_ELEMENTS (exchanges); i++) {
        g_autoptr (WireMessage) message = read_vector (exchanges[i].vector);
        int field = wire_tree_find (message->tree, "params");
        BaseSpan read = wire_tree_span (message->tree, (unsigned)field);
        g_autoptr (GBytes) built = wire_server_params (exchanges[i].id, message->body);
        BaseSpan span = base_span_bytes (built);
        g_assert_cmpmem (span.data, span.size, read.data, read.size);
        /* 4 of header; behind it 2 of algorithm and 2 of length before the signature */
        int signature = wire_tree_find (message->tree, "signed_params.signature");
        g_assert_cmpuint (read.size, ==, message->tree->fields[signature].offset - 2 - 4);
    }
}

static void status_of_a_whole_chain (void)
{
    g_autoptr (GBytes) bytes = hex ("1600000c 02 000008 000002 abcd 000000");
    WireDialect dialect = {WIRE_TLS12, RSA};
    g_autoptr (WireMessage) message = wire_message_read_as (WIRE_CT_HANDSHAKE, bytes, dialect);
    const WireCertificateStatusMessage *body = message->body;
    g_assert_cmpuint (body->ocsp_response_list.n, ==, 2);
    check_plain (message->tree, "ocsp_response_list[0]", "abcd");
    BaseSpan span = base_span_bytes (bytes);
    g_assert_cmpint (check_message_as (WIRE_CT_HANDSHAKE, dialect, span.data, span.size, true), ==,
                     BASE_CAUSE_NONE);
}

/* ---- Records ---- */

static char *shape (WireTree *taken)
{
    g_autoptr (WireTree) tree = taken;
    check_tree (tree);
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < tree->n_fields; i++)
        if (wire_tree_is_leaf (tree, i) && tree->fields[i].name != NULL)
            g_string_append_printf (out, "%s:%u ", tree->fields[i].name, tree->fields[i].length);
    g_string_append (out, base_cause_name (tree->cause));
    return g_string_free (out, FALSE);
}

static void check_shape_of (WireTree *taken, const char *expected)
{
    g_autofree char *own = shape (taken);
    g_assert_cmpstr (own, ==, expected);
}

static void sealed_records_have_layers (void)
{
    static const WireSealing gcm = {WIRE_CIPHER_AEAD, .nonce_explicit = 8, .salt = 4, .tag = 16};
    static const WireSealing chacha = {WIRE_CIPHER_AEAD, .tag = 16};
    static const WireSealing cbc = {WIRE_CIPHER_BLOCK, .iv = 16, .mac = 20};
    static const WireSealing etm = {WIRE_CIPHER_BLOCK, .iv = 16, .mac = 20,
                                    .encrypt_then_mac = true};
    g_autofree uint8_t *data = g_malloc0 (5 + 68);
    memcpy (data, "\x17\x03\x03\x00\x44", 5);
    g_autoptr (GBytes) record = g_bytes_new (data, 5 + 68);
#define HEADER "type:1 version:2 length:2 "
    check_shape_of (wire_ciphertext_12_tree (record, gcm),
                    HEADER "nonce_explicit:8 ciphertext:44 tag:16 NONE");
    check_shape_of (wire_ciphertext_12_tree (record, chacha), HEADER "ciphertext:52 tag:16 NONE");
    check_shape_of (wire_ciphertext_12_tree (record, cbc), HEADER "IV:16 ciphertext:52 NONE");
    check_shape_of (wire_ciphertext_12_tree (record, etm),
                    HEADER "IV:16 ciphertext:32 MAC:20 NONE");
    g_autoptr (GBytes) block = hex ("aabbcc"
                                    "0102030405060708090a0b0c0d0e0f1011121314"
                                    "0808080808080808"
                                    "08");
    check_shape_of (wire_plaintext_12_tree (block, cbc),
                    "content:3 MAC:20 padding:8 padding_length:1 NONE");
    check_shape_of (wire_plaintext_12_tree (block, etm),
                    "content:23 padding:8 padding_length:1 NONE");
    check_shape_of (wire_plaintext_12_tree (block, gcm), "content:32 NONE");
    g_autoptr (GBytes) bad = hex ("aabbccff");
    check_shape_of (wire_plaintext_12_tree (bad, cbc), "content:3 padding_length:1 BAD_RECORD_MAC");
    g_autoptr (GBytes) nonce = hex ("010203040000000000000001");
    check_shape_of (wire_nonce_12_tree (nonce, gcm), "salt:4 nonce_explicit:8 NONE");
    check_shape_of (wire_nonce_12_tree (nonce, chacha), "value:12 NONE");
    g_autoptr (GBytes) thirteen = hex ("0000000000000002 17 0303 0010");
    check_shape_of (wire_mac_input_tree (thirteen, gcm),
                    "seq_num:8 type:1 version:2 length:2 NONE");
}

static void suites_say_how_they_seal (void)
{
    static const struct {
        uint16_t suite, version;
        WireSealing sealing;
    } suites[] = {
        {0xc02b, WIRE_TLS12, {WIRE_CIPHER_AEAD, 8, 4, 16, 0, 0, false}},
        {0xc0ae, WIRE_TLS12, {WIRE_CIPHER_AEAD, 8, 4, 8, 0, 0, false}},
        {0xc0ac, WIRE_TLS12, {WIRE_CIPHER_AEAD, 8, 4, 16, 0, 0, false}},
        {0xcca8, WIRE_TLS12, {WIRE_CIPHER_AEAD, 0, 0, 16, 0, 0, false}},
        {0x002f, WIRE_TLS12, {WIRE_CIPHER_BLOCK, 0, 0, 0, 16, 20, false}},
        {0xc024, WIRE_TLS12, {WIRE_CIPHER_BLOCK, 0, 0, 0, 16, 48, false}},
        {0x003c, WIRE_TLS12, {WIRE_CIPHER_BLOCK, 0, 0, 0, 16, 32, false}},
        {0x000a, WIRE_TLS11, {WIRE_CIPHER_BLOCK, 0, 0, 0, 8, 20, false}},
        {0x000a, WIRE_TLS10, {WIRE_CIPHER_BLOCK, 0, 0, 0, 0, 20, false}},
        {0x0004, WIRE_SSL3, {WIRE_CIPHER_STREAM, 0, 0, 0, 0, 16, false}},
        {0x0002, WIRE_TLS12, {WIRE_CIPHER_STREAM, 0, 0, 0, 0, 20, false}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS (suites); i++) {
        WireSealing sealing;
        const WireSealing *expected = &suites[i].sealing;
        g_assert_true (wire_suite_sealing (suites[i].suite, suites[i].version, &sealing));
        g_assert_cmpint (sealing.kind, ==, expected->kind);
        g_assert_cmpuint (sealing.nonce_explicit, ==, expected->nonce_explicit);
        g_assert_cmpuint (sealing.salt, ==, expected->salt);
        g_assert_cmpuint (sealing.tag, ==, expected->tag);
        g_assert_cmpuint (sealing.iv, ==, expected->iv);
        g_assert_cmpuint (sealing.mac, ==, expected->mac);
    }
    WireSealing sealing;
    g_assert_false (wire_suite_sealing (0x1301, WIRE_TLS12, &sealing));
    g_assert_false (wire_suite_sealing (0xfefe, WIRE_TLS12, &sealing));
}

/* ---- SSL 2.0 ---- */

/* By hand from RFC 5246 E.2: 9 + 9 + 0 + 16 bytes behind the header. */
#define SSL2_HELLO \
    "8022 01 0301 0009 0000 0010 010080 00002f 00ff01 000102030405060708090a0b0c0d0e0f"

static void hellos_of_ssl2_are_named (void)
{
    g_autoptr (GBytes) bytes = hex (SSL2_HELLO);
    BaseSpan span = base_span_bytes (bytes);
    g_assert_true (wire_is_ssl2_hello (span));
    g_assert_cmpuint (wire_ssl2_size (span), ==, span.size);
    g_autoptr (WireTree) tree = wire_ssl2_hello_tree (bytes);
    check_tree (tree);
    g_assert_cmpint (tree->cause, ==, BASE_CAUSE_NONE);
    check_plain (tree, "version", "TLS1.0");
    check_plain (tree, "challenge", "000102030405060708090a0b0c0d0e0f");
    static const char *const names[] = {"SSL_CK_RC4_128_WITH_MD5 (0x010080)",
                                        "TLS_RSA_WITH_AES_128_CBC_SHA (0x00002f)",
                                        "unknown (0x00ff01)"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autofree char *path = g_strdup_printf ("cipher_specs[%u]", i);
        g_autofree char *value = wire_tree_value (tree, (unsigned)wire_tree_find (tree, path));
        g_assert_cmpstr (value, ==, names[i]);
    }
    for (size_t size = 0; size < span.size; size++) {
        g_autoptr (GBytes) cut = g_bytes_new (span.data, size);
        g_autoptr (WireTree) broken = wire_ssl2_hello_tree (cut);
        check_tree (broken);
        g_assert_cmpint (broken->cause, ==, BASE_CAUSE_LENGTH_MISMATCH);
    }
}

static void no_record_is_taken_for_ssl2 (void)
{
    for (unsigned type = 0; type < 128; type++) {
        const uint8_t data[] = {(uint8_t)type, 3, 1, 0, 2};
        g_assert_false (wire_is_ssl2_hello (base_span (data, sizeof data)));
    }
}

/* ---- explain ---- */

static void check_explained (const char *vector, const char *const *lines)
{
    g_autofree char *text = base_hex (base_span_bytes (vectors_get (vectors, vector)));
    g_autoptr (GError) error = NULL;
    GString *out = g_string_new (NULL);
    bool broken;
    g_assert_true (cli_explain_text (out, text, strlen (text), NULL, false, &broken, &error));
    g_assert_no_error (error);
    g_assert_false (broken);
    const char *at = out->str;
    for (; *lines != NULL; lines++) {
        at = strstr (at, *lines);
        if (at == NULL)
            g_error ("%s: no “%s” (in this place) in\n%s", vector, *lines, out->str);
    }
    g_string_free (out, TRUE);
}

static void a_whole_connection_is_explained (void)
{
    static const char *const ecdhe[] = {"  ClientHello ",
                                        "  ServerHello ",
                                        "  Certificate ",
                                        "  CertificateStatus ",
                                        "  ServerKeyExchange ",
                                        "    named_curve ",
                                        "  CertificateRequest ",
                                        "  ServerHelloDone ",
                                        "  ClientKeyExchange ",
                                        "  ecdh_Yc ",
                                        "  CertificateVerify ",
                                        "  ChangeCipherSpec ",
                                        "    nonce_explicit ",
                                        "  NewSessionTicket ",
                                        "  ChangeCipherSpec ",
                                        "    nonce_explicit ",
                                        NULL};
    static const char *const dhe[] = {
        "  ServerKeyExchange ", "    dh_p ", "    dh_Ys ", "  dh_Yc ", "    MAC ", NULL};
    static const char *const rsa[] = {"  ServerHelloDone ", "  EncryptedPreMasterSecret ", NULL};
    static const char *const tls11[] = {"  ServerKeyExchange ", "    signature ", "    IV ", NULL};
    check_explained ("ecdhe_stream", ecdhe);
    check_explained ("dhe_stream", dhe);
    check_explained ("rsa_stream", rsa);
    check_explained ("tls11_stream", tls11);
}

static void a_hello_of_ssl2_is_explained (void)
{
    static const char text[] = SSL2_HELLO;
    g_autoptr (GError) error = NULL;
    GString *out = g_string_new (NULL);
    bool broken;
    g_assert_true (cli_explain_text (out, text, strlen (text), NULL, false, &broken, &error));
    g_assert_nonnull (strstr (out->str, "SSL_CK_RC4_128_WITH_MD5"));
    g_assert_false (broken);
    g_string_free (out, TRUE);
}

static void as_names_one_look (void)
{
    g_autofree char *text =
        base_hex (base_span_bytes (vectors_get (vectors, "tls12_dhe_exchange")));
    g_autoptr (GError) error = NULL;
    GString *out = g_string_new (NULL);
    bool broken;
    g_assert_true (cli_explain_text (out, text, strlen (text), "ServerKeyExchange-DHE", false,
                                     &broken, &error));
    g_assert_nonnull (strstr (out->str, "dh_Ys"));
    g_assert_false (broken);
    g_assert_false (
        cli_explain_text (out, text, strlen (text), "ServerKeyExchange", false, &broken, &error));
    g_assert_nonnull (strstr (error->message, "ServerKeyExchange-ECDHE, "));
    g_string_free (out, TRUE);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    vectors = vectors_load ("messages-12.txt");
    g_test_add_func ("/wire-12/real-messages", real_messages_read_and_write);
    g_test_add_func ("/wire-12/every-cut-has-its-cause", every_cut_has_its_cause);
    g_test_add_func ("/wire-12/every-changed-byte", every_changed_byte_is_survived);
    g_test_add_func ("/wire-12/values", values_are_those_of_wireshark);
    g_test_add_func ("/wire-12/older-signatures", older_signatures_have_no_algorithm);
    g_test_add_func ("/wire-12/dialect-picks-the-look", the_dialect_picks_the_look);
    g_test_add_func ("/wire-12/hellos-settle-the-dialect", hellos_settle_the_dialect);
    g_test_add_func ("/wire-12/older-hellos", older_hellos_have_their_own_extensions);
    g_test_add_func ("/wire-12/no-body", broken_extensions_of_12_have_no_body);
    g_test_add_func ("/wire-12/explicit-curves", explicit_curves_are_refused);
    g_test_add_func ("/wire-12/params-are-signed", params_are_what_is_signed);
    g_test_add_func ("/wire-12/status-of-a-chain", status_of_a_whole_chain);
    g_test_add_func ("/wire-12/sealed-records", sealed_records_have_layers);
    g_test_add_func ("/wire-12/suites-seal", suites_say_how_they_seal);
    g_test_add_func ("/wire-12/ssl2-hello", hellos_of_ssl2_are_named);
    g_test_add_func ("/wire-12/not-ssl2", no_record_is_taken_for_ssl2);
    g_test_add_func ("/wire-12/explain-ssl2", a_hello_of_ssl2_is_explained);
    g_test_add_func ("/wire-12/explain-connection", a_whole_connection_is_explained);
    g_test_add_func ("/wire-12/explain-as", as_names_one_look);
    int status = g_test_run ();
    g_hash_table_unref (vectors);
    return status;
}
