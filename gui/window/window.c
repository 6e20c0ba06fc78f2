#include "window/private.h"
#include "pages/certificates-page.h"
#include "pages/machines-page.h"
#include "pages/secrets-page.h"
#include "photograph.h"
#include "probe.h"

#include <string.h>

G_DEFINE_TYPE (StepshakeWindow, stepshake_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- Pages: made when first looked at. ---- */

static GtkWidget *make_page (StepshakeWindow *self, StepshakePage page)
{
    switch (page) {
    case STEPSHAKE_PAGE_SECRETS:
        return stepshake_graph_page_new (STEPSHAKE_TYPE_SECRETS_PAGE, self->session, "Secrets");
    case STEPSHAKE_PAGE_CERTIFICATES:
        return stepshake_graph_page_new (STEPSHAKE_TYPE_CERTIFICATES_PAGE, self->session,
                                         "Certificates");
    case STEPSHAKE_PAGE_MACHINES:
        return stepshake_machines_page_new (self->session);
    case STEPSHAKE_PAGE_COMPARE:
        self->compare =
            STEPSHAKE_COMPARE_PAGE (stepshake_compare_page_new (self->session, self->comparison));
        stepshake_compare_page_set_narrow (self->compare, self->room != STEPSHAKE_WIDE);
        return GTK_WIDGET (self->compare);
    default:
        self->handshake = STEPSHAKE_HANDSHAKE_PAGE (stepshake_handshake_page_new (self->session));
        stepshake_handshake_page_set_room (self->handshake, self->room);
        return GTK_WIDGET (self->handshake);
    }
}

static void on_page_changed (StepshakeWindow *self)
{
    static const char *titles[] = {"Handshake", "Secrets", "Certificates", "State machines",
                                   "Compare"};
    StepshakePage page = stepshake_session_page (self->session);
    const char *name = stepshake_page_name (page);
    if (gtk_stack_get_child_by_name (self->stack, name) == NULL)
        gtk_stack_add_named (self->stack, make_page (self, page), name);
    gtk_stack_set_visible_child_name (self->stack, name);
    gtk_menu_button_set_label (self->pages_narrow, titles[page]);
}

/* ---- Observing the session. ---- */

static void on_title_changed (StepshakeWindow *self)
{
    g_autofree char *title =
        g_strdup_printf ("%s – Stepshake", stepshake_session_title (self->session));
    gtk_window_set_title (GTK_WINDOW (self), title);
    adw_window_title_set_title (self->title, stepshake_session_title (self->session));
    adw_window_title_set_subtitle (self->title, stepshake_session_subtitle (self->session));
}

static void on_told (StepshakeWindow *self, const char *text)
{
    window_tell (self, text);
}

static void watch_session (StepshakeWindow *self)
{
    StepshakeSession *session = self->session;
    g_signal_connect_object (session, "notify::page", G_CALLBACK (on_page_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::title", G_CALLBACK (on_title_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::subtitle", G_CALLBACK (on_title_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "told", G_CALLBACK (on_told), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "moved", G_CALLBACK (window_refresh_actions), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "lesson-changed", G_CALLBACK (window_refresh_actions), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::can-undo", G_CALLBACK (window_refresh_actions), self,
                             G_CONNECT_SWAPPED);
}

/* ---- Finding. ---- */

static void find (StepshakeWindow *self, bool further)
{
    const char *text = gtk_editable_get_text (GTK_EDITABLE (self->find_entry));
    bool found = *text == '\0' || stepshake_session_find (self->session, text, further);
    if (found)
        gtk_widget_remove_css_class (self->find_entry, "error");
    else
        gtk_widget_add_css_class (self->find_entry, "error");
}

static void on_find_changed (StepshakeWindow *self)
{
    find (self, false);
}

static void on_find_next (StepshakeWindow *self)
{
    find (self, true);
}

/* ---- Files dropped on the window. ---- */

static gboolean on_drop (StepshakeWindow *self, const GValue *value)
{
    g_autofree char *path = g_file_get_path (g_value_get_object (value));
    return path != NULL && window_open (self, path);
}

/* ---- What is remembered. ---- */

static char *last_landmark (StepshakeSession *session)
{
    const Trace *trace = stepshake_session_trace (session);
    for (int seq = stepshake_session_cursor (session); seq >= 0; seq--) {
        char *landmark = trace_event_landmark (trace, seq);
        if (landmark != NULL)
            return landmark;
    }
    return NULL;
}

static void remember (StepshakeWindow *self)
{
    const Lesson *lesson = stepshake_session_lesson (self->session);
    Scenario *scenario = stepshake_session_scenario (self->session);
    StepshakePlace place = {
        .maximized = gtk_window_is_maximized (GTK_WINDOW (self)),
        .sidebar = self->projector ? self->sidebar_before : adw_flap_get_reveal_flap (self->flap),
        .page = lesson != NULL ? (int)stepshake_session_lesson_page (self->session) : 0,
        .open = g_strdup (lesson != NULL     ? lesson->id
                          : scenario != NULL ? scenario_name (scenario)
                                             : NULL),
        .landmark = lesson == NULL ? last_landmark (self->session) : NULL,
    };
    g_autoptr (GVariant) theme = g_action_group_get_action_state (G_ACTION_GROUP (self), "theme");
    place.theme = g_variant_dup_string (theme, NULL);
    gtk_window_get_default_size (GTK_WINDOW (self), &place.width, &place.height);
    stepshake_place_save (&place);
    stepshake_place_clear (&place);
}

static gboolean close_request (GtkWindow *window)
{
    StepshakeWindow *self = STEPSHAKE_WINDOW (window);
    if (self->remembers)
        remember (self);
    return GTK_WINDOW_CLASS (stepshake_window_parent_class)->close_request (window);
}

/* ---- The object. ---- */

static void size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
    GTK_WIDGET_CLASS (stepshake_window_parent_class)
        ->size_allocate (widget, width, height, baseline);
    window_fit_room (STEPSHAKE_WINDOW (widget), width, height);
}

static void dispose (GObject *object)
{
    StepshakeWindow *self = STEPSHAKE_WINDOW (object);
    g_clear_handle_id (&self->room_idle, g_source_remove);
    G_OBJECT_CLASS (stepshake_window_parent_class)->dispose (object);
    g_clear_object (&self->comparison);
    g_clear_object (&self->session); /* when all views are gone */
}

static void bind_children (GtkWidgetClass *class)
{
    gtk_widget_class_bind_template_child (class, StepshakeWindow, title);
    gtk_widget_class_bind_template_child (class, StepshakeWindow, lessons_content);
    gtk_widget_class_bind_template_child (class, StepshakeWindow, badge);
    gtk_widget_class_bind_template_child (class, StepshakeWindow, sidebar_button);
    gtk_widget_class_bind_template_child (class, StepshakeWindow, pages_wide);
    gtk_widget_class_bind_template_child (class, StepshakeWindow, pages_narrow);
    gtk_widget_class_bind_template_child (class, StepshakeWindow, find_bar);
    gtk_widget_class_bind_template_child (class, StepshakeWindow, find_entry);
    gtk_widget_class_bind_template_child (class, StepshakeWindow, toasts);
    gtk_widget_class_bind_template_child (class, StepshakeWindow, flap);
    gtk_widget_class_bind_template_child (class, StepshakeWindow, sidebar);
    gtk_widget_class_bind_template_child (class, StepshakeWindow, stack);
    gtk_widget_class_bind_template_child (class, StepshakeWindow, transport);
    gtk_widget_class_bind_template_callback (class, on_find_changed);
    gtk_widget_class_bind_template_callback (class, on_find_next);
}

static void stepshake_window_class_init (StepshakeWindowClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
    G_OBJECT_CLASS (class)->dispose = dispose;
    widget_class->size_allocate = size_allocate;
    GTK_WINDOW_CLASS (class)->close_request = close_request;
    g_type_ensure (STEPSHAKE_TYPE_SIDEBAR);
    g_type_ensure (STEPSHAKE_TYPE_TRANSPORT);
    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/io/github/stepshake/Stepshake/ui/window.ui");
    bind_children (widget_class);
}

static void stepshake_window_init (StepshakeWindow *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->find_bar), GTK_EDITABLE (self->find_entry));
    GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);
    g_signal_connect_swapped (target, "drop", G_CALLBACK (on_drop), self);
    gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static const char *sidebar_shown (GtkWindow *window)
{
    StepshakeWindow *self = STEPSHAKE_WINDOW (window);
    const char *shown = stepshake_sidebar_shown (self->sidebar);
    return adw_flap_get_reveal_flap (self->flap) && shown != NULL ? shown : "hidden";
}

static void take_place (StepshakeWindow *self, const StepshakeOptions *options,
                        const StepshakePlace *place)
{
    int width = options->width, height = options->height;
    self->remembers = place != NULL;
    if (width == 0) {
        width = place != NULL ? place->width : 1440;
        height = place != NULL ? place->height : 900;
    }
    gtk_window_set_default_size (GTK_WINDOW (self), width, height);
    if (place != NULL && place->maximized && options->width == 0)
        gtk_window_maximize (GTK_WINDOW (self));
    const char *theme = options->theme != NULL ? options->theme
                        : place != NULL        ? place->theme
                                               : "follow";
    g_action_group_activate_action (G_ACTION_GROUP (self), "theme", g_variant_new_string (theme));
    if (place != NULL)
        adw_flap_set_reveal_flap (self->flap, place->sidebar);
    window_fit_room (self, width, height);
}

StepshakeWindow *stepshake_window_new (GtkApplication *application, StepshakeSession *session,
                                       const StepshakeOptions *options, const StepshakePlace *place)
{
    StepshakeWindow *self = g_object_new (STEPSHAKE_TYPE_WINDOW, "application", application, NULL);
    self->session = g_object_ref (session);
    self->comparison = stepshake_comparison_new (session);
    window_add_actions (self);
    window_add_keys (self);
    take_place (self, options, place);
    window_watch_room (self);
    watch_session (self);
    stepshake_transport_set_session (self->transport, session);
    stepshake_sidebar_set_session (self->sidebar, session);
    stepshake_sidebar_show (self->sidebar,
                            stepshake_session_lesson (session) != NULL ? "lesson" : "scenario");
    on_page_changed (self);
    on_title_changed (self);
    window_refresh_actions (self);
    stepshake_probe_start (GTK_WINDOW (self), session, self->comparison, sidebar_shown);
    return self;
}
