#include "tls/extension.h"

/* HelloRetryRequest (RFC 9846 section 4.2.4): the server could agree, but needs another key share,
 * or wants its cookie back. It looks like a ServerHello with a random that everybody knows. */

/* ---- Server ---- */

BaseCause tls_compose_hello_retry (TlsParty *self)
{
    const WireClientHello *client = self->client_hello->body;
    WireServerHello hello = {
        .legacy_version = WIRE_TLS12,
        .random = base_span (wire_hello_retry_random, sizeof wire_hello_retry_random),
        .legacy_session_id_echo = client->legacy_session_id,
        .cipher_suite = self->suite->id,
        .extensions = tls_write_extensions (self, WIRE_IN_HELLO_RETRY_REQUEST,
                                            self->config->raw_retry_extensions),
    };
    tls_write_message (self, WIRE_HELLO_RETRY_REQUEST, &hello);
    tls_transcript_retry (self);
    if (self->retried)
        self->retried_twice = tls_misbehaves (self, TLS_RETRY_TWICE);
    else
        tls_misbehaves (self, TLS_RETRY_FOR_NOTHING);
    self->retried = true;
    tls_skip_early (self);
    return BASE_CAUSE_NONE;
}

/* ---- Client ---- */

BaseCause tls_process_hello_retry (TlsParty *self)
{
    const WireServerHello *hello = self->message->body;
    BaseCause cause = tls_check_hello_retry (self, hello);
    if (cause == BASE_CAUSE_NONE)
        cause = tls_read_extensions (self, WIRE_IN_HELLO_RETRY_REQUEST, hello->extensions);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    self->retried = true;
    self->suite = tls_suite_find (hello->cipher_suite);
    self->hash = self->suite->hash;
    tls_transcript_retry (self);
    return BASE_CAUSE_NONE;
}
