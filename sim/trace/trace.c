#include "trace/private.h"

#include <string.h>

static const char *const party_names[] = {"client", "server", "network"};
static const char *const party_titles[] = {"Client", "Server", "Network"};
static const char *const kind_names[] = {
    "compose",   "draw",    "derive", "decide",  "check", "keys", "seal", "send", "twist",
    "misbehave", "deliver", "open",   "receive", "state", "fail", "wipe", "end",  "connect"};
static const char *const outcome_names[] = {"running", "established", "closed",
                                            "failed",  "truncated",   "stalled"};
static const char *const phase_titles[] = {"Start",
                                           "Client Hello",
                                           "Hello Retry Request",
                                           "Second Client Hello",
                                           "Server Hello",
                                           "Server Certificate",
                                           "Key Exchange",
                                           "Finished",
                                           "Secure Connection Established"};

G_STATIC_ASSERT (G_N_ELEMENTS (kind_names) == TRACE_N_KINDS);
G_STATIC_ASSERT (G_N_ELEMENTS (phase_titles) == TRACE_N_PHASES);

const char *trace_party_name (TraceParty party)
{
    return party_names[party];
}

const char *trace_party_title (TraceParty party)
{
    return party_titles[party];
}

const char *trace_kind_name (TraceKind kind)
{
    return kind_names[kind];
}

const char *trace_outcome_name (TraceOutcome outcome)
{
    return outcome_names[outcome];
}

const char *trace_phase_title (TracePhase phase)
{
    return phase_titles[phase];
}

/* ---- Counting: what is counted is told apart by connection, sender and (static) name. ---- */

typedef struct {
    unsigned connection;
    TraceParty sender;
    const char *name;
    unsigned n;
} Counter;

static guint counter_hash (gconstpointer data)
{
    const Counter *counter = data;
    return g_str_hash (counter->name) + 2 * counter->connection + counter->sender;
}

static gboolean counter_equal (gconstpointer a, gconstpointer b)
{
    const Counter *one = a, *other = b;
    return one->connection == other->connection && one->sender == other->sender &&
           g_str_equal (one->name, other->name);
}

/* From 1. */
static unsigned next_ordinal (Trace *trace, unsigned connection, TraceParty sender,
                              const char *name)
{
    Counter key = {connection, sender, name, 0};
    Counter *counter = g_hash_table_lookup (trace->counters, &key);
    if (counter == NULL) {
        counter = base_arena_copy (&trace->arena, &key, sizeof key);
        g_hash_table_add (trace->counters, counter);
    }
    return ++counter->n;
}

/* ---- Life ---- */

static void event_clear (gpointer data)
{
    TraceEvent *event = data;
    g_clear_pointer (&event->value, g_bytes_unref);
}

static void message_clear (gpointer data)
{
    TraceMessage *message = data;
    wire_message_unref (message->sent);
    wire_message_unref (message->received);
    wire_message_unref (message->arrived);
}

static void record_clear (gpointer data)
{
    TraceRecord *record = data;
    g_clear_pointer (&record->sent, g_bytes_unref);
    g_clear_pointer (&record->arrived, g_bytes_unref);
    g_clear_pointer (&record->nonce, g_bytes_unref);
    g_clear_pointer (&record->additional, g_bytes_unref);
    g_clear_pointer (&record->inner, g_bytes_unref);
}

static void secret_clear (gpointer data)
{
    TraceSecret *secret = data;
    g_clear_pointer (&secret->context, g_bytes_unref);
    g_clear_pointer (&secret->value, g_bytes_unref);
}

Trace *trace_new (void)
{
    enum { BLOCK = 1 << 13 };
    Trace *trace = g_new0 (Trace, 1);
    trace->arena.block = BLOCK;
    trace->events = g_ptr_array_new_full (256, event_clear);
    trace->messages = g_ptr_array_new_with_free_func (message_clear);
    trace->records = g_ptr_array_new_with_free_func (record_clear);
    trace->secrets = g_ptr_array_new_with_free_func (secret_clear);
    trace->decisions = g_ptr_array_new ();
    trace->strings = g_string_chunk_new (1024);
    trace->counters = g_hash_table_new_full (counter_hash, counter_equal, NULL, NULL);
    trace->now.state[0] = trace->now.state[1] = "?";
    trace->wiped = g_array_new (FALSE, FALSE, sizeof (int));
    trace->moments = g_array_new (FALSE, TRUE, sizeof (TraceMoment));
    trace->parent = -1;
    trace->connection = 1;
    return trace;
}

void trace_free (Trace *trace)
{
    if (trace == NULL)
        return;
    trace_loot_free (trace->theft.kept);
    g_ptr_array_unref (trace->events);
    g_ptr_array_unref (trace->messages);
    g_ptr_array_unref (trace->records);
    g_ptr_array_unref (trace->secrets);
    g_ptr_array_unref (trace->decisions);
    g_array_unref (trace->wiped);
    g_array_unref (trace->moments);
    g_string_chunk_free (trace->strings);
    g_hash_table_unref (trace->counters);
    wire_message_unref (trace->forgotten);
    base_arena_clear (&trace->arena);
    g_free (trace);
}

/* ---- Reading ---- */

static gpointer item (GPtrArray *array, int index)
{
    g_assert (index >= 0 && (guint)index < array->len);
    return g_ptr_array_index (array, index);
}

unsigned trace_length (const Trace *trace)
{
    return trace->events->len;
}

const TraceEvent *trace_event (const Trace *trace, unsigned seq)
{
    return item (trace->events, (int)seq);
}

const TraceMessage *trace_message (const Trace *trace, int index)
{
    return item (trace->messages, index);
}

const TraceRecord *trace_record (const Trace *trace, int index)
{
    return item (trace->records, index);
}

const TraceSecret *trace_secret (const Trace *trace, int index)
{
    return item (trace->secrets, index);
}

const TraceDecision *trace_decision (const Trace *trace, int index)
{
    return item (trace->decisions, index);
}

WireTree *trace_record_tree (const TraceRecord *record, GBytes *bytes)
{
    if (record->sealed && record->version == WIRE_TLS12)
        return wire_ciphertext_12_tree (bytes, record->sealing);
    return wire_record_tree (bytes, record->sealed ? record->tag_size : 0);
}

WireMessage *trace_message_content (const TraceMessage *message)
{
    return message->received != NULL  ? message->received
           : message->arrived != NULL ? message->arrived
                                      : message->sent;
}

WireMessage *trace_message_come (const TraceMessage *message, unsigned cursor)
{
    if (message->received != NULL && message->receive_event >= 0 &&
        (unsigned)message->receive_event <= cursor)
        return message->received;
    return message->arrived != NULL && (unsigned)message->arrive_event <= cursor ? message->arrived
                                                                                 : NULL;
}

WireMessage *trace_message_at (const TraceMessage *message, unsigned cursor)
{
    WireMessage *come = trace_message_come (message, cursor);
    return come != NULL ? come : message->sent;
}

const char *trace_message_name (const TraceMessage *message)
{
    const WireMessage *content = message->sent != NULL ? message->sent : message->received;
    return content != NULL ? content->row->name : "encrypted record";
}

TraceParty trace_message_receiver (const TraceMessage *message)
{
    return message->sender == TRACE_CLIENT ? TRACE_SERVER : TRACE_CLIENT;
}

/* ---- Writing ---- */

const char *trace_intern (Trace *trace, const char *text)
{
    return g_string_chunk_insert (trace->strings, text);
}

const char *trace_internf (Trace *trace, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    g_autofree char *text = g_strdup_vprintf (format, args);
    va_end (args);
    return trace_intern (trace, text);
}

/* What is said from now on is about CONNECTION; what is counted goes on. */
static void turn_to (Trace *trace, unsigned connection)
{
    if (trace->connection == connection)
        return;
    if (trace->moments->len <= MAX (connection, trace->connection))
        g_array_set_size (trace->moments, MAX (connection, trace->connection) + 1);
    g_array_index (trace->moments, TraceMoment, trace->connection) = trace->now;
    TraceMoment now = g_array_index (trace->moments, TraceMoment, connection);
    now.n_messages = trace->now.n_messages;
    now.n_records = trace->now.n_records;
    now.n_secrets = trace->now.n_secrets;
    now.in_flight = trace->now.in_flight;
    trace->now = now;
    trace->connection = connection;
}

void trace_enter (Trace *trace, TraceParty party, unsigned connection, const BaseClock *clock)
{
    trace->party = party;
    turn_to (trace, connection);
    trace->clock = clock;
    trace->parent = -1;
    trace->is_stop = false;
}

void trace_leave (Trace *trace)
{
    if (trace->is_stop)
        trace_last (trace)->stop = true;
    trace->parent = -1;
    trace->is_stop = false;
}

static bool stands_alone (TraceKind kind)
{
    return kind == TRACE_COMPOSE || kind == TRACE_SEND || kind == TRACE_RECEIVE ||
           kind == TRACE_STATE || kind == TRACE_FAIL || kind == TRACE_END || kind == TRACE_TWIST ||
           kind == TRACE_DELIVER || kind == TRACE_CONNECT;
}

static void note_wipe (Trace *trace, int seq)
{
    static const int never = -1;
    while (trace->wiped->len < 2 * trace->connection)
        g_array_append_val (trace->wiped, never);
    g_array_index (trace->wiped, int, 2 * (trace->connection - 1) + trace->party) = seq;
}

void trace_set_middle (Trace *trace)
{
    trace->middle = true;
}

void trace_set_replayed (Trace *trace, unsigned connection)
{
    trace->replayed[connection] = true;
}

void trace_begin_connection (Trace *trace, unsigned connection)
{
    turn_to (trace, connection);
    trace->now.state[0] = trace->now.state[1] = "?";
    trace->now.outcome[0] = trace->now.outcome[1] = TRACE_RUNNING;
    trace->now.phase = TRACE_PHASE_START;
    trace->now.version[0] = trace->now.version[1] = 0;
}

TraceEvent *trace_emit (Trace *trace, TraceKind kind)
{
    TraceEvent *event = base_arena_take (&trace->arena, sizeof *event);
    event->seq = trace->events->len;
    event->parent = trace->parent;
    event->depth = trace->parent < 0 || stands_alone (kind) ? 0 : 1;
    event->kind = (uint8_t)kind;
    event->party = (uint8_t)trace->party;
    event->connection = (uint8_t)trace->connection;
    event->time = trace->clock != NULL ? trace->clock->now : 0;
    event->message = event->record = event->secret = event->decision = event->rule = -1;
    event->now = trace->now;
    if (trace->parent < 0)
        trace->parent = (int32_t)event->seq;
    if (kind == TRACE_SEND || kind == TRACE_RECEIVE || kind == TRACE_FAIL || kind == TRACE_END ||
        kind == TRACE_CONNECT)
        trace->is_stop = true;
    if (kind == TRACE_WIPE)
        note_wipe (trace, (int)event->seq);
    g_ptr_array_add (trace->events, event);
    return event;
}

TraceEvent *trace_last (Trace *trace)
{
    return trace->events->len > 0 ? g_ptr_array_index (trace->events, trace->events->len - 1)
                                  : NULL;
}

TraceMoment *trace_now (Trace *trace)
{
    return &trace->now;
}

TraceEvent *trace_emit_decision (Trace *trace, TraceKind kind, const TraceDecision *decision)
{
    size_t tail = decision->n_candidates * sizeof (TraceCandidate);
    TraceDecision *copy = base_arena_take (&trace->arena, sizeof *copy + tail);
    *copy = *decision;
    copy->candidates = (TraceCandidate *)(copy + 1);
    if (tail > 0)
        memcpy (copy->candidates, decision->candidates, tail);
    g_ptr_array_add (trace->decisions, copy);
    TraceEvent *event = trace_emit (trace, kind);
    event->decision = (int)trace->decisions->len - 1;
    event->section = decision->section;
    event->cause = decision->cause;
    return event;
}

int trace_fallen_decision (const Trace *trace, BaseCause cause)
{
    for (int i = (int)trace->events->len - 1; trace->parent >= 0 && i >= trace->parent; i--) {
        const TraceEvent *event = item (trace->events, i);
        if (event->decision >= 0 && event->cause == cause && event->party == trace->party)
            return event->decision;
    }
    return -1;
}

int trace_emit_secret (Trace *trace, TraceSecret secret)
{
    secret.connection = trace->connection;
    secret.party = trace->party;
    secret.event = trace->events->len;
    g_ptr_array_add (trace->secrets, base_arena_copy (&trace->arena, &secret, sizeof secret));
    trace->now.n_secrets = trace->secrets->len;
    TraceEvent *event = trace_emit (trace, TRACE_DERIVE);
    event->secret = (int)trace->secrets->len - 1;
    event->section = secret.section;
    return event->secret;
}

void trace_forget_secret (Trace *trace, int index)
{
    TraceSecret *secret = item (trace->secrets, index);
    secret->forgotten = trace->events->len - 1;
}

int trace_add_message (Trace *trace, TraceMessage message)
{
    message.connection = trace->connection;
    const char *name = trace_message_name (&message);
    message.ordinal = next_ordinal (trace, message.connection, message.sender, name);
    const WireMessage *content = trace_message_content (&message);
    message.size = content != NULL ? g_bytes_get_size (content->bytes) : 0;
    g_ptr_array_add (trace->messages, base_arena_copy (&trace->arena, &message, sizeof message));
    trace->now.n_messages = trace->messages->len;
    return (int)trace->messages->len - 1;
}

int trace_add_record (Trace *trace, TraceRecord record)
{
    record.connection = trace->connection;
    record.ordinal =
        next_ordinal (trace, record.connection, record.sender, record.attacker ? "attacker" : "");
    GBytes *bytes = record.sent != NULL ? record.sent : record.arrived;
    record.size = bytes != NULL ? g_bytes_get_size (bytes) : 0;
    g_ptr_array_add (trace->records, base_arena_copy (&trace->arena, &record, sizeof record));
    trace->now.n_records = trace->records->len;
    return (int)trace->records->len - 1;
}

TraceMessage *trace_message_for_writing (Trace *trace, int index)
{
    return item (trace->messages, index);
}

TraceRecord *trace_record_for_writing (Trace *trace, int index)
{
    return item (trace->records, index);
}

/* ---- Forgetting ---- */

void trace_set_level (Trace *trace, TraceLevel level)
{
    trace->level = level;
}

TraceLevel trace_level (const Trace *trace)
{
    return trace->level;
}

static void forget_message (Trace *trace, TraceMessage *message)
{
    static const WireData nothing;
    if (trace->forgotten == NULL)
        trace->forgotten = wire_message_write (WIRE_APPLICATION_DATA, &nothing);
    WireMessage **contents[] = {&message->sent, &message->received, &message->arrived};
    for (unsigned i = 0; i < G_N_ELEMENTS (contents); i++)
        if (*contents[i] != NULL) {
            wire_message_unref (*contents[i]);
            *contents[i] = wire_message_ref (trace->forgotten);
        }
    message->forgotten = true;
}

static void keep_header (GBytes **bytes)
{
    GBytes *whole = *bytes;
    *bytes = g_bytes_new (g_bytes_get_data (whole, NULL), WIRE_RECORD_HEADER_SIZE);
    g_bytes_unref (whole);
}

static void forget_record (TraceRecord *record)
{
    bool unchanged = record->arrived == record->sent;
    keep_header (&record->sent);
    if (unchanged) {
        g_bytes_unref (record->arrived);
        record->arrived = g_bytes_ref (record->sent);
    } else if (record->arrived != NULL) {
        keep_header (&record->arrived);
    }
    g_clear_pointer (&record->inner, g_bytes_unref);
    record->forgotten = true;
}

void trace_done_with (Trace *trace, int record, int message)
{
    TraceMessage *said = item (trace->messages, message);
    const WireMessage *content = trace_message_content (said);
    if (trace->level != TRACE_KEEP_EVENTS || content->row->id != WIRE_APPLICATION_DATA)
        return;
    if (!said->forgotten)
        forget_message (trace, said);
    TraceRecord *carrier = item (trace->records, record);
    if (!carrier->forgotten)
        forget_record (carrier);
}
