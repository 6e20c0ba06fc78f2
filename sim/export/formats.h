/* The writers behind the rows of export.c, a file each. */
#pragma once

#include "export/export.h"

#include <string.h>

GBytes *export_write_text (const Trace *trace, const Scenario *scenario, int cursor,
                           const TraceObserver *observer);
GBytes *export_write_json (const Trace *trace, const Scenario *scenario, int cursor,
                           const TraceObserver *observer);
GBytes *export_write_keylog (const Trace *trace, const Scenario *scenario, int cursor,
                             const TraceObserver *observer);
GBytes *export_write_pcapng (const Trace *trace, const Scenario *scenario, int cursor,
                             const TraceObserver *observer);
