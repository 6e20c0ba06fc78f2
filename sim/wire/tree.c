#include "wire/tree.h"

#include <stdio.h>
#include <string.h>

WireTree *wire_tree_ref (WireTree *tree)
{
    g_atomic_int_inc (&tree->references);
    return tree;
}

void wire_tree_unref (WireTree *tree)
{
    if (tree == NULL || !g_atomic_int_dec_and_test (&tree->references))
        return;
    g_bytes_unref (tree->bytes);
    if (tree->names != NULL)
        g_string_chunk_free (tree->names);
    g_free (tree->fields);
    g_free (tree);
}

bool wire_tree_is_leaf (const WireTree *tree, unsigned field)
{
    return tree->fields[field].end == field + 1;
}

BaseSpan wire_tree_span (const WireTree *tree, unsigned field)
{
    const WireField *f = &tree->fields[field];
    return base_span (base_span_bytes (tree->bytes).data + f->offset, f->length);
}

const char *wire_tree_section (const WireTree *tree, unsigned field)
{
    for (int32_t i = (int32_t)field; i >= 0; i = tree->fields[i].parent) {
        const WireRow *row = tree->fields[i].row;
        if (row != NULL && tree->older && row->older_section != NULL)
            return row->older_section;
        if (row != NULL && row->section != NULL)
            return row->section;
    }
    return tree->section;
}

/* ---- Names ---- */

char *wire_tree_label (const WireTree *tree, unsigned field)
{
    const WireField *f = &tree->fields[field];
    if (f->parent < 0)
        return g_strdup (tree->name);
    return f->name != NULL ? g_strdup (f->name) : g_strdup_printf ("[%d]", f->index);
}

/* The parent whose path begins FIELD's own: an extension is named directly below its message, the
 * content of a length-prefixed field by the field itself. */
static int32_t naming_parent (const WireTree *tree, unsigned field)
{
    const WireField *f = &tree->fields[field];
    const WireField *parent = &tree->fields[f->parent];
    bool skip = (parent->flags & WIRE_FIELD_TRANSPARENT) != 0 &&
                (f->flags & (WIRE_FIELD_LENGTH | WIRE_FIELD_UNREAD)) == 0;
    return skip ? parent->parent : f->parent;
}

static void append_path (const WireTree *tree, unsigned field, bool indices, GString *out)
{
    const WireField *f = &tree->fields[field];
    if (f->parent < 0) {
        g_string_append (out, tree->name);
        return;
    }
    append_path (tree, (unsigned)naming_parent (tree, field), indices, out);
    if (f->flags & WIRE_FIELD_CONTENT)
        return;
    if (f->name != NULL)
        g_string_append_printf (out, ".%s", f->name);
    else if (indices)
        g_string_append_printf (out, "[%d]", f->index);
    else
        g_string_append (out, "[]");
}

char *wire_tree_path (const WireTree *tree, unsigned field)
{
    GString *out = g_string_new (NULL);
    append_path (tree, field, true, out);
    return g_string_free (out, FALSE);
}

static const char *key_of_stranger (const WireField *f)
{
    if (f->flags & WIRE_FIELD_MISPLACED)
        return "misplaced_extension";
    if (f->flags & WIRE_FIELD_UNKNOWN)
        return g_str_has_prefix (f->name, "GREASE_") ? "grease_extension" : "unknown_extension";
    return NULL;
}

char *wire_tree_key (const WireTree *tree, unsigned field)
{
    const WireField *f = &tree->fields[field];
    if (f->flags & WIRE_FIELD_UNREAD)
        return g_strdup ("unread");
    if (f->flags & WIRE_FIELD_LENGTH)
        return g_strdup ("length");
    for (int32_t i = (int32_t)field; i >= 0; i = tree->fields[i].parent) {
        const char *key = key_of_stranger (&tree->fields[i]);
        if (key != NULL)
            return g_strdup (key);
    }
    GString *out = g_string_new (NULL);
    append_path (tree, field, false, out);
    return g_string_free (out, FALSE);
}

/* ---- Values ---- */

static uint64_t number_of (const WireTree *tree, unsigned field)
{
    BaseSpan span = wire_tree_span (tree, field);
    return base_read_number (span.data, (unsigned)MIN (span.size, 8));
}

/* What FIELD holds, less its length prefix. */
static BaseSpan content_of (const WireTree *tree, unsigned field)
{
    BaseSpan span = wire_tree_span (tree, field);
    const WireField *f = &tree->fields[field];
    if (f->row != NULL && f->row->kind == WIRE_OPAQUE &&
        (f->flags & (WIRE_FIELD_CONTENT | WIRE_FIELD_LENGTH)) == 0) {
        size_t prefix = MIN (f->row->width, span.size);
        return base_span (span.data + prefix, span.size - prefix);
    }
    return span;
}

static bool is_text (const WireField *f, BaseSpan content)
{
    if (f->row == NULL || !f->row->text || content.size == 0)
        return false;
    for (size_t i = 0; i < content.size; i++)
        if (content.data[i] < 0x20 || content.data[i] > 0x7e)
            return false;
    return true;
}

static char *number_in_words (const WireField *f, uint64_t number)
{
    if (f->row->names == NULL)
        return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
    const char *name = wire_name (f->row->names, (uint32_t)number);
    if (f->row->width == 1)
        return g_strdup_printf ("%s (%u)", name != NULL ? name : "unknown", (unsigned)number);
    return g_strdup_printf ("%s (0x%0*x)", name != NULL ? name : "unknown", (int)f->row->width * 2,
                            (unsigned)number);
}

static char *bytes_in_words (BaseSpan content)
{
    enum { SHOWN = 8 };
    if (content.size == 0)
        return g_strdup ("empty");
    g_autofree char *hex = base_hex (base_span (content.data, MIN (content.size, SHOWN)));
    if (content.size <= SHOWN)
        return g_steal_pointer (&hex);
    return g_strdup_printf ("%" G_GSIZE_FORMAT " bytes: %s…", content.size, hex);
}

static unsigned count_elements (const WireTree *tree, unsigned field)
{
    unsigned n = 0;
    for (uint32_t i = field + 1; i < tree->fields[field].end; i = tree->fields[i].end)
        n += (tree->fields[i].flags & (WIRE_FIELD_LENGTH | WIRE_FIELD_UNREAD)) == 0;
    return n;
}

static bool is_list (const WireField *f)
{
    return f->row != NULL && (f->row->kind == WIRE_VECTOR || f->row->kind == WIRE_EXTENSIONS) &&
           (f->flags & (WIRE_FIELD_LENGTH | WIRE_FIELD_UNREAD)) == 0;
}

/* Bytes that are cut up into fields of their own. */
static bool is_struct (const WireTree *tree, unsigned field)
{
    const WireRow *row = tree->fields[field].row;
    if (row == NULL || row->kind == WIRE_STRUCT)
        return true;
    return (row->kind == WIRE_SIZED || row->kind == WIRE_SELECT) &&
           !wire_tree_is_leaf (tree, field);
}

static char *special_words (const WireField *f, BaseSpan content)
{
    return f->row != NULL && f->row->words != NULL ? f->row->words (content) : NULL;
}

static bool is_number (const WireField *f)
{
    return f->row != NULL && f->row->kind == WIRE_NUMBER;
}

char *wire_tree_value (const WireTree *tree, unsigned field)
{
    const WireField *f = &tree->fields[field];
    if (f->flags & WIRE_FIELD_UNREAD)
        return g_strdup_printf ("%u bytes that could not be read", f->length);
    if (f->flags & WIRE_FIELD_LENGTH)
        return g_strdup_printf ("%" G_GUINT64_FORMAT " bytes", number_of (tree, field));
    if (is_list (f)) {
        unsigned n = count_elements (tree, field);
        return g_strdup_printf ("%u %s", n, n == 1 ? "entry" : "entries");
    }
    if (is_struct (tree, field))
        return g_strdup_printf ("%u bytes", f->length);
    BaseSpan content = content_of (tree, field);
    char *words = special_words (f, content);
    if (words != NULL)
        return words;
    if (is_number (f))
        return number_in_words (f, number_of (tree, field));
    if (is_text (f, content))
        return g_strndup ((const char *)content.data, content.size);
    return bytes_in_words (content);
}

static char *list_plain (const WireTree *tree, unsigned field)
{
    GString *out = g_string_new (NULL);
    for (uint32_t i = field + 1; i < tree->fields[field].end; i = tree->fields[i].end) {
        const WireField *f = &tree->fields[i];
        if (f->flags & (WIRE_FIELD_LENGTH | WIRE_FIELD_UNREAD))
            continue;
        g_autofree char *item = f->name != NULL ? g_strdup (f->name) : wire_tree_plain (tree, i);
        g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", item);
    }
    return g_string_free (out, FALSE);
}

char *wire_tree_plain (const WireTree *tree, unsigned field)
{
    const WireField *f = &tree->fields[field];
    if (is_list (f))
        return list_plain (tree, field);
    if ((f->flags & WIRE_FIELD_LENGTH) || (is_number (f) && f->row->names == NULL))
        return g_strdup_printf ("%" G_GUINT64_FORMAT, number_of (tree, field));
    if (is_number (f)) {
        uint64_t number = number_of (tree, field);
        const char *name = wire_name (f->row->names, (uint32_t)number);
        return name != NULL ? g_strdup (name)
                            : g_strdup_printf ("0x%0*x", (int)f->row->width * 2, (unsigned)number);
    }
    BaseSpan content = content_of (tree, field);
    char *words = special_words (f, content);
    if (words != NULL)
        return words;
    if (is_text (f, content))
        return g_strndup ((const char *)content.data, content.size);
    return base_hex (content);
}

/* ---- Finding ---- */

/* In pre-order offsets never go back, and of the fields that begin at or before a byte the last is
 * the leaf that holds it. */
int wire_tree_leaf_at (const WireTree *tree, uint32_t offset)
{
    if (offset >= g_bytes_get_size (tree->bytes))
        return -1;
    uint32_t low = 0, high = tree->n_fields;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (tree->fields[middle].offset <= offset)
            low = middle;
        else
            high = middle;
    }
    return (int)low;
}

/* The child of FIELD that the next step of a path names; looks through the list of extensions and
 * through the content behind a length prefix. */
static int find_child (const WireTree *tree, uint32_t field, const char *name, size_t size,
                       int index)
{
    for (uint32_t i = field + 1; i < tree->fields[field].end; i = tree->fields[i].end) {
        const WireField *f = &tree->fields[i];
        if (name != NULL ? (f->name != NULL && strlen (f->name) == size &&
                            strncmp (f->name, name, size) == 0)
                         : (f->name == NULL && f->index == index))
            return (int)i;
        if (name != NULL && (f->flags & (WIRE_FIELD_TRANSPARENT | WIRE_FIELD_CONTENT))) {
            int inside = find_child (tree, i, name, size, index);
            if (inside >= 0 &&
                (tree->fields[inside].flags & (WIRE_FIELD_LENGTH | WIRE_FIELD_UNREAD)) == 0)
                return inside;
        }
    }
    return -1;
}

int wire_tree_find (const WireTree *tree, const char *path)
{
    size_t root = strlen (tree->name);
    if (strncmp (path, tree->name, root) == 0 && strchr (".[", path[root]) != NULL)
        path += root;
    int field = 0;
    while (*path != '\0' && field >= 0) {
        if (*path == '[') {
            char *end;
            unsigned long index = strtoul (path + 1, &end, 10);
            if (end == path + 1 || *end != ']' || index > INT32_MAX)
                return -1;
            field = find_child (tree, (uint32_t)field, NULL, 0, (int)index);
            path = end + 1;
        } else {
            path += *path == '.';
            size_t size = strcspn (path, ".[");
            if (size == 0)
                return -1;
            field = find_child (tree, (uint32_t)field, path, size, -1);
            path += size;
        }
    }
    return field;
}
