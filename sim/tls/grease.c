#include <string.h>

#include "tls/extension.h"

/* GREASE (RFC 8701): a party mixes invented values into its lists, so that a peer that does not
 * ignore what it does not know is found out on the first day. Nobody may ever choose one. */

static uint8_t drawn (TlsParty *self, TlsGrease slot)
{
    if (!self->greased)
        tls_draw (self, "grease", self->grease, sizeof self->grease);
    self->greased = true;
    return self->grease[slot];
}

static uint16_t twice (uint8_t byte)
{
    return (uint16_t)(byte << 8 | byte);
}

uint16_t tls_grease (TlsParty *self, TlsGrease slot)
{
    static const uint8_t modes[] = {0x0b, 0x2a, 0x49, 0x68, 0x87, 0xa6, 0xc5, 0xe4};
    if (!self->config->grease)
        return 0;
    if (slot == TLS_GREASE_PSK_MODE)
        return modes[drawn (self, slot) % G_N_ELEMENTS (modes)];
    uint8_t byte = (drawn (self, slot) & 0xf0) | 0x0a;
    /* No extension comes twice. */
    if (slot == TLS_GREASE_EXTENSION &&
        twice (byte) == tls_grease (self, TLS_GREASE_EMPTY_EXTENSION))
        byte ^= 0x10;
    return twice (byte);
}

WireList tls_greased (TlsParty *self, TlsGrease slot, const GArray *values)
{
    uint16_t invented = tls_grease (self, slot);
    if (invented == 0)
        return (WireList){values->data, values->len};
    uint16_t *list = tls_keep (self, (values->len + 1) * sizeof *list);
    list[0] = invented;
    if (values->len > 0)
        memcpy (list + 1, values->data, values->len * sizeof *list);
    return (WireList){list, values->len + 1};
}

/* RFC 8701 sections 3 and 4: in what is offered, never in an answer. */
bool tls_grease_extension (TlsParty *self, WirePlace place, TlsGrease slot, WireExtension *out)
{
    static const uint8_t content[] = {0};
    bool offers = place == WIRE_IN_CLIENT_HELLO || place == WIRE_IN_CERTIFICATE_REQUEST ||
                  place == WIRE_IN_NEW_SESSION_TICKET;
    uint16_t type = offers ? tls_grease (self, slot) : 0;
    if (type == 0)
        return false;
    size_t size = slot == TLS_GREASE_EMPTY_EXTENSION ? 0 : sizeof content;
    *out = (WireExtension){.type = type, .data = base_span (content, size)};
    return true;
}

/* ---- encrypted_client_hello of a client that has no key for it (RFC 9849 section 6.2) ---- */

/* As long as a real one: an inner hello padded to 160 bytes, and its tag. */
enum { ECH_PAYLOAD = 160 + 16, HKDF_SHA256 = 1, AES_128_GCM = 1 };

static BaseSpan draw_public (TlsParty *self)
{
    const CryptoGroup *x25519 = crypto_group_find (0x001d);
    uint8_t *private_key = tls_keep (self, CRYPTO_MAX_PRIVATE_SIZE);
    uint8_t *public_key = tls_keep (self, x25519->public_size);
    crypto_group_generate (x25519, tls_draw, self, "encrypted_client_hello.enc", private_key);
    crypto_group_public (x25519, private_key, public_key);
    base_wipe (private_key, CRYPTO_MAX_PRIVATE_SIZE); /* nobody will ever need it */
    return base_span (public_key, x25519->public_size);
}

void *tls_offer_grease_ech (TlsParty *self)
{
    if (!self->config->grease_ech)
        return NULL;
    WireEchClientHello *body = tls_keep (self, sizeof *body);
    if (self->retried) { /* the same again */
        *body = *(const WireEchClientHello *)tls_extension_body (self->client_hello,
                                                                 WIRE_EXT_ENCRYPTED_CLIENT_HELLO);
        return body;
    }
    uint8_t *payload = tls_keep (self, ECH_PAYLOAD);
    body->type = WIRE_ECH_OUTER;
    body->cipher_suite = (WireHpkeCipherSuite){HKDF_SHA256, AES_128_GCM};
    tls_draw (self, "encrypted_client_hello.config_id", &body->config_id, 1);
    body->enc = draw_public (self);
    tls_draw (self, "encrypted_client_hello.payload", payload, ECH_PAYLOAD);
    body->payload = base_span (payload, ECH_PAYLOAD);
    return body;
}
