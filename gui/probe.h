/* For tests: the app tells its state as a line of text, in the file that STEPSHAKE_STATE_FILE
 * names, whenever something has changed and has been drawn. */
#pragma once

#include "compare/comparison.h"

#include <gtk/gtk.h>

/* Nothing happens without that variable. SIDEBAR says what the sidebar shows. */
typedef const char *(*StepshakeProbeSidebar) (GtkWindow *window);
void stepshake_probe_start (GtkWindow *window, StepshakeSession *session,
                            StepshakeComparison *comparison, StepshakeProbeSidebar sidebar);
