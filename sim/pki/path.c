/* The path from the leaf to a trust anchor. Certificates behind the leaf may come in any order, and
 * with strangers among them (RFC 9846 4.5.1), so each one's issuer is searched: first among the
 * anchors, then among what was sent. No certificate is used twice, so the search ends. */
#include "pki/checks.h"

static PkiCertificate *find_sent (const PkiVerification *self, const PkiCertificate *below)
{
    for (unsigned i = 1; i < self->chain->len; i++) {
        PkiCertificate *candidate = self->chain->pdata[i];
        if (pki_certificate_issued_by (below, candidate) &&
            !g_ptr_array_find (self->path, candidate, NULL))
            return candidate;
    }
    return NULL;
}

static void follow (PkiVerification *self)
{
    PkiCertificate *current = self->chain->pdata[0];
    while (current != NULL) {
        g_ptr_array_add (self->path, current);
        if (pki_trust_same (self->question->trust, current) != NULL) {
            self->anchored = true;
            return;
        }
        /* Who names itself as its issuer ends the way, also when it bears an anchor's name. */
        if (pki_certificate_issued_by (current, current))
            return;
        const PkiCertificate *anchor = pki_trust_issuer (self->question->trust, current);
        if (anchor != NULL) {
            g_ptr_array_add (self->path, (gpointer)anchor);
            self->anchored = true;
            return;
        }
        current = find_sent (self, current);
    }
}

static char *anchored_reason (const PkiVerification *self, const PkiCertificate *top)
{
    if (top->index < 0)
        return g_strdup_printf ("the chain ends at %s, which the %s trusts", top->subject,
                                self->verifier);
    return g_strdup_printf ("the %s trusts this very certificate, %s", self->verifier,
                            top->subject);
}

static char *lost_reason (const PkiVerification *self, const PkiCertificate *top)
{
    g_autofree char *issuer = pki_issuer_words (top->crt);
    const char *trusted = pki_trust_count (self->question->trust) == 0 ? " (it trusts nobody)" : "";
    if (!pki_certificate_issued_by (top, top))
        return g_strdup_printf ("the chain ends at %s: its issuer %s was not sent and is not among "
                                "those the %s trusts%s",
                                top->subject, issuer, self->verifier, trusted);
    if (top->index == 0)
        return g_strdup_printf ("%s names itself as its issuer, so nobody vouches for it, and it "
                                "is not among those the %s trusts%s",
                                top->subject, self->verifier, trusted);
    return g_strdup_printf ("the chain ends at %s, which is not among those the %s trusts%s",
                            top->subject, self->verifier, trusted);
}

void pki_find_path (PkiVerification *self)
{
    follow (self);
    const PkiCertificate *top = self->path->pdata[self->path->len - 1];
    BaseCause cause = BASE_CAUSE_NONE;
    if (!self->anchored)
        cause = self->path->len == 1 && pki_certificate_issued_by (top, top)
                    ? BASE_CAUSE_CERTIFICATE_SELF_SIGNED
                    : BASE_CAUSE_CERTIFICATE_UNKNOWN_AUTHORITY;
    pki_note (self, NULL, "trust-anchor", "RFC 5280 6.1", cause,
              self->anchored ? anchored_reason (self, top) : lost_reason (self, top));
}
