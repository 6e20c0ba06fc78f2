#include "wire/edit.h"

#include <string.h>

/* The length prefix of FIELD's content; -1 without one. That of an extension stands behind its
 * type. */
static int length_of (const WireTree *tree, uint32_t field)
{
    for (uint32_t i = field + 1; i < tree->fields[field].end; i = tree->fields[i].end)
        if (tree->fields[i].flags & WIRE_FIELD_LENGTH)
            return (int)i;
    return -1;
}

static void add_to_number (uint8_t *at, uint32_t width, int64_t delta)
{
    int64_t number = (int64_t)base_read_number (at, width) + delta;
    for (uint32_t i = 0; i < width; i++)
        at[i] = (uint8_t)(number >> (8 * (width - 1 - i)));
}

/* All prefixes stand before what they count, so their places have not moved. */
static void mend_lengths (const WireTree *tree, int32_t field, size_t from, int64_t delta,
                          uint8_t *bytes)
{
    enum { MESSAGE_HEADER_SIZE = 4 };
    for (; field >= 0; field = tree->fields[field].parent) {
        int length = length_of (tree, (uint32_t)field);
        if (length >= 0)
            add_to_number (bytes + tree->fields[length].offset, tree->fields[length].length, delta);
    }
    bool handshake = tree->n_fields > 1 && g_strcmp0 (tree->fields[1].name, "msg_type") == 0;
    if (handshake && from >= MESSAGE_HEADER_SIZE)
        add_to_number (bytes + 1, 3, delta);
}

static GBytes *splice (const WireTree *tree, size_t from, size_t to, BaseSpan value, int32_t mend)
{
    BaseSpan whole = base_span_bytes (tree->bytes);
    GByteArray *out = g_byte_array_new ();
    base_append_span (out, base_span (whole.data, from));
    base_append_span (out, value);
    base_append_span (out, base_span (whole.data + to, whole.size - to));
    if (mend >= 0)
        mend_lengths (tree, mend, from, (int64_t)value.size - (int64_t)(to - from), out->data);
    return g_byte_array_free_to_bytes (out);
}

static GBytes *flip (const WireTree *tree, size_t at, size_t size, BaseSpan mask)
{
    if (mask.size > size)
        return NULL;
    g_autofree uint8_t *bytes = g_malloc (MAX (mask.size, 1));
    BaseSpan whole = base_span_bytes (tree->bytes);
    for (size_t i = 0; i < mask.size; i++)
        bytes[i] = whole.data[at + i] ^ mask.data[i];
    return splice (tree, at, at + mask.size, base_span (bytes, mask.size), -1);
}

GBytes *wire_edit (const WireTree *tree, const char *path, WireEdit edit, BaseSpan value, bool mend)
{
    int field = *path != '\0' ? wire_tree_find (tree, path) : 0;
    if (field < 0)
        return NULL;
    const WireField *f = &tree->fields[field];
    int length = length_of (tree, (uint32_t)field);
    size_t begin = f->offset, end = begin + f->length;
    size_t content =
        length >= 0 ? tree->fields[length].offset + tree->fields[length].length : begin;
    int32_t own = mend ? field : -1, around = mend ? f->parent : -1;
    switch (edit) {
    case WIRE_EDIT_SET:
        /* Whoever sets the whole message writes its lengths too. */
        return splice (tree, content, end, value, field > 0 ? own : -1);
    case WIRE_EDIT_XOR:
        return flip (tree, content, end - content, value);
    case WIRE_EDIT_INSERT:
        return splice (tree, content, content, value, length >= 0 ? own : around);
    case WIRE_EDIT_APPEND:
        return splice (tree, end, end, value, own);
    case WIRE_EDIT_OMIT:
        return splice (tree, begin, end, base_span (NULL, 0), around);
    case WIRE_EDIT_REPEAT:
        return splice (tree, end, end, wire_tree_span (tree, (unsigned)field), around);
    }
    g_assert_not_reached ();
}

static GBytes *number_value (const WireRegistry *names, uint32_t width, const char *text)
{
    int64_t number = names != NULL ? wire_value (names, text) : -1;
    char *end = NULL;
    if (number < 0)
        number = g_ascii_strtoll (text, &end, 0);
    if (end != NULL && (end == text || *end != '\0' || number < 0))
        return NULL;
    if (width < 8 && number >> (8 * width) != 0)
        return NULL;
    GByteArray *out = g_byte_array_new ();
    base_append_number (out, (uint64_t)number, width);
    return g_byte_array_free_to_bytes (out);
}

GBytes *wire_edit_value (const WireTree *tree, unsigned field, const char *text)
{
    const WireField *f = &tree->fields[field];
    if (f->flags & WIRE_FIELD_LENGTH)
        return number_value (NULL, f->length, text);
    if (f->row != NULL && f->row->kind == WIRE_NUMBER)
        return number_value (f->row->names, f->row->width, text);
    if (g_str_has_prefix (text, "0x"))
        return base_unhex (text + 2, NULL);
    if (f->row != NULL && f->row->text)
        return g_bytes_new (text, strlen (text));
    return base_unhex (text, NULL);
}
