/* One child in a column whose width is given from outside: it never asks the child how wide it
 * would like to be, which for wrapped text is the dear question. For prose in scrolled windows. */
#pragma once

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_COLUMN (stepshake_column_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeColumn, stepshake_column, STEPSHAKE, COLUMN, GtkWidget)

GtkWidget *stepshake_column_new (GtkWidget *child);
/* A scrolled window around a column around CHILD, scrolling up and down; transfer floating */
GtkWidget *stepshake_column_scrolled (GtkWidget *child);
