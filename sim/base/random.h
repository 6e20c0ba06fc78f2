/* Labelled randomness. Every draw is a PRF of (seed, connection, party, label, counter), counted
 * per label, so that a run is a function of its seed and changing one setting changes only what
 * depends on it. A live connection gets a fresh seed from the operating system, which is recorded:
 * it can be replayed like a simulated one. */
#pragma once

#include "base/bytes.h"

typedef struct BaseRandom BaseRandom;

/* transfer full. SEED is any text, CONNECTION counts from 1, PARTY is "client" or "server". */
BaseRandom *base_random_new (const char *seed, unsigned connection, const char *party);
void base_random_free (BaseRandom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseRandom, base_random_free)

/* The next draws of LABEL give BYTES instead (one call, one draw); for published test vectors. */
void base_random_inject (BaseRandom *self, const char *label, GBytes *bytes);

void base_random_draw (BaseRandom *self, const char *label, uint8_t *out, size_t size);

/* A seed nobody can guess: 32 hex digits from the operating system. transfer full */
char *base_random_fresh_seed (void);
