#include "sidebar/setting-row.h"
#include "prose.h"

#include <string.h>

struct _StepshakeSettingRow {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */
    const char *group, *key;   /* static */
    char *value;               /* in force; owned */
    GtkWidget *name, *mark, *entry, *error;
};

G_DEFINE_TYPE (StepshakeSettingRow, stepshake_setting_row, GTK_TYPE_WIDGET)

static void show_error (StepshakeSettingRow *self, const char *message)
{
    gtk_label_set_label (GTK_LABEL (self->error), message != NULL ? message : "");
    gtk_widget_set_visible (self->error, message != NULL);
    if (message != NULL)
        gtk_widget_add_css_class (self->entry, "error");
    else
        gtk_widget_remove_css_class (self->entry, "error");
}

static void on_activate (StepshakeSettingRow *self)
{
    const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
    if (strcmp (text, self->value) == 0) {
        show_error (self, NULL);
        return;
    }
    g_autofree char *assignment = g_strdup_printf ("%s.%s=%s", self->group, self->key, text);
    g_autoptr (GError) error = NULL;
    bool good = stepshake_session_set (self->session, assignment, &error);
    show_error (self, good ? NULL : error->message);
}

static gboolean on_key (StepshakeSettingRow *self, guint key)
{
    if (key != GDK_KEY_Escape)
        return GDK_EVENT_PROPAGATE;
    gtk_editable_set_text (GTK_EDITABLE (self->entry), self->value);
    show_error (self, NULL);
    return GDK_EVENT_STOP;
}

void stepshake_setting_row_refresh (StepshakeSettingRow *self, const ScenarioSetting *setting)
{
    bool changed = !setting->is_default;
    gtk_widget_set_visible (self->mark, changed);
    if (changed)
        gtk_widget_add_css_class (self->name, "changed");
    else
        gtk_widget_remove_css_class (self->name, "changed");
    if (g_strcmp0 (self->value, setting->value) == 0)
        return;
    g_free (self->value);
    self->value = g_strdup (setting->value);
    gtk_editable_set_text (GTK_EDITABLE (self->entry), self->value);
    show_error (self, NULL);
}

static void dispose (GObject *object)
{
    StepshakeSettingRow *self = STEPSHAKE_SETTING_ROW (object);
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    g_clear_pointer (&self->value, g_free);
    G_OBJECT_CLASS (stepshake_setting_row_parent_class)->dispose (object);
}

static void stepshake_setting_row_class_init (StepshakeSettingRowClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "setting");
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
    gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void stepshake_setting_row_init (StepshakeSettingRow *self)
{
    GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
    gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
    gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 2);
    GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    self->name = gtk_label_new (NULL);
    gtk_label_set_xalign (GTK_LABEL (self->name), 0);
    gtk_widget_set_hexpand (self->name, TRUE);
    gtk_widget_add_css_class (self->name, "setting-name");
    self->mark = gtk_label_new ("changed");
    gtk_widget_set_tooltip_text (self->mark, "Differs from the default");
    gtk_widget_add_css_class (self->mark, "changed-mark");
    gtk_box_append (GTK_BOX (head), self->name);
    gtk_box_append (GTK_BOX (head), self->mark);
    self->entry = gtk_entry_new ();
    self->error = gtk_label_new (NULL);
    stepshake_label_wrap (GTK_LABEL (self->error));
    gtk_widget_add_css_class (self->error, "setting-error");
    gtk_widget_set_visible (self->error, FALSE);
    gtk_widget_set_parent (head, GTK_WIDGET (self));
    gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
    gtk_widget_set_parent (self->error, GTK_WIDGET (self));
    g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_activate), self);
    GtkEventController *keys = gtk_event_controller_key_new ();
    g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
    gtk_widget_add_controller (self->entry, keys);
}

GtkWidget *stepshake_setting_row_new (StepshakeSession *session, const ScenarioSetting *setting)
{
    StepshakeSettingRow *self = g_object_new (STEPSHAKE_TYPE_SETTING_ROW, NULL);
    self->session = session;
    self->group = setting->group;
    self->key = setting->key;
    g_autofree char *name = g_strdelimit (g_strdup (setting->key), "-", ' ');
    g_autofree char *label = g_strdup_printf ("%s of the %s", name, setting->group);
    gtk_label_set_label (GTK_LABEL (self->name), name);
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), setting->summary);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, setting->summary,
                                    -1);
    stepshake_setting_row_refresh (self, setting);
    return GTK_WIDGET (self);
}
