/* A run's insides, for the files of this room. */
#pragma once

#include "control/run.h"
#include "net/pipe.h"

struct ControlRun {
    Scenario *scenario; /* reference; NULL without one */
    Trace *trace;
    BaseClock clock;
    BaseRandom *random[2];
    TlsParty *party[2];
    NetPipe *pipe;
    GPtrArray *twists; /* reference; may be NULL */
    TlsRole turn;      /* who moves first when both can */
    size_t split;
    bool over;

    int cursor;
    GPtrArray *breakpoints; /* char * */
};

/* Runs one transition; false: the run is over. */
bool control_advance (ControlRun *self);
