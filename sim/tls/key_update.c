#include "tls/private.h"

/* KeyUpdate (RFC 9846 section 4.7.3): the next generation of one direction's keys. */

/* ---- How long a key lasts (RFC 9846 sections 5.3 and 5.5) ---- */

static uint64_t record_limit (const TlsParty *self)
{
    uint64_t own = (uint64_t)self->config->key_limit, aead = self->send.aead->record_limit;
    if (own > 0)
        return own;
    return aead > 0 ? aead : UINT64_MAX; /* then the sequence number must not wrap */
}

static uint64_t records_for (const TlsParty *self, size_t size)
{
    size_t room = tls_record_room (self, WIRE_CT_HANDSHAKE);
    return (size + room - 1) / room;
}

/* How many records the KeyUpdate goes out in. */
static uint64_t update_cost (const TlsParty *self)
{
    enum { KEY_UPDATE_SIZE = 5 };
    return records_for (self, KEY_UPDATE_SIZE);
}

bool tls_key_is_worn (const TlsParty *self)
{
    if (self->send.sealing == NULL)
        return false;
    uint64_t limit = record_limit (self), cost = update_cost (self);
    return self->send.sequence > 0 && self->send.sequence >= limit - MIN (cost, limit);
}

/* At most so many records an answer takes: its Certificate, CertificateVerify and Finished. */
static uint64_t answer_cost (const TlsParty *self)
{
    enum { CERTIFICATE = 4 + 1 + 255 + 3, ENTRY = 3 + 2, VERIFY = 4 + 4 + 512 };
    size_t size = CERTIFICATE;
    bool shows = self->answer == TLS_WILL_SHOW;
    GPtrArray *chain = shows ? pki_identity_chain (self->config->identity) : NULL;
    for (guint i = 0; chain != NULL && i < chain->len; i++)
        size += ENTRY + g_bytes_get_size (g_ptr_array_index (chain, i));
    return records_for (self, size) + (shows ? records_for (self, VERIFY) : 0) +
           records_for (self, 4 + CRYPTO_MAX_HASH_SIZE);
}

bool tls_key_is_worn_for_answer (const TlsParty *self)
{
    bool answers = self->answer == TLS_WILL_SHOW || self->answer == TLS_SHOWS_NONE;
    if (self->config->role != TLS_CLIENT || !answers || self->send.aead == NULL)
        return false;
    uint64_t limit = record_limit (self), cost = answer_cost (self) + update_cost (self);
    return self->send.sequence > 0 && self->send.sequence > limit - MIN (cost, limit);
}

/* ---- Sending ---- */

static void tell_why (TlsParty *self)
{
    struct {
        const char *name;
        bool holds;
        const char *yes, *no;
    } reasons[] = {
        {"the peer", self->key_update_due, "it asked for it: before the next application data",
         "it did not ask for it"},
        {"this side", self->key_updates_left > 0, "it is to renew its key now",
         "it has no wish of its own"},
        {"the key", tls_key_is_worn (self),
         trace_internf (self->trace,
                        "it has sealed %" G_GUINT64_FORMAT
                        " records, and with this one reaches its limit of %" G_GUINT64_FORMAT,
                        self->send.sequence, record_limit (self)),
         "it may seal more records"},
        {"the answer", tls_key_is_worn_for_answer (self),
         "the key would reach its limit before the answer to CertificateRequest is out, and "
         "nothing "
         "may come between its messages",
         "no answer to CertificateRequest needs one"},
    };
    const char *because = NULL;
    TlsChoice choice;
    tls_choice_begin (&choice, "key-update", "Why are there new keys now?", "RFC 9846 4.7.3");
    for (size_t i = 0; i < G_N_ELEMENTS (reasons); i++) {
        tls_choice_add (&choice, reasons[i].name, reasons[i].holds ? TRACE_CHOSEN : TRACE_FELL,
                        reasons[i].holds ? reasons[i].yes : reasons[i].no);
        if (because == NULL && reasons[i].holds)
            because = reasons[i].name;
    }
    tls_choice_end (self, &choice, TRACE_DECIDE,
                    trace_internf (self->trace, "because of %s", because), BASE_CAUSE_NONE);
}

BaseCause tls_compose_key_update (TlsParty *self)
{
    bool own = self->key_updates_left > 0;
    /* Not a second time before the peer has done it. */
    bool asks = own && self->config->key_update == TLS_KEY_UPDATE_BOTH && !self->key_update_asked;
    WireKeyUpdate body = {.request_update = asks};
    self->key_update_asked = self->key_update_asked || asks;
    tell_why (self);
    tls_write_message (self, WIRE_KEY_UPDATE, &body);
    self->key_update_due = false;
    if (own)
        self->key_updates_left--;
    return BASE_CAUSE_NONE;
}

void tls_after_key_update (TlsParty *self)
{
    if (!tls_misbehaves (self, TLS_KEEP_OLD_KEYS))
        tls_update_keys (self, true);
}

/* ---- Receiving ---- */

BaseCause tls_process_key_update (TlsParty *self)
{
    const WireKeyUpdate *body = self->message->body;
    tls_update_keys (self, false);
    self->key_update_asked = false;
    if (body->request_update == 1)
        self->key_update_due = true;
    return BASE_CAUSE_NONE;
}
