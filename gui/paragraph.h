/* Wrapped text, as light as it can be: it has no links, is not selected, and never asks how narrow
 * it could be, so that it is shaped once where a GtkLabel shapes it four times. What changes with
 * every step is made of these. */
#pragma once

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_PARAGRAPH (stepshake_paragraph_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeParagraph, stepshake_paragraph, STEPSHAKE, PARAGRAPH, GtkWidget)

GtkWidget *stepshake_paragraph_new (const char *text);
GtkWidget *stepshake_paragraph_new_markup (const char *markup);
