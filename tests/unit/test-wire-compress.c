/* Compressed certificates: one of OpenSSL's, compressed by Python's zlib, and everything that could
 * be wrong with such a message. */
#include "wire/compress.h"

#include <string.h>

#include "../vectors/vectors.h"
#include "wire-tree.h"

static WireMessage *read_vector (const char *vector)
{
    g_autoptr (GHashTable) vectors = vectors_load ("messages.txt");
    WireMessage *message = wire_message_read (WIRE_CT_HANDSHAKE, vectors_get (vectors, vector));
    g_assert_cmpstr (base_cause_name (message->tree->cause), ==, "NONE");
    return message;
}

static void assert_refused (const WireMessage *packed, size_t limit, const char *cause)
{
    BaseCause why = BASE_CAUSE_NONE;
    g_assert_null (wire_certificate_decompress (packed, limit, &why));
    g_assert_cmpstr (base_cause_name (why), ==, cause);
}

static void assert_no_stream (BaseSpan data, size_t size, const char *cause)
{
    BaseCause why = BASE_CAUSE_NONE;
    g_assert_null (wire_inflate (data, size, &why));
    g_assert_cmpstr (base_cause_name (why), ==, cause);
}

static void compressed_certificates_are_unpacked (void)
{
    g_autoptr (WireMessage) plain = read_vector ("openssl_certificate");
    g_autoptr (WireMessage) packed = read_vector ("compressed_certificate");
    const WireCompressedCertificate *body = packed->body;
    g_assert_cmpuint (body->algorithm, ==, WIRE_COMPRESS_ZLIB);
    g_assert_cmpuint (body->uncompressed_length, ==, 1381);
    g_autoptr (WireMessage) unpacked = wire_certificate_decompress (packed, 1381, NULL);
    g_assert_nonnull (unpacked);
    g_assert_true (g_bytes_equal (unpacked->bytes, plain->bytes));
    assert_refused (packed, 1380, "COMPRESSED_CERTIFICATE_TOO_LONG");

    g_autoptr (WireMessage) own = wire_certificate_compress (plain);
    g_autoptr (WireMessage) again = wire_certificate_decompress (own, 1 << 18, NULL);
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
    assert_no_stream (data, LIMIT, "COMPRESSED_CERTIFICATE_LENGTH");
    g_autoptr (WireMessage) honest = packed_with (1, 0xffffff, data);
    assert_refused (honest, LIMIT, "COMPRESSED_CERTIFICATE_TOO_LONG");
    g_autoptr (WireMessage) lying = packed_with (1, 100, data);
    assert_refused (lying, LIMIT, "COMPRESSED_CERTIFICATE_LENGTH");
}

static void what_is_not_as_announced_is_refused (void)
{
    g_autoptr (WireMessage) plain = read_vector ("openssl_certificate");
    g_autoptr (WireMessage) packed = read_vector ("compressed_certificate");
    BaseSpan data =
        ((const WireCompressedCertificate *)packed->body)->compressed_certificate_message;
    for (uint32_t length = 0; length < 3000; length++) {
        g_autoptr (WireMessage) message = packed_with (1, length, data);
        g_autoptr (WireMessage) unpacked = wire_certificate_decompress (message, 1 << 18, NULL);
        g_assert_true ((unpacked != NULL) == (length == 1381));
        if (length != 1381)
            assert_refused (message, 1 << 18, "COMPRESSED_CERTIFICATE_LENGTH");
    }
    for (size_t size = 1; size < data.size; size++)
        assert_no_stream (base_span (data.data, size), 1381, "COMPRESSED_CERTIFICATE_BROKEN");
    g_autofree uint8_t *copy = g_malloc0 (data.size + 1);
    memcpy (copy, data.data, data.size);
    assert_no_stream (base_span (copy, data.size + 1), 1381, "COMPRESSED_CERTIFICATE_BROKEN");
    /* The stream ends in a checksum: a changed byte never gives other content. */
    for (size_t i = 0; i < data.size; i++) {
        copy[i] ^= 0x10;
        BaseCause cause;
        g_autoptr (GBytes) out = wire_inflate (base_span (copy, data.size), 1381, &cause);
        if (out != NULL)
            g_assert_cmpmem (g_bytes_get_data (out, NULL), 1381,
                             (const uint8_t *)g_bytes_get_data (plain->bytes, NULL) + 4, 1381);
        copy[i] ^= 0x10;
    }
    g_autoptr (WireMessage) brotli = packed_with (2, 1381, data);
    assert_refused (brotli, 1 << 18, "COMPRESSION_NOT_OFFERED");
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/wire/compress/unpacked", compressed_certificates_are_unpacked);
    g_test_add_func ("/wire/compress/bombs-do-not-go-off", bombs_do_not_go_off);
    g_test_add_func ("/wire/compress/not-as-announced", what_is_not_as_announced_is_refused);
    return g_test_run ();
}
