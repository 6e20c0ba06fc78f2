/* A stream of records, and one record's layers. The first byte is the size of the tag and how
 * TLS 1.2 seals. */
#include "fuzz.h"

#include "../unit/wire-tree.h"
#include "wire/record.h"
#include "wire/ssl2.h"

static void check_and_free (WireTree *tree)
{
    check_shape (tree);
    check_words (tree);
    wire_tree_unref (tree);
}

static void look_at_12 (GBytes *bytes, unsigned choice)
{
    static const WireSealing sealings[] = {
        {WIRE_CIPHER_AEAD, .nonce_explicit = 8, .salt = 4, .tag = 16},
        {WIRE_CIPHER_AEAD, .tag = 16},
        {WIRE_CIPHER_BLOCK, .iv = 16, .mac = 20},
        {WIRE_CIPHER_BLOCK, .iv = 16, .mac = 48, .encrypt_then_mac = true},
        {WIRE_CIPHER_BLOCK, .mac = 16},
        {WIRE_CIPHER_STREAM, .mac = 16},
    };
    WireSealing sealing = sealings[choice % G_N_ELEMENTS (sealings)];
    check_and_free (wire_ciphertext_12_tree (bytes, sealing));
    check_and_free (wire_plaintext_12_tree (bytes, sealing));
    check_and_free (wire_nonce_12_tree (bytes, sealing));
    check_and_free (wire_mac_input_tree (bytes, sealing));
}

static void look_at (BaseSpan record, size_t tag_size, unsigned choice)
{
    g_autoptr (GBytes) bytes = base_span_copy (record);
    check_and_free (wire_record_tree (bytes, tag_size));
    check_and_free (wire_inner_plaintext_tree (bytes));
    check_and_free (wire_nonce_tree (bytes));
    check_and_free (wire_additional_data_tree (bytes));
    look_at_12 (bytes, choice);
    check_and_free (wire_ssl2_hello_tree (bytes));
}

void fuzz_records (BaseSpan input)
{
    FuzzInput in = {input};
    unsigned choice = fuzz_take (&in, 1);
    size_t tag_size = choice % 33;
    while (in.rest.size > 0) {
        WireRecordHeader header;
        size_t size;
        bool known = wire_record_peek (in.rest, &header, &size);
        g_assert_cmpint (known, ==, in.rest.size >= WIRE_RECORD_HEADER_SIZE);
        if (size > 0)
            g_assert_cmpuint (size, ==, WIRE_RECORD_HEADER_SIZE + header.length);
        look_at (fuzz_take_bytes (&in, size > 0 ? size : in.rest.size), tag_size, choice);
    }
}
