/* Every scenario of the catalogue ends as its file says. */
#include "control/run.h"

static void ends_as_expected (gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (data, &error);
    g_assert_no_error (error);
    g_autoptr (ControlRun) run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    g_autoptr (GPtrArray) complaints = control_judge (run);
    for (unsigned i = 0; i < complaints->len; i++)
        g_test_message ("%s", (char *)complaints->pdata[i]);
    g_assert_cmpuint (complaints->len, ==, 0);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    for (unsigned i = 0; i < catalogue->len; i++) {
        const ScenarioEntry *entry = catalogue->pdata[i];
        g_autofree char *path = g_strconcat ("/catalogue/", entry->name, NULL);
        g_test_add_data_func (path, entry->name, ends_as_expected);
    }
    return g_test_run ();
}
