/* A row of the Compare page: the two messages of one purpose, or the one that is there. The item is
 * what lists hold; the widget shows it. */
#pragma once

#include "draw/compare.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_COMPARE_ITEM (stepshake_compare_item_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeCompareItem, stepshake_compare_item, STEPSHAKE, COMPARE_ITEM,
                      GObject)

/* COMPARE is borrowed. */
StepshakeCompareItem *stepshake_compare_item_new (const DrawCompare *compare, unsigned row);
const DrawCompareRow *stepshake_compare_item_row (StepshakeCompareItem *self);

#define STEPSHAKE_TYPE_COMPARE_ROW (stepshake_compare_row_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeCompareRow, stepshake_compare_row, STEPSHAKE, COMPARE_ROW, GtkWidget)

GtkWidget *stepshake_compare_row_new (void);
void stepshake_compare_row_show (StepshakeCompareRow *self, StepshakeCompareItem *item);
