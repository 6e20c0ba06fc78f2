/* What there is to see: the lessons of the course and the scenarios of the catalogue.
 *
 * Signal: chosen (char *name) */
#pragma once

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_CHOOSER (stepshake_chooser_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeChooser, stepshake_chooser, STEPSHAKE, CHOOSER, GtkWidget)

GtkWidget *stepshake_chooser_new (void);
