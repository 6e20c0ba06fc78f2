/* The window: header, sidebar, pages, transport. It wires the session to the views and the keys
 * and menus to the session, and fits the layout to the room there is. */
#pragma once

#include "options.h"
#include "place.h"
#include "session.h"

#include <adwaita.h>

#define STEPSHAKE_TYPE_WINDOW (stepshake_window_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeWindow, stepshake_window, STEPSHAKE, WINDOW, AdwApplicationWindow)

/* PLACE: what is remembered; NULL: nothing is, and nothing will be. */
StepshakeWindow *stepshake_window_new (GtkApplication *application, StepshakeSession *session,
                                       const StepshakeOptions *options,
                                       const StepshakePlace *place);
