#include "application.h"
#include "photograph.h"
#include "window/window.h"

#include <stdio.h>

struct _StepshakeApplication {
    AdwApplication parent_instance;

    StepshakeOptions options;
    StepshakePlace place;
    bool has_place;
    StepshakeSession *session; /* owned */
    int status;
};

G_DEFINE_TYPE (StepshakeApplication, stepshake_application, ADW_TYPE_APPLICATION)

enum { EXIT_USAGE = 2, EXIT_WORLD = 3 };

static int complain (const GError *error, int status)
{
    fprintf (stderr, "stepshake-gtk: %s\n", error->message);
    return status;
}

/* ---- Before there is a window: options, and what goes on stage. ---- */

static bool open_first (StepshakeApplication *self, GError **error)
{
    if (self->options.open != NULL)
        return stepshake_session_open (self->session, self->options.open, error);
    if (self->has_place && self->place.open != NULL &&
        stepshake_session_open (self->session, self->place.open, NULL)) {
        if (stepshake_session_lesson (self->session) != NULL && self->place.page > 0)
            stepshake_session_go_page (self->session, self->place.page);
        else if (self->place.landmark != NULL)
            stepshake_session_to_landmark (self->session, self->place.landmark, NULL);
        return true;
    }
    g_auto (GStrv) lessons = lesson_catalogue ();
    return stepshake_session_open (self->session, lessons[0] != NULL ? lessons[0] : "healthy",
                                   error);
}

static bool set_stage (StepshakeApplication *self, GError **error)
{
    const StepshakeOptions *options = &self->options;
    self->session = stepshake_session_new ();
    if (!open_first (self, error))
        return false;
    if (options->at != NULL && !stepshake_session_to_landmark (self->session, options->at, error))
        return false;
    if (options->seen_by != NULL)
        stepshake_session_set_observer (self->session, trace_observer_find (options->seen_by));
    if (options->page != NULL)
        stepshake_session_set_page (self->session, stepshake_page_find (options->page));
    return true;
}

static int handle_local_options (GApplication *application, GVariantDict *dict)
{
    StepshakeApplication *self = STEPSHAKE_APPLICATION (application);
    g_autoptr (GError) error = NULL;
    if (g_variant_dict_contains (dict, "version")) {
        printf ("stepshake-gtk %s\n", STEPSHAKE_VERSION);
        return 0;
    }
    if (!stepshake_options_read (&self->options, dict, &error))
        return complain (error, EXIT_USAGE);
    self->has_place = self->options.screenshot == NULL;
    if (self->has_place)
        stepshake_place_load (&self->place);
    if (!set_stage (self, &error))
        return complain (error, EXIT_USAGE);
    return -1;
}

/* ---- The window. ---- */

static gboolean take_picture (gpointer data)
{
    GtkWindow *window = data;
    GtkApplication *application = gtk_window_get_application (window);
    StepshakeApplication *self = STEPSHAKE_APPLICATION (application);
    g_autoptr (GError) error = NULL;
    if (!stepshake_photograph (window, self->options.screenshot, &error))
        self->status = complain (error, EXIT_WORLD);
    gtk_window_destroy (window);
    return G_SOURCE_REMOVE;
}

static void activate (GApplication *application)
{
    StepshakeApplication *self = STEPSHAKE_APPLICATION (application);
    GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
    if (window == NULL) {
        if (self->options.screenshot != NULL)
            g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
        if (self->options.text > 0)
            g_object_set (gtk_settings_get_default (), "gtk-xft-dpi",
                          96 * 1024 * self->options.text / 100, NULL);
        window =
            GTK_WINDOW (stepshake_window_new (GTK_APPLICATION (self), self->session, &self->options,
                                              self->has_place ? &self->place : NULL));
        if (self->options.screenshot != NULL) {
            gtk_widget_add_css_class (GTK_WIDGET (window), "photograph");
            stepshake_when_settled (window, take_picture, window);
        }
    }
    gtk_window_present (window);
}

static void on_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (data));
    adw_show_about_window (
        parent, "application-name", "Stepshake", "application-icon", STEPSHAKE_APPLICATION_ID,
        "version", STEPSHAKE_VERSION, "developer-name", "The Stepshake authors", "license-type",
        GTK_LICENSE_MIT_X11, "comments",
        "A glass TLS: a real client and a real server shake hands in one process, and every byte, "
        "decision, secret and state can be seen, stopped, undone and explained.\n\nAll keys in "
        "here are public. They are good for learning and worthless for anything else.",
        NULL);
}

static void on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));
    if (window != NULL)
        gtk_window_close (window);
}

static void startup (GApplication *application)
{
    static const GActionEntry entries[] = {{"about", on_about}, {"quit", on_quit}};
    G_APPLICATION_CLASS (stepshake_application_parent_class)->startup (application);
    g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                     application);
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), "app.quit",
                                           (const char *[]){"<Control>q", NULL});
    gtk_window_set_default_icon_name (STEPSHAKE_APPLICATION_ID);
}

static void finalize (GObject *object)
{
    StepshakeApplication *self = STEPSHAKE_APPLICATION (object);
    stepshake_options_clear (&self->options);
    stepshake_place_clear (&self->place);
    g_clear_object (&self->session);
    G_OBJECT_CLASS (stepshake_application_parent_class)->finalize (object);
}

static void stepshake_application_class_init (StepshakeApplicationClass *class)
{
    GApplicationClass *application_class = G_APPLICATION_CLASS (class);
    G_OBJECT_CLASS (class)->finalize = finalize;
    application_class->handle_local_options = handle_local_options;
    application_class->activate = activate;
    application_class->startup = startup;
}

static void stepshake_application_init (StepshakeApplication *self)
{
    stepshake_options_install (G_APPLICATION (self));
}

StepshakeApplication *stepshake_application_new (void)
{
    return g_object_new (STEPSHAKE_TYPE_APPLICATION, "application-id", STEPSHAKE_APPLICATION_ID,
                         "flags", G_APPLICATION_NON_UNIQUE, "resource-base-path",
                         "/io/github/stepshake/Stepshake", NULL);
}

int stepshake_application_status (StepshakeApplication *self)
{
    return self->status;
}
