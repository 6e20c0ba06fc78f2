/* The in-memory pipe between two parties, and the attacker on it. Records wait in flight until the
 * controller delivers them, in each direction in their order; twists change them on the way, hold
 * them, or put others between them. A real socket stands behind the same interface in net/socket.h.
 */
#pragma once

#include "net/twist.h"
#include "trace/write.h"

typedef struct NetPipe NetPipe;

/* LATENCY in microseconds, one way. TRACE and CLOCK borrowed. TWISTS: borrowed, may be NULL. */
NetPipe *net_pipe_new (Trace *trace, BaseClock *clock, unsigned connection, GPtrArray *twists,
                       int64_t latency);
void net_pipe_free (NetPipe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetPipe, net_pipe_free)

/* Puts the trace's record RECORD in flight, or what a rogue sender makes of it. */
void net_pipe_send (NetPipe *self, int record);
/* The attacker sends the client's first flight of connection EARLIER, as it was on the wire, once
 * more, without a client. */
void net_pipe_replay (NetPipe *self, unsigned earlier);
bool net_pipe_in_flight (const NetPipe *self);
/* The attacker keeps what would come next: the parties have time to go on without it. */
bool net_pipe_is_held (const NetPipe *self);
/* The attacker has cut the connection: nothing arrives any more. */
bool net_pipe_is_cut (const NetPipe *self);
/* Takes what is due off the wire, lets the attacker at it, advances the clock, emits DELIVER (and
 * TWIST), and gives what arrives: at whom, of which of the trace's records, and its bytes (transfer
 * full; NULL when nothing does: he dropped it, or keeps it for now). */
GBytes *net_pipe_deliver (NetPipe *self, TraceParty *to, int *record);
/* The connection is over: the trace says of each twist that has not found its place that it has
 * not, and why. False when there is nothing (more) to say. */
bool net_pipe_end (NetPipe *self);
/* Why twist I, from 0, has not found its place; NULL: it has. transfer full */
char *net_pipe_why_not (const NetPipe *self, unsigned i);
