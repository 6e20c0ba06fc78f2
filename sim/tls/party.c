#include "tls/private.h"

TlsParty *tls_party_new (TlsConfig *config, unsigned connection, CryptoRandom *random, Trace *trace,
                         BaseClock *clock)
{
    TlsParty *self = g_new0 (TlsParty, 1);
    self->config = tls_config_ref (config);
    self->connection = connection;
    self->random = random;
    self->trace = trace;
    self->clock = clock;
    self->early_transcript = g_byte_array_new ();
    self->input = g_byte_array_new ();
    self->stretches = g_array_new (FALSE, FALSE, sizeof (TlsStretch));
    self->fragment = g_byte_array_new ();
    self->fragment_record = -1;
    self->output = g_queue_new ();
    self->held = g_byte_array_new ();
    self->to_send = g_byte_array_new ();
    self->received = g_byte_array_new ();
    self->sent = g_byte_array_new ();
    self->message_index = -1;
    tls_place_secrets (self);
    tls_start_limits (self);
    if (config->key_update != TLS_NO_KEY_UPDATE)
        self->key_updates_left = (unsigned)MAX (config->key_updates, 1);
    self->early = g_byte_array_new ();
    base_append_span (self->early, base_span_bytes (config->early_data));
    self->contexts =
        g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    self->open_requests = g_ptr_array_new_with_free_func ((GDestroyNotify)wire_message_unref);
    trace_now (trace)->state[config->role] = tls_state_name (TLS_START);
    tls_speak (self, tls_newest_version (self));
    if (config->role == TLS_CLIENT && config->send != NULL)
        base_append_span (self->to_send, base_span_bytes (config->send));
    self->close_wanted =
        config->role == TLS_CLIENT && self->to_send->len == 0 && !config->hold_open;
    return self;
}

void tls_party_free (TlsParty *self)
{
    if (self == NULL)
        return;
    tls_wipe (self);
    tls_config_unref (self->config);
    g_free (self->alpn);
    g_free (self->server_name);
    g_clear_pointer (&self->cookie, g_bytes_unref);
    g_clear_pointer (&self->own_public, g_bytes_unref);
    wire_message_unref (self->request);
    g_hash_table_unref (self->contexts);
    g_ptr_array_unref (self->open_requests);
    g_clear_pointer (&self->branch, crypto_hasher_free);
    wire_message_unref (self->server_keys);
    g_clear_pointer (&self->field, crypto_field_free);
    g_clear_pointer (&self->peer_chain, g_ptr_array_unref);
    g_clear_pointer (&self->peer_staples, g_ptr_array_unref);
    g_clear_pointer (&self->staple, g_bytes_unref);
    g_clear_pointer (&self->peer_key, crypto_public_key_free);
    base_arena_clear (&self->kept);
    g_byte_array_unref (self->early);
    g_clear_pointer (&self->offered, g_ptr_array_unref);
    g_clear_pointer (&self->psk, tls_psk_unref);
    g_clear_pointer (&self->session, tls_psk_unref);
    g_clear_pointer (&self->given_id, g_bytes_unref);
    g_clear_pointer (&self->new_ticket, g_bytes_unref);
    wire_message_unref (self->client_hello);
    wire_message_unref (self->first_hello);
    wire_message_unref (self->message);
    g_byte_array_unref (self->early_transcript);
    g_clear_pointer (&self->transcript, crypto_hasher_free);
    g_byte_array_unref (self->input);
    g_array_unref (self->stretches);
    g_byte_array_unref (self->fragment);
    g_queue_free (self->output);
    g_byte_array_unref (self->held);
    g_byte_array_unref (self->to_send);
    g_byte_array_unref (self->received);
    g_byte_array_unref (self->sent);
    g_clear_pointer (&self->facts, g_array_unref);
    g_free (self);
}

void tls_party_set_memory (TlsParty *self, TlsMemory *memory)
{
    self->memory = memory;
}

bool tls_party_hurries (const TlsParty *self)
{
    return self->state == TLS_WAIT_SH && self->early_offered && self->early->len > 0;
}

void tls_party_receive_end (TlsParty *self)
{
    self->input_ended = true;
}

void tls_party_stall (TlsParty *self)
{
    if (self->outcome > TRACE_ESTABLISHED)
        return;
    trace_enter (self->trace, (TraceParty)self->config->role, self->connection, self->clock);
    tls_end (self, TRACE_STALLED, BASE_CAUSE_STALLED);
    trace_leave (self->trace);
}

void tls_party_send (TlsParty *self, BaseSpan data)
{
    base_append_span (self->to_send, data);
}

void tls_party_close (TlsParty *self)
{
    self->close_wanted = true;
}

BaseSpan tls_party_received_data (const TlsParty *self)
{
    return base_span (self->received->data, self->received->len);
}

void tls_party_drop_received (TlsParty *self)
{
    g_byte_array_set_size (self->received, 0);
}

TlsState tls_party_state (const TlsParty *self)
{
    return self->state;
}

TlsRole tls_party_role (const TlsParty *self)
{
    return self->config->role;
}

TraceOutcome tls_party_outcome (const TlsParty *self)
{
    return self->outcome;
}

BaseCause tls_party_cause (const TlsParty *self)
{
    return self->cause;
}

const TlsPsk *tls_party_psk (const TlsParty *self)
{
    return self->resumed ? self->session : self->psk;
}

static bool offers_early (const WireMessage *hello)
{
    return hello != NULL && wire_message_extension (hello, WIRE_EXT_EARLY_DATA) != NULL;
}

TlsEarly tls_party_early (const TlsParty *self)
{
    if (self->early_accepted)
        return TLS_EARLY_ACCEPTED;
    bool offered = offers_early (self->client_hello) || offers_early (self->first_hello);
    return offered ? TLS_EARLY_REFUSED : TLS_EARLY_NONE;
}

/* ---- What it believes ---- */

static char *digest_of (BaseSpan span)
{
    uint8_t digest[32];
    crypto_hash (CRYPTO_SHA256, span, digest);
    return base_hex (base_span (digest, sizeof digest));
}

static char *transcript_of (const TlsParty *self)
{
    uint8_t digest[CRYPTO_MAX_HASH_SIZE];
    if (self->transcript == NULL)
        return g_strdup ("none");
    size_t size = tls_transcript_hash (self, digest);
    return base_hex (base_span (digest, size));
}

/* The certificate that WHO has shown. */
static char *identity_of (const TlsParty *self, TlsRole who)
{
    bool own = self->config->role == who;
    bool shows = who == TLS_SERVER ? self->config->identity != NULL : self->shown;
    GPtrArray *chain = !own    ? self->peer_chain
                       : shows ? pki_identity_chain (self->config->identity)
                               : NULL;
    /* Behind a pre-shared key no server shows a certificate, and a client only when asked later. */
    if (self->psk != NULL && (chain == NULL || who == TLS_SERVER))
        return g_strdup ("known by the pre-shared key");
    if (self->resumed)
        return g_strdup ("known by the session");
    return chain != NULL && chain->len > 0
               ? digest_of (base_span_bytes (g_ptr_array_index (chain, 0)))
               : g_strdup ("none");
}

static char *secret_digest (const TlsParty *self)
{
    const char *name = self->speaks == WIRE_TLS12 ? "main_secret" : "exporter_secret";
    int index = trace_find_secret (self->trace, name, (int)self->config->role,
                                   trace_length (self->trace) - 1);
    return index >= 0 ? digest_of (base_span_bytes (trace_secret (self->trace, index)->value))
                      : g_strdup ("none");
}

/* In hex; of data that were not kept the number alone. */
static char *data_of (const GByteArray *data, uint64_t size)
{
    return data->len == size ? base_hex (base_span (data->data, data->len))
                             : g_strdup_printf ("(%" G_GUINT64_FORMAT " bytes)", size);
}

char *tls_party_view (const TlsParty *self)
{
    g_autofree char *transcript = transcript_of (self);
    g_autofree char *server = identity_of (self, TLS_SERVER);
    g_autofree char *peer = identity_of (self, TLS_CLIENT);
    g_autofree char *secret = secret_digest (self);
    bool client = self->config->role == TLS_CLIENT;
    g_autofree char *sent = data_of (self->sent, self->sent_size);
    g_autofree char *received = data_of (self->received, self->received_size);
    return g_strdup_printf (
        "version %s\nsuite %s\ngroup %s\nscheme %s\nserver-name %s\nalpn %s\nclient %s\n"
        "client-scheme %s\nserver %s\ntranscript %s\nexporter %s\nto-server %s\nto-client %s\n",
        self->version != 0 ? wire_name (&wire_versions, self->version) : "none",
        self->suite != NULL ? self->suite->name : "none",
        self->group != NULL ? self->group->name : "none",
        self->scheme != NULL ? self->scheme->name : "none",
        self->server_name != NULL ? self->server_name : "none",
        self->alpn != NULL ? self->alpn : "none", peer,
        self->client_scheme != NULL ? self->client_scheme->name : "none", server, transcript,
        secret, client ? sent : received, client ? received : sent);
}
