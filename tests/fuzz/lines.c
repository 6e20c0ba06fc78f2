/* Lines that people type: the first byte says which kind it is. Paths and expectations are asked
 * of a finished run. */
#include "fuzz.h"

#include "base/clock.h"
#include "control/run.h"

typedef void (*Reader) (const Trace *trace, const char *line, GError **error);

static unsigned last_of (const Trace *trace)
{
    return trace_length (trace) - 1;
}

static void read_twist (const Trace *trace, const char *line, GError **error)
{
    net_twist_free (net_twist_parse (line, error));
}

static void read_landmark (const Trace *trace, const char *line, GError **error)
{
    bool valid = trace_landmark_valid (line, error);
    for (unsigned i = 0; i < trace_length (trace); i++)
        if (trace_event_is (trace, i, line))
            g_assert_true (valid);
}

static void read_path (const Trace *trace, const char *line, GError **error)
{
    g_autofree char *value = NULL;
    value = trace_lookup (trace, last_of (trace), line, error);
    int message, field;
    if (trace_find_field (trace, last_of (trace), line, &message, &field, NULL)) {
        g_assert_nonnull (trace_message (trace, message));
        g_assert_cmpint (field, >=, 0);
    }
}

static void read_expectation (const Trace *trace, const char *line, GError **error)
{
    g_autofree char *found = NULL;
    if (!trace_expect (trace, last_of (trace), line, &found, error))
        g_assert_true ((found == NULL) == (*error != NULL));
}

static void read_setting (const Trace *trace, const char *line, GError **error)
{
    g_autoptr (Scenario) scenario = scenario_parse ("", "fuzz", NULL, NULL);
    g_autoptr (Scenario) with = scenario_with (scenario, line, error);
    if (with == NULL)
        return;
    g_autofree char *text = scenario_text (with);
    g_autoptr (Scenario) again = scenario_parse (text, "fuzz", NULL, NULL);
    g_assert_true (again != NULL || strstr (line, "/") != NULL);
}

static void read_time (const Trace *trace, const char *line, GError **error)
{
    int64_t seconds, same;
    if (!base_time_parse (line, &seconds))
        return;
    g_autofree char *text = base_time_text (seconds);
    g_assert_true (base_time_parse (text, &same));
    g_assert_cmpint (same, ==, seconds);
}

static void read_hex (const Trace *trace, const char *line, GError **error)
{
    g_autoptr (GBytes) bytes = base_unhex (line, error);
    if (bytes == NULL)
        return;
    g_autofree char *hex = base_hex (base_span_bytes (bytes));
    g_autoptr (GBytes) again = base_unhex (hex, NULL);
    g_assert_true (g_bytes_equal (again, bytes));
}

static void read_observer (const Trace *trace, const char *line, GError **error)
{
    trace_observer_named (line, error);
}

static const Reader readers[] = {read_twist,   read_landmark, read_path, read_expectation,
                                 read_setting, read_time,     read_hex,  read_observer};

static const Trace *finished_trace (void)
{
    static ControlRun *run;
    if (run == NULL) {
        g_autoptr (Scenario) scenario = scenario_load ("healthy", NULL);
        run = control_run_new (scenario, NULL);
        control_run_all (run);
    }
    return control_run_trace (run);
}

/* Whether it can be a line that somebody typed, or that a reader of files passed on. */
static bool is_typed (const char *line)
{
    if (!g_utf8_validate (line, -1, NULL))
        return false;
    for (const char *c = line; *c != '\0'; c = g_utf8_next_char (c))
        if (g_unichar_iscntrl (g_utf8_get_char (c)) && *c != '\t')
            return false;
    return true;
}

void fuzz_lines (BaseSpan input)
{
    FuzzInput in = {input};
    Reader reader = readers[fuzz_take (&in, 1) % G_N_ELEMENTS (readers)];
    g_autofree char *line = fuzz_text (in.rest);
    g_autoptr (GError) error = NULL;
    if (line == NULL || !is_typed (line))
        return;
    reader (finished_trace (), line, &error);
    if (error != NULL)
        fuzz_check_error (error, false);
}
