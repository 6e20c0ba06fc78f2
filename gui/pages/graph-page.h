/* A page of a graph with a pane of details beside it, for the pages Secrets and Certificates. It
 * looks at the session only while it is seen. */
#pragma once

#include "graph/graph-pane.h"
#include "session.h"

#define STEPSHAKE_TYPE_GRAPH_PAGE (stepshake_graph_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (StepshakeGraphPage, stepshake_graph_page, STEPSHAKE, GRAPH_PAGE,
                          GtkWidget)

struct _StepshakeGraphPageClass {
    GtkWidgetClass parent_class;

    /* The graph of this moment; transfer full. Its note is shown when it has no nodes. */
    DrawGraph *(*make_graph) (StepshakeGraphPage *self);
    /* Fills DETAILS for NODE; NULL: none is selected. */
    void (*show_details) (StepshakeGraphPage *self, const DrawNode *node, GtkBox *details);
};

StepshakeSession *stepshake_graph_page_get_session (StepshakeGraphPage *self);
/* Beside the zoom buttons. */
void stepshake_graph_page_add_tool (StepshakeGraphPage *self, GtkWidget *tool);
/* When something else is to be shown, and the session has not moved. */
void stepshake_graph_page_refresh (StepshakeGraphPage *self);
GtkWidget *stepshake_graph_page_new (GType type, StepshakeSession *session, const char *title);
