#include "handshake/observer-bar.h"

#include <adwaita.h>

struct _StepshakeObserverBar {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */
    GtkWidget *buttons;        /* one for each observer, borrowed */
    GtkDropDown *choice;       /* of them, where there is no room for buttons; borrowed */
    bool following;
};

G_DEFINE_TYPE (StepshakeObserverBar, stepshake_observer_bar, GTK_TYPE_WIDGET)

static const TraceObserver *observer_of (GtkWidget *button)
{
    return g_object_get_data (G_OBJECT (button), "observer");
}

static void on_toggled (StepshakeObserverBar *self, GtkToggleButton *button)
{
    if (!self->following && gtk_toggle_button_get_active (button))
        stepshake_session_set_observer (self->session, observer_of (GTK_WIDGET (button)));
}

static void on_chosen (StepshakeObserverBar *self)
{
    const TraceObserver *observer = trace_observer_at (gtk_drop_down_get_selected (self->choice));
    if (!self->following && observer != NULL)
        stepshake_session_set_observer (self->session, observer);
}

static void on_observer_changed (StepshakeObserverBar *self)
{
    const TraceObserver *observer = stepshake_session_observer (self->session);
    self->following = true;
    for (GtkWidget *child = gtk_widget_get_first_child (self->buttons); child != NULL;
         child = gtk_widget_get_next_sibling (child))
        if (observer_of (child) == observer)
            gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (child), TRUE);
    for (unsigned i = 0; trace_observer_at (i) != NULL; i++)
        if (trace_observer_at (i) == observer)
            gtk_drop_down_set_selected (self->choice, i);
    self->following = false;
}

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    G_OBJECT_CLASS (stepshake_observer_bar_parent_class)->dispose (object);
}

static void stepshake_observer_bar_class_init (StepshakeObserverBarClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
    gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class),
                                          GTK_ACCESSIBLE_ROLE_RADIO_GROUP);
}

static void stepshake_observer_bar_init (StepshakeObserverBar *self)
{
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, "Seen by",
                                    -1);
    gtk_widget_add_css_class (GTK_WIDGET (self), "observers");
}

static GtkWidget *make_buttons (StepshakeObserverBar *self)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, "Seen by",
                                    -1);
    GtkToggleButton *first = NULL;
    for (unsigned i = 0; trace_observer_at (i) != NULL; i++) {
        const TraceObserver *observer = trace_observer_at (i);
        GtkWidget *button = gtk_toggle_button_new_with_label (observer->title);
        g_object_set_data (G_OBJECT (button), "observer", (gpointer)observer);
        gtk_widget_add_css_class (button, "flat");
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first);
        first = first == NULL ? GTK_TOGGLE_BUTTON (button) : first;
        g_signal_connect_swapped (button, "toggled", G_CALLBACK (on_toggled), self);
        gtk_box_append (GTK_BOX (box), button);
    }
    return box;
}

static GtkWidget *make_choice (StepshakeObserverBar *self)
{
    g_autoptr (GPtrArray) titles = g_ptr_array_new ();
    for (unsigned i = 0; trace_observer_at (i) != NULL; i++)
        g_ptr_array_add (titles, (gpointer)trace_observer_at (i)->title);
    g_ptr_array_add (titles, NULL);
    GtkWidget *choice = gtk_drop_down_new_from_strings ((const char *const *)titles->pdata);
    gtk_widget_set_halign (choice, GTK_ALIGN_START);
    gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    "Seen by", -1);
    g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (on_chosen), self);
    return choice;
}

GtkWidget *stepshake_observer_bar_new (StepshakeSession *session)
{
    StepshakeObserverBar *self = g_object_new (STEPSHAKE_TYPE_OBSERVER_BAR, NULL);
    self->session = session;
    GtkWidget *words = gtk_label_new ("seen by");
    gtk_widget_add_css_class (words, "dim-label");
    gtk_widget_set_parent (words, GTK_WIDGET (self));
    self->buttons = make_buttons (self);
    self->choice = GTK_DROP_DOWN (make_choice (self));
    GtkWidget *squeezer = adw_squeezer_new ();
    adw_squeezer_set_homogeneous (ADW_SQUEEZER (squeezer), FALSE);
    adw_squeezer_set_xalign (ADW_SQUEEZER (squeezer), 1);
    adw_squeezer_add (ADW_SQUEEZER (squeezer), self->buttons);
    adw_squeezer_add (ADW_SQUEEZER (squeezer), GTK_WIDGET (self->choice));
    gtk_widget_set_parent (squeezer, GTK_WIDGET (self));
    g_signal_connect_object (session, "notify::observer", G_CALLBACK (on_observer_changed), self,
                             G_CONNECT_SWAPPED);
    on_observer_changed (self);
    return GTK_WIDGET (self);
}
