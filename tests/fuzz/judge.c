#include "judge.h"

#include "../unit/wire-tree.h"
#include "draw/model.h"
#include "export/export.h"
#include "lesson/explain.h"

/* Each step reads a message, sends one or ends; what is sent is asked for by something read, or by
 * the policy: a flight, data, a goodbye. */
enum { OWN_STEPS = 64 };

void fuzz_judge_init (FuzzJudge *judge, TlsParty *party, Trace *trace)
{
    *judge = (FuzzJudge){.party = party, .trace = trace};
}

void fuzz_judge_feed (FuzzJudge *judge, BaseSpan bytes, int record)
{
    judge->fed += bytes.size;
    tls_party_receive (judge->party, bytes, record);
}

static bool is_over (const TlsParty *party)
{
    return tls_party_wait (party) == TLS_WAIT_OVER;
}

bool fuzz_judge_step (FuzzJudge *judge)
{
    TlsParty *party = judge->party;
    bool was_over = is_over (party), could_write = tls_party_wait (party) == TLS_WAIT_NOTHING;
    judge->closing |= tls_party_state (party) == TLS_CLOSING;
    bool moved = tls_party_step (party);
    g_assert_true (moved || !could_write);
    g_assert_false (moved && was_over);
    judge->steps += moved;
    g_assert_cmpuint (judge->steps, <=, OWN_STEPS + judge->fed);
    g_assert_cmpint (tls_party_outcome (party), >=, judge->before);
    judge->before = tls_party_outcome (party);
    g_assert_cmpuint (party->fragment->len, <=, TLS_MAX_MESSAGE + WIRE_MAX_PLAINTEXT);
    g_assert_cmpuint (party->input->len, <=, judge->fed);
    return moved;
}

/* ---- The end of a party ---- */

static void check_wiped (const TlsParty *party)
{
    g_assert_true (party->wiped);
    for (unsigned id = 0; id < TLS_N_SECRETS; id++)
        for (unsigned i = 0; i < sizeof party->secrets[id].value; i++)
            g_assert_cmpuint (party->secrets[id].value[i], ==, 0);
    for (unsigned i = 0; i < sizeof party->send.key; i++)
        g_assert_cmpuint (party->send.key[i] | party->receive.key[i], ==, 0);
}

static void check_reason (const TlsParty *party)
{
    TraceOutcome outcome = tls_party_outcome (party);
    bool well = outcome == TRACE_CLOSED;
    g_assert_cmpint (outcome, >, TRACE_ESTABLISHED);
    g_assert_cmpint (tls_party_cause (party) == BASE_CAUSE_NONE, ==, well);
    g_assert_cmpint (tls_party_state (party) == TLS_CLOSED, ==, well);
    g_assert_cmpint (tls_party_state (party) == TLS_FAILED, ==, outcome == TRACE_FAILED);
    /* Whatever a peer does, it is never our own fault. */
    g_assert_cmpint (tls_party_cause (party), !=, BASE_CAUSE_INTERNAL);
}

/* RFC 9846 section 6: behind a fatal alert, or a goodbye, nothing goes out; and who notices an
 * error says so once, unless it has said goodbye. */
static void check_alerts (const FuzzJudge *judge)
{
    TraceParty own = (TraceParty)tls_party_role (judge->party);
    unsigned n = trace_event (judge->trace, trace_length (judge->trace) - 1)->now.n_messages;
    int fatal = -1;
    bool over = false;
    for (unsigned i = 0; i < n; i++) {
        const TraceMessage *message = trace_message (judge->trace, (int)i);
        if (message->sender != own || message->sent == NULL || message->send_event < 0)
            continue;
        g_assert_false (over);
        if (message->sent->row->id != WIRE_ALERT)
            continue;
        const WireAlert *alert = message->sent->body;
        over = alert->level == 2 || alert->description == BASE_ALERT_CLOSE_NOTIFY;
        if (alert->level == 2)
            fatal = alert->description;
    }
    BaseCause cause = tls_party_cause (judge->party);
    BaseAlert due =
        judge->party->speaks == WIRE_TLS12 ? base_cause_alert_12 (cause) : base_cause_alert (cause);
    bool says = tls_party_outcome (judge->party) == TRACE_FAILED && due != BASE_ALERT_NONE &&
                !judge->closing;
    g_assert_cmpint (fatal, ==, says ? (int)due : -1);
}

/* Nothing that still comes changes anything. */
static void check_deaf (TlsParty *party, const Trace *trace)
{
    static const uint8_t alert[] = {21, 3, 3, 0, 2, 2, 40};
    unsigned length = trace_length (trace);
    size_t data = tls_party_received_data (party).size;
    guint kept = party->input->len;
    tls_party_receive (party, base_span (alert, sizeof alert), -1);
    tls_party_receive_end (party);
    tls_party_stall (party);
    g_assert_false (tls_party_step (party));
    g_assert_cmpint (tls_party_take (party), ==, -1);
    g_assert_cmpuint (party->input->len, ==, kept);
    g_assert_cmpuint (trace_length (trace), ==, length);
    g_assert_cmpuint (tls_party_received_data (party).size, ==, data);
}

void fuzz_judge_end (FuzzJudge *judge)
{
    TlsParty *party = judge->party;
    tls_party_receive_end (party);
    while (fuzz_judge_step (judge))
        ;
    g_assert_true (is_over (party));
    while (tls_party_take (party) >= 0)
        ;
    check_reason (party);
    check_wiped (party);
    check_alerts (judge);
    check_deaf (party, judge->trace);
    g_autofree char *view = tls_party_view (party);
    g_assert_nonnull (view);
}

/* ---- The trace ---- */

static void check_index (int index, unsigned n)
{
    g_assert_cmpint (index, >=, -1);
    g_assert_cmpint (index, <, (int)n);
}

static void check_moment (const TraceMoment *before, const TraceMoment *now)
{
    g_assert_cmpuint (now->n_messages, >=, before->n_messages);
    g_assert_cmpuint (now->n_records, >=, before->n_records);
    g_assert_cmpuint (now->n_secrets, >=, before->n_secrets);
    g_assert_cmpint (now->phase, >=, before->phase);
    for (int i = 0; i < 2; i++)
        g_assert_cmpint (now->outcome[i], >=, before->outcome[i]);
}

static void check_event (const Trace *trace, unsigned i)
{
    const TraceEvent *event = trace_event (trace, i);
    g_assert_cmpuint (event->seq, ==, i);
    g_assert_cmpint (event->parent, <, (int)i);
    g_assert_cmpint (event->kind, <, TRACE_N_KINDS);
    g_assert_cmpint (event->party, <, TRACE_N_PARTIES);
    check_index (event->message, event->now.n_messages);
    check_index (event->record, event->now.n_records);
    check_index (event->secret, event->now.n_secrets);
    if (event->kind == TRACE_FAIL)
        g_assert_cmpint (event->cause, !=, BASE_CAUSE_NONE);
    if (i == 0)
        return;
    const TraceEvent *before = trace_event (trace, i - 1);
    g_assert_cmpint (event->time, >=, before->time);
    check_moment (&before->now, &event->now);
}

static void check_message_of (const TraceMessage *message)
{
    g_assert_true (message->sent != NULL || message->received != NULL);
    if (message->sent != NULL)
        check_shape (message->sent->tree);
    if (message->received != NULL)
        check_shape (message->received->tree);
    g_assert_cmpuint (message->ordinal, >, 0);
}

static void check_record_of (const TraceRecord *record)
{
    g_autoptr (WireTree) tree = wire_record_tree (record->sent, record->tag_size);
    check_shape (tree);
    if (record->inner == NULL)
        return;
    g_autoptr (WireTree) inner = wire_inner_plaintext_tree (record->inner);
    check_shape (inner);
}

/* What people read about EVENT; each thing that can happen is explained. */
static void look_at_event (const Trace *trace, unsigned i)
{
    g_autofree char *title = trace_event_title (trace, i);
    g_autofree char *key = trace_event_key (trace, i);
    g_autofree char *landmark = trace_event_landmark (trace, i);
    g_assert_true (g_utf8_validate (title, -1, NULL));
    g_assert_true (landmark == NULL || trace_event_is (trace, i, landmark));
    if (lesson_explanation (key) == NULL)
        g_error ("“%s” (%s) is not explained", title, key);
    for (unsigned k = 0; trace_observer_at (k) != NULL; k++) {
        g_autofree char *seen = trace_event_title_seen (trace, trace_observer_at (k), i);
        g_autofree char *seen_key = trace_event_key_seen (trace, trace_observer_at (k), i);
        g_assert_true (seen != NULL && seen_key != NULL);
    }
}

static void look_at_pictures (const Trace *trace, int cursor, const TraceObserver *observer)
{
    g_autoptr (GPtrArray) ladder = draw_model_ladder (trace, cursor, observer);
    g_assert_nonnull (ladder);
    draw_graph_free (draw_model_flowchart (trace, cursor, false));
    draw_graph_free (draw_model_secrets (trace, cursor, 0, observer));
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++)
        draw_graph_free (draw_model_machine ((TlsRole)role, trace, cursor));
}

/* One observer a run: which one depends on the run alone. */
static void look_at_exports (const Trace *trace, unsigned length)
{
    unsigned n = 0;
    while (trace_observer_at (n) != NULL)
        n++;
    for (unsigned i = 0; export_format_at (i) != NULL; i++) {
        g_autoptr (GBytes) bytes = export_format_at (i)->write (
            trace, NULL, (int)length - 1, trace_observer_at ((length + i) % n));
        g_assert_nonnull (bytes);
    }
}

void fuzz_judge_trace (const Trace *trace, unsigned look)
{
    unsigned length = trace_length (trace);
    g_assert_cmpuint (length, >, 0);
    for (unsigned i = 0; i < length; i++)
        check_event (trace, i);
    const TraceMoment *end = &trace_event (trace, length - 1)->now;
    for (unsigned i = 0; i < end->n_messages; i++)
        check_message_of (trace_message (trace, (int)i));
    for (unsigned i = 0; i < end->n_records; i++)
        check_record_of (trace_record (trace, (int)i));
    if (look & FUZZ_LOOK_AT_EVENTS)
        for (unsigned i = 0; i < length; i++)
            look_at_event (trace, i);
    if (look & FUZZ_LOOK_AT_PICTURES)
        for (unsigned k = 0; trace_observer_at (k) != NULL; k++)
            look_at_pictures (trace, (int)(k % 2 == 0 ? length - 1 : length / 2),
                              trace_observer_at (k));
    if (look % 8 == FUZZ_LOOK_AT_ALL)
        look_at_exports (trace, length);
}
