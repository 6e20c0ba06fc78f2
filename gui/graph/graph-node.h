/* A node of a graph: a real button that can be focused, read aloud and clicked. */
#pragma once

#include "draw/graph.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_GRAPH_NODE (stepshake_graph_node_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeGraphNode, stepshake_graph_node, STEPSHAKE, GRAPH_NODE, GtkButton)

GtkWidget *stepshake_graph_node_new (void);
/* Shows NODE's words and state. True when its size may have changed. */
bool stepshake_graph_node_show (StepshakeGraphNode *self, const DrawNode *node);
/* Width and height; COMPACT: with the title alone. A node that is given no room for its detail
 * shows it as a tooltip. */
void stepshake_graph_node_measure (StepshakeGraphNode *self, bool compact, double size[2]);
void stepshake_graph_node_set_selected (StepshakeGraphNode *self, bool selected);
