/* One setting of the scenario, to be read and changed. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_SETTING_ROW (stepshake_setting_row_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeSettingRow, stepshake_setting_row, STEPSHAKE, SETTING_ROW, GtkWidget)

GtkWidget *stepshake_setting_row_new (StepshakeSession *session, const ScenarioSetting *setting);
/* Shows the value in force, unless the user is just typing another. */
void stepshake_setting_row_refresh (StepshakeSettingRow *self, const ScenarioSetting *setting);
