/* Key exchange groups (RFC 9846 sections 4.3.7, 4.3.8.2 and 7.4), one row each. A group is a
 * Diffie-Hellman exchange, where both sides do the same, or a key encapsulation, where the client
 * sends a key and the server seals a secret with it: that is why the two shares may differ in size,
 * and why the server answers with one call. */
#pragma once

#include "base/bytes.h"

/* The largest of all groups: X25519MLKEM768's private value and key, ffdhe4096's secret. */
enum { CRYPTO_MAX_PRIVATE_SIZE = 96, CRYPTO_MAX_PUBLIC_SIZE = 1216, CRYPTO_MAX_SHARED_SIZE = 512 };

/* Gives SIZE fresh bytes for LABEL; how is the caller's business. */
typedef void (*CryptoDraw) (void *data, const char *label, uint8_t *out, size_t size);

typedef struct CryptoGroup CryptoGroup;
struct CryptoGroup {
    uint16_t id;          /* IANA NamedGroup */
    const char *name;     /* "x25519" */
    size_t private_size;  /* bytes of the client's private value, as drawn */
    size_t public_size;   /* bytes of the client's KeyShareEntry.key_exchange */
    size_t response_size; /* … and of the server's */
    size_t shared_size;
    const char *section;                     /* where it is written how the secret comes about */
    const void *implementation, *parameters; /* private to the room */
};

/* NULL when this engine does not implement the group. */
const CryptoGroup *crypto_group_find (uint16_t id);
/* The I-th implemented group, NULL behind the last. */
const CryptoGroup *crypto_group_at (unsigned i);

/* Whether TLS 1.2 has it too: there the server speaks first and both sides do the same, generate,
 * public, shared, which a key encapsulation cannot. A curve's secret is the one of version 1.3 (RFC
 * 8422 section 5.10 keeps leading zeros); a finite field's is not, see crypto/field.h. */
bool crypto_group_suits12 (const CryptoGroup *group);

/* The client's first half: draws under LABEL until the value is a valid private one. */
void crypto_group_generate (const CryptoGroup *group, CryptoDraw draw, void *draw_data,
                            const char *label, uint8_t *private_key);
/* PUBLIC_KEY takes public_size bytes. */
void crypto_group_public (const CryptoGroup *group, const uint8_t *private_key,
                          uint8_t *public_key);
/* The server's side, whole: draws under LABEL, and answers PEER, the client's share. PUBLIC_KEY
 * takes response_size bytes, SHARED shared_size. False when PEER is no valid share. */
bool crypto_group_respond (const CryptoGroup *group, CryptoDraw draw, void *draw_data,
                           const char *label, BaseSpan peer, uint8_t *public_key, uint8_t *shared);
/* The client's second half: SHARED takes shared_size bytes. False when PEER, the server's share, is
 * no valid one: wrong size, not on the curve or outside of the range, or an all-zero result for
 * x25519 and x448. */
bool crypto_group_shared (const CryptoGroup *group, const uint8_t *private_key, BaseSpan peer,
                          uint8_t *shared);
