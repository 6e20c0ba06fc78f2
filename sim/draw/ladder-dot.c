/* The ladder as DOT whose places are fixed: the engine "nop" takes them as they are, in points. */
#include "draw/text.h"

static void ladder_dot_at (GString *out, double x, double y)
{
    char a[G_ASCII_DTOSTR_BUF_SIZE], b[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (out, "pos=\"%s,%s!\"", g_ascii_formatd (a, sizeof a, "%.1f", x),
                            g_ascii_formatd (b, sizeof b, "%.1f", -y));
}

static void ladder_dot_lifeline (GString *out, TraceParty party, const char *name, double height)
{
    const DrawLook *look = draw_look (party == TRACE_CLIENT ? DRAW_LOOK_CLIENT : DRAW_LOOK_SERVER);
    double x = draw_lifeline (party);
    g_string_append_printf (out, "  \"%s\" [label=\"%s\", ", name, name);
    ladder_dot_at (out, x, -50);
    g_string_append_printf (out,
                            ", width=1.5, style=\"rounded,filled\", fillcolor=\"%s\", "
                            "color=\"%s\", fontcolor=\"%s\"];\n  \"%s ends\" [shape=point, "
                            "width=0.01, label=\"\", ",
                            look->fill, look->stroke, look->text, name);
    ladder_dot_at (out, x, height + 20);
    g_string_append_printf (out, "];\n  \"%s\" -> \"%s ends\" [arrowhead=none, color=\"%s\"];\n",
                            name, name, draw_look (DRAW_LOOK_NETWORK)->stroke);
}

static void ladder_dot_point (GString *out, unsigned i, const char *which, double x, double y)
{
    g_string_append_printf (out, "  \"%u %s\" [shape=point, width=0.01, label=\"\", ", i, which);
    ladder_dot_at (out, x, y);
    g_string_append (out, "];\n");
}

static char *ladder_dot_label (const DrawRow *row, const DrawRowPlace *place)
{
    g_autofree char *text = g_strjoinv ("\n", place->lines);
    g_autofree char *all = row->sealed ? g_strconcat (text, " · sealed", NULL) : g_strdup (text);
    return draw_dot_escape (all);
}

static void ladder_dot_arrow (GString *out, unsigned i, const DrawRow *row,
                              const DrawRowPlace *place)
{
    const DrawLook *look = draw_row_look (row);
    double from = draw_lifeline (row->from), to = draw_lifeline (row->to);
    bool stays = row->in_flight || row->dropped;
    g_autofree char *label = ladder_dot_label (row, place);
    ladder_dot_point (out, i, "tail", from, place->begin);
    ladder_dot_point (out, i, "head", stays ? from + (to - from) * 0.9 : to, place->end);
    g_string_append_printf (out, "  \"%u\" [label=\"%s\", ", i, label);
    /* Beside the attacker a name keeps the height of the tail: his marks stand below it. */
    bool leg = row->from == TRACE_NETWORK || row->to == TRACE_NETWORK;
    ladder_dot_at (out, (from + to) / 2, leg ? place->begin + 4 : (place->begin + place->end) / 2);
    g_string_append_printf (out,
                            ", height=0.3, margin=\"0.12,0.03\", style=\"rounded,filled%s\", "
                            "fillcolor=\"%s\", color=\"%s\", fontcolor=\"%s\"];\n",
                            row->in_flight ? ",dashed" : "", look->fill, look->stroke, look->text);
    const char *style = stays ? ", arrowhead=onormal, style=dashed" : "";
    if (leg)
        g_string_append_printf (out,
                                "  \"%u tail\" -> \"%u\" [color=\"%s\", penwidth=1.8, "
                                "arrowhead=none];\n"
                                "  \"%u\" -> \"%u head\" [color=\"%s\", penwidth=1.8%s];\n",
                                i, i, look->stroke, i, i, look->stroke, style);
    else
        g_string_append_printf (out,
                                "  \"%u tail\" -> \"%u head\" [color=\"%s\", penwidth=1.8%s];\n", i,
                                i, look->stroke, style);
}

/* Beside a lifeline, on it, or below the arrow it belongs to. */
static void ladder_dot_note (GString *out, unsigned i, const GPtrArray *rows, const GArray *places)
{
    const DrawRow *row = g_ptr_array_index (rows, i);
    const DrawRowPlace *place = &g_array_index (places, DrawRowPlace, i);
    int carrier = draw_row_carrier (rows, i);
    double y = place->begin + place->height / 2 - 8;
    if (carrier >= 0) {
        const DrawRowPlace *arrow = &g_array_index (places, DrawRowPlace, carrier);
        y = (arrow->begin + arrow->end + arrow->height + place->height) / 2 + 4;
    }
    const DrawLook *look = draw_row_look (row);
    g_autofree char *label = ladder_dot_label (row, place);
    bool beside = row->kind != DRAW_ROW_MARK && row->party != TRACE_NETWORK;
    double side = !beside ? 0 : row->party == TRACE_CLIENT ? -126 : 126;
    g_string_append_printf (out, "  \"%u\" [label=\"%s\", ", i, label);
    ladder_dot_at (out, draw_lifeline (row->party) + side, y);
    if (beside)
        g_string_append_printf (
            out, ", shape=plaintext, margin=0, height=0.2, fontcolor=\"%s\"];\n", look->text);
    else
        g_string_append_printf (out,
                                ", height=0.3, margin=\"0.12,0.03\", style=\"rounded,filled\", "
                                "fillcolor=\"%s\", color=\"%s\", fontcolor=\"%s\"];\n",
                                look->fill, look->stroke, look->text);
}

GBytes *draw_text_ladder_dot (const char *title, const GPtrArray *rows)
{
    double height;
    g_autoptr (GArray) places = draw_ladder_places (rows, &height);
    GString *out = g_string_new (NULL);
    draw_dot_begin (out, title, ", layout=nop, splines=line, outputorder=edgesfirst");
    ladder_dot_lifeline (out, TRACE_CLIENT, "Client", height);
    ladder_dot_lifeline (out, TRACE_SERVER, "Server", height);
    for (unsigned i = 0; i < rows->len; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        const DrawRowPlace *place = &g_array_index (places, DrawRowPlace, i);
        if (draw_row_is_arrow (row))
            ladder_dot_arrow (out, i, row, place);
        else
            ladder_dot_note (out, i, rows, places);
    }
    g_string_append (out, "}\n");
    return g_string_free_to_bytes (out);
}
