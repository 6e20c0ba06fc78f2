/* What extensions say, in messages that others made: OpenSSL, NSS, Java, Chromium. The bytes are in
 * tests/vectors; the values expected here are those that the peers were told to send, or that other
 * programs (openssl, tshark, Python) read in the same bytes. */
#include "crypto/hash.h"
#include "wire/message.h"

#include <string.h>

#include "../vectors/vectors.h"
#include "wire-tree.h"

static WireMessage *read_from (const char *file, const char *vector)
{
    g_autoptr (GHashTable) vectors = vectors_load (file);
    WireMessage *message = wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (vectors, vector));
    g_assert_cmpstr (base_cause_name (message->tree->cause), ==, "NONE");
    check_tree (message->tree);
    return message;
}

static WireMessage *read_vector (const char *vector)
{
    return read_from ("messages.txt", vector);
}

typedef struct {
    const char *path, *value;
} Expected;

/* VALUE is how the field reads in words; where it ends in "…", only its beginning. */
static void check_values (const WireMessage *message, const Expected *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int field = wire_tree_find (message->tree, rows[i].path);
        if (field < 0)
            g_error ("no field %s", rows[i].path);
        g_autofree char *value = wire_tree_value (message->tree, (unsigned)field);
        if (!g_str_equal (value, rows[i].value))
            g_error ("%s is “%s”, not “%s”", rows[i].path, value, rows[i].value);
    }
}
#define CHECK_VALUES(message, rows) check_values (message, rows, G_N_ELEMENTS (rows))

/* ---- Pre-shared keys ---- */

static void expand_label (BaseSpan secret, const char *label, BaseSpan context, uint8_t *out)
{
    g_autoptr (GByteArray) info = g_byte_array_new ();
    base_append_number (info, 32, 2);
    base_append_number (info, 6 + strlen (label), 1);
    base_append_span (info, base_span_text ("tls13 "));
    base_append_span (info, base_span_text (label));
    base_append_number (info, context.size, 1);
    base_append_span (info, context);
    crypto_hkdf_expand (CRYPTO_SHA256, secret, base_span (info->data, info->len), out, 32);
}

/* OpenSSL made the binder of its external key over exactly the bytes before the list of binders. */
static void the_binder_covers_what_stands_before_it (void)
{
    g_autoptr (WireMessage) hello = read_vector ("openssl_psk_hello");
    BaseSpan bytes = base_span_bytes (hello->bytes);
    size_t size, at = wire_client_hello_binders (hello, &size);
    g_assert_cmpuint (size, ==, 2 + 1 + 32);
    g_assert_cmpuint (at + size, ==, bytes.size);

    static const uint8_t psk[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                                  12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23};
    uint8_t early[32], hash[32], binder_key[32], finished_key[32], binder[32];
    static const uint8_t zeros[32];
    crypto_hkdf_extract (CRYPTO_SHA256, base_span (zeros, 32), base_span (psk, sizeof psk), early);
    crypto_hash (CRYPTO_SHA256, base_span (NULL, 0), hash);
    expand_label (base_span (early, 32), "ext binder", base_span (hash, 32), binder_key);
    expand_label (base_span (binder_key, 32), "finished", base_span (NULL, 0), finished_key);
    crypto_hash (CRYPTO_SHA256, base_span (bytes.data, at), hash);
    crypto_hmac (CRYPTO_SHA256, base_span (finished_key, 32), base_span (hash, 32), binder);

    const WireOfferedPsks *offered = wire_message_extension (hello, WIRE_EXT_PRE_SHARED_KEY)->body;
    g_assert_cmpuint (offered->identities.n, ==, 1);
    g_assert_cmpuint (offered->binders.n, ==, 1);
    BaseSpan sent = *wire_list_item (offered->binders, BaseSpan, 0);
    g_assert_cmpmem (sent.data, sent.size, binder, 32);
}

/* The RFC gives the hash of what the binder covers. */
static void the_binder_of_rfc_8448 (void)
{
    g_autoptr (GHashTable) vectors = vectors_load ("rfc8448-resumed-0rtt.txt");
    g_autoptr (WireMessage) hello = read_from ("rfc8448-resumed-0rtt.txt", "client_hello");
    g_autoptr (WireMessage) ticket = read_from ("rfc8448-simple-1rtt.txt", "new_session_ticket");
    size_t size, at = wire_client_hello_binders (hello, &size);
    uint8_t hash[32];
    crypto_hash (CRYPTO_SHA256, base_span (base_span_bytes (hello->bytes).data, at), hash);
    BaseSpan expected = base_span_bytes (vectors_get (vectors, "hash_binder"));
    g_assert_cmpmem (hash, 32, expected.data, expected.size);

    const WireOfferedPsks *offered = wire_message_extension (hello, WIRE_EXT_PRE_SHARED_KEY)->body;
    BaseSpan binder = *wire_list_item (offered->binders, BaseSpan, 0);
    expected = base_span_bytes (vectors_get (vectors, "binder"));
    g_assert_cmpmem (binder.data, binder.size, expected.data, expected.size);
    BaseSpan identity = wire_list_item (offered->identities, WirePskIdentity, 0)->identity;
    expected = ((const WireNewSessionTicket *)ticket->body)->ticket;
    g_assert_cmpmem (identity.data, identity.size, expected.data, expected.size);
}

/* In the traces of RFC 8448 the server accepts early data, and the client sends the cookie back. */
static void early_data_and_cookies_are_read (void)
{
    const char *resumed = "rfc8448-resumed-0rtt.txt", *retry = "rfc8448-hello-retry.txt";
    g_autoptr (WireMessage) hello = read_from (resumed, "client_hello");
    g_autoptr (WireMessage) server = read_from (resumed, "server_hello");
    g_autoptr (WireMessage) answers = read_from (resumed, "encrypted_extensions");
    static const Expected server_rows[] = {{"pre_shared_key.selected_identity", "0"}};
    CHECK_VALUES (server, server_rows);
    g_assert_nonnull (wire_message_extension (hello, WIRE_EXT_EARLY_DATA)->body);
    g_assert_nonnull (wire_message_extension (answers, WIRE_EXT_EARLY_DATA)->body);
    g_autoptr (WireMessage) request = read_from (retry, "hello_retry_request");
    g_autoptr (WireMessage) again = read_from (retry, "client_hello_2");
    BaseSpan asked =
        ((const WireCookie *)wire_message_extension (request, WIRE_EXT_COOKIE)->body)->cookie;
    BaseSpan echoed =
        ((const WireCookie *)wire_message_extension (again, WIRE_EXT_COOKIE)->body)->cookie;
    g_assert_cmpuint (asked.size, ==, 0x72);
    g_assert_cmpmem (echoed.data, echoed.size, asked.data, asked.size);
}

static void pre_shared_keys_are_read (void)
{
    g_autoptr (WireMessage) hello = read_vector ("openssl_psk_hello");
    static const Expected rows[] = {
        {"pre_shared_key.identities", "1 entry"},
        {"pre_shared_key.identities[0].identity", "stepshake"},
        {"pre_shared_key.identities[0].obfuscated_ticket_age", "0"},
        {"psk_key_exchange_modes.ke_modes[0]", "psk_dhe_ke (1)"},
        {"post_handshake_auth", "4 bytes"},
        {"status_request.status_type", "ocsp (1)"},
        {"status_request.request.responder_id_list", "0 entries"},
        {"status_request.request.request_extensions", "empty"},
    };
    CHECK_VALUES (hello, rows);
    const WirePskKeyExchangeModes *modes =
        wire_message_extension (hello, WIRE_EXT_PSK_KEY_EXCHANGE_MODES)->body;
    g_assert_cmpuint (modes->ke_modes.n, ==, 1);
    g_assert_cmpuint (*wire_list_item (modes->ke_modes, uint8_t, 0), ==, WIRE_PSK_DHE_KE);
    /* A hello without binders has none. */
    g_autoptr (WireMessage) other = read_vector ("openssl_hello");
    g_assert_cmpuint (wire_client_hello_binders (other, NULL), ==, 0);
}

/* ---- Certificates ---- */

static void requests_name_authorities (void)
{
    g_autoptr (WireMessage) request = read_vector ("openssl_certificate_request");
    static const Expected rows[] = {
        {"certificate_request_context", "empty"},
        {"signature_algorithms.supported_signature_algorithms[0]",
         "ecdsa_secp256r1_sha256 (0x0403)"},
        {"certificate_authorities.authorities", "1 entry"},
        /* openssl x509 -subject -nameopt RFC2253 */
        {"certificate_authorities.authorities[0]", "CN=Test Root,O=Glass\\, Inc.,C=DE"},
    };
    CHECK_VALUES (request, rows);
    g_autoptr (WireMessage) java = read_vector ("java_hello");
    static const Expected java_rows[] = {
        {"certificate_authorities.authorities[0]", "CN=Test Root,O=Glass\\, Inc.,C=DE"},
        {"signature_algorithms_cert.supported_signature_algorithms[20]", "dsa_sha1 (0x0202)"},
        {"status_request.request.responder_id_list", "0 entries"},
    };
    CHECK_VALUES (java, java_rows);
}

static void certificates_carry_status_and_timestamps (void)
{
    g_autoptr (WireMessage) message = read_vector ("openssl_certificate");
    static const Expected rows[] = {
        {"certificate_list", "2 entries"},
        {"certificate_list[0].status_request.status_type", "ocsp (1)"},
        /* The file that openssl ocsp wrote has 321 bytes. */
        {"certificate_list[0].status_request.response", "321 bytes: 3082013d0a0100a0…"},
        {"certificate_list[0].signed_certificate_timestamp.sct_list", "1 entry"},
        {"certificate_list[0].signed_certificate_timestamp.sct_list[0].sct_version", "v1 (0)"},
        {"certificate_list[0].signed_certificate_timestamp.sct_list[0].log_id",
         "32 bytes: df1c2ec115009452…"},
        /* openssl x509 -text says "Apr  5 17:04:16.275 2013 GMT" */
        {"certificate_list[0].signed_certificate_timestamp.sct_list[0].timestamp",
         "1365181456275 (2013-04-05 17:04:16 UTC)"},
        {"certificate_list[0].signed_certificate_timestamp.sct_list[0].extensions", "empty"},
        {"certificate_list[0].signed_certificate_timestamp.sct_list[0].algorithm",
         "ecdsa_secp256r1_sha256 (0x0403)"},
        {"certificate_list[0].signed_certificate_timestamp.sct_list[0].signature",
         "71 bytes: 3045022100b8c5d3…"},
    };
    CHECK_VALUES (message, rows);
    g_assert_cmpint (wire_tree_find (message->tree, "certificate_list[1].status_request"), ==, -1);
    const WireCertificate *certificate = message->body;
    const WireCertificateEntry *entry =
        wire_list_item (certificate->certificate_list, WireCertificateEntry, 0);
    const WireExtension *extension = wire_list_item (entry->extensions, WireExtension, 0);
    g_assert_cmpuint (extension->type, ==, WIRE_EXT_SIGNED_CERTIFICATE_TIMESTAMP);
    const WireSctList *scts = extension->body;
    g_assert_cmpuint (wire_list_item (scts->sct_list, WireSct, 0)->timestamp, ==,
                      G_GUINT64_CONSTANT (1365181456275));
}

/* ---- Where an extension may stand ---- */

/* The table of RFC 9846 section 4.3, line by line; behind it, from IANA's registry, those that it
 * leaves out: not recommended ones, and (CH) those of TLS 1.2 that clients still offer. */
static const struct {
    uint16_t type;
    const char *name, *places;
} table[] = {
    {0, "server_name", "CH EE CR"},
    {5, "status_request", "CH CR CT"},
    {10, "supported_groups", "CH EE"},
    {13, "signature_algorithms", "CH CR"},
    {14, "use_srtp", "CH EE"},
    {15, "heartbeat", "CH EE"},
    {16, "application_layer_protocol_negotiation", "CH EE"},
    {19, "client_certificate_type", "CH EE"},
    {20, "server_certificate_type", "CH EE"},
    {21, "padding", "CH"},
    {27, "compress_certificate", "CH CR"},
    {28, "record_size_limit", "CH EE"},
    {34, "delegated_credential", "CH CR CT"},
    {39, "supported_ekt_ciphers", "CH EE"},
    {41, "pre_shared_key", "CH SH"},
    {42, "early_data", "CH EE NST"},
    {43, "supported_versions", "CH SH HRR"},
    {44, "cookie", "CH HRR"},
    {45, "psk_key_exchange_modes", "CH"},
    {47, "certificate_authorities", "CH CR"},
    {48, "oid_filters", "CR"},
    {49, "post_handshake_auth", "CH"},
    {50, "signature_algorithms_cert", "CH CR"},
    {51, "key_share", "CH SH HRR"},
    {52, "transparency_info", "CH CR CT"},
    {55, "external_id_hash", "CH EE"},
    {56, "external_session_id", "CH EE"},
    {57, "quic_transport_parameters", "CH EE"},
    {58, "ticket_request", "CH EE"},
    {64768, "ech_outer_extensions", "CH"},
    {65037, "encrypted_client_hello", "CH HRR EE"},

    {1, "max_fragment_length", "CH EE"},
    {18, "signed_certificate_timestamp", "CH CR CT"},
    {25, "cached_info", "CH EE"},
    {29, "pwd_protect", "CH"},
    {30, "pwd_clear", "CH"},
    {31, "password_salt", "CH SH HRR"},
    {32, "ticket_pinning", "CH EE"},
    {33, "tls_cert_with_extern_psk", "CH SH"},
    {54, "connection_id", "CH SH"},
    {59, "dnssec_chain", "CH CT"},
    {0xca34, "trust_anchors", "CH EE CT"},
    {17513, "application_settings", "CH EE"},
    {17613, "application_settings_new", "CH EE"},
};

static const char *const place_names[WIRE_N_PLACES] = {
    [WIRE_IN_CLIENT_HELLO] = "CH",         [WIRE_IN_SERVER_HELLO] = "SH",
    [WIRE_IN_HELLO_RETRY_REQUEST] = "HRR", [WIRE_IN_ENCRYPTED_EXTENSIONS] = "EE",
    [WIRE_IN_CERTIFICATE_REQUEST] = "CR",  [WIRE_IN_CERTIFICATE] = "CT",
    [WIRE_IN_NEW_SESSION_TICKET] = "NST",
};

static bool may_stand (uint16_t type, unsigned place)
{
    for (size_t i = 0; i < G_N_ELEMENTS (table); i++)
        if (table[i].type == type) {
            g_auto (GStrv) places = g_strsplit (table[i].places, " ", -1);
            return g_strv_contains ((const char *const *)places, place_names[place]);
        }
    return place == WIRE_IN_CLIENT_HELLO; /* of TLS 1.2 */
}

static WireMessage *hello_with (WireExtension *extensions, size_t n)
{
    static uint8_t zeros[32];
    uint16_t suite = 0x1301;
    WireClientHello hello = {.random = base_span (zeros, 32),
                             .cipher_suites = {&suite, 1},
                             .legacy_compression_methods = base_span (zeros, 1),
                             .extensions = {extensions, n}};
    return wire_message_write (WIRE_CLIENT_HELLO, &hello);
}

/* A message with nothing but one extension of TYPE, which is empty. */
static WireMessage *message_with (WireMessageId id, uint16_t type)
{
    static uint8_t zeros[32];
    WireExtension extension = {.type = type};
    WireExtension versions = {.type = WIRE_EXT_SUPPORTED_VERSIONS,
                              .data = base_span ((const uint8_t *)"\x03\x04", 2)};
    WireExtension both[] = {extension, versions};
    WireList one = {&extension, 1};
    if (id == WIRE_CLIENT_HELLO)
        return hello_with (&extension, 1);
    WireServerHello sh = {.random = base_span (zeros, 32),
                          .extensions = {both, type == versions.type ? 1 : 2}};
    WireServerHello hrr = {.random = base_span (wire_hello_retry_random, 32), .extensions = one};
    WireEncryptedExtensions ee = {.extensions = one};
    WireCertificateRequest cr = {.extensions = one};
    WireCertificateEntry entry = {.cert_data = base_span (zeros, 1), .extensions = one};
    WireCertificate ct = {.certificate_list = {&entry, 1}};
    WireNewSessionTicket nst = {.ticket = base_span (zeros, 1), .extensions = one};
    const void *const bodies[] = {
        [WIRE_IN_SERVER_HELLO] = &sh,         [WIRE_IN_HELLO_RETRY_REQUEST] = &hrr,
        [WIRE_IN_ENCRYPTED_EXTENSIONS] = &ee, [WIRE_IN_CERTIFICATE_REQUEST] = &cr,
        [WIRE_IN_CERTIFICATE] = &ct,          [WIRE_IN_NEW_SESSION_TICKET] = &nst};
    return wire_message_write (id, bodies[wire_message_place (id)]);
}

static void extensions_stand_where_the_rfc_says (void)
{
    for (unsigned type = 0; type <= 0xffff; type++) {
        const WireExtensionRow *row = wire_extension_row ((uint16_t)type);
        for (unsigned id = 0; row != NULL && id < WIRE_N_MESSAGES; id++) {
            WirePlace place = wire_message_place (id);
            if (place == WIRE_N_PLACES)
                continue;
            g_autoptr (WireMessage) message = message_with (id, (uint16_t)type);
            bool refused = message->tree->cause == BASE_CAUSE_EXTENSION_NOT_ALLOWED_HERE;
            if (refused == may_stand ((uint16_t)type, place))
                g_error ("%s in %s", row->name, message->row->name);
            check_tree (message->tree);
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS (table); i++)
        g_assert_cmpstr (wire_extension_row (table[i].type)->name, ==, table[i].name);
    g_assert_cmpint (base_cause_alert (BASE_CAUSE_EXTENSION_NOT_ALLOWED_HERE), ==,
                     BASE_ALERT_ILLEGAL_PARAMETER);
}

/* A server that chose TLS 1.2 answers with extensions that TLS 1.3 puts elsewhere: openssl 3.0.19
 * s_server -tls1_2 -alpn h2. */
static void older_hellos_are_not_blamed (void)
{
    g_autoptr (WireMessage) hello = read_vector ("tls12_server_hello");
    g_assert_cmpint (wire_tree_find (hello->tree, "renegotiation_info"), >, 0);
    g_assert_cmpint (wire_tree_find (hello->tree, "application_layer_protocol_negotiation"), >, 0);
}

/* ---- What is only shown ---- */

/* As Chromium and NSS were set; the numbers are IANA's, the bytes are read by eye. */
static void browsers_offers_are_read (void)
{
    g_autoptr (WireMessage) chromium = read_vector ("chromium_hello");
    static const Expected rows[] = {
        {"cipher_suites[0]", "GREASE (0xcaca)"},
        {"GREASE_0x5a5a", "4 bytes"},
        {"GREASE_0x7a7a.extension_data", "00"},
        {"supported_groups.named_group_list[1]", "X25519MLKEM768 (0x11ec)"},
        {"key_share.client_shares[0].group", "GREASE (0x7a7a)"},
        {"key_share.client_shares[1].key_exchange", "1216 bytes: 9fa441b96774e3f9…"},
        {"signature_algorithms.supported_signature_algorithms[1]", "mldsa44 (0x0904)"},
        {"compress_certificate.algorithms[0]", "brotli (0x0002)"},
        {"supported_versions.versions[0]", "GREASE (0x8a8a)"},
        {"ec_point_formats.ec_point_format_list[0]", "uncompressed (0)"},
        {"session_ticket", "4 bytes"},
        {"extended_main_secret", "4 bytes"},
        {"application_settings_new.protocol_name_list[0]", "h2"},
        {"renegotiation_info.renegotiated_connection", "empty"},
        /* 44947 is Google Trust Services' enterprise number. */
        {"trust_anchors.trust_anchor_identifiers[0]", "44947.2.1"},
        {"encrypted_client_hello.type", "outer (0)"},
        {"encrypted_client_hello.cipher_suite.kdf_id", "HKDF-SHA256 (0x0001)"},
        {"encrypted_client_hello.cipher_suite.aead_id", "AES-128-GCM (0x0001)"},
        {"encrypted_client_hello.config_id", "24"},
        {"encrypted_client_hello.enc", "32 bytes: d8b5136c834fdcfa…"},
        {"encrypted_client_hello.payload", "240 bytes: e4190294bd55cc4c…"},
    };
    CHECK_VALUES (chromium, rows);
    g_autoptr (WireMessage) nss = read_vector ("nss_hello");
    static const Expected nss_rows[] = {
        {"encrypted_client_hello.cipher_suite.aead_id", "AES-128-GCM (0x0001)"},
        {"encrypted_client_hello.payload", "207 bytes: 33e4b695e45ea3e6…"},
        {"delegated_credential.supported_signature_algorithms[1]",
         "ecdsa_secp384r1_sha384 (0x0503)"},
        {"record_size_limit.record_size_limit", "16385"},
        {"padding.padding", "45 bytes: 0000000000000000…"},
    };
    CHECK_VALUES (nss, nss_rows);
    g_autoptr (WireMessage) java = read_vector ("java_hello");
    static const Expected java_rows[] = {
        {"status_request_v2.certificate_status_req_list", "1 entry"},
        {"status_request_v2.certificate_status_req_list[0].status_type", "ocsp_multi (2)"},
        {"status_request_v2.certificate_status_req_list[0].request.request_extensions", "empty"},
    };
    CHECK_VALUES (java, java_rows);
}

/* What is broken inside an extension that is only shown is no error: a server that does not act on
 * it must ignore it (RFC 9846 section 4.3). In one that counts, it is. */
static void only_what_counts_can_break (void)
{
    static const struct {
        uint16_t type;
        const char *data;
        const char *cause;
    } rows[] = {
        {WIRE_EXT_ENCRYPTED_CLIENT_HELLO, "00 0001", "NONE"},
        {WIRE_EXT_ENCRYPTED_CLIENT_HELLO, "00 0001 0001 07 0000 0001 aa bb", "NONE"},
        {WIRE_EXT_ENCRYPTED_CLIENT_HELLO, "", "NONE"},
        {WIRE_EXT_ENCRYPTED_CLIENT_HELLO, "07 aabbcc", "NONE"},
        {WIRE_EXT_RENEGOTIATION_INFO, "05", "NONE"},
        {WIRE_EXT_EC_POINT_FORMATS, "00", "NONE"},
        {WIRE_EXT_EXTENDED_MAIN_SECRET, "00", "NONE"},
        {WIRE_EXT_SUPPORTED_GROUPS, "0004 001d", "LENGTH_MISMATCH"},
        {WIRE_EXT_STATUS_REQUEST, "01 0000", "LENGTH_MISMATCH"},
        {WIRE_EXT_STATUS_REQUEST, "77 0102030405", "NONE"},
        {WIRE_EXT_EARLY_DATA, "00", "TRAILING_BYTES"},
        {WIRE_EXT_RECORD_SIZE_LIMIT, "003f", "FORBIDDEN_VALUE"},
        {WIRE_EXT_RECORD_SIZE_LIMIT, "0040", "NONE"},
        {WIRE_EXT_COOKIE, "0000", "VECTOR_TOO_SHORT"},
        {WIRE_EXT_PSK_KEY_EXCHANGE_MODES, "01 0b", "NONE"},
        {WIRE_EXT_CERTIFICATE_AUTHORITIES, "0000", "VECTOR_TOO_SHORT"},
        {WIRE_EXT_CERTIFICATE_AUTHORITIES, "0003 0001 aa", "NONE"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) data = base_unhex (rows[i].data, NULL);
        WireExtension extensions[] = {{.type = rows[i].type, .data = base_span_bytes (data)},
                                      {.type = 0x1234}};
        g_autoptr (WireMessage) message = hello_with (extensions, 2);
        check_tree (message->tree);
        g_assert_cmpstr (base_cause_name (message->tree->cause), ==, rows[i].cause);
        WireList list = wire_message_extensions (message);
        if (message->tree->cause == BASE_CAUSE_NONE)
            g_assert_cmpuint (list.n, ==, 2);
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/wire/extensions/binder-covers-what-stands-before-it",
                     the_binder_covers_what_stands_before_it);
    g_test_add_func ("/wire/extensions/binder-of-rfc-8448", the_binder_of_rfc_8448);
    g_test_add_func ("/wire/extensions/early-data-and-cookies", early_data_and_cookies_are_read);
    g_test_add_func ("/wire/extensions/pre-shared-keys", pre_shared_keys_are_read);
    g_test_add_func ("/wire/extensions/requests-name-authorities", requests_name_authorities);
    g_test_add_func ("/wire/extensions/status-and-timestamps",
                     certificates_carry_status_and_timestamps);
    g_test_add_func ("/wire/extensions/stand-where-the-rfc-says",
                     extensions_stand_where_the_rfc_says);
    g_test_add_func ("/wire/extensions/older-hellos", older_hellos_are_not_blamed);
    g_test_add_func ("/wire/extensions/browsers", browsers_offers_are_read);
    g_test_add_func ("/wire/extensions/only-what-counts-can-break", only_what_counts_can_break);
    return g_test_run ();
}
