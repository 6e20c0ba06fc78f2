/* The selected field as text for the clipboard. */
#pragma once

#include "session.h"

/* FORMAT: "hex", "text" (path and value in words), "c" (an array). transfer full; NULL when nothing
 * is selected */
char *stepshake_copy_text (StepshakeSession *session, const char *format);
