/* The twists of one connection, and what has become of each: carried out, or not, and why not.
 * Private to the room. */
#pragma once

#include "net/twist.h"
#include "trace/write.h"

typedef struct {
    const NetTwist *twist; /* borrowed */
    bool applied;
    char *miss; /* why it could not be carried out where it belongs; NULL: it never came there */
} NetTask;

typedef struct {
    Trace *trace;     /* borrowed */
    BaseClock *clock; /* borrowed */
    GArray *tasks;    /* NetTask, in the order of the twists */
} NetPlan;

/* TWISTS: NetTwist; borrowed, may be NULL. */
NetPlan *net_plan_new (Trace *trace, BaseClock *clock, GPtrArray *twists);
void net_plan_free (NetPlan *plan);
/* NULL behind the last. */
NetTask *net_plan_task (const NetPlan *plan, unsigned i);

/* TASK is carried out on record INDEX, of which BYTES (may be NULL) are left: the trace tells. */
void net_plan_done (NetPlan *plan, NetTask *task, int index, GBytes *bytes);
/* TASK has come to its place and cannot be carried out. */
void net_plan_miss (NetTask *task, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The same: TREE has no such field as it names. */
void net_plan_miss_field (NetTask *task, const WireTree *tree);
/* EDITED, which TASK made of the bytes of TREE; NULL with the reason noted when it is no other.
 * Takes EDITED; transfer full */
GBytes *net_plan_changes (NetTask *task, const WireTree *tree, GBytes *edited);
/* Why TASK has not found its place in connection CONNECTION, in words. transfer full */
char *net_plan_why_not (const NetPlan *plan, const NetTask *task, unsigned connection);

/* MESSAGE goes out in RECORD, by somebody else than the engine. */
void net_add_message (NetPlan *plan, int record, TraceMessage message);
/* The messages that CONTENT of TYPE is, as far as they are whole. */
void net_add_messages (NetPlan *plan, int record, uint8_t type, BaseSpan content);
