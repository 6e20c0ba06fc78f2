#include "inspector/fields-view.h"
#include "inspector/field-item.h"

#include <string.h>

struct _StepshakeFieldsView {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */
    GtkStack *stack;           /* the list, or words when it is empty; a child */
    GtkListView *list;         /* borrowed */
    GtkTreeListModel *tree;    /* owned */
    GtkSingleSelection *model; /* owned */
    GPtrArray *layers;         /* a reference to those that are shown */
    bool following;            /* the selection is the session's, not the user's */
};

G_DEFINE_TYPE (StepshakeFieldsView, stepshake_fields_view, GTK_TYPE_WIDGET)

/* ---- Rows. ---- */

static StepshakeFieldItem *item_of (GtkListItem *list_item)
{
    GtkTreeListRow *row = gtk_list_item_get_item (list_item);
    return row != NULL ? gtk_tree_list_row_get_item (row) : NULL;
}

static void on_enter (GtkEventController *controller, double x, double y, gpointer data)
{
    GtkListItem *list_item = data;
    GtkWidget *widget = gtk_event_controller_get_widget (controller);
    GtkWidget *self = gtk_widget_get_ancestor (widget, STEPSHAKE_TYPE_FIELDS_VIEW);
    g_autoptr (StepshakeFieldItem) item = item_of (list_item);
    if (self != NULL && item != NULL)
        stepshake_session_hover (STEPSHAKE_FIELDS_VIEW (self)->session,
                                 stepshake_field_item_layer (item),
                                 stepshake_field_item_field (item));
}

static void on_leave (GtkEventController *controller, gpointer data)
{
    GtkWidget *widget = gtk_event_controller_get_widget (controller);
    GtkWidget *self = gtk_widget_get_ancestor (widget, STEPSHAKE_TYPE_FIELDS_VIEW);
    if (self != NULL)
        stepshake_session_hover (STEPSHAKE_FIELDS_VIEW (self)->session, -1, -1);
}

static gboolean on_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                  GtkTooltip *tooltip, GtkListItem *list_item)
{
    g_autoptr (StepshakeFieldItem) item = item_of (list_item);
    g_autofree char *value = item != NULL ? stepshake_field_item_value (item) : NULL;
    gtk_tooltip_set_text (tooltip, value);
    return value != NULL;
}

static void setup_row (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
    GtkWidget *expander = gtk_tree_expander_new ();
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *label = gtk_label_new (NULL), *value = gtk_inscription_new (NULL);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_inscription_set_text_overflow (GTK_INSCRIPTION (value),
                                       GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
    gtk_inscription_set_min_chars (GTK_INSCRIPTION (value), 0);
    gtk_widget_set_hexpand (value, TRUE);
    gtk_widget_add_css_class (label, "field-name");
    gtk_widget_add_css_class (value, "field-value");
    gtk_box_append (GTK_BOX (box), label);
    gtk_box_append (GTK_BOX (box), value);
    gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
    GtkEventController *motion = gtk_event_controller_motion_new ();
    g_signal_connect (motion, "enter", G_CALLBACK (on_enter), list_item);
    g_signal_connect (motion, "leave", G_CALLBACK (on_leave), NULL);
    gtk_widget_add_controller (expander, motion);
    gtk_widget_set_has_tooltip (expander, TRUE);
    g_signal_connect (expander, "query-tooltip", G_CALLBACK (on_query_tooltip), list_item);
    gtk_list_item_set_child (list_item, expander);
}

static void set_class (GtkWidget *widget, const char *class, bool set)
{
    if (set)
        gtk_widget_add_css_class (widget, class);
    else
        gtk_widget_remove_css_class (widget, class);
}

static void bind_row (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
    GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));
    g_autoptr (StepshakeFieldItem) item = item_of (list_item);
    gtk_tree_expander_set_list_row (expander, gtk_list_item_get_item (list_item));
    GtkWidget *box = gtk_tree_expander_get_child (expander);
    GtkWidget *label = gtk_widget_get_first_child (box), *value = gtk_widget_get_last_child (box);
    g_autofree char *name = stepshake_field_item_label (item);
    g_autofree char *words = stepshake_field_item_value (item);
    bool element = g_str_has_prefix (name, "[");
    /* An element of a list is its value; the index alone says nothing. */
    gtk_label_set_label (GTK_LABEL (label), element ? words : name);
    gtk_inscription_set_text (GTK_INSCRIPTION (value), element ? "" : words);
    set_class (box, "length", stepshake_field_item_is_length (item));
    set_class (box, "broken", stepshake_field_item_is_broken (item));
}

static void unbind_row (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
    gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item)), NULL);
}

static GListModel *children_of (gpointer item, gpointer data)
{
    return stepshake_field_item_children (item);
}

/* ---- Following the session. ---- */

static void show_layers (StepshakeFieldsView *self, GPtrArray *layers)
{
    g_clear_pointer (&self->layers, g_ptr_array_unref);
    self->layers = g_ptr_array_ref (layers);
    GListStore *roots = g_list_store_new (STEPSHAKE_TYPE_FIELD_ITEM);
    for (unsigned i = 0; i < layers->len; i++) {
        g_autoptr (StepshakeFieldItem) item = stepshake_field_item_new (layers, i, -1);
        g_list_store_append (roots, item);
    }
    g_clear_object (&self->tree);
    self->tree =
        gtk_tree_list_model_new (G_LIST_MODEL (roots), FALSE, FALSE, children_of, NULL, NULL);
    /* The last layer is what the message says; it is what most come to read. */
    g_autoptr (GtkTreeListRow) last =
        layers->len > 0 ? gtk_tree_list_model_get_child_row (self->tree, layers->len - 1) : NULL;
    if (last != NULL)
        gtk_tree_list_row_set_expanded (last, TRUE);
    gtk_single_selection_set_model (self->model, G_LIST_MODEL (self->tree));
}

/* The row of FIELD, opening what hides it; NULL when it has none; transfer full. */
static GtkTreeListRow *row_of (StepshakeFieldsView *self, int layer, int field)
{
    GtkTreeListRow *row = gtk_tree_list_model_get_child_row (self->tree, layer);
    if (row == NULL || field < 0)
        return row;
    const StepshakeLayer *l = g_ptr_array_index (self->layers, layer);
    int path[32], depth = 0;
    for (int f = field; f > 0 && depth < (int)G_N_ELEMENTS (path);
         f = stepshake_layer_parent (l, f))
        path[depth++] = f;
    while (row != NULL && depth > 0) {
        int wanted = path[--depth];
        gtk_tree_list_row_set_expanded (row, TRUE);
        GtkTreeListRow *child = NULL;
        for (unsigned i = 0; (child = gtk_tree_list_row_get_child_row (row, i)) != NULL; i++) {
            g_autoptr (StepshakeFieldItem) item = gtk_tree_list_row_get_item (child);
            if (stepshake_field_item_field (item) == wanted)
                break;
            g_object_unref (child);
        }
        g_object_unref (row);
        row = child;
    }
    return row;
}

static void on_selection_changed (StepshakeFieldsView *self)
{
    GPtrArray *layers = stepshake_session_layers (self->session);
    const StepshakeSelection *selection = stepshake_session_selection (self->session);
    self->following = true;
    gtk_stack_set_visible_child_name (self->stack, layers->len > 0 ? "fields" : "nothing");
    if (layers != self->layers)
        show_layers (self, layers);
    g_autoptr (GtkTreeListRow) row =
        selection->layer >= 0 ? row_of (self, selection->layer, selection->field) : NULL;
    unsigned position =
        row != NULL ? gtk_tree_list_row_get_position (row) : GTK_INVALID_LIST_POSITION;
    gtk_single_selection_set_selected (self->model, position);
    if (row != NULL)
        gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
    self->following = false;
}

static void on_row_selected (StepshakeFieldsView *self)
{
    GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->model);
    if (self->following || row == NULL)
        return;
    g_autoptr (StepshakeFieldItem) item = gtk_tree_list_row_get_item (row);
    stepshake_session_select_field (self->session, stepshake_field_item_layer (item),
                                    stepshake_field_item_field (item));
}

void stepshake_fields_view_set_session (StepshakeFieldsView *self, StepshakeSession *session)
{
    self->session = session;
    g_signal_connect_object (session, "selection-changed", G_CALLBACK (on_selection_changed), self,
                             G_CONNECT_SWAPPED);
    on_selection_changed (self);
}

/* ---- The object. ---- */

static void dispose (GObject *object)
{
    StepshakeFieldsView *self = STEPSHAKE_FIELDS_VIEW (object);
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    g_clear_object (&self->model);
    g_clear_object (&self->tree);
    g_clear_pointer (&self->layers, g_ptr_array_unref);
    G_OBJECT_CLASS (stepshake_fields_view_parent_class)->dispose (object);
}

static void stepshake_fields_view_class_init (StepshakeFieldsViewClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "fields");
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void stepshake_fields_view_init (StepshakeFieldsView *self)
{
    self->model = gtk_single_selection_new (NULL);
    gtk_single_selection_set_autoselect (self->model, FALSE);
    gtk_single_selection_set_can_unselect (self->model, TRUE);
    g_signal_connect_swapped (self->model, "notify::selected-item", G_CALLBACK (on_row_selected),
                              self);
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_signal_connect (factory, "setup", G_CALLBACK (setup_row), NULL);
    g_signal_connect (factory, "bind", G_CALLBACK (bind_row), NULL);
    g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row), NULL);
    GtkWidget *list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->model)), factory);
    self->list = GTK_LIST_VIEW (list);
    gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, "Fields",
                                    -1);
    GtkWidget *scroller = gtk_scrolled_window_new ();
    gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                    GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
    gtk_widget_set_vexpand (scroller, TRUE);
    GtkWidget *nothing = gtk_label_new ("No message yet");
    gtk_widget_add_css_class (nothing, "placeholder");
    self->stack = GTK_STACK (gtk_stack_new ());
    gtk_stack_add_named (self->stack, scroller, "fields");
    gtk_stack_add_named (self->stack, nothing, "nothing");
    gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
}
