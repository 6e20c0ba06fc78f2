/* Records: taking them off a stream, their trees, and the layers of sealed ones. */
#include "wire/record.h"

#include <string.h>

#include "../vectors/vectors.h"
#include "wire-tree.h"

static GBytes *vector (const char *name)
{
    g_autoptr (GHashTable) vectors = vectors_load ("rfc8448-simple-1rtt.txt");
    return g_bytes_ref (vectors_get (vectors, name));
}

static GBytes *unhex (const char *hex)
{
    g_autoptr (GError) error = NULL;
    GBytes *bytes = base_unhex (hex, &error);
    g_assert_no_error (error);
    return bytes;
}

static void check_leaf (const WireTree *tree, const char *path, uint32_t offset, uint32_t length)
{
    int field = wire_tree_find (tree, path);
    g_assert_cmpint (field, >=, 0);
    g_assert_true (wire_tree_is_leaf (tree, (unsigned)field));
    g_assert_cmpuint (tree->fields[field].offset, ==, offset);
    g_assert_cmpuint (tree->fields[field].length, ==, length);
}

static void check_well (const WireTree *tree)
{
    g_assert_cmpstr (base_cause_name (tree->cause), ==, "NONE");
    check_tree (tree);
}

static void plaintext_records (void)
{
    g_autoptr (GBytes) bytes = vector ("record_client_hello");
    g_autoptr (WireTree) tree = wire_record_tree (bytes, 0);
    check_well (tree);
    check_leaf (tree, "TLSPlaintext.type", 0, 1);
    check_leaf (tree, "TLSPlaintext.legacy_record_version", 1, 2);
    check_leaf (tree, "TLSPlaintext.fragment.length", 3, 2);
    int fragment = wire_tree_find (tree, "TLSPlaintext.fragment");
    g_assert_cmpuint (tree->fields[fragment].offset, ==, 3);
    g_assert_cmpuint (tree->fields[fragment].length, ==, 2 + 196);
    g_autofree char *version =
        wire_tree_value (tree, (unsigned)wire_tree_find (tree, "legacy_record_version"));
    g_assert_cmpstr (version, ==, "TLS1.0 (0x0301)");
}

/* The RFC's sealed records with the sizes that it prints. */
static void sealed_records (void)
{
    static const struct {
        const char *name;
        unsigned size;
    } rows[] = {
        {"record_server_flight", 679},      {"record_client_finished", 58},
        {"record_new_session_ticket", 227}, {"record_client_data", 72},
        {"record_server_data", 72},         {"record_client_close", 24},
        {"record_server_close", 24},
    };
    for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) bytes = vector (rows[i].name);
        g_assert_cmpuint (g_bytes_get_size (bytes), ==, rows[i].size);
        g_autoptr (WireTree) tree = wire_record_tree (bytes, 16);
        check_well (tree);
        check_leaf (tree, "TLSCiphertext.opaque_type", 0, 1);
        check_leaf (tree, "TLSCiphertext.encrypted_record.ciphertext", 5, rows[i].size - 5 - 16);
        check_leaf (tree, "TLSCiphertext.encrypted_record.tag", rows[i].size - 16, 16);
    }
}

static void short_sealed_records (void)
{
    /* Nothing but a tag, or less: no ciphertext to show. */
    g_autoptr (GBytes) only_tag = unhex ("17 0303 0010 00112233445566778899aabbccddeeff");
    g_autoptr (WireTree) tag = wire_record_tree (only_tag, 16);
    check_well (tag);
    g_autoptr (GBytes) nothing = unhex ("17 0303 0000");
    g_autoptr (WireTree) empty = wire_record_tree (nothing, 16);
    check_well (empty);
    g_autoptr (GBytes) cut = unhex ("17 0303 0012 0011");
    g_autoptr (WireTree) tree = wire_record_tree (cut, 16);
    check_tree (tree);
    g_assert_cmpstr (base_cause_name (tree->cause), ==, "LENGTH_MISMATCH");
}

static void inner_plaintexts (void)
{
    g_autoptr (GBytes) close = unhex ("0100 15");
    g_autoptr (WireTree) tree = wire_inner_plaintext_tree (close);
    check_well (tree);
    check_leaf (tree, "TLSInnerPlaintext.content", 0, 2);
    check_leaf (tree, "TLSInnerPlaintext.type", 2, 1);
    g_assert_cmpint (wire_tree_find (tree, "zeros"), ==, -1);
    g_autofree char *type = wire_tree_plain (tree, (unsigned)wire_tree_find (tree, "type"));
    g_assert_cmpstr (type, ==, "alert");

    g_autoptr (GBytes) padded = unhex ("aabbcc00 17 000000");
    g_autoptr (WireTree) padding = wire_inner_plaintext_tree (padded);
    check_well (padding);
    check_leaf (padding, "content", 0, 4);
    check_leaf (padding, "type", 4, 1);
    check_leaf (padding, "zeros", 5, 3);

    /* Padding alone hides an empty application record (RFC 9846 section 5.4). */
    g_autoptr (GBytes) hollow = unhex ("17 0000");
    g_autoptr (WireTree) cover = wire_inner_plaintext_tree (hollow);
    check_well (cover);
    g_assert_cmpint (wire_tree_find (cover, "content"), ==, -1);
    check_leaf (cover, "type", 0, 1);
    check_leaf (cover, "zeros", 1, 2);
}

static void zeros_alone_have_no_type (void)
{
    const char *rows[] = {"", "00", "00000000"};
    for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) zeros = unhex (rows[i]);
        g_autoptr (WireTree) tree = wire_inner_plaintext_tree (zeros);
        check_tree (tree);
        g_assert_cmpstr (base_cause_name (tree->cause), ==, "NO_INNER_CONTENT_TYPE");
    }
}

static void nonce_and_additional_data (void)
{
    g_autoptr (GBytes) nonce = vector ("server_handshake_write_iv");
    g_autoptr (WireTree) tree = wire_nonce_tree (nonce);
    check_well (tree);
    g_assert_cmpuint (tree->n_fields, ==, 2);

    g_autoptr (GBytes) header = unhex ("17 0303 02a2");
    g_autoptr (WireTree) ad = wire_additional_data_tree (header);
    check_well (ad);
    check_leaf (ad, "additional_data.length", 3, 2);
    g_autofree char *length = wire_tree_plain (ad, (unsigned)wire_tree_find (ad, "length"));
    g_assert_cmpstr (length, ==, "674");
}

/* A stream of the RFC's first two records, at every size that may have arrived. */
static void records_come_off_a_stream (void)
{
    g_autoptr (GBytes) first = vector ("record_client_hello");
    g_autoptr (GBytes) second = vector ("record_server_hello");
    g_autoptr (GByteArray) stream = g_byte_array_new ();
    base_append_span (stream, base_span_bytes (first));
    base_append_span (stream, base_span_bytes (second));
    for (size_t size = 0; size <= stream->len; size++) {
        g_autofree uint8_t *arrived = g_memdup2 (stream->data, size);
        WireRecordHeader header = {0};
        size_t whole;
        bool known = wire_record_peek (base_span (arrived, size), &header, &whole);
        g_assert_cmpint (known, ==, size >= 5);
        g_assert_cmpuint (whole, ==, size >= 201 ? 201 : 0);
        if (known) {
            g_assert_cmpuint (header.type, ==, WIRE_CT_HANDSHAKE);
            g_assert_cmpuint (header.legacy_version, ==, 0x0301);
            g_assert_cmpuint (header.length, ==, 196);
        }
    }
}

static void appending_wraps (void)
{
    g_autoptr (GBytes) message = vector ("server_hello");
    g_autoptr (GBytes) record = vector ("record_server_hello");
    g_autoptr (GByteArray) out = g_byte_array_new ();
    wire_record_append (out, WIRE_CT_HANDSHAKE, WIRE_TLS12, base_span_bytes (message));
    g_assert_cmpmem (out->data, out->len, g_bytes_get_data (record, NULL),
                     g_bytes_get_size (record));
}

static void check_and_drop (WireTree *tree, bool deep)
{
    if (deep)
        check_tree (tree);
    else
        check_shape (tree);
    wire_tree_unref (tree);
}

static void check_any (const uint8_t *data, size_t size, bool deep)
{
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    check_and_drop (wire_record_tree (bytes, 0), deep);
    check_and_drop (wire_record_tree (bytes, 8), deep);
    check_and_drop (wire_record_tree (bytes, 16), deep);
    check_and_drop (wire_inner_plaintext_tree (bytes), deep);
    check_and_drop (wire_nonce_tree (bytes), deep);
    check_and_drop (wire_additional_data_tree (bytes), deep);
}

static void broken_records_are_covered (void)
{
    static const char *names[] = {"record_client_hello", "record_client_finished",
                                  "record_client_close"};
    for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (GBytes) bytes = vector (names[i]);
        BaseSpan span = base_span_bytes (bytes);
        g_autofree uint8_t *copy = g_memdup2 (span.data, span.size);
        for (size_t at = 0; at < span.size; at++) {
            check_any (span.data, at, true);
            for (unsigned change = 1; change < 256; change++) {
                copy[at] = span.data[at] ^ (uint8_t)change;
                check_any (copy, span.size, change == 1);
            }
            copy[at] = span.data[at];
        }
    }
    g_autoptr (GRand) random = g_rand_new_with_seed (8448);
    for (unsigned i = 0; i < 100000; i++) {
        uint8_t data[64];
        size_t size = (size_t)g_rand_int_range (random, 0, sizeof data + 1);
        for (size_t at = 0; at < size; at++)
            data[at] = (uint8_t)(g_rand_boolean (random) ? g_rand_int (random) : 0);
        if (size >= 5 && g_rand_boolean (random)) {
            data[3] = 0;
            data[4] = (uint8_t)(size - 5);
        }
        check_any (data, size, i % 64 == 0);
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/record/plaintext", plaintext_records);
    g_test_add_func ("/record/sealed", sealed_records);
    g_test_add_func ("/record/short-sealed", short_sealed_records);
    g_test_add_func ("/record/inner-plaintext", inner_plaintexts);
    g_test_add_func ("/record/zeros-alone-have-no-type", zeros_alone_have_no_type);
    g_test_add_func ("/record/nonce-and-additional-data", nonce_and_additional_data);
    g_test_add_func ("/record/records-come-off-a-stream", records_come_off_a_stream);
    g_test_add_func ("/record/appending-wraps", appending_wraps);
    g_test_add_func ("/record/broken-records-are-covered", broken_records_are_covered);
    return g_test_run ();
}
