/* Writing the trace: for the engine, the network and the controller alone. Each call appends one
 * event whose moment is the trace's current one. Strings handed in must be static or come from
 * trace_intern (). */
#pragma once

#include "crypto/signature.h"
#include "trace/trace.h"

const char *trace_intern (Trace *trace, const char *text);
const char *trace_internf (Trace *trace, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Events emitted between enter and leave are children of the first emitted one. */
void trace_enter (Trace *trace, TraceParty party, unsigned connection, const BaseClock *clock);
void trace_leave (Trace *trace);

/* A man in the middle: see trace_is_attacker (). Before anything is written. */
void trace_set_middle (Trace *trace);
/* The attacker alone opens CONNECTION: see trace_is_replayed (). Before it begins. */
void trace_set_replayed (Trace *trace, unsigned connection);

/* Another connection begins: nobody has said anything in it yet. */
void trace_begin_connection (Trace *trace, unsigned connection);

TraceEvent *trace_emit (Trace *trace, TraceKind kind);
/* The event last emitted; NULL in an empty trace. */
TraceEvent *trace_last (Trace *trace);

TraceMoment *trace_now (Trace *trace);
/* NEWER, or OLDER where the connection written about has agreed on TLS 1.2. */
const char *trace_section (Trace *trace, const char *newer, const char *older);

/* Adds the decision (copied, candidates too) and emits DECIDE or CHECK. */
TraceEvent *trace_emit_decision (Trace *trace, TraceKind kind, const TraceDecision *decision);
/* The decision of the transition that is being written, and of its party, that ended with CAUSE; -1
 * when there is none. */
int trace_fallen_decision (const Trace *trace, BaseCause cause);
/* Adds the secret (takes over its references) and emits DERIVE; returns the secret's index. */
int trace_emit_secret (Trace *trace, TraceSecret secret);
/* With the newest event its owner gives up what outlived its connection. */
void trace_forget_secret (Trace *trace, int index);

int trace_add_message (Trace *trace, TraceMessage message);
int trace_add_record (Trace *trace, TraceRecord record);
TraceMessage *trace_message_for_writing (Trace *trace, int index);
TraceRecord *trace_record_for_writing (Trace *trace, int index);

/* Nobody needs MESSAGE and its record RECORD any more: with TRACE_KEEP_EVENTS the content of
 * application data goes, and nothing else does. */
void trace_done_with (Trace *trace, int record, int message);

/* ---- The thief of the server's private key ---- */

typedef struct {
    unsigned connection;
    int record; /* with which he could work it out */
    const char *name;
    GBytes *value;
} TraceLootSecret;

typedef struct {
    GPtrArray *plain; /* GBytes * of each record, NULL where it stays closed */
    GArray *secrets;  /* TraceLootSecret */
    GArray *findings; /* TraceFinding, in the order of their records */
} TraceLoot;

/* The private key of the server of CONNECTION; NULL when it is not here. borrowed */
typedef const CryptoPrivateKey *(*TraceStolenKey) (unsigned connection, void *data);
/* Fills LOOT, which has room for each record, from the recorded bytes and the keys. */
typedef void (*TraceThief) (const Trace *trace, TraceStolenKey key_of, void *data, TraceLoot *loot);
/* Who opens records for the observer who has the key; asked when somebody looks through his eyes.
 * DATA must live as long as TRACE is looked at. */
void trace_set_thief (Trace *trace, TraceThief thief, TraceStolenKey key_of, void *data);
