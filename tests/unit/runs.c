#include "runs.h"

ControlRun *run_with (const char *name, const char *const *settings)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (name, &error);
    g_assert_no_error (error);
    for (unsigned i = 0; settings != NULL && settings[i] != NULL; i++) {
        Scenario *next = scenario_with (scenario, settings[i], &error);
        g_assert_no_error (error);
        scenario_unref (scenario);
        scenario = next;
    }
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (run);
    return run;
}
