/* A scene as PNG or PDF, painted with cairo, text by Pango. */
#include "draw/font.h"
#include "draw/tools.h"

#include <cairo-pdf.h>
#include <math.h>

enum { PAINT_SCALE = 2 }; /* of PNG, for sharp text on any screen */

typedef struct {
    cairo_t *cr;
    PangoLayout *layout;
} Painter;

static void paint_colour (cairo_t *cr, const char *colour)
{
    unsigned long rgb = strtoul (colour + 1, NULL, 16);
    cairo_set_source_rgb (cr, (rgb >> 16 & 0xff) / 255.0, (rgb >> 8 & 0xff) / 255.0,
                          (rgb & 0xff) / 255.0);
}

/* Fills and strokes the current path. */
static void paint_path (cairo_t *cr, const DrawShape *shape)
{
    static const double dashes[] = {5, 4};
    if (shape->fill != NULL) {
        paint_colour (cr, shape->fill);
        cairo_fill_preserve (cr);
    }
    if (shape->stroke != NULL) {
        paint_colour (cr, shape->stroke);
        cairo_set_line_width (cr, shape->line);
        cairo_set_dash (cr, dashes, shape->dashed ? 2 : 0, 0);
        cairo_stroke_preserve (cr);
    }
    cairo_new_path (cr);
}

static void paint_rounded (cairo_t *cr, double x, double y, double w, double h, double r)
{
    cairo_new_sub_path (cr);
    cairo_arc (cr, x + w - r, y + r, r, -G_PI_2, 0);
    cairo_arc (cr, x + w - r, y + h - r, r, 0, G_PI_2);
    cairo_arc (cr, x + r, y + h - r, r, G_PI_2, G_PI);
    cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
    cairo_close_path (cr);
}

static void paint_line (Painter *painter, const DrawShape *path)
{
    cairo_t *cr = painter->cr;
    const DrawPoint *at = (const DrawPoint *)(const void *)path->points->data;
    unsigned n = path->points->len;
    cairo_move_to (cr, at[0].x, at[0].y);
    for (unsigned i = 1; path->curve && i + 2 < n; i += 3)
        cairo_curve_to (cr, at[i].x, at[i].y, at[i + 1].x, at[i + 1].y, at[i + 2].x, at[i + 2].y);
    for (unsigned i = 1; !path->curve && i < n; i++)
        cairo_line_to (cr, at[i].x, at[i].y);
    paint_path (cr, path);
    if (!path->arrow)
        return;
    DrawPoint corners[3];
    draw_arrow_head (path, corners);
    for (unsigned i = 0; i < G_N_ELEMENTS (corners); i++)
        cairo_line_to (cr, corners[i].x, corners[i].y);
    cairo_close_path (cr);
    paint_colour (cr, path->stroke);
    cairo_fill (cr);
}

static void paint_text (Painter *painter, const DrawShape *text)
{
    cairo_t *cr = painter->cr;
    PangoLayout *layout = painter->layout;
    draw_set_font (layout, text->size, text->bold);
    pango_layout_set_text (layout, text->text, -1);
    double left = text->anchor == DRAW_ANCHOR_MIDDLE ? text->w / 2
                  : text->anchor == DRAW_ANCHOR_END  ? text->w
                                                     : 0;
    double base = pango_layout_get_baseline (layout) / (double)PANGO_SCALE;
    paint_colour (cr, text->fill);
    cairo_move_to (cr, text->x - left, text->y - base);
    pango_cairo_show_layout (cr, layout);
    cairo_new_path (cr);
}

static void paint_lock (Painter *painter, const DrawShape *lock)
{
    cairo_t *cr = painter->cr;
    double w = lock->h * 0.8, body = lock->h * 0.55, top = lock->y + lock->h / 2 - body;
    double r = w * 0.32, y = lock->y - lock->h / 2 + r;
    paint_colour (cr, lock->fill);
    paint_rounded (cr, lock->x - w / 2, top, w, body, 1);
    cairo_fill (cr);
    cairo_move_to (cr, lock->x - r, top);
    cairo_arc (cr, lock->x, y, r, G_PI, 2 * G_PI);
    cairo_line_to (cr, lock->x + r, top);
    cairo_set_line_width (cr, 1.4);
    cairo_set_dash (cr, NULL, 0, 0);
    cairo_stroke (cr);
}

static void paint_box (Painter *painter, const DrawShape *box)
{
    cairo_t *cr = painter->cr;
    paint_rounded (cr, box->x, box->y, box->w, box->h, box->r);
    paint_path (cr, box);
}

static void paint_scene (cairo_t *cr, const DrawScene *scene)
{
    static void (*const painters[]) (Painter *, const DrawShape *) = {
        [DRAW_SHAPE_BOX] = paint_box,
        [DRAW_SHAPE_PATH] = paint_line,
        [DRAW_SHAPE_TEXT] = paint_text,
        [DRAW_SHAPE_LOCK] = paint_lock,
    };
    cairo_set_source_rgb (cr, 1, 1, 1);
    cairo_paint (cr);
    PangoContext *context = pango_cairo_create_context (cr);
    Painter painter = {cr, draw_font_layout (context)};
    for (unsigned i = 0; i < scene->shapes->len; i++) {
        const DrawShape *shape = g_ptr_array_index (scene->shapes, i);
        painters[shape->kind](&painter, shape);
    }
    g_object_unref (painter.layout);
    g_object_unref (context);
}

static cairo_status_t paint_append (void *out, const unsigned char *data, unsigned length)
{
    g_byte_array_append (out, data, length);
    return CAIRO_STATUS_SUCCESS;
}

GBytes *draw_tools_png (const DrawScene *scene)
{
    cairo_surface_t *surface =
        cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)ceil (scene->width * PAINT_SCALE),
                                    (int)ceil (scene->height * PAINT_SCALE));
    cairo_t *cr = cairo_create (surface);
    cairo_scale (cr, PAINT_SCALE, PAINT_SCALE);
    paint_scene (cr, scene);
    cairo_destroy (cr);
    GByteArray *out = g_byte_array_new ();
    cairo_surface_write_to_png_stream (surface, paint_append, out);
    cairo_surface_destroy (surface);
    return g_byte_array_free_to_bytes (out);
}

GBytes *draw_tools_pdf (const DrawScene *scene)
{
    GByteArray *out = g_byte_array_new ();
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream (paint_append, out, scene->width, scene->height);
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, scene->title);
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Stepshake");
    /* No date: the same picture is the same file. */
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
    cairo_t *cr = cairo_create (surface);
    paint_scene (cr, scene);
    cairo_show_page (cr);
    cairo_destroy (cr);
    cairo_surface_destroy (surface); /* writes the rest */
    return g_byte_array_free_to_bytes (out);
}
