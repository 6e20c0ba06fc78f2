#include "compare/compare-details.h"
#include "inspector/page.h"
#include "prose.h"
#include "words.h"

/* ---- Fields. ---- */

static GtkWidget *add_label (GtkBox *box, const char *text, const char *css_class)
{
    GtkWidget *label = gtk_label_new (text);
    stepshake_label_wrap (GTK_LABEL (label));
    gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
    gtk_widget_add_css_class (label, css_class);
    gtk_box_append (box, label);
    return label;
}

static void add_field (GtkBox *box, const DrawFieldDifference *field)
{
    static const char *const marks[] = {"=", "≠", "−", "+", "~"};
    static const char *const sides[] = {"left: ", "right: "};
    GtkWidget *block = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
    gtk_widget_add_css_class (block, "compare-field");
    g_autofree char *head = g_strdup_printf ("%s %s", marks[field->kind], field->path);
    gtk_widget_add_css_class (add_label (GTK_BOX (block), head, "compare-path"), "mono");
    add_label (GTK_BOX (block), draw_field_kind_words (field->kind), "compare-kind");
    for (unsigned side = 0; side < DRAW_N_SIDES; side++) {
        if (field->value[side] == NULL)
            continue;
        g_autofree char *value = g_strconcat (sides[side], field->value[side], NULL);
        gtk_label_set_wrap_mode (GTK_LABEL (add_label (GTK_BOX (block), value, "mono")),
                                 PANGO_WRAP_CHAR);
    }
    gtk_box_append (box, block);
}

/* The names of all fields of KIND, in one line. */
static void add_folded (GtkBox *box, const GPtrArray *fields, DrawFieldKind kind, const char *words)
{
    g_autoptr (GString) names = g_string_new (NULL);
    for (unsigned i = 0; i < fields->len; i++) {
        const DrawFieldDifference *field = g_ptr_array_index (fields, i);
        if (field->kind == kind)
            g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", field->path);
    }
    if (names->len > 0)
        stepshake_page_fact (box, words, names->str, false);
}

static void fill_fields (GtkBox *box, const DrawCompare *compare, const DrawCompareRow *row)
{
    g_autoptr (GPtrArray) fields = draw_compare_fields (compare, row);
    int items[DRAW_N_SIDES];
    draw_compare_partners (compare, row, items);
    if (fields->len == 0) {
        stepshake_page_note (box,
                             items[DRAW_LEFT] < 0 || items[DRAW_RIGHT] < 0
                                 ? "Only one of the runs has such a message."
                                 : "Sealed: what is in it cannot be compared from here.",
                             "prose");
        return;
    }
    unsigned n = 0;
    for (unsigned i = 0; i < fields->len; i++) {
        const DrawFieldDifference *field = g_ptr_array_index (fields, i);
        if (field->kind == DRAW_FIELD_SAME || field->kind == DRAW_FIELD_FRESH)
            continue;
        add_field (box, field);
        n++;
    }
    if (n == 0)
        stepshake_page_note (box, "No field differs but those that are new in each connection.",
                             "prose");
    add_folded (box, fields, DRAW_FIELD_FRESH, "Drawn or computed anew in every connection");
    add_folded (box, fields, DRAW_FIELD_SAME, "The same");
}

static void on_inspect (StepshakeSession *session)
{
    stepshake_session_set_page (session, STEPSHAKE_PAGE_HANDSHAKE);
}

static void fill_row (GtkBox *box, StepshakeSession *session, const DrawCompare *compare,
                      const DrawCompareRow *row)
{
    g_autofree char *differs = draw_compare_row_words (compare, row);
    stepshake_page_kicker (box, differs);
    stepshake_page_title (box, row->purpose->words);
    if (row->note != NULL) {
        g_autofree char *where = g_strdup_printf (
            "%s: %s.", row->item[DRAW_LEFT] < 0 ? "The left run" : "The right run", row->note);
        stepshake_page_note (box, where, "prose");
    }
    const DrawCompareItem *left = draw_compare_item (compare, DRAW_LEFT, row->item[DRAW_LEFT]);
    if (left != NULL && left->message >= 0) {
        GtkWidget *button = gtk_button_new_with_label ("Show it in the inspector");
        gtk_widget_set_halign (button, GTK_ALIGN_START);
        g_signal_connect_object (button, "clicked", G_CALLBACK (on_inspect), session,
                                 G_CONNECT_SWAPPED);
        gtk_box_append (box, button);
    }
    fill_fields (box, compare, row);
}

/* ---- The runs as a whole. ---- */

char *stepshake_compare_summary (const DrawCompare *compare, unsigned side, bool over)
{
    const DrawCompareRun *run = &compare->run[side];
    if (side == DRAW_LEFT && !over)
        return g_strdup ("Still on its way. What it comes to is told when it is over.");
    g_autofree char *agreed = draw_compare_agreed_words (run);
    g_autofree char *bytes = draw_compare_bytes_words (run);
    g_autoptr (GString) data = g_string_new (NULL);
    for (int party = 0; party < 2; party++) {
        if (!compare->observer->omniscient && compare->observer->party != party)
            continue;
        g_autofree char *words = draw_compare_data_words (run, (TraceParty)party);
        g_string_append_printf (data, "%s%s", data->len > 0 ? "; " : "\nData: ", words);
    }
    return g_strdup_printf ("%s%s\n%s · %s", agreed, data->str, bytes, run->outcome);
}

/* ---- What travels in clear. ---- */

static void fill_overview (GtkBox *box, const DrawCompare *compare, bool over, bool summaries)
{
    for (unsigned side = 0; summaries && side < DRAW_N_SIDES; side++) {
        g_autofree char *summary = stepshake_compare_summary (compare, side, over);
        stepshake_page_fact (box, compare->run[side].title, summary, false);
    }
    stepshake_page_title (box, "What an eavesdropper reads");
    for (unsigned i = 0; i < compare->leaks->len; i++) {
        const DrawCompareLeak *leak = g_ptr_array_index (compare->leaks, i);
        g_autofree char *left =
            over ? g_strconcat ("left: ", leak->clear[DRAW_LEFT] ? "in clear, " : "",
                                leak->answer[DRAW_LEFT], "\n", NULL)
                 : g_strdup ("");
        g_autofree char *both =
            g_strconcat (left, "right: ", leak->clear[DRAW_RIGHT] ? "in clear, " : "",
                         leak->answer[DRAW_RIGHT], NULL);
        stepshake_page_fact (box, leak->question, both, false);
    }
    if (!over)
        stepshake_page_note (box, "Of the left run as soon as it has come to its end.",
                             "prose-quote");
    stepshake_page_note (box, "Choose a row to see which of its fields differ.", "prose");
}

void stepshake_compare_details_fill (GtkBox *box, StepshakeSession *session,
                                     const DrawCompare *compare, const DrawCompareRow *row,
                                     bool over, bool summaries)
{
    stepshake_box_clear (box);
    if (compare == NULL)
        return;
    if (row != NULL)
        fill_row (box, session, compare, row);
    else
        fill_overview (box, compare, over, summaries);
}
