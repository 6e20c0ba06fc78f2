#include "pages/chain.h"

#include <string.h>

#include "wire/compress.h"

void chain_free (Chain *chain)
{
    g_ptr_array_unref (chain->certificates);
    g_free (chain->anchor);
    g_free (chain);
}

/* CONTENT, or what is packed in it; NULL when it is no Certificate. transfer full */
static WireMessage *open_certificate (WireMessage *content)
{
    enum { LIMIT = 1 << 18 };
    if (content->row->id == WIRE_COMPRESSED_CERTIFICATE)
        return wire_certificate_decompress (content, LIMIT, NULL);
    return content->row->id == WIRE_CERTIFICATE && content->body != NULL
               ? wire_message_ref (content)
               : NULL;
}

/* The newest Certificate message with a certificate that OBSERVER can read at CURSOR, or the newest
 * at all: a client that shows none does not hide what the server has shown. */
static const TraceMessage *find_message (const Trace *trace, int cursor,
                                         const TraceObserver *observer)
{
    const TraceMessage *newest = NULL;
    for (int i = (int)trace_event (trace, cursor)->now.n_messages - 1; i >= 0; i--) {
        const TraceMessage *message = trace_message (trace, i);
        WireMessage *content = trace_message_content (message);
        if (content == NULL || trace_sees_message (trace, observer, i, cursor) != TRACE_CLEAR)
            continue;
        g_autoptr (WireMessage) certificate = open_certificate (content);
        if (certificate == NULL)
            continue;
        bool holds_one = ((const WireCertificate *)certificate->body)->certificate_list.n > 0;
        if (holds_one)
            return message;
        newest = newest != NULL ? newest : message;
    }
    return newest;
}

static const TraceDecision *find_decision (const Trace *trace, int from, int cursor,
                                           TraceParty judge, const TraceObserver *observer)
{
    for (int seq = cursor; seq >= MAX (0, from); seq--) {
        const TraceEvent *event = trace_event (trace, seq);
        if (event->decision < 0 || event->party != judge ||
            trace_sees_event (trace, observer, seq) == TRACE_HIDDEN)
            continue;
        const TraceDecision *decision = trace_decision (trace, event->decision);
        if (strcmp (decision->key, "certificate-chain") == 0)
            return decision;
    }
    return NULL;
}

Chain *chain_new (const Trace *trace, int cursor, const TraceObserver *observer)
{
    Chain *chain = g_new0 (Chain, 1);
    chain->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify)pki_summary_free);
    chain->event = -1;
    const TraceMessage *message = cursor >= 0 ? find_message (trace, cursor, observer) : NULL;
    if (message == NULL)
        return chain;
    g_autoptr (WireMessage) certificate = open_certificate (trace_message_content (message));
    const WireCertificate *body = certificate->body;
    chain->event = message->send_event;
    chain->judge = message->sender == TRACE_CLIENT ? TRACE_SERVER : TRACE_CLIENT;
    for (size_t i = 0; i < body->certificate_list.n; i++) {
        const WireCertificateEntry *entry =
            wire_list_item (body->certificate_list, WireCertificateEntry, i);
        g_ptr_array_add (chain->certificates, pki_summarize (entry->cert_data));
    }
    chain->decision = find_decision (trace, chain->event, cursor, chain->judge, observer);
    if (chain->certificates->len > 0) {
        const PkiSummary *last =
            g_ptr_array_index (chain->certificates, chain->certificates->len - 1);
        if (strcmp (last->subject, last->issuer) != 0)
            chain->anchor = g_strdup (last->issuer);
    }
    return chain;
}

/* Candidates are named "CHECK: SUBJECT". */
bool chain_check_is_about (const Chain *chain, unsigned i, const char *subject)
{
    const char *colon = strstr (chain->decision->candidates[i].name, ": ");
    return colon != NULL && strcmp (colon + 2, subject) == 0;
}

static DrawState state_of (const Chain *chain, const char *subject)
{
    if (chain->decision == NULL)
        return DRAW_TODO;
    bool any = false;
    for (unsigned i = 0; i < chain->decision->n_candidates; i++) {
        if (!chain_check_is_about (chain, i, subject))
            continue;
        if (chain->decision->candidates[i].verdict == TRACE_FELL)
            return DRAW_BROKEN;
        any = true;
    }
    return any ? DRAW_DONE : DRAW_TODO;
}

static char *short_name (const char *subject)
{
    return g_strdup (g_str_has_prefix (subject, "CN=") ? subject + 3 : subject);
}

static char *year_of (int64_t seconds)
{
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
    return time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("?");
}

static void add_certificate (DrawGraph *graph, const Chain *chain, unsigned i)
{
    const PkiSummary *summary = g_ptr_array_index (chain->certificates, i);
    g_autofree char *id = g_strdup_printf ("certificate-%u", i);
    g_autofree char *title = short_name (summary->subject);
    g_autofree char *until = year_of (summary->not_after);
    DrawNode *node = draw_graph_add_node (graph, id, title);
    node->detail = g_strdup_printf ("%s\nvalid until %s", summary->key, until);
    node->state = state_of (chain, summary->subject);
    node->event = chain->event;
}

/* The anchor is not sent: the peer has it, or has not. */
static void add_anchor (DrawGraph *graph, const Chain *chain)
{
    g_autofree char *title = short_name (chain->anchor);
    DrawNode *node = draw_graph_add_node (graph, "anchor", title);
    DrawState state = state_of (chain, chain->anchor);
    node->state = state;
    node->dashed = true;
    const char *judge = trace_party_name (chain->judge);
    node->detail = chain->decision == NULL ? g_strdup ("named as the issuer\nnot sent")
                   : state == DRAW_DONE
                       ? g_strdup_printf ("trusted by the %s\nnot sent", judge)
                       : g_strdup_printf ("not among the %s's\ntrusted authorities", judge);
    if (chain->decision != NULL && state != DRAW_DONE)
        node->state = DRAW_BROKEN;
}

DrawGraph *chain_graph (const Chain *chain)
{
    DrawGraph *graph =
        draw_graph_new (chain->judge == TRACE_SERVER ? "The chain that the client showed"
                                                     : "The chain that was received");
    unsigned n = chain->certificates->len;
    for (unsigned i = 0; i < n; i++)
        add_certificate (graph, chain, i);
    if (chain->anchor != NULL)
        add_anchor (graph, chain);
    for (unsigned i = 0; i + 1 < graph->nodes->len; i++)
        draw_graph_add_edge (graph, i, i + 1, "is signed by");
    if (n == 0)
        graph->note =
            g_strdup ("No certificate has been seen. In TLS 1.3 it travels sealed, in the "
                      "server's Certificate message.");
    return graph;
}
