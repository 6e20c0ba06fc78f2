/* A scene as SVG: text stays text, so that it can be searched, read aloud and scaled. Each text
 * says how wide it was measured, so that it fits its box under another font too. */
#include "draw/scene.h"

/* XML 1.0 has no way to write most control characters. */
static char *svg_escape (const char *text)
{
    g_autofree char *valid = g_utf8_make_valid (text, -1);
    for (char *at = valid; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            *at = ' ';
    return g_markup_escape_text (valid, -1);
}

static const char *svg_number (double value, char buffer[G_ASCII_DTOSTR_BUF_SIZE])
{
    return g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, "%.2f", value);
}

static void svg_attribute (GString *out, const char *name, double value)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (out, " %s=\"%s\"", name, svg_number (value, number));
}

static void svg_point (GString *out, char command, DrawPoint point)
{
    char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (out, "%c%s,%s ", command, svg_number (point.x, x),
                            svg_number (point.y, y));
}

static void svg_paint (GString *out, const DrawShape *shape)
{
    g_string_append_printf (out, " fill=\"%s\"", shape->fill == NULL ? "none" : shape->fill);
    if (shape->stroke != NULL) {
        g_string_append_printf (out, " stroke=\"%s\"", shape->stroke);
        svg_attribute (out, "stroke-width", shape->line);
    }
    if (shape->dashed)
        g_string_append (out, " stroke-dasharray=\"5 4\"");
}

static void svg_box (GString *out, const DrawShape *box)
{
    g_string_append (out, "<rect");
    if (box->id != NULL) {
        g_autofree char *id = svg_escape (box->id);
        g_string_append_printf (out, " data-id=\"%s\"", id);
    }
    svg_attribute (out, "x", box->x);
    svg_attribute (out, "y", box->y);
    svg_attribute (out, "width", box->w);
    svg_attribute (out, "height", box->h);
    svg_attribute (out, "rx", box->r);
    svg_paint (out, box);
    g_string_append (out, "/>\n");
}

static void svg_path (GString *out, const DrawShape *path)
{
    const GArray *points = path->points;
    g_string_append (out, "<path d=\"");
    for (unsigned i = 0; i < points->len; i++) {
        char command = i == 0 ? 'M' : path->curve ? (i % 3 == 1 ? 'C' : ' ') : 'L';
        svg_point (out, command, g_array_index (points, DrawPoint, i));
    }
    g_string_append_c (out, '"');
    svg_paint (out, path);
    g_string_append (out, "/>\n");
    if (!path->arrow)
        return;
    DrawPoint corners[3];
    draw_arrow_head (path, corners);
    g_string_append (out, "<path d=\"");
    for (unsigned i = 0; i < G_N_ELEMENTS (corners); i++)
        svg_point (out, i == 0 ? 'M' : 'L', corners[i]);
    g_string_append_printf (out, "Z\" fill=\"%s\"/>\n", path->stroke);
}

static void svg_text (GString *out, const DrawShape *text)
{
    static const char *const anchors[] = {"start", "middle", "end"};
    g_autofree char *escaped = svg_escape (text->text);
    if (*escaped == '\0')
        return;
    g_string_append (out, "<text");
    svg_attribute (out, "x", text->x);
    svg_attribute (out, "y", text->y);
    svg_attribute (out, "font-size", text->size);
    svg_attribute (out, "textLength", text->w);
    if (text->bold)
        g_string_append (out, " font-weight=\"bold\"");
    g_string_append_printf (out,
                            " lengthAdjust=\"spacingAndGlyphs\" text-anchor=\"%s\" "
                            "fill=\"%s\">%s</text>\n",
                            anchors[text->anchor], text->fill, escaped);
}

static void svg_lock (GString *out, const DrawShape *lock)
{
    double w = lock->h * 0.8, body = lock->h * 0.55, top = lock->y + lock->h / 2 - body;
    g_string_append (out, "<rect");
    svg_attribute (out, "x", lock->x - w / 2);
    svg_attribute (out, "y", top);
    svg_attribute (out, "width", w);
    svg_attribute (out, "height", body);
    g_string_append_printf (out, " rx=\"1\" fill=\"%s\"/>\n<path d=\"", lock->fill);
    double r = w * 0.32, y = lock->y - lock->h / 2 + r;
    svg_point (out, 'M', (DrawPoint){lock->x - r, top});
    svg_point (out, 'L', (DrawPoint){lock->x - r, y});
    svg_point (out, 'C', (DrawPoint){lock->x - r, y - r * 1.33});
    svg_point (out, ' ', (DrawPoint){lock->x + r, y - r * 1.33});
    svg_point (out, ' ', (DrawPoint){lock->x + r, y});
    svg_point (out, 'L', (DrawPoint){lock->x + r, top});
    g_string_append_printf (out, "\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.4\"/>\n",
                            lock->fill);
}

GBytes *draw_scene_svg (const DrawScene *scene)
{
    static void (*const writers[]) (GString *, const DrawShape *) = {
        [DRAW_SHAPE_BOX] = svg_box,
        [DRAW_SHAPE_PATH] = svg_path,
        [DRAW_SHAPE_TEXT] = svg_text,
        [DRAW_SHAPE_LOCK] = svg_lock,
    };
    GString *out = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "
                                 "xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"");
    char w[G_ASCII_DTOSTR_BUF_SIZE], h[G_ASCII_DTOSTR_BUF_SIZE];
    svg_attribute (out, "width", scene->width);
    svg_attribute (out, "height", scene->height);
    g_autofree char *title = svg_escape (scene->title);
    g_string_append_printf (out,
                            " viewBox=\"0 0 %s %s\" font-family=\"" DRAW_FONT "\">\n"
                            "<title>%s</title>\n"
                            "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n",
                            svg_number (scene->width, w), svg_number (scene->height, h), title);
    for (unsigned i = 0; i < scene->shapes->len; i++) {
        const DrawShape *shape = g_ptr_array_index (scene->shapes, i);
        writers[shape->kind](out, shape);
    }
    g_string_append (out, "</svg>\n");
    return g_string_free_to_bytes (out);
}
