/* The messages: client left, server right, the network between them. It shows what the observer
 * has seen up to the cursor and follows the cursor; a click selects, a double click goes there. */
#pragma once

#include "canvas.h"
#include "handshake/ladder-rows.h"
#include "session.h"

#define STEPSHAKE_TYPE_LADDER (stepshake_ladder_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeLadder, stepshake_ladder, STEPSHAKE, LADDER, StepshakeCanvas)

void stepshake_ladder_set_session (StepshakeLadder *self, StepshakeSession *session);
/* What stands on it, as it is laid out now. */
const LadderRows *stepshake_ladder_get_rows (StepshakeLadder *self);
