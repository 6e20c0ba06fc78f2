/* A titled pane: a small heading, tools beside it, and the content. */
#pragma once

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_PANE (stepshake_pane_get_type ())
G_DECLARE_FINAL_TYPE (StepshakePane, stepshake_pane, STEPSHAKE, PANE, GtkWidget)

GtkWidget *stepshake_pane_new (const char *title, GtkWidget *content);
const char *stepshake_pane_get_title (StepshakePane *self);
void stepshake_pane_set_title (StepshakePane *self, const char *title);
void stepshake_pane_add_tool (StepshakePane *self, GtkWidget *tool);
/* Tabs say the title themselves. */
void stepshake_pane_set_title_visible (StepshakePane *self, bool visible);
