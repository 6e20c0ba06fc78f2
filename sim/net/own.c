#include "net/own.h"

static GBytes *share (GBytes *bytes)
{
    return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

static int add (NetPlan *plan, TraceRecord record)
{
    record.attacker = true;
    record.first_message = record.last_message = -1;
    record.arrived = NULL;
    record.arrived_at = record.deliver_event = -1;
    record.sent_at = plan->clock->now;
    record.held = 0;
    record.send_event = trace_length (plan->trace);
    int index = trace_add_record (plan->trace, record);
    trace_now (plan->trace)->in_flight++;
    return index;
}

static void tell (NetPlan *plan, int index, const char *words, const char *section)
{
    TraceEvent *event = trace_emit (plan->trace, TRACE_TWIST);
    event->label = words;
    event->record = index;
    event->message = trace_record (plan->trace, index)->first_message;
    event->section = section;
}

int net_own_record (NetPlan *plan, TraceParty sender, uint8_t type, BaseSpan content,
                    const char *words)
{
    GByteArray *bytes = g_byte_array_new ();
    wire_record_append (bytes, type, WIRE_TLS12, content);
    TraceRecord record = {.sender = sender, .sent = g_byte_array_free_to_bytes (bytes), .key = -1};
    int index = add (plan, record);
    net_add_messages (plan, index, type, content);
    tell (plan, index, words, trace_section (plan->trace, "RFC 9846 F", "RFC 5246 F"));
    return index;
}

int net_own_copy (NetPlan *plan, TraceParty sender, int of, const char *words, const char *section)
{
    TraceRecord copy = *trace_record (plan->trace, of);
    int first = copy.first_message, last = copy.last_message;
    copy.sender = sender;
    copy.sent = g_bytes_ref (copy.sent);
    copy.nonce = share (copy.nonce);
    copy.additional = share (copy.additional);
    copy.inner = share (copy.inner);
    int record = add (plan, copy);
    for (int i = first; i >= 0 && i <= last; i++) {
        const TraceMessage *old = trace_message (plan->trace, i);
        TraceMessage again = {.sender = sender,
                              .sent = wire_message_ref (old->sent),
                              .sealed = old->sealed,
                              .record = record,
                              .send_event = (int)trace_length (plan->trace),
                              .receive_event = -1,
                              .processed_event = -1};
        net_add_message (plan, record, again);
    }
    tell (plan, record, words, section);
    return record;
}

int net_find_record (const NetPlan *plan, const NetTwist *copy, unsigned connection)
{
    unsigned n = trace_now (plan->trace)->n_records;
    for (unsigned i = 0; i < n; i++) {
        const TraceRecord *record = trace_record (plan->trace, (int)i);
        if (record->connection == connection && record->sender == copy->sender &&
            record->ordinal == copy->ordinal && !record->attacker)
            return (int)i;
    }
    return -1;
}
