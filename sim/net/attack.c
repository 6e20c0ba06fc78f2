#include "net/attack.h"

#include "wire/edit.h"

#include <string.h>

/* A record while it is being changed. */
typedef struct {
    int index;
    const TraceRecord *record;
    GBytes *bytes;       /* as it will arrive; NULL: it will not */
    GPtrArray *messages; /* GBytes: those that begin in it, as they are by now */
} Draft;

/* ---- One field ---- */

/* Readable text may be given in hex too: where that alone has the size of what stands there. */
static GBytes *read_value (const WireTree *tree, unsigned field, const char *text)
{
    GBytes *value = wire_edit_value (tree, field, text);
    const WireField *f = &tree->fields[field];
    g_autoptr (GBytes) hex = base_unhex (text, NULL);
    if (hex == NULL)
        return value;
    size_t prefix = f->row != NULL && f->row->kind == WIRE_OPAQUE ? f->row->width : 0;
    bool fits = g_bytes_get_size (hex) + prefix == f->length;
    if (value != NULL && (!fits || g_bytes_get_size (value) == g_bytes_get_size (hex)))
        return value;
    g_clear_pointer (&value, g_bytes_unref);
    return fits ? g_steal_pointer (&hex) : NULL;
}

/* The bytes of TREE when TASK has been carried out in it; NULL: it cannot. transfer full */
static GBytes *edit (NetTask *task, const WireTree *tree)
{
    static const WireEdit edits[] = {[NET_TWIST_SET] = WIRE_EDIT_SET,
                                     [NET_TWIST_XOR] = WIRE_EDIT_XOR,
                                     [NET_TWIST_DELETE] = WIRE_EDIT_OMIT,
                                     [NET_TWIST_INSERT] = WIRE_EDIT_INSERT};
    const NetTwist *twist = task->twist;
    int field = *twist->path != '\0' ? wire_tree_find (tree, twist->path) : 0;
    if (field < 0) {
        net_plan_miss_field (task, tree);
        return NULL;
    }
    g_autoptr (GBytes) value = twist->kind == NET_TWIST_SET
                                   ? read_value (tree, (unsigned)field, twist->value)
                               : twist->bytes != NULL ? g_bytes_ref (twist->bytes)
                                                      : g_bytes_new (NULL, 0);
    if (value == NULL) {
        net_plan_miss (task, "“%s” is no value of %s; a number that fits, a name, or hex would be",
                       twist->value, twist->path);
        return NULL;
    }
    GBytes *edited =
        wire_edit (tree, twist->path, edits[twist->kind], base_span_bytes (value), !twist->leave);
    if (edited == NULL)
        net_plan_miss (task, "%s has %u bytes, fewer than the mask", twist->path,
                       tree->fields[field].length);
    return net_plan_changes (task, tree, edited);
}

/* ---- One record ---- */

/* From AT on, OLD bytes of the record give way to VALUE; its own length follows when MEND. */
static void replace (Draft *draft, size_t at, size_t old, BaseSpan value, bool mend)
{
    BaseSpan whole = base_span_bytes (draft->bytes);
    GByteArray *out = g_byte_array_new ();
    base_append_span (out, base_span (whole.data, at));
    base_append_span (out, value);
    base_append_span (out, base_span (whole.data + at + old, whole.size - at - old));
    if (mend && value.size != old && out->len >= WIRE_RECORD_HEADER_SIZE) {
        size_t size =
            base_read_number (out->data + WIRE_RECORD_HEADER_SIZE - 2, 2) + value.size - old;
        out->data[3] = (uint8_t)(size >> 8);
        out->data[4] = (uint8_t)size;
    }
    g_bytes_unref (draft->bytes);
    draft->bytes = g_byte_array_free_to_bytes (out);
}

/* The message of TASK among those of the record: which one of them, and where it begins; -1: it is
 * not there. */
static int find_message (const NetPlan *plan, const NetTask *task, const Draft *draft, size_t *base)
{
    *base = WIRE_RECORD_HEADER_SIZE;
    for (guint i = 0; i < draft->messages->len; i++) {
        const TraceMessage *message =
            trace_message (plan->trace, draft->record->first_message + (int)i);
        if (net_twist_is_for (task->twist, message))
            /* A long message goes on in further records; it is changed in the first. */
            return message->record == draft->index ? (int)i : -1;
        *base += g_bytes_get_size (g_ptr_array_index (draft->messages, i));
    }
    return -1;
}

static WireTree *tree_of (const NetPlan *plan, const TraceMessage *message, GBytes *bytes)
{
    if (g_bytes_equal (message->sent->bytes, bytes))
        return wire_tree_ref (message->sent->tree);
    WireDialect dialect = {trace_version (plan->trace, trace_length (plan->trace) - 1),
                           message->sent->row->exchange};
    g_autoptr (WireMessage) read =
        wire_message_read_as (message->sent->row->content_type, bytes, dialect);
    return wire_tree_ref (read->tree);
}

static bool change_message (const NetPlan *plan, NetTask *task, Draft *draft)
{
    size_t base;
    int i = find_message (plan, task, draft, &base);
    if (i < 0)
        return false;
    if (draft->record->sealed) {
        net_plan_miss (task,
                       "it is sealed, and the attacker has no keys to find a field in it; nearest: "
                       "%s.record[%u].%s",
                       trace_party_name (draft->record->sender), draft->record->ordinal,
                       draft->record->version == WIRE_TLS12 ? "fragment" : "encrypted_record");
        return false;
    }
    GBytes *old = g_ptr_array_index (draft->messages, i);
    g_autoptr (WireTree) tree =
        tree_of (plan, trace_message (plan->trace, draft->record->first_message + i), old);
    g_autoptr (GBytes) edited = edit (task, tree);
    if (edited == NULL)
        return false;
    size_t here = MIN (g_bytes_get_size (old), g_bytes_get_size (draft->bytes) - base);
    BaseSpan value = base_span_bytes (edited);
    if (here < g_bytes_get_size (old)) {
        bool inside = value.size == g_bytes_get_size (old) &&
                      memcmp (value.data + here, (const char *)g_bytes_get_data (old, NULL) + here,
                              value.size - here) == 0;
        if (!inside) {
            net_plan_miss (task, "the message goes on in further records: change the records");
            return false;
        }
        value.size = here;
    }
    replace (draft, base, here, value, !task->twist->leave);
    g_bytes_unref (old);
    draft->messages->pdata[i] = g_steal_pointer (&edited);
    return true;
}

static bool cut_short (NetTask *task, Draft *draft)
{
    size_t size = g_bytes_get_size (draft->bytes);
    if (task->twist->size >= size) {
        net_plan_miss (task, "the record has only %" G_GSIZE_FORMAT " bytes, header and all", size);
        return false;
    }
    replace (draft, task->twist->size, size - task->twist->size, base_span (NULL, 0),
             !task->twist->leave);
    return true;
}

static bool change_record (NetTask *task, Draft *draft)
{
    const NetTwist *twist = task->twist;
    if (draft->record->ordinal != twist->ordinal)
        return false;
    if (twist->kind == NET_TWIST_TRUNCATE)
        return cut_short (task, draft);
    if (twist->kind == NET_TWIST_DROP) {
        g_clear_pointer (&draft->bytes, g_bytes_unref);
        return true;
    }
    g_autoptr (WireTree) tree = trace_record_tree (draft->record, draft->bytes);
    GBytes *edited = edit (task, tree);
    if (edited == NULL)
        return false;
    g_bytes_unref (draft->bytes);
    draft->bytes = edited;
    return true;
}

static Draft read_draft (const NetPlan *plan, int index)
{
    const TraceRecord *record = trace_record (plan->trace, index);
    Draft draft = {index, record, g_bytes_ref (record->sent),
                   g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref)};
    for (int i = record->first_message; i >= 0 && i <= record->last_message; i++)
        g_ptr_array_add (draft.messages, g_bytes_ref (trace_message (plan->trace, i)->sent->bytes));
    return draft;
}

static bool changes_bytes (const NetTwist *twist)
{
    return twist->kind <= NET_TWIST_DROP;
}

GBytes *net_attack (NetPlan *plan, int index)
{
    Draft draft = read_draft (plan, index);
    NetTask *task;
    for (unsigned i = 0; draft.bytes != NULL && (task = net_plan_task (plan, i)) != NULL; i++) {
        if (task->applied || !changes_bytes (task->twist) ||
            task->twist->sender != draft.record->sender || draft.record->attacker)
            continue;
        bool done = task->twist->message != NULL ? change_message (plan, task, &draft)
                                                 : change_record (task, &draft);
        if (done)
            net_plan_done (plan, task, index, draft.bytes);
    }
    g_ptr_array_unref (draft.messages);
    return draft.bytes;
}
