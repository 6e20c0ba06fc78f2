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

/* Runs ROLE's side of SCENARIO over SOCKET until it ends or CANCELLABLE is cancelled. SEED NULL:
 * fresh randomness. The machine's clock is used. ON_DATA (may be NULL) gets application data as it
 * comes. TIMEOUT in seconds without a byte ends it as truncated. transfer full; NULL with an error
 * when the outside world failed. */
typedef void (*ControlOnData) (BaseSpan data, void *user_data);
ControlLive *control_live (Scenario *scenario, TlsRole role, NetSocket *socket, const char *seed,
                           ControlOnData on_data, void *user_data, unsigned timeout,
                           GCancellable *cancellable, GError **error);
void control_live_free (ControlLive *live);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ControlLive, control_live_free)
