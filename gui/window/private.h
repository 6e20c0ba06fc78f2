/* What the files of the window share. */
#pragma once

#include "compare/compare-page.h"
#include "handshake/handshake-page.h"
#include "sidebar/sidebar.h"
#include "transport/transport.h"
#include "window/window.h"

struct _StepshakeWindow {
    AdwApplicationWindow parent_instance;

    StepshakeSession *session;       /* owned */
    StepshakeComparison *comparison; /* owned */

    /* Template widgets */
    AdwWindowTitle *title;
    AdwButtonContent *lessons_content;
    GtkWidget *badge, *sidebar_button, *pages_wide, *find_bar, *find_entry;
    GtkMenuButton *pages_narrow;
    AdwToastOverlay *toasts;
    AdwFlap *flap;
    StepshakeSidebar *sidebar;
    GtkStack *stack;
    StepshakeTransport *transport;

    StepshakeHandshakePage *handshake; /* borrowed from the stack */
    StepshakeComparePage *compare;     /* likewise */
    StepshakeRoom room;
    guint room_idle;
    bool room_known;
    bool projector;
    bool sidebar_before; /* the projector */
    int dpi_before;
    bool remembers;
};

/* window-actions.c */
void window_add_actions (StepshakeWindow *self);
void window_refresh_actions (StepshakeWindow *self);
void window_tell (StepshakeWindow *self, const char *text);
bool window_open (StepshakeWindow *self, const char *name);
/* window-keys.c */
void window_add_keys (StepshakeWindow *self);
/* window-export.c */
void window_choose_file (StepshakeWindow *self);
void window_choose_second (StepshakeWindow *self);
void window_export (StepshakeWindow *self, const char *format);
void window_export_picture (StepshakeWindow *self, const char *kind);
/* window-room.c */
void window_fit_room (StepshakeWindow *self, int width, int height);
void window_watch_room (StepshakeWindow *self);
void window_set_projector (StepshakeWindow *self, bool projector);
