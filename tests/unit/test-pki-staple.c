/* Stapled OCSP responses: those made here, judged here and by openssl; those that openssl makes,
 * judged here. */
#include "base/clock.h"
#include "pki/identity.h"
#include "pki/staple.h"
#include "pki/verify.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define HOST "server.example"
#define NOW INT64_C (1788264000) /* 2026-09-01T12:00:00Z, by `date -u -d … +%s` */

enum { DAY = 24 * 60 * 60 };

static PkiIdentity *builtin (const char *name)
{
    g_autoptr (GError) error = NULL;
    PkiIdentity *identity = pki_identity_builtin (name, HOST, &error);
    g_assert_no_error (error);
    return identity;
}

static GBytes *mint (const char *certificate, const char *kind, int64_t now)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (PkiIdentity) identity = builtin (certificate);
    GBytes *staple = pki_staple_mint (identity, kind, now, &error);
    g_assert_no_error (error);
    return staple;
}

static PkiVerdict *judge_chain (GPtrArray *chain, const char *roots, GBytes *staple, int64_t now)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (PkiTrust) trust = pki_trust_new (roots, &error);
    g_assert_no_error (error);
    g_autoptr (GPtrArray) staples = g_ptr_array_new ();
    g_ptr_array_add (staples, staple);
    bool client = strstr (roots, "client") != NULL;
    const PkiQuestion question = {
        .purpose = client ? PKI_FOR_CLIENT : PKI_FOR_SERVER,
        .chain = chain,
        .trust = trust,
        .host = client ? NULL : HOST,
        .now = now,
        .min_rsa_bits = 2048,
        .staples = staples,
        .wants_staple = true,
    };
    return pki_judge (&question);
}

static PkiVerdict *judge (const char *certificate, GBytes *staple, int64_t now)
{
    g_autoptr (PkiIdentity) identity = builtin (certificate);
    return judge_chain (pki_identity_chain (identity),
                        g_str_has_prefix (certificate, "client-") ? "teaching-client-root"
                                                                  : "teaching-root",
                        staple, now);
}

static const PkiCheck *find_check (const PkiVerdict *verdict, const char *key)
{
    for (unsigned i = 0; i < verdict->checks->len; i++) {
        const PkiCheck *check = &g_array_index (verdict->checks, PkiCheck, i);
        if (g_str_equal (check->key, key))
            return check;
    }
    return NULL;
}

static void assert_verdict (const PkiVerdict *verdict, const char *cause, const char *fails)
{
    GString *failed = g_string_new (NULL);
    for (unsigned i = 0; i < verdict->checks->len; i++) {
        const PkiCheck *check = &g_array_index (verdict->checks, PkiCheck, i);
        if (!check->passed)
            g_string_append_printf (failed, "%s%s", failed->len > 0 ? " " : "", check->key);
    }
    g_autofree char *keys = g_string_free (failed, FALSE);
    g_assert_cmpstr (keys, ==, fails);
    g_assert_cmpstr (base_cause_name (verdict->cause), ==, cause);
}

/* ---- Ours, judged by us ---- */

static const struct {
    const char *kind, *cause, *fails;
    const char *openssl; /* what `openssl ocsp` says */
} expected[] = {
    {"good", "NONE", "", "leaf.pem: good"},
    {"revoked", "CERTIFICATE_REVOKED", "revocation", "leaf.pem: revoked"},
    {"unknown", "STAPLE_UNDECIDED", "revocation", "leaf.pem: unknown"},
    {"expired", "STAPLE_OUTDATED", "staple-time", "WARNING: Status times invalid."},
    {"wrong-signer", "STAPLE_BAD", "staple-signer", "Response Verify Failure"},
    {"other-certificate", "STAPLE_BAD", "staple-certificate", "leaf.pem: ERROR: No Status found."},
    {"try-later", "STAPLE_BAD", "staple", "Responder Error: trylater (3)"},
};

static void each_kind_fails_where_it_should (void)
{
    static const char *const certificates[] = {"ecdsa", "rsa", "ed25519", "client-ecdsa"};
    for (unsigned i = 0; i < G_N_ELEMENTS (expected); i++) {
        g_assert_cmpstr (pki_staple_at (i)->name, ==, expected[i].kind);
        for (unsigned k = 0; k < G_N_ELEMENTS (certificates); k++) {
            g_autoptr (GBytes) staple = mint (certificates[k], expected[i].kind, NOW);
            g_autoptr (PkiVerdict) verdict = judge (certificates[k], staple, NOW);
            assert_verdict (verdict, expected[i].cause, expected[i].fails);
        }
    }
    g_assert_null (pki_staple_at (G_N_ELEMENTS (expected)));
}

static void reasons_hold_what_was_compared (void)
{
    g_autoptr (GBytes) revoked = mint ("ecdsa", "revoked", NOW),
                       old = mint ("ecdsa", "expired", NOW);
    g_autoptr (PkiVerdict) verdict = judge ("ecdsa", revoked, NOW);
    g_assert_cmpstr (find_check (verdict, "revocation")->reason, ==,
                     "revoked on 2026-08-31T00:00:00Z, reason keyCompromise, says CN=Stepshake "
                     "Teaching Intermediate");
    g_assert_cmpstr (find_check (verdict, "staple-certificate")->reason, ==,
                     "it is about this certificate: serial number "
                     "51ba360853b0a461fd7c579c60088da8 of CN=Stepshake Teaching Intermediate");
    g_assert_cmpstr (find_check (verdict, "staple-signer")->subject, ==, "CN=server.example");
    g_autoptr (PkiVerdict) outdated = judge ("ecdsa", old, NOW);
    g_assert_cmpstr (find_check (outdated, "staple-time")->reason, ==,
                     "said on 2026-08-02T00:00:00Z, good until 2026-08-09T00:00:00Z, the client's "
                     "clock says 2026-09-01T12:00:00Z");
}

/* RFC 6960 3.2: neither from the future nor older than it may get. */
static void both_ends_of_its_time_count (void)
{
    static const struct {
        int64_t now;
        const char *cause;
    } moments[] = {
        {NOW - NOW % DAY - 1, "STAPLE_OUTDATED"},
        {NOW - NOW % DAY, "NONE"},
        {NOW - NOW % DAY + 7 * DAY, "NONE"},
        {NOW - NOW % DAY + 7 * DAY + 1, "STAPLE_OUTDATED"},
    };
    g_autoptr (GBytes) staple = mint ("ecdsa", "good", NOW);
    for (unsigned i = 0; i < G_N_ELEMENTS (moments); i++) {
        g_autoptr (PkiVerdict) verdict = judge ("ecdsa", staple, moments[i].now);
        g_assert_cmpstr (base_cause_name (verdict->cause), ==, moments[i].cause);
    }
}

/* Revoking someone else's certificate must not help, and what does not count is not asked. */
static void a_staple_counts_for_its_own_certificate_alone (void)
{
    g_autoptr (GBytes) of_rsa = mint ("rsa", "good", NOW);
    g_autoptr (PkiVerdict) verdict = judge ("ecdsa", of_rsa, NOW);
    assert_verdict (verdict, "STAPLE_BAD", "staple-certificate");
    g_assert_null (find_check (verdict, "revocation"));
    g_autoptr (PkiVerdict) without = judge ("ecdsa", NULL, NOW);
    assert_verdict (without, "NONE", "");
    g_assert_nonnull (strstr (find_check (without, "staple")->reason, "none came"));
}

/* A bit anywhere: in the signed part, the signature or around them. */
static void no_bit_may_change (void)
{
    g_autoptr (GBytes) staple = mint ("ecdsa", "good", NOW);
    gsize size;
    const uint8_t *bytes = g_bytes_get_data (staple, &size);
    for (gsize i = 0; i < size; i++) {
        g_autofree uint8_t *copy = g_memdup2 (bytes, size);
        copy[i] ^= 1;
        g_autoptr (GBytes) changed = g_bytes_new (copy, size);
        g_autoptr (PkiVerdict) verdict = judge ("ecdsa", changed, NOW);
        g_assert_cmpint (verdict->cause, !=, BASE_CAUSE_NONE);
    }
    for (gsize i = 0; i < size; i++) {
        g_autoptr (GBytes) cut = g_bytes_new (bytes, i);
        g_autoptr (PkiVerdict) verdict = judge ("ecdsa", cut, NOW);
        assert_verdict (verdict, "STAPLE_BAD", "staple");
    }
}

/* `openssl ocsp -respin … -resp_text` shows these bytes as what they are meant to be; when they
 * change, every recorded run with a staple changes too. */
#define FINGERPRINT "98aa608834392c5370913578dba59d5bd2bdc870021e0cfe2f892139f9cd9381"

static void minting_is_deterministic (void)
{
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    for (unsigned i = 0; i < G_N_ELEMENTS (expected); i++) {
        g_autoptr (GBytes) staple = mint ("ecdsa", expected[i].kind, NOW);
        g_autoptr (GBytes) again = mint ("ecdsa", expected[i].kind, NOW + 60);
        g_assert_true (g_bytes_equal (staple, again));
        g_checksum_update (sum, g_bytes_get_data (staple, NULL), (gssize)g_bytes_get_size (staple));
    }
    g_assert_cmpstr (g_checksum_get_string (sum), ==, FINGERPRINT);
    g_autoptr (GBytes) today = mint ("ecdsa", "good", NOW);
    g_autoptr (GBytes) tomorrow = mint ("ecdsa", "good", NOW + DAY);
    g_assert_false (g_bytes_equal (today, tomorrow));
}

static void what_cannot_be_minted_is_said (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (PkiIdentity) identity = builtin ("ecdsa");
    g_assert_null (pki_staple_mint (identity, "fine", NOW, &error));
    g_assert_cmpstr (error->message, ==,
                     "“fine” is no kind of OCSP response, allowed are: good revoked unknown "
                     "expired wrong-signer other-certificate try-later");
    g_clear_error (&error);
    g_autoptr (PkiIdentity) foreign = pki_identity_new (pki_identity_chain (identity), NULL);
    g_assert_null (pki_staple_mint (foreign, "good", NOW, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

/* ---- A folder, and openssl in it ---- */

static char *folder;

static char *path_of (const char *name)
{
    return g_build_filename (folder, name, NULL);
}

static void write_file (const char *name, const void *data, gsize size)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *path = path_of (name);
    g_file_set_contents (path, data, (gssize)size, &error);
    g_assert_no_error (error);
}

static char *shell (const char *script, bool must_work)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
        G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
    g_subprocess_launcher_set_cwd (launcher, folder);
    g_autoptr (GSubprocess) process =
        g_subprocess_launcher_spawn (launcher, &error, "sh", "-ec", script, NULL);
    g_assert_no_error (error);
    char *output = NULL;
    g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
    g_assert_no_error (error);
    if (must_work && g_subprocess_get_exit_status (process) != 0)
        g_error ("%s", output);
    return output;
}

/* openssl knows no clock but the machine's. */
static void openssl_agrees (void)
{
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    g_autoptr (PkiIdentity) identity = builtin ("ecdsa");
    g_autoptr (PkiTrust) trust = pki_trust_new ("teaching-root", NULL);
    g_autofree char *roots = pki_trust_pem (trust), *pem = pki_identity_chain_pem (identity);
    const char *issuer = strstr (pem + 1, "-----BEGIN");
    write_file ("root.pem", roots, strlen (roots));
    write_file ("leaf.pem", pem, (gsize)(issuer - pem));
    write_file ("issuer.pem", issuer, strlen (issuer));
    for (unsigned i = 0; i < G_N_ELEMENTS (expected); i++) {
        g_autoptr (GBytes) staple = mint ("ecdsa", expected[i].kind, now);
        gsize size;
        const void *data = g_bytes_get_data (staple, &size);
        write_file ("staple.der", data, size);
        g_autofree char *output =
            shell ("openssl ocsp -respin staple.der -CAfile root.pem -no-CApath -verify_other "
                   "issuer.pem -issuer issuer.pem -cert leaf.pem",
                   false);
        if (strstr (output, expected[i].openssl) == NULL)
            g_error ("%s: openssl says %s", expected[i].kind, output);
        bool signature_fine = strstr (output, "Response verify OK") != NULL;
        g_assert_cmpint (signature_fine, ==, i != 4 && i != 6);
    }
}

/* ---- Theirs, judged by us ---- */

static GBytes *der_of (const char *name)
{
    g_autofree char *command = g_strdup_printf ("openssl x509 -in %s -outform DER | base64", name);
    g_autofree char *text = shell (command, true);
    gsize size;
    guchar *data = g_base64_decode (text, &size);
    return g_bytes_new_take (data, size);
}

/* A root, a leaf, and three who would sign for the root: whom it has told to, whom it has not, and
 * whom another root has told to. In the list of certificates the leaf is good or revoked. */
static void make_authority (void)
{
    g_autofree char *output = shell (
        "printf '[req]\\ndistinguished_name=dn\\n[dn]\\n' >config\n"
        "certificate () { # name, issuer, extensions\n"
        "  name=$1 issuer=$2; shift 2\n"
        "  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $name.key\n"
        "  for x; do set -- \"$@\" -addext \"$x\"; shift; done\n"
        "  if [ $issuer != - ]; then set -- \"$@\" -CA $issuer.pem -CAkey $issuer.key; fi\n"
        "  openssl req -x509 -days 30 -config config -subj /CN=$name -key $name.key \\\n"
        "    -out $name.pem \"$@\"\n"
        "}\n"
        "certificate own - basicConstraints=CA:TRUE keyUsage=keyCertSign,digitalSignature\n"
        "certificate strange - basicConstraints=CA:TRUE keyUsage=keyCertSign,digitalSignature\n"
        "certificate told own extendedKeyUsage=OCSPSigning\n"
        "certificate untold own extendedKeyUsage=serverAuth\n"
        "certificate stranger strange extendedKeyUsage=OCSPSigning\n"
        "certificate leaf own subjectAltName=DNS:" HOST "\n"
        "serial=$(openssl x509 -in leaf.pem -noout -serial | cut -d= -f2)\n"
        "printf 'V\\t491231235959Z\\t\\t%s\\tunknown\\t/CN=leaf\\n' $serial >good\n"
        "printf 'R\\t491231235959Z\\t260101000000Z,superseded\\t%s\\tunknown\\t/CN=leaf\\n' \\\n"
        "  $serial >revoked\n"
        "printf 'V\\t491231235959Z\\t\\t01\\tunknown\\t/CN=leaf\\n' >unknown\n",
        true);
}

static GBytes *ask_responder (const char *list, const char *signer, const char *options)
{
    g_autofree char *script = g_strdup_printf (
        "openssl ocsp %s -issuer own.pem -cert leaf.pem -reqout request.der -no_nonce\n"
        "openssl ocsp -index %s -CA own.pem -rsigner %s.pem -rkey %s.key %s -reqin request.der "
        "-respout response.der\n",
        strstr (options, "sha256") != NULL ? "-sha256" : "-sha1", list, signer, signer,
        strstr (options, "sha256") != NULL ? "-ndays 3" : options);
    g_autofree char *output = shell (script, true);
    g_autofree char *path = path_of ("response.der");
    g_autoptr (GError) error = NULL;
    GBytes *response = pki_staple_load (path, &error);
    g_assert_no_error (error);
    return response;
}

static void openssls_responses_are_judged (void)
{
    static const struct {
        const char *list, *signer, *options, *cause, *fails, *reason;
    } rows[] = {
        {"good", "own", "-ndays 3", "NONE", "", "which issued the certificate"},
        {"good", "own", "-ndays 3 -resp_key_id", "NONE", "", "which issued the certificate"},
        {"good", "own", "sha256", "NONE", "", "which issued the certificate"},
        {"good", "told", "-ndays 3", "NONE", "", "whom the issuer has told"},
        {"good", "told", "-ndays 3 -resp_key_id", "NONE", "", "whom the issuer has told"},
        {"revoked", "told", "-ndays 3", "CERTIFICATE_REVOKED", "revocation", "whom the issuer"},
        {"unknown", "told", "-ndays 3", "STAPLE_UNDECIDED", "revocation", "whom the issuer"},
        {"good", "told", "-ndays 3 -resp_no_certs", "STAPLE_BAD", "staple-signer",
         "brings no certificate of a delegate"},
        {"good", "untold", "-ndays 3", "STAPLE_BAD", "staple-signer", "lacks the extendedKeyUsage"},
        {"good", "stranger", "-ndays 3", "STAPLE_BAD", "staple-signer",
         "is not certified by the issuer itself"},
        /* as NSS's selfserv signs them */
        {"good", "own", "-ndays 3 -rmd sha1", "STAPLE_BAD", "staple-signer",
         "signed with ECDSA-SHA1, which is too weak"},
        /* without nextUpdate */
        {"good", "own", "", "NONE", "", "which issued the certificate"},
    };
    make_authority ();
    g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add (chain, der_of ("leaf.pem"));
    g_autofree char *root = path_of ("own.pem");
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) response = ask_responder (rows[i].list, rows[i].signer, rows[i].options);
        int64_t now = g_get_real_time () / G_USEC_PER_SEC;
        g_autoptr (PkiVerdict) verdict = judge_chain (chain, root, response, now);
        assert_verdict (verdict, rows[i].cause, rows[i].fails);
        g_assert_nonnull (strstr (find_check (verdict, "staple-signer")->reason, rows[i].reason));
    }
}

/* RFC 7633: only when the client has asked for staples can it insist. */
static void a_certificate_can_demand_a_staple (void)
{
    make_authority ();
    g_autofree char *output =
        shell ("openssl req -x509 -days 30 -config config -subj /CN=leaf -key leaf.key -out "
               "leaf.pem -CA own.pem -CAkey own.key -addext subjectAltName=DNS:" HOST
               " -addext tlsfeature=status_request",
               true);
    g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add (chain, der_of ("leaf.pem"));
    g_autofree char *root = path_of ("own.pem");
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    g_autoptr (PkiVerdict) without = judge_chain (chain, root, NULL, now);
    assert_verdict (without, "STAPLE_MISSING", "staple");
    g_autoptr (PkiTrust) trust = pki_trust_new (root, NULL);
    g_autoptr (PkiVerdict) not_asked = pki_verify (chain, trust, HOST, now, 2048);
    assert_verdict (not_asked, "NONE", "");
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    folder = g_dir_make_tmp ("stepshake-staple-XXXXXX", NULL);
    g_test_add_func ("/pki-staple/each-kind-fails-where-it-should",
                     each_kind_fails_where_it_should);
    g_test_add_func ("/pki-staple/reasons-hold-what-was-compared", reasons_hold_what_was_compared);
    g_test_add_func ("/pki-staple/both-ends-of-its-time-count", both_ends_of_its_time_count);
    g_test_add_func ("/pki-staple/a-staple-counts-for-its-own-certificate-alone",
                     a_staple_counts_for_its_own_certificate_alone);
    g_test_add_func ("/pki-staple/no-bit-may-change", no_bit_may_change);
    g_test_add_func ("/pki-staple/minting-is-deterministic", minting_is_deterministic);
    g_test_add_func ("/pki-staple/what-cannot-be-minted-is-said", what_cannot_be_minted_is_said);
    g_test_add_func ("/pki-staple/openssl-agrees", openssl_agrees);
    g_test_add_func ("/pki-staple/openssls-responses-are-judged", openssls_responses_are_judged);
    g_test_add_func ("/pki-staple/a-certificate-can-demand-a-staple",
                     a_certificate_can_demand_a_staple);
    int result = g_test_run ();
    g_autofree char *output = shell ("rm -r -- \"$PWD\"", true);
    g_free (folder);
    return result;
}
