/* A rogue party: an honest engine between whose hands and the wire somebody sits who knows its
 * keys. What its records carry is changed, added or left out, and sealed again under the same keys,
 * so that the other side finds in a well sealed record what no honest peer would send. The trace
 * shows what was really sent. */
#pragma once

#include "net/plan.h"

typedef struct NetRogue NetRogue;

/* PLAN: borrowed. */
NetRogue *net_rogue_new (NetPlan *plan);
void net_rogue_free (NetRogue *self);

/* RECORD of the trace is about to leave: puts what really goes out, in order, into OUT (indices of
 * records of the trace, + 1), which is mostly RECORD itself. */
void net_rogue_send (NetRogue *self, int record, GQueue *out);
