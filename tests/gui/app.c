#include "app.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#    include <sys/prctl.h>
#endif

static GSubprocess *x_server, *presser;
static char *display;

enum { PATIENCE_MS = 20000, POLL_MS = 15 };

/* A test that dies takes its servers and apps with it. */
static void die_together (gpointer data)
{
#ifdef __linux__
    prctl (PR_SET_PDEATHSIG, SIGTERM);
#endif
}

/* ---- xdotool. ---- */

static char *xdotool (const char *const *arguments)
{
    g_autoptr (GPtrArray) line = g_ptr_array_new ();
    g_autoptr (GError) error = NULL;
    char *out = NULL;
    g_ptr_array_add (line, "xdotool");
    for (int i = 0; arguments[i] != NULL; i++)
        g_ptr_array_add (line, (gpointer)arguments[i]);
    g_ptr_array_add (line, NULL);
    g_autoptr (GSubprocess) process = g_subprocess_newv (
        (const char *const *)line->pdata,
        G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
    g_assert_no_error (error);
    g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error));
    if (!g_subprocess_get_successful (process))
        g_clear_pointer (&out, g_free);
    return out;
}

#define XDOTOOL(...) xdotool ((const char *const[]){__VA_ARGS__, NULL})

/* One xdotool presses all keys, a line of its script each: a start a key would cost more than the
 * key. It answers each line when that is done. */
static GDataInputStream *answers;

static void start_presser (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GSubprocessLauncher) launcher =
        g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                   G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_subprocess_launcher_set_child_setup (launcher, die_together, NULL, NULL);
    presser = g_subprocess_launcher_spawn (launcher, &error, "stdbuf", "-oL", "xdotool", "-", NULL);
    g_assert_no_error (error);
    answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (presser));
}

static void stop_presser (void)
{
    if (presser == NULL)
        return;
    g_output_stream_close (g_subprocess_get_stdin_pipe (presser), NULL, NULL);
    g_subprocess_wait (presser, NULL, NULL);
    g_clear_object (&answers);
    g_clear_object (&presser);
}

static void press (const char *options, const char *keys)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *line =
        g_strdup_printf ("key --clearmodifiers %s %s\ngetdisplaygeometry\n", options, keys);
    if (presser == NULL)
        start_presser ();
    g_output_stream_write_all (g_subprocess_get_stdin_pipe (presser), line, strlen (line), NULL,
                               NULL, &error);
    g_assert_no_error (error);
    g_autofree char *answer = g_data_input_stream_read_line (answers, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_nonnull (answer);
}

/* ---- The X server. ---- */

void app_start_display (void)
{
    int pipe_ends[2];
    g_autoptr (GError) error = NULL;
    g_assert_true (g_unix_open_pipe (pipe_ends, 0, NULL));
    g_autoptr (GSubprocessLauncher) launcher =
        g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_subprocess_launcher_set_child_setup (launcher, die_together, NULL, NULL);
    g_subprocess_launcher_take_fd (launcher, pipe_ends[1], 3);
    /* It chooses a free number itself and says it when it is ready. */
    x_server = g_subprocess_launcher_spawn (launcher, &error, "Xvfb", "-displayfd", "3", "-screen",
                                            "0", "1600x1200x24", "-noreset", "-nolisten", "tcp",
                                            "-extension", "GLX", NULL);
    g_assert_no_error (error);
    g_autoptr (GString) number = g_string_new (":");
    for (char c; read (pipe_ends[0], &c, 1) == 1 && c != '\n';)
        g_string_append_c (number, c);
    g_assert_cmpuint (number->len, >, 1);
    close (pipe_ends[0]);
    display = g_strdup (number->str);
    g_setenv ("DISPLAY", display, TRUE);
}

void app_stop_display (void)
{
    stop_presser ();
    g_subprocess_send_signal (x_server, SIGTERM);
    g_subprocess_wait (x_server, NULL, NULL);
    g_clear_object (&x_server);
    g_clear_pointer (&display, g_free);
}

/* ---- Starting and ending. ---- */

static GSubprocessLauncher *launcher_for (const char *home, GSubprocessFlags flags)
{
    GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);
    g_subprocess_launcher_set_child_setup (launcher, die_together, NULL, NULL);
    static const char *const settings[][2] = {
        {"GSK_RENDERER", "cairo"},      {"GDK_BACKEND", "x11"}, {"GSETTINGS_BACKEND", "memory"},
        {"G_DEBUG", "fatal-criticals"}, {"LC_ALL", "C.UTF-8"},  {"GTK_A11Y", "none"},
        {"GDK_DEBUG", "gl-disable"}, /* nothing is drawn with it, and loading it takes long */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (settings); i++)
        g_subprocess_launcher_setenv (launcher, settings[i][0], settings[i][1], TRUE);
    g_subprocess_launcher_setenv (launcher, "HOME", home, TRUE);
    g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", home, TRUE);
    g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", home, TRUE);
    g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", home, TRUE);
    g_subprocess_launcher_unsetenv (launcher, "DBUS_SESSION_BUS_ADDRESS");
    g_subprocess_launcher_unsetenv (launcher, "WAYLAND_DISPLAY");
    /* What GTK keeps until the end is looked for elsewhere. */
    const char *options = g_getenv ("ASAN_OPTIONS");
    g_autofree char *without_leaks =
        g_strdup_printf ("%s:detect_leaks=0", options != NULL ? options : "");
    g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", without_leaks, TRUE);
    return launcher;
}

static GSubprocess *spawn (GSubprocessLauncher *launcher, const char *const *arguments)
{
    g_autoptr (GPtrArray) line = g_ptr_array_new ();
    g_autoptr (GError) error = NULL;
    g_ptr_array_add (line, (gpointer)g_getenv ("STEPSHAKE_GTK"));
    for (int i = 0; arguments[i] != NULL; i++)
        g_ptr_array_add (line, (gpointer)arguments[i]);
    g_ptr_array_add (line, NULL);
    GSubprocess *process =
        g_subprocess_launcher_spawnv (launcher, (const char *const *)line->pdata, &error);
    g_assert_no_error (error);
    return process;
}

static void read_state (App *app)
{
    char *state = NULL;
    if (!g_file_get_contents (app->state_file, &state, NULL, NULL))
        return;
    g_free (app->state);
    app->state = state;
}

static void find_window (App *app)
{
    g_autofree char *pid = g_strdup (g_subprocess_get_identifier (app->process));
    for (int waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
        g_autofree char *found = XDOTOOL ("search", "--onlyvisible", "--pid", pid);
        if (found != NULL && *found != '\0') {
            app->window = g_strndup (found, strcspn (found, "\n"));
            return;
        }
        g_usleep (POLL_MS * 1000);
    }
    g_error ("the app shows no window");
}

App *app_start (const char *home, const char *const *arguments)
{
    App *app = g_new0 (App, 1);
    app->home = home != NULL ? g_strdup (home) : g_dir_make_tmp ("stepshake-gui-XXXXXX", NULL);
    app->state_file = g_build_filename (app->home, "state", NULL);
    g_unlink (app->state_file);
    g_autofree char *complaints = g_build_filename (app->home, "stderr", NULL);
    g_autoptr (GSubprocessLauncher) launcher = launcher_for (app->home, G_SUBPROCESS_FLAGS_NONE);
    g_subprocess_launcher_set_stderr_file_path (launcher, complaints);
    g_subprocess_launcher_setenv (launcher, "STEPSHAKE_STATE_FILE", app->state_file, TRUE);
    app->process = spawn (launcher, arguments);
    find_window (app);
    /* There is no window manager to give it the focus. */
    g_free (XDOTOOL ("windowfocus", "--sync", app->window));
    app_expect (app, "active=1");
    return app;
}

static void expect_no_complaints (App *app)
{
    g_autofree char *path = g_build_filename (app->home, "stderr", NULL);
    g_autofree char *text = NULL;
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    if (strstr (text, "WARNING") != NULL || strstr (text, "CRITICAL") != NULL ||
        strstr (text, "ERROR") != NULL)
        g_error ("the app complained:\n%s", text);
}

void app_quit (App *app)
{
    g_autoptr (GError) error = NULL;
    app_press (app, "ctrl+q");
    g_subprocess_wait (app->process, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (g_subprocess_get_if_exited (app->process));
    g_assert_cmpint (g_subprocess_get_exit_status (app->process), ==, 0);
    expect_no_complaints (app);
}

static void remove_tree (const char *path)
{
    g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
    const char *name;
    while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
        g_autofree char *child = g_build_filename (path, name, NULL);
        if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
            remove_tree (child);
        else
            g_unlink (child);
    }
    g_rmdir (path);
}

void app_forget (App *app)
{
    remove_tree (app->home);
    g_object_unref (app->process);
    g_free (app->home);
    g_free (app->window);
    g_free (app->state_file);
    g_free (app->state);
    g_free (app);
}

/* ---- Windows. ---- */

void app_focus (App *app, const char *title)
{
    g_autofree char *found = NULL;
    for (unsigned i = 0; title != NULL && i < 100; i++) {
        g_free (found);
        found = XDOTOOL ("search", "--onlyvisible", "--name", title);
        if (found != NULL && *g_strstrip (found) != '\0')
            break;
        g_usleep (100000);
    }
    if (title != NULL && (found == NULL || *found == '\0'))
        g_error ("there is no window “%s”", title);
    g_free (XDOTOOL ("windowfocus", "--sync", title != NULL ? found : app->window));
    if (title == NULL)
        app_expect (app, "active=1");
}

/* ---- Keys. ---- */

void app_press (App *app, const char *keys)
{
    press ("", keys);
}

void app_press_times (App *app, const char *key, unsigned times)
{
    g_autofree char *options = g_strdup_printf ("--delay 4 --repeat %u", times);
    press (options, key);
}

void app_type (App *app, const char *text)
{
    g_free (XDOTOOL ("type", "--clearmodifiers", text));
}

void app_move (App *app, const char *key)
{
    int before = app_number (app, "focus-moves");
    app_press (app, key);
    for (int waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
        if (app_number (app, "focus-moves") != before)
            return;
        g_usleep (POLL_MS * 1000);
    }
    g_error ("%s does not move the focus: %s", key, app->state);
}

static void tab_until (App *app, const char *key, const char *wanted)
{
    for (int i = 0; i < 300; i++) {
        app_move (app, "Tab");
        g_autofree char *value = app_value (app, key);
        if (strcmp (value, wanted) == 0)
            return;
    }
    g_error ("Tab never leads to %s: %s", wanted, app->state);
}

void app_tab_to (App *app, const char *type)
{
    tab_until (app, "focus", type);
}

void app_tab_to_name (App *app, const char *name)
{
    tab_until (app, "focus-name", name);
}

/* ---- State. ---- */

static bool holds (App *app, char *const *words)
{
    for (int i = 0; words[i] != NULL; i++) {
        g_autofree char *whole = g_strdup_printf (" %s ", words[i]);
        if (app->state == NULL || strstr (app->state, whole) == NULL)
            return false;
    }
    return true;
}

void app_expect (App *app, const char *words)
{
    g_auto (GStrv) each = g_strsplit (words, "; ", -1);
    for (int waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
        read_state (app);
        if (holds (app, each))
            return;
        g_usleep (POLL_MS * 1000);
    }
    g_error ("expected %s, but the state is\n%s", words, app->state);
}

char *app_value (App *app, const char *key)
{
    read_state (app);
    g_autofree char *start = g_strdup_printf (" %s=", key);
    const char *found = app->state != NULL ? strstr (app->state, start) : NULL;
    if (found == NULL)
        return g_strdup ("");
    found += strlen (start);
    return g_strndup (found, *found == '[' ? strcspn (found, "]") + 1 : strcspn (found, " \n"));
}

int app_number (App *app, const char *key)
{
    g_autofree char *value = app_value (app, key);
    return atoi (value);
}

/* ---- Without a window. ---- */

AppResult app_run (const char *const *arguments)
{
    AppResult result = {-1, NULL, NULL};
    g_autoptr (GError) error = NULL;
    g_autofree char *home = g_dir_make_tmp ("stepshake-gui-XXXXXX", NULL);
    g_autoptr (GSubprocessLauncher) launcher =
        launcher_for (home, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
    g_autoptr (GSubprocess) process = spawn (launcher, arguments);
    g_subprocess_communicate_utf8 (process, NULL, NULL, &result.out, &result.err, &error);
    g_assert_no_error (error);
    g_assert_true (g_subprocess_get_if_exited (process));
    result.status = g_subprocess_get_exit_status (process);
    remove_tree (home);
    return result;
}

void app_result_clear (AppResult *result)
{
    g_free (result->out);
    g_free (result->err);
}
