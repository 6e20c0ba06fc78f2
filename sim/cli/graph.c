#include "cli/cli.h"

#include "draw/graph.h"

#include <gio/gio.h>

static bool is_kind (const char *word)
{
    for (unsigned i = 0; draw_kind_at (i) != NULL; i++)
        if (g_str_equal (draw_kind_at (i), word))
            return true;
    return false;
}

static char *allowed_kinds (void)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; draw_kind_at (i) != NULL; i++)
        g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", draw_kind_at (i));
    return g_string_free (out, FALSE);
}

/* Pictures of a run need a scenario; the flowchart and the machines can be drawn without one. */
static GBytes *draw (const char *kind, const char *name, bool classic, const CliOptions *options,
                     GError **error)
{
    const TraceObserver *observer = cli_observer (options, error);
    const char *format = options->format != NULL ? options->format : "dot";
    bool with_run = name != NULL || options->at != NULL || g_str_equal (kind, "ladder") ||
                    g_str_equal (kind, "secrets");
    if (observer == NULL)
        return NULL;
    if (!with_run)
        return draw_write (NULL, -1, observer, kind, classic, format, error);
    g_autoptr (Scenario) scenario = cli_scenario (name, options, error);
    g_autoptr (ControlRun) run = scenario != NULL ? control_run_new (scenario, error) : NULL;
    if (run == NULL || !cli_go (run, options, error))
        return NULL;
    return draw_write (run, control_cursor (run), observer, kind, classic, format, error);
}

int cli_graph (int argc, char **argv)
{
    g_auto (CliOptions) options = {0};
    g_autoptr (GError) error = NULL;
    gboolean classic = FALSE;
    int status;
    const GOptionEntry entries[] = {{"classic", 0, 0, G_OPTION_ARG_NONE, &classic,
                                     "flowchart: the six boxes of the classic chart", NULL},
                                    G_OPTION_ENTRY_NULL};
    if (!cli_parse ("graph", &argc, &argv, CLI_TAKES_AT | CLI_TAKES_SCENARIO | CLI_TAKES_OUTPUT,
                    &options, entries, &status))
        return status;
    g_autofree char *allowed = allowed_kinds ();
    if (argc < 2 || argc > 3)
        return cli_fail (CLI_USAGE,
                         "graph: what to draw is needed, then perhaps a scenario; "
                         "allowed are %s",
                         allowed);
    if (!is_kind (argv[1]))
        return cli_fail (CLI_USAGE, "graph: “%s” is no picture, allowed are %s", argv[1], allowed);
    g_autoptr (GBytes) bytes = draw (argv[1], argc > 2 ? argv[2] : NULL, classic, &options, &error);
    if (bytes == NULL)
        return cli_fail (CLI_USAGE, "%s", error->message);
    return cli_write (options.output, bytes);
}
