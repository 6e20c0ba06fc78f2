#include "crypto/key.h"

#include <string.h>

enum {
    /* A modulus beyond this costs seconds a signature: a peer could keep us busy with one. */
    RSA_MAX_BITS = 16384
};

static const CryptoKind kinds[CRYPTO_N_KEY_KINDS] = {
    [CRYPTO_KEY_RSA] = {.name = "RSA"},
    [CRYPTO_KEY_RSA_PSS] = {.name = "RSA-PSS"},
    [CRYPTO_KEY_P256] = {"ECDSA P-256", 256, .curve = &crypto_p256},
    [CRYPTO_KEY_P384] = {"ECDSA P-384", 384, .curve = &crypto_p384},
    [CRYPTO_KEY_P521] = {"ECDSA P-521", 521, .curve = &crypto_p521},
    [CRYPTO_KEY_ED25519] = {"Ed25519", 255, .edwards = &crypto_ed25519},
    [CRYPTO_KEY_ED448] = {"Ed448", 448, .edwards = &crypto_ed448},
};

const CryptoKind *crypto_kind (CryptoKeyKind kind)
{
    return &kinds[kind];
}

const char *crypto_key_kind_name (CryptoKeyKind kind)
{
    return kinds[kind].name;
}

static bool is_rsa (CryptoKeyKind kind)
{
    return kinds[kind].curve == NULL && kinds[kind].edwards == NULL;
}

static bool is_bound_elsewhere (int bound, const CryptoScheme *scheme)
{
    return bound != CRYPTO_ANY_HASH && bound != (int)scheme->hash;
}

static bool suits (CryptoKeyKind kind, int bound, const CryptoScheme *scheme)
{
    return !scheme->certificates_alone && scheme->key == kind &&
           !is_bound_elsewhere (bound, scheme);
}

static bool suits12 (CryptoKeyKind kind, int bound, const CryptoScheme *scheme)
{
    bool any_curve = kinds[scheme->key].curve != NULL;
    return (any_curve ? kinds[kind].curve != NULL : scheme->key == kind) &&
           !is_bound_elsewhere (bound, scheme);
}

/* ---- Public keys ---- */

static CryptoPublicKey *public_new (CryptoKeyKind kind)
{
    CryptoPublicKey *self = g_new0 (CryptoPublicKey, 1);
    self->kind = kind;
    self->bits = kinds[kind].bits;
    self->bound = CRYPTO_ANY_HASH;
    return self;
}

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

CryptoPublicKey *crypto_public_key_new_rsa (CryptoKeyKind kind, BaseSpan n, BaseSpan e)
{
    g_assert (is_rsa (kind));
    g_autoptr (CryptoPublicKey) self = public_new (kind);
    if (!rsa_public_fill (&self->rsa, n, e))
        return NULL;
    self->bits = (unsigned)mpz_sizeinbase (self->rsa.n, 2);
    return g_steal_pointer (&self);
}

CryptoPublicKey *crypto_public_key_new_ecdsa (CryptoKeyKind kind, BaseSpan x, BaseSpan y)
{
    struct ecc_point point;
    g_assert (kinds[kind].curve != NULL);
    if (!crypto_point_read (&point, kinds[kind].curve, x, y))
        return NULL;
    CryptoPublicKey *self = public_new (kind);
    self->point = point;
    return self;
}

/* Whether the bytes are a point shows only when a signature is verified: RFC 8032 sections 5.1.7
 * and 5.2.7 decode the key there. */
CryptoPublicKey *crypto_public_key_new_eddsa (CryptoKeyKind kind, BaseSpan key)
{
    g_assert (kinds[kind].edwards != NULL);
    if (key.size != kinds[kind].edwards->key_size)
        return NULL;
    CryptoPublicKey *self = public_new (kind);
    memcpy (self->edwards, key.data, key.size);
    return self;
}

void crypto_public_key_free (CryptoPublicKey *self)
{
    if (self == NULL)
        return;
    if (is_rsa (self->kind))
        rsa_public_key_clear (&self->rsa);
    else if (kinds[self->kind].curve != NULL)
        ecc_point_clear (&self->point);
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

void crypto_public_key_bind (CryptoPublicKey *self, CryptoHash hash)
{
    self->bound = (int)hash;
}

bool crypto_public_key_suits (const CryptoPublicKey *self, const CryptoScheme *scheme)
{
    return suits (self->kind, self->bound, scheme);
}

bool crypto_public_key_suits12 (const CryptoPublicKey *self, const CryptoScheme *scheme)
{
    return suits12 (self->kind, self->bound, scheme);
}

/* ---- Private keys ---- */

static CryptoPrivateKey *private_new (CryptoKeyKind kind)
{
    CryptoPrivateKey *self = g_new0 (CryptoPrivateKey, 1);
    self->kind = kind;
    self->bits = kinds[kind].bits;
    self->bound = CRYPTO_ANY_HASH;
    return self;
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

CryptoPrivateKey *crypto_private_key_new_rsa (CryptoKeyKind kind, BaseSpan n, BaseSpan e,
                                              BaseSpan d, BaseSpan p, BaseSpan q)
{
    g_assert (is_rsa (kind));
    g_autoptr (CryptoPrivateKey) self = private_new (kind);
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

CryptoPrivateKey *crypto_private_key_new_ecdsa (CryptoKeyKind kind, BaseSpan scalar)
{
    struct ecc_scalar number;
    g_assert (kinds[kind].curve != NULL);
    if (!crypto_scalar_read (&number, kinds[kind].curve, scalar))
        return NULL;
    CryptoPrivateKey *self = private_new (kind);
    self->scalar = number;
    return self;
}

CryptoPrivateKey *crypto_private_key_new_eddsa (CryptoKeyKind kind, BaseSpan seed)
{
    const CryptoEdwards *edwards = kinds[kind].edwards;
    g_assert (edwards != NULL);
    if (seed.size != edwards->key_size)
        return NULL;
    CryptoPrivateKey *self = private_new (kind);
    memcpy (self->edwards.seed, seed.data, seed.size);
    edwards->derive (self->edwards.public, self->edwards.seed);
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
    if (is_rsa (self->kind))
        rsa_private_free (self);
    else if (kinds[self->kind].curve != NULL)
        crypto_scalar_wipe (&self->scalar);
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

void crypto_private_key_bind (CryptoPrivateKey *self, CryptoHash hash)
{
    self->bound = (int)hash;
}

bool crypto_private_key_suits (const CryptoPrivateKey *self, const CryptoScheme *scheme)
{
    return suits (self->kind, self->bound, scheme);
}

bool crypto_private_key_suits12 (const CryptoPrivateKey *self, const CryptoScheme *scheme)
{
    return suits12 (self->kind, self->bound, scheme);
}
