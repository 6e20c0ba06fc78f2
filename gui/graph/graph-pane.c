#include "graph/graph-pane.h"

struct _StepshakeGraphPane {
    GtkWidget parent_instance;

    /* Children, borrowed */
    StepshakeGraphView *view;
    GtkScrolledWindow *scroller;

    GtkWidget *buttons; /* owned */
    guint follow_idle;

    double pan_x, pan_y; /* the adjustments' values when a drag began */
};

G_DEFINE_TYPE (StepshakeGraphPane, stepshake_graph_pane, GTK_TYPE_WIDGET)

static void zoom_by (StepshakeGraphPane *self, double factor)
{
    double zoom = stepshake_graph_view_get_zoom (self->view);
    stepshake_graph_view_set_zoom (self->view, zoom * factor);
}

static void on_smaller (StepshakeGraphPane *self)
{
    zoom_by (self, 1 / 1.25);
}

static void on_larger (StepshakeGraphPane *self)
{
    zoom_by (self, 1.25);
}

static void on_fit (StepshakeGraphPane *self)
{
    stepshake_graph_view_set_zoom (self->view, 0);
}

static gboolean on_scroll (StepshakeGraphPane *self, double dx, double dy,
                           GtkEventController *controller)
{
    GdkModifierType state = gtk_event_controller_get_current_event_state (controller);
    if ((state & GDK_CONTROL_MASK) == 0)
        return GDK_EVENT_PROPAGATE;
    zoom_by (self, dy > 0 ? 1 / 1.1 : 1.1);
    return GDK_EVENT_STOP;
}

static void on_pan_begin (StepshakeGraphPane *self)
{
    self->pan_x = gtk_adjustment_get_value (gtk_scrolled_window_get_hadjustment (self->scroller));
    self->pan_y = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (self->scroller));
}

static void on_pan_update (StepshakeGraphPane *self, double dx, double dy)
{
    gtk_adjustment_set_value (gtk_scrolled_window_get_hadjustment (self->scroller),
                              self->pan_x - dx);
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller),
                              self->pan_y - dy);
}

/* What does not fit is scrolled to where things happen, unless that is in view already. */
static void keep_in_view (GtkAdjustment *adjustment, double place)
{
    double page = gtk_adjustment_get_page_size (adjustment);
    double value = gtk_adjustment_get_value (adjustment);
    if (place < value + page * 0.1 || place > value + page * 0.9)
        gtk_adjustment_set_value (adjustment, place - page / 2);
}

static gboolean follow_later (gpointer data)
{
    StepshakeGraphPane *self = data;
    double x, y;
    self->follow_idle = 0;
    if (stepshake_graph_view_center (self->view, &x, &y)) {
        keep_in_view (gtk_scrolled_window_get_hadjustment (self->scroller), x);
        keep_in_view (gtk_scrolled_window_get_vadjustment (self->scroller), y);
    }
    return G_SOURCE_REMOVE;
}

void stepshake_graph_pane_show (StepshakeGraphPane *self, DrawGraph *graph)
{
    stepshake_graph_view_show (self->view, graph);
    if (self->follow_idle == 0) /* when sizes have been given out */
        self->follow_idle = g_idle_add_full (G_PRIORITY_LOW, follow_later, self, NULL);
}

static GtkWidget *add_button (StepshakeGraphPane *self, const char *icon, const char *words,
                              GCallback callback)
{
    GtkWidget *button = gtk_button_new_from_icon_name (icon);
    gtk_widget_set_tooltip_text (button, words);
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                    -1);
    gtk_widget_add_css_class (button, "flat");
    gtk_widget_add_css_class (button, "zoom");
    g_signal_connect_swapped (button, "clicked", callback, self);
    gtk_box_append (GTK_BOX (self->buttons), button);
    return button;
}

static void add_controllers (StepshakeGraphPane *self)
{
    GtkEventController *scroll =
        gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
    gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
    g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll), self);
    gtk_widget_add_controller (GTK_WIDGET (self), scroll);
    GtkGesture *drag = gtk_gesture_drag_new ();
    g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_pan_begin), self);
    g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_pan_update), self);
    gtk_widget_add_controller (GTK_WIDGET (self->scroller), GTK_EVENT_CONTROLLER (drag));
}

StepshakeGraphView *stepshake_graph_pane_get_view (StepshakeGraphPane *self)
{
    return self->view;
}

GtkWidget *stepshake_graph_pane_get_tools (StepshakeGraphPane *self)
{
    return self->buttons;
}

void stepshake_graph_pane_set_strip (StepshakeGraphPane *self, bool strip)
{
    stepshake_graph_view_set_strip (self->view, strip);
    gtk_widget_set_visible (self->buttons, !strip);
}

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    g_clear_object (&STEPSHAKE_GRAPH_PANE (object)->buttons);
    g_clear_handle_id (&STEPSHAKE_GRAPH_PANE (object)->follow_idle, g_source_remove);
    G_OBJECT_CLASS (stepshake_graph_pane_parent_class)->dispose (object);
}

static void stepshake_graph_pane_class_init (StepshakeGraphPaneClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void stepshake_graph_pane_init (StepshakeGraphPane *self)
{
    GtkWidget *scroller = gtk_scrolled_window_new (), *view = stepshake_graph_view_new ();
    self->scroller = GTK_SCROLLED_WINDOW (scroller);
    self->view = STEPSHAKE_GRAPH_VIEW (view);
    gtk_widget_add_css_class (scroller, "graph-room");
    gtk_scrolled_window_set_child (self->scroller, view);
    gtk_widget_set_hexpand (scroller, TRUE);
    gtk_widget_set_vexpand (scroller, TRUE);
    gtk_widget_set_parent (scroller, GTK_WIDGET (self));

    self->buttons = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
    add_button (self, "list-remove-symbolic", "Smaller", G_CALLBACK (on_smaller));
    add_button (self, "zoom-fit-best-symbolic", "Fit", G_CALLBACK (on_fit));
    add_button (self, "list-add-symbolic", "Larger", G_CALLBACK (on_larger));
    add_controllers (self);
}

GtkWidget *stepshake_graph_pane_new (const char *name)
{
    GtkWidget *self = g_object_new (STEPSHAKE_TYPE_GRAPH_PANE, NULL);
    StepshakeGraphView *view = STEPSHAKE_GRAPH_PANE (self)->view;
    gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    return self;
}
