#include "break/break-dialog.h"

#include "prose.h"
#include "control/intervene.h"

#include <string.h>

typedef struct {
    StepshakeSession *session; /* owned */
    GPtrArray *proposals;      /* ControlProposal; owned */
    AdwWindow *window;         /* the dialog; what follows are its parts */
    GtkEditable *search, *line;
    GtkListBox *list;
    GtkLabel *who, *wrong;
} Dialog;

static void dialog_free (Dialog *self)
{
    g_object_unref (self->session);
    g_ptr_array_unref (self->proposals);
    g_free (self);
}

/* ---- The list ---- */

static ControlProposal *proposal_of (GtkListBoxRow *row)
{
    return g_object_get_data (G_OBJECT (row), "proposal");
}

static gboolean is_wanted (GtkListBoxRow *row, gpointer data)
{
    Dialog *self = data;
    const ControlProposal *proposal = proposal_of (row);
    g_auto (GStrv) words = g_strsplit (gtk_editable_get_text (self->search), " ", -1);
    for (char **word = words; *word != NULL; word++)
        if (strstr (proposal->twist, *word) == NULL && strstr (proposal->words, *word) == NULL)
            return FALSE;
    return TRUE;
}

static GtkLabel *add_label (GtkBox *box, const char *text, const char *css_class)
{
    GtkWidget *label = gtk_label_new (text);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_widget_add_css_class (label, css_class);
    gtk_box_append (box, label);
    return GTK_LABEL (label);
}

static GtkWidget *row_new (ControlProposal *proposal)
{
    GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
    g_autofree char *words =
        g_strdup_printf ("%s%s", proposal->rogue ? "Its sender: " : "", proposal->words);
    gtk_widget_add_css_class (box, "choice");
    add_label (GTK_BOX (box), proposal->twist, "break-line");
    add_label (GTK_BOX (box), words, "choice-summary");
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
    g_object_set_data (G_OBJECT (row), "proposal", proposal);
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    proposal->twist, -1);
    return row;
}

static void say (GtkLabel *label, const char *text)
{
    gtk_label_set_text (label, text);
    gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

/* Into the line, its value selected: what one types now takes its place. */
static void on_chosen (Dialog *self, GtkListBoxRow *row)
{
    const ControlProposal *proposal = proposal_of (row);
    const char *last = strrchr (proposal->twist, ' ');
    long from = last != NULL ? g_utf8_strlen (proposal->twist, last + 1 - proposal->twist) : 0;
    gtk_editable_set_text (self->line, proposal->twist);
    gtk_widget_grab_focus (GTK_WIDGET (self->line));
    gtk_editable_select_region (self->line, (int)from, -1);
    say (self->wrong, "");
    say (self->who, proposal->rogue
                        ? "Its sender does it, and seals it with its own keys: no attacker could"
                        : "The attacker on the wire does it, without any key");
}

/* Of the field that is looked at, when it is one of what is under way. */
static bool is_selected (const Dialog *self, const ControlProposal *proposal)
{
    const StepshakeSelection *selection = stepshake_session_selection (self->session);
    if (selection->field < 0 || selection->message != proposal->message)
        return false;
    const StepshakeLayer *layer = stepshake_session_layer (self->session, selection->layer);
    return layer != NULL && g_str_has_prefix (proposal->twist, proposal->rogue ? "forge" : "set") &&
           proposal->field == selection->field &&
           layer->tree == trace_message (stepshake_session_trace (self->session), proposal->message)
                              ->sent->tree;
}

static void fill (Dialog *self)
{
    GtkListBoxRow *selected = NULL;
    for (guint i = 0; i < self->proposals->len; i++) {
        ControlProposal *proposal = g_ptr_array_index (self->proposals, i);
        GtkWidget *row = row_new (proposal);
        gtk_list_box_append (self->list, row);
        if (selected == NULL && is_selected (self, proposal))
            selected = GTK_LIST_BOX_ROW (row);
    }
    gtk_list_box_set_filter_func (self->list, is_wanted, self, NULL);
    if (selected != NULL)
        on_chosen (self, selected);
    else
        gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void on_search_changed (Dialog *self)
{
    gtk_list_box_invalidate_filter (self->list);
}

/* Enter in the search: the first that is left. The list itself follows a moment later. */
static void on_search_activated (Dialog *self)
{
    GtkListBoxRow *row;
    for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
        if (is_wanted (row, self)) {
            on_chosen (self, row);
            return;
        }
}

/* ---- Doing it ---- */

static void on_do_it (Dialog *self)
{
    g_autoptr (GError) error = NULL;
    if (stepshake_session_twist (self->session, gtk_editable_get_text (self->line), &error))
        gtk_window_close (GTK_WINDOW (self->window));
    else
        say (self->wrong, error->message);
}

/* ---- The dialog ---- */

static char *subject (const Trace *trace, int record)
{
    const TraceRecord *shown = trace_record (trace, record);
    const char *name = shown->first_message >= 0
                           ? trace_message_name (trace_message (trace, shown->first_message))
                           : "A record";
    return g_strdup_printf ("%s: %s.record[%u], %" G_GSIZE_FORMAT " bytes, %s", name,
                            trace_party_name (shown->sender), shown->ordinal, shown->size,
                            shown->sealed ? "sealed" : "in clear");
}

static GtkWidget *add_list (Dialog *self)
{
    GtkWidget *list = gtk_list_box_new (), *scroller = gtk_scrolled_window_new ();
    GtkWidget *none = gtk_label_new ("Nothing of the kind can be done here");
    gtk_widget_add_css_class (none, "dim-label");
    gtk_widget_set_margin_top (none, 24);
    gtk_list_box_set_placeholder (GTK_LIST_BOX (list), none);
    gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_BROWSE);
    gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    "What can be done", -1);
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
    gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scroller), TRUE);
    gtk_widget_set_vexpand (scroller, TRUE);
    g_signal_connect_swapped (list, "row-activated", G_CALLBACK (on_chosen), self);
    self->list = GTK_LIST_BOX (list);
    return scroller;
}

static GtkWidget *add_line (Dialog *self)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    GtkWidget *entry = gtk_entry_new (), *button = gtk_button_new_with_label ("Break it");
    gtk_entry_set_placeholder_text (GTK_ENTRY (entry),
                                    "Choose above, or type: drop client.record[1]");
    gtk_widget_add_css_class (entry, "break-line");
    gtk_widget_set_hexpand (entry, TRUE);
    gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    "The line that goes into the scenario", -1);
    gtk_widget_add_css_class (button, "suggested-action");
    gtk_box_append (GTK_BOX (box), entry);
    gtk_box_append (GTK_BOX (box), button);
    g_signal_connect_swapped (entry, "activate", G_CALLBACK (on_do_it), self);
    g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_do_it), self);
    self->line = GTK_EDITABLE (entry);
    return box;
}

static GtkWidget *content_new (Dialog *self)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
    GtkWidget *search = gtk_search_entry_new ();
    gtk_widget_add_css_class (box, "break");
    g_object_set (search, "placeholder-text", "Find: a field, drop, xor, its value …", NULL);
    g_signal_connect_swapped (search, "search-changed", G_CALLBACK (on_search_changed), self);
    g_signal_connect_swapped (search, "activate", G_CALLBACK (on_search_activated), self);
    self->search = GTK_EDITABLE (search);
    gtk_box_append (GTK_BOX (box), search);
    gtk_box_append (GTK_BOX (box), add_list (self));
    gtk_box_append (GTK_BOX (box), add_line (self));
    self->who = add_label (GTK_BOX (box), "", "dim-label");
    self->wrong = add_label (GTK_BOX (box), "", "error");
    stepshake_label_wrap (self->wrong);
    say (self->who, "It becomes a line of the scenario; Undo (Ctrl+Z) takes it back");
    say (self->wrong, "");
    return box;
}

static gboolean on_escape (GtkWidget *widget, GVariant *arguments, gpointer data)
{
    gtk_window_close (GTK_WINDOW (widget));
    return TRUE;
}

static void close_on_escape (GtkWidget *window)
{
    GtkEventController *controller = gtk_shortcut_controller_new ();
    gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Escape"),
                          gtk_callback_action_new (on_escape, NULL, NULL)));
    gtk_widget_add_controller (window, controller);
}

void stepshake_break_dialog_show (GtkWindow *parent, StepshakeSession *session)
{
    const Trace *trace = stepshake_session_trace (session);
    int record = trace != NULL ? control_under_way (trace, stepshake_session_cursor (session)) : -1;
    if (record < 0)
        return;
    Dialog *self = g_new0 (Dialog, 1);
    self->session = g_object_ref (session);
    self->proposals = control_proposals (stepshake_session_run (session), record);
    GtkWidget *window = adw_window_new (), *bar = adw_header_bar_new ();
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    g_autofree char *what = subject (trace, record);
    self->window = ADW_WINDOW (window);
    adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar),
                                     adw_window_title_new ("What happens to it on its way?", what));
    gtk_box_append (GTK_BOX (box), bar);
    gtk_box_append (GTK_BOX (box), content_new (self));
    adw_window_set_content (ADW_WINDOW (window), box);
    gtk_window_set_title (GTK_WINDOW (window), "Break it");
    gtk_window_set_transient_for (GTK_WINDOW (window), parent);
    gtk_window_set_modal (GTK_WINDOW (window), TRUE);
    gtk_window_set_default_size (GTK_WINDOW (window), 720, 560);
    close_on_escape (window);
    g_object_set_data_full (G_OBJECT (window), "dialog", self, (GDestroyNotify)dialog_free);
    fill (self);
    gtk_window_present (GTK_WINDOW (window));
}
