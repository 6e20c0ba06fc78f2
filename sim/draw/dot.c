/* A graph as DOT (Graphviz) text, looking like the pictures that we paint ourselves. */
#include "draw/text.h"

/* In a quoted string of DOT the backslash begins escapes (\n, but also \G for the graph's name),
 * and entities such as &lt; are read in labels. */
char *draw_dot_escape (const char *text)
{
    g_autofree char *valid = g_utf8_make_valid (text, -1);
    GString *out = g_string_new (NULL);
    for (const char *at = valid; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_printf (out, "\\%c", *at);
        else if (*at == '&')
            g_string_append (out, "&amp;");
        else if (*at == '\n')
            g_string_append (out, "\\n");
        else if ((unsigned char)*at < 0x20 || *at == 0x7f)
            g_string_append_c (out, ' ');
        else
            g_string_append_c (out, *at);
    }
    return g_string_free (out, FALSE);
}

/* Names of nodes stand in edges too; there a backslash means itself. */
static char *draw_dot_name (const char *id)
{
    g_autofree char *valid = g_utf8_make_valid (id, -1);
    GString *out = g_string_new (valid);
    g_string_replace (out, "\"", "\\\"", 0);
    return g_string_free (out, FALSE);
}

static void draw_dot_node (GString *out, const DrawNode *node)
{
    const DrawLook *look = draw_look (node->state);
    g_autofree char *name = draw_dot_name (node->id);
    g_autofree char *marked = draw_marked (node->state, node->title);
    g_autofree char *whole =
        node->detail == NULL ? g_strdup (marked) : g_strconcat (marked, "\n", node->detail, NULL);
    g_autofree char *label = draw_dot_escape (whole);
    g_autofree char *words = draw_dot_escape (draw_state_words (node->state));
    g_string_append_printf (
        out,
        "  \"%s\" [label=\"%s\", style=\"rounded,filled%s\", fillcolor=\"%s\", color=\"%s\", "
        "fontcolor=\"%s\", penwidth=%s, tooltip=\"%s\"%s];\n",
        name, label, node->dashed || look->dashed ? ",dashed" : "", look->fill, look->stroke,
        look->text, look->line > 2 ? "2.6" : "1.4", words,
        node->rounded ? ", margin=\"0.35,0.14\"" : "");
}

/* An edge's label: its lines begin beside the edge, with a little room. */
static char *draw_dot_label (const char *text)
{
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    GString *out = g_string_new (NULL);
    for (char **line = lines; *line != NULL; line++) {
        g_autofree char *escaped = draw_dot_escape (*line);
        g_string_append_printf (out, " %s\\l", escaped);
    }
    return g_string_free (out, FALSE);
}

/* dot draws each further loop of a node through the label of the one before. So the first loop
 * shows the labels of all, and the others are there but not drawn. */
static bool draw_dot_is_hidden (const DrawGraph *graph, unsigned i)
{
    const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
    for (unsigned k = 0; k < i && edge->from == edge->to; k++) {
        const DrawEdge *other = g_ptr_array_index (graph->edges, k);
        if (other->from == edge->from && other->to == edge->to)
            return true;
    }
    return false;
}

/* The labels of edge I and of the loops it stands for; STATE becomes the most telling one. */
static char *draw_dot_labels (const DrawGraph *graph, unsigned i, DrawState *state)
{
    const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
    GString *labels = g_string_new (NULL);
    for (unsigned k = i; k < graph->edges->len; k++) {
        const DrawEdge *other = g_ptr_array_index (graph->edges, k);
        bool same = k == i ||
                    (edge->from == edge->to && other->from == edge->from && other->to == edge->to);
        if (!same || other->label == NULL)
            continue;
        g_autofree char *marked = draw_marked (other->state, other->label);
        g_autofree char *label = draw_dot_label (marked);
        g_string_append (labels, label);
        if (draw_edge_is_thick (other))
            *state = other->state;
    }
    return g_string_free (labels, FALSE);
}

static void draw_dot_edge (GString *out, const DrawGraph *graph, unsigned i)
{
    const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
    const DrawNode *nodes[] = {g_ptr_array_index (graph->nodes, edge->from),
                               g_ptr_array_index (graph->nodes, edge->to)};
    g_autofree char *from = draw_dot_name (nodes[0]->id);
    g_autofree char *to = draw_dot_name (nodes[1]->id);
    g_string_append_printf (out, "  \"%s\" -> \"%s\" [", from, to);
    if (draw_dot_is_hidden (graph, i)) {
        g_autofree char *comment = draw_dot_escape (edge->label == NULL ? "" : edge->label);
        g_string_append_printf (out, "style=invis, comment=\"%s\"];\n", comment);
        return;
    }
    DrawState state = edge->state;
    g_autofree char *labels = draw_dot_labels (graph, i, &state);
    const DrawLook *look = draw_look (state);
    bool thick = draw_edge_is_thick (&(DrawEdge){.state = state});
    g_string_append_printf (out, "color=\"%s\", penwidth=%s", look->stroke, thick ? "2.4" : "1.2");
    if (*labels != '\0')
        g_string_append_printf (out, ", label=\"%s\", fontcolor=\"%s\"", labels,
                                state == DRAW_CURRENT ? draw_look (DRAW_LEGAL)->text : look->text);
    g_string_append (out, "];\n");
}

void draw_dot_begin (GString *out, const char *title, const char *attributes)
{
    g_autofree char *label = draw_dot_escape (title);
    g_string_append_printf (out,
                            "digraph {\n"
                            "  graph [label=\"%s\", labelloc=t, fontsize=17, "
                            "fontname=\"" DRAW_FONT "\", fontcolor=\"%s\", pad=0.3%s];\n"
                            "  node [shape=box, fontsize=12, fontname=\"" DRAW_FONT "\"];\n"
                            "  edge [fontsize=11, fontname=\"" DRAW_FONT "\"];\n",
                            label, draw_look (DRAW_LOOK_PAPER)->text, attributes);
}

GBytes *draw_text_dot (const DrawGraph *graph)
{
    GString *out = g_string_new (NULL);
    g_auto (GStrv) note =
        graph->note == NULL ? g_new0 (char *, 1) : draw_wrap_evenly (graph->note, 17, false, 500);
    g_autofree char *below = g_strjoinv ("\n", note);
    g_autofree char *title = g_strconcat (graph->title, *below == '\0' ? "" : "\n", below, NULL);
    g_autofree char *attributes = g_strdup_printf (", rankdir=%s, nodesep=0.45, ranksep=0.42",
                                                   graph->left_to_right ? "LR" : "TB");
    draw_dot_begin (out, title, attributes);
    for (unsigned i = 0; i < graph->nodes->len; i++)
        draw_dot_node (out, g_ptr_array_index (graph->nodes, i));
    for (unsigned i = 0; i < graph->edges->len; i++)
        draw_dot_edge (out, graph, i);
    g_string_append (out, "}\n");
    return g_string_free_to_bytes (out);
}
