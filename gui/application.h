/* The application: command line, one window, about. */
#pragma once

#include <adwaita.h>

#define STEPSHAKE_APPLICATION_ID "io.github.stepshake.Stepshake"

#define STEPSHAKE_TYPE_APPLICATION (stepshake_application_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeApplication, stepshake_application, STEPSHAKE, APPLICATION,
                      AdwApplication)

StepshakeApplication *stepshake_application_new (void);
/* What main () returns. */
int stepshake_application_status (StepshakeApplication *self);
