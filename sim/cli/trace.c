#include "cli/cli.h"

#include "export/export.h"

#include <string.h>

static char *allowed_formats (void)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; export_format_at (i) != NULL; i++)
        g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", export_format_at (i)->name);
    return g_string_free (out, FALSE);
}

/* By the file's ending: trace.json, trace.pcapng, trace.keylog; text for any other. */
int cli_save_trace (const char *file, const Trace *trace, const Scenario *scenario)
{
    const char *dot = strrchr (file, '.');
    const ExportFormat *format = dot != NULL ? export_format_find (dot + 1) : NULL;
    if (format == NULL)
        format = export_format_find ("text");
    g_autoptr (GBytes) bytes = format->write (trace, scenario, (int)trace_length (trace) - 1,
                                              trace_observer_find ("everyone"));
    return cli_write (file, bytes, false);
}

int cli_trace (int argc, char **argv)
{
    g_auto (CliOptions) options = {0};
    g_autoptr (GError) error = NULL;
    int status;
    if (!cli_parse ("trace", &argc, &argv, CLI_TAKES_AT | CLI_TAKES_SCENARIO | CLI_TAKES_OUTPUT,
                    &options, NULL, &status))
        return status;
    if (argc > 2)
        return cli_fail (CLI_USAGE, "trace: “%s” is too much, one scenario is allowed", argv[2]);
    const ExportFormat *format =
        export_format_find (options.format != NULL ? options.format : "text");
    if (format == NULL) {
        g_autofree char *allowed = allowed_formats ();
        return cli_fail (CLI_USAGE, "trace: “%s” is no format, allowed are %s", options.format,
                         allowed);
    }
    const TraceObserver *observer = cli_observer (&options, &error);
    if (observer == NULL)
        return cli_fail_error (error);
    g_autoptr (ControlRun) run = cli_run (argc > 1 ? argv[1] : NULL, &options, "end", &status);
    if (run == NULL)
        return status;
    g_autoptr (GBytes) bytes = format->write (control_run_trace (run), control_run_scenario (run),
                                              control_cursor (run), observer);
    status = cli_write (options.output, bytes, format->binary);
    return status == CLI_OK && options.at == NULL ? cli_judge (run) : status;
}
