#include "wire/parts.h"
#include "wire/record.h"
#include "wire/walk.h"

/* The layers of sealed records of TLS 1.2 and older (RFC 5246 section 6.2.3). */

enum { MAX_CIPHERTEXT_12 = WIRE_MAX_PLAINTEXT + 2048 };

typedef struct {
    uint8_t type;
    uint16_t version;
    BaseSpan fragment;
} Ciphertext;

static const WireRow ciphertext_rows[] = {
    {WIRE_NUMBER, "type", 1, .names = &wire_content_types, .bind = offsetof (Ciphertext, type)},
    {WIRE_NUMBER, "version", 2, .names = &wire_versions, .bind = offsetof (Ciphertext, version)},
    {WIRE_OPAQUE, "fragment", 2, 0, MAX_CIPHERTEXT_12, .bind = offsetof (Ciphertext, fragment)},
    {WIRE_END}};
static const WireFormat ciphertext = {"TLSCiphertext", ciphertext_rows, sizeof (Ciphertext)};

static const WireRow nonce_explicit_row = {WIRE_REST, "nonce_explicit",
                                           .section = "RFC 5246 6.2.3.3"};
static const WireRow sealed_row = {WIRE_REST, "ciphertext", .section = "RFC 5246 6.2.3"};
static const WireRow tag_row = {WIRE_REST, "tag", .section = "RFC 5116 5"};
static const WireRow iv_row = {WIRE_REST, "IV", .section = "RFC 5246 6.2.3.2"};
static const WireRow outer_mac_row = {WIRE_REST, "MAC", .section = "RFC 7366 3"};
static const WireRow content_row = {WIRE_REST, "content", .section = "RFC 5246 6.2.3"};
static const WireRow mac_row = {WIRE_REST, "MAC", .section = "RFC 5246 6.2.3.1"};
static const WireRow padding_row = {WIRE_REST, "padding", .section = "RFC 5246 6.2.3.2"};
static const WireRow padding_length_row = {WIRE_NUMBER, "padding_length", 1,
                                           .section = "RFC 5246 6.2.3.2"};
static const WireRow salt_row = {WIRE_REST, "salt", .section = "RFC 5288 3"};
static const WireRow whole_nonce_row = {WIRE_REST, "value", .section = "RFC 7905 2"};

WireTree *wire_ciphertext_12_tree (GBytes *record, WireSealing sealing)
{
    Ciphertext body = {0};
    WireTree *tree = wire_walk (&ciphertext, "TLSCiphertext", "RFC 5246 6.2.3", WIRE_N_PLACES,
                                record, &body, NULL);
    const WireField *last = &tree->fields[tree->n_fields - 1];
    bool aead = sealing.kind == WIRE_CIPHER_AEAD;
    bool block = sealing.kind == WIRE_CIPHER_BLOCK;
    uint32_t before = aead ? sealing.nonce_explicit : block ? sealing.iv : 0;
    uint32_t behind = aead ? sealing.tag : block && sealing.encrypt_then_mac ? sealing.mac : 0;
    if ((last->flags & WIRE_FIELD_CONTENT) == 0 || last->length < before + behind)
        return tree;
    const WirePart parts[] = {{aead ? &nonce_explicit_row : &iv_row, before},
                              {&sealed_row, last->length - before - behind},
                              {aead ? &tag_row : &outer_mac_row, behind}};
    wire_split_last_leaf (tree, parts, G_N_ELEMENTS (parts));
    return tree;
}

static const struct {
    const char *name, *section;
} kinds[] = {
    [WIRE_CIPHER_AEAD] = {"GenericAEADCipher", "RFC 5246 6.2.3.3"},
    [WIRE_CIPHER_BLOCK] = {"GenericBlockCipher", "RFC 5246 6.2.3.2"},
    [WIRE_CIPHER_STREAM] = {"GenericStreamCipher", "RFC 5246 6.2.3.1"},
};

WireTree *wire_plaintext_12_tree (GBytes *plaintext, WireSealing sealing)
{
    BaseSpan span = base_span_bytes (plaintext);
    uint32_t size = (uint32_t)span.size;
    bool block = sealing.kind == WIRE_CIPHER_BLOCK;
    bool inside = sealing.kind == WIRE_CIPHER_STREAM || (block && !sealing.encrypt_then_mac);
    uint32_t mac = inside ? sealing.mac : 0;
    uint32_t counted = block && size > 0 ? 1 : 0;
    uint32_t padding = counted > 0 ? span.data[size - 1] : 0;
    bool fits = size >= mac + padding + counted && (!block || counted > 0);
    if (!fits)
        mac = padding = 0;
    const WirePart parts[] = {{&content_row, size - mac - padding - counted},
                              {&mac_row, mac},
                              {&padding_row, padding},
                              {&padding_length_row, counted}};
    WireTree *tree = wire_parts_tree (kinds[sealing.kind].name, kinds[sealing.kind].section,
                                      plaintext, parts, G_N_ELEMENTS (parts));
    if (!fits) {
        tree->cause = BASE_CAUSE_BAD_RECORD_MAC;
        tree->broken_field = tree->n_fields - 1;
        tree->fields[tree->broken_field].flags |= WIRE_FIELD_BROKEN;
    }
    return tree;
}

WireTree *wire_nonce_12_tree (GBytes *nonce, WireSealing sealing)
{
    uint32_t size = (uint32_t)g_bytes_get_size (nonce);
    uint32_t salt = MIN (sealing.salt, size);
    const WirePart parts[] = {{&salt_row, salt},
                              {salt > 0 ? &nonce_explicit_row : &whole_nonce_row, size - salt}};
    return wire_parts_tree ("nonce", salt > 0 ? "RFC 5288 3" : "RFC 7905 2", nonce, parts,
                            G_N_ELEMENTS (parts));
}

typedef struct {
    uint64_t seq_num;
    uint8_t type;
    uint16_t version, length;
} MacInput;

#define MAC_ROWS(where) \
    { \
        {WIRE_NUMBER, "seq_num", 8, .bind = offsetof (MacInput, seq_num), .section = where}, \
            {WIRE_NUMBER, \
             "type", \
             1, \
             .names = &wire_content_types, \
             .bind = offsetof (MacInput, type), \
             .section = where}, \
            {WIRE_NUMBER, \
             "version", \
             2, \
             .names = &wire_versions, \
             .bind = offsetof (MacInput, version), \
             .section = where}, \
            {WIRE_NUMBER, "length", 2, .bind = offsetof (MacInput, length), .section = where}, \
        { \
            WIRE_END \
        } \
    }
static const WireRow additional_rows[] = MAC_ROWS ("RFC 5246 6.2.3.3");
static const WireRow mac_rows[] = MAC_ROWS ("RFC 5246 6.2.3.1");
static const WireFormat additional_data = {"additional_data", additional_rows, sizeof (MacInput)};
static const WireFormat mac_input = {"MAC_input", mac_rows, sizeof (MacInput)};

WireTree *wire_mac_input_tree (GBytes *thirteen, WireSealing sealing)
{
    MacInput body = {0};
    const WireFormat *format = sealing.kind == WIRE_CIPHER_AEAD ? &additional_data : &mac_input;
    return wire_walk (format, format->name, format->rows[0].section, WIRE_N_PLACES, thirteen, &body,
                      NULL);
}
