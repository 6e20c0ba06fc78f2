/* What must hold of a party and of its trace whatever its peer says. A party is stepped through
 * here alone, so that every step is looked at. */
#pragma once

#include "fuzz.h"

#include "tls/private.h"

typedef struct {
    TlsParty *party; /* borrowed */
    Trace *trace;    /* borrowed */
    size_t fed;      /* bytes that it was given */
    unsigned steps;
    TraceOutcome before; /* how it stood after the last step */
    bool closing;        /* it has said goodbye before it failed */
} FuzzJudge;

void fuzz_judge_init (FuzzJudge *judge, TlsParty *party, Trace *trace);
/* Bytes from the peer, as tls_party_receive (). */
void fuzz_judge_feed (FuzzJudge *judge, BaseSpan bytes, int record);
/* One step; false: it could not move. */
bool fuzz_judge_step (FuzzJudge *judge);
/* The transport ends: the party must end too, for a reason, and stay where it is. */
void fuzz_judge_end (FuzzJudge *judge);

/* Once everything has ended; LOOK (flags, in three bits): what is shown of it too. Exports take
 * longer than all else together, so they come with the whole. */
enum { FUZZ_LOOK_AT_EVENTS = 1, FUZZ_LOOK_AT_PICTURES = 2, FUZZ_LOOK_AT_ALL = 7 };
void fuzz_judge_trace (const Trace *trace, unsigned look);

/* ---- Stages ---- */

/* The policy of ROLE on stage N, modulo their number; made once; borrowed. */
TlsConfig *fuzz_stage (unsigned n, TlsRole role);
/* What its messages look like. */
WireDialect fuzz_stage_dialect (unsigned n);
extern const unsigned fuzz_n_stages;
