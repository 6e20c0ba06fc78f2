#include "pages/machines-page.h"
#include "graph/graph-pane.h"
#include "pane.h"
#include "split.h"

struct _StepshakeMachinesPage {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */
    StepshakeGraphPane *panes[2];
};

G_DEFINE_TYPE (StepshakeMachinesPage, stepshake_machines_page, GTK_TYPE_WIDGET)

static void refresh (StepshakeMachinesPage *self)
{
    if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
        return;
    for (int role = 0; role < 2; role++)
        stepshake_graph_pane_show (self->panes[role],
                                   draw_machine (role, stepshake_session_run (self->session),
                                                 stepshake_session_cursor (self->session)));
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
        GtkWidget *pane = stepshake_pane_new (titles[role], graph);
        stepshake_pane_add_tool (STEPSHAKE_PANE (pane),
                                 stepshake_graph_pane_get_tools (self->panes[role]));
        stepshake_split_append (STEPSHAKE_SPLIT (split), pane, 50);
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
