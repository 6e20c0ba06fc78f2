/* The ladder as a Mermaid sequence diagram. */
#include "draw/text.h"

static const char *ladder_mermaid_name (TraceParty party)
{
    static const char *const names[] = {"C", "S", "N"};
    return names[party];
}

static void ladder_mermaid_arrow (GString *out, const DrawRow *row, const char *text)
{
    const char *arrow = row->dropped ? "-x" : row->in_flight ? "--)" : "->>";
    g_string_append_printf (out, "  %s%s%s: %s%s%s\n", ladder_mermaid_name (row->from), arrow,
                            ladder_mermaid_name (row->to), row->kind == DRAW_ROW_ALERT ? "✗ " : "",
                            text, row->sealed ? " (sealed)" : "");
}

static void ladder_mermaid_note (GString *out, const DrawRow *row, const char *text)
{
    const char *where = row->kind == DRAW_ROW_MARK || row->party == TRACE_NETWORK ? "over"
                        : row->party == TRACE_CLIENT                              ? "left of"
                                                                                  : "right of";
    bool between = row->kind == DRAW_ROW_CONNECTION;
    g_string_append_printf (out, "  Note %s %s: %s\n", where,
                            between ? "C,S" : ladder_mermaid_name (row->party), text);
}

GBytes *draw_text_ladder_mermaid (const char *title, const GPtrArray *rows)
{
    GString *out = g_string_new (NULL);
    bool network = false;
    for (unsigned i = 0; i < rows->len; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        network |= row->party == TRACE_NETWORK && row->kind != DRAW_ROW_CONNECTION;
        network |= row->from == TRACE_NETWORK || row->to == TRACE_NETWORK;
    }
    draw_mermaid_begin (out, title);
    g_string_append_printf (out,
                            "sequenceDiagram\n  participant C as Client\n%s"
                            "  participant S as Server\n",
                            network ? "  participant N as Attacker on the network\n" : "");
    for (unsigned i = 0; i < rows->len; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        g_autofree char *words = draw_row_words (row);
        g_autofree char *text = draw_mermaid_escape (words);
        if (draw_row_is_arrow (row))
            ladder_mermaid_arrow (out, row, text);
        else
            ladder_mermaid_note (out, row, text);
    }
    return g_string_free_to_bytes (out);
}
