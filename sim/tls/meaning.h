/* What the checks of the handshake are good for: when one passed, what it ruled out; when it
 * failed, what would have made it pass. Those of certificates have words of their own (pki). */
#pragma once

#include "trace/trace.h"

/* Gives each candidate of a check that was made its words, where there are any. */
void tls_add_meanings (TraceDecision *decision);
