#include "net/pipe.h"

#include "net/rogue.h"
#include "wire/edit.h"

#include <string.h>

struct NetPipe {
    Trace *trace;      /* borrowed */
    BaseClock *clock;  /* borrowed */
    GPtrArray *twists; /* NetTwist; borrowed, may be NULL */
    bool *applied;     /* one for each twist */
    NetRogue *rogue;
    bool ended;      /* and the trace says what has not found its place */
    GQueue *records; /* index + 1 of those in flight */
    int64_t latency;
};

NetPipe *net_pipe_new (Trace *trace, BaseClock *clock, GPtrArray *twists, int64_t latency)
{
    NetPipe *self = g_new0 (NetPipe, 1);
    self->trace = trace;
    self->clock = clock;
    self->twists = twists;
    self->applied = g_new0 (bool, twists != NULL ? twists->len + 1 : 1);
    self->rogue = net_rogue_new (trace, clock, twists, self->applied);
    self->records = g_queue_new ();
    self->latency = latency;
    return self;
}

void net_pipe_free (NetPipe *self)
{
    if (self == NULL)
        return;
    g_queue_free (self->records);
    net_rogue_free (self->rogue);
    g_free (self->applied);
    g_free (self);
}

void net_pipe_send (NetPipe *self, int record)
{
    net_rogue_send (self->rogue, record, self->records);
}

bool net_pipe_in_flight (const NetPipe *self)
{
    return !g_queue_is_empty (self->records);
}

const NetTwist *net_pipe_unapplied (const NetPipe *self)
{
    for (guint i = 0; self->twists != NULL && i < self->twists->len; i++)
        if (!self->applied[i])
            return g_ptr_array_index (self->twists, i);
    return NULL;
}

bool net_pipe_end (NetPipe *self)
{
    if (self->ended || net_pipe_unapplied (self) == NULL)
        return false;
    self->ended = true;
    trace_enter (self->trace, TRACE_NETWORK, trace_last (self->trace)->connection, self->clock);
    for (guint i = 0; i < self->twists->len; i++) {
        if (self->applied[i])
            continue;
        const NetTwist *twist = g_ptr_array_index (self->twists, i);
        TraceEvent *event = trace_emit (self->trace, TRACE_TWIST);
        event->label = trace_intern (self->trace, twist->text);
        event->section = "RFC 9846 F";
    }
    trace_leave (self->trace);
    return true;
}

/* ---- The attacker ---- */

/* The record and the messages in it, as if a client had sent them now. */
static void send_again (NetPipe *self, int index)
{
    TraceRecord copy = *trace_record (self->trace, index);
    int first = copy.first_message, last = copy.last_message;
    copy.sent = g_bytes_ref (copy.sent);
    copy.nonce = copy.nonce != NULL ? g_bytes_ref (copy.nonce) : NULL;
    copy.additional = copy.additional != NULL ? g_bytes_ref (copy.additional) : NULL;
    copy.inner = copy.inner != NULL ? g_bytes_ref (copy.inner) : NULL;
    copy.arrived = NULL;
    copy.arrived_at = copy.deliver_event = -1;
    copy.sent_at = self->clock->now;
    copy.first_message = copy.last_message = -1;
    int record = trace_add_record (self->trace, copy);
    for (int i = first; i >= 0 && i <= last; i++) {
        const TraceMessage *old = trace_message (self->trace, i);
        TraceMessage again = {.sender = old->sender,
                              .sent = wire_message_ref (old->sent),
                              .sealed = old->sealed,
                              .record = record,
                              .receive_event = -1,
                              .processed_event = -1};
        again.send_event = (int)trace_length (self->trace);
        int message = trace_add_message (self->trace, again);
        TraceRecord *shown = trace_record_for_writing (self->trace, record);
        shown->first_message = shown->first_message < 0 ? message : shown->first_message;
        shown->last_message = message;
        shown->send_event = again.send_event;
        trace_now (self->trace)->in_flight++;
        TraceEvent *event = trace_emit (self->trace, TRACE_TWIST);
        event->label = "sends again what it has recorded";
        event->message = message;
        event->record = record;
        event->section = "RFC 9846 8";
    }
    net_pipe_send (self, record);
}

void net_pipe_replay (NetPipe *self, unsigned connection, unsigned earlier)
{
    unsigned n = trace_now (self->trace)->n_records;
    trace_enter (self->trace, TRACE_NETWORK, connection, self->clock);
    for (unsigned i = 0; i < n; i++) {
        const TraceRecord *record = trace_record (self->trace, (int)i);
        if (record->connection != earlier)
            continue;
        if (record->sender == TRACE_SERVER)
            break; /* what follows answers this server, who is another by now */
        send_again (self, (int)i);
    }
    trace_leave (self->trace);
}

/* Where in RECORD a field lies that the twist names; false when it is not there. A message can be
 * addressed while it travels in clear: what is sealed the attacker cannot find his way in. */
static bool locate_in_message (NetPipe *self, const NetTwist *twist, const TraceRecord *record,
                               WireTree **tree, int *field, size_t *base)
{
    *base = WIRE_RECORD_HEADER_SIZE;
    for (int i = record->first_message; i >= 0 && i <= record->last_message; i++) {
        const TraceMessage *message = trace_message (self->trace, i);
        if (g_str_equal (trace_message_name (message), twist->message) &&
            message->ordinal == twist->ordinal) {
            /* A long message goes on in further records; its fields are looked for in the first. */
            if (trace_record (self->trace, message->record) != record)
                return false;
            *tree = wire_tree_ref (message->sent->tree);
            *field = wire_tree_find (*tree, twist->path);
            return *field >= 0;
        }
        *base += g_bytes_get_size (message->sent->bytes);
    }
    return false;
}

static bool locate (NetPipe *self, const NetTwist *twist, const TraceRecord *record,
                    WireTree **tree, int *field, size_t *base)
{
    if (record->sender != twist->sender || net_twist_row (twist->kind)->rogue)
        return false;
    if (twist->message != NULL)
        return !record->sealed && locate_in_message (self, twist, record, tree, field, base);
    if (record->ordinal != twist->ordinal)
        return false;
    if (twist->path == NULL)
        return true;
    *base = 0;
    *tree = trace_record_tree (record, record->sent);
    *field = wire_tree_find (*tree, twist->path);
    return *field >= 0;
}

/* A field's length prefix is not part of what is changed. */
static void content_of (const WireTree *tree, int *field)
{
    const WireField *f = &tree->fields[*field];
    if (f->row != NULL && f->row->kind == WIRE_OPAQUE && !wire_tree_is_leaf (tree, *field) &&
        (f->flags & WIRE_FIELD_CONTENT) == 0 && f->end > (uint32_t)*field + 2)
        *field += 2;
}

static bool change (const NetTwist *twist, const WireTree *tree, int field, size_t base,
                    uint8_t *bytes, size_t size)
{
    content_of (tree, &field);
    const WireField *f = &tree->fields[field];
    size_t at = base + f->offset;
    if (at + f->length > size)
        return false;
    if (twist->kind == NET_TWIST_XOR) {
        BaseSpan mask = base_span_bytes (twist->bytes);
        if (mask.size > f->length)
            return false;
        for (size_t i = 0; i < mask.size; i++)
            bytes[at + i] ^= mask.data[i];
        return true;
    }
    g_autoptr (GBytes) value = wire_edit_value (tree, (unsigned)field, twist->value);
    if (value == NULL || g_bytes_get_size (value) != f->length) {
        g_clear_pointer (&value, g_bytes_unref);
        value = base_unhex (twist->value, NULL); /* readable text too may be given in hex */
    }
    if (value == NULL || g_bytes_get_size (value) != f->length)
        return false;
    memcpy (bytes + at, g_bytes_get_data (value, NULL), f->length);
    return true;
}

static void show_twist (NetPipe *self, const NetTwist *twist, int index, GBytes *bytes)
{
    TraceEvent *event = trace_emit (self->trace, TRACE_TWIST);
    event->label = trace_intern (self->trace, twist->text);
    event->record = index;
    event->message = trace_record (self->trace, index)->first_message;
    event->value = bytes != NULL ? g_bytes_ref (bytes) : NULL;
    event->section = "RFC 9846 F";
}

/* What arrives of record INDEX; NULL when it is dropped. transfer full */
static GBytes *interfere (NetPipe *self, int index)
{
    const TraceRecord *record = trace_record (self->trace, index);
    GBytes *bytes = g_bytes_ref (record->sent);
    for (guint i = 0; self->twists != NULL && i < self->twists->len && bytes != NULL; i++) {
        const NetTwist *twist = g_ptr_array_index (self->twists, i);
        g_autoptr (WireTree) tree = NULL;
        int field = -1;
        size_t base = 0;
        if (!locate (self, twist, record, &tree, &field, &base))
            continue;
        if (twist->kind == NET_TWIST_DROP) {
            g_clear_pointer (&bytes, g_bytes_unref);
        } else {
            gsize size;
            uint8_t *copy = g_bytes_unref_to_data (bytes, &size);
            bool changed = change (twist, tree, field, base, copy, size);
            bytes = g_bytes_new_take (copy, size);
            if (!changed)
                continue;
        }
        self->applied[i] = true;
        show_twist (self, twist, index, bytes);
    }
    return bytes;
}

GBytes *net_pipe_deliver (NetPipe *self, TraceParty *to, int *index)
{
    *index = GPOINTER_TO_INT (g_queue_pop_head (self->records)) - 1;
    TraceRecord *record = trace_record_for_writing (self->trace, *index);
    *to = record->sender == TRACE_CLIENT ? TRACE_SERVER : TRACE_CLIENT;
    if (record->sent_at + self->latency > self->clock->now)
        base_clock_advance (self->clock, record->sent_at + self->latency - self->clock->now);
    trace_enter (self->trace, TRACE_NETWORK, record->connection, self->clock);
    record->arrived = interfere (self, *index);
    record->arrived_at = self->clock->now;
    record->deliver_event = (int)trace_length (self->trace);
    trace_now (self->trace)->in_flight--;
    TraceEvent *event = trace_emit (self->trace, TRACE_DELIVER);
    event->record = *index;
    event->message = record->first_message;
    event->section = "RFC 9846 5";
    trace_leave (self->trace);
    return record->arrived != NULL ? g_bytes_ref (record->arrived) : NULL;
}
