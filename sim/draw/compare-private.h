/* What the files of the comparison share. */
#pragma once

#include "draw/compare.h"
#include "draw/model.h"
#include "draw/scene.h"

/* Fills in what can be said of RUN in a few words; its trace, connection and end are set, its items
 * too. HALVES: as draw_causal_halves () gives them. */
void draw_compare_facts (DrawCompareRun *run, const TraceObserver *observer);
/* How many half round trips lie before each record of the trace, in cause and effect: a party that
 * has read a message acts one half later than its sender. GArray of unsigned; transfer full. And
 * when the two parties may send application data, and do: half round trips, -1: never. */
GArray *draw_causal_halves (const Trace *trace, unsigned connection, int end, int may[2],
                            int did[2]);
/* What travels in clear. transfer full */
GPtrArray *draw_compare_leaks (const DrawCompare *compare);

/* The message of RUN called by PATH's first name, as an eavesdropper or anybody has it, and its
 * field; NULL when there is none, or SEEN_BY (NULL: everyone) cannot read it. INDEX may be NULL. */
WireMessage *draw_compare_find (const DrawCompareRun *run, const char *path, int sender,
                                const TraceObserver *seen_by, int *field, int *index);
