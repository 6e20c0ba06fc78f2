/* Runs for tests: a scenario of the catalogue, changed, and played to its end. */
#pragma once

#include "control/run.h"

/* SETTINGS ("client.versions=TLS1.2"), NULL-terminated, may be NULL; a wrong one is the test's own
 * error. transfer full */
ControlRun *run_with (const char *name, const char *const *settings);
