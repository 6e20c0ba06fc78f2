#include <string.h>

#include "tls/extension.h"

/* ClientHello (RFC 9846 section 4.2.2): what the client offers, and the server's first look at it.
 * What the server chooses is in select.c. */

/* ---- Writing ---- */

/* Beside a ticket stands an id that is made up: a server that takes the ticket repeats it, and so
 * the client knows (RFC 5077 section 3.4). */
static void name_session (TlsParty *self)
{
    const TlsPsk *session = self->session;
    if (session != NULL && session->by_id) {
        BaseSpan id = base_span_bytes (session->identity);
        g_assert (id.size <= sizeof self->session_id);
        memcpy (self->session_id, id.data, id.size);
        self->session_id_size = (uint8_t)id.size;
    } else if (session != NULL || self->config->compatibility_mode) {
        tls_draw (self, "session_id", self->session_id, sizeof self->session_id);
        self->session_id_size = sizeof self->session_id;
    }
}

static void draw_once (TlsParty *self)
{
    if (self->retried)
        return; /* the second one repeats both */
    tls_draw (self, "random", self->client_random, sizeof self->client_random);
    tls_offer_session (self);
    name_session (self);
}

void *tls_offer_padding (TlsParty *self)
{
    return self->config->hello_padding > 0 ? tls_keep (self, sizeof (WirePadding)) : NULL;
}

/* padding (RFC 7685): what the whole message lacks. It stands there empty already. */
static void pad (TlsParty *self, const WireClientHello *hello)
{
    g_autoptr (WireMessage) draft = wire_message_write (WIRE_CLIENT_HELLO, hello);
    size_t size = g_bytes_get_size (draft->bytes), wanted = (size_t)self->config->hello_padding;
    for (size_t i = 0; i < hello->extensions.n && size < wanted; i++) {
        WireExtension *extension = wire_list_item (hello->extensions, WireExtension, i);
        if (extension->type == WIRE_EXT_PADDING && extension->body != NULL)
            ((WirePadding *)extension->body)->padding =
                base_span (tls_keep (self, wanted - size), wanted - size);
    }
}

/* Behind the real ones, what a client that has fallen back confesses (RFC 7507 section 4). */
static WireList offered_suites (TlsParty *self)
{
    enum { TLS_FALLBACK_SCSV = 0x5600 };
    const GArray *own = self->config->cipher_suites;
    if (!self->config->fallback)
        return tls_greased (self, TLS_GREASE_SUITE, own);
    const uint16_t signal = TLS_FALLBACK_SCSV;
    g_autoptr (GArray) suites = g_array_copy ((GArray *)own);
    g_array_append_val (suites, signal);
    WireList list = tls_greased (self, TLS_GREASE_SUITE, suites);
    uint16_t *copy = tls_keep (self, list.n * sizeof *copy);
    return (WireList){memcpy (copy, list.items, list.n * sizeof *copy), list.n};
}

BaseCause tls_compose_client_hello (TlsParty *self)
{
    static uint8_t null_compression[] = {0};
    const TlsConfig *config = self->config;
    if (tls_older_version (config) != 0) {
        tls_draw (self, "random", self->client_random, sizeof self->client_random);
        tls_compose_older_hello (self);
        return BASE_CAUSE_NONE;
    }
    draw_once (self);
    WireClientHello hello = {
        .legacy_version = WIRE_TLS12,
        .random = base_span (self->client_random, sizeof self->client_random),
        .legacy_session_id = base_span (self->session_id, self->session_id_size),
        .cipher_suites = offered_suites (self),
        .legacy_compression_methods = base_span (null_compression, 1),
        .extensions = tls_write_extensions (self, WIRE_IN_CLIENT_HELLO,
                                            self->retried ? config->raw_retry_extensions
                                                          : config->raw_extensions),
    };
    if (config->hello_padding > 0)
        pad (self, &hello);
    tls_fill_binders (self, &hello);
    tls_write_message (self, WIRE_CLIENT_HELLO, &hello);
    return BASE_CAUSE_NONE;
}

/* ---- Reading ---- */

/* RFC 9846 section 9.2: groups and shares go together; without a pre-shared key they and the
 * signature algorithms are indispensable; whoever offers one says how it may be used (section
 * 4.3.9). */
static bool has_required_extensions (const WireMessage *hello)
{
    bool groups = wire_message_extension (hello, WIRE_EXT_SUPPORTED_GROUPS) != NULL;
    bool shares = wire_message_extension (hello, WIRE_EXT_KEY_SHARE) != NULL;
    if (groups != shares)
        return false;
    if (wire_message_extension (hello, WIRE_EXT_PRE_SHARED_KEY) != NULL)
        return wire_message_extension (hello, WIRE_EXT_PSK_KEY_EXCHANGE_MODES) != NULL;
    return groups && wire_message_extension (hello, WIRE_EXT_SIGNATURE_ALGORITHMS) != NULL;
}

/* RFC 9846 section 4.3.11: what is signed by its binders must be all that stands before it. */
static bool pre_shared_key_is_last (const WireMessage *hello)
{
    WireList list = wire_message_extensions (hello);
    const WireExtension *psk = wire_message_extension (hello, WIRE_EXT_PRE_SHARED_KEY);
    return psk == NULL || psk == wire_list_item (list, WireExtension, list.n - 1);
}

/* TLS 1.2 asks for less: null is among the compressions, and no extension is indispensable. */
static BaseCause check_shape_12 (const WireClientHello *hello)
{
    BaseSpan methods = hello->legacy_compression_methods;
    return memchr (methods.data, 0, methods.size) != NULL ? BASE_CAUSE_NONE
                                                          : BASE_CAUSE_COMPRESSION_NOT_NULL;
}

/* Which of those that depend on each other are here. */
static void note_required (TlsParty *self, const WireMessage *hello)
{
    static const struct {
        uint16_t type;
        const char *name;
    } required[] = {{WIRE_EXT_SUPPORTED_GROUPS, "supported_groups"},
                    {WIRE_EXT_KEY_SHARE, "key_share"},
                    {WIRE_EXT_SIGNATURE_ALGORITHMS, "signature_algorithms"},
                    {WIRE_EXT_PRE_SHARED_KEY, "pre_shared_key"},
                    {WIRE_EXT_PSK_KEY_EXCHANGE_MODES, "psk_key_exchange_modes"}};
    for (unsigned i = 0; i < G_N_ELEMENTS (required); i++)
        tls_note (self, required[i].name, "%s",
                  wire_message_extension (hello, required[i].type) != NULL ? "there" : "not there");
}

static BaseCause check_shape (TlsParty *self, const WireClientHello *hello)
{
    if (self->version == WIRE_TLS12)
        return check_shape_12 (hello);
    if (hello->legacy_version != WIRE_TLS12) {
        tls_note (self, "legacy_version", "0x%04x", hello->legacy_version);
        return BASE_CAUSE_LEGACY_VERSION_NOT_12;
    }
    if (hello->legacy_compression_methods.size != 1 ||
        hello->legacy_compression_methods.data[0] != 0)
        return BASE_CAUSE_COMPRESSION_NOT_NULL;
    if (!has_required_extensions (self->message)) {
        note_required (self, self->message);
        return BASE_CAUSE_EXTENSION_MISSING;
    }
    return pre_shared_key_is_last (self->message) ? BASE_CAUSE_NONE
                                                  : BASE_CAUSE_PRE_SHARED_KEY_NOT_LAST;
}

/* ---- The second one: what may have changed (RFC 9846 section 4.2.2) ---- */

static bool may_change (uint16_t type)
{
    return type == WIRE_EXT_KEY_SHARE || type == WIRE_EXT_EARLY_DATA || type == WIRE_EXT_COOKIE ||
           type == WIRE_EXT_PRE_SHARED_KEY || type == WIRE_EXT_PADDING;
}

/* Whether each extension of ONE that must stay is the same in OTHER. */
static bool extensions_stay (const WireMessage *one, const WireMessage *other)
{
    WireList list = wire_message_extensions (one);
    for (size_t i = 0; i < list.n; i++) {
        const WireExtension *extension = wire_list_item (list, WireExtension, i);
        const WireExtension *twin = wire_message_extension (other, extension->type);
        if (!may_change (extension->type) &&
            (twin == NULL || !base_span_equal (extension->data, twin->data)))
            return false;
    }
    return true;
}

static bool lists_equal (WireList a, WireList b)
{
    return a.n == b.n && memcmp (a.items, b.items, a.n * sizeof (uint16_t)) == 0;
}

static bool repeats_the_first (const WireMessage *first, const WireMessage *second)
{
    const WireClientHello *a = first->body, *b = second->body;
    return a->legacy_version == b->legacy_version && base_span_equal (a->random, b->random) &&
           base_span_equal (a->legacy_session_id, b->legacy_session_id) &&
           lists_equal (a->cipher_suites, b->cipher_suites) &&
           base_span_equal (a->legacy_compression_methods, b->legacy_compression_methods) &&
           extensions_stay (first, second) && extensions_stay (second, first) &&
           wire_message_extension (second, WIRE_EXT_EARLY_DATA) == NULL;
}

static BaseCause check_retry (TlsParty *self)
{
    if (!self->retried)
        return BASE_CAUSE_NONE;
    if (self->cookie != NULL && wire_message_extension (self->message, WIRE_EXT_COOKIE) == NULL)
        return BASE_CAUSE_RETRY_COOKIE_WRONG;
    bool same = repeats_the_first (self->first_hello, self->message);
    TlsChoice choice;
    tls_choice_begin (&choice, "second-hello",
                      "Is it the first ClientHello, but for what was asked?", "RFC 9846 4.2.2");
    tls_choice_add (&choice, "ClientHello", same ? TRACE_PASSED : TRACE_FELL,
                    same ? "only changes that a HelloRetryRequest allows"
                         : "something changed that a HelloRetryRequest does not allow to change");
    return tls_choice_end (self, &choice, TRACE_CHECK, same ? "yes" : "no",
                           same ? BASE_CAUSE_NONE : BASE_CAUSE_RETRY_CHANGED_HELLO);
}

void tls_note_client_hello (TlsParty *self)
{
    if (self->message->row->id != WIRE_CLIENT_HELLO)
        return;
    g_clear_pointer (&self->first_hello, wire_message_unref);
    self->first_hello = self->client_hello;
    self->client_hello = wire_message_ref (self->message);
}

BaseCause tls_process_client_hello (TlsParty *self)
{
    const WireClientHello *hello = self->message->body;
    tls_note_client_hello (self);
    memcpy (self->client_random, hello->random.data, sizeof self->client_random);
    self->chosen = false;
    BaseCause cause = tls_check_fallback (self);
    if (cause == BASE_CAUSE_NONE)
        cause = tls_choose_version (self);
    if (cause == BASE_CAUSE_NONE)
        cause = check_shape (self, hello);
    if (cause == BASE_CAUSE_NONE)
        cause = check_retry (self);
    /* A server of before TLS 1.2 skips what it does not know: all of them. */
    return cause != BASE_CAUSE_NONE || tls_older_version (self->config) != 0
               ? cause
               : tls_read_extensions (self, WIRE_IN_CLIENT_HELLO, hello->extensions);
}
