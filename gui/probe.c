#include "probe.h"

typedef struct {
    GtkWindow *window;
    StepshakeSession *session;
    StepshakeProbeSidebar sidebar;
    const char *path;
    guint idle;
    unsigned written;
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

static char *state_line (Probe *probe)
{
    StepshakeSession *session = probe->session;
    const TraceMoment *moment = stepshake_session_moment (session);
    GtkWidget *focus = gtk_window_get_focus (probe->window);
    g_autofree char *sentence = stepshake_session_sentence (session);
    GString *line = g_string_new (NULL);
    g_string_append_printf (
        line, "written=%u cursor=%d seen=%d end=%d client=%s/%s server=%s/%s phase=%d",
        ++probe->written, stepshake_session_cursor (session), stepshake_session_seen (session),
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
    g_string_append_printf (line, " focus=%s title=[%s] subtitle=[%s] sentence=[%s]\n",
                            focus != NULL ? G_OBJECT_TYPE_NAME (focus) : "-",
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
    if (!g_file_set_contents (probe->path, line, -1, &error))
        g_warning ("%s", error->message);
    return G_SOURCE_REMOVE;
}

static void on_change (Probe *probe)
{
    if (probe->idle == 0)
        probe->idle = g_idle_add_full (G_PRIORITY_LOW, write_state, probe, NULL);
}

static void probe_free (gpointer data)
{
    Probe *probe = data;
    g_clear_handle_id (&probe->idle, g_source_remove);
    g_free (probe);
}

void stepshake_probe_start (GtkWindow *window, StepshakeSession *session,
                            StepshakeProbeSidebar sidebar)
{
    static const char *signals[] = {"run-changed", "moved", "selection-changed", "lesson-changed",
                                    "notify"};
    const char *path = g_getenv ("STEPSHAKE_STATE_FILE");
    if (path == NULL)
        return;
    Probe *probe = g_new0 (Probe, 1);
    probe->window = window;
    probe->session = session;
    probe->sidebar = sidebar;
    probe->path = path;
    for (unsigned i = 0; i < G_N_ELEMENTS (signals); i++)
        g_signal_connect_swapped (session, signals[i], G_CALLBACK (on_change), probe);
    g_signal_connect_swapped (window, "notify", G_CALLBACK (on_change), probe);
    g_object_set_data_full (G_OBJECT (session), "stepshake-probe", probe, probe_free);
    on_change (probe);
}
