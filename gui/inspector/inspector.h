/* Fields, Bytes, Why: three views of one selection, side by side; as tabs where it is narrow. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_INSPECTOR (stepshake_inspector_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeInspector, stepshake_inspector, STEPSHAKE, INSPECTOR, GtkWidget)

GtkWidget *stepshake_inspector_new (StepshakeSession *session);
void stepshake_inspector_set_tabbed (StepshakeInspector *self, bool tabbed);
/* A further pane that joins the tabs where there is no room for it elsewhere. */
void stepshake_inspector_add_pane (StepshakeInspector *self, GtkWidget *pane);
void stepshake_inspector_remove_pane (StepshakeInspector *self, GtkWidget *pane);
