/* What a file may hold: the events up to the cursor, and of these what the observer has seen. For
 * the formats of this room. */
#pragma once

#include "export/export.h"

typedef struct {
    const Trace *trace;
    const Scenario *scenario;
    const TraceObserver *observer;
    unsigned n_events; /* that have happened */
    TraceMoment now;   /* behind the last of them */
} ExportView;

ExportView export_view (const Trace *trace, const Scenario *scenario, int cursor,
                        const TraceObserver *observer);

/* Whether the observer knows PARTY of CONNECTION for a part that a man in the middle plays. */
bool export_is_attacker (const ExportView *view, unsigned connection, TraceParty party);
/* "client", or "attacker's client" to who knows; static. */
const char *export_party_name (const ExportView *view, unsigned connection, TraceParty party);

/* How PARTY of a connection stands, into which the observer can look; ATTACKER plays it. */
typedef struct {
    TraceParty party;
    bool attacker;
    const char *state;
    TraceOutcome outcome;
} ExportEnd;
/* Of the last connection; with a man in the middle of both that belong together. Gives how many. */
unsigned export_ends (const ExportView *view, ExportEnd ends[4]);

/* Whether one side of the run is an outside peer, so that it cannot be run again. */
bool export_is_live (const ExportView *view);

bool export_sees_event (const ExportView *view, unsigned seq);
/* Of an alert and of a failed end, the event at which it was noticed why; -1: of none, or not to be
 * seen. */
int export_reason (const ExportView *view, unsigned seq);
/* One line, which names a sealed message only to who can read it; transfer full. */
char *export_event_title (const ExportView *view, unsigned seq);
/* The section that rules it; static, may be NULL. Which one it is tells a message's type. */
const char *export_event_section (const ExportView *view, unsigned seq);
/* transfer full; NULL: it has none, or not for this observer */
char *export_event_landmark (const ExportView *view, unsigned seq);
/* Whether the observer knew secret INDEX at some time; files keep what its owner wipes later. */
bool export_sees_secret (const ExportView *view, int index);
/* The content of message INDEX as the observer has it, NULL when that is sealed or yet to come.
 * borrowed */
WireMessage *export_message (const ExportView *view, int index);
/* Record INDEX as the observer sees it on the wire, and when; NULL: it does not. borrowed */
GBytes *export_record (const ExportView *view, int index, int64_t *time);

/* A formatted time, "0.021000". transfer full */
char *export_time_text (int64_t microseconds);
/* "chosen", "fell", "not reached", "passed", "note" */
const char *export_verdict_name (TraceVerdict verdict);
