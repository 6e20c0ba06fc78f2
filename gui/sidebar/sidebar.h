/* The left side: the lesson, the scenario on stage, or the choice of another. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_SIDEBAR (stepshake_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeSidebar, stepshake_sidebar, STEPSHAKE, SIDEBAR, GtkWidget)

void stepshake_sidebar_set_session (StepshakeSidebar *self, StepshakeSession *session);
/* NAME: "lesson", "scenario" or "chooser". */
void stepshake_sidebar_show (StepshakeSidebar *self, const char *name);
const char *stepshake_sidebar_shown (StepshakeSidebar *self);
