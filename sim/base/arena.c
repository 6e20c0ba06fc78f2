#include "base/arena.h"

#include <glib.h>
#include <stdalign.h>
#include <string.h>

struct BaseArenaBlock {
    BaseArenaBlock *before;
    alignas (max_align_t) uint8_t room[];
};

static void add_block (BaseArena *arena, size_t size)
{
    BaseArenaBlock *block = g_malloc (sizeof *block + size);
    block->before = arena->blocks;
    arena->blocks = block;
    arena->room = block->room;
    arena->left = size;
}

static uint8_t *take (BaseArena *arena, size_t size)
{
    enum { LITTLE = 512 };
    size = (size + alignof (max_align_t) - 1) / alignof (max_align_t) * alignof (max_align_t);
    if (size > arena->left)
        add_block (arena, MAX (size, arena->block > 0 ? arena->block : LITTLE));
    uint8_t *piece = arena->room;
    arena->room += size;
    arena->left -= size;
    return piece;
}

void *base_arena_take (BaseArena *arena, size_t size)
{
    return memset (take (arena, size), 0, size);
}

void *base_arena_copy (BaseArena *arena, const void *data, size_t size)
{
    return memcpy (take (arena, size), data, size);
}

void base_arena_clear (BaseArena *arena)
{
    while (arena->blocks != NULL) {
        BaseArenaBlock *block = arena->blocks;
        arena->blocks = block->before;
        g_free (block);
    }
    arena->room = NULL;
    arena->left = 0;
}
