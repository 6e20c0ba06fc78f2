#include <string.h>

#include "tls/extension.h"
#include "tls/key_exchange.h"

/* DHE in TLS 1.2 (RFC 5246 section 7.4.3): Diffie-Hellman modulo a prime of the server's choice, a
 * fresh share for each connection, signed. The client has to take the group or leave. */

enum { FIRST_FFDHE = 0x100, LAST_FFDHE = 0x1ff };

static const CryptoPrime *own_prime (const TlsParty *self)
{
    return crypto_prime_at ((unsigned)self->config->dh_group);
}

/* A client that lists finite-field groups takes none but those (RFC 7919 section 4). */
static const char *falls (TlsParty *self)
{
    const WireNumberList *groups =
        tls_extension_body (self->client_hello, WIRE_EXT_SUPPORTED_GROUPS);
    bool lists = false;
    for (size_t i = 0; groups != NULL && i < groups->values.n; i++) {
        uint16_t group = *wire_list_item (groups->values, uint16_t, i);
        lists |= group >= FIRST_FFDHE && group <= LAST_FFDHE;
    }
    bool fits = !lists || (own_prime (self)->group != 0 &&
                           tls_list_has (groups->values, own_prime (self)->group));
    return fits ? NULL : "the client lists finite-field groups, and not the server's";
}

/* ---- Shares ---- */

static const char *field_name (const TlsParty *self)
{
    const CryptoPrime *known = crypto_field_known (self->field);
    return known != NULL ? known->name : "DH";
}

/* transfer full */
static GBytes *make_share (TlsParty *self)
{
    size_t size = crypto_field_size (self->field);
    g_autofree char *label = g_strconcat ("key_share.", field_name (self), NULL);
    uint8_t *public_key = g_malloc (size);
    crypto_field_generate (self->field, tls_draw, self, label, self->field_private);
    crypto_field_public (self->field, self->field_private, public_key);
    if (tls_misbehaves (self, TLS_SHARE_ZEROS)) {
        trace_last (self->trace)->section = "RFC 7919 5.1"; /* the row has the rule for curves */
        memset (public_key, 0, size);
    }
    return g_bytes_new_take (public_key, size);
}

static BaseCause agree (TlsParty *self, BaseSpan peer)
{
    uint8_t shared[CRYPTO_FIELD_MAX_SIZE];
    size_t size = 0;
    if (!crypto_field_shared (self->field, self->field_private, peer, shared, &size))
        return BASE_CAUSE_BAD_DH_SHARE; /* RFC 7919 sections 3 and 4 */
    tls_set_preliminary_secret (
        self, base_span (shared, size), field_name (self), "RFC 5246 8.1.2",
        "all other secrets: it takes one of the two private values to compute it");
    base_wipe (shared, sizeof shared);
    base_wipe (self->field_private, sizeof self->field_private);
    return BASE_CAUSE_NONE;
}

/* ---- ServerKeyExchange ---- */

static BaseCause compose_server (TlsParty *self)
{
    g_clear_pointer (&self->field, crypto_field_free);
    self->field = crypto_field_new_known (own_prime (self));
    g_autoptr (GBytes) p = crypto_field_p (self->field);
    g_autoptr (GBytes) g = crypto_field_g (self->field);
    g_autoptr (GBytes) share = make_share (self);
    WireServerKeyExchangeDhe body = {
        .params = {base_span_bytes (p), base_span_bytes (g), base_span_bytes (share)}};
    g_autoptr (GBytes) params = wire_server_params (WIRE_SERVER_KEY_EXCHANGE_DHE, &body);
    g_autoptr (GBytes) signature = tls_sign_params (self, base_span_bytes (params));
    if (signature == NULL)
        return BASE_CAUSE_INTERNAL;
    body.signed_params = (WireSignedParams){self->scheme->id, base_span_bytes (signature)};
    tls_write_message (self, WIRE_SERVER_KEY_EXCHANGE_DHE, &body);
    return BASE_CAUSE_NONE;
}

/* What the client finds about the group. */
static TlsParamsCheck check_group (TlsParty *self, const WireServerDhParams *params)
{
    static const char *const faults[] = {
        [CRYPTO_FIELD_TOO_LARGE] = "the prime is longer than anybody needs",
        [CRYPTO_FIELD_EVEN] = "the prime is an even number",
        [CRYPTO_FIELD_GENERATOR] = "the generator is not between 1 and p - 1",
    };
    CryptoFieldFault fault = CRYPTO_FIELD_GOOD;
    g_clear_pointer (&self->field, crypto_field_free);
    self->field = crypto_field_new (params->dh_p, params->dh_g, &fault);
    unsigned bits = self->field != NULL ? crypto_field_bits (self->field) : 0;
    unsigned least = (unsigned)self->config->dh_min_bits;
    TlsParamsCheck check = {.name = "dh_p", .passed = bits >= least && self->field != NULL};
    if (self->field == NULL && fault != CRYPTO_FIELD_TOO_SMALL) {
        check.bad = faults[fault];
        check.cause = BASE_CAUSE_DH_GROUP_UNUSABLE;
        return check;
    }
    check.good = trace_internf (self->trace, "%u bits, at least %u are wanted", bits, least);
    check.bad =
        self->field == NULL
            ? "too few bits to keep anybody out"
            : trace_internf (self->trace, "%u bits, but at least %u are wanted", bits, least);
    check.cause = BASE_CAUSE_DH_GROUP_TOO_SMALL;
    return check;
}

/* Whether the server's number is prime at all: a group that is published needs no test. RFC 5246
 * does not demand that (p - 1) / 2 is prime, too: where it is not, p - 1 may have none but small
 * factors, and logarithms are easy then. Nothing in the message tells: the client must trust the
 * server's choice, as it must trust it not to give the secret away. */
static TlsParamsCheck check_prime (const TlsParty *self, bool usable)
{
    const CryptoPrime *known = self->field != NULL ? crypto_field_known (self->field) : NULL;
    TlsParamsCheck check = {.name = "dh_p is prime", .cause = BASE_CAUSE_DH_GROUP_UNUSABLE};
    check.passed = usable && crypto_field_is_prime (self->field);
    check.good =
        known != NULL
            ? trace_internf (self->trace, "it is that of %s, which is published", known->name)
        : check.passed && crypto_field_is_safe (self->field)
            ? "tested here, and so is (p - 1) / 2"
            : "tested here; (p - 1) / 2 is not: that the group is a good one must be believed";
    check.bad = "tested here: it is the product of smaller numbers";
    return check;
}

static BaseCause process_server (TlsParty *self)
{
    const WireServerKeyExchangeDhe *body = self->message->body;
    TlsParamsCheck checks[2] = {check_group (self, &body->params)};
    checks[1] = check_prime (self, checks[0].passed);
    return tls_check_params (self, checks, G_N_ELEMENTS (checks), &body->signed_params);
}

/* ---- ClientKeyExchange ---- */

static BaseCause compose_client (TlsParty *self)
{
    const WireServerKeyExchangeDhe *server = self->server_keys->body;
    g_autoptr (GBytes) share = make_share (self);
    BaseCause cause = agree (self, server->params.dh_Ys);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    WireKeyExchangeData body = {.exchange_keys = base_span_bytes (share)};
    tls_write_message (self, WIRE_CLIENT_KEY_EXCHANGE_DHE, &body);
    return BASE_CAUSE_NONE;
}

static BaseCause process_client (TlsParty *self)
{
    return agree (self, ((const WireKeyExchangeData *)self->message->body)->exchange_keys);
}

const TlsKeyExchange tls_exchange_dhe = {
    .name = "DHE",
    .wire = WIRE_EXCHANGE_DHE,
    .falls = falls,
    .none = BASE_CAUSE_NO_COMMON_DH_GROUP,
    .compose_server = compose_server,
    .process_server = process_server,
    .compose_client = compose_client,
    .process_client = process_client,
};
