/* Playing a lesson. A page's parts run in order, as far as its first open prediction: what stands
 * behind it (steps, looks, prose) waits until the student has chosen, and the run is held. */
#include "session-private.h"

#include <string.h>

const Lesson *stepshake_session_lesson (StepshakeSession *self)
{
    return self->lesson;
}

unsigned stepshake_session_lesson_page (StepshakeSession *self)
{
    return self->lesson_page;
}

unsigned stepshake_session_open_parts (StepshakeSession *self)
{
    return self->open_parts;
}

static LessonPage *current_page (StepshakeSession *self)
{
    return g_ptr_array_index (self->lesson->pages, self->lesson_page);
}

/* How many parts of the current page may be shown; HELD: the last of them is an open quiz. */
static unsigned count_open (StepshakeSession *self, bool *held)
{
    LessonPage *page = current_page (self);
    for (unsigned i = 0; i < page->parts->len; i++) {
        const LessonPart *part = g_ptr_array_index (page->parts, i);
        if (part->kind == LESSON_QUIZ && !g_hash_table_contains (self->answers, part->quiz)) {
            *held = true;
            return i + 1;
        }
    }
    *held = false;
    return page->parts->len;
}

/* Where the open parts of the page put the cursor: a landmark, "start" or "end". */
static const char *find_place (StepshakeSession *self)
{
    const LessonPage *page = current_page (self);
    const char *landmark = page->begin;
    for (unsigned i = 0; i < self->open_parts; i++) {
        const LessonPart *part = g_ptr_array_index (page->parts, i);
        for (unsigned k = 0; part->kind == LESSON_STEP && k < part->lines->len; k++)
            landmark = lesson_line_value (g_ptr_array_index (part->lines, k), "to");
    }
    return landmark;
}

static void look (StepshakeSession *self, const char *line)
{
    const char *page = lesson_line_value (line, "page");
    const char *field = lesson_line_value (line, "field");
    const char *observer = lesson_line_value (line, "seen-by");
    if (page != NULL && stepshake_page_find (page) >= 0)
        stepshake_session_set_page (self, stepshake_page_find (page));
    else if (field != NULL)
        stepshake_session_light (self, field);
    else if (observer != NULL && trace_observer_find (observer) != NULL)
        stepshake_session_set_observer (self, trace_observer_find (observer));
}

static void apply_looks (StepshakeSession *self)
{
    LessonPage *page = current_page (self);
    for (unsigned i = 0; i < self->open_parts; i++) {
        const LessonPart *part = g_ptr_array_index (page->parts, i);
        for (unsigned k = 0; part->kind == LESSON_LOOK && k < part->lines->len; k++)
            look (self, g_ptr_array_index (part->lines, k));
    }
}

/* Brings stage and cursor to where the open parts of the page put them. */
static bool take_place (StepshakeSession *self, GError **error)
{
    bool held;
    self->open_parts = count_open (self, &held);
    Scenario *stage = current_page (self)->scenario;
    bool fresh = self->lesson_stage != stage || self->scenario != stage;
    if (fresh && !session_start_run (self, stage, error))
        return false;
    self->lesson_stage = stage;
    session_stop_playing (self);
    self->hold = SESSION_NO_HOLD;
    if (!lesson_seek (self->run, find_place (self), error))
        return false;
    self->lesson_place = control_cursor (self->run);
    if (held)
        self->hold = self->lesson_place;
    self->seen = self->lesson_place;
    session_emit (self, SESSION_LESSON_CHANGED);
    if (fresh)
        session_emit (self, SESSION_RUN_CHANGED);
    session_moved (self);
    apply_looks (self);
    return true;
}

static void take_place_or_tell (StepshakeSession *self)
{
    g_autoptr (GError) error = NULL;
    if (!take_place (self, &error))
        session_tell (self, "%s", error->message);
}

bool session_open_lesson (StepshakeSession *self, Lesson *lesson, unsigned page, GError **error)
{
    /* The views hold parts of the old lesson until they have heard of the new one. */
    g_autoptr (Lesson) old = self->lesson;
    g_hash_table_remove_all (self->answers);
    self->lesson = lesson;
    self->lesson_page = page;
    self->lesson_stage = NULL;
    g_ptr_array_set_size (self->undo, 0);
    session_notify (self, "can-undo");
    return take_place (self, error);
}

void stepshake_session_go_page (StepshakeSession *self, unsigned page)
{
    g_return_if_fail (self->lesson != NULL);
    if (page >= self->lesson->pages->len)
        return;
    self->lesson_page = page;
    take_place_or_tell (self);
}

bool stepshake_session_question_open (StepshakeSession *self)
{
    return self->lesson != NULL && self->hold != SESSION_NO_HOLD;
}

StepshakeQuizState stepshake_session_quiz (StepshakeSession *self, const LessonQuiz *quiz,
                                           int *chosen, int *right)
{
    const SessionAnswer *answer = g_hash_table_lookup (self->answers, quiz);
    if (chosen != NULL)
        *chosen = answer != NULL ? answer->chosen : -1;
    if (right != NULL)
        *right = answer != NULL ? answer->right : -1;
    if (answer == NULL)
        return STEPSHAKE_QUIZ_OPEN;
    return answer->chosen == answer->right ? STEPSHAKE_QUIZ_RIGHT : STEPSHAKE_QUIZ_WRONG;
}

void stepshake_session_answer (StepshakeSession *self, const LessonQuiz *quiz, int choice)
{
    if (self->lesson == NULL || g_hash_table_contains (self->answers, quiz))
        return;
    g_autoptr (GError) error = NULL;
    int right = lesson_right_choice (current_page (self), quiz, &error);
    if (right < 0) {
        session_tell (self, "%s", error != NULL ? error->message : "No choice is true.");
        return;
    }
    SessionAnswer *answer = g_new (SessionAnswer, 1);
    *answer = (SessionAnswer){choice, right};
    g_hash_table_insert (self->answers, (gpointer)quiz, answer);
    take_place_or_tell (self);
}

/* Notes are looked for once in each event of the run. */
bool stepshake_session_note_due (StepshakeSession *self, const LessonPart *note)
{
    const Trace *trace = control_run_trace (self->run);
    int cursor = control_cursor (self->run);
    int due = GPOINTER_TO_INT (g_hash_table_lookup (self->notes, note));
    if (due > 0) /* the event, counted from 1 */
        return cursor >= due - 1;
    int from = due < 0 ? -due - 1 : 0; /* how far it was looked for */
    for (int seq = from; seq <= cursor; seq++) {
        if (!trace_event_is (trace, seq, note->landmark))
            continue;
        g_hash_table_insert (self->notes, (gpointer)note, GINT_TO_POINTER (seq + 1));
        return true;
    }
    if (cursor >= from)
        g_hash_table_insert (self->notes, (gpointer)note, GINT_TO_POINTER (-cursor - 2));
    return false;
}

bool stepshake_session_wandered (StepshakeSession *self)
{
    if (self->lesson == NULL)
        return false;
    return self->scenario != self->lesson_stage || control_cursor (self->run) != self->lesson_place;
}

void stepshake_session_return (StepshakeSession *self)
{
    if (self->lesson != NULL)
        take_place_or_tell (self);
}
