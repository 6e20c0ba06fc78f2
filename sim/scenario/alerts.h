/* The table of alerts: each condition that RFC 9846 and its companions answer with an alert, in the
 * order of their sections, and the scenario that brings it about. It is data, assets/alerts.ini,
 * for `stepshake list alerts` and for the test that plays every row. */
#pragma once

#include "scenario/scenario.h"

typedef struct {
    char *id;        /* "client-hello-legacy-version" */
    char *section;   /* "RFC 9846 4.2.2" */
    char *rule;      /* "MUST", "SHOULD", "RECOMMENDED", "MAY"; "definition": see alerts.ini */
    TraceParty side; /* who must notice */
    char *when;      /* the condition, in words */
    char **alerts;   /* what the RFC lets it answer: names */
    bool goes_on;    /* this engine answers none of them */
    char *cause;     /* BaseCause's name; NULL: none is named */
    char *choice;    /* "unreachable", "conflicting", "may"; NULL: it is provoked, nothing to say */
    char *why;       /* the words for the choice; NULL without one */
    char *waits;     /* for what this engine does not do yet; NULL: for nothing */
    char **settings; /* "network.twist.1=…", in order; empty: nothing brings it about */
} ScenarioAlert;

/* All rows, a GPtrArray of ScenarioAlert; built in, borrowed. */
GPtrArray *scenario_alert_rows (void);
/* NULL when there is no such row. */
const ScenarioAlert *scenario_alert_find (const char *id);
/* The scenario that brings ROW about, with what it expects; scenario_load ("alert:ID") is the same.
 * transfer full */
Scenario *scenario_of_alert (const ScenarioAlert *row, GError **error);
