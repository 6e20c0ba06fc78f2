/* A real TCP socket behind the same idea as the pipe: bytes out, bytes in. Nobody waits for
 * anybody: what the kernel does not take at once is queued, and what happens is told by the
 * thread's main loop, so that one thread can hold many connections. TCP_NODELAY, so that records
 * leave as they are written. */
#pragma once

#include "base/bytes.h"

#include <gio/gio.h>

typedef struct NetSocket NetSocket;
typedef struct NetListener NetListener;

/* Either may free the socket. */
typedef struct {
    /* BYTES came. None: the stream has ended, in good form or not, and nothing more will come. */
    void (*heard) (BaseSpan bytes, void *data);
    /* All that was queued is with the kernel, or lost because the peer is gone. */
    void (*sent) (void *data);
} NetSocketHooks;

/* HOST may be a name or an address; waits for the connection, at most TIMEOUT_SECONDS (0: as long
 * as it takes); G_IO_ERROR on failure. transfer full */
NetSocket *net_socket_connect (const char *host, uint16_t port, unsigned timeout_seconds,
                               GError **error);
/* From now on the main loop calls HOOKS (borrowed) with DATA. */
void net_socket_watch (NetSocket *self, const NetSocketHooks *hooks, void *data);
void net_socket_send (NetSocket *self, BaseSpan bytes);
/* How many bytes the kernel has not taken yet. */
size_t net_socket_unsent (const NetSocket *self);
/* Says, behind what is queued, that nothing more will be sent; receiving goes on. Whoever frees a
 * socket while the peer's bytes lie unread makes TCP reset the connection, and the peer may lose
 * what it has not read: end, receive until the end of the stream, free. */
void net_socket_end (NetSocket *self);
void net_socket_free (NetSocket *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetSocket, net_socket_free)

/* A peer came: SOCKET (transfer full); or NULL, and ERROR says why not. */
typedef void (*NetOnAccept) (NetSocket *socket, const GError *error, void *data);

/* PORT 0: any free one. ADDRESS: an IP address; NULL: "127.0.0.1". */
NetListener *net_listener_new (const char *address, uint16_t port, GError **error);
uint16_t net_listener_port (const NetListener *self);
/* From now on the main loop hands out who comes; ON_ACCEPT NULL: from now on they wait. */
void net_listener_watch (NetListener *self, NetOnAccept on_accept, void *data);
void net_listener_free (NetListener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetListener, net_listener_free)
