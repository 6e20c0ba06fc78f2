/* The formats as a table; a picture of any graph in any of them. */
#include "draw/compare-scene.h"
#include "draw/text.h"

#include <gio/gio.h>

static GBytes *draw_paint_graph (const DrawGraph *graph, GBytes *(*paint) (const DrawScene *),
                                 GError **error)
{
    g_autoptr (DrawScene) scene = draw_scene_from_graph (graph, error);
    return scene == NULL ? NULL : paint (scene);
}

static GBytes *draw_paint_ladder (const char *title, const GPtrArray *rows,
                                  GBytes *(*paint) (const DrawScene *))
{
    g_autoptr (DrawScene) scene = draw_scene_from_ladder (title, rows);
    return paint (scene);
}

/* Either the model itself is written, or a scene made of it is painted. */
static const struct {
    const char *name;
    GBytes *(*graph) (const DrawGraph *graph);
    GBytes *(*ladder) (const char *title, const GPtrArray *rows);
    GBytes *(*compare) (const DrawCompare *compare);
    GBytes *(*paint) (const DrawScene *scene);
} draw_formats[] = {
    {"dot", draw_text_dot, draw_text_ladder_dot, draw_text_compare_dot, NULL},
    {"mermaid", draw_text_mermaid, draw_text_ladder_mermaid, draw_text_compare_mermaid, NULL},
    {"svg", NULL, NULL, NULL, draw_scene_svg},
    {"png", NULL, NULL, NULL, draw_scene_png},
    {"pdf", NULL, NULL, NULL, draw_scene_pdf},
};

const char *draw_format_at (unsigned i)
{
    return i < G_N_ELEMENTS (draw_formats) ? draw_formats[i].name : NULL;
}

static int draw_find_format (const char *name, GError **error)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (draw_formats); i++)
        if (g_str_equal (draw_formats[i].name, name))
            return (int)i;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "there is no picture format \"%s\"; allowed are dot, mermaid, svg, png and pdf",
                 name);
    return -1;
}

GBytes *draw_write_graph (const DrawGraph *graph, const char *format, GError **error)
{
    int i = draw_find_format (format, error);
    if (i < 0)
        return NULL;
    return draw_formats[i].graph != NULL ? draw_formats[i].graph (graph)
                                         : draw_paint_graph (graph, draw_formats[i].paint, error);
}

GBytes *draw_write_ladder (const char *title, const GPtrArray *rows, const char *format,
                           GError **error)
{
    int i = draw_find_format (format, error);
    if (i < 0)
        return NULL;
    return draw_formats[i].ladder != NULL ? draw_formats[i].ladder (title, rows)
                                          : draw_paint_ladder (title, rows, draw_formats[i].paint);
}

GBytes *draw_write_compare (const DrawCompare *compare, const char *format, GError **error)
{
    int i = draw_find_format (format, error);
    if (i < 0)
        return NULL;
    if (draw_formats[i].compare != NULL)
        return draw_formats[i].compare (compare);
    g_autoptr (DrawScene) scene = draw_scene_from_compare (compare);
    return draw_formats[i].paint (scene);
}
