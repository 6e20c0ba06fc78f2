/* The trace in the formats of other tools: one row and one file each. */
#pragma once

#include "control/run.h"

typedef struct {
    const char *name; /* "text", "json", "keylog", "pcapng" */
    const char *summary;
    bool binary;
    GBytes *(*write) (const Trace *trace, const Scenario *scenario, int cursor,
                      const TraceObserver *observer);
} ExportFormat;

const ExportFormat *export_format_at (unsigned i);         /* NULL behind the last */
const ExportFormat *export_format_find (const char *name); /* NULL: no such format */

/* Writes BYTES to PATH whole or not at all. */
bool export_save (const char *path, GBytes *bytes, GError **error);
