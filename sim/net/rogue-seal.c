#include "net/rogue-seal.h"

#include <string.h>

#include "crypto/aead.h"

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

void net_rogue_seal (const Trace *trace, const TraceRecord *model, int64_t shift, uint8_t type,
                     BaseSpan content, unsigned padded_to, TraceRecord *record)
{
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
