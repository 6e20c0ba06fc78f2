/* Messages: the first byte says which content type, the rest is the message. Whatever it is, its
 * field tree covers every byte, and what reads well is written again to the same bytes. */
#include "fuzz.h"

#include "../unit/wire-tree.h"

enum { DEEP = 2048 }; /* finding every path takes time that grows with the square of the size */

void fuzz_messages (BaseSpan input)
{
    FuzzInput in = {input};
    uint8_t type = (uint8_t)(WIRE_CT_CHANGE_CIPHER_SPEC + fuzz_take (&in, 1) % 4);
    check_message (type, in.rest.data, in.rest.size, in.rest.size <= DEEP);
}

/* ---- Changes that keep the shape ---- */

/* The bytes that lengths count: FIELD's own length prefix is not among them. */
static uint32_t body_of (const WireTree *tree, uint32_t field)
{
    const WireField *f = &tree->fields[field];
    bool has_length = f->end > field + 1 && tree->fields[field + 1].flags & WIRE_FIELD_LENGTH;
    return f->offset + (has_length ? tree->fields[field + 1].length : 0);
}

static void add_to_number (uint8_t *data, uint32_t width, int by)
{
    uint64_t value = base_read_number (data, width) + (uint64_t)(int64_t)by;
    for (uint32_t i = 0; i < width; i++)
        data[i] = (uint8_t)(value >> 8 * (width - 1 - i));
}

/* Where the length prefixes are that count FIELD, whose size has changed BY so many bytes. They
 * stand before it, so nothing has moved them. */
static void mend_lengths (const WireTree *tree, uint32_t field, uint8_t *message, int by)
{
    for (int32_t i = (int32_t)field; i >= 0; i = tree->fields[i].parent) {
        const WireField *f = &tree->fields[i];
        const WireField *first = &tree->fields[i + 1];
        if (f->end > (uint32_t)i + 1 && first->flags & WIRE_FIELD_LENGTH)
            add_to_number (message + first->offset, first->length, by);
    }
    int header = wire_tree_find (tree, "length");
    if (header > 0 && tree->fields[field].offset >= 4)
        add_to_number (message + tree->fields[header].offset, tree->fields[header].length, by);
}

/* Puts SIZE bytes of WITH in place of those from AT to END; false when there is no room. */
static bool splice (uint8_t *message, size_t *size, size_t max, uint32_t at, uint32_t end,
                    const uint8_t *with, size_t n)
{
    if (*size - (end - at) + n > max)
        return false;
    memmove (message + at + n, message + end, *size - end);
    if (n > 0)
        memcpy (message + at, with, n);
    *size = *size - (end - at) + n;
    return true;
}

static size_t change_field (const WireTree *tree, uint32_t field, uint8_t *message, size_t size,
                            size_t max, GRand *random)
{
    const WireField *f = &tree->fields[field];
    uint32_t at = body_of (tree, field), end = f->offset + f->length;
    g_autoptr (GByteArray) with = g_byte_array_new ();
    bool element =
        f->index >= 0 || (f->parent > 0 && tree->fields[f->parent].flags & WIRE_FIELD_TRANSPARENT);
    unsigned kind = (unsigned)g_rand_int_range (random, 0, element ? 4 : 1);
    if (kind > 0)
        at = f->offset;
    if (kind == 1) { /* twice */
        g_byte_array_append (with, message + at, end - at);
        g_byte_array_append (with, message + at, end - at);
    } else if (kind != 2) { /* another content; 2: it goes */
        g_byte_array_set_size (with, end - at + 64);
        memset (with->data, 0, with->len);
        memcpy (with->data, message + at, end - at);
        g_byte_array_set_size (with, (guint)LLVMFuzzerMutate (with->data, end - at, end - at + 64));
    }
    uint32_t counted = kind == 0 ? field : (uint32_t)f->parent;
    if (splice (message, &size, max, at, end, with->data, with->len))
        mend_lengths (tree, counted, message, (int)with->len - (int)(end - at));
    return size;
}

size_t fuzz_messages_mutate (uint8_t *data, size_t size, size_t max, GRand *random)
{
    if (size < 6)
        return LLVMFuzzerMutate (data, size, max);
    uint8_t type = (uint8_t)(WIRE_CT_CHANGE_CIPHER_SPEC + data[0] % 4);
    g_autoptr (GBytes) bytes = g_bytes_new (data + 1, size - 1);
    g_autoptr (WireMessage) message = wire_message_read (type, bytes);
    const WireTree *tree = message->tree;
    uint32_t field = (uint32_t)g_rand_int_range (random, 0, (gint32)tree->n_fields);
    if (field == 0 || tree->fields[field].flags & (WIRE_FIELD_LENGTH | WIRE_FIELD_CONTENT))
        return LLVMFuzzerMutate (data, size, max);
    return 1 + change_field (tree, field, data + 1, size - 1, max - 1, random);
}
