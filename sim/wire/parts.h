/* Trees whose parts lie side by side, with sizes that no length in them tells: what a cipher made
 * or gave. For sim/wire alone. */
#pragma once

#include "wire/tree.h"

typedef struct {
    const WireRow *row;
    uint32_t length; /* 0: it is not there */
} WirePart;

/* Puts leaves for PARTS, which fill it, under the tree's last field, which was a leaf. */
void wire_split_last_leaf (WireTree *tree, const WirePart *parts, unsigned n_parts);
/* A tree of PARTS alone. transfer full */
WireTree *wire_parts_tree (const char *name, const char *section, GBytes *bytes,
                           const WirePart *parts, unsigned n_parts);
