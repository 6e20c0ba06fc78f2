#include "inspector/copy.h"

#include <string.h>

static char *as_c_array (const char *name, BaseSpan span)
{
    g_autofree char *identifier = g_strdelimit (g_strdup (name), " []-.", '_');
    GString *text = g_string_new (NULL);
    g_string_append_printf (text, "static const unsigned char %s[%zu] = {", identifier, span.size);
    for (size_t i = 0; i < span.size; i++)
        g_string_append_printf (text, "%s0x%02x,", i % 12 == 0 ? "\n    " : " ", span.data[i]);
    g_string_append (text, "\n};\n");
    return g_string_free (text, FALSE);
}

char *stepshake_copy_text (StepshakeSession *session, const char *format)
{
    const StepshakeSelection *selection = stepshake_session_selection (session);
    StepshakeLayer *layer = stepshake_session_layer (session, selection->layer);
    if (layer == NULL)
        return NULL;
    BaseSpan span = stepshake_layer_span (layer, selection->field);
    if (strcmp (format, "hex") == 0)
        return base_hex (span);
    g_autofree char *name = selection->field >= 0 ? wire_tree_label (layer->tree, selection->field)
                                                  : g_strdup (layer->title);
    if (strcmp (format, "c") == 0)
        return as_c_array (name, span);
    g_autofree char *path = selection->field >= 0 ? wire_tree_path (layer->tree, selection->field)
                                                  : g_strdup (layer->title);
    g_autofree char *value = selection->field >= 0 ? wire_tree_value (layer->tree, selection->field)
                                                   : g_strdup (layer->note);
    return g_strdup_printf ("%s = %s", path, value);
}
