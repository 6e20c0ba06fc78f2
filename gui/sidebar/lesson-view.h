/* A lesson's page: its prose, predictions and notes as far as they may be shown, and the way
 * through the pages. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_LESSON_VIEW (stepshake_lesson_view_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeLessonView, stepshake_lesson_view, STEPSHAKE, LESSON_VIEW, GtkWidget)

void stepshake_lesson_view_set_session (StepshakeLessonView *self, StepshakeSession *session);
