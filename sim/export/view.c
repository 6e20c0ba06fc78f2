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

bool export_is_attacker (const ExportView *view, unsigned connection, TraceParty party)
{
    bool knows = view->observer->omniscient || view->observer->attacker;
    return knows && trace_is_attacker (view->trace, connection, party);
}

const char *export_party_name (const ExportView *view, unsigned connection, TraceParty party)
{
    if (!export_is_attacker (view, connection, party))
        return trace_party_name (party);
    if (trace_is_replayed (view->trace, connection))
        return "attacker";
    return party == TRACE_CLIENT ? "attacker's client" : "attacker's server";
}

/* Whether the observer is PARTY of CONNECTION. */
static bool is_self (const ExportView *view, unsigned connection, TraceParty party)
{
    bool played = trace_is_attacker (view->trace, connection, party);
    return view->observer->attacker ? played : view->observer->party == (int)party && !played;
}

/* How CONNECTION stood at its last event that has happened; NULL: it has none. */
static const TraceMoment *moment_of (const ExportView *view, unsigned connection)
{
    for (unsigned i = view->n_events; i > 0; i--)
        if (trace_event (view->trace, i - 1)->connection == connection)
            return &trace_event (view->trace, i - 1)->now;
    return NULL;
}

unsigned export_ends (const ExportView *view, ExportEnd ends[4])
{
    unsigned n = 0, last = view->n_events > 0
                               ? trace_event (view->trace, view->n_events - 1)->connection
                               : 0;
    bool middle = trace_is_attacker (view->trace, 1, TRACE_SERVER);
    for (unsigned connection = middle ? 1 : last; connection <= last; connection++) {
        const TraceMoment *now = moment_of (view, connection);
        for (int i = TRACE_CLIENT; now != NULL && i <= TRACE_SERVER; i++) {
            TraceParty party = (TraceParty)i;
            bool seen = view->observer->omniscient || is_self (view, connection, party);
            if (seen && *now->state[party] != '?')
                ends[n++] = (ExportEnd){party, export_is_attacker (view, connection, party),
                                        now->state[party], now->outcome[party]};
        }
    }
    return n;
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
    return view->observer->omniscient || is_self (view, secret->connection, secret->party);
}

WireMessage *export_message (const ExportView *view, int index)
{
    if ((unsigned)index >= view->now.n_messages ||
        trace_sees_message (view->trace, view->observer, index, view->n_events - 1) != TRACE_CLEAR)
        return NULL;
    const TraceMessage *message = trace_message (view->trace, index);
    return view->observer->party == (int)message->sender
               ? message->sent
               : trace_message_at (message, view->n_events - 1);
}

GBytes *export_record (const ExportView *view, int index, int64_t *time)
{
    const TraceRecord *record = trace_record (view->trace, index);
    bool own = view->observer->party == (int)record->sender;
    bool receiver = view->observer->party >= 0 && !own;
    /* Of two connections a party is in one. */
    if (view->observer->party >= 0 &&
        !is_self (view, record->connection, (TraceParty)view->observer->party))
        return NULL;
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

int export_reason (const ExportView *view, unsigned seq)
{
    unsigned kind = trace_event (view->trace, seq)->kind;
    bool told =
        kind == TRACE_FAIL || kind == TRACE_END || kind == TRACE_SEND || kind == TRACE_RECEIVE;
    int reason = told ? trace_reason (view->trace, view->observer, seq) : -1;
    return reason != (int)seq ? reason : -1;
}
