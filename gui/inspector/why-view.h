/* Why: the moment explained (what was decided, from which candidates, with which reasons), or the
 * selected field, or a word from the prose. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_WHY_VIEW (stepshake_why_view_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeWhyView, stepshake_why_view, STEPSHAKE, WHY_VIEW, GtkWidget)

void stepshake_why_view_set_session (StepshakeWhyView *self, StepshakeSession *session);
