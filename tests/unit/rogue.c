#include "rogue.h"

#include "tls/sealing.h"
#include "wire/walk.h"

/* ---- The pair ---- */

TlsConfig *rogue_config (TlsRole role)
{
    g_autoptr (GError) error = NULL;
    TlsConfig *config = tls_config_new (role);
    g_ptr_array_add (config->alpn, g_strdup ("h2"));
    if (role == TLS_CLIENT) {
        config->server_name = g_strdup ("server.example");
        config->trust = pki_trust_new ("teaching-root", &error);
        config->send = g_bytes_new_static ("ping", 4);
    } else {
        config->identity = pki_identity_builtin ("ecdsa", "server.example", &error);
        config->reply = g_bytes_new_static ("pong", 4);
    }
    g_assert_no_error (error);
    return config;
}

void rogue_pair_init (RoguePair *pair, const Rogue *rogue)
{
    g_autoptr (TlsConfig) client = rogue_config (TLS_CLIENT);
    g_autoptr (TlsConfig) server = rogue_config (TLS_SERVER);
    rogue_pair_init_with (pair, (TlsConfig *[]){client, server}, rogue);
}

void rogue_pair_init_with (RoguePair *pair, TlsConfig *const configs[2], const Rogue *rogue)
{
    *pair = (RoguePair){.trace = trace_new (), .rogue = rogue};
    base_time_parse ("2026-09-01", &pair->clock.epoch);
    for (int i = 0; i < 2; i++) {
        pair->random[i] = crypto_random_new ("1", 1, trace_party_name ((TraceParty)i));
        pair->party[i] = tls_party_new (configs[i], 1, pair->random[i], pair->trace, &pair->clock);
    }
}

void rogue_pair_clear (RoguePair *pair)
{
    for (int i = 0; i < 2; i++) {
        tls_party_free (pair->party[i]);
        crypto_random_free (pair->random[i]);
    }
    trace_free (pair->trace);
}

/* ---- Sealing with the sender's keys ---- */

static BaseSpan write_key (const Trace *trace, int traffic_secret)
{
    unsigned n = trace_event (trace, trace_length (trace) - 1)->now.n_secrets;
    for (unsigned i = 0; i < n; i++) {
        const TraceSecret *secret = trace_secret (trace, (int)i);
        if (secret->salt == traffic_secret && g_strcmp0 (secret->label, "key") == 0)
            return base_span_bytes (secret->value);
    }
    g_assert_not_reached ();
}

/* Of the suite that the last ServerHello chose. */
static const CryptoAead *aead_of (const Trace *trace)
{
    unsigned n = trace_event (trace, trace_length (trace) - 1)->now.n_messages;
    for (int i = (int)n - 1; i >= 0; i--) {
        const WireMessage *sent = trace_message (trace, i)->sent;
        if (sent == NULL || sent->row->id != WIRE_SERVER_HELLO)
            continue;
        const TlsSuite *suite =
            tls_suite_find (((const WireServerHello *)sent->body)->cipher_suite);
        return crypto_aead_find (suite->cipher);
    }
    return crypto_aead_find ("AES-128-GCM");
}

static GByteArray *seal (const CryptoAead *aead, BaseSpan key, const uint8_t *nonce, BaseSpan inner)
{
    static const uint8_t start[] = {23, 3, 3};
    GByteArray *out = g_byte_array_new ();
    g_byte_array_append (out, start, sizeof start);
    base_append_number (out, inner.size + aead->tag_size, 2);
    g_byte_array_set_size (out, (guint)(5 + inner.size + aead->tag_size));
    crypto_aead_seal (aead, key, nonce, base_span (out->data, 5), inner, out->data + 5);
    return out;
}

GByteArray *rogue_seal (const Trace *trace, const TraceRecord *record, BaseSpan inner)
{
    return seal (aead_of (trace), write_key (trace, record->key),
                 g_bytes_get_data (record->nonce, NULL), inner);
}

/* How many sealed records lie there unread: in TLS 1.2 all that came behind ChangeCipherSpec. */
static uint64_t sealed_ahead (const TlsParty *receiver)
{
    const GByteArray *input = receiver->input;
    uint64_t n = 0;
    size_t size = 0;
    WireRecordHeader header;
    for (size_t at = receiver->input_from; at < input->len; at += size) {
        wire_record_peek (base_span (input->data + at, input->len - at), &header, &size);
        if (size == 0)
            break;
        n +=
            header.type == WIRE_CT_APPLICATION_DATA || receiver->receive.sealing != &tls_sealing_13;
    }
    return n;
}

GByteArray *rogue_seal_for (const TlsParty *receiver, BaseSpan inner)
{
    TlsProtection keys = receiver->receive;
    uint8_t nonce[CRYPTO_AEAD_NONCE_SIZE];
    keys.sequence += sealed_ahead (receiver);
    tls_nonce (&keys, nonce);
    return seal (keys.aead, base_span (keys.key, keys.aead->key_size), nonce, inner);
}

static GByteArray *seal_block_for (const TlsParty *receiver, uint64_t sequence, uint8_t type,
                                   BaseSpan content, const uint8_t *iv, size_t padding)
{
    const TlsProtection *keys = &receiver->receive;
    const CryptoCbc *cipher = crypto_cbc_find (receiver->suite->cipher);
    CryptoCbcKeys pair = {base_span (keys->key, cipher->key_size),
                          base_span (keys->mac_key, cipher->mac_size),
                          keys->layers.encrypt_then_mac};
    enum { MOST_EXTRA = CRYPTO_CBC_MAX_PADDING / CRYPTO_CBC_BLOCK_SIZE };
    g_autoptr (GByteArray) header = g_byte_array_new ();
    g_auto (CryptoCbcRecord) sealed = {0};
    base_append_number (header, sequence, 8);
    base_append_number (header, type, 1);
    base_append_number (header, WIRE_TLS12, 2);
    crypto_cbc_seal (cipher, &pair, header->data, iv, content, (unsigned)(padding % MOST_EXTRA),
                     &sealed);
    GByteArray *out = g_byte_array_new ();
    wire_record_append (out, type, WIRE_TLS12, base_span_bytes (sealed.fragment));
    return out;
}

GByteArray *rogue_seal_12_for (const TlsParty *receiver, uint8_t type, BaseSpan content,
                               const uint8_t *iv, size_t padding)
{
    uint64_t sequence = receiver->receive.sequence + sealed_ahead (receiver);
    if (receiver->receive.aead == NULL)
        return seal_block_for (receiver, sequence, type, content, iv, padding);
    /* With an AEAD nothing is drawn: the receiver, if it sent with the keys it receives with. */
    TlsParty sender = *receiver;
    TraceRecord record = {0};
    sender.send = receiver->receive;
    sender.send.sequence = sequence;
    GBytes *bytes = tls_sealing_12_aead.seal (&sender, type, content, &record);
    g_bytes_unref (record.nonce);
    g_bytes_unref (record.additional);
    g_bytes_unref (record.inner);
    return g_bytes_unref_to_array (bytes);
}

/* ---- The rogue ---- */

static GByteArray *edited_message (const Rogue *rogue, WireMessage *message)
{
    GByteArray *out = g_byte_array_new ();
    if (rogue->edit_body != NULL) {
        rogue->edit_body (message->body, &message->memory);
        wire_build (message->row->format, message->place, message->body, out);
    } else {
        base_append_span (out, base_span_bytes (message->bytes));
    }
    if (rogue->edit_bytes != NULL)
        rogue->edit_bytes (out);
    if (message->row->content_type == WIRE_CT_HANDSHAKE && rogue->edit_body != NULL) {
        out->data[2] = (uint8_t)((out->len - 4) >> 8);
        out->data[3] = (uint8_t)(out->len - 4);
    }
    return out;
}

/* The record that carries the edited message in RECORD's place. transfer full */
static GByteArray *edited_record (const RoguePair *pair, const TraceRecord *record,
                                  const WireMessage *sent)
{
    g_autoptr (WireMessage) copy = wire_message_read (sent->row->content_type, sent->bytes);
    g_autoptr (GByteArray) content = edited_message (pair->rogue, copy);
    if (record->sealed) {
        base_append_number (content, copy->row->content_type, 1);
        while (content->len < pair->rogue->padded_to)
            base_append_number (content, 0, 1);
        return rogue_seal (pair->trace, record, base_span (content->data, content->len));
    }
    GByteArray *out = g_byte_array_new ();
    wire_record_append (out, copy->row->content_type, WIRE_TLS12,
                        base_span (content->data, content->len));
    return out;
}

/* What the rogue puts on the wire in place of RECORD; NULL: the record itself. */
static GByteArray *meddle (RoguePair *pair, const TraceRecord *record)
{
    const Rogue *rogue = pair->rogue;
    const TraceMessage *message = trace_message (pair->trace, record->first_message);
    if (rogue == NULL || pair->edited || record->sender != (TraceParty)rogue->sender ||
        message->sent->row->id != rogue->message)
        return NULL;
    pair->edited = true;
    GByteArray *out;
    if (rogue->edit_body != NULL || rogue->edit_bytes != NULL) {
        out = edited_record (pair, record, message->sent);
    } else {
        out = g_byte_array_new ();
        base_append_span (out, base_span_bytes (record->sent));
    }
    if (rogue->edit_record != NULL)
        rogue->edit_record (out);
    return out;
}

bool rogue_pass_on (RoguePair *pair, TlsRole from)
{
    int index = tls_party_take (pair->party[from]);
    if (index < 0)
        return false;
    const TraceRecord *record = trace_record (pair->trace, index);
    g_autoptr (GByteArray) changed = meddle (pair, record);
    BaseSpan bytes =
        changed != NULL ? base_span (changed->data, changed->len) : base_span_bytes (record->sent);
    tls_party_receive (pair->party[!from], bytes, index);
    return true;
}

void rogue_converse (RoguePair *pair)
{
    for (bool moved = true; moved;) {
        moved = false;
        for (int role = TLS_CLIENT; role <= TLS_SERVER; role++) {
            moved |= tls_party_step (pair->party[role]);
            while (rogue_pass_on (pair, (TlsRole)role))
                moved = true;
        }
    }
}
