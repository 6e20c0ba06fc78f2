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
    TlsRole turn; /* who moves first when both can */
    int last;     /* its last event, once it is over */
} ControlConnection;

typedef struct ControlMiddle ControlMiddle;

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
    ControlMiddle *middle;  /* NULL: nobody stands in it */
    size_t split;
    bool over;

    int cursor;
    GPtrArray *breakpoints; /* char * */
};

const char *control_connection_outcome (const ControlConnection *connection);

/* Runs one transition; false: the run is over. */
bool control_advance (ControlRun *self);
/* The same of one connection; false: nobody can move there and nothing is in flight. */
bool control_advance_connection (ControlRun *self, ControlConnection *connection);
/* Then it ends; false: it has. */
bool control_end_connection (ControlRun *self, ControlConnection *connection);
/* The next one begins; false: there is none. */
bool control_next_connection (ControlRun *self);

/* ---- middle.c: a man in the middle. He has two parties of the same engine: a server, which the
 * client talks to in connection 1, and a client, which talks to the real server in connection 2.
 * The second begins once the client has believed the first; from then on both run side by side, and
 * he hands on what he reads. ---- */
struct ControlMiddle {
    TlsMemory *memory[2]; /* his own */
    size_t told[2];       /* how much he has handed on of what his party in that role has read */
    GBytes *instead[2];   /* what his party in that role says in place of that; NULL: just that */
};
void control_set_middle (ControlRun *self);
void control_middle_free (ControlMiddle *middle);
bool control_is_attacker (const ControlRun *self, unsigned connection, TlsRole role);
bool control_advance_middle (ControlRun *self);
