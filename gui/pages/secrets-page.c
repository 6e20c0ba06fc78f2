#include "pages/secrets-page.h"
#include "inspector/page.h"

struct _StepshakeSecretsPage {
    StepshakeGraphPage parent_instance;

    GtkWidget *choice;   /* borrowed: of a connection, where somebody in the middle has two */
    unsigned connection; /* chosen; 0: both */
};

G_DEFINE_TYPE (StepshakeSecretsPage, stepshake_secrets_page, STEPSHAKE_TYPE_GRAPH_PAGE)

static DrawGraph *make_graph (StepshakeGraphPage *page)
{
    StepshakeSession *session = stepshake_graph_page_get_session (page);
    ControlRun *run = stepshake_session_run (session);
    StepshakeSecretsPage *self = STEPSHAKE_SECRETS_PAGE (page);
    if (run == NULL)
        return draw_graph_new ("Secrets");
    const TraceObserver *observer = stepshake_session_observer (session);
    /* A party of its own has a part in one of them only. */
    bool choose = draw_secrets_are_two (control_run_trace (run)) && observer->party < 0;
    gtk_widget_set_visible (self->choice, choose);
    return draw_secrets (run, stepshake_session_cursor (session), choose ? self->connection : 0,
                         observer);
}

/* Who knows it at this moment: asked of each observer, never assumed. */
static void show_keepers (GtkBox *box, StepshakeSession *session, int secret)
{
    g_autofree char *who = draw_secret_keepers (stepshake_session_trace (session), secret,
                                                stepshake_session_cursor (session));
    stepshake_page_fact (box, "Known to", *who != '\0' ? who : "nobody any more", false);
}

static void show_bytes (GtkBox *box, const char *name, GBytes *bytes)
{
    if (bytes == NULL)
        return;
    g_autofree char *hex = base_hex (base_span_bytes (bytes));
    stepshake_page_fact (box, name, *hex != '\0' ? hex : "empty", true);
}

static void show_input (GtkBox *box, const Trace *trace, const char *role, int input)
{
    if (input >= 0)
        stepshake_page_fact (box, role, trace_secret (trace, input)->name, false);
}

static void show_inputs (GtkBox *box, const Trace *trace, const TraceSecret *secret)
{
    stepshake_page_fact (box, "Function", secret->function, false);
    bool extract = secret->label == NULL;
    show_input (box, trace, extract ? "Salt" : "From", secret->salt);
    show_input (box, trace, "Input", secret->ikm);
    if (secret->label != NULL)
        stepshake_page_fact (box, "Label", secret->label, false);
    show_bytes (box, "Context", secret->context);
}

static void show_command (GtkBox *box, const char *command)
{
    if (command == NULL)
        return;
    stepshake_page_fact (box, "Compute it again", command, true);
    GtkWidget *copy = gtk_button_new_with_label ("Copy the command");
    gtk_widget_set_halign (copy, GTK_ALIGN_START);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (copy), "win.copy-words");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (copy), "s", command);
    gtk_box_append (box, copy);
}

/* How the version that is spoken calls its key schedule. */
static void show_schedule (GtkBox *box, StepshakeSession *session, bool older)
{
    stepshake_page_title (box, "The key schedule");
    stepshake_page_note (box,
                         older ? "Every key of the connection grows from what the key exchange "
                                 "gave. Choose a secret to see what it was made from, who knows "
                                 "it, what it protects, and the command that computes it again."
                               : "Every key of the connection grows from the shared secret. Choose "
                                 "a secret to see what it was made from, who knows it, what it "
                                 "protects, and the command that computes it again.",
                         "prose");
    stepshake_page_section (box, older ? "RFC 5246 8.1" : "RFC 9846 7.1", session);
}

static void show_details (StepshakeGraphPage *page, const DrawNode *node, GtkBox *box)
{
    StepshakeSession *session = stepshake_graph_page_get_session (page);
    const Trace *trace = stepshake_session_trace (session);
    int cursor = stepshake_session_cursor (session);
    bool older = cursor >= 0 && trace_version (trace, (unsigned)cursor) == WIRE_TLS12;
    if (node == NULL || node->event < 0) {
        show_schedule (box, session, older);
        return;
    }
    int index = trace_event (trace, node->event)->secret;
    const TraceSecret *secret = trace_secret (trace, index);
    g_autofree char *kicker =
        secret->old_name != NULL
            ? g_strdup_printf ("%s in RFC %s", secret->old_name, older ? "5246" : "8446")
            : g_strdup_printf ("made at event %d", node->event + 1);
    stepshake_page_kicker (box, kicker);
    stepshake_page_title (box, secret->name);
    stepshake_page_section (box, secret->section, session);
    stepshake_page_explain (box, node->key, session);
    show_bytes (box, "Value", secret->value);
    show_keepers (box, session, index);
    if (secret->protects != NULL)
        stepshake_page_fact (box, "Protects", secret->protects, false);
    show_inputs (box, trace, secret);
    g_autofree char *command = trace_secret_command (trace, index);
    show_command (box, command);
}

static void stepshake_secrets_page_class_init (StepshakeSecretsPageClass *class)
{
    STEPSHAKE_GRAPH_PAGE_CLASS (class)->make_graph = make_graph;
    STEPSHAKE_GRAPH_PAGE_CLASS (class)->show_details = show_details;
}

/* ---- Which connection. ---- */

static void on_choice (GtkToggleButton *button, GParamSpec *property, gpointer connection)
{
    GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (button), STEPSHAKE_TYPE_SECRETS_PAGE);
    if (page == NULL || !gtk_toggle_button_get_active (button))
        return;
    STEPSHAKE_SECRETS_PAGE (page)->connection = GPOINTER_TO_UINT (connection);
    stepshake_graph_page_refresh (STEPSHAKE_GRAPH_PAGE (page));
}

static void stepshake_secrets_page_init (StepshakeSecretsPage *self)
{
    static const struct {
        const char *label, *words;
    } choices[] = {{"Both", "Both connections"},
                   {"1", "Connection 1: client and attacker's server"},
                   {"2", "Connection 2: attacker's client and server"}};
    GtkToggleButton *first = NULL;
    self->choice = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class (self->choice, "linked");
    for (unsigned i = 0; i < G_N_ELEMENTS (choices); i++) {
        GtkWidget *button = gtk_toggle_button_new_with_label (choices[i].label);
        gtk_widget_set_tooltip_text (button, choices[i].words);
        gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                        choices[i].words, -1);
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first);
        first = first != NULL ? first : GTK_TOGGLE_BUTTON (button);
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == 0);
        g_signal_connect (button, "notify::active", G_CALLBACK (on_choice), GUINT_TO_POINTER (i));
        gtk_box_append (GTK_BOX (self->choice), button);
    }
    gtk_widget_set_visible (self->choice, FALSE);
    stepshake_graph_page_add_tool (STEPSHAKE_GRAPH_PAGE (self), self->choice);
}
