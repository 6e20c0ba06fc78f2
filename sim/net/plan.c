#include "net/plan.h"

#include "base/near.h"

#include <string.h>

static void task_clear (gpointer data)
{
    NetTask *task = data;
    g_free (task->miss);
}

NetPlan *net_plan_new (Trace *trace, BaseClock *clock, GPtrArray *twists)
{
    NetPlan *plan = g_new0 (NetPlan, 1);
    plan->trace = trace;
    plan->clock = clock;
    plan->tasks = g_array_new (FALSE, TRUE, sizeof (NetTask));
    g_array_set_clear_func (plan->tasks, task_clear);
    for (guint i = 0; twists != NULL && i < twists->len; i++) {
        NetTask task = {.twist = g_ptr_array_index (twists, i)};
        g_array_append_val (plan->tasks, task);
    }
    return plan;
}

void net_plan_free (NetPlan *plan)
{
    g_array_unref (plan->tasks);
    g_free (plan);
}

NetTask *net_plan_task (const NetPlan *plan, unsigned i)
{
    return i < plan->tasks->len ? &g_array_index (plan->tasks, NetTask, i) : NULL;
}

void net_plan_done (NetPlan *plan, NetTask *task, int index, GBytes *bytes)
{
    task->applied = true;
    g_clear_pointer (&task->miss, g_free);
    TraceEvent *event = trace_emit (plan->trace, TRACE_TWIST);
    event->label = trace_intern (plan->trace, task->twist->text);
    event->record = index;
    event->message = trace_record (plan->trace, index)->first_message;
    event->value = bytes != NULL ? g_bytes_ref (bytes) : NULL;
    event->section = trace_section (plan->trace, "RFC 9846 F", "RFC 5246 F");
}

void net_plan_miss (NetTask *task, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    g_free (task->miss);
    task->miss = g_strdup_vprintf (format, args);
    va_end (args);
}

void net_plan_miss_field (NetTask *task, const WireTree *tree)
{
    g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
    for (unsigned i = 1; i < tree->n_fields; i++) {
        g_autofree char *path = wire_tree_path (tree, i);
        size_t root = strlen (tree->name);
        if (path[root] == '.')
            g_ptr_array_add (paths, g_strdup (path + root + 1));
    }
    g_autofree char *near = base_nearest (paths, task->twist->path, 3);
    net_plan_miss (task, "%s has no field “%s” here; nearest: %s", tree->name, task->twist->path,
                   near);
}

GBytes *net_plan_changes (NetTask *task, const WireTree *tree, GBytes *edited)
{
    if (edited == NULL || !g_bytes_equal (edited, tree->bytes))
        return edited;
    g_bytes_unref (edited);
    net_plan_miss (task, "it leaves every byte of %s as it is", tree->name);
    return NULL;
}

/* ---- What never came ---- */

static char *why_no_message (const NetPlan *plan, const NetTwist *twist, unsigned connection)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    unsigned n = trace_now (plan->trace)->n_messages;
    for (unsigned i = 0; i < n; i++) {
        const TraceMessage *message = trace_message (plan->trace, (int)i);
        if (message->connection != connection || message->sent == NULL)
            continue;
        const char *sender = trace_party_name (message->sender);
        const char *name = trace_message_name (message);
        g_ptr_array_add (names, message->ordinal > 1
                                    ? g_strdup_printf ("%s.%s[%u]", sender, name, message->ordinal)
                                    : g_strdup_printf ("%s.%s", sender, name));
    }
    g_autofree char *wanted =
        g_strdup_printf ("%s.%s", trace_party_name (twist->sender), twist->message);
    g_autofree char *near = base_nearest (names, wanted, 3);
    return g_strdup_printf ("the %s never sends %s %s here; nearest: %s",
                            trace_party_name (twist->sender),
                            twist->ordinal > 1 ? "so many of" : "a", twist->message, near);
}

/* How many records SENDER has sent itself. */
static unsigned count_records (const NetPlan *plan, TraceParty sender, unsigned connection)
{
    unsigned count = 0, n = trace_now (plan->trace)->n_records;
    for (unsigned i = 0; i < n; i++) {
        const TraceRecord *record = trace_record (plan->trace, (int)i);
        if (record->connection == connection && record->sender == sender && !record->attacker)
            count = record->ordinal;
    }
    return count;
}

char *net_plan_why_not (const NetPlan *plan, const NetTask *task, unsigned connection)
{
    const NetTwist *twist = task->twist;
    if (task->miss != NULL)
        return g_strdup (task->miss);
    if (twist->message != NULL)
        return why_no_message (plan, twist, connection);
    const char *sender = trace_party_name (twist->sender);
    unsigned n = count_records (plan, twist->sender, connection);
    if (n == 0)
        return g_strdup_printf ("the %s sends no record here", sender);
    return g_strdup_printf ("there is no %s.record[%u] here; nearest: %s.record[%u]", sender,
                            twist->ordinal, sender, n);
}

/* ---- Messages that somebody else than the engine writes ---- */

void net_add_message (NetPlan *plan, int index, TraceMessage message)
{
    TraceRecord *record = trace_record_for_writing (plan->trace, index);
    record->last_message = trace_add_message (plan->trace, message);
    if (record->first_message < 0)
        record->first_message = record->last_message;
    TraceEvent *event = trace_emit (plan->trace, TRACE_SEND);
    event->message = record->last_message;
    event->record = index;
    const WireMessageRow *row = message.sent->row;
    event->section = row->older_section != NULL
                         ? trace_section (plan->trace, row->section, row->older_section)
                         : row->section;
}

/* The size of the message that CONTENT begins with; 0: it is not all there. */
static size_t message_size (uint8_t type, BaseSpan content)
{
    enum { HEADER_SIZE = 4 };
    if (type != WIRE_CT_HANDSHAKE)
        return content.size;
    if (content.size < HEADER_SIZE)
        return 0;
    size_t size = HEADER_SIZE + base_read_number (content.data + 1, 3);
    return size <= content.size ? size : 0;
}

void net_add_messages (NetPlan *plan, int index, uint8_t type, BaseSpan content)
{
    TraceRecord *record = trace_record_for_writing (plan->trace, index);
    WireDialect dialect = {trace_version (plan->trace, trace_length (plan->trace) - 1),
                           WIRE_EXCHANGE_NONE};
    if (type < WIRE_CT_CHANGE_CIPHER_SPEC || type > WIRE_CT_APPLICATION_DATA)
        return;
    for (size_t at = 0, size; at < content.size; at += size) {
        BaseSpan rest = base_span (content.data + at, content.size - at);
        size = message_size (type, rest);
        if (size == 0)
            return;
        g_autoptr (GBytes) bytes = base_span_copy (base_span (rest.data, size));
        TraceMessage message = {.sender = record->sender,
                                .sent = wire_message_read_as (type, bytes, dialect),
                                .sealed = record->sealed,
                                .record = index,
                                .send_event = (int)trace_length (plan->trace),
                                .receive_event = -1,
                                .processed_event = -1};
        net_add_message (plan, index, message);
    }
}
