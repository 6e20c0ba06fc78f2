#include "control/live.h"

#include <gio/gio.h>

/* One of our parties against the world: bytes are passed between it and the socket until it has
 * ended. The peer is never held up: whoever watches follows the trace. */

/* The trace keeps all that is said, so there must be an end to what a peer can say. */
enum { MOST_BYTES = 16 << 20, MOST_EVENTS = 200000 };

typedef struct {
    ControlLive *live;
    TlsParty *party;
    NetSocket *socket;
    BaseClock clock;
    gint64 started; /* monotonic microseconds */
    size_t heard;   /* bytes from the peer so far */
    size_t told;    /* application data handed on so far */
    ControlOnData on_data;
    void *user_data;
    GCancellable *cancellable;
} Session;

static bool send_out (Session *s, GError **error)
{
    int index;
    while ((index = tls_party_take (s->party)) >= 0) {
        const TraceRecord *record = trace_record (s->live->trace, index);
        if (!net_socket_send (s->socket, base_span_bytes (record->sent), s->cancellable, error))
            return false;
    }
    return true;
}

static void hand_on_data (Session *s)
{
    BaseSpan all = tls_party_received_data (s->party);
    if (all.size == s->told)
        return;
    BaseSpan fresh = base_span (all.data + s->told, all.size - s->told);
    s->told = all.size;
    if (s->on_data != NULL)
        s->on_data (s->party, fresh, s->user_data);
}

/* Moves the party as far as it can go; false when the socket failed. */
static bool pump (Session *s, GError **error)
{
    do {
        s->clock.now = g_get_monotonic_time () - s->started;
        if (!send_out (s, error))
            return false;
        hand_on_data (s);
    } while (tls_party_step (s->party));
    return true;
}

typedef enum { HEARD_BYTES, HEARD_END, HEARD_NOTHING } Heard;

static Heard listen_once (Session *s)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = net_socket_receive (s->socket, s->cancellable, &error);
    s->clock.now = g_get_monotonic_time () - s->started;
    if (bytes == NULL)
        return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ? HEARD_NOTHING
                                                                         : HEARD_END;
    if (g_bytes_get_size (bytes) == 0)
        return HEARD_END;
    s->heard += g_bytes_get_size (bytes);
    tls_party_receive (s->party, base_span_bytes (bytes), -1);
    return HEARD_BYTES;
}

static bool is_too_much (const Session *s)
{
    return s->heard > MOST_BYTES || trace_length (s->live->trace) > MOST_EVENTS;
}

/* The party's last word: what it waits for will not come. */
static void give_up (Session *s, Heard heard)
{
    bool silent = heard == HEARD_NOTHING && tls_party_outcome (s->party) == TRACE_RUNNING;
    if (silent)
        tls_party_stall (s->party);
    else
        tls_party_receive_end (s->party);
    pump (s, NULL);
}

/* A peer that has nothing to say once the connection stands is wished goodbye; one that does not
 * even answer that has broken off. */
static bool converse (Session *s, GError **error)
{
    bool patient = true;
    for (;;) {
        g_autoptr (GError) broken = NULL;
        if (!pump (s, &broken) && tls_party_wait (s->party) != TLS_WAIT_OVER) {
            /* What was still to be read may say why the peer is gone. */
            if (listen_once (s) != HEARD_BYTES) {
                g_propagate_error (error, g_steal_pointer (&broken));
                return false;
            }
            continue;
        }
        if (tls_party_wait (s->party) == TLS_WAIT_OVER)
            return true;
        if (tls_party_state (s->party) == TLS_CLOSING)
            net_socket_end (s->socket);
        Heard heard = is_too_much (s) ? HEARD_END : listen_once (s);
        if (heard == HEARD_BYTES)
            continue;
        if (heard == HEARD_NOTHING && patient && tls_party_state (s->party) == TLS_CONNECTED) {
            tls_party_close (s->party);
            patient = false;
            continue;
        }
        give_up (s, heard);
        return true;
    }
}

ControlLive *control_live (Scenario *scenario, TlsRole role, NetSocket *socket, const char *seed,
                           ControlOnData on_data, void *user_data, GCancellable *cancellable,
                           GError **error)
{
    g_autoptr (TlsConfig) config = scenario_config (scenario, role, error);
    if (config == NULL)
        return NULL;
    config->hold_open = on_data != NULL;
    g_autoptr (ControlLive) live = g_new0 (ControlLive, 1);
    live->trace = trace_new ();
    live->seed = seed != NULL ? g_strdup (seed) : base_random_fresh_seed ();
    g_autoptr (BaseRandom) random =
        base_random_new (live->seed, 1, trace_party_name ((TraceParty)role));
    Session s = {.live = live,
                 .socket = socket,
                 .clock = {.epoch = g_get_real_time () / G_USEC_PER_SEC},
                 .started = g_get_monotonic_time (),
                 .on_data = on_data,
                 .user_data = user_data,
                 .cancellable = cancellable};
    g_autoptr (TlsParty) party = tls_party_new (config, 1, random, live->trace, &s.clock);
    s.party = party;
    if (!converse (&s, error))
        return NULL;
    live->outcome = tls_party_outcome (party);
    live->cause = tls_party_cause (party);
    live->received = base_span_copy (tls_party_received_data (party));
    live->view = tls_party_view (party);
    return g_steal_pointer (&live);
}

void control_live_free (ControlLive *live)
{
    if (live == NULL)
        return;
    trace_free (live->trace);
    g_free (live->seed);
    g_clear_pointer (&live->received, g_bytes_unref);
    g_free (live->view);
    g_free (live);
}
