/* Reading back what the JSON writer wrote. */
#pragma once

#include "export/export.h"

/* The scenario in the JSON trace TEXT; WHERE stands in errors. transfer full */
Scenario *export_json_scenario (const char *text, gsize size, const char *where, GError **error);
