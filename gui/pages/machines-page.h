/* Both state machines side by side: the current state lit, the road taken marked, what is legal
 * from here strong. Drawn from the rules that run. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_MACHINES_PAGE (stepshake_machines_page_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeMachinesPage, stepshake_machines_page, STEPSHAKE, MACHINES_PAGE,
                      GtkWidget)

GtkWidget *stepshake_machines_page_new (StepshakeSession *session);
