/* Key exchange groups (RFC 9846 sections 4.3.7, 4.3.8.2 and 7.4.2), one row each. */
#pragma once

#include "base/bytes.h"

enum { CRYPTO_MAX_SHARED_SIZE = 66 };

/* Gives SIZE fresh bytes for LABEL; how is the caller's business. */
typedef void (*CryptoDraw) (void *data, const char *label, uint8_t *out, size_t size);

typedef struct CryptoGroup CryptoGroup;
struct CryptoGroup {
    uint16_t id;         /* IANA NamedGroup */
    const char *name;    /* "x25519" */
    size_t private_size; /* bytes of a private value, big-endian scalar or the RFC 7748 string */
    size_t public_size;  /* bytes of KeyShareEntry.key_exchange */
    size_t shared_size;
    const void *implementation; /* private to the room */
};

/* NULL when this engine does not implement the group. */
const CryptoGroup *crypto_group_find (uint16_t id);
/* The I-th implemented group, NULL behind the last. */
const CryptoGroup *crypto_group_at (unsigned i);

/* Draws under LABEL until the value is a valid private one. */
void crypto_group_generate (const CryptoGroup *group, CryptoDraw draw, void *draw_data,
                            const char *label, uint8_t *private_key);
void crypto_group_public (const CryptoGroup *group, const uint8_t *private_key,
                          uint8_t *public_key);
/* SHARED takes shared_size bytes. False when PEER is no valid public value (wrong size, not on the
 * curve, or an all-zero result for x25519). */
bool crypto_group_shared (const CryptoGroup *group, const uint8_t *private_key, BaseSpan peer,
                          uint8_t *shared);
