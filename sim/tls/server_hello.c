#include <string.h>

#include "tls/private.h"

/* ServerHello (RFC 9846 section 4.2.3): the server's choice and its key share. With it the key
 * exchange is complete: both sides compute the shared secret, and all that follows is sealed. */

/* ---- Server ---- */

static BaseCause exchange_keys (TlsParty *self, uint8_t *public_key)
{
    uint8_t shared[CRYPTO_MAX_SHARED_SIZE];
    g_autofree char *label = g_strconcat ("key_share.", self->group->name, NULL);
    if (!crypto_group_respond (self->group, tls_draw, self, label,
                               base_span_bytes (self->peer_share), public_key, shared))
        return BASE_CAUSE_BAD_KEY_SHARE;
    tls_set_shared_secret (self, shared, self->group->shared_size);
    base_wipe (shared, sizeof shared);
    return BASE_CAUSE_NONE;
}

BaseCause tls_compose_server_hello (TlsParty *self)
{
    uint8_t public_key[CRYPTO_MAX_PUBLIC_SIZE];
    const WireClientHello *client = self->client_hello->body;
    tls_draw (self, "random", self->server_random, sizeof self->server_random);
    BaseCause cause = exchange_keys (self, public_key);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    WireKeyShareServerHello share = {
        {self->group->id, base_span (public_key, self->group->response_size)}};
    WireSelected version = {WIRE_TLS13};
    WireExtension extensions[] = {
        {WIRE_EXT_KEY_SHARE, wire_extension_row (WIRE_EXT_KEY_SHARE), .body = &share},
        {WIRE_EXT_SUPPORTED_VERSIONS, wire_extension_row (WIRE_EXT_SUPPORTED_VERSIONS),
         .body = &version},
    };
    WireServerHello hello = {
        .legacy_version = WIRE_TLS12,
        .random = base_span (self->server_random, sizeof self->server_random),
        .legacy_session_id_echo = client->legacy_session_id,
        .cipher_suite = self->suite->id,
        .extensions = {extensions, G_N_ELEMENTS (extensions)},
    };
    g_clear_pointer (&self->message, wire_message_unref);
    self->message = wire_message_write (WIRE_SERVER_HELLO, &hello);
    tls_transcript_start (self);
    return BASE_CAUSE_NONE;
}

/* ---- Client ---- */

/* RFC 9846 section 4.2.3: the last eight bytes of the random of a server that could have done
 * better. */
static bool has_sentinel (BaseSpan random)
{
    static const uint8_t mark[] = {'D', 'O', 'W', 'N', 'G', 'R', 'D'};
    return memcmp (random.data + 24, mark, sizeof mark) == 0 && random.data[31] <= 1;
}

typedef struct {
    TlsParty *self;
    TlsChoice choice;
    BaseCause cause;
} Checklist;

/* One line of the checklist; the first that fails is the cause, what follows is not reached. */
static void check (Checklist *list, const char *name, bool passed, const char *good,
                   const char *bad, BaseCause cause)
{
    if (list->cause != BASE_CAUSE_NONE) {
        tls_choice_add (&list->choice, name, TRACE_NOT_REACHED, "not reached");
        return;
    }
    tls_choice_add (&list->choice, name, passed ? TRACE_PASSED : TRACE_FELL, passed ? good : bad);
    if (!passed)
        list->cause = cause;
}

static void check_version (Checklist *list, const WireServerHello *hello)
{
    const WireExtension *extension =
        wire_message_extension (list->self->message, WIRE_EXT_SUPPORTED_VERSIONS);
    if (extension == NULL) {
        check (list, "version", !has_sentinel (hello->random), "no downgrade mark",
               "the server fell back and marked its random: it could have spoken TLS 1.3",
               BASE_CAUSE_DOWNGRADE_SENTINEL);
        check (list, "version", false, "", "the server answered with TLS 1.2 or older",
               BASE_CAUSE_VERSION_TOO_OLD);
        return;
    }
    uint16_t version = extension->body != NULL ? ((const WireSelected *)extension->body)->value : 0;
    bool ok = version == WIRE_TLS13 && tls_array_has (list->self->config->versions, version);
    check (list, "version", ok, "TLS 1.3, which was offered", "a version that was not offered",
           BASE_CAUSE_VERSION_NOT_OFFERED);
    check (list, "legacy_version", hello->legacy_version == WIRE_TLS12,
           "0x0303, as in every ServerHello of TLS 1.3", "not 0x0303",
           BASE_CAUSE_LEGACY_VERSION_NOT_12);
}

static const TlsShare *own_share (const TlsParty *self, uint16_t group)
{
    for (unsigned i = 0; i < self->n_shares; i++)
        if (self->shares[i].group->id == group)
            return &self->shares[i];
    return NULL;
}

static const WireKeyShareEntry *server_share (const TlsParty *self)
{
    const WireExtension *extension = wire_message_extension (self->message, WIRE_EXT_KEY_SHARE);
    return extension != NULL ? &((const WireKeyShareServerHello *)extension->body)->server_share
                             : NULL;
}

static void check_share (Checklist *list)
{
    const WireKeyShareEntry *share = server_share (list->self);
    check (list, "key_share", share != NULL, "is there", "no key_share in the answer",
           BASE_CAUSE_EXTENSION_MISSING);
    check (list, "group", share != NULL && own_share (list->self, share->group) != NULL,
           "a group for which a share was sent", "a group for which no share was sent",
           BASE_CAUSE_KEY_SHARE_NOT_OFFERED);
}

/* Is the answer made of what was offered? */
static BaseCause check_answer (TlsParty *self, const WireServerHello *hello)
{
    const WireClientHello *own = self->client_hello->body;
    g_autofree Checklist *list = g_new0 (Checklist, 1);
    list->self = self;
    tls_choice_begin (&list->choice, "server-hello", "Is the answer made of what was offered?",
                      "RFC 9846 4.2.3");
    check_version (list, hello);
    check (list, "legacy_session_id_echo",
           base_span_equal (hello->legacy_session_id_echo, own->legacy_session_id),
           "the same as was sent", "not what was sent", BASE_CAUSE_SESSION_ID_NOT_ECHOED);
    check (list, "cipher_suite",
           tls_list_has (own->cipher_suites, hello->cipher_suite) &&
               tls_suite_find (hello->cipher_suite) != NULL,
           "was offered", "was not offered", BASE_CAUSE_CIPHER_SUITE_NOT_OFFERED);
    check (list, "legacy_compression_method", hello->legacy_compression_method == 0, "null",
           "not null", BASE_CAUSE_COMPRESSION_NOT_NULL);
    BaseCause unasked = tls_check_offered (self, hello->extensions);
    check (list, "extensions", unasked == BASE_CAUSE_NONE, "all answer ones that were sent",
           "one was never asked for", unasked);
    check_share (list);
    return tls_choice_end (self, &list->choice, TRACE_CHECK,
                           list->cause == BASE_CAUSE_NONE ? "yes" : "no", list->cause);
}

static BaseCause finish_exchange (TlsParty *self)
{
    uint8_t shared[CRYPTO_MAX_SHARED_SIZE];
    const WireKeyShareEntry *share = server_share (self);
    const TlsShare *own = own_share (self, share->group);
    self->group = own->group;
    if (!crypto_group_shared (own->group, own->private_key, share->key_exchange, shared))
        return BASE_CAUSE_BAD_KEY_SHARE;
    tls_set_shared_secret (self, shared, own->group->shared_size);
    base_wipe (shared, sizeof shared);
    base_wipe (self->shares, sizeof self->shares);
    return BASE_CAUSE_NONE;
}

BaseCause tls_process_server_hello (TlsParty *self)
{
    const WireServerHello *hello = self->message->body;
    BaseCause cause = check_answer (self, hello);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    memcpy (self->server_random, hello->random.data, sizeof self->server_random);
    self->version = WIRE_TLS13;
    self->suite = tls_suite_find (hello->cipher_suite);
    tls_transcript_start (self);
    return finish_exchange (self);
}

BaseCause tls_refuse_hello_retry (TlsParty *self)
{
    return BASE_CAUSE_RETRY_NOT_SUPPORTED;
}
