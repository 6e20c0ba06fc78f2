/* A certificate chain at a moment, as the trace tells it: as it was sent (the Certificate message),
 * as it was built (which certificates lie on the way to an anchor, in which order), and as it was
 * verified (the decision "certificate-chain", once it has been taken). */
#pragma once

#include "draw/graph.h"
#include "pki/verify.h"

typedef struct {
    GPtrArray *certificates; /* of PkiSummary, as sent; owned */
    GArray *built; /* of int: places in CERTIFICATES, the peer's own first, -1: the anchor;
                      before it is verified: as they seem to follow one another */
    char *anchor;  /* who stands above the last of them, and was not sent; NULL: nobody */
    bool searched; /* the way to an anchor was looked for */
    bool anchored; /* it ends at somebody who is trusted */
    const TraceDecision *decision; /* borrowed; NULL: not yet checked */
    TraceParty judge;              /* who checks it: not who showed it */
    int event;                     /* at which the chain was received, -1 */
    unsigned earlier;              /* the connection in which it was; 0: this one */
    bool sealed;                   /* there is one on the wire that the observer cannot read */
    bool unsent;                   /* none has been sent in any connection … */
    bool failed;                   /* … and the handshake has failed */
} DrawChain;

/* As OBSERVER sees it at CURSOR. transfer full; without certificates when there are none to see. */
DrawChain *draw_chain_new (const Trace *trace, int cursor, const TraceObserver *observer);
void draw_chain_free (DrawChain *chain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DrawChain, draw_chain_free)

/* The graph: a node per certificate ("certificate-0" is the first that was sent), in the order of
 * the way to the anchor, one for the anchor, those that are not needed, and "pin" where pins were
 * compared. WHOLE: with every check; else only with those that failed. */
DrawGraph *draw_chain_graph (const DrawChain *chain, bool whole);
/* Whether check I of the decision is about certificate ITEM (-1: the anchor). What is about the
 * chain as a whole is about none. */
bool draw_chain_is_about (const DrawChain *chain, unsigned i, int item);
/* Whether check I of the decision compares pins. */
bool draw_chain_is_pin (const DrawChain *chain, unsigned i);
/* "sent as number 2 of 3", and whether it was needed; transfer full */
char *draw_chain_place (const DrawChain *chain, int item);
