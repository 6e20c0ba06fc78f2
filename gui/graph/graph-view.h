/* A graph: nodes are real buttons placed by Graphviz, edges are drawn. Showing the same shape in
 * another state moves nothing. It fits itself into its room until it is zoomed; where all of it
 * would be too small to be read it shows an overview: titles without details, edges without labels.
 *
 * Signal: node-activated (DrawNode *) */
#pragma once

#include "draw/graph.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_GRAPH_VIEW (stepshake_graph_view_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeGraphView, stepshake_graph_view, STEPSHAKE, GRAPH_VIEW, GtkWidget)

GtkWidget *stepshake_graph_view_new (void);
/* GRAPH: transfer full. */
void stepshake_graph_view_show (StepshakeGraphView *self, DrawGraph *graph);
/* A strip runs from left to right and is an overview. */
void stepshake_graph_view_set_strip (StepshakeGraphView *self, bool strip);
/* 0: as large as fits. */
void stepshake_graph_view_set_zoom (StepshakeGraphView *self, double zoom);
double stepshake_graph_view_get_zoom (StepshakeGraphView *self); /* as it is drawn */
bool stepshake_graph_view_is_overview (StepshakeGraphView *self);
/* Where the node stands that is current or selected, else the first, in the view as drawn; false
 * without a layout. */
bool stepshake_graph_view_center (StepshakeGraphView *self, double *x, double *y);
/* Marks the node whose id is ID, NULL: none. */
void stepshake_graph_view_select (StepshakeGraphView *self, const char *id);
