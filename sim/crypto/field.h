/* Diffie-Hellman in a finite field of the server's choice, as TLS 1.2 has it (RFC 5246 section
 * 7.4.3): ServerKeyExchange brings a prime p, a generator g and the server's public value, and the
 * client has to take them or leave. TLS 1.3 has its few groups by name (crypto/group.h); they are
 * known here as well. Which size is enough is the policy's business: what this room refuses cannot
 * work, or keeps the peer busy for seconds. Numbers are big-endian. */
#pragma once

#include "crypto/group.h"

enum {
    CRYPTO_FIELD_MIN_BITS = 512, /* what Logjam (2015) broke live, to show it */
    CRYPTO_FIELD_MAX_BITS = 8192,
    CRYPTO_FIELD_MAX_SIZE = CRYPTO_FIELD_MAX_BITS / 8
};

/* A prime that has a name: of RFC 7919 ("ffdhe2048"), of RFC 2409 and RFC 3526 by the names that
 * IKE gives them ("modp1024", "modp2048"), and "export512", the one that most servers of export
 * suites had in common. The generator is 2. */
typedef struct {
    const char *name;
    unsigned bits;
    uint16_t group; /* IANA NamedGroup; 0: none */
    const char *section;
    size_t private_size; /* of a private value: a short one is as safe, for p is a safe prime */
    /* private to the room */
    unsigned constant, offset;
    const char *digits;
} CryptoPrime;

const CryptoPrime *crypto_prime_find (const char *name); /* NULL: no such one */
const CryptoPrime *crypto_prime_at (unsigned i);         /* NULL behind the last */

typedef enum {
    CRYPTO_FIELD_GOOD,
    CRYPTO_FIELD_TOO_SMALL, /* below CRYPTO_FIELD_MIN_BITS */
    CRYPTO_FIELD_TOO_LARGE, /* above CRYPTO_FIELD_MAX_BITS */
    CRYPTO_FIELD_EVEN,      /* p is even, and so no prime */
    CRYPTO_FIELD_GENERATOR  /* not 1 < g < p - 1 */
} CryptoFieldFault;

typedef struct CryptoField CryptoField;
/* Of what a peer sent; leading zeros are allowed. transfer full; NULL with FAULT (may be NULL)
 * saying why. Whether p is prime is not asked: see crypto_field_is_safe (). */
CryptoField *crypto_field_new (BaseSpan p, BaseSpan g, CryptoFieldFault *fault);
/* transfer full */
CryptoField *crypto_field_new_known (const CryptoPrime *prime);
void crypto_field_free (CryptoField *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryptoField, crypto_field_free)

unsigned crypto_field_bits (const CryptoField *self);
/* Bytes of p, and of each public value. */
size_t crypto_field_size (const CryptoField *self);
/* Without leading zeros; transfer full. */
GBytes *crypto_field_p (const CryptoField *self);
GBytes *crypto_field_g (const CryptoField *self);
/* The row of p, when it has one and g is 2, else NULL. */
const CryptoPrime *crypto_field_known (const CryptoField *self);
/* Whether p and (p - 1) / 2 are prime, as far as can be told: what has a name is; for others that
 * costs up to a second or two. A composite p, or one with small factors in p - 1, can be a trap. */
bool crypto_field_is_prime (const CryptoField *self);
bool crypto_field_is_safe (const CryptoField *self);

/* Bytes of a private value; as many as p has when nobody vouches for p being a safe prime. */
size_t crypto_field_private_size (const CryptoField *self);
/* Draws under LABEL until the value is not 0. */
void crypto_field_generate (const CryptoField *self, CryptoDraw draw, void *draw_data,
                            const char *label, uint8_t *private_key);
/* PUBLIC_KEY takes crypto_field_size () bytes, leading zeros included. */
void crypto_field_public (const CryptoField *self, const uint8_t *private_key, uint8_t *public_key);
/* The pre-master secret: SHARED takes crypto_field_size () bytes, *SIZE says how many it has, for
 * TLS 1.2 strips the leading zeros (RFC 5246 section 8.1.2; who measures time learns of them, which
 * is the Raccoon attack of 2020; TLS 1.3 keeps them). False when PEER is empty, longer than p, or
 * not 1 < y < p - 1. */
bool crypto_field_shared (const CryptoField *self, const uint8_t *private_key, BaseSpan peer,
                          uint8_t *shared, size_t *size);
