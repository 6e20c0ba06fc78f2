#include "graph/edges.h"
#include "canvas.h"

#include <math.h>

static const double label_scale = 0.82;

PangoLayout *stepshake_edge_label (GtkWidget *widget, const DrawEdge *edge)
{
    PangoLayout *layout = gtk_widget_create_pango_layout (widget, edge->label);
    g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
    pango_attr_list_insert (attributes, pango_attr_scale_new (label_scale));
    if (edge->state == DRAW_LEGAL)
        pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
    pango_layout_set_attributes (layout, attributes);
    pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
    return layout;
}

typedef struct {
    GdkRGBA color;
    double width;
    bool dashed;
} Pen;

/* The road taken is marked, what is legal from here is strong, the rest stands back. */
static Pen pen_for (GtkWidget *widget, DrawState state)
{
    static const char *names[] = {
        [DRAW_TODO] = "edge_color",    [DRAW_CURRENT] = "accent_bg_color",
        [DRAW_DONE] = "done_color",    [DRAW_BROKEN] = "alert_color",
        [DRAW_SKIPPED] = "edge_color", [DRAW_LEGAL] = "accent_bg_color",
        [DRAW_PLAIN] = "edge_color",   [DRAW_FLAWED] = "edge_color",
    };
    Pen pen = {.width =
                   state == DRAW_DONE || state == DRAW_LEGAL || state == DRAW_CURRENT ? 2 : 1.25,
               .dashed = state == DRAW_SKIPPED};
    stepshake_color (widget, names[state], &pen.color);
    return pen;
}

static void draw_head (cairo_t *cr, DrawPoint from, DrawPoint to)
{
    double angle = atan2 (to.y - from.y, to.x - from.x);
    const double length = 9, spread = 0.38;
    cairo_move_to (cr, to.x, to.y);
    cairo_line_to (cr, to.x - length * cos (angle - spread), to.y - length * sin (angle - spread));
    cairo_line_to (cr, to.x - length * cos (angle + spread), to.y - length * sin (angle + spread));
    cairo_close_path (cr);
    cairo_fill (cr);
}

static void draw_edge (cairo_t *cr, const GArray *points, const Pen *pen)
{
    if (points == NULL || points->len < 4)
        return;
    const DrawPoint *p = (const DrawPoint *)points->data;
    gdk_cairo_set_source_rgba (cr, &pen->color);
    cairo_set_line_width (cr, pen->width);
    cairo_set_dash (cr, (double[]){4, 3}, pen->dashed ? 2 : 0, 0);
    cairo_move_to (cr, p[0].x, p[0].y);
    for (unsigned i = 1; i + 2 < points->len; i += 3)
        cairo_curve_to (cr, p[i].x, p[i].y, p[i + 1].x, p[i + 1].y, p[i + 2].x, p[i + 2].y);
    cairo_stroke (cr);
    draw_head (cr, p[points->len - 2], p[points->len - 1]);
}

static void draw_label (GtkWidget *widget, GtkSnapshot *snapshot, const DrawEdge *edge,
                        DrawPoint place)
{
    g_autoptr (PangoLayout) layout = stepshake_edge_label (widget, edge);
    GdkRGBA color;
    stepshake_color (widget, edge->state == DRAW_LEGAL ? "accent_color" : "dim_color", &color);
    int width, height;
    pango_layout_get_pixel_size (layout, &width, &height);
    /* A line that crosses the words must not cross them out. */
    GdkRGBA paper;
    stepshake_color (widget, "view_bg_color", &paper);
    paper.alpha = 0.85f;
    gtk_snapshot_append_color (
        snapshot, &paper,
        &GRAPHENE_RECT_INIT (place.x - width / 2.0, place.y - height / 2.0, width, height));
    stepshake_draw_layout (snapshot, layout, place.x - width / 2.0, place.y - height / 2.0, &color);
}

void stepshake_edges_draw (GtkWidget *widget, GtkSnapshot *snapshot, const DrawGraph *graph,
                           const DrawLayout *layout, bool labeled, double dx, double dy,
                           double scale)
{
    graphene_rect_t bounds = GRAPHENE_RECT_INIT (dx - 6, dy - 6, layout->width * scale + 12,
                                                 layout->height * scale + 12);
    cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
    /* GTK 4.8 gets translated and scaled cairo nodes wrong, so the transform is made in here. */
    cairo_translate (cr, dx, dy);
    cairo_scale (cr, scale, scale);
    for (unsigned i = 0; i < graph->edges->len && i < layout->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        Pen pen = pen_for (widget, edge->state);
        draw_edge (cr, g_ptr_array_index (layout->edges, i), &pen);
    }
    cairo_destroy (cr);
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (dx, dy));
    gtk_snapshot_scale (snapshot, scale, scale);
    for (unsigned i = 0; labeled && i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        if (edge->label != NULL && layout->labels != NULL)
            draw_label (widget, snapshot, edge, layout->labels[i]);
    }
    gtk_snapshot_restore (snapshot);
}
