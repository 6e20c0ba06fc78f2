#include "inspector/inspector.h"
#include "inspector/bytes-view.h"
#include "inspector/fields-view.h"
#include "inspector/why-view.h"
#include "pane.h"
#include "split.h"

struct _StepshakeInspector {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */
    GtkWidget *tabs;           /* a box of toggles, one per pane */
    StepshakeSplit *split;
    GPtrArray *panes; /* of StepshakePane, borrowed: children of the split */
    GtkWidget *versions, *as_sent;
    bool tabbed;
    bool following;
    unsigned active;
};

G_DEFINE_TYPE (StepshakeInspector, stepshake_inspector, GTK_TYPE_WIDGET)

static void refresh_panes (StepshakeInspector *self)
{
    gtk_widget_set_visible (self->tabs, self->tabbed);
    self->active = MIN (self->active, self->panes->len - 1);
    for (unsigned i = 0; i < self->panes->len; i++) {
        StepshakePane *pane = g_ptr_array_index (self->panes, i);
        gtk_widget_set_visible (GTK_WIDGET (pane), !self->tabbed || i == self->active);
        stepshake_pane_set_title_visible (pane, !self->tabbed);
    }
}

static void on_tab_toggled (StepshakeInspector *self, GtkToggleButton *tab)
{
    if (!gtk_toggle_button_get_active (tab))
        return;
    unsigned i = 0;
    for (GtkWidget *t = gtk_widget_get_first_child (self->tabs); t != NULL && t != GTK_WIDGET (tab);
         t = gtk_widget_get_next_sibling (t))
        i++;
    self->active = i;
    refresh_panes (self);
}

static void rebuild_tabs (StepshakeInspector *self)
{
    for (GtkWidget *tab; (tab = gtk_widget_get_first_child (self->tabs)) != NULL;)
        gtk_box_remove (GTK_BOX (self->tabs), tab);
    GtkToggleButton *first = NULL;
    unsigned active = self->active;
    for (unsigned i = 0; i < self->panes->len; i++) {
        GtkWidget *tab = gtk_toggle_button_new_with_label (
            stepshake_pane_get_title (g_ptr_array_index (self->panes, i)));
        gtk_widget_add_css_class (tab, "flat");
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (tab), first);
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), i == active);
        first = first == NULL ? GTK_TOGGLE_BUTTON (tab) : first;
        g_signal_connect_swapped (tab, "toggled", G_CALLBACK (on_tab_toggled), self);
        gtk_box_append (GTK_BOX (self->tabs), tab);
    }
}

void stepshake_inspector_set_tabbed (StepshakeInspector *self, bool tabbed)
{
    self->tabbed = tabbed;
    refresh_panes (self);
}

void stepshake_inspector_add_pane (StepshakeInspector *self, GtkWidget *pane)
{
    g_ptr_array_add (self->panes, pane);
    stepshake_split_append (self->split, pane, 30);
    rebuild_tabs (self);
    refresh_panes (self);
}

void stepshake_inspector_remove_pane (StepshakeInspector *self, GtkWidget *pane)
{
    g_ptr_array_remove (self->panes, pane);
    stepshake_split_remove (self->split, pane);
    if (self->active >= self->panes->len)
        self->active = 0;
    rebuild_tabs (self);
    refresh_panes (self);
    gtk_widget_set_visible (pane, TRUE);
    stepshake_pane_set_title_visible (STEPSHAKE_PANE (pane), true);
}

/* ---- As sent, as received: only for what the attacker changed. ---- */

static bool is_twisted (StepshakeInspector *self)
{
    const StepshakeSelection *selection = stepshake_session_selection (self->session);
    const Trace *trace = stepshake_session_trace (self->session);
    if (trace == NULL || selection->message < 0 ||
        !stepshake_session_observer (self->session)->omniscient)
        return false;
    const TraceMessage *message = trace_message (trace, selection->message);
    const TraceRecord *record = trace_record (trace, message->record);
    return record->deliver_event >= 0 &&
           record->deliver_event <= stepshake_session_cursor (self->session) &&
           record->arrived != NULL && record->arrived != record->sent;
}

static void on_selection_changed (StepshakeInspector *self)
{
    self->following = true;
    gtk_widget_set_visible (self->versions, is_twisted (self));
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->as_sent),
                                  stepshake_session_as_sent (self->session));
    self->following = false;
}

static void on_version_toggled (StepshakeInspector *self)
{
    if (!self->following)
        stepshake_session_set_as_sent (
            self->session, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->as_sent)));
}

static GtkWidget *make_versions (StepshakeInspector *self)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    self->as_sent = gtk_toggle_button_new_with_label ("As sent");
    GtkWidget *received = gtk_toggle_button_new_with_label ("As received");
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (received), GTK_TOGGLE_BUTTON (self->as_sent));
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (received), TRUE);
    gtk_widget_add_css_class (box, "linked");
    gtk_widget_add_css_class (box, "small");
    gtk_box_append (GTK_BOX (box), self->as_sent);
    gtk_box_append (GTK_BOX (box), received);
    g_signal_connect_swapped (self->as_sent, "toggled", G_CALLBACK (on_version_toggled), self);
    gtk_widget_set_visible (box, FALSE);
    return box;
}

static GtkWidget *make_copy_button (void)
{
    g_autoptr (GMenu) menu = g_menu_new ();
    g_menu_append (menu, "Copy as _hex", "win.copy('hex')");
    g_menu_append (menu, "Copy as _text", "win.copy('text')");
    g_menu_append (menu, "Copy as _C array", "win.copy('c')");
    GtkWidget *button = gtk_menu_button_new ();
    gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "edit-copy-symbolic");
    gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
    gtk_widget_set_tooltip_text (button, "Copy the selected field");
    gtk_widget_add_css_class (button, "flat");
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    "Copy the selected field", -1);
    return button;
}

/* ---- The object. ---- */

static void dispose (GObject *object)
{
    StepshakeInspector *self = STEPSHAKE_INSPECTOR (object);
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    g_clear_pointer (&self->panes, g_ptr_array_unref);
    G_OBJECT_CLASS (stepshake_inspector_parent_class)->dispose (object);
}

static void stepshake_inspector_class_init (StepshakeInspectorClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "inspector");
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
}

static void stepshake_inspector_init (StepshakeInspector *self)
{
    self->panes = g_ptr_array_new ();
    GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
    gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
    self->tabs = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
    gtk_widget_add_css_class (self->tabs, "tabs");
    gtk_widget_set_parent (self->tabs, GTK_WIDGET (self));
    self->split = STEPSHAKE_SPLIT (stepshake_split_new (GTK_ORIENTATION_HORIZONTAL));
    gtk_widget_set_parent (GTK_WIDGET (self->split), GTK_WIDGET (self));
}

GtkWidget *stepshake_inspector_new (StepshakeSession *session)
{
    StepshakeInspector *self = g_object_new (STEPSHAKE_TYPE_INSPECTOR, NULL);
    self->session = session;
    StepshakeFieldsView *fields = g_object_new (STEPSHAKE_TYPE_FIELDS_VIEW, NULL);
    StepshakeBytesView *bytes = g_object_new (STEPSHAKE_TYPE_BYTES_VIEW, NULL);
    StepshakeWhyView *why = g_object_new (STEPSHAKE_TYPE_WHY_VIEW, NULL);
    GtkWidget *scroller = gtk_scrolled_window_new ();
    gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                    GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (bytes));
    GtkWidget *panes[] = {stepshake_pane_new ("Fields", GTK_WIDGET (fields)),
                          stepshake_pane_new ("Bytes", scroller),
                          stepshake_pane_new ("Why", GTK_WIDGET (why))};
    static const double weights[] = {30, 42, 28};
    for (unsigned i = 0; i < G_N_ELEMENTS (panes); i++) {
        g_ptr_array_add (self->panes, panes[i]);
        stepshake_split_append (self->split, panes[i], weights[i]);
    }
    self->versions = make_versions (self);
    stepshake_pane_add_tool (STEPSHAKE_PANE (panes[0]), self->versions);
    stepshake_pane_add_tool (STEPSHAKE_PANE (panes[1]), make_copy_button ());
    rebuild_tabs (self);
    refresh_panes (self);
    g_signal_connect_object (session, "selection-changed", G_CALLBACK (on_selection_changed), self,
                             G_CONNECT_SWAPPED);
    stepshake_fields_view_set_session (fields, session);
    stepshake_bytes_view_set_session (bytes, session);
    stepshake_why_view_set_session (why, session);
    return GTK_WIDGET (self);
}
