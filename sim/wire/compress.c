#include "wire/compress.h"

#include <zlib.h>

/* What stands before a handshake message's body; it is not compressed (RFC 8879 section 4). */
enum { HEADER = 4 };

GBytes *wire_deflate (BaseSpan data)
{
    uLongf size = compressBound ((uLong)data.size);
    g_autofree uint8_t *out = g_malloc (size);
    int result = compress2 (out, &size, data.data, (uLong)data.size, Z_BEST_COMPRESSION);
    g_assert (result == Z_OK);
    return g_bytes_new (out, size);
}

GBytes *wire_inflate (BaseSpan compressed, size_t size, BaseCause *cause)
{
    z_stream stream = {.next_in = (Bytef *)compressed.data, .avail_in = (uInt)compressed.size};
    *cause = BASE_CAUSE_COMPRESSED_CERTIFICATE_BROKEN;
    if (inflateInit (&stream) != Z_OK)
        return NULL;
    g_autofree uint8_t *out = g_malloc (size + 1);
    stream.next_out = out;
    stream.avail_out = (uInt)size + 1;
    int result = inflate (&stream, Z_FINISH);
    bool ended = result == Z_STREAM_END && stream.avail_in == 0;
    if (stream.total_out > size || (ended && stream.total_out != size))
        *cause = BASE_CAUSE_COMPRESSED_CERTIFICATE_LENGTH;
    else if (ended)
        *cause = BASE_CAUSE_NONE;
    inflateEnd (&stream);
    return *cause == BASE_CAUSE_NONE ? g_bytes_new_take (g_steal_pointer (&out), size) : NULL;
}

WireMessage *wire_certificate_compress (const WireMessage *certificate)
{
    BaseSpan whole = base_span_bytes (certificate->bytes);
    BaseSpan body = base_span (whole.data + HEADER, whole.size - HEADER);
    g_autoptr (GBytes) packed = wire_deflate (body);
    const WireCompressedCertificate message = {
        .algorithm = WIRE_COMPRESS_ZLIB,
        .uncompressed_length = (uint32_t)body.size,
        .compressed_certificate_message = base_span_bytes (packed),
    };
    return wire_message_write (WIRE_COMPRESSED_CERTIFICATE, &message);
}

static GBytes *unpack (const WireMessage *compressed, size_t limit, BaseCause *cause)
{
    const WireCompressedCertificate *message = compressed->body;
    *cause = compressed->tree->cause;
    if (*cause == BASE_CAUSE_NONE && message->algorithm != WIRE_COMPRESS_ZLIB)
        *cause = BASE_CAUSE_COMPRESSION_NOT_OFFERED;
    if (*cause == BASE_CAUSE_NONE && message->uncompressed_length > limit)
        *cause = BASE_CAUSE_COMPRESSED_CERTIFICATE_TOO_LONG;
    return *cause == BASE_CAUSE_NONE ? wire_inflate (message->compressed_certificate_message,
                                                     message->uncompressed_length, cause)
                                     : NULL;
}

WireMessage *wire_certificate_decompress (const WireMessage *compressed, size_t limit,
                                          BaseCause *cause)
{
    BaseCause unused;
    g_autoptr (GBytes) body = unpack (compressed, limit, cause != NULL ? cause : &unused);
    if (body == NULL)
        return NULL;
    GByteArray *out = g_byte_array_new ();
    base_append_number (out, wire_message_row (WIRE_CERTIFICATE)->msg_type, 1);
    base_append_number (out, g_bytes_get_size (body), HEADER - 1);
    base_append_span (out, base_span_bytes (body));
    g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (out);
    return wire_message_read (WIRE_CT_HANDSHAKE, bytes);
}
