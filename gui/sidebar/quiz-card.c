#include "sidebar/quiz-card.h"
#include "prose.h"

#include <string.h>

struct _StepshakeQuizCard {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */
    const LessonQuiz *quiz;    /* borrowed from the lesson, which outlives its page */
    GPtrArray *choices;        /* of GtkCheckButton, children */
    GtkWidget *answer, *result, *hint;
};

G_DEFINE_TYPE (StepshakeQuizCard, stepshake_quiz_card, GTK_TYPE_WIDGET)

static int chosen_now (StepshakeQuizCard *self)
{
    for (unsigned i = 0; i < self->choices->len; i++)
        if (gtk_check_button_get_active (g_ptr_array_index (self->choices, i)))
            return i;
    return -1;
}

static void on_choice (StepshakeQuizCard *self)
{
    gtk_widget_set_sensitive (self->answer, chosen_now (self) >= 0);
}

static void on_answer (StepshakeQuizCard *self)
{
    int choice = chosen_now (self);
    if (choice >= 0)
        stepshake_session_answer (self->session, self->quiz, choice);
}

/* Up and Down go through the choices, as in any group of radio buttons; elsewhere they step. */
static gboolean on_key (StepshakeQuizCard *self, guint key)
{
    int step = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;
    for (unsigned i = 0; step != 0 && i < self->choices->len; i++) {
        if (!gtk_widget_has_focus (g_ptr_array_index (self->choices, i)))
            continue;
        unsigned n = self->choices->len;
        GtkWidget *next = g_ptr_array_index (self->choices, (i + n + step) % n);
        gtk_check_button_set_active (GTK_CHECK_BUTTON (next), TRUE);
        gtk_widget_grab_focus (next);
        return GDK_EVENT_STOP;
    }
    return GDK_EVENT_PROPAGATE;
}

static void mark_choice (GtkWidget *choice, const char *text, bool right, bool chosen)
{
    g_autofree char *marked = g_strdup_printf ("%s%s", right ? "✓ " : chosen ? "✗ " : "", text);
    gtk_check_button_set_label (GTK_CHECK_BUTTON (choice), marked);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (choice), chosen);
    gtk_widget_set_sensitive (choice, FALSE);
    if (right)
        gtk_widget_add_css_class (choice, "right");
}

void stepshake_quiz_card_refresh (StepshakeQuizCard *self)
{
    int chosen, right;
    StepshakeQuizState state = stepshake_session_quiz (self->session, self->quiz, &chosen, &right);
    if (state == STEPSHAKE_QUIZ_OPEN)
        return;
    for (unsigned i = 0; i < self->choices->len; i++) {
        const LessonChoice *choice = g_ptr_array_index (self->quiz->choices, i);
        mark_choice (g_ptr_array_index (self->choices, i), choice->text, (int)i == right,
                     (int)i == chosen);
    }
    bool good = state == STEPSHAKE_QUIZ_RIGHT;
    bool predicted = strcmp (self->quiz->kind, "predict") == 0;
    g_autofree char *words =
        g_strdup_printf ("%s%s", good ? "Right." : "Not so.",
                         predicted ? " The engine has just decided it: see “Why”." : "");
    gtk_label_set_label (GTK_LABEL (self->result), words);
    gtk_widget_add_css_class (self->result, good ? "right" : "wrong");
    gtk_widget_set_visible (self->result, TRUE);
    gtk_widget_set_visible (self->answer, FALSE);
    const LessonChoice *choice = g_ptr_array_index (self->quiz->choices, chosen);
    gtk_label_set_label (GTK_LABEL (self->hint), choice->hint != NULL ? choice->hint : "");
    gtk_widget_set_visible (self->hint, choice->hint != NULL);
}

/* ---- The object. ---- */

static GtkWidget *add_label (StepshakeQuizCard *self, const char *text, const char *css_class)
{
    GtkWidget *label = gtk_label_new (text);
    stepshake_label_wrap (GTK_LABEL (label));
    gtk_widget_add_css_class (label, css_class);
    gtk_widget_set_parent (label, GTK_WIDGET (self));
    return label;
}

static GtkWidget *add_choice (StepshakeQuizCard *self, const LessonChoice *choice)
{
    GtkWidget *button = gtk_check_button_new_with_label (choice->text);
    GtkCheckButton *first = self->choices->len > 0 ? g_ptr_array_index (self->choices, 0) : NULL;
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), first);
    /* Long answers wrap, so that the sidebar keeps its width. */
    GtkWidget *label = gtk_widget_get_last_child (button);
    if (GTK_IS_LABEL (label)) {
        stepshake_label_wrap (GTK_LABEL (label));
    }
    gtk_widget_set_parent (button, GTK_WIDGET (self));
    g_signal_connect_swapped (button, "toggled", G_CALLBACK (on_choice), self);
    g_ptr_array_add (self->choices, button);
    return button;
}

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    g_clear_pointer (&STEPSHAKE_QUIZ_CARD (object)->choices, g_ptr_array_unref);
    G_OBJECT_CLASS (stepshake_quiz_card_parent_class)->dispose (object);
}

static void stepshake_quiz_card_class_init (StepshakeQuizCardClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "quiz");
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
    gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void stepshake_quiz_card_init (StepshakeQuizCard *self)
{
    GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
    gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
    gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
    self->choices = g_ptr_array_new ();
    GtkEventController *keys = gtk_event_controller_key_new ();
    g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
    gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *stepshake_quiz_card_new (StepshakeSession *session, const LessonQuiz *quiz)
{
    StepshakeQuizCard *self = g_object_new (STEPSHAKE_TYPE_QUIZ_CARD, NULL);
    self->session = session;
    self->quiz = quiz;
    bool predict = strcmp (quiz->kind, "predict") == 0;
    add_label (self, predict ? "Your prediction" : "A question", "quiz-kind");
    add_label (self, quiz->question, "quiz-question");
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    quiz->question, -1);
    for (unsigned i = 0; i < quiz->choices->len; i++)
        add_choice (self, g_ptr_array_index (quiz->choices, i));
    self->answer = gtk_button_new_with_label ("This is my answer");
    gtk_widget_add_css_class (self->answer, "suggested-action");
    gtk_widget_set_halign (self->answer, GTK_ALIGN_START);
    gtk_widget_set_sensitive (self->answer, FALSE);
    gtk_widget_set_parent (self->answer, GTK_WIDGET (self));
    g_signal_connect_swapped (self->answer, "clicked", G_CALLBACK (on_answer), self);
    self->result = add_label (self, "", "quiz-result");
    self->hint = add_label (self, "", "quiz-hint");
    gtk_widget_set_visible (self->result, FALSE);
    gtk_widget_set_visible (self->hint, FALSE);
    stepshake_quiz_card_refresh (self);
    return GTK_WIDGET (self);
}
