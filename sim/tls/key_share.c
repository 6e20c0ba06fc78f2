#include <string.h>

#include "tls/extension.h"
#include "tls/key_exchange.h"

/* key_share (RFC 9846 section 4.3.8): the public halves of the key exchange. */

/* ---- Client: ClientHello ---- */

static void make_share (TlsParty *self, const CryptoGroup *group, WireKeyShareEntry *entry)
{
    TlsShare *share = &self->shares[self->n_shares++];
    g_autofree char *label = g_strconcat ("key_share.", group->name, NULL);
    uint8_t *public_key = tls_keep (self, group->public_size);
    share->group = group;
    crypto_group_generate (group, tls_draw, self, label, share->private_key);
    crypto_group_public (group, share->private_key, public_key);
    if (tls_misbehaves (self, TLS_SHARE_ZEROS))
        memset (public_key, 0, group->public_size);
    *entry = (WireKeyShareEntry){group->id, base_span (public_key, group->public_size)};
}

/* A share for the invented group, one byte long (RFC 8701 section 3.1); not when the server has
 * asked for a certain one. */
static size_t grease_share (TlsParty *self, WireKeyShareEntry *entry)
{
    static const uint8_t content[] = {0};
    uint16_t group = self->asked_group == 0 ? tls_grease (self, TLS_GREASE_GROUP) : 0;
    *entry = (WireKeyShareEntry){group, base_span (content, sizeof content)};
    return group != 0 ? 1 : 0;
}

/* The groups for which the client sends a share: its own choice, or what the server asked for. */
static const uint16_t *groups_to_share (const TlsParty *self, guint *n)
{
    if (self->asked_group != 0) {
        *n = 1;
        return &self->asked_group;
    }
    *n = self->config->key_shares->len;
    return (const uint16_t *)(const void *)self->config->key_shares->data;
}

void *tls_offer_shares (TlsParty *self)
{
    guint n;
    const uint16_t *groups = groups_to_share (self, &n);
    WireKeyShareClientHello *body = tls_keep (self, sizeof *body);
    WireKeyShareEntry *entries = tls_keep (self, (TLS_MAX_SHARES + 1) * sizeof *entries);
    if (self->retried && self->asked_group == 0) {
        /* Only a cookie was asked for: the shares stay as they are. */
        const WireKeyShareClientHello *first =
            tls_extension_body (self->client_hello, WIRE_EXT_KEY_SHARE);
        *body = *first;
        return body;
    }
    base_wipe (self->shares, sizeof self->shares);
    self->n_shares = 0;
    size_t invented = grease_share (self, entries);
    for (guint i = 0; i < n && self->n_shares < TLS_MAX_SHARES; i++) {
        const CryptoGroup *group = crypto_group_find (groups[i]);
        if (group != NULL)
            make_share (self, group, &entries[invented + self->n_shares]);
    }
    body->client_shares = (WireList){entries, invented + self->n_shares};
    return body;
}

/* ---- Server: reading it ---- */

/* Each share's group is listed, and comes once; behind a HelloRetryRequest there is one, in the
 * group that was asked for. */
BaseCause tls_read_shares (TlsParty *self, const void *body)
{
    WireList shares = ((const WireKeyShareClientHello *)body)->client_shares;
    const WireNumberList *groups = tls_extension_body (self->message, WIRE_EXT_SUPPORTED_GROUPS);
    for (size_t i = 0; i < shares.n; i++) {
        uint16_t group = wire_list_item (shares, WireKeyShareEntry, i)->group;
        bool fits = groups != NULL && tls_list_has (groups->values, group);
        for (size_t j = 0; j < i; j++)
            fits = fits && wire_list_item (shares, WireKeyShareEntry, j)->group != group;
        if (!fits) {
            tls_note (self, "key share", "the one at place %" G_GSIZE_FORMAT ", for %s", i,
                      tls_value_name (self, &wire_groups, group));
            return BASE_CAUSE_KEY_SHARE_REPEATED;
        }
    }
    if (self->asked_group != 0 &&
        (shares.n != 1 ||
         wire_list_item (shares, WireKeyShareEntry, 0)->group != self->asked_group)) {
        tls_note (self, "asked for", "a share for %s",
                  tls_value_name (self, &wire_groups, self->asked_group));
        tls_note (self, "key shares", "%" G_GSIZE_FORMAT, shares.n);
        return BASE_CAUSE_RETRY_WITHOUT_SHARE;
    }
    return BASE_CAUSE_NONE;
}

const WireKeyShareEntry *tls_share_for (const TlsParty *self, uint16_t group)
{
    const WireKeyShareClientHello *key_share =
        tls_extension_body (self->client_hello, WIRE_EXT_KEY_SHARE);
    if (key_share == NULL)
        return NULL;
    WireList shares = key_share->client_shares;
    for (size_t i = 0; i < shares.n; i++)
        if (wire_list_item (shares, WireKeyShareEntry, i)->group == group)
            return wire_list_item (shares, WireKeyShareEntry, i);
    return NULL;
}

/* ---- HelloRetryRequest ---- */

void *tls_ask_for_share (TlsParty *self)
{
    if (tls_share_for (self, self->group->id) != NULL)
        return NULL; /* only the cookie is wanted */
    WireSelected *selected = tls_keep (self, sizeof *selected);
    selected->value = self->asked_group = self->group->id;
    return selected;
}

/* Without a change the second hello would be the first again, and so on for ever. */
void tls_check_asked_share (TlsChecklist *list)
{
    const TlsParty *self = list->self;
    const WireExtension *asked = wire_message_extension (self->message, WIRE_EXT_KEY_SHARE);
    bool cookie = wire_message_extension (self->message, WIRE_EXT_COOKIE) != NULL;
    tls_check (list, "change", asked != NULL || cookie, "asks for a key share, or gives a cookie",
               "asks for nothing: the second hello would be the first one again",
               BASE_CAUSE_RETRY_WITHOUT_CHANGE);
    if (asked == NULL || asked->body == NULL)
        return;
    uint16_t group = ((const WireSelected *)asked->body)->value;
    bool listed = tls_array_has (self->config->groups, group) && crypto_group_find (group) != NULL;
    tls_check (list, "selected_group", listed, "stands in the client's supported_groups",
               "does not stand in the client's supported_groups",
               BASE_CAUSE_RETRY_GROUP_NOT_OFFERED);
    tls_check (list, "selected_group", tls_share_for (self, group) == NULL,
               "no share of it was in the first hello", "its share was in the first hello already",
               BASE_CAUSE_RETRY_GROUP_SHARED);
}

BaseCause tls_read_asked_share (TlsParty *self, const void *body)
{
    self->asked_group = ((const WireSelected *)body)->value;
    return BASE_CAUSE_NONE;
}

/* ---- ServerHello ---- */

void *tls_answer_share (TlsParty *self)
{
    if (self->own_public == NULL)
        return NULL; /* a pre-shared key alone */
    WireKeyShareServerHello *body = tls_keep (self, sizeof *body);
    body->server_share = (WireKeyShareEntry){self->group->id, base_span_bytes (self->own_public)};
    return body;
}

void tls_note_share (TlsParty *self, const CryptoGroup *group, BaseSpan share)
{
    enum { SHOWN = 32 };
    g_autofree char *hex = base_hex (base_span (share.data, MIN (share.size, (size_t)SHOWN)));
    tls_note (self, "group", "%s", group->name);
    tls_note (self, "key share", "%" G_GSIZE_FORMAT " bytes, %s%s", share.size, hex,
              share.size > SHOWN ? "…" : "");
}

/* The server's half: its share and the secret that both will have. */
BaseCause tls_exchange_keys (TlsParty *self)
{
    uint8_t public_key[CRYPTO_MAX_PUBLIC_SIZE], shared[CRYPTO_MAX_SHARED_SIZE];
    const WireKeyShareEntry *peer = tls_share_for (self, self->group->id);
    g_autofree char *label = g_strconcat ("key_share.", self->group->name, NULL);
    if (!crypto_group_respond (self->group, tls_draw, self, label, peer->key_exchange, public_key,
                               shared)) {
        tls_note_share (self, self->group, peer->key_exchange);
        return BASE_CAUSE_BAD_KEY_SHARE;
    }
    if (tls_misbehaves (self, TLS_SHARE_ZEROS))
        memset (public_key, 0, self->group->response_size);
    self->own_public = g_bytes_new (public_key, self->group->response_size);
    tls_set_shared_secret (self, shared, self->group->shared_size);
    base_wipe (shared, sizeof shared);
    return BASE_CAUSE_NONE;
}

/* ---- Client: the answer ---- */

const TlsShare *tls_own_share (const TlsParty *self, uint16_t group)
{
    for (unsigned i = 0; i < self->n_shares; i++)
        if (self->shares[i].group->id == group)
            return &self->shares[i];
    return NULL;
}

BaseCause tls_finish_exchange (TlsParty *self, const WireKeyShareEntry *peer)
{
    uint8_t shared[CRYPTO_MAX_SHARED_SIZE];
    const TlsShare *own = tls_own_share (self, peer->group);
    self->group = own->group;
    if (!crypto_group_shared (own->group, own->private_key, peer->key_exchange, shared)) {
        tls_note_share (self, own->group, peer->key_exchange);
        return BASE_CAUSE_BAD_KEY_SHARE;
    }
    tls_set_shared_secret (self, shared, own->group->shared_size);
    base_wipe (shared, sizeof shared);
    base_wipe (self->shares, sizeof self->shares);
    return BASE_CAUSE_NONE;
}
