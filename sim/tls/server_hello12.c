#include <string.h>

#include "tls/extension.h"
#include "tls/key_exchange.h"

/* ServerHello of TLS 1.2 (RFC 5246 section 7.4.1.3): the server's choice. Its key share comes only
 * with ServerKeyExchange, behind the certificate. */

/* ---- Server ---- */

/* The id by which the session goes on, or the one by which a new session may; empty where a ticket
 * takes its place (RFC 5077 section 3.4). */
static BaseSpan session_id (TlsParty *self)
{
    const WireClientHello *client = self->client_hello->body;
    if (self->resumed)
        return client->legacy_session_id;
    if (self->config->sessions && self->memory != NULL && !self->ticket_promised) {
        tls_draw (self, "session_id", self->session_id, sizeof self->session_id);
        self->session_id_size = sizeof self->session_id;
    }
    return base_span (self->session_id, self->session_id_size);
}

BaseCause tls_compose_server_hello_12 (TlsParty *self)
{
    tls_draw (self, "random", self->server_random, sizeof self->server_random);
    tls_mark_downgrade (self);
    WireServerHello hello = {
        .legacy_version = tls_written_version (self),
        .random = base_span (self->server_random, sizeof self->server_random),
        .legacy_session_id_echo = session_id (self),
        .cipher_suite = self->suite->id,
        .legacy_compression_method = tls_misbehaves (self, TLS_COMPRESS) ? 1 : 0,
    };
    if (tls_older_version (self->config) == 0)
        hello.extensions = tls_write_extensions (self, WIRE_IN_SERVER_HELLO_12, NULL);
    tls_write_message (self, WIRE_SERVER_HELLO, &hello);
    tls_transcript_start (self);
    return BASE_CAUSE_NONE;
}

/* RFC 8422 section 5.3: what the client says of curves holds for the certificate's key, too. */
static bool client_takes_curve (const TlsParty *self, CryptoKeyKind kind)
{
    static const uint16_t curves[CRYPTO_N_KEY_KINDS] = {
        [CRYPTO_KEY_P256] = 0x0017, [CRYPTO_KEY_P384] = 0x0018, [CRYPTO_KEY_P521] = 0x0019};
    const WireNumberList *groups =
        tls_extension_body (self->client_hello, WIRE_EXT_SUPPORTED_GROUPS);
    return curves[kind] == 0 || groups == NULL || tls_list_has (groups->values, curves[kind]);
}

/* Why a suite of TLS 1.2 cannot be: it demands a kind of certificate, and its key exchange more. */
const char *tls_suite_falls_12 (TlsParty *self, const TlsSuite *suite)
{
    if (tls_older_version (self->config) != 0 && !tls_older_suite (suite))
        return "newer than the versions of this server, or signed anew in TLS 1.2";
    CryptoKeyKind kind = crypto_private_key_kind (pki_identity_key (self->config->identity));
    bool rsa = kind == CRYPTO_KEY_RSA || kind == CRYPTO_KEY_RSA_PSS;
    if (rsa != (suite->authentication == TLS_AUTH_RSA))
        return rsa ? "the server's certificate has an RSA key"
                   : "the server's certificate has no RSA key";
    if (!client_takes_curve (self, kind))
        return "the client takes no certificate with a key on this curve";
    return suite->exchange->falls (self);
}

/* ---- Client ---- */

/* RFC 9846 section 4.2.3: a server that marks its random could have spoken TLS 1.3, as this client
 * can, and was kept from it. */
static void check_version (TlsChecklist *list, const WireServerHello *hello)
{
    const TlsParty *self = list->self;
    bool older = hello->legacy_version < WIRE_TLS12;
    tls_check (list, "version",
               hello->legacy_version == WIRE_TLS12 && tls_may_speak (self, WIRE_TLS12),
               "TLS 1.2, which was offered",
               older ? "older than TLS 1.2" : "newer than what this client offered",
               older ? BASE_CAUSE_VERSION_TOO_OLD : BASE_CAUSE_VERSION_TOO_NEW);
    if (tls_may_speak (self, WIRE_TLS13) &&
        !(tls_has_sentinel (hello->random) &&
          tls_misbehaves (list->self, TLS_IGNORE_DOWNGRADE_MARK)))
        tls_check (list, "random", !tls_has_sentinel (hello->random), "no downgrade mark",
                   "the server marked its random: it could have spoken TLS 1.3",
                   BASE_CAUSE_DOWNGRADE_SENTINEL);
}

static BaseCause check_answer (TlsParty *self, const WireServerHello *hello)
{
    TlsChecklist list;
    tls_checklist_begin (&list, self, "server-hello", "Is the answer made of what was offered?",
                         "RFC 5246 7.4.1.3");
    check_version (&list, hello);
    tls_check_suite (&list, hello);
    tls_check_session (&list, hello);
    tls_check_hello_rest (&list, hello);
    BaseCause shape = wire_older_hello_cause (self->message);
    tls_check (&list, "extensions", shape == BASE_CAUSE_NONE, "all may stand in a ServerHello",
               "one may not stand in a ServerHello of TLS 1.2", shape);
    return tls_checklist_end (&list);
}

/* Without RFC 5746 a man in the middle may have put something in front (RFC 5746 section 4.1). */
static BaseCause check_renegotiation_info (TlsParty *self)
{
    bool there = self->renegotiation_info;
    TlsChoice choice;
    tls_choice_begin (&choice, "renegotiation-info",
                      "Does the server know of secure renegotiation?", "RFC 5746 3.4");
    tls_choice_add (&choice, "renegotiation_info", there ? TRACE_PASSED : TRACE_INFO,
                    there ? "is there, and empty, as in a first handshake"
                          : "is not there: this client goes on, but will never renegotiate");
    return tls_choice_end (self, &choice, TRACE_CHECK, there ? "yes" : "no", BASE_CAUSE_NONE);
}

BaseCause tls_process_server_hello_12 (TlsParty *self)
{
    const WireServerHello *hello = self->message->body;
    BaseCause cause = check_answer (self, hello);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    memcpy (self->server_random, hello->random.data, sizeof self->server_random);
    self->version = WIRE_TLS12;
    self->suite = tls_suite_find (hello->cipher_suite);
    self->hash = self->suite->hash;
    tls_take_session (self, hello);
    tls_transcript_start (self);
    cause = tls_read_extensions (self, WIRE_IN_SERVER_HELLO_12, hello->extensions);
    return cause == BASE_CAUSE_NONE ? check_renegotiation_info (self) : cause;
}
