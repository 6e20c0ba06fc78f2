#include "sidebar/lesson-view.h"
#include "column.h"
#include "prose.h"
#include "sidebar/quiz-card.h"

struct _StepshakeLessonView {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */

    /* Template widgets */
    GtkScrolledWindow *scroller;
    GtkLabel *place, *title;
    GtkBox *parts;
    GtkWidget *back_to_lesson;
    GtkProgressBar *progress;

    const LessonPage *page; /* what is shown, borrowed */
    unsigned shown;         /* how many of its parts */
    GPtrArray *cards;       /* of StepshakeQuizCard, children */
    GPtrArray *notes;       /* pairs: LessonPart, GtkWidget */
};

G_DEFINE_TYPE (StepshakeLessonView, stepshake_lesson_view, GTK_TYPE_WIDGET)

static void add_note (StepshakeLessonView *self, const LessonPart *part)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
    gtk_widget_add_css_class (box, "note");
    stepshake_prose_append (GTK_BOX (box), part->text, self->session);
    gtk_box_append (self->parts, box);
    g_ptr_array_add (self->notes, (gpointer)part);
    g_ptr_array_add (self->notes, box);
}

static void add_part (StepshakeLessonView *self, const LessonPart *part)
{
    if (part->kind == LESSON_PROSE)
        gtk_box_append (self->parts, stepshake_prose_label (part->block, self->session));
    if (part->kind == LESSON_NOTE)
        add_note (self, part);
    if (part->kind != LESSON_QUIZ)
        return;
    GtkWidget *card = stepshake_quiz_card_new (self->session, part->quiz);
    g_ptr_array_add (self->cards, card);
    gtk_box_append (self->parts, card);
}

static void clear (StepshakeLessonView *self)
{
    g_ptr_array_set_size (self->cards, 0);
    g_ptr_array_set_size (self->notes, 0);
    stepshake_box_clear (self->parts);
    self->shown = 0;
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void refresh_notes (StepshakeLessonView *self)
{
    for (unsigned i = 0; i < self->notes->len; i += 2)
        gtk_widget_set_visible (
            g_ptr_array_index (self->notes, i + 1),
            stepshake_session_note_due (self->session, g_ptr_array_index (self->notes, i)));
}

static void refresh_head (StepshakeLessonView *self, const Lesson *lesson, unsigned page)
{
    unsigned n = lesson->pages->len;
    g_autofree char *place = g_strdup_printf ("%s · page %u of %u", lesson->title, page + 1, n);
    gtk_label_set_label (self->place, place);
    gtk_label_set_label (self->title, self->page->title);
    gtk_progress_bar_set_fraction (self->progress, (page + 1.0) / n);
}

static void on_moved (StepshakeLessonView *self)
{
    if (stepshake_session_lesson (self->session) == NULL)
        return;
    refresh_notes (self);
    gtk_widget_set_visible (self->back_to_lesson, stepshake_session_wandered (self->session));
}

static void on_lesson_changed (StepshakeLessonView *self)
{
    const Lesson *lesson = stepshake_session_lesson (self->session);
    if (lesson == NULL) {
        clear (self);
        self->page = NULL;
        return;
    }
    unsigned index = stepshake_session_lesson_page (self->session);
    const LessonPage *page = g_ptr_array_index (lesson->pages, index);
    if (page != self->page)
        clear (self);
    self->page = page;
    refresh_head (self, lesson, index);
    for (unsigned i = 0; i < self->cards->len; i++)
        stepshake_quiz_card_refresh (g_ptr_array_index (self->cards, i));
    for (; self->shown < stepshake_session_open_parts (self->session); self->shown++)
        add_part (self, g_ptr_array_index (page->parts, self->shown));
    on_moved (self);
}

void stepshake_lesson_view_set_session (StepshakeLessonView *self, StepshakeSession *session)
{
    self->session = session;
    g_signal_connect_object (session, "lesson-changed", G_CALLBACK (on_lesson_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
    on_lesson_changed (self);
}

static void dispose (GObject *object)
{
    StepshakeLessonView *self = STEPSHAKE_LESSON_VIEW (object);
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    g_clear_pointer (&self->cards, g_ptr_array_unref);
    g_clear_pointer (&self->notes, g_ptr_array_unref);
    G_OBJECT_CLASS (stepshake_lesson_view_parent_class)->dispose (object);
}

static void stepshake_lesson_view_class_init (StepshakeLessonViewClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
    G_OBJECT_CLASS (class)->dispose = dispose;
    g_type_ensure (STEPSHAKE_TYPE_COLUMN);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/io/github/stepshake/Stepshake/ui/lesson-view.ui");
    gtk_widget_class_bind_template_child (widget_class, StepshakeLessonView, scroller);
    gtk_widget_class_bind_template_child (widget_class, StepshakeLessonView, place);
    gtk_widget_class_bind_template_child (widget_class, StepshakeLessonView, title);
    gtk_widget_class_bind_template_child (widget_class, StepshakeLessonView, parts);
    gtk_widget_class_bind_template_child (widget_class, StepshakeLessonView, back_to_lesson);
    gtk_widget_class_bind_template_child (widget_class, StepshakeLessonView, progress);
}

static void stepshake_lesson_view_init (StepshakeLessonView *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    self->cards = g_ptr_array_new ();
    self->notes = g_ptr_array_new ();
}
