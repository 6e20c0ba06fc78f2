#include <string.h>

#include "tls/extension.h"

/* ServerHello (RFC 9846 section 4.2.3): the server's choice and its key share. With it the key
 * exchange is complete: both sides compute the shared secret, and all that follows is sealed. */

/* ---- Server ---- */

BaseCause tls_compose_server_hello (TlsParty *self)
{
    const WireClientHello *client = self->client_hello->body;
    tls_draw (self, "random", self->server_random, sizeof self->server_random);
    BaseCause cause = self->group != NULL ? tls_exchange_keys (self) : BASE_CAUSE_NONE;
    if (cause != BASE_CAUSE_NONE)
        return cause;
    bool echoes = !tls_misbehaves (self, TLS_ECHO_NO_SESSION_ID);
    WireServerHello hello = {
        .legacy_version = WIRE_TLS12,
        .random = base_span (self->server_random, sizeof self->server_random),
        .legacy_session_id_echo = echoes ? client->legacy_session_id : base_span (NULL, 0),
        .legacy_compression_method = tls_misbehaves (self, TLS_COMPRESS) ? 1 : 0,
        .cipher_suite = self->suite->id,
        .extensions = tls_write_extensions (self, WIRE_IN_SERVER_HELLO, NULL),
    };
    tls_write_message (self, WIRE_SERVER_HELLO, &hello);
    tls_transcript_start (self);
    return BASE_CAUSE_NONE;
}

/* ---- Client ---- */

static void check_version (TlsChecklist *list, const WireServerHello *hello)
{
    const WireExtension *extension =
        wire_message_extension (list->self->message, WIRE_EXT_SUPPORTED_VERSIONS);
    if (extension == NULL) {
        tls_check (list, "version", !tls_has_sentinel (hello->random), "no downgrade mark",
                   "the server fell back and marked its random: it could have spoken TLS 1.3",
                   BASE_CAUSE_DOWNGRADE_SENTINEL);
        tls_check (list, "version", false, "", "the server answered with TLS 1.2 or older",
                   BASE_CAUSE_VERSION_TOO_OLD);
        return;
    }
    uint16_t version = extension->body != NULL ? ((const WireSelected *)extension->body)->value : 0;
    bool ok = version == WIRE_TLS13 && tls_array_has (list->self->config->versions, version);
    tls_check (list, "version", ok, "TLS 1.3, which was offered", "a version that was not offered",
               BASE_CAUSE_VERSION_NOT_OFFERED);
    tls_check (list, "legacy_version", hello->legacy_version == WIRE_TLS12,
               "0x0303, as in every ServerHello of TLS 1.3", "not 0x0303",
               BASE_CAUSE_LEGACY_VERSION_NOT_12);
}

static const WireKeyShareEntry *server_share (const TlsParty *self)
{
    const WireExtension *extension = wire_message_extension (self->message, WIRE_EXT_KEY_SHARE);
    return extension != NULL && extension->body != NULL
               ? &((const WireKeyShareServerHello *)extension->body)->server_share
               : NULL;
}

static void check_share (TlsChecklist *list)
{
    const TlsParty *self = list->self;
    const WireKeyShareEntry *share = server_share (self);
    if (share == NULL && wire_message_extension (self->message, WIRE_EXT_PRE_SHARED_KEY) != NULL)
        return; /* the pre-shared key alone */
    tls_check (list, "key_share", share != NULL, "is there", "no key_share in the answer",
               BASE_CAUSE_EXTENSION_MISSING);
    tls_check (list, "group", share != NULL && tls_own_share (self, share->group) != NULL,
               "a group for which a share was sent", "a group for which no share was sent",
               BASE_CAUSE_KEY_SHARE_NOT_OFFERED);
    if (self->asked_group != 0)
        tls_check (list, "group", share != NULL && share->group == self->asked_group,
                   "the one that the HelloRetryRequest asked for",
                   "not the one that the HelloRetryRequest asked for",
                   BASE_CAUSE_KEY_SHARE_NOT_OFFERED);
}

void tls_check_suite (TlsChecklist *list, const WireServerHello *hello)
{
    const TlsParty *self = list->self;
    const WireClientHello *own = self->client_hello->body;
    const TlsSuite *suite = tls_suite_find (hello->cipher_suite);
    bool offered = tls_list_has (own->cipher_suites, hello->cipher_suite) && suite != NULL;
    bool fits = offered && suite->version == self->speaks;
    tls_check (list, "cipher_suite", fits, "was offered",
               offered ? "was offered for another version" : "was not offered",
               BASE_CAUSE_CIPHER_SUITE_NOT_OFFERED);
    if (self->retried)
        tls_check (list, "cipher_suite", hello->cipher_suite == self->suite->id,
                   "the same as in the HelloRetryRequest", "not the one of the HelloRetryRequest",
                   BASE_CAUSE_RETRY_SUITE_CHANGED);
}

void tls_check_hello_rest (TlsChecklist *list, const WireServerHello *hello)
{
    tls_check (list, "legacy_compression_method", hello->legacy_compression_method == 0, "null",
               "not null", BASE_CAUSE_COMPRESSION_NOT_NULL);
    BaseCause unasked = tls_check_offered (list->self, hello->extensions);
    tls_check (list, "extensions", unasked == BASE_CAUSE_NONE, "all answer ones that were sent",
               "one was never asked for", unasked);
}

/* What ServerHello and HelloRetryRequest have in common (RFC 9846 section 4.2.3). */
static void check_common (TlsChecklist *list, const WireServerHello *hello)
{
    const WireClientHello *own = list->self->client_hello->body;
    check_version (list, hello);
    tls_check (list, "legacy_session_id_echo",
               base_span_equal (hello->legacy_session_id_echo, own->legacy_session_id),
               "the same as was sent", "not what was sent", BASE_CAUSE_SESSION_ID_NOT_ECHOED);
    tls_check_suite (list, hello);
    tls_check_hello_rest (list, hello);
}

/* Is the answer made of what was offered? */
static BaseCause check_answer (TlsParty *self, const WireServerHello *hello)
{
    TlsChecklist list;
    tls_checklist_begin (&list, self, "server-hello", "Is the answer made of what was offered?",
                         "RFC 9846 4.2.3");
    check_common (&list, hello);
    check_share (&list);
    tls_check_psk (&list, hello);
    return tls_checklist_end (&list);
}

BaseCause tls_check_hello_retry (TlsParty *self, const WireServerHello *hello)
{
    TlsChecklist list;
    tls_checklist_begin (&list, self, "hello-retry-request",
                         "Does the server ask for what was offered?", "RFC 9846 4.2.4");
    check_common (&list, hello);
    tls_check_asked_share (&list);
    return tls_checklist_end (&list);
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
    self->hash = self->suite->hash;
    tls_take_psk (self);
    tls_transcript_start (self);
    const WireKeyShareEntry *share = server_share (self);
    return share != NULL ? tls_finish_exchange (self, share) : BASE_CAUSE_NONE;
}
