#include "crypto/exchange.h"
#include "crypto/number.h"
#include "crypto/prime.h"

#define NIST &crypto_exchange_nist
#define MONTGOMERY &crypto_exchange_montgomery
#define FINITE_FIELD &crypto_exchange_finite_field
#define HYBRID &crypto_exchange_hybrid
#define PRIME(bits) &crypto_primes[CRYPTO_PRIME_FFDHE##bits]

#define CURVE "RFC 9846 7.4.2"
#define FIELD "RFC 9846 7.4.1"

static const CryptoGroup rows[] = {
    {0x001d, "x25519", 32, 32, 32, 32, CURVE, MONTGOMERY, &crypto_curve25519},
    {0x0017, "secp256r1", 32, 65, 65, 32, CURVE, NIST, &crypto_p256},
    {0x0018, "secp384r1", 48, 97, 97, 48, CURVE, NIST, &crypto_p384},
    {0x0019, "secp521r1", 66, 133, 133, 66, CURVE, NIST, &crypto_p521},
    {0x001e, "x448", 56, 56, 56, 56, CURVE, MONTGOMERY, &crypto_curve448},
    {0x0100, "ffdhe2048", 32, 256, 256, 256, FIELD, FINITE_FIELD, PRIME (2048)},
    {0x0101, "ffdhe3072", 38, 384, 384, 384, FIELD, FINITE_FIELD, PRIME (3072)},
    {0x0102, "ffdhe4096", 44, 512, 512, 512, FIELD, FINITE_FIELD, PRIME (4096)},
    {0x11ec, "X25519MLKEM768", 96, 1216, 1120, 64, "draft-ietf-tls-ecdhe-mlkem", HYBRID, &rows[0]},
};

const CryptoGroup *crypto_group_find (uint16_t id)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
        if (rows[i].id == id)
            return &rows[i];
    return NULL;
}

const CryptoGroup *crypto_group_at (unsigned i)
{
    return i < G_N_ELEMENTS (rows) ? &rows[i] : NULL;
}

bool crypto_group_suits12 (const CryptoGroup *group)
{
    const CryptoExchange *exchange = group->implementation;
    return exchange->respond == NULL;
}

void crypto_group_generate (const CryptoGroup *group, CryptoDraw draw, void *draw_data,
                            const char *label, uint8_t *private_key)
{
    const CryptoExchange *exchange = group->implementation;
    do
        draw (draw_data, label, private_key, group->private_size);
    while (exchange->accept != NULL && !exchange->accept (group, private_key));
}

void crypto_group_public (const CryptoGroup *group, const uint8_t *private_key, uint8_t *public_key)
{
    const CryptoExchange *exchange = group->implementation;
    exchange->public(group, private_key, public_key);
}

bool crypto_group_respond (const CryptoGroup *group, CryptoDraw draw, void *draw_data,
                           const char *label, BaseSpan peer, uint8_t *public_key, uint8_t *shared)
{
    const CryptoExchange *exchange = group->implementation;
    if (peer.size != group->public_size)
        return false;
    if (exchange->respond != NULL) {
        CryptoSource source = {draw, draw_data};
        return exchange->respond (group, &source, label, peer.data, public_key, shared);
    }
    uint8_t private_key[CRYPTO_MAX_PRIVATE_SIZE];
    crypto_group_generate (group, draw, draw_data, label, private_key);
    crypto_group_public (group, private_key, public_key);
    bool valid = exchange->shared (group, private_key, peer.data, shared);
    base_wipe (private_key, sizeof private_key);
    return valid;
}

bool crypto_group_shared (const CryptoGroup *group, const uint8_t *private_key, BaseSpan peer,
                          uint8_t *shared)
{
    const CryptoExchange *exchange = group->implementation;
    return peer.size == group->response_size &&
           exchange->shared (group, private_key, peer.data, shared);
}
