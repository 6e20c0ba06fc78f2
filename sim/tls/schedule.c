#include "tls/sealing.h"

#include <string.h>

/* The key schedule of RFC 9846 section 7.1 as a table: read it beside the RFC's diagram. That of
 * TLS 1.2 is in schedule12.c. */

typedef enum {
    EXTRACT, /* HKDF-Extract (salt, ikm) */
    DERIVE,  /* Derive-Secret (secret, label, messages) */
    EXPAND,  /* HKDF-Expand-Label (secret, label, "", size) */
} ScheduleFunction;

typedef enum { EMPTY, TRANSCRIPT } ScheduleContext;
typedef enum { HASH_SIZE, KEY_SIZE, NONCE_SIZE } ScheduleSize;

enum { ZERO = -1 };

typedef struct {
    const char *name;
    const char *old_name;
    ScheduleFunction function;
    int salt; /* EXTRACT: the salt; else the secret it comes from */
    int ikm;
    const char *label;
    ScheduleContext context;
    ScheduleSize size;
    const char *section;
    const char *keylog;
    const char *protects;
} ScheduleRow;

static const ScheduleRow rows[] = {
    [TLS_EARLY_SECRET] = {"early_secret", NULL, EXTRACT, ZERO, TLS_PSK, NULL, EMPTY, HASH_SIZE,
                          "RFC 9846 7.1", NULL,
                          "the start of the key schedule; without a "
                          "pre-shared key it is the same in every connection with this hash"},
    [TLS_BINDER_KEY] = {"binder_key", NULL, DERIVE, TLS_EARLY_SECRET, ZERO, NULL, EMPTY, HASH_SIZE,
                        "RFC 9846 7.1", NULL, "the proof that the client has the pre-shared key"},
    [TLS_CLIENT_EARLY] = {"client_early_traffic_secret", NULL, DERIVE, TLS_EARLY_SECRET, ZERO,
                          "c e traffic", TRANSCRIPT, HASH_SIZE, "RFC 9846 7.1",
                          "CLIENT_EARLY_TRAFFIC_SECRET", "early data (0-RTT)"},
    [TLS_EARLY_EXPORTER] = {"early_exporter_secret", "early_exporter_master_secret", DERIVE,
                            TLS_EARLY_SECRET, ZERO, "e exp master", TRANSCRIPT, HASH_SIZE,
                            "RFC 9846 7.5", "EARLY_EXPORTER_SECRET",
                            "keys that other protocols export for early data"},
    [TLS_DERIVED_EARLY] = {"derived_early", NULL, DERIVE, TLS_EARLY_SECRET, ZERO, "derived", EMPTY,
                           HASH_SIZE, "RFC 9846 7.1", NULL, "the salt of the next extraction"},
    [TLS_HANDSHAKE_SECRET] = {"handshake_secret", NULL, EXTRACT, TLS_DERIVED_EARLY,
                              TLS_SHARED_SECRET, NULL, EMPTY, HASH_SIZE, "RFC 9846 7.1", NULL,
                              "all secrets below it: here the key exchange enters, or zeros when a "
                              "pre-shared key is used alone"},
    [TLS_CLIENT_HANDSHAKE] = {"client_handshake_traffic_secret", NULL, DERIVE, TLS_HANDSHAKE_SECRET,
                              ZERO, "c hs traffic", TRANSCRIPT, HASH_SIZE, "RFC 9846 7.1",
                              "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                              "the client's handshake messages from here on"},
    [TLS_SERVER_HANDSHAKE] = {"server_handshake_traffic_secret", NULL, DERIVE, TLS_HANDSHAKE_SECRET,
                              ZERO, "s hs traffic", TRANSCRIPT, HASH_SIZE, "RFC 9846 7.1",
                              "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                              "the server's handshake messages after ServerHello"},
    [TLS_DERIVED_HANDSHAKE] = {"derived_handshake", NULL, DERIVE, TLS_HANDSHAKE_SECRET, ZERO,
                               "derived", EMPTY, HASH_SIZE, "RFC 9846 7.1", NULL,
                               "the salt of the next extraction"},
    [TLS_MAIN_SECRET] = {"main_secret", "master_secret", EXTRACT, TLS_DERIVED_HANDSHAKE, ZERO, NULL,
                         EMPTY, HASH_SIZE, "RFC 9846 7.1", NULL,
                         "the application traffic secrets and what outlives the handshake"},
    [TLS_CLIENT_APPLICATION] = {"client_application_traffic_secret_0", NULL, DERIVE,
                                TLS_MAIN_SECRET, ZERO, "c ap traffic", TRANSCRIPT, HASH_SIZE,
                                "RFC 9846 7.1", "CLIENT_TRAFFIC_SECRET_0",
                                "the client's application data"},
    [TLS_SERVER_APPLICATION] = {"server_application_traffic_secret_0", NULL, DERIVE,
                                TLS_MAIN_SECRET, ZERO, "s ap traffic", TRANSCRIPT, HASH_SIZE,
                                "RFC 9846 7.1", "SERVER_TRAFFIC_SECRET_0",
                                "the server's application data"},
    [TLS_EXPORTER_SECRET] = {"exporter_secret", "exporter_master_secret", DERIVE, TLS_MAIN_SECRET,
                             ZERO, "exp master", TRANSCRIPT, HASH_SIZE, "RFC 9846 7.5",
                             "EXPORTER_SECRET", "keys that other protocols export from this one"},
    [TLS_RESUMPTION_SECRET] = {"resumption_secret", "resumption_master_secret", DERIVE,
                               TLS_MAIN_SECRET, ZERO, "res master", TRANSCRIPT, HASH_SIZE,
                               "RFC 9846 7.1", NULL,
                               "tickets: later connections that resume this "
                               "one"},
    [TLS_BINDER_FINISHED_KEY] = {"binder_finished_key", NULL, EXPAND, TLS_BINDER_KEY, ZERO,
                                 "finished", EMPTY, HASH_SIZE, "RFC 9846 4.3.11.2", NULL,
                                 "the binder"},
    [TLS_CLIENT_FINISHED_KEY] = {"client_finished_key", NULL, EXPAND, TLS_CLIENT_HANDSHAKE, ZERO,
                                 "finished", EMPTY, HASH_SIZE, "RFC 9846 4.5.3", NULL,
                                 "the client's Finished"},
    [TLS_SERVER_FINISHED_KEY] = {"server_finished_key", NULL, EXPAND, TLS_SERVER_HANDSHAKE, ZERO,
                                 "finished", EMPTY, HASH_SIZE, "RFC 9846 4.5.3", NULL,
                                 "the server's Finished"},
    [TLS_POST_FINISHED_KEY] = {"client_post_handshake_finished_key", NULL, EXPAND,
                               TLS_CLIENT_APPLICATION, ZERO, "finished", EMPTY, HASH_SIZE,
                               "RFC 9846 4.5", NULL,
                               "the Finished of the client's answer after the handshake"},
    [TLS_CLIENT_EARLY_KEY] = {"client_early_write_key", NULL, EXPAND, TLS_CLIENT_EARLY, ZERO, "key",
                              EMPTY, KEY_SIZE, "RFC 9846 7.3", NULL,
                              "the records of the early data"},
    [TLS_CLIENT_EARLY_IV] = {"client_early_write_iv", NULL, EXPAND, TLS_CLIENT_EARLY, ZERO, "iv",
                             EMPTY, NONCE_SIZE, "RFC 9846 7.3", NULL,
                             "the nonces of those records"},
    [TLS_CLIENT_HANDSHAKE_KEY] = {"client_handshake_write_key", NULL, EXPAND, TLS_CLIENT_HANDSHAKE,
                                  ZERO, "key", EMPTY, KEY_SIZE, "RFC 9846 7.3", NULL,
                                  "the client's sealed handshake records"},
    [TLS_CLIENT_HANDSHAKE_IV] = {"client_handshake_write_iv", NULL, EXPAND, TLS_CLIENT_HANDSHAKE,
                                 ZERO, "iv", EMPTY, NONCE_SIZE, "RFC 9846 7.3", NULL,
                                 "the nonces of those records"},
    [TLS_SERVER_HANDSHAKE_KEY] = {"server_handshake_write_key", NULL, EXPAND, TLS_SERVER_HANDSHAKE,
                                  ZERO, "key", EMPTY, KEY_SIZE, "RFC 9846 7.3", NULL,
                                  "the server's sealed handshake records"},
    [TLS_SERVER_HANDSHAKE_IV] = {"server_handshake_write_iv", NULL, EXPAND, TLS_SERVER_HANDSHAKE,
                                 ZERO, "iv", EMPTY, NONCE_SIZE, "RFC 9846 7.3", NULL,
                                 "the nonces of those records"},
    [TLS_CLIENT_APPLICATION_KEY] = {"client_application_write_key", NULL, EXPAND,
                                    TLS_CLIENT_APPLICATION, ZERO, "key", EMPTY, KEY_SIZE,
                                    "RFC 9846 7.3", NULL, "the client's application records"},
    [TLS_CLIENT_APPLICATION_IV] = {"client_application_write_iv", NULL, EXPAND,
                                   TLS_CLIENT_APPLICATION, ZERO, "iv", EMPTY, NONCE_SIZE,
                                   "RFC 9846 7.3", NULL, "the nonces of those records"},
    [TLS_SERVER_APPLICATION_KEY] = {"server_application_write_key", NULL, EXPAND,
                                    TLS_SERVER_APPLICATION, ZERO, "key", EMPTY, KEY_SIZE,
                                    "RFC 9846 7.3", NULL, "the server's application records"},
    [TLS_SERVER_APPLICATION_IV] = {"server_application_write_iv", NULL, EXPAND,
                                   TLS_SERVER_APPLICATION, ZERO, "iv", EMPTY, NONCE_SIZE,
                                   "RFC 9846 7.3", NULL, "the nonces of those records"},
};

const char *tls_secret_name (TlsSecretId id)
{
    if (id >= TLS_PRELIMINARY_SECRET)
        return tls_secret_name_12 (id);
    return id == TLS_SHARED_SECRET ? "shared_secret"
           : id == TLS_PSK         ? "pre_shared_key"
                                   : rows[id].name;
}

BaseSpan tls_secret (const TlsParty *self, TlsSecretId id)
{
    const TlsSecret *secret = &self->secrets[id];
    g_assert (secret->known);
    return base_span (secret->value, secret->size);
}

void tls_place_secrets (TlsParty *self)
{
    static const TlsSecretId large[TLS_N_LARGE_SECRETS] = {TLS_SHARED_SECRET, TLS_PSK,
                                                           TLS_PRELIMINARY_SECRET, TLS_KEY_BLOCK};
    for (unsigned i = 0; i < TLS_N_SECRETS; i++)
        self->secrets[i].value = self->room.small[i];
    for (unsigned i = 0; i < TLS_N_LARGE_SECRETS; i++)
        self->secrets[large[i]].value = self->room.large[i];
}

void tls_expand_label (CryptoHash hash, BaseSpan secret, const char *label, BaseSpan context,
                       uint8_t *out, size_t size)
{
    uint8_t info[2 + 1 + 255 + 1 + CRYPTO_MAX_HASH_SIZE];
    size_t label_size = strlen (label), at = 0;
    info[at++] = (uint8_t)(size >> 8);
    info[at++] = (uint8_t)size;
    info[at++] = (uint8_t)(6 + label_size);
    memcpy (info + at, "tls13 ", 6);
    at += 6;
    memcpy (info + at, label, label_size);
    at += label_size;
    info[at++] = (uint8_t)context.size;
    if (context.size > 0)
        memcpy (info + at, context.data, context.size);
    crypto_hkdf_expand (hash, secret, base_span (info, at + context.size), out, size);
}

/* Early data goes by the suite of the connection that gave the key; the rest by what was chosen. */
static const CryptoAead *aead_for (const TlsParty *self, TlsSecretId traffic)
{
    const TlsSuite *suite = traffic == TLS_CLIENT_EARLY ? tls_early_suite (self) : self->suite;
    return crypto_aead_find (suite->cipher);
}

static size_t size_of (const TlsParty *self, const ScheduleRow *row)
{
    ScheduleSize size = row->size;
    if (size == KEY_SIZE)
        return aead_for (self, (TlsSecretId)row->salt)->key_size;
    return size == NONCE_SIZE ? CRYPTO_AEAD_NONCE_SIZE : crypto_hash_size (self->hash);
}

static BaseSpan input_of (const TlsParty *self, int id)
{
    static const uint8_t zeros[CRYPTO_MAX_HASH_SIZE];
    /* Without a pre-shared key, or without a key exchange, zeros stand in. */
    bool none =
        id == ZERO || ((id == TLS_PSK || id == TLS_SHARED_SECRET) && !self->secrets[id].known);
    return none ? base_span (zeros, crypto_hash_size (self->hash))
                : tls_secret (self, (TlsSecretId)id);
}

static int trace_of (const TlsParty *self, int id)
{
    return id == ZERO || !self->secrets[id].known ? -1 : self->secrets[id].trace;
}

int tls_secret_trace (const TlsParty *self, TlsSecretId id)
{
    return trace_of (self, id);
}

static const char *label_of (const TlsParty *self, TlsSecretId id)
{
    if (id == TLS_BINDER_KEY)
        return self->psk->external ? "ext binder" : "res binder";
    return rows[id].label;
}

static void show_secret (TlsParty *self, TlsSecretId id, BaseSpan context)
{
    static const char *const functions[] = {"HKDF-Extract", "Derive-Secret", "HKDF-Expand-Label"};
    const ScheduleRow *row = &rows[id];
    TlsSecret *secret = &self->secrets[id];
    TraceSecret shown = {
        .name = row->name,
        .old_name = row->old_name,
        .section = row->section,
        .function = functions[row->function],
        .hash = self->hash,
        .salt = trace_of (self, row->salt),
        .ikm = trace_of (self, row->ikm),
        .label = label_of (self, id),
        .context = row->function == DERIVE ? base_span_copy (context) : NULL,
        .value = base_secret_bytes (secret->value, secret->size),
        .protects = row->protects,
        .keylog = row->keylog,
    };
    secret->trace = trace_emit_secret (self->trace, shown);
}

void tls_derive (TlsParty *self, TlsSecretId id)
{
    const ScheduleRow *row = &rows[id];
    TlsSecret *secret = &self->secrets[id];
    CryptoHash hash = self->hash;
    uint8_t digest[CRYPTO_MAX_HASH_SIZE];
    BaseSpan context = {NULL, 0};
    if (secret->known)
        return;
    secret->size = size_of (self, row);
    g_assert (secret->size <= TLS_SMALL_SECRET);
    if (row->function == DERIVE) {
        if (row->context == TRANSCRIPT)
            tls_transcript_hash (self, digest);
        else
            crypto_hash (hash, base_span (NULL, 0), digest);
        context = base_span (digest, crypto_hash_size (hash));
    }
    if (row->function == EXTRACT)
        crypto_hkdf_extract (hash, input_of (self, row->salt), input_of (self, row->ikm),
                             secret->value);
    else
        tls_expand_label (hash, input_of (self, row->salt), label_of (self, id), context,
                          secret->value, secret->size);
    secret->known = true;
    show_secret (self, id, context);
}

void tls_set_shared_secret (TlsParty *self, const uint8_t *value, size_t size)
{
    TlsSecret *secret = &self->secrets[TLS_SHARED_SECRET];
    g_assert (size <= TLS_LARGE_SECRET);
    memcpy (secret->value, value, size);
    secret->size = size;
    secret->known = true;
    TraceSecret shown = {
        .name = "shared_secret",
        .section = self->group->section,
        .function = self->group->name,
        .hash = self->hash,
        .salt = -1,
        .ikm = -1,
        .value = base_secret_bytes (value, size),
        .protects =
            "the handshake secret and all below it: it takes a side's private value to get it",
    };
    secret->trace = trace_emit_secret (self->trace, shown);
}

/* ---- Keys from before ---- */

int tls_find_earlier_secret (const TlsParty *self, const char *name, GBytes *value)
{
    unsigned n = trace_now (self->trace)->n_secrets;
    for (unsigned i = n; i > 0; i--) {
        const TraceSecret *secret = trace_secret (self->trace, (int)i - 1);
        if (secret->party == (TraceParty)self->config->role && g_str_equal (secret->name, name) &&
            g_bytes_equal (secret->value, value))
            return (int)i - 1;
    }
    return -1;
}

static void show_psk (TlsParty *self, const TlsPsk *psk)
{
    TlsSecret *secret = &self->secrets[TLS_PSK];
    secret->trace = tls_find_earlier_secret (self, "pre_shared_key", psk->value);
    if (secret->trace >= 0)
        return;
    BaseSpan value = base_span_bytes (psk->value);
    TraceSecret shown = {
        .name = "pre_shared_key",
        .section = "RFC 9846 2.2",
        .function = psk->external ? "agreed on beforehand" : "out of the ticket",
        .hash = psk->hash,
        .salt = -1,
        .ikm = -1,
        .value = base_secret_bytes (value.data, value.size),
        .protects = "connections between those who have it",
        .outlives = true,
    };
    secret->trace = trace_emit_secret (self->trace, shown);
}

void tls_use_psk (TlsParty *self, TlsPsk *psk)
{
    static const TlsSecretId ids[] = {TLS_PSK, TLS_EARLY_SECRET, TLS_DERIVED_EARLY, TLS_BINDER_KEY,
                                      TLS_BINDER_FINISHED_KEY};
    if (psk == self->psk)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS (ids); i++)
        self->secrets[ids[i]].known = false;
    g_clear_pointer (&self->psk, tls_psk_unref);
    if (psk == NULL)
        return;
    BaseSpan value = base_span_bytes (psk->value);
    TlsSecret *secret = &self->secrets[TLS_PSK];
    self->psk = tls_psk_ref (psk);
    self->hash = psk->hash;
    g_assert (value.size <= TLS_LARGE_SECRET);
    memcpy (secret->value, value.data, value.size);
    secret->size = value.size;
    secret->known = true;
    show_psk (self, psk);
}

GBytes *tls_derive_ticket_key (TlsParty *self, BaseSpan nonce)
{
    uint8_t value[CRYPTO_MAX_HASH_SIZE];
    size_t size = crypto_hash_size (self->hash);
    tls_expand_label (self->hash, tls_secret (self, TLS_RESUMPTION_SECRET), "resumption", nonce,
                      value, size);
    TraceSecret shown = {
        .name = "pre_shared_key",
        .section = "RFC 9846 4.7.1",
        .function = "HKDF-Expand-Label",
        .hash = self->hash,
        .salt = self->secrets[TLS_RESUMPTION_SECRET].trace,
        .ikm = -1,
        .label = "resumption",
        .context = base_span_copy (nonce),
        .value = base_secret_bytes (value, size),
        .protects = "a later connection that resumes this one with the ticket",
        .outlives = true,
    };
    trace_emit_secret (self->trace, shown);
    GBytes *key = base_secret_bytes (value, size);
    base_wipe (value, sizeof value);
    return key;
}

/* The transcript stands at the ClientHello. */
void tls_derive_early (TlsParty *self)
{
    tls_derive (self, TLS_CLIENT_EARLY);
    tls_derive (self, TLS_EARLY_EXPORTER);
}

/* From the shared secret to the handshake traffic secrets: the transcript stands at ServerHello. */
void tls_derive_handshake (TlsParty *self)
{
    tls_derive (self, TLS_EARLY_SECRET);
    tls_derive (self, TLS_DERIVED_EARLY);
    tls_derive (self, TLS_HANDSHAKE_SECRET);
    tls_derive (self, TLS_CLIENT_HANDSHAKE);
    tls_derive (self, TLS_SERVER_HANDSHAKE);
}

/* The transcript stands at the server's Finished. */
void tls_derive_application (TlsParty *self)
{
    tls_derive (self, TLS_DERIVED_HANDSHAKE);
    tls_derive (self, TLS_MAIN_SECRET);
    tls_derive (self, TLS_CLIENT_APPLICATION);
    tls_derive (self, TLS_SERVER_APPLICATION);
    tls_derive (self, TLS_EXPORTER_SECRET);
}

/* The transcript stands at the client's Finished. */
void tls_derive_resumption (TlsParty *self)
{
    tls_derive (self, TLS_RESUMPTION_SECRET);
}

/* ---- Traffic keys (RFC 9846 section 7.3) ---- */

static void install (TlsParty *self, bool send, TlsSecretId traffic, TlsSecretId key,
                     TlsSecretId iv)
{
    TlsProtection *keys = send ? &self->send : &self->receive;
    tls_derive (self, key);
    tls_derive (self, iv);
    keys->sealing = &tls_sealing_13;
    keys->aead = aead_for (self, traffic);
    memcpy (keys->key, self->secrets[key].value, self->secrets[key].size);
    memcpy (keys->iv, self->secrets[iv].value, self->secrets[iv].size);
    keys->sequence = 0;
    keys->early = traffic == TLS_CLIENT_EARLY;
    keys->secret = self->secrets[traffic].trace;
    TraceEvent *event = trace_emit (self->trace, TRACE_KEYS);
    event->label = send ? "send" : "receive";
    event->secret = keys->secret;
    event->section = "RFC 9846 7.3";
}

void tls_install_keys (TlsParty *self, unsigned change)
{
    bool client = self->config->role == TLS_CLIENT;
    if (change & TLS_SEND_CLEAR)
        self->send.sealing = NULL;
    if (change & TLS_SEND_KEY_BLOCK)
        tls_install_keys_12 (self, true);
    if (change & TLS_RECEIVE_KEY_BLOCK)
        tls_install_keys_12 (self, false);
    for (int send = 1; send >= 0; send--) {
        bool clients = client == (send == 1);
        if (change & (send ? TLS_SEND_EARLY : TLS_RECEIVE_EARLY))
            install (self, send, TLS_CLIENT_EARLY, TLS_CLIENT_EARLY_KEY, TLS_CLIENT_EARLY_IV);
        if (change & (send ? TLS_SEND_HANDSHAKE : TLS_RECEIVE_HANDSHAKE))
            install (self, send, clients ? TLS_CLIENT_HANDSHAKE : TLS_SERVER_HANDSHAKE,
                     clients ? TLS_CLIENT_HANDSHAKE_KEY : TLS_SERVER_HANDSHAKE_KEY,
                     clients ? TLS_CLIENT_HANDSHAKE_IV : TLS_SERVER_HANDSHAKE_IV);
        if (change & (send ? TLS_SEND_APPLICATION : TLS_RECEIVE_APPLICATION))
            install (self, send, clients ? TLS_CLIENT_APPLICATION : TLS_SERVER_APPLICATION,
                     clients ? TLS_CLIENT_APPLICATION_KEY : TLS_SERVER_APPLICATION_KEY,
                     clients ? TLS_CLIENT_APPLICATION_IV : TLS_SERVER_APPLICATION_IV);
    }
}

/* The next generation of one direction's traffic secret (RFC 9846 section 7.2). */
void tls_update_keys (TlsParty *self, bool send)
{
    bool clients = (self->config->role == TLS_CLIENT) == send;
    TlsSecretId id = clients ? TLS_CLIENT_APPLICATION : TLS_SERVER_APPLICATION;
    unsigned generation = send ? ++self->send_update : ++self->receive_update;
    TlsSecret *secret = &self->secrets[id];
    uint8_t next[CRYPTO_MAX_HASH_SIZE];
    tls_expand_label (self->hash, tls_secret (self, id), "traffic upd", base_span (NULL, 0), next,
                      secret->size);
    TraceSecret shown = {
        .name = trace_internf (self->trace, "%s_application_traffic_secret_%u",
                               clients ? "client" : "server", generation),
        .section = "RFC 9846 7.2",
        .function = "HKDF-Expand-Label",
        .hash = self->hash,
        .salt = secret->trace,
        .ikm = -1,
        .label = "traffic upd",
        .value = base_secret_bytes (next, secret->size),
        .protects = rows[id].protects,
        .keylog = trace_internf (self->trace, "%s_TRAFFIC_SECRET_%u", clients ? "CLIENT" : "SERVER",
                                 generation),
    };
    memcpy (secret->value, next, secret->size);
    base_wipe (next, sizeof next);
    secret->trace = trace_emit_secret (self->trace, shown);
    TlsSecretId key = clients ? TLS_CLIENT_APPLICATION_KEY : TLS_SERVER_APPLICATION_KEY;
    TlsSecretId iv = clients ? TLS_CLIENT_APPLICATION_IV : TLS_SERVER_APPLICATION_IV;
    self->secrets[key].known = self->secrets[iv].known = false;
    install (self, send, id, key, iv);
}

void tls_wipe (TlsParty *self)
{
    if (self->wiped)
        return;
    self->wiped = true;
    base_wipe (&self->room, sizeof self->room);
    for (unsigned i = 0; i < TLS_N_SECRETS; i++)
        self->secrets[i].known = false;
    base_wipe (self->shares, sizeof self->shares);
    base_wipe (self->field_private, sizeof self->field_private);
    base_wipe (&self->send, sizeof self->send);
    base_wipe (&self->receive, sizeof self->receive);
}
