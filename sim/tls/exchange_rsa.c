#include "tls/key_exchange.h"

#include <string.h>

#include "crypto/rsa-transport.h"

/* Static RSA (RFC 5246 section 7.4.7.1): the client makes up the pre-master secret and sends it
 * enciphered with the key of the server's certificate. The server proves who it is by being able to
 * go on. Nothing is signed, and whoever gets that private key one day reads all that was recorded
 * before: TLS 1.3 has no such exchange. */

static const char protects[] =
    "all other secrets: the private key of the server's certificate opens it, today and later";

static const char *falls (TlsParty *self)
{
    bool fits = crypto_private_key_can_decrypt (pki_identity_key (self->config->identity));
    return fits ? NULL : "the server's key cannot decrypt";
}

static void set_secret (TlsParty *self, uint8_t *premaster)
{
    tls_set_preliminary_secret (self, base_span (premaster, CRYPTO_PREMASTER_SIZE), "RSA",
                                "RFC 5246 8.1.1", protects);
    base_wipe (premaster, CRYPTO_PREMASTER_SIZE);
}

/* The version that was offered is part of the secret: so an attacker who changed it is noticed. */
static uint16_t client_version (const TlsParty *self)
{
    return ((const WireClientHello *)self->client_hello->body)->legacy_version;
}

static BaseCause compose_client (TlsParty *self)
{
    uint8_t premaster[CRYPTO_PREMASTER_SIZE];
    if (!crypto_public_key_can_encrypt (self->peer_key))
        return BASE_CAUSE_CERTIFICATE_UNSUPPORTED_KEY;
    premaster[0] = (uint8_t)(client_version (self) >> 8);
    premaster[1] = (uint8_t)client_version (self);
    tls_draw (self, "pre_master_secret", premaster + 2, sizeof premaster - 2);
    g_autoptr (GBytes) encrypted = crypto_rsa_transport_encrypt (
        self->peer_key, tls_draw, self, "encryption_padding", premaster, NULL);
    WireKeyExchangeData body = {.exchange_keys = base_span_bytes (encrypted)};
    tls_write_message (self, WIRE_CLIENT_KEY_EXCHANGE_RSA, &body);
    set_secret (self, premaster);
    return BASE_CAUSE_NONE;
}

/* For who looks into the engine. Nothing that the peer can notice comes of it: the cause is none
 * whatever the verdict is, and both ways do the same work. */
static void show_verdict (TlsParty *self, const CryptoRsaVerdict *verdict)
{
    bool good = verdict->well_formed;
    bool tells = tls_config_misbehaves (self->config, TLS_TELL_OF_PADDING);
    TlsChoice choice;
    tls_choice_begin (&choice, "encrypted-pre-master-secret",
                      "With which preliminary secret does the server go on?", "RFC 5246 7.4.7.1");
    tls_choice_add (&choice, "the client's", good ? TRACE_CHOSEN : TRACE_FELL,
                    verdict->version ? "the block is well-formed, and the version is the hello's"
                    : good  ? "the block is well-formed; its version is not the hello's, which is "
                              "put in its place and so makes another secret"
                    : tells ? "the block is not well-formed"
                            : "the block is not well-formed, and nobody is told");
    tls_choice_add (&choice, "random bytes", good ? TRACE_FELL : TRACE_CHOSEN,
                    good ? "drawn beforehand, and not needed"
                    : tells
                        ? "drawn beforehand: an honest server goes on with them, and says nothing"
                        : "drawn beforehand; Finished will fail, as after any wrong secret");
    tls_choice_end (self, &choice, TRACE_DECIDE, good ? "the client's" : "random bytes",
                    BASE_CAUSE_NONE);
}

static BaseCause process_client (TlsParty *self)
{
    const WireKeyExchangeData *body = self->message->body;
    uint8_t premaster[CRYPTO_PREMASTER_SIZE], fallback[CRYPTO_PREMASTER_SIZE];
    CryptoRsaVerdict verdict;
    tls_draw (self, "fallback_pre_master_secret", fallback, sizeof fallback);
    crypto_rsa_transport_decrypt (pki_identity_key (self->config->identity), body->exchange_keys,
                                  client_version (self), fallback, premaster, &verdict);
    base_wipe (fallback, sizeof fallback);
    show_verdict (self, &verdict);
    set_secret (self, premaster);
    bool tells = !verdict.well_formed && tls_misbehaves (self, TLS_TELL_OF_PADDING);
    return tells ? BASE_CAUSE_BAD_PREMASTER_PADDING : BASE_CAUSE_NONE;
}

const TlsKeyExchange tls_exchange_rsa = {
    .name = "RSA",
    .wire = WIRE_EXCHANGE_RSA,
    .falls = falls,
    .compose_client = compose_client,
    .process_client = process_client,
};
