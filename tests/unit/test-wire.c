/* The walker, the builder and the trees on messages that are well-formed, and on ones that are
 * broken in one named way. test-wire-broken.c breaks them in every way. */
#include "wire/message.h"
#include "wire/record.h"

#include <string.h>

#include "../vectors/vectors.h"
#include "wire-tree.h"

static const struct {
    const char *file, *vector;
    uint8_t content_type;
    const char *name;
    unsigned n_fields; /* counted by hand in the RFC's own format; 0: not counted */
} well_formed[] = {
    {"rfc8448-simple-1rtt.txt", "client_hello", WIRE_CT_HANDSHAKE, "ClientHello", 0},
    {"rfc8448-simple-1rtt.txt", "server_hello", WIRE_CT_HANDSHAKE, "ServerHello", 23},
    {"rfc8448-simple-1rtt.txt", "encrypted_extensions", WIRE_CT_HANDSHAKE, "EncryptedExtensions",
     26},
    {"rfc8448-simple-1rtt.txt", "certificate", WIRE_CT_HANDSHAKE, "Certificate", 13},
    {"rfc8448-simple-1rtt.txt", "certificate_verify", WIRE_CT_HANDSHAKE, "CertificateVerify", 7},
    {"rfc8448-simple-1rtt.txt", "server_finished", WIRE_CT_HANDSHAKE, "Finished", 4},
    {"rfc8448-simple-1rtt.txt", "client_finished", WIRE_CT_HANDSHAKE, "Finished", 4},
    {"rfc8448-simple-1rtt.txt", "new_session_ticket", WIRE_CT_HANDSHAKE, "NewSessionTicket", 0},
    {"rfc8448-simple-1rtt.txt", "application_data", WIRE_CT_APPLICATION_DATA, "application_data",
     2},
    {"rfc8448-simple-1rtt.txt", "close_notify", WIRE_CT_ALERT, "Alert", 3},
    {"rfc8448-resumed-0rtt.txt", "client_hello", WIRE_CT_HANDSHAKE, "ClientHello", 0},
    {"rfc8448-resumed-0rtt.txt", "server_hello", WIRE_CT_HANDSHAKE, "ServerHello", 0},
    {"rfc8448-resumed-0rtt.txt", "encrypted_extensions", WIRE_CT_HANDSHAKE, "EncryptedExtensions",
     0},
    {"rfc8448-resumed-0rtt.txt", "end_of_early_data", WIRE_CT_HANDSHAKE, "EndOfEarlyData", 3},
    {"rfc8448-hello-retry.txt", "hello_retry_request", WIRE_CT_HANDSHAKE, "HelloRetryRequest", 0},
    {"rfc8448-hello-retry.txt", "client_hello_2", WIRE_CT_HANDSHAKE, "ClientHello", 0},
    {"rfc8448-client-authentication.txt", "certificate_request", WIRE_CT_HANDSHAKE,
     "CertificateRequest", 0},
    {"rfc8448-client-authentication.txt", "client_certificate", WIRE_CT_HANDSHAKE, "Certificate",
     0},
    {"rfc8448-client-authentication.txt", "client_certificate_verify", WIRE_CT_HANDSHAKE,
     "CertificateVerify", 7},
    {"rfc8448-compatibility.txt", "server_hello", WIRE_CT_HANDSHAKE, "ServerHello", 0},
    {"messages.txt", "openssl_hello", WIRE_CT_HANDSHAKE, "ClientHello", 0},
    {"messages.txt", "gnutls_hello", WIRE_CT_HANDSHAKE, "ClientHello", 0},
    {"messages.txt", "curl_hello", WIRE_CT_HANDSHAKE, "ClientHello", 0},
    {"messages.txt", "tls12_hello", WIRE_CT_HANDSHAKE, "ClientHello", 0},
    {"messages.txt", "hello_retry_request", WIRE_CT_HANDSHAKE, "HelloRetryRequest", 0},
    {"messages.txt", "certificate_request", WIRE_CT_HANDSHAKE, "CertificateRequest", 0},
    {"messages.txt", "openssl_psk_hello", WIRE_CT_HANDSHAKE, "ClientHello", 0},
    {"messages.txt", "nss_hello", WIRE_CT_HANDSHAKE, "ClientHello", 0},
    {"messages.txt", "java_hello", WIRE_CT_HANDSHAKE, "ClientHello", 0},
    {"messages.txt", "chromium_hello", WIRE_CT_HANDSHAKE, "ClientHello", 0},
    {"messages.txt", "openssl_certificate_request", WIRE_CT_HANDSHAKE, "CertificateRequest", 0},
    {"messages.txt", "openssl_certificate", WIRE_CT_HANDSHAKE, "Certificate", 0},
    {"messages.txt", "compressed_certificate", WIRE_CT_HANDSHAKE, "CompressedCertificate", 0},
    {"messages.txt", "tls12_server_hello", WIRE_CT_HANDSHAKE, "ServerHello", 0},
};

static WireMessage *read_vector (const char *file, const char *vector, uint8_t content_type)
{
    g_autoptr (GHashTable) vectors = vectors_load (file);
    return wire_message_read (content_type, vectors_get (vectors, vector));
}

static WireMessage *read_hex (uint8_t content_type, const char *hex)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = base_unhex (hex, &error);
    g_assert_no_error (error);
    return wire_message_read (content_type, bytes);
}

static void check_plain (const WireTree *tree, const char *path, const char *expected)
{
    int field = wire_tree_find (tree, path);
    if (field < 0)
        g_error ("%s has no field %s", tree->name, path);
    g_autofree char *plain = wire_tree_plain (tree, (unsigned)field);
    g_assert_cmpstr (plain, ==, expected);
}

static void check_value (const WireTree *tree, const char *path, const char *expected)
{
    g_autofree char *value = wire_tree_value (tree, (unsigned)wire_tree_find (tree, path));
    g_assert_cmpstr (value, ==, expected);
}

/* ---- Well-formed messages ---- */

static void leaves_cover_every_byte (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (well_formed); i++) {
        g_autoptr (WireMessage) message =
            read_vector (well_formed[i].file, well_formed[i].vector, well_formed[i].content_type);
        const WireTree *tree = message->tree;
        g_assert_cmpstr (message->row->name, ==, well_formed[i].name);
        g_assert_cmpstr (base_cause_name (tree->cause), ==, "NONE");
        check_tree (tree);
        for (uint32_t field = 0; field < tree->n_fields; field++)
            g_assert_false (tree->fields[field].flags & (WIRE_FIELD_UNREAD | WIRE_FIELD_BROKEN));
        if (well_formed[i].n_fields > 0)
            g_assert_cmpuint (tree->n_fields, ==, well_formed[i].n_fields);
    }
}

/* Every byte, not only the ends of each leaf. */
static void every_byte_has_its_leaf (void)
{
    g_autoptr (WireMessage) message = read_vector ("messages.txt", "gnutls_hello", 22);
    const WireTree *tree = message->tree;
    for (uint32_t at = 0; at < g_bytes_get_size (message->bytes); at++) {
        int leaf = wire_tree_leaf_at (tree, at);
        g_assert_true (wire_tree_is_leaf (tree, (unsigned)leaf));
        g_assert_cmpuint (tree->fields[leaf].offset, <=, at);
        g_assert_cmpuint (tree->fields[leaf].offset + tree->fields[leaf].length, >, at);
    }
}

static void paths_to_nothing_lead_nowhere (void)
{
    g_autoptr (WireMessage) hello = read_vector ("messages.txt", "openssl_hello", 22);
    const char *nothing[] = {"",
                             "ClientHello.",
                             "ClientHello..random",
                             "ServerHello.random",
                             "random.x",
                             "cipher_suites[31]",
                             "cipher_suites[-1]",
                             "cipher_suites[0",
                             "cipher_suites[]",
                             "cipher_suites[99999999999999999999]",
                             "random[0]",
                             "ClientHelloes",
                             "key_share.length.length"};
    g_assert_cmpint (wire_tree_find (hello->tree, nothing[0]), ==, 0);
    for (size_t i = 1; i < G_N_ELEMENTS (nothing); i++)
        g_assert_cmpint (wire_tree_find (hello->tree, nothing[i]), ==, -1);
}

static void building_gives_the_bytes_back (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (well_formed); i++) {
        g_autoptr (WireMessage) message =
            read_vector (well_formed[i].file, well_formed[i].vector, well_formed[i].content_type);
        g_autoptr (WireMessage) again = wire_message_write (message->row->id, message->body);
        g_assert_true (g_bytes_equal (again->bytes, message->bytes));
        g_assert_true (again->row == message->row);
        g_assert_cmpuint (again->tree->n_fields, ==, message->tree->n_fields);
    }
}

/* The values as the RFC's text and the peers' own settings have them. */
static void values_are_the_senders (void)
{
    g_autoptr (WireMessage) ch = read_vector ("rfc8448-simple-1rtt.txt", "client_hello", 22);
    const WireTree *tree = ch->tree;
    check_plain (tree, "ClientHello.msg_type", "client_hello");
    check_plain (tree, "ClientHello.length", "192");
    check_plain (tree, "cipher_suites",
                 "TLS_AES_128_GCM_SHA256 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_256_GCM_SHA384");
    check_value (tree, "cipher_suites[2]", "TLS_AES_256_GCM_SHA384 (0x1302)");
    check_value (tree, "cipher_suites", "3 entries");
    check_value (tree, "cipher_suites.length", "6 bytes");
    check_value (tree, "legacy_session_id", "empty");
    check_value (tree, "random", "32 bytes: cb34ecb1e78163ba…");
    check_plain (tree, "server_name.server_name_list[0].host_name", "server");
    check_plain (tree, "supported_versions.versions[0]", "TLS1.3");
    check_plain (tree, "key_share.client_shares[0].group", "x25519");
    check_plain (tree, "key_share.client_shares[0].key_exchange",
                 "99381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c");
    check_plain (tree, "supported_groups.named_group_list",
                 "x25519 secp256r1 secp384r1 secp521r1 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 "
                 "ffdhe8192");
    check_plain (tree, "record_size_limit.record_size_limit", "16385");

    g_autoptr (WireMessage) openssl = read_vector ("messages.txt", "openssl_hello", 22);
    check_plain (openssl->tree, "server_name.server_name_list[0].host_name", "server.example");
    check_plain (openssl->tree, "application_layer_protocol_negotiation.protocol_name_list",
                 "h2 http/1.1");
    check_plain (openssl->tree, "cipher_suites[30]", "TLS_EMPTY_RENEGOTIATION_INFO_SCSV");
    g_autoptr (WireMessage) gnutls = read_vector ("messages.txt", "gnutls_hello", 22);
    check_plain (gnutls->tree, "key_share.client_shares[1].group", "x25519");
    check_plain (gnutls->tree, "supported_versions.versions", "TLS1.3 TLS1.2 TLS1.1 TLS1.0");

    g_autoptr (WireMessage) hrr = read_vector ("messages.txt", "hello_retry_request", 22);
    check_plain (hrr->tree, "HelloRetryRequest.key_share.selected_group", "secp256r1");
    g_autoptr (WireMessage) nst = read_vector ("rfc8448-simple-1rtt.txt", "new_session_ticket", 22);
    check_plain (nst->tree, "ticket_lifetime", "30");
    check_plain (nst->tree, "ticket_nonce", "0000");
    check_plain (nst->tree, "early_data.max_early_data_size", "1024");
}

static void check_extensions (const char *vector, const uint16_t *types, size_t n_types)
{
    g_autoptr (WireMessage) message = read_vector ("messages.txt", vector, 22);
    WireList list = wire_message_extensions (message);
    g_assert_cmpuint (list.n, ==, n_types);
    for (size_t i = 0; i < n_types; i++) {
        g_assert_cmpuint (wire_list_item (list, WireExtension, i)->type, ==, types[i]);
        g_assert_true (wire_message_extension (message, types[i]) ==
                       wire_list_item (list, WireExtension, i));
    }
    g_assert_null (wire_message_extension (message, 41));
}

/* As tshark 4.0 lists tls.handshake.extension.type of the same bytes. */
static void extensions_are_those_tshark_sees (void)
{
    const uint16_t openssl[] = {0, 11, 10, 35, 16, 22, 23, 13, 43, 45, 51};
    const uint16_t gnutls[] = {5, 10, 11, 13, 16, 22, 23, 35, 51, 43, 65281, 0, 45, 28};
    const uint16_t curl[] = {0, 11, 10, 16, 22, 23, 49, 13, 43, 45, 51, 21};
    const uint16_t tls12[] = {0, 11, 10, 35, 22, 23, 13};
    check_extensions ("openssl_hello", openssl, G_N_ELEMENTS (openssl));
    check_extensions ("gnutls_hello", gnutls, G_N_ELEMENTS (gnutls));
    check_extensions ("curl_hello", curl, G_N_ELEMENTS (curl));
    check_extensions ("tls12_hello", tls12, G_N_ELEMENTS (tls12));
}

/* ---- Broken in one way ---- */

static void check_cause (uint8_t content_type, const char *hex, const char *cause, const char *path)
{
    g_autoptr (WireMessage) message = read_hex (content_type, hex);
    const WireTree *tree = message->tree;
    check_tree (tree);
    g_assert_cmpstr (base_cause_name (tree->cause), ==, cause);
    g_autofree char *where = wire_tree_path (tree, tree->broken_field);
    g_assert_cmpstr (where, ==, path);
}

#define HELLO \
    "0303 1111111111111111111111111111111111111111111111111111111111111111 00 0002 1301 0100 "

static void lengths_that_do_not_fit_are_named (void)
{
    check_cause (22, "14 000002 aa", "LENGTH_MISMATCH", "Finished.length");
    check_cause (22, "14 000001 aabb", "LENGTH_MISMATCH", "Finished.length");
    check_cause (22, "14 00", "LENGTH_MISMATCH", "Finished.unread");
    check_cause (22, "", "LENGTH_MISMATCH", "Handshake");
    check_cause (22, "0f 000005 0804 0002 aa", "LENGTH_MISMATCH",
                 "CertificateVerify.signature.length");
    check_cause (22, "08 000006 0004 002b 0001", "LENGTH_MISMATCH",
                 "EncryptedExtensions.supported_versions.length");
    check_cause (22, "08 000003 0001 00", "LENGTH_MISMATCH",
                 "EncryptedExtensions.extensions.unread");
    /* A list of two-byte numbers of odd length. */
    check_cause (22, "08 00000b 0009 000a 0005 0003 001d 00", "LENGTH_MISMATCH",
                 "EncryptedExtensions.supported_groups.named_group_list.unread");
    check_cause (21, "02", "LENGTH_MISMATCH", "Alert");
    check_cause (20, "", "LENGTH_MISMATCH", "ChangeCipherSpec");
}

static void trailing_bytes_are_named (void)
{
    check_cause (22, "18 000002 00 00", "TRAILING_BYTES", "KeyUpdate.unread");
    check_cause (22, "08 000003 0000 00", "TRAILING_BYTES", "EncryptedExtensions.unread");
    check_cause (22, "08 00000b 0009 000a 0005 0002 001d 00", "TRAILING_BYTES",
                 "EncryptedExtensions.supported_groups.unread");
    check_cause (22, "08 000007 0005 0000 0001 00", "TRAILING_BYTES",
                 "EncryptedExtensions.server_name.unread");
    check_cause (21, "02 28 00", "TRAILING_BYTES", "Alert.unread");
    check_cause (20, "01 01", "TRAILING_BYTES", "ChangeCipherSpec.unread");
}

static void doubled_extensions_are_named (void)
{
    g_autoptr (WireMessage) twice =
        read_hex (22, "01 00003d" HELLO "0012  002b0003020304  00310000  002b0003020303");
    const WireTree *tree = twice->tree;
    check_tree (tree);
    g_assert_cmpstr (base_cause_name (tree->cause), ==, "DUPLICATE_EXTENSION");
    /* The second one is to blame; both were read. */
    g_assert_cmpuint (tree->fields[tree->broken_field].offset, ==, 4 + 41 + 2 + 7 + 4);
    g_assert_cmpint (wire_tree_find (tree, "supported_versions"), <, (int)tree->broken_field);
    g_assert_cmpuint (wire_message_extensions (twice).n, ==, 3);
    /* Unknown ones too. */
    check_cause (22, "08 00000a 0008 1234 0000 1234 0000", "DUPLICATE_EXTENSION",
                 "EncryptedExtensions.extension_0x1234");
}

/* RFC 9846 section 4.3's table. */
static void extensions_in_the_wrong_message_are_named (void)
{
    check_cause (22, "08 00000c 000a 000d 0006 0004 0804 0403", "EXTENSION_NOT_ALLOWED_HERE",
                 "EncryptedExtensions.signature_algorithms");
    check_cause (22, "08 00000a 0008 0033 0004 001d 0000", "EXTENSION_NOT_ALLOWED_HERE",
                 "EncryptedExtensions.key_share");
    check_cause (22, "04 00001a 00000001 00000002 00 0001aa 000c 0010 0008 0006 05 6873 6d63 70",
                 "EXTENSION_NOT_ALLOWED_HERE",
                 "NewSessionTicket.application_layer_protocol_negotiation");
    /* An unknown one may stand anywhere. */
    g_autoptr (WireMessage) message = read_hex (22, "08 000007 0005 1234 0001 aa");
    g_assert_cmpstr (base_cause_name (message->tree->cause), ==, "NONE");
    g_autofree char *key = wire_tree_key (message->tree, message->tree->n_fields - 1);
    g_assert_cmpstr (key, ==, "unknown_extension");
}

static void sizes_out_of_range_are_named (void)
{
    check_cause (22,
                 "01 000029 0303 1111111111111111111111111111111111111111111111111111111111111111"
                 "00 0000 0100 0000",
                 "VECTOR_TOO_SHORT", "ClientHello.cipher_suites.length");
    check_cause (22, "08 000008 0006 000a 0002 0000", "VECTOR_TOO_SHORT",
                 "EncryptedExtensions.supported_groups.named_group_list.length");
    check_cause (22, "04 00000d 00000001 00000002 00 0000 0000", "VECTOR_TOO_SHORT",
                 "NewSessionTicket.ticket.length");
    check_cause (22,
                 "02 000049 0303 1111111111111111111111111111111111111111111111111111111111111111"
                 "21 222222222222222222222222222222222222222222222222222222222222222222"
                 "1301 00 0000",
                 "VECTOR_TOO_LONG", "ServerHello.legacy_session_id_echo.length");
    check_cause (22, "18 000001 02", "FORBIDDEN_VALUE", "KeyUpdate.request_update");
}

static void unknown_messages_are_carried (void)
{
    g_autoptr (WireMessage) message = read_hex (22, "16 000003 aabbcc");
    check_tree (message->tree);
    g_assert_cmpint (message->row->id, ==, WIRE_UNKNOWN_MESSAGE);
    check_plain (message->tree, "msg_type", "certificate_status");
    check_plain (message->tree, "data", "aabbcc");
    g_autoptr (WireMessage) again = wire_message_write (message->row->id, message->body);
    g_assert_true (g_bytes_equal (again->bytes, message->bytes));
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/wire/leaves-cover-every-byte", leaves_cover_every_byte);
    g_test_add_func ("/wire/every-byte-has-its-leaf", every_byte_has_its_leaf);
    g_test_add_func ("/wire/paths-to-nothing-lead-nowhere", paths_to_nothing_lead_nowhere);
    g_test_add_func ("/wire/building-gives-the-bytes-back", building_gives_the_bytes_back);
    g_test_add_func ("/wire/values-are-the-senders", values_are_the_senders);
    g_test_add_func ("/wire/extensions-are-those-tshark-sees", extensions_are_those_tshark_sees);
    g_test_add_func ("/wire/lengths-that-do-not-fit", lengths_that_do_not_fit_are_named);
    g_test_add_func ("/wire/trailing-bytes", trailing_bytes_are_named);
    g_test_add_func ("/wire/doubled-extensions", doubled_extensions_are_named);
    g_test_add_func ("/wire/extensions-in-the-wrong-message",
                     extensions_in_the_wrong_message_are_named);
    g_test_add_func ("/wire/sizes-out-of-range", sizes_out_of_range_are_named);
    g_test_add_func ("/wire/unknown-messages", unknown_messages_are_carried);
    return g_test_run ();
}
