#include "wire/ssl2.h"

#include "wire/formats.h"
#include "wire/parts.h"

enum { HEADER = 2, FIXED = HEADER + 9, SPEC = 3 };

static const WireName specs[] = {
    {0x010080, "SSL_CK_RC4_128_WITH_MD5"},
    {0x020080, "SSL_CK_RC4_128_EXPORT40_WITH_MD5"},
    {0x030080, "SSL_CK_RC2_128_CBC_WITH_MD5"},
    {0x040080, "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"},
    {0x050080, "SSL_CK_IDEA_128_CBC_WITH_MD5"},
    {0x060040, "SSL_CK_DES_64_CBC_WITH_MD5"},
    {0x0700c0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"},
};
static const WireRegistry registry = {.title = "cipher specs", .rows = specs, .n_rows = 7};

/* With a first byte of zero it is a cipher suite of TLS. */
static char *spec_in_words (BaseSpan content)
{
    uint32_t value = (uint32_t)base_read_number (content.data, (unsigned)MIN (content.size, SPEC));
    const char *name = wire_name (value <= 0xffff ? &wire_cipher_suites : &registry, value);
    return g_strdup_printf ("%s (0x%06x)", name != NULL ? name : "unknown", value);
}

static char *length_in_words (BaseSpan content)
{
    uint32_t value = (uint32_t)base_read_number (content.data, (unsigned)MIN (content.size, 2));
    return g_strdup_printf ("%u (the top bit tells a header of two bytes)", value & 0x7fff);
}

#define WHERE .section = "RFC 5246 E.2"
static const WireRow msg_length = {WIRE_NUMBER, "msg_length", 2, .words = length_in_words, WHERE};
static const WireName client_hello[] = {{1, "CLIENT-HELLO"}};
static const WireRegistry types = {.title = "message types", .rows = client_hello, .n_rows = 1};
static const WireRow msg_type = {WIRE_NUMBER, "msg_type", 1, .names = &types, WHERE};
static const WireRow version = {WIRE_NUMBER, "version", 2, .names = &wire_versions, WHERE};
static const WireRow spec_length = {WIRE_NUMBER, "cipher_spec_length", 2, WHERE};
static const WireRow id_length = {WIRE_NUMBER, "session_id_length", 2, WHERE};
static const WireRow challenge_length = {WIRE_NUMBER, "challenge_length", 2, WHERE};
static const WireRow cipher_specs = {WIRE_VECTOR, "cipher_specs", WHERE};
static const WireRow spec = {WIRE_NUMBER, NULL, SPEC, .words = spec_in_words, WHERE};
static const WireRow session_id = {WIRE_REST, "session_id", WHERE};
static const WireRow challenge = {WIRE_REST, "challenge", WHERE};

/* For writing alone, where its last field stands for all of it; wire_ssl2_hello_tree () reads. */
static const WireRow whole[] = {
    {WIRE_REST, "challenge", .bind = offsetof (WireData, data), WHERE},
    {WIRE_END},
};
const WireFormat wire_format_ssl2_hello = {"V2ClientHello", whole, sizeof (WireData)};

bool wire_is_ssl2_hello (BaseSpan bytes)
{
    if (bytes.size < 5 || (bytes.data[0] & 0x80) == 0 || bytes.data[2] != 1)
        return false;
    uint16_t claimed = (uint16_t)base_read_number (bytes.data + 3, 2);
    return claimed == 0x0002 || (claimed >> 8 == 3 && (claimed & 0xff) <= 4);
}

size_t wire_ssl2_size (BaseSpan bytes)
{
    return HEADER + (base_read_number (bytes.data, 2) & 0x7fff);
}

/* ---- Fields one behind the other ---- */

typedef struct {
    GArray *fields; /* WireField */
    uint32_t at;
} Fields;

static uint32_t add (Fields *f, const WireRow *row, uint32_t length, int32_t parent, int32_t index)
{
    WireField field = {.row = row,
                       .name = row->name,
                       .offset = f->at,
                       .length = length,
                       .parent = parent,
                       .end = f->fields->len + 1,
                       .index = index};
    g_array_append_val (f->fields, field);
    f->at += length;
    return f->fields->len - 1;
}

static void add_specs (Fields *f, uint32_t length)
{
    uint32_t list = add (f, &cipher_specs, 0, 0, -1);
    for (uint32_t i = 0; i < length / SPEC; i++)
        add (f, &spec, SPEC, (int32_t)list, (int32_t)i);
    WireField *field = &g_array_index (f->fields, WireField, list);
    field->length = length;
    field->end = f->fields->len;
}

static void add_bytes (Fields *f, const WireRow *row, uint32_t length)
{
    if (length > 0)
        add (f, row, length, 0, -1);
}

/* The fixed part says how long the three that follow are; true when they fill the record. */
static bool add_parts (Fields *f, BaseSpan bytes)
{
    static const WireRow *const fixed[] = {&msg_length,  &msg_type,  &version,
                                           &spec_length, &id_length, &challenge_length};
    for (unsigned i = 0; i < G_N_ELEMENTS (fixed); i++) {
        if (bytes.size - f->at < fixed[i]->width)
            return false;
        add (f, fixed[i], fixed[i]->width, 0, -1);
    }
    uint32_t sizes[3];
    for (unsigned i = 0; i < 3; i++)
        sizes[i] = (uint32_t)base_read_number (bytes.data + FIXED - 6 + 2 * i, 2);
    if (wire_ssl2_size (bytes) != bytes.size || sizes[0] % SPEC != 0 ||
        FIXED + (size_t)sizes[0] + sizes[1] + sizes[2] != bytes.size)
        return false;
    add_specs (f, sizes[0]);
    add_bytes (f, &session_id, sizes[1]);
    add_bytes (f, &challenge, sizes[2]);
    return true;
}

WireTree *wire_ssl2_hello_tree (GBytes *bytes)
{
    BaseSpan span = base_span_bytes (bytes);
    WireTree *tree = wire_parts_tree ("V2ClientHello", "RFC 5246 E.2", bytes, NULL, 0);
    Fields f = {g_array_new (FALSE, TRUE, sizeof (WireField)), 0};
    g_array_append_val (f.fields, tree->fields[0]);
    if (!add_parts (&f, span)) {
        static const WireRow rest = {WIRE_REST, "unread", WHERE};
        tree->cause = BASE_CAUSE_LENGTH_MISMATCH;
        uint32_t last = f.fields->len - 1;
        if (f.at < span.size) {
            last = add (&f, &rest, (uint32_t)span.size - f.at, 0, -1);
            g_array_index (f.fields, WireField, last).row = NULL;
            g_array_index (f.fields, WireField, last).flags = WIRE_FIELD_UNREAD;
        }
        g_array_index (f.fields, WireField, last).flags |= WIRE_FIELD_BROKEN;
        tree->broken_field = last;
    }
    g_array_index (f.fields, WireField, 0).end = f.fields->len;
    g_free (tree->fields);
    tree->n_fields = f.fields->len;
    tree->fields = (WireField *)(void *)g_array_free (f.fields, FALSE);
    return tree;
}
