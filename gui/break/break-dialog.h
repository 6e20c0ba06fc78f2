/* “Break it”: what can be done to the record that is under way, to be chosen from a list or typed
 * out as a line of the scenario. What is refused is said in the dialog; what is done closes it. */
#pragma once

#include "session.h"

#include <adwaita.h>

/* Over PARENT. Nothing may be under way: then it says so and does nothing. */
void stepshake_break_dialog_show (GtkWindow *parent, StepshakeSession *session);
