#include "net/socket.h"

#include <string.h>

/* Both ends of a connection over loopback. The kernel completes it before anybody accepts, so one
 * thread is enough. */
typedef struct {
    NetListener *listener;
    NetSocket *client, *server;
} Ends;

static void ends_open (Ends *ends, unsigned timeout_seconds)
{
    g_autoptr (GError) error = NULL;
    ends->listener = net_listener_new (NULL, 0, &error);
    g_assert_no_error (error);
    ends->client = net_socket_connect ("127.0.0.1", net_listener_port (ends->listener),
                                       timeout_seconds, NULL, &error);
    g_assert_no_error (error);
    ends->server = net_listener_accept (ends->listener, timeout_seconds, NULL, &error);
    g_assert_no_error (error);
}

static void ends_close (Ends *ends)
{
    net_socket_free (ends->client);
    net_socket_free (ends->server);
    net_listener_free (ends->listener);
}

static void send_text (NetSocket *socket, const char *text)
{
    g_autoptr (GError) error = NULL;
    g_assert_true (net_socket_send (socket, base_span_text (text), NULL, &error));
    g_assert_no_error (error);
}

/* Reads until there are SIZE bytes: TCP keeps their order, not their packets. */
static GBytes *receive_exactly (NetSocket *socket, size_t size)
{
    g_autoptr (GByteArray) all = g_byte_array_new ();
    while (all->len < size) {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) some = net_socket_receive (socket, NULL, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (g_bytes_get_size (some), >, 0);
        base_append_span (all, base_span_bytes (some));
    }
    g_assert_cmpuint (all->len, ==, size);
    return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

static void assert_receives (NetSocket *socket, const char *text)
{
    g_autoptr (GBytes) got = receive_exactly (socket, strlen (text));
    g_assert_true (base_span_equal (base_span_bytes (got), base_span_text (text)));
}

static void assert_at_end (NetSocket *socket)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) nothing = net_socket_receive (socket, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (g_bytes_get_size (nothing), ==, 0);
}

static void bytes_go_both_ways (void)
{
    Ends ends;
    ends_open (&ends, 10);
    g_assert_cmpuint (net_listener_port (ends.listener), >, 0);
    send_text (ends.client, "hello");
    assert_receives (ends.server, "hello");
    send_text (ends.server, "good day");
    assert_receives (ends.client, "good day");
    ends_close (&ends);
}

static void what_was_split_arrives_whole (void)
{
    Ends ends;
    ends_open (&ends, 10);
    send_text (ends.client, "a");
    assert_receives (ends.server, "a"); /* does not wait for more */
    send_text (ends.client, "b");
    send_text (ends.client, "");
    send_text (ends.client, "cd");
    assert_receives (ends.server, "bcd");

    enum { SIZE = 40000 }; /* more than one read takes */
    g_autofree uint8_t *pattern = g_malloc (SIZE);
    for (unsigned i = 0; i < SIZE; i++)
        pattern[i] = (uint8_t)(i * 31 + i / 256);
    g_assert_true (net_socket_send (ends.server, base_span (pattern, SIZE), NULL, NULL));
    g_autoptr (GBytes) got = receive_exactly (ends.client, SIZE);
    g_assert_cmpmem (g_bytes_get_data (got, NULL), SIZE, pattern, SIZE);
    ends_close (&ends);
}

static void an_ended_peer_still_listens (void)
{
    Ends ends;
    ends_open (&ends, 10);
    send_text (ends.client, "last words");
    net_socket_end (ends.client);
    assert_receives (ends.server, "last words");
    assert_at_end (ends.server);
    assert_at_end (ends.server); /* it stays the end */
    send_text (ends.server, "answer");
    assert_receives (ends.client, "answer");
    ends_close (&ends);
}

static void a_closed_peer_is_the_end_of_the_stream (void)
{
    Ends ends;
    ends_open (&ends, 10);
    send_text (ends.server, "bye");
    g_clear_pointer (&ends.server, net_socket_free);
    assert_receives (ends.client, "bye");
    assert_at_end (ends.client);
    ends_close (&ends);
}

static void silence_times_out (void)
{
    Ends ends;
    ends_open (&ends, 1);
    g_autoptr (GError) error = NULL;
    g_assert_null (net_socket_receive (ends.server, NULL, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
    g_clear_error (&error);
    g_assert_null (net_listener_accept (ends.listener, 1, NULL, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

    send_text (ends.client, "late"); /* a time-out breaks nothing */
    assert_receives (ends.server, "late");
    ends_close (&ends);
}

static gpointer cancel_it (gpointer cancellable)
{
    g_cancellable_cancel (cancellable);
    return NULL;
}

static void waiting_can_be_cancelled (void)
{
    Ends ends;
    ends_open (&ends, 0);
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr (GCancellable) cancellable = g_cancellable_new ();
        g_autoptr (GError) error = NULL;
        GThread *thread = g_thread_new ("cancel", cancel_it, cancellable);
        if (i == 0)
            g_assert_null (net_socket_receive (ends.client, cancellable, &error));
        else
            g_assert_null (net_listener_accept (ends.listener, 0, cancellable, &error));
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        g_thread_join (thread);
    }
    ends_close (&ends);
}

static void a_time_out_can_be_changed (void)
{
    Ends ends;
    ends_open (&ends, 0);
    net_socket_set_timeout (ends.client, 1);
    g_autoptr (GError) error = NULL;
    g_assert_null (net_socket_receive (ends.client, NULL, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
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
    g_assert_null (net_socket_connect ("127.0.0.1", port, 5, NULL, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
    g_clear_error (&error);

    g_assert_null (net_listener_new ("not an address", 0, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/net/bytes-go-both-ways", bytes_go_both_ways);
    g_test_add_func ("/net/what-was-split-arrives-whole", what_was_split_arrives_whole);
    g_test_add_func ("/net/an-ended-peer-still-listens", an_ended_peer_still_listens);
    g_test_add_func ("/net/a-closed-peer-is-the-end-of-the-stream",
                     a_closed_peer_is_the_end_of_the_stream);
    g_test_add_func ("/net/silence-times-out", silence_times_out);
    g_test_add_func ("/net/waiting-can-be-cancelled", waiting_can_be_cancelled);
    g_test_add_func ("/net/a-time-out-can-be-changed", a_time_out_can_be_changed);
    g_test_add_func ("/net/failures-are-named", failures_are_named);
    return g_test_run ();
}
