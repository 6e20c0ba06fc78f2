/* The bar below: to start, back, Step, over, to end; by what; play; the timeline; the sentence of
 * the moment. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_TRANSPORT (stepshake_transport_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeTransport, stepshake_transport, STEPSHAKE, TRANSPORT, GtkWidget)

void stepshake_transport_set_session (StepshakeTransport *self, StepshakeSession *session);
/* NARROW: the sentence moves above the buttons. LARGE: it is written large, for a projector. */
void stepshake_transport_set_layout (StepshakeTransport *self, bool narrow, bool large);
/* The lesson waits for an answer: Step is not what should be done now. */
void stepshake_transport_set_waiting (StepshakeTransport *self, bool waiting);
