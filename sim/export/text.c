#include "export/formats.h"
#include "export/view.h"

/* The trace to read: an event a line, below it what belongs to it. */

enum { MAX_HEX = 32 };

#define INDENT "        "

static char *short_hex (BaseSpan span)
{
    if (span.size <= MAX_HEX)
        return base_hex (span);
    g_autofree char *start = base_hex (base_span (span.data, MAX_HEX));
    return g_strdup_printf ("%s… (%" G_GSIZE_FORMAT " bytes)", start, span.size);
}

static void append_bytes (GString *out, const char *name, GBytes *bytes)
{
    if (bytes == NULL)
        return;
    g_autofree char *hex = base_hex (base_span_bytes (bytes));
    g_string_append_printf (out, INDENT "%s = %s\n", name, hex);
}

/* ---- Messages ---- */

static unsigned depth_of (const WireTree *tree, unsigned field)
{
    unsigned depth = 0;
    for (int32_t i = tree->fields[field].parent; i > 0; i = tree->fields[i].parent)
        depth++;
    return depth;
}

static void append_field (GString *out, const WireTree *tree, unsigned i)
{
    const WireField *field = &tree->fields[i];
    g_autofree char *label = wire_tree_label (tree, i);
    g_autofree char *value = wire_tree_value (tree, i);
    g_string_append_printf (out, INDENT "%6u %5u  %*s%s: %s", field->offset, field->length,
                            2 * (int)depth_of (tree, i), "", label, value);
    if (wire_tree_is_leaf (tree, i) && field->length > 0) {
        g_autofree char *hex = short_hex (wire_tree_span (tree, i));
        g_string_append_printf (out, "  [%s]", hex);
    }
    g_string_append_c (out, '\n');
}

static void append_message (GString *out, const TraceMessage *of, const WireMessage *message)
{
    const WireTree *tree = message->tree;
    if (of->forgotten) {
        g_string_append_printf (out, INDENT "%s, %" G_GSIZE_FORMAT " bytes, not kept\n",
                                message->row->name, of->size);
        return;
    }
    g_string_append_printf (out, INDENT "offset  size  %s, %" G_GSIZE_FORMAT " bytes\n",
                            message->row->name, g_bytes_get_size (message->bytes));
    for (unsigned i = 1; i < tree->n_fields; i++)
        append_field (out, tree, i);
    if (tree->cause != BASE_CAUSE_NONE)
        g_string_append_printf (out, INDENT "reading stopped: %s\n",
                                base_cause_words (tree->cause));
}

/* A message is shown once: when the observer first has it, and again when it arrived changed. */
static void append_message_of (GString *out, const ExportView *view, const TraceEvent *event)
{
    const TraceMessage *message = trace_message (view->trace, event->message);
    WireMessage *content = export_message (view, event->message);
    if (content == NULL)
        return;
    if (event->kind == TRACE_SEND && message->sent != NULL &&
        trace_sees_event (view->trace, view->observer, event->seq) == TRACE_CLEAR)
        append_message (out, message, message->sent);
    bool shown = message->sent != NULL && message->sent == message->received &&
                 view->observer->party != (int)event->party;
    if (event->kind == TRACE_RECEIVE && message->received != NULL && !shown)
        append_message (out, message, message->received);
}

/* What came changed and nobody has read. */
static void append_arrived (GString *out, const ExportView *view, const TraceEvent *event)
{
    const TraceRecord *record = trace_record (view->trace, event->record);
    for (int i = record->first_message; i >= 0 && i <= record->last_message; i++) {
        const TraceMessage *message = trace_message (view->trace, i);
        WireMessage *content = export_message (view, i);
        if (content != NULL && content == message->arrived &&
            message->arrive_event == (int)event->seq)
            append_message (out, message, content);
    }
}

/* ---- Decisions, secrets, records ---- */

static void append_decision (GString *out, const TraceDecision *decision)
{
    for (unsigned i = 0; i < decision->n_candidates; i++) {
        const TraceCandidate *candidate = &decision->candidates[i];
        const char *verdict = export_verdict_name (candidate->verdict);
        const char *reason = candidate->reason != NULL ? candidate->reason : "";
        if (g_str_equal (reason, verdict))
            reason = "";
        g_string_append_printf (out, INDENT "%-11s %s%s%s", verdict, candidate->name,
                                *reason != '\0' ? ": " : "", reason);
        if (candidate->section != NULL)
            g_string_append_printf (out, "  (%s)", candidate->section);
        g_string_append_c (out, '\n');
        if (candidate->verdict == TRACE_FELL && candidate->meaning != NULL)
            g_string_append_printf (out, INDENT "%-11s would have passed with: %s\n", "",
                                    candidate->meaning);
    }
}

static void append_input (GString *out, const Trace *trace, const char *what, int secret)
{
    if (secret >= 0)
        g_string_append_printf (out, INDENT "%s: %s\n", what, trace_secret (trace, secret)->name);
}

static void append_secret (GString *out, const Trace *trace, int index)
{
    const TraceSecret *secret = trace_secret (trace, index);
    bool extract = g_str_equal (secret->function, "HKDF-Extract");
    append_input (out, trace, extract ? "salt" : "from", secret->salt);
    append_input (out, trace, "input keying material", secret->ikm);
    if (secret->label != NULL)
        g_string_append_printf (out, INDENT "label: \"%s\"\n", secret->label);
    append_bytes (out, "context", secret->context);
    append_bytes (out, secret->name, secret->value);
    g_autofree char *command = trace_secret_command (trace, index);
    if (command != NULL)
        g_string_append_printf (out, INDENT "$ %s\n", command);
}

static void append_record (GString *out, const TraceRecord *record)
{
    append_bytes (out, "nonce", record->nonce);
    append_bytes (out, "inner plaintext", record->inner);
    append_bytes (out, record->forgotten ? "record, header alone kept" : "record", record->sent);
}

/* ---- Events ---- */

/* Of a failure what would have made it pass, of what follows from one where it was noticed. */
static void append_reason (GString *out, const ExportView *view, const TraceEvent *event)
{
    const char *would = base_cause_would_pass (event->cause);
    if (event->kind == TRACE_FAIL && would != NULL)
        g_string_append_printf (out, INDENT "would have passed with: %s\n", would);
    int reason = export_reason (view, event->seq);
    if (reason < 0)
        return;
    g_autofree char *title = export_event_title (view, (unsigned)reason);
    g_string_append_printf (out, INDENT "reason: event %d, %s\n", reason, title);
}

static void append_details (GString *out, const ExportView *view, const TraceEvent *event)
{
    if (event->cause != BASE_CAUSE_NONE)
        g_string_append_printf (out, INDENT "because %s (%s)\n", base_cause_words (event->cause),
                                base_cause_name (event->cause));
    if (event->decision >= 0)
        append_decision (out, trace_decision (view->trace, event->decision));
    append_reason (out, view, event);
    switch ((TraceKind)event->kind) {
    case TRACE_DRAW:
    case TRACE_TWIST:
        append_bytes (out, event->kind == TRACE_DRAW ? "drawn" : "record", event->value);
        break;
    case TRACE_DERIVE:
        append_secret (out, view->trace, event->secret);
        break;
    case TRACE_SEAL:
        append_record (out, trace_record (view->trace, event->record));
        break;
    case TRACE_SEND:
    case TRACE_RECEIVE:
        if (event->message >= 0)
            append_message_of (out, view, event);
        break;
    case TRACE_DELIVER:
        append_arrived (out, view, event);
        break;
    default:
        break;
    }
}

static void append_event (GString *out, const ExportView *view, unsigned seq)
{
    const TraceEvent *event = trace_event (view->trace, seq);
    g_autofree char *time = export_time_text (event->time);
    g_autofree char *title = export_event_title (view, seq);
    g_autofree char *landmark = export_event_landmark (view, seq);
    const char *who = export_party_name (view, event->connection, (TraceParty)event->party);
    int width = export_is_attacker (view, 1, TRACE_SERVER) ? 17 : 7;
    g_string_append_printf (out, "%4u  %s  %-*s  %s", seq, time, width, who, title);
    const char *section = export_event_section (view, seq);
    if (section != NULL)
        g_string_append_printf (out, "  (%s)", section);
    if (landmark != NULL)
        g_string_append_printf (out, "  <%s>", landmark);
    g_string_append_c (out, '\n');
    append_details (out, view, event);
}

static void append_head (GString *out, const ExportView *view)
{
    const Scenario *scenario = view->scenario;
    g_string_append_printf (out, "# Stepshake %s\n", STEPSHAKE_VERSION);
    if (scenario != NULL) {
        g_autofree char *start = base_time_text (scenario_time (scenario));
        g_string_append_printf (out, "# scenario: %s\n# starts at: %s\n", scenario_title (scenario),
                                start);
        if (view->observer->omniscient)
            g_string_append_printf (out, "# seed: %s\n", scenario_seed (scenario));
    }
    g_string_append_printf (out,
                            "# seen by: %s\n"
                            "# event, seconds, who, what (section) <landmark>\n",
                            view->observer->name);
}

/* A secret that both sides have computed alike is one to him. */
static bool is_told (const ExportView *view, int index)
{
    const TraceSecret *secret = trace_secret (view->trace, index);
    for (int i = 0; i < index; i++) {
        const TraceSecret *other = trace_secret (view->trace, i);
        if (other->connection == secret->connection && g_str_equal (other->name, secret->name) &&
            g_bytes_equal (other->value, secret->value))
            return true;
    }
    return false;
}

/* What the thief makes of it: what he lacks or has worked out, connection by connection. */
static void append_theft (GString *out, const ExportView *view)
{
    unsigned last = view->n_events - 1, n = trace_event (view->trace, last)->connection;
    for (unsigned connection = 1; connection <= n; connection++) {
        g_autofree char *words = trace_finding_words (view->trace, connection, last);
        g_string_append_printf (out, "# connection %u: %s\n", connection, words);
        for (unsigned i = 0; i < view->now.n_secrets; i++) {
            const TraceSecret *secret = trace_secret (view->trace, (int)i);
            if (secret->connection != connection || !export_sees_secret (view, (int)i) ||
                is_told (view, (int)i))
                continue;
            g_string_append_printf (out, "        The thief computes %s (%s)\n", secret->name,
                                    secret->section);
            append_secret (out, view->trace, (int)i);
        }
    }
}

static void append_end (GString *out, const ExportView *view)
{
    ExportEnd ends[4];
    unsigned n = export_ends (view, ends);
    for (unsigned i = 0; i < n; i++)
        g_string_append_printf (
            out, "# %s%s: state %s, %s\n", ends[i].attacker ? "attacker's " : "",
            trace_party_name (ends[i].party), ends[i].state, trace_outcome_name (ends[i].outcome));
}

GBytes *export_write_text (const Trace *trace, const Scenario *scenario, int cursor,
                           const TraceObserver *observer)
{
    ExportView view = export_view (trace, scenario, cursor, observer);
    GString *out = g_string_new (NULL);
    append_head (out, &view);
    for (unsigned seq = 0; seq < view.n_events; seq++)
        if (export_sees_event (&view, seq))
            append_event (out, &view, seq);
    if (view.observer->has_key && view.n_events > 0)
        append_theft (out, &view);
    append_end (out, &view);
    return g_string_free_to_bytes (out);
}
