/* How the ladder's rows look. */
#pragma once

#include "handshake/ladder-rows.h"

#include <gtk/gtk.h>

typedef struct {
    GtkWidget *widget;
    GtkSnapshot *snapshot;
    const Trace *trace;
    const TraceObserver *observer;
    int cursor;
    int selected_message, selected_event;
    bool attacker; /* somebody stands on the wire */
    double width, height, top, line;
    double head; /* height of the heads */
    double x[3]; /* of client, server and network */
    GdkRGBA party[3], text, dim, alert, good, accent, paper, attack, line_color;
    GArray *boxes; /* of LadderBox: what was drawn where */
} LadderPen;

typedef struct {
    graphene_rect_t box;
    unsigned row;
} LadderBox;

/* Fills the colours and places. */
void ladder_pen_init (LadderPen *pen);
void ladder_draw_heads (LadderPen *pen, const TraceMoment *moment);
void ladder_draw_lifelines (LadderPen *pen, double bottom);
void ladder_draw_row (LadderPen *pen, unsigned index, const LadderRow *row);
/* What happens at the cursor when that has no row of its own: TEXT on PARTY's lifeline, its first
 * line at Y. */
void ladder_draw_now (LadderPen *pen, int party, const char *text, unsigned lines, double y);
