/* A run's insides, for the files of this room. */
#pragma once

#include "control/run.h"
#include "net/pipe.h"

/* One of the connections that follow one another. */
typedef struct {
    TlsConfig *config[2]; /* references */
    GPtrArray *twists;    /* reference; may be NULL */
    int64_t latency, pause;
    unsigned replay; /* the connection whose first flight comes again; 0: a real client */
    /* Once it has begun: */
    CryptoRandom *random[2];
    TlsParty *party[2]; /* the client is NULL in a replay */
    NetPipe *pipe;
    int last; /* its last event, once it is over */
} ControlConnection;

struct ControlRun {
    Scenario *scenario; /* reference; NULL without one */
    Trace *trace;
    BaseClock clock;
    char *seed;
    ControlInject inject; /* NULL: nothing is injected */
    void *inject_data;
    TlsMemory *memory[2];
    GPtrArray *connections; /* ControlConnection */
    unsigned at;            /* the one that runs, from 0 */
    TlsRole turn;           /* who moves first when both can */
    size_t split;
    bool over;

    int cursor;
    GPtrArray *breakpoints; /* char * */
};

const char *control_connection_outcome (const ControlConnection *connection);

/* Runs one transition; false: the run is over. */
bool control_advance (ControlRun *self);
