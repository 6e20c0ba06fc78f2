/* Prose in labels: what lesson_prose () makes of CommonMark, as GTK shows it. Links go to the
 * session; those that lead out of the program are opened with the user's browser. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

/* Lets LABEL wrap as prose does: left, at words if it can, and never with a hyphen that is not in
 * the text, because names of suites and fields must stay as they are. */
void stepshake_label_wrap (GtkLabel *label);
/* A label for BLOCK; transfer floating */
GtkWidget *stepshake_prose_label (const LessonBlock *block, StepshakeSession *session);
/* Appends labels for all of COMMONMARK to BOX. */
void stepshake_prose_append (GtkBox *box, const char *commonmark, StepshakeSession *session);
/* Removes all children of BOX. */
void stepshake_box_clear (GtkBox *box);
/* Follows a link; true always: no label ever opens anything by itself. */
gboolean stepshake_prose_activate_link (GtkLabel *label, const char *uri,
                                        StepshakeSession *session);
