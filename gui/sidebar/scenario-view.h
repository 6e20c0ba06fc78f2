/* The scenario on stage: what it is about and every setting, those that differ from the default
 * marked. Changing one runs the scenario again; what is wrong with a value is said beneath it. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_SCENARIO_VIEW (stepshake_scenario_view_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeScenarioView, stepshake_scenario_view, STEPSHAKE, SCENARIO_VIEW,
                      GtkWidget)

GtkWidget *stepshake_scenario_view_new (StepshakeSession *session);
