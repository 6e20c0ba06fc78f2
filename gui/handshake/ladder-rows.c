#include "handshake/ladder-rows.h"
#include "words.h"

#include <string.h>

struct LadderRows {
    const Trace *trace;
    const TraceObserver *observer;
    double line;
    LadderLines lines; /* NULL: one each */
    gpointer lines_data;

    GArray *rows;         /* LadderRow */
    GArray *message_rows; /* int: row of each message, -1 */
    GArray *flying;       /* unsigned: rows of messages that have not arrived */
    int next;             /* the event to look at next */

    double flow;       /* no later row may stand higher */
    double side[3];    /* the next free place on each lifeline, the network's last */
    double arrived[3]; /* the last arrival on each */
};

LadderRows *ladder_rows_new (void)
{
    LadderRows *self = g_new0 (LadderRows, 1);
    self->rows = g_array_new (FALSE, FALSE, sizeof (LadderRow));
    self->message_rows = g_array_new (FALSE, FALSE, sizeof (int));
    self->flying = g_array_new (FALSE, FALSE, sizeof (unsigned));
    self->line = 20;
    return self;
}

void ladder_rows_free (LadderRows *self)
{
    g_array_unref (self->rows);
    g_array_unref (self->message_rows);
    g_array_unref (self->flying);
    g_free (self);
}

void ladder_rows_set_lines (LadderRows *self, LadderLines lines, gpointer data)
{
    self->lines = lines;
    self->lines_data = data;
}

static unsigned count_lines (const LadderRows *self, const LadderRow *row)
{
    return self->lines != NULL ? MAX (1, self->lines (row, self->lines_data)) : 1;
}

/* By how much a text that takes more than one line reaches further up, and further down. */
static double excess (const LadderRows *self, const LadderRow *row)
{
    return (row->lines - 1) * (self->line - LADDER_LEADING) / 2;
}

void ladder_rows_reset (LadderRows *self, const Trace *trace, const TraceObserver *observer,
                        double line)
{
    self->trace = trace;
    self->observer = observer;
    self->line = line;
    g_array_set_size (self->rows, 0);
    g_array_set_size (self->message_rows, 0);
    g_array_set_size (self->flying, 0);
    self->next = 0;
    self->flow = self->side[TRACE_NETWORK] = line;
    self->side[0] = self->side[1] = 2 * line; /* below the states in which both begin */
    self->arrived[0] = self->arrived[1] = self->arrived[TRACE_NETWORK] = 0;
}

static LadderRow *row_at (const LadderRows *self, unsigned i)
{
    return &g_array_index (self->rows, LadderRow, i);
}

const LadderRow *ladder_rows_get (const LadderRows *self, unsigned i)
{
    return row_at (self, i);
}

static LadderRow *append (LadderRows *self, LadderRow row, double end)
{
    unsigned n = self->rows->len;
    row.reach = MAX (end, n > 0 ? row_at (self, n - 1)->reach : 0);
    self->flow = MAX (self->flow, row.y);
    g_array_append_val (self->rows, row);
    return row_at (self, n);
}

static void set_message_row (LadderRows *self, int message, int row)
{
    while ((int)self->message_rows->len <= message) {
        int none = -1;
        g_array_append_val (self->message_rows, none);
    }
    g_array_index (self->message_rows, int, message) = row;
}

int ladder_rows_of_message (const LadderRows *self, int message)
{
    if (message < 0 || message >= (int)self->message_rows->len)
        return -1;
    return g_array_index (self->message_rows, int, message);
}

/* ---- One event after the other. ---- */

/* On which lifeline PARTY stands for who knows what it is. */
static int lifeline_of (const LadderRows *self, unsigned connection, TraceParty party)
{
    bool knows = self->observer->omniscient || self->observer->attacker;
    return knows && trace_is_attacker (self->trace, connection, party) ? TRACE_NETWORK : (int)party;
}

/* A mark takes its place between the lifelines for itself: the messages in flight keep their names
 * above it, and what the attacker did to one hangs on that one. */
static void add_mark (LadderRows *self, LadderRow row)
{
    double more = excess (self, &row);
    row.y = MAX (self->side[TRACE_NETWORK] + self->line * 0.1, self->flow) + more;
    self->side[TRACE_NETWORK] = row.y + more + self->line * 1.25;
    append (self, row, row.y + more + self->line / 2);
    self->flow = row.y + more + self->line * 0.3; /* no arrow ends beside the text */
    LadderRow *carrier = NULL;
    for (unsigned i = 0; i < self->flying->len; i++) {
        LadderRow *flying = row_at (self, g_array_index (self->flying, unsigned, i));
        double below = more + excess (self, flying) + self->line * 1.25;
        flying->limit = MIN (flying->limit, row.y - below);
        if (row.kind == LADDER_TWIST && flying->record == row.record)
            carrier = flying;
    }
    if (carrier != NULL)
        carrier->marks = row.y;
}

static void add_side (LadderRows *self, const TraceEvent *event, LadderKind kind)
{
    LadderRow row = {.kind = kind,
                     .party = lifeline_of (self, event->connection, event->party),
                     .event = event->seq,
                     .message = event->message,
                     .record = event->record,
                     .arrival = -1,
                     .attacker =
                         lifeline_of (self, event->connection, TRACE_CLIENT) == TRACE_NETWORK};
    row.lines = count_lines (self, &row);
    if (row.party == TRACE_NETWORK) {
        add_mark (self, row);
        return;
    }
    double *place = &self->side[row.party];
    double more = excess (self, &row);
    row.y = MAX (*place, self->flow) + more;
    *place = row.y + more + self->line;
    append (self, row, row.y + more + self->line / 2);
}

/* Below everything that was said before. */
static void begin_connection (LadderRows *self, const TraceEvent *event)
{
    double *wire = &self->side[TRACE_NETWORK];
    double bottom = MAX (self->flow, MAX (*wire, MAX (self->side[0], self->side[1])));
    self->flow = *wire = self->side[0] = self->side[1] = bottom + self->line / 2;
    add_side (self, event, LADDER_CONNECTION);
    self->flow = self->side[0] = self->side[1] = *wire;
}

static void add_message (LadderRows *self, const TraceEvent *event, int message, TraceSight sight)
{
    const TraceMessage *m = trace_message (self->trace, message);
    LadderRow row = {.kind = LADDER_MESSAGE,
                     .party = m->sender,
                     .event = event->seq,
                     .message = message,
                     .record = m->record,
                     .arrival = -1,
                     .sealed = sight == TRACE_SEALED,
                     .locked = trace_record (self->trace, m->record)->sealed,
                     .limit = G_MAXDOUBLE,
                     .from = lifeline_of (self, m->connection, m->sender),
                     .to = lifeline_of (self, m->connection, trace_message_receiver (m))};
    double *wire = &self->side[TRACE_NETWORK];
    if (trace_record (self->trace, m->record)->attacker)
        row.from = TRACE_NETWORK;
    row.lines = count_lines (self, &row);
    double more = excess (self, &row);
    row.y = MAX (self->flow + self->line * 0.4, *wire + more);
    row.arrives = row.y + self->line * 0.7;
    *wire = row.y + more + self->line * 1.5;
    self->side[row.from] = MAX (self->side[row.from], row.y + self->line * 0.6);
    append (self, row, row.arrives + more + self->line / 2);
    unsigned index = self->rows->len - 1;
    g_array_append_val (self->flying, index);
    set_message_row (self, message, (int)index);
}

static void land (LadderRows *self, unsigned index)
{
    for (unsigned i = 0; i < self->flying->len; i++)
        if (g_array_index (self->flying, unsigned, i) == index) {
            g_array_remove_index (self->flying, i);
            return;
        }
}

/* The arrow gets its head; what stands between keeps its place. */
static void arrive (LadderRows *self, LadderRow *row, int event)
{
    int receiver = row->to;
    double *wire = &self->side[TRACE_NETWORK];
    row->arrival = event;
    row->arrives = MAX (row->arrives, self->flow + self->line * 0.4);
    row->arrives = MAX (row->arrives, self->arrived[receiver] + self->line * 1.2);
    self->arrived[receiver] = row->arrives;
    self->flow = MAX (self->flow, row->arrives);
    double name = ladder_row_name_y (row, row->arrives) + excess (self, row);
    *wire = MAX (*wire, name + self->line * 1.5);
    double below = self->line * (receiver == TRACE_NETWORK ? 0.8 : 0.6);
    self->side[receiver] = MAX (self->side[receiver], row->arrives + below);
    for (LadderRow *later = row; later <= row_at (self, self->rows->len - 1); later++)
        later->reach = MAX (later->reach, row->arrives + self->line / 2);
}

static void deliver (LadderRows *self, const TraceEvent *event, TraceSight sight)
{
    const TraceRecord *record = trace_record (self->trace, event->record);
    int first = event->message >= 0 ? event->message : record->first_message;
    int last = MAX (first, record->last_message);
    for (int i = first; i >= 0 && i <= last; i++) {
        if (i >= (int)event->now.n_messages)
            break;
        const TraceMessage *m = trace_message (self->trace, i);
        if (m->record != event->record)
            continue;
        bool halfway = ladder_rows_of_message (self, i) < 0;
        if (halfway)
            add_message (self, event, i, sight);
        unsigned index = (unsigned)ladder_rows_of_message (self, i);
        LadderRow *row = row_at (self, index);
        land (self, index);
        if (halfway)
            row->from = TRACE_NETWORK;
        arrive (self, row, event->seq);
    }
}

static void add_event (LadderRows *self, const TraceEvent *event)
{
    TraceSight sight = trace_sees_event (self->trace, self->observer, event->seq);
    bool played = event->party < TRACE_NETWORK &&
                  lifeline_of (self, event->connection, event->party) == TRACE_NETWORK;
    bool told = event->kind == TRACE_SEND || event->kind == TRACE_FAIL || event->kind == TRACE_END;
    /* Of the parties that a man in the middle plays there is what they send and how they end. */
    if (sight == TRACE_HIDDEN || (played && !told))
        return;
    switch ((TraceKind)event->kind) {
    case TRACE_SEND:
        if (event->message >= 0)
            add_message (self, event, event->message, sight);
        break;
    case TRACE_DELIVER:
        if (event->record >= 0)
            deliver (self, event, sight);
        break;
    case TRACE_STATE:
        add_side (self, event, LADDER_STATE);
        break;
    case TRACE_DECIDE:
    case TRACE_CHECK:
        add_side (self, event, LADDER_DECISION);
        break;
    case TRACE_KEYS:
        add_side (self, event, LADDER_KEYS);
        break;
    case TRACE_TWIST:
    case TRACE_MISBEHAVE:
        add_side (self, event, LADDER_TWIST);
        break;
    case TRACE_CONNECT:
        begin_connection (self, event);
        break;
    case TRACE_FAIL:
        add_side (self, event, LADDER_FAIL);
        break;
    case TRACE_END:
        add_side (self, event, LADDER_END);
        break;
    default:
        break;
    }
}

void ladder_rows_extend (LadderRows *self, int cursor)
{
    for (; self->next <= cursor; self->next++)
        add_event (self, trace_event (self->trace, self->next));
}

/* ---- Asking. ---- */

unsigned ladder_rows_count (const LadderRows *self, int cursor)
{
    unsigned low = 0, high = self->rows->len;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (row_at (self, middle)->event <= cursor)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

unsigned ladder_rows_first (const LadderRows *self, unsigned count, double y)
{
    unsigned low = 0, high = count;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (row_at (self, middle)->reach < y)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double ladder_row_name_y (const LadderRow *row, double end)
{
    return MIN ((row->y + end) / 2, row->limit);
}

double ladder_rows_bottom (const LadderRows *self, int cursor)
{
    unsigned count = ladder_rows_count (self, cursor);
    return count > 0 ? row_at (self, count - 1)->reach : self->line * 1.5;
}

/* ---- Words. ---- */

static char *message_text (const Trace *trace, const LadderRow *row)
{
    const TraceMessage *message = trace_message (trace, row->message);
    const TraceRecord *record = trace_record (trace, message->record);
    g_autofree char *size = stepshake_bytes_words (record->size);
    if (row->sealed)
        return g_strdup_printf ("sealed record · %s", size);
    WireMessage *content = trace_message_content (message);
    if (content != NULL && content->row->id == WIRE_ALERT && content->body != NULL) {
        unsigned description = ((const WireAlert *)content->body)->description;
        const char *name = wire_name (&wire_alerts, description);
        return g_strdup_printf ("Alert · %s", name != NULL ? name : "unknown");
    }
    return g_strdup_printf ("%s · %s", trace_message_name (message), size);
}

/* Whether a decision picked one of several, or only said yes or no. */
static bool is_choice (const TraceDecision *decision)
{
    static const char *choices[] = {"version", "cipher-suite", "group", "signature-scheme",
                                    "application-protocol"};
    for (unsigned i = 0; i < G_N_ELEMENTS (choices); i++)
        if (strcmp (decision->key, choices[i]) == 0)
            return true;
    return false;
}

static char *decision_text (const Trace *trace, const TraceEvent *event)
{
    const TraceDecision *decision = trace_decision (trace, event->decision);
    bool good = decision->cause == BASE_CAUSE_NONE;
    if (event->kind == TRACE_DECIDE && good && is_choice (decision))
        return g_strdup_printf ("chose %s", decision->outcome);
    g_autofree char *words = g_strdelimit (g_strdup (decision->key), "-", ' ');
    if (event->kind == TRACE_DECIDE && good)
        return g_strdup_printf ("%s: %s", words, decision->outcome);
    if (good)
        return g_strdup_printf ("✓ %s", words);
    return g_strdup_printf ("✗ %s: %s", words, decision->outcome);
}

char *ladder_row_text (const Trace *trace, const LadderRow *row)
{
    const TraceEvent *event = trace_event (trace, row->event);
    switch (row->kind) {
    case LADDER_MESSAGE:
        return message_text (trace, row);
    case LADDER_STATE:
        return g_strdup (event->now.state[row->party]);
    case LADDER_DECISION:
        return decision_text (trace, event);
    case LADDER_KEYS:
        return g_strdup_printf ("%s from here",
                                g_strcmp0 (event->label, "send") == 0 ? "seals" : "opens");
    case LADDER_TWIST:
        return trace_twist_words (event);
    case LADDER_CONNECTION:
        return row->attacker ? g_strdup ("the attacker connects to the server")
                             : g_strdup_printf ("Connection %u", event->connection);
    case LADDER_FAIL:
        return g_strdup (base_cause_words (event->cause));
    case LADDER_END:
        return row->party == TRACE_NETWORK
                   ? g_strdup_printf ("attacker, with the %s: %s",
                                      event->party == TRACE_CLIENT ? "server" : "client",
                                      trace_outcome_name (event->now.outcome[event->party]))
                   : g_strdup (trace_outcome_name (event->now.outcome[event->party]));
    }
    g_assert_not_reached ();
}
