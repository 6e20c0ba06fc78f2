/* The trace's own insides, for the files of this room. */
#pragma once

#include "base/arena.h"
#include "trace/write.h"

typedef struct TraceLootKept TraceLootKept;
void trace_loot_free (TraceLootKept *kept);
/* Whether the thief opens all records that carry message INDEX; whether he has worked out secret
 * INDEX, to the byte. */
bool trace_loot_reads (const Trace *trace, int index);
bool trace_loot_holds (const Trace *trace, int index, unsigned cursor);

typedef struct {
    TraceThief thief; /* NULL: nobody opens anything */
    TraceStolenKey key_of;
    void *data;
    TraceLootKept *kept; /* NULL until somebody asks */
} TraceTheft;

struct Trace {
    BaseArena arena;      /* of all that the arrays point to: it stays where it is */
    GPtrArray *events;    /* TraceEvent */
    GPtrArray *messages;  /* TraceMessage */
    GPtrArray *records;   /* TraceRecord */
    GPtrArray *secrets;   /* TraceSecret */
    GPtrArray *decisions; /* TraceDecision, its candidates behind it */
    GStringChunk *strings;
    GHashTable *counters; /* what gives messages and records their ordinals */
    TraceLevel level;
    WireMessage *forgotten; /* stands for each message whose content is; NULL until there is one */
    TraceMoment now;
    TraceTheft theft;
    GArray *moments; /* TraceMoment: how it stood in each connection when another was spoken of */
    bool middle;     /* somebody stands in it */
    bool replayed[UINT8_MAX + 1]; /* by connection: see trace_is_replayed () */
    GArray *wiped; /* int, two a connection: the event at which a party wiped its secrets, -1 */

    /* of the transition that is being written */
    TraceParty party;
    unsigned connection;
    const BaseClock *clock;
    int32_t parent;
    bool is_stop;
};

/* A path's beginning: "[connN.][client.|server.]". */
typedef struct {
    unsigned connection; /* 0: not said */
    int party;           /* -1: not said */
    const char *rest;
} TracePathStart;
TracePathStart trace_path_start (const char *path);

/* The title for who takes a man in the middle for who he says he is; transfer full. */
char *trace_title_believed (const Trace *trace, unsigned seq);
