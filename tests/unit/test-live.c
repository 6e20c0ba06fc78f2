#include "control/live.h"

#include <string.h>

/* Our client against peers who do not play by the rules: whatever they do, it ends, and says how.
 */

typedef void (*Peer) (NetSocket *socket);

typedef struct {
    NetListener *listener;
    Peer peer;
} Stage;

static gpointer play_peer (gpointer data)
{
    Stage *stage = data;
    g_autoptr (GError) error = NULL;
    g_autoptr (NetSocket) socket = net_listener_accept (stage->listener, 20, NULL, &error);
    g_assert_no_error (error);
    stage->peer (socket);
    return NULL;
}

static ControlLive *meet (Peer peer)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load ("healthy", &error);
    g_assert_no_error (error);
    Stage stage = {.listener = net_listener_new (NULL, 0, &error), .peer = peer};
    g_assert_no_error (error);
    GThread *thread = g_thread_new ("peer", play_peer, &stage);
    NetSocket *socket =
        net_socket_connect ("127.0.0.1", net_listener_port (stage.listener), 1, NULL, &error);
    g_assert_no_error (error);
    ControlLive *live = control_live (scenario, TLS_CLIENT, socket, "1", NULL, NULL, NULL, &error);
    g_assert_no_error (error);
    net_socket_free (socket);
    g_thread_join (thread);
    net_listener_free (stage.listener);
    return live;
}

static void hear_hello (NetSocket *socket)
{
    g_autoptr (GBytes) hello = net_socket_receive (socket, NULL, NULL);
    g_assert_nonnull (hello);
}

/* RFC 9846 section 5 lets a ChangeCipherSpec come at any time in the handshake, and drops it. */
static void says_the_same_for_ever (NetSocket *socket)
{
    uint8_t many[6 * 1000];
    static const uint8_t record[] = {20, 3, 3, 0, 1, 1};
    for (size_t i = 0; i < sizeof many; i += sizeof record)
        memcpy (many + i, record, sizeof record);
    hear_hello (socket);
    while (net_socket_send (socket, base_span (many, sizeof many), NULL, NULL))
        ;
}

static void an_endless_talker_is_left (void)
{
    g_autoptr (ControlLive) live = meet (says_the_same_for_ever);
    g_assert_cmpint (live->outcome, ==, TRACE_TRUNCATED);
    g_assert_cmpuint (trace_length (live->trace), <, 300000);
}

/* Gone while bytes of ours lie unread: TCP resets the connection. */
static void hangs_up (NetSocket *socket)
{
}

static void a_peer_that_hangs_up_truncates (void)
{
    g_autoptr (ControlLive) live = meet (hangs_up);
    g_assert_cmpint (live->outcome, ==, TRACE_TRUNCATED);
    g_assert_cmpstr (base_cause_name (live->cause), ==, "TRUNCATED");
}

/* It hears the hello and says nothing until we have gone. */
static void is_silent (NetSocket *socket)
{
    for (bool more = true; more;) {
        g_autoptr (GBytes) bytes = net_socket_receive (socket, NULL, NULL);
        more = bytes != NULL && g_bytes_get_size (bytes) > 0;
    }
}

static void a_silent_peer_stalls (void)
{
    g_autoptr (ControlLive) live = meet (is_silent);
    g_assert_cmpint (live->outcome, ==, TRACE_STALLED);
    g_assert_cmpstr (base_cause_name (live->cause), ==, "STALLED");
}

/* The first half of a record, then nothing more. */
static void breaks_off (NetSocket *socket)
{
    static const uint8_t half[] = {22, 3, 3, 0, 90, 2, 0, 0};
    hear_hello (socket);
    net_socket_send (socket, base_span (half, sizeof half), NULL, NULL);
    net_socket_end (socket);
    is_silent (socket);
}

static void half_a_record_truncates (void)
{
    g_autoptr (ControlLive) live = meet (breaks_off);
    g_assert_cmpint (live->outcome, ==, TRACE_TRUNCATED);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/live/an-endless-talker-is-left", an_endless_talker_is_left);
    g_test_add_func ("/live/a-peer-that-hangs-up-truncates", a_peer_that_hangs_up_truncates);
    g_test_add_func ("/live/a-silent-peer-stalls", a_silent_peer_stalls);
    g_test_add_func ("/live/half-a-record-truncates", half_a_record_truncates);
    return g_test_run ();
}
