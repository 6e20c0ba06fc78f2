#include "wire/walk.h"

static void build_rows (const WireRow *rows, WirePlace place, const uint8_t *body, GByteArray *out);

/* A length prefix is written when its content is known: its place is kept free. */
static guint open_length (GByteArray *out, unsigned width)
{
    guint at = out->len;
    base_append_number (out, 0, width);
    return at;
}

static void close_length (GByteArray *out, guint at, unsigned width)
{
    size_t length = out->len - at - width;
    g_assert (width == 0 || width >= 4 || length < (size_t)1 << (8 * width));
    for (unsigned i = 0; i < width; i++)
        out->data[at + i] = (uint8_t)(length >> (8 * (width - 1 - i)));
}

static void build_extension (const WireExtension *extension, WirePlace place, GByteArray *out)
{
    base_append_number (out, extension->type, 2);
    guint length = open_length (out, 2);
    const WireFormat *format =
        extension->row != NULL && place < WIRE_N_PLACES ? extension->row->formats[place] : NULL;
    if (extension->body != NULL && format != NULL)
        build_rows (format->rows, place, extension->body, out);
    else
        base_append_span (out, extension->data);
    close_length (out, length, 2);
}

static void build_list (const WireRow *row, WirePlace place, const uint8_t *body, GByteArray *out)
{
    const WireList *list = (const WireList *)(const void *)(body + row->bind);
    if (row->optional && list->items == NULL)
        return; /* before TLS 1.0 had extensions, nothing stood there */
    guint length = open_length (out, row->width);
    for (size_t i = 0; i < list->n; i++)
        if (row->kind == WIRE_EXTENSIONS)
            build_extension (wire_list_item (*list, WireExtension, i), place, out);
        else
            build_rows (row->child->rows, place,
                        (const uint8_t *)list->items + i * row->child->size, out);
    close_length (out, length, row->width);
}

static void build_select (const WireRow *row, WirePlace place, const uint8_t *body, GByteArray *out)
{
    const WireFormat *chosen = wire_selected_case (row, body);
    guint length = open_length (out, row->width);
    if (chosen != NULL)
        build_rows (chosen->rows, place, body, out);
    else
        base_append_span (out, *(const BaseSpan *)(const void *)(body + row->bind));
    close_length (out, length, row->width);
}

static void build_row (const WireRow *row, WirePlace place, const uint8_t *body, GByteArray *out)
{
    const BaseSpan *span = (const BaseSpan *)(const void *)(body + row->bind);
    guint length;
    switch (row->kind) {
    case WIRE_NUMBER:
        base_append_number (out, wire_bound_number (row, body), row->width);
        break;
    case WIRE_FIXED:
    case WIRE_REST:
        base_append_span (out, *span);
        break;
    case WIRE_OPAQUE:
        length = open_length (out, row->width);
        base_append_span (out, *span);
        close_length (out, length, row->width);
        break;
    case WIRE_VECTOR:
    case WIRE_EXTENSIONS:
        build_list (row, place, body, out);
        break;
    case WIRE_STRUCT:
        build_rows (row->child->rows, place, body + row->bind, out);
        break;
    case WIRE_SIZED:
        length = open_length (out, row->width);
        build_rows (row->child->rows, place, body + row->bind, out);
        close_length (out, length, row->width);
        break;
    case WIRE_SELECT:
        build_select (row, place, body, out);
        break;
    case WIRE_END:
        g_assert_not_reached ();
    }
}

static void build_rows (const WireRow *rows, WirePlace place, const uint8_t *body, GByteArray *out)
{
    for (const WireRow *row = rows; row->kind != WIRE_END; row++)
        build_row (row, place, body, out);
}

void wire_build (const WireFormat *format, WirePlace place, const void *body, GByteArray *out)
{
    build_rows (format->rows, place, body, out);
}
