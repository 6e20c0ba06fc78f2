#include "export/tcp.h"

#include <string.h>

enum { ETHERNET_SIZE = 14, IP_SIZE = 20, TCP_SIZE = 20, MSS_OPTION_SIZE = 4 };

ExportTcpEnd export_tcp_client (unsigned connection)
{
    return (ExportTcpEnd){.mac = {0x00, 0x00, 0x5e, 0x00, 0x53, 0x01},
                          .ip = {192, 0, 2, 1},
                          .port = (uint16_t)(49152 + connection - 1),
                          .next = 1000};
}

ExportTcpEnd export_tcp_server (void)
{
    return (ExportTcpEnd){.mac = {0x00, 0x00, 0x5e, 0x00, 0x53, 0x02},
                          .ip = {192, 0, 2, 2},
                          .port = 443,
                          .next = 2000};
}

/* The Internet checksum (RFC 1071) of data and a start value. */
static uint16_t checksum (const uint8_t *data, size_t size, uint32_t sum)
{
    for (size_t i = 0; i + 1 < size; i += 2)
        sum += (uint32_t)base_read_number (data + i, 2);
    if (size % 2 == 1)
        sum += (uint32_t)data[size - 1] << 8;
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

static void put_checksum (uint8_t *at, uint16_t sum)
{
    at[0] = (uint8_t)(sum >> 8);
    at[1] = (uint8_t)sum;
}

static void append_ethernet (GByteArray *out, const ExportTcpEnd *from, const ExportTcpEnd *to)
{
    g_byte_array_append (out, to->mac, sizeof to->mac);
    g_byte_array_append (out, from->mac, sizeof from->mac);
    base_append_number (out, 0x0800, 2); /* IPv4 */
}

static void append_ip (GByteArray *out, ExportTcpEnd *from, const ExportTcpEnd *to, size_t size)
{
    guint start = out->len;
    base_append_number (out, 0x4500, 2); /* version 4, header of 5 words */
    base_append_number (out, IP_SIZE + size, 2);
    base_append_number (out, from->identifier++, 2);
    base_append_number (out, 0x4000, 2);      /* don't fragment */
    base_append_number (out, 64 << 8 | 6, 2); /* time to live; TCP */
    base_append_number (out, 0, 2);           /* checksum */
    g_byte_array_append (out, from->ip, sizeof from->ip);
    g_byte_array_append (out, to->ip, sizeof to->ip);
    put_checksum (out->data + start + 10, checksum (out->data + start, IP_SIZE, 0));
}

/* The sum over the pseudo header that TCP's checksum begins with. */
static uint32_t pseudo_header (const ExportTcpEnd *from, const ExportTcpEnd *to, size_t size)
{
    uint32_t sum = 6 + (uint32_t)size;
    for (unsigned i = 0; i < 4; i += 2)
        sum += (uint32_t)(base_read_number (from->ip + i, 2) + base_read_number (to->ip + i, 2));
    return sum;
}

static void append_tcp (GByteArray *out, const ExportTcpEnd *from, const ExportTcpEnd *to,
                        unsigned flags, BaseSpan payload)
{
    bool syn = flags & EXPORT_TCP_SYN;
    size_t header = TCP_SIZE + (syn ? MSS_OPTION_SIZE : 0);
    guint start = out->len;
    base_append_number (out, from->port, 2);
    base_append_number (out, to->port, 2);
    base_append_number (out, from->next, 4);
    base_append_number (out, flags & EXPORT_TCP_ACK ? to->next : 0, 4);
    base_append_number (out, header / 4 << 12 | flags, 2);
    base_append_number (out, 0xffff, 2); /* window */
    base_append_number (out, 0, 4);      /* checksum, urgent pointer */
    if (syn)
        base_append_number (out, 0x02040000 | EXPORT_TCP_MSS, 4);
    base_append_span (out, payload);
    size_t size = out->len - start;
    put_checksum (out->data + start + 16,
                  checksum (out->data + start, size, pseudo_header (from, to, size)));
}

GBytes *export_tcp_frame (ExportTcpEnd *from, const ExportTcpEnd *to, unsigned flags,
                          BaseSpan payload)
{
    g_assert (payload.size <= EXPORT_TCP_MSS);
    bool syn = flags & EXPORT_TCP_SYN;
    size_t size = TCP_SIZE + (syn ? MSS_OPTION_SIZE : 0) + payload.size;
    GByteArray *out = g_byte_array_sized_new ((guint)(ETHERNET_SIZE + IP_SIZE + size));
    append_ethernet (out, from, to);
    append_ip (out, from, to, size);
    append_tcp (out, from, to, flags, payload);
    from->next += (uint32_t)payload.size + syn + ((flags & EXPORT_TCP_FIN) != 0);
    return g_byte_array_free_to_bytes (out);
}
