#include "cli/cli.h"

#include "base/near.h"
#include "export/export.h"

#include <errno.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void cli_options_clear (CliOptions *options)
{
    g_free (options->at);
    g_free (options->seen_by);
    g_strfreev (options->sets);
    g_free (options->seed);
    g_free (options->output);
    g_free (options->format);
    g_free (options->language);
}

int cli_fail (CliStatus status, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    g_autofree char *text = g_strdup_vprintf (format, args);
    va_end (args);
    g_strdelimit (text, "\n", ' ');
    fprintf (stderr, "stepshake: %s\n", text);
    return status;
}

CliStatus cli_status_of (const GError *error)
{
    bool input = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ||
                 g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT) ||
                 g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
    return input ? CLI_USAGE : CLI_OUTSIDE;
}

/* "file:12: …" */
static bool has_line (const char *message)
{
    const char *colon = strstr (message, ": "), *at = colon;
    while (at != NULL && at > message && g_ascii_isdigit (at[-1]))
        at--;
    return at != NULL && at < colon && at > message && at[-1] == ':';
}

int cli_fail_error (const GError *error)
{
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) || !has_line (error->message))
        return cli_fail (cli_status_of (error), "%s", error->message);
    g_autofree char *line = g_strdelimit (g_strdup (error->message), "\n", ' ');
    fprintf (stderr, "%s\n", line);
    return CLI_USAGE;
}

/* ---- Spelling ---- */

const char *cli_nearest (const char *word, const char *const *names)
{
    const char *nearest = NULL;
    unsigned best = 4;
    for (unsigned i = 0; names[i] != NULL; i++) {
        unsigned d = base_distance (word, names[i]);
        if (d < best) {
            best = d;
            nearest = names[i];
        }
    }
    return nearest;
}

/* ---- Options ---- */

static const CliCommand *find_command (const char *name)
{
    for (unsigned i = 0; cli_command_at (i) != NULL; i++)
        if (g_str_equal (cli_command_at (i)->name, name))
            return cli_command_at (i);
    g_assert_not_reached ();
}

/* "everyone, client …": as many as there are; lives as long as the program. */
static const char *observer_names (void)
{
    g_autoptr (GString) names = g_string_new (NULL);
    for (unsigned i = 0; trace_observer_at (i) != NULL; i++)
        g_string_append_printf (names, "%s%s",
                                i == 0                              ? ""
                                : trace_observer_at (i + 1) != NULL ? ", "
                                                                    : " or ",
                                trace_observer_at (i)->name);
    return g_intern_string (names->str);
}

static GOptionContext *context_of (const char *command, CliTakes takes, CliOptions *o,
                                   const GOptionEntry *entries)
{
    const GOptionEntry at[] = {
        {"at", 0, 0, G_OPTION_ARG_STRING, &o->at, "Stop at this landmark", "LANDMARK"},
        {"seen-by", 0, 0, G_OPTION_ARG_STRING, &o->seen_by, observer_names (), "OBSERVER"},
        {"lang", 0, 0, G_OPTION_ARG_STRING, &o->language, "Language of the texts: en", "LL"},
        G_OPTION_ENTRY_NULL};
    const GOptionEntry scenario[] = {
        {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->sets, "Override one setting",
         "GROUP.KEY=VALUE"},
        {"seed", 0, 0, G_OPTION_ARG_STRING, &o->seed, "Seed of all randomness", "TEXT"},
        G_OPTION_ENTRY_NULL};
    const GOptionEntry output[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &o->format, "Format of the output", "FORMAT"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output, "Write to FILE, not to stdout",
         "FILE"},
        G_OPTION_ENTRY_NULL};
    GOptionContext *context = g_option_context_new (find_command (command)->arguments);
    if (entries != NULL)
        g_option_context_add_main_entries (context, entries, NULL);
    if (takes & CLI_TAKES_AT)
        g_option_context_add_main_entries (context, at, NULL);
    if (takes & CLI_TAKES_SCENARIO)
        g_option_context_add_main_entries (context, scenario, NULL);
    if (takes & CLI_TAKES_OUTPUT)
        g_option_context_add_main_entries (context, output, NULL);
    g_option_context_set_help_enabled (context, FALSE);
    return context;
}

static void print_help (const char *command, GOptionContext *context)
{
    g_autofree char *program = g_strconcat ("stepshake ", command, NULL);
    g_set_prgname (program);
    g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
    g_autoptr (GString) details = g_string_new (NULL);
    cli_wrap (details, find_command (command)->details, 0, 80);
    printf ("%s\n\n%s%s", find_command (command)->summary, help, details->str);
}

/* "--format", "--output" … as the command knows them, NULL-terminated. transfer full */
static char **known_options (GOptionContext *context)
{
    g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
    GPtrArray *out = g_ptr_array_new ();
    for (const char *at = strstr (help, "--"); at != NULL; at = strstr (at + 2, "--")) {
        size_t size = strspn (at + 2, "abcdefghijklmnopqrstuvwxyz-");
        if (size > 0 && at[-1] == ' ')
            g_ptr_array_add (out, g_strndup (at, size + 2));
    }
    g_ptr_array_add (out, g_strdup ("--help"));
    g_ptr_array_add (out, NULL);
    return (char **)g_ptr_array_free (out, FALSE);
}

/* What is wrong, the nearest spelling, what is allowed. */
static int fail_options (const char *command, GOptionContext *context, const GError *error)
{
    g_auto (GStrv) known = known_options (context);
    g_autofree char *allowed = g_strjoinv (", ", known);
    const char *wrong = strstr (error->message, " --");
    bool unknown = g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION);
    const char *near =
        unknown && wrong != NULL ? cli_nearest (wrong + 1, (const char *const *)known) : NULL;
    return cli_fail (CLI_USAGE, "%s: %s%s%s; allowed are %s", command, error->message,
                     near != NULL ? ", perhaps " : "", near != NULL ? near : "", allowed);
}

bool cli_parse (const char *command, int *argc, char ***argv, CliTakes takes, CliOptions *options,
                const GOptionEntry *entries, int *status)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GOptionContext) context = context_of (command, takes, options, entries);
    for (int i = 1; i < *argc; i++)
        if (g_str_equal ((*argv)[i], "--help") || g_str_equal ((*argv)[i], "-h")) {
            print_help (command, context);
            *status = CLI_OK;
            return false;
        }
    *status = CLI_USAGE;
    if (!g_option_context_parse (context, argc, argv, &error)) {
        fail_options (command, context, error);
        return false;
    }
    if (*argc > 1 && g_str_equal ((*argv)[1], "--")) {
        memmove (*argv + 1, *argv + 2, sizeof (char *) * (size_t)(*argc - 1));
        (*argc)--;
    }
    if (options->language != NULL && !g_str_equal (options->language, "en")) {
        cli_fail (CLI_USAGE, "%s: there are no texts in the language “%s”, allowed is en", command,
                  options->language);
        return false;
    }
    return true;
}

/* ---- Runs ---- */

void cli_tell_unused (const Scenario *scenario)
{
    char *words;
    for (unsigned i = 0; scenario != NULL && (words = scenario_unused_at (scenario, i)) != NULL;
         i++) {
        fprintf (stderr, "%s%s\n", has_line (words) ? "" : "stepshake: ", words);
        g_free (words);
    }
}

Scenario *cli_scenario (const char *name, const CliOptions *options, GError **error)
{
    g_autoptr (Scenario) scenario = export_load (name != NULL ? name : "healthy", error);
    for (unsigned i = 0; scenario != NULL && options->sets != NULL && options->sets[i] != NULL;
         i++) {
        Scenario *changed = scenario_with (scenario, options->sets[i], error);
        scenario_unref (scenario);
        scenario = changed;
    }
    if (scenario != NULL && options->seed != NULL) {
        g_autofree char *seed = g_strconcat ("scenario.seed=", options->seed, NULL);
        Scenario *changed = scenario_with (scenario, seed, error);
        scenario_unref (scenario);
        scenario = changed;
    }
    cli_tell_unused (scenario);
    return g_steal_pointer (&scenario);
}

const TraceObserver *cli_observer (const CliOptions *options, GError **error)
{
    return trace_observer_named (options->seen_by != NULL ? options->seen_by : "everyone", error);
}

ControlRun *cli_run (const char *name, const CliOptions *options, const char *at, int *status)
{
    g_autoptr (GError) error = NULL;
    if (options->at != NULL && !control_landmark_valid (options->at, &error)) {
        *status = cli_fail (CLI_USAGE, "--at: %s", error->message);
        return NULL;
    }
    g_autoptr (Scenario) scenario = cli_scenario (name, options, &error);
    g_autoptr (ControlRun) run = scenario != NULL ? control_run_new (scenario, &error) : NULL;
    if (run == NULL) {
        *status = cli_fail_error (error);
        return NULL;
    }
    if (!control_to_landmark (run, options->at != NULL ? options->at : at, &error)) {
        *status = cli_fail (CLI_UNEXPECTED, "%s: %s", scenario_name (scenario), error->message);
        return NULL;
    }
    *status = CLI_OK;
    return g_steal_pointer (&run);
}

int cli_judge (ControlRun *run)
{
    g_autoptr (GPtrArray) lines = control_judge (run);
    const Scenario *scenario = control_run_scenario (run);
    for (guint i = 0; i < lines->len; i++) {
        const char *line = g_ptr_array_index (lines, i);
        if (g_str_has_prefix (line, scenario_where (scenario)))
            cli_fail (CLI_UNEXPECTED, "%s", line);
        else
            cli_fail (CLI_UNEXPECTED, "%s: %s", scenario_name (scenario), line);
    }
    return lines->len == 0 ? CLI_OK : control_missed_twist (run) ? CLI_USAGE : CLI_UNEXPECTED;
}

/* ---- Output ---- */

int cli_write (const char *file, GBytes *bytes, bool binary)
{
    g_autoptr (GError) error = NULL;
    if (file != NULL && !g_str_equal (file, "-"))
        return export_save (file, bytes, &error) ? CLI_OK : cli_fail_error (error);
    if (binary && isatty (STDOUT_FILENO))
        return cli_fail (CLI_USAGE, "this format is no text, so it does not go to a terminal; "
                                    "use -o FILE");
    gsize size;
    const char *data = g_bytes_get_data (bytes, &size);
    if (fwrite (data, 1, size, stdout) != size || fflush (stdout) != 0)
        return cli_fail (CLI_OUTSIDE, "stdout: %s", g_strerror (errno));
    return CLI_OK;
}
