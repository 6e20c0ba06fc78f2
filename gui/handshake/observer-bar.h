/* "Seen by": through whose eyes the run is watched. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_OBSERVER_BAR (stepshake_observer_bar_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeObserverBar, stepshake_observer_bar, STEPSHAKE, OBSERVER_BAR,
                      GtkWidget)

GtkWidget *stepshake_observer_bar_new (StepshakeSession *session);
