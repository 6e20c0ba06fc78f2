#include "draw/road.h"

bool draw_road_has_middle (const Trace *trace)
{
    return trace_is_attacker (trace, 1, TRACE_SERVER) || trace_is_attacker (trace, 2, TRACE_CLIENT);
}

/* Connections follow each other and can be halved, but for those of a man in the middle. */
unsigned draw_road_first_message (const Trace *trace, unsigned n, unsigned connection)
{
    unsigned low = 0, high = draw_road_has_middle (trace) ? 0 : n;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (trace_message (trace, (int)middle)->connection >= connection)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static bool road_has_been (int event, int cursor)
{
    return event >= 0 && event <= cursor;
}

/* The message that NEED is about: one that was followed before one that was not. What comes when
 * the handshake is over belongs to no box. */
static int road_find_message (const Road *road, const RoadNeed *need)
{
    int found = -1;
    unsigned n = trace_event (road->trace, (unsigned)road->cursor)->now.n_messages;
    unsigned first = draw_road_first_message (road->trace, n, road->connection);
    for (unsigned i = first; i < n; i++) {
        const TraceMessage *message = trace_message (road->trace, (int)i);
        int begin = message->send_event >= 0 ? message->send_event : message->receive_event;
        if (message->connection != road->connection || !road_has_been (begin, road->cursor))
            continue;
        if (trace_event (road->trace, (unsigned)begin)->now.phase == TRACE_PHASE_ESTABLISHED)
            break;
        const char *name = trace_message_name (message);
        if (message->sender != need->sender || message->ordinal < MAX (need->nth, 1) ||
            (!g_str_equal (name, need->name) && g_strcmp0 (name, need->or_name) != 0))
            continue;
        if (road_has_been (message->processed_event, road->cursor))
            return (int)i;
        found = found < 0 ? (int)i : found;
    }
    return found;
}

static bool road_is_named (const char *const keys[2], const char *key)
{
    return g_strcmp0 (keys[0], key) == 0 || g_strcmp0 (keys[1], key) == 0;
}

static bool road_was_followed (const Road *road, int message)
{
    return message >= 0 &&
           road_has_been (trace_message (road->trace, message)->processed_event, road->cursor);
}

/* What the receiver found: in the message itself, or later, as with a certificate that waits for
 * its OCSP response. */
static void road_add_checks (const Road *road, const RoadNeed *need, RoadFact *fact)
{
    const TraceMessage *message = trace_message (road->trace, fact->message);
    for (int seq = message->receive_event; seq <= road->cursor; seq++) {
        const TraceEvent *event = trace_event (road->trace, (unsigned)seq);
        if (event->connection != road->connection)
            continue;
        if (event->now.phase == TRACE_PHASE_ESTABLISHED)
            break;
        if (event->kind != TRACE_CHECK || event->party == need->sender)
            continue;
        const TraceDecision *decision = trace_decision (road->trace, event->decision);
        bool named = road_is_named (need->checks, decision->key);
        if (!named && event->message != fact->message)
            continue;
        fact->checked |= named;
        bool failed = decision->cause != BASE_CAUSE_NONE;
        fact->failed |= failed;
        fact->ignored |= failed && road_was_followed (road, event->message);
        fact->waived |= named && g_str_has_prefix (decision->outcome, "not asked");
    }
}

/* Whether the outside peer went on when it had got MESSAGE: what it made of it is not to be seen.
 */
static bool road_was_answered (const Road *road, int message)
{
    const TraceMoment *now = &trace_event (road->trace, (unsigned)road->cursor)->now;
    TraceParty sender = trace_message (road->trace, message)->sender;
    for (unsigned i = (unsigned)message + 1; i < now->n_messages; i++) {
        const TraceMessage *later = trace_message (road->trace, (int)i);
        if (later->connection == road->connection && later->sender != sender &&
            road_was_followed (road, (int)i))
            return true;
    }
    return now->phase == TRACE_PHASE_ESTABLISHED;
}

RoadFact draw_road_fact (const Road *road, const RoadNeed *need)
{
    const TraceMoment *now = &trace_event (road->trace, (unsigned)road->cursor)->now;
    RoadFact fact = {.message = road_find_message (road, need)};
    fact.outside = now->version[need->sender == TRACE_CLIENT ? TRACE_SERVER : TRACE_CLIENT] == 0;
    if (fact.message < 0)
        return fact;
    const TraceMessage *message = trace_message (road->trace, fact.message);
    fact.answered = fact.outside && road_was_answered (road, fact.message);
    fact.read = road_has_been (message->receive_event, road->cursor);
    fact.taken = road_was_followed (road, fact.message);
    if (fact.read)
        road_add_checks (road, need, &fact);
    return fact;
}

bool draw_road_is_good (const RoadNeed *need, const RoadFact *fact)
{
    if (fact->outside)
        return fact->answered;
    return fact->taken && !fact->failed && !fact->waived &&
           (need->checks[0] == NULL || fact->checked);
}

const char *draw_road_words (const Road *road, const RoadNeed *need, const RoadFact *fact,
                             const DrawBreak *broken)
{
    if (draw_road_is_good (need, fact))
        return fact->outside ? "sent" : need->checks[0] != NULL ? "checked" : "read";
    if (fact->message < 0)
        return "never sent";
    int record = trace_message (road->trace, fact->message)->record;
    if (fact->outside)
        return "sent, and not answered";
    if (!fact->read && record >= 0 && trace_record (road->trace, record)->arrived == NULL)
        return "never arrived";
    if (fact->failed)
        return fact->ignored ? "failed, and ignored" : "failed";
    if (fact->message == broken->message)
        return "refused";
    return fact->read ? "not checked" : "never read";
}

/* ---- What the road is like ---- */

static bool road_was_sent (const Road *road, const RoadNeed *need)
{
    return road_find_message (road, need) >= 0;
}

static bool road_has_check (const Road *road, const RoadNeed *need)
{
    RoadFact fact = draw_road_fact (road, need);
    return fact.checked;
}

Road draw_road (const Trace *trace, int cursor)
{
    static const RoadNeed retry = {TRACE_SERVER, "HelloRetryRequest"};
    static const RoadNeed request = {TRACE_SERVER, "CertificateRequest"};
    static const RoadNeed empty = {TRACE_CLIENT, "Certificate", "CompressedCertificate",
                                   .checks = {"client-certificate"}};
    Road road = {trace, cursor, .connection = trace_connection (trace, (unsigned)cursor)};
    road.cases |= road_was_sent (&road, &retry) ? 0 : ROAD_STRAIGHT;
    road.cases |= road_was_sent (&road, &request) ? 0 : ROAD_UNASKED;
    road.cases |= road_has_check (&road, &empty) ? ROAD_STRANGER : 0;
    return road;
}
