#include "prose.h"
#include "paragraph.h"
#include "words.h"

#include <string.h>

gboolean stepshake_prose_activate_link (GtkLabel *label, const char *uri, StepshakeSession *session)
{
    if (stepshake_session_follow_link (session, uri))
        return GDK_EVENT_STOP;
    g_autofree char *target =
        g_str_has_prefix (uri, "rfc:") ? stepshake_rfc_link_uri (uri) : g_strdup (uri);
    GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (label));
    if (target != NULL && g_str_has_prefix (target, "http"))
        gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, target, GDK_CURRENT_TIME);
    return GDK_EVENT_STOP;
}

void stepshake_label_wrap (GtkLabel *label)
{
    g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
    pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
    gtk_label_set_attributes (label, attributes);
    gtk_label_set_xalign (label, 0);
    gtk_label_set_wrap (label, TRUE);
    gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
    gtk_label_set_natural_wrap_mode (label, GTK_NATURAL_WRAP_NONE);
}

static GtkWidget *text_label (const LessonBlock *block, StepshakeSession *session)
{
    GtkWidget *label = gtk_label_new (NULL);
    stepshake_label_wrap (GTK_LABEL (label));
    if (block->kind == LESSON_CODE)
        gtk_label_set_text (GTK_LABEL (label), block->plain);
    else
        gtk_label_set_markup (GTK_LABEL (label), block->markup);
    gtk_label_set_selectable (GTK_LABEL (label), block->kind == LESSON_CODE);
    g_signal_connect_object (label, "activate-link", G_CALLBACK (stepshake_prose_activate_link),
                             session, 0);
    return label;
}

static GtkWidget *item_box (const LessonBlock *block, GtkWidget *text)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
    gtk_widget_add_css_class (box, "prose-item");
    g_autofree char *mark =
        block->number > 0 ? g_strdup_printf ("%d.", block->number) : g_strdup ("•");
    GtkWidget *bullet = gtk_label_new (mark);
    gtk_label_set_yalign (GTK_LABEL (bullet), 0);
    gtk_label_set_width_chars (GTK_LABEL (bullet), block->number > 0 ? 2 : 1);
    gtk_widget_add_css_class (bullet, "bullet");
    gtk_widget_set_valign (bullet, GTK_ALIGN_START);
    gtk_widget_set_margin_start (box, 16 * MAX (0, block->level - 1));
    gtk_box_append (GTK_BOX (box), bullet);
    gtk_box_append (GTK_BOX (box), text);
    return box;
}

GtkWidget *stepshake_prose_label (const LessonBlock *block, StepshakeSession *session)
{
    static const char *classes[] = {
        [LESSON_HEADING] = "prose-heading", [LESSON_PARAGRAPH] = "prose",   [LESSON_ITEM] = "prose",
        [LESSON_CODE] = "prose-code",       [LESSON_QUOTE] = "prose-quote",
    };
    bool plain = block->links == NULL && block->kind != LESSON_CODE;
    GtkWidget *label =
        plain ? stepshake_paragraph_new_markup (block->markup) : text_label (block, session);
    gtk_widget_set_hexpand (label, TRUE);
    gtk_widget_add_css_class (label, classes[block->kind]);
    if (block->kind == LESSON_ITEM)
        return item_box (block, label);
    gtk_widget_set_margin_start (label, 16 * block->level * (block->kind != LESSON_HEADING));
    return label;
}

void stepshake_prose_append (GtkBox *box, const char *commonmark, StepshakeSession *session)
{
    g_autoptr (GPtrArray) blocks = lesson_prose (commonmark);
    for (unsigned i = 0; i < blocks->len; i++)
        gtk_box_append (box, stepshake_prose_label (g_ptr_array_index (blocks, i), session));
}

void stepshake_box_clear (GtkBox *box)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL;)
        gtk_box_remove (box, child);
}
