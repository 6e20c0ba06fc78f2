/* Byte strings. A BaseSpan is a borrowed view of bytes that somebody else keeps alive; whoever
 * stores bytes stores a GBytes. Hex is lower case without separators when written; when read, white
 * space and colons are allowed. Secrets are wiped with base_wipe () before their memory is freed.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const uint8_t *data; /* borrowed */
    size_t size;
} BaseSpan;

BaseSpan base_span (const void *data, size_t size);
BaseSpan base_span_text (const char *text);
BaseSpan base_span_bytes (GBytes *bytes);
bool base_span_equal (BaseSpan a, BaseSpan b);
/* Compares in a time that depends only on the sizes. */
bool base_span_equal_secret (BaseSpan a, BaseSpan b);
/* transfer full */
GBytes *base_span_copy (BaseSpan span);

/* transfer full */
char *base_hex (BaseSpan span);
/* transfer full; NULL with G_IO_ERROR_INVALID_DATA when TEXT holds something that is not hex, the
 * message says where and what. */
GBytes *base_unhex (const char *text, GError **error);

uint64_t base_read_number (const uint8_t *data, unsigned width);
void base_append_number (GByteArray *out, uint64_t value, unsigned width);
void base_append_span (GByteArray *out, BaseSpan span);

void base_wipe (void *data, size_t size);
/* A GBytes whose memory is wiped when the last reference goes; transfer full. */
GBytes *base_secret_bytes (const void *data, size_t size);
