/* The selected message as a tree: its layers, their fields, each with its value in words. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_FIELDS_VIEW (stepshake_fields_view_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeFieldsView, stepshake_fields_view, STEPSHAKE, FIELDS_VIEW, GtkWidget)

void stepshake_fields_view_set_session (StepshakeFieldsView *self, StepshakeSession *session);
