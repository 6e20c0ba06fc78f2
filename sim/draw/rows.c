/* The rows of a ladder: their words, their looks, and where they stand. */
#include "draw/scene.h"

enum {
    ROWS_GUTTER = 228,     /* width of the text beside a lifeline */
    ROWS_PILL_WIDTH = 300, /* of the text on an arrow */
    ROWS_ARRIVAL = 24,     /* between the heads of two arrows */
};

void draw_row_free (DrawRow *row)
{
    if (row == NULL)
        return;
    g_free (row->text);
    g_free (row->detail);
    g_free (row);
}

bool draw_row_is_arrow (const DrawRow *row)
{
    return row->kind == DRAW_ROW_MESSAGE || row->kind == DRAW_ROW_ALERT;
}

int draw_row_carrier (const GPtrArray *rows, unsigned i)
{
    const DrawRow *row = g_ptr_array_index (rows, i);
    if (row->kind != DRAW_ROW_MARK || row->party != TRACE_NETWORK || row->record < 0)
        return -1;
    for (unsigned k = i; k > 0; k--) {
        const DrawRow *arrow = g_ptr_array_index (rows, k - 1);
        if (draw_row_is_arrow (arrow) && arrow->record == row->record)
            return (int)k - 1;
    }
    return -1;
}

double draw_lifeline (TraceParty party)
{
    return party == TRACE_CLIENT   ? DRAW_LADDER_CLIENT
           : party == TRACE_SERVER ? DRAW_LADDER_SERVER
                                   : DRAW_LADDER_MIDDLE;
}

const DrawLook *draw_row_look (const DrawRow *row)
{
    if (row->kind == DRAW_ROW_ALERT || row->kind == DRAW_ROW_FAIL || row->failed)
        return draw_look (DRAW_BROKEN);
    if (row->kind == DRAW_ROW_CONNECTION)
        return draw_look (DRAW_LOOK_NETWORK);
    if (row->twisted || row->dropped || row->crooked || row->party == TRACE_NETWORK ||
        (draw_row_is_arrow (row) && row->from == TRACE_NETWORK))
        return draw_look (DRAW_LOOK_ATTACKER);
    return draw_look (row->party == TRACE_CLIENT ? DRAW_LOOK_CLIENT : DRAW_LOOK_SERVER);
}

char *draw_row_words (const DrawRow *row)
{
    GString *out = g_string_new (NULL);
    if (row->kind == DRAW_ROW_FAIL || row->failed)
        g_string_append_printf (out, "%s ", draw_state_mark (DRAW_BROKEN));
    g_string_append (out, row->text);
    bool long_detail = row->kind != DRAW_ROW_MESSAGE;
    if (row->detail != NULL && !long_detail)
        g_string_append_printf (out, " · %s", row->detail);
    if (row->twisted)
        g_string_append (out, " · changed on the way");
    if (row->dropped)
        g_string_append (out, " · dropped");
    else if (row->in_flight)
        g_string_append (out, " · in flight");
    if (row->detail != NULL && long_detail)
        g_string_append_printf (out, "\n%s", row->detail);
    return g_string_free (out, FALSE);
}

static void draw_place_clear (DrawRowPlace *place)
{
    g_strfreev (place->lines);
}

static DrawRowPlace draw_measure_row (const DrawRow *row)
{
    g_autofree char *words = draw_row_words (row);
    bool arrow = draw_row_is_arrow (row);
    DrawRowPlace place = {.lines = draw_wrap_evenly (words, DRAW_LADDER_SMALL, arrow,
                                                     arrow ? ROWS_PILL_WIDTH : ROWS_GUTTER)};
    unsigned n = g_strv_length (place.lines);
    place.height = DRAW_LADDER_LINE * n +
                   (arrow                                                            ? 10
                    : row->kind == DRAW_ROW_MARK || row->kind == DRAW_ROW_CONNECTION ? 10
                                                                                     : 4);
    return place;
}

/* The not yet placed arrow that arrives first, not later than LIMIT; -1: none. */
static int draw_next_arrival (const GPtrArray *rows, const GArray *places, unsigned from,
                              unsigned n, int limit)
{
    int next = -1;
    for (unsigned i = from; i < n; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        if (!draw_row_is_arrow (row) || row->end_event <= row->event || row->end_event > limit ||
            g_array_index (places, DrawRowPlace, i).end >= 0)
            continue;
        const DrawRow *best = next < 0 ? NULL : g_ptr_array_index (rows, next);
        if (best == NULL || row->end_event < best->end_event)
            next = (int)i;
    }
    return next;
}

/* Places all arrivals up to LIMIT among the first N rows; FROM moves behind what is done. */
static double draw_place_arrivals (const GPtrArray *rows, GArray *places, unsigned n, int limit,
                                   double y)
{
    static const unsigned window = 64; /* more are never in flight at once */
    unsigned from = n > window ? n - window : 0;
    int i;
    while ((i = draw_next_arrival (rows, places, from, n, limit)) >= 0) {
        g_array_index (places, DrawRowPlace, i).end = y;
        y += ROWS_ARRIVAL;
    }
    return y;
}

/* What holds for both parties at one moment stands at one height. */
static bool draw_stands_beside (const DrawRow *row, const DrawRow *before)
{
    return row->kind == DRAW_ROW_STATE && before->kind == DRAW_ROW_STATE &&
           row->event == before->event && row->party != before->party;
}

GArray *draw_ladder_places (const GPtrArray *rows, double *height)
{
    GArray *places = g_array_sized_new (FALSE, TRUE, sizeof (DrawRowPlace), rows->len);
    g_array_set_clear_func (places, (GDestroyNotify)draw_place_clear);
    double y = 0;
    for (unsigned i = 0; i < rows->len; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        y = draw_place_arrivals (rows, places, i, row->event, y);
        DrawRowPlace place = draw_measure_row (row);
        if (i > 0 && draw_stands_beside (row, g_ptr_array_index (rows, i - 1)))
            y = g_array_index (places, DrawRowPlace, i - 1).begin;
        place.begin = y;
        bool travels = draw_row_is_arrow (row) && row->end_event > row->event;
        place.end = travels ? -1 : y;
        g_array_append_val (places, place);
        y += place.height + (draw_row_is_arrow (row) ? 8 : 4);
    }
    y = draw_place_arrivals (rows, places, rows->len, G_MAXINT, y);
    for (unsigned i = 0; i < places->len; i++) {
        DrawRowPlace *place = &g_array_index (places, DrawRowPlace, i);
        place->end = MAX (place->end, place->begin);
    }
    *height = y;
    return places;
}
