#include "column.h"

struct _StepshakeColumn {
    GtkWidget parent_instance;
};

static void buildable_init (GtkBuildableIface *interface);

G_DEFINE_TYPE_WITH_CODE (StepshakeColumn, stepshake_column, GTK_TYPE_WIDGET,
                         G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

enum { LEAST_WIDTH = 80, NICE_WIDTH = 280, LEAST_HEIGHT = 40 };

static GtkSizeRequestMode get_request_mode (GtkWidget *widget)
{
    return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
    GtkWidget *child = gtk_widget_get_first_child (widget);
    if (orientation == GTK_ORIENTATION_HORIZONTAL) {
        *minimum = LEAST_WIDTH;
        *natural = NICE_WIDTH;
    } else if (for_size < 0 || child == NULL || !gtk_widget_should_layout (child)) {
        *minimum = *natural = LEAST_HEIGHT; /* nobody can tell without a width; it scrolls */
    } else {
        gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
    }
}

static void size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
    GtkWidget *child = gtk_widget_get_first_child (widget);
    if (child != NULL && gtk_widget_should_layout (child))
        gtk_widget_allocate (child, width, height, baseline, NULL);
}

static void add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child,
                       const char *type)
{
    gtk_widget_set_parent (GTK_WIDGET (child), GTK_WIDGET (buildable));
}

static void buildable_init (GtkBuildableIface *interface)
{
    interface->add_child = add_child;
}

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    G_OBJECT_CLASS (stepshake_column_parent_class)->dispose (object);
}

static void stepshake_column_class_init (StepshakeColumnClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
    G_OBJECT_CLASS (class)->dispose = dispose;
    widget_class->get_request_mode = get_request_mode;
    widget_class->measure = measure;
    widget_class->size_allocate = size_allocate;
}

static void stepshake_column_init (StepshakeColumn *self)
{
}

GtkWidget *stepshake_column_new (GtkWidget *child)
{
    GtkWidget *self = g_object_new (STEPSHAKE_TYPE_COLUMN, NULL);
    gtk_widget_set_parent (child, self);
    return self;
}

GtkWidget *stepshake_column_scrolled (GtkWidget *child)
{
    GtkWidget *scroller = gtk_scrolled_window_new ();
    gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                    GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), stepshake_column_new (child));
    gtk_widget_set_vexpand (scroller, TRUE);
    return scroller;
}
