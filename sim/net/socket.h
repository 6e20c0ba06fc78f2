/* A real TCP socket behind the same idea as the pipe: bytes out, bytes in. Blocking, with a
 * time-out (seconds; 0: wait for ever) and cancellation; TCP_NODELAY so that records leave as they
 * are written. */
#pragma once

#include "base/bytes.h"

#include <gio/gio.h>

typedef struct NetSocket NetSocket;
typedef struct NetListener NetListener;

/* HOST may be a name or an address; G_IO_ERROR on failure. The time-out holds for the connection
 * attempt and for every later call. transfer full */
NetSocket *net_socket_connect (const char *host, uint16_t port, unsigned timeout_seconds,
                               GCancellable *cancellable, GError **error);
bool net_socket_send (NetSocket *self, BaseSpan bytes, GCancellable *cancellable, GError **error);
/* What there is, at least one byte; an empty GBytes at the end of the stream; NULL on error
 * (G_IO_ERROR_TIMED_OUT after the time-out). transfer full */
GBytes *net_socket_receive (NetSocket *self, GCancellable *cancellable, GError **error);
void net_socket_set_timeout (NetSocket *self, unsigned timeout_seconds);
/* Says that nothing more will be sent; receiving goes on. Whoever frees a socket while the peer's
 * bytes lie unread makes TCP reset the connection, and the peer may lose what it has not read: end,
 * receive until the end of the stream, free. */
void net_socket_end (NetSocket *self);
void net_socket_free (NetSocket *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetSocket, net_socket_free)

/* PORT 0: any free one. ADDRESS: an IP address; NULL: "127.0.0.1". */
NetListener *net_listener_new (const char *address, uint16_t port, GError **error);
uint16_t net_listener_port (const NetListener *self);
/* The time-out holds for the wait and for the socket that comes of it. transfer full */
NetSocket *net_listener_accept (NetListener *self, unsigned timeout_seconds,
                                GCancellable *cancellable, GError **error);
void net_listener_free (NetListener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetListener, net_listener_free)
