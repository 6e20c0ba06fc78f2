/* What extensions say, in messages that others made: OpenSSL, NSS, Java, Chromium. The bytes are in
 * tests/vectors; the values expected here are those that the peers were told to send, or that other
 * programs (openssl, tshark, Python) read in the same bytes. */
#include "crypto/hash.h"
#include "wire/compress.h"

#include <string.h>

#include "../vectors/vectors.h"
#include "wire-tree.h"

static WireMessage *read_vector (const char *vector)
{
    g_autoptr (GHashTable) vectors = vectors_load ("messages.txt");
    WireMessage *message = wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (vectors, vector));
    g_assert_cmpstr (base_cause_name (message->tree->cause), ==, "NONE");
    check_tree (message->tree);
    return message;
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

/* ---- Compressed certificates ---- */

static void compressed_certificates_are_unpacked (void)
{
    g_autoptr (WireMessage) plain = read_vector ("openssl_certificate");
    g_autoptr (WireMessage) packed = read_vector ("compressed_certificate");
    static const Expected rows[] = {{"algorithm", "zlib (0x0001)"},
                                    {"uncompressed_length", "1381"}};
    CHECK_VALUES (packed, rows);
    g_autoptr (WireMessage) unpacked = wire_certificate_decompress (packed, 1381);
    g_assert_nonnull (unpacked);
    g_assert_true (g_bytes_equal (unpacked->bytes, plain->bytes));
    g_assert_null (wire_certificate_decompress (packed, 1380));

    g_autoptr (WireMessage) own = wire_certificate_compress (plain);
    g_autoptr (WireMessage) again = wire_certificate_decompress (own, 1 << 18);
    g_assert_cmpuint (g_bytes_get_size (own->bytes), <, g_bytes_get_size (plain->bytes));
    g_assert_true (g_bytes_equal (again->bytes, plain->bytes));
}

static WireMessage *packed_with (uint16_t algorithm, uint32_t length, BaseSpan data)
{
    const WireCompressedCertificate body = {.algorithm = algorithm,
                                            .uncompressed_length = length,
                                            .compressed_certificate_message = data};
    return wire_message_write (WIRE_COMPRESSED_CERTIFICATE, &body);
}

/* Whatever is announced, no more than that is unpacked. */
static void bombs_do_not_go_off (void)
{
    enum { HUGE_SIZE = 64 << 20, LIMIT = 1 << 18 };
    g_autofree uint8_t *zeros = g_malloc0 (HUGE_SIZE);
    g_autoptr (GBytes) bomb = wire_deflate (base_span (zeros, HUGE_SIZE));
    BaseSpan data = base_span_bytes (bomb);
    g_assert_cmpuint (data.size, <, HUGE_SIZE / 500);
    g_assert_null (wire_inflate (data, LIMIT));
    g_autoptr (WireMessage) honest = packed_with (1, 0xffffff, data);
    g_assert_null (wire_certificate_decompress (honest, LIMIT));
    g_autoptr (WireMessage) lying = packed_with (1, 100, data);
    g_assert_null (wire_certificate_decompress (lying, LIMIT));
}

static void what_is_not_as_announced_is_refused (void)
{
    g_autoptr (WireMessage) plain = read_vector ("openssl_certificate");
    g_autoptr (WireMessage) packed = read_vector ("compressed_certificate");
    BaseSpan data =
        ((const WireCompressedCertificate *)packed->body)->compressed_certificate_message;
    for (uint32_t length = 0; length < 3000; length++) {
        g_autoptr (WireMessage) message = packed_with (1, length, data);
        g_autoptr (WireMessage) unpacked = wire_certificate_decompress (message, 1 << 18);
        g_assert_true ((unpacked != NULL) == (length == 1381));
    }
    for (size_t size = 1; size < data.size; size++)
        g_assert_null (wire_inflate (base_span (data.data, size), 1381));
    g_autofree uint8_t *copy = g_malloc0 (data.size + 1);
    memcpy (copy, data.data, data.size);
    g_assert_null (wire_inflate (base_span (copy, data.size + 1), 1381));
    /* The stream ends in a checksum: a changed byte never gives other content. */
    for (size_t i = 0; i < data.size; i++) {
        copy[i] ^= 0x10;
        g_autoptr (GBytes) out = wire_inflate (base_span (copy, data.size), 1381);
        if (out != NULL)
            g_assert_cmpmem (g_bytes_get_data (out, NULL), 1381,
                             (const uint8_t *)g_bytes_get_data (plain->bytes, NULL) + 4, 1381);
        copy[i] ^= 0x10;
    }
    g_autoptr (WireMessage) brotli = packed_with (2, 1381, data);
    g_assert_null (wire_certificate_decompress (brotli, 1 << 18));
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/wire/extensions/binder-covers-what-stands-before-it",
                     the_binder_covers_what_stands_before_it);
    g_test_add_func ("/wire/extensions/pre-shared-keys", pre_shared_keys_are_read);
    g_test_add_func ("/wire/extensions/requests-name-authorities", requests_name_authorities);
    g_test_add_func ("/wire/extensions/status-and-timestamps",
                     certificates_carry_status_and_timestamps);
    g_test_add_func ("/wire/extensions/compressed-certificates",
                     compressed_certificates_are_unpacked);
    g_test_add_func ("/wire/extensions/bombs-do-not-go-off", bombs_do_not_go_off);
    g_test_add_func ("/wire/extensions/not-as-announced", what_is_not_as_announced_is_refused);
    return g_test_run ();
}
