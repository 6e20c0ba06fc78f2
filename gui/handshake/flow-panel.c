#include "handshake/flow-panel.h"
#include "graph/graph-pane.h"

struct _StepshakeFlowPanel {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */
    StepshakeGraphPane *graph;
    GtkWidget *classic;
};

G_DEFINE_TYPE (StepshakeFlowPanel, stepshake_flow_panel, GTK_TYPE_WIDGET)

static void refresh (StepshakeFlowPanel *self)
{
    ControlRun *run = stepshake_session_run (self->session);
    DrawGraph *chart = draw_flowchart (run, stepshake_session_cursor (self->session),
                                       stepshake_session_classic (self->session));
    chart->dense = true; /* it stands beside much else */
    stepshake_graph_pane_show (self->graph, chart);
}

static void on_node (StepshakeFlowPanel *self, DrawNode *node)
{
    if (node->event >= 0)
        stepshake_session_seek (self->session, node->event);
}

GtkWidget *stepshake_flow_panel_get_tools (StepshakeFlowPanel *self)
{
    return stepshake_graph_pane_get_tools (self->graph);
}

void stepshake_flow_panel_set_strip (StepshakeFlowPanel *self, bool strip)
{
    stepshake_graph_pane_set_strip (self->graph, strip);
    gtk_widget_set_visible (self->classic, !strip);
}

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    G_OBJECT_CLASS (stepshake_flow_panel_parent_class)->dispose (object);
}

static void stepshake_flow_panel_class_init (StepshakeFlowPanelClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "flowchart");
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
}

static void stepshake_flow_panel_init (StepshakeFlowPanel *self)
{
    GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
    gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
}

GtkWidget *stepshake_flow_panel_new (StepshakeSession *session)
{
    StepshakeFlowPanel *self = g_object_new (STEPSHAKE_TYPE_FLOW_PANEL, NULL);
    self->session = session;
    self->graph = STEPSHAKE_GRAPH_PANE (stepshake_graph_pane_new ("Flowchart of the handshake"));
    gtk_widget_set_vexpand (GTK_WIDGET (self->graph), TRUE);
    self->classic = gtk_toggle_button_new_with_label ("Show the classic chart");
    gtk_widget_add_css_class (self->classic, "flat");
    gtk_widget_add_css_class (self->classic, "classic");
    gtk_widget_set_halign (self->classic, GTK_ALIGN_CENTER);
    gtk_widget_set_parent (GTK_WIDGET (self->graph), GTK_WIDGET (self));
    gtk_widget_set_parent (self->classic, GTK_WIDGET (self));
    g_object_bind_property (session, "classic", self->classic, "active",
                            G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
    g_signal_connect_swapped (stepshake_graph_pane_get_view (self->graph), "node-activated",
                              G_CALLBACK (on_node), self);
    g_signal_connect_object (session, "moved", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::classic", G_CALLBACK (refresh), self,
                             G_CONNECT_SWAPPED);
    refresh (self);
    return GTK_WIDGET (self);
}
