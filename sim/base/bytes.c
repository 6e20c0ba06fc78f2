#include "base/bytes.h"

#include <gio/gio.h>
#include <string.h>

BaseSpan base_span (const void *data, size_t size)
{
    return (BaseSpan){data, size};
}

BaseSpan base_span_text (const char *text)
{
    return base_span (text, strlen (text));
}

BaseSpan base_span_bytes (GBytes *bytes)
{
    if (bytes == NULL)
        return (BaseSpan){NULL, 0};
    gsize size;
    const void *data = g_bytes_get_data (bytes, &size);
    return base_span (data != NULL ? data : "",
                      size); /* no offset may be added to NULL, not even 0 */
}

bool base_span_equal (BaseSpan a, BaseSpan b)
{
    return a.size == b.size && (a.size == 0 || memcmp (a.data, b.data, a.size) == 0);
}

bool base_span_equal_secret (BaseSpan a, BaseSpan b)
{
    if (a.size != b.size)
        return false;
    uint8_t difference = 0;
    for (size_t i = 0; i < a.size; i++)
        difference |= a.data[i] ^ b.data[i];
    return difference == 0;
}

GBytes *base_span_copy (BaseSpan span)
{
    return g_bytes_new (span.data, span.size);
}

char *base_hex (BaseSpan span)
{
    static const char digits[] = "0123456789abcdef";
    char *text = g_malloc (span.size * 2 + 1);
    for (size_t i = 0; i < span.size; i++) {
        text[2 * i] = digits[span.data[i] >> 4];
        text[2 * i + 1] = digits[span.data[i] & 15];
    }
    text[span.size * 2] = '\0';
    return text;
}

GBytes *base_unhex (const char *text, GError **error)
{
    g_autoptr (GByteArray) out = g_byte_array_new ();
    int high = -1;
    for (const char *c = text; *c != '\0'; c++) {
        if (g_ascii_isspace (*c) || *c == ':')
            continue;
        int digit = g_ascii_xdigit_value (*c);
        if (digit < 0) {
            g_autofree char *shown =
                g_ascii_isprint (*c) ? g_strndup (c, 1) : g_strdup_printf ("\\x%02x", (guchar)*c);
            g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "character %" G_GSIZE_FORMAT
                         " is “%s”, allowed are hex digits, white space and colons",
                         (gsize)(c - text) + 1, shown);
            return NULL;
        }
        if (high < 0) {
            high = digit;
        } else {
            base_append_number (out, (uint64_t)(high << 4 | digit), 1);
            high = -1;
        }
    }
    if (high >= 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "an odd number of hex digits, a byte takes two");
        return NULL;
    }
    return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

uint64_t base_read_number (const uint8_t *data, unsigned width)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < width; i++)
        value = value << 8 | data[i];
    return value;
}

void base_append_number (GByteArray *out, uint64_t value, unsigned width)
{
    uint8_t bytes[8];
    for (unsigned i = 0; i < width; i++)
        bytes[i] = (uint8_t)(value >> (8 * (width - 1 - i)));
    g_byte_array_append (out, bytes, width);
}

void base_append_span (GByteArray *out, BaseSpan span)
{
    if (span.size > 0)
        g_byte_array_append (out, span.data, (guint)span.size);
}

void base_wipe (void *data, size_t size)
{
    if (size == 0)
        return;
    memset (data, 0, size);
    /* The compiler must believe that somebody still looks. */
    __asm__ volatile("" : : "r"(data) : "memory");
}

typedef struct {
    size_t size;
    uint8_t data[];
} SecretBlock;

static void secret_block_free (gpointer data)
{
    SecretBlock *block = data;
    base_wipe (block->data, block->size);
    g_free (block);
}

GBytes *base_secret_bytes (const void *data, size_t size)
{
    SecretBlock *block = g_malloc (sizeof *block + size);
    block->size = size;
    if (size > 0)
        memcpy (block->data, data, size);
    return g_bytes_new_with_free_func (block->data, size, secret_block_free, block);
}
