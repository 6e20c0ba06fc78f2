/* Which two runs to compare. */
#include "cli/compare.h"

#include <string.h>

/* "resumption#2": the name without its end, and 2; 0 without one. A file may be called so. */
static char *split_connection (const char *name, unsigned *connection)
{
    const char *mark = strrchr (name, '#');
    *connection = 0;
    if (mark == NULL || !g_ascii_isdigit (mark[1]) || mark[1] == '0' || mark[2] != '\0' ||
        g_file_test (name, G_FILE_TEST_EXISTS))
        return g_strdup (name);
    *connection = (unsigned)(mark[1] - '0');
    return g_strndup (name, (gsize)(mark - name));
}

static bool open_side (CliCompared *compared, unsigned side, const char *text,
                       const CliOptions *options, int *status)
{
    g_autofree char *name = split_connection (text, &compared->connection[side]);
    compared->run[side] = cli_run (name, options, "end", status);
    if (compared->run[side] == NULL)
        return false;
    unsigned n = scenario_connections (control_run_scenario (compared->run[side]));
    if (compared->connection[side] <= n) {
        const Trace *trace = control_run_trace (compared->run[side]);
        int cursor = control_cursor (compared->run[side]);
        if (compared->connection[side] == 0 && n > 1 && cursor >= 0)
            compared->connection[side] = trace_connection (trace, (unsigned)cursor);
        return true;
    }
    *status = cli_fail (CLI_USAGE, "“%s”: %s has %u connection%s", text, name, n, n > 1 ? "s" : "");
    return false;
}

/* What changed, when one scenario is compared with itself. */
static char *title_of (const CliCompared *compared, unsigned side, const CliOptions *options)
{
    const char *title = scenario_title (control_run_scenario (compared->run[side]));
    unsigned connection = compared->connection[side];
    if (connection > 0)
        return g_strdup_printf ("%s, connection %u", title, connection);
    if (side == DRAW_LEFT || options->sets == NULL)
        return g_strdup (title);
    g_autofree char *sets = g_strjoinv (", ", options->sets);
    return g_strdup_printf ("%s, with %s", title, sets);
}

static const char *observer_of (const CliOptions *options)
{
    return options->seen_by != NULL ? options->seen_by : "everyone";
}

bool cli_compared_open (CliCompared *compared, char *const *names, int n, const CliOptions *options,
                        int *status)
{
    CliOptions before = *options;
    before.sets = NULL;
    if (n == 0 || n > 2 || (n == 1 && options->sets == NULL)) {
        *status = cli_fail (CLI_USAGE, "--compare needs two scenarios, or one and --set for what "
                                       "is to be changed in the second run");
        return false;
    }
    g_autoptr (GError) error = NULL;
    const TraceObserver *observer = trace_observer_named (observer_of (options), &error);
    if (observer == NULL) {
        *status = cli_fail_error (error);
        return false;
    }
    if (!open_side (compared, DRAW_LEFT, names[0], &before, status) ||
        !open_side (compared, DRAW_RIGHT, names[n - 1], options, status))
        return false;
    g_autofree char *left = title_of (compared, DRAW_LEFT, options);
    g_autofree char *right = title_of (compared, DRAW_RIGHT, options);
    const DrawCompareInput inputs[] = {
        {left, control_run_trace (compared->run[DRAW_LEFT]), compared->connection[DRAW_LEFT],
         control_cursor (compared->run[DRAW_LEFT])},
        {right, control_run_trace (compared->run[DRAW_RIGHT]), compared->connection[DRAW_RIGHT],
         control_cursor (compared->run[DRAW_RIGHT])},
    };
    compared->compare = draw_compare_new (&inputs[0], &inputs[1], observer);
    return true;
}

void cli_compared_look (CliCompared *compared, const TraceObserver *observer)
{
    DrawCompare *old = compared->compare;
    DrawCompareInput inputs[2];
    for (unsigned side = 0; side < 2; side++) {
        const DrawCompareRun *run = &old->run[side];
        inputs[side] = (DrawCompareInput){run->title, run->trace, run->connection, run->end};
    }
    compared->compare = draw_compare_new (&inputs[0], &inputs[1], observer);
    draw_compare_free (old);
}

void cli_compared_clear (CliCompared *compared)
{
    draw_compare_free (compared->compare);
    for (unsigned side = 0; side < 2; side++)
        g_clear_pointer (&compared->run[side], control_run_free);
}
