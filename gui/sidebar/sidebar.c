#include "sidebar/sidebar.h"
#include "sidebar/chooser.h"
#include "sidebar/lesson-view.h"
#include "sidebar/scenario-view.h"

#include <string.h>

struct _StepshakeSidebar {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */
    GtkWidget *box;            /* the only child */
    GtkStack *stack;
    GtkWidget *switcher; /* lesson or its scenario */
    GtkToggleButton *lesson_button, *scenario_button;
    bool following;
    const Lesson *lesson; /* the one that is open, to see when it is another */
};

G_DEFINE_TYPE (StepshakeSidebar, stepshake_sidebar, GTK_TYPE_WIDGET)

static void on_chosen (GtkWidget *chooser, const char *name)
{
    gtk_widget_activate_action (chooser, "win.open-name", "s", name);
}

/* Made when first asked for, so that the window opens fast. */
static void ensure_child (StepshakeSidebar *self, const char *name)
{
    if (gtk_stack_get_child_by_name (self->stack, name) != NULL)
        return;
    GtkWidget *child;
    if (strcmp (name, "chooser") == 0) {
        child = stepshake_chooser_new ();
        g_signal_connect (child, "chosen", G_CALLBACK (on_chosen), NULL);
    } else if (strcmp (name, "scenario") == 0) {
        child = stepshake_scenario_view_new (self->session);
    } else {
        child = g_object_new (STEPSHAKE_TYPE_LESSON_VIEW, NULL);
        stepshake_lesson_view_set_session (STEPSHAKE_LESSON_VIEW (child), self->session);
    }
    gtk_stack_add_named (self->stack, child, name);
}

void stepshake_sidebar_show (StepshakeSidebar *self, const char *name)
{
    ensure_child (self, name);
    gtk_stack_set_visible_child_name (self->stack, name);
    bool choosing = strcmp (name, "chooser") == 0;
    gtk_widget_set_visible (self->switcher,
                            !choosing && stepshake_session_lesson (self->session) != NULL);
    self->following = true;
    gtk_toggle_button_set_active (self->lesson_button, strcmp (name, "lesson") == 0);
    gtk_toggle_button_set_active (self->scenario_button, strcmp (name, "scenario") == 0);
    self->following = false;
}

const char *stepshake_sidebar_shown (StepshakeSidebar *self)
{
    return gtk_stack_get_visible_child_name (self->stack);
}

static void on_toggled (StepshakeSidebar *self, GtkToggleButton *button)
{
    if (!self->following && gtk_toggle_button_get_active (button))
        stepshake_sidebar_show (self, button == self->lesson_button ? "lesson" : "scenario");
}

/* Something else is on stage: it is what one wants to read. */
static void on_stage_changed (StepshakeSidebar *self)
{
    const Lesson *lesson = stepshake_session_lesson (self->session);
    bool choosing = g_strcmp0 (stepshake_sidebar_shown (self), "chooser") == 0;
    if (lesson == self->lesson && !choosing && stepshake_sidebar_shown (self) != NULL)
        return;
    self->lesson = lesson;
    stepshake_sidebar_show (self, lesson != NULL ? "lesson" : "scenario");
}

void stepshake_sidebar_set_session (StepshakeSidebar *self, StepshakeSession *session)
{
    self->session = session;
    g_signal_connect_object (session, "lesson-changed", G_CALLBACK (on_stage_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "run-changed", G_CALLBACK (on_stage_changed), self,
                             G_CONNECT_SWAPPED);
}

/* As wide as a comfortable line of prose, whatever it holds. */
static void measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
    StepshakeSidebar *self = STEPSHAKE_SIDEBAR (widget);
    gtk_widget_measure (self->box, orientation, for_size, minimum, natural, NULL, NULL);
    if (orientation == GTK_ORIENTATION_VERTICAL)
        return;
    PangoContext *context = gtk_widget_get_pango_context (widget);
    PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
    int em = pango_font_metrics_get_approximate_char_width (metrics);
    pango_font_metrics_unref (metrics);
    *natural = *minimum = MAX (*minimum, PANGO_PIXELS (em * 51));
}

static void size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
    gtk_widget_allocate (STEPSHAKE_SIDEBAR (widget)->box, width, height, baseline, NULL);
}

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    G_OBJECT_CLASS (stepshake_sidebar_parent_class)->dispose (object);
}

static void stepshake_sidebar_class_init (StepshakeSidebarClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "sidebar");
    GTK_WIDGET_CLASS (class)->measure = measure;
    GTK_WIDGET_CLASS (class)->size_allocate = size_allocate;
    gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_REGION);
}

static void stepshake_sidebar_init (StepshakeSidebar *self)
{
    self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_set_parent (self->box, GTK_WIDGET (self));
    self->switcher = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class (self->switcher, "linked");
    gtk_widget_add_css_class (self->switcher, "sidebar-switcher");
    gtk_widget_set_halign (self->switcher, GTK_ALIGN_START);
    GtkWidget *lesson = gtk_toggle_button_new_with_label ("Lesson");
    GtkWidget *scenario = gtk_toggle_button_new_with_label ("Scenario");
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (scenario), GTK_TOGGLE_BUTTON (lesson));
    self->lesson_button = GTK_TOGGLE_BUTTON (lesson);
    self->scenario_button = GTK_TOGGLE_BUTTON (scenario);
    gtk_box_append (GTK_BOX (self->switcher), lesson);
    gtk_box_append (GTK_BOX (self->switcher), scenario);
    g_signal_connect_swapped (lesson, "toggled", G_CALLBACK (on_toggled), self);
    g_signal_connect_swapped (scenario, "toggled", G_CALLBACK (on_toggled), self);
    self->stack = GTK_STACK (gtk_stack_new ());
    gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
    gtk_box_append (GTK_BOX (self->box), self->switcher);
    gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->stack));
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    "Lesson and scenario", -1);
}
