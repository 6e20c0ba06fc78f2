#include "cli/compare.h"

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
static bool needs_run (const char *kind, const char *name, const CliOptions *options)
{
    return name != NULL || options->at != NULL || options->sets != NULL || options->seed != NULL ||
           g_str_equal (kind, "ladder") || g_str_equal (kind, "secrets") ||
           g_str_equal (kind, "certificates");
}

static int draw (const char *kind, const char *name, bool classic, const CliOptions *options)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (ControlRun) run = NULL;
    const TraceObserver *observer = cli_observer (options, &error);
    const char *format = options->format != NULL ? options->format : "dot";
    bool binary = g_str_equal (format, "png") || g_str_equal (format, "pdf");
    int status;
    if (observer == NULL)
        return cli_fail_error (error);
    if (needs_run (kind, name, options)) {
        run = cli_run (name, options, "end", &status);
        if (run == NULL)
            return status;
    }
    g_autoptr (GBytes) bytes = draw_write (run, run != NULL ? control_cursor (run) : -1, observer,
                                           kind, classic, format, &error);
    return bytes != NULL ? cli_write (options->output, bytes, binary) : cli_fail_error (error);
}

/* Each picture as of the end of the connection that is compared. */
static GBytes *draw_pair (const CliCompared *compared, const char *kind, bool classic,
                          const char *format, GError **error)
{
    DrawPairSide sides[DRAW_N_SIDES];
    for (unsigned side = 0; side < DRAW_N_SIDES; side++) {
        const DrawCompareRun *run = &compared->compare->run[side];
        sides[side] = (DrawPairSide){run->title, compared->run[side], run->end};
    }
    return draw_write_pair (sides, compared->compare->observer, kind, classic, format, error);
}

static int draw_compared (int argc, char **argv, bool classic, const CliOptions *options)
{
    g_auto (CliCompared) compared = {0};
    g_autoptr (GError) error = NULL;
    const char *format = options->format != NULL ? options->format : "dot";
    int status;
    if (!cli_compared_open (&compared, argv + 2, argc - 2, options, &status))
        return status;
    g_autoptr (GBytes) bytes = g_str_equal (argv[1], "ladder")
                                   ? draw_write_compare (compared.compare, format, &error)
                                   : draw_pair (&compared, argv[1], classic, format, &error);
    if (bytes == NULL)
        return cli_fail_error (error);
    return cli_write (options->output, bytes,
                      g_str_equal (format, "png") || g_str_equal (format, "pdf"));
}

int cli_graph (int argc, char **argv)
{
    g_auto (CliOptions) options = {0};
    gboolean classic = FALSE, compare = FALSE;
    int status;
    const GOptionEntry entries[] = {{"classic", 0, 0, G_OPTION_ARG_NONE, &classic,
                                     "flowchart: the six boxes of the classic chart", NULL},
                                    {"compare", 0, 0, G_OPTION_ARG_NONE, &compare,
                                     "two scenarios side by side, or one before and after --set",
                                     NULL},
                                    G_OPTION_ENTRY_NULL};
    if (!cli_parse ("graph", &argc, &argv, CLI_TAKES_AT | CLI_TAKES_SCENARIO | CLI_TAKES_OUTPUT,
                    &options, entries, &status))
        return status;
    g_autofree char *allowed = allowed_kinds ();
    if (argc < 2 || (argc > 3 && !compare))
        return cli_fail (CLI_USAGE,
                         "graph: what to draw is needed, then perhaps a scenario; "
                         "allowed are %s",
                         allowed);
    if (!is_kind (argv[1]))
        return cli_fail (CLI_USAGE, "graph: “%s” is no picture, allowed are %s", argv[1], allowed);
    if (classic && !g_str_equal (argv[1], "flowchart"))
        return cli_fail (CLI_USAGE, "graph: --classic is for the flowchart, not for “%s”", argv[1]);
    if (compare)
        return draw_compared (argc, argv, classic, &options);
    return draw (argv[1], argc > 2 ? argv[2] : NULL, classic, &options);
}
