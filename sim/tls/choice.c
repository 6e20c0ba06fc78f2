#include <string.h>

#include "tls/meaning.h"

#include "tls/private.h"

/* Drawing randomness and taking decisions where the trace can see them. */

void tls_draw (void *data, const char *label, uint8_t *out, size_t size)
{
    TlsParty *self = data;
    crypto_random_draw (self->random, label, out, size);
    /* "key_share.x25519" is explained as "key_share". */
    g_autofree char *kind = g_strndup (label, strcspn (label, "."));
    TraceEvent *event = trace_emit (self->trace, TRACE_DRAW);
    event->label = trace_intern (self->trace, kind);
    event->value = base_secret_bytes (out, size);
    event->section = tls_section (self, "RFC 9846 C.1", "RFC 5246 D.1");
    if (self->connection > 1 && g_str_equal (label, "random"))
        tls_misbehaves (self, TLS_REPEAT_RANDOMNESS);
}

void tls_choice_begin (TlsChoice *choice, const char *key, const char *question,
                       const char *section)
{
    enum { USUAL = 8 }; /* candidates that there is room for to begin with */
    choice->decision = (TraceDecision){.key = key, .question = question, .section = section};
    choice->candidates = g_array_sized_new (FALSE, FALSE, sizeof (TraceCandidate), USUAL);
}

void tls_choice_add (TlsChoice *choice, const char *name, TraceVerdict verdict, const char *reason)
{
    TraceCandidate candidate = {name, verdict, reason};
    g_array_append_val (choice->candidates, candidate);
}

BaseCause tls_choice_end (TlsParty *self, TlsChoice *choice, TraceKind kind, const char *outcome,
                          BaseCause cause)
{
    choice->decision.outcome = outcome;
    choice->decision.cause = cause;
    choice->decision.candidates = (TraceCandidate *)(void *)choice->candidates->data;
    choice->decision.n_candidates = choice->candidates->len;
    if (kind == TRACE_CHECK)
        tls_add_meanings (&choice->decision);
    TraceEvent *event = trace_emit_decision (self->trace, kind, &choice->decision);
    g_array_unref (choice->candidates);
    event->message = self->message_index;
    return cause;
}

void tls_checklist_begin (TlsChecklist *list, TlsParty *self, const char *key, const char *question,
                          const char *section)
{
    *list = (TlsChecklist){.self = self};
    tls_choice_begin (&list->choice, key, question, section);
}

void tls_check (TlsChecklist *list, const char *name, bool passed, const char *good,
                const char *bad, BaseCause cause)
{
    if (list->cause != BASE_CAUSE_NONE) {
        tls_choice_add (&list->choice, name, TRACE_NOT_REACHED, "not reached");
        return;
    }
    tls_choice_add (&list->choice, name, passed ? TRACE_PASSED : TRACE_FELL, passed ? good : bad);
    if (!passed)
        list->cause = cause;
}

BaseCause tls_checklist_end (TlsChecklist *list)
{
    return tls_choice_end (list->self, &list->choice, TRACE_CHECK,
                           list->cause == BASE_CAUSE_NONE ? "yes" : "no", list->cause);
}

const char *tls_value_name (TlsParty *self, const WireRegistry *registry, uint32_t value)
{
    const char *name = wire_name (registry, value);
    return name != NULL ? name : trace_internf (self->trace, "0x%04x", value);
}

bool tls_list_has (WireList numbers, uint16_t value)
{
    for (size_t i = 0; i < numbers.n; i++)
        if (*wire_list_item (numbers, uint16_t, i) == value)
            return true;
    return false;
}

bool tls_array_has (const GArray *numbers, uint16_t value)
{
    for (guint i = 0; i < numbers->len; i++)
        if (g_array_index (numbers, uint16_t, i) == value)
            return true;
    return false;
}

BaseCause tls_check_offered (TlsParty *self, WireList extensions)
{
    for (size_t i = 0; i < extensions.n; i++) {
        uint16_t type = wire_list_item (extensions, WireExtension, i)->type;
        /* A cookie is the server's own idea (RFC 9846 section 4.3.2). */
        bool cookie = type == WIRE_EXT_COOKIE && self->message->row->id == WIRE_HELLO_RETRY_REQUEST;
        bool offered = cookie || wire_message_extension (tls_own_wishes (self), type) != NULL;
        /* An invented one is offered, but never to be answered (RFC 8701 section 3.1). */
        if (offered && !wire_is_grease (type))
            continue;
        tls_note (self, "extension", "%s (%u)", tls_value_name (self, &wire_extension_types, type),
                  type);
        tls_note (self, "asked for by", "%s",
                  offered ? "an invented offer, which nobody may answer" : "nobody");
        return BASE_CAUSE_EXTENSION_NOT_OFFERED;
    }
    return BASE_CAUSE_NONE;
}
