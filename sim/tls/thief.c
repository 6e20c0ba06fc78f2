#include "tls/thief.h"

#include <string.h>

#include "crypto/rsa-transport.h"
#include "tls/private.h"
#include "tls/thief-open.h"

/* From the recording to the keys. One recording is one connection; main secrets are kept, for a
 * later connection may resume a session without exchanging keys anew. */

enum { RANDOM_SIZE = 32, MAIN_SECRET_SIZE = 48 };

/* A session that he could come back to: by its id, or by its ticket, which travelled in clear. */
typedef struct {
    GBytes *handle;
    uint8_t main_secret[MAIN_SECRET_SIZE];
} Session;

typedef struct {
    const Trace *trace;
    TraceLoot *loot;
    GArray *sessions; /* Session */
    unsigned connection;
    const CryptoPrivateKey *key;
    int record; /* the one that is being read */

    GByteArray *transcript;      /* the handshake messages in clear */
    GByteArray *fragment[2];     /* of each sender: what no whole message has come of yet */
    bool sealed[2];              /* behind its ChangeCipherSpec */
    GBytes *session_id, *ticket; /* of the hellos; NULL: none */
    GBytes *new_ticket;          /* of a NewSessionTicket; NULL: none */
    uint8_t random[2][RANDOM_SIZE];
    uint16_t client_version;
    WireDialect dialect;
    const TlsSuite *suite; /* NULL before the ServerHello, and in TLS 1.3 */
    bool extended, encrypt_then_mac, exchanged;
    bool has_main_secret;
    uint8_t main_secret[MAIN_SECRET_SIZE];
    ThiefKeys keys[2];
} Recording;

/* ---- What he finds out ---- */

static void find (Recording *self, const char *missing, const char *why)
{
    TraceFinding finding = {self->connection, self->record, missing, why};
    g_array_append_val (self->loot->findings, finding);
}

static void keep_secret (Recording *self, const char *name, BaseSpan value)
{
    if (value.size == 0)
        return;
    TraceLootSecret secret = {self->connection, self->record, name,
                              base_secret_bytes (value.data, value.size)};
    g_array_append_val (self->loot->secrets, secret);
}

static const char only_signed[] =
    "it comes from two private values, one of each side, that were drawn for this connection and "
    "never sent; the stolen key has only signed, and leads to neither of them";

static void judge_exchange_13 (Recording *self, const WireMessage *hello)
{
    bool share = wire_message_extension (hello, WIRE_EXT_KEY_SHARE) != NULL;
    bool psk = wire_message_extension (hello, WIRE_EXT_PRE_SHARED_KEY) != NULL;
    if (share && psk)
        find (self, "shared_secret",
              "it comes from two private values, one of each side, that were drawn for this "
              "connection and never sent, and the pre-shared key is missing, too; the stolen key "
              "has no part in this handshake");
    else if (share)
        find (self, "shared_secret", only_signed);
    else
        find (self, "pre_shared_key",
              "both sides had it from before, and only its name was sent; the stolen key has no "
              "part in this handshake");
}

static void judge_exchange (Recording *self)
{
    const char *name = self->suite != NULL ? tls_suite_exchange_name (self->suite) : NULL;
    if (self->dialect.version < WIRE_TLS12)
        find (self, "preliminary_secret",
              "nobody goes on in this version here, and no key has been exchanged");
    else if (name == NULL)
        find (self, "preliminary_secret", "this cipher suite is one that he cannot work with");
    else if (!g_str_equal (name, "RSA"))
        find (self, "preliminary_secret", only_signed);
    else if (self->key == NULL)
        find (self, "the server's private key", "this server's key is not in our hands");
    else
        find (self, "preliminary_secret",
              "the client has not sent it yet, and will send it enciphered with the very key that "
              "he has");
}

/* ---- From the main secret to the keys (RFC 5246 section 6.3) ---- */

static void derive_keys (Recording *self)
{
    uint8_t seed[2 * RANDOM_SIZE], block[THIEF_MAX_KEY_BLOCK];
    memcpy (seed, self->random[TRACE_SERVER], RANDOM_SIZE);
    memcpy (seed + RANDOM_SIZE, self->random[TRACE_CLIENT], RANDOM_SIZE);
    size_t size = thief_key_block_size (self->suite);
    crypto_prf (self->suite->hash, base_span (self->main_secret, MAIN_SECRET_SIZE), "key expansion",
                base_span (seed, sizeof seed), block, size);
    keep_secret (self, "main_secret", base_span (self->main_secret, MAIN_SECRET_SIZE));
    keep_secret (self, "key_block", base_span (block, size));
    thief_cut_keys (self->suite, self->encrypt_then_mac, block, self->keys);
    for (int party = TRACE_CLIENT; party <= TRACE_SERVER; party++) {
        static const char *const names[][3] = {
            {"client_write_MAC_key", "client_write_key", "client_write_IV"},
            {"server_write_MAC_key", "server_write_key", "server_write_IV"}};
        const ThiefKeys *keys = &self->keys[party];
        keep_secret (self, names[party][0], base_span (keys->mac_key, keys->mac_size));
        keep_secret (self, names[party][1], base_span (keys->key, keys->key_size));
        keep_secret (self, names[party][2], base_span (keys->iv, keys->iv_size));
    }
    base_wipe (block, sizeof block);
}

static void remember (Recording *self, GBytes *handle)
{
    if (!self->has_main_secret || handle == NULL || g_bytes_get_size (handle) == 0)
        return;
    Session session = {.handle = g_bytes_ref (handle)};
    memcpy (session.main_secret, self->main_secret, MAIN_SECRET_SIZE);
    g_array_append_val (self->sessions, session);
}

/* RFC 5246 section 8.1, or RFC 7627 section 4. TRANSCRIPT runs up to ClientKeyExchange. */
static void derive_main_secret (Recording *self, BaseSpan premaster)
{
    uint8_t seed[2 * RANDOM_SIZE];
    size_t size = sizeof seed;
    if (self->extended) {
        size = crypto_hash_size (self->suite->hash);
        crypto_hash (self->suite->hash, base_span (self->transcript->data, self->transcript->len),
                     seed);
    } else {
        memcpy (seed, self->random[TRACE_CLIENT], RANDOM_SIZE);
        memcpy (seed + RANDOM_SIZE, self->random[TRACE_SERVER], RANDOM_SIZE);
    }
    crypto_prf (self->suite->hash, premaster,
                self->extended ? "extended master secret" : "master secret", base_span (seed, size),
                self->main_secret, MAIN_SECRET_SIZE);
    self->has_main_secret = true;
}

static void decipher (Recording *self, const WireMessage *message)
{
    const WireKeyExchangeData *body = message->body;
    uint8_t premaster[CRYPTO_PREMASTER_SIZE];
    static const uint8_t nothing[CRYPTO_PREMASTER_SIZE];
    CryptoRsaVerdict verdict = {0};
    if (crypto_private_key_can_decrypt (self->key))
        crypto_rsa_transport_decrypt (self->key, body->exchange_keys, self->client_version, nothing,
                                      premaster, &verdict);
    if (!verdict.well_formed) {
        find (self, "preliminary_secret",
              "what ClientKeyExchange holds does not decipher with the stolen key");
        return;
    }
    BaseSpan secret = base_span (premaster, sizeof premaster);
    keep_secret (self, "preliminary_secret", secret);
    derive_main_secret (self, secret);
    derive_keys (self);
    remember (self, self->session_id);
    base_wipe (premaster, sizeof premaster);
    find (self, NULL,
          "the stolen key deciphers ClientKeyExchange, both randoms are in the recording, and "
          "every key follows from these three");
}

/* The server goes over to its keys, and nobody has exchanged any: it resumes a session. */
static void resume (Recording *self)
{
    for (guint i = 0; i < self->sessions->len; i++) {
        const Session *session = &g_array_index (self->sessions, Session, i);
        bool by_id = self->session_id != NULL && g_bytes_equal (session->handle, self->session_id);
        bool by_ticket = self->ticket != NULL && g_bytes_equal (session->handle, self->ticket);
        if (!by_id && !by_ticket)
            continue;
        memcpy (self->main_secret, session->main_secret, MAIN_SECRET_SIZE);
        self->has_main_secret = true;
        derive_keys (self);
        remember (self, self->new_ticket);
        find (self, NULL,
              "the session resumes an earlier one whose main_secret he has worked out, and both "
              "new randoms are in the recording");
        return;
    }
    find (self, "main_secret",
          "the session resumes one that he could not open, and no key is exchanged anew");
}

/* ---- Messages in clear ---- */

static void keep_random (Recording *self, TraceParty sender, BaseSpan random)
{
    if (random.size == RANDOM_SIZE)
        memcpy (self->random[sender], random.data, RANDOM_SIZE);
}

static void read_client_hello (Recording *self, const WireMessage *message)
{
    const WireClientHello *hello = message->body;
    const WireExtension *ticket = wire_message_extension (message, WIRE_EXT_SESSION_TICKET);
    keep_random (self, TRACE_CLIENT, hello->random);
    self->client_version = hello->legacy_version;
    g_clear_pointer (&self->ticket, g_bytes_unref);
    if (ticket != NULL)
        self->ticket = base_span_copy (ticket->data);
}

static void read_server_hello (Recording *self, const WireMessage *message)
{
    const WireServerHello *hello = message->body;
    self->dialect = wire_dialect_of (message);
    if (self->dialect.version == WIRE_TLS13) {
        judge_exchange_13 (self, message);
        return;
    }
    keep_random (self, TRACE_SERVER, hello->random);
    self->suite = self->dialect.version == WIRE_TLS12 ? tls_suite_find (hello->cipher_suite) : NULL;
    self->extended = wire_message_extension (message, WIRE_EXT_EXTENDED_MAIN_SECRET) != NULL;
    self->encrypt_then_mac = wire_message_extension (message, WIRE_EXT_ENCRYPT_THEN_MAC) != NULL;
    g_clear_pointer (&self->session_id, g_bytes_unref);
    self->session_id = base_span_copy (hello->legacy_session_id_echo);
    judge_exchange (self);
}

static void read_message (Recording *self, GBytes *bytes)
{
    g_autoptr (WireMessage) message =
        wire_message_read_as (WIRE_CT_HANDSHAKE, bytes, self->dialect);
    base_append_span (self->transcript, base_span_bytes (bytes));
    if (message->tree->cause != BASE_CAUSE_NONE)
        return;
    switch (message->row->id) {
    case WIRE_CLIENT_HELLO:
        read_client_hello (self, message);
        break;
    case WIRE_SERVER_HELLO:
        read_server_hello (self, message);
        break;
    case WIRE_CLIENT_KEY_EXCHANGE_RSA:
        if (self->suite != NULL && self->key != NULL)
            decipher (self, message);
        break;
    case WIRE_NEW_SESSION_TICKET_12: {
        const WireNewSessionTicket12 *body = message->body;
        g_clear_pointer (&self->new_ticket, g_bytes_unref);
        self->new_ticket = base_span_copy (body->ticket);
        remember (self, self->new_ticket);
        break;
    }
    default:
        break;
    }
    self->exchanged = self->exchanged || g_str_equal (message->row->name, "ClientKeyExchange");
}

static void read_handshake (Recording *self, TraceParty sender, BaseSpan content)
{
    GByteArray *fragment = self->fragment[sender];
    base_append_span (fragment, content);
    while (fragment->len >= 4) {
        size_t size = 4 + base_read_number (fragment->data + 1, 3);
        if (size > fragment->len)
            break;
        g_autoptr (GBytes) bytes = g_bytes_new (fragment->data, size);
        g_byte_array_remove_range (fragment, 0, (guint)size);
        read_message (self, bytes);
    }
}

/* ---- Records ---- */

/* As the recording has it: as it arrived, or on its way; NULL: it never did. borrowed */
static GBytes *recorded (const TraceRecord *record)
{
    return record->deliver_event >= 0 ? record->arrived : record->sent;
}

/* Under Finished's seal lies nothing but PRF (main_secret, …). */
static void keep_verify_data (Recording *self, TraceParty sender, GBytes *plain)
{
    enum { HEADER = 4, FINISHED = 20 };
    BaseSpan span = base_span_bytes (plain);
    if (span.size > HEADER && span.data[0] == FINISHED)
        keep_secret (self, sender == TRACE_CLIENT ? "client_verify_data" : "server_verify_data",
                     base_span (span.data + HEADER, span.size - HEADER));
}

static void read_sealed (Recording *self, TraceParty sender, BaseSpan bytes, bool forgotten)
{
    ThiefKeys *keys = &self->keys[sender];
    if (!self->has_main_secret)
        return;
    GBytes *plain = forgotten ? NULL : thief_open (self->suite, keys, bytes);
    keys->sequence++;
    if (plain == NULL)
        return;
    g_ptr_array_index (self->loot->plain, self->record) = plain;
    if (bytes.data[0] == WIRE_CT_HANDSHAKE)
        keep_verify_data (self, sender, plain);
}

static void read_record (Recording *self, const TraceRecord *record)
{
    GBytes *whole = recorded (record);
    BaseSpan bytes = base_span_bytes (whole);
    if (bytes.size < WIRE_RECORD_HEADER_SIZE || record->sender > TRACE_SERVER)
        return;
    BaseSpan content =
        base_span (bytes.data + WIRE_RECORD_HEADER_SIZE, bytes.size - WIRE_RECORD_HEADER_SIZE);
    if (self->sealed[record->sender]) {
        read_sealed (self, record->sender, bytes, record->forgotten);
    } else if (bytes.data[0] == WIRE_CT_CHANGE_CIPHER_SPEC) {
        self->sealed[record->sender] = true;
        if (record->sender == TRACE_SERVER && self->suite != NULL && !self->exchanged)
            resume (self);
    } else if (bytes.data[0] == WIRE_CT_HANDSHAKE) {
        read_handshake (self, record->sender, content);
    }
}

/* ---- Connections ---- */

static void recording_init (Recording *self, const Trace *trace, TraceLoot *loot, GArray *sessions)
{
    *self = (Recording){.trace = trace, .loot = loot, .sessions = sessions};
    self->transcript = g_byte_array_new ();
    self->fragment[TRACE_CLIENT] = g_byte_array_new ();
    self->fragment[TRACE_SERVER] = g_byte_array_new ();
}

static void recording_clear (Recording *self)
{
    g_byte_array_unref (self->transcript);
    g_byte_array_unref (self->fragment[TRACE_CLIENT]);
    g_byte_array_unref (self->fragment[TRACE_SERVER]);
    g_clear_pointer (&self->session_id, g_bytes_unref);
    g_clear_pointer (&self->ticket, g_bytes_unref);
    g_clear_pointer (&self->new_ticket, g_bytes_unref);
    base_wipe (self->main_secret, sizeof self->main_secret);
    base_wipe (self->keys, sizeof self->keys);
}

static void session_clear (gpointer data)
{
    Session *session = data;
    g_bytes_unref (session->handle);
    base_wipe (session->main_secret, MAIN_SECRET_SIZE);
}

void tls_thief_work (const Trace *trace, TraceStolenKey key_of, void *data, TraceLoot *loot)
{
    g_autoptr (GArray) sessions = g_array_new (FALSE, FALSE, sizeof (Session));
    Recording self = {0};
    g_array_set_clear_func (sessions, session_clear);
    recording_init (&self, trace, loot, sessions);
    for (guint i = 0; i < loot->plain->len; i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        if (record->connection != self.connection) {
            recording_clear (&self);
            recording_init (&self, trace, loot, sessions);
            self.connection = record->connection;
            self.key = key_of (record->connection, data);
        }
        self.record = (int)i;
        read_record (&self, record);
    }
    recording_clear (&self);
}
