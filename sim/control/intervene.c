#include "control/intervene.h"

#include <gio/gio.h>
#include <string.h>

#include "control/private.h"

/* ---- What is under way ---- */

int control_under_way (const Trace *trace, int cursor)
{
    if (cursor < 0)
        return -1;
    const TraceMoment *now = &trace_event (trace, (unsigned)cursor)->now;
    if (now->in_flight == 0)
        return -1;
    for (unsigned i = 0; i < now->n_records; i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        bool sent = record->send_event <= (uint32_t)cursor;
        if (sent && (record->deliver_event < 0 || record->deliver_event > cursor))
            return (int)i;
    }
    return -1;
}

/* ---- What can be done to it ---- */

static void proposal_free (gpointer data)
{
    ControlProposal *self = data;
    g_free (self->twist);
    g_free (self->words);
    g_free (self);
}

static void propose (GPtrArray *list, int message, int field, bool rogue, char *twist, char *words)
{
    ControlProposal *self = g_new0 (ControlProposal, 1);
    *self = (ControlProposal){twist, words, rogue, field, message};
    g_ptr_array_add (list, self);
}

/* "server.ServerHello", "client.ClientHello[2]" */
static char *message_path (const TraceMessage *message)
{
    g_autofree char *ordinal =
        message->ordinal > 1 ? g_strdup_printf ("[%u]", message->ordinal) : g_strdup ("");
    return g_strconcat (trace_party_name (message->sender), ".", trace_message_name (message),
                        ordinal, NULL);
}

/* "cipher_suites[0]" of "ClientHello.cipher_suites[0]" */
static char *path_below (const WireTree *tree, unsigned field)
{
    g_autofree char *path = wire_tree_path (tree, field);
    const char *dot = strchr (path, '.');
    return g_strdup (dot != NULL ? dot + 1 : path);
}

static bool can_be_set (const WireTree *tree, unsigned field)
{
    const WireField *f = &tree->fields[field];
    return f->parent >= 0 && f->length > 0 && wire_tree_is_leaf (tree, field) &&
           (f->flags & (WIRE_FIELD_UNREAD | WIRE_FIELD_LENGTH)) == 0;
}

/* The attacker reads and writes what is in clear; what is sealed only its sender can have written
 * otherwise. */
static void propose_fields (GPtrArray *list, int index, const TraceMessage *message)
{
    const WireTree *tree = message->sent->tree;
    g_autofree char *base = message_path (message);
    for (unsigned i = 0; i < tree->n_fields; i++) {
        if (!can_be_set (tree, i))
            continue;
        g_autofree char *path = path_below (tree, i);
        g_autofree char *value = wire_tree_plain (tree, i);
        bool rogue = message->sealed;
        propose (list, index, (int)i, rogue,
                 g_strdup_printf ("%s %s.%s %s", rogue ? "forge" : "set", base, path, value),
                 g_strdup_printf ("%s gets another value", path));
        if (rogue)
            continue;
        propose (list, index, (int)i, false, g_strdup_printf ("xor %s.%s 01", base, path),
                 g_strdup_printf ("a bit of %s is flipped", path));
        propose (list, index, (int)i, false, g_strdup_printf ("delete %s.%s fix", base, path),
                 g_strdup_printf ("%s is taken out, and the lengths are put right", path));
        propose (list, index, (int)i, false, g_strdup_printf ("delete %s.%s leave", base, path),
                 g_strdup_printf ("%s is taken out, and the lengths are left as they were", path));
    }
}

/* "drop client.record[N]" of a row, for this record or message; NULL when the row is not for it. */
static char *filled_in (const char *usage, const char *place, const char *path, size_t size)
{
    const char *at = strstr (usage, place);
    if (at == NULL || strstr (usage, "conn1.") != NULL)
        return NULL; /* it needs another connection */
    GString *out = g_string_new (usage);
    g_string_replace (out, place, path, 1);
    /* What cuts off needs fewer bytes, what pads more. */
    bool pads = g_str_has_prefix (usage, "pad ");
    g_autofree char *other =
        g_strdup_printf ("%" G_GSIZE_FORMAT, pads ? 2 * size : MAX (size / 2, 1));
    const struct {
        const char *name, *example;
    } values[] = {{" [fix|leave]", ""}, {"before|after", "before"}, {"MILLISECONDS", "500"},
                  {"SIZE", other},      {"TYPE", "alert"},          {"HEX", "0100"}};
    for (size_t i = 0; i < G_N_ELEMENTS (values); i++)
        g_string_replace (out, values[i].name, values[i].example, 1);
    return g_string_free (out, FALSE);
}

/* Whether one of the same sender comes behind RECORD that does not wait for an answer to it. */
static bool is_followed (const Trace *trace, const TraceRecord *record)
{
    unsigned n = trace_event (trace, trace_length (trace) - 1)->now.n_records;
    bool answered = false;
    for (unsigned i = 0; i < n; i++) {
        const TraceRecord *other = trace_record (trace, (int)i);
        bool later = other->connection == record->connection &&
                     other->send_event > record->send_event && !other->attacker;
        if (later && other->sender == record->sender)
            return !answered;
        answered = answered || later;
    }
    return false;
}

static void propose_rows (GPtrArray *list, const Trace *trace, int message,
                          const TraceRecord *record, const char *place, const char *path)
{
    bool rogue = message >= 0;
    for (unsigned i = 0; net_twist_row (i) != NULL; i++) {
        const NetTwistRow *row = net_twist_row (i);
        bool fits = row->rogue == rogue && (record->sealed || !row->needs_seal) &&
                    (!row->needs_padding || record->version != WIRE_TLS12) &&
                    (!row->needs_next || is_followed (trace, record));
        char *twist = fits ? filled_in (row->usage, place, path, record->size) : NULL;
        if (twist != NULL)
            propose (list, message, -1, rogue, twist, g_strdup (row->summary));
    }
}

static void propose_record (GPtrArray *list, const Trace *trace, const TraceRecord *record)
{
    const char *sender = trace_party_name (record->sender);
    g_autofree char *path = g_strdup_printf ("%s.record[%u]", sender, record->ordinal);
    propose_rows (list, trace, -1, record, "client.record[N]", path);
    g_autoptr (WireTree) tree = trace_record_tree (record, record->sent);
    for (unsigned i = 0; i < tree->n_fields; i++) {
        if (!wire_tree_is_leaf (tree, i) || tree->fields[i].length == 0)
            continue;
        g_autofree char *below = path_below (tree, i);
        propose (list, -1, -1, false, g_strdup_printf ("xor %s.%s 01", path, below),
                 g_strdup_printf ("a bit of the record’s %s is flipped", below));
    }
}

GPtrArray *control_proposals (ControlRun *run, int index)
{
    const Trace *trace = control_run_trace (run);
    const TraceRecord *record = trace_record (trace, index);
    GPtrArray *list = g_ptr_array_new_with_free_func (proposal_free);
    for (int i = record->first_message; i >= 0 && i <= record->last_message; i++)
        if (trace_message (trace, i)->record == index && trace_message (trace, i)->sent != NULL)
            propose_fields (list, i, trace_message (trace, i));
    propose_record (list, trace, record);
    for (int i = record->first_message; i >= 0 && i <= record->last_message; i++) {
        g_autofree char *path = message_path (trace_message (trace, i));
        propose_rows (list, trace, i, record, "MESSAGE", path);
    }
    return list;
}

/* ---- Doing it ---- */

static unsigned last_twist (const Scenario *scenario)
{
    unsigned last = 0;
    GPtrArray *settings = scenario_settings (scenario);
    for (guint i = 0; i < settings->len; i++) {
        const ScenarioSetting *setting = g_ptr_array_index (settings, i);
        if ((g_str_has_prefix (setting->group, "network") ||
             g_str_equal (setting->group, "mitm.network")) &&
            g_str_has_prefix (setting->key, "twist."))
            last = MAX (last, (unsigned)strtoul (setting->key + strlen ("twist."), NULL, 10));
    }
    return last;
}

Scenario *control_twisted (ControlRun *run, const char *twist, GError **error)
{
    Scenario *scenario = control_run_scenario (run);
    unsigned connection =
        trace_connection (control_run_trace (run), (unsigned)MAX (control_cursor (run), 0));
    bool far = connection > 1 && scenario_has_middle (scenario);
    g_autofree char *later =
        connection > 1 && !far ? g_strdup_printf (".%u", connection) : g_strdup ("");
    g_autofree char *assignment = g_strdup_printf ("%snetwork%s.twist.%u=%s", far ? "mitm." : "",
                                                   later, last_twist (scenario) + 1, twist);
    g_autoptr (NetTwist) parsed = net_twist_parse (twist, error);
    return parsed != NULL ? scenario_with (scenario, assignment, error) : NULL;
}

ControlRun *control_run_like (ControlRun *run, Scenario *scenario, GError **error)
{
    ControlRun *other = control_run_new (scenario, error);
    if (other == NULL)
        return NULL;
    GPtrArray *breakpoints = control_breakpoints (run);
    for (guint i = 0; i < breakpoints->len; i++)
        control_break (other, g_ptr_array_index (breakpoints, i), true, NULL);
    while ((int)trace_length (other->trace) <= control_cursor (run) && control_advance (other))
        ;
    control_seek (other, control_cursor (run));
    return other;
}

ControlRun *control_run_twisted (ControlRun *run, const char *twist, GError **error)
{
    g_autoptr (Scenario) scenario = control_twisted (run, twist, error);
    g_autoptr (ControlRun) other =
        scenario != NULL ? control_run_like (run, scenario, error) : NULL;
    if (other == NULL)
        return NULL;
    unsigned seq = (unsigned)MAX (0, control_cursor (run));
    const ControlConnection *connection =
        g_ptr_array_index (other->connections, trace_connection (run->trace, seq) - 1);
    control_run_all (other);
    g_autofree char *why_not = net_pipe_why_not (connection->pipe, connection->twists->len - 1);
    if (why_not == NULL)
        return g_steal_pointer (&other);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "this finds nothing to change: %s",
                 why_not);
    return NULL;
}

/* ---- What comes of it ---- */

/* VALUE says nothing if it is "none" or "nobody". SCENARIO: taken, given back changed; NULL with an
 * error. */
static Scenario *expect (Scenario *scenario, unsigned connection, const char *key,
                         const char *value, GError **error)
{
    g_autoptr (Scenario) old = scenario;
    if (old == NULL)
        return NULL;
    g_autofree char *group = connection == 1 ? g_strdup ("expect")
                             : scenario_has_middle (old)
                                 ? g_strdup ("mitm.expect")
                                 : g_strdup_printf ("expect.%u", connection);
    bool says = value != NULL && !g_str_equal (value, "none") && !g_str_equal (value, "nobody");
    g_autofree char *assignment = g_strdup_printf ("%s.%s=%s", group, key, says ? value : "");
    return scenario_with (old, assignment, error);
}

Scenario *control_expecting (ControlRun *run, GError **error)
{
    static const char *const asked[] = {"alert", "noticed-by", "cause"};
    static const char *const forgotten[] = {"fails", "passes", "thief-lacks"};
    Scenario *scenario = scenario_ref (run->scenario);
    control_run_all (run);
    for (guint i = 0; i < run->connections->len; i++) {
        const ControlConnection *connection = g_ptr_array_index (run->connections, i);
        int last = connection->last >= 0 ? connection->last : (int)trace_length (run->trace) - 1;
        for (guint j = 0; j < G_N_ELEMENTS (forgotten); j++)
            scenario = expect (scenario, i + 1, forgotten[j], NULL, error);
        scenario =
            expect (scenario, i + 1, "outcome", control_connection_outcome (connection), error);
        for (guint j = 0; j < G_N_ELEMENTS (asked); j++) {
            g_autofree char *value = trace_lookup (run->trace, (unsigned)last, asked[j], NULL);
            scenario = expect (scenario, i + 1, asked[j], value, error);
        }
    }
    return scenario;
}
