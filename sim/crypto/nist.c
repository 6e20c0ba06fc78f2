/* secp256r1, secp384r1 and secp521r1 (RFC 9846 sections 4.3.8.2 and 7.4.2). Each coordinate takes
 * the size of the field, leading zeros included. */
#include "crypto/exchange.h"
#include "crypto/number.h"

#include <nettle/ecc-curve.h>

enum { POINT_UNCOMPRESSED = 4 };

const CryptoCurve crypto_p256 = {nettle_get_secp_256r1, 256};
const CryptoCurve crypto_p384 = {nettle_get_secp_384r1, 384};
const CryptoCurve crypto_p521 = {nettle_get_secp_521r1, 521};

/* The bytes of P-521 hold seven bits more than a scalar has: without dropping them, 127 of 128
 * draws would be in vain (FIPS 186-5 A.2.2 tests candidates of the order's length in bits). */
static bool accept (const CryptoGroup *group, uint8_t *private_key)
{
    const CryptoCurve *curve = group->parameters;
    struct ecc_scalar scalar;
    private_key[0] &= (uint8_t)(0xff >> (8 * group->private_size - curve->bits));
    if (!crypto_scalar_read (&scalar, curve, base_span (private_key, group->private_size)))
        return false;
    crypto_scalar_wipe (&scalar);
    return true;
}

static void read_scalar (struct ecc_scalar *scalar, const CryptoGroup *group,
                         const uint8_t *private_key)
{
    bool valid = crypto_scalar_read (scalar, group->parameters,
                                     base_span (private_key, group->private_size));
    g_assert (valid);
}

static void write_point (const struct ecc_point *point, size_t size, uint8_t *x_out, uint8_t *y_out)
{
    mpz_t x, y;
    mpz_inits (x, y, NULL);
    ecc_point_get (point, x, y);
    nettle_mpz_get_str_256 (size, x_out, x);
    if (y_out != NULL)
        nettle_mpz_get_str_256 (size, y_out, y);
    crypto_number_wipe (x);
    crypto_number_wipe (y);
}

static void public_value (const CryptoGroup *group, const uint8_t *private_key, uint8_t *public_key)
{
    const CryptoCurve *curve = group->parameters;
    struct ecc_scalar scalar;
    struct ecc_point point;
    read_scalar (&scalar, group, private_key);
    ecc_point_init (&point, curve->nettle ());
    ecc_point_mul_g (&point, &scalar);
    public_key[0] = POINT_UNCOMPRESSED;
    write_point (&point, group->shared_size, public_key + 1, public_key + 1 + group->shared_size);
    ecc_point_clear (&point);
    crypto_scalar_wipe (&scalar);
}

/* These curves have a prime number of points, so a valid point times a valid scalar is never the
 * point at infinity. */
static bool shared_value (const CryptoGroup *group, const uint8_t *private_key, const uint8_t *peer,
                          uint8_t *shared)
{
    const CryptoCurve *curve = group->parameters;
    size_t size = group->shared_size;
    struct ecc_point point;
    if (peer[0] != POINT_UNCOMPRESSED ||
        !crypto_point_read (&point, curve, base_span (peer + 1, size),
                            base_span (peer + 1 + size, size)))
        return false;
    struct ecc_scalar scalar;
    read_scalar (&scalar, group, private_key);
    ecc_point_mul (&point, &scalar, &point);
    write_point (&point, size, shared, NULL);
    base_wipe (point.p, (size_t)ecc_size_a (curve->nettle ()) * sizeof (mp_limb_t));
    ecc_point_clear (&point);
    crypto_scalar_wipe (&scalar);
    return true;
}

const CryptoExchange crypto_exchange_nist = {accept, public_value, shared_value, NULL};
