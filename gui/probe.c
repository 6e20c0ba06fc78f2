#include "probe.h"

#include <glib/gstdio.h>

typedef struct {
    GtkWindow *window;
    StepshakeSession *session;
    StepshakeComparison *comparison;
    StepshakeProbeSidebar sidebar;
    const char *path;
    guint idle, timer;
    char *last;              /* the line as last written, without its number */
    unsigned written, moves; /* lines; how often the focus has moved */
} Probe;

static const char *quiz_state (StepshakeSession *session)
{
    static const char *names[] = {"open", "right", "wrong"};
    const Lesson *lesson = stepshake_session_lesson (session);
    if (lesson == NULL)
        return "none";
    const LessonPage *page =
        g_ptr_array_index (lesson->pages, stepshake_session_lesson_page (session));
    for (unsigned i = 0; i < page->parts->len; i++) {
        const LessonPart *part = g_ptr_array_index (page->parts, i);
        if (part->kind == LESSON_QUIZ)
            return names[stepshake_session_quiz (session, part->quiz, NULL, NULL)];
    }
    return "none";
}

static void append_selection (GString *line, StepshakeSession *session)
{
    const StepshakeSelection *selection = stepshake_session_selection (session);
    const Trace *trace = stepshake_session_trace (session);
    StepshakeLayer *layer = stepshake_session_layer (session, selection->layer);
    g_autofree char *field = layer != NULL && selection->field >= 0
                                 ? wire_tree_path (layer->tree, selection->field)
                                 : g_strdup ("-");
    g_string_append_printf (line, " message=%s layer=%s field=%s",
                            trace != NULL && selection->message >= 0
                                ? trace_message_name (trace_message (trace, selection->message))
                                : "-",
                            layer != NULL ? layer->id : "-", field);
}

static void append_lesson (GString *line, StepshakeSession *session)
{
    const Lesson *lesson = stepshake_session_lesson (session);
    Scenario *scenario = stepshake_session_scenario (session);
    g_string_append_printf (line, " lesson=%s lesson-page=%u quiz=%s wandered=%d held=%d",
                            lesson != NULL ? lesson->id : "-",
                            lesson != NULL ? stepshake_session_lesson_page (session) + 1 : 0,
                            quiz_state (session), stepshake_session_wandered (session),
                            stepshake_session_held (session));
    g_string_append_printf (line, " scenario=%s",
                            scenario != NULL ? scenario_name (scenario) : "-");
}

static bool shows_error (GtkWidget *widget)
{
    if (gtk_widget_has_css_class (widget, "setting-error"))
        return gtk_widget_get_mapped (widget);
    bool shown = false;
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !shown;
         child = gtk_widget_get_next_sibling (child))
        shown = shows_error (child);
    return shown;
}

static void append_comparison (GString *line, StepshakeComparison *comparison)
{
    const DrawCompare *compare = stepshake_comparison_get (comparison);
    const DrawCompareRow *row = stepshake_comparison_selected (comparison);
    g_string_append_printf (
        line, " compared=%u/%u row=%s beside=[%s]", stepshake_comparison_rows (comparison),
        compare != NULL ? compare->rows->len : 0, row != NULL ? row->purpose->id : "-",
        compare != NULL ? compare->run[DRAW_RIGHT].title : "");
}

static void append_window (GString *line, Probe *probe)
{
    GtkWidget *focus = gtk_window_get_focus (probe->window);
    const char *name = focus != NULL ? g_object_get_data (G_OBJECT (focus), "name") : NULL;
    g_string_append_printf (line, " focus-moves=%u focus-name=%s", probe->moves,
                            name != NULL ? name : "-");
    g_string_append_printf (
        line, " active=%d width=%d error=%d undo=%d focus=%s", gtk_window_is_active (probe->window),
        gtk_widget_get_width (GTK_WIDGET (probe->window)), shows_error (GTK_WIDGET (probe->window)),
        stepshake_session_can_undo (probe->session),
        focus != NULL ? G_OBJECT_TYPE_NAME (focus) : "-");
}

static char *state_line (Probe *probe)
{
    StepshakeSession *session = probe->session;
    const TraceMoment *moment = stepshake_session_moment (session);
    g_autofree char *sentence = stepshake_session_sentence (session);
    GString *line = g_string_new (NULL);
    g_string_append_printf (line, " cursor=%d seen=%d end=%d client=%s/%s server=%s/%s phase=%d",
                            stepshake_session_cursor (session), stepshake_session_seen (session),
                            stepshake_session_at_end (session), moment->state[0],
                            trace_outcome_name (moment->outcome[0]), moment->state[1],
                            trace_outcome_name (moment->outcome[1]), moment->phase);
    g_string_append_printf (line, " page=%s observer=%s grain=%s classic=%d playing=%d sidebar=%s",
                            stepshake_page_name (stepshake_session_page (session)),
                            stepshake_session_observer (session)->name,
                            control_grain_name (stepshake_session_grain (session)),
                            stepshake_session_classic (session),
                            stepshake_session_playing (session), probe->sidebar (probe->window));
    append_selection (line, session);
    append_lesson (line, session);
    append_comparison (line, probe->comparison);
    append_window (line, probe);
    g_string_append_printf (line, " title=[%s] subtitle=[%s] sentence=[%s] \n",
                            stepshake_session_title (session), stepshake_session_subtitle (session),
                            sentence);
    return g_string_free (line, FALSE);
}

static gboolean write_state (gpointer data)
{
    Probe *probe = data;
    g_autofree char *line = state_line (probe);
    g_autoptr (GError) error = NULL;
    probe->idle = 0;
    if (g_strcmp0 (line, probe->last) == 0)
        return G_SOURCE_REMOVE;
    g_autofree char *numbered = g_strdup_printf (" written=%u%s", ++probe->written, line);
    /* A file that is replaced is waited for until it is on the disk; a new one is not. */
    g_unlink (probe->path);
    if (!g_file_set_contents (probe->path, numbered, -1, &error))
        g_warning ("%s", error->message);
    g_free (probe->last);
    probe->last = g_steal_pointer (&line);
    return G_SOURCE_REMOVE;
}

static void on_change (Probe *probe)
{
    if (probe->idle == 0)
        probe->idle = g_idle_add_full (G_PRIORITY_LOW, write_state, probe, NULL);
}

static void on_focus_moved (Probe *probe)
{
    probe->moves++;
}

/* Not everything has a signal: focus, errors beneath an entry. */
static gboolean on_timer (gpointer data)
{
    on_change (data);
    return G_SOURCE_CONTINUE;
}

static void on_destroy (Probe *probe)
{
    g_signal_handlers_disconnect_by_data (probe->session, probe);
    g_signal_handlers_disconnect_by_data (probe->window, probe);
    g_object_unref (probe->comparison);
    g_object_unref (probe->session);
    g_clear_handle_id (&probe->timer, g_source_remove);
    g_free (probe->last);
    g_clear_handle_id (&probe->idle, g_source_remove);
    g_free (probe);
}

void stepshake_probe_start (GtkWindow *window, StepshakeSession *session,
                            StepshakeComparison *comparison, StepshakeProbeSidebar sidebar)
{
    static const char *signals[] = {"run-changed", "moved", "selection-changed", "lesson-changed",
                                    "notify"};
    const char *path = g_getenv ("STEPSHAKE_STATE_FILE");
    if (path == NULL)
        return;
    Probe *probe = g_new0 (Probe, 1);
    probe->window = window;
    probe->session = g_object_ref (session);
    probe->comparison = g_object_ref (comparison);
    probe->sidebar = sidebar;
    probe->path = path;
    for (unsigned i = 0; i < G_N_ELEMENTS (signals); i++)
        g_signal_connect_swapped (session, signals[i], G_CALLBACK (on_change), probe);
    g_signal_connect_swapped (window, "notify", G_CALLBACK (on_change), probe);
    probe->timer = g_timeout_add (30, on_timer, probe);
    g_signal_connect_swapped (window, "notify::focus-widget", G_CALLBACK (on_focus_moved), probe);
    g_signal_connect_swapped (window, "destroy", G_CALLBACK (on_destroy), probe);
    on_change (probe);
}
