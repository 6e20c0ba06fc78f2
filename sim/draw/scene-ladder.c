/* The ladder as a scene: client left, server right, the network between them. */
#include "draw/scene.h"

#include <math.h>

enum {
    LADDER_TOP = 118, /* where time begins */
    LADDER_HEAD = 34, /* height of the parties' boxes */
    LADDER_BOTTOM = 30,
    LADDER_GAP = 16, /* between a lifeline and the text beside it */
};

typedef struct {
    double x, y, w, h;
} LadderBox;

static void ladder_head (DrawScene *scene, TraceParty party, const char *title, unsigned look)
{
    double x = draw_lifeline (party), y = LADDER_TOP - LADDER_HEAD - 16;
    draw_scene_box (scene, x - 64, y, 128, LADDER_HEAD, 7, draw_look (look));
    draw_scene_text (scene, x, y + 22, title, 14, true, draw_look (look)->text, DRAW_ANCHOR_MIDDLE);
}

static bool ladder_has_attacker (const GPtrArray *rows)
{
    for (unsigned i = 0; i < rows->len; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        if (draw_row_look (row) == draw_look (DRAW_LOOK_ATTACKER) && !row->crooked)
            return true;
    }
    return false;
}

static void ladder_frame (DrawScene *scene, bool attacker)
{
    double top = LADDER_TOP - 16, bottom = scene->height - LADDER_BOTTOM;
    const char *grey = draw_look (DRAW_LOOK_NETWORK)->stroke;
    const DrawLook *middle = draw_look (attacker ? DRAW_LOOK_ATTACKER : DRAW_LOOK_NETWORK);
    for (int party = TRACE_CLIENT; party <= TRACE_NETWORK; party++) {
        double x = draw_lifeline ((TraceParty)party);
        bool network = party == TRACE_NETWORK;
        draw_scene_line (scene, (DrawPoint){x, network ? top + 8 : top}, (DrawPoint){x, bottom},
                         network ? middle->stroke : grey, network ? 1 : 1.6)
            ->dashed = network;
    }
    ladder_head (scene, TRACE_CLIENT, "Client", DRAW_LOOK_CLIENT);
    ladder_head (scene, TRACE_SERVER, "Server", DRAW_LOOK_SERVER);
    draw_scene_text (scene, DRAW_LADDER_MIDDLE, LADDER_TOP - 28,
                     attacker ? "attacker on the network" : "network", 12, attacker, middle->text,
                     DRAW_ANCHOR_MIDDLE);
    draw_scene_text (scene, DRAW_LADDER_WIDTH / 2.0, 36, scene->title, 17, true,
                     draw_look (DRAW_LOOK_PAPER)->text, DRAW_ANCHOR_MIDDLE);
}

static bool ladder_overlaps (const GArray *taken, LadderBox box)
{
    for (unsigned i = 0; i < taken->len; i++) {
        const LadderBox *other = &g_array_index (taken, LadderBox, i);
        if (fabs (other->x - box.x) * 2 < other->w + box.w + 6 &&
            fabs (other->y - box.y) * 2 < other->h + box.h + 4)
            return true;
    }
    return false;
}

/* The pill slides along its arrow until it covers nothing else, on one that ends at the attacker
 * not as far as a lifeline. When it finds no place it stays at the height of the arrow's tail,
 * where there is nothing but this arrow, which bends there. */
static LadderBox ladder_place_pill (GArray *taken, DrawPoint from, DrawPoint to, double w, double h,
                                    double top)
{
    static const double places[] = {0.5, 0.44, 0.56, 0.38, 0.62, 0.3, 0.7, 0.22, 0.78};
    double span = fabs (to.x - from.x);
    for (unsigned i = 0; i < G_N_ELEMENTS (places); i++) {
        LadderBox box = {from.x + (to.x - from.x) * places[i], from.y + (to.y - from.y) * places[i],
                         w, h};
        bool between = i == 0 || fabs (places[i] - 0.5) * span + w / 2 < span / 2;
        if (!between || ladder_overlaps (taken, box))
            continue;
        g_array_append_val (taken, box);
        return box;
    }
    LadderBox box = {(from.x + to.x) / 2, top + h / 2, w, h};
    g_array_append_val (taken, box);
    return box;
}

static void ladder_pill (DrawScene *scene, const DrawRow *row, char **lines, LadderBox box,
                         const DrawLook *look)
{
    DrawShape *pill = draw_scene_box (scene, box.x - box.w / 2, box.y - box.h / 2, box.w, box.h,
                                      MIN (box.h / 2, 13), look);
    pill->dashed = row->in_flight;
    double x = box.x + (row->sealed ? 10 : 0), y = box.y - box.h / 2 + 5;
    if (row->sealed)
        draw_scene_lock (scene, box.x - box.w / 2 + 17, box.y, 12, look->text);
    for (char **line = lines; *line != NULL; line++, y += DRAW_LADDER_LINE)
        draw_scene_text (scene, x, y + 11.5, *line, DRAW_LADDER_SMALL, line == lines, look->text,
                         DRAW_ANCHOR_MIDDLE);
}

typedef struct {
    DrawPoint from, to;
    LadderBox pill;
    double marks; /* where what the attacker did to it stands: y of the top */
} LadderArrow;

static double ladder_width (const DrawRowPlace *place)
{
    double w = 0;
    for (char **line = place->lines; *line != NULL; line++)
        w = MAX (w, draw_text_width (*line, DRAW_LADDER_SMALL, line == place->lines));
    return w + 26;
}

/* Room for the pill and, below it, for what the attacker did to it. */
static LadderBox ladder_group (const GPtrArray *rows, const GArray *places, unsigned arrow)
{
    const DrawRow *row = g_ptr_array_index (rows, arrow);
    const DrawRowPlace *place = &g_array_index (places, DrawRowPlace, arrow);
    LadderBox group = {.w = ladder_width (place) + (row->sealed ? 20 : 0), .h = place->height};
    for (unsigned i = arrow + 1; i < rows->len; i++) {
        const DrawRow *other = g_ptr_array_index (rows, i);
        if (row->end_event >= 0 && other->event > row->end_event)
            break;
        if (draw_row_carrier (rows, i) != (int)arrow)
            continue;
        const DrawRowPlace *mark = &g_array_index (places, DrawRowPlace, i);
        group.w = MAX (group.w, ladder_width (mark));
        group.h += mark->height + 4;
    }
    return group;
}

static LadderArrow ladder_place_arrow (const GPtrArray *rows, const GArray *places, unsigned i,
                                       GArray *taken)
{
    const DrawRow *row = g_ptr_array_index (rows, i);
    const DrawRowPlace *place = &g_array_index (places, DrawRowPlace, i);
    bool stays = row->in_flight || row->dropped;
    double slope = stays || place->end - place->begin > 6 ? 0 : 6;
    double first = place->height / 2;
    LadderArrow arrow = {
        .from = {draw_lifeline (row->from), LADDER_TOP + place->begin + first},
        .to = {draw_lifeline (row->to), LADDER_TOP + place->end + first + slope},
    };
    LadderBox group = ladder_group (rows, places, i);
    group = ladder_place_pill (taken, arrow.from, arrow.to, group.w, group.h, arrow.from.y - first);
    double top = MAX (group.y - group.h / 2, arrow.from.y - first);
    arrow.pill = (LadderBox){group.x, top + first, ladder_width (place) + (row->sealed ? 20 : 0),
                             place->height};
    arrow.marks = top + place->height + 4;
    /* What has not arrived ends in the middle of the network. */
    if (stays)
        arrow.to = (DrawPoint){
            group.x + (arrow.to.x > arrow.from.x ? 1 : -1) * (arrow.pill.w / 2 + 22), arrow.pill.y};
    return arrow;
}

static void ladder_line (DrawScene *scene, const DrawRow *row, const LadderArrow *arrow)
{
    const DrawLook *look = draw_row_look (row);
    DrawPoint name = {arrow->pill.x, arrow->pill.y};
    draw_scene_line (scene, arrow->from, name, look->stroke, 1.8);
    draw_scene_line (scene, name, arrow->to, look->stroke, 1.8)->arrow = true;
    if (row->dropped)
        draw_scene_text (scene, arrow->to.x + (arrow->to.x > arrow->from.x ? 10 : -10),
                         arrow->to.y + 5, "✗", 15, true, look->text, DRAW_ANCHOR_MIDDLE);
}

/* What stands on a lifeline. */
static void ladder_mark (DrawScene *scene, const DrawRow *row, const DrawRowPlace *place, double y)
{
    const DrawLook *look = draw_row_look (row);
    double x = draw_lifeline (row->party), w = ladder_width (place);
    draw_scene_box (scene, x - w / 2, y, w, place->height, MIN (place->height / 2, 13), look);
    y += 5;
    for (char **line = place->lines; *line != NULL; line++, y += DRAW_LADDER_LINE)
        draw_scene_text (scene, x, y + 11.5, *line, DRAW_LADDER_SMALL, true, look->text,
                         DRAW_ANCHOR_MIDDLE);
}

/* What stands beside one. */
static void ladder_note (DrawScene *scene, const DrawRow *row, const DrawRowPlace *place)
{
    const DrawLook *look = draw_row_look (row);
    bool left = row->party == TRACE_CLIENT, state = row->kind == DRAW_ROW_STATE;
    double x = draw_lifeline (row->party), y = LADDER_TOP + place->begin;
    if (!state)
        draw_scene_box (scene, x - 4, y + 4, 8, 8, 4, look)->fill = look->stroke;
    bool calm = row->kind == DRAW_ROW_DECISION && !row->failed;
    for (char **line = place->lines; *line != NULL; line++, y += DRAW_LADDER_LINE)
        draw_scene_text (scene, left ? x - LADDER_GAP : x + LADDER_GAP, y + 11.5, *line,
                         DRAW_LADDER_SMALL, state,
                         calm ? draw_look (DRAW_LOOK_PAPER)->text : look->text,
                         left ? DRAW_ANCHOR_END : DRAW_ANCHOR_START);
}

/* What the attacker did hangs on the arrow it was done to. */
static void ladder_twist (DrawScene *scene, const GPtrArray *rows, const GArray *places, unsigned i,
                          GArray *arrows)
{
    const DrawRowPlace *place = &g_array_index (places, DrawRowPlace, i);
    int carrier = draw_row_carrier (rows, i);
    double y = LADDER_TOP + place->begin;
    if (carrier >= 0) {
        LadderArrow *arrow = &g_array_index (arrows, LadderArrow, carrier);
        y = arrow->marks;
        arrow->marks += place->height + 4;
    }
    ladder_mark (scene, g_ptr_array_index (rows, i), place, y);
}

static bool ladder_is_mark (const DrawRow *row)
{
    return row->kind == DRAW_ROW_CONNECTION || row->kind == DRAW_ROW_MARK;
}

/* Marks have their places before the names of messages look for theirs. */
static void ladder_take_marks (const GPtrArray *rows, const GArray *places, GArray *taken)
{
    for (unsigned i = 0; i < rows->len; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        const DrawRowPlace *place = &g_array_index (places, DrawRowPlace, i);
        LadderBox box = {draw_lifeline (row->party), LADDER_TOP + place->begin + place->height / 2,
                         ladder_width (place), place->height};
        if (ladder_is_mark (row) && draw_row_carrier (rows, i) < 0)
            g_array_append_val (taken, box);
    }
}

/* Where all arrows run; the lines lie below everything. */
static GArray *ladder_arrows (DrawScene *scene, const GPtrArray *rows, const GArray *places)
{
    g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (LadderBox));
    GArray *arrows = g_array_new (FALSE, TRUE, sizeof (LadderArrow));
    ladder_take_marks (rows, places, taken);
    for (unsigned i = 0; i < rows->len; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        LadderArrow arrow = {0};
        if (draw_row_is_arrow (row)) {
            arrow = ladder_place_arrow (rows, places, i, taken);
            ladder_line (scene, row, &arrow);
        }
        g_array_append_val (arrows, arrow);
    }
    return arrows;
}

static void ladder_row (DrawScene *scene, const GPtrArray *rows, const GArray *places, unsigned i,
                        GArray *arrows)
{
    const DrawRow *row = g_ptr_array_index (rows, i);
    const DrawRowPlace *place = &g_array_index (places, DrawRowPlace, i);
    if (draw_row_is_arrow (row))
        ladder_pill (scene, row, place->lines, g_array_index (arrows, LadderArrow, i).pill,
                     draw_row_look (row));
    else if (row->kind == DRAW_ROW_CONNECTION)
        ladder_mark (scene, row, place, LADDER_TOP + place->begin);
    else if (row->party == TRACE_NETWORK)
        ladder_twist (scene, rows, places, i, arrows);
    else if (row->kind == DRAW_ROW_MARK)
        ladder_mark (scene, row, place, LADDER_TOP + place->begin);
    else
        ladder_note (scene, row, place);
}

DrawScene *draw_scene_from_ladder (const char *title, const GPtrArray *rows)
{
    DrawScene *scene = draw_scene_new (title);
    double height;
    g_autoptr (GArray) places = draw_ladder_places (rows, &height);
    scene->width = DRAW_LADDER_WIDTH;
    scene->height = LADDER_TOP + MAX (height, 40) + 26 + LADDER_BOTTOM;
    ladder_frame (scene, ladder_has_attacker (rows));
    if (rows->len == 0)
        draw_scene_text (scene, DRAW_LADDER_MIDDLE, LADDER_TOP + 30, "Nothing has been sent yet",
                         13, false, draw_look (DRAW_TODO)->text, DRAW_ANCHOR_MIDDLE);
    g_autoptr (GArray) arrows = ladder_arrows (scene, rows, places);
    for (unsigned i = 0; i < rows->len; i++)
        ladder_row (scene, rows, places, i, arrows);
    return scene;
}
