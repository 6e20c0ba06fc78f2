#include "sidebar/chooser.h"
#include "column.h"
#include "prose.h"
#include "lesson/lesson.h"
#include "scenario/scenario.h"

#include <string.h>

struct _StepshakeChooser {
    GtkWidget parent_instance;

    GtkBox *box; /* a child, borrowed */
};

G_DEFINE_TYPE (StepshakeChooser, stepshake_chooser, GTK_TYPE_WIDGET)

static unsigned chosen;

static GtkWidget *wrapped_label (const char *text, const char *css_class)
{
    GtkWidget *label = gtk_label_new (text);
    stepshake_label_wrap (GTK_LABEL (label));
    gtk_widget_add_css_class (label, css_class);
    return label;
}

static void on_row_activated (StepshakeChooser *self, GtkListBoxRow *row)
{
    g_signal_emit (self, chosen, 0, g_object_get_data (G_OBJECT (row), "name"));
}

static GtkListBox *add_list (StepshakeChooser *self, const char *title)
{
    gtk_box_append (self->box, wrapped_label (title, "setting-group"));
    GtkWidget *list = gtk_list_box_new ();
    gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
    gtk_widget_add_css_class (list, "boxed-list");
    gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                    -1);
    g_signal_connect_swapped (list, "row-activated", G_CALLBACK (on_row_activated), self);
    gtk_box_append (self->box, list);
    return GTK_LIST_BOX (list);
}

static void add_row (GtkListBox *list, const char *name, const char *title, const char *summary)
{
    GtkWidget *row = gtk_list_box_row_new ();
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
    gtk_widget_add_css_class (box, "choice");
    gtk_box_append (GTK_BOX (box), wrapped_label (title, "choice-title"));
    if (summary != NULL && *summary != '\0')
        gtk_box_append (GTK_BOX (box), wrapped_label (summary, "choice-summary"));
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
    g_object_set_data_full (G_OBJECT (row), "name", g_strdup (name), g_free);
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
    gtk_list_box_append (list, row);
}

static void add_lessons (StepshakeChooser *self)
{
    g_auto (GStrv) ids = lesson_catalogue ();
    GtkListBox *list = add_list (self, "Lessons");
    for (int i = 0; ids[i] != NULL; i++) {
        g_autoptr (Lesson) lesson = lesson_load (ids[i], NULL);
        if (lesson == NULL)
            continue;
        g_autofree char *about =
            g_strdup_printf ("%u pages, about %d minutes", lesson->pages->len, lesson->minutes);
        add_row (list, ids[i], lesson->title, about);
    }
}

static void add_scenarios (StepshakeChooser *self)
{
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    GtkListBox *list = NULL;
    const char *group = "";
    for (unsigned i = 0; i < catalogue->len; i++) {
        const ScenarioEntry *entry = g_ptr_array_index (catalogue, i);
        if (strcmp (group, entry->group) != 0) {
            g_autofree char *title = g_strdup_printf ("Scenarios: %s", entry->group);
            list = add_list (self, title);
            group = entry->group;
        }
        add_row (list, entry->name, entry->title, NULL);
    }
}

static void map (GtkWidget *widget)
{
    StepshakeChooser *self = STEPSHAKE_CHOOSER (widget);
    if (gtk_widget_get_first_child (GTK_WIDGET (self->box)) == NULL) {
        add_lessons (self);
        add_scenarios (self);
    }
    GTK_WIDGET_CLASS (stepshake_chooser_parent_class)->map (widget);
}

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    G_OBJECT_CLASS (stepshake_chooser_parent_class)->dispose (object);
}

static void stepshake_chooser_class_init (StepshakeChooserClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    GTK_WIDGET_CLASS (class)->map = map;
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
    chosen = g_signal_new ("chosen", STEPSHAKE_TYPE_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                           G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void stepshake_chooser_init (StepshakeChooser *self)
{
    self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
    gtk_widget_add_css_class (GTK_WIDGET (self->box), "lesson");
    GtkWidget *scroller = stepshake_column_scrolled (GTK_WIDGET (self->box));
    gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}

GtkWidget *stepshake_chooser_new (void)
{
    return g_object_new (STEPSHAKE_TYPE_CHOOSER, NULL);
}
