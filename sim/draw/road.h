/* What a box of the flowchart needs, and what became of it: which message by whom, and which check
 * by the one who got it. Told from the trace alone, as far as it has come at a moment. */
#pragma once

#include "draw/model.h"

/* What makes a message of the usual road superfluous. */
typedef enum {
    ROAD_PSK = 1 << 0,      /* a pre-shared key, or an earlier session */
    ROAD_RSA = 1 << 1,      /* the client encrypts to the certificate: the server has no share */
    ROAD_STRANGER = 1 << 2, /* the client has answered with an empty certificate */
    ROAD_UNASKED = 1 << 3,  /* no certificate was asked of the client */
    ROAD_STRAIGHT = 1 << 4, /* no HelloRetryRequest */
} RoadCase;

typedef struct {
    TraceParty sender;
    const char *name, *or_name; /* of the message; another that stands for it */
    unsigned nth;               /* of its type; 0 is as 1 */
    const char *checks[2];      /* one of them must have been made by the one who got it */
    const char *title;          /* how it is called, NULL: NAME */
    const char *without;        /* what it means when it is missing or wrong */
    unsigned unless;            /* RoadCase */
} RoadNeed;

typedef struct {
    int message;      /* -1: never sent */
    bool read, taken; /* by the one it is for: read, and followed */
    bool checked, failed;
    bool ignored;  /* failed, and its reader went on all the same */
    bool waived;   /* looked at, but not asked for */
    bool outside;  /* what the receiver did is not to be seen, */
    bool answered; /* but that it went on */
} RoadFact;

typedef struct {
    const Trace *trace;
    int cursor;
    unsigned connection;
    unsigned cases;
} Road;

Road draw_road (const Trace *trace, int cursor);
RoadFact draw_road_fact (const Road *road, const RoadNeed *need);
/* It came, it was followed, and what was to be checked was right. */
bool draw_road_is_good (const RoadNeed *need, const RoadFact *fact);
/* "never sent", "failed, and ignored" … */
const char *draw_road_words (const Road *road, const RoadNeed *need, const RoadFact *fact,
                             const DrawBreak *broken);
/* The first event and message of the connection that CURSOR is in. */
unsigned draw_road_first_message (const Trace *trace, unsigned n, unsigned connection);
bool draw_road_has_middle (const Trace *trace);
