/* The formats as a table; a picture of any graph in any of them. */
#include "draw/compare-scene.h"
#include "draw/text.h"
#include "draw/tools.h"

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
typedef struct {
    const char *name;
    GBytes *(*graph) (const DrawGraph *graph);
    GBytes *(*ladder) (const char *title, const GPtrArray *rows);
    GBytes *(*compare) (const DrawCompare *compare);
    GBytes *(*paint) (const DrawScene *scene);
    bool measures; /* breaks text into lines of a width */
} DrawFormat;
static const DrawFormat draw_formats[] = {
    {"dot", draw_text_dot, draw_text_ladder_dot, draw_text_compare_dot, NULL, true},
    {"mermaid", draw_text_mermaid, draw_text_ladder_mermaid, draw_text_compare_mermaid, NULL,
     false},
    {"svg", NULL, NULL, NULL, draw_scene_svg, true},
    {"png", NULL, NULL, NULL, draw_scene_png, true},
    {"pdf", NULL, NULL, NULL, draw_scene_pdf, true},
};

const char *draw_format_at (unsigned i)
{
    return i < G_N_ELEMENTS (draw_formats) ? draw_formats[i].name : NULL;
}

static const DrawFormat *draw_find_format (const char *name, GError **error)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (draw_formats); i++)
        if (g_str_equal (draw_formats[i].name, name))
            return &draw_formats[i];
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "there is no picture format \"%s\"; allowed are dot, mermaid, svg, png and pdf",
                 name);
    return NULL;
}

/* The same, with what it needs to break the lines of what is written. */
static const DrawFormat *draw_open_format (const char *name, GError **error)
{
    const DrawFormat *format = draw_find_format (name, error);
    bool ready = format != NULL && (!format->measures || draw_tools_open (error) != NULL);
    return ready ? format : NULL;
}

GBytes *draw_write_graph (const DrawGraph *graph, const char *format, GError **error)
{
    /* As text a graph has no lines but those of its note. */
    const DrawFormat *row =
        graph->note != NULL ? draw_open_format (format, error) : draw_find_format (format, error);
    if (row == NULL)
        return NULL;
    return row->graph != NULL ? row->graph (graph) : draw_paint_graph (graph, row->paint, error);
}

GBytes *draw_write_ladder (const char *title, const GPtrArray *rows, const char *format,
                           GError **error)
{
    const DrawFormat *row = draw_open_format (format, error);
    if (row == NULL)
        return NULL;
    return row->ladder != NULL ? row->ladder (title, rows)
                               : draw_paint_ladder (title, rows, row->paint);
}

GBytes *draw_write_compare (const DrawCompare *compare, const char *format, GError **error)
{
    const DrawFormat *row = draw_open_format (format, error);
    if (row == NULL)
        return NULL;
    if (row->compare != NULL)
        return row->compare (compare);
    g_autoptr (DrawScene) scene = draw_scene_from_compare (compare);
    return row->paint (scene);
}
