/* Sealing for a rogue party: as the honest engine sealed a record, but with another content.
 * Private to the room. */
#pragma once

#include "trace/write.h"

/* What the sealed RECORD of TLS 1.2 carries: with CBC without MAC and padding. Borrowed. */
BaseSpan net_rogue_content (const TraceRecord *record);

/* TYPE and CONTENT, sealed as the sender of MODEL sealed it, SHIFT records later under the same
 * key; in TLS 1.3 padded to PADDED_TO bytes of content, type and zeros. Fills RECORD's sent, inner,
 * nonce and additional. */
void net_rogue_seal (const Trace *trace, const TraceRecord *model, int64_t shift, uint8_t type,
                     BaseSpan content, unsigned padded_to, TraceRecord *record);
