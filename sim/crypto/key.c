#include "crypto/key.h"

#include <nettle/ecc-curve.h>
#include <string.h>

enum {
    P256_BITS = 256,
    ED25519_BITS = 255, /* of the field, as RFC 8032 has it */
    /* A modulus beyond this costs seconds a signature: a peer could keep us busy with one. */
    RSA_MAX_BITS = 16384
};

/* Which sizes are safe is the policy's business; here only what cannot work is refused. */
static bool rsa_public_fill (struct rsa_public_key *rsa, BaseSpan n, BaseSpan e)
{
    rsa_public_key_init (rsa);
    crypto_number_read (rsa->n, n);
    crypto_number_read (rsa->e, e);
    return mpz_odd_p (rsa->n) && mpz_sizeinbase (rsa->n, 2) <= RSA_MAX_BITS && mpz_odd_p (rsa->e) &&
           mpz_cmp_ui (rsa->e, 1) > 0 && mpz_cmp (rsa->e, rsa->n) < 0 &&
           rsa_public_key_prepare (rsa) != 0;
}

CryptoPublicKey *crypto_public_key_new_rsa (BaseSpan n, BaseSpan e)
{
    g_autoptr (CryptoPublicKey) self = g_new0 (CryptoPublicKey, 1);
    self->kind = CRYPTO_KEY_RSA;
    if (!rsa_public_fill (&self->rsa, n, e))
        return NULL;
    self->bits = (unsigned)mpz_sizeinbase (self->rsa.n, 2);
    return g_steal_pointer (&self);
}

CryptoPublicKey *crypto_public_key_new_p256 (BaseSpan x, BaseSpan y)
{
    struct ecc_point point;
    if (!crypto_point_read (&point, &crypto_p256, x, y))
        return NULL;
    CryptoPublicKey *self = g_new0 (CryptoPublicKey, 1);
    self->kind = CRYPTO_KEY_P256;
    self->bits = P256_BITS;
    self->p256 = point;
    return self;
}

/* Whether the 32 bytes are a point shows only when a signature is verified: RFC 8032 section 5.1.7
 * decodes the key there. */
CryptoPublicKey *crypto_public_key_new_ed25519 (BaseSpan key)
{
    if (key.size != ED25519_KEY_SIZE)
        return NULL;
    CryptoPublicKey *self = g_new0 (CryptoPublicKey, 1);
    self->kind = CRYPTO_KEY_ED25519;
    self->bits = ED25519_BITS;
    memcpy (self->ed25519, key.data, ED25519_KEY_SIZE);
    return self;
}

void crypto_public_key_free (CryptoPublicKey *self)
{
    if (self == NULL)
        return;
    if (self->kind == CRYPTO_KEY_RSA)
        rsa_public_key_clear (&self->rsa);
    else if (self->kind == CRYPTO_KEY_P256)
        ecc_point_clear (&self->p256);
    g_free (self);
}

CryptoKeyKind crypto_public_key_kind (const CryptoPublicKey *self)
{
    return self->kind;
}

unsigned crypto_public_key_bits (const CryptoPublicKey *self)
{
    return self->bits;
}

/* OUT = NUMBER mod (PRIME - 1). */
static void reduce (mpz_t out, const mpz_t number, const mpz_t prime)
{
    mpz_t order;
    mpz_init (order);
    mpz_sub_ui (order, prime, 1);
    mpz_mod (out, number, order);
    crypto_number_wipe (order);
}

/* EXPONENT (already mod PRIME - 1) undoes E there. */
static bool undoes (const mpz_t exponent, const mpz_t e, const mpz_t prime)
{
    mpz_t product;
    mpz_init (product);
    mpz_mul (product, exponent, e);
    reduce (product, product, prime);
    bool one = mpz_cmp_ui (product, 1) == 0;
    crypto_number_wipe (product);
    return one;
}

/* Fills in Nettle's a, b and c (RFC 8017 section 3.2: dP, dQ and qInv), and proves that the numbers
 * belong together. */
static bool rsa_private_complete (struct rsa_private_key *rsa, const struct rsa_public_key *public)
{
    mpz_t product;
    mpz_init (product);
    mpz_mul (product, rsa->p, rsa->q);
    bool factors = mpz_cmp (product, public->n) == 0;
    crypto_number_wipe (product);
    if (!factors || mpz_cmp_ui (rsa->p, 1) <= 0 || mpz_cmp_ui (rsa->q, 1) <= 0)
        return false;
    reduce (rsa->a, rsa->d, rsa->p);
    reduce (rsa->b, rsa->d, rsa->q);
    return undoes (rsa->a, public->e, rsa->p) && undoes (rsa->b, public->e, rsa->q) &&
           mpz_invert (rsa->c, rsa->q, rsa->p) != 0 && rsa_private_key_prepare (rsa) != 0;
}

CryptoPrivateKey *crypto_private_key_new_rsa (BaseSpan n, BaseSpan e, BaseSpan d, BaseSpan p,
                                              BaseSpan q)
{
    g_autoptr (CryptoPrivateKey) self = g_new0 (CryptoPrivateKey, 1);
    self->kind = CRYPTO_KEY_RSA;
    rsa_private_key_init (&self->rsa.private);
    crypto_number_read (self->rsa.private.d, d);
    crypto_number_read (self->rsa.private.p, p);
    crypto_number_read (self->rsa.private.q, q);
    bool usable = rsa_public_fill (&self->rsa.public, n, e);
    if (!usable || !rsa_private_complete (&self->rsa.private, &self->rsa.public))
        return NULL;
    self->bits = (unsigned)mpz_sizeinbase (self->rsa.public.n, 2);
    return g_steal_pointer (&self);
}

CryptoPrivateKey *crypto_private_key_new_p256 (BaseSpan scalar)
{
    struct ecc_scalar number;
    if (!crypto_scalar_read (&number, &crypto_p256, scalar))
        return NULL;
    CryptoPrivateKey *self = g_new0 (CryptoPrivateKey, 1);
    self->kind = CRYPTO_KEY_P256;
    self->bits = P256_BITS;
    self->p256 = number;
    return self;
}

CryptoPrivateKey *crypto_private_key_new_ed25519 (BaseSpan seed)
{
    if (seed.size != ED25519_KEY_SIZE)
        return NULL;
    CryptoPrivateKey *self = g_new0 (CryptoPrivateKey, 1);
    self->kind = CRYPTO_KEY_ED25519;
    self->bits = ED25519_BITS;
    memcpy (self->ed25519.seed, seed.data, ED25519_KEY_SIZE);
    ed25519_sha512_public_key (self->ed25519.public, self->ed25519.seed);
    return self;
}

static void rsa_private_free (CryptoPrivateKey *self)
{
    struct rsa_private_key *rsa = &self->rsa.private;
    crypto_number_wipe (rsa->d);
    crypto_number_wipe (rsa->p);
    crypto_number_wipe (rsa->q);
    crypto_number_wipe (rsa->a);
    crypto_number_wipe (rsa->b);
    crypto_number_wipe (rsa->c);
    rsa_public_key_clear (&self->rsa.public);
}

void crypto_private_key_free (CryptoPrivateKey *self)
{
    if (self == NULL)
        return;
    if (self->kind == CRYPTO_KEY_RSA)
        rsa_private_free (self);
    else if (self->kind == CRYPTO_KEY_P256)
        crypto_scalar_wipe (&self->p256);
    base_wipe (self, sizeof *self);
    g_free (self);
}

CryptoKeyKind crypto_private_key_kind (const CryptoPrivateKey *self)
{
    return self->kind;
}

unsigned crypto_private_key_bits (const CryptoPrivateKey *self)
{
    return self->bits;
}
