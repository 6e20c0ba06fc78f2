/* x25519 and x448 (RFC 7748, RFC 9846 section 7.4.2). Every string is a private value: the bits
 * that have to be fixed are fixed when it is used. */
#include "crypto/exchange.h"

#include <nettle/curve25519.h>
#include <nettle/curve448.h>
#include <sodium.h>
#include <string.h>

/* Half of what a handshake costs is these multiplications. For any point libsodium's take two
 * thirds of the time of Nettle's; for the base point Nettle's table is the faster one. */
static void multiply_25519 (uint8_t *out, const uint8_t *scalar, const uint8_t *point)
{
    int ready = sodium_init (); /* picks the code for this processor, once */
    g_assert (ready >= 0);
    /* What it returns tells of zeros, which are looked for below. */
    if (crypto_scalarmult_curve25519 (out, scalar, point) != 0)
        memset (out, 0, crypto_scalarmult_curve25519_BYTES);
}

const CryptoMontgomery crypto_curve25519 = {curve25519_mul_g, multiply_25519};
const CryptoMontgomery crypto_curve448 = {curve448_mul_g, curve448_mul};

static void public_value (const CryptoGroup *group, const uint8_t *private_key, uint8_t *public_key)
{
    const CryptoMontgomery *curve = group->parameters;
    curve->multiply_base (public_key, private_key);
}

static bool shared_value (const CryptoGroup *group, const uint8_t *private_key, const uint8_t *peer,
                          uint8_t *shared)
{
    const CryptoMontgomery *curve = group->parameters;
    curve->multiply (shared, private_key, peer);
    /* A point of small order leads to zero whatever our secret is: RFC 9846 section 7.4.2 wants
     * that refused. */
    uint8_t any = 0;
    for (unsigned i = 0; i < group->shared_size; i++)
        any |= shared[i];
    return any != 0;
}

const CryptoExchange crypto_exchange_montgomery = {.public = public_value, .shared = shared_value};
