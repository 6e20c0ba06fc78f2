#include "pages/machines-page.h"
#include "graph/graph-pane.h"
#include "pane.h"
#include "split.h"

#include <string.h>

struct _StepshakeMachinesPage {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */
    StepshakeGraphPane *panes[2];
    GtkLabel *next[2]; /* what may come next */
};

G_DEFINE_TYPE (StepshakeMachinesPage, stepshake_machines_page, GTK_TYPE_WIDGET)

/* What may come next, by name: a picture of the whole machine has no room for it. */
static void tell_next (StepshakeMachinesPage *self, int role, const DrawGraph *graph)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        if (edge->state != DRAW_LEGAL || edge->label == NULL)
            continue;
        g_autofree char *name = g_strndup (edge->label, strcspn (edge->label, "\n"));
        if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
            g_ptr_array_add (names, g_steal_pointer (&name));
    }
    bool any = names->len > 0;
    g_ptr_array_add (names, NULL);
    g_autofree char *list = g_strjoinv (" · ", (char **)names->pdata);
    bool begun = stepshake_session_run (self->session) != NULL;
    g_autofree char *words = any     ? g_strconcat ("May come next: ", list, NULL)
                             : begun ? g_strdup ("Nothing may come any more.")
                                     : g_strdup ("");
    gtk_label_set_label (self->next[role], words);
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->next[role]), any ? words : NULL);
}

static void refresh (StepshakeMachinesPage *self)
{
    if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
        return;
    for (int role = 0; role < 2; role++) {
        DrawGraph *graph = draw_machine (role, stepshake_session_run (self->session),
                                         stepshake_session_cursor (self->session));
        tell_next (self, role, graph);
        stepshake_graph_pane_show (self->panes[role], graph);
    }
}

static void on_node (StepshakeMachinesPage *self, DrawNode *node)
{
    if (node->event >= 0)
        stepshake_session_seek (self->session, node->event);
}

static void map (GtkWidget *widget)
{
    GTK_WIDGET_CLASS (stepshake_machines_page_parent_class)->map (widget);
    refresh (STEPSHAKE_MACHINES_PAGE (widget));
}

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    G_OBJECT_CLASS (stepshake_machines_page_parent_class)->dispose (object);
}

static void stepshake_machines_page_class_init (StepshakeMachinesPageClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    GTK_WIDGET_CLASS (class)->map = map;
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

/* As high as three lines whatever it says, so that the picture stays where it is. */
static GtkWidget *make_next (StepshakeMachinesPage *self, int role)
{
    GtkWidget *label = gtk_label_new ("");
    self->next[role] = GTK_LABEL (label);
    gtk_label_set_wrap (self->next[role], TRUE);
    gtk_label_set_lines (self->next[role], 3);
    gtk_label_set_ellipsize (self->next[role], PANGO_ELLIPSIZE_END);
    gtk_label_set_xalign (self->next[role], 0);
    gtk_label_set_yalign (self->next[role], 0);
    gtk_widget_add_css_class (label, "machine-next");
    return label;
}

static void stepshake_machines_page_init (StepshakeMachinesPage *self)
{
    static const char *titles[] = {"Client", "Server"};
    static const char *names[] = {"State machine of the client", "State machine of the server"};
    GtkWidget *split = stepshake_split_new (GTK_ORIENTATION_HORIZONTAL);
    for (int role = 0; role < 2; role++) {
        GtkWidget *graph = stepshake_graph_pane_new (names[role]);
        self->panes[role] = STEPSHAKE_GRAPH_PANE (graph);
        g_signal_connect_swapped (stepshake_graph_pane_get_view (self->panes[role]),
                                  "node-activated", G_CALLBACK (on_node), self);
        GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
        gtk_widget_set_vexpand (graph, TRUE);
        gtk_box_append (GTK_BOX (box), graph);
        gtk_box_append (GTK_BOX (box), make_next (self, role));
        GtkWidget *pane = stepshake_pane_new (titles[role], box);
        stepshake_pane_add_tool (STEPSHAKE_PANE (pane),
                                 stepshake_graph_pane_get_tools (self->panes[role]));
        /* The client's machine of TLS 1.3 is much broader than the server's. */
        stepshake_split_append (STEPSHAKE_SPLIT (split), pane, role == TLS_CLIENT ? 58 : 42);
    }
    gtk_widget_set_parent (split, GTK_WIDGET (self));
}

GtkWidget *stepshake_machines_page_new (StepshakeSession *session)
{
    StepshakeMachinesPage *self = g_object_new (STEPSHAKE_TYPE_MACHINES_PAGE, NULL);
    self->session = session;
    g_signal_connect_object (session, "moved", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
    return GTK_WIDGET (self);
}
