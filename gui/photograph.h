/* The window takes a picture of itself: no tool, no camera, no compositor needed. */
#pragma once

#include <gtk/gtk.h>
#include <stdbool.h>

/* Writes WINDOW as it is now to PATH, a PNG. */
bool stepshake_photograph (GtkWindow *window, const char *path, GError **error);
/* Calls DONE once WINDOW has drawn itself and nothing moves any more. */
void stepshake_when_settled (GtkWindow *window, GSourceFunc done, gpointer data);
