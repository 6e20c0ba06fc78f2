#include "meddle.h"

#include "../unit/rogue.h"
#include "net/rogue-seal.h"
#include "tls/sealing.h"

#include <string.h>

/* ---- Records ---- */

/* TLS 1.2: its type stands in clear; with CBC a MAC may stand behind the content. */
static void unwrap_12 (const TraceRecord *record, MeddlePiece *piece)
{
    base_append_span (piece->content, net_rogue_content (record));
    if (record->sealing.kind == WIRE_CIPHER_BLOCK)
        memcpy (piece->iv,
                (const uint8_t *)g_bytes_get_data (record->sent, NULL) + WIRE_RECORD_HEADER_SIZE,
                sizeof piece->iv);
}

MeddlePiece *meddle_unwrap (const TraceRecord *record, WireDialect dialect)
{
    MeddlePiece *piece = g_new0 (MeddlePiece, 1);
    BaseSpan sent = base_span_bytes (record->sent);
    BaseSpan inner = base_span_bytes (record->inner);
    piece->content = g_byte_array_new ();
    piece->sealed = record->sealed;
    piece->type = sent.data[0];
    piece->dialect = dialect;
    if (!record->sealed) {
        base_append_span (piece->content, base_span (sent.data + WIRE_RECORD_HEADER_SIZE,
                                                     sent.size - WIRE_RECORD_HEADER_SIZE));
        return piece;
    }
    if (record->version == WIRE_TLS12) {
        unwrap_12 (record, piece);
        return piece;
    }
    size_t size = inner.size;
    while (size > 0 && inner.data[size - 1] == 0)
        size--;
    g_assert_cmpuint (size, >, 0);
    piece->type = inner.data[size - 1];
    piece->padding = inner.size - size;
    base_append_span (piece->content, base_span (inner.data, size - 1));
    return piece;
}

MeddlePiece meddle_copy (const MeddlePiece *piece)
{
    MeddlePiece copy = *piece;
    copy.content = g_byte_array_new ();
    base_append_span (copy.content, base_span (piece->content->data, piece->content->len));
    return copy;
}

void meddle_clear (MeddlePiece *piece)
{
    g_clear_pointer (&piece->content, g_byte_array_unref);
    piece->age = 0;
}

void meddle_free (gpointer piece)
{
    meddle_clear (piece);
    g_free (piece);
}

static GByteArray *seal (const MeddlePiece *piece, const TlsParty *receiver)
{
    BaseSpan content = base_span (piece->content->data, piece->content->len);
    if (receiver->receive.sealing != &tls_sealing_13)
        return rogue_seal_12_for (receiver, piece->type, content, piece->iv, piece->padding);
    g_autoptr (GByteArray) inner = g_byte_array_new ();
    base_append_span (inner, content);
    base_append_number (inner, piece->type, 1);
    guint end = inner->len;
    g_byte_array_set_size (inner, end + (guint)piece->padding);
    memset (inner->data + end, 0, piece->padding);
    return rogue_seal_for (receiver, base_span (inner->data, inner->len));
}

GByteArray *meddle_wrap (const MeddlePiece *piece, const TlsParty *receiver)
{
    GByteArray *out;
    if (piece->sealed && receiver->receive.sealing != NULL) {
        out = seal (piece, receiver);
    } else {
        out = g_byte_array_new ();
        wire_record_append (out, piece->type, WIRE_TLS12,
                            base_span (piece->content->data, piece->content->len));
    }
    out->data[piece->flip_at % out->len] ^= piece->flip;
    return out;
}

/* ---- Bytes ---- */

void meddle_splice (GByteArray *bytes, size_t at, size_t gone, BaseSpan with)
{
    FuzzInput in = {base_span (bytes->data, bytes->len)};
    g_autoptr (GByteArray) out = g_byte_array_new ();
    base_append_span (out, fuzz_take_bytes (&in, at));
    fuzz_take_bytes (&in, gone);
    base_append_span (out, with);
    base_append_span (out, in.rest);
    g_byte_array_set_size (bytes, 0);
    base_append_span (bytes, base_span (out->data, out->len));
}

/* ---- Fields ---- */

static bool has_length (const WireTree *tree, uint32_t field)
{
    return !wire_tree_is_leaf (tree, field) && tree->fields[field + 1].flags & WIRE_FIELD_LENGTH;
}

static void add_to_number (uint8_t *data, uint32_t width, int64_t by)
{
    uint64_t value = base_read_number (data, width) + (uint64_t)by;
    for (uint32_t i = 0; i < width; i++)
        data[i] = (uint8_t)(value >> 8 * (width - 1 - i));
}

/* What is in FIELD has become BY bytes longer. The lengths that count it stand before it, where
 * nothing has moved. */
static void mend_lengths (const WireTree *tree, uint32_t field, uint8_t *message, int64_t by)
{
    for (int32_t i = (int32_t)field; i >= 0; i = tree->fields[i].parent)
        if (has_length (tree, (uint32_t)i))
            add_to_number (message + tree->fields[i + 1].offset, tree->fields[i + 1].length, by);
    int whole = wire_tree_find (tree, "length");
    if (whole > 0)
        add_to_number (message + tree->fields[whole].offset, tree->fields[whole].length, by);
}

void meddle_message (GByteArray *message, uint8_t content_type, WireDialect dialect, unsigned field,
                     MeddleWay way, BaseSpan with)
{
    g_autoptr (GBytes) bytes = g_bytes_new (message->data, message->len);
    g_autoptr (WireMessage) read = wire_message_read_as (content_type, bytes, dialect);
    const WireTree *tree = read->tree;
    field %= tree->n_fields;
    const WireField *f = &tree->fields[field];
    if (field == 0 || f->flags & (WIRE_FIELD_LENGTH | WIRE_FIELD_UNREAD))
        return;
    uint32_t at = f->offset, end = at + f->length, counted = (uint32_t)f->parent;
    BaseSpan old = wire_tree_span (tree, field);
    if (way == MEDDLE_REPLACE && has_length (tree, field)) {
        at += tree->fields[field + 1].length;
        counted = field;
    } else if (way == MEDDLE_DOUBLE) {
        with = old;
        end = at;
    }
    meddle_splice (message, at, end - at, with);
    mend_lengths (tree, counted, message->data, (int64_t)with.size - (int64_t)(end - at));
}

void meddle_field (MeddlePiece *piece, unsigned field, MeddleWay way, BaseSpan with)
{
    GByteArray *content = piece->content;
    size_t first = content->len;
    if (piece->type == WIRE_CT_HANDSHAKE && content->len >= 4)
        first = MIN (first, 4 + base_read_number (content->data + 1, 3));
    g_autoptr (GByteArray) message = g_byte_array_new ();
    base_append_span (message, base_span (content->data, first));
    meddle_message (message, piece->type, piece->dialect, field, way, with);
    meddle_splice (content, 0, first, base_span (message->data, message->len));
}
