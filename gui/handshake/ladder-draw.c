#include "handshake/ladder-draw.h"
#include "canvas.h"
#include "handshake/ladder-text.h"
#include "words.h"

#include <math.h>
#include <string.h>

void ladder_pen_init (LadderPen *pen)
{
    static const char *names[] = {"client_color", "server_color", "dim_color"};
    for (int i = 0; i < 3; i++)
        stepshake_color (pen->widget, names[i], &pen->party[i]);
    gtk_style_context_get_color (gtk_widget_get_style_context (pen->widget), &pen->text);
    stepshake_color (pen->widget, "dim_color", &pen->dim);
    stepshake_color (pen->widget, "alert_color", &pen->alert);
    stepshake_color (pen->widget, "good_color", &pen->good);
    stepshake_color (pen->widget, "accent_color", &pen->accent);
    stepshake_color (pen->widget, "view_bg_color", &pen->paper);
    stepshake_color (pen->widget, "attacker_color", &pen->attack);
    stepshake_color (pen->widget, "track_color", &pen->line_color);
    ladder_lifelines (pen->width, trace_is_attacker (pen->trace, 1, TRACE_SERVER), pen->x);
}

/* Text whose middle is at (X, Y), or which begins (ALIGN 0) or ends (1) there. Gives its box. */
static graphene_rect_t put_layout (LadderPen *pen, PangoLayout *layout, double x, double y,
                                   double align, const GdkRGBA *color)
{
    PangoRectangle size;
    pango_layout_get_pixel_extents (layout, NULL, &size);
    double left = floor (x - size.width * align), up = floor (y - size.height / 2.0);
    stepshake_draw_layout (pen->snapshot, layout, left - size.x, up, color);
    return GRAPHENE_RECT_INIT (left, up, size.width, size.height);
}

static graphene_rect_t put_text (LadderPen *pen, const char *text, double x, double y, double width,
                                 double align, bool bold, const GdkRGBA *color)
{
    g_autoptr (PangoLayout) layout =
        ladder_layout (pen->widget, text, width, 1, bold, PANGO_ALIGN_LEFT);
    return put_layout (pen, layout, x, y, align, color);
}

static void remember (LadderPen *pen, graphene_rect_t box, unsigned row)
{
    LadderBox entry = {box, row};
    graphene_rect_inset (&entry.box, -4, -3);
    g_array_append_val (pen->boxes, entry);
}

/* ---- Heads and lifelines. ---- */

static double head_width (LadderPen *pen)
{
    return MIN (110 + pen->line * 0.5, 2 * MIN (pen->x[0], pen->width - pen->x[1]) - 12);
}

static void draw_head (LadderPen *pen, int party)
{
    double width = head_width (pen);
    double height = pen->head - 14;
    graphene_rect_t box = GRAPHENE_RECT_INIT (pen->x[party] - width / 2, 7, width, height);
    GdkRGBA white;
    stepshake_color (pen->widget, "on_party_color", &white);
    bool seen = pen->observer->omniscient || pen->observer->party == party;
    GdkRGBA fill = pen->party[party];
    stepshake_draw_box (pen->snapshot, &box, 6, seen ? &fill : NULL, &fill, 1.5);
    put_text (pen, trace_party_title (party), pen->x[party], 7 + height / 2, width - 8, 0.5, true,
              seen ? &white : &fill);
}

/* Who is in the middle: in a word, where there is room for no more. */
static void draw_middle (LadderPen *pen)
{
    bool listening = pen->observer->party < 0 && !pen->observer->omniscient;
    const char *words[2] = {"network", "network"};
    if (pen->attacker)
        words[0] = "attacker on the network", words[1] = "attacker";
    else if (pen->observer->has_key)
        words[0] = "network, recorded";
    else if (listening)
        words[0] = "network, with an eavesdropper", words[1] = "eavesdropper";
    double room = pen->x[TRACE_SERVER] - pen->x[TRACE_CLIENT] - head_width (pen) - 16;
    bool bold = pen->attacker || listening;
    g_autoptr (PangoLayout) layout =
        ladder_layout (pen->widget, words[0], room, 1, bold, PANGO_ALIGN_LEFT);
    if (pango_layout_is_ellipsized (layout))
        pango_layout_set_text (layout, words[1], -1);
    put_layout (pen, layout, pen->x[TRACE_NETWORK], pen->head / 2, 0.5,
                pen->attacker ? &pen->attack : &pen->dim);
}

void ladder_draw_heads (LadderPen *pen, const TraceMoment *moment)
{
    graphene_rect_t band = GRAPHENE_RECT_INIT (0, 0, pen->width, pen->head);
    gtk_snapshot_append_color (pen->snapshot, &pen->paper, &band);
    draw_head (pen, TRACE_CLIENT);
    draw_head (pen, TRACE_SERVER);
    draw_middle (pen);
    if (pen->top > 0)
        stepshake_draw_line (pen->snapshot, 0, pen->head, pen->width, pen->head, &pen->line_color,
                             1);
}

void ladder_draw_lifelines (LadderPen *pen, double bottom)
{
    GdkRGBA line = stepshake_color_faded (pen->dim, 0.7);
    double from = pen->head - 7;
    stepshake_draw_line (pen->snapshot, pen->x[0], from, pen->x[0], bottom, &line, 1.5);
    stepshake_draw_line (pen->snapshot, pen->x[1], from, pen->x[1], bottom, &line, 1.5);
    GdkRGBA faint = stepshake_color_faded (pen->attacker ? pen->attack : pen->dim, 0.45);
    double offset = fmod (pen->top, 8);
    for (double y = pen->head - offset; y < bottom; y += 8)
        stepshake_draw_line (pen->snapshot, pen->x[2], MAX (y, pen->head), pen->x[2], y + 3, &faint,
                             1);
}

/* ---- Messages. ---- */

static void draw_arrow_head (LadderPen *pen, double x, double y, double dx, double dy,
                             const GdkRGBA *color)
{
    double length = hypot (dx, dy), ux = dx / length, uy = dy / length;
    graphene_rect_t bounds = GRAPHENE_RECT_INIT (x - 12, y - 12, 24, 24);
    cairo_t *cr = gtk_snapshot_append_cairo (pen->snapshot, &bounds);
    gdk_cairo_set_source_rgba (cr, color);
    cairo_move_to (cr, x, y);
    cairo_line_to (cr, x - 10 * ux - 5 * uy, y - 10 * uy + 5 * ux);
    cairo_line_to (cr, x - 10 * ux + 5 * uy, y - 10 * uy - 5 * ux);
    cairo_close_path (cr);
    cairo_fill (cr);
    cairo_destroy (cr);
}

static void draw_lock (LadderPen *pen, double x, double y, const GdkRGBA *color)
{
    double w = pen->line * 0.42, h = pen->line * 0.34;
    graphene_rect_t bounds = GRAPHENE_RECT_INIT (x - w, y - w, 2 * w, 2 * w);
    cairo_t *cr = gtk_snapshot_append_cairo (pen->snapshot, &bounds);
    gdk_cairo_set_source_rgba (cr, color);
    cairo_rectangle (cr, x - w / 2, y - 1, w, h);
    cairo_fill (cr);
    cairo_set_line_width (cr, 1.5);
    cairo_arc (cr, x, y - 1, w * 0.32, M_PI, 2 * M_PI);
    cairo_stroke (cr);
    cairo_destroy (cr);
}

static void draw_pill (LadderPen *pen, unsigned index, const LadderRow *row, double x, double y,
                       const GdkRGBA *color, bool flying, bool lock)
{
    bool selected = row->message == pen->selected_message;
    double icon = lock ? pen->line * 0.8 : 0;
    g_autoptr (PangoLayout) layout =
        ladder_name_layout (pen->widget, pen->trace, row, pen->x, pen->line);
    PangoRectangle size;
    pango_layout_get_pixel_extents (layout, NULL, &size);
    double width = size.width + icon + 26;
    double height = MAX (size.height + 6, pen->line * 1.2);
    graphene_rect_t box =
        GRAPHENE_RECT_INIT (floor (x - width / 2), floor (y - height / 2), width, height);
    GdkRGBA tint = stepshake_color_faded (*color, selected ? 0.22 : 0.1);
    double round = MIN (height / 2, pen->line * 0.6);
    stepshake_draw_box (pen->snapshot, &box, round, &pen->paper, NULL, 0);
    stepshake_draw_box (pen->snapshot, &box, round, &tint, color, selected ? 2.5 : 1.25);
    if (lock)
        draw_lock (pen, box.origin.x + 13 + icon / 2 - 3, y, color);
    stepshake_draw_layout (pen->snapshot, layout, box.origin.x + 13 + icon - size.x,
                           floor (y - size.height / 2.0), color);
    if (flying)
        put_text (pen, "in flight", x, box.origin.y + height + pen->line * 0.5,
                  fabs (pen->x[row->from] - pen->x[row->to]) - 32, 0.5, false, &pen->dim);
    remember (pen, box, index);
}

static bool is_bad_alert (LadderPen *pen, const LadderRow *row)
{
    const TraceMessage *message = trace_message (pen->trace, row->message);
    WireMessage *content = trace_message_content (message);
    if (row->sealed || content == NULL || content->row->id != WIRE_ALERT)
        return false;
    return ((const WireAlert *)content->body)->description != BASE_ALERT_CLOSE_NOTIFY;
}

static void draw_message (LadderPen *pen, unsigned index, const LadderRow *row)
{
    const TraceMessage *message = trace_message (pen->trace, row->message);
    const TraceRecord *record = trace_record (pen->trace, message->record);
    bool arrived = row->arrival >= 0 && row->arrival <= pen->cursor;
    bool dropped = arrived && record->arrived == NULL;
    bool changed = arrived && !dropped && record->arrived != record->sent;
    GdkRGBA color = is_bad_alert (pen, row)      ? pen->alert
                    : row->from == TRACE_NETWORK ? pen->attack
                                                 : pen->party[row->party];
    double shift = pen->head - pen->top;
    double x0 = pen->x[row->from], y0 = row->y + shift;
    double x1 = pen->x[row->to], y1 = (arrived ? row->arrives : row->y + pen->line * 0.7) + shift;
    double xm = floor ((x0 + x1) / 2), ym = ladder_row_name_y (row, y1 - shift) + shift;
    bool marked = arrived && row->marks > 0;
    double leaves = marked ? row->marks + shift : ym; /* the name, or what was done to it */
    /* Of its own messages a party cannot know how far they have come. */
    bool known = pen->observer->party != row->party;
    if (!arrived || dropped) {
        stepshake_draw_line (pen->snapshot, x0, y0, xm, ym, &color, 2);
    } else {
        GdkRGBA second = changed ? pen->attack : color;
        double dx = x1 - xm, dy = y1 - leaves, length = hypot (dx, dy);
        stepshake_draw_line (pen->snapshot, x0, y0, xm, ym, &color, 2);
        if (marked)
            stepshake_draw_line (pen->snapshot, xm, ym, xm, leaves, &second, 2);
        stepshake_draw_line (pen->snapshot, xm, leaves, x1 - 6 * dx / length, y1 - 6 * dy / length,
                             &second, 2);
        draw_arrow_head (pen, x1 - dx / length, y1 - dy / length, dx, dy, &second);
    }
    draw_pill (pen, index, row, xm, ym, dropped || changed ? &pen->attack : &color,
               !arrived && known, record->sealed);
}

/* ---- What stands beside the lifelines. ---- */

static void row_look (LadderPen *pen, const LadderRow *row, const GdkRGBA **color, bool *bold,
                      bool *dot)
{
    const TraceEvent *event = trace_event (pen->trace, row->event);
    bool failed = event->cause != BASE_CAUSE_NONE;
    if (row->kind == LADDER_DECISION)
        failed = trace_decision (pen->trace, event->decision)->cause != BASE_CAUSE_NONE;
    *bold = row->event == pen->cursor || row->event == pen->selected_event || ladder_is_bold (row);
    *dot = row->kind != LADDER_STATE;
    *color = &pen->text;
    if (row->kind == LADDER_STATE || row->kind == LADDER_KEYS)
        *color = &pen->dim;
    if (row->kind == LADDER_END)
        *color = &pen->good;
    if (row->kind == LADDER_TWIST)
        *color = &pen->attack;
    if (failed || row->kind == LADDER_FAIL)
        *color = &pen->alert;
    if (row->kind == LADDER_END && event->now.outcome[event->party] > TRACE_CLOSED)
        *color = &pen->alert;
}

static void draw_dot (LadderPen *pen, double x, double y, bool large, const GdkRGBA *color)
{
    double r = large ? 5 : 3.5;
    stepshake_draw_box (pen->snapshot, &GRAPHENE_RECT_INIT (x - r, y - r, 2 * r, 2 * r), r, color,
                        NULL, 0);
}

static graphene_rect_t put_beside (LadderPen *pen, int party, const char *text, unsigned lines,
                                   double y, bool bold, const GdkRGBA *color)
{
    bool left = party == TRACE_CLIENT;
    double x = pen->x[party] + (left ? -14 : 14);
    g_autoptr (PangoLayout) layout =
        ladder_beside (pen->widget, text, ladder_room (pen->x, pen->width, party), lines, bold,
                       left ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    return put_layout (pen, layout, x, y, left ? 1 : 0, color);
}

/* Between the lifelines, on paper: an arrow may run past behind it. */
static void draw_mark (LadderPen *pen, unsigned index, const LadderRow *row, const char *text,
                       double y)
{
    g_autoptr (PangoLayout) layout =
        ladder_whole (pen->widget, text, ladder_room (pen->x, pen->width, TRACE_NETWORK),
                      row->lines, true, PANGO_ALIGN_CENTER);
    PangoRectangle size;
    pango_layout_get_pixel_extents (layout, NULL, &size);
    graphene_rect_t paper =
        GRAPHENE_RECT_INIT (floor (pen->x[2] - size.width / 2.0), floor (y - size.height / 2.0),
                            size.width, size.height);
    graphene_rect_inset (&paper, -5, 0);
    stepshake_draw_box (pen->snapshot, &paper, 4, &pen->paper, NULL, 0);
    bool attack = row->kind != LADDER_CONNECTION;
    remember (pen, put_layout (pen, layout, pen->x[2], y, 0.5, attack ? &pen->attack : &pen->text),
              index);
}

static void draw_side (LadderPen *pen, unsigned index, const LadderRow *row)
{
    const GdkRGBA *color;
    bool bold, dot;
    row_look (pen, row, &color, &bold, &dot);
    double y = row->y + pen->head - pen->top;
    g_autofree char *text = ladder_row_text (pen->trace, row);
    if (row->party >= TRACE_NETWORK) {
        draw_mark (pen, index, row, text, y);
        return;
    }
    bool own = color == &pen->text || color == &pen->dim;
    graphene_rect_t box = put_beside (pen, row->party, text, row->lines, y, bold, color);
    if (dot) /* beside the first line */
        draw_dot (pen, pen->x[row->party],
                  row->lines > 1 ? box.origin.y + (pen->line - LADDER_LEADING) / 2 : y,
                  row->event == pen->cursor, own ? &pen->party[row->party] : color);
    remember (pen, box, index);
}

void ladder_draw_row (LadderPen *pen, unsigned index, const LadderRow *row)
{
    if (row->kind == LADDER_MESSAGE)
        draw_message (pen, index, row);
    else
        draw_side (pen, index, row);
}

void ladder_draw_now (LadderPen *pen, int party, const char *text, unsigned lines, double y)
{
    double first = y + pen->head - pen->top, more = (lines - 1) * (pen->line - LADDER_LEADING) / 2;
    draw_dot (pen, pen->x[party], first, true, &pen->accent);
    put_beside (pen, party, text, lines, first + more, true, &pen->accent);
}
