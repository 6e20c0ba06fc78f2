#include "tls/key_exchange.h"

#include "tls/extension.h"

/* ServerKeyExchange (RFC 5246 section 7.4.3): the server's half of an ephemeral exchange, and its
 * signature over it: in TLS 1.2 this is the proof that the server holds its certificate's key. */

bool tls_exchange_has_server_message (const TlsParty *self)
{
    return self->suite->exchange->compose_server != NULL;
}

bool tls_exchange_enciphers (const TlsParty *self)
{
    return self->speaks == WIRE_TLS12 && !tls_exchange_has_server_message (self);
}

WireKeyExchange tls_exchange_dialect (const TlsKeyExchange *exchange)
{
    return exchange != NULL ? exchange->wire : WIRE_EXCHANGE_NONE;
}

/* Both randoms bind it to this connection: else it could be shown again in another one. */
static GByteArray *signed_content (const TlsParty *self, BaseSpan params)
{
    uint8_t randoms[64];
    GByteArray *content = g_byte_array_new ();
    base_append_span (content, tls_randoms (self, true, randoms));
    base_append_span (content, params);
    return content;
}

GBytes *tls_sign_params (TlsParty *self, BaseSpan params)
{
    g_autoptr (GByteArray) content = signed_content (self, params);
    if (tls_misbehaves (self, TLS_SIGN_OTHER_TRANSCRIPT))
        content->data[0] ^= 1; /* of the client's random */
    return crypto_sign12 (self->scheme, pki_identity_key (self->config->identity), tls_draw, self,
                          base_span (content->data, content->len));
}

/* The params as they came, to the byte. */
static BaseSpan received_params (const TlsParty *self)
{
    const WireTree *tree = self->message->tree;
    int field = wire_tree_find (tree, "params");
    g_assert (field >= 0);
    const uint8_t *data = g_bytes_get_data (tree->bytes, NULL);
    return base_span (data + tree->fields[field].offset, tree->fields[field].length);
}

BaseCause tls_check_params (TlsParty *self, const TlsParamsCheck *checks, unsigned n,
                            const WireSignedParams *proof)
{
    g_autoptr (GByteArray) content = signed_content (self, received_params (self));
    const CryptoScheme *scheme = tls_offered_scheme (self, proof->algorithm);
    bool suits = scheme != NULL && tls_scheme_suits_peer (self, scheme);
    TlsChecklist list;
    tls_checklist_begin (&list, self, "server-key-exchange",
                         "Is the server's key share its own, and made for this connection?",
                         "RFC 5246 7.4.3");
    for (unsigned i = 0; i < n; i++)
        tls_check (&list, checks[i].name, checks[i].passed, checks[i].good, checks[i].bad,
                   checks[i].cause);
    tls_check (&list,
               trace_internf (self->trace, "scheme: %s",
                              tls_value_name (self, &wire_schemes, proof->algorithm)),
               scheme != NULL, "was offered", "was not offered",
               BASE_CAUSE_SIGNATURE_SCHEME_NOT_OFFERED);
    tls_check (&list, "key", suits, "the certificate's key is one for this scheme and suite",
               "the certificate's key is none for this scheme and suite",
               BASE_CAUSE_SIGNATURE_SCHEME_WRONG_FOR_KEY);
    bool good = list.cause == BASE_CAUSE_NONE &&
                crypto_verify12 (scheme, self->peer_key, base_span (content->data, content->len),
                                 proof->signature);
    tls_check (&list, "signature", good, "verifies over both randoms and the params",
               "does not verify over both randoms and the params",
               BASE_CAUSE_BAD_SERVER_KEY_EXCHANGE);
    self->scheme = good ? scheme : NULL;
    BaseCause cause = tls_checklist_end (&list);
    bool passed_over = cause == BASE_CAUSE_BAD_SERVER_KEY_EXCHANGE &&
                       tls_misbehaves (self, TLS_BELIEVE_WITHOUT_PROOF);
    return passed_over ? BASE_CAUSE_NONE : cause;
}

BaseCause tls_compose_server_key_exchange (TlsParty *self)
{
    return self->suite->exchange->compose_server (self);
}

BaseCause tls_process_server_key_exchange (TlsParty *self)
{
    g_clear_pointer (&self->server_keys, wire_message_unref);
    self->server_keys = wire_message_ref (self->message);
    return self->suite->exchange->process_server (self);
}

/* ServerHelloDone (RFC 5246 section 7.4.5): it is the client's turn. */
BaseCause tls_compose_server_hello_done (TlsParty *self)
{
    WireNothing body = {0};
    tls_write_message (self, WIRE_SERVER_HELLO_DONE, &body);
    return BASE_CAUSE_NONE;
}
