/* The certificate chain at a moment, as the trace tells it: the certificates of the Certificate
 * message, and the decision "certificate-chain" once it has been taken. */
#pragma once

#include "draw/graph.h"
#include "pki/verify.h"

typedef struct {
    GPtrArray *certificates;       /* of PkiSummary, the peer's own first; owned */
    char *anchor;                  /* the issuer of the last, which the client knows or not; NULL */
    const TraceDecision *decision; /* borrowed; NULL: not yet checked */
    TraceParty judge;              /* who checks it: not who showed it */
    int event;                     /* at which the chain was received, -1 */
} Chain;

/* As OBSERVER sees it at CURSOR. transfer full; without certificates when there are none to see. */
Chain *chain_new (const Trace *trace, int cursor, const TraceObserver *observer);
void chain_free (Chain *chain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Chain, chain_free)

/* The graph: a node per certificate ("certificate-0" is the peer's own) and one for the anchor. */
DrawGraph *chain_graph (const Chain *chain);
/* Whether candidate I of the decision is about the certificate of SUBJECT; the rest is about the
 * chain. */
bool chain_check_is_about (const Chain *chain, unsigned i, const char *subject);
