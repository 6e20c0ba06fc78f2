#include <string.h>

#include "tls/extension.h"
#include "tls/memory_private.h"

/* Early data, or 0-RTT (RFC 9846 sections 2.3 and 4.3.10): application data in the first flight,
 * under the pre-shared key alone. Fast, without forward secrecy, and open to replay. */

/* RFC 9846 section 8.3: how far a ticket's age may be off, in milliseconds. */
enum { AGE_TOLERANCE = 10000, DEFAULT_SKIP = 16384 };

/* ---- Client ---- */

bool tls_wants_early (const TlsParty *self)
{
    const TlsPsk *first = self->retried || self->early->len == 0 ? NULL : tls_first_psk (self);
    return first != NULL && first->early_data > 0;
}

void *tls_offer_early (TlsParty *self)
{
    self->early_offered = tls_wants_early (self);
    return self->early_offered ? tls_present : NULL;
}

/* The suite of the connection that gave the first key that is offered. */
const TlsSuite *tls_early_suite (const TlsParty *self)
{
    return self->psk->suite != NULL ? self->psk->suite : self->suite;
}

BaseCause tls_compose_early_data (TlsParty *self)
{
    const TlsPsk *psk = g_ptr_array_index (self->offered, 0);
    size_t room = tls_record_room (self, WIRE_CT_APPLICATION_DATA);
    guint size = (guint)MIN (MIN (self->early->len, psk->early_data), room);
    WireData body = {base_span (self->early->data, size)};
    tls_note_sent (self, body.data);
    tls_write_message (self, WIRE_APPLICATION_DATA, &body);
    /* What the ticket does not allow waits for the real keys. */
    if (size == psk->early_data) {
        g_byte_array_remove_range (self->early, 0, size);
        g_byte_array_prepend (self->to_send, self->early->data, self->early->len);
        g_byte_array_set_size (self->early, 0);
        return BASE_CAUSE_NONE;
    }
    g_byte_array_remove_range (self->early, 0, size);
    return BASE_CAUSE_NONE;
}

BaseCause tls_read_early_answer (TlsParty *self, const void *body)
{
    if (self->psk == NULL || self->psk_index != 0)
        return BASE_CAUSE_EARLY_DATA_WRONG_KEY;
    if (self->suite != tls_early_suite (self) || g_strcmp0 (self->alpn, self->psk->alpn) != 0)
        return BASE_CAUSE_EARLY_DATA_OTHER_PARAMETERS;
    self->early_accepted = true;
    return BASE_CAUSE_NONE;
}

BaseCause tls_compose_end_of_early_data (TlsParty *self)
{
    WireEndOfEarlyData body = {0};
    tls_write_message (self, WIRE_END_OF_EARLY_DATA, &body);
    return BASE_CAUSE_NONE;
}

/* ---- Server: accept it? ---- */

static bool age_fits (const TlsParty *self)
{
    const WireOfferedPsks *offer = tls_extension_body (self->client_hello, WIRE_EXT_PRE_SHARED_KEY);
    const WirePskIdentity *identity =
        wire_list_item (offer->identities, WirePskIdentity, self->psk_index);
    int64_t claimed = (uint32_t)(identity->obfuscated_ticket_age - self->psk->age_add);
    int64_t real = tls_now_ms (self) - self->psk->since;
    return ABS (claimed - real) <= AGE_TOLERANCE;
}

/* A hello that is this old is refused for the age of its ticket, so it may be forgotten. */
static gboolean is_past (void *binder, void *when, void *now)
{
    return *(int64_t *)now - *(int64_t *)when > 2 * AGE_TOLERANCE;
}

/* RFC 9846 section 8.2: the binder is as good as the whole hello to tell one from another. */
static bool is_first_time (TlsParty *self)
{
    const WireOfferedPsks *offer = tls_extension_body (self->client_hello, WIRE_EXT_PRE_SHARED_KEY);
    char *binder = base_hex (*wire_list_item (offer->binders, BaseSpan, self->psk_index));
    if (!self->config->anti_replay || self->memory == NULL) {
        g_free (binder);
        return true;
    }
    int64_t now = tls_now_ms (self);
    g_hash_table_foreach_remove (self->memory->seen, is_past, &now);
    if (g_hash_table_contains (self->memory->seen, binder)) {
        g_free (binder);
        return false;
    }
    return g_hash_table_insert (self->memory->seen, binder, g_memdup2 (&now, sizeof now));
}

BaseCause tls_choose_early (TlsParty *self)
{
    if (wire_message_extension (self->client_hello, WIRE_EXT_EARLY_DATA) == NULL)
        return BASE_CAUSE_NONE;
    if (wire_message_extension (self->client_hello, WIRE_EXT_PRE_SHARED_KEY) == NULL) {
        tls_note (self, "pre_shared_key", "not there, and early_data is"); /* its key */
        return BASE_CAUSE_EXTENSION_MISSING;
    }
    TlsChecklist list;
    const TlsPsk *psk = self->psk;
    tls_checklist_begin (&list, self, "early-data", "Is the early data accepted?",
                         "RFC 9846 4.3.10");
    tls_check (&list, "server", self->config->max_early_data > 0, "this server takes early data",
               "this server takes no early data", BASE_CAUSE_INTERNAL);
    tls_check (&list, "key", psk != NULL && self->psk_index == 0 && psk->early_data > 0,
               "the first key that was offered is used, and allows it",
               "not the first key that was offered, or one that does not allow it",
               BASE_CAUSE_INTERNAL);
    bool usable = list.cause == BASE_CAUSE_NONE;
    tls_check (&list, "cipher suite", usable && psk->suite == self->suite,
               "the same as when the ticket was given", "another than when the ticket was given",
               BASE_CAUSE_INTERNAL);
    tls_check (&list, "application protocol", usable && g_strcmp0 (psk->alpn, self->alpn) == 0,
               "the same as when the ticket was given", "another than when the ticket was given",
               BASE_CAUSE_INTERNAL);
    tls_check (&list, "ticket age", usable && age_fits (self),
               "the client's clock and the server's agree on it",
               "too far from what the server's clock says: it may be an old hello",
               BASE_CAUSE_INTERNAL);
    bool fresh = list.cause == BASE_CAUSE_NONE && is_first_time (self);
    tls_check (&list, "replay", fresh,
               self->config->anti_replay ? "this hello has not been seen before"
                                         : "not asked: this server does not remember hellos",
               "this very hello has been seen before", BASE_CAUSE_INTERNAL);
    self->early_accepted = list.cause == BASE_CAUSE_NONE;
    /* A refusal is no error: the handshake goes on without the early data. */
    tls_choice_end (self, &list.choice, TRACE_DECIDE,
                    self->early_accepted ? "accepted" : "refused, and skipped", BASE_CAUSE_NONE);
    if (self->early_accepted)
        tls_derive_early (self);
    else
        tls_skip_early (self);
    return BASE_CAUSE_NONE;
}

void tls_skip_early (TlsParty *self)
{
    if (wire_message_extension (self->client_hello, WIRE_EXT_EARLY_DATA) != NULL)
        self->skip_left = MAX (self->config->max_early_data, DEFAULT_SKIP);
}

void *tls_answer_early (TlsParty *self)
{
    return self->early_accepted ? tls_present : NULL;
}

BaseCause tls_process_early_data (TlsParty *self)
{
    const WireData *body = self->message->body;
    self->early_size += body->data.size;
    if (self->early_size > self->config->max_early_data) {
        tls_note (self, "early data", "%" G_GSIZE_FORMAT " bytes", self->early_size);
        tls_note (self, "limit", "%" G_GINT64_FORMAT " bytes",
                  (int64_t)self->config->max_early_data);
        return BASE_CAUSE_EARLY_DATA_TOO_LONG;
    }
    return tls_process_application_data (self);
}

BaseCause tls_process_end_of_early_data (TlsParty *self)
{
    return BASE_CAUSE_NONE;
}

/* Whether a record that does not open (SIZE bytes) is early data that was refused. */
bool tls_skip_record (TlsParty *self, size_t size, int record)
{
    if (self->skip_left == 0)
        return false;
    TlsChoice choice;
    tls_choice_begin (&choice, "skip-early-data", "Is this the early data that was refused?",
                      "RFC 9846 4.3.10");
    bool skip = size <= self->skip_left + 256;
    tls_choice_add (&choice, trace_internf (self->trace, "a record of %zu bytes", size),
                    skip ? TRACE_CHOSEN : TRACE_FELL,
                    skip ? "it cannot be read, and is skipped"
                         : "more than a client may send as early data");
    tls_choice_end (self, &choice, TRACE_DECIDE, skip ? "yes, skipped" : "no", BASE_CAUSE_NONE);
    trace_last (self->trace)->record = record;
    self->skip_left = skip && size < self->skip_left ? self->skip_left - size : 0;
    return skip;
}
