/* Labelled randomness. Every draw is a PRF (HMAC-SHA256) of (seed, connection, party, label,
 * counter), counted per label, so that a run is a function of its seed and changing one setting
 * changes only what depends on it. A live connection gets a fresh seed from the operating system,
 * which is recorded: it can be replayed like a simulated one. */
#pragma once

#include "base/bytes.h"

typedef struct CryptoRandom CryptoRandom;

/* transfer full. SEED is any text, CONNECTION counts from 1, PARTY is "client" or "server". */
CryptoRandom *crypto_random_new (const char *seed, unsigned connection, const char *party);
void crypto_random_free (CryptoRandom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryptoRandom, crypto_random_free)

/* The next draws of LABEL give BYTES instead (one call, one draw); for published test vectors. */
void crypto_random_inject (CryptoRandom *self, const char *label, GBytes *bytes);

void crypto_random_draw (CryptoRandom *self, const char *label, uint8_t *out, size_t size);

/* A seed nobody can guess: 32 hex digits from the operating system. transfer full */
char *crypto_random_fresh_seed (void);
