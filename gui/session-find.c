/* Finding a text among the fields that the observer can see. */
#include "session-private.h"

#include <string.h>

static bool matches (const char *haystack, const char *needle)
{
    g_autofree char *folded = g_utf8_casefold (haystack, -1);
    return strstr (folded, needle) != NULL;
}

static bool field_matches (const StepshakeLayer *layer, unsigned field, const char *needle)
{
    g_autofree char *label = wire_tree_label (layer->tree, field);
    if (matches (label, needle))
        return true;
    if (layer->noise)
        return false;
    g_autofree char *value = wire_tree_value (layer->tree, field);
    return matches (value, needle);
}

/* The first match in MESSAGE behind (LAYER, FIELD). */
static bool find_in (StepshakeSession *self, int message, int layer, int field, const char *needle,
                     int *found_layer, int *found_field)
{
    g_autoptr (GPtrArray) layers =
        stepshake_layers_new (control_run_trace (self->run), self->observer, message,
                              control_cursor (self->run), self->as_sent);
    for (int l = MAX (layer, 0); l < (int)layers->len; l++) {
        const StepshakeLayer *candidate = g_ptr_array_index (layers, l);
        unsigned from = l == layer ? MAX (field, 0) + 1 : 1;
        for (unsigned f = from; f < candidate->tree->n_fields; f++) {
            if ((candidate->tree->fields[f].flags & WIRE_FIELD_CONTENT) != 0 ||
                !field_matches (candidate, f, needle))
                continue;
            *found_layer = l;
            *found_field = f;
            return true;
        }
    }
    return false;
}

bool stepshake_session_find (StepshakeSession *self, const char *text, bool further)
{
    int n = stepshake_session_moment (self)->n_messages;
    if (self->run == NULL || n == 0 || *text == '\0')
        return false;
    g_autofree char *needle = g_utf8_casefold (text, -1);
    int start = MAX (0, self->selection.message), layer, field;
    for (int i = 0; i <= n; i++) {
        int message = (start + i) % n;
        bool here = further && i == 0;
        if (!find_in (self, message, here ? self->selection.layer : -1,
                      here ? self->selection.field : -1, needle, &layer, &field))
            continue;
        stepshake_session_select_message (self, message);
        stepshake_session_select_field (self, layer, field);
        return true;
    }
    return false;
}
