/* Two runs side by side: the session's, as far as it has come, and another, row by row as their
 * messages serve one purpose. */
#pragma once

#include "compare/comparison.h"

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_COMPARE_PAGE (stepshake_compare_page_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeComparePage, stepshake_compare_page, STEPSHAKE, COMPARE_PAGE,
                      GtkWidget)

/* Both are borrowed. */
GtkWidget *stepshake_compare_page_new (StepshakeSession *session, StepshakeComparison *comparison);
/* Narrow: the details stand below the rows instead of beside them. */
void stepshake_compare_page_set_narrow (StepshakeComparePage *self, bool narrow);
