/* TCP over IPv4 over Ethernet, as much as a capture of one conversation needs: frames with the
 * right numbers and checksums (RFC 791, RFC 9293). Addresses are those kept for documentation
 * (RFC 5737, RFC 7042). */
#pragma once

#include "base/bytes.h"

enum { EXPORT_TCP_MSS = 1460 };

/* One side of a conversation. */
typedef struct {
    uint8_t mac[6];
    uint8_t ip[4];
    uint16_t port;
    uint32_t next;       /* sequence number of its next byte */
    uint16_t identifier; /* of its next IP packet */
} ExportTcpEnd;

typedef enum {
    EXPORT_TCP_FIN = 0x01,
    EXPORT_TCP_SYN = 0x02,
    EXPORT_TCP_PSH = 0x08,
    EXPORT_TCP_ACK = 0x10,
} ExportTcpFlags;

/* A side with a fixed first sequence number, so that the same run gives the same capture. */
ExportTcpEnd export_tcp_client (unsigned connection);
ExportTcpEnd export_tcp_server (void);

/* The frame by which FROM sends PAYLOAD (at most EXPORT_TCP_MSS bytes) and acknowledges all that TO
 * has sent so far; FROM's numbers move on. transfer full */
GBytes *export_tcp_frame (ExportTcpEnd *from, const ExportTcpEnd *to, unsigned flags,
                          BaseSpan payload);
