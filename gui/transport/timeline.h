/* The run so far as a line: a tick per event in its party's colour, breakpoints in red, the cursor;
 * dragging scrubs. It reaches as far as has been shown and never tells how much is still to come:
 * events keep a fixed distance while they fit and only then draw closer. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_TIMELINE (stepshake_timeline_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeTimeline, stepshake_timeline, STEPSHAKE, TIMELINE, GtkWidget)

void stepshake_timeline_set_session (StepshakeTimeline *self, StepshakeSession *session);
