/* Children side by side (or below each other) that share the room by weight, with a line between
 * them that can be dragged. Hidden children take nothing; weight 0 means the natural size. */
#pragma once

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_SPLIT (stepshake_split_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeSplit, stepshake_split, STEPSHAKE, SPLIT, GtkWidget)

GtkWidget *stepshake_split_new (GtkOrientation orientation);
void stepshake_split_append (StepshakeSplit *self, GtkWidget *child, double weight);
void stepshake_split_set_weight (StepshakeSplit *self, GtkWidget *child, double weight);
void stepshake_split_remove (StepshakeSplit *self, GtkWidget *child);
