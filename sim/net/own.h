/* Records that the attacker sends himself, in a party's name: bytes of his own in clear, or what he
 * has recorded. Private to the room. */
#pragma once

#include "net/plan.h"

/* Both give the index of the new record and show what WORDS say; SENDER: in whose name. */
int net_own_record (NetPlan *plan, TraceParty sender, uint8_t type, BaseSpan content,
                    const char *words);
int net_own_copy (NetPlan *plan, TraceParty sender, int of, const char *words, const char *section);
/* The trace's index of the record that COPY names in CONNECTION; -1: it has not been sent. */
int net_find_record (const NetPlan *plan, const NetTwist *copy, unsigned connection);
