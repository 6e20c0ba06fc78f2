/* Breaking what is under way. A run is a function of its scenario: a change is a line more in it,
 * and a new run, which is the old one up to the moment at which the change takes hold. */
#pragma once

#include "control/run.h"

/* The record that is under way at event CURSOR of TRACE: sent, and not yet arrived; of several the
 * one that arrives next. -1: none. */
int control_under_way (const Trace *trace, int cursor);

/* Something that can be done to it. */
typedef struct {
    char *twist; /* the line: "set server.ServerHello.random 5a…" */
    char *words; /* what it does: "the field random gets another value" */
    bool rogue;  /* its sender does it, not the attacker */
    int field;   /* of the message, in its tree; -1: not of one */
    int message; /* index; -1: of the record as a whole */
} ControlProposal;
/* Everything that can be done to RECORD, a GPtrArray of ControlProposal: what changes fields holds
 * their values of now, to be edited. transfer full */
GPtrArray *control_proposals (ControlRun *run, int record);

/* The scenario of RUN with TWIST as the last thing that happens to the connection that the cursor
 * is in. NULL with an error that says what is allowed. transfer full */
Scenario *control_twisted (ControlRun *run, const char *twist, GError **error);
/* The run of that, its cursor where that of RUN stands. NULL with an error, also when TWIST never
 * finds anything to change. transfer full */
ControlRun *control_run_twisted (ControlRun *run, const char *twist, GError **error);
/* The scenario of RUN, which expects that it ends as it really does (runs all). transfer full */
Scenario *control_expecting (ControlRun *run, GError **error);
/* A run of SCENARIO whose cursor stands where that of RUN stands, or at the end if it is shorter;
 * breakpoints are taken along. transfer full */
ControlRun *control_run_like (ControlRun *run, Scenario *scenario, GError **error);
