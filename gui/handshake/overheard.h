/* What the eavesdropper has so far, and what it tells him; or what the thief of the server's key
 * makes of the recording: shown only through their eyes. Counted on
 * the wire, never assumed. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_OVERHEARD (stepshake_overheard_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeOverheard, stepshake_overheard, STEPSHAKE, OVERHEARD, GtkWidget)

GtkWidget *stepshake_overheard_new (StepshakeSession *session);
/* The words; transfer full */
char *stepshake_overheard_words (const Trace *trace, const TraceObserver *observer, int cursor);
