/* What came of the messages of a record that the attacker changed: read from the bytes that
 * arrived, as far as they go, also when no receiver can read them. Private to the room. */
#pragma once

#include "trace/write.h"

/* Record INDEX has just been delivered. */
void net_note_arrival (Trace *trace, int index);
