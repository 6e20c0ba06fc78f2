#include "inspector/tints.h"

#include <string.h>

const char *stepshake_tint_color (StepshakeTint tint)
{
    static const char *names[STEPSHAKE_N_TINTS] = {
        NULL,     "tint_1",      "tint_2",     "tint_3",          "tint_4",
        "tint_5", "tint_parent", "tint_group", "accent_bg_color", NULL,
    };
    return names[tint];
}

static void paint (uint8_t *tints, size_t size, GPtrArray *layers, int layer, int field,
                   StepshakeTint tint)
{
    uint32_t offset, length;
    stepshake_layers_range (layers, layer, field, &offset, &length);
    if (offset < size)
        memset (tints + offset, tint, MIN (length, size - offset));
}

uint8_t *stepshake_tints_new (GPtrArray *layers, int layer, int field, size_t size)
{
    uint8_t *tints = g_new0 (uint8_t, size);
    const StepshakeLayer *selected = g_ptr_array_index (layers, layer);
    int parent = stepshake_layer_parent (selected, field);
    if (parent >= 0)
        paint (tints, size, layers, layer, parent, STEPSHAKE_TINT_PARENT);
    g_autoptr (GArray) siblings = stepshake_layer_children (selected, parent);
    for (unsigned i = 0; i < siblings->len; i++)
        paint (tints, size, layers, layer, g_array_index (siblings, unsigned, i),
               STEPSHAKE_TINT_SIBLING + i % 5);
    if (field >= 0)
        paint (tints, size, layers, layer, field,
               wire_tree_is_leaf (selected->tree, field) ? STEPSHAKE_TINT_SELECTED
                                                         : STEPSHAKE_TINT_GROUP);
    const StepshakeLayer *canvas = g_ptr_array_index (layers, selected->canvas);
    uint32_t from, to;
    if (stepshake_layer_noise (canvas, &from, &to) && from < size)
        memset (tints + from, STEPSHAKE_TINT_NOISE, MIN (to, size) - from);
    return tints;
}
