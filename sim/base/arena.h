/* Memory for many small things that live equally long: taken piece by piece, given back at once.
 * An arena of zeros is an empty one. */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct BaseArenaBlock BaseArenaBlock;

typedef struct {
    size_t block; /* how much to ask for at a time, when the piece is no larger; 0: a little */
    BaseArenaBlock *blocks;
    uint8_t *room; /* the rest of the newest block, and its size */
    size_t left;
} BaseArena;

/* SIZE zeroed bytes, aligned for anything; good until the arena is cleared. */
void *base_arena_take (BaseArena *arena, size_t size);
void *base_arena_copy (BaseArena *arena, const void *data, size_t size);
/* Gives all of it back; afterwards it is empty. */
void base_arena_clear (BaseArena *arena);
