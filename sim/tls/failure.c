#include "tls/private.h"

#include <string.h>

/* What a failure is told with: the check or choice that fell, or else what was looked at, as facts
 * of a decision of its own. Gathered when it has failed, and never before. */

static void add_fact (TlsParty *self, const char *name, const char *value)
{
    TraceCandidate fact = {name, TRACE_INFO, value};
    if (self->facts == NULL)
        self->facts = g_array_new (FALSE, FALSE, sizeof (TraceCandidate));
    g_array_append_val (self->facts, fact);
}

void tls_note (TlsParty *self, const char *name, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    g_autofree char *value = g_strdup_vprintf (format, args);
    va_end (args);
    add_fact (self, name, trace_intern (self->trace, value));
}

void tls_forget_notes (TlsParty *self)
{
    if (self->facts != NULL)
        g_array_set_size (self->facts, 0);
}

/* ---- Fields ---- */

static uint64_t number_at (const WireTree *tree, const WireField *field)
{
    return base_read_number (base_span_bytes (tree->bytes).data + field->offset, field->length);
}

static void note_range (TlsParty *self, const WireRow *row, const char *unit)
{
    if (row == NULL)
        return;
    if (row->max > 0)
        tls_note (self, "allowed", "%u to %u%s", row->min, row->max, unit);
    else
        tls_note (self, "allowed", "at least %u%s", row->min, unit);
}

/* The bytes that follow FIELD inside the structure around it, as far as they could not be read. */
static uint32_t unread_behind (const WireTree *tree, uint32_t field)
{
    const WireField *next = field + 1 < tree->n_fields ? &tree->fields[field + 1] : NULL;
    bool behind = next != NULL && (next->flags & WIRE_FIELD_UNREAD) != 0 &&
                  next->parent == tree->fields[field].parent;
    return behind ? next->length : 0;
}

/* A length that is too large; or a structure that ends in the middle of a field. */
static void note_lengths (TlsParty *self, const WireTree *tree, uint32_t broken)
{
    const WireField *field = &tree->fields[broken];
    if ((field->flags & WIRE_FIELD_LENGTH) != 0) {
        tls_note (self, "promised", "%" G_GUINT64_FORMAT " bytes", number_at (tree, field));
        tls_note (self, "present", "%u bytes", unread_behind (tree, broken));
        return;
    }
    uint32_t left = (field->flags & WIRE_FIELD_UNREAD) != 0 ? field->length : 0;
    tls_note (self, "needed", "at least %u %s, for the next field", left + 1,
              left == 0 ? "byte" : "bytes");
    tls_note (self, "present", "%u %s", left, left == 1 ? "byte" : "bytes");
}

void tls_note_broken_field (TlsParty *self, const WireTree *tree)
{
    uint32_t broken = tree->broken_field;
    const WireField *field = &tree->fields[broken];
    bool unread = (field->flags & WIRE_FIELD_UNREAD) != 0 && field->parent >= 0;
    g_autofree char *path = wire_tree_path (tree, unread ? (unsigned)field->parent : broken);
    tls_note (self, unread ? "structure" : "field", "%s, from byte %u on", path, field->offset);
    switch (tree->cause) {
    case BASE_CAUSE_LENGTH_MISMATCH:
        note_lengths (self, tree, broken);
        break;
    case BASE_CAUSE_TRAILING_BYTES:
        tls_note (self, "left over", "%u bytes", field->length);
        break;
    case BASE_CAUSE_VECTOR_TOO_SHORT:
    case BASE_CAUSE_VECTOR_TOO_LONG:
        tls_note (self, "length", "%" G_GUINT64_FORMAT " bytes", number_at (tree, field));
        note_range (self, field->row, " bytes");
        break;
    case BASE_CAUSE_FORBIDDEN_VALUE: {
        g_autofree char *value = wire_tree_value (tree, broken);
        tls_note (self, "value", "%s", value);
        note_range (self, field->row, "");
        break;
    }
    default:
        break;
    }
}

/* ---- Records ---- */

void tls_note_record (TlsParty *self, int index, size_t length)
{
    bool client = self->config->role == TLS_CLIENT;
    tls_note (self, "direction", client ? "server to client" : "client to server");
    if (index >= 0) {
        const TraceRecord *record = trace_record (self->trace, index);
        tls_note (self, "record", "%s%s.record[%u]",
                  record->attacker ? "the attacker's own, as " : "",
                  trace_party_name (record->sender), record->ordinal);
    }
    tls_note (self, "length", "%" G_GSIZE_FORMAT " bytes behind the header", length);
}

void tls_note_seal (TlsParty *self, int index, size_t length, uint64_t sequence)
{
    const TlsProtection *keys = &self->receive;
    tls_note_record (self, index, length);
    if (keys->sealing == NULL) {
        tls_note (self, "key", "none: this side has no key for this direction yet");
        return;
    }
    tls_note (self, "sequence number", "%" G_GUINT64_FORMAT ", of the records under this key",
              sequence);
    tls_note (self, "key", "%s",
              keys->secret >= 0 ? trace_secret (self->trace, keys->secret)->name : "outside key");
}

/* ---- Messages ---- */

/* By name, each once: a name may have several looks and rows. */
static char *due_messages (const TlsParty *self)
{
    size_t n;
    const TlsRule *rules = tls_rules (self->speaks, self->config->role, &n);
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    for (size_t i = 0; i < n; i++) {
        bool due = rules[i].on == TLS_RECEIVE && rules[i].from == self->state &&
                   (rules[i].guard == NULL || rules[i].guard->holds (self));
        const char *name = due ? wire_message_row (rules[i].message)->name : NULL;
        if (due && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
            g_ptr_array_add (names, (gpointer)name);
    }
    g_ptr_array_add (names, NULL);
    return g_strjoinv (", ", (char **)names->pdata);
}

static void note_alert (TlsParty *self)
{
    const WireAlert *alert = self->message->body;
    const char *name = wire_name (&wire_alerts, alert->description);
    if (name != NULL)
        tls_note (self, "alert", "%s (%u)", name, alert->description);
    else
        tls_note (self, "alert", "%u", alert->description);
}

/* The message at hand, and the state it met. */
static void note_message (TlsParty *self, BaseCause cause)
{
    WireMessage *message = self->message;
    bool order = cause == BASE_CAUSE_UNEXPECTED_MESSAGE || cause == BASE_CAUSE_UNKNOWN_MESSAGE_TYPE;
    if (message->tree->cause == cause)
        tls_note_broken_field (self, message->tree);
    else if (message->row->id == WIRE_ALERT)
        note_alert (self);
    add_fact (self, "message", message->row->name);
    add_fact (self, "state", tls_state_name (self->state));
    if (!order)
        return;
    g_autofree char *due = due_messages (self);
    tls_note (self, "due in this state", "%s", *due != '\0' ? due : "none");
}

void tls_show_failure (TlsParty *self, BaseCause cause)
{
    const char *section =
        tls_section (self, base_cause_section (cause), base_cause_section_12 (cause));
    int fallen = trace_fallen_decision (self->trace, cause);
    TraceEvent *event;
    if (fallen >= 0) {
        event = trace_emit (self->trace, TRACE_FAIL);
        event->decision = fallen;
    } else {
        if (self->message_index >= 0)
            note_message (self, cause);
        else
            add_fact (self, "state", tls_state_name (self->state));
        TraceDecision decision = {.key = "failure",
                                  .question = "What is wrong?",
                                  .outcome = base_cause_words (cause),
                                  .section = section,
                                  .cause = cause,
                                  .candidates = (TraceCandidate *)(void *)self->facts->data,
                                  .n_candidates = self->facts->len};
        event = trace_emit_decision (self->trace, TRACE_FAIL, &decision);
    }
    event->cause = cause;
    event->section = section;
    event->message = self->message_index;
    tls_forget_notes (self);
}
