#include "draw/graph.h"

static const struct {
    const char *mark, *words;
} draw_states[DRAW_N_STATES] = {
    [DRAW_TODO] = {"", "still to come"},
    [DRAW_CURRENT] = {"▸", "we are here"},
    [DRAW_DONE] = {"✓", "done"},
    [DRAW_BROKEN] = {"✗", "the road ended here"},
    [DRAW_SKIPPED] = {"↷", "skipped"},
    [DRAW_LEGAL] = {"▸", "may come next"},
    [DRAW_PLAIN] = {"", ""},
    [DRAW_FLAWED] = {"!", "not as it should be"},
};

const char *draw_state_mark (DrawState state)
{
    return draw_states[state].mark;
}

const char *draw_state_words (DrawState state)
{
    return draw_states[state].words;
}

static void draw_node_free (DrawNode *node)
{
    g_free (node->id);
    g_free (node->title);
    g_free (node->detail);
    g_free (node->key);
    g_free (node);
}

static void draw_edge_free (DrawEdge *edge)
{
    g_free (edge->label);
    g_free (edge);
}

DrawGraph *draw_graph_new (const char *title)
{
    DrawGraph *graph = g_new0 (DrawGraph, 1);
    graph->title = g_strdup (title);
    graph->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify)draw_node_free);
    graph->edges = g_ptr_array_new_with_free_func ((GDestroyNotify)draw_edge_free);
    return graph;
}

void draw_graph_free (DrawGraph *graph)
{
    if (graph == NULL)
        return;
    g_free (graph->title);
    g_free (graph->note);
    g_ptr_array_unref (graph->nodes);
    g_ptr_array_unref (graph->edges);
    g_free (graph);
}

DrawNode *draw_graph_add_node (DrawGraph *graph, const char *id, const char *title)
{
    DrawNode *node = g_new0 (DrawNode, 1);
    node->id = g_strdup (id);
    node->title = g_strdup (title);
    node->state = DRAW_PLAIN;
    node->party = -1;
    node->event = -1;
    g_ptr_array_add (graph->nodes, node);
    return node;
}

DrawEdge *draw_graph_add_edge (DrawGraph *graph, unsigned from, unsigned to, const char *label)
{
    g_assert (from < graph->nodes->len && to < graph->nodes->len);
    DrawEdge *edge = g_new0 (DrawEdge, 1);
    edge->from = from;
    edge->to = to;
    edge->label = g_strdup (label);
    edge->state = DRAW_PLAIN;
    g_ptr_array_add (graph->edges, edge);
    return edge;
}

int draw_graph_find (const DrawGraph *graph, const char *id)
{
    for (unsigned i = 0; i < graph->nodes->len; i++) {
        const DrawNode *node = g_ptr_array_index (graph->nodes, i);
        if (g_str_equal (node->id, id))
            return (int)i;
    }
    return -1;
}

void draw_layout_free (DrawLayout *layout)
{
    if (layout == NULL)
        return;
    g_free (layout->nodes);
    g_free (layout->labels);
    g_ptr_array_unref (layout->edges);
    g_free (layout);
}
