/* Drawing the edges of a laid out graph: curves, arrow heads, labels. */
#pragma once

#include "draw/graph.h"

#include <gtk/gtk.h>

/* The text of an edge's label; transfer full */
PangoLayout *stepshake_edge_label (GtkWidget *widget, const DrawEdge *edge);
/* The graph begins at (DX, DY) and is drawn SCALE times as large as it was laid out. LABELED: the
 * layout has places for the labels. */
void stepshake_edges_draw (GtkWidget *widget, GtkSnapshot *snapshot, const DrawGraph *graph,
                           const DrawLayout *layout, bool labeled, double dx, double dy,
                           double scale);
