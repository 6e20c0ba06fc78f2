/* The record layer between two whole parties: limits, padding, cutting and packing. Sizes are
 * checked by arithmetic on what went over the wire. */
#include "control/run.h"

#include <string.h>

static ControlRun *run (const char *text)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_parse (text, "test", NULL, &error);
    g_assert_no_error (error);
    ControlRun *result = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (result);
    return result;
}

static const TraceMoment *end_of (const Trace *trace)
{
    return &trace_event (trace, trace_length (trace) - 1)->now;
}

static void assert_both_closed (const Trace *trace)
{
    for (int i = 0; i < 2; i++)
        g_assert_cmpint (end_of (trace)->outcome[i], ==, TRACE_CLOSED);
}

/* The largest TLSInnerPlaintext of SENDER. */
static size_t largest_inner (const Trace *trace, TraceParty sender)
{
    size_t largest = 0;
    for (unsigned i = 0; i < end_of (trace)->n_records; i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        if (record->sender == sender && record->inner != NULL)
            largest = MAX (largest, g_bytes_get_size (record->inner));
    }
    return largest;
}

static const TraceMessage *find (const Trace *trace, TraceParty sender, const char *name)
{
    for (unsigned i = 0; i < end_of (trace)->n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sender == sender && g_str_equal (trace_message_name (message), name))
            return message;
    }
    g_error ("no %s", name);
}

/* RFC 8449 section 4: content, type and padding; each side's number binds the other. */
static void size_limits_bind_the_other_side (void)
{
    g_autoptr (ControlRun) both = run ("[client]\nrecord-size-limit=200\nsend=0123456789"
                                       "0123456789012345678901234567890123456789012345678901234567"
                                       "89\npadding=300\n"
                                       "[server]\nrecord-size-limit=64\npadding=300\n");
    const Trace *trace = control_run_trace (both);
    assert_both_closed (trace);
    g_assert_cmpuint (largest_inner (trace, TRACE_CLIENT), ==, 64);
    g_assert_cmpuint (largest_inner (trace, TRACE_SERVER), ==, 200);

    /* A server that does not know the extension: nothing is agreed on. */
    g_autoptr (ControlRun) alone = run ("[client]\nrecord-size-limit=64\n");
    assert_both_closed (control_run_trace (alone));
    g_assert_cmpuint (largest_inner (control_run_trace (alone), TRACE_SERVER), >, 64);
}

/* RFC 6066 section 4: content alone, in both directions; RFC 8449 section 5: not beside the other.
 */
static void fragment_length_counts_for_both (void)
{
    g_autoptr (ControlRun) agreed = run ("[client]\nmax-fragment-length=512\nsend-size=2000\n"
                                         "[server]\nmax-fragment-length=yes\n");
    const Trace *trace = control_run_trace (agreed);
    assert_both_closed (trace);
    g_assert_cmpuint (largest_inner (trace, TRACE_CLIENT), ==, 512 + 1);
    g_assert_cmpuint (largest_inner (trace, TRACE_SERVER), ==, 512 + 1);

    g_autoptr (ControlRun) replaced =
        run ("[client]\nmax-fragment-length=512\nrecord-size-limit=700\n"
             "[server]\nmax-fragment-length=yes\nrecord-size-limit=16385\n");
    assert_both_closed (control_run_trace (replaced));
    g_assert_cmpuint (largest_inner (control_run_trace (replaced), TRACE_SERVER), ==, 700);
    const WireMessage *answer =
        find (control_run_trace (replaced), TRACE_SERVER, "EncryptedExtensions")->sent;
    g_assert_null (wire_message_extension (answer, WIRE_EXT_MAX_FRAGMENT_LENGTH));
    g_assert_nonnull (wire_message_extension (answer, WIRE_EXT_RECORD_SIZE_LIMIT));
}

/* RFC 9846 section 5.4: to a multiple, but never beyond 2^14 + 1. */
static void padding_fills_a_multiple (void)
{
    g_autoptr (ControlRun) padded =
        run ("[client]\npadding=100\n[server]\npadding=16384\nreply-size=16384\n");
    const Trace *trace = control_run_trace (padded);
    assert_both_closed (trace);
    for (unsigned i = 0; i < end_of (trace)->n_records; i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        if (record->inner == NULL)
            continue;
        size_t size = g_bytes_get_size (record->inner);
        if (record->sender == TRACE_CLIENT)
            g_assert_cmpuint (size % 100, ==, 0);
        else
            g_assert_true (size == 16384 || size == 16385);
    }
    g_assert_cmpuint (largest_inner (trace, TRACE_SERVER), ==, 16385);
}

/* RFC 9846 section 5.1: any cutting; every message is still recognised as the one that was sent. */
static void any_cutting_is_put_together (gconstpointer data)
{
    g_autofree char *text = g_strdup_printf (
        "[client]\nfragment=%d\ntickets=yes\n[server]\nfragment=%d\ncoalesce=yes\ntickets=2\n",
        GPOINTER_TO_INT (data), GPOINTER_TO_INT (data));
    g_autoptr (ControlRun) cut = run (text);
    const Trace *trace = control_run_trace (cut);
    assert_both_closed (trace);
    g_assert_cmpuint (largest_inner (trace, TRACE_SERVER), <=, MAX (GPOINTER_TO_INT (data), 2) + 1);
    for (unsigned i = 0; i < end_of (trace)->n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        g_assert_nonnull (message->sent);
        g_assert_nonnull (message->received);
        g_assert_true (g_bytes_equal (message->sent->bytes, message->received->bytes));
    }
}

/* A record's messages are exactly those of which it holds a part. */
static void records_name_their_messages (void)
{
    g_autoptr (ControlRun) cut = run ("[server]\nfragment=300\ncoalesce=yes\n");
    const Trace *trace = control_run_trace (cut);
    const TraceMessage *certificate = find (trace, TRACE_SERVER, "Certificate");
    const TraceMessage *finished = find (trace, TRACE_SERVER, "Finished");
    const TraceRecord *first = trace_record (trace, certificate->record);
    g_assert_cmpstr (trace_message_name (trace_message (trace, first->first_message)), ==,
                     "EncryptedExtensions");
    g_assert_cmpstr (trace_message_name (trace_message (trace, first->last_message)), ==,
                     "Certificate");
    g_assert_cmpint (finished->record, >, certificate->record);
    const TraceRecord *last = trace_record (trace, finished->record);
    g_assert_cmpstr (trace_message_name (trace_message (trace, last->last_message)), ==,
                     "Finished");
}

/* EncryptedExtensions to Finished in one record, ServerHello in its own; both tickets in one. */
static void a_flight_shares_a_record (void)
{
    g_autoptr (ControlRun) packed =
        run ("[client]\ntickets=yes\n[server]\ncoalesce=yes\ntickets=2\n");
    const Trace *trace = control_run_trace (packed);
    static const char *const flight[] = {"Certificate", "CertificateVerify", "Finished"};
    assert_both_closed (trace);
    int record = find (trace, TRACE_SERVER, "EncryptedExtensions")->record;
    for (unsigned i = 0; i < G_N_ELEMENTS (flight); i++)
        g_assert_cmpint (find (trace, TRACE_SERVER, flight[i])->record, ==, record);
    g_assert_cmpint (find (trace, TRACE_SERVER, "ServerHello")->record, <, record);
    const TraceRecord *tickets =
        trace_record (trace, find (trace, TRACE_SERVER, "NewSessionTicket")->record);
    g_assert_cmpint (tickets->last_message, ==, tickets->first_message + 1);
}

int main (int argc, char **argv)
{
    static const int sizes[] = {1, 2, 3, 5, 64, 100, 1000};
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/records/size-limits-bind-the-other-side", size_limits_bind_the_other_side);
    g_test_add_func ("/records/fragment-length-counts-for-both", fragment_length_counts_for_both);
    g_test_add_func ("/records/padding-fills-a-multiple", padding_fills_a_multiple);
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autofree char *name =
            g_strdup_printf ("/records/any-cutting-is-put-together/%d", sizes[i]);
        g_test_add_data_func (name, GINT_TO_POINTER (sizes[i]), any_cutting_is_put_together);
    }
    g_test_add_func ("/records/records-name-their-messages", records_name_their_messages);
    g_test_add_func ("/records/a-flight-shares-a-record", a_flight_shares_a_record);
    return g_test_run ();
}
