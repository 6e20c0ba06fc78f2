#include "control/live.h"
#include "scenario/scenario.h"

#include <string.h>

/* Our client against peers who do not play by the rules: whatever they do, it ends, and says how.
 * The peer is GIO's own socket, on a thread of its own. */

typedef void (*Peer) (GSocket *socket);

typedef struct {
    GSocket *listener;
    Peer peer;
} Stage;

typedef struct {
    GMainLoop *loop;
    TraceOutcome outcome;
    const char *cause;
    unsigned events;
} Ending;

static gpointer play_peer (gpointer data)
{
    Stage *stage = data;
    g_autoptr (GError) error = NULL;
    g_autoptr (GSocket) socket = g_socket_accept (stage->listener, NULL, &error);
    g_assert_no_error (error);
    stage->peer (socket);
    return NULL;
}

static void on_data (ControlLive *live, BaseSpan data, void *user_data)
{
    g_assert_not_reached (); /* none of these peers gets so far */
}

static void on_end (ControlLive *live, void *user_data)
{
    Ending *ending = user_data;
    ending->outcome = tls_party_outcome (control_live_party (live));
    ending->cause = base_cause_name (tls_party_cause (control_live_party (live)));
    ending->events = trace_length (control_live_trace (live));
    control_live_free (live);
    g_main_loop_quit (ending->loop);
}

static GSocket *listen_somewhere (uint16_t *port)
{
    g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
    g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
    GSocket *socket =
        g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
    g_assert_true (g_socket_bind (socket, any, TRUE, NULL) && g_socket_listen (socket, NULL));
    g_autoptr (GSocketAddress) got = g_socket_get_local_address (socket, NULL);
    *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
    return socket;
}

static Ending meet (Peer peer)
{
    static const ControlLiveHooks hooks = {on_data, NULL, on_end};
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load ("healthy", &error);
    g_assert_no_error (error);
    g_autoptr (TlsConfig) config = scenario_config (scenario, TLS_CLIENT, &error);
    g_assert_no_error (error);
    uint16_t port;
    g_autoptr (GSocket) listener = listen_somewhere (&port);
    Stage stage = {listener, peer};
    GThread *thread = g_thread_new ("peer", play_peer, &stage);
    NetSocket *socket = net_socket_connect ("127.0.0.1", port, 10, &error);
    g_assert_no_error (error);
    g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    Ending ending = {.loop = loop};
    g_assert_nonnull (control_live_new (config, socket, "1", 1, &hooks, &ending));
    g_main_loop_run (loop);
    g_thread_join (thread);
    return ending;
}

static void hear_hello (GSocket *socket)
{
    char buffer[4096];
    g_assert_cmpint (g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL), >, 0);
}

static bool say (GSocket *socket, const uint8_t *bytes, size_t size)
{
    return g_socket_send (socket, (const char *)bytes, size, NULL, NULL) > 0;
}

/* RFC 9846 section 5 lets a ChangeCipherSpec come at any time in the handshake, and drops it. */
static void says_the_same_for_ever (GSocket *socket)
{
    uint8_t many[6 * 1000];
    static const uint8_t record[] = {20, 3, 3, 0, 1, 1};
    for (size_t i = 0; i < sizeof many; i += sizeof record)
        memcpy (many + i, record, sizeof record);
    hear_hello (socket);
    while (say (socket, many, sizeof many))
        ;
}

static void an_endless_talker_is_left (void)
{
    Ending ending = meet (says_the_same_for_ever);
    g_assert_true (ending.outcome == TRACE_TRUNCATED || ending.outcome == TRACE_STALLED);
    g_assert_cmpuint (ending.events, <, 300000);
}

/* Gone while bytes of ours lie unread: TCP resets the connection. */
static void hangs_up (GSocket *socket)
{
}

static void a_peer_that_hangs_up_truncates (void)
{
    Ending ending = meet (hangs_up);
    g_assert_cmpint (ending.outcome, ==, TRACE_TRUNCATED);
    g_assert_cmpstr (ending.cause, ==, "TRUNCATED");
}

/* It hears the hello and says nothing until we have gone. */
static void is_silent (GSocket *socket)
{
    char buffer[4096];
    while (g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL) > 0)
        ;
}

static void a_silent_peer_stalls (void)
{
    Ending ending = meet (is_silent);
    g_assert_cmpint (ending.outcome, ==, TRACE_STALLED);
    g_assert_cmpstr (ending.cause, ==, "STALLED");
}

/* A byte now and then keeps nobody waiting: what counts is a handshake that comes to its end. */
static void speaks_in_drops (GSocket *socket)
{
    uint8_t header[] = {22, 3, 3, 64, 0}, zero = 0;
    bool heard = say (socket, header, sizeof header);
    while (heard) {
        g_usleep (50000);
        heard = say (socket, &zero, 1);
    }
}

static void a_peer_in_drops_stalls (void)
{
    Ending ending = meet (speaks_in_drops);
    g_assert_cmpint (ending.outcome, ==, TRACE_STALLED);
}

/* The first half of a record, then nothing more. */
static void breaks_off (GSocket *socket)
{
    static const uint8_t half[] = {22, 3, 3, 0, 90, 2, 0, 0};
    hear_hello (socket);
    say (socket, half, sizeof half);
    g_socket_shutdown (socket, FALSE, TRUE, NULL);
    is_silent (socket);
}

static void half_a_record_truncates (void)
{
    Ending ending = meet (breaks_off);
    g_assert_cmpint (ending.outcome, ==, TRACE_TRUNCATED);
}

/* Nonsense, with much more behind it. Our alert must be read all the same: what lies unread when
 * we close would make TCP take it back. */
static void talks_nonsense (GSocket *socket)
{
    uint8_t nonsense[6000];
    char answer[4096];
    size_t heard = 0;
    gssize size;
    memset (nonsense, 'x', sizeof nonsense);
    hear_hello (socket);
    for (unsigned i = 0; i < 20; i++)
        say (socket, nonsense, sizeof nonsense);
    while ((size = g_socket_receive (socket, answer + heard, sizeof answer - heard, NULL, NULL)) >
           0)
        heard += (size_t)size;
    /* A record of type alert, fatal. */
    g_assert_cmpint (size, ==, 0);
    g_assert_cmpuint (heard, ==, 7);
    g_assert_cmpint (answer[0], ==, 21);
    g_assert_cmpint (answer[5], ==, 2);
}

static void who_is_refused_hears_why (void)
{
    Ending ending = meet (talks_nonsense);
    g_assert_cmpint (ending.outcome, ==, TRACE_FAILED);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/live/an-endless-talker-is-left", an_endless_talker_is_left);
    g_test_add_func ("/live/a-peer-that-hangs-up-truncates", a_peer_that_hangs_up_truncates);
    g_test_add_func ("/live/a-silent-peer-stalls", a_silent_peer_stalls);
    g_test_add_func ("/live/a-peer-in-drops-stalls", a_peer_in_drops_stalls);
    g_test_add_func ("/live/half-a-record-truncates", half_a_record_truncates);
    g_test_add_func ("/live/who-is-refused-hears-why", who_is_refused_hears_why);
    return g_test_run ();
}
