/* A live connection: one of our parties, a real peer, a socket between them; the same trace as a
 * simulated run, less what the peer keeps to itself. It runs on the thread's main loop, beside
 * others. The peer is never held up: whoever watches follows the trace. */
#pragma once

#include "net/socket.h"
#include "tls/party.h"

typedef struct ControlLive ControlLive;

typedef struct {
    /* Application data as it comes. */
    void (*heard) (ControlLive *live, BaseSpan data, void *user_data);
    /* The connection stands and all that there was to say is said; may be NULL. */
    void (*said) (ControlLive *live, void *user_data);
    /* It is over, the last call: look at it and free it. */
    void (*ended) (ControlLive *live, void *user_data);
} ControlLiveHooks;

/* CONFIG's side of a connection over SOCKET (transfer full), until it ends: by both parties'
 * close_notify, an error, the end of the stream, control_live_stop (), or too long a time without
 * progress: PATIENCE seconds from now on for the whole handshake (stalled), later PATIENCE seconds
 * since the peer's last whole record: then it is wished goodbye, and one that does not answer that
 * in as long a time has broken off (truncated). A peer that has said 16 MiB, or what makes 200 000
 * events, has said enough (truncated): the trace keeps it all. SEED NULL: fresh randomness. The
 * clock is the machine's. HOOKS: borrowed. transfer full */
ControlLive *control_live_new (TlsConfig *config, NetSocket *socket, const char *seed,
                               unsigned patience, const ControlLiveHooks *hooks, void *user_data);
void control_live_free (ControlLive *live);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ControlLive, control_live_free)

/* What its party remembers between connections; at once after it was made. Borrowed, must outlive
 * it. */
void control_live_set_memory (ControlLive *live, TlsMemory *memory);

/* Queues application data; says goodbye behind what is queued (the peer may still talk); leaves at
 * once, as if the stream had ended. */
void control_live_send (ControlLive *live, BaseSpan data);
void control_live_close (ControlLive *live);
void control_live_stop (ControlLive *live);
/* Another PATIENCE, from now on; 0: for ever. For a connection that stands. */
void control_live_set_patience (ControlLive *live, unsigned patience);

Trace *control_live_trace (const ControlLive *live);
const TlsParty *control_live_party (const ControlLive *live);
const char *control_live_seed (const ControlLive *live); /* as drawn or given */
