#include "pane.h"

struct _StepshakePane {
    GtkWidget parent_instance;

    GtkWidget *header, *title, *tools; /* children, borrowed */
    bool title_visible;
};

G_DEFINE_TYPE (StepshakePane, stepshake_pane, GTK_TYPE_WIDGET)

const char *stepshake_pane_get_title (StepshakePane *self)
{
    return gtk_label_get_label (GTK_LABEL (self->title));
}

void stepshake_pane_set_title (StepshakePane *self, const char *title)
{
    gtk_label_set_label (GTK_LABEL (self->title), title);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                    -1);
}

static void refresh_header (StepshakePane *self)
{
    gtk_widget_set_visible (self->title, self->title_visible);
    bool tools = false;
    for (GtkWidget *tool = gtk_widget_get_first_child (self->tools); tool != NULL;
         tool = gtk_widget_get_next_sibling (tool))
        tools = tools || gtk_widget_get_visible (tool);
    gtk_widget_set_visible (self->header, self->title_visible || tools);
}

void stepshake_pane_add_tool (StepshakePane *self, GtkWidget *tool)
{
    gtk_box_append (GTK_BOX (self->tools), tool);
    g_signal_connect_object (tool, "notify::visible", G_CALLBACK (refresh_header), self,
                             G_CONNECT_SWAPPED);
    refresh_header (self);
}

void stepshake_pane_set_title_visible (StepshakePane *self, bool visible)
{
    self->title_visible = visible;
    refresh_header (self);
}

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    G_OBJECT_CLASS (stepshake_pane_parent_class)->dispose (object);
}

static void stepshake_pane_class_init (StepshakePaneClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "pane");
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
    gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void stepshake_pane_init (StepshakePane *self)
{
    GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
    gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
    self->header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    gtk_widget_add_css_class (self->header, "pane-header");
    self->title = gtk_label_new (NULL);
    gtk_label_set_xalign (GTK_LABEL (self->title), 0);
    gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
    gtk_widget_set_hexpand (self->title, TRUE);
    gtk_widget_add_css_class (self->title, "pane-title");
    self->tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    gtk_widget_set_halign (self->tools, GTK_ALIGN_END);
    gtk_widget_set_hexpand (self->tools, TRUE);
    gtk_box_append (GTK_BOX (self->header), self->title);
    gtk_box_append (GTK_BOX (self->header), self->tools);
    gtk_widget_set_parent (self->header, GTK_WIDGET (self));
    gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
    self->title_visible = true;
}

GtkWidget *stepshake_pane_new (const char *title, GtkWidget *content)
{
    StepshakePane *self = g_object_new (STEPSHAKE_TYPE_PANE, NULL);
    stepshake_pane_set_title (self, title);
    gtk_widget_set_vexpand (content, TRUE);
    gtk_widget_insert_before (content, GTK_WIDGET (self), NULL);
    return GTK_WIDGET (self);
}
