#include "net/socket.h"

#include <string.h>

/* Both ends of a connection over loopback, on one thread's main loop. */
typedef struct {
    NetSocket *socket;
    GByteArray *heard;
    bool ended;
    unsigned drained;
} End;

typedef struct {
    NetListener *listener;
    End client, server;
    GError *refusal;
} Ends;

static void on_heard (BaseSpan bytes, void *data)
{
    End *end = data;
    g_assert_false (end->ended); /* nothing comes behind the end */
    if (bytes.size == 0)
        end->ended = true;
    base_append_span (end->heard, bytes);
}

static void on_sent (void *data)
{
    End *end = data;
    end->drained++;
}

static const NetSocketHooks hooks = {on_heard, on_sent};

static void end_open (End *end, NetSocket *socket)
{
    end->socket = socket;
    end->heard = g_byte_array_new ();
    net_socket_watch (socket, &hooks, end);
}

static void on_accept (NetSocket *socket, const GError *error, void *data)
{
    Ends *ends = data;
    g_assert_null (ends->server.socket);
    if (socket != NULL)
        end_open (&ends->server, socket);
    else
        ends->refusal = g_error_copy (error);
}

/* Runs the main loop until COUNT is at least WANTED; meson's time limit ends what hangs. */
static void wait_for (const guint *count, guint wanted)
{
    while (*count < wanted)
        g_main_context_iteration (NULL, TRUE);
}

static void wait_for_flag (const bool *flag)
{
    while (!*flag)
        g_main_context_iteration (NULL, TRUE);
}

static void ends_open (Ends *ends)
{
    g_autoptr (GError) error = NULL;
    *ends = (Ends){.listener = net_listener_new (NULL, 0, &error)};
    g_assert_no_error (error);
    net_listener_watch (ends->listener, on_accept, ends);
    NetSocket *client =
        net_socket_connect ("127.0.0.1", net_listener_port (ends->listener), 10, &error);
    g_assert_no_error (error);
    end_open (&ends->client, client);
    while (ends->server.socket == NULL)
        g_main_context_iteration (NULL, TRUE);
}

static void end_close (End *end)
{
    net_socket_free (end->socket);
    end->socket = NULL;
    g_clear_pointer (&end->heard, g_byte_array_unref);
}

static void ends_close (Ends *ends)
{
    end_close (&ends->client);
    end_close (&ends->server);
    net_listener_free (ends->listener);
}

static void send_text (End *end, const char *text)
{
    net_socket_send (end->socket, base_span_text (text));
}

/* TCP keeps the order of bytes, not their packets. */
static void assert_hears (End *end, const char *text)
{
    wait_for (&end->heard->len, strlen (text));
    g_assert_true (
        base_span_equal (base_span (end->heard->data, end->heard->len), base_span_text (text)));
    g_byte_array_set_size (end->heard, 0);
}

static void bytes_go_both_ways (void)
{
    Ends ends;
    ends_open (&ends);
    g_assert_cmpuint (net_listener_port (ends.listener), >, 0);
    send_text (&ends.client, "hello");
    assert_hears (&ends.server, "hello");
    send_text (&ends.server, "good ");
    send_text (&ends.server, "");
    send_text (&ends.server, "day");
    assert_hears (&ends.client, "good day");
    ends_close (&ends);
}

/* More than the kernel takes for a peer that does not read yet. */
static void what_the_kernel_does_not_take_is_queued (void)
{
    enum { SIZE = 32 << 20 };
    Ends ends;
    ends_open (&ends);
    g_autofree uint8_t *pattern = g_malloc (SIZE);
    for (unsigned i = 0; i < SIZE; i++)
        pattern[i] = (uint8_t)(i * 31 + i / 256);
    net_socket_send (ends.server.socket, base_span (pattern, SIZE / 2));
    g_assert_cmpuint (net_socket_unsent (ends.server.socket), >, 0);
    net_socket_send (ends.server.socket, base_span (pattern + SIZE / 2, SIZE / 2));
    net_socket_end (ends.server.socket); /* behind all of it */
    wait_for_flag (&ends.client.ended);
    g_assert_cmpmem (ends.client.heard->data, ends.client.heard->len, pattern, SIZE);
    g_assert_cmpuint (net_socket_unsent (ends.server.socket), ==, 0);
    g_assert_cmpuint (ends.server.drained, ==, 1);
    ends_close (&ends);
}

static void an_ended_peer_still_listens (void)
{
    Ends ends;
    ends_open (&ends);
    send_text (&ends.client, "last words");
    net_socket_end (ends.client.socket);
    wait_for_flag (&ends.server.ended);
    assert_hears (&ends.server, "last words");
    send_text (&ends.client, "more"); /* too late: not sent, nothing breaks */
    send_text (&ends.server, "answer");
    assert_hears (&ends.client, "answer");
    ends_close (&ends);
}

static void a_closed_peer_is_the_end_of_the_stream (void)
{
    Ends ends;
    ends_open (&ends);
    send_text (&ends.server, "bye");
    g_clear_pointer (&ends.server.socket, net_socket_free);
    wait_for_flag (&ends.client.ended);
    assert_hears (&ends.client, "bye");
    ends_close (&ends);
}

/* Freed with bytes unread, a socket is reset. What its peer says then is lost without harm. */
static void a_reset_is_the_end_of_the_stream (void)
{
    Ends ends;
    ends_open (&ends);
    send_text (&ends.client, "nobody reads this");
    g_clear_pointer (&ends.server.socket, net_socket_free);
    wait_for_flag (&ends.client.ended);
    send_text (&ends.client, "nor this");
    g_assert_cmpuint (net_socket_unsent (ends.client.socket), ==, 0);
    ends_close (&ends);
}

static void a_listener_can_make_them_wait (void)
{
    Ends ends;
    ends_open (&ends);
    net_listener_watch (ends.listener, NULL, NULL);
    Ends later = {0};
    g_autoptr (GError) error = NULL;
    g_autoptr (NetSocket) waiting =
        net_socket_connect ("127.0.0.1", net_listener_port (ends.listener), 10, &error);
    g_assert_no_error (error);
    send_text (&ends.client, "while somebody waits");
    assert_hears (&ends.server, "while somebody waits");
    g_assert_null (later.server.socket);
    net_listener_watch (ends.listener, on_accept, &later);
    while (later.server.socket == NULL)
        g_main_context_iteration (NULL, TRUE);
    end_close (&later.server);
    ends_close (&ends);
}

static void failures_are_named (void)
{
    g_autoptr (GError) error = NULL;
    NetListener *gone = net_listener_new ("127.0.0.1", 0, &error);
    g_assert_no_error (error);
    uint16_t port = net_listener_port (gone);

    g_assert_null (net_listener_new ("127.0.0.1", port, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
    g_clear_error (&error);

    net_listener_free (gone);
    g_assert_null (net_socket_connect ("127.0.0.1", port, 5, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
    g_clear_error (&error);

    g_assert_null (net_listener_new ("not an address", 0, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/net/bytes-go-both-ways", bytes_go_both_ways);
    g_test_add_func ("/net/what-the-kernel-does-not-take-is-queued",
                     what_the_kernel_does_not_take_is_queued);
    g_test_add_func ("/net/an-ended-peer-still-listens", an_ended_peer_still_listens);
    g_test_add_func ("/net/a-closed-peer-is-the-end-of-the-stream",
                     a_closed_peer_is_the_end_of_the_stream);
    g_test_add_func ("/net/a-reset-is-the-end-of-the-stream", a_reset_is_the_end_of_the_stream);
    g_test_add_func ("/net/a-listener-can-make-them-wait", a_listener_can_make_them_wait);
    g_test_add_func ("/net/failures-are-named", failures_are_named);
    return g_test_run ();
}
