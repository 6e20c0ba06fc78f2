/* A graph view that scrolls, with buttons for smaller, fit and larger; it pans by dragging, and
 * Ctrl with the wheel zooms. */
#pragma once

#include "graph/graph-view.h"

#define STEPSHAKE_TYPE_GRAPH_PANE (stepshake_graph_pane_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeGraphPane, stepshake_graph_pane, STEPSHAKE, GRAPH_PANE, GtkWidget)

GtkWidget *stepshake_graph_pane_new (const char *name);
/* As stepshake_graph_view_show (), and keeps the current node in view. */
void stepshake_graph_pane_show (StepshakeGraphPane *self, DrawGraph *graph);
StepshakeGraphView *stepshake_graph_pane_get_view (StepshakeGraphPane *self);
void stepshake_graph_pane_set_strip (StepshakeGraphPane *self, bool strip);
/* The zoom buttons, to be put where they hide nothing; borrowed, without a parent until then. */
GtkWidget *stepshake_graph_pane_get_tools (StepshakeGraphPane *self);
