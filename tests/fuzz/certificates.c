/* A certificate in DER in the place of a good one: it does no harm, and nothing good comes of it
 * unless it is another good one. The first byte says in whose place. */
#include "fuzz.h"

#include "pki/der.h"
#include "pki/identity.h"
#include "pki/verify.h"

#include <string.h>

#define HOST "server.example"
#define NOW INT64_C (1788264000) /* 2026-09-01T12:00:00Z */

static PkiTrust *teaching_root (void)
{
    static PkiTrust *trust;
    if (trust == NULL)
        trust = pki_trust_new ("teaching-root", NULL);
    return trust;
}

static void check_words_of (BaseSpan der)
{
    g_autoptr (PkiSummary) s = pki_summarize (der);
    const char *texts[] = {s->subject, s->issuer, s->names, s->serial, s->key, s->signature};
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        g_assert_true (texts[i] == NULL || g_utf8_validate (texts[i], -1, NULL));
    g_assert_true (*s->subject != '\0');
}

static bool lies_in (BaseSpan inner, BaseSpan outer)
{
    return inner.size == 0 ||
           (inner.data >= outer.data && inner.data + inner.size <= outer.data + outer.size);
}

static void check_layout (BaseSpan der)
{
    PkiLayout layout;
    if (!pki_der_layout (der, &layout))
        return;
    g_assert_true (lies_in (layout.signed_part, der));
    g_assert_true (lies_in (layout.issuer, layout.signed_part));
    g_assert_true (lies_in (layout.subject, layout.signed_part));
    g_assert_true (lies_in (layout.extensions, layout.signed_part));
    g_assert_true (lies_in (pki_der_issuer_key_id (&layout), layout.extensions));
    g_assert_true (lies_in (pki_der_subject_key_id (&layout), layout.extensions));
    PkiExtension extension;
    for (BaseSpan rest = layout.extensions; pki_der_next_extension (&rest, &extension);)
        g_assert_true (lies_in (extension.value, layout.extensions));
}

/* Whether the teaching authority signed just this. */
static bool is_minted (BaseSpan der)
{
    PkiLayout layout, other;
    if (!pki_der_layout (der, &layout))
        return false;
    for (unsigned i = 0; pki_builtin_at (i) != NULL; i++) {
        g_autoptr (PkiIdentity) identity =
            pki_identity_builtin (pki_builtin_at (i)->name, HOST, NULL);
        GPtrArray *chain = pki_identity_chain (identity);
        for (guint k = 0; k < chain->len; k++)
            if (pki_der_layout (base_span_bytes (g_ptr_array_index (chain, k)), &other) &&
                base_span_equal (layout.signed_part, other.signed_part))
                return true;
    }
    return false;
}

static void check_verdict (const PkiVerdict *verdict)
{
    g_assert_cmpuint (verdict->checks->len, >, 0);
    bool all_passed = true;
    for (guint i = 0; i < verdict->checks->len; i++) {
        const PkiCheck *check = &g_array_index (verdict->checks, PkiCheck, i);
        g_assert_true (g_utf8_validate (check->subject, -1, NULL));
        g_assert_true (g_utf8_validate (check->reason, -1, NULL));
        g_assert_cmpint (check->passed, ==, check->cause == BASE_CAUSE_NONE);
        all_passed &= check->passed;
    }
    g_assert_cmpint (all_passed, ==, verdict->cause == BASE_CAUSE_NONE);
}

void fuzz_certificates (BaseSpan input)
{
    static const char *const names[] = {"ecdsa", "rsa", "ed25519"};
    FuzzInput in = {input};
    unsigned choice = fuzz_take (&in, 1);
    g_autoptr (PkiIdentity) identity =
        pki_identity_builtin (names[choice % G_N_ELEMENTS (names)], HOST, NULL);
    GPtrArray *good = pki_identity_chain (identity);
    unsigned place = choice / G_N_ELEMENTS (names) % good->len;
    g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    for (unsigned i = 0; i < good->len; i++)
        g_ptr_array_add (chain, i == place ? base_span_copy (in.rest)
                                           : g_bytes_ref (g_ptr_array_index (good, i)));
    g_autoptr (PkiVerdict) verdict = pki_verify (chain, teaching_root (), HOST, NOW, 2048);
    check_verdict (verdict);
    if (verdict->cause == BASE_CAUSE_NONE)
        g_assert_true (is_minted (in.rest));
    check_words_of (in.rest);
    check_layout (in.rest);
}
