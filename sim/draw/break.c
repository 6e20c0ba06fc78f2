/* Where a handshake broke. A step must cost the same however long the trace is, so nothing here
 * walks over all of it. */
#include "draw/road.h"

static bool break_has_ended (const TraceMoment *now)
{
    for (int party = 0; party < 2; party++)
        if (now->outcome[party] == TRACE_FAILED || now->outcome[party] == TRACE_TRUNCATED ||
            now->outcome[party] == TRACE_STALLED)
            return true;
    return false;
}

static bool break_is_behind (const Trace *trace, unsigned connection, int seq)
{
    const TraceEvent *event = trace_event (trace, (unsigned)seq);
    return event->connection == connection && break_has_ended (&event->now);
}

/* The first event up to CURSOR after which a party's road had ended badly, CURSOR if there is none:
 * outcomes only get worse, so it can be halved, but where two connections take turns. */
static int break_first_ended (const Trace *trace, int cursor)
{
    unsigned connection = trace_connection (trace, (unsigned)cursor);
    int low = 0, high = cursor;
    while (draw_road_has_middle (trace) && low < high && !break_is_behind (trace, connection, low))
        low++;
    while (low < high && !draw_road_has_middle (trace)) {
        int middle = low + (high - low) / 2;
        if (break_is_behind (trace, connection, middle))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Whether EVENT is a choice that could not be made: of the same transition, of the same cause. */
static bool break_is_choice (const Trace *trace, const TraceEvent *event)
{
    for (int seq = (int)event->seq - 1; seq >= 0 && seq >= event->parent; seq--) {
        const TraceEvent *before = trace_event (trace, (unsigned)seq);
        if (before->kind == TRACE_DECIDE && before->cause == event->cause)
            return true;
    }
    return false;
}

static int break_message (const Trace *trace, const TraceEvent *event)
{
    return event->message < 0 && event->record >= 0
               ? trace_record (trace, event->record)->first_message
               : event->message;
}

/* What was being read when it happened tells the box better than how far the other side had come: a
 * server may have sent its Finished before the client refuses the Certificate. A ClientHello that
 * was understood but cannot be answered breaks the road where the answer should be. */
static TracePhase break_phase (const Trace *trace, const TraceEvent *event)
{
    int index = break_message (trace, event);
    if (index < 0 || event->now.phase == TRACE_PHASE_ESTABLISHED)
        return event->now.phase;
    const TraceMessage *message = trace_message (trace, index);
    const WireMessage *content = message->sent != NULL ? message->sent : message->received;
    WireMessageId id = content == NULL ? WIRE_UNKNOWN_MESSAGE : content->row->id;
    if (id == WIRE_CLIENT_HELLO && break_is_choice (trace, event))
        return TRACE_PHASE_SERVER_HELLO;
    TracePhase phase = trace_phase_of (trace_version (trace, event->seq), message->sender, id);
    return phase != TRACE_PHASE_START ? trace_phase_behind (event->now.phase, phase)
                                      : event->now.phase;
}

DrawBreak draw_find_break (const Trace *trace, int cursor)
{
    DrawBreak broken = {.event = -1, .message = -1};
    if (trace == NULL || cursor < 0)
        return broken;
    int end = break_first_ended (trace, cursor);
    const TraceEvent *last = trace_event (trace, (unsigned)end);
    /* The failure stands in the same transition, before what it leads to. */
    int start = last->parent >= 0 ? last->parent : end;
    for (int seq = end; seq >= start; seq--) {
        const TraceEvent *event = trace_event (trace, (unsigned)seq);
        if (event->kind == TRACE_FAIL)
            broken.event = seq;
    }
    if (broken.event < 0 && break_has_ended (&last->now))
        broken.event = end;
    if (broken.event < 0)
        return broken;
    const TraceEvent *event = trace_event (trace, (unsigned)broken.event);
    broken.cause = event->cause;
    broken.message = event->kind == TRACE_FAIL ? break_message (trace, event) : -1;
    broken.choice = break_is_choice (trace, event);
    broken.phase = MAX (break_phase (trace, event), TRACE_PHASE_CLIENT_HELLO);
    return broken;
}

const char *draw_alert_name (const TraceMessage *message)
{
    const WireMessage *content = message->sent != NULL ? message->sent : message->received;
    if (content == NULL || content->row->id != WIRE_ALERT || content->tree->cause != 0)
        return NULL;
    const char *name = base_alert_name (((const WireAlert *)content->body)->description);
    return name == NULL ? "of an unknown number" : name;
}

/* The first error alert after the failure that is on its way at CURSOR. */
static const TraceMessage *break_alert (const Trace *trace, int cursor, int failed)
{
    int limit = (int)trace_event (trace, (unsigned)cursor)->now.n_messages;
    int first = (int)trace_event (trace, (unsigned)failed)->now.n_messages;
    for (int i = MAX (first - 1, 0); i < limit; i++) {
        const TraceMessage *message = trace_message (trace, i);
        const char *name = draw_alert_name (message);
        if (name != NULL && message->send_event <= cursor &&
            message->connection == trace_connection (trace, (unsigned)cursor) &&
            !g_str_equal (name, "close_notify"))
            return message;
    }
    return NULL;
}

char *draw_break_words (const Trace *trace, int cursor, const DrawBreak *broken)
{
    const TraceMessage *alert = break_alert (trace, cursor, broken->event);
    const char *words = base_cause_words (broken->cause);
    if (broken->cause == BASE_CAUSE_NONE)
        words = "the connection ended before its time";
    if (alert == NULL)
        return g_strdup (words);
    bool attacker = alert->record >= 0 && trace_record (trace, alert->record)->attacker;
    return g_strdup_printf ("%s\nalert %s the %s%s: %s", words, attacker ? "in" : "of",
                            trace_party_name (alert->sender),
                            attacker ? "'s name, by the attacker" : "", draw_alert_name (alert));
}
