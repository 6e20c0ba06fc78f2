#include "trace/private.h"

/* From what is seen of a failure back to the event at which it was noticed. */

/* The last time up to SEQ that PARTY of CONNECTION noticed something; -1: it never did. */
static int noticed_by (const Trace *trace, unsigned connection, TraceParty party, unsigned seq)
{
    for (int i = (int)seq; i >= 0; i--) {
        const TraceEvent *event = trace_event (trace, (unsigned)i);
        if (event->kind == TRACE_FAIL && event->party == party && event->connection == connection)
            return i;
    }
    return -1;
}

/* The fatal alert that EVENT is about, as its sender wrote it; NULL: none. */
static const TraceMessage *alert_of (const Trace *trace, const TraceEvent *event)
{
    enum { FATAL = 2 };
    int index = event->message;
    if (index < 0 && event->record >= 0)
        index = trace_record (trace, event->record)->first_message;
    const TraceMessage *message = index >= 0 ? trace_message (trace, index) : NULL;
    if (message == NULL || message->sent == NULL || message->sent->row->id != WIRE_ALERT)
        return NULL;
    const WireAlert *alert = message->sent->body;
    return alert->level == FATAL ? message : NULL;
}

/* Who was told by an alert asks the one who sent it. */
static int behind_alert (const Trace *trace, const TraceObserver *observer, int seq)
{
    const TraceEvent *event = trace_event (trace, (unsigned)seq);
    const TraceMessage *alert =
        event->cause == BASE_CAUSE_PEER_ALERT ? alert_of (trace, event) : NULL;
    int other =
        alert != NULL ? noticed_by (trace, alert->connection, alert->sender, (unsigned)seq) : -1;
    bool seen = other >= 0 && trace_sees_event (trace, observer, (unsigned)other) == TRACE_CLEAR;
    return seen ? other : seq;
}

int trace_reason (const Trace *trace, const TraceObserver *observer, unsigned seq)
{
    const TraceEvent *event = trace_event (trace, seq);
    const TraceMessage *alert = event->kind != TRACE_FAIL ? alert_of (trace, event) : NULL;
    int reason = -1;
    if (event->kind == TRACE_FAIL)
        reason = (int)seq;
    else if (alert != NULL)
        reason = noticed_by (trace, alert->connection, alert->sender, seq);
    else if (event->party < TRACE_NETWORK && event->now.outcome[event->party] == TRACE_FAILED)
        reason = noticed_by (trace, event->connection, (TraceParty)event->party, seq);
    if (reason >= 0)
        reason = behind_alert (trace, observer, reason);
    bool seen = reason >= 0 && trace_sees_event (trace, observer, (unsigned)reason) == TRACE_CLEAR;
    return seen ? reason : -1;
}
