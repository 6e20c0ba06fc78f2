#include "wire/record.h"

#include "wire/parts.h"
#include "wire/ssl2.h"
#include "wire/walk.h"

#define END \
    { \
        WIRE_END \
    }

typedef struct {
    uint8_t type;
    uint16_t legacy_record_version;
    BaseSpan fragment;
} Plaintext;

static const WireRow plaintext_rows[] = {
    {WIRE_NUMBER, "type", 1, .names = &wire_content_types, .bind = offsetof (Plaintext, type)},
    {WIRE_NUMBER, "legacy_record_version", 2, .names = &wire_versions,
     .bind = offsetof (Plaintext, legacy_record_version)},
    {WIRE_OPAQUE, "fragment", 2, 0, WIRE_MAX_PLAINTEXT, .bind = offsetof (Plaintext, fragment)},
    END};
static const WireFormat plaintext = {"TLSPlaintext", plaintext_rows, sizeof (Plaintext)};

static const WireRow ciphertext_rows[] = {
    {WIRE_NUMBER, "opaque_type", 1, .names = &wire_content_types,
     .bind = offsetof (Plaintext, type)},
    {WIRE_NUMBER, "legacy_record_version", 2, .names = &wire_versions,
     .bind = offsetof (Plaintext, legacy_record_version)},
    {WIRE_OPAQUE, "encrypted_record", 2, 0, WIRE_MAX_CIPHERTEXT,
     .bind = offsetof (Plaintext, fragment)},
    END};
static const WireFormat ciphertext = {"TLSCiphertext", ciphertext_rows, sizeof (Plaintext)};

static const WireRow rest_rows[] = {{WIRE_REST, "value", .bind = 0}, END};
static const WireFormat rest = {"value", rest_rows, sizeof (BaseSpan)};

static const WireRow header_rows[] = {
    {WIRE_NUMBER, "opaque_type", 1, .names = &wire_content_types,
     .bind = offsetof (Plaintext, type)},
    {WIRE_NUMBER, "legacy_record_version", 2, .names = &wire_versions,
     .bind = offsetof (Plaintext, legacy_record_version)},
    {WIRE_NUMBER, "length", 2, .bind = offsetof (Plaintext, legacy_record_version)},
    END};
static const WireFormat header_format = {"additional_data", header_rows, sizeof (Plaintext)};

static const WireRow content_row = {WIRE_REST, "content", .section = "RFC 9846 5.2"};
static const WireRow type_row = {WIRE_NUMBER, "type", 1, .names = &wire_content_types,
                                 .section = "RFC 9846 5.2"};
static const WireRow zeros_row = {WIRE_REST, "zeros", .section = "RFC 9846 5.4"};
static const WireRow ciphertext_row = {WIRE_REST, "ciphertext", .section = "RFC 9846 5.2"};
static const WireRow tag_row = {WIRE_REST, "tag", .section = "RFC 9846 5.2"};

bool wire_record_peek (BaseSpan bytes, WireRecordHeader *header, size_t *size)
{
    *size = 0;
    if (bytes.size < WIRE_RECORD_HEADER_SIZE)
        return false;
    header->type = bytes.data[0];
    header->legacy_version = (uint16_t)base_read_number (bytes.data + 1, 2);
    header->length = (uint16_t)base_read_number (bytes.data + 3, 2);
    size_t whole = (size_t)WIRE_RECORD_HEADER_SIZE + header->length;
    if (bytes.size >= whole)
        *size = whole;
    return true;
}

static WireTree *walk_as (const WireFormat *format, const char *name, const char *section,
                          GBytes *bytes)
{
    Plaintext body = {0};
    return wire_walk (format, name, section, WIRE_N_PLACES, bytes, &body, NULL);
}

void wire_split_last_leaf (WireTree *tree, const WirePart *parts, unsigned n_parts)
{
    uint32_t parent = tree->n_fields - 1;
    tree->fields = g_renew (WireField, tree->fields, tree->n_fields + n_parts);
    uint32_t at = tree->fields[parent].offset;
    for (unsigned i = 0; i < n_parts; i++) {
        if (parts[i].length == 0)
            continue;
        tree->fields[tree->n_fields] = (WireField){.row = parts[i].row,
                                                   .name = parts[i].row->name,
                                                   .offset = at,
                                                   .length = parts[i].length,
                                                   .parent = (int32_t)parent,
                                                   .end = tree->n_fields + 1,
                                                   .index = -1};
        tree->n_fields++;
        at += parts[i].length;
    }
    for (int32_t i = (int32_t)parent; i >= 0; i = tree->fields[i].parent)
        tree->fields[i].end = tree->n_fields;
}

WireTree *wire_record_tree (GBytes *record, size_t tag_size)
{
    if (tag_size == 0 && wire_is_ssl2_hello (base_span_bytes (record)))
        return wire_ssl2_hello_tree (record);
    if (tag_size == 0)
        return walk_as (&plaintext, "TLSPlaintext", "RFC 9846 5.1", record);
    WireTree *tree = walk_as (&ciphertext, "TLSCiphertext", "RFC 9846 5.2", record);
    WireField *last = &tree->fields[tree->n_fields - 1];
    if ((last->flags & WIRE_FIELD_CONTENT) && last->length > tag_size) {
        const WirePart parts[] = {{&ciphertext_row, last->length - (uint32_t)tag_size},
                                  {&tag_row, (uint32_t)tag_size}};
        wire_split_last_leaf (tree, parts, G_N_ELEMENTS (parts));
    }
    return tree;
}

WireTree *wire_parts_tree (const char *name, const char *section, GBytes *bytes,
                           const WirePart *parts, unsigned n_parts)
{
    WireTree *tree = g_new0 (WireTree, 1);
    tree->references = 1;
    tree->name = name;
    tree->section = section;
    tree->bytes = g_bytes_ref (bytes);
    tree->fields = g_new0 (WireField, 1);
    tree->fields[0] = (WireField){.name = name,
                                  .length = (uint32_t)g_bytes_get_size (bytes),
                                  .parent = -1,
                                  .end = 1,
                                  .index = -1};
    tree->n_fields = 1;
    wire_split_last_leaf (tree, parts, n_parts);
    return tree;
}

WireTree *wire_inner_plaintext_tree (GBytes *inner)
{
    BaseSpan span = base_span_bytes (inner);
    uint32_t end = (uint32_t)span.size;
    while (end > 0 && span.data[end - 1] == 0)
        end--;
    const WirePart parts[] = {{&content_row, end > 0 ? end - 1 : 0},
                              {&type_row, end > 0 ? 1 : 0},
                              {&zeros_row, (uint32_t)span.size - end}};
    WireTree *tree =
        wire_parts_tree ("TLSInnerPlaintext", "RFC 9846 5.2", inner, parts, G_N_ELEMENTS (parts));
    if (end == 0)
        tree->cause = BASE_CAUSE_NO_INNER_CONTENT_TYPE;
    return tree;
}

WireTree *wire_nonce_tree (GBytes *nonce)
{
    return walk_as (&rest, "nonce", "RFC 9846 5.3", nonce);
}

WireTree *wire_additional_data_tree (GBytes *header)
{
    return walk_as (&header_format, "additional_data", "RFC 9846 5.2", header);
}

void wire_record_append (GByteArray *out, uint8_t type, uint16_t legacy_version, BaseSpan fragment)
{
    base_append_number (out, type, 1);
    base_append_number (out, legacy_version, 2);
    base_append_number (out, fragment.size, 2);
    base_append_span (out, fragment);
}
