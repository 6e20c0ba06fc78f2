/* A scenario file. One that is good can be written, read again and played to its end; one that is
 * not gets an error with its line. */
#include "fuzz.h"

#include "control/run.h"

static void check_rewriting (Scenario *scenario)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = scenario_text (scenario);
    g_autoptr (Scenario) again = scenario_parse (text, "fuzz", NULL, &error);
    g_assert_no_error (error);
    g_autofree char *same = scenario_text (again);
    g_assert_cmpstr (same, ==, text);
    GPtrArray *settings = scenario_settings (scenario);
    g_assert_cmpuint (scenario_settings (again)->len, ==, settings->len);
    for (guint i = 0; i < settings->len; i++) {
        const ScenarioSetting *s = g_ptr_array_index (settings, i);
        g_assert_cmpstr (scenario_value (again, s->group, s->key), ==, s->value);
    }
}

static void check_run (Scenario *scenario)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (ControlRun) run = control_run_new (scenario, &error);
    if (run == NULL) {
        fuzz_check_error (error, false);
        return;
    }
    control_run_all (run);
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++) {
        const TlsParty *party = control_run_party (run, (TlsRole)role);
        g_assert_true (party == NULL || tls_party_outcome (party) > TRACE_ESTABLISHED);
    }
    g_autoptr (GPtrArray) complaints = control_judge (run);
    g_assert_nonnull (complaints);
}

void fuzz_scenario (BaseSpan input)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = fuzz_text (input);
    if (text == NULL)
        return;
    g_autoptr (Scenario) scenario = scenario_parse (text, "fuzz", NULL, &error);
    if (scenario == NULL) {
        fuzz_check_error (error, true);
        return;
    }
    check_rewriting (scenario);
    check_run (scenario);
}
