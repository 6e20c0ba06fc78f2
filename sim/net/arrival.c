#include "net/arrival.h"

static bool is_changed (const TraceRecord *record)
{
    return record->arrived != NULL && record->arrived != record->sent &&
           !g_bytes_equal (record->arrived, record->sent);
}

static bool carries (const TraceRecord *record, const TraceRecord *other, int message)
{
    return record->connection == other->connection && record->sender == other->sender &&
           record->first_message >= 0 && record->first_message <= message &&
           message <= record->last_message;
}

/* Whether a part of MESSAGE is in a record behind INDEX. */
static bool goes_on (const Trace *trace, int index, int message)
{
    const TraceRecord *record = trace_record (trace, index);
    int n = (int)trace_event (trace, trace_length (trace) - 1)->now.n_records;
    for (int i = index + 1; i < n; i++)
        if (carries (trace_record (trace, i), record, message))
            return true;
    return false;
}

/* Where the first message that is in the record in which MESSAGE begins begins itself. */
static int first_record (const Trace *trace, const TraceMessage *message)
{
    int index = message->record, before;
    while ((before = trace_message (trace, trace_record (trace, index)->first_message)->record) <
           index)
        index = before;
    return index;
}

/* What of RECORD its receiver takes for content. */
static BaseSpan fragment_of (const TraceRecord *record)
{
    BaseSpan bytes = base_span_bytes (record->arrived);
    if (bytes.size < WIRE_RECORD_HEADER_SIZE)
        return base_span (NULL, 0);
    size_t rest = bytes.size - WIRE_RECORD_HEADER_SIZE;
    size_t size = base_read_number (bytes.data + WIRE_RECORD_HEADER_SIZE - 2, 2);
    return base_span (bytes.data + WIRE_RECORD_HEADER_SIZE, MIN (size, rest));
}

/* What has arrived of the records FROM to TO of one sender. transfer full */
static GByteArray *stream (const Trace *trace, int from, int to)
{
    GByteArray *out = g_byte_array_new ();
    const TraceRecord *first = trace_record (trace, from);
    for (int i = from; i <= to; i++) {
        const TraceRecord *record = trace_record (trace, i);
        if (record->connection == first->connection && record->sender == first->sender &&
            record->arrived != NULL)
            base_append_span (out, fragment_of (record));
    }
    return out;
}

/* The message that BYTES begin with, or what there is of it. */
static size_t message_size (uint8_t type, BaseSpan bytes)
{
    enum { HEADER_SIZE = 4 };
    if (type != WIRE_CT_HANDSHAKE || bytes.size < HEADER_SIZE)
        return bytes.size;
    return MIN (bytes.size, HEADER_SIZE + base_read_number (bytes.data + 1, 3));
}

/* The bytes that stand where MESSAGE stood, record INDEX being the last that carries it. */
static GBytes *arrived_bytes (const Trace *trace, int index, int message)
{
    const TraceMessage *of = trace_message (trace, message);
    const TraceRecord *record = trace_record (trace, of->record);
    if (of->sent->row->content_type == WIRE_CT_SSL2) /* its header is its own */
        return g_bytes_ref (record->arrived);
    int from = first_record (trace, of);
    g_autoptr (GByteArray) all = stream (trace, from, index);
    BaseSpan rest = base_span (all->data, all->len);
    size_t size = 0;
    for (int i = trace_record (trace, from)->first_message; i <= message; i++) {
        rest = base_span (rest.data + size, rest.size - size);
        size = message_size (of->sent->row->content_type, rest);
    }
    return base_span_copy (base_span (rest.data, size));
}

static WireMessage *read_arrived (const Trace *trace, const TraceMessage *message, GBytes *bytes)
{
    const TraceRecord *record = trace_record (trace, message->record);
    const WireMessageRow *row = message->sent->row;
    uint8_t type = row->content_type,
            said = *(const uint8_t *)g_bytes_get_data (record->arrived, NULL);
    /* The same bytes under another content type are another message. */
    if (type != WIRE_CT_SSL2 && said >= WIRE_CT_CHANGE_CIPHER_SPEC &&
        said <= WIRE_CT_APPLICATION_DATA)
        type = said;
    if (type == row->content_type && g_bytes_equal (bytes, message->sent->bytes))
        return NULL;
    WireDialect dialect = {trace_version (trace, trace_length (trace) - 1), row->exchange};
    return wire_message_read_as (type, bytes, dialect);
}

static bool is_any_changed (const Trace *trace, int from, int to, int message)
{
    const TraceRecord *last = trace_record (trace, to);
    for (int i = from; i <= to; i++)
        if (carries (trace_record (trace, i), last, message) &&
            is_changed (trace_record (trace, i)))
            return true;
    return false;
}

static void note (Trace *trace, int index, int at)
{
    TraceMessage *message = trace_message_for_writing (trace, at);
    if (message->sent == NULL || message->forgotten ||
        !is_any_changed (trace, message->record, index, at) || goes_on (trace, index, at))
        return;
    const TraceRecord *record = trace_record (trace, message->record);
    if (record->sealed) {
        message->twisted = true; /* what is under the seal nobody can tell */
        return;
    }
    if (record->arrived == NULL || g_bytes_get_size (record->arrived) == 0)
        return;
    g_autoptr (GBytes) bytes = arrived_bytes (trace, index, at);
    message->arrived = read_arrived (trace, message, bytes);
    if (message->arrived != NULL) {
        message->twisted = true;
        message->arrive_event = trace_record (trace, index)->deliver_event;
    }
}

void net_note_arrival (Trace *trace, int index)
{
    const TraceRecord *record = trace_record (trace, index);
    for (int i = record->first_message; i >= 0 && i <= record->last_message; i++)
        note (trace, index, i);
}
