/* What the tests of the crypto room share: bytes from hex, and randomness from a list. */
#pragma once

#include "crypto/group.h"

#include <string.h>

static inline GBytes *hex (const char *text)
{
    g_autoptr (GError) error = NULL;
    GBytes *bytes = base_unhex (text, &error);
    g_assert_no_error (error);
    return bytes;
}

#define HEX(name, text) \
    g_autoptr (GBytes) name##_bytes = hex (text); \
    BaseSpan name = base_span_bytes (name##_bytes)

static inline void assert_hex (BaseSpan got, const char *want)
{
    g_autofree char *text = base_hex (got);
    g_autoptr (GBytes) bytes = hex (want);
    g_autofree char *normal = base_hex (base_span_bytes (bytes));
    g_assert_cmpstr (text, ==, normal);
}

/* Draws from a list of prepared values, and remembers how it was asked. */
typedef struct {
    const char *const *values;
    unsigned used;
    const char *label;
} Script;

static inline void script_draw (void *data, const char *label, uint8_t *out, size_t size)
{
    Script *script = data;
    HEX (value, script->values[script->used]);
    g_assert_cmpuint (value.size, ==, size);
    memcpy (out, value.data, size);
    script->used++;
    script->label = label;
}

/* A counter from a seed: what a run's labelled draws do, as far as this room sees. */
static inline void counting_draw (void *data, const char *label, uint8_t *out, size_t size)
{
    uint8_t *next = data;
    for (size_t i = 0; i < size; i++)
        out[i] = (*next)++;
}
