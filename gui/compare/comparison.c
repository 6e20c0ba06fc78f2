#include "compare/comparison.h"
#include "export/export.h"

#include <gio/gio.h>
#include <string.h>

typedef struct {
    char *title, *name; /* NAME NULL: before the last change */
    unsigned connection;
    Scenario *scenario; /* of a file, as it was when it was opened; owned; else NULL */
} Choice;

typedef struct {
    Scenario *scenario; /* owned */
    ControlRun *run;    /* owned; at its end */
} Whole;

struct _StepshakeComparison {
    GObject parent_instance;

    StepshakeSession *session; /* borrowed */
    GPtrArray *choices;        /* Choice; made when first asked */
    unsigned chosen;
    unsigned shown; /* the choice that the right run is of */
    bool by_hand;   /* the user chose */

    Whole left, right;
    unsigned connection; /* of the left run */
    DrawCompare *compare;
    const DrawCompareRow *selected; /* borrowed from it */
    const char *note;               /* static */
};

G_DEFINE_TYPE (StepshakeComparison, stepshake_comparison, G_TYPE_OBJECT)

static unsigned changed;

/* ---- What there is to choose from. ---- */

static void choice_free (Choice *choice)
{
    g_free (choice->title);
    g_free (choice->name);
    g_clear_pointer (&choice->scenario, scenario_unref);
    g_free (choice);
}

static Choice *add_choice (StepshakeComparison *self, const char *title, const char *name,
                           unsigned connection)
{
    Choice *choice = g_new0 (Choice, 1);
    choice->title = connection > 0 ? g_strdup_printf ("%s, connection %u", title, connection)
                                   : g_strdup (title);
    choice->name = g_strdup (name);
    choice->connection = connection;
    g_ptr_array_add (self->choices, choice);
    return choice;
}

static GPtrArray *choices_of (StepshakeComparison *self)
{
    if (self->choices->len > 0)
        return self->choices;
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    add_choice (self, "The run before my last change", NULL, 0);
    for (unsigned i = 0; i < catalogue->len; i++) {
        const ScenarioEntry *entry = g_ptr_array_index (catalogue, i);
        g_autoptr (Scenario) scenario = scenario_load (entry->name, NULL);
        unsigned n = scenario != NULL ? scenario_connections (scenario) : 1;
        for (unsigned k = 1; k <= n; k++)
            add_choice (self, entry->title, entry->name, n > 1 ? k : 0);
    }
    return self->choices;
}

const char *stepshake_comparison_choice (StepshakeComparison *self, unsigned i)
{
    GPtrArray *choices = choices_of (self);
    return i < choices->len ? ((Choice *)g_ptr_array_index (choices, i))->title : NULL;
}

unsigned stepshake_comparison_n_choices (StepshakeComparison *self)
{
    return choices_of (self)->len;
}

bool stepshake_comparison_open (StepshakeComparison *self, const char *path, GError **error)
{
    g_autoptr (Scenario) scenario = export_load (path, error);
    if (scenario == NULL)
        return false;
    g_autofree char *name = g_path_get_basename (path);
    g_autofree char *title = g_strdup_printf ("%s: %s", name, scenario_title (scenario));
    unsigned n = scenario_connections (scenario);
    choices_of (self);
    for (unsigned k = 1; k <= n; k++)
        add_choice (self, title, path, n > 1 ? k : 0)->scenario = scenario_ref (scenario);
    stepshake_comparison_choose (self, self->choices->len - 1);
    return true;
}

unsigned stepshake_comparison_find (StepshakeComparison *self, const char *name)
{
    GPtrArray *choices = choices_of (self);
    unsigned found = 0;
    for (unsigned i = 0; i < choices->len; i++)
        if (g_strcmp0 (((Choice *)g_ptr_array_index (choices, i))->name, name) == 0)
            found = i;
    return found;
}

unsigned stepshake_comparison_chosen (StepshakeComparison *self)
{
    return self->chosen;
}

void stepshake_comparison_choose (StepshakeComparison *self, unsigned i)
{
    if (self->chosen == i || i >= choices_of (self)->len)
        return;
    self->chosen = i;
    self->by_hand = true;
    stepshake_comparison_refresh (self);
}

/* Until the user has chosen: after a change the run before it, else the healthy one, and beside
 * that one the healthy one of TLS 1.2. */
static void choose_by_itself (StepshakeComparison *self)
{
    Scenario *scenario = stepshake_session_scenario (self->session);
    if (self->by_hand || scenario == NULL)
        return;
    bool healthy = g_strcmp0 (scenario_name (scenario), "healthy") == 0;
    self->chosen = stepshake_session_before (self->session) != NULL
                       ? 0
                       : stepshake_comparison_find (self, healthy ? "healthy-tls12" : "healthy");
}

/* ---- Running. ---- */

static void whole_clear (Whole *whole)
{
    g_clear_pointer (&whole->run, control_run_free);
    g_clear_pointer (&whole->scenario, scenario_unref);
}

/* Runs SCENARIO to its end, unless that is what was run last. False: it cannot be run. */
static bool whole_run (Whole *whole, Scenario *scenario)
{
    if (whole->scenario == scenario)
        return whole->run != NULL;
    whole_clear (whole);
    whole->run = control_run_new (scenario, NULL);
    whole->scenario = scenario_ref (scenario);
    if (whole->run != NULL)
        control_run_all (whole->run);
    return whole->run != NULL;
}

/* transfer full; NULL: there is none */
static Scenario *second_scenario (StepshakeComparison *self, const Choice *choice)
{
    Scenario *before = stepshake_session_before (self->session);
    if (choice->name == NULL)
        return before != NULL ? scenario_ref (before) : NULL;
    if (choice->scenario != NULL)
        return scenario_ref (choice->scenario);
    /* The same object again as long as it is the same scenario. */
    if (self->right.scenario != NULL && self->shown == self->chosen)
        return scenario_ref (self->right.scenario);
    return scenario_load (choice->name, NULL);
}

static unsigned session_connection (StepshakeComparison *self)
{
    int cursor = stepshake_session_cursor (self->session);
    const Trace *trace = stepshake_session_trace (self->session);
    return trace == NULL || cursor < 0 ? 1 : trace_connection (trace, (unsigned)cursor);
}

static char *left_title (StepshakeComparison *self)
{
    const char *title = scenario_title (self->left.scenario);
    if (scenario_connections (self->left.scenario) > 1)
        return g_strdup_printf ("%s, connection %u", title, self->connection);
    return g_strdup (title);
}

static void compare (StepshakeComparison *self)
{
    const Choice *choice = g_ptr_array_index (choices_of (self), self->chosen);
    self->connection = session_connection (self);
    g_autofree char *left = left_title (self);
    /* Before the change: the same connection of it, as far as it had one. */
    unsigned same = MIN (self->connection, scenario_connections (self->right.scenario));
    unsigned connection = choice->name == NULL ? same : choice->connection;
    const DrawCompareInput inputs[] = {
        {left, control_run_trace (self->left.run), self->connection, -1},
        {choice->title, control_run_trace (self->right.run), connection, -1},
    };
    self->compare =
        draw_compare_new (&inputs[0], &inputs[1], stepshake_session_observer (self->session));
}

static const char *find_note (StepshakeComparison *self, Scenario *second)
{
    if (stepshake_session_scenario (self->session) == NULL)
        return "Open a scenario first.";
    if (stepshake_session_held (self->session))
        return "First answer the lesson's question: another run beside this one could tell.";
    if (second == NULL)
        return "Nothing has been changed yet. Change a setting of the scenario in the sidebar: "
               "then the run before and the run after the change stand side by side.";
    return NULL;
}

void stepshake_comparison_refresh (StepshakeComparison *self)
{
    Scenario *first = stepshake_session_scenario (self->session);
    choose_by_itself (self);
    const Choice *choice = g_ptr_array_index (choices_of (self), self->chosen);
    g_autoptr (Scenario) second = second_scenario (self, choice);
    const char *note = find_note (self, second);
    bool same = note == self->note && self->compare != NULL && self->left.scenario == first &&
                self->right.scenario == second && self->connection == session_connection (self) &&
                self->compare->observer == stepshake_session_observer (self->session) &&
                self->shown == self->chosen;
    if (same || (note != NULL && note == self->note && self->compare == NULL))
        return;
    g_autoptr (DrawCompare) old = g_steal_pointer (&self->compare);
    Whole left = {0}, right = {0}; /* what the old one borrows, until nobody looks at it */
    if (self->left.scenario != first) {
        left = self->left;
        self->left = (Whole){0};
    }
    if (self->right.scenario != second) {
        right = self->right;
        self->right = (Whole){0};
    }
    self->note = note;
    self->shown = self->chosen;
    self->selected = NULL;
    if (note == NULL) {
        if (whole_run (&self->left, first) && whole_run (&self->right, second))
            compare (self);
        else
            self->note = "This scenario cannot be run.";
    }
    g_signal_emit (self, changed, 0);
    whole_clear (&left);
    whole_clear (&right);
}

/* ---- What is seen. ---- */

const DrawCompare *stepshake_comparison_get (StepshakeComparison *self)
{
    return self->compare;
}

const char *stepshake_comparison_note (StepshakeComparison *self)
{
    return self->note != NULL ? self->note : "";
}

unsigned stepshake_comparison_rows (StepshakeComparison *self)
{
    return self->compare == NULL
               ? 0
               : draw_compare_rows_at (self->compare, stepshake_session_cursor (self->session));
}

bool stepshake_comparison_over (StepshakeComparison *self)
{
    return self->compare != NULL &&
           stepshake_session_cursor (self->session) >= self->compare->run[DRAW_LEFT].end;
}

const DrawCompareRow *stepshake_comparison_selected (StepshakeComparison *self)
{
    return self->selected;
}

void stepshake_comparison_select (StepshakeComparison *self, const DrawCompareRow *row)
{
    self->selected = row;
}

GBytes *stepshake_comparison_write (StepshakeComparison *self, const char *format, GError **error)
{
    stepshake_comparison_refresh (self);
    if (self->compare == NULL) {
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                             stepshake_comparison_note (self));
        return NULL;
    }
    /* No further than the session has come. */
    DrawCompareInput inputs[2];
    for (unsigned side = 0; side < 2; side++) {
        const DrawCompareRun *run = &self->compare->run[side];
        inputs[side] = (DrawCompareInput){run->title, run->trace, run->connection, run->end};
    }
    inputs[DRAW_LEFT].end =
        CLAMP (stepshake_session_cursor (self->session), 0, inputs[DRAW_LEFT].end);
    g_autoptr (DrawCompare) now =
        draw_compare_new (&inputs[0], &inputs[1], self->compare->observer);
    return draw_write_compare (now, format, error);
}

/* ---- The object. ---- */

static void finalize (GObject *object)
{
    StepshakeComparison *self = STEPSHAKE_COMPARISON (object);
    g_clear_pointer (&self->compare, draw_compare_free);
    whole_clear (&self->left);
    whole_clear (&self->right);
    g_ptr_array_unref (self->choices);
    G_OBJECT_CLASS (stepshake_comparison_parent_class)->finalize (object);
}

static void stepshake_comparison_class_init (StepshakeComparisonClass *class)
{
    G_OBJECT_CLASS (class)->finalize = finalize;
    changed = g_signal_new ("changed", STEPSHAKE_TYPE_COMPARISON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                            NULL, G_TYPE_NONE, 0);
}

static void stepshake_comparison_init (StepshakeComparison *self)
{
    self->choices = g_ptr_array_new_with_free_func ((GDestroyNotify)choice_free);
}

StepshakeComparison *stepshake_comparison_new (StepshakeSession *session)
{
    StepshakeComparison *self = g_object_new (STEPSHAKE_TYPE_COMPARISON, NULL);
    self->session = session;
    return self;
}
