#include "inspector/why-view.h"
#include "column.h"
#include "inspector/page.h"
#include "lesson/explain.h"
#include "prose.h"
#include "words.h"

#include <string.h>

struct _StepshakeWhyView {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */

    /* Template widgets */
    GtkToggleButton *moment, *field;
    GtkScrolledWindow *scroller;
    GtkBox *page;

    bool following; /* the toggles follow the session */
};

G_DEFINE_TYPE (StepshakeWhyView, stepshake_why_view, GTK_TYPE_WIDGET)

/* ---- A moment. ---- */

static void show_bytes (GtkBox *box, const char *name, GBytes *bytes)
{
    if (bytes == NULL)
        return;
    g_autofree char *hex = base_hex (base_span_bytes (bytes));
    stepshake_page_fact (box, name, *hex != '\0' ? hex : "empty", true);
}

static void show_secret (GtkBox *box, const Trace *trace, int index)
{
    const TraceSecret *secret = trace_secret (trace, index);
    g_autofree char *how = secret->label != NULL ? g_strdup_printf ("%s with the label “%s”",
                                                                    secret->function, secret->label)
                                                 : g_strdup (secret->function);
    stepshake_page_fact (box, "Made by", how, false);
    show_bytes (box, "Value", secret->value);
    if (secret->protects != NULL)
        stepshake_page_fact (box, "Protects", secret->protects, false);
}

static void show_hidden (StepshakeWhyView *self, const TraceEvent *event)
{
    const TraceObserver *observer = stepshake_session_observer (self->session);
    g_autofree char *text =
        g_strdup_printf ("Something happens inside the %s, where the %s cannot look.",
                         trace_party_name (event->party), observer->name);
    stepshake_page_kicker (self->page, observer->title);
    stepshake_page_title (self->page, "Hidden");
    stepshake_page_note (self->page, text, "prose");
}

static void show_sealed (StepshakeWhyView *self)
{
    stepshake_page_note (
        self->page,
        "Sealed: what can be learned from it is when it was sent, by whom, and how long it is. The "
        "bytes themselves look like noise, and tell nothing without the key.",
        "prose-quote");
}

static char *moment_title (const Trace *trace, const TraceObserver *observer,
                           const TraceEvent *event)
{
    if (event->decision < 0 || event->kind == TRACE_FAIL)
        return trace_event_title_seen (trace, observer, event->seq);
    const TraceDecision *decision = trace_decision (trace, event->decision);
    return g_strdup_printf ("%s %s", decision->question, decision->outcome);
}

/* Why it failed, as far as the observer may know: of what follows from a failure, with who noticed
 * it. */
static void show_reason (StepshakeWhyView *self, const TraceEvent *event)
{
    const Trace *trace = stepshake_session_trace (self->session);
    const TraceObserver *observer = stepshake_session_observer (self->session);
    int seq = trace_reason (trace, observer, event->seq);
    if (seq < 0)
        return;
    const TraceEvent *reason = trace_event (trace, (unsigned)seq);
    if (seq != (int)event->seq) {
        g_autofree char *title = trace_event_title_seen (trace, observer, (unsigned)seq);
        g_autofree char *kicker = g_strdup_printf ("Noticed at event %d", seq + 1);
        stepshake_page_kicker (self->page, kicker);
        stepshake_page_note (self->page, title, "cause");
        stepshake_page_section (self->page, reason->section, self->session);
    }
    if (reason->decision >= 0)
        stepshake_page_candidates (self->page, trace_decision (trace, reason->decision));
    stepshake_page_fact (self->page, "Would have passed with",
                         base_cause_would_pass (reason->cause), false);
}

static void show_event (StepshakeWhyView *self, const TraceEvent *event)
{
    const Trace *trace = stepshake_session_trace (self->session);
    const TraceObserver *observer = stepshake_session_observer (self->session);
    g_autofree char *kicker = g_strdup_printf ("%s · event %u · after %" G_GINT64_FORMAT " ms",
                                               stepshake_actor (trace, observer, event),
                                               event->seq + 1, event->time / 1000);
    g_autofree char *title = moment_title (trace, observer, event);
    g_autofree char *key = trace_event_key (trace, event->seq);
    stepshake_page_kicker (self->page, kicker);
    stepshake_page_title (self->page, title);
    stepshake_page_section (self->page, event->section, self->session);
    stepshake_page_cause (self->page, event->cause);
    if (event->decision >= 0 && event->kind != TRACE_FAIL)
        stepshake_page_candidates (self->page, trace_decision (trace, event->decision));
    show_reason (self, event);
    if (event->kind == TRACE_DERIVE)
        show_secret (self->page, trace, event->secret);
    else
        show_bytes (self->page, event->kind == TRACE_DRAW ? "Drawn" : "Bytes", event->value);
    stepshake_page_explain (self->page, key, self->session);
}

static void add_go_there (StepshakeWhyView *self, int event)
{
    GtkWidget *button = gtk_button_new_with_label ("Go to this moment");
    gtk_widget_set_halign (button, GTK_ALIGN_START);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.seek");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", event);
    gtk_box_append (self->page, button);
}

static void show_moment (StepshakeWhyView *self, const StepshakeSelection *selection)
{
    const Trace *trace = stepshake_session_trace (self->session);
    if (trace == NULL || selection->event < 0) {
        stepshake_page_title (self->page, "Nothing has happened yet");
        stepshake_page_note (self->page,
                             "Client and server know their settings and nothing of each other. "
                             "Take a step, and this pane says why it happened.",
                             "prose");
        return;
    }
    const TraceEvent *event = trace_event (trace, selection->event);
    TraceSight sight =
        trace_sees_event (trace, stepshake_session_observer (self->session), event->seq);
    if (sight == TRACE_HIDDEN) {
        show_hidden (self, event);
        return;
    }
    if (sight == TRACE_SEALED) {
        stepshake_page_kicker (self->page, "On the wire");
        stepshake_page_title (self->page, "A sealed record");
        show_sealed (self);
        return;
    }
    show_event (self, event);
    if (selection->event != stepshake_session_cursor (self->session))
        add_go_there (self, selection->event);
}

/* ---- A field. ---- */

/* The value itself may have a text: a cipher suite, a group, a scheme, an alert. */
static void explain_value (StepshakeWhyView *self, const WireTree *tree, int field)
{
    static const struct {
        const WireRegistry *names;
        const char *prefix;
    } kinds[] = {{&wire_cipher_suites, "suite"},
                 {&wire_groups, "group"},
                 {&wire_schemes, "scheme"},
                 {&wire_alerts, "alert"}};
    const WireRow *row = tree->fields[field].row;
    for (unsigned i = 0; row != NULL && i < G_N_ELEMENTS (kinds); i++) {
        if (row->names != kinds[i].names)
            continue;
        g_autofree char *plain = wire_tree_plain (tree, field);
        g_autofree char *key = g_strdup_printf ("%s:%s", kinds[i].prefix, plain);
        if (lesson_explanation (key) == NULL)
            return;
        stepshake_page_kicker (self->page, plain);
        stepshake_page_explain (self->page, key, self->session);
    }
}

static void show_field (StepshakeWhyView *self, const StepshakeSelection *selection)
{
    StepshakeLayer *layer = stepshake_session_layer (self->session, selection->layer);
    const WireTree *tree = layer->tree;
    int field = selection->field;
    g_autofree char *path = wire_tree_path (tree, field);
    g_autofree char *label = wire_tree_label (tree, field);
    g_autofree char *value = layer->noise ? NULL : wire_tree_value (tree, field);
    g_autofree char *key = wire_tree_key (tree, field);
    g_autofree char *where = g_strdup_printf (
        "%u to %u of %s", tree->fields[field].offset,
        tree->fields[field].offset + MAX (1, tree->fields[field].length) - 1, layer->title);
    stepshake_page_kicker (self->page, path);
    stepshake_page_title (self->page, label);
    stepshake_page_section (self->page, wire_tree_section (tree, field), self->session);
    if (tree->cause != BASE_CAUSE_NONE && (int)tree->broken_field == field)
        stepshake_page_cause (self->page, tree->cause);
    if (value != NULL)
        stepshake_page_fact (self->page, "Value", value, false);
    stepshake_page_fact (self->page, "Bytes", where, false);
    stepshake_page_explain (self->page, key, self->session);
    if (value != NULL)
        explain_value (self, tree, field);
    else
        show_sealed (self);
}

static void show_word (StepshakeWhyView *self, const StepshakeSelection *selection)
{
    const char *name = strchr (selection->word, ':') + 1;
    bool alert = g_str_has_prefix (selection->word, "alert:");
    bool history = g_str_has_prefix (selection->word, "history:");
    stepshake_page_kicker (self->page, alert ? "Alert" : history ? "History" : "Word");
    stepshake_page_title (self->page, name);
    stepshake_page_explain (self->page, selection->word, self->session);
}

/* ---- Observing the session. ---- */

static void follow_toggles (StepshakeWhyView *self, const StepshakeSelection *selection)
{
    StepshakeLayer *layer = stepshake_session_layer (self->session, selection->layer);
    bool has_field = layer != NULL && selection->field >= 0;
    self->following = true;
    gtk_widget_set_sensitive (GTK_WIDGET (self->field), has_field);
    gtk_toggle_button_set_active (self->moment, selection->focus == STEPSHAKE_FOCUS_EVENT);
    gtk_toggle_button_set_active (self->field, selection->focus == STEPSHAKE_FOCUS_FIELD);
    self->following = false;
}

static void on_selection_changed (StepshakeWhyView *self)
{
    const StepshakeSelection *selection = stepshake_session_selection (self->session);
    follow_toggles (self, selection);
    stepshake_box_clear (self->page);
    if (selection->focus == STEPSHAKE_FOCUS_FIELD && selection->field >= 0)
        show_field (self, selection);
    else if (selection->focus == STEPSHAKE_FOCUS_WORD)
        show_word (self, selection);
    else
        show_moment (self, selection);
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void on_toggled (StepshakeWhyView *self, GtkToggleButton *button)
{
    if (self->following || !gtk_toggle_button_get_active (button))
        return;
    stepshake_session_set_focus (self->session, button == self->field ? STEPSHAKE_FOCUS_FIELD
                                                                      : STEPSHAKE_FOCUS_EVENT);
}

void stepshake_why_view_set_session (StepshakeWhyView *self, StepshakeSession *session)
{
    self->session = session;
    g_signal_connect_object (session, "selection-changed", G_CALLBACK (on_selection_changed), self,
                             G_CONNECT_SWAPPED);
    on_selection_changed (self);
}

/* ---- The object. ---- */

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    G_OBJECT_CLASS (stepshake_why_view_parent_class)->dispose (object);
}

static void stepshake_why_view_class_init (StepshakeWhyViewClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
    G_OBJECT_CLASS (class)->dispose = dispose;
    g_type_ensure (STEPSHAKE_TYPE_COLUMN);
    gtk_widget_class_set_css_name (widget_class, "why");
    gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/io/github/stepshake/Stepshake/ui/why-view.ui");
    gtk_widget_class_bind_template_child (widget_class, StepshakeWhyView, moment);
    gtk_widget_class_bind_template_child (widget_class, StepshakeWhyView, field);
    gtk_widget_class_bind_template_child (widget_class, StepshakeWhyView, scroller);
    gtk_widget_class_bind_template_child (widget_class, StepshakeWhyView, page);
    gtk_widget_class_bind_template_callback (widget_class, on_toggled);
}

static void stepshake_why_view_init (StepshakeWhyView *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}
