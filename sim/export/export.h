/* The trace in the formats of other tools: one row and one file each. What is written is what the
 * observer has seen when the cursor stands where it stands: an eavesdropper's file holds no secret.
 */
#pragma once

#include "control/run.h"

typedef struct {
    const char *name; /* "text", "json", "keylog", "pcapng" */
    const char *summary;
    bool binary;
    /* CURSOR: an event, -1: nothing has happened yet. OBSERVER NULL: everyone. transfer full */
    GBytes *(*write) (const Trace *trace, const Scenario *scenario, int cursor,
                      const TraceObserver *observer);
} ExportFormat;

const ExportFormat *export_format_at (unsigned i);         /* NULL behind the last */
const ExportFormat *export_format_find (const char *name); /* NULL: no such format */

/* Writes BYTES to PATH whole or not at all. */
bool export_save (const char *path, GBytes *bytes, GError **error);
/* The same, for the user's eyes alone. */
bool export_save_secret (const char *path, GBytes *bytes, GError **error);

/* A scenario by scenario_load (), or the one in a saved JSON trace, which is a function of its
 * scenario: running that gives the same trace. A live trace, or one that shows a part only, holds
 * none: G_IO_ERROR_NOT_SUPPORTED. transfer full */
Scenario *export_load (const char *name_or_path, GError **error);
