#include "crypto/group.h"
#include "crypto/number.h"

#include <nettle/curve25519.h>
#include <nettle/ecc-curve.h>
#include <string.h>

enum { P256_SIZE = 32, POINT_UNCOMPRESSED = 4 };

typedef struct {
    bool (*valid) (const uint8_t *private_key);
    void (*public) (const uint8_t *private_key, uint8_t *public_key);
    bool (*shared) (const uint8_t *private_key, const uint8_t *peer, uint8_t *shared);
} GroupWork;

/* RFC 7748 section 5: every string of 32 bytes is a private value, its fixed bits are set when it
 * is used. */
static bool x25519_valid (const uint8_t *private_key)
{
    return true;
}

static void x25519_public (const uint8_t *private_key, uint8_t *public_key)
{
    curve25519_mul_g (public_key, private_key);
}

static bool x25519_shared (const uint8_t *private_key, const uint8_t *peer, uint8_t *shared)
{
    curve25519_mul (shared, private_key, peer);
    /* A point of small order leads to zero whatever our secret is: RFC 9846 section 7.4.2 wants
     * that refused. */
    uint8_t any = 0;
    for (unsigned i = 0; i < CURVE25519_SIZE; i++)
        any |= shared[i];
    return any != 0;
}

static bool p256_valid (const uint8_t *private_key)
{
    struct ecc_scalar scalar;
    if (!crypto_scalar_read (&scalar, nettle_get_secp_256r1 (), base_span (private_key, P256_SIZE)))
        return false;
    crypto_scalar_wipe (&scalar);
    return true;
}

/* Each coordinate takes 32 bytes, leading zeros included (RFC 9846 sections 4.3.8.2 and 7.4.2). */
static void p256_write (const struct ecc_point *point, uint8_t *x_out, uint8_t *y_out)
{
    mpz_t x, y;
    mpz_inits (x, y, NULL);
    ecc_point_get (point, x, y);
    nettle_mpz_get_str_256 (P256_SIZE, x_out, x);
    if (y_out != NULL)
        nettle_mpz_get_str_256 (P256_SIZE, y_out, y);
    crypto_number_wipe (x);
    crypto_number_wipe (y);
}

static void p256_public (const uint8_t *private_key, uint8_t *public_key)
{
    const struct ecc_curve *curve = nettle_get_secp_256r1 ();
    struct ecc_scalar scalar;
    bool valid = crypto_scalar_read (&scalar, curve, base_span (private_key, P256_SIZE));
    g_assert (valid);
    struct ecc_point point;
    ecc_point_init (&point, curve);
    ecc_point_mul_g (&point, &scalar);
    public_key[0] = POINT_UNCOMPRESSED;
    p256_write (&point, public_key + 1, public_key + 1 + P256_SIZE);
    ecc_point_clear (&point);
    crypto_scalar_wipe (&scalar);
}

/* The curve has a prime number of points, so a valid point times a valid scalar is never the point
 * at infinity. */
static bool p256_shared (const uint8_t *private_key, const uint8_t *peer, uint8_t *shared)
{
    const struct ecc_curve *curve = nettle_get_secp_256r1 ();
    struct ecc_point point;
    if (peer[0] != POINT_UNCOMPRESSED ||
        !crypto_point_read (&point, curve, base_span (peer + 1, P256_SIZE),
                            base_span (peer + 1 + P256_SIZE, P256_SIZE)))
        return false;
    struct ecc_scalar scalar;
    bool valid = crypto_scalar_read (&scalar, curve, base_span (private_key, P256_SIZE));
    g_assert (valid);
    ecc_point_mul (&point, &scalar, &point);
    p256_write (&point, shared, NULL);
    base_wipe (point.p, (size_t)ecc_size_a (curve) * sizeof (mp_limb_t));
    ecc_point_clear (&point);
    crypto_scalar_wipe (&scalar);
    return true;
}

static const GroupWork x25519 = {x25519_valid, x25519_public, x25519_shared};
static const GroupWork p256 = {p256_valid, p256_public, p256_shared};

static const CryptoGroup rows[] = {
    {0x001d, "x25519", CURVE25519_SIZE, CURVE25519_SIZE, CURVE25519_SIZE, &x25519},
    {0x0017, "secp256r1", P256_SIZE, 1 + 2 * P256_SIZE, P256_SIZE, &p256},
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

void crypto_group_generate (const CryptoGroup *group, CryptoDraw draw, void *draw_data,
                            const char *label, uint8_t *private_key)
{
    const GroupWork *work = group->implementation;
    do
        draw (draw_data, label, private_key, group->private_size);
    while (!work->valid (private_key));
}

void crypto_group_public (const CryptoGroup *group, const uint8_t *private_key, uint8_t *public_key)
{
    const GroupWork *work = group->implementation;
    work->public(private_key, public_key);
}

bool crypto_group_shared (const CryptoGroup *group, const uint8_t *private_key, BaseSpan peer,
                          uint8_t *shared)
{
    const GroupWork *work = group->implementation;
    return peer.size == group->public_size && work->shared (private_key, peer.data, shared);
}
