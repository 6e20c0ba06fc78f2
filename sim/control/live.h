/* A live connection: one of our parties, a real peer, a socket between them; the same trace as a
 * simulated run, less what the peer keeps to itself. */
#pragma once

#include "net/socket.h"
#include "scenario/scenario.h"
#include "tls/party.h"

typedef struct {
    Trace *trace; /* owned */
    char *seed;   /* as drawn or given */
    TraceOutcome outcome;
    BaseCause cause;
    GBytes *received; /* application data */
    char *view;       /* tls_party_view () */
} ControlLive;

/* Gets application data as it comes; may answer with tls_party_send () and tls_party_close (). */
typedef void (*ControlOnData) (TlsParty *party, BaseSpan data, void *user_data);

/* Runs ROLE's side of SCENARIO over SOCKET until it ends, the socket's time-out passes without a
 * byte (stalled in the handshake, truncated later), CANCELLABLE is cancelled, or the peer has said
 * 16 MiB or what makes 200 000 events (truncated). SEED NULL: fresh
 * randomness, recorded. The clock is the machine's, and SCENARIO's own time is not looked at. With
 * ON_DATA the connection stays open until that (or the peer) closes it; NULL: the scenario's `send`
 * and `reply` are all that is said. transfer full; NULL with an error when the outside world
 * failed. */
ControlLive *control_live (Scenario *scenario, TlsRole role, NetSocket *socket, const char *seed,
                           ControlOnData on_data, void *user_data, GCancellable *cancellable,
                           GError **error);
void control_live_free (ControlLive *live);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ControlLive, control_live_free)
