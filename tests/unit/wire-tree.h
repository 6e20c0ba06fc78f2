/* What holds for every field tree whatever its bytes, for the tests of sim/wire. */
#pragma once

#include "wire/message.h"

#include <string.h>

/* The children of FIELD lie side by side and fill it. */
static inline void check_children (const WireTree *tree, uint32_t field)
{
    const WireField *f = &tree->fields[field];
    uint32_t at = f->offset;
    for (uint32_t i = field + 1; i < f->end; i = tree->fields[i].end) {
        g_assert_cmpint (tree->fields[i].parent, ==, (int32_t)field);
        g_assert_cmpuint (tree->fields[i].offset, ==, at);
        g_assert_cmpuint (tree->fields[i].end, >, i);
        at += tree->fields[i].length;
    }
    g_assert_cmpuint (at, ==, f->offset + f->length);
}

/* The leaves cover all bytes in order, without gap or overlap; children fill their parents; what is
 * broken is marked. */
static inline void check_shape (const WireTree *tree)
{
    uint32_t size = (uint32_t)g_bytes_get_size (tree->bytes), at = 0;
    g_assert_cmpuint (tree->n_fields, >, 0);
    g_assert_cmpint (tree->fields[0].parent, ==, -1);
    g_assert_cmpuint (tree->fields[0].length, ==, size);
    g_assert_cmpuint (tree->fields[0].end, ==, tree->n_fields);
    for (uint32_t i = 0; i < tree->n_fields; i++) {
        const WireField *f = &tree->fields[i];
        if (i > 0) {
            g_assert_cmpint (f->parent, <, (int32_t)i);
            g_assert_cmpuint (f->end, <=, tree->fields[f->parent].end);
            g_assert_cmpuint (f->offset, >=, tree->fields[i - 1].offset);
        }
        if (!wire_tree_is_leaf (tree, i)) {
            check_children (tree, i);
            continue;
        }
        g_assert_cmpuint (f->offset, ==, at);
        at += f->length;
    }
    g_assert_cmpuint (at, ==, size);
    if (tree->cause != BASE_CAUSE_NONE) {
        g_assert_cmpuint (tree->broken_field, <, tree->n_fields);
        if (tree->cause != BASE_CAUSE_NO_INNER_CONTENT_TYPE)
            g_assert_true (tree->fields[tree->broken_field].flags & WIRE_FIELD_BROKEN);
    }
}

/* The leaf at an offset is the one that covers it. */
static inline void check_leaf_at (const WireTree *tree)
{
    for (uint32_t i = 0; i < tree->n_fields; i++) {
        const WireField *f = &tree->fields[i];
        if (!wire_tree_is_leaf (tree, i) || f->length == 0)
            continue;
        g_assert_cmpint (wire_tree_leaf_at (tree, f->offset), ==, (int)i);
        g_assert_cmpint (wire_tree_leaf_at (tree, f->offset + f->length - 1), ==, (int)i);
    }
    g_assert_cmpint (wire_tree_leaf_at (tree, (uint32_t)g_bytes_get_size (tree->bytes)), ==, -1);
}

/* Whether FIELD lies in an extension of a type that stood before in the same list: names lead to
 * the first. */
static inline bool is_repeated (const WireTree *tree, uint32_t field)
{
    for (int32_t i = (int32_t)field; tree->fields[i].parent >= 0; i = tree->fields[i].parent) {
        const WireField *f = &tree->fields[i];
        if (!(tree->fields[f->parent].flags & WIRE_FIELD_TRANSPARENT))
            continue;
        for (uint32_t j = (uint32_t)f->parent + 1; j < (uint32_t)i; j = tree->fields[j].end)
            if (g_strcmp0 (tree->fields[j].name, f->name) == 0)
                return true;
    }
    return false;
}

/* Every field can be named, and its path, with or without the root's name, leads back to it. The
 * content behind a length prefix stands for the whole field. */
static inline void check_paths (const WireTree *tree)
{
    for (uint32_t i = 0; i < tree->n_fields; i++) {
        const WireField *f = &tree->fields[i];
        g_autofree char *path = wire_tree_path (tree, i);
        if (is_repeated (tree, i))
            continue;
        int stands_for = f->flags & WIRE_FIELD_CONTENT ? f->parent : (int)i;
        if (wire_tree_find (tree, path) != stands_for)
            g_error ("%s leads to field %d, not %d", path, wire_tree_find (tree, path), stands_for);
        if (i > 0)
            g_assert_cmpint (wire_tree_find (tree, path + strlen (tree->name) + 1), ==, stands_for);
    }
}

/* None of the words for any field may crash or be missing. */
static inline void check_words (const WireTree *tree)
{
    for (uint32_t i = 0; i < tree->n_fields; i++) {
        g_autofree char *label = wire_tree_label (tree, i);
        g_autofree char *value = wire_tree_value (tree, i);
        g_autofree char *plain = wire_tree_plain (tree, i);
        g_autofree char *key = wire_tree_key (tree, i);
        g_assert_true (label != NULL && *label != '\0');
        g_assert_true (value != NULL && *value != '\0');
        g_assert_true (plain != NULL);
        g_assert_true (key != NULL && *key != '\0');
        g_assert_true (g_str_has_prefix (wire_tree_section (tree, i), "RFC "));
    }
}

/* All of it. */
static inline void check_tree (const WireTree *tree)
{
    check_shape (tree);
    check_leaf_at (tree);
    check_paths (tree);
    check_words (tree);
}

/* Before TLS 1.2 a hello could end without a list of extensions; the builder always writes one. */
static inline bool lacks_extension_list (const WireMessage *message)
{
    switch (message->row->id) {
    case WIRE_CLIENT_HELLO:
    case WIRE_SERVER_HELLO:
    case WIRE_HELLO_RETRY_REQUEST:
        return wire_tree_find (message->tree, "extensions") < 0;
    default:
        return false;
    }
}

/* Reads the bytes as a message and gives the cause; what reads well can be built again from what
 * was read. DEEP: looks at words and paths too, not only at the shape. */
static inline BaseCause check_message_as (uint8_t content_type, WireDialect dialect,
                                          const uint8_t *data, size_t size, bool deep)
{
    /* A copy of its own, so that a byte read behind the end is noticed. */
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (WireMessage) message = wire_message_read_as (content_type, bytes, dialect);
    if (deep)
        check_tree (message->tree);
    else
        check_shape (message->tree);
    BaseCause cause = message->tree->cause;
    if (cause == BASE_CAUSE_NONE && !lacks_extension_list (message)) {
        g_autoptr (WireMessage) again = wire_message_write (message->row->id, message->body);
        g_assert_true (g_bytes_equal (again->bytes, bytes));
    }
    return cause;
}

static inline BaseCause check_message (uint8_t content_type, const uint8_t *data, size_t size,
                                       bool deep)
{
    return check_message_as (content_type, (WireDialect){0}, data, size, deep);
}
