/* Certificates that somebody bent: none of them is ever good, and none does any harm. */
#include "pki/identity.h"
#include "pki/verify.h"
#include "pki/x509.h"

#include <string.h>

#define HOST "server.example"
#define NOW INT64_C (1788264000) /* 2026-09-01T12:00:00Z */

static PkiIdentity *builtin (const char *name)
{
    g_autoptr (GError) error = NULL;
    PkiIdentity *identity = pki_identity_builtin (name, HOST, &error);
    g_assert_no_error (error);
    return identity;
}

static PkiTrust *trust_new (const char *name)
{
    g_autoptr (GError) error = NULL;
    PkiTrust *trust = pki_trust_new (name, &error);
    g_assert_no_error (error);
    return trust;
}

static GPtrArray *chain_with (const char *name, unsigned i, GBytes *der)
{
    g_autoptr (PkiIdentity) identity = builtin (name);
    GPtrArray *own = pki_identity_chain (identity);
    GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    for (unsigned k = 0; k < own->len; k++)
        g_ptr_array_add (chain, g_bytes_ref (k == i && der != NULL ? der : own->pdata[k]));
    return chain;
}

static BaseCause judge_bytes (const PkiTrust *trust, const char *name, unsigned i,
                              const uint8_t *data, size_t size)
{
    g_autoptr (GBytes) der = g_bytes_new (data, size);
    g_autoptr (GPtrArray) chain = chain_with (name, i, der);
    g_autoptr (PkiVerdict) verdict = pki_verify (chain, trust, HOST, NOW, 2048);
    g_autoptr (PkiSummary) summary = pki_summarize (base_span (data, size));
    g_assert_true (g_utf8_validate (summary->subject, -1, NULL));
    return verdict->cause;
}

static void flip_all (const char *name, unsigned i, uint8_t first_mask)
{
    g_autoptr (PkiTrust) trust = trust_new ("teaching-root");
    g_autoptr (PkiIdentity) identity = builtin (name);
    BaseSpan good = base_span_bytes (pki_identity_chain (identity)->pdata[i]);
    g_autofree uint8_t *data = g_memdup2 (good.data, good.size);
    unsigned seen[BASE_N_CAUSES] = {0};
    for (size_t at = 0; at < good.size; at++) {
        for (unsigned mask = first_mask; mask < 0x100; mask <<= 1) {
            data[at] ^= mask;
            BaseCause cause = judge_bytes (trust, name, i, data, good.size);
            if (cause == BASE_CAUSE_NONE)
                g_error ("%s, certificate %u, byte %zu ^ %02x is good", name, i, at, mask);
            seen[cause]++;
            data[at] ^= mask;
        }
    }
    g_assert_cmpint (seen[BASE_CAUSE_CERTIFICATE_BAD_SIGNATURE], >, 0);
    g_assert_cmpint (seen[BASE_CAUSE_CERTIFICATE_UNREADABLE], >, 0);
}

static void no_flipped_bit_is_good (void)
{
    flip_all ("ecdsa", 0, 0x01); /* every bit */
    flip_all ("ecdsa", 1, 0x80); /* a bit of every byte */
    flip_all ("ed25519", 0, 0x80);
}

static void no_cut_certificate_is_good (void)
{
    g_autoptr (PkiTrust) trust = trust_new ("teaching-root");
    g_autoptr (PkiIdentity) identity = builtin ("ecdsa");
    BaseSpan good = base_span_bytes (pki_identity_chain (identity)->pdata[0]);
    g_autofree uint8_t *data = g_malloc0 (good.size + 1);
    memcpy (data, good.data, good.size);
    for (size_t size = 0; size < good.size; size++)
        g_assert_cmpint (judge_bytes (trust, "ecdsa", 0, data, size), ==,
                         BASE_CAUSE_CERTIFICATE_UNREADABLE);
    g_assert_cmpint (judge_bytes (trust, "ecdsa", 0, data, good.size), ==, BASE_CAUSE_NONE);
    /* One byte too many. */
    g_assert_cmpint (judge_bytes (trust, "ecdsa", 0, data, good.size + 1), ==,
                     BASE_CAUSE_CERTIFICATE_UNREADABLE);
}

/* Lengths, tags and whole stretches replaced at random: only that nothing crashes, and nothing good
 * comes of it. */
static void no_garbled_certificate_is_good (void)
{
    g_autoptr (PkiTrust) trust = trust_new ("teaching-root");
    g_autoptr (PkiIdentity) identity = builtin ("rsa");
    BaseSpan good = base_span_bytes (pki_identity_chain (identity)->pdata[0]);
    g_autoptr (GRand) random = g_rand_new_with_seed (1);
    for (unsigned round = 0; round < 3000; round++) {
        g_autofree uint8_t *data = g_memdup2 (good.data, good.size);
        for (unsigned n = g_rand_int_range (random, 1, 6); n > 0; n--)
            data[g_rand_int_range (random, 0, (gint32)good.size)] = (uint8_t)g_rand_int (random);
        if (memcmp (data, good.data, good.size) != 0)
            g_assert_cmpint (judge_bytes (trust, "rsa", 0, data, good.size), !=, BASE_CAUSE_NONE);
    }
}

static void chains_have_limits (void)
{
    g_autoptr (PkiTrust) trust = trust_new ("teaching-root");
    g_autoptr (GPtrArray) chain = chain_with ("ecdsa", 0, NULL);
    while (chain->len < PKI_MAX_CHAIN)
        g_ptr_array_add (chain, g_bytes_ref (chain->pdata[1]));
    g_autoptr (PkiVerdict) longest = pki_verify (chain, trust, HOST, NOW, 2048);
    g_assert_cmpint (longest->cause, ==, BASE_CAUSE_NONE);
    g_ptr_array_add (chain, g_bytes_ref (chain->pdata[1]));
    g_autoptr (PkiVerdict) too_long = pki_verify (chain, trust, HOST, NOW, 2048);
    g_assert_cmpint (too_long->cause, ==, BASE_CAUSE_CERTIFICATE_UNREADABLE);
    g_ptr_array_set_size (chain, 0);
    g_autoptr (PkiVerdict) empty = pki_verify (chain, trust, HOST, NOW, 2048);
    g_assert_cmpint (empty->cause, ==, BASE_CAUSE_CERTIFICATE_UNREADABLE);
    g_autofree uint8_t *zeros = g_malloc0 (PKI_MAX_CERTIFICATE_SIZE + 1);
    g_assert_cmpint (judge_bytes (trust, "ecdsa", 1, zeros, PKI_MAX_CERTIFICATE_SIZE + 1), ==,
                     BASE_CAUSE_CERTIFICATE_UNREADABLE);
}

static void shown_text_obeys_nobody (void)
{
    g_autofree char *text = pki_shown (base_span_text ("a\x1b[2Jb\xff\u202e"));
    g_assert_cmpstr (text, ==, "a�[2Jb��");
    g_autofree char *many = g_strnfill (10000, 'x'), *shown = pki_shown (base_span_text (many));
    g_assert_cmpint (g_utf8_strlen (shown, -1), ==, 201);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/pki-input/no-flipped-bit-is-good", no_flipped_bit_is_good);
    g_test_add_func ("/pki-input/no-cut-certificate-is-good", no_cut_certificate_is_good);
    g_test_add_func ("/pki-input/no-garbled-certificate-is-good", no_garbled_certificate_is_good);
    g_test_add_func ("/pki-input/chains-have-limits", chains_have_limits);
    g_test_add_func ("/pki-input/shown-text-obeys-nobody", shown_text_obeys_nobody);
    return g_test_run ();
}
