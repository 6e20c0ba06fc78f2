/* A graph as Mermaid text, which many forges and editors draw by themselves. */
#include "draw/text.h"

/* Mermaid has no backslash escapes: whatever its grammar could trip over is written as the number
 * of the character, "#59;". A line break is <br/>. */
char *draw_mermaid_escape (const char *text)
{
    g_autofree char *valid = g_utf8_make_valid (text, -1);
    GString *out = g_string_new (NULL);
    for (const char *at = valid; *at != '\0'; at++) {
        if (*at == '\n')
            g_string_append (out, "<br/>");
        else if ((unsigned char)*at < 0x20 || *at == 0x7f)
            g_string_append_c (out, ' ');
        else if (strchr ("\"#;<>&[]{}|`\\", *at) != NULL)
            g_string_append_printf (out, "#%d;", *at);
        else
            g_string_append_c (out, *at);
    }
    return g_string_free (out, FALSE);
}

static void draw_mermaid_node (GString *out, const DrawNode *node, unsigned index)
{
    static const char *const classes[DRAW_N_STATES] = {
        [DRAW_TODO] = "todo",     [DRAW_CURRENT] = "current", [DRAW_DONE] = "done",
        [DRAW_BROKEN] = "broken", [DRAW_SKIPPED] = "skipped", [DRAW_LEGAL] = "legal",
        [DRAW_PLAIN] = "plain",   [DRAW_FLAWED] = "flawed",
    };
    g_autofree char *marked = draw_marked (node->state, node->title);
    g_autofree char *title = draw_mermaid_escape (marked);
    g_autofree char *detail = node->detail == NULL ? NULL : draw_mermaid_escape (node->detail);
    g_string_append_printf (out, "  n%u%s\"%s%s%s\"%s:::%s\n", index, node->rounded ? "([" : "[",
                            title, detail == NULL ? "" : "<br/>", detail == NULL ? "" : detail,
                            node->rounded ? "])" : "]", classes[node->state]);
    if (node->dashed)
        g_string_append_printf (out, "  style n%u stroke-dasharray:5 4\n", index);
}

static void draw_mermaid_edge (GString *out, const DrawEdge *edge)
{
    const char *arrow = draw_edge_is_thick (edge) ? "==>" : "-->";
    g_string_append_printf (out, "  n%u %s", edge->from, arrow);
    if (edge->label != NULL) {
        g_autofree char *marked = draw_marked (edge->state, edge->label);
        g_autofree char *label = draw_mermaid_escape (marked);
        g_string_append_printf (out, "|\"%s\"|", label);
    }
    g_string_append_printf (out, " n%u\n", edge->to);
}

static void draw_mermaid_classes (GString *out)
{
    static const char *const names[] = {"todo",    "current", "done",  "broken",
                                        "skipped", "legal",   "plain", "flawed"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        const DrawLook *look = draw_look (i);
        g_string_append_printf (out, "  classDef %s fill:%s,stroke:%s,color:%s,stroke-width:%s%s\n",
                                names[i], look->fill, look->stroke, look->text,
                                look->line > 2 ? "3px" : "1px",
                                look->dashed ? ",stroke-dasharray:5 4" : "");
    }
}

/* The title in the front matter of the diagram: a quoted scalar of YAML. */
void draw_mermaid_begin (GString *out, const char *title)
{
    g_autofree char *valid = g_utf8_make_valid (title, -1);
    g_string_append (out, "---\ntitle: \"");
    for (const char *at = valid; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c (out, '\\');
        g_string_append_c (out, (unsigned char)*at < 0x20 || *at == 0x7f ? ' ' : *at);
    }
    g_string_append (out, "\"\n---\n");
}

GBytes *draw_text_mermaid (const DrawGraph *graph)
{
    GString *out = g_string_new (NULL);
    draw_mermaid_begin (out, graph->title);
    g_string_append_printf (out, "flowchart %s\n", graph->left_to_right ? "LR" : "TD");
    for (unsigned i = 0; i < graph->nodes->len; i++)
        draw_mermaid_node (out, g_ptr_array_index (graph->nodes, i), i);
    for (unsigned i = 0; i < graph->edges->len; i++)
        draw_mermaid_edge (out, g_ptr_array_index (graph->edges, i));
    if (graph->note != NULL) {
        g_autofree char *note = draw_mermaid_escape (graph->note);
        g_string_append_printf (out, "  n_note[\"%s\"]:::todo\n", note);
    }
    draw_mermaid_classes (out);
    return g_string_free_to_bytes (out);
}
