#include "tls/key_exchange.h"

#include <string.h>

#include "tls/extension.h"

/* ECDHE in TLS 1.2 (RFC 8422 section 5): the server names a curve and sends its share, signed; the
 * client answers with its own. It is the exchange of TLS 1.3, a round trip later. */

enum { LAST_CURVE = 0xff }; /* above are finite fields and hybrids */

bool tls_group_is_curve (uint16_t group)
{
    const CryptoGroup *row = crypto_group_find (group);
    return group <= LAST_CURVE && (row == NULL || crypto_group_suits12 (row));
}

static TlsShare *own_share (TlsParty *self)
{
    return &self->shares[0];
}

/* A fresh share of self->group; its public half goes to self->own_public. */
static void make_share (TlsParty *self)
{
    TlsShare *share = own_share (self);
    g_autofree char *label = g_strconcat ("key_share.", self->group->name, NULL);
    uint8_t public_key[CRYPTO_MAX_PUBLIC_SIZE];
    share->group = self->group;
    self->n_shares = 1;
    crypto_group_generate (self->group, tls_draw, self, label, share->private_key);
    crypto_group_public (self->group, share->private_key, public_key);
    if (tls_misbehaves (self, TLS_SHARE_ZEROS))
        memset (public_key, 0, self->group->public_size);
    g_clear_pointer (&self->own_public, g_bytes_unref);
    self->own_public = g_bytes_new (public_key, self->group->public_size);
}

static BaseCause agree (TlsParty *self, BaseSpan peer)
{
    uint8_t shared[CRYPTO_MAX_SHARED_SIZE];
    TlsShare *share = own_share (self);
    if (!crypto_group_shared (self->group, share->private_key, peer, shared)) {
        tls_note_share (self, self->group, peer);
        return BASE_CAUSE_BAD_KEY_SHARE;
    }
    tls_set_preliminary_secret (
        self, base_span (shared, self->group->shared_size), self->group->name, "RFC 8422 5.10",
        "all other secrets: it takes one of the two private values to compute it");
    base_wipe (shared, sizeof shared);
    base_wipe (self->shares, sizeof self->shares);
    return BASE_CAUSE_NONE;
}

/* ---- ServerKeyExchange ---- */

static BaseCause compose_server (TlsParty *self)
{
    make_share (self);
    WireServerKeyExchangeEcdhe body = {.params = {.curve_type = WIRE_NAMED_CURVE,
                                                  .named_curve = self->group->id,
                                                  .public = base_span_bytes (self->own_public)}};
    g_autoptr (GBytes) params = wire_server_params (WIRE_SERVER_KEY_EXCHANGE_ECDHE, &body);
    g_autoptr (GBytes) signature = tls_sign_params (self, base_span_bytes (params));
    if (signature == NULL)
        return BASE_CAUSE_INTERNAL;
    body.signed_params = (WireSignedParams){self->scheme->id, base_span_bytes (signature)};
    tls_write_message (self, WIRE_SERVER_KEY_EXCHANGE_ECDHE, &body);
    return BASE_CAUSE_NONE;
}

static BaseCause process_server (TlsParty *self)
{
    const WireServerKeyExchangeEcdhe *body = self->message->body;
    const WireServerEcdhParams *params = &body->params;
    bool offered = params->curve_type == WIRE_NAMED_CURVE &&
                   tls_group_is_curve (params->named_curve) &&
                   tls_array_has (self->config->groups, params->named_curve);
    self->group = offered ? crypto_group_find (params->named_curve) : NULL;
    const TlsParamsCheck check = {
        "named_curve", self->group != NULL, "was offered in supported_groups",
        "was not offered in supported_groups", BASE_CAUSE_CURVE_NOT_OFFERED};
    return tls_check_params (self, &check, 1, &body->signed_params);
}

/* ---- ClientKeyExchange ---- */

static BaseCause compose_client (TlsParty *self)
{
    make_share (self);
    const WireServerKeyExchangeEcdhe *server = self->server_keys->body;
    BaseCause cause = agree (self, server->params.public);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    WireKeyExchangeData body = {.exchange_keys = base_span_bytes (self->own_public)};
    tls_write_message (self, WIRE_CLIENT_KEY_EXCHANGE_ECDHE, &body);
    return BASE_CAUSE_NONE;
}

static BaseCause process_client (TlsParty *self)
{
    return agree (self, ((const WireKeyExchangeData *)self->message->body)->exchange_keys);
}

static const char *falls (TlsParty *self)
{
    return tls_has_common_curve (self) ? NULL : "no curve in common for its key exchange";
}

const TlsKeyExchange tls_exchange_ecdhe = {
    .name = "ECDHE",
    .wire = WIRE_EXCHANGE_ECDHE,
    .falls = falls,
    .choose = tls_choose_curve,
    .compose_server = compose_server,
    .process_server = process_server,
    .compose_client = compose_client,
    .process_client = process_client,
};

/* ---- ec_point_formats (RFC 8422 section 5.1.2): points travel whole, always ---- */

void *tls_offer_point_formats (TlsParty *self)
{
    static uint8_t uncompressed[] = {0};
    WireByteList *body = tls_keep (self, sizeof *body);
    body->values = (WireList){uncompressed, G_N_ELEMENTS (uncompressed)};
    return body;
}

/* Only in answer to one, and only when there will be points. */
void *tls_answer_point_formats (TlsParty *self)
{
    bool asked = wire_message_extension (self->client_hello, WIRE_EXT_EC_POINT_FORMATS) != NULL;
    return asked && self->suite->exchange == &tls_exchange_ecdhe ? tls_offer_point_formats (self)
                                                                 : NULL;
}

/* Whoever lists formats lists the one that everybody must know. */
BaseCause tls_read_point_formats (TlsParty *self, const void *body)
{
    (void)self;
    WireList formats = ((const WireByteList *)body)->values;
    for (size_t i = 0; i < formats.n; i++)
        if (*wire_list_item (formats, uint8_t, i) == 0)
            return BASE_CAUSE_NONE;
    return BASE_CAUSE_FORBIDDEN_VALUE;
}
