#include <string.h>

#include "tls/extension.h"
#include "tls/memory_private.h"

/* NewSessionTicket (RFC 9846 section 4.7.1): what the client needs to come back. Our server keeps
 * nothing: all it wants to remember travels in the ticket, sealed under a key that it alone has. */

enum { MAX_LIFETIME = 604800, NONCE = CRYPTO_AEAD_NONCE_SIZE };
#define TICKET_AEAD "AES-128-GCM"

/* ---- Sealing ---- */

static void append_text (GByteArray *out, const char *text)
{
    BaseSpan span = base_span (text, text != NULL ? strlen (text) : 0);
    base_append_number (out, span.size, 1);
    base_append_span (out, span);
}

/* What a session of TLS 1.2 is, besides. */
enum { EXTENDED_MAIN_SECRET = 1, KNOWS_CLIENT = 2, SESSION_FIXED = 2 };

static void append_session (GByteArray *out, const TlsPsk *psk)
{
    uint8_t flags = (psk->extended_main_secret ? EXTENDED_MAIN_SECRET : 0) |
                    (psk->knows_client ? KNOWS_CLIENT : 0);
    base_append_number (out, flags, 1);
    base_append_number (out, psk->fragment_length, 1);
    append_text (out, psk->server_name);
}

static void read_session (TlsPsk *psk, BaseSpan in)
{
    if (in.size < SESSION_FIXED + 1)
        return;
    psk->extended_main_secret = (in.data[0] & EXTENDED_MAIN_SECRET) != 0;
    psk->knows_client = (in.data[0] & KNOWS_CLIENT) != 0;
    psk->fragment_length = in.data[1];
    size_t size = in.data[SESSION_FIXED];
    if (size > 0)
        psk->server_name = g_strndup ((const char *)in.data + SESSION_FIXED + 1, size);
}

static GByteArray *ticket_content (const TlsPsk *psk)
{
    GByteArray *out = g_byte_array_new ();
    base_append_number (out, psk->suite->id, 2);
    base_append_number (out, psk->lifetime, 4);
    base_append_number (out, psk->age_add, 4);
    base_append_number (out, (uint64_t)psk->since, 8);
    base_append_number (out, psk->early_data, 4);
    base_append_number (out, g_bytes_get_size (psk->value), 1);
    base_append_span (out, base_span_bytes (psk->value));
    append_text (out, psk->alpn);
    if (tls_psk_is_session (psk))
        append_session (out, psk);
    return out;
}

/* OUR own ticket's content: what stands in it was written by us. */
static TlsPsk *ticket_read (BaseSpan in, BaseSpan identity)
{
    enum { FIXED = 2 + 4 + 4 + 8 + 4 + 1 };
    if (in.size < FIXED)
        return NULL;
    const uint8_t *at = in.data;
    const TlsSuite *suite = tls_suite_find ((uint16_t)base_read_number (at, 2));
    size_t key_size = at[FIXED - 1];
    if (suite == NULL || in.size < FIXED + key_size + 1)
        return NULL;
    TlsPsk *psk = tls_psk_new (identity, base_span (at + FIXED, key_size), suite->hash);
    psk->external = false;
    psk->suite = suite;
    psk->lifetime = (uint32_t)base_read_number (at + 2, 4);
    psk->age_add = (uint32_t)base_read_number (at + 6, 4);
    psk->since = (int64_t)base_read_number (at + 10, 8);
    psk->early_data = (uint32_t)base_read_number (at + 18, 4);
    size_t alpn_size = at[FIXED + key_size];
    if (alpn_size > 0)
        psk->alpn = g_strndup ((const char *)at + FIXED + key_size + 1, alpn_size);
    size_t read = FIXED + key_size + 1 + alpn_size;
    if (tls_psk_is_session (psk))
        read_session (psk, base_span (at + read, in.size - read));
    return psk;
}

static BaseSpan ticket_key (TlsParty *self)
{
    TlsMemory *memory = self->memory;
    if (!memory->has_key)
        tls_draw (self, "ticket_key", memory->ticket_key, sizeof memory->ticket_key);
    memory->has_key = true;
    return base_span (memory->ticket_key, sizeof memory->ticket_key);
}

GBytes *tls_ticket_seal (TlsParty *self, const TlsPsk *psk)
{
    const CryptoAead *aead = crypto_aead_find (TICKET_AEAD);
    g_autoptr (GByteArray) content = ticket_content (psk);
    size_t size = NONCE + content->len + aead->tag_size;
    BaseSpan key = ticket_key (self);
    uint8_t *out = g_malloc (size);
    tls_draw (self, "ticket_seal", out, NONCE);
    crypto_aead_seal (aead, key, out, base_span (NULL, 0), base_span (content->data, content->len),
                      out + NONCE);
    base_wipe (content->data, content->len);
    return g_bytes_new_take (out, size);
}

TlsPsk *tls_ticket_open (TlsParty *self, BaseSpan identity)
{
    const CryptoAead *aead = crypto_aead_find (TICKET_AEAD);
    if (self->memory == NULL || !self->memory->has_key ||
        identity.size < NONCE + aead->tag_size + 1)
        return NULL;
    size_t size = identity.size - NONCE - aead->tag_size;
    g_autofree uint8_t *content = g_malloc (size);
    bool ours = crypto_aead_open (
        aead, base_span (self->memory->ticket_key, sizeof self->memory->ticket_key), identity.data,
        base_span (NULL, 0), base_span (identity.data + NONCE, identity.size - NONCE), content);
    TlsPsk *psk = ours ? ticket_read (base_span (content, size), identity) : NULL;
    base_wipe (content, size);
    return psk;
}

/* ---- Server ---- */

static BaseCause compose_raw_ticket (TlsParty *self)
{
    g_clear_pointer (&self->message, wire_message_unref);
    self->message = wire_message_read (
        WIRE_CT_HANDSHAKE, g_ptr_array_index (self->config->raw_tickets, self->tickets_given++));
    self->tickets_left--;
    return BASE_CAUSE_NONE;
}

void *tls_allow_early (TlsParty *self)
{
    if (self->config->max_early_data == 0)
        return NULL;
    WireEarlyData *body = tls_keep (self, sizeof *body);
    body->max_early_data_size = self->config->max_early_data;
    return body;
}

BaseCause tls_compose_ticket (TlsParty *self)
{
    if (self->config->raw_tickets != NULL)
        return compose_raw_ticket (self);
    uint8_t nonce = (uint8_t)self->tickets_given++, age_add[4];
    BaseSpan nonce_span = base_span (&nonce, 1);
    g_autoptr (GBytes) value = tls_derive_ticket_key (self, nonce_span);
    g_autoptr (TlsPsk) psk = tls_psk_new (base_span (NULL, 0), base_span_bytes (value), self->hash);
    tls_draw (self, "ticket_age_add", age_add, sizeof age_add);
    psk->suite = self->suite;
    psk->lifetime = self->config->ticket_lifetime;
    psk->age_add = (uint32_t)base_read_number (age_add, sizeof age_add);
    psk->since = tls_now_ms (self);
    psk->early_data = self->config->max_early_data;
    psk->alpn = g_strdup (self->alpn);
    g_autoptr (GBytes) ticket = tls_ticket_seal (self, psk);
    WireNewSessionTicket body = {
        .ticket_lifetime = psk->lifetime,
        .ticket_age_add = psk->age_add,
        .ticket_nonce = nonce_span,
        .ticket = base_span_bytes (ticket),
        .extensions = tls_write_extensions (self, WIRE_IN_NEW_SESSION_TICKET, NULL),
    };
    tls_write_message (self, WIRE_NEW_SESSION_TICKET, &body);
    self->tickets_left--;
    return BASE_CAUSE_NONE;
}

/* RFC 9846 section 4.3.9: no tickets for a client that did not say how it would use them. */
void tls_plan_tickets (TlsParty *self)
{
    bool asked =
        wire_message_extension (self->client_hello, WIRE_EXT_PSK_KEY_EXCHANGE_MODES) != NULL;
    if (self->config->raw_tickets != NULL)
        self->tickets_left = self->config->raw_tickets->len;
    else if (asked && self->memory != NULL)
        self->tickets_left = self->config->tickets;
}

/* ---- Client ---- */

static void remember (TlsParty *self, const WireNewSessionTicket *body)
{
    g_autoptr (GBytes) value = tls_derive_ticket_key (self, body->ticket_nonce);
    const WireEarlyData *early = tls_extension_body (self->message, WIRE_EXT_EARLY_DATA);
    TlsPsk *psk = tls_psk_new (body->ticket, base_span_bytes (value), self->hash);
    psk->external = false;
    psk->suite = self->suite;
    psk->lifetime = MIN (body->ticket_lifetime, MAX_LIFETIME); /* whatever the server says */
    psk->age_add = body->ticket_age_add;
    psk->since = tls_now_ms (self);
    psk->early_data = early != NULL ? early->max_early_data_size : 0;
    psk->alpn = g_strdup (self->alpn);
    psk->server_name = g_strdup (self->config->server_name);
    tls_memory_add_ticket (self->memory, psk);
}

BaseCause tls_process_ticket (TlsParty *self)
{
    const WireNewSessionTicket *body = self->message->body;
    /* A lifetime of 0: to be thrown away at once. */
    if (self->config->use_tickets && self->memory != NULL && body->ticket_lifetime > 0)
        remember (self, body);
    return BASE_CAUSE_NONE;
}
