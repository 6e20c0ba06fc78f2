/* What the attacker does to the bytes of a record on its way. He has no keys: in clear he finds
 * every field, of what is sealed only what the record shows. Private to the room. */
#pragma once

#include "net/plan.h"

/* What is left of record INDEX; NULL: nothing. The trace tells what he did. transfer full */
GBytes *net_attack (NetPlan *plan, int index);
