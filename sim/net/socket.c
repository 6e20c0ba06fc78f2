#include "net/socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

enum {
    RECEIVE_SIZE = 16 * 1024,
    BREATH = 100 /* milliseconds without accepting after a failure, which is seldom the last */
};

struct NetSocket {
    GSocketConnection *connection; /* owned; keeps the GSocket */
    const NetSocketHooks *hooks;   /* NULL: not watched yet */
    void *data;
    GSource *incoming, *outgoing; /* NULL: nothing to wait for */
    GByteArray *unsent;
    bool ending; /* nothing more will be queued */
};

struct NetListener {
    GSocket *socket; /* owned */
    uint16_t port;
    NetOnAccept on_accept;
    void *data;
    GSource *incoming; /* or the pause after a failure */
};

static GSocket *socket_of (const NetSocket *self)
{
    return g_socket_connection_get_socket (self->connection);
}

static void stop_source (GSource **source)
{
    if (*source == NULL)
        return;
    g_source_destroy (*source);
    g_clear_pointer (source, g_source_unref);
}

/* CONDITION on SOCKET calls BACK with DATA; transfer full, to be stopped. */
static GSource *start_source (GSocket *socket, GIOCondition condition, GSocketSourceFunc back,
                              void *data)
{
    GSource *source = g_socket_create_source (socket, condition, NULL);
    g_source_set_callback (source, G_SOURCE_FUNC (back), data, NULL);
    g_source_attach (source, g_main_context_get_thread_default ());
    return source;
}

/* CONNECTION: transfer full. Without TCP_NODELAY a small record would wait for the acknowledgement
 * of the one before it (RFC 896), and the peer's timing would be that of TCP, not of TLS. */
static NetSocket *wrap (GSocketConnection *connection)
{
    NetSocket *self = g_new0 (NetSocket, 1);
    self->connection = connection;
    self->unsent = g_byte_array_new ();
    g_socket_set_option (socket_of (self), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
    g_socket_set_timeout (socket_of (self), 0);
    g_socket_set_blocking (socket_of (self), FALSE);
    return self;
}

NetSocket *net_socket_connect (const char *host, uint16_t port, unsigned timeout_seconds,
                               GError **error)
{
    g_autoptr (GSocketClient) client = g_socket_client_new ();
    g_socket_client_set_timeout (client, timeout_seconds);
    g_socket_client_set_enable_proxy (client, FALSE); /* the peer named, nobody in between */
    g_autoptr (GNetworkAddress) address = G_NETWORK_ADDRESS (g_network_address_new (host, port));
    GSocketConnection *connection =
        g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, error);
    return connection != NULL ? wrap (connection) : NULL;
}

/* ---- Receiving ---- */

static gboolean on_readable (GSocket *socket, GIOCondition condition, void *data)
{
    NetSocket *self = data;
    uint8_t buffer[RECEIVE_SIZE];
    g_autoptr (GError) error = NULL;
    gssize size = g_socket_receive (socket, (char *)buffer, sizeof buffer, NULL, &error);
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return G_SOURCE_CONTINUE;
    if (size <= 0)
        stop_source (&self->incoming);
    self->hooks->heard (base_span (buffer, (size_t)MAX (size, 0)), self->data);
    return G_SOURCE_CONTINUE; /* asked of a source that may be gone, like SELF */
}

void net_socket_watch (NetSocket *self, const NetSocketHooks *hooks, void *data)
{
    self->hooks = hooks;
    self->data = data;
    self->incoming = start_source (socket_of (self), G_IO_IN, on_readable, self);
}

/* ---- Sending ---- */

/* As much as the kernel takes. */
static void flush (NetSocket *self)
{
    while (self->unsent->len > 0) {
        g_autoptr (GError) error = NULL;
        gssize size = g_socket_send (socket_of (self), (const char *)self->unsent->data,
                                     self->unsent->len, NULL, &error);
        if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
            return;
        /* Nobody is there to read it. What lies here to be read may say why. */
        g_byte_array_remove_range (self->unsent, 0, size < 0 ? self->unsent->len : (guint)size);
    }
    if (self->ending)
        g_socket_shutdown (socket_of (self), FALSE, TRUE, NULL);
}

static gboolean on_writable (GSocket *socket, GIOCondition condition, void *data)
{
    NetSocket *self = data;
    flush (self);
    if (self->unsent->len > 0)
        return G_SOURCE_CONTINUE;
    stop_source (&self->outgoing);
    self->hooks->sent (self->data);
    return G_SOURCE_REMOVE;
}

void net_socket_send (NetSocket *self, BaseSpan bytes)
{
    if (self->ending)
        return;
    base_append_span (self->unsent, bytes);
    if (self->outgoing != NULL)
        return;
    flush (self);
    if (self->unsent->len > 0)
        self->outgoing = start_source (socket_of (self), G_IO_OUT, on_writable, self);
}

size_t net_socket_unsent (const NetSocket *self)
{
    return self->unsent->len;
}

void net_socket_end (NetSocket *self)
{
    if (self->ending)
        return;
    self->ending = true;
    if (self->outgoing == NULL)
        flush (self);
}

void net_socket_free (NetSocket *self)
{
    if (self == NULL)
        return;
    stop_source (&self->incoming);
    stop_source (&self->outgoing);
    g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
    g_object_unref (self->connection);
    g_byte_array_unref (self->unsent);
    g_free (self);
}

/* ---- Listening ---- */

/* A socket that listens at ADDRESS; transfer full */
static GSocket *listen_at (GSocketAddress *address, GError **error)
{
    g_autoptr (GSocket) socket = g_socket_new (g_socket_address_get_family (address),
                                               G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
    if (socket == NULL)
        return NULL;
    g_socket_set_listen_backlog (socket, SOMAXCONN);
    g_socket_set_blocking (socket, FALSE);
    if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
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

static void listen_on (NetListener *self);

static gboolean after_breath (void *data)
{
    listen_on (data);
    return G_SOURCE_REMOVE;
}

/* What failed (too many open files, mostly) would fail again at once, over and over. */
static void take_breath (NetListener *self)
{
    stop_source (&self->incoming);
    self->incoming = g_timeout_source_new (BREATH);
    g_source_set_callback (self->incoming, after_breath, self, NULL);
    g_source_attach (self->incoming, g_main_context_get_thread_default ());
}

static gboolean on_peer (GSocket *socket, GIOCondition condition, void *data)
{
    NetListener *self = data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GSocket) accepted = g_socket_accept (socket, NULL, &error);
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return G_SOURCE_CONTINUE;
    if (accepted == NULL)
        take_breath (self);
    NetSocket *peer =
        accepted != NULL ? wrap (g_socket_connection_factory_create_connection (accepted)) : NULL;
    self->on_accept (peer, error, self->data);
    return G_SOURCE_CONTINUE;
}

static void listen_on (NetListener *self)
{
    stop_source (&self->incoming);
    self->incoming = start_source (self->socket, G_IO_IN, on_peer, self);
}

void net_listener_watch (NetListener *self, NetOnAccept on_accept, void *data)
{
    stop_source (&self->incoming);
    self->on_accept = on_accept;
    self->data = data;
    if (on_accept != NULL)
        listen_on (self);
}

void net_listener_free (NetListener *self)
{
    if (self == NULL)
        return;
    stop_source (&self->incoming);
    g_socket_close (self->socket, NULL);
    g_object_unref (self->socket);
    g_free (self);
}
