/* The models, computed from a trace: what stands behind the calls of graph.h that take a run. TRACE
 * may be NULL where a picture makes sense without a run; CURSOR -1: nothing has happened yet. */
#pragma once

#include "draw/graph.h"

DrawGraph *draw_model_flowchart (const Trace *trace, int cursor, bool classic);
DrawGraph *draw_model_machine (TlsRole role, const Trace *trace, int cursor);
DrawGraph *draw_model_secrets (const Trace *trace, int cursor, unsigned connection,
                               const TraceObserver *observer);
GPtrArray *draw_model_ladder (const Trace *trace, int cursor, const TraceObserver *observer);

/* Where and why the road ended, as far as it has at CURSOR. */
typedef struct {
    int event; /* the TRACE_FAIL, or the TRACE_END of an ending without one; -1: it goes on */
    BaseCause cause;
    TracePhase phase; /* the box that it belongs to */
    int message;      /* that was refused; -1: none was, or nobody knows which */
    bool choice;      /* MESSAGE was understood, but there is no answer to it */
} DrawBreak;
DrawBreak draw_find_break (const Trace *trace, int cursor);
/* Why, in words, with the alert as soon as it is sent. transfer full */
char *draw_break_words (const Trace *trace, int cursor, const DrawBreak *broken);
/* "certificate_expired" when MESSAGE is an alert that can be read, else NULL. */
const char *draw_alert_name (const TraceMessage *message);
