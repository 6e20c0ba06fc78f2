#include "session-private.h"

#include "control/intervene.h"
#include "export/export.h"

#include <gio/gio.h>
#include <string.h>

G_DEFINE_TYPE (StepshakeSession, stepshake_session, G_TYPE_OBJECT)

enum {
    PROP_0,
    PROP_OBSERVER,
    PROP_GRAIN,
    PROP_PAGE,
    PROP_CLASSIC,
    PROP_PLAYING,
    PROP_SPEED,
    PROP_TITLE,
    PROP_SUBTITLE,
    PROP_CAN_UNDO,
    N_PROPS
};

static GParamSpec *properties[N_PROPS];
static unsigned signals[SESSION_N_SIGNALS];

static const char *page_names[] = {"handshake", "secrets", "certificates", "state-machines",
                                   "compare"};

const char *stepshake_page_name (StepshakePage page)
{
    return page_names[page];
}

int stepshake_page_find (const char *name)
{
    for (int i = 0; i < STEPSHAKE_N_PAGES; i++)
        if (g_strcmp0 (page_names[i], name) == 0)
            return i;
    return -1;
}

void session_emit (StepshakeSession *self, unsigned signal)
{
    g_signal_emit (self, signals[signal], 0);
}

void session_tell (StepshakeSession *self, const char *format, ...)
{
    va_list arguments;
    va_start (arguments, format);
    g_autofree char *text = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    g_signal_emit (self, signals[SESSION_TOLD], 0, text);
}

void session_notify (StepshakeSession *self, const char *property)
{
    g_object_notify (G_OBJECT (self), property);
}

/* ---- The stage. ---- */

/* Puts a fresh run of SCENARIO on stage, cursor at the start; tells nobody yet. */
bool session_start_run (StepshakeSession *self, Scenario *scenario, GError **error)
{
    ControlRun *run = control_run_new (scenario, error);
    if (run == NULL)
        return false;
    session_stop_playing (self);
    g_clear_pointer (&self->run, control_run_free);
    self->run = run;
    Scenario *old = self->scenario;
    self->scenario = scenario_ref (scenario);
    if (old != NULL)
        scenario_unref (old);
    self->seen = -1;
    self->hold = SESSION_NO_HOLD;
    self->scanned = 0;
    for (int i = 0; i < SESSION_N_PARAMETERS; i++)
        self->parameters[i] = -1;
    g_hash_table_remove_all (self->notes);
    session_reset_selection (self);
    return true;
}

/* The landmark at or before the cursor, to find the place again in another run. */
static char *current_landmark (StepshakeSession *self)
{
    if (self->run == NULL)
        return NULL;
    for (int seq = control_cursor (self->run); seq >= 0; seq--) {
        char *landmark = trace_event_landmark (control_run_trace (self->run), seq);
        if (landmark != NULL)
            return landmark;
    }
    return NULL;
}

bool stepshake_session_stage (StepshakeSession *self, Scenario *scenario, bool keep_place,
                              GError **error)
{
    g_autofree char *landmark = keep_place ? current_landmark (self) : NULL;
    if (!session_start_run (self, scenario, error))
        return false;
    if (landmark != NULL)
        control_to_landmark (self->run, landmark, NULL);
    session_emit (self, SESSION_RUN_CHANGED);
    session_moved (self);
    return true;
}

void session_leave_lesson (StepshakeSession *self)
{
    if (self->lesson == NULL)
        return;
    g_autoptr (Lesson) old = g_steal_pointer (&self->lesson);
    g_hash_table_remove_all (self->answers);
    g_hash_table_remove_all (self->notes);
    self->lesson_stage = NULL;
    session_emit (self, SESSION_LESSON_CHANGED);
}

static bool is_lesson (const char *name)
{
    if (g_str_has_suffix (name, ".md"))
        return true;
    g_auto (GStrv) ids = lesson_catalogue ();
    return g_strv_contains ((const char *const *)ids, name);
}

static int find_page (const Lesson *lesson, const char *anchor, GError **error)
{
    int page = anchor != NULL ? lesson_find_page (lesson, anchor) : 0;
    if (page < 0)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                     "%s has no page “%s”, the first is “%s”", lesson->id, anchor,
                     ((LessonPage *)g_ptr_array_index (lesson->pages, 0))->anchor);
    return page;
}

bool stepshake_session_open (StepshakeSession *self, const char *name, GError **error)
{
    g_auto (GStrv) parts = g_strsplit (name, "#", 2);
    if (parts[0] != NULL && is_lesson (parts[0])) {
        g_autoptr (Lesson) lesson = lesson_load (parts[0], error);
        int page = lesson != NULL ? find_page (lesson, parts[1], error) : -1;
        return page >= 0 && session_open_lesson (self, g_steal_pointer (&lesson), page, error);
    }
    g_autoptr (Scenario) scenario = export_load (name, error);
    if (scenario == NULL || !stepshake_session_stage (self, scenario, false, error))
        return false;
    session_leave_lesson (self);
    g_ptr_array_set_size (self->undo, 0);
    session_notify (self, "can-undo");
    return true;
}

/* A changed scenario could be used to try an open prediction out. */
static bool may_change (StepshakeSession *self, GError **error)
{
    if (self->hold != SESSION_NO_HOLD)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                     "First answer the lesson's question; then everything can be changed.");
    return self->hold == SESSION_NO_HOLD;
}

static bool stage_changed (StepshakeSession *self, Scenario *changed, GError **error)
{
    g_autoptr (Scenario) before = scenario_ref (self->scenario);
    if (!stepshake_session_stage (self, changed, true, error))
        return false;
    g_ptr_array_add (self->undo, g_steal_pointer (&before));
    session_notify (self, "can-undo");
    return true;
}

bool stepshake_session_set (StepshakeSession *self, const char *assignment, GError **error)
{
    g_return_val_if_fail (self->scenario != NULL, false);
    if (!may_change (self, error))
        return false;
    g_autoptr (Scenario) changed = scenario_with (self->scenario, assignment, error);
    return changed != NULL && stage_changed (self, changed, error);
}

bool stepshake_session_can_twist (StepshakeSession *self)
{
    return self->run != NULL && self->hold == SESSION_NO_HOLD &&
           control_under_way (control_run_trace (self->run), control_cursor (self->run)) >= 0;
}

bool stepshake_session_twist (StepshakeSession *self, const char *twist, GError **error)
{
    g_return_val_if_fail (self->run != NULL, false);
    if (!may_change (self, error))
        return false;
    int place = control_cursor (self->run);
    g_autoptr (ControlRun) broken = control_run_twisted (self->run, twist, error);
    if (broken == NULL || !stage_changed (self, control_run_scenario (broken), error))
        return false;
    while (control_cursor (self->run) < place && control_step (self->run, CONTROL_BY_EVENT))
        ;
    session_moved (self);
    session_tell (self, "From here on: %s", twist);
    return true;
}

void stepshake_session_undo (StepshakeSession *self)
{
    if (self->undo->len == 0)
        return;
    g_autoptr (Scenario) before = g_ptr_array_steal_index (self->undo, self->undo->len - 1);
    g_autoptr (GError) error = NULL;
    if (self->lesson != NULL && before == self->lesson_stage)
        stepshake_session_return (self);
    else if (!stepshake_session_stage (self, before, true, &error))
        session_tell (self, "%s", error->message);
    session_notify (self, "can-undo");
}

bool stepshake_session_can_undo (StepshakeSession *self)
{
    return self->undo->len > 0;
}

Scenario *stepshake_session_before (StepshakeSession *self)
{
    return self->undo->len > 0 ? g_ptr_array_index (self->undo, self->undo->len - 1) : NULL;
}

ControlRun *stepshake_session_run (StepshakeSession *self)
{
    return self->run;
}

const Trace *stepshake_session_trace (StepshakeSession *self)
{
    return self->run != NULL ? control_run_trace (self->run) : NULL;
}

Scenario *stepshake_session_scenario (StepshakeSession *self)
{
    return self->scenario;
}

/* ---- How it is looked at. ---- */

const TraceObserver *stepshake_session_observer (StepshakeSession *self)
{
    return self->observer;
}

void stepshake_session_set_observer (StepshakeSession *self, const TraceObserver *observer)
{
    g_return_if_fail (observer != NULL);
    if (observer == self->observer)
        return;
    self->observer = observer;
    session_refresh_layers (self);
    if (self->run != NULL)
        session_refresh_texts (self);
    session_notify (self, "observer");
    session_emit (self, SESSION_SELECTION_CHANGED);
}

ControlGrain stepshake_session_grain (StepshakeSession *self)
{
    return self->grain;
}

void stepshake_session_set_grain (StepshakeSession *self, ControlGrain grain)
{
    if (self->grain == grain)
        return;
    self->grain = grain;
    session_notify (self, "grain");
}

StepshakePage stepshake_session_page (StepshakeSession *self)
{
    return self->page;
}

void stepshake_session_set_page (StepshakeSession *self, StepshakePage page)
{
    if (self->page == page)
        return;
    self->page = page;
    session_notify (self, "page");
}

bool stepshake_session_classic (StepshakeSession *self)
{
    return self->classic;
}

/* ---- The object. ---- */

static void set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    StepshakeSession *self = STEPSHAKE_SESSION (object);
    switch (id) {
    case PROP_OBSERVER: {
        const TraceObserver *observer = trace_observer_find (g_value_get_string (value));
        if (observer != NULL)
            stepshake_session_set_observer (self, observer);
        break;
    }
    case PROP_GRAIN:
        stepshake_session_set_grain (self, g_value_get_uint (value));
        break;
    case PROP_PAGE:
        stepshake_session_set_page (self,
                                    MAX (0, stepshake_page_find (g_value_get_string (value))));
        break;
    case PROP_CLASSIC:
        self->classic = g_value_get_boolean (value);
        break;
    case PROP_PLAYING:
        stepshake_session_set_playing (self, g_value_get_boolean (value));
        break;
    case PROP_SPEED:
        self->speed = g_value_get_double (value);
        break;
    default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    StepshakeSession *self = STEPSHAKE_SESSION (object);
    switch (id) {
    case PROP_OBSERVER:
        g_value_set_string (value, self->observer->name);
        break;
    case PROP_GRAIN:
        g_value_set_uint (value, self->grain);
        break;
    case PROP_PAGE:
        g_value_set_string (value, stepshake_page_name (self->page));
        break;
    case PROP_CLASSIC:
        g_value_set_boolean (value, self->classic);
        break;
    case PROP_PLAYING:
        g_value_set_boolean (value, self->play_source != 0);
        break;
    case PROP_SPEED:
        g_value_set_double (value, self->speed);
        break;
    case PROP_TITLE:
        g_value_set_string (value, self->title);
        break;
    case PROP_SUBTITLE:
        g_value_set_string (value, self->subtitle);
        break;
    case PROP_CAN_UNDO:
        g_value_set_boolean (value, self->undo->len > 0);
        break;
    default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void dispose (GObject *object)
{
    StepshakeSession *self = STEPSHAKE_SESSION (object);
    g_clear_handle_id (&self->play_source, g_source_remove);
    g_clear_pointer (&self->answers, g_hash_table_unref);
    g_clear_pointer (&self->notes, g_hash_table_unref);
    g_clear_pointer (&self->lesson, lesson_free);
    g_clear_pointer (&self->layers, g_ptr_array_unref);
    g_clear_pointer (&self->undo, g_ptr_array_unref);
    g_clear_pointer (&self->run, control_run_free);
    g_clear_pointer (&self->scenario, scenario_unref);
    g_clear_pointer (&self->word, g_free);
    g_clear_pointer (&self->title, g_free);
    g_clear_pointer (&self->subtitle, g_free);
    G_OBJECT_CLASS (stepshake_session_parent_class)->dispose (object);
}

static void stepshake_session_class_init (StepshakeSessionClass *class)
{
    GObjectClass *object_class = G_OBJECT_CLASS (class);
    object_class->set_property = set_property;
    object_class->get_property = get_property;
    object_class->dispose = dispose;

    const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
    const GParamFlags rwn = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
    const GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
    properties[PROP_OBSERVER] = g_param_spec_string ("observer", NULL, NULL, "everyone", rw);
    properties[PROP_GRAIN] =
        g_param_spec_uint ("grain", NULL, NULL, 0, CONTROL_N_GRAINS - 1, CONTROL_BY_EVENT, rw);
    properties[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, "handshake", rw);
    properties[PROP_CLASSIC] = g_param_spec_boolean ("classic", NULL, NULL, FALSE, rwn);
    properties[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE, rw);
    properties[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, 0.25, 8, 1, rwn);
    properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, ro);
    properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, ro);
    properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, ro);
    g_object_class_install_properties (object_class, N_PROPS, properties);

    static const char *names[] = {"run-changed",   "moved",          "selection-changed",
                                  "hover-changed", "lesson-changed", "told"};
    for (unsigned i = 0; i < SESSION_N_SIGNALS; i++)
        signals[i] =
            g_signal_new (names[i], STEPSHAKE_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                          G_TYPE_NONE, i == SESSION_TOLD ? 1 : 0, G_TYPE_STRING);
}

static void stepshake_session_init (StepshakeSession *self)
{
    self->undo = g_ptr_array_new_with_free_func ((GDestroyNotify)scenario_unref);
    self->answers = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    self->notes = g_hash_table_new (NULL, NULL);
    self->layers = g_ptr_array_new ();
    self->observer = trace_observer_at (0);
    self->speed = 1;
    self->hold = SESSION_NO_HOLD;
    self->seen = -1;
    self->title = g_strdup ("Stepshake");
    self->subtitle = g_strdup ("");
    session_reset_selection (self);
}

StepshakeSession *stepshake_session_new (void)
{
    return g_object_new (STEPSHAKE_TYPE_SESSION, NULL);
}
