#include "export/json.h"

#include "export/formats.h"
#include "export/view.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

/* The trace for programs. The structure is stable: `format` and `version` say which it is, later
 * versions only add members. Bytes are lower case hex; times are microseconds since the start;
 * `message`, `record`, `secret` and `decision` of an event are `index`es into the arrays of that
 * name. What the observer does not know is not there.
 *
 *   format "stepshake-trace", version 1, generator, origin "simulation" or "live", seen_by, start
 *   scenario   {title, text}: by `text` (seed and twists included) the run can be run again;
 *              only in a simulation seen by everyone
 *   seed       likewise
 *   events     {index, parent, time, connection, party, kind, title, landmark, section, label,
 *              message, record, secret, decision, cause, would_pass, reason, value,
 *              state {client, server}}; of a failure `decision` is the check that fell, or the
 * facts that were looked at; `reason` of an alert or an end is the index of that failure messages
 * {index, connection, sender, ordinal, name, sealed, twisted, record, bytes, fields} fields {path,
 * offset, length, value, section, explanation}, parents before children records    {index,
 * connection, sender, ordinal, attacker, time, sealed, bytes, nonce, inner, secret} secrets {index,
 * connection, party, name, function, salt, input, label, context, value, protects, section,
 * command} decisions  {index, key, question, outcome, cause, section, candidates {name, verdict,
 * reason, section, meaning, item}} theft      {connection, missing, why}; seen by the thief alone
 *   end        {client {state, outcome}, server {…}, attacker {server {…}, client {…}}}
 * What a man in the middle plays, or who sends a recorded flight again, has "attacker": true beside
 * its party or sender. */

static const char format_name[] = "stepshake-trace";
enum { FORMAT_VERSION = 1 };

/* ---- Members ---- */

static void add_text (JsonBuilder *json, const char *name, const char *value)
{
    if (value == NULL)
        return;
    json_builder_set_member_name (json, name);
    json_builder_add_string_value (json, value);
}

static void add_own_text (JsonBuilder *json, const char *name, char *value)
{
    add_text (json, name, value);
    g_free (value);
}

static void add_number (JsonBuilder *json, const char *name, int64_t value)
{
    json_builder_set_member_name (json, name);
    json_builder_add_int_value (json, value);
}

static void add_index (JsonBuilder *json, const char *name, int index)
{
    if (index >= 0)
        add_number (json, name, index);
}

static void add_flag (JsonBuilder *json, const char *name, bool value)
{
    json_builder_set_member_name (json, name);
    json_builder_add_boolean_value (json, value);
}

static void add_bytes (JsonBuilder *json, const char *name, GBytes *bytes)
{
    if (bytes != NULL)
        add_own_text (json, name, base_hex (base_span_bytes (bytes)));
}

static void add_cause (JsonBuilder *json, BaseCause cause)
{
    if (cause != BASE_CAUSE_NONE)
        add_text (json, "cause", base_cause_name (cause));
}

static void begin_array (JsonBuilder *json, const char *name)
{
    json_builder_set_member_name (json, name);
    json_builder_begin_array (json);
}

/* ---- Events ---- */

static bool sees_party (const ExportView *view, int party)
{
    bool outside = *view->now.state[party] == '?';
    return !outside && (view->observer->omniscient || view->observer->party == party);
}

/* Who it is, and whether a man in the middle plays it. */
static void add_party (JsonBuilder *json, const ExportView *view, const char *name,
                       unsigned connection, TraceParty party)
{
    add_text (json, name, trace_party_name (party));
    if (export_is_attacker (view, connection, party))
        add_flag (json, "attacker", true);
}

static void add_states (JsonBuilder *json, const ExportView *view, const TraceMoment *now)
{
    if (!sees_party (view, TRACE_CLIENT) && !sees_party (view, TRACE_SERVER))
        return;
    json_builder_set_member_name (json, "state");
    json_builder_begin_object (json);
    for (int party = TRACE_CLIENT; party <= TRACE_SERVER; party++)
        if (sees_party (view, party))
            add_text (json, trace_party_name ((TraceParty)party), now->state[party]);
    json_builder_end_object (json);
}

static void add_event (JsonBuilder *json, const ExportView *view, unsigned seq)
{
    const TraceEvent *event = trace_event (view->trace, seq);
    g_autofree char *landmark = export_event_landmark (view, seq);
    json_builder_begin_object (json);
    add_number (json, "index", seq);
    add_index (json, "parent", event->parent);
    add_number (json, "time", event->time);
    add_number (json, "connection", event->connection);
    add_party (json, view, "party", event->connection, (TraceParty)event->party);
    add_text (json, "kind", trace_kind_name ((TraceKind)event->kind));
    add_own_text (json, "title", export_event_title (view, seq));
    add_text (json, "landmark", landmark);
    add_text (json, "section", export_event_section (view, seq));
    add_text (json, "label", event->label);
    if (event->message >= 0 && export_message (view, event->message) != NULL)
        add_number (json, "message", event->message);
    add_index (json, "record", event->record);
    if (event->secret >= 0 && export_sees_secret (view, event->secret))
        add_number (json, "secret", event->secret);
    add_index (json, "decision", event->decision);
    add_cause (json, event->cause);
    if (event->kind == TRACE_FAIL)
        add_text (json, "would_pass", base_cause_would_pass (event->cause));
    add_index (json, "reason", export_reason (view, seq));
    add_bytes (json, "value", event->value);
    add_states (json, view, &event->now);
    json_builder_end_object (json);
}

static void add_events (JsonBuilder *json, const ExportView *view)
{
    begin_array (json, "events");
    for (unsigned seq = 0; seq < view->n_events; seq++)
        if (export_sees_event (view, seq))
            add_event (json, view, seq);
    json_builder_end_array (json);
}

/* ---- Messages and records ---- */

static void add_field (JsonBuilder *json, const WireTree *tree, unsigned i)
{
    json_builder_begin_object (json);
    add_own_text (json, "path", wire_tree_path (tree, i));
    add_number (json, "offset", tree->fields[i].offset);
    add_number (json, "length", tree->fields[i].length);
    add_own_text (json, "value", wire_tree_value (tree, i));
    add_text (json, "section", wire_tree_section (tree, i));
    add_own_text (json, "explanation", wire_tree_key (tree, i));
    json_builder_end_object (json);
}

static void add_message (JsonBuilder *json, const ExportView *view, int index)
{
    const TraceMessage *message = trace_message (view->trace, index);
    WireMessage *content = export_message (view, index);
    if (content == NULL)
        return;
    json_builder_begin_object (json);
    add_number (json, "index", index);
    add_number (json, "connection", message->connection);
    add_party (json, view, "sender", message->connection, message->sender);
    add_number (json, "ordinal", message->ordinal);
    add_text (json, "name", content->row->name);
    add_flag (json, "sealed", message->sealed);
    if (view->observer->omniscient)
        add_flag (json, "twisted", message->twisted);
    add_index (json, "record", message->record);
    if (message->forgotten)
        add_number (json, "forgotten", (int64_t)message->size);
    else
        add_bytes (json, "bytes", content->bytes);
    if (message->sent != NULL && content != message->sent && view->observer->omniscient)
        add_bytes (json, "bytes_as_sent", message->sent->bytes);
    begin_array (json, "fields");
    for (unsigned i = 0; i < content->tree->n_fields; i++)
        add_field (json, content->tree, i);
    json_builder_end_array (json);
    add_cause (json, content->tree->cause);
    json_builder_end_object (json);
}

static void add_messages (JsonBuilder *json, const ExportView *view)
{
    begin_array (json, "messages");
    for (unsigned i = 0; i < view->now.n_messages; i++)
        add_message (json, view, (int)i);
    json_builder_end_array (json);
}

static void add_record (JsonBuilder *json, const ExportView *view, int index)
{
    const TraceRecord *record = trace_record (view->trace, index);
    int64_t time;
    GBytes *bytes = export_record (view, index, &time);
    if (bytes == NULL)
        return;
    json_builder_begin_object (json);
    add_number (json, "index", index);
    add_number (json, "connection", record->connection);
    add_text (json, "sender", trace_party_name (record->sender));
    add_number (json, "ordinal", record->ordinal);
    add_number (json, "time", time);
    if (record->attacker || export_is_attacker (view, record->connection, record->sender))
        add_flag (json, "attacker", true);
    add_flag (json, "sealed", record->sealed);
    add_bytes (json, "bytes", bytes);
    if (record->forgotten)
        add_number (json, "forgotten", (int64_t)(record->size - g_bytes_get_size (bytes)));
    /* Who seals or has opened it knows its layers. */
    if (record->key >= 0 && export_sees_secret (view, record->key)) {
        add_bytes (json, "nonce", record->nonce);
        if (record->additional != NULL)
            add_bytes (json, "additional_data", record->additional);
        add_bytes (json, "inner", record->inner);
        add_number (json, "secret", record->key);
    }
    json_builder_end_object (json);
}

static void add_records (JsonBuilder *json, const ExportView *view)
{
    begin_array (json, "records");
    for (unsigned i = 0; i < view->now.n_records; i++)
        add_record (json, view, (int)i);
    json_builder_end_array (json);
}

/* ---- Secrets and decisions ---- */

static void add_secret (JsonBuilder *json, const ExportView *view, int index)
{
    const Trace *trace = view->trace;
    const TraceSecret *secret = trace_secret (trace, index);
    json_builder_begin_object (json);
    add_number (json, "index", index);
    add_number (json, "connection", secret->connection);
    add_party (json, view, "party", secret->connection, secret->party);
    add_text (json, "name", secret->name);
    add_text (json, "function", secret->function);
    add_index (json, "salt", secret->salt);
    add_index (json, "input", secret->ikm);
    add_text (json, "label", secret->label);
    add_bytes (json, "context", secret->context);
    add_bytes (json, "value", secret->value);
    add_text (json, "protects", secret->protects);
    add_text (json, "section", secret->section);
    add_own_text (json, "command", trace_secret_command (trace, index));
    json_builder_end_object (json);
}

static void add_secrets (JsonBuilder *json, const ExportView *view)
{
    begin_array (json, "secrets");
    for (unsigned i = 0; i < view->now.n_secrets; i++)
        if (export_sees_secret (view, (int)i))
            add_secret (json, view, (int)i);
    json_builder_end_array (json);
}

static void add_decision (JsonBuilder *json, const TraceDecision *decision, int index)
{
    json_builder_begin_object (json);
    add_number (json, "index", index);
    add_text (json, "key", decision->key);
    add_text (json, "question", decision->question);
    add_text (json, "outcome", decision->outcome);
    add_cause (json, decision->cause);
    add_text (json, "section", decision->section);
    begin_array (json, "candidates");
    for (unsigned i = 0; i < decision->n_candidates; i++) {
        const TraceCandidate *candidate = &decision->candidates[i];
        json_builder_begin_object (json);
        add_text (json, "name", candidate->name);
        add_text (json, "verdict", export_verdict_name (candidate->verdict));
        add_text (json, "reason", candidate->reason);
        add_text (json, "section", candidate->section);
        add_text (json, "meaning", candidate->meaning);
        if (candidate->section != NULL) {
            json_builder_set_member_name (json, "item");
            json_builder_add_int_value (json, candidate->item);
        }
        json_builder_end_object (json);
    }
    json_builder_end_array (json);
    json_builder_end_object (json);
}

static void add_decisions (JsonBuilder *json, const ExportView *view)
{
    begin_array (json, "decisions");
    int last = -1; /* a failure names again the one that fell */
    for (unsigned seq = 0; seq < view->n_events; seq++) {
        const TraceEvent *event = trace_event (view->trace, seq);
        if (event->decision <= last || !export_sees_event (view, seq))
            continue;
        add_decision (json, trace_decision (view->trace, event->decision), event->decision);
        last = event->decision;
    }
    json_builder_end_array (json);
}

/* ---- The whole ---- */

static void add_scenario (JsonBuilder *json, const ExportView *view)
{
    const Scenario *scenario = view->scenario;
    if (scenario == NULL)
        return;
    add_own_text (json, "start", base_time_text (scenario_time (scenario)));
    if (!view->observer->omniscient)
        return;
    add_text (json, "seed", scenario_seed (scenario));
    if (export_is_live (view))
        return;
    json_builder_set_member_name (json, "scenario");
    json_builder_begin_object (json);
    add_text (json, "title", scenario_title (scenario));
    add_own_text (json, "text", scenario_text (scenario));
    json_builder_end_object (json);
}

static void add_theft (JsonBuilder *json, const ExportView *view)
{
    if (!view->observer->has_key || view->n_events == 0)
        return;
    unsigned last = view->n_events - 1, n = trace_event (view->trace, last)->connection;
    begin_array (json, "theft");
    for (unsigned connection = 1; connection <= n; connection++) {
        const TraceFinding *finding = trace_finding (view->trace, connection, last);
        if (finding == NULL)
            continue;
        json_builder_begin_object (json);
        add_number (json, "connection", connection);
        add_text (json, "missing", finding->missing);
        add_text (json, "why", finding->why);
        json_builder_end_object (json);
    }
    json_builder_end_array (json);
}

/* Of the two parties, or of the two that a man in the middle plays. */
static void add_ends (JsonBuilder *json, const ExportEnd *ends, unsigned n, bool attacker)
{
    for (unsigned i = 0; i < n; i++) {
        if (ends[i].attacker != attacker)
            continue;
        json_builder_set_member_name (json, trace_party_name (ends[i].party));
        json_builder_begin_object (json);
        add_text (json, "state", ends[i].state);
        add_text (json, "outcome", trace_outcome_name (ends[i].outcome));
        json_builder_end_object (json);
    }
}

static void add_end (JsonBuilder *json, const ExportView *view)
{
    ExportEnd ends[4];
    unsigned n = export_ends (view, ends);
    json_builder_set_member_name (json, "end");
    json_builder_begin_object (json);
    add_ends (json, ends, n, false);
    if (export_is_attacker (view, 1, TRACE_SERVER)) {
        json_builder_set_member_name (json, "attacker");
        json_builder_begin_object (json);
        add_ends (json, ends, n, true);
        json_builder_end_object (json);
    }
    json_builder_end_object (json);
}

static void add_trace (JsonBuilder *json, const ExportView *view)
{
    json_builder_begin_object (json);
    add_text (json, "format", format_name);
    add_number (json, "version", FORMAT_VERSION);
    add_text (json, "generator", "Stepshake " STEPSHAKE_VERSION);
    add_text (json, "origin", export_is_live (view) ? "live" : "simulation");
    add_text (json, "seen_by", view->observer->name);
    add_scenario (json, view);
    add_events (json, view);
    add_messages (json, view);
    add_records (json, view);
    add_secrets (json, view);
    add_decisions (json, view);
    add_theft (json, view);
    add_end (json, view);
    json_builder_end_object (json);
}

GBytes *export_write_json (const Trace *trace, const Scenario *scenario, int cursor,
                           const TraceObserver *observer)
{
    ExportView view = export_view (trace, scenario, cursor, observer);
    g_autoptr (JsonBuilder) json = json_builder_new ();
    add_trace (json, &view);
    g_autoptr (JsonNode) root = json_builder_get_root (json);
    g_autoptr (JsonGenerator) generator = json_generator_new ();
    json_generator_set_root (generator, root);
    json_generator_set_pretty (generator, TRUE);
    json_generator_set_indent (generator, 1);
    GString *out = json_generator_to_gstring (generator, g_string_new (NULL));
    g_string_append_c (out, '\n');
    return g_string_free_to_bytes (out);
}
