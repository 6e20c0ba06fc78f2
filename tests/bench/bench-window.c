#include "application.h"
#include "measure.h"

#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* What a user waits for at the window, under the cairo renderer: the first frame, against that of
 * an empty libadwaita window in the same run; and a step, from the key to the end of its frame's
 * drawing. The program runs itself as a child for each of them, each with a fresh process. */

enum { ROUNDS = 7, STEPS = 60, WARM_FRAMES = 20 };

/* Processor time, in microseconds, as in measure.h: what else the machine does is not the window's.
 */
static gint64 processor_time (void)
{
    struct timespec now;
    clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
    return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* ---- A child: tells on stdout what it took, in microseconds ---- */

typedef struct {
    gint64 started;  /* monotonic, by the parent */
    bool steps;      /* not the first frame, but steps */
    unsigned frames; /* drawn so far */
    unsigned n;      /* steps taken */
    gint64 acted;    /* what the step itself took */
    gint64 began;    /* of the frame that shows it */
    bool waiting;
} Child;

static void tell_and_leave (gint64 microseconds)
{
    printf ("%" G_GINT64_FORMAT "\n", microseconds);
    fflush (stdout);
    _exit (0);
}

static void before_paint (GdkFrameClock *clock, Child *child)
{
    child->began = processor_time ();
}

static gboolean take_step (gpointer data)
{
    GtkWidget *window = data;
    Child *child = g_object_get_data (G_OBJECT (window), "child");
    gint64 now = processor_time ();
    gtk_widget_activate_action (window, child->n < STEPS / 2 ? "win.step" : "win.back", NULL);
    child->acted = processor_time () - now;
    child->waiting = true;
    return G_SOURCE_REMOVE;
}

static void after_paint (GdkFrameClock *clock, GtkWidget *window)
{
    Child *child = g_object_get_data (G_OBJECT (window), "child");
    if (!child->steps)
        tell_and_leave (g_get_monotonic_time () - child->started);
    if (child->waiting) {
        printf ("%" G_GINT64_FORMAT "\n", child->acted + processor_time () - child->began);
        child->waiting = false;
        child->n++;
    }
    if (child->n == STEPS) {
        fflush (stdout);
        _exit (0);
    }
    if (++child->frames >= WARM_FRAMES)
        g_idle_add_full (G_PRIORITY_LOW, take_step, window, NULL);
    else
        gtk_widget_queue_draw (window);
}

static void watch (GtkWidget *window, Child *child)
{
    GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
    g_object_set_data (G_OBJECT (window), "child", child);
    g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint), child);
    g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint), window);
}

static void on_window (GtkApplication *application, GtkWindow *window, Child *child)
{
    g_signal_connect (window, "realize", G_CALLBACK (watch), child);
}

static void show_empty (GtkApplication *application)
{
    GtkWidget *window = adw_application_window_new (application);
    gtk_window_set_default_size (GTK_WINDOW (window), 1440, 900);
    gtk_window_present (GTK_WINDOW (window));
}

static int be_child (const char *what)
{
    Child child = {.started = g_ascii_strtoll (g_getenv ("BENCH_STARTED"), NULL, 10),
                   .steps = g_str_equal (what, "steps")};
    bool empty = g_str_equal (what, "empty");
    g_autoptr (GtkApplication) application =
        empty ? GTK_APPLICATION (
                    adw_application_new ("io.github.stepshake.Empty", G_APPLICATION_NON_UNIQUE))
              : GTK_APPLICATION (stepshake_application_new ());
    if (empty)
        g_signal_connect (application, "activate", G_CALLBACK (show_empty), NULL);
    g_signal_connect (application, "window-added", G_CALLBACK (on_window), &child);
    char *arguments[] = {(char *)"bench-window", (char *)"healthy", (char *)"--size",
                         (char *)"1440x900", NULL};
    return g_application_run (G_APPLICATION (application), empty ? 1 : 4, arguments);
}

/* ---- The parent ---- */

static int by_size (const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Runs a child; appends its numbers. */
static void run_child (const char *program, const char *what, GArray *out)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;
    g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
    const char *command[] = {program, what, NULL};
    g_setenv ("BENCH_STARTED", now, TRUE);
    if (!g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &text,
                       NULL, NULL, &error))
        g_error ("%s", error->message);
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    for (unsigned i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
        double value = g_ascii_strtod (lines[i], NULL);
        g_array_append_val (out, value);
    }
}

static double at_rank (GArray *values, double rank)
{
    g_assert_cmpuint (values->len, >, 0);
    qsort (values->data, values->len, sizeof (double), by_size);
    return g_array_index (values, double, (guint)((values->len - 1) * rank));
}

static GPid start_display (void)
{
    int ends[2];
    GPid pid;
    g_autoptr (GError) error = NULL;
    char *command[] = {
        (char *)"sh", (char *)"-c",
        (char *)"exec Xvfb -displayfd 1 -screen 0 1600x1200x24 -noreset -nolisten tcp", NULL};
    if (!g_spawn_async_with_pipes (NULL, command, NULL,
                                   G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                                       G_SPAWN_STDERR_TO_DEV_NULL,
                                   NULL, NULL, &pid, NULL, &ends[0], NULL, &error))
        g_error ("%s", error->message);
    g_autoptr (GString) number = g_string_new (":");
    for (char c; read (ends[0], &c, 1) == 1 && c != '\n';)
        g_string_append_c (number, c);
    g_setenv ("DISPLAY", number->str, TRUE);
    return pid;
}

int main (int argc, char **argv)
{
    if (argc > 1)
        return be_child (argv[1]);
    g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
    g_autofree char *home = g_dir_make_tmp ("stepshake-bench-XXXXXX", NULL);
    g_autoptr (GArray) empty = g_array_new (FALSE, FALSE, sizeof (double));
    g_autoptr (GArray) app = g_array_new (FALSE, FALSE, sizeof (double));
    g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (double));
    g_setenv ("GSK_RENDERER", "cairo", TRUE);
    g_setenv ("GTK_A11Y", "none", TRUE);
    g_setenv ("XDG_CONFIG_HOME", home, TRUE);
    GPid display = start_display ();
    for (unsigned i = 0; i < ROUNDS; i++) {
        run_child (program, "empty", empty);
        run_child (program, "app", app);
    }
    run_child (program, "steps", steps);
    kill (display, SIGTERM);
    g_spawn_close_pid (display);
    double nothing = at_rank (empty, 0.5), ours = at_rank (app, 0.5);
    printf ("first frame: an empty libadwaita window %.1f ms, the app %.1f ms\n", nothing / 1000,
            ours / 1000);
    bool ok = measure_at_most ("first frame, app / empty window", ours / nothing, 2.0);
    printf ("a step, forward or back, until its frame is drawn: median %.1f ms, slowest %.1f ms\n",
            at_rank (steps, 0.5) / 1000, at_rank (steps, 1.0) / 1000);
    ok &= measure_at_most ("a step until its frame is drawn, median, in frames of 16 ms",
                           at_rank (steps, 0.5) / 16000, 1.0);
    return ok ? 0 : 1;
}
