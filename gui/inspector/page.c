#include "inspector/page.h"
#include "lesson/explain.h"
#include "paragraph.h"
#include "prose.h"
#include "words.h"

static GtkWidget *add_text (GtkBox *box, const char *text, const char *css_class)
{
    GtkWidget *paragraph = stepshake_paragraph_new (text);
    gtk_widget_add_css_class (paragraph, css_class);
    gtk_box_append (box, paragraph);
    return paragraph;
}

/* For what can be followed or copied. */
static GtkWidget *add_label (GtkBox *box, const char *css_class)
{
    GtkWidget *label = gtk_label_new (NULL);
    stepshake_label_wrap (GTK_LABEL (label));
    gtk_widget_add_css_class (label, css_class);
    gtk_box_append (box, label);
    return label;
}

void stepshake_page_kicker (GtkBox *box, const char *text)
{
    add_text (box, text, "kicker");
}

void stepshake_page_title (GtkBox *box, const char *text)
{
    add_text (box, text, "page-title");
}

void stepshake_page_section (GtkBox *box, const char *section, StepshakeSession *session)
{
    g_autofree char *words = stepshake_section_words (section);
    g_autofree char *uri = stepshake_section_uri (section);
    if (words == NULL)
        return;
    if (uri == NULL) {
        add_text (box, words, "section");
        return;
    }
    GtkWidget *label = add_label (box, "section");
    g_autofree char *markup = g_markup_printf_escaped ("<a href=\"%s\">%s</a>", uri, words);
    gtk_label_set_markup (GTK_LABEL (label), markup);
    g_signal_connect_object (label, "activate-link", G_CALLBACK (stepshake_prose_activate_link),
                             session, 0);
}

void stepshake_page_explain (GtkBox *box, const char *key, StepshakeSession *session)
{
    const char *text = key != NULL ? lesson_explanation (key) : NULL;
    if (text != NULL)
        stepshake_prose_append (box, text, session);
}

void stepshake_page_cause (GtkBox *box, BaseCause cause)
{
    if (cause == BASE_CAUSE_NONE)
        return;
    BaseAlert alert = base_cause_alert (cause);
    g_autofree char *text =
        alert == BASE_ALERT_NONE
            ? g_strdup_printf ("%s.", base_cause_words (cause))
            : g_strdup_printf ("%s. The alert for this is %s (%d).", base_cause_words (cause),
                               base_alert_name (alert), alert);
    text[0] = g_ascii_toupper (text[0]);
    add_text (box, text, "cause");
}

void stepshake_page_note (GtkBox *box, const char *text, const char *css_class)
{
    add_text (box, text, css_class);
}

/* The verdicts as a mark, words for those who do not see it, and a class. */
static const struct {
    const char *mark, *words, *class;
} verdicts[] = {
    [TRACE_FELL] = {"✗", "no: ", "fell"},
    [TRACE_CHOSEN] = {"✓", "chosen: ", "chosen"},
    [TRACE_NOT_REACHED] = {"", "", "dim-label"},
    [TRACE_PASSED] = {"✓", "passed: ", "passed"},
    [TRACE_INFO] = {"·", "", "info"},
};

static GtkWidget *candidate_row (const TraceCandidate *candidate)
{
    const char *class = verdicts[candidate->verdict].class;
    GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    GtkWidget *mark = gtk_label_new (verdicts[candidate->verdict].mark);
    gtk_label_set_width_chars (GTK_LABEL (mark), 2);
    gtk_widget_set_valign (mark, GTK_ALIGN_START);
    gtk_widget_add_css_class (mark, class);
    GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_set_hexpand (column, TRUE);
    GtkWidget *name = add_text (GTK_BOX (column), candidate->name, "candidate");
    if (candidate->verdict == TRACE_CHOSEN)
        gtk_widget_add_css_class (name, "heading");
    g_autofree char *reason =
        g_strconcat (verdicts[candidate->verdict].words, candidate->reason, NULL);
    GtkWidget *why = add_text (GTK_BOX (column), reason, "reason");
    gtk_widget_add_css_class (why, class);
    if (candidate->meaning != NULL) {
        g_autofree char *meaning = g_strdup_printf (
            "%s: %s.", candidate->verdict == TRACE_FELL ? "Would have passed with" : "Ruled out",
            candidate->meaning);
        add_text (GTK_BOX (column), meaning, "reason");
    }
    if (candidate->section != NULL)
        gtk_widget_add_css_class (add_text (GTK_BOX (column), candidate->section, "reason"),
                                  "dim-label");
    gtk_box_append (GTK_BOX (row), mark);
    gtk_box_append (GTK_BOX (row), column);
    return row;
}

void stepshake_page_candidates (GtkBox *box, const TraceDecision *decision)
{
    if (decision->n_candidates == 0)
        return;
    GtkWidget *table = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
    gtk_widget_add_css_class (table, "candidates");
    for (unsigned i = 0; i < decision->n_candidates; i++)
        gtk_box_append (GTK_BOX (table), candidate_row (&decision->candidates[i]));
    gtk_box_append (box, table);
}

void stepshake_page_fact (GtkBox *box, const char *name, const char *value, bool mono)
{
    GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_add_css_class (pair, "fact");
    add_text (GTK_BOX (pair), name, "fact-name");
    if (mono) {
        GtkWidget *label = add_label (GTK_BOX (pair), "mono");
        gtk_label_set_text (GTK_LABEL (label), value);
        gtk_label_set_selectable (GTK_LABEL (label), TRUE);
        gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
    } else {
        add_text (GTK_BOX (pair), value, "fact-value");
    }
    gtk_box_append (box, pair);
}
