/* The ladder: what an observer has seen by now, in time. What is sealed is one row a record for
 * those who cannot open it; who receives sees nothing before it arrives. */
#include "draw/model.h"

typedef struct {
    const Trace *trace;
    int cursor;
    const TraceObserver *observer;
    GPtrArray *rows;
    GHashTable *messages, *records; /* that have a row already: index → index */
    int reason[2];                  /* why each party gave up: its TRACE_FAIL, -1 */
} Ladder;

static DrawRow *ladder_add (Ladder *ladder, DrawRowKind kind, TraceParty party, int event)
{
    DrawRow *row = g_new0 (DrawRow, 1);
    row->kind = kind;
    row->party = party;
    row->from = party;
    row->to = party == TRACE_CLIENT ? TRACE_SERVER : TRACE_CLIENT;
    row->message = row->record = -1;
    row->event = row->end_event = event;
    g_ptr_array_add (ladder->rows, row);
    return row;
}

static bool ladder_carries (const TraceRecord *record, TraceParty sender, int message)
{
    return record->sender == sender && record->first_message >= 0 &&
           record->first_message <= message && message <= record->last_message;
}

/* The last record that carries MESSAGE a part of which is in record FIRST. */
static int ladder_last_record (const Ladder *ladder, int first, int message)
{
    const TraceRecord *record = trace_record (ladder->trace, first);
    unsigned n = trace_event (ladder->trace, (unsigned)ladder->cursor)->now.n_records;
    int last = first;
    for (unsigned i = (unsigned)first + 1; i < n; i++) {
        const TraceRecord *next = trace_record (ladder->trace, (int)i);
        if (ladder_carries (next, record->sender, message))
            last = (int)i;
        else if (next->sender == record->sender)
            break;
    }
    return last;
}

/* When the row's last record came, as far as it has; and what only who sees all can tell. */
static void ladder_set_end (Ladder *ladder, DrawRow *row, int last_record)
{
    const TraceRecord *record = trace_record (ladder->trace, last_record);
    bool delivered = record->deliver_event >= 0 && record->deliver_event <= ladder->cursor;
    row->in_flight = !delivered;
    row->dropped = delivered && record->arrived == NULL;
    row->end_event = delivered ? MAX (record->deliver_event, row->event) : -1;
    row->twisted = delivered && ladder->observer->omniscient && record->sent != NULL &&
                   record->arrived != NULL && !g_bytes_equal (record->sent, record->arrived);
    if (row->dropped && !ladder->observer->omniscient) {
        /* A drop shows to nobody: to who sees the wire it goes on as if in flight. */
        row->dropped = false;
        row->in_flight = true;
        row->end_event = -1;
    }
}

/* Everybody else takes a man in the middle for who he says he is. */
static bool ladder_knows (const Ladder *ladder)
{
    return ladder->observer->omniscient || ladder->observer->attacker;
}

/* Where the arrow of RECORD begins and ends: between its two parties, unless one of them is the
 * attacker, or he sends it in a party's name. */
static void ladder_set_lane (const Ladder *ladder, DrawRow *row, const TraceRecord *record)
{
    unsigned connection = record->connection;
    if (!ladder_knows (ladder))
        return;
    if (record->attacker || trace_is_attacker (ladder->trace, connection, row->from))
        row->from = TRACE_NETWORK;
    if (trace_is_attacker (ladder->trace, connection, row->to))
        row->to = TRACE_NETWORK;
}

/* A record that the observer cannot or has not yet read. */
static void ladder_add_record (Ladder *ladder, int index, int event)
{
    if (!g_hash_table_add (ladder->records, GINT_TO_POINTER (index)))
        return;
    const TraceRecord *record = trace_record (ladder->trace, index);
    DrawRow *row = ladder_add (ladder, DRAW_ROW_MESSAGE, record->sender, event);
    row->text = g_strdup (record->sealed ? "encrypted record" : "record");
    row->size = record->size;
    row->detail = g_strdup_printf ("%" G_GSIZE_FORMAT " bytes", row->size);
    row->sealed = record->sealed;
    row->record = index;
    ladder_set_lane (ladder, row, record);
    ladder_set_end (ladder, row, index);
}

/* Bytes on the wire: of the record when it carries this message alone, else of the message. */
static size_t ladder_size (const TraceRecord *record, const TraceMessage *message, bool alone)
{
    const WireMessage *content = message->sent != NULL ? message->sent : message->received;
    return alone || content == NULL ? record->size : message->size;
}

static void ladder_describe_alert (const Ladder *ladder, DrawRow *row, const TraceMessage *message)
{
    const char *name = draw_alert_name (message);
    if (name == NULL)
        return;
    g_free (row->text);
    row->text = g_strdup_printf ("Alert: %s", name);
    if (g_str_equal (name, "close_notify"))
        return;
    row->kind = DRAW_ROW_ALERT;
    g_clear_pointer (&row->detail, g_free);
    int reason = ladder->reason[message->sender];
    if (reason >= 0)
        row->detail =
            g_strdup (base_cause_words (trace_event (ladder->trace, (unsigned)reason)->cause));
}

static void ladder_add_message (Ladder *ladder, int index, int event)
{
    const TraceMessage *message = trace_message (ladder->trace, index);
    TraceSight sight =
        trace_sees_message (ladder->trace, ladder->observer, index, (unsigned)ladder->cursor);
    if (sight == TRACE_HIDDEN)
        return;
    int last = ladder_last_record (ladder, message->record, index);
    if (sight == TRACE_SEALED) {
        for (int i = message->record; i <= last; i++)
            if (ladder_carries (trace_record (ladder->trace, i), message->sender, index))
                ladder_add_record (ladder, i, event);
        return;
    }
    if (!g_hash_table_add (ladder->messages, GINT_TO_POINTER (index)))
        return;
    const TraceRecord *record = trace_record (ladder->trace, message->record);
    DrawRow *row = ladder_add (ladder, DRAW_ROW_MESSAGE, message->sender, event);
    bool alone = record->first_message == record->last_message && last == message->record;
    row->text = g_strdup (trace_message_name (message));
    row->size = ladder_size (record, message, alone);
    row->detail = g_strdup_printf ("%" G_GSIZE_FORMAT " bytes", row->size);
    row->sealed = message->sealed;
    row->message = index;
    row->record = message->record;
    ladder_set_lane (ladder, row, record);
    ladder_set_end (ladder, row, last);
    ladder_describe_alert (ladder, row, message);
}

/* What was not seen when it was sent shows when it arrives. */
static void ladder_deliver (Ladder *ladder, const TraceEvent *event)
{
    if (event->record < 0)
        return;
    const TraceRecord *record = trace_record (ladder->trace, event->record);
    int n = (int)trace_event (ladder->trace, (unsigned)ladder->cursor)->now.n_messages;
    bool known = record->first_message >= 0 && record->last_message < n;
    for (int i = record->first_message; known && i <= record->last_message; i++)
        ladder_add_message (ladder, i, (int)event->seq);
    if (!known)
        ladder_add_record (ladder, event->record, (int)event->seq);
}

static void ladder_decision (Ladder *ladder, const TraceEvent *event)
{
    const TraceDecision *decision = trace_decision (ladder->trace, event->decision);
    DrawRow *row = ladder_add (ladder, DRAW_ROW_DECISION, event->party, (int)event->seq);
    row->text = g_strdup_printf ("%s %s", decision->question, decision->outcome);
    row->failed = decision->cause != BASE_CAUSE_NONE;
}

static void ladder_end (Ladder *ladder, const TraceEvent *event)
{
    TraceOutcome outcome = event->now.outcome[event->party];
    DrawRow *row = ladder_add (ladder, DRAW_ROW_MARK, event->party, (int)event->seq);
    row->text = g_strdup (trace_outcome_name (outcome));
    row->failed = outcome == TRACE_FAILED || outcome == TRACE_TRUNCATED || outcome == TRACE_STALLED;
}

/* Of the parties that a man in the middle plays only what becomes of them is shown: on him. */
static bool ladder_played (Ladder *ladder, const TraceEvent *event)
{
    if (event->party >= TRACE_NETWORK || event->kind == TRACE_SEND ||
        event->kind == TRACE_RECEIVE ||
        !trace_is_attacker (ladder->trace, event->connection, (TraceParty)event->party))
        return false;
    if (event->kind != TRACE_END && event->kind != TRACE_FAIL)
        return true;
    DrawRow *row = ladder_add (ladder, DRAW_ROW_MARK, TRACE_NETWORK, (int)event->seq);
    row->text = g_strdup_printf (
        "attacker, with the %s: %s", event->party == TRACE_CLIENT ? "server" : "client",
        event->kind == TRACE_FAIL ? base_cause_words (event->cause)
                                  : trace_outcome_name (event->now.outcome[event->party]));
    return true;
}

/* On the network, or on the lifeline of the party that does it by itself. */
static void ladder_twist (Ladder *ladder, const TraceEvent *event)
{
    DrawRow *row = ladder_add (ladder, DRAW_ROW_MARK, event->party, (int)event->seq);
    row->text = trace_twist_words (event);
    row->crooked = event->party != TRACE_NETWORK;
    /* What a man in the middle hands on he does in his own time. */
    row->record = trace_is_attacker (ladder->trace, 1, TRACE_SERVER) ? -1 : event->record;
}

static void ladder_event (Ladder *ladder, const TraceEvent *event)
{
    int seq = (int)event->seq;
    DrawRow *row;
    if (ladder_played (ladder, event))
        return;
    switch ((TraceKind)event->kind) {
    case TRACE_SEND:
    case TRACE_RECEIVE:
        if (event->message >= 0)
            ladder_add_message (ladder, event->message, seq);
        break;
    case TRACE_DELIVER:
        ladder_deliver (ladder, event);
        break;
    case TRACE_STATE:
        if (g_strcmp0 (event->label, event->now.state[event->party]) == 0)
            break;
        row = ladder_add (ladder, DRAW_ROW_STATE, event->party, seq);
        row->text = g_strdup (event->now.state[event->party]);
        row->failed = g_str_equal (row->text, tls_state_name (TLS_FAILED));
        break;
    case TRACE_DECIDE:
    case TRACE_CHECK:
        ladder_decision (ladder, event);
        break;
    case TRACE_FAIL:
        row = ladder_add (ladder, DRAW_ROW_FAIL, event->party, seq);
        row->text = g_strdup (base_cause_words (event->cause));
        ladder->reason[event->party] = seq;
        break;
    case TRACE_TWIST:
    case TRACE_MISBEHAVE:
        ladder_twist (ladder, event);
        break;
    case TRACE_CONNECT:
        row = ladder_add (ladder, DRAW_ROW_CONNECTION, TRACE_NETWORK, seq);
        row->text = ladder_knows (ladder) &&
                            trace_is_attacker (ladder->trace, event->connection, TRACE_CLIENT)
                        ? g_strdup ("the attacker connects to the server")
                        : g_strdup_printf ("Connection %u", event->connection);
        ladder->reason[0] = ladder->reason[1] = -1;
        break;
    case TRACE_END:
        ladder_end (ladder, event);
        break;
    default:
        break;
    }
}

/* The states in which both begin. */
static void ladder_start (Ladder *ladder)
{
    for (int party = 0; party < 2; party++) {
        const char *state = trace_event (ladder->trace, 0)->now.state[party];
        bool seen = (ladder->observer->omniscient || ladder->observer->party == party) &&
                    !trace_is_attacker (ladder->trace, 1, (TraceParty)party);
        if (seen && g_strcmp0 (state, tls_state_name (TLS_START)) == 0)
            ladder_add (ladder, DRAW_ROW_STATE, (TraceParty)party, -1)->text = g_strdup (state);
    }
}

GPtrArray *draw_model_ladder (const Trace *trace, int cursor, const TraceObserver *observer)
{
    Ladder ladder = {.trace = trace, .cursor = cursor, .observer = observer, .reason = {-1, -1}};
    ladder.rows = g_ptr_array_new_with_free_func ((GDestroyNotify)draw_row_free);
    ladder.messages = g_hash_table_new (NULL, NULL);
    ladder.records = g_hash_table_new (NULL, NULL);
    if (cursor >= 0)
        ladder_start (&ladder);
    for (int seq = 0; seq <= cursor; seq++)
        if (trace_sees_event (trace, observer, (unsigned)seq) != TRACE_HIDDEN)
            ladder_event (&ladder, trace_event (trace, (unsigned)seq));
    g_hash_table_unref (ladder.messages);
    g_hash_table_unref (ladder.records);
    return ladder.rows;
}
