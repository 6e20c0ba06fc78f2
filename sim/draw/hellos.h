/* What the hellos of a connection say about the road that it takes. */
#pragma once

#include "draw/road.h"

/* What the hellos of the connection say; NULL where they have not been sent by CURSOR. */
typedef struct {
    const WireMessage *client; /* the first */
    const WireMessage *retry;  /* the first HelloRetryRequest */
    const WireMessage *second; /* the ClientHello behind it */
    const WireMessage *server; /* the newest: it may be a HelloRetryRequest */
} DrawHellos;

DrawHellos draw_hellos (const Trace *trace, int cursor);
/* TLS 1.2: the server repeats the id that the client sent when an earlier session goes on (RFC 5246
 * section 7.3). */
bool draw_hellos_resume (const DrawHellos *hellos);
/* With static RSA nobody has a share. */
bool draw_hellos_encipher (const WireMessage *server);
/* What a box must say in this run instead of its usual words; NULL: those are true. transfer full
 */
char *draw_hellos_words (TracePhase phase, const DrawHellos *hellos, bool older);
