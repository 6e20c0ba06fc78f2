#include "net/rogue-seal.h"

#include <string.h>

#include "crypto/aead.h"
#include "crypto/cbc.h"

/* ---- What the model was sealed with ---- */

static BaseSpan secret_from (const Trace *trace, const TraceRecord *record, const char *label)
{
    unsigned n = trace_event (trace, trace_length (trace) - 1)->now.n_secrets;
    for (unsigned i = 0; i < n; i++) {
        const TraceSecret *secret = trace_secret (trace, (int)i);
        if (secret->salt == record->key && g_strcmp0 (secret->label, label) == 0)
            return base_span_bytes (secret->value);
    }
    g_assert_not_reached ();
}

/* In TLS 1.2 a record is sealed under the write key itself. */
static BaseSpan key_of (const Trace *trace, const TraceRecord *record)
{
    return record->version == WIRE_TLS12
               ? base_span_bytes (trace_secret (trace, record->key)->value)
               : secret_from (trace, record, "key");
}

static BaseSpan additional_of (const TraceRecord *record)
{
    return record->additional != NULL
               ? base_span_bytes (record->additional)
               : base_span (g_bytes_get_data (record->sent, NULL), WIRE_RECORD_HEADER_SIZE);
}

/* The one that RECORD opens with: no need to know what was negotiated. */
static const CryptoAead *aead_of (const TraceRecord *record, BaseSpan key)
{
    BaseSpan sent = base_span_bytes (record->sent);
    size_t head = WIRE_RECORD_HEADER_SIZE + record->sealing.nonce_explicit;
    BaseSpan sealed = base_span (sent.data + head, sent.size - head);
    g_autofree uint8_t *out = g_malloc (sealed.size);
    for (unsigned i = 0; crypto_aead_at (i) != NULL; i++) {
        const CryptoAead *aead = crypto_aead_at (i);
        if (aead->key_size == key.size && aead->tag_size == record->tag_size &&
            crypto_aead_open (aead, key, g_bytes_get_data (record->nonce, NULL),
                              additional_of (record), sealed, out))
            return aead;
    }
    g_assert_not_reached ();
}

/* ---- The sequence number ---- */

static uint64_t sequence_of (const Trace *trace, const TraceRecord *model)
{
    enum { TAIL = 8 };
    if (model->additional != NULL) /* in TLS 1.2 it is authenticated as it is */
        return base_read_number (g_bytes_get_data (model->additional, NULL), TAIL);
    /* The nonce is the IV XOR the sequence number (RFC 9846 section 5.3). */
    const uint8_t *nonce = g_bytes_get_data (model->nonce, NULL);
    BaseSpan iv = secret_from (trace, model, "iv");
    return base_read_number (nonce + CRYPTO_AEAD_NONCE_SIZE - TAIL, TAIL) ^
           base_read_number (iv.data + CRYPTO_AEAD_NONCE_SIZE - TAIL, TAIL);
}

/* The sequence number stands in the nonce itself where that travels, and else is mixed into it. */
static GBytes *shifted_nonce (const TraceRecord *model, uint64_t from, uint64_t to)
{
    uint8_t nonce[CRYPTO_AEAD_NONCE_SIZE];
    memcpy (nonce, g_bytes_get_data (model->nonce, NULL), sizeof nonce);
    for (unsigned i = 0; i < 8; i++)
        nonce[CRYPTO_AEAD_NONCE_SIZE - 1 - i] ^= (uint8_t)((from ^ to) >> (8 * i));
    return g_bytes_new (nonce, sizeof nonce);
}

/* ---- Sealing ---- */

static GBytes *inner_13 (uint8_t type, BaseSpan content, unsigned padded_to)
{
    GByteArray *inner = g_byte_array_new ();
    base_append_span (inner, content);
    base_append_number (inner, type, 1);
    while (inner->len < padded_to)
        base_append_number (inner, 0, 1);
    return g_byte_array_free_to_bytes (inner);
}

static GBytes *additional_12 (uint64_t sequence, uint8_t type, size_t size)
{
    GByteArray *out = g_byte_array_new ();
    base_append_number (out, sequence, 8);
    base_append_number (out, type, 1);
    base_append_number (out, WIRE_TLS12, 2);
    base_append_number (out, size, 2);
    return g_byte_array_free_to_bytes (out);
}

static GByteArray *header (uint8_t type, size_t size)
{
    GByteArray *out = g_byte_array_new ();
    base_append_number (out, type, 1);
    base_append_number (out, WIRE_TLS12, 2);
    base_append_number (out, size, 2);
    return out;
}

/* ---- CBC ---- */

static bool is_block (const TraceRecord *record)
{
    return record->version == WIRE_TLS12 && record->sealing.kind == WIRE_CIPHER_BLOCK;
}

BaseSpan net_rogue_content (const TraceRecord *record)
{
    BaseSpan inner = base_span_bytes (record->inner);
    if (!is_block (record))
        return inner;
    size_t mac = record->sealing.encrypt_then_mac ? 0 : record->sealing.mac;
    size_t behind = mac + inner.data[inner.size - 1] + 1;
    g_assert (behind <= inner.size);
    return base_span (inner.data, inner.size - behind);
}

/* The key of the MAC is cut from the same block, and by the same party. */
static BaseSpan mac_key_of (const Trace *trace, const TraceRecord *record)
{
    const TraceSecret *key = trace_secret (trace, record->key);
    const char *name =
        record->sender == TRACE_CLIENT ? "client_write_MAC_key" : "server_write_MAC_key";
    unsigned n = trace_event (trace, trace_length (trace) - 1)->now.n_secrets;
    for (unsigned i = 0; i < n; i++) {
        const TraceSecret *secret = trace_secret (trace, (int)i);
        if (secret->salt == key->salt && g_str_equal (secret->name, name))
            return base_span_bytes (secret->value);
    }
    g_assert_not_reached ();
}

static const CryptoCbc *cbc_of (BaseSpan key, BaseSpan mac_key)
{
    for (unsigned i = 0; crypto_cbc_at (i) != NULL; i++)
        if (crypto_cbc_at (i)->key_size == key.size && crypto_cbc_at (i)->mac_size == mac_key.size)
            return crypto_cbc_at (i);
    g_assert_not_reached ();
}

/* The IV is the model's, changed with the sequence number. */
static void shifted_iv (const TraceRecord *model, uint64_t from, uint64_t to, uint8_t *iv)
{
    const uint8_t *sent = g_bytes_get_data (model->sent, NULL);
    memcpy (iv, sent + WIRE_RECORD_HEADER_SIZE, CRYPTO_CBC_BLOCK_SIZE);
    for (unsigned i = 0; i < 8; i++)
        iv[CRYPTO_CBC_BLOCK_SIZE - 1 - i] ^= (uint8_t)((from ^ to) >> (8 * i));
}

static void seal_block (const Trace *trace, const TraceRecord *model, int64_t shift, uint8_t type,
                        BaseSpan content, TraceRecord *record)
{
    CryptoCbcKeys keys = {key_of (trace, model), mac_key_of (trace, model),
                          model->sealing.encrypt_then_mac};
    uint64_t from = sequence_of (trace, model), to = from + (uint64_t)shift;
    g_autoptr (GBytes) start = additional_12 (to, type, content.size);
    uint8_t iv[CRYPTO_CBC_BLOCK_SIZE];
    g_auto (CryptoCbcRecord) sealed = {0};
    shifted_iv (model, from, to, iv);
    crypto_cbc_seal (cbc_of (keys.key, keys.mac_key), &keys, g_bytes_get_data (start, NULL), iv,
                     content, 0, &sealed);
    record->inner = g_bytes_ref (sealed.inner);
    record->additional = g_bytes_new (sealed.ad, sizeof sealed.ad);
    GByteArray *out = g_byte_array_new ();
    wire_record_append (out, type, WIRE_TLS12, base_span_bytes (sealed.fragment));
    record->sent = g_byte_array_free_to_bytes (out);
}

void net_rogue_seal (const Trace *trace, const TraceRecord *model, int64_t shift, uint8_t type,
                     BaseSpan content, unsigned padded_to, TraceRecord *record)
{
    if (is_block (model)) {
        seal_block (trace, model, shift, type, content, record);
        return;
    }
    bool older = model->version == WIRE_TLS12;
    BaseSpan key = key_of (trace, model);
    const CryptoAead *aead = aead_of (model, key);
    uint64_t from = sequence_of (trace, model), to = from + (uint64_t)shift;
    record->inner = older ? base_span_copy (content) : inner_13 (type, content, padded_to);
    BaseSpan inner = base_span_bytes (record->inner);
    size_t size = model->sealing.nonce_explicit + inner.size + aead->tag_size;
    record->nonce = shifted_nonce (model, from, to);
    GByteArray *out = header (older ? type : WIRE_CT_APPLICATION_DATA, size);
    record->additional = older ? additional_12 (to, type, inner.size) : NULL;
    if (model->sealing.nonce_explicit > 0)
        base_append_number (out, to, (unsigned)model->sealing.nonce_explicit);
    guint at = out->len;
    g_byte_array_set_size (out, (guint)(WIRE_RECORD_HEADER_SIZE + size));
    BaseSpan additional = older ? base_span_bytes (record->additional)
                                : base_span (out->data, WIRE_RECORD_HEADER_SIZE);
    crypto_aead_seal (aead, key, g_bytes_get_data (record->nonce, NULL), additional, inner,
                      out->data + at);
    record->sent = g_byte_array_free_to_bytes (out);
}
