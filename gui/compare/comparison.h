/* The second run beside the session's: what the Compare page shows. It runs both scenarios to their
 * ends for itself once (a run is a function of its scenario), so that stepping costs nothing but a
 * look at which rows the session's cursor has reached; it is brought up to date when it is asked.
 *
 * Signals:
 *   changed    another comparison (or none); rows that were read before are void */
#pragma once

#include "draw/compare.h"
#include "session.h"

#define STEPSHAKE_TYPE_COMPARISON (stepshake_comparison_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeComparison, stepshake_comparison, STEPSHAKE, COMPARISON, GObject)

/* SESSION is borrowed and must outlive it. */
StepshakeComparison *stepshake_comparison_new (StepshakeSession *session);

/* What can stand beside the run: the one before the last change (index 0), each connection of each
 * scenario of the catalogue, and of the files that were opened. Its title; NULL behind the last.
 * borrowed */
const char *stepshake_comparison_choice (StepshakeComparison *self, unsigned i);
unsigned stepshake_comparison_n_choices (StepshakeComparison *self);
/* Opens a scenario file or a saved trace and chooses it (its last connection): the choices become
 * more. False with an error when it cannot be read. */
bool stepshake_comparison_open (StepshakeComparison *self, const char *path, GError **error);
/* The index of scenario NAME's last connection; 0: no such scenario. */
unsigned stepshake_comparison_find (StepshakeComparison *self, const char *name);
unsigned stepshake_comparison_chosen (StepshakeComparison *self);
void stepshake_comparison_choose (StepshakeComparison *self, unsigned i);

/* Brings it up to date with the session. */
void stepshake_comparison_refresh (StepshakeComparison *self);
/* NULL when there is nothing to compare, or a prediction waits for its answer: see
 * stepshake_comparison_note (). borrowed */
const DrawCompare *stepshake_comparison_get (StepshakeComparison *self);
/* Why there is nothing to see, in words; static. */
const char *stepshake_comparison_note (StepshakeComparison *self);
/* How many rows the session's cursor has reached, and whether that is all of the connection. */
unsigned stepshake_comparison_rows (StepshakeComparison *self);
bool stepshake_comparison_over (StepshakeComparison *self);
/* The row that is looked at; NULL: none. borrowed */
const DrawCompareRow *stepshake_comparison_selected (StepshakeComparison *self);
void stepshake_comparison_select (StepshakeComparison *self, const DrawCompareRow *row);
/* The picture of what is shown. transfer full */
GBytes *stepshake_comparison_write (StepshakeComparison *self, const char *format, GError **error);
