/* A graph as a scene: text decides the sizes of nodes and labels, Graphviz the places. */
#include "draw/scene.h"

enum {
    GRAPH_MARGIN = 24,
    GRAPH_TITLE_SIZE = 17,
    GRAPH_NODE_SIZE = 13,
    GRAPH_SMALL_SIZE = 11,
    GRAPH_LINE = 16,        /* from line to line of small text */
    GRAPH_TEXT_WIDTH = 280, /* details are broken at this width */
    GRAPH_MIN_WIDTH = 110,
    GRAPH_NOTE_WIDTH = 420,
};

typedef struct {
    char *title; /* with its mark */
    char **details;
    unsigned n_details;
} GraphText;

static void graph_text_clear (GraphText *text)
{
    g_free (text->title);
    g_strfreev (text->details);
}

static GraphText graph_node_text (const DrawNode *node)
{
    GraphText text = {.title = draw_marked (node->state, node->title)};
    text.details = node->detail == NULL
                       ? g_new0 (char *, 1)
                       : draw_wrap_evenly (node->detail, GRAPH_SMALL_SIZE, false, GRAPH_TEXT_WIDTH);
    text.n_details = g_strv_length (text.details);
    return text;
}

/* The widest mark is reserved in every state, so that a step changes no size. */
static void graph_node_size (const DrawNode *node, const GraphText *text, double size[2])
{
    g_auto (GStrv) lines = draw_wrap (node->title, GRAPH_NODE_SIZE, true, G_MAXDOUBLE);
    double width = 0;
    for (char **line = lines; *line != NULL; line++)
        width = MAX (width, draw_text_width (*line, GRAPH_NODE_SIZE, true));
    width += draw_text_width ("✓ ", GRAPH_NODE_SIZE, true);
    for (char **line = text->details; *line != NULL; line++)
        width = MAX (width, draw_text_width (*line, GRAPH_SMALL_SIZE, false));
    size[0] = MAX (width + (node->rounded ? 48 : 32), GRAPH_MIN_WIDTH);
    size[1] = 20 + 18 * g_strv_length (lines) + GRAPH_LINE * text->n_details;
}

static void graph_label_size (const DrawEdge *edge, double size[2])
{
    size[0] = size[1] = 0;
    if (edge->label == NULL || *edge->label == '\0')
        return;
    g_autofree char *wide = g_strconcat ("✓ ", edge->label, NULL);
    g_auto (GStrv) lines = draw_wrap (wide, GRAPH_SMALL_SIZE, true, G_MAXDOUBLE);
    for (char **line = lines; *line != NULL; line++)
        size[0] = MAX (size[0], draw_text_width (*line, GRAPH_SMALL_SIZE, true) + 12);
    size[1] = GRAPH_LINE * g_strv_length (lines) + 6;
}

/* Boxes of one width where nothing stands beside them: a calm column. */
static void graph_even_out (const DrawGraph *graph, double *sizes)
{
    double widest = 0;
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        if (edge->label != NULL)
            return;
    }
    for (unsigned i = 0; i < graph->nodes->len; i++)
        widest = MAX (widest, sizes[2 * i]);
    for (unsigned i = 0; i < graph->nodes->len; i++)
        sizes[2 * i] = widest;
}

static void graph_draw_node (DrawScene *scene, const DrawNode *node, const GraphText *text,
                             DrawPoint centre, const double *size)
{
    const DrawLook *look = draw_look (node->state);
    double x = centre.x - size[0] / 2, y = centre.y - size[1] / 2;
    DrawShape *box = draw_scene_box (scene, x, y, size[0], size[1],
                                     node->rounded ? MIN (size[1] / 2, 24) : 7, look);
    box->id = node->id;
    box->dashed |= node->dashed;
    g_auto (GStrv) titles = draw_wrap (text->title, GRAPH_NODE_SIZE, true, G_MAXDOUBLE);
    y += 10;
    for (char **line = titles; *line != NULL; line++, y += 18)
        draw_scene_text (scene, centre.x, y + 13, *line, GRAPH_NODE_SIZE, true, look->text,
                         DRAW_ANCHOR_MIDDLE);
    for (char **line = text->details; *line != NULL; line++, y += GRAPH_LINE)
        draw_scene_text (scene, centre.x, y + 12, *line, GRAPH_SMALL_SIZE, false, look->text,
                         DRAW_ANCHOR_MIDDLE);
}

/* The label's lines begin beside the edge, which dot draws to the left of its label. */
static void graph_draw_label (DrawScene *scene, const DrawEdge *edge, DrawPoint at, double width)
{
    const char *colour =
        edge->state == DRAW_CURRENT ? draw_look (DRAW_LEGAL)->text : draw_look (edge->state)->text;
    g_autofree char *marked = draw_marked (edge->state, edge->label);
    g_auto (GStrv) lines = g_strsplit (marked, "\n", -1);
    double height = GRAPH_LINE * g_strv_length (lines), y = at.y - height / 2.0 + 12;
    /* A line that crosses the words must not cross them out. */
    DrawShape *behind = draw_scene_box (scene, at.x - width / 2 + 4, at.y - height / 2, width - 6,
                                        height, 0, draw_look (DRAW_LOOK_PAPER));
    behind->stroke = NULL;
    for (char **text = lines; *text != NULL; text++, y += GRAPH_LINE)
        draw_scene_text (scene, at.x - width / 2 + 6, y, *text, GRAPH_SMALL_SIZE, text == lines,
                         colour, DRAW_ANCHOR_START);
}

static DrawPoint graph_moved (DrawPoint point, double x, double y)
{
    return (DrawPoint){point.x + x, point.y + y};
}

/* Thick edges come last: they lie above thin ones. */
static void graph_draw_edges (DrawScene *scene, const DrawGraph *graph, const DrawLayout *layout,
                              double x, double y, bool thick)
{
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        const GArray *curve = g_ptr_array_index (layout->edges, i);
        if (draw_edge_is_thick (edge) != thick || curve->len < 2)
            continue;
        g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (DrawPoint));
        for (unsigned k = 0; k < curve->len; k++) {
            DrawPoint point = graph_moved (g_array_index (curve, DrawPoint, k), x, y);
            g_array_append_val (moved, point);
        }
        draw_scene_curve (scene, moved, draw_look (edge->state)->stroke, thick ? 2.4 : 1.3)->arrow =
            true;
    }
}

static void graph_draw (DrawScene *scene, const DrawGraph *graph, const DrawLayout *layout,
                        const GraphText *texts, const double *sizes, const double *label_sizes)
{
    double x = (scene->width - layout->width) / 2, y = scene->height;
    graph_draw_edges (scene, graph, layout, x, y, false);
    graph_draw_edges (scene, graph, layout, x, y, true);
    for (unsigned i = 0; i < graph->edges->len; i++)
        if (label_sizes[2 * i] > 0)
            graph_draw_label (scene, g_ptr_array_index (graph->edges, i),
                              graph_moved (layout->labels[i], x, y), label_sizes[2 * i]);
    for (unsigned i = 0; i < graph->nodes->len; i++)
        graph_draw_node (scene, g_ptr_array_index (graph->nodes, i), &texts[i],
                         graph_moved (layout->nodes[i], x, y), sizes + 2 * i);
    scene->height += layout->height;
}

static void graph_draw_note (DrawScene *scene, char **lines)
{
    const char *colour = draw_look (DRAW_TODO)->text;
    scene->height += lines[0] == NULL ? 0 : 14;
    for (char **line = lines; *line != NULL; line++, scene->height += GRAPH_LINE)
        draw_scene_text (scene, scene->width / 2, scene->height + 12, *line, GRAPH_SMALL_SIZE,
                         false, colour, DRAW_ANCHOR_MIDDLE);
}

DrawScene *draw_scene_from_graph (const DrawGraph *graph, GError **error)
{
    unsigned n = graph->nodes->len, n_edges = graph->edges->len;
    g_autofree double *sizes = g_new0 (double, 2 * n + 1);
    g_autofree double *label_sizes = g_new0 (double, 2 * n_edges + 1);
    g_autoptr (GArray) texts = g_array_sized_new (FALSE, TRUE, sizeof (GraphText), n);
    g_array_set_clear_func (texts, (GDestroyNotify)graph_text_clear);
    for (unsigned i = 0; i < n; i++) {
        GraphText text = graph_node_text (g_ptr_array_index (graph->nodes, i));
        graph_node_size (g_ptr_array_index (graph->nodes, i), &text, sizes + 2 * i);
        g_array_append_val (texts, text);
    }
    graph_even_out (graph, sizes);
    for (unsigned i = 0; i < n_edges; i++)
        graph_label_size (g_ptr_array_index (graph->edges, i), label_sizes + 2 * i);
    g_autoptr (DrawLayout) layout = draw_layout (graph, sizes, label_sizes, error);
    if (layout == NULL)
        return NULL;

    g_auto (GStrv) note = graph->note == NULL
                              ? g_new0 (char *, 1)
                              : draw_wrap_evenly (graph->note, GRAPH_SMALL_SIZE, false,
                                                  MAX (layout->width, GRAPH_NOTE_WIDTH));
    DrawScene *scene = draw_scene_new (graph->title);
    double title = draw_text_width (graph->title, GRAPH_TITLE_SIZE, true);
    scene->width = 2 * GRAPH_MARGIN + MAX (layout->width, title);
    for (char **line = note; *line != NULL; line++)
        scene->width = MAX (scene->width, 2 * GRAPH_MARGIN + draw_text_width (*line, 11, false));
    draw_scene_text (scene, scene->width / 2, GRAPH_MARGIN + 14, graph->title, GRAPH_TITLE_SIZE,
                     true, draw_look (DRAW_LOOK_PAPER)->text, DRAW_ANCHOR_MIDDLE);
    scene->height = GRAPH_MARGIN + 38;
    graph_draw (scene, graph, layout, (GraphText *)(void *)texts->data, sizes, label_sizes);
    graph_draw_note (scene, note);
    scene->height += GRAPH_MARGIN;
    return scene;
}
