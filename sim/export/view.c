#include "export/view.h"

ExportView export_view (const Trace *trace, const Scenario *scenario, int cursor,
                        const TraceObserver *observer)
{
    ExportView view = {.trace = trace, .scenario = scenario, .n_events = (unsigned)(cursor + 1)};
    view.observer = observer != NULL ? observer : trace_observer_find ("everyone");
    if (view.n_events > 0)
        view.now = trace_event (trace, view.n_events - 1)->now;
    else
        view.now.state[TRACE_CLIENT] = view.now.state[TRACE_SERVER] = "?";
    return view;
}

static bool happened (const ExportView *view, int event)
{
    return event >= 0 && (unsigned)event < view->n_events;
}

bool export_is_live (const ExportView *view)
{
    if (trace_length (view->trace) == 0)
        return false;
    const TraceMoment *end = &trace_event (view->trace, trace_length (view->trace) - 1)->now;
    return *end->state[TRACE_CLIENT] == '?' || *end->state[TRACE_SERVER] == '?';
}

bool export_sees_event (const ExportView *view, unsigned seq)
{
    return seq < view->n_events && trace_sees_event (view->trace, view->observer, seq);
}

/* Whether event SEQ shows the observer which message it is about. */
static bool names_message (const ExportView *view, unsigned seq)
{
    const TraceEvent *event = trace_event (view->trace, seq);
    if (event->message < 0)
        return true;
    return trace_sees_event (view->trace, view->observer, seq) == TRACE_CLEAR &&
           trace_sees_message (view->trace, view->observer, event->message, seq) == TRACE_CLEAR;
}

char *export_event_title (const ExportView *view, unsigned seq)
{
    return trace_event_title_seen (view->trace, view->observer, seq);
}

const char *export_event_section (const ExportView *view, unsigned seq)
{
    return trace_event_section_seen (view->trace, view->observer, seq);
}

char *export_event_landmark (const ExportView *view, unsigned seq)
{
    return names_message (view, seq) ? trace_event_landmark (view->trace, seq) : NULL;
}

bool export_sees_secret (const ExportView *view, int index)
{
    if ((unsigned)index >= view->now.n_secrets)
        return false;
    const TraceSecret *secret = trace_secret (view->trace, index);
    if (view->observer->has_key)
        return trace_knows_secret (view->trace, view->observer, index, view->n_events - 1);
    return view->observer->omniscient || view->observer->party == (int)secret->party;
}

WireMessage *export_message (const ExportView *view, int index)
{
    if ((unsigned)index >= view->now.n_messages ||
        trace_sees_message (view->trace, view->observer, index, view->n_events - 1) != TRACE_CLEAR)
        return NULL;
    const TraceMessage *message = trace_message (view->trace, index);
    WireMessage *received = happened (view, message->receive_event) ? message->received : NULL;
    if (view->observer->party == (int)message->sender || received == NULL)
        return message->sent;
    return received;
}

GBytes *export_record (const ExportView *view, int index, int64_t *time)
{
    const TraceRecord *record = trace_record (view->trace, index);
    bool own = view->observer->party == (int)record->sender;
    bool receiver = view->observer->party >= 0 && !own;
    *time = receiver ? record->arrived_at : record->sent_at + record->held;
    bool delivered = happened (view, record->deliver_event);
    if (delivered && !own)
        return record->arrived;
    bool on_wire = record->send_event < view->n_events;
    return on_wire && !receiver ? record->sent : NULL;
}

char *export_time_text (int64_t microseconds)
{
    return g_strdup_printf ("%" G_GINT64_FORMAT ".%06d", microseconds / G_USEC_PER_SEC,
                            (int)(microseconds % G_USEC_PER_SEC));
}

const char *export_verdict_name (TraceVerdict verdict)
{
    static const char *const names[] = {"fell", "chosen", "not reached", "passed", "note"};
    return names[verdict];
}
