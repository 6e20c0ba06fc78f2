#include "pages/graph-page.h"
#include "column.h"
#include "pane.h"
#include "prose.h"
#include "split.h"

#include <adwaita.h>

typedef struct {
    StepshakeSession *session; /* borrowed */
    GtkStack *stack;           /* the graph, or a note when there is none */
    StepshakeGraphPane *pane;
    StepshakePane *title;
    AdwStatusPage *note;
    GtkBox *details;
    char *selected; /* its id */
} StepshakeGraphPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (StepshakeGraphPage, stepshake_graph_page, GTK_TYPE_WIDGET)

#define PRIVATE(self) \
    ((StepshakeGraphPagePrivate *)stepshake_graph_page_get_instance_private ( \
        STEPSHAKE_GRAPH_PAGE (self)))

StepshakeSession *stepshake_graph_page_get_session (StepshakeGraphPage *self)
{
    return PRIVATE (self)->session;
}

void stepshake_graph_page_add_tool (StepshakeGraphPage *self, GtkWidget *tool)
{
    stepshake_pane_add_tool (PRIVATE (self)->title, tool);
}

static void refresh_details (StepshakeGraphPage *self, const DrawGraph *graph)
{
    StepshakeGraphPagePrivate *p = PRIVATE (self);
    int i = p->selected != NULL ? draw_graph_find (graph, p->selected) : -1;
    const DrawNode *node = i >= 0 ? g_ptr_array_index (graph->nodes, i) : NULL;
    stepshake_box_clear (p->details);
    STEPSHAKE_GRAPH_PAGE_GET_CLASS (self)->show_details (self, node, p->details);
}

void stepshake_graph_page_refresh (StepshakeGraphPage *self)
{
    StepshakeGraphPagePrivate *p = PRIVATE (self);
    if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
        return;
    DrawGraph *graph = STEPSHAKE_GRAPH_PAGE_GET_CLASS (self)->make_graph (self);
    bool empty = graph->nodes->len == 0;
    gtk_stack_set_visible_child_name (p->stack, empty ? "note" : "graph");
    gtk_widget_set_visible (stepshake_graph_pane_get_tools (p->pane), !empty);
    adw_status_page_set_title (
        p->note, stepshake_session_at_end (p->session) ? "Nothing to see" : "Nothing to see yet");
    adw_status_page_set_description (p->note, graph->note != NULL ? graph->note : "");
    stepshake_pane_set_title (p->title, graph->title);
    refresh_details (self, graph);
    stepshake_graph_view_select (stepshake_graph_pane_get_view (p->pane), p->selected);
    stepshake_graph_pane_show (p->pane, graph);
}

static void on_node (StepshakeGraphPage *self, DrawNode *node)
{
    StepshakeGraphPagePrivate *p = PRIVATE (self);
    g_free (p->selected);
    p->selected = g_strdup (node->id);
    stepshake_graph_page_refresh (self);
}

static void map (GtkWidget *widget)
{
    GTK_WIDGET_CLASS (stepshake_graph_page_parent_class)->map (widget);
    stepshake_graph_page_refresh (STEPSHAKE_GRAPH_PAGE (widget));
}

static void dispose (GObject *object)
{
    StepshakeGraphPagePrivate *p = PRIVATE (object);
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    g_clear_pointer (&p->selected, g_free);
    G_OBJECT_CLASS (stepshake_graph_page_parent_class)->dispose (object);
}

static void stepshake_graph_page_class_init (StepshakeGraphPageClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    GTK_WIDGET_CLASS (class)->map = map;
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *make_details (StepshakeGraphPagePrivate *p)
{
    p->details = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
    gtk_widget_add_css_class (GTK_WIDGET (p->details), "page");
    GtkWidget *scroller = stepshake_column_scrolled (GTK_WIDGET (p->details));
    gtk_widget_add_css_class (scroller, "details-room");
    return stepshake_pane_new ("Details", scroller);
}

static void stepshake_graph_page_init (StepshakeGraphPage *self)
{
    StepshakeGraphPagePrivate *p = PRIVATE (self);
    p->pane = STEPSHAKE_GRAPH_PANE (stepshake_graph_pane_new (""));
    g_signal_connect_swapped (stepshake_graph_pane_get_view (p->pane), "node-activated",
                              G_CALLBACK (on_node), self);
    p->note = ADW_STATUS_PAGE (adw_status_page_new ());
    p->stack = GTK_STACK (gtk_stack_new ());
    gtk_stack_add_named (p->stack, GTK_WIDGET (p->pane), "graph");
    gtk_stack_add_named (p->stack, GTK_WIDGET (p->note), "note");
    p->title = STEPSHAKE_PANE (stepshake_pane_new ("", GTK_WIDGET (p->stack)));
    stepshake_pane_add_tool (p->title, stepshake_graph_pane_get_tools (p->pane));
    GtkWidget *split = stepshake_split_new (GTK_ORIENTATION_HORIZONTAL);
    stepshake_split_append (STEPSHAKE_SPLIT (split), GTK_WIDGET (p->title), 66);
    stepshake_split_append (STEPSHAKE_SPLIT (split), make_details (p), 34);
    gtk_widget_set_parent (split, GTK_WIDGET (self));
}

GtkWidget *stepshake_graph_page_new (GType type, StepshakeSession *session, const char *title)
{
    StepshakeGraphPage *self = g_object_new (type, NULL);
    PRIVATE (self)->session = session;
    stepshake_pane_set_title (PRIVATE (self)->title, title);
    g_signal_connect_object (session, "moved", G_CALLBACK (stepshake_graph_page_refresh), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::observer", G_CALLBACK (stepshake_graph_page_refresh),
                             self, G_CONNECT_SWAPPED);
    return GTK_WIDGET (self);
}
