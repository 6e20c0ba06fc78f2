/* Opening files and writing them. Writing never blocks the window and never leaves half a file. */
#include "control/intervene.h"
#include "draw/graph.h"
#include "export/export.h"
#include "window/private.h"

#include <string.h>

/* ---- Opening. ---- */

static void on_file_chosen (GtkNativeDialog *dialog, int response, StepshakeWindow *self)
{
    if (response == GTK_RESPONSE_ACCEPT) {
        g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
        g_autofree char *path = g_file_get_path (file);
        if (path != NULL)
            window_open (self, path);
    }
    g_object_unref (dialog);
}

void window_choose_file (StepshakeWindow *self)
{
    GtkFileChooserNative *dialog =
        gtk_file_chooser_native_new ("Open a scenario or lesson", GTK_WINDOW (self),
                                     GTK_FILE_CHOOSER_ACTION_OPEN, "_Open", NULL);
    g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
    gtk_file_filter_set_name (filter, "Scenarios and lessons");
    gtk_file_filter_add_pattern (filter, "*.scenario");
    gtk_file_filter_add_pattern (filter, "*.md");
    gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
    g_signal_connect (dialog, "response", G_CALLBACK (on_file_chosen), self);
    gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void on_second_chosen (GtkNativeDialog *dialog, int response, StepshakeWindow *self)
{
    if (response == GTK_RESPONSE_ACCEPT) {
        g_autoptr (GError) error = NULL;
        g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
        g_autofree char *path = g_file_get_path (file);
        if (path != NULL && !stepshake_comparison_open (self->comparison, path, &error))
            window_tell (self, error->message);
    }
    g_object_unref (dialog);
}

void window_choose_second (StepshakeWindow *self)
{
    GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
        "Compare with a file", GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, "_Compare", NULL);
    g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
    gtk_file_filter_set_name (filter, "Scenarios and saved traces");
    gtk_file_filter_add_pattern (filter, "*.scenario");
    gtk_file_filter_add_pattern (filter, "*.json");
    gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
    g_signal_connect (dialog, "response", G_CALLBACK (on_second_chosen), self);
    gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* ---- Writing. ---- */

/* Makes the bytes once the file's name is known: a picture's format is its ending. */
typedef GBytes *(*Maker) (StepshakeWindow *self, const char *what, const char *path,
                          GError **error);

typedef struct {
    StepshakeWindow *window; /* a reference */
    Maker make;
    char *what;
} Writing;

static void writing_free (Writing *writing)
{
    g_object_unref (writing->window);
    g_free (writing->what);
    g_free (writing);
}

static void on_written (GObject *source, GAsyncResult *result, gpointer data)
{
    StepshakeWindow *self = data;
    g_autoptr (GError) error = NULL;
    g_autofree char *name = g_file_get_basename (G_FILE (source));
    g_autofree char *text = NULL;
    if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
        text = g_strdup_printf ("Written: %s", name);
    else
        text = g_strdup_printf ("%s was not written: %s", name, error->message);
    window_tell (self, text);
    g_object_unref (self);
}

static void write_file (Writing *writing, GFile *file)
{
    g_autofree char *path = g_file_get_path (file);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = writing->make (writing->window, writing->what, path, &error);
    if (bytes == NULL) {
        window_tell (writing->window, error->message);
        return;
    }
    /* Written beside the old one and renamed: whole or not at all. */
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                         on_written, g_object_ref (writing->window));
}

static void on_place_chosen (GtkNativeDialog *dialog, int response, Writing *writing)
{
    if (response == GTK_RESPONSE_ACCEPT) {
        g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
        write_file (writing, file);
    }
    writing_free (writing);
    g_object_unref (dialog);
}

static void ask_where (StepshakeWindow *self, Maker make, const char *what, const char *ending)
{
    const char *scenario = scenario_name (stepshake_session_scenario (self->session));
    g_autofree char *base = g_path_get_basename (scenario);
    g_autofree char *name =
        g_strdup_printf ("%s%s%s.%s", base, *what != '\0' ? "-" : "", what, ending);
    GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
        "Export", GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, "_Export", NULL);
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
    gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
    Writing *writing = g_new0 (Writing, 1);
    writing->window = g_object_ref (self);
    writing->make = make;
    writing->what = g_strdup (what);
    g_signal_connect (dialog, "response", G_CALLBACK (on_place_chosen), writing);
    gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static GBytes *make_export (StepshakeWindow *self, const char *what, const char *path,
                            GError **error)
{
    StepshakeSession *session = self->session;
    Scenario *scenario = stepshake_session_scenario (session);
    if (strcmp (what, "scenario") == 0) {
        g_autoptr (Scenario) ending = control_expecting (stepshake_session_run (session), error);
        char *text = ending != NULL ? scenario_text (ending) : NULL;
        return text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;
    }
    const ExportFormat *format = export_format_find (what);
    g_return_val_if_fail (format != NULL, NULL);
    return format->write (stepshake_session_trace (session), scenario,
                          stepshake_session_cursor (session), stepshake_session_observer (session));
}

void window_export (StepshakeWindow *self, const char *format)
{
    static const struct {
        const char *format, *ending;
    } endings[] = {{"text", "txt"}, {"keylog", "log"}};
    const char *ending = format;
    for (unsigned i = 0; i < G_N_ELEMENTS (endings); i++)
        if (strcmp (endings[i].format, format) == 0)
            ending = endings[i].ending;
    if (stepshake_session_run (self->session) != NULL)
        ask_where (self, make_export, format, ending);
}

static GBytes *make_picture (StepshakeWindow *self, const char *kind, const char *path,
                             GError **error)
{
    StepshakeSession *session = self->session;
    const char *dot = path != NULL ? strrchr (path, '.') : NULL;
    if (strcmp (kind, "comparison") == 0)
        return stepshake_comparison_write (self->comparison, dot != NULL ? dot + 1 : "svg", error);
    return draw_write (stepshake_session_run (session), stepshake_session_cursor (session),
                       stepshake_session_observer (session), kind,
                       stepshake_session_classic (session), dot != NULL ? dot + 1 : "svg", error);
}

void window_export_picture (StepshakeWindow *self, const char *kind)
{
    if (stepshake_session_run (self->session) != NULL)
        ask_where (self, make_picture, kind, "svg");
}
