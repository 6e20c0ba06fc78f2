#include "pages/certificates-page.h"
#include "inspector/page.h"
#include "draw/chain.h"

#include <stdlib.h>
#include <string.h>

struct _StepshakeCertificatesPage {
    StepshakeGraphPage parent_instance;

    DrawChain *chain; /* owned: of the moment that is shown */
};

G_DEFINE_TYPE (StepshakeCertificatesPage, stepshake_certificates_page, STEPSHAKE_TYPE_GRAPH_PAGE)

static DrawGraph *make_graph (StepshakeGraphPage *page)
{
    StepshakeCertificatesPage *self = STEPSHAKE_CERTIFICATES_PAGE (page);
    StepshakeSession *session = stepshake_graph_page_get_session (page);
    const Trace *trace = stepshake_session_trace (session);
    g_clear_pointer (&self->chain, draw_chain_free);
    if (trace == NULL)
        return draw_graph_new ("Certificates");
    self->chain = draw_chain_new (trace, stepshake_session_cursor (session),
                                  stepshake_session_observer (session));
    return draw_chain_graph (self->chain, false);
}

static void show_summary (GtkBox *box, const PkiSummary *summary)
{
    g_autofree char *from = base_time_text (summary->not_before);
    g_autofree char *until = base_time_text (summary->not_after);
    g_autofree char *valid = g_strdup_printf ("%s until %s", from, until);
    stepshake_page_fact (box, "Issued by", summary->issuer, false);
    if (summary->names != NULL && *summary->names != '\0')
        stepshake_page_fact (box, "Good for the names", summary->names, false);
    stepshake_page_fact (box, "Valid", valid, false);
    stepshake_page_fact (box, "Public key", summary->key, false);
    stepshake_page_fact (box, "Signed with", summary->signature, false);
    stepshake_page_fact (box, "May sign other certificates", summary->is_authority ? "yes" : "no",
                         false);
    stepshake_page_fact (box, "Pin: the SHA-256 of its key", summary->pin, true);
    stepshake_page_fact (box, "Serial number", summary->serial, true);
}

enum { ALL = -2, PIN = -3 };

static bool is_about (const DrawChain *chain, unsigned i, int item)
{
    return item == PIN ? draw_chain_is_pin (chain, i)
                       : item == ALL || draw_chain_is_about (chain, i, item);
}

/* The checks about certificate ITEM (-1: the anchor), of the PIN, or ALL of them. */
static void show_checks (GtkBox *box, const DrawChain *chain, int item)
{
    if (chain->decision == NULL) {
        g_autofree char *words = g_strdup_printf ("The %s has not checked the chain yet.",
                                                  trace_party_name (chain->judge));
        stepshake_page_note (box, words, "prose-quote");
        return;
    }
    TraceDecision some = *chain->decision;
    g_autofree TraceCandidate *candidates = g_new (TraceCandidate, some.n_candidates + 1);
    some.candidates = candidates;
    some.n_candidates = 0;
    /* What failed comes first. */
    for (int pass = 0; pass < 2; pass++)
        for (unsigned i = 0; i < chain->decision->n_candidates; i++)
            if ((chain->decision->candidates[i].verdict == TRACE_FELL) == (pass == 0) &&
                is_about (chain, i, item))
                candidates[some.n_candidates++] = chain->decision->candidates[i];
    stepshake_page_cause (box, item == ALL ? chain->decision->cause : BASE_CAUSE_NONE);
    stepshake_page_candidates (box, &some);
}

static const char *subject_of (const DrawChain *chain, int item)
{
    return item < 0 ? chain->anchor
                    : ((PkiSummary *)g_ptr_array_index (chain->certificates, item))->subject;
}

/* As it was sent, and as it was built. */
static void show_orders (GtkBox *box, const DrawChain *chain)
{
    g_autoptr (GString) sent = g_string_new (NULL);
    g_autoptr (GString) built = g_string_new (NULL);
    for (int i = 0; i < (int)chain->certificates->len; i++)
        g_string_append_printf (sent, "%s%d. %s", i > 0 ? "\n" : "", i + 1, subject_of (chain, i));
    for (guint i = 0; i < chain->built->len; i++) {
        int item = g_array_index (chain->built, int, i);
        g_string_append_printf (built, "%s%u. %s", i > 0 ? "\n" : "", i + 1,
                                subject_of (chain, item));
    }
    stepshake_page_fact (box, "As it was sent", sent->str, false);
    if (chain->decision != NULL)
        stepshake_page_fact (box, "As it was built", built->str, false);
}

static void show_clock (GtkBox *box, const DrawChain *chain, StepshakeSession *session)
{
    Scenario *scenario = stepshake_session_scenario (session);
    const char *judge = trace_party_name (chain->judge);
    const char *own = scenario_value (scenario, judge, "clock");
    g_autofree char *time = base_time_text (scenario_time (scenario));
    g_autofree char *title = g_strdup_printf ("The %s's clock at the start", judge);
    stepshake_page_fact (box, title, own != NULL && *own != '\0' ? own : time, false);
}

static void show_chain (GtkBox *box, const DrawChain *chain, StepshakeSession *session)
{
    stepshake_page_title (box, "Whose certificate is this?");
    if (chain == NULL || chain->certificates->len == 0) {
        stepshake_page_explain (box, "message:Certificate", session);
        return;
    }
    stepshake_page_section (box, "RFC 5280 6", session);
    show_clock (box, chain, session);
    show_orders (box, chain);
    show_checks (box, chain, ALL);
    stepshake_page_explain (box, "decision:certificate-chain", session);
    stepshake_page_explain (box, "check:certificate-chain", session);
}

static void show_anchor (GtkBox *box, const DrawChain *chain)
{
    stepshake_page_kicker (box, "Trust anchor");
    stepshake_page_title (box, chain->anchor);
    g_autofree char *words = g_strdup_printf (
        "The chain ends here. Nobody vouches for an anchor: the %s trusts it because it was "
        "put into its store, or does not trust it at all. It need not be sent.",
        trace_party_name (chain->judge));
    stepshake_page_note (box, words, "prose");
    show_checks (box, chain, -1);
}

static void show_pin (GtkBox *box, const DrawChain *chain)
{
    stepshake_page_kicker (box, "Pin");
    stepshake_page_title (box, "Is one of these keys expected?");
    g_autofree char *words = g_strdup_printf (
        "A pin is the SHA-256 of a public key that the %s knows beforehand. One key of the chain "
        "must be pinned, whoever signed the certificates: an authority that is trusted, and "
        "should not be, does not get past it.",
        trace_party_name (chain->judge));
    stepshake_page_note (box, words, "prose");
    show_checks (box, chain, PIN);
}

static void show_details (StepshakeGraphPage *page, const DrawNode *node, GtkBox *box)
{
    const DrawChain *chain = STEPSHAKE_CERTIFICATES_PAGE (page)->chain;
    StepshakeSession *session = stepshake_graph_page_get_session (page);
    if (node == NULL || chain == NULL) {
        show_chain (box, chain, session);
        return;
    }
    if (g_str_equal (node->id, "anchor")) {
        show_anchor (box, chain);
        return;
    }
    if (g_str_equal (node->id, "pin")) {
        show_pin (box, chain);
        return;
    }
    int item = atoi (node->id + strlen ("certificate-"));
    const PkiSummary *summary = g_ptr_array_index (chain->certificates, item);
    g_autofree char *place = draw_chain_place (chain, item);
    stepshake_page_kicker (box, summary->is_authority ? "Authority" : "End entity");
    stepshake_page_title (box, summary->subject);
    stepshake_page_fact (box, "Its place", place, false);
    show_checks (box, chain, item);
    show_summary (box, summary);
}

static void finalize (GObject *object)
{
    g_clear_pointer (&STEPSHAKE_CERTIFICATES_PAGE (object)->chain, draw_chain_free);
    G_OBJECT_CLASS (stepshake_certificates_page_parent_class)->finalize (object);
}

static void stepshake_certificates_page_class_init (StepshakeCertificatesPageClass *class)
{
    G_OBJECT_CLASS (class)->finalize = finalize;
    STEPSHAKE_GRAPH_PAGE_CLASS (class)->make_graph = make_graph;
    STEPSHAKE_GRAPH_PAGE_CLASS (class)->show_details = show_details;
}

static void stepshake_certificates_page_init (StepshakeCertificatesPage *self)
{
}
