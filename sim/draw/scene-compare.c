/* Two ladders side by side as a scene: a row for each purpose, named in the middle; time runs down
 * on both sides. */
#include "draw/compare-scene.h"

#include <math.h>

enum {
    HEAD_LINE = 16,
    MARGIN = 24,
    SMALL = 11,
    TRIPS = 46, /* the column of round trips, beside a ladder */
    LOCK = 18,
};

double draw_compare_x (unsigned side, TraceParty party)
{
    double left = party == TRACE_CLIENT ? 80 : 440;
    return side == DRAW_LEFT ? left : DRAW_COMPARE_WIDTH - (520 - left);
}

/* ---- Measuring ---- */

static char *item_words (const DrawCompareItem *item)
{
    return g_strdup_printf ("%s · %" G_GSIZE_FORMAT " bytes%s", item->text, item->size,
                            item->lost ? " · lost" : "");
}

static void place_free (DrawComparePlace *place)
{
    g_strfreev (place->purpose);
    for (unsigned side = 0; side < 2; side++)
        g_strfreev (place->lines[side]);
}

static DrawComparePlace measure (const DrawCompare *compare, const DrawCompareRow *row)
{
    DrawComparePlace place = {0};
    place.purpose = draw_wrap (row->purpose->words, SMALL, true, DRAW_COMPARE_MIDDLE - 16);
    unsigned lines = g_strv_length (place.purpose) + 1;
    for (unsigned side = 0; side < 2; side++) {
        const DrawCompareItem *item = draw_compare_item (compare, side, row->item[side]);
        g_autofree char *words = item != NULL        ? item_words (item)
                                 : row->note != NULL ? g_strdup (row->note)
                                                     : g_strdup ("–");
        place.lines[side] = draw_wrap_evenly (words, SMALL, false, 270);
        lines = MAX (lines, g_strv_length (place.lines[side]));
    }
    place.height = lines * DRAW_LADDER_LINE + 14;
    return place;
}

GArray *draw_compare_places (const DrawCompare *compare, double *height)
{
    GArray *places = g_array_new (FALSE, FALSE, sizeof (DrawComparePlace));
    g_array_set_clear_func (places, (GDestroyNotify)place_free);
    double y = 0;
    for (unsigned i = 0; i < compare->rows->len; i++) {
        DrawComparePlace place = measure (compare, g_ptr_array_index (compare->rows, i));
        place.y = y;
        y += place.height;
        g_array_append_val (places, place);
    }
    *height = y;
    return places;
}

const DrawLook *draw_compare_look (const DrawCompareItem *item)
{
    return item->alert                    ? draw_look (DRAW_BROKEN)
           : item->sender == TRACE_CLIENT ? draw_look (DRAW_LOOK_CLIENT)
                                          : draw_look (DRAW_LOOK_SERVER);
}

char *draw_compare_heads (const DrawCompare *compare, unsigned side)
{
    const DrawCompareRun *run = &compare->run[side];
    g_autofree char *agreed = draw_compare_agreed_words (run);
    g_autofree char *bytes = draw_compare_bytes_words (run);
    GString *out = g_string_new (agreed);
    for (int party = 0; party < 2; party++) {
        if (!compare->observer->omniscient && compare->observer->party != party)
            continue;
        g_autofree char *words = draw_compare_data_words (run, (TraceParty)party);
        g_string_append_printf (out, "\nData: %s", words);
    }
    g_string_append_printf (out, "\n%s\n%s", bytes, run->outcome);
    return g_string_free (out, FALSE);
}

/* ---- Painting ---- */

static void paint_lines (DrawScene *scene, double x, double y, char **lines, bool bold,
                         const char *colour)
{
    double top = y - DRAW_LADDER_LINE * g_strv_length (lines) / 2.0 + 11.5;
    for (char **line = lines; *line != NULL; line++, top += DRAW_LADDER_LINE)
        draw_scene_text (scene, x, top, *line, SMALL, bold, colour, DRAW_ANCHOR_MIDDLE);
}

static double width_of (char **lines)
{
    double w = 0;
    for (char **line = lines; *line != NULL; line++)
        w = MAX (w, draw_text_width (*line, SMALL, false));
    return w;
}

static void paint_item (DrawScene *scene, unsigned side, const DrawCompareItem *item, char **lines,
                        double y)
{
    const DrawLook *look = draw_compare_look (item);
    TraceParty peer = item->sender == TRACE_CLIENT ? TRACE_SERVER : TRACE_CLIENT;
    double from = draw_compare_x (side, item->sender), to = draw_compare_x (side, peer);
    double end = item->lost ? from + (to - from) * 0.94 : to, middle = (from + to) / 2;
    draw_scene_line (scene, (DrawPoint){from, y - 3}, (DrawPoint){end, y + 3}, look->stroke, 1.8)
        ->arrow = true;
    double w = width_of (lines) + 22 + (item->sealed ? LOCK : 0);
    double h = DRAW_LADDER_LINE * g_strv_length (lines) + 8;
    DrawShape *pill =
        draw_scene_box (scene, middle - w / 2, y - h / 2, w, h, MIN (h / 2, 12), look);
    pill->dashed = item->lost;
    if (item->sealed)
        draw_scene_lock (scene, middle - w / 2 + 15, y, 12, look->text);
    paint_lines (scene, middle + (item->sealed ? LOCK / 2.0 : 0), y, lines, false, look->text);
}

/* On the outer side of each ladder: how many round trips lie behind what is sent. */
static void paint_trips (DrawScene *scene, unsigned side, unsigned halves, double y)
{
    g_autofree char *text =
        halves == 1 ? g_strdup ("½") : g_strdup_printf ("%u%s", halves / 2, halves % 2 ? "½" : "");
    double x = side == DRAW_LEFT ? TRIPS / 2.0 + 6 : DRAW_COMPARE_WIDTH - TRIPS / 2.0 - 6;
    draw_scene_text (scene, x, y + 4, text, SMALL, true, draw_look (DRAW_LOOK_PAPER)->text,
                     DRAW_ANCHOR_MIDDLE);
}

static void paint_row (DrawScene *scene, const DrawCompare *compare, unsigned i,
                       const DrawComparePlace *place, double top, int last[2])
{
    const DrawCompareRow *row = g_ptr_array_index (compare->rows, i);
    double y = top + place->y + place->height / 2, x = DRAW_COMPARE_WIDTH / 2.0;
    if (i % 2 == 0)
        draw_scene_box (scene, 8, top + place->y, DRAW_COMPARE_WIDTH - 16, place->height, 6,
                        draw_look (DRAW_LOOK_NETWORK))
            ->stroke = NULL;
    g_autofree char *differs = draw_compare_row_words (compare, row);
    unsigned n = g_strv_length (place->purpose);
    paint_lines (scene, x, y - DRAW_LADDER_LINE / 2.0, place->purpose, true,
                 draw_look (DRAW_LOOK_PAPER)->text);
    draw_scene_text (scene, x, y + DRAW_LADDER_LINE * n / 2.0 + 4.5, differs, SMALL, false,
                     draw_look (DRAW_TODO)->text, DRAW_ANCHOR_MIDDLE);
    for (unsigned side = 0; side < 2; side++) {
        const DrawCompareItem *item = draw_compare_item (compare, side, row->item[side]);
        double middle =
            (draw_compare_x (side, TRACE_CLIENT) + draw_compare_x (side, TRACE_SERVER)) / 2;
        if (item == NULL) {
            paint_lines (scene, middle, y, place->lines[side], false, draw_look (DRAW_TODO)->text);
            continue;
        }
        if ((int)item->halves != last[side])
            paint_trips (scene, side, item->halves, y);
        last[side] = (int)item->halves;
    }
}

static void paint_lifelines (DrawScene *scene, double top, double bottom)
{
    static const char *const names[] = {"Client", "Server"};
    for (unsigned side = 0; side < 2; side++)
        for (int party = 0; party < 2; party++) {
            const DrawLook *look =
                draw_look (party == TRACE_CLIENT ? DRAW_LOOK_CLIENT : DRAW_LOOK_SERVER);
            double x = draw_compare_x (side, (TraceParty)party);
            draw_scene_line (scene, (DrawPoint){x, top}, (DrawPoint){x, bottom},
                             draw_look (DRAW_LOOK_NETWORK)->stroke, 1.6);
            draw_scene_box (scene, x - 44, top - 30, 88, 30, 7, look);
            draw_scene_text (scene, x, top - 10, names[party], 13, true, look->text,
                             DRAW_ANCHOR_MIDDLE);
        }
}

/* Title and summary of each run; gives the height. */
static double paint_heads (DrawScene *scene, const DrawCompare *compare)
{
    double most = 0;
    for (unsigned side = 0; side < 2; side++) {
        double x = side == DRAW_LEFT ? MARGIN : DRAW_COMPARE_WIDTH - 520 + MARGIN, y = 34;
        g_autofree char *words = draw_compare_heads (compare, side);
        g_auto (GStrv) title = draw_wrap (compare->run[side].title, 15, true, 480);
        g_auto (GStrv) lines = draw_wrap (words, SMALL, false, 480);
        for (char **line = title; *line != NULL; line++, y += 20)
            draw_scene_text (scene, x, y, *line, 15, true, draw_look (DRAW_LOOK_PAPER)->text,
                             DRAW_ANCHOR_START);
        for (char **line = lines; *line != NULL; line++, y += HEAD_LINE)
            draw_scene_text (scene, x, y, *line, SMALL, false, draw_look (DRAW_LOOK_PAPER)->text,
                             DRAW_ANCHOR_START);
        most = MAX (most, y);
    }
    return most;
}

static void paint_captions (DrawScene *scene, double top, const TraceObserver *observer)
{
    const char *colour = draw_look (DRAW_TODO)->text;
    g_autofree char *seen = g_strdup_printf ("Seen by: %s", observer->name);
    draw_scene_text (scene, DRAW_COMPARE_WIDTH / 2.0, top - 18, seen, SMALL, false, colour,
                     DRAW_ANCHOR_MIDDLE);
    draw_scene_text (scene, DRAW_COMPARE_WIDTH / 2.0, top - 3, "with a lock: sealed", SMALL, false,
                     colour, DRAW_ANCHOR_MIDDLE);
    draw_scene_text (scene, TRIPS / 2.0 - 16, top - 36, "round trips", SMALL, false, colour,
                     DRAW_ANCHOR_START);
    draw_scene_text (scene, DRAW_COMPARE_WIDTH - TRIPS / 2.0 + 16, top - 36, "round trips", SMALL,
                     false, colour, DRAW_ANCHOR_END);
}

DrawScene *draw_scene_from_compare (const DrawCompare *compare)
{
    g_autofree char *title = g_strdup_printf ("%s, and %s", compare->run[DRAW_LEFT].title,
                                              compare->run[DRAW_RIGHT].title);
    DrawScene *scene = draw_scene_new (title);
    double height;
    g_autoptr (GArray) places = draw_compare_places (compare, &height);
    double top = paint_heads (scene, compare) + 66;
    int last[2] = {-1, -1};
    scene->width = DRAW_COMPARE_WIDTH;
    scene->height = top + 10 + MAX (height, 30) + MARGIN;
    paint_captions (scene, top, compare->observer);
    for (unsigned i = 0; i < places->len; i++)
        paint_row (scene, compare, i, &g_array_index (places, DrawComparePlace, i), top + 10, last);
    paint_lifelines (scene, top, top + 10 + MAX (height, 20));
    for (unsigned i = 0; i < places->len; i++) {
        const DrawComparePlace *place = &g_array_index (places, DrawComparePlace, i);
        const DrawCompareRow *row = g_ptr_array_index (compare->rows, i);
        for (unsigned side = 0; side < 2; side++)
            if (row->item[side] >= 0)
                paint_item (scene, side, draw_compare_item (compare, side, row->item[side]),
                            place->lines[side], top + 10 + place->y + place->height / 2);
    }
    return scene;
}
