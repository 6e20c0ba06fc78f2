#include "net/socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

enum { RECEIVE_SIZE = 16 * 1024 };

struct NetSocket {
    GSocketConnection *connection; /* owned; keeps the GSocket */
};

struct NetListener {
    GSocket *socket; /* owned */
    uint16_t port;
};

static GSocket *socket_of (NetSocket *self)
{
    return g_socket_connection_get_socket (self->connection);
}

/* CONNECTION: transfer full. Without TCP_NODELAY a small record would wait for the acknowledgement
 * of the one before it (RFC 896), and the peer's timing would be that of TCP, not of TLS. */
static NetSocket *wrap (GSocketConnection *connection, unsigned timeout_seconds)
{
    NetSocket *self = g_new0 (NetSocket, 1);
    self->connection = connection;
    g_socket_set_option (socket_of (self), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
    net_socket_set_timeout (self, timeout_seconds);
    return self;
}

NetSocket *net_socket_connect (const char *host, uint16_t port, unsigned timeout_seconds,
                               GCancellable *cancellable, GError **error)
{
    g_autoptr (GSocketClient) client = g_socket_client_new ();
    g_socket_client_set_timeout (client, timeout_seconds);
    g_socket_client_set_enable_proxy (client, FALSE); /* the peer named, nobody in between */
    g_autoptr (GNetworkAddress) address = G_NETWORK_ADDRESS (g_network_address_new (host, port));
    GSocketConnection *connection =
        g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), cancellable, error);
    return connection != NULL ? wrap (connection, timeout_seconds) : NULL;
}

bool net_socket_send (NetSocket *self, BaseSpan bytes, GCancellable *cancellable, GError **error)
{
    GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
    return bytes.size == 0 ||
           g_output_stream_write_all (out, bytes.data, bytes.size, NULL, cancellable, error);
}

GBytes *net_socket_receive (NetSocket *self, GCancellable *cancellable, GError **error)
{
    uint8_t buffer[RECEIVE_SIZE];
    GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));
    gssize size = g_input_stream_read (in, buffer, sizeof buffer, cancellable, error);
    return size >= 0 ? g_bytes_new (buffer, (gsize)size) : NULL;
}

void net_socket_set_timeout (NetSocket *self, unsigned timeout_seconds)
{
    g_socket_set_timeout (socket_of (self), timeout_seconds);
}

void net_socket_end (NetSocket *self)
{
    g_socket_shutdown (socket_of (self), FALSE, TRUE, NULL);
}

void net_socket_free (NetSocket *self)
{
    if (self == NULL)
        return;
    g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
    g_object_unref (self->connection);
    g_free (self);
}

/* A socket that listens at ADDRESS; transfer full */
static GSocket *listen_at (GSocketAddress *address, GError **error)
{
    g_autoptr (GSocket) socket = g_socket_new (g_socket_address_get_family (address),
                                               G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
    if (socket == NULL || !g_socket_bind (socket, address, TRUE, error) ||
        !g_socket_listen (socket, error))
        return NULL;
    return g_steal_pointer (&socket);
}

NetListener *net_listener_new (const char *address, uint16_t port, GError **error)
{
    if (address == NULL)
        address = "127.0.0.1";
    g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, port);
    if (wanted == NULL) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     "“%s” is no IP address to listen at", address);
        return NULL;
    }
    g_autoptr (GSocket) socket = listen_at (wanted, error);
    if (socket == NULL)
        return NULL;
    g_autoptr (GSocketAddress) got = g_socket_get_local_address (socket, error);
    if (got == NULL)
        return NULL;
    NetListener *self = g_new0 (NetListener, 1);
    self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
    self->socket = g_steal_pointer (&socket);
    return self;
}

uint16_t net_listener_port (const NetListener *self)
{
    return self->port;
}

NetSocket *net_listener_accept (NetListener *self, unsigned timeout_seconds,
                                GCancellable *cancellable, GError **error)
{
    g_socket_set_timeout (self->socket, timeout_seconds);
    g_autoptr (GSocket) accepted = g_socket_accept (self->socket, cancellable, error);
    if (accepted == NULL)
        return NULL;
    return wrap (g_socket_connection_factory_create_connection (accepted), timeout_seconds);
}

void net_listener_free (NetListener *self)
{
    if (self == NULL)
        return;
    g_socket_close (self->socket, NULL);
    g_object_unref (self->socket);
    g_free (self);
}
