#include "cli/cli.h"

#include "lesson/lesson.h"

#include <gio/gio.h>
#include <string.h>

/* Lessons and scenarios as tests: each file is one, what is wrong with it are its lines. */

typedef struct {
    char *path;
    char *title;
    unsigned checks;
    GPtrArray *complaints; /* char *; empty: passed */
    CliStatus status;      /* other than CLI_OK: it could not be read, or not be done */
} Result;

static void result_free (gpointer data)
{
    Result *result = data;
    g_free (result->path);
    g_free (result->title);
    g_ptr_array_unref (result->complaints);
    g_free (result);
}

static void check_scenario (Result *result)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (result->path, &error);
    g_autoptr (ControlRun) run = scenario != NULL ? control_run_new (scenario, &error) : NULL;
    if (run == NULL) {
        g_ptr_array_add (result->complaints, g_strdup (error->message));
        result->status = cli_status_of (error);
        return;
    }
    result->title = g_strdup (scenario_title (scenario));
    cli_tell_unused (scenario);
    g_autoptr (GPtrArray) lines = control_judge (run);
    result->checks = 1;
    result->status = lines->len > 0 && control_missed_twist (run) ? CLI_USAGE : CLI_OK;
    for (guint i = 0; i < lines->len; i++) {
        const char *line = g_ptr_array_index (lines, i);
        bool placed = g_str_has_prefix (line, result->path);
        g_ptr_array_add (result->complaints,
                         placed ? g_strdup (line) : g_strdup_printf ("%s: %s", result->path, line));
    }
}

static void check_lesson (Result *result)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Lesson) lesson = lesson_load (result->path, &error);
    if (lesson == NULL) {
        g_ptr_array_add (result->complaints, g_strdup (error->message));
        result->status = cli_status_of (error);
        return;
    }
    result->title = g_strdup (lesson->title);
    g_ptr_array_unref (result->complaints);
    result->complaints = lesson_check (lesson, &result->checks);
}

static void check_one (gpointer data, gpointer user_data)
{
    Result *result = data;
    if (g_str_has_suffix (result->path, ".md"))
        check_lesson (result);
    else
        check_scenario (result);
}

/* ---- Finding the files ---- */

static void add (GPtrArray *results, const char *path)
{
    Result *result = g_new0 (Result, 1);
    result->path = g_strdup (path);
    result->complaints = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (results, result);
}

static int by_name (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* A README that shows what a lesson looks like is none. */
static bool has_lesson_block (const char *path)
{
    if (g_str_has_suffix (path, "README.md"))
        return false;
    g_autofree char *text = NULL;
    return g_file_get_contents (path, &text, NULL, NULL) && lesson_is_one (text);
}

static bool find (GPtrArray *results, const char *path, GError **error)
{
    if (!g_file_test (path, G_FILE_TEST_IS_DIR)) {
        add (results, path);
        return true;
    }
    g_autoptr (GDir) folder = g_dir_open (path, 0, error);
    if (folder == NULL)
        return false;
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    const char *name;
    while ((name = g_dir_read_name (folder)) != NULL)
        g_ptr_array_add (names, g_build_filename (path, name, NULL));
    g_ptr_array_sort (names, by_name);
    for (guint i = 0; i < names->len; i++) {
        const char *child = g_ptr_array_index (names, i);
        bool ok = true;
        if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
            ok = find (results, child, error);
        else if (g_str_has_suffix (child, ".scenario") ||
                 (g_str_has_suffix (child, ".md") && has_lesson_block (child)))
            add (results, child);
        if (!ok)
            return false;
    }
    return true;
}

/* ---- Reports ---- */

static GString *report_text (GPtrArray *results)
{
    GString *out = g_string_new (NULL);
    unsigned failed = 0;
    for (guint i = 0; i < results->len; i++) {
        const Result *result = g_ptr_array_index (results, i);
        bool bad = result->complaints->len > 0;
        failed += bad;
        g_string_append_printf (
            out, "%s%s%s %s%s%s%s\n", cli_style (bad ? CLI_RED : CLI_GREEN), bad ? "✗" : "✓",
            cli_style (CLI_PLAIN), result->path, result->title != NULL ? " (" : "",
            result->title != NULL ? result->title : "", result->title != NULL ? ")" : "");
        for (guint j = 0; j < result->complaints->len; j++)
            g_string_append_printf (out, "    %s\n",
                                    (const char *)g_ptr_array_index (result->complaints, j));
    }
    g_string_append_printf (out, "%u passed, %u failed\n", results->len - failed, failed);
    return out;
}

static GString *report_tap (GPtrArray *results)
{
    GString *out = g_string_new (NULL);
    g_string_append_printf (out, "1..%u\n", results->len);
    for (guint i = 0; i < results->len; i++) {
        const Result *result = g_ptr_array_index (results, i);
        g_string_append_printf (out, "%s %u - %s\n", result->complaints->len > 0 ? "not ok" : "ok",
                                i + 1, result->path);
        for (guint j = 0; j < result->complaints->len; j++)
            g_string_append_printf (out, "# %s\n",
                                    (const char *)g_ptr_array_index (result->complaints, j));
    }
    return out;
}

static GString *report_junit (GPtrArray *results)
{
    GString *out = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    unsigned failed = 0;
    for (guint i = 0; i < results->len; i++)
        failed += ((const Result *)g_ptr_array_index (results, i))->complaints->len > 0;
    g_string_append_printf (out, "<testsuite name=\"stepshake\" tests=\"%u\" failures=\"%u\">\n",
                            results->len, failed);
    for (guint i = 0; i < results->len; i++) {
        const Result *result = g_ptr_array_index (results, i);
        g_autofree char *name = g_markup_escape_text (result->path, -1);
        g_string_append_printf (out, "  <testcase classname=\"stepshake\" name=\"%s\"", name);
        g_string_append (out, result->complaints->len > 0 ? ">\n" : "/>\n");
        for (guint j = 0; j < result->complaints->len; j++) {
            g_autofree char *line =
                g_markup_escape_text (g_ptr_array_index (result->complaints, j), -1);
            g_string_append_printf (out, "    <failure message=\"%s\"/>\n", line);
        }
        if (result->complaints->len > 0)
            g_string_append (out, "  </testcase>\n");
    }
    g_string_append (out, "</testsuite>\n");
    return out;
}

static const struct {
    const char *name;
    GString *(*report) (GPtrArray *results);
} reports[] = {{"text", report_text}, {"tap", report_tap}, {"junit", report_junit}};

static int verdict_of (GPtrArray *results)
{
    int status = CLI_OK;
    for (guint i = 0; i < results->len; i++) {
        const Result *result = g_ptr_array_index (results, i);
        /* The worst of all: what could not be read at all. */
        status = MAX (status, (int)result->status);
        if (result->complaints->len > 0)
            status = MAX (status, CLI_UNEXPECTED);
    }
    return status;
}

static bool check_all (GPtrArray *results, int jobs, GError **error)
{
    jobs = MIN (jobs, (int)results->len); /* each is a thread, and starts at once */
    if (jobs <= 1) {
        for (guint i = 0; i < results->len; i++)
            check_one (g_ptr_array_index (results, i), NULL);
        return true;
    }
    GThreadPool *pool = g_thread_pool_new (check_one, NULL, jobs, TRUE, error);
    if (pool == NULL)
        return false;
    for (guint i = 0; i < results->len; i++)
        g_thread_pool_push (pool, g_ptr_array_index (results, i), NULL);
    g_thread_pool_free (pool, FALSE, TRUE);
    return true;
}

int cli_check (int argc, char **argv)
{
    g_auto (CliOptions) options = {0};
    g_autoptr (GError) error = NULL;
    int status, jobs = (int)g_get_num_processors ();
    const GOptionEntry entries[] = {
        {"jobs", 'j', 0, G_OPTION_ARG_INT, &jobs, "How many to run at once", "N"},
        G_OPTION_ENTRY_NULL};
    if (!cli_parse ("check", &argc, &argv, CLI_TAKES_OUTPUT, &options, entries, &status))
        return status;
    if (argc < 2)
        return cli_fail (CLI_USAGE, "check: a file or folder is needed, as in stepshake check "
                                    "lessons");
    if (jobs < 1 || jobs > 1024)
        return cli_fail (CLI_USAGE, "check: --jobs is %d, allowed is 1 to 1024", jobs);
    const char *format = options.format != NULL ? options.format : "text";
    GString *(*report) (GPtrArray *) = NULL;
    for (guint i = 0; i < G_N_ELEMENTS (reports); i++)
        if (g_str_equal (reports[i].name, format))
            report = reports[i].report;
    if (report == NULL)
        return cli_fail (CLI_USAGE, "check: “%s” is no format, allowed are text, tap, junit",
                         format);
    g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (result_free);
    for (int i = 1; i < argc; i++)
        if (!find (results, argv[i], &error))
            return cli_fail (CLI_OUTSIDE, "%s", error->message);
    if (results->len == 0)
        return cli_fail (CLI_USAGE, "check: there are no lessons (*.md) or scenarios (*.scenario)");
    if (!check_all (results, jobs, &error))
        return cli_fail (CLI_OUTSIDE, "%s", error->message);
    GString *text = report (results);
    g_autoptr (GBytes) bytes = g_string_free_to_bytes (text);
    status = cli_write (options.output, bytes, false);
    return status != CLI_OK ? status : verdict_of (results);
}
