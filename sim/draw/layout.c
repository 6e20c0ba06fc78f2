/* The only file that knows libgvc (its headers define TRUE, boolean and port). One context for
 * life: contexts are costly and not all of their memory comes back. Only the "dot" engine is
 * loaded, by hand: the file that tells libgvc its plugins is written when the package is set up and
 * may be missing. Node names and labels never go in, so nothing in them can be misread there. */
#include <gvc.h>

#undef TRUE
#undef FALSE
#define TRUE 1
#define FALSE 0
#include "draw/tools.h"

#include <dlfcn.h>
#include <gio/gio.h>
#include <locale.h>

enum { DRAW_POINTS_PER_INCH = 72 };

static GString *draw_messages; /* what libgvc had to say during the current layout */

static int draw_collect_message (char *text)
{
    if (draw_messages != NULL)
        g_string_append (draw_messages, text);
    return 0;
}

/* libgvplugin_dot_layout.so of whatever version, in the folder "graphviz" beside libgvc. */
static void *draw_find_plugin (const char *symbol)
{
    Dl_info info;
    if (dladdr ((void *)gvContextPlugins, &info) == 0)
        return NULL;
    g_autofree char *base = g_path_get_dirname (info.dli_fname);
    g_autofree char *folder = g_build_filename (base, "graphviz", NULL);
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name;
    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        if (!g_str_has_prefix (name, "libgvplugin_dot_layout."))
            continue;
        g_autofree char *file = g_build_filename (folder, name, NULL);
        void *library = dlopen (file, RTLD_NOW | RTLD_LOCAL);
        void *plugin = library == NULL ? NULL : dlsym (library, symbol);
        if (plugin != NULL)
            return plugin;
    }
    return NULL;
}

static GVC_t *draw_context (void)
{
    static GVC_t *context;
    static lt_symlist_t builtins[] = {{"gvplugin_dot_layout_LTX_library", NULL}, {NULL, NULL}};

    if (context == NULL) {
        agseterrf (draw_collect_message);
        builtins[0].address = draw_find_plugin (builtins[0].name);
        /* Without the plugin the configuration file is the last resort. */
        context = builtins[0].address == NULL ? gvContext () : gvContextPlugins (builtins, 0);
    }
    return context;
}

static void draw_set (void *object, const char *name, double value)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd (number, sizeof number, "%.5f", value);
    agsafeset (object, (char *)name, number, "");
}

/* An edge label of a given size: a table of that size with nothing in it. */
static void draw_set_label (Agraph_t *g, Agedge_t *edge, const double *size)
{
    g_autofree char *html =
        g_strdup_printf ("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"0\" "
                         "FIXEDSIZE=\"TRUE\" WIDTH=\"%d\" HEIGHT=\"%d\"><TR><TD></TD></TR></TABLE>",
                         (int)size[0] + 1, (int)size[1] + 1);
    char *interned = agstrdup_html (g, html);
    agsafeset (edge, "label", interned, "");
    agstrfree (g, interned);
}

/* Loops of one node share one curve and stand below each other: the engine would draw each through
 * the label of the one before. Returns the first loop of edge I's node, or I itself. */
static unsigned draw_leader (const DrawGraph *graph, unsigned i)
{
    const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
    for (unsigned k = 0; k < i && edge->from == edge->to; k++) {
        const DrawEdge *other = g_ptr_array_index (graph->edges, k);
        if (other->from == edge->from && other->to == edge->to)
            return k;
    }
    return i;
}

/* The size of edge I's label with those of the loops that follow it. */
static void draw_whole_label (const DrawGraph *graph, const double *label_sizes, unsigned i,
                              double size[2])
{
    size[0] = size[1] = 0;
    for (unsigned k = i; label_sizes != NULL && k < graph->edges->len; k++) {
        if (draw_leader (graph, k) != i)
            continue;
        size[0] = MAX (size[0], label_sizes[2 * k]);
        size[1] += label_sizes[2 * k + 1];
    }
}

/* What stands above the head of EDGE in its stack; -1: nothing. */
static int draw_above (const DrawGraph *graph, const DrawEdge *edge)
{
    for (unsigned i = 0; i < graph->edges->len && edge->stacked; i++) {
        const DrawEdge *other = g_ptr_array_index (graph->edges, i);
        if (other->stacked && other->from == edge->from && other->ranks == edge->ranks - 1)
            return (int)other->to;
    }
    return -1;
}

/* Edges that nobody sees hold a stack upright. */
static void draw_build_stacks (const DrawGraph *graph, Agraph_t *g, Agnode_t **nodes)
{
    enum { UPRIGHT = 50 };
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        int above = draw_above (graph, edge);
        if (above < 0)
            continue;
        agattr (g, AGRAPH, "nodesep", "0.15"); /* the curves past a stack keep enough apart */
        draw_set (agedge (g, nodes[above], nodes[edge->to], NULL, 1), "weight", UPRIGHT);
    }
}

/* Where no road leads there is no rank: such nodes stand at the bottom, where roads end. */
static void draw_build_islands (const DrawGraph *graph, Agraph_t *g, Agnode_t **nodes)
{
    Agraph_t *bottom = NULL;
    for (unsigned i = 0; i < graph->nodes->len && graph->edges->len > 0; i++) {
        if (agdegree (g, nodes[i], 1, 1) > 0)
            continue;
        if (bottom == NULL) {
            bottom = agsubg (g, "bottom", 1);
            agsafeset (bottom, "rank", "max", "");
        }
        agsubnode (bottom, nodes[i], 1);
    }
}

static bool draw_has_loop (const DrawGraph *graph, unsigned node)
{
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        if (edge->from == node && edge->to == node)
            return true;
    }
    return false;
}

static Agraph_t *draw_build (const DrawGraph *graph, const double *sizes, const double *label_sizes,
                             Agnode_t **nodes, Agedge_t **edges)
{
    Agraph_t *g = agopen ("g", Agdirected, NULL);
    agattr (g, AGNODE, "shape", "box");
    agattr (g, AGNODE, "fixedsize", "true");
    agattr (g, AGNODE, "label", "");
    agattr (g, AGEDGE, "arrowhead", "none");
    agattr (g, AGEDGE, "label", "");
    agattr (g, AGEDGE, "minlen", "1");
    agattr (g, AGEDGE, "weight", "1");
    agattr (g, AGRAPH, "rankdir", graph->left_to_right ? "LR" : "TB");
    agattr (g, AGRAPH, "nodesep", graph->dense ? "0.2" : "0.45");
    agattr (g, AGRAPH, "ranksep", graph->dense ? "0.26" : "0.42");
    for (unsigned i = 0; i < graph->nodes->len; i++) {
        nodes[i] = agnode (g, NULL, 1);
        draw_set (nodes[i], "width", sizes[2 * i] / DRAW_POINTS_PER_INCH);
        draw_set (nodes[i], "height", sizes[2 * i + 1] / DRAW_POINTS_PER_INCH);
    }
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        unsigned leader = draw_leader (graph, i);
        edges[i] =
            leader < i ? edges[leader] : agedge (g, nodes[edge->from], nodes[edge->to], NULL, 1);
        if (edge->ranks > 0)
            draw_set (edges[i], "minlen", edge->ranks);
        /* Loops stand on the right side: a road back keeps out of the way of their labels. */
        if (edge->to < edge->from && draw_has_loop (graph, edge->from))
            agsafeset (edges[i], "tailport", "n", "");
        double size[2];
        draw_whole_label (graph, label_sizes, i, size);
        if (leader == i && size[0] > 0)
            draw_set_label (g, edges[i], size);
    }
    draw_build_stacks (graph, g, nodes);
    draw_build_islands (graph, g, nodes);
    return g;
}

static DrawPoint draw_flip (const DrawLayout *layout, pointf at)
{
    return (DrawPoint){at.x, layout->height - at.y};
}

static GArray *draw_copy_curve (const DrawLayout *layout, Agedge_t *edge)
{
    GArray *points = g_array_new (FALSE, FALSE, sizeof (DrawPoint));
    const splines *curve = ED_spl (edge);
    for (int i = 0; curve != NULL && curve->size > 0 && i < curve->list[0].size; i++) {
        DrawPoint at = draw_flip (layout, curve->list[0].list[i]);
        g_array_append_val (points, at);
    }
    return points;
}

static DrawLayout *draw_layout_alloc (unsigned n_nodes, unsigned n_edges)
{
    DrawLayout *layout = g_new0 (DrawLayout, 1);
    layout->nodes = g_new0 (DrawPoint, n_nodes);
    layout->labels = g_new0 (DrawPoint, n_edges);
    layout->edges = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
    return layout;
}

static void draw_copy_labels (DrawLayout *layout, const DrawGraph *graph, Agedge_t **edges,
                              const double *label_sizes)
{
    for (unsigned i = 0; label_sizes != NULL && i < graph->edges->len; i++) {
        const textlabel_t *label = ED_label (edges[i]);
        if (draw_leader (graph, i) < i || label == NULL || !label->set)
            continue;
        double size[2];
        draw_whole_label (graph, label_sizes, i, size);
        DrawPoint at = draw_flip (layout, label->pos);
        at.y -= size[1] / 2;
        for (unsigned k = i; k < graph->edges->len; k++) {
            if (draw_leader (graph, k) != i)
                continue;
            double height = label_sizes[2 * k + 1];
            double left = at.x - size[0] / 2; /* flush left */
            layout->labels[k] = (DrawPoint){left + label_sizes[2 * k] / 2, at.y + height / 2};
            at.y += height;
        }
    }
}

/* A loop on the right side of its node, as far as its labels. The engine's own begins anywhere on
 * the border and may hide its head behind the node. */
static void draw_bend_loop (const DrawLayout *layout, GArray *curve, Agnode_t *node, Agedge_t *edge)
{
    DrawPoint centre = draw_flip (layout, ND_coord (node));
    double right = centre.x + ND_width (node) * DRAW_POINTS_PER_INCH / 2;
    double reach = right + 22, half = ND_height (node) * DRAW_POINTS_PER_INCH / 4;
    const textlabel_t *label = ED_label (edge);
    if (label != NULL && label->set)
        reach = label->pos.x - label->dimen.x / 2 - 2;
    if (reach < right + 6) /* the labels are elsewhere */
        return;
    /* Three quarters of the way to its control points a curve has its summit. */
    double control = right + (reach - right) / 0.75;
    DrawPoint points[] = {{right, centre.y - half},
                          {control, centre.y - half * 1.4},
                          {control, centre.y + half * 1.4},
                          {right, centre.y + half}};
    g_array_set_size (curve, 0);
    g_array_append_vals (curve, points, G_N_ELEMENTS (points));
}

static DrawLayout *draw_copy (Agraph_t *g, const DrawGraph *graph, Agnode_t **nodes,
                              Agedge_t **edges, const double *label_sizes)
{
    DrawLayout *layout = draw_layout_alloc (graph->nodes->len, graph->edges->len);
    layout->width = GD_bb (g).UR.x; /* the lower left corner is 0, 0 */
    layout->height = GD_bb (g).UR.y;
    for (unsigned i = 0; i < graph->nodes->len; i++)
        layout->nodes[i] = draw_flip (layout, ND_coord (nodes[i]));
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        GArray *curve = draw_copy_curve (layout, edges[i]);
        if (edge->from == edge->to)
            draw_bend_loop (layout, curve, nodes[edge->from], edges[i]);
        g_ptr_array_add (layout->edges, curve);
    }
    draw_copy_labels (layout, graph, edges, label_sizes);
    return layout;
}

DrawLayout *draw_tools_layout (const DrawGraph *graph, const double *sizes,
                               const double *label_sizes, GError **error)
{
    unsigned n_nodes = graph->nodes->len, n_edges = graph->edges->len;
    if (n_nodes == 0)
        return draw_layout_alloc (0, 0);

    /* libgvc reads numbers with strtod (), which listens to the locale. */
    locale_t plain = newlocale (LC_NUMERIC_MASK, "C", duplocale (uselocale (0)));
    locale_t before = uselocale (plain);
    draw_messages = g_string_new (NULL);
    GVC_t *context = draw_context ();
    g_autofree Agnode_t **nodes = g_new0 (Agnode_t *, n_nodes);
    g_autofree Agedge_t **edges = g_new0 (Agedge_t *, n_edges + 1);
    Agraph_t *g = draw_build (graph, sizes, label_sizes, nodes, edges);

    DrawLayout *layout = NULL;
    if (gvLayout (context, g, "dot") == 0) {
        layout = draw_copy (g, graph, nodes, edges, label_sizes);
        gvFreeLayout (context, g);
    } else {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Graphviz could not lay out \"%s\": %s",
                     graph->title, draw_messages->str);
    }
    agclose (g);
    g_string_free (g_steal_pointer (&draw_messages), TRUE);
    uselocale (before);
    freelocale (plain);
    return layout;
}
