/* The page one lives on: messages and flowchart above, the inspector below. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_HANDSHAKE_PAGE (stepshake_handshake_page_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeHandshakePage, stepshake_handshake_page, STEPSHAKE, HANDSHAKE_PAGE,
                      GtkWidget)

/* How much room there is, in ems rather than pixels. */
typedef enum {
    STEPSHAKE_WIDE,    /* flowchart beside the messages, inspector with three columns */
    STEPSHAKE_NARROW,  /* flowchart as a strip above, inspector with tabs */
    STEPSHAKE_COMPACT, /* flowchart as one of the tabs */
} StepshakeRoom;

GtkWidget *stepshake_handshake_page_new (StepshakeSession *session);
/* To the messages, where arrow keys step. */
void stepshake_handshake_page_focus (StepshakeHandshakePage *self);
void stepshake_handshake_page_set_room (StepshakeHandshakePage *self, StepshakeRoom room);
