#include "compare/compare-page.h"
#include "column.h"
#include "compare/compare-details.h"
#include "compare/compare-row.h"
#include "handshake/observer-bar.h"
#include "pane.h"
#include "paragraph.h"
#include "prose.h"
#include "split.h"

#include <adwaita.h>

struct _StepshakeComparePage {
    GtkWidget parent_instance;

    StepshakeSession *session;       /* borrowed */
    StepshakeComparison *comparison; /* borrowed */
    GtkStack *stack;                 /* the rows, or a note when there are none */
    AdwStatusPage *note;
    GtkDropDown *second;
    GtkBox *heads[DRAW_N_SIDES];
    StepshakeSplit *rooms, *beside; /* the page; in it, rows and details if there is room */
    GtkWidget *details_pane;        /* owned: it moves between the two */
    bool narrow;
    GtkBox *details;
    GtkWidget *overview; /* a button */
    GtkWidget *list;
    GListStore *rows;         /* all */
    GtkSliceListModel *shown; /* as far as the cursor has come */
    GtkSingleSelection *selection;
    bool over;     /* as it was shown last */
    bool updating; /* the choice follows the model */
};

G_DEFINE_TYPE (StepshakeComparePage, stepshake_compare_page, GTK_TYPE_WIDGET)

/* ---- Heads: each run in a few lines. ---- */

static void add_line (GtkBox *box, const char *text, const char *css_class)
{
    GtkWidget *line = stepshake_paragraph_new (text);
    gtk_widget_add_css_class (line, css_class);
    gtk_box_append (box, line);
}

/* Where there is little room the titles must do; the rest stands in the details. */
static void fill_head (StepshakeComparePage *self, const DrawCompare *compare, unsigned side)
{
    stepshake_box_clear (self->heads[side]);
    add_line (self->heads[side], compare->run[side].title, "compare-title");
    if (self->narrow)
        return;
    g_autofree char *summary = stepshake_compare_summary (compare, side, self->over);
    add_line (self->heads[side], summary, "compare-fact");
}

/* ---- Refreshing. ---- */

static const DrawCompareRow *selected_row (StepshakeComparePage *self)
{
    StepshakeCompareItem *item = gtk_single_selection_get_selected_item (self->selection);
    return item != NULL ? stepshake_compare_item_row (item) : NULL;
}

static void show_details (StepshakeComparePage *self)
{
    stepshake_compare_details_fill (self->details, self->session,
                                    stepshake_comparison_get (self->comparison),
                                    selected_row (self), self->over, self->narrow);
    gtk_widget_set_visible (self->overview, selected_row (self) != NULL);
}

static void show_heads (StepshakeComparePage *self)
{
    const DrawCompare *compare = stepshake_comparison_get (self->comparison);
    for (unsigned side = 0; side < DRAW_N_SIDES && compare != NULL; side++)
        fill_head (self, compare, side);
}

/* A step shows rows that are there already. */
static void show_rows (StepshakeComparePage *self)
{
    bool over = stepshake_comparison_over (self->comparison);
    gtk_slice_list_model_set_size (self->shown, stepshake_comparison_rows (self->comparison));
    if (over == self->over)
        return;
    self->over = over;
    show_heads (self);
    if (selected_row (self) == NULL)
        show_details (self);
}

static void refresh (StepshakeComparePage *self)
{
    if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
        return;
    stepshake_comparison_refresh (self->comparison);
    unsigned chosen = stepshake_comparison_chosen (self->comparison);
    self->updating = true;
    if (gtk_drop_down_get_selected (self->second) != chosen)
        gtk_drop_down_set_selected (self->second, chosen);
    self->updating = false;
    show_rows (self);
}

static void fill_choices (StepshakeComparePage *self)
{
    g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
    for (unsigned i = 0; stepshake_comparison_choice (self->comparison, i) != NULL; i++)
        gtk_string_list_append (titles, stepshake_comparison_choice (self->comparison, i));
    self->updating = true;
    gtk_drop_down_set_model (self->second, G_LIST_MODEL (titles));
    gtk_drop_down_set_selected (self->second, stepshake_comparison_chosen (self->comparison));
    self->updating = false;
}

/* Other rows altogether. */
static void on_changed (StepshakeComparePage *self)
{
    const DrawCompare *compare = stepshake_comparison_get (self->comparison);
    GListModel *titles = gtk_drop_down_get_model (self->second);
    if (titles != NULL &&
        g_list_model_get_n_items (titles) != stepshake_comparison_n_choices (self->comparison))
        fill_choices (self); /* a file was opened */
    gtk_slice_list_model_set_size (self->shown, 0);
    g_list_store_remove_all (self->rows);
    for (unsigned i = 0; compare != NULL && i < compare->rows->len; i++) {
        g_autoptr (StepshakeCompareItem) item = stepshake_compare_item_new (compare, i);
        g_list_store_append (self->rows, item);
    }
    gtk_stack_set_visible_child_name (self->stack, compare != NULL ? "rows" : "note");
    adw_status_page_set_description (self->note, stepshake_comparison_note (self->comparison));
    self->over = stepshake_comparison_over (self->comparison);
    gtk_slice_list_model_set_size (self->shown, stepshake_comparison_rows (self->comparison));
    show_heads (self);
    show_details (self);
}

static void on_selected (StepshakeComparePage *self)
{
    const DrawCompareRow *row = selected_row (self);
    const DrawCompare *compare = stepshake_comparison_get (self->comparison);
    stepshake_comparison_select (self->comparison, row);
    if (row != NULL && row->item[DRAW_LEFT] >= 0) {
        int message = draw_compare_item (compare, DRAW_LEFT, row->item[DRAW_LEFT])->message;
        const TraceMoment *now = stepshake_session_moment (self->session);
        if (message >= 0 && message < (int)now->n_messages)
            stepshake_session_select_message (self->session, message);
    }
    show_details (self);
}

static void on_chosen (StepshakeComparePage *self)
{
    if (!self->updating)
        stepshake_comparison_choose (self->comparison, gtk_drop_down_get_selected (self->second));
}

/* ---- Making. ---- */

static void on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
    gtk_list_item_set_child (item, stepshake_compare_row_new ());
}

static void on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
    stepshake_compare_row_show (STEPSHAKE_COMPARE_ROW (gtk_list_item_get_child (item)),
                                gtk_list_item_get_item (item));
}

static GtkWidget *make_list (StepshakeComparePage *self)
{
    self->rows = g_list_store_new (STEPSHAKE_TYPE_COMPARE_ITEM);
    self->shown = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->rows)), 0, 0);
    self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->shown)));
    gtk_single_selection_set_autoselect (self->selection, FALSE);
    gtk_single_selection_set_can_unselect (self->selection, TRUE);
    gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
    g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (on_selected),
                              self);
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
    g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
    self->list = gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), factory);
    gtk_widget_add_css_class (self->list, "compare-rows");
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    "Messages of both runs, by purpose", -1);
    GtkWidget *scroller = gtk_scrolled_window_new ();
    gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                    GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
    gtk_widget_set_vexpand (scroller, TRUE);
    return scroller;
}

static GtkWidget *make_heads (StepshakeComparePage *self)
{
    GtkWidget *heads = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
    gtk_box_set_homogeneous (GTK_BOX (heads), TRUE);
    gtk_widget_add_css_class (heads, "compare-heads");
    for (unsigned side = 0; side < DRAW_N_SIDES; side++) {
        self->heads[side] = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 1));
        gtk_box_append (GTK_BOX (heads), stepshake_column_new (GTK_WIDGET (self->heads[side])));
    }
    return heads;
}

static GtkWidget *make_chooser (StepshakeComparePage *self)
{
    GtkExpression *expression =
        gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
    self->second = GTK_DROP_DOWN (gtk_drop_down_new (NULL, expression));
    gtk_drop_down_set_enable_search (self->second, TRUE);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->second), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    "The run beside it", -1);
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->second), "The run that stands beside this one");
    g_signal_connect_swapped (self->second, "notify::selected", G_CALLBACK (on_chosen), self);
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
    gtk_widget_add_css_class (box, "compare-chooser");
    GtkWidget *label = gtk_label_new ("Beside this run:");
    gtk_box_append (GTK_BOX (box), label);
    gtk_widget_set_hexpand (GTK_WIDGET (self->second), TRUE);
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->second));
    GtkWidget *open = gtk_button_new_from_icon_name ("document-open-symbolic");
    gtk_accessible_update_property (GTK_ACCESSIBLE (open), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    "Compare with a file", -1);
    gtk_widget_set_tooltip_text (open, "Compare with a scenario file or a saved trace");
    gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "win.compare-with");
    gtk_box_append (GTK_BOX (box), open);
    return box;
}

static void on_overview (StepshakeComparePage *self)
{
    gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

static GtkWidget *make_details (StepshakeComparePage *self)
{
    self->details = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
    gtk_widget_add_css_class (GTK_WIDGET (self->details), "page");
    GtkWidget *pane =
        stepshake_pane_new ("Differences", stepshake_column_scrolled (GTK_WIDGET (self->details)));
    self->overview = gtk_button_new_with_label ("Overview");
    gtk_widget_add_css_class (self->overview, "flat");
    gtk_widget_set_tooltip_text (self->overview, "Both runs as a whole, and what travels in clear");
    g_signal_connect_swapped (self->overview, "clicked", G_CALLBACK (on_overview), self);
    stepshake_pane_add_tool (STEPSHAKE_PANE (pane), self->overview);
    return pane;
}

static GtkWidget *make_rows (StepshakeComparePage *self)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    gtk_box_append (GTK_BOX (box), make_heads (self));
    gtk_box_append (GTK_BOX (box), make_list (self));
    self->note = ADW_STATUS_PAGE (adw_status_page_new ());
    adw_status_page_set_title (self->note, "Nothing to compare yet");
    self->stack = GTK_STACK (gtk_stack_new ());
    gtk_stack_add_named (self->stack, box, "rows");
    gtk_stack_add_named (self->stack, GTK_WIDGET (self->note), "note");
    GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    gtk_box_append (GTK_BOX (column), make_chooser (self));
    gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
    gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->stack));
    return column;
}

void stepshake_compare_page_set_narrow (StepshakeComparePage *self, bool narrow)
{
    if (self->narrow == narrow)
        return;
    self->narrow = narrow;
    stepshake_split_remove (narrow ? self->beside : self->rooms, self->details_pane);
    stepshake_split_append (narrow ? self->rooms : self->beside, self->details_pane,
                            narrow ? 32 : 30);
    show_heads (self);
    show_details (self);
}

/* ---- The object. ---- */

static void map (GtkWidget *widget)
{
    GTK_WIDGET_CLASS (stepshake_compare_page_parent_class)->map (widget);
    StepshakeComparePage *self = STEPSHAKE_COMPARE_PAGE (widget);
    if (gtk_drop_down_get_model (self->second) == NULL)
        fill_choices (self);
    refresh (self);
}

static void dispose (GObject *object)
{
    StepshakeComparePage *self = STEPSHAKE_COMPARE_PAGE (object);
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    if (self->selection != NULL)
        g_signal_handlers_disconnect_by_data (self->selection, self);
    g_clear_object (&self->details_pane);
    g_clear_object (&self->selection);
    g_clear_object (&self->shown);
    g_clear_object (&self->rows);
    G_OBJECT_CLASS (stepshake_compare_page_parent_class)->dispose (object);
}

static void stepshake_compare_page_class_init (StepshakeComparePageClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    GTK_WIDGET_CLASS (class)->map = map;
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void stepshake_compare_page_init (StepshakeComparePage *self)
{
}

GtkWidget *stepshake_compare_page_new (StepshakeSession *session, StepshakeComparison *comparison)
{
    StepshakeComparePage *self = g_object_new (STEPSHAKE_TYPE_COMPARE_PAGE, NULL);
    self->session = session;
    self->comparison = comparison;
    GtkWidget *pane = stepshake_pane_new ("Side by side", make_rows (self));
    stepshake_pane_add_tool (STEPSHAKE_PANE (pane), stepshake_observer_bar_new (session));
    self->details_pane = g_object_ref_sink (make_details (self));
    self->beside = STEPSHAKE_SPLIT (stepshake_split_new (GTK_ORIENTATION_HORIZONTAL));
    self->rooms = STEPSHAKE_SPLIT (stepshake_split_new (GTK_ORIENTATION_VERTICAL));
    stepshake_split_append (self->beside, pane, 70);
    stepshake_split_append (self->beside, self->details_pane, 30);
    stepshake_split_append (self->rooms, GTK_WIDGET (self->beside), 68);
    gtk_widget_set_parent (GTK_WIDGET (self->rooms), GTK_WIDGET (self));
    g_signal_connect_object (comparison, "changed", G_CALLBACK (on_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "moved", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::observer", G_CALLBACK (refresh), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::can-undo", G_CALLBACK (refresh), self,
                             G_CONNECT_SWAPPED);
    return GTK_WIDGET (self);
}
