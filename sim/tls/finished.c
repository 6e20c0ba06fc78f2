#include "tls/private.h"

/* Finished (RFC 9846 section 4.5.3): a MAC over the whole handshake under a key that only the two
 * parties can have. It proves that both saw the same handshake and computed the same keys. In TLS
 * 1.2 twelve bytes of the PRF do the same (RFC 5246 section 7.4.9). */

static size_t verify_data (TlsParty *self, TlsRole sender, uint8_t *out)
{
    if (self->speaks == WIRE_TLS12)
        return tls_verify_data_12 (self, sender, out);
    uint8_t hash[CRYPTO_MAX_HASH_SIZE];
    TlsSecretId key = self->branch != NULL   ? TLS_POST_FINISHED_KEY
                      : sender == TLS_CLIENT ? TLS_CLIENT_FINISHED_KEY
                                             : TLS_SERVER_FINISHED_KEY;
    tls_derive (self, key);
    size_t size = tls_transcript_hash (self, hash);
    crypto_hmac (self->hash, tls_secret (self, key), base_span (hash, size), out);
    return size;
}

BaseCause tls_compose_finished (TlsParty *self)
{
    uint8_t mac[CRYPTO_MAX_HASH_SIZE];
    size_t size = verify_data (self, self->config->role, mac);
    if (tls_misbehaves (self, TLS_SEND_WRONG_FINISHED))
        mac[0] ^= 1;
    WireFinished body = {.verify_data = base_span (mac, size)};
    tls_write_message (self, WIRE_FINISHED, &body);
    return BASE_CAUSE_NONE;
}

BaseCause tls_process_finished (TlsParty *self)
{
    uint8_t mac[CRYPTO_MAX_HASH_SIZE];
    const WireFinished *body = self->message->body;
    TlsRole sender = tls_other_role (self->config->role);
    size_t size = verify_data (self, sender, mac);
    bool shape = body->verify_data.size == size;
    bool same = base_span_equal_secret (body->verify_data, base_span (mac, size));
    TlsChoice choice;
    tls_choice_begin (&choice, "finished", "Did both sides see the same handshake?",
                      self->speaks == WIRE_TLS12 ? "RFC 5246 7.4.9" : "RFC 9846 4.5.3");
    tls_choice_add (&choice, "verify_data", same ? TRACE_PASSED : TRACE_FELL,
                    same ? "equals the MAC computed here over the transcript"
                         : "differs from the MAC computed here over the transcript");
    BaseCause cause = same    ? BASE_CAUSE_NONE
                      : shape ? BASE_CAUSE_BAD_FINISHED
                              : BASE_CAUSE_LENGTH_MISMATCH;
    tls_choice_end (self, &choice, TRACE_CHECK, same ? "yes" : "no", cause);
    bool passed_over =
        cause == BASE_CAUSE_BAD_FINISHED && tls_misbehaves (self, TLS_IGNORE_FINISHED);
    return passed_over ? BASE_CAUSE_NONE : cause;
}
