#include <string.h>

#include <gio/gio.h>

#include "tls/private.h"

/* ClientHello (RFC 9846 section 4.2.2): what the client offers, and the server's first look at it.
 * What the server chooses is in select.c. */

/* ---- Writing ---- */

typedef struct {
    WireExtension items[8];
    size_t n;
    WireServerName name;
    WireServerNameList names;
    WireNumberList groups, schemes, versions;
    WireKeyShareEntry shares[TLS_MAX_SHARES];
    uint8_t publics[TLS_MAX_SHARES][CRYPTO_MAX_PUBLIC_SIZE];
    WireKeyShareClientHello key_share;
    WireProtocolNameList protocols;
    BaseSpan *protocol_names;
} Offer;

static void offer (Offer *o, uint16_t type, void *body)
{
    o->items[o->n++] =
        (WireExtension){.type = type, .row = wire_extension_row (type), .body = body};
}

static WireList list_of (const GArray *array)
{
    return (WireList){array->data, array->len};
}

static bool is_address (const char *host)
{
    g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
    return address != NULL;
}

static void offer_name (TlsParty *self, Offer *o)
{
    const char *host = self->config->server_name;
    if (host == NULL || is_address (host))
        return;
    o->name = (WireServerName){0, base_span_text (host)};
    o->names.server_name_list = (WireList){&o->name, 1};
    self->server_name = g_strdup (host);
    offer (o, WIRE_EXT_SERVER_NAME, &o->names);
}

static void offer_shares (TlsParty *self, Offer *o)
{
    for (guint i = 0; i < self->config->key_shares->len && self->n_shares < TLS_MAX_SHARES; i++) {
        const CryptoGroup *group =
            crypto_group_find (g_array_index (self->config->key_shares, uint16_t, i));
        if (group == NULL)
            continue;
        TlsShare *share = &self->shares[self->n_shares];
        g_autofree char *label = g_strconcat ("key_share.", group->name, NULL);
        share->group = group;
        crypto_group_generate (group, tls_draw, self, label, share->private_key);
        crypto_group_public (group, share->private_key, o->publics[self->n_shares]);
        o->shares[self->n_shares] = (WireKeyShareEntry){
            group->id, base_span (o->publics[self->n_shares], group->public_size)};
        self->n_shares++;
    }
    o->key_share.client_shares = (WireList){o->shares, self->n_shares};
    offer (o, WIRE_EXT_KEY_SHARE, &o->key_share);
}

static void offer_protocols (TlsParty *self, Offer *o)
{
    GPtrArray *alpn = self->config->alpn;
    if (alpn->len == 0)
        return;
    o->protocol_names = g_new (BaseSpan, alpn->len);
    for (guint i = 0; i < alpn->len; i++)
        o->protocol_names[i] = base_span_text (g_ptr_array_index (alpn, i));
    o->protocols.protocol_name_list = (WireList){o->protocol_names, alpn->len};
    offer (o, WIRE_EXT_ALPN, &o->protocols);
}

static void offer_all (TlsParty *self, Offer *o)
{
    offer_name (self, o);
    o->groups.values = list_of (self->config->groups);
    offer (o, WIRE_EXT_SUPPORTED_GROUPS, &o->groups);
    offer_shares (self, o);
    o->versions.values = list_of (self->config->versions);
    offer (o, WIRE_EXT_SUPPORTED_VERSIONS, &o->versions);
    o->schemes.values = list_of (self->config->signature_schemes);
    offer (o, WIRE_EXT_SIGNATURE_ALGORITHMS, &o->schemes);
    offer_protocols (self, o);
}

/* A list of extensions given as bytes, for published vectors: they are written as they are. */
GArray *tls_raw_extensions (GBytes *raw)
{
    GArray *items = g_array_new (FALSE, TRUE, sizeof (WireExtension));
    BaseSpan span = base_span_bytes (raw);
    for (size_t at = 0; at + 4 <= span.size;) {
        size_t size = base_read_number (span.data + at + 2, 2);
        g_assert (at + 4 + size <= span.size);
        WireExtension item = {.type = (uint16_t)base_read_number (span.data + at, 2),
                              .data = base_span (span.data + at + 4, size)};
        g_array_append_val (items, item);
        at += 4 + size;
    }
    return items;
}

BaseCause tls_compose_client_hello (TlsParty *self)
{
    uint8_t session_id[32];
    static const uint8_t null_compression[] = {0};
    g_autofree Offer *o = g_new0 (Offer, 1);
    tls_draw (self, "random", self->client_random, sizeof self->client_random);
    if (self->config->compatibility_mode)
        tls_draw (self, "session_id", session_id, sizeof session_id);
    offer_all (self, o);
    g_autoptr (GArray) raw = self->config->raw_extensions != NULL
                                 ? tls_raw_extensions (self->config->raw_extensions)
                                 : NULL;
    WireClientHello hello = {
        .legacy_version = WIRE_TLS12,
        .random = base_span (self->client_random, sizeof self->client_random),
        .legacy_session_id =
            base_span (session_id, self->config->compatibility_mode ? sizeof session_id : 0),
        .cipher_suites = list_of (self->config->cipher_suites),
        .legacy_compression_methods = base_span (null_compression, 1),
        .extensions = raw != NULL ? (WireList){raw->data, raw->len} : (WireList){o->items, o->n},
    };
    g_clear_pointer (&self->message, wire_message_unref);
    self->message = wire_message_write (WIRE_CLIENT_HELLO, &hello);
    g_free (o->protocol_names);
    return BASE_CAUSE_NONE;
}

/* ---- Reading ---- */

/* RFC 9846 section 9.2: without a pre-shared key these three are indispensable; whoever offers one
 * says how it may be used (section 4.3.9). */
static bool has_required_extensions (const WireMessage *hello)
{
    if (wire_message_extension (hello, WIRE_EXT_PRE_SHARED_KEY) != NULL &&
        wire_message_extension (hello, WIRE_EXT_PSK_KEY_EXCHANGE_MODES) == NULL)
        return false;
    return wire_message_extension (hello, WIRE_EXT_SIGNATURE_ALGORITHMS) != NULL &&
           wire_message_extension (hello, WIRE_EXT_SUPPORTED_GROUPS) != NULL &&
           wire_message_extension (hello, WIRE_EXT_KEY_SHARE) != NULL;
}

/* RFC 9846 section 4.3.11: what is signed by its binders must be all that stands before it. */
static bool pre_shared_key_is_last (const WireMessage *hello)
{
    WireList list = wire_message_extensions (hello);
    const WireExtension *psk = wire_message_extension (hello, WIRE_EXT_PRE_SHARED_KEY);
    return psk == NULL || psk == wire_list_item (list, WireExtension, list.n - 1);
}

/* RFC 9846 section 4.3.8: each share's group is listed, and comes once. */
static BaseCause check_shares (const WireMessage *hello)
{
    const WireNumberList *groups = wire_message_extension (hello, WIRE_EXT_SUPPORTED_GROUPS)->body;
    const WireKeyShareClientHello *key_share =
        wire_message_extension (hello, WIRE_EXT_KEY_SHARE)->body;
    WireList shares = key_share->client_shares;
    for (size_t i = 0; i < shares.n; i++) {
        uint16_t group = wire_list_item (shares, WireKeyShareEntry, i)->group;
        if (!tls_list_has (groups->values, group))
            return BASE_CAUSE_KEY_SHARE_REPEATED;
        for (size_t j = 0; j < i; j++)
            if (wire_list_item (shares, WireKeyShareEntry, j)->group == group)
                return BASE_CAUSE_KEY_SHARE_REPEATED;
    }
    return BASE_CAUSE_NONE;
}

static bool is_host_name (BaseSpan name)
{
    for (size_t i = 0; i < name.size; i++)
        if (!g_ascii_isgraph ((char)name.data[i]))
            return false;
    return name.size > 0;
}

/* RFC 6066 section 3: one name of each type, and a host name is ASCII. Anything else would be read
 * in two ways, here up to its first zero byte, elsewhere as a whole. */
static BaseCause note_server_name (TlsParty *self)
{
    const WireExtension *extension =
        wire_message_extension (self->client_hello, WIRE_EXT_SERVER_NAME);
    if (extension == NULL)
        return BASE_CAUSE_NONE;
    WireList names = ((const WireServerNameList *)extension->body)->server_name_list;
    for (size_t i = 0; i < names.n; i++) {
        const WireServerName *name = wire_list_item (names, WireServerName, i);
        if (name->name_type != 0)
            continue;
        if (self->server_name != NULL || !is_host_name (name->host_name))
            return BASE_CAUSE_FORBIDDEN_VALUE;
        self->server_name = g_strndup ((const char *)name->host_name.data, name->host_name.size);
    }
    return BASE_CAUSE_NONE;
}

BaseCause tls_process_client_hello (TlsParty *self)
{
    const WireClientHello *hello = self->message->body;
    self->client_hello = wire_message_ref (self->message);
    memcpy (self->client_random, hello->random.data, sizeof self->client_random);
    BaseCause cause = tls_choose_version (self);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    if (hello->legacy_version != WIRE_TLS12)
        return BASE_CAUSE_LEGACY_VERSION_NOT_12;
    if (hello->legacy_compression_methods.size != 1 ||
        hello->legacy_compression_methods.data[0] != 0)
        return BASE_CAUSE_COMPRESSION_NOT_NULL;
    if (!has_required_extensions (self->message))
        return BASE_CAUSE_EXTENSION_MISSING;
    if (!pre_shared_key_is_last (self->message))
        return BASE_CAUSE_PRE_SHARED_KEY_NOT_LAST;
    cause = note_server_name (self);
    return cause != BASE_CAUSE_NONE ? cause : check_shares (self->message);
}
