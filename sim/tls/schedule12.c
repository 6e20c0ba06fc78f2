#include "tls/key_exchange.h"
#include "tls/sealing.h"

#include <string.h>

/* The key schedule of TLS 1.2 (RFC 5246 sections 5, 6.3, 7.4.9 and 8.1) as a table. It is short:
 * one PRF makes the main secret of the preliminary one, and of the main secret one long block,
 * which is cut into keys. Names are those of RFC 9846 appendix D, which took "master" out of them.
 */

typedef enum {
    PRF,   /* PRF (secret, label, seed) */
    SLICE, /* a piece of the key block */
} ScheduleFunction;

typedef enum {
    NO_SEED,
    CLIENT_FIRST, /* ClientHello.random + ServerHello.random */
    SERVER_FIRST,
    HANDSHAKE, /* the hash of the messages so far */
} ScheduleSeed;

typedef struct {
    const char *name, *old_name;
    ScheduleFunction function;
    TlsSecretId from;
    const char *label;
    ScheduleSeed seed;
    const char *section;
    const char *keylog;
    const char *protects;
} ScheduleRow;

enum { FIRST = TLS_MAIN_SECRET_12, MAIN_SECRET_SIZE = 48, VERIFY_DATA_SIZE = 12, RANDOM_SIZE = 32 };

#define KEYS "RFC 5246 6.3"

static const ScheduleRow rows[] = {
    [TLS_MAIN_SECRET_12 - FIRST] = {"main_secret", "master_secret", PRF, TLS_PRELIMINARY_SECRET,
                                    "master secret", CLIENT_FIRST, "RFC 5246 8.1", "CLIENT_RANDOM",
                                    "the whole connection: all keys come from it"},
    [TLS_KEY_BLOCK - FIRST] = {"key_block", NULL, PRF, TLS_MAIN_SECRET_12, "key expansion",
                               SERVER_FIRST, KEYS, NULL, "all records: the keys are cut from it"},
    [TLS_CLIENT_WRITE_MAC_KEY - FIRST] = {"client_write_MAC_key", NULL, SLICE, TLS_KEY_BLOCK, NULL,
                                          NO_SEED, KEYS, NULL,
                                          "the client's records against changes"},
    [TLS_SERVER_WRITE_MAC_KEY - FIRST] = {"server_write_MAC_key", NULL, SLICE, TLS_KEY_BLOCK, NULL,
                                          NO_SEED, KEYS, NULL,
                                          "the server's records against changes"},
    [TLS_CLIENT_WRITE_KEY - FIRST] = {"client_write_key", NULL, SLICE, TLS_KEY_BLOCK, NULL, NO_SEED,
                                      KEYS, NULL, "the client's sealed records"},
    [TLS_SERVER_WRITE_KEY - FIRST] = {"server_write_key", NULL, SLICE, TLS_KEY_BLOCK, NULL, NO_SEED,
                                      KEYS, NULL, "the server's sealed records"},
    [TLS_CLIENT_WRITE_IV - FIRST] = {"client_write_IV", NULL, SLICE, TLS_KEY_BLOCK, NULL, NO_SEED,
                                     KEYS, NULL, "the nonces of the client's records"},
    [TLS_SERVER_WRITE_IV - FIRST] = {"server_write_IV", NULL, SLICE, TLS_KEY_BLOCK, NULL, NO_SEED,
                                     KEYS, NULL, "the nonces of the server's records"},
    [TLS_CLIENT_VERIFY_DATA - FIRST] = {"client_verify_data", NULL, PRF, TLS_MAIN_SECRET_12,
                                        "client finished", HANDSHAKE, "RFC 5246 7.4.9", NULL,
                                        "the handshake: it is the client's Finished"},
    [TLS_SERVER_VERIFY_DATA - FIRST] = {"server_verify_data", NULL, PRF, TLS_MAIN_SECRET_12,
                                        "server finished", HANDSHAKE, "RFC 5246 7.4.9", NULL,
                                        "the handshake: it is the server's Finished"},
};

/* RFC 7627 section 4: not the two randoms alone, but the whole handshake goes into it. */
static const ScheduleRow extended_main_secret = {"main_secret",
                                                 "master_secret",
                                                 PRF,
                                                 TLS_PRELIMINARY_SECRET,
                                                 "extended master secret",
                                                 HANDSHAKE,
                                                 "RFC 7627 4",
                                                 "CLIENT_RANDOM",
                                                 "the whole connection: all keys come from it"};

static const ScheduleRow *row_of (const TlsParty *self, TlsSecretId id)
{
    return id == TLS_MAIN_SECRET_12 && self->extended_main_secret ? &extended_main_secret
                                                                  : &rows[id - FIRST];
}

const char *tls_secret_name_12 (TlsSecretId id)
{
    return id == TLS_PRELIMINARY_SECRET ? "preliminary_secret" : rows[id - FIRST].name;
}

/* ---- Seeds ---- */

BaseSpan tls_randoms (const TlsParty *self, bool client_first, uint8_t *out)
{
    memcpy (out, client_first ? self->client_random : self->server_random, RANDOM_SIZE);
    memcpy (out + RANDOM_SIZE, client_first ? self->server_random : self->client_random,
            RANDOM_SIZE);
    return base_span (out, 2 * RANDOM_SIZE);
}

/* OUT takes 64 bytes. */
static BaseSpan seed_of (const TlsParty *self, const ScheduleRow *row, uint8_t *out)
{
    if (row->seed == HANDSHAKE)
        return base_span (out, tls_transcript_hash (self, out));
    return tls_randoms (self, row->seed == CLIENT_FIRST, out);
}

WireSealing tls_layers_12 (const TlsParty *self)
{
    WireSealing sealing = {0};
    bool known = wire_suite_sealing (self->suite->id, WIRE_TLS12, &sealing);
    g_assert (known);
    sealing.encrypt_then_mac = self->encrypt_then_mac;
    return sealing;
}

/* ---- Sizes, in the order in which the block is cut (RFC 5246 section 6.3) ---- */

static size_t slice_size (const TlsParty *self, TlsSecretId id)
{
    TlsKeySizes sizes = self->suite->sealing->sizes (self->suite);
    if (id == TLS_CLIENT_WRITE_MAC_KEY || id == TLS_SERVER_WRITE_MAC_KEY)
        return sizes.mac_key;
    return id == TLS_CLIENT_WRITE_KEY || id == TLS_SERVER_WRITE_KEY ? sizes.key : sizes.iv;
}

static size_t offset_of (const TlsParty *self, TlsSecretId id)
{
    size_t offset = 0;
    for (int i = TLS_CLIENT_WRITE_MAC_KEY; i < (int)id; i++)
        offset += slice_size (self, (TlsSecretId)i);
    return offset;
}

static size_t size_of (const TlsParty *self, TlsSecretId id)
{
    return id == TLS_MAIN_SECRET_12 ? MAIN_SECRET_SIZE
           : id == TLS_KEY_BLOCK    ? offset_of (self, TLS_SERVER_WRITE_IV + 1)
                                    : VERIFY_DATA_SIZE;
}

/* ---- Deriving ---- */

static void show (TlsParty *self, TlsSecretId id, BaseSpan seed, size_t offset)
{
    const ScheduleRow *row = row_of (self, id);
    TlsSecret *secret = &self->secrets[id];
    TraceSecret shown = {
        .name = row->name,
        .old_name = row->old_name,
        .section = row->section,
        .function = row->function == PRF ? "PRF" : "slice",
        .hash = self->hash,
        .salt = tls_secret_trace (self, row->from),
        .ikm = -1,
        .label = row->label,
        .context = row->function == PRF ? base_span_copy (seed) : NULL,
        .offset = (unsigned)offset,
        .value = base_secret_bytes (secret->value, secret->size),
        .protects = row->protects,
        .keylog = row->keylog,
    };
    secret->known = true;
    secret->trace = trace_emit_secret (self->trace, shown);
}

static void derive (TlsParty *self, TlsSecretId id)
{
    const ScheduleRow *row = row_of (self, id);
    TlsSecret *secret = &self->secrets[id];
    uint8_t bytes[2 * CRYPTO_MAX_HASH_SIZE];
    BaseSpan seed = seed_of (self, row, bytes);
    secret->size = size_of (self, id);
    g_assert (secret->size <= (id == TLS_KEY_BLOCK ? TLS_LARGE_SECRET : TLS_SMALL_SECRET));
    crypto_prf (self->hash, tls_secret (self, row->from), row->label, seed, secret->value,
                secret->size);
    show (self, id, seed, 0);
}

static void cut (TlsParty *self, TlsSecretId id)
{
    TlsSecret *secret = &self->secrets[id];
    size_t offset = offset_of (self, id);
    secret->size = slice_size (self, id);
    g_assert (secret->size <= TLS_SMALL_SECRET);
    if (secret->size == 0)
        return;
    memcpy (secret->value, tls_secret (self, TLS_KEY_BLOCK).data + offset, secret->size);
    show (self, id, base_span (NULL, 0), offset);
}

void tls_set_preliminary_secret (TlsParty *self, BaseSpan value, const char *function,
                                 const char *section, const char *protects)
{
    TlsSecret *secret = &self->secrets[TLS_PRELIMINARY_SECRET];
    g_assert (value.size <= TLS_LARGE_SECRET);
    memcpy (secret->value, value.data, value.size);
    secret->size = value.size;
    secret->known = true;
    TraceSecret shown = {
        .name = "preliminary_secret",
        .old_name = "pre_master_secret",
        .section = section,
        .function = function,
        .hash = self->hash,
        .salt = -1,
        .ikm = -1,
        .value = base_secret_bytes (value.data, value.size),
        .protects = protects,
    };
    secret->trace = trace_emit_secret (self->trace, shown);
}

static void derive_block (TlsParty *self)
{
    derive (self, TLS_KEY_BLOCK);
    for (int id = TLS_CLIENT_WRITE_MAC_KEY; id <= TLS_SERVER_WRITE_IV; id++)
        cut (self, (TlsSecretId)id);
}

void tls_derive_keys_12 (TlsParty *self)
{
    derive (self, TLS_MAIN_SECRET_12);
    derive_block (self);
}

/* ---- Sessions: the main secret stays, the keys are new, as both randoms are (RFC 5246 section
 * 6.3) ---- */

#define KEPT "session_main_secret"

void tls_show_kept_secret (TlsParty *self)
{
    const TlsSecret *secret = &self->secrets[TLS_MAIN_SECRET_12];
    trace_emit_secret (self->trace,
                       (TraceSecret){.name = KEPT,
                                     .section = "RFC 5246 6.1",
                                     .function = "kept",
                                     .hash = self->hash,
                                     .salt = secret->trace,
                                     .ikm = -1,
                                     .value = base_secret_bytes (secret->value, secret->size),
                                     .protects = "later connections, in which the session goes on",
                                     .outlives = true});
}

void tls_resume_keys_12 (TlsParty *self)
{
    const TlsPsk *session = self->session;
    BaseSpan value = base_span_bytes (session->value);
    bool sealed = self->config->role == TLS_SERVER && !session->by_id;
    TlsSecret *secret = &self->secrets[TLS_MAIN_SECRET_12];
    g_assert (value.size <= TLS_SMALL_SECRET);
    memcpy (secret->value, value.data, value.size);
    secret->size = value.size;
    secret->known = true;
    secret->trace = trace_emit_secret (
        self->trace,
        (TraceSecret){.name = "main_secret",
                      .old_name = "master_secret",
                      .section = sealed ? "RFC 5077 3.1" : "RFC 5246 7.3",
                      .function = sealed ? "out of the ticket" : "of the session",
                      .hash = self->hash,
                      .salt = sealed ? -1 : tls_find_earlier_secret (self, KEPT, session->value),
                      .ikm = -1,
                      .value = base_secret_bytes (value.data, value.size),
                      .protects = "the whole connection: all keys come from it",
                      .keylog = "CLIENT_RANDOM"});
    derive_block (self);
}

size_t tls_verify_data_12 (TlsParty *self, TlsRole sender, uint8_t *out)
{
    TlsSecretId id = sender == TLS_CLIENT ? TLS_CLIENT_VERIFY_DATA : TLS_SERVER_VERIFY_DATA;
    derive (self, id);
    memcpy (out, self->secrets[id].value, VERIFY_DATA_SIZE);
    return VERIFY_DATA_SIZE;
}

/* ---- Using them ---- */

void tls_install_keys_12 (TlsParty *self, bool send)
{
    bool clients = (self->config->role == TLS_CLIENT) == send;
    TlsProtection *keys = send ? &self->send : &self->receive;
    const TlsSecret *key = &self->secrets[clients ? TLS_CLIENT_WRITE_KEY : TLS_SERVER_WRITE_KEY];
    const TlsSecret *mac_key =
        &self->secrets[clients ? TLS_CLIENT_WRITE_MAC_KEY : TLS_SERVER_WRITE_MAC_KEY];
    const TlsSecret *iv = &self->secrets[clients ? TLS_CLIENT_WRITE_IV : TLS_SERVER_WRITE_IV];
    keys->sealing = self->suite->sealing;
    keys->aead = crypto_aead_find (self->suite->cipher); /* NULL: a block cipher */
    keys->layers = tls_layers_12 (self);
    memcpy (keys->key, key->value, key->size);
    memcpy (keys->iv, iv->value, iv->size);
    memcpy (keys->mac_key, mac_key->value, mac_key->size);
    keys->sequence = 0;
    keys->secret = key->trace;
    TraceEvent *event = trace_emit (self->trace, TRACE_KEYS);
    event->label = send ? "send" : "receive";
    event->secret = keys->secret;
    event->section = "RFC 5246 7.1";
}
