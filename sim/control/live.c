#include "control/live.h"
#include "tls/thief.h"
#include "trace/write.h"

/* The trace keeps all that is said, so there must be an end to what a peer can say; and what we say
 * waits in memory no longer than the peer reads it. */
enum {
    MOST_BYTES = 16 << 20,
    MOST_EVENTS = 200000,
    MOST_UNSENT = 256 << 10,
    LINGER = 2 /* seconds for a peer to hear why we leave */
};

struct ControlLive {
    Trace *trace; /* owned, as all here but the hooks */
    TlsParty *party;
    CryptoRandom *random;
    NetSocket *socket;
    char *seed;
    BaseClock clock;
    gint64 started; /* monotonic microseconds */
    size_t heard;   /* bytes from the peer so far */
    size_t told;    /* application data handed on so far */
    unsigned patience;
    GSource *deadline; /* NULL: none */
    bool stood;        /* the connection, as of the last move */
    bool parting;      /* it has said goodbye, or is about to */
    bool lingering;    /* over, and waits for the peer to read why */
    bool stream_ended; /* nothing more will come, or nobody wants to hear it */
    bool running, again;
    const ControlLiveHooks *hooks;
    void *user_data;
};

static void run (ControlLive *live);

static bool stands (const ControlLive *live)
{
    return tls_party_outcome (live->party) == TRACE_ESTABLISHED;
}

/* ---- Time ---- */

static void drop_deadline (ControlLive *live)
{
    if (live->deadline == NULL)
        return;
    g_source_destroy (live->deadline);
    g_clear_pointer (&live->deadline, g_source_unref);
}

static gboolean on_deadline (void *data);

/* SECONDS from now; 0: never. */
static void set_deadline (ControlLive *live, unsigned seconds)
{
    drop_deadline (live);
    if (seconds == 0)
        return;
    live->deadline = g_timeout_source_new (seconds * 1000);
    g_source_set_callback (live->deadline, on_deadline, live, NULL);
    g_source_attach (live->deadline, g_main_context_get_thread_default ());
}

/* The peer has shown no progress for too long. */
static gboolean on_deadline (void *data)
{
    ControlLive *live = data;
    drop_deadline (live);
    if (tls_party_outcome (live->party) == TRACE_RUNNING) {
        tls_party_stall (live->party);
    } else if (stands (live) && !live->parting) {
        set_deadline (live, live->patience);
        live->parting = true;
        tls_party_close (live->party);
    } else {
        live->stream_ended = true;
    }
    run (live);
    return G_SOURCE_REMOVE;
}

/* ---- Moving the party ---- */

static void send_out (ControlLive *live)
{
    int index;
    while ((index = tls_party_take (live->party)) >= 0) {
        const TraceRecord *record = trace_record (live->trace, index);
        net_socket_send (live->socket, base_span_bytes (record->sent));
        for (int m = record->first_message; m >= 0 && m <= record->last_message; m++)
            trace_done_with (live->trace, index, m);
    }
}

static void hand_on_data (ControlLive *live)
{
    BaseSpan all = tls_party_received_data (live->party);
    BaseSpan fresh = base_span (all.data + live->told, all.size - live->told);
    live->told = all.size;
    if (fresh.size > 0)
        live->hooks->heard (live, fresh, live->user_data);
}

/* Moves the party as far as it can go, but no further ahead than the peer reads. */
static void pump (ControlLive *live)
{
    do {
        live->clock.now = g_get_monotonic_time () - live->started;
        send_out (live);
        hand_on_data (live);
    } while ((live->stream_ended || net_socket_unsent (live->socket) < MOST_UNSENT) &&
             tls_party_step (live->party));
}

/* The trace grows by whole records, so bytes in drops are no progress. */
static void note_progress (ControlLive *live, unsigned length_before)
{
    bool progress = trace_length (live->trace) > length_before;
    if (stands (live) && (progress || !live->stood))
        set_deadline (live, live->patience);
    live->stood = stands (live);
}

static bool is_too_much (const ControlLive *live)
{
    return live->heard > MOST_BYTES || trace_length (live->trace) > MOST_EVENTS;
}

static void move (ControlLive *live)
{
    unsigned length = trace_length (live->trace);
    live->stream_ended = live->stream_ended || is_too_much (live);
    if (live->stream_ended)
        tls_party_receive_end (live->party);
    pump (live);
    note_progress (live, length);
    bool all_said = tls_party_state (live->party) == TLS_CONNECTED && !live->parting &&
                    tls_party_wait (live->party) == TLS_WAIT_BYTES &&
                    net_socket_unsent (live->socket) == 0;
    if (all_said && live->hooks->said != NULL)
        live->hooks->said (live, live->user_data);
}

/* The party has come to its end. A peer that was told something last should be able to read it. */
static bool has_parted (ControlLive *live)
{
    bool unheard =
        net_socket_unsent (live->socket) > 0 || tls_party_outcome (live->party) == TRACE_FAILED;
    if (unheard && !live->stream_ended && !live->lingering) {
        live->lingering = true;
        net_socket_end (live->socket);
        set_deadline (live, LINGER);
    }
    return live->stream_ended || !live->lingering;
}

/* Whatever has happened, this comes next; LIVE may be gone behind it. */
static void run (ControlLive *live)
{
    live->again = true;
    if (live->running)
        return;
    live->running = true;
    while (live->again) {
        live->again = false;
        move (live);
    }
    live->running = false;
    if (tls_party_state (live->party) == TLS_CLOSING)
        net_socket_end (live->socket);
    if (tls_party_wait (live->party) == TLS_WAIT_OVER && has_parted (live)) {
        drop_deadline (live);
        live->hooks->ended (live, live->user_data);
    }
}

/* ---- The socket ---- */

static void on_heard (BaseSpan bytes, void *data)
{
    ControlLive *live = data;
    live->clock.now = g_get_monotonic_time () - live->started;
    live->heard += bytes.size;
    if (bytes.size == 0)
        live->stream_ended = true;
    tls_party_receive (live->party, bytes, -1);
    run (live);
}

static void on_sent (void *data)
{
    run (data);
}

static gboolean on_start (void *data)
{
    ControlLive *live = data;
    set_deadline (live, live->patience);
    run (live);
    return G_SOURCE_REMOVE;
}

/* ---- From outside ---- */

/* Ours alone is here: nobody has the key of an outside server. */
static const CryptoPrivateKey *stolen_key (unsigned connection, void *data)
{
    const TlsConfig *config = data;
    bool ours = connection == 1 && config->role == TLS_SERVER && config->identity != NULL;
    return ours ? pki_identity_key (config->identity) : NULL;
}

ControlLive *control_live_new (TlsConfig *config, NetSocket *socket, const char *seed,
                               unsigned patience, const ControlLiveHooks *hooks, void *user_data)
{
    static const NetSocketHooks socket_hooks = {on_heard, on_sent};
    ControlLive *live = g_new0 (ControlLive, 1);
    live->trace = trace_new ();
    trace_set_thief (live->trace, tls_thief_work, stolen_key, config);
    live->seed = seed != NULL ? g_strdup (seed) : crypto_random_fresh_seed ();
    live->random = crypto_random_new (live->seed, 1, trace_party_name ((TraceParty)config->role));
    gint64 now = g_get_real_time ();
    live->clock.epoch = now / G_USEC_PER_SEC;
    live->clock.rest = now % G_USEC_PER_SEC;
    live->started = g_get_monotonic_time ();
    live->party = tls_party_new (config, 1, live->random, live->trace, &live->clock);
    live->socket = socket;
    live->patience = patience;
    live->hooks = hooks;
    live->user_data = user_data;
    net_socket_watch (socket, &socket_hooks, live);
    /* Not before the caller has it in hand. */
    live->deadline = g_idle_source_new ();
    g_source_set_callback (live->deadline, on_start, live, NULL);
    g_source_attach (live->deadline, g_main_context_get_thread_default ());
    return live;
}

void control_live_free (ControlLive *live)
{
    if (live == NULL)
        return;
    drop_deadline (live);
    net_socket_free (live->socket);
    tls_party_free (live->party);
    crypto_random_free (live->random);
    trace_free (live->trace);
    g_free (live->seed);
    g_free (live);
}

void control_live_set_memory (ControlLive *live, TlsMemory *memory)
{
    tls_party_set_memory (live->party, memory);
}

void control_live_send (ControlLive *live, BaseSpan data)
{
    tls_party_send (live->party, data);
    run (live);
}

void control_live_close (ControlLive *live)
{
    live->parting = true;
    tls_party_close (live->party);
    run (live);
}

void control_live_stop (ControlLive *live)
{
    live->stream_ended = true;
    run (live);
}

void control_live_set_patience (ControlLive *live, unsigned patience)
{
    live->patience = patience;
    if (stands (live))
        set_deadline (live, patience);
}

Trace *control_live_trace (const ControlLive *live)
{
    return live->trace;
}

const TlsParty *control_live_party (const ControlLive *live)
{
    return live->party;
}

const char *control_live_seed (const ControlLive *live)
{
    return live->seed;
}
