#include "split.h"
#include "canvas.h"

#include <math.h>

struct _StepshakeSplit {
    GtkWidget parent_instance;

    GtkOrientation orientation;
    int places[8]; /* where each line is, as last allocated */
    int n_places;
    int dragged; /* the line that is being dragged, -1 */
    double drag_from;
};

G_DEFINE_TYPE (StepshakeSplit, stepshake_split, GTK_TYPE_WIDGET)

enum { LINE = 1, GRIP = 5, MOST = 8 };

static double *weight_of (GtkWidget *child)
{
    static GQuark quark;
    if (quark == 0)
        quark = g_quark_from_static_string ("stepshake-split-weight");
    double *weight = g_object_get_qdata (G_OBJECT (child), quark);
    if (weight == NULL) {
        weight = g_new0 (double, 1);
        g_object_set_qdata_full (G_OBJECT (child), quark, weight, g_free);
    }
    return weight;
}

void stepshake_split_append (StepshakeSplit *self, GtkWidget *child, double weight)
{
    *weight_of (child) = weight;
    gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}

void stepshake_split_set_weight (StepshakeSplit *self, GtkWidget *child, double weight)
{
    *weight_of (child) = weight;
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

void stepshake_split_remove (StepshakeSplit *self, GtkWidget *child)
{
    gtk_widget_unparent (child);
}

/* ---- Sizes. ---- */

static int list_children (StepshakeSplit *self, GtkWidget **children)
{
    int n = 0;
    for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));
         child != NULL && n < MOST; child = gtk_widget_get_next_sibling (child))
        if (gtk_widget_should_layout (child))
            children[n++] = child;
    return n;
}

static void measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
    StepshakeSplit *self = STEPSHAKE_SPLIT (widget);
    GtkWidget *children[MOST];
    int n = list_children (self, children);
    *minimum = *natural = 0;
    for (int i = 0; i < n; i++) {
        int least, nice;
        gtk_widget_measure (children[i], orientation, -1, &least, &nice, NULL, NULL);
        if (orientation == self->orientation) {
            *minimum += (*weight_of (children[i]) > 0 ? least : nice) + (i > 0 ? LINE : 0);
            *natural += nice + (i > 0 ? LINE : 0);
        } else {
            *minimum = MAX (*minimum, least);
            *natural = MAX (*natural, nice);
        }
    }
}

/* Shares ROOM by weight; whoever would get less than it needs gets what it needs. */
static void share_room (GtkWidget **children, int n, const int *needs, int room, int *sizes)
{
    bool fixed[MOST] = {false};
    double weights = 0;
    for (int i = 0; i < n; i++) {
        sizes[i] = 0;
        fixed[i] = *weight_of (children[i]) <= 0;
        if (fixed[i])
            sizes[i] = needs[i], room -= needs[i];
        else
            weights += *weight_of (children[i]);
    }
    for (bool again = true; again;) {
        again = false;
        for (int i = 0; i < n; i++) {
            double weight = *weight_of (children[i]);
            if (fixed[i] || room * weight / weights >= needs[i])
                continue;
            fixed[i] = again = true;
            sizes[i] = needs[i];
            room -= needs[i];
            weights -= weight;
        }
    }
    int last = -1;
    int left = room;
    for (int i = 0; i < n; i++) {
        if (fixed[i])
            continue;
        sizes[i] = MAX (0, floor (room * *weight_of (children[i]) / weights));
        left -= sizes[i];
        last = i;
    }
    if (last >= 0)
        sizes[last] += MAX (0, left);
}

static void size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
    StepshakeSplit *self = STEPSHAKE_SPLIT (widget);
    bool row = self->orientation == GTK_ORIENTATION_HORIZONTAL;
    GtkWidget *children[MOST];
    int n = list_children (self, children), needs[MOST], sizes[MOST];
    for (int i = 0; i < n; i++) {
        int least, nice;
        gtk_widget_measure (children[i], self->orientation, -1, &least, &nice, NULL, NULL);
        needs[i] = *weight_of (children[i]) > 0 ? least : nice;
    }
    share_room (children, n, needs, (row ? width : height) - LINE * MAX (0, n - 1), sizes);
    int place = 0;
    self->n_places = 0;
    for (int i = 0; i < n; i++) {
        GtkAllocation box = row ? (GtkAllocation){place, 0, sizes[i], height}
                                : (GtkAllocation){0, place, width, sizes[i]};
        gtk_widget_size_allocate (children[i], &box, -1);
        place += sizes[i];
        if (i + 1 < n)
            self->places[self->n_places++] = place;
        place += LINE;
    }
}

static void snapshot (GtkWidget *widget, GtkSnapshot *snap)
{
    StepshakeSplit *self = STEPSHAKE_SPLIT (widget);
    GTK_WIDGET_CLASS (stepshake_split_parent_class)->snapshot (widget, snap);
    GdkRGBA color;
    stepshake_color (widget, "separator_color", &color);
    int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
    for (int i = 0; i < self->n_places; i++) {
        int place = self->places[i];
        graphene_rect_t line = self->orientation == GTK_ORIENTATION_HORIZONTAL
                                   ? GRAPHENE_RECT_INIT (place, 0, LINE, height)
                                   : GRAPHENE_RECT_INIT (0, place, width, LINE);
        gtk_snapshot_append_color (snap, &color, &line);
    }
}

/* ---- Dragging a line. ---- */

static int line_at (StepshakeSplit *self, double x, double y)
{
    double place = self->orientation == GTK_ORIENTATION_HORIZONTAL ? x : y;
    for (int i = 0; i < self->n_places; i++)
        if (fabs (place - self->places[i]) <= GRIP)
            return i;
    return -1;
}

static void on_drag_begin (StepshakeSplit *self, double x, double y, GtkGesture *gesture)
{
    GtkWidget *children[MOST];
    int n = list_children (self, children);
    self->dragged = line_at (self, x, y);
    if (self->dragged < 0 || self->dragged + 1 >= n || *weight_of (children[self->dragged]) <= 0) {
        self->dragged = -1;
        gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
        return;
    }
    self->drag_from = self->places[self->dragged];
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static int extent (StepshakeSplit *self, GtkWidget *child)
{
    return self->orientation == GTK_ORIENTATION_HORIZONTAL ? gtk_widget_get_width (child)
                                                           : gtk_widget_get_height (child);
}

/* What one side gains the other loses; the sum of their weights stays. */
static void on_drag_update (StepshakeSplit *self, double dx, double dy)
{
    if (self->dragged < 0)
        return;
    GtkWidget *children[MOST];
    list_children (self, children);
    GtkWidget *before = children[self->dragged], *after = children[self->dragged + 1];
    bool row = self->orientation == GTK_ORIENTATION_HORIZONTAL;
    double place = self->drag_from + (row ? dx : dy);
    double moved = place - self->places[self->dragged];
    double total = extent (self, before) + extent (self, after);
    double weights = *weight_of (before) + *weight_of (after);
    double share = CLAMP ((extent (self, before) + moved) / MAX (1, total), 0.05, 0.95);
    *weight_of (before) = weights * share;
    *weight_of (after) = weights * (1 - share);
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void on_motion (StepshakeSplit *self, double x, double y)
{
    bool row = self->orientation == GTK_ORIENTATION_HORIZONTAL;
    bool grip = line_at (self, x, y) >= 0;
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), !grip ? NULL
                                                        : row ? "col-resize"
                                                              : "row-resize");
}

/* ---- The object. ---- */

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    G_OBJECT_CLASS (stepshake_split_parent_class)->dispose (object);
}

static void stepshake_split_class_init (StepshakeSplitClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
    G_OBJECT_CLASS (class)->dispose = dispose;
    widget_class->measure = measure;
    widget_class->size_allocate = size_allocate;
    widget_class->snapshot = snapshot;
    gtk_widget_class_set_css_name (widget_class, "split");
}

static void stepshake_split_init (StepshakeSplit *self)
{
    self->dragged = -1;
    gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
    gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
    GtkGesture *drag = gtk_gesture_drag_new ();
    gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
    g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
    g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
    gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
    GtkEventController *motion = gtk_event_controller_motion_new ();
    g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
    gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

GtkWidget *stepshake_split_new (GtkOrientation orientation)
{
    GtkWidget *self = g_object_new (STEPSHAKE_TYPE_SPLIT, NULL);
    STEPSHAKE_SPLIT (self)->orientation = orientation;
    return self;
}
