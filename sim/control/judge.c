#include "control/private.h"

#include <string.h>

/* Comparing how a run ended with what its scenario expects. */

static void complain (GPtrArray *out, const char *what, GPtrArray *wanted, const char *found)
{
    GString *list = g_string_new (NULL);
    for (guint i = 0; i < wanted->len; i++)
        g_string_append_printf (list, "%s%s", i > 0 ? " or " : "",
                                (const char *)g_ptr_array_index (wanted, i));
    g_ptr_array_add (out, g_strdup_printf ("expected %s %s, found %s", what, list->str, found));
    g_string_free (list, TRUE);
}

static void judge_one_of (GPtrArray *out, const char *what, GPtrArray *wanted, const char *found)
{
    if (wanted->len > 0 && !g_ptr_array_find_with_equal_func (wanted, found, g_str_equal, NULL))
        complain (out, what, wanted, found);
}

static void judge_alert (ControlRun *self, const ScenarioExpect *expect, unsigned last,
                         GPtrArray *out)
{
    g_autofree char *alert = trace_lookup (self->trace, last, "alert", NULL);
    char *space = strchr (alert, ' ');
    const char *name = space != NULL ? space + 1 : alert;
    if (space != NULL)
        *space = '\0';
    judge_one_of (out, "the alert", expect->alerts, name);
    if (expect->alert_sender != NULL && !g_str_equal (expect->alert_sender, alert))
        g_ptr_array_add (out, g_strdup_printf ("expected an alert by the %s, found %s",
                                               expect->alert_sender, alert));
}

typedef struct {
    unsigned passed, failed;
} Marks;

/* A check is named by its decision ("finished") or by its kind within one ("validity: CN=…"). */
static void count_decision (const TraceDecision *decision, const char *key, Marks *marks)
{
    if (g_str_equal (decision->key, key)) {
        marks->passed += decision->cause == BASE_CAUSE_NONE;
        marks->failed += decision->cause != BASE_CAUSE_NONE;
    }
    for (unsigned i = 0; i < decision->n_candidates; i++) {
        const TraceCandidate *candidate = &decision->candidates[i];
        size_t size = strcspn (candidate->name, ":");
        if (size != strlen (key) || strncmp (candidate->name, key, size) != 0)
            continue;
        marks->passed += candidate->verdict == TRACE_PASSED;
        marks->failed += candidate->verdict == TRACE_FELL;
    }
}

static Marks count_checks (const Trace *trace, unsigned last, const char *key)
{
    Marks marks = {0};
    for (unsigned i = 0; i <= last; i++) {
        const TraceEvent *event = trace_event (trace, i);
        if (event->kind == TRACE_CHECK && event->connection == trace_connection (trace, last))
            count_decision (trace_decision (trace, event->decision), key, &marks);
    }
    return marks;
}

static void judge_checks (ControlRun *self, unsigned last, GPtrArray *keys, bool should_pass,
                          GPtrArray *out)
{
    for (guint i = 0; i < keys->len; i++) {
        const char *key = g_ptr_array_index (keys, i);
        Marks marks = count_checks (self->trace, last, key);
        bool passes = marks.passed > 0 && marks.failed == 0;
        if (should_pass ? passes : marks.failed > 0)
            continue;
        g_ptr_array_add (out, g_strdup_printf ("expected the check %s to %s, it %s", key,
                                               should_pass ? "pass" : "fail",
                                               marks.passed + marks.failed == 0 ? "was not made"
                                               : should_pass                    ? "failed"
                                                                                : "passed"));
    }
}

/* Asked only when it matters: it costs the thief a computation with the key. */
static void judge_theft (ControlRun *self, const ScenarioExpect *expect, unsigned last,
                         GPtrArray *out)
{
    if (expect->missing->len == 0)
        return;
    g_autofree char *missing = trace_lookup (self->trace, last, "thief.missing", NULL);
    judge_one_of (out, "the thief of the key to lack", expect->missing, missing);
}

/* A twist that never found its place did not show what it is there for. */
static void judge_twists (const ControlConnection *connection, const Scenario *scenario,
                          GPtrArray *out)
{
    for (guint i = 0; connection->twists != NULL && i < connection->twists->len; i++) {
        const NetTwist *twist = g_ptr_array_index (connection->twists, i);
        g_autofree char *why = net_pipe_why_not (connection->pipe, i);
        g_autofree char *where = scenario_twist_place (scenario, i);
        if (why != NULL)
            g_ptr_array_add (out, g_strdup_printf ("%s: the twist “%s” found nothing to change: %s",
                                                   where, twist->text, why));
    }
}

bool control_missed_twist (ControlRun *self)
{
    control_run_all (self);
    for (guint i = 0; i < self->connections->len; i++) {
        const ControlConnection *connection = g_ptr_array_index (self->connections, i);
        for (guint t = 0; connection->twists != NULL && t < connection->twists->len; t++) {
            g_autofree char *why =
                connection->last >= 0 ? net_pipe_why_not (connection->pipe, t) : NULL;
            if (why != NULL)
                return true;
        }
    }
    return false;
}

static void judge_connection (ControlRun *self, const ControlConnection *connection,
                              Scenario *scenario, GPtrArray *out)
{
    const ScenarioExpect *expect = scenario_expect (scenario);
    if (connection->last < 0)
        return; /* a man in the middle whom nobody believed has not begun it */
    unsigned last = (unsigned)connection->last;
    g_autofree char *cause = trace_lookup (self->trace, last, "cause", NULL);
    g_autofree char *noticed = trace_lookup (self->trace, last, "noticed-by", NULL);
    judge_one_of (out, "the outcome", expect->outcomes, control_connection_outcome (connection));
    judge_one_of (out, "the cause", expect->causes, cause);
    judge_alert (self, expect, last, out);
    if (expect->noticed_by != NULL && !g_str_equal (expect->noticed_by, noticed))
        g_ptr_array_add (out, g_strdup_printf ("expected the %s to notice, found %s",
                                               expect->noticed_by, noticed));
    judge_checks (self, last, expect->fails, false, out);
    judge_checks (self, last, expect->passes, true, out);
    judge_theft (self, expect, last, out);
    judge_twists (connection, scenario, out);
}

GPtrArray *control_judge (ControlRun *self)
{
    GPtrArray *out = g_ptr_array_new_with_free_func (g_free);
    control_run_all (self);
    for (guint i = 0; i < self->connections->len; i++) {
        guint before = out->len;
        Scenario *scenario = scenario_connection (self->scenario, i + 1);
        judge_connection (self, g_ptr_array_index (self->connections, i), scenario, out);
        for (guint j = before; i > 0 && j < out->len; j++) {
            char *line = g_ptr_array_index (out, j);
            if (g_str_has_prefix (line, scenario_where (scenario)))
                continue;
            g_ptr_array_index (out, j) = g_strdup_printf ("connection %u: %s", i + 1, line);
            g_free (line);
        }
    }
    return out;
}
