/* The comparison as DOT, whose places are fixed (the engine "nop" takes them as they are), and as a
 * Mermaid sequence diagram of four. */
#include "draw/compare-scene.h"
#include "draw/text.h"

/* ---- DOT ---- */

static void dot_at (GString *out, double x, double y)
{
    char a[G_ASCII_DTOSTR_BUF_SIZE], b[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (out, "pos=\"%s,%s!\"", g_ascii_formatd (a, sizeof a, "%.1f", x),
                            g_ascii_formatd (b, sizeof b, "%.1f", -y));
}

static void dot_text (GString *out, const char *id, const char *text, double x, double y,
                      const DrawLook *look, bool box)
{
    g_autofree char *label = draw_dot_escape (text);
    g_string_append_printf (out, "  \"%s\" [label=\"%s\", ", id, label);
    dot_at (out, x, y);
    if (box)
        g_string_append_printf (out,
                                ", height=0.3, margin=\"0.12,0.03\", style=\"rounded,filled\", "
                                "fillcolor=\"%s\", color=\"%s\", fontcolor=\"%s\"];\n",
                                look->fill, look->stroke, look->text);
    else
        g_string_append_printf (
            out, ", shape=plaintext, margin=0, height=0.2, fontcolor=\"%s\"];\n", look->text);
}

static void dot_point (GString *out, const char *id, double x, double y)
{
    g_string_append_printf (out, "  \"%s\" [shape=point, width=0.01, label=\"\", ", id);
    dot_at (out, x, y);
    g_string_append (out, "];\n");
}

static void dot_lifelines (GString *out, double height)
{
    static const char *const ids[2][2] = {{"left client", "left server"},
                                          {"right client", "right server"}};
    for (unsigned side = 0; side < 2; side++)
        for (int party = 0; party < 2; party++) {
            const DrawLook *look =
                draw_look (party == TRACE_CLIENT ? DRAW_LOOK_CLIENT : DRAW_LOOK_SERVER);
            const char *id = ids[side][party];
            g_autofree char *end = g_strconcat (id, " ends", NULL);
            double x = draw_compare_x (side, (TraceParty)party);
            dot_text (out, id, party == TRACE_CLIENT ? "Client" : "Server", x, -30, look, true);
            dot_point (out, end, x, height + 10);
            g_string_append_printf (out, "  \"%s\" -> \"%s\" [arrowhead=none, color=\"%s\"];\n", id,
                                    end, draw_look (DRAW_LOOK_NETWORK)->stroke);
        }
}

static void dot_item (GString *out, const char *id, unsigned side, const DrawCompareItem *item,
                      char **lines, double y)
{
    const DrawLook *look = draw_compare_look (item);
    TraceParty peer = item->sender == TRACE_CLIENT ? TRACE_SERVER : TRACE_CLIENT;
    double from = draw_compare_x (side, item->sender), to = draw_compare_x (side, peer);
    g_autofree char *trips = draw_round_trips ((int)item->halves);
    g_autofree char *text = g_strjoinv ("\n", lines);
    g_autofree char *all = g_strdup_printf ("%s%s\n%s%s", text, item->sealed ? " · sealed" : "",
                                            item->halves > 0 ? "after " : "", trips);
    g_autofree char *tail = g_strconcat (id, " tail", NULL),
                    *head = g_strconcat (id, " head", NULL);
    dot_point (out, tail, from, y - 3);
    dot_point (out, head, item->lost ? from + (to - from) * 0.94 : to, y + 3);
    dot_text (out, id, all, (from + to) / 2, y, look, true);
    g_string_append_printf (out, "  \"%s\" -> \"%s\" [color=\"%s\", penwidth=1.8%s];\n", tail, head,
                            look->stroke, item->lost ? ", arrowhead=onormal, style=dashed" : "");
}

static void dot_row (GString *out, const DrawCompare *compare, unsigned i,
                     const DrawComparePlace *place)
{
    const DrawCompareRow *row = g_ptr_array_index (compare->rows, i);
    double y = place->y * 1.4 + place->height / 2;
    g_autofree char *id = g_strdup_printf ("row %u", i);
    g_autofree char *purpose = g_strjoinv ("\n", place->purpose);
    g_autofree char *differs = draw_compare_row_words (compare, row);
    g_autofree char *text = g_strconcat (purpose, "\n", differs, NULL);
    dot_text (out, id, text, DRAW_COMPARE_WIDTH / 2.0, y, draw_look (DRAW_LOOK_PAPER), false);
    for (unsigned side = 0; side < 2; side++) {
        const DrawCompareItem *item = draw_compare_item (compare, side, row->item[side]);
        g_autofree char *own = g_strdup_printf ("%s %u", side == DRAW_LEFT ? "left" : "right", i);
        double middle =
            (draw_compare_x (side, TRACE_CLIENT) + draw_compare_x (side, TRACE_SERVER)) / 2;
        g_autofree char *absent = g_strjoinv (" ", place->lines[side]);
        if (item != NULL)
            dot_item (out, own, side, item, place->lines[side], y);
        else
            dot_text (out, own, absent, middle, y, draw_look (DRAW_TODO), false);
    }
}

static char *both_titles (const DrawCompare *compare)
{
    return g_strdup_printf ("%s, and %s", compare->run[DRAW_LEFT].title,
                            compare->run[DRAW_RIGHT].title);
}

GBytes *draw_text_compare_dot (const DrawCompare *compare)
{
    double height;
    g_autoptr (GArray) places = draw_compare_places (compare, &height);
    g_autofree char *title = both_titles (compare);
    GString *out = g_string_new (NULL);
    draw_dot_begin (out, title, ", layout=nop, splines=line, outputorder=edgesfirst");
    for (unsigned side = 0; side < 2; side++) {
        g_autofree char *heads = draw_compare_heads (compare, side);
        g_autofree char *text = g_strconcat (compare->run[side].title, "\n", heads, NULL);
        dot_text (out, side == DRAW_LEFT ? "left run" : "right run", text,
                  (draw_compare_x (side, TRACE_CLIENT) + draw_compare_x (side, TRACE_SERVER)) / 2,
                  -120, draw_look (DRAW_LOOK_PAPER), false);
    }
    dot_lifelines (out, height * 1.4);
    for (unsigned i = 0; i < places->len; i++)
        dot_row (out, compare, i, &g_array_index (places, DrawComparePlace, i));
    g_string_append (out, "}\n");
    return g_string_free_to_bytes (out);
}

/* ---- Mermaid ---- */

static void mermaid_head (GString *out, const DrawCompare *compare, unsigned side)
{
    static const char *const over[] = {"C1,S1", "C2,S2"};
    g_autofree char *heads = draw_compare_heads (compare, side);
    g_autofree char *text = g_strconcat (compare->run[side].title, "\n", heads, NULL);
    g_autofree char *label = draw_mermaid_escape (text);
    g_string_append_printf (out, "  Note over %s: %s\n", over[side], label);
}

static void mermaid_item (GString *out, const DrawCompareItem *item, unsigned side)
{
    g_autofree char *trips = draw_round_trips ((int)item->halves);
    g_autofree char *text =
        g_strdup_printf ("%s · %" G_GSIZE_FORMAT " bytes%s · %s%s", item->text, item->size,
                         item->sealed ? " (sealed)" : "", item->halves > 0 ? "after " : "", trips);
    g_autofree char *label = draw_mermaid_escape (text);
    bool client = item->sender == TRACE_CLIENT;
    g_string_append_printf (out, "  %c%u%s%c%u: %s%s\n", client ? 'C' : 'S', side + 1,
                            item->lost ? "-x" : "->>", client ? 'S' : 'C', side + 1,
                            item->alert ? "✗ " : "", label);
}

GBytes *draw_text_compare_mermaid (const DrawCompare *compare)
{
    g_autofree char *title = both_titles (compare);
    GString *out = g_string_new (NULL);
    draw_mermaid_begin (out, title);
    g_string_append (out,
                     "sequenceDiagram\n  participant C1 as Client\n  participant S1 as Server\n"
                     "  participant C2 as Client\n  participant S2 as Server\n");
    for (unsigned side = 0; side < 2; side++)
        mermaid_head (out, compare, side);
    for (unsigned i = 0; i < compare->rows->len; i++) {
        const DrawCompareRow *row = g_ptr_array_index (compare->rows, i);
        g_autofree char *differs = draw_compare_row_words (compare, row);
        g_autofree char *text =
            g_strdup_printf ("%s (%s)%s%s", row->purpose->words, differs,
                             row->note != NULL ? ": " : "", row->note != NULL ? row->note : "");
        g_autofree char *label = draw_mermaid_escape (text);
        g_string_append_printf (out, "  Note over S1,C2: %s\n", label);
        for (unsigned side = 0; side < 2; side++)
            if (row->item[side] >= 0)
                mermaid_item (out, draw_compare_item (compare, side, row->item[side]), side);
    }
    return g_string_free_to_bytes (out);
}
