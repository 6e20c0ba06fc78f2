#include "canvas.h"

#include <adwaita.h>
#include <math.h>

typedef struct {
    GtkAdjustment *adjustments[2];   /* owned */
    GtkScrollablePolicy policies[2]; /* kept for the interface's sake */
    double wanted_from, wanted_to;   /* to be revealed once there is a size; -1: nothing */
    AdwAnimation *animation;         /* owned; the way there */
    guint reveal_idle;
} StepshakeCanvasPrivate;

enum { PROP_0, PROP_HADJUSTMENT, PROP_VADJUSTMENT, PROP_HSCROLL_POLICY, PROP_VSCROLL_POLICY };

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (StepshakeCanvas, stepshake_canvas, GTK_TYPE_WIDGET,
                                  G_ADD_PRIVATE (StepshakeCanvas)
                                      G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

#define PRIVATE(self) \
    ((StepshakeCanvasPrivate *)stepshake_canvas_get_instance_private (STEPSHAKE_CANVAS (self)))

/* ---- Scrolling. ---- */

static void set_adjustment (StepshakeCanvas *self, int i, GtkAdjustment *adjustment)
{
    StepshakeCanvasPrivate *p = PRIVATE (self);
    if (p->adjustments[i] != NULL)
        g_signal_handlers_disconnect_by_data (p->adjustments[i], self);
    if (adjustment == NULL)
        adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
    g_object_ref_sink (adjustment);
    g_clear_object (&p->adjustments[i]);
    p->adjustments[i] = adjustment;
    g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw),
                              self);
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

double stepshake_canvas_top (StepshakeCanvas *self)
{
    GtkAdjustment *vertical = PRIVATE (self)->adjustments[1];
    return vertical != NULL ? floor (gtk_adjustment_get_value (vertical)) : 0;
}

/* Tells the scrolled window how much there is. */
static void configure (StepshakeCanvas *self, int width, int height)
{
    StepshakeCanvasPrivate *p = PRIVATE (self);
    double content = STEPSHAKE_CANVAS_GET_CLASS (self)->content_height (self, width);
    double upper = MAX (content, height);
    double value = CLAMP (gtk_adjustment_get_value (p->adjustments[1]), 0, upper - height);
    gtk_adjustment_configure (p->adjustments[0], 0, 0, width, width * 0.1, width * 0.9, width);
    gtk_adjustment_configure (p->adjustments[1], value, 0, upper, 24, height * 0.9, height);
}

/* Early, not while sizes are being given out: a scroll bar that comes or goes asks for a resize. */
void stepshake_canvas_changed (StepshakeCanvas *self)
{
    int width = gtk_widget_get_width (GTK_WIDGET (self));
    int height = gtk_widget_get_height (GTK_WIDGET (self));
    if (width > 0 && height > 0 && PRIVATE (self)->adjustments[1] != NULL)
        configure (self, width, height);
    gtk_widget_queue_allocate (GTK_WIDGET (self));
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void animate_to (StepshakeCanvas *self, double value)
{
    StepshakeCanvasPrivate *p = PRIVATE (self);
    GtkAdjustment *vertical = p->adjustments[1];
    double now = gtk_adjustment_get_value (vertical);
    if (p->animation == NULL) {
        AdwAnimationTarget *target =
            adw_property_animation_target_new (G_OBJECT (vertical), "value");
        p->animation = adw_timed_animation_new (GTK_WIDGET (self), now, value, 160, target);
    }
    AdwTimedAnimation *timed = ADW_TIMED_ANIMATION (p->animation);
    adw_animation_pause (p->animation);
    adw_timed_animation_set_value_from (timed, now);
    adw_timed_animation_set_value_to (timed, value);
    adw_animation_reset (p->animation);
    adw_animation_play (p->animation);
}

static void reveal_now (StepshakeCanvas *self)
{
    StepshakeCanvasPrivate *p = PRIVATE (self);
    GtkAdjustment *vertical = p->adjustments[1];
    double page = gtk_adjustment_get_page_size (vertical);
    double top = gtk_adjustment_get_value (vertical);
    double limit = MAX (0, gtk_adjustment_get_upper (vertical) - page);
    double value = top;
    if (p->wanted_to > top + page)
        value = p->wanted_to - page;
    if (p->wanted_from < value)
        value = p->wanted_from;
    p->wanted_from = p->wanted_to = -1;
    value = CLAMP (value, 0, limit);
    if (fabs (value - top) >= 1)
        animate_to (self, value);
}

static gboolean reveal_later (gpointer data)
{
    StepshakeCanvas *self = data;
    PRIVATE (self)->reveal_idle = 0;
    if (PRIVATE (self)->wanted_to >= 0) /* else it has been done */
        reveal_now (self);
    return G_SOURCE_REMOVE;
}

/* Scrolling must not happen while sizes are being given out, so it happens now if there is a size,
 * and else right after there is one. */
void stepshake_canvas_reveal (StepshakeCanvas *self, double from, double to)
{
    StepshakeCanvasPrivate *p = PRIVATE (self);
    int width = gtk_widget_get_width (GTK_WIDGET (self));
    int height = gtk_widget_get_height (GTK_WIDGET (self));
    p->wanted_from = from;
    p->wanted_to = to;
    if (width == 0 || height == 0 || p->adjustments[1] == NULL) {
        gtk_widget_queue_allocate (GTK_WIDGET (self));
        return;
    }
    configure (self, width, height);
    reveal_now (self);
}

static void size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
    StepshakeCanvas *self = STEPSHAKE_CANVAS (widget);
    StepshakeCanvasPrivate *p = PRIVATE (self);
    if (p->adjustments[0] == NULL || p->adjustments[1] == NULL)
        return;
    configure (self, width, height);
    if (p->wanted_to >= 0 && height > 1 && p->reveal_idle == 0)
        p->reveal_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, reveal_later, self, NULL);
}

static void snapshot (GtkWidget *widget, GtkSnapshot *snap)
{
    StepshakeCanvas *self = STEPSHAKE_CANVAS (widget);
    int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
    gtk_snapshot_push_clip (snap, &GRAPHENE_RECT_INIT (0, 0, width, height));
    STEPSHAKE_CANVAS_GET_CLASS (self)->draw (self, snap, width, height,
                                             stepshake_canvas_top (self));
    gtk_snapshot_pop (snap);
}

/* ---- The object. ---- */

static void set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    StepshakeCanvas *self = STEPSHAKE_CANVAS (object);
    StepshakeCanvasPrivate *p = PRIVATE (self);
    switch (id) {
    case PROP_HADJUSTMENT:
        set_adjustment (self, 0, g_value_get_object (value));
        break;
    case PROP_VADJUSTMENT:
        set_adjustment (self, 1, g_value_get_object (value));
        g_clear_object (&p->animation);
        break;
    case PROP_HSCROLL_POLICY:
        p->policies[0] = g_value_get_enum (value);
        break;
    case PROP_VSCROLL_POLICY:
        p->policies[1] = g_value_get_enum (value);
        break;
    default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    StepshakeCanvasPrivate *p = PRIVATE (object);
    switch (id) {
    case PROP_HADJUSTMENT:
        g_value_set_object (value, p->adjustments[0]);
        break;
    case PROP_VADJUSTMENT:
        g_value_set_object (value, p->adjustments[1]);
        break;
    case PROP_HSCROLL_POLICY:
        g_value_set_enum (value, p->policies[0]);
        break;
    case PROP_VSCROLL_POLICY:
        g_value_set_enum (value, p->policies[1]);
        break;
    default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void dispose (GObject *object)
{
    StepshakeCanvasPrivate *p = PRIVATE (object);
    g_clear_object (&p->animation);
    g_clear_handle_id (&p->reveal_idle, g_source_remove);
    for (int i = 0; i < 2; i++) {
        if (p->adjustments[i] != NULL)
            g_signal_handlers_disconnect_by_data (p->adjustments[i], object);
        g_clear_object (&p->adjustments[i]);
    }
    G_OBJECT_CLASS (stepshake_canvas_parent_class)->dispose (object);
}

static void stepshake_canvas_class_init (StepshakeCanvasClass *class)
{
    GObjectClass *object_class = G_OBJECT_CLASS (class);
    object_class->set_property = set_property;
    object_class->get_property = get_property;
    object_class->dispose = dispose;
    GTK_WIDGET_CLASS (class)->size_allocate = size_allocate;
    GTK_WIDGET_CLASS (class)->snapshot = snapshot;
    g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
    g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
    g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
    g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
}

static void stepshake_canvas_init (StepshakeCanvas *self)
{
    PRIVATE (self)->wanted_from = PRIVATE (self)->wanted_to = -1;
    gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
    gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
    gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

/* ---- Drawing. ---- */

/* Colours have names in style.css, so that light and dark are decided there alone. */
void stepshake_color (GtkWidget *widget, const char *name, GdkRGBA *color)
{
    GtkStyleContext *context = gtk_widget_get_style_context (widget);
    if (!gtk_style_context_lookup_color (context, name, color))
        gtk_style_context_get_color (context, color);
}

GdkRGBA stepshake_color_faded (GdkRGBA color, double alpha)
{
    color.alpha *= alpha;
    return color;
}

void stepshake_draw_box (GtkSnapshot *snapshot, const graphene_rect_t *box, double radius,
                         const GdkRGBA *fill, const GdkRGBA *line, double line_width)
{
    GskRoundedRect rounded;
    gsk_rounded_rect_init_from_rect (&rounded, box, radius);
    if (fill != NULL) {
        gtk_snapshot_push_rounded_clip (snapshot, &rounded);
        gtk_snapshot_append_color (snapshot, fill, box);
        gtk_snapshot_pop (snapshot);
    }
    if (line != NULL && line_width > 0) {
        float w = line_width;
        gtk_snapshot_append_border (snapshot, &rounded, (float[4]){w, w, w, w},
                                    (GdkRGBA[4]){*line, *line, *line, *line});
    }
}

/* Straight ones are rectangles, which every renderer draws fast; the others go through cairo. */
void stepshake_draw_line (GtkSnapshot *snapshot, double x0, double y0, double x1, double y1,
                          const GdkRGBA *color, double width)
{
    if (x0 == x1 || y0 == y1) {
        double w = x0 == x1 ? width : fabs (x1 - x0), h = x0 == x1 ? fabs (y1 - y0) : width;
        double x = MIN (x0, x1) - (x0 == x1 ? width / 2 : 0);
        double y = MIN (y0, y1) - (x0 == x1 ? 0 : width / 2);
        gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, w, h));
        return;
    }
    graphene_rect_t bounds =
        GRAPHENE_RECT_INIT (MIN (x0, x1) - width, MIN (y0, y1) - width, fabs (x1 - x0) + 2 * width,
                            fabs (y1 - y0) + 2 * width);
    cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
    gdk_cairo_set_source_rgba (cr, color);
    cairo_set_line_width (cr, width);
    cairo_move_to (cr, x0, y0);
    cairo_line_to (cr, x1, y1);
    cairo_stroke (cr);
    cairo_destroy (cr);
}

void stepshake_draw_layout (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y,
                            const GdkRGBA *color)
{
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
    gtk_snapshot_append_layout (snapshot, layout, color);
    gtk_snapshot_restore (snapshot);
}
