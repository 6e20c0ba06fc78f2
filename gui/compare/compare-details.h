/* What stands beside the rows of the Compare page: of a row its fields, of no row what travels in
 * clear. */
#pragma once

#include "compare/comparison.h"

#include <gtk/gtk.h>

/* What the run of SIDE comes to, in a few lines; OVER: it has come to its end, as far as the
 * session is concerned. transfer full */
char *stepshake_compare_summary (const DrawCompare *compare, unsigned side, bool over);

/* ROW NULL: none is selected. SUMMARIES: those too, they stand nowhere else. */
void stepshake_compare_details_fill (GtkBox *box, StepshakeSession *session,
                                     const DrawCompare *compare, const DrawCompareRow *row,
                                     bool over, bool summaries);
