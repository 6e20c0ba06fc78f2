/* A prediction or question of a lesson: choices, and after the answer what was right and why. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_QUIZ_CARD (stepshake_quiz_card_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeQuizCard, stepshake_quiz_card, STEPSHAKE, QUIZ_CARD, GtkWidget)

GtkWidget *stepshake_quiz_card_new (StepshakeSession *session, const LessonQuiz *quiz);
/* Asks the session whether it has been answered. */
void stepshake_quiz_card_refresh (StepshakeQuizCard *self);
