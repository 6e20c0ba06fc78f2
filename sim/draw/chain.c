#include "draw/chain.h"

#include <string.h>

#include "draw/model.h"
#include "wire/compress.h"

void draw_chain_free (DrawChain *chain)
{
    g_ptr_array_unref (chain->certificates);
    g_array_unref (chain->built);
    g_free (chain->anchor);
    g_free (chain);
}

/* CONTENT, or what is packed in it; NULL when it is no Certificate. transfer full */
static WireMessage *open_certificate (WireMessage *content)
{
    enum { LIMIT = 1 << 18 };
    if (content->row->id == WIRE_COMPRESSED_CERTIFICATE)
        return wire_certificate_decompress (content, LIMIT, NULL);
    bool certificate =
        content->row->id == WIRE_CERTIFICATE || content->row->id == WIRE_CERTIFICATE_12;
    return certificate && content->body != NULL ? wire_message_ref (content) : NULL;
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

/* Whether a certificate has been sent in CONNECTION, or in any: 0. */
static bool was_sent (const Trace *trace, int cursor, unsigned connection)
{
    for (int i = (int)trace_event (trace, cursor)->now.n_messages - 1; i >= 0; i--) {
        const TraceMessage *message = trace_message (trace, i);
        WireMessage *content = trace_message_content (message);
        bool elsewhere = connection > 0 && message->connection != connection;
        g_autoptr (WireMessage) certificate =
            content == NULL || elsewhere ? NULL : open_certificate (content);
        if (certificate != NULL && message->send_event <= cursor)
            return true;
    }
    return false;
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

/* ---- As sent, as built, as verified ---- */

static const PkiSummary *sent (const DrawChain *chain, int item)
{
    return item >= 0 ? g_ptr_array_index (chain->certificates, item) : NULL;
}

static const TraceCandidate *check (const DrawChain *chain, unsigned i)
{
    return &chain->decision->candidates[i];
}

/* Checks are named "CHECK: SUBJECT". */
static bool is_check (const TraceCandidate *candidate, const char *key)
{
    size_t size = strlen (key);
    return strncmp (candidate->name, key, size) == 0 &&
           (candidate->name[size] == ':' || candidate->name[size] == '\0');
}

static const char *subject_of (const TraceCandidate *candidate)
{
    const char *colon = strstr (candidate->name, ": ");
    return colon != NULL ? colon + 2 : "";
}

static bool is_about_whole (const TraceCandidate *candidate)
{
    return is_check (candidate, "trust-anchor") ||
           (is_check (candidate, "pin") && candidate->verdict == TRACE_FELL);
}

bool draw_chain_is_pin (const DrawChain *chain, unsigned i)
{
    return is_check (check (chain, i), "pin");
}

/* Whether the way stops at certificate ITEM, and nobody stands above it. */
static bool ends_at (const DrawChain *chain, int item)
{
    return chain->searched && !chain->anchored && chain->anchor == NULL && item >= 0 &&
           g_array_index (chain->built, int, chain->built->len - 1) == item;
}

bool draw_chain_is_about (const DrawChain *chain, unsigned i, int item)
{
    const TraceCandidate *candidate = check (chain, i);
    if (is_check (candidate, "trust-anchor") && ends_at (chain, item))
        return true;
    return candidate->item == item && !is_about_whole (candidate) &&
           (item >= 0 ||
            (chain->anchor != NULL && g_str_equal (subject_of (candidate), chain->anchor)));
}

/* The dates of each certificate on the way were looked at, from the anchor down. */
static void follow_checks (DrawChain *chain)
{
    const TraceDecision *decision = chain->decision;
    for (unsigned i = decision->n_candidates; i-- > 0;) {
        const TraceCandidate *candidate = &decision->candidates[i];
        if (is_check (candidate, "trust-anchor")) {
            chain->searched = true;
            chain->anchored = candidate->verdict == TRACE_PASSED;
        }
        if (!is_check (candidate, "validity"))
            continue;
        g_array_append_val (chain->built, candidate->item);
        if (candidate->item < 0)
            chain->anchor = g_strdup (subject_of (candidate));
    }
}

/* Before anything is verified, or when it could not be: as they were sent. */
static void follow_order (DrawChain *chain)
{
    for (int i = 0; i < (int)chain->certificates->len; i++)
        g_array_append_val (chain->built, i);
}

static void name_anchor (DrawChain *chain)
{
    if (chain->anchor != NULL || chain->built->len == 0)
        return;
    const PkiSummary *last = sent (chain, g_array_index (chain->built, int, chain->built->len - 1));
    if (*last->issuer != '\0' && strcmp (last->subject, last->issuer) != 0 && !chain->anchored)
        chain->anchor = g_strdup (last->issuer);
}

DrawChain *draw_chain_new (const Trace *trace, int cursor, const TraceObserver *observer)
{
    DrawChain *chain = g_new0 (DrawChain, 1);
    chain->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify)pki_summary_free);
    chain->built = g_array_new (FALSE, FALSE, sizeof (int));
    chain->event = -1;
    const TraceMessage *message = cursor >= 0 ? find_message (trace, cursor, observer) : NULL;
    if (message == NULL && cursor >= 0) {
        chain->sealed = was_sent (trace, cursor, trace_connection (trace, (unsigned)cursor));
        chain->unsent = !was_sent (trace, cursor, 0);
        chain->failed = draw_find_break (trace, cursor).event >= 0;
    }
    if (message == NULL)
        return chain;
    if (message->connection != trace_connection (trace, (unsigned)cursor))
        chain->earlier = message->connection;
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
    if (chain->decision != NULL)
        follow_checks (chain);
    if (chain->built->len == 0)
        follow_order (chain);
    name_anchor (chain);
    return chain;
}

/* ---- The picture ---- */

static bool is_built (const DrawChain *chain, int item)
{
    for (guint i = 0; i < chain->built->len; i++)
        if (g_array_index (chain->built, int, i) == item)
            return true;
    return false;
}

char *draw_chain_place (const DrawChain *chain, int item)
{
    if (item < 0)
        return g_strdup ("from the store of the one who checks");
    return g_strdup_printf ("sent as number %d of %u%s", item + 1, chain->certificates->len,
                            is_built (chain, item) ? "" : ", and not needed");
}

static DrawState state_of (const DrawChain *chain, int item)
{
    if (chain->decision == NULL)
        return DRAW_TODO;
    bool any = false;
    for (unsigned i = 0; i < chain->decision->n_candidates; i++) {
        if (!draw_chain_is_about (chain, i, item))
            continue;
        if (check (chain, i)->verdict == TRACE_FELL)
            return DRAW_BROKEN;
        any = true;
    }
    return any ? DRAW_DONE : DRAW_TODO;
}

static char *short_name (const char *subject)
{
    return g_strdup (g_str_has_prefix (subject, "CN=") ? subject + 3 : subject);
}

static char *day_of (int64_t seconds)
{
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
    return time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("?");
}

/* "✓ validity (RFC 5280 4.1.2.5)", and of one that failed the reason. */
static void append_check (GString *out, const TraceCandidate *candidate, bool whole)
{
    bool fell = candidate->verdict == TRACE_FELL;
    if (!fell && !whole)
        return;
    int size = (int)strcspn (candidate->name, ":");
    g_string_append_printf (out, "\n%s %.*s", fell ? "✗" : "✓", size, candidate->name);
    if (whole && candidate->section != NULL)
        g_string_append_printf (out, " (%s)", candidate->section);
    if (fell)
        g_string_append_printf (out, ": %s", candidate->reason);
}

static char *checks_of (const DrawChain *chain, int item, bool whole)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; chain->decision != NULL && i < chain->decision->n_candidates; i++)
        if (draw_chain_is_about (chain, i, item))
            append_check (out, check (chain, i), whole);
    return g_string_free (out, FALSE);
}

static char *checks_of_whole (const DrawChain *chain, bool whole)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; chain->decision != NULL && i < chain->decision->n_candidates; i++)
        if (is_about_whole (check (chain, i)))
            append_check (out, check (chain, i), whole);
    return g_string_free (out, FALSE);
}

static void add_certificate (DrawGraph *graph, const DrawChain *chain, int item, bool whole)
{
    const PkiSummary *summary = sent (chain, item);
    g_autofree char *id = g_strdup_printf ("certificate-%d", item);
    bool readable = *summary->key != '\0';
    g_autofree char *title = short_name (readable ? summary->subject : "not readable");
    g_autofree char *from = day_of (summary->not_before), *until = day_of (summary->not_after);
    g_autofree char *place = draw_chain_place (chain, item);
    g_autofree char *checks = checks_of (chain, item, whole);
    DrawNode *node = draw_graph_add_node (graph, id, title);
    node->detail = !readable ? g_strdup_printf ("%s%s", place, checks)
                             : g_strdup_printf ("%s\nvalid %s to %s\n%s%s", summary->key, from,
                                                until, place, checks);
    node->state = state_of (chain, item);
    node->event = chain->event;
    node->dashed = !is_built (chain, item);
}

/* The anchor is not sent: the peer has it, or has not. */
static void add_anchor (DrawGraph *graph, const DrawChain *chain, bool whole)
{
    g_autofree char *title = short_name (chain->anchor);
    g_autofree char *checks = checks_of (chain, -1, whole);
    DrawNode *node = draw_graph_add_node (graph, "anchor", title);
    const char *judge = trace_party_name (chain->judge);
    node->dashed = true;
    node->state = chain->searched && !chain->anchored ? DRAW_BROKEN : state_of (chain, -1);
    node->detail = !chain->searched ? g_strdup ("named as the issuer\nnot sent")
                   : chain->anchored
                       ? g_strdup_printf ("trusted by the %s,\nfrom its own store%s", judge, checks)
                       : g_strdup_printf ("not sent, and not among those\nthe %s trusts", judge);
}

/* A pin is no part of the way: whoever has it compares it with every key there. */
static void add_pin (DrawGraph *graph, const DrawChain *chain, unsigned i, bool whole)
{
    const TraceCandidate *pin = check (chain, i);
    bool fell = pin->verdict == TRACE_FELL;
    unsigned n = graph->nodes->len;
    DrawNode *node = draw_graph_add_node (graph, "pin", "pin");
    g_autoptr (GString) checks = g_string_new (NULL);
    if (!fell) /* what failed stands in full in the note */
        append_check (checks, pin, whole);
    node->detail =
        g_strdup_printf ("the %s pins %s%s", trace_party_name (chain->judge),
                         fell ? "no key of this chain" : "a key of this chain", checks->str);
    node->state = fell ? DRAW_BROKEN : DRAW_DONE;
    node->event = chain->event;
    for (guint k = 0; k < chain->built->len; k++) {
        int item = g_array_index (chain->built, int, k);
        g_autofree char *id =
            item >= 0 ? g_strdup_printf ("certificate-%d", item) : g_strdup ("anchor");
        int place = draw_graph_find (graph, id);
        if (place >= 0 && (fell || draw_chain_is_about (chain, i, item)))
            draw_graph_add_edge (graph, n, (unsigned)place, fell ? "is not for" : "is for");
    }
}

static const char *words_of_none (const DrawChain *chain)
{
    if (chain->sealed)
        return "No certificate has been seen: it travels sealed, in a Certificate message that "
               "only the two parties can open.";
    if (!chain->unsent)
        return "No certificate has been seen.";
    return chain->failed ? "No certificate has been sent: the handshake failed first."
                         : "No certificate has been sent.";
}

/* What is about no single certificate. */
static char *note_of (const DrawChain *chain, bool whole)
{
    if (chain->certificates->len == 0)
        return g_strdup (words_of_none (chain));
    if (chain->decision == NULL)
        return NULL;
    g_autofree char *checks = checks_of_whole (chain, whole);
    return *checks != '\0' ? g_strdup (checks + 1) : NULL;
}

/* How certificate ITEM, the one before place NEXT of the way, belongs to the one there. */
static const char *relation_of (const DrawChain *chain, int item, unsigned next)
{
    for (unsigned i = 0; chain->decision != NULL && i < chain->decision->n_candidates; i++)
        if (draw_chain_is_about (chain, i, item) && is_check (check (chain, i), "signature"))
            return check (chain, i)->verdict == TRACE_PASSED ? "is signed by" : "is not signed by";
    int above = next < chain->built->len ? g_array_index (chain->built, int, next) : -1;
    const char *subject = above >= 0 ? sent (chain, above)->subject : chain->anchor;
    return g_strcmp0 (sent (chain, item)->issuer, subject) == 0 ? "names as its issuer"
                                                                : "is followed by";
}

static char *title_of (const DrawChain *chain)
{
    if (chain->event < 0)
        return g_strdup ("Certificates");
    const char *title = chain->judge == TRACE_SERVER ? "The chain that the client showed"
                                                     : "The chain that was received";
    return chain->earlier > 0 ? g_strdup_printf ("%s in connection %u", title, chain->earlier)
                              : g_strdup (title);
}

DrawGraph *draw_chain_graph (const DrawChain *chain, bool whole)
{
    g_autofree char *title = title_of (chain);
    DrawGraph *graph = draw_graph_new (title);
    for (guint i = 0; i < chain->built->len; i++)
        if (g_array_index (chain->built, int, i) >= 0)
            add_certificate (graph, chain, g_array_index (chain->built, int, i), whole);
    if (chain->anchor != NULL)
        add_anchor (graph, chain, whole);
    for (unsigned i = 0; i + 1 < graph->nodes->len; i++)
        draw_graph_add_edge (graph, i, i + 1,
                             relation_of (chain, g_array_index (chain->built, int, i), i + 1));
    for (int i = 0; i < (int)chain->certificates->len; i++)
        if (!is_built (chain, i))
            add_certificate (graph, chain, i, whole);
    for (unsigned i = 0; chain->decision != NULL && i < chain->decision->n_candidates; i++)
        if (draw_chain_is_pin (chain, i))
            add_pin (graph, chain, i, whole);
    graph->note = note_of (chain, whole);
    return graph;
}
