/* The bytes of the selected layer: offsets, hex, text. Fields have colours, the selected one is
 * lit, hovering previews, a click (or the keyboard's own cursor) picks the field of a byte. */
#pragma once

#include "canvas.h"
#include "session.h"

#define STEPSHAKE_TYPE_BYTES_VIEW (stepshake_bytes_view_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeBytesView, stepshake_bytes_view, STEPSHAKE, BYTES_VIEW,
                      StepshakeCanvas)

void stepshake_bytes_view_set_session (StepshakeBytesView *self, StepshakeSession *session);
