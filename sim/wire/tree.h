/* The field tree of a piece of wire bytes: what the walker read, to the byte. Fields stand in
 * pre-order in one array. Invariant: the leaves cover all bytes, without gap or overlap, also for
 * broken input, whose last leaf holds what could not be read. Names, values and paths are made when
 * asked. */
#pragma once

#include "base/cause.h"
#include "wire/format.h"

typedef enum {
    WIRE_FIELD_LENGTH = 1 << 0,      /* a length prefix */
    WIRE_FIELD_CONTENT = 1 << 1,     /* what follows a length prefix; stands for its parent */
    WIRE_FIELD_UNREAD = 1 << 2,      /* bytes that could not be read */
    WIRE_FIELD_BROKEN = 1 << 3,      /* reading stopped here, see cause */
    WIRE_FIELD_TRANSPARENT = 1 << 4, /* not named in paths (the list of extensions) */
    WIRE_FIELD_UNKNOWN = 1 << 5,     /* an extension without a row */
    WIRE_FIELD_MISPLACED = 1 << 6,   /* an extension that this message may not carry */
} WireFieldFlags;

typedef struct {
    const WireRow *row; /* its description; NULL for the root */
    const char *name;   /* borrowed, static or the tree's: "cipher_suites"; NULL for an element */
    uint32_t offset;    /* in the tree's bytes */
    uint32_t length;
    int32_t parent; /* index, -1 for the root */
    uint32_t end;   /* one past the index of its last descendant; a leaf has end == own + 1 */
    int32_t index;  /* in its vector, else -1 */
    uint32_t flags;
} WireField;

typedef struct {
    int references;
    const char *name; /* of the root: "ClientHello"; static */
    const char *section;
    bool older; /* of TLS 1.2 or before: rows speak of their older sections */
    GBytes *bytes;
    WireField *fields;
    unsigned n_fields;
    GStringChunk *names;   /* private: of fields that no table names; may be NULL */
    BaseCause cause;       /* why reading stopped, BASE_CAUSE_NONE when it did not */
    uint32_t broken_field; /* where, when it did */
} WireTree;

WireTree *wire_tree_ref (WireTree *tree);
void wire_tree_unref (WireTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WireTree, wire_tree_unref)

bool wire_tree_is_leaf (const WireTree *tree, unsigned field);
BaseSpan wire_tree_span (const WireTree *tree, unsigned field);
/* The field's own name for a list: "cipher_suites", "[0]", "length". transfer full */
char *wire_tree_label (const WireTree *tree, unsigned field);
/* Its path below and with the root: "ClientHello.key_share.client_shares[0].group". transfer full
 */
char *wire_tree_path (const WireTree *tree, unsigned field);
/* Its value in words: "TLS_AES_128_GCM_SHA256 (0x1301)", "32 bytes", "server.example". transfer
 * full */
char *wire_tree_value (const WireTree *tree, unsigned field);
/* Its value bare, as expectations write it: "TLS_AES_128_GCM_SHA256", "3", hex. transfer full */
char *wire_tree_plain (const WireTree *tree, unsigned field);
/* Its explanation key: the path without indices ("ClientHello.cipher_suites[]"); "length" for
 * length prefixes, "unread" for what could not be read; "unknown_extension", "grease_extension"
 * and "misplaced_extension" for what they are. transfer full
 */
char *wire_tree_key (const WireTree *tree, unsigned field);
/* "RFC 9846 4.2.2"; static, inherited from the parent where the row has none. */
const char *wire_tree_section (const WireTree *tree, unsigned field);
/* The leaf that holds the byte at OFFSET; -1 behind the end. */
int wire_tree_leaf_at (const WireTree *tree, uint32_t offset);
/* The field at PATH, given with or without the root's name; -1 when there is none. The content of a
 * length-prefixed field answers to the field's own path through its parent. */
int wire_tree_find (const WireTree *tree, const char *path);
