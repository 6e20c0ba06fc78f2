#include <string.h>

#include "tls/extension.h"
#include "tls/memory_private.h"

/* pre_shared_key (RFC 9846 section 4.3.11): a key that both have from before, by hand or from a
 * ticket. Whoever names one proves with a binder that he has it. */

enum { BINDERS_HEADER = 2, BINDER_HEADER = 1 };

/* ---- Client: which keys ---- */

static int64_t now_ms (const TlsParty *self)
{
    return base_clock_unix_ms (self->clock) + self->config->clock_offset * 1000;
}

int64_t tls_now_ms (const TlsParty *self)
{
    return now_ms (self);
}

static bool hash_is_offered (const TlsParty *self, CryptoHash hash)
{
    for (guint i = 0; i < self->config->cipher_suites->len; i++) {
        const TlsSuite *suite =
            tls_suite_find (g_array_index (self->config->cipher_suites, uint16_t, i));
        if (suite != NULL && suite->hash == hash)
            return true;
    }
    return false;
}

/* Why PSK is not offered; NULL: it is. */
static const char *unfit (const TlsParty *self, const TlsPsk *psk)
{
    if (self->retried && psk->hash != self->hash)
        return "its hash is not that of the suite in the HelloRetryRequest";
    if (!hash_is_offered (self, psk->hash))
        return "no suite that is offered has its hash";
    if (psk->external)
        return NULL;
    if (g_strcmp0 (psk->server_name, self->config->server_name) != 0)
        return "it was given by a server of another name";
    if (now_ms (self) - psk->since > (int64_t)psk->lifetime * 1000)
        return "its lifetime is over";
    return NULL;
}

/* Everything that could be offered, best first: tickets, the newest first, then external keys. */
static GPtrArray *all_keys (const TlsParty *self)
{
    GPtrArray *keys = g_ptr_array_new ();
    if (self->offered != NULL) {
        for (guint i = 0; i < self->offered->len; i++)
            g_ptr_array_add (keys, g_ptr_array_index (self->offered, i));
        return keys;
    }
    if (self->config->use_tickets && self->memory != NULL)
        for (guint i = self->memory->tickets->len; i > 0; i--)
            if (!tls_psk_is_session (g_ptr_array_index (self->memory->tickets, i - 1)))
                g_ptr_array_add (keys, g_ptr_array_index (self->memory->tickets, i - 1));
    for (guint i = 0; i < self->config->psks->len; i++)
        g_ptr_array_add (keys, g_ptr_array_index (self->config->psks, i));
    return keys;
}

const TlsPsk *tls_first_psk (const TlsParty *self)
{
    g_autoptr (GPtrArray) keys = all_keys (self);
    for (guint i = 0; i < keys->len; i++)
        if (unfit (self, g_ptr_array_index (keys, i)) == NULL)
            return g_ptr_array_index (keys, i);
    return NULL;
}

static const char *describe (TlsParty *self, const TlsPsk *psk)
{
    BaseSpan identity = base_span_bytes (psk->identity);
    return psk->external ? trace_internf (self->trace, "the external key “%.*s”",
                                          (int)identity.size, (const char *)identity.data)
                         : trace_internf (self->trace, "a ticket of %zu bytes", identity.size);
}

/* Chooses them once for a hello; a ticket is good for one connection (RFC 9846 appendix C.4). */
static void collect_keys (TlsParty *self)
{
    g_autoptr (GPtrArray) keys = all_keys (self);
    GPtrArray *offered = g_ptr_array_new_with_free_func ((GDestroyNotify)tls_psk_unref);
    if (keys->len > 0) {
        TlsChoice choice;
        tls_choice_begin (&choice, "offer-pre-shared-keys", "Which keys from before to offer?",
                          "RFC 9846 4.3.11");
        for (guint i = 0; i < keys->len; i++) {
            TlsPsk *psk = g_ptr_array_index (keys, i);
            const char *reason = unfit (self, psk);
            tls_choice_add (&choice, describe (self, psk), reason ? TRACE_FELL : TRACE_CHOSEN,
                            reason ? reason : "it fits what is offered");
            if (reason == NULL)
                g_ptr_array_add (offered, tls_psk_ref (psk));
        }
        tls_choice_end (self, &choice, TRACE_DECIDE,
                        trace_internf (self->trace, "%u of %u", offered->len, keys->len),
                        BASE_CAUSE_NONE);
    }
    for (guint i = 0; i < offered->len; i++)
        if (self->memory != NULL)
            g_ptr_array_remove (self->memory->tickets, g_ptr_array_index (offered, i));
    g_clear_pointer (&self->offered, g_ptr_array_unref);
    self->offered = offered;
}

/* ---- Client: the offer ---- */

void *tls_offer_psk_modes (TlsParty *self)
{
    const TlsConfig *config = self->config;
    if (!config->use_tickets && config->psks->len == 0)
        return NULL;
    WirePskKeyExchangeModes *body = tls_keep (self, sizeof *body);
    WireList all = tls_greased (self, TLS_GREASE_PSK_MODE, config->psk_modes);
    uint8_t *modes = tls_keep (self, all.n);
    for (size_t i = 0; i < all.n; i++)
        modes[i] = (uint8_t)*wire_list_item (all, uint16_t, i);
    body->ke_modes = (WireList){modes, all.n};
    return body;
}

void *tls_offer_psks (TlsParty *self)
{
    collect_keys (self);
    guint n = self->offered->len;
    if (n == 0)
        return NULL;
    WireOfferedPsks *body = tls_keep (self, sizeof *body);
    WirePskIdentity *identities = tls_keep (self, n * sizeof *identities);
    BaseSpan *binders = tls_keep (self, n * sizeof *binders);
    for (guint i = 0; i < n; i++) {
        const TlsPsk *psk = g_ptr_array_index (self->offered, i);
        uint32_t age = psk->external ? 0 : (uint32_t)(now_ms (self) - psk->since) + psk->age_add;
        size_t size = crypto_hash_size (psk->hash);
        identities[i] = (WirePskIdentity){base_span_bytes (psk->identity), age};
        binders[i] = base_span (tls_keep (self, size), size);
    }
    body->identities = (WireList){identities, n};
    body->binders = (WireList){binders, n};
    return body;
}

/* ---- Binders (RFC 9846 section 4.3.11.2) ---- */

/* HELLO up to the list of binders, lengths as if it stood there. */
static BaseSpan truncated (GBytes *hello, WireList binders)
{
    BaseSpan whole = base_span_bytes (hello);
    size_t size = BINDERS_HEADER;
    for (size_t i = 0; i < binders.n; i++)
        size += BINDER_HEADER + wire_list_item (binders, BaseSpan, i)->size;
    return base_span (whole.data, whole.size - size);
}

/* The binder of self->psk over HELLO, into OUT; gives its size. */
static size_t compute_binder (TlsParty *self, BaseSpan hello, uint8_t *out)
{
    uint8_t hash[CRYPTO_MAX_HASH_SIZE];
    g_autoptr (CryptoHasher) hasher = crypto_hasher_new (self->hash);
    crypto_hasher_update (hasher,
                          base_span (self->early_transcript->data, self->early_transcript->len));
    crypto_hasher_update (hasher, hello);
    crypto_hasher_value (hasher, hash);
    size_t size = crypto_hash_size (self->hash);
    tls_derive (self, TLS_EARLY_SECRET);
    tls_derive (self, TLS_BINDER_KEY);
    tls_derive (self, TLS_BINDER_FINISHED_KEY);
    crypto_hmac (self->hash, tls_secret (self, TLS_BINDER_FINISHED_KEY), base_span (hash, size),
                 out);
    return size;
}

/* Where the binders of LAST, as it will be written, go. A published extension (without a body) has
 * bytes that are not ours to change: they are copied, and read in DRAFT. */
static WireList open_binders (TlsParty *self, WireExtension *last, GBytes *draft)
{
    if (last->body != NULL)
        return ((const WireOfferedPsks *)last->body)->binders;
    g_autoptr (WireMessage) hello = wire_message_read (WIRE_CT_HANDSHAKE, draft);
    const WireExtension *sent = wire_message_extension (hello, WIRE_EXT_PRE_SHARED_KEY);
    WireList binders = ((const WireOfferedPsks *)sent->body)->binders;
    uint8_t *copy = memcpy (tls_keep (self, last->data.size), last->data.data, last->data.size);
    BaseSpan *places = tls_keep (self, binders.n * sizeof *places);
    for (size_t i = 0; i < binders.n; i++) {
        BaseSpan binder = *wire_list_item (binders, BaseSpan, i);
        places[i] = base_span (copy + (binder.data - sent->data.data), binder.size);
    }
    last->data.data = copy;
    return (WireList){places, binders.n};
}

void tls_fill_binders (TlsParty *self, const WireClientHello *body)
{
    if (self->offered == NULL || self->offered->len == 0)
        return;
    WireExtension *last = wire_list_item (body->extensions, WireExtension, body->extensions.n - 1);
    if (last->type != WIRE_EXT_PRE_SHARED_KEY)
        return;
    g_autoptr (GBytes) draft = wire_message_bytes (WIRE_CLIENT_HELLO, body);
    WireList binders = open_binders (self, last, draft);
    for (guint i = self->offered->len; i > 0; i--) {
        uint8_t binder[CRYPTO_MAX_HASH_SIZE];
        tls_use_psk (self, g_ptr_array_index (self->offered, i - 1));
        size_t size = compute_binder (self, truncated (draft, binders), binder);
        if (tls_misbehaves (self, TLS_SEND_WRONG_BINDER))
            binder[0] ^= 1;
        memcpy ((uint8_t *)wire_list_item (binders, BaseSpan, i - 1)->data, binder, size);
    }
}

/* ---- Server: which of them ---- */

static TlsPsk *resolve (TlsParty *self, const WirePskIdentity *identity)
{
    for (guint i = 0; i < self->config->psks->len; i++) {
        TlsPsk *psk = g_ptr_array_index (self->config->psks, i);
        if (base_span_equal (base_span_bytes (psk->identity), identity->identity))
            return tls_psk_ref (psk);
    }
    return tls_ticket_open (self, identity->identity);
}

static const char *unusable (const TlsParty *self, const TlsPsk *psk)
{
    if (psk == NULL)
        return "neither a key that this server has nor a ticket that it can open";
    if (tls_psk_is_session (psk))
        return "a ticket for a session of TLS 1.2";
    if (psk->hash != self->suite->hash)
        return "its hash is not that of the cipher suite";
    if (!psk->external && now_ms (self) - psk->since > (int64_t)psk->lifetime * 1000)
        return "the ticket's lifetime is over";
    return NULL;
}

static bool mode_fits (TlsParty *self, uint16_t mode, const WirePskKeyExchangeModes *theirs)
{
    for (size_t i = 0; i < theirs->ke_modes.n; i++)
        if (*wire_list_item (theirs->ke_modes, uint8_t, i) == mode)
            return mode == WIRE_PSK_KE || tls_has_common_group (self);
    return false;
}

/* The server's first mode that the client takes and that can be done. */
static bool choose_mode (TlsParty *self)
{
    const WirePskKeyExchangeModes *theirs =
        tls_extension_body (self->client_hello, WIRE_EXT_PSK_KEY_EXCHANGE_MODES);
    const GArray *own = self->config->psk_modes;
    bool found = false;
    TlsChoice choice;
    tls_choice_begin (&choice, "psk-mode", "With or without a fresh key exchange?",
                      "RFC 9846 4.3.9");
    for (guint i = 0; i < own->len; i++) {
        uint16_t mode = g_array_index (own, uint16_t, i);
        bool fits = !found && mode_fits (self, mode, theirs);
        tls_choice_add (&choice, tls_value_name (self, &wire_psk_modes, mode),
                        fits    ? TRACE_CHOSEN
                        : found ? TRACE_NOT_REACHED
                                : TRACE_FELL,
                        fits    ? "the server's first that the client takes"
                        : found ? "not reached"
                                : "not offered by the client, or without a common group");
        if (fits)
            self->psk_mode = mode;
        found = found || fits;
    }
    tls_choice_end (self, &choice, TRACE_DECIDE,
                    found ? tls_value_name (self, &wire_psk_modes, self->psk_mode) : "none fits",
                    BASE_CAUSE_NONE);
    return found;
}

static BaseCause check_binder (TlsParty *self, const WireOfferedPsks *offer)
{
    uint8_t binder[CRYPTO_MAX_HASH_SIZE];
    /* The hello is in the transcript already; the binder is over what stood there before. */
    guint whole = self->early_transcript->len;
    guint hello = (guint)g_bytes_get_size (self->client_hello->bytes);
    g_byte_array_set_size (self->early_transcript, whole - hello);
    size_t size =
        compute_binder (self, truncated (self->client_hello->bytes, offer->binders), binder);
    base_append_span (self->early_transcript, base_span_bytes (self->client_hello->bytes));
    BaseSpan theirs = *wire_list_item (offer->binders, BaseSpan, self->psk_index);
    bool same = base_span_equal_secret (theirs, base_span (binder, size));
    TlsChoice choice;
    tls_choice_begin (&choice, "psk-binder", "Does the client have the key that it names?",
                      "RFC 9846 4.3.11.2");
    tls_choice_add (&choice, "binder", same ? TRACE_PASSED : TRACE_FELL,
                    same ? "equals the MAC computed here over the hello"
                         : "differs from the MAC computed here over the hello");
    return tls_choice_end (self, &choice, TRACE_CHECK, same ? "yes" : "no",
                           same ? BASE_CAUSE_NONE : BASE_CAUSE_BAD_BINDER);
}

/* One of the identities offered, or none: then the handshake is a full one. */
static TlsPsk *choose_identity (TlsParty *self, const WireOfferedPsks *offer)
{
    TlsPsk *chosen = NULL;
    TlsChoice choice;
    tls_choice_begin (&choice, "pre-shared-key", "Which key from before?", "RFC 9846 4.3.11");
    for (size_t i = 0; i < offer->identities.n; i++) {
        const char *name = trace_internf (self->trace, "identities[%zu]", i);
        if (chosen != NULL) {
            tls_choice_add (&choice, name, TRACE_NOT_REACHED, "not reached");
            continue;
        }
        g_autoptr (TlsPsk) psk =
            resolve (self, wire_list_item (offer->identities, WirePskIdentity, i));
        const char *reason = unusable (self, psk);
        tls_choice_add (&choice, name, reason != NULL ? TRACE_FELL : TRACE_CHOSEN,
                        reason != NULL ? reason
                        : psk->external
                            ? "an external key of this server, for the suite's hash"
                            : "a ticket of this server, still good, for the suite's hash");
        if (reason == NULL) {
            chosen = g_steal_pointer (&psk);
            self->psk_index = (unsigned)i;
        }
    }
    tls_choice_end (self, &choice, TRACE_DECIDE,
                    chosen != NULL ? trace_internf (self->trace, "identities[%u]", self->psk_index)
                                   : "none: a full handshake",
                    BASE_CAUSE_NONE);
    return chosen;
}

BaseCause tls_choose_psk (TlsParty *self)
{
    const WireOfferedPsks *offer = tls_extension_body (self->client_hello, WIRE_EXT_PRE_SHARED_KEY);
    tls_use_psk (self, NULL);
    if (offer == NULL)
        return BASE_CAUSE_NONE;
    if (offer->identities.n != offer->binders.n) {
        tls_note (self, "identities", "%" G_GSIZE_FORMAT, offer->identities.n);
        tls_note (self, "binders", "%" G_GSIZE_FORMAT, offer->binders.n);
        return BASE_CAUSE_BINDERS_MISCOUNTED;
    }
    g_autoptr (TlsPsk) psk = choose_identity (self, offer);
    if (psk == NULL || !choose_mode (self))
        return BASE_CAUSE_NONE;
    tls_use_psk (self, psk);
    return check_binder (self, offer);
}

void *tls_answer_psk (TlsParty *self)
{
    if (self->psk == NULL)
        return NULL;
    WireSelected *selected = tls_keep (self, sizeof *selected);
    selected->value = (uint16_t)self->psk_index;
    return selected;
}

/* ---- Client: the answer ---- */

void tls_check_psk (TlsChecklist *list, const WireServerHello *hello)
{
    const TlsParty *self = list->self;
    const WireSelected *selected = tls_extension_body (self->message, WIRE_EXT_PRE_SHARED_KEY);
    if (selected == NULL)
        return;
    bool offered = self->offered != NULL && selected->value < self->offered->len;
    const TlsSuite *suite = tls_suite_find (hello->cipher_suite);
    const TlsPsk *psk = offered ? g_ptr_array_index (self->offered, selected->value) : NULL;
    tls_check (list, "pre_shared_key", offered, "one that was offered",
               "a number beyond those that were offered", BASE_CAUSE_PSK_NOT_OFFERED);
    tls_check (list, "pre_shared_key", offered && suite != NULL && psk->hash == suite->hash,
               "its hash is that of the cipher suite", "its hash is not that of the cipher suite",
               BASE_CAUSE_PSK_HASH_MISMATCH);
    bool share = wire_message_extension (self->message, WIRE_EXT_KEY_SHARE) != NULL;
    uint16_t mode = share ? WIRE_PSK_DHE_KE : WIRE_PSK_KE;
    tls_check (list, "psk_key_exchange_modes", tls_array_has (self->config->psk_modes, mode),
               "a mode that was offered", "a mode that was not offered",
               BASE_CAUSE_PSK_MODE_NOT_OFFERED);
}

void tls_take_psk (TlsParty *self)
{
    const WireSelected *selected = tls_extension_body (self->message, WIRE_EXT_PRE_SHARED_KEY);
    self->psk_index = selected != NULL ? selected->value : 0;
    tls_use_psk (self,
                 selected != NULL ? g_ptr_array_index (self->offered, self->psk_index) : NULL);
}
