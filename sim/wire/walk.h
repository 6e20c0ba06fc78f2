/* The walker and the builder, the two users of the format tables. Most callers want wire/message.h.
 */
#pragma once

#include "base/arena.h"
#include "wire/extension.h"
#include "wire/tree.h"

/* Reads BYTES by FORMAT into BODY (format->size bytes, zeroed) and makes the tree in the same pass.
 * PLACE says which message's extension formats hold (WIRE_N_PLACES: none). MEMORY keeps alive what
 * lists in BODY point to (NULL: FORMAT has none). All bytes must be used up. Never fails: see
 * tree->cause. transfer full */
WireTree *wire_walk (const WireFormat *format, const char *name, const char *section,
                     WirePlace place, GBytes *bytes, void *body, BaseArena *memory);

/* Appends BODY as FORMAT says. */
void wire_build (const WireFormat *format, WirePlace place, const void *body, GByteArray *out);

/* The number that ROW bound in BODY. */
uint64_t wire_bound_number (const WireRow *row, const void *body);
/* The case of SELECT that holds for BODY; NULL when there is none. */
const WireFormat *wire_selected_case (const WireRow *select, const void *body);
