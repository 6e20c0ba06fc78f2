#include "net/pipe.h"

#include "net/arrival.h"
#include "net/attack.h"
#include "net/own.h"
#include "net/rogue.h"

typedef struct {
    int record;
    int64_t due; /* when it arrives: microseconds */
    bool held;   /* the attacker has kept it */
    bool waits;  /* for the next of its sender to pass */
} Flight;

struct NetPipe {
    NetPlan *plan;
    NetRogue *rogue;
    unsigned connection;
    GQueue *flights[2]; /* Flight, by sender; each in the order of arrival */
    int64_t latency;
    bool ended; /* and the trace says what has not found its place */
    bool cut;
};

NetPipe *net_pipe_new (Trace *trace, BaseClock *clock, unsigned connection, GPtrArray *twists,
                       int64_t latency)
{
    NetPipe *self = g_new0 (NetPipe, 1);
    self->plan = net_plan_new (trace, clock, twists);
    self->rogue = net_rogue_new (self->plan);
    self->connection = connection;
    self->flights[TRACE_CLIENT] = g_queue_new ();
    self->flights[TRACE_SERVER] = g_queue_new ();
    self->latency = latency;
    return self;
}

void net_pipe_free (NetPipe *self)
{
    if (self == NULL)
        return;
    g_queue_free_full (self->flights[TRACE_CLIENT], g_free);
    g_queue_free_full (self->flights[TRACE_SERVER], g_free);
    net_rogue_free (self->rogue);
    net_plan_free (self->plan);
    g_free (self);
}

static GQueue *queue_of (const NetPipe *self, int record)
{
    return self->flights[trace_record (self->plan->trace, record)->sender];
}

static Flight *flight_new (int record, int64_t due)
{
    Flight *flight = g_new0 (Flight, 1);
    flight->record = record;
    flight->due = due;
    return flight;
}

bool net_pipe_in_flight (const NetPipe *self)
{
    return !g_queue_is_empty (self->flights[0]) || !g_queue_is_empty (self->flights[1]);
}

bool net_pipe_is_cut (const NetPipe *self)
{
    return self->cut;
}

/* What arrives first; who waits for another comes last. */
static Flight *next_flight (const NetPipe *self)
{
    Flight *one = g_queue_peek_head (self->flights[0]);
    Flight *other = g_queue_peek_head (self->flights[1]);
    if (one == NULL || other == NULL)
        return one != NULL ? one : other;
    if (one->waits != other->waits)
        return one->waits ? other : one;
    if (one->due != other->due)
        return one->due < other->due ? one : other;
    return one->record < other->record ? one : other;
}

bool net_pipe_is_held (const NetPipe *self)
{
    const Flight *next = next_flight (self);
    return next != NULL && (next->held || next->waits);
}

/* ---- Twists that are not found in place ---- */

char *net_pipe_why_not (const NetPipe *self, unsigned i)
{
    const NetTask *task = net_plan_task (self->plan, i);
    return task->applied ? NULL : net_plan_why_not (self->plan, task, self->connection);
}

bool net_pipe_end (NetPipe *self)
{
    Trace *trace = self->plan->trace;
    bool any = false;
    trace_enter (trace, TRACE_NETWORK, self->connection, self->plan->clock);
    for (unsigned i = 0; !self->ended && net_plan_task (self->plan, i) != NULL; i++) {
        g_autofree char *why = net_pipe_why_not (self, i);
        if (why == NULL)
            continue;
        any = true;
        TraceEvent *event = trace_emit (trace, TRACE_TWIST);
        event->label =
            trace_internf (trace, "%s: %s", net_plan_task (self->plan, i)->twist->text, why);
        event->section = trace_section (trace, "RFC 9846 F", "RFC 5246 F");
    }
    trace_leave (trace);
    self->ended = true;
    return any;
}

/* ---- Sending ---- */

static bool is_task (const NetTask *task, NetTwistKind kind, const TraceRecord *record)
{
    return !task->applied && task->twist->kind == kind && !record->attacker &&
           task->twist->sender == record->sender && task->twist->ordinal == record->ordinal;
}

static NetTask *find_task (const NetPipe *self, NetTwistKind kind, const TraceRecord *record)
{
    NetTask *task;
    for (unsigned i = 0; (task = net_plan_task (self->plan, i)) != NULL; i++)
        if (is_task (task, kind, record))
            return task;
    return NULL;
}

/* The head of QUEUE lets the one behind it pass. */
static void swap (NetPipe *self, GQueue *queue, NetTask *task)
{
    Flight *first = g_queue_pop_head (queue), *second = g_queue_peek_head (queue);
    TraceRecord *record = trace_record_for_writing (self->plan->trace, first->record);
    first->waits = false;
    record->held += MAX (second->due - first->due, 0);
    first->due = MAX (first->due, second->due);
    g_queue_push_nth (queue, first, 1);
    net_plan_done (self->plan, task, first->record, record->sent);
}

static void push (NetPipe *self, int index)
{
    const TraceRecord *record = trace_record (self->plan->trace, index);
    GQueue *queue = self->flights[record->sender];
    Flight *last = g_queue_peek_tail (queue);
    g_queue_push_tail (queue, flight_new (index, record->sent_at + self->latency));
    if (last == NULL || !last->waits)
        return;
    const TraceRecord *waiting = trace_record (self->plan->trace, last->record);
    trace_enter (self->plan->trace, TRACE_NETWORK, self->connection, self->plan->clock);
    swap (self, queue, find_task (self, NET_TWIST_REORDER, waiting));
    trace_leave (self->plan->trace);
}

void net_pipe_send (NetPipe *self, int record)
{
    g_autoptr (GQueue) out = g_queue_new ();
    net_rogue_send (self->rogue, record, out);
    while (!g_queue_is_empty (out))
        push (self, GPOINTER_TO_INT (g_queue_pop_head (out)) - 1);
}

void net_pipe_replay (NetPipe *self, unsigned earlier)
{
    Trace *trace = self->plan->trace;
    unsigned n = trace_now (trace)->n_records;
    g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (int));
    trace_enter (trace, TRACE_NETWORK, self->connection, self->plan->clock);
    for (unsigned i = 0; i < n; i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        if (record->connection != earlier)
            continue;
        if (record->sender == TRACE_SERVER)
            break; /* what follows answers this server, who is another by now */
        int copy =
            net_own_copy (self->plan, record->sender, (int)i, "sends again what he has recorded",
                          trace_section (trace, "RFC 9846 8", "RFC 5246 F.1.1"));
        g_array_append_val (copies, copy);
    }
    trace_leave (trace);
    for (guint i = 0; i < copies->len; i++)
        push (self, g_array_index (copies, int, i));
}

/* ---- The attacker at what is due ---- */

/* Where the specification speaks of records that come again. */
static const char *against_replay (const NetPipe *self)
{
    return trace_section (self->plan->trace, "RFC 9846 F.2", "RFC 5246 F.2");
}

/* A record of his own for TASK, in flight at POSITION of QUEUE. False: there is none. */
static bool put_in (NetPipe *self, NetTask *task, GQueue *queue, guint position)
{
    const NetTwist *twist = task->twist;
    int index;
    if (twist->kind == NET_TWIST_INJECT) {
        index =
            net_own_record (self->plan, twist->sender, twist->type, base_span_bytes (twist->bytes),
                            trace_intern (self->plan->trace, twist->text));
    } else {
        unsigned from = twist->connection > 0 ? twist->connection : self->connection;
        int of = net_find_record (self->plan, twist->copy, from);
        if (of < 0) {
            net_plan_miss (task, "“%s” has not been sent by then", twist->copy->text);
            return false;
        }
        index = net_own_copy (self->plan, twist->sender, of,
                              trace_intern (self->plan->trace, twist->text), against_replay (self));
    }
    task->applied = true;
    g_queue_push_nth (queue, flight_new (index, self->plan->clock->now), (gint)position);
    return true;
}

static bool is_own (const NetTwist *twist, bool behind)
{
    return (twist->kind == NET_TWIST_INJECT || twist->kind == NET_TWIST_REPLAY) &&
           twist->behind == behind;
}

/* How many records he has put in before or behind RECORD. */
static unsigned put_around (NetPipe *self, const TraceRecord *record, GQueue *queue, bool behind)
{
    unsigned n = 0;
    NetTask *task;
    for (unsigned i = 0; (task = net_plan_task (self->plan, i)) != NULL; i++)
        if (is_own (task->twist, behind) && is_task (task, task->twist->kind, record))
            n += put_in (self, task, queue, n);
    return n;
}

static bool delay (NetPipe *self, Flight *flight, const TraceRecord *record)
{
    NetTask *task = find_task (self, NET_TWIST_DELAY, record);
    if (task == NULL)
        return false;
    int64_t time = (int64_t)task->twist->size * 1000;
    flight->due += time;
    flight->held = true;
    trace_record_for_writing (self->plan->trace, flight->record)->held += time;
    net_plan_done (self->plan, task, flight->record, record->sent);
    return true;
}

static bool reorder (NetPipe *self, Flight *flight, const TraceRecord *record, GQueue *queue)
{
    NetTask *task = find_task (self, NET_TWIST_REORDER, record);
    if (task == NULL)
        return false;
    if (g_queue_get_length (queue) > 1) {
        swap (self, queue, task);
        return true;
    }
    if (flight->waits) /* for nothing: he lets it go */
        net_plan_miss (task, "no record of the %s comes behind it",
                       trace_party_name (record->sender));
    flight->waits = !flight->waits;
    return flight->waits;
}

/* Whether FLIGHT, the head of QUEUE, does not arrive yet. */
static bool hold (NetPipe *self, Flight *flight, GQueue *queue)
{
    const TraceRecord *record = trace_record (self->plan->trace, flight->record);
    return delay (self, flight, record) || reorder (self, flight, record, queue) ||
           put_around (self, record, queue, false) > 0;
}

/* Once more, right behind itself; then what is to come behind it. */
static void follow (NetPipe *self, int index, GQueue *queue)
{
    const TraceRecord *record = trace_record (self->plan->trace, index);
    NetTask *task = find_task (self, NET_TWIST_DUPLICATE, record);
    put_around (self, record, queue, true);
    if (task == NULL)
        return;
    int copy =
        net_own_copy (self->plan, record->sender, index,
                      trace_intern (self->plan->trace, task->twist->text), against_replay (self));
    task->applied = true;
    g_queue_push_head (queue, flight_new (copy, self->plan->clock->now));
}

static GBytes *arriving (NetPipe *self, int index)
{
    NetTask *cut = find_task (self, NET_TWIST_CLOSE, trace_record (self->plan->trace, index));
    if (cut != NULL && !self->cut) {
        net_plan_done (self->plan, cut, index, NULL);
        self->cut = true;
    }
    return self->cut ? NULL : net_attack (self->plan, index);
}

static GBytes *arrive (NetPipe *self, int index, GQueue *queue)
{
    Trace *trace = self->plan->trace;
    GBytes *bytes = arriving (self, index);
    TraceRecord *record = trace_record_for_writing (trace, index);
    record->arrived = bytes;
    record->arrived_at = self->plan->clock->now;
    record->deliver_event = (int)trace_length (trace);
    trace_now (trace)->in_flight--;
    TraceEvent *event = trace_emit (trace, TRACE_DELIVER);
    event->record = index;
    event->message = record->first_message;
    event->section = trace_section (trace, "RFC 9846 5", "RFC 5246 6");
    net_note_arrival (trace, index);
    if (!self->cut)
        follow (self, index, queue);
    return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

GBytes *net_pipe_deliver (NetPipe *self, TraceParty *to, int *index)
{
    Flight *flight = next_flight (self);
    GQueue *queue = queue_of (self, flight->record);
    Trace *trace = self->plan->trace;
    BaseClock *clock = self->plan->clock;
    GBytes *bytes = NULL;
    *index = flight->record;
    *to = queue == self->flights[TRACE_CLIENT] ? TRACE_SERVER : TRACE_CLIENT;
    if (flight->due > clock->now)
        base_clock_advance (clock, flight->due - clock->now);
    trace_enter (trace, TRACE_NETWORK, self->connection, clock);
    if (self->cut || !hold (self, flight, queue)) {
        g_free (g_queue_pop_head (queue));
        bytes = arrive (self, *index, queue);
    }
    trace_leave (trace);
    return bytes;
}
