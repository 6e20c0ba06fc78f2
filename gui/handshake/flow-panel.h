/* The road of the whole handshake: done, current, still to come, and where it broke. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_FLOW_PANEL (stepshake_flow_panel_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeFlowPanel, stepshake_flow_panel, STEPSHAKE, FLOW_PANEL, GtkWidget)

GtkWidget *stepshake_flow_panel_new (StepshakeSession *session);
/* Zoom buttons for the heading; borrowed */
GtkWidget *stepshake_flow_panel_get_tools (StepshakeFlowPanel *self);
void stepshake_flow_panel_set_strip (StepshakeFlowPanel *self, bool strip);
