#include "export/formats.h"
#include "export/keylog.h"
#include "export/tcp.h"

/* A capture in pcapng (draft-ietf-opsawg-pcapng): the records of the run in TCP segments, in front
 * of them the key log as a Decryption Secrets Block, so that Wireshark decrypts by itself. Numbers
 * are little-endian, as the byte-order magic says. */

enum {
    SECTION_HEADER = 0x0a0d0d0a,
    INTERFACE_DESCRIPTION = 1,
    ENHANCED_PACKET = 6,
    DECRYPTION_SECRETS = 10,
    TLS_KEY_LOG = 0x544c534b, /* "TLSK" */
    LINKTYPE_ETHERNET = 1,
    OPTION_COMMENT = 1,
    OPTION_NAME = 2,        /* of an interface */
    OPTION_APPLICATION = 4, /* of a section */
    OPTION_RESOLUTION = 9,
};

/* ---- Blocks ---- */

static void put (GByteArray *out, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++) {
        uint8_t byte = (uint8_t)(value >> (8 * i));
        g_byte_array_append (out, &byte, 1);
    }
}

static void put_padded (GByteArray *out, BaseSpan span)
{
    base_append_span (out, span);
    put (out, 0, (unsigned)(-span.size & 3));
}

static void put_option (GByteArray *out, unsigned code, BaseSpan value)
{
    put (out, code, 2);
    put (out, value.size, 2);
    put_padded (out, value);
}

static void put_end_of_options (GByteArray *out)
{
    put (out, 0, 4);
}

/* A block's length stands before and behind its body. */
static void put_block (GByteArray *out, uint32_t type, GByteArray *body)
{
    put (out, type, 4);
    put (out, 12 + body->len, 4);
    g_byte_array_append (out, body->data, body->len);
    put (out, 12 + body->len, 4);
}

static void put_section_header (GByteArray *out)
{
    g_autoptr (GByteArray) body = g_byte_array_new ();
    put (body, 0x1a2b3c4d, 4);
    put (body, 1, 2); /* version 1.0 */
    put (body, 0, 2);
    put (body, G_MAXUINT64, 8); /* section length not given */
    put_option (body, OPTION_COMMENT,
                base_span_text ("TLS records of a Stepshake run; the TCP/IP frames around them are "
                                "made for this file."));
    put_option (body, OPTION_APPLICATION, base_span_text ("Stepshake " STEPSHAKE_VERSION));
    put_end_of_options (body);
    put_block (out, SECTION_HEADER, body);
}

static void put_interface (GByteArray *out, const ExportView *view)
{
    static const uint8_t microseconds = 6;
    g_autoptr (GByteArray) body = g_byte_array_new ();
    g_autofree char *name = g_strdup_printf ("seen by %s", view->observer->name);
    put (body, LINKTYPE_ETHERNET, 2);
    put (body, 0, 2);
    put (body, 0, 4); /* no limit on the captured length */
    put_option (body, OPTION_NAME, base_span_text (name));
    put_option (body, OPTION_RESOLUTION, base_span (&microseconds, 1));
    put_end_of_options (body);
    put_block (out, INTERFACE_DESCRIPTION, body);
}

static void put_secrets (GByteArray *out, const ExportView *view)
{
    g_autofree char *keylog = export_keylog_text (view);
    if (*keylog == '\0')
        return;
    g_autoptr (GByteArray) body = g_byte_array_new ();
    put (body, TLS_KEY_LOG, 4);
    put (body, strlen (keylog), 4);
    put_padded (body, base_span_text (keylog));
    put_block (out, DECRYPTION_SECRETS, body);
}

static void put_packet (GByteArray *out, int64_t time, GBytes *frame)
{
    BaseSpan span = base_span_bytes (frame);
    g_autoptr (GByteArray) body = g_byte_array_new ();
    put (body, 0, 4); /* the one interface */
    put (body, (uint64_t)time >> 32, 4);
    put (body, (uint64_t)time & 0xffffffff, 4);
    put (body, span.size, 4);
    put (body, span.size, 4);
    put_padded (body, span);
    put_block (out, ENHANCED_PACKET, body);
}

/* ---- Conversations ---- */

typedef struct {
    GByteArray *out;
    const ExportView *view;
    int64_t epoch;       /* microseconds */
    unsigned connection; /* which one is being written */
    ExportTcpEnd ends[2];
} Capture;

static void send_frame (Capture *capture, int64_t time, TraceParty from, unsigned flags,
                        BaseSpan payload)
{
    ExportTcpEnd *to = &capture->ends[from == TRACE_CLIENT ? TRACE_SERVER : TRACE_CLIENT];
    g_autoptr (GBytes) frame = export_tcp_frame (&capture->ends[from], to, flags, payload);
    put_packet (capture->out, capture->epoch + time, frame);
}

/* The three frames that open a TCP connection; the last leaves just before the first record. */
static void open_connection (Capture *capture, int64_t time)
{
    const Scenario *scenario = capture->view->scenario;
    int64_t latency = scenario != NULL ? scenario_latency (scenario) : 0;
    BaseSpan nothing = {0};
    capture->ends[TRACE_CLIENT] = export_tcp_client (capture->connection);
    capture->ends[TRACE_SERVER] = export_tcp_server ();
    send_frame (capture, time - 2 * latency, TRACE_CLIENT, EXPORT_TCP_SYN, nothing);
    send_frame (capture, time - latency, TRACE_SERVER, EXPORT_TCP_SYN | EXPORT_TCP_ACK, nothing);
    send_frame (capture, time, TRACE_CLIENT, EXPORT_TCP_ACK, nothing);
}

static void send_record (Capture *capture, int64_t time, TraceParty from, BaseSpan bytes)
{
    for (size_t at = 0; at < bytes.size; at += EXPORT_TCP_MSS) {
        size_t size = MIN ((size_t)EXPORT_TCP_MSS, bytes.size - at);
        bool last = at + size == bytes.size;
        send_frame (capture, time, from, EXPORT_TCP_ACK | (last ? EXPORT_TCP_PSH : 0),
                    base_span (bytes.data + at, size));
    }
}

/* Who ends the TCP connection first, and when; false while nobody does. */
static bool find_close (const Capture *capture, TraceParty *closer, int64_t *time)
{
    const Trace *trace = capture->view->trace;
    for (unsigned i = 0; i < capture->view->n_events; i++) {
        const TraceEvent *event = trace_event (trace, i);
        TraceOutcome outcome =
            event->party < TRACE_NETWORK ? event->now.outcome[event->party] : TRACE_RUNNING;
        if (event->kind == TRACE_END && event->connection == capture->connection &&
            (outcome == TRACE_CLOSED || outcome == TRACE_FAILED || outcome == TRACE_TRUNCATED)) {
            TraceParty other = event->party == TRACE_CLIENT ? TRACE_SERVER : TRACE_CLIENT;
            *closer = outcome == TRACE_TRUNCATED ? other : (TraceParty)event->party;
            *time = event->time;
            return true;
        }
    }
    return false;
}

static void close_connection (Capture *capture, int64_t last)
{
    TraceParty closer;
    int64_t time;
    BaseSpan nothing = {0};
    if (!find_close (capture, &closer, &time))
        return;
    time = MAX (time, last);
    TraceParty other = closer == TRACE_CLIENT ? TRACE_SERVER : TRACE_CLIENT;
    send_frame (capture, time, closer, EXPORT_TCP_FIN | EXPORT_TCP_ACK, nothing);
    send_frame (capture, time, other, EXPORT_TCP_FIN | EXPORT_TCP_ACK, nothing);
    send_frame (capture, time, closer, EXPORT_TCP_ACK, nothing);
}

typedef struct {
    int64_t time;
    unsigned index;
    int order; /* of records of one time: by their arrival, and of those on the way by INDEX */
    TraceParty sender;
    bool attacker;
    GBytes *bytes; /* borrowed */
} Sighting;

static int by_order (gconstpointer a, gconstpointer b)
{
    const Sighting *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

static int by_time (gconstpointer a, gconstpointer b)
{
    const Sighting *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return by_order (a, b);
}

/* The attacker puts a record of his own in front of one that has been on its way for longer: it
 * passes where that does. */
static void place_attacker (GArray *seen)
{
    g_array_sort (seen, by_order);
    for (guint i = seen->len; i > 1; i--) {
        const Sighting *next = &g_array_index (seen, Sighting, i - 1);
        Sighting *one = &g_array_index (seen, Sighting, i - 2);
        if (one->attacker && one->sender == next->sender)
            one->time = MIN (one->time, next->time);
    }
}

/* The records of one connection that the observer sees, in the order in which he sees them. */
static GArray *sightings (const Capture *capture)
{
    GArray *out = g_array_new (FALSE, FALSE, sizeof (Sighting));
    for (unsigned i = 0; i < capture->view->now.n_records; i++) {
        const TraceRecord *record = trace_record (capture->view->trace, (int)i);
        bool delivered =
            record->deliver_event >= 0 && (unsigned)record->deliver_event < capture->view->n_events;
        Sighting one = {.index = i,
                        .order = delivered ? record->deliver_event : G_MAXINT,
                        .sender = record->sender,
                        .attacker = record->attacker};
        one.bytes = export_record (capture->view, (int)i, &one.time);
        if (record->connection == capture->connection && one.bytes != NULL && !record->forgotten)
            g_array_append_val (out, one);
    }
    place_attacker (out);
    g_array_sort (out, by_time);
    return out;
}

static bool put_connection (Capture *capture)
{
    g_autoptr (GArray) seen = sightings (capture);
    if (seen->len == 0)
        return false;
    open_connection (capture, g_array_index (seen, Sighting, 0).time);
    int64_t last = 0;
    for (guint i = 0; i < seen->len; i++) {
        const Sighting *one = &g_array_index (seen, Sighting, i);
        send_record (capture, one->time, one->sender, base_span_bytes (one->bytes));
        last = one->time;
    }
    close_connection (capture, last);
    return true;
}

GBytes *export_write_pcapng (const Trace *trace, const Scenario *scenario, int cursor,
                             const TraceObserver *observer)
{
    ExportView view = export_view (trace, scenario, cursor, observer);
    Capture capture = {.out = g_byte_array_new (), .view = &view, .connection = 1};
    capture.epoch = scenario != NULL ? scenario_time (scenario) * G_USEC_PER_SEC : 0;
    put_section_header (capture.out);
    put_interface (capture.out, &view);
    put_secrets (capture.out, &view);
    while (put_connection (&capture))
        capture.connection++;
    return g_byte_array_free_to_bytes (capture.out);
}
