#include "net/rogue.h"

#include "net/rogue-seal.h"

#include "crypto/aead.h"
#include "wire/edit.h"

#include <string.h>

struct NetRogue {
    NetPlan *plan; /* borrowed */
    Trace *trace;  /* the plan's */
    /* Of each party: how many records more than the honest engine it has sealed under KEY. */
    struct {
        int key;
        int64_t shift;
    } seals[2];
};

NetRogue *net_rogue_new (NetPlan *plan)
{
    NetRogue *self = g_new0 (NetRogue, 1);
    self->plan = plan;
    self->trace = plan->trace;
    self->seals[0].key = self->seals[1].key = -1;
    return self;
}

void net_rogue_free (NetRogue *self)
{
    g_free (self);
}

/* ---- What a record carries, while it is changed ---- */

typedef struct {
    uint8_t type;
    GByteArray *content; /* of its messages */
    bool gone;           /* nothing of it is sent */
    bool clear;          /* not sealed */
    unsigned padded_to;
    bool changed;
} Draft;

static bool is_rogue (const NetTwist *twist)
{
    return net_twist_row (twist->kind)->rogue;
}

/* The content of RECORD; true when it is that of whole messages, nothing split. */
static bool read_draft (const NetRogue *self, const TraceRecord *record, Draft *draft)
{
    BaseSpan sent = base_span_bytes (record->sent);
    BaseSpan content =
        base_span (sent.data + WIRE_RECORD_HEADER_SIZE, sent.size - WIRE_RECORD_HEADER_SIZE);
    draft->type = sent.data[0];
    if (record->sealed) {
        content = net_rogue_content (record);
    }
    if (record->sealed && record->version != WIRE_TLS12) {
        draft->padded_to = (unsigned)content.size;
        while (content.size > 1 && content.data[content.size - 1] == 0)
            content.size--;
        draft->type = content.data[--content.size];
    }
    draft->content = g_byte_array_new ();
    base_append_span (draft->content, content);
    g_autoptr (GByteArray) messages = g_byte_array_new ();
    for (int i = record->first_message; i >= 0 && i <= record->last_message; i++)
        base_append_span (messages, base_span_bytes (trace_message (self->trace, i)->sent->bytes));
    return record->first_message >= 0 &&
           base_span_equal (content, base_span (messages->data, messages->len));
}

static WireDialect dialect_of (const NetRogue *self, WireKeyExchange exchange)
{
    return (WireDialect){trace_version (self->trace, trace_length (self->trace) - 1), exchange};
}

/* The trace shows the message as it goes out. */
static void replace_message (NetRogue *self, int index, GBytes *bytes)
{
    TraceMessage *message = trace_message_for_writing (self->trace, index);
    WireMessage *forged = wire_message_read_as (message->sent->row->content_type, bytes,
                                                dialect_of (self, message->sent->row->exchange));
    wire_message_unref (message->sent);
    message->sent = forged;
}

static GBytes *edited (const WireMessage *message, NetTask *task)
{
    const NetTwist *twist = task->twist;
    static const WireEdit edits[NET_N_TWISTS] = {[NET_TWIST_FORGE] = WIRE_EDIT_SET,
                                                 [NET_TWIST_APPEND] = WIRE_EDIT_APPEND,
                                                 [NET_TWIST_OMIT] = WIRE_EDIT_OMIT,
                                                 [NET_TWIST_REPEAT] = WIRE_EDIT_REPEAT};
    const char *path = twist->path != NULL ? twist->path : "";
    int field = *path != '\0' ? wire_tree_find (message->tree, path) : 0;
    if (field < 0) {
        net_plan_miss_field (task, message->tree);
        return NULL;
    }
    g_autoptr (GBytes) value = twist->bytes != NULL ? g_bytes_ref (twist->bytes) : NULL;
    if (twist->kind == NET_TWIST_FORGE) {
        value = wire_edit_value (message->tree, (unsigned)field, twist->value);
        if (value == NULL)
            net_plan_miss (task, "“%s” is no value of %s", twist->value, path);
    }
    if (twist->kind == NET_TWIST_FORGE && value == NULL)
        return NULL;
    GBytes *out =
        wire_edit (message->tree, path, edits[twist->kind], base_span_bytes (value), true);
    return net_plan_changes (task, message->tree, out);
}

/* One message of the draft, edited in place; false when the twist does not find its place. */
static bool edit_message (NetRogue *self, const TraceRecord *record, int index, NetTask *task,
                          Draft *draft)
{
    g_autoptr (GBytes) bytes = edited (trace_message (self->trace, index)->sent, task);
    if (bytes == NULL)
        return false;
    replace_message (self, index, bytes);
    g_byte_array_set_size (draft->content, 0);
    for (int i = record->first_message; i <= record->last_message; i++)
        base_append_span (draft->content,
                          base_span_bytes (trace_message (self->trace, i)->sent->bytes));
    return true;
}

static bool is_sealed (NetTask *task, const TraceRecord *record)
{
    if (!record->sealed)
        net_plan_miss (task, "%s goes out in clear, so there is no seal to change",
                       task->twist->message);
    return record->sealed;
}

/* What is sealed holds content, type and padding (RFC 9846 section 5.2), as many bytes as asked. */
static bool pad (NetTask *task, const TraceRecord *record, Draft *draft)
{
    unsigned least = draft->content->len + 1, size = MAX (task->twist->size, least);
    if (!is_sealed (task, record))
        return false;
    if (record->version == WIRE_TLS12) {
        net_plan_miss (task, "it is sealed by the rules of TLS 1.2, which know no such padding");
        return false;
    }
    if (size == MAX (draft->padded_to, least)) {
        net_plan_miss (task, "content, type and padding have %u bytes already", size);
        return false;
    }
    draft->padded_to = size;
    return true;
}

static bool apply (NetRogue *self, const TraceRecord *record, int index, NetTask *task,
                   Draft *draft)
{
    const NetTwist *twist = task->twist;
    switch (twist->kind) {
    case NET_TWIST_OMIT:
        if (twist->path == NULL) {
            draft->gone = record->first_message == record->last_message;
            if (!draft->gone)
                net_plan_miss (task, "other messages share its record, so it cannot be left out");
            return draft->gone;
        }
        return edit_message (self, record, index, task, draft);
    case NET_TWIST_FORGE:
    case NET_TWIST_APPEND:
    case NET_TWIST_REPEAT:
        return edit_message (self, record, index, task, draft);
    case NET_TWIST_TRAIL:
        base_append_span (draft->content, base_span_bytes (twist->bytes));
        return true;
    case NET_TWIST_PAD:
        return pad (task, record, draft);
    case NET_TWIST_CLEAR:
        draft->clear = true;
        return is_sealed (task, record);
    default:
        g_assert_not_reached ();
    }
}

/* ---- Records ---- */

static int64_t *shift_of (NetRogue *self, const TraceRecord *record)
{
    if (self->seals[record->sender].key != record->key) {
        self->seals[record->sender].key = record->key;
        self->seals[record->sender].shift = 0;
    }
    return &self->seals[record->sender].shift;
}

/* Writes RECORD anew: CONTENT and TYPE, in clear or sealed like MODEL, the n-th of its key. */
static void write_record (NetRogue *self, TraceRecord *record, const TraceRecord *model,
                          uint8_t type, BaseSpan content, bool clear, unsigned padded_to)
{
    g_clear_pointer (&record->sent, g_bytes_unref);
    g_clear_pointer (&record->inner, g_bytes_unref);
    if (clear) {
        GByteArray *bytes = g_byte_array_new ();
        BaseSpan sent = base_span_bytes (model->sent);
        /* What is in clear keeps its sender's legacy_record_version. */
        uint16_t version =
            model->sealed ? WIRE_TLS12 : (uint16_t)base_read_number (sent.data + 1, 2);
        record->sealed = false;
        record->key = -1;
        record->tag_size = 0;
        wire_record_append (bytes, type, version, content);
        record->sent = g_byte_array_free_to_bytes (bytes);
        return;
    }
    g_clear_pointer (&record->nonce, g_bytes_unref);
    g_clear_pointer (&record->additional, g_bytes_unref);
    net_rogue_seal (self->trace, model, *shift_of (self, model), type, content, padded_to, record);
}

/* What a twist adds, from another message's bytes or its own. */
static GBytes *extra_content (const NetRogue *self, const NetTwist *twist)
{
    if (twist->copy == NULL)
        return g_bytes_ref (twist->bytes);
    unsigned n = trace_event (self->trace, trace_length (self->trace) - 1)->now.n_messages;
    for (unsigned i = 0; i < n; i++) {
        const TraceMessage *message = trace_message (self->trace, (int)i);
        if (message->sent != NULL && net_twist_is_for (twist->copy, message))
            return g_bytes_ref (message->sent->bytes);
    }
    return NULL;
}

/* A record more beside MODEL, which must still be as its sender sealed it. */
static void send_extra (NetRogue *self, const TraceRecord *model, NetTask *task, GQueue *out)
{
    const NetTwist *twist = task->twist;
    g_autoptr (GBytes) content = extra_content (self, twist);
    if (content == NULL) {
        net_plan_miss (task, "%s has not been sent yet", twist->copy->text + 1);
        return;
    }
    bool clear = twist->clear || !model->sealed;
    TraceRecord record = {.sender = model->sender,
                          .sealed = !clear,
                          .version = clear ? 0 : model->version,
                          .tag_size = clear ? 0 : model->tag_size,
                          .sealing = model->sealing,
                          .key = clear ? -1 : model->key,
                          .first_message = -1,
                          .last_message = -1,
                          .sent_at = model->sent_at,
                          .arrived_at = -1,
                          .send_event = trace_length (self->trace),
                          .deliver_event = -1};
    write_record (self, &record, model, twist->type, base_span_bytes (content), clear, 0);
    if (!clear)
        (*shift_of (self, model))++;
    int index = trace_add_record (self->trace, record);
    trace_now (self->trace)->in_flight++;
    net_plan_done (self->plan, task, index, NULL);
    net_add_messages (self->plan, index, twist->type, base_span_bytes (content));
    g_queue_push_tail (out, GINT_TO_POINTER (index + 1));
}

/* The twists of KIND (or those that change the record itself: NET_N_TWISTS) for what INDEX carries,
 * in their order. */
static void run_twists (NetRogue *self, int index, const TraceRecord *model, NetTwistKind kind,
                        Draft *draft, GQueue *out)
{
    const TraceRecord *record = trace_record (self->trace, index);
    NetTask *task;
    for (unsigned i = 0; (task = net_plan_task (self->plan, i)) != NULL; i++) {
        const NetTwist *twist = task->twist;
        bool extra = twist->kind == NET_TWIST_BEFORE || twist->kind == NET_TWIST_AFTER;
        if (!is_rogue (twist) || task->applied ||
            (extra ? twist->kind != kind : kind != NET_N_TWISTS))
            continue;
        for (int m = record->first_message; m >= 0 && m <= record->last_message; m++) {
            if (!net_twist_is_for (twist, trace_message (self->trace, m)))
                continue;
            if (extra) {
                send_extra (self, model, task, out);
            } else if (apply (self, record, m, task, draft)) {
                draft->changed = true;
                net_plan_done (self->plan, task, index, NULL);
            }
            break;
        }
    }
}

/* What is left of RECORD itself goes out. */
static void send_draft (NetRogue *self, int index, const TraceRecord *model, const Draft *draft,
                        GQueue *out)
{
    TraceRecord *record = trace_record_for_writing (self->trace, index);
    if (draft->gone) {
        trace_now (self->trace)->in_flight--;
        return;
    }
    bool moved = model->sealed && *shift_of (self, model) != 0;
    if (draft->changed || moved)
        write_record (self, record, model, draft->type,
                      base_span (draft->content->data, draft->content->len),
                      draft->clear || !model->sealed, draft->padded_to);
    g_queue_push_tail (out, GINT_TO_POINTER (index + 1));
}

static void move_shift (NetRogue *self, const TraceRecord *model, int by)
{
    if (model->sealed)
        *shift_of (self, model) += by;
}

void net_rogue_send (NetRogue *self, int index, GQueue *out)
{
    const TraceRecord *record = trace_record (self->trace, index);
    if (net_plan_task (self->plan, 0) == NULL) {
        g_queue_push_tail (out, GINT_TO_POINTER (index + 1));
        return;
    }
    /* What the honest engine sealed, while RECORD is written anew. */
    TraceRecord model = *record;
    G_GNUC_UNUSED g_autoptr (GBytes) sent = g_bytes_ref (record->sent);
    G_GNUC_UNUSED g_autoptr (GBytes) nonce =
        record->nonce != NULL ? g_bytes_ref (record->nonce) : NULL;
    G_GNUC_UNUSED g_autoptr (GBytes) additional =
        record->additional != NULL ? g_bytes_ref (record->additional) : NULL;
    Draft draft = {0};
    bool whole = read_draft (self, record, &draft);
    trace_enter (self->trace, record->sender, record->connection, self->plan->clock);
    if (whole) {
        run_twists (self, index, &model, NET_N_TWISTS, &draft, out);
        run_twists (self, index, &model, NET_TWIST_BEFORE, &draft, out);
    }
    send_draft (self, index, &model, &draft, out);
    move_shift (self, &model, 1);
    if (whole)
        run_twists (self, index, &model, NET_TWIST_AFTER, &draft, out);
    /* The honest engine has counted this one; a rogue that did not seal it is one behind. */
    move_shift (self, &model, draft.gone || draft.clear ? -2 : -1);
    trace_leave (self->trace);
    g_byte_array_unref (draft.content);
}
