/* What can be said of a run in a few words: round trips, what was agreed on, what travels in clear.
 * All of it is read from the trace. */
#include "draw/compare-private.h"

#include "pki/verify.h"

#include <string.h>

/* ---- Round trips ---- */

typedef struct {
    const Trace *trace;
    GArray *records; /* unsigned: half round trips before each */
    unsigned party[2];
    int *may, *did;
} Causes;

/* Records that are new since the last event were sent by now. */
static void causes_records (Causes *causes, unsigned n)
{
    while (causes->records->len < n) {
        const TraceRecord *record = trace_record (causes->trace, (int)causes->records->len);
        unsigned halves = record->sender < TRACE_NETWORK ? causes->party[record->sender] : 0;
        g_array_append_val (causes->records, halves);
    }
}

/* By the rules: under keys for application data (RFC 9846 sections 4.5.3 and 7.1) or for early data
 * (section 4.3.10); in TLS 1.2 once the handshake is over for the party. */
static bool causes_allow (const Causes *causes, const TraceEvent *event)
{
    if (event->now.outcome[event->party] == TRACE_ESTABLISHED)
        return true;
    if (event->kind != TRACE_KEYS || event->secret < 0 || !g_str_equal (event->label, "send"))
        return false;
    const char *name = trace_secret (causes->trace, event->secret)->name;
    return strstr (name, "_application_traffic_secret") != NULL ||
           g_str_equal (name, "client_early_traffic_secret");
}

static void causes_event (Causes *causes, const TraceEvent *event)
{
    causes_records (causes, event->now.n_records);
    if (event->party >= TRACE_NETWORK)
        return;
    unsigned *halves = &causes->party[event->party];
    const TraceMessage *message =
        event->message >= 0 ? trace_message (causes->trace, event->message) : NULL;
    if (event->kind == TRACE_RECEIVE && message != NULL && message->record >= 0)
        *halves = MAX (*halves, g_array_index (causes->records, unsigned, message->record) + 1);
    if (causes->may[event->party] < 0 && causes_allow (causes, event))
        causes->may[event->party] = (int)*halves;
    if (causes->did[event->party] < 0 && event->kind == TRACE_SEND && message != NULL &&
        g_str_equal (trace_message_name (message), "application_data"))
        causes->did[event->party] = (int)*halves;
}

GArray *draw_causal_halves (const Trace *trace, unsigned connection, int end, int may[2],
                            int did[2])
{
    Causes causes = {.trace = trace, .may = may, .did = did};
    causes.records = g_array_new (FALSE, FALSE, sizeof (unsigned));
    may[0] = may[1] = did[0] = did[1] = -1;
    for (int seq = 0; seq <= end; seq++) {
        const TraceEvent *event = trace_event (trace, (unsigned)seq);
        if (event->connection == connection)
            causes_event (&causes, event);
        else
            causes_records (&causes, event->now.n_records);
    }
    return causes.records;
}

char *draw_round_trips (int halves)
{
    if (halves < 0)
        return g_strdup ("never");
    if (halves == 0)
        return g_strdup ("at once");
    g_autofree char *whole = halves > 1 ? g_strdup_printf ("%d", halves / 2) : g_strdup ("");
    return g_strdup_printf ("%s%s round trip%s", whole, halves % 2 ? "½" : "",
                            halves > 2 ? "s" : "");
}

static char *facts_after (int halves)
{
    g_autofree char *trips = draw_round_trips (halves);
    return halves > 0 ? g_strconcat ("after ", trips, NULL) : g_steal_pointer (&trips);
}

char *draw_compare_data_words (const DrawCompareRun *run, TraceParty party)
{
    g_autofree char *may = facts_after (run->may_send[party]);
    g_autofree char *did = facts_after (run->did_send[party]);
    if (run->may_send[party] < 0)
        return g_strdup_printf ("the %s may never send", trace_party_name (party));
    if (run->did_send[party] < 0)
        return g_strdup_printf ("the %s may send %s, and sends none", trace_party_name (party),
                                may);
    if (run->did_send[party] == run->may_send[party])
        return g_strdup_printf ("the %s sends as soon as it may, %s", trace_party_name (party),
                                may);
    return g_strdup_printf ("the %s may send %s, and does %s", trace_party_name (party), may, did);
}

/* ---- What was agreed on ---- */

WireMessage *draw_compare_find (const DrawCompareRun *run, const char *path, int sender,
                                const TraceObserver *seen_by, int *field, int *index)
{
    unsigned n = run->end < 0 ? 0 : trace_event (run->trace, (unsigned)run->end)->now.n_messages;
    size_t size = strcspn (path, ".");
    for (unsigned i = 0; i < n; i++) {
        const TraceMessage *message = trace_message (run->trace, (int)i);
        const char *name = trace_message_name (message);
        WireMessage *content = trace_message_content (message);
        if (message->connection != run->connection || content == NULL ||
            (sender >= 0 && sender != (int)message->sender) || strlen (name) != size ||
            strncmp (name, path, size) != 0 ||
            trace_sees_message (run->trace, seen_by, (int)i, (unsigned)run->end) != TRACE_CLEAR)
            continue;
        *field = path[size] == '.' ? wire_tree_find (content->tree, path + size + 1) : 0;
        if (*field < 0)
            continue;
        if (index != NULL)
            *index = (int)i;
        return content;
    }
    return NULL;
}

/* The value of the first of PATHS that is there. */
static char *facts_value (const DrawCompareRun *run, const TraceObserver *observer,
                          const char *const *paths)
{
    for (; *paths != NULL; paths++) {
        int field;
        WireMessage *content = draw_compare_find (run, *paths, -1, observer, &field, NULL);
        if (content != NULL)
            return wire_tree_plain (content->tree, (unsigned)field);
    }
    return NULL;
}

static const TraceEvent *facts_failure (const DrawCompareRun *run)
{
    for (int seq = 0; seq <= run->end; seq++) {
        const TraceEvent *event = trace_event (run->trace, (unsigned)seq);
        if (event->kind == TRACE_FAIL && event->connection == run->connection &&
            event->cause != BASE_CAUSE_PEER_ALERT)
            return event;
    }
    return NULL;
}

static char *facts_outcome (const DrawCompareRun *run, const TraceObserver *observer)
{
    if (run->end < 0)
        return g_strdup ("nothing has happened yet");
    if (!observer->omniscient && observer->party < 0)
        return g_strdup ("cannot be told from outside");
    const TraceMoment *now = &trace_event (run->trace, (unsigned)run->end)->now;
    const TraceEvent *failure = facts_failure (run);
    const char *client = trace_outcome_name (now->outcome[TRACE_CLIENT]);
    const char *server = trace_outcome_name (now->outcome[TRACE_SERVER]);
    if (!observer->omniscient)
        return g_strdup (observer->party == TRACE_CLIENT ? client : server);
    g_autofree char *both = g_str_equal (client, server)
                                ? g_strdup (client)
                                : g_strdup_printf ("client %s, server %s", client, server);
    return failure == NULL ? g_steal_pointer (&both)
                           : g_strdup_printf ("%s: %s (noticed by the %s)", both,
                                              base_cause_words (failure->cause),
                                              trace_party_name ((TraceParty)failure->party));
}

void draw_compare_facts (DrawCompareRun *run, const TraceObserver *observer)
{
    static const char *const version[] = {"ServerHello.supported_versions.selected_version",
                                          "ServerHello.legacy_version", NULL};
    static const char *const suite[] = {"ServerHello.cipher_suite", NULL};
    static const char *const group[] = {"ServerHello.key_share.server_share.group",
                                        "ServerKeyExchange.params.named_curve", NULL};
    run->version = facts_value (run, observer, version);
    run->suite = facts_value (run, observer, suite);
    run->group = facts_value (run, observer, group);
    run->outcome = facts_outcome (run, observer);
    for (int party = 0; party < 2; party++)
        if (!observer->omniscient && observer->party != party)
            run->may_send[party] = run->did_send[party] = -1;
    unsigned n = run->end < 0 ? 0 : trace_event (run->trace, (unsigned)run->end)->now.n_records;
    for (unsigned i = 0; i < n; i++) {
        const TraceRecord *record = trace_record (run->trace, (int)i);
        if (record->connection == run->connection)
            *(record->sealed ? &run->sealed : &run->clear) += record->size;
    }
}

char *draw_compare_agreed_words (const DrawCompareRun *run)
{
    if (run->version == NULL)
        return g_strdup ("nothing was agreed on");
    GString *out = g_string_new (run->version);
    if (run->suite != NULL)
        g_string_append_printf (out, " · %s", run->suite);
    if (run->group != NULL)
        g_string_append_printf (out, " · %s", run->group);
    int field;
    if (draw_compare_find (run, "ServerHello.pre_shared_key", -1, trace_observer_find ("everyone"),
                           &field, NULL) != NULL)
        g_string_append (out, " · with a key from before");
    return g_string_free (out, FALSE);
}

char *draw_compare_bytes_words (const DrawCompareRun *run)
{
    return g_strdup_printf ("%" G_GSIZE_FORMAT " bytes in clear, %" G_GSIZE_FORMAT " sealed",
                            run->clear, run->sealed);
}

/* ---- What travels in clear ---- */

static char *facts_subject (const WireMessage *content, unsigned field)
{
    BaseSpan span = wire_tree_span (content->tree, field);
    if (span.size <= 3)
        return g_strdup ("none");
    PkiSummary *summary = pki_summarize (base_span (span.data + 3, span.size - 3));
    char *subject = g_strdup (summary->subject);
    pki_summary_free (summary);
    return subject;
}

static char *facts_sent (const WireMessage *content, unsigned field)
{
    return g_strdup ("sent");
}

static char *facts_plain (const WireMessage *content, unsigned field)
{
    return wire_tree_plain (content->tree, field);
}

/* The first path that is there tells. */
static const struct {
    const char *question;
    int sender;
    const char *paths[2];
    char *(*tell) (const WireMessage *content, unsigned field);
} leaks[] = {
    {"Whom the client calls",
     TRACE_CLIENT,
     {"ClientHello.server_name.server_name_list[0].host_name"},
     facts_plain},
    {"Which cipher suite", TRACE_SERVER, {"ServerHello.cipher_suite"}, facts_plain},
    {"Which application protocol",
     TRACE_SERVER,
     {"EncryptedExtensions.application_layer_protocol_negotiation.protocol_name_list[0]",
      "ServerHello.application_layer_protocol_negotiation.protocol_name_list[0]"},
     facts_plain},
    {"The server's certificate",
     TRACE_SERVER,
     {"Certificate.certificate_list[0].cert_data", "Certificate.certificate_list[0]"},
     facts_subject},
    {"The client's certificate",
     TRACE_CLIENT,
     {"Certificate.certificate_list[0].cert_data", "Certificate.certificate_list[0]"},
     facts_subject},
    {"The ticket for next time", TRACE_SERVER, {"NewSessionTicket.ticket"}, facts_sent},
    {"The application data", -1, {"application_data"}, facts_sent},
};

static void facts_leak (const DrawCompare *compare, DrawCompareLeak *leak, unsigned i,
                        unsigned side)
{
    const DrawCompareRun *run = &compare->run[side];
    const TraceObserver *everyone = trace_observer_find ("everyone");
    const TraceObserver *outside = trace_observer_find ("eavesdropper");
    WireMessage *content = NULL;
    int field = 0, index = 0;
    for (unsigned k = 0; k < 2 && leaks[i].paths[k] != NULL && content == NULL; k++)
        content =
            draw_compare_find (run, leaks[i].paths[k], leaks[i].sender, everyone, &field, &index);
    leak->clear[side] = content != NULL && trace_sees_message (run->trace, outside, index,
                                                               (unsigned)run->end) == TRACE_CLEAR;
    if (leak->clear[side])
        leak->answer[side] = leaks[i].tell (content, (unsigned)field);
    else if (!compare->observer->omniscient && run->sealed > 0)
        leak->answer[side] = g_strdup ("sealed, if it was sent at all");
    else
        leak->answer[side] = g_strdup (content != NULL ? "sealed" : "not sent");
}

GPtrArray *draw_compare_leaks (const DrawCompare *compare)
{
    GPtrArray *all = g_ptr_array_new_with_free_func (g_free);
    for (unsigned i = 0; i < G_N_ELEMENTS (leaks); i++) {
        DrawCompareLeak *leak = g_new0 (DrawCompareLeak, 1);
        leak->question = leaks[i].question;
        for (unsigned side = 0; side < 2; side++)
            facts_leak (compare, leak, i, side);
        g_ptr_array_add (all, leak);
    }
    return all;
}
