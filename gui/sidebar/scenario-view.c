#include "sidebar/scenario-view.h"
#include "column.h"
#include "prose.h"
#include "sidebar/setting-row.h"

#include <string.h>

struct _StepshakeScenarioView {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */
    GtkBox *box;               /* a child, borrowed */
    GtkLabel *title, *summary;
    GHashTable *rows; /* "client.groups" → StepshakeSettingRow */
    GHashTable *headings;
};

G_DEFINE_TYPE (StepshakeScenarioView, stepshake_scenario_view, GTK_TYPE_WIDGET)

static const char *group_title (const char *group)
{
    static const struct {
        const char *group, *title;
    } titles[] = {
        {"scenario", "Run"}, {"client", "Client"}, {"server", "Server"}, {"network", "Network"}};
    for (unsigned i = 0; i < G_N_ELEMENTS (titles); i++)
        if (strcmp (titles[i].group, group) == 0)
            return titles[i].title;
    return group;
}

/* How it must end is the author's, and the words stand above. */
static bool is_shown (const ScenarioSetting *setting)
{
    static const char *hidden[] = {"format", "title", "summary"};
    if (g_str_has_prefix (setting->group, "expect"))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS (hidden); i++)
        if (strcmp (setting->group, "scenario") == 0 && strcmp (setting->key, hidden[i]) == 0)
            return false;
    return true;
}

static void add_heading (StepshakeScenarioView *self, const char *group)
{
    if (!g_hash_table_add (self->headings, (gpointer)group_title (group)))
        return;
    GtkWidget *label = gtk_label_new (group_title (group));
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_widget_add_css_class (label, "setting-group");
    gtk_widget_add_css_class (label, group);
    gtk_box_append (self->box, label);
}

static void show_setting (StepshakeScenarioView *self, const ScenarioSetting *setting)
{
    g_autofree char *name = g_strdup_printf ("%s.%s", setting->group, setting->key);
    StepshakeSettingRow *row = g_hash_table_lookup (self->rows, name);
    if (row != NULL) {
        stepshake_setting_row_refresh (row, setting);
        return;
    }
    add_heading (self, setting->group);
    GtkWidget *widget = stepshake_setting_row_new (self->session, setting);
    gtk_box_append (self->box, widget);
    g_hash_table_insert (self->rows, g_steal_pointer (&name), widget);
}

/* Twists come and go with the scenario; when the set of settings is another, all rows are made
 * anew, in the right order. */
static void forget_rows (StepshakeScenarioView *self, GPtrArray *settings)
{
    unsigned n = 0, known = 0;
    for (unsigned i = 0; i < settings->len; i++) {
        const ScenarioSetting *setting = g_ptr_array_index (settings, i);
        g_autofree char *name = g_strdup_printf ("%s.%s", setting->group, setting->key);
        n += is_shown (setting);
        known += is_shown (setting) && g_hash_table_contains (self->rows, name);
    }
    if (n == known && n == g_hash_table_size (self->rows))
        return;
    g_hash_table_remove_all (self->rows);
    g_hash_table_remove_all (self->headings);
    for (GtkWidget *child = gtk_widget_get_last_child (GTK_WIDGET (self->box));
         child != GTK_WIDGET (self->summary);
         child = gtk_widget_get_last_child (GTK_WIDGET (self->box)))
        gtk_box_remove (self->box, child);
}

static void refresh (StepshakeScenarioView *self)
{
    Scenario *scenario = stepshake_session_scenario (self->session);
    if (scenario == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
        return;
    gtk_label_set_label (self->title, scenario_title (scenario));
    gtk_label_set_label (self->summary, scenario_summary (scenario));
    GPtrArray *settings = scenario_settings (scenario);
    forget_rows (self, settings);
    for (unsigned i = 0; i < settings->len; i++)
        if (is_shown (g_ptr_array_index (settings, i)))
            show_setting (self, g_ptr_array_index (settings, i));
}

static void map (GtkWidget *widget)
{
    GTK_WIDGET_CLASS (stepshake_scenario_view_parent_class)->map (widget);
    refresh (STEPSHAKE_SCENARIO_VIEW (widget));
}

static void dispose (GObject *object)
{
    StepshakeScenarioView *self = STEPSHAKE_SCENARIO_VIEW (object);
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    g_clear_pointer (&self->rows, g_hash_table_unref);
    g_clear_pointer (&self->headings, g_hash_table_unref);
    G_OBJECT_CLASS (stepshake_scenario_view_parent_class)->dispose (object);
}

static void stepshake_scenario_view_class_init (StepshakeScenarioViewClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    GTK_WIDGET_CLASS (class)->map = map;
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static GtkLabel *add_label (GtkBox *box, const char *css_class)
{
    GtkWidget *label = gtk_label_new (NULL);
    stepshake_label_wrap (GTK_LABEL (label));
    gtk_widget_add_css_class (label, css_class);
    gtk_box_append (box, label);
    return GTK_LABEL (label);
}

static void stepshake_scenario_view_init (StepshakeScenarioView *self)
{
    self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->headings = g_hash_table_new (g_str_hash, g_str_equal);
    self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 10));
    gtk_widget_add_css_class (GTK_WIDGET (self->box), "lesson");
    self->title = add_label (self->box, "lesson-title");
    self->summary = add_label (self->box, "prose");
    GtkWidget *scroller = stepshake_column_scrolled (GTK_WIDGET (self->box));
    gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}

GtkWidget *stepshake_scenario_view_new (StepshakeSession *session)
{
    StepshakeScenarioView *self = g_object_new (STEPSHAKE_TYPE_SCENARIO_VIEW, NULL);
    self->session = session;
    g_signal_connect_object (session, "run-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
    return GTK_WIDGET (self);
}
