/* Text is measured and painted by Pango, in the one font of all pictures. */
#include "draw/font.h"

#include "draw/tools.h"

PangoLayout *draw_font_layout (PangoContext *context)
{
    /* The same widths at every scale. */
    cairo_font_options_t *options = cairo_font_options_create ();
    cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options (context, options);
    cairo_font_options_destroy (options);
    pango_context_set_round_glyph_positions (context, FALSE);
    PangoLayout *layout = pango_layout_new (context);
    pango_layout_set_single_paragraph_mode (layout, TRUE);
    return layout;
}

void draw_set_font (PangoLayout *layout, double size, bool bold)
{
    PangoFontDescription *font = pango_font_description_from_string (DRAW_FONT);
    pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
    pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description (layout, font);
    pango_font_description_free (font);
}

static PangoLayout *draw_measure (void)
{
    static PangoLayout *layout; /* of the main thread, like the layout of graphs */
    if (layout == NULL) {
        PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
        layout = draw_font_layout (context);
        g_object_unref (context);
    }
    return layout;
}

double draw_tools_text_width (const char *text, double size, bool bold)
{
    PangoLayout *layout = draw_measure ();
    draw_set_font (layout, size, bold);
    pango_layout_set_text (layout, text, -1);
    PangoRectangle logical;
    pango_layout_get_extents (layout, NULL, &logical);
    return logical.width / (double)PANGO_SCALE;
}
