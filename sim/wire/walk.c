#include "wire/walk.h"

#include <string.h>

typedef struct {
    BaseSpan bytes;
    WirePlace place;
    BaseArena *memory;
    GArray *fields;      /* WireField */
    GStringChunk *names; /* of fields that no table names; NULL until there is one */
    BaseCause cause;
    uint32_t broken_field;
} Walker;

static bool walk_rows (Walker *w, const WireRow *rows, int32_t parent, uint32_t *at, uint32_t end,
                       uint8_t *body);

/* ---- Making fields ---- */

static uint32_t open_field (Walker *w, const WireRow *row, const char *name, int32_t parent,
                            uint32_t at, int32_t index)
{
    WireField field = {.row = row, .name = name, .offset = at, .parent = parent, .index = index};
    g_array_append_val (w->fields, field);
    return w->fields->len - 1;
}

static WireField *field_at (Walker *w, uint32_t i)
{
    return &g_array_index (w->fields, WireField, i);
}

static void close_field (Walker *w, uint32_t field, uint32_t at)
{
    WireField *f = field_at (w, field);
    f->length = at - f->offset;
    f->end = w->fields->len;
}

static uint32_t add_leaf (Walker *w, const WireRow *row, const char *name, int32_t parent,
                          uint32_t at, uint32_t length, int32_t index, uint32_t flags)
{
    uint32_t field = open_field (w, row, name, parent, at, index);
    field_at (w, field)->flags = flags;
    close_field (w, field, at + length);
    return field;
}

/* The first cause stands; reading may go on where the shape is still known. */
static void blame (Walker *w, BaseCause cause, uint32_t field)
{
    if (w->cause != BASE_CAUSE_NONE)
        return;
    w->cause = cause;
    w->broken_field = field;
    field_at (w, field)->flags |= WIRE_FIELD_BROKEN;
}

/* What is left up to END could not be read: it becomes one leaf, so that no byte is without one. */
static bool give_up (Walker *w, BaseCause cause, int32_t parent, uint32_t *at, uint32_t end)
{
    if (*at < end) {
        uint32_t leaf = add_leaf (w, NULL, "unread", parent, *at, end - *at, -1, WIRE_FIELD_UNREAD);
        blame (w, cause, leaf);
        *at = end;
    } else {
        blame (w, cause, (uint32_t)parent);
    }
    return false;
}

/* ---- Kinds of rows ---- */

static void bind_number (const WireRow *row, uint8_t *body, uint64_t value)
{
    void *target = body + row->bind;
    if (row->width == 1)
        *(uint8_t *)target = (uint8_t)value;
    else if (row->width == 2)
        *(uint16_t *)target = (uint16_t)value;
    else if (row->width <= 4)
        *(uint32_t *)target = (uint32_t)value;
    else
        *(uint64_t *)target = value;
}

uint64_t wire_bound_number (const WireRow *row, const void *body)
{
    const void *source = (const uint8_t *)body + row->bind;
    if (row->width == 1)
        return *(const uint8_t *)source;
    if (row->width == 2)
        return *(const uint16_t *)source;
    return row->width <= 4 ? *(const uint32_t *)source : *(const uint64_t *)source;
}

const WireFormat *wire_selected_case (const WireRow *select, const void *body)
{
    uint64_t value = wire_bound_number (select - 1, body);
    for (const WireCase *one = select->cases; one->format != NULL; one++)
        if (one->value == value)
            return one->format;
    return NULL;
}

static void bind_span (const WireRow *row, uint8_t *body, BaseSpan span)
{
    *(BaseSpan *)(void *)(body + row->bind) = span;
}

static bool walk_number (Walker *w, const WireRow *row, int32_t parent, int32_t index, uint32_t *at,
                         uint32_t end, uint8_t *body)
{
    if (end - *at < row->width)
        return give_up (w, BASE_CAUSE_LENGTH_MISMATCH, parent, at, end);
    uint64_t value = base_read_number (w->bytes.data + *at, row->width);
    uint32_t leaf = add_leaf (w, row, row->name, parent, *at, row->width, index, 0);
    if (value < row->min || (row->max > 0 && value > row->max))
        blame (w, BASE_CAUSE_FORBIDDEN_VALUE, leaf);
    bind_number (row, body, value);
    *at += row->width;
    return true;
}

static bool walk_bytes (Walker *w, const WireRow *row, int32_t parent, uint32_t *at, uint32_t end,
                        uint8_t *body)
{
    uint32_t size = row->kind == WIRE_REST ? end - *at : row->width;
    if (end - *at < size)
        return give_up (w, BASE_CAUSE_LENGTH_MISMATCH, parent, at, end);
    if (size > 0 || row->kind == WIRE_FIXED)
        add_leaf (w, row, row->name, parent, *at, size, -1, 0);
    bind_span (row, body, base_span (w->bytes.data + *at, size));
    *at += size;
    return true;
}

/* Reads a length prefix; gives where its content ends. */
static bool walk_length (Walker *w, const WireRow *row, unsigned width, uint32_t field,
                         uint32_t *at, uint32_t end, uint32_t *content_end)
{
    if (end - *at < width)
        return give_up (w, BASE_CAUSE_LENGTH_MISMATCH, (int32_t)field, at, end);
    uint64_t length = base_read_number (w->bytes.data + *at, width);
    uint32_t leaf = add_leaf (w, row, "length", (int32_t)field, *at, width, -1, WIRE_FIELD_LENGTH);
    *at += width;
    if (length > end - *at) {
        blame (w, BASE_CAUSE_LENGTH_MISMATCH, leaf);
        return give_up (w, BASE_CAUSE_LENGTH_MISMATCH, (int32_t)field, at, end);
    }
    if (length < row->min)
        blame (w, BASE_CAUSE_VECTOR_TOO_SHORT, leaf);
    else if (row->max > 0 && length > row->max)
        blame (w, BASE_CAUSE_VECTOR_TOO_LONG, leaf);
    *content_end = *at + (uint32_t)length;
    return true;
}

static bool walk_opaque (Walker *w, const WireRow *row, int32_t parent, int32_t index, uint32_t *at,
                         uint32_t end, uint8_t *body)
{
    uint32_t field = open_field (w, row, row->name, parent, *at, index);
    uint32_t content_end;
    bool ok = walk_length (w, row, row->width, field, at, end, &content_end);
    if (ok) {
        uint32_t size = content_end - *at;
        bind_span (row, body, base_span (w->bytes.data + *at, size));
        if (size > 0)
            add_leaf (w, row, row->name != NULL ? row->name : "content", (int32_t)field, *at, size,
                      -1, WIRE_FIELD_CONTENT);
        *at = content_end;
    }
    close_field (w, field, *at);
    return ok;
}

/* The rows of FORMAT up to END, which they must fill. */
static bool fill (Walker *w, const WireFormat *format, int32_t parent, uint32_t *at, uint32_t end,
                  uint8_t *body)
{
    if (!walk_rows (w, format->rows, parent, at, end, body))
        return false;
    return *at == end || give_up (w, BASE_CAUSE_TRAILING_BYTES, parent, at, end);
}

static bool walk_sized (Walker *w, const WireRow *row, int32_t parent, int32_t index, uint32_t *at,
                        uint32_t end, uint8_t *body)
{
    uint32_t field = open_field (w, row, row->name, parent, *at, index);
    uint32_t content_end;
    bool ok = walk_length (w, row, row->width, field, at, end, &content_end) &&
              fill (w, row->child, (int32_t)field, at, content_end, body + row->bind);
    close_field (w, field, *at);
    return ok;
}

/* What the number before chose; bytes for which there is no case are carried. */
static bool walk_case (Walker *w, const WireRow *row, int32_t parent, uint32_t *at, uint32_t end,
                       uint8_t *body)
{
    const WireFormat *chosen = wire_selected_case (row, body);
    if (chosen != NULL)
        return row->width > 0 ? fill (w, chosen, parent, at, end, body)
                              : walk_rows (w, chosen->rows, parent, at, end, body);
    if (*at < end)
        add_leaf (w, row, row->name, parent, *at, end - *at, -1,
                  row->width > 0 ? WIRE_FIELD_CONTENT : 0);
    bind_span (row, body, base_span (w->bytes.data + *at, end - *at));
    *at = end;
    return true;
}

static bool walk_select (Walker *w, const WireRow *row, int32_t parent, uint32_t *at, uint32_t end,
                         uint8_t *body)
{
    if (row->width == 0)
        return walk_case (w, row, parent, at, end, body);
    uint32_t field = open_field (w, row, row->name, parent, *at, -1);
    uint32_t content_end;
    bool ok = walk_length (w, row, row->width, field, at, end, &content_end) &&
              walk_case (w, row, (int32_t)field, at, content_end, body);
    close_field (w, field, *at);
    return ok;
}

/* An element of a vector: when its format is one nameless row, the element is that value itself. */
static bool walk_element (Walker *w, const WireFormat *format, uint32_t vector, int32_t index,
                          uint32_t *at, uint32_t end, uint8_t *body)
{
    const WireRow *first = &format->rows[0];
    if (first->name == NULL && first->kind == WIRE_NUMBER)
        return walk_number (w, first, (int32_t)vector, index, at, end, body);
    if (first->name == NULL && first->kind == WIRE_OPAQUE)
        return walk_opaque (w, first, (int32_t)vector, index, at, end, body);
    if (first->name == NULL && first->kind == WIRE_SIZED)
        return walk_sized (w, first, (int32_t)vector, index, at, end, body);
    uint32_t field = open_field (w, NULL, NULL, (int32_t)vector, *at, index);
    bool ok = walk_rows (w, format->rows, (int32_t)field, at, end, body);
    close_field (w, field, *at);
    return ok;
}

static void keep_list (Walker *w, const WireRow *row, uint8_t *body, GArray *items)
{
    WireList *list = (WireList *)(void *)(body + row->bind);
    size_t size = items->len * g_array_get_element_size (items);
    list->n = items->len;
    /* An empty list that is there is not one that is not. */
    static char nothing;
    list->items = size > 0        ? base_arena_copy (w->memory, items->data, size)
                  : row->optional ? &nothing
                                  : NULL;
    g_array_unref (items);
}

static bool walk_vector (Walker *w, const WireRow *row, int32_t parent, uint32_t *at, uint32_t end,
                         uint8_t *body)
{
    uint32_t field = open_field (w, row, row->name, parent, *at, -1);
    uint32_t content_end;
    bool ok = walk_length (w, row, row->width, field, at, end, &content_end);
    if (ok) {
        GArray *items = g_array_new (FALSE, TRUE, (guint)row->child->size);
        while (ok && *at < content_end) {
            g_array_set_size (items, items->len + 1);
            uint8_t *item = (uint8_t *)items->data + (items->len - 1) * row->child->size;
            ok =
                walk_element (w, row->child, field, (int32_t)items->len - 1, at, content_end, item);
        }
        keep_list (w, row, body, items);
    }
    close_field (w, field, *at);
    return ok;
}

/* ---- Extensions ---- */

static const char *extension_name (Walker *w, uint16_t type, const WireExtensionRow *row)
{
    if (row != NULL)
        return row->name;
    g_autofree char *text =
        g_strdup_printf ("%s_0x%04x", wire_is_grease (type) ? "GREASE" : "extension", type);
    if (w->names == NULL)
        w->names = g_string_chunk_new (64);
    return g_string_chunk_insert (w->names, text);
}

static const WireRow extension_rows[] = {
    {WIRE_NUMBER, "extension_type", 2, .names = &wire_extension_types, .section = "RFC 9846 4.3",
     .older_section = "RFC 5246 7.4.1.4"},
    {WIRE_OPAQUE, "extension_data", 2, .section = "RFC 9846 4.3",
     .older_section = "RFC 5246 7.4.1.4"},
    /* less its length: as carried */
    {WIRE_REST, "extension_data", .section = "RFC 9846 4.3", .older_section = "RFC 5246 7.4.1.4"},
};

static void carry_extension (Walker *w, uint32_t field, uint32_t *at, uint32_t end)
{
    if (*at < end)
        add_leaf (w, &extension_rows[2], "extension_data", (int32_t)field, *at, end - *at, -1, 0);
    *at = end;
}

static bool walk_extension_body (Walker *w, uint32_t field, WireExtension *extension,
                                 const WireFormat *format, uint32_t *at, uint32_t end)
{
    if (format == NULL || format == &wire_extension_carried) {
        carry_extension (w, field, at, end);
        return true;
    }
    uint32_t start = *at, n_fields = w->fields->len;
    BaseCause cause = w->cause;
    uint32_t broken_field = w->broken_field;
    uint8_t *body = base_arena_take (w->memory, MAX (format->size, 1));
    bool ok = fill (w, format, (int32_t)field, at, end, body);
    bool used = !extension->row->ignored ||
                (extension->row->used_by_12 && w->place == WIRE_IN_SERVER_HELLO_12);
    if (!used && (!ok || w->cause != cause)) {
        g_array_set_size (w->fields, n_fields);
        field_at (w, field)->flags &= ~(uint32_t)WIRE_FIELD_BROKEN;
        w->cause = cause;
        w->broken_field = broken_field;
        *at = start;
        carry_extension (w, field, at, end);
        return true;
    }
    extension->body = body;
    return ok;
}

static bool walk_extension (Walker *w, uint32_t list, int32_t index, uint32_t *at, uint32_t end,
                            WireExtension *extension)
{
    if (end - *at < 2)
        return give_up (w, BASE_CAUSE_LENGTH_MISMATCH, (int32_t)list, at, end);
    extension->type = (uint16_t)base_read_number (w->bytes.data + *at, 2);
    extension->row = wire_extension_row (extension->type);
    uint32_t field = open_field (w, NULL, extension_name (w, extension->type, extension->row),
                                 (int32_t)list, *at, index);
    if (extension->row == NULL)
        field_at (w, field)->flags |= WIRE_FIELD_UNKNOWN;
    add_leaf (w, &extension_rows[0], "extension_type", (int32_t)field, *at, 2, -1, 0);
    *at += 2;
    uint32_t content_end;
    bool ok = walk_length (w, &extension_rows[1], 2, field, at, end, &content_end);
    if (ok) {
        extension->data = base_span (w->bytes.data + *at, content_end - *at);
        const WireFormat *format = extension->row != NULL && w->place < WIRE_N_PLACES
                                       ? extension->row->formats[w->place]
                                       : NULL;
        if (format == NULL && extension->row != NULL && w->place < WIRE_N_PLACES) {
            field_at (w, field)->flags |= WIRE_FIELD_MISPLACED;
            /* See wire_older_hello_cause (). */
            if (w->place != WIRE_IN_SERVER_HELLO_12)
                blame (w, BASE_CAUSE_EXTENSION_NOT_ALLOWED_HERE, field);
        }
        ok = walk_extension_body (w, field, extension, format, at, content_end);
    }
    close_field (w, field, *at);
    return ok;
}

/* SEEN: a bit for each type. */
static void blame_duplicate (Walker *w, uint16_t type, uint8_t *seen, uint32_t field)
{
    uint8_t bit = (uint8_t)(1 << type % 8);
    if ((seen[type / 8] & bit) != 0)
        blame (w, BASE_CAUSE_DUPLICATE_EXTENSION, field);
    seen[type / 8] |= bit;
}

static bool walk_extensions (Walker *w, const WireRow *row, int32_t parent, uint32_t *at,
                             uint32_t end, uint8_t *body)
{
    if (row->optional && *at == end)
        return true;
    uint32_t field = open_field (w, row, row->name, parent, *at, -1);
    field_at (w, field)->flags |= WIRE_FIELD_TRANSPARENT;
    uint32_t content_end;
    bool ok = walk_length (w, row, row->width, field, at, end, &content_end);
    if (ok) {
        GArray *items = g_array_new (FALSE, TRUE, sizeof (WireExtension));
        uint8_t seen[(UINT16_MAX + 1) / 8] = {0};
        while (ok && *at < content_end) {
            g_array_set_size (items, items->len + 1);
            uint32_t own = w->fields->len;
            ok = walk_extension (w, field, (int32_t)items->len - 1, at, content_end,
                                 &g_array_index (items, WireExtension, items->len - 1));
            if (ok)
                blame_duplicate (w, g_array_index (items, WireExtension, items->len - 1).type, seen,
                                 own);
        }
        keep_list (w, row, body, items);
        if (!ok && *at < content_end)
            give_up (w, w->cause, (int32_t)field, at, content_end);
    }
    close_field (w, field, *at);
    return ok;
}

static bool walk_struct (Walker *w, const WireRow *row, int32_t parent, uint32_t *at, uint32_t end,
                         uint8_t *body)
{
    uint32_t field = open_field (w, row, row->name, parent, *at, -1);
    bool ok = walk_rows (w, row->child->rows, (int32_t)field, at, end, body + row->bind);
    close_field (w, field, *at);
    return ok;
}

static bool walk_row (Walker *w, const WireRow *row, int32_t parent, uint32_t *at, uint32_t end,
                      uint8_t *body)
{
    switch (row->kind) {
    case WIRE_NUMBER:
        return walk_number (w, row, parent, -1, at, end, body);
    case WIRE_FIXED:
    case WIRE_REST:
        return walk_bytes (w, row, parent, at, end, body);
    case WIRE_OPAQUE:
        return walk_opaque (w, row, parent, -1, at, end, body);
    case WIRE_VECTOR:
        return walk_vector (w, row, parent, at, end, body);
    case WIRE_EXTENSIONS:
        return walk_extensions (w, row, parent, at, end, body);
    case WIRE_STRUCT:
        return walk_struct (w, row, parent, at, end, body);
    case WIRE_SIZED:
        return walk_sized (w, row, parent, -1, at, end, body);
    case WIRE_SELECT:
        return walk_select (w, row, parent, at, end, body);
    case WIRE_END:
        break;
    }
    g_assert_not_reached ();
}

static bool walk_rows (Walker *w, const WireRow *rows, int32_t parent, uint32_t *at, uint32_t end,
                       uint8_t *body)
{
    for (const WireRow *row = rows; row->kind != WIRE_END; row++)
        if (!walk_row (w, row, parent, at, end, body)) {
            if (*at < end)
                give_up (w, w->cause, parent, at, end);
            return false;
        }
    return true;
}

WireTree *wire_walk (const WireFormat *format, const char *name, const char *section,
                     WirePlace place, GBytes *bytes, void *body, BaseArena *memory)
{
    enum { USUAL = 48 }; /* fields that there is room for to begin with; fewer in a short message */
    guint n_fields = (guint)MIN (USUAL, 4 + g_bytes_get_size (bytes) / 4);
    Walker w = {
        .bytes = base_span_bytes (bytes),
        .place = place,
        .memory = memory,
        .fields = g_array_sized_new (FALSE, FALSE, sizeof (WireField), n_fields),
    };
    uint32_t at = 0, end = (uint32_t)w.bytes.size;
    open_field (&w, NULL, name, -1, 0, -1);
    if (walk_rows (&w, format->rows, 0, &at, end, body) && at < end)
        give_up (&w, BASE_CAUSE_TRAILING_BYTES, 0, &at, end);
    close_field (&w, 0, at);

    WireTree *tree = g_new (WireTree, 1);
    *tree = (WireTree){
        .references = 1,
        .name = name,
        .section = section,
        .bytes = g_bytes_ref (bytes),
        .n_fields = w.fields->len,
        .names = w.names,
        .cause = w.cause,
        .broken_field = w.broken_field,
    };
    tree->fields = (WireField *)(void *)g_array_free (w.fields, FALSE);
    return tree;
}
