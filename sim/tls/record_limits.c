#include "tls/extension.h"

/* How large records are: what the two agree on by record_size_limit (RFC 8449) or
 * max_fragment_length (RFC 6066 section 4), and what a party wants of its own accord: smaller
 * fragments, and padding (RFC 9846 sections 5.1 and 5.4). Agreements count for sealed records
 * alone. */

static const TlsRecordLimits most = {WIRE_MAX_PLAINTEXT, WIRE_MAX_PLAINTEXT + 1};

void tls_start_limits (TlsParty *self)
{
    self->send_limits = self->receive_limits = most;
}

/* ---- Sending ---- */

static const TlsRecordLimits *send_limits (const TlsParty *self)
{
    bool agreed = self->send.sealing != NULL && !self->send.early;
    return agreed ? &self->send_limits : &most;
}

size_t tls_record_room (const TlsParty *self, uint8_t type)
{
    size_t room = send_limits (self)->content;
    /* Alerts are never cut (RFC 9846 section 5.1). */
    bool may_be_cut = type == WIRE_CT_HANDSHAKE || type == WIRE_CT_APPLICATION_DATA;
    size_t wanted = (size_t)self->config->fragment;
    return wanted > 0 && may_be_cut ? MIN (room, wanted) : room;
}

size_t tls_padded_size (const TlsParty *self, size_t size)
{
    size_t inner = size + 1, unit = (size_t)self->config->padding;
    if (unit > 0)
        inner = MIN ((inner + unit - 1) / unit * unit, send_limits (self)->inner);
    return inner;
}

/* ---- Receiving ---- */

static bool is_within (const TlsRecordLimits *size, const TlsRecordLimits *limits)
{
    return size->content <= limits->content && size->inner <= limits->inner;
}

BaseCause tls_check_limits (TlsParty *self, size_t inner, size_t content)
{
    TlsRecordLimits size = {content, inner};
    self->largest.content = MAX (self->largest.content, content);
    self->largest.inner = MAX (self->largest.inner, inner);
    const TlsRecordLimits *limits = self->receive.early ? &most : &self->receive_limits;
    if (is_within (&size, limits))
        return BASE_CAUSE_NONE;
    tls_note (self, "content",
              "%" G_GSIZE_FORMAT " bytes, %" G_GSIZE_FORMAT " before it was sealed", content,
              inner);
    tls_note (self, "limit", "%" G_GSIZE_FORMAT " bytes, %" G_GSIZE_FORMAT " before it is sealed",
              limits->content, limits->inner);
    return BASE_CAUSE_RECORD_TOO_LONG;
}

/* RFC 6066 section 4: with max_fragment_length a sealed record of TLS 1.2 can be too long to be
 * opened at all: longer than any of its suites would make of so much content. */
size_t tls_most_sealed (const TlsParty *self)
{
    enum { MOST_ADDED = 16 + 48 + 256 }; /* CBC: the IV, a MAC of SHA-384, and padding */
    if (self->speaks != WIRE_TLS12)
        return WIRE_MAX_CIPHERTEXT;
    return self->fragment_length != 0 ? self->receive_limits.content + MOST_ADDED
                                      : WIRE_MAX_CIPHERTEXT_12;
}

/* Client: only in EncryptedExtensions it learns that the server knows its limit; the records up to
 * there have come. */
static BaseCause limit_received (TlsParty *self, TlsRecordLimits limits)
{
    self->receive_limits = limits;
    return is_within (&self->largest, &limits) ? BASE_CAUSE_NONE : BASE_CAUSE_RECORD_TOO_LONG;
}

/* ---- record_size_limit: each says what it can take ---- */

/* RFC 8449 section 4: in TLS 1.3 the content type and the padding count, too; in TLS 1.2 it is the
 * content alone. */
static TlsRecordLimits size_limits (const TlsParty *self, int64_t limit)
{
    if (self->version == WIRE_TLS12)
        return (TlsRecordLimits){MIN ((size_t)limit, most.content), most.inner};
    size_t inner = MIN ((size_t)limit, most.inner);
    return (TlsRecordLimits){inner - 1, inner};
}

/* The most that a party may say: no more than its version has. */
static size_t highest_limit (const TlsParty *self)
{
    return self->version == WIRE_TLS12 ? most.content : most.inner;
}

static void *own_size_limit (TlsParty *self)
{
    WireSelected *body = tls_keep (self, sizeof *body);
    body->value = (uint16_t)MIN ((size_t)self->config->record_size_limit, highest_limit (self));
    return body;
}

void *tls_offer_size_limit (TlsParty *self)
{
    return self->config->record_size_limit > 0 ? own_size_limit (self) : NULL;
}

/* Less than 64 was refused on reading. A server lets more than TLS 1.3 can have pass (RFC 8449
 * section 4): the client may speak of something that the server does not know. */
BaseCause tls_note_size_limit (TlsParty *self, const void *body)
{
    self->size_limit_agreed = self->config->record_size_limit > 0;
    if (self->size_limit_agreed)
        self->send_limits = size_limits (self, ((const WireSelected *)body)->value);
    return BASE_CAUSE_NONE;
}

void *tls_answer_size_limit (TlsParty *self)
{
    if (!self->size_limit_agreed)
        return NULL;
    self->receive_limits = size_limits (self, self->config->record_size_limit);
    return own_size_limit (self);
}

BaseCause tls_read_size_limit (TlsParty *self, const void *body)
{
    uint16_t limit = ((const WireSelected *)body)->value;
    if (limit > highest_limit (self))
        return BASE_CAUSE_FORBIDDEN_VALUE; /* RFC 8449 section 4: a client may refuse it */
    self->size_limit_agreed = true;
    self->send_limits = size_limits (self, limit);
    /* A hello given as bytes may hold one that the policy does not know of. */
    int64_t own = self->config->record_size_limit;
    return own > 0 ? limit_received (self, size_limits (self, own)) : BASE_CAUSE_NONE;
}

/* ---- max_fragment_length: the client asks, and it counts for both ---- */

static TlsRecordLimits fragment_limits (uint8_t code)
{
    return (TlsRecordLimits){(size_t)256 << code, most.inner};
}

static void *fragment_length_body (TlsParty *self, uint8_t code)
{
    if (code == 0)
        return NULL;
    WireMaxFragmentLength *body = tls_keep (self, sizeof *body);
    body->value = code;
    return body;
}

void *tls_offer_fragment_length (TlsParty *self)
{
    return fragment_length_body (self, (uint8_t)self->config->max_fragment_length);
}

BaseCause tls_note_fragment_length (TlsParty *self, const void *body)
{
    uint8_t code = ((const WireMaxFragmentLength *)body)->value;
    /* RFC 8449 section 5: record_size_limit takes its place. */
    if (!self->config->grants_fragment_length || self->size_limit_agreed)
        return BASE_CAUSE_NONE;
    if (code < 1 || code > 4)
        return BASE_CAUSE_FORBIDDEN_VALUE;
    self->fragment_length = code;
    self->send_limits = self->receive_limits = fragment_limits (code);
    return BASE_CAUSE_NONE;
}

void *tls_answer_fragment_length (TlsParty *self)
{
    return fragment_length_body (self, self->fragment_length);
}

BaseCause tls_read_fragment_length (TlsParty *self, const void *body)
{
    uint8_t code = ((const WireMaxFragmentLength *)body)->value;
    /* Another length than was asked for, or both extensions (RFC 8449 section 5). */
    if (code != self->config->max_fragment_length || self->size_limit_agreed)
        return BASE_CAUSE_FORBIDDEN_VALUE;
    self->fragment_length = code;
    self->send_limits = fragment_limits (code);
    return limit_received (self, fragment_limits (code));
}
