/* One bit, or one record, changed on its way, in as many runs as there are of them: whatever it is,
 * nobody may be fooled, and what nobody notices must be harmless. */
#pragma once

#include "control/run.h"

typedef struct {
    TlsConfig *config[2];
    Scenario *scenario;
    GPtrArray *twists; /* of one NetTwist, which is changed from run to run */
    NetTwist *twist;
    GPtrArray *unnoticed; /* char *: "client.record[1] byte 1" */
} Flipper;

/* Of scenario NAME of the catalogue, changed by ASSIGNMENTS (NULL at their end). */
void flipper_init (Flipper *self, const char *name, const char *const *assignments);
void flipper_clear (Flipper *self);

/* How many bits of a byte are flipped without a step. */
unsigned flipper_bits (void);

/* transfer full */
ControlRun *flipper_run (Flipper *self, bool twisted);

/* Neither heard what the other did not say, and when both believed in the connection, they had the
 * same one in mind. */
void flipper_assert_nobody_is_fooled (Flipper *self, ControlRun *run);

/* How a run ends with this BIT of RECORD flipped: the first alert ("client decrypt_error"), or
 * without one the outcome ("stalled"). When nobody notices, it goes to the unnoticed ones.
 * transfer full */
char *flipper_flip (Flipper *self, const TraceRecord *record, size_t byte, unsigned bit);

/* Flips every bit of the healthy run's records from number FIRST to before LAST; or with a STEP one
 * bit, each time another, of every STEPth byte. Gives how many they were. With test_few ()
 * one bit, each time another, of every byte, or of a third of them with a STEP. */
unsigned flipper_flip_all (Flipper *self, unsigned first, unsigned last, unsigned step);

typedef struct {
    const char *byte;
    const char *reason;
} FlipperHarmless;

/* All bits that were flipped of exactly these bytes, and no others, went unnoticed. */
void flipper_assert_unnoticed (const Flipper *self, const FlipperHarmless *harmless, unsigned n);
