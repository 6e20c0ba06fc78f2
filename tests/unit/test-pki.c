#include "base/clock.h"
#include "pki/identity.h"
#include "pki/teaching.h"
#include "pki/verify.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define HOST "server.example"
#define NOW INT64_C (1788264000) /* 2026-09-01T12:00:00Z, by `date -u -d … +%s` */
#define NOW_TEXT "1788264000"

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

/* "validity host-name": the keys of the checks with this mark, each once, in order. */
static char *keys_of (const PkiVerdict *verdict, bool passed)
{
    g_autoptr (GPtrArray) keys = g_ptr_array_new ();
    for (unsigned i = 0; i < verdict->checks->len; i++) {
        const PkiCheck *check = &g_array_index (verdict->checks, PkiCheck, i);
        g_assert_true (check->passed == (check->cause == BASE_CAUSE_NONE));
        g_assert_cmpstr (check->reason, !=, "");
        if (check->passed == passed &&
            !g_ptr_array_find_with_equal_func (keys, check->key, g_str_equal, NULL))
            g_ptr_array_add (keys, (gpointer)check->key);
    }
    g_ptr_array_add (keys, NULL);
    return g_strjoinv (" ", (char **)keys->pdata);
}

static const PkiCheck *find_check (const PkiVerdict *verdict, int certificate, const char *key)
{
    for (unsigned i = 0; i < verdict->checks->len; i++) {
        const PkiCheck *check = &g_array_index (verdict->checks, PkiCheck, i);
        if (check->certificate == certificate && strcmp (check->key, key) == 0)
            return check;
    }
    g_error ("no check %s of certificate %d", key, certificate);
}

static void assert_verdict (const PkiVerdict *verdict, const char *cause, const char *fails)
{
    g_autofree char *failed = keys_of (verdict, false);
    g_assert_cmpstr (failed, ==, fails);
    g_assert_cmpstr (base_cause_name (verdict->cause), ==, cause);
}

/* ---- Built-in identities ---- */

static const struct {
    const char *name, *cause, *fails;
    const char *openssl;  /* what `openssl verify` says, NULL: that it is fine */
    const char *certtool; /* what `certtool --verify` says */
} expected[] = {
    {"ecdsa", "NONE", "", NULL, "The certificate is trusted"},
    {"rsa", "NONE", "", NULL, "The certificate is trusted"},
    {"ed25519", "NONE", "", NULL, "The certificate is trusted"},
    {"ecdsa-p384", "NONE", "", NULL, "The certificate is trusted"},
    {"ecdsa-p521", "NONE", "", NULL, "The certificate is trusted"},
    {"ed448", "NONE", "", NULL, "The certificate is trusted"},
    {"rsa-pss", "NONE", "", NULL, "The certificate is trusted"},
    {"rsa-encipherment", "NONE", "", NULL, "The certificate is trusted"},
    {"must-staple", "NONE", "", NULL, "The certificate is trusted"},
    {"expired", "CERTIFICATE_EXPIRED", "validity", "certificate has expired",
     "expired certificate"},
    {"not-yet-valid", "CERTIFICATE_NOT_YET_VALID", "validity", "certificate is not yet valid",
     "not yet valid certificate"},
    {"wrong-host", "CERTIFICATE_WRONG_HOST", "host-name", "hostname mismatch",
     "name in the certificate does not match"},
    {"self-signed", "CERTIFICATE_SELF_SIGNED", "trust-anchor", "self-signed certificate",
     "issuer is unknown"},
    {"unknown-authority", "CERTIFICATE_UNKNOWN_AUTHORITY", "trust-anchor",
     "unable to get local issuer certificate", "issuer is unknown"},
    {"client-ecdsa", "NONE", "", NULL, "The certificate is trusted"},
    {"client-rsa", "NONE", "", NULL, "The certificate is trusted"},
    {"client-ed25519", "NONE", "", NULL, "The certificate is trusted"},
    {"client-expired", "CERTIFICATE_EXPIRED", "validity", "certificate has expired",
     "expired certificate"},
    {"client-other-authority", "CERTIFICATE_UNKNOWN_AUTHORITY", "trust-anchor",
     "unable to get local issuer certificate", "issuer is unknown"},
    {"client-server-usage", "CERTIFICATE_WRONG_USAGE", "usage", "unsuitable certificate purpose",
     "does not match the intended purpose"},
};

static bool is_client (unsigned i)
{
    return g_str_has_prefix (expected[i].name, "client-");
}

/* As the peer judges it that has to: clients judge servers, servers judge clients. */
static PkiVerdict *judge (const char *name)
{
    bool client = g_str_has_prefix (name, "client-");
    g_autoptr (PkiTrust) trust = trust_new (client ? "teaching-client-root" : "teaching-root");
    g_autoptr (PkiIdentity) identity = builtin (name);
    const PkiQuestion question = {
        .purpose = client ? PKI_FOR_CLIENT : PKI_FOR_SERVER,
        .chain = pki_identity_chain (identity),
        .trust = trust,
        .host = client ? NULL : HOST,
        .now = NOW,
        .min_rsa_bits = 2048,
    };
    return pki_judge (&question);
}

static void each_identity_fails_where_it_should (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (expected); i++) {
        g_assert_cmpstr (pki_builtin_at (i)->name, ==, expected[i].name);
        g_autoptr (PkiVerdict) verdict = judge (expected[i].name);
        assert_verdict (verdict, expected[i].cause, expected[i].fails);
        g_assert_nonnull (verdict->leaf_key);
    }
    g_assert_null (pki_builtin_at (G_N_ELEMENTS (expected)));
}

static void reasons_hold_what_was_compared (void)
{
    g_autoptr (PkiTrust) trust = trust_new ("teaching-root");
    g_autoptr (PkiIdentity) expired = builtin ("expired");
    g_autoptr (PkiVerdict) verdict =
        pki_verify (pki_identity_chain (expired), trust, HOST, NOW, 2048);
    g_assert_cmpstr (find_check (verdict, 0, "validity")->reason, ==,
                     "valid until 2026-03-01T00:00:00Z, the client's clock says "
                     "2026-09-01T12:00:00Z");
    g_assert_cmpstr (find_check (verdict, 0, "validity")->subject, ==, "CN=server.example");
    g_autoptr (PkiIdentity) wrong = builtin ("wrong-host");
    g_autoptr (PkiVerdict) other = pki_verify (pki_identity_chain (wrong), trust, HOST, NOW, 2048);
    g_assert_cmpstr (find_check (other, 0, "host-name")->reason, ==,
                     "the client wanted server.example, the certificate names only other.example");
    /* The other checks are made all the same. */
    g_autofree char *passed = keys_of (other, true);
    g_assert_cmpstr (passed, ==, "parse trust-anchor authority strength signature validity usage");
}

static void reasons_say_who_asks (void)
{
    g_autoptr (PkiVerdict) good = judge ("client-ecdsa"), wrong = judge ("client-server-usage");
    g_assert_cmpstr (
        find_check (good, -1, "trust-anchor")->reason, ==,
        "the chain ends at CN=Stepshake Teaching Client Root, which the server trusts");
    g_assert_cmpstr (find_check (good, 0, "validity")->reason, ==,
                     "valid from 2024-01-01T00:00:00Z until 2044-01-01T00:00:00Z, the server's "
                     "clock says 2026-09-01T12:00:00Z");
    g_assert_cmpstr (find_check (wrong, 0, "usage")->reason, ==,
                     "keyUsage with digitalSignature, extendedKeyUsage without clientAuth: the key "
                     "may not prove who a TLS client is");
}

static void hosts_do_not_change_clients (void)
{
    g_autoptr (PkiIdentity) here = builtin ("client-rsa");
    g_autoptr (PkiIdentity) there = pki_identity_builtin ("client-rsa", "else.example", NULL);
    g_assert_true (here == there);
    g_autoptr (PkiSummary) summary =
        pki_summarize (base_span_bytes (pki_identity_chain (here)->pdata[0]));
    g_assert_cmpstr (summary->subject, ==, "CN=Alice");
    g_assert_cmpstr (summary->names, ==, "alice@client.example");
    g_assert_cmpstr (summary->issuer, ==, "CN=Stepshake Teaching Client Root");
}

static void the_chain_has_no_root (void)
{
    g_autoptr (PkiIdentity) good = builtin ("ecdsa"), alone = builtin ("self-signed");
    g_assert_cmpint (pki_identity_chain (good)->len, ==, 2);
    g_assert_cmpint (pki_identity_chain (alone)->len, ==, 1);
}

static void draw_zeros (void *data, const char *label, uint8_t *out, size_t size)
{
    memset (out, 1, size);
}

static void keys_fit_their_certificates (void)
{
    static const struct {
        const char *name;
        CryptoKeyKind kind;
        uint16_t scheme;
    } kinds[] = {{"ecdsa", CRYPTO_KEY_P256, 0x0403},      {"rsa", CRYPTO_KEY_RSA, 0x0804},
                 {"ed25519", CRYPTO_KEY_ED25519, 0x0807}, {"ecdsa-p384", CRYPTO_KEY_P384, 0x0503},
                 {"ecdsa-p521", CRYPTO_KEY_P521, 0x0603}, {"ed448", CRYPTO_KEY_ED448, 0x0808},
                 {"rsa-pss", CRYPTO_KEY_RSA_PSS, 0x0809}};
    BaseSpan message = base_span_text ("what was signed");
    for (unsigned i = 0; i < G_N_ELEMENTS (kinds); i++) {
        g_autoptr (PkiIdentity) identity = builtin (kinds[i].name);
        g_autoptr (PkiVerdict) verdict =
            pki_verify (pki_identity_chain (identity), NULL, NULL, NOW, 2048);
        assert_verdict (verdict, "NONE", "");
        g_assert_cmpint (crypto_public_key_kind (verdict->leaf_key), ==, kinds[i].kind);
        const CryptoScheme *scheme = crypto_scheme_find (kinds[i].scheme);
        g_autoptr (GBytes) signature =
            crypto_sign (scheme, pki_identity_key (identity), draw_zeros, NULL, message);
        g_assert_nonnull (signature);
        g_assert_true (
            crypto_verify (scheme, verdict->leaf_key, message, base_span_bytes (signature)));
    }
}

/* ---- The same bytes everywhere ---- */

/* Over all chains and roots as PEM, by `test-pki --mint | sha256sum`. When this changes, every
 * recorded run with a certificate in it changes too. */
#define FINGERPRINT "26f6b6fa587a0386f3d713eabbb436399f6da81442c83e17edee271011948cda"

static char *all_chains (void)
{
    GString *all = g_string_new (NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS (expected); i++) {
        g_autoptr (PkiIdentity) identity = builtin (expected[i].name);
        g_autofree char *pem = pki_identity_chain_pem (identity);
        g_string_append (all, pem);
    }
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr (PkiTrust) trust = trust_new (pki_trust_at (i));
        g_autofree char *root = pki_trust_pem (trust);
        g_string_append (all, root);
    }
    return g_string_free (all, FALSE);
}

static const char *program;

static char *run (const char *const *arguments, int *status)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GSubprocess) process = g_subprocess_newv (
        arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);
    g_assert_no_error (error);
    char *output = NULL;
    g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
    g_assert_no_error (error);
    *status = g_subprocess_get_exit_status (process);
    return output;
}

static void minting_is_deterministic (void)
{
    g_autofree char *here = all_chains ();
    int status;
    const char *again[] = {program, "--mint", NULL};
    g_autofree char *there = run (again, &status);
    g_assert_cmpstr (here, ==, there);
    g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, here, -1);
    g_assert_cmpstr (digest, ==, FINGERPRINT);
}

static void minting_is_paid_once (void)
{
    g_autoptr (PkiIdentity) a = builtin ("ecdsa"), b = builtin ("ecdsa");
    g_assert_true (a == b);
    g_autoptr (GBytes) anew = pki_mint (pki_teaching_at (PKI_FIRST_SERVER), HOST, 0);
    g_assert_true (g_bytes_equal (anew, pki_identity_chain (a)->pdata[0]));
    g_autoptr (GBytes) elsewhere = pki_mint (pki_teaching_at (PKI_FIRST_SERVER), "else.example", 0);
    g_assert_false (g_bytes_equal (anew, elsewhere));
}

static gpointer mint_many (gpointer data)
{
    for (unsigned i = 0; i < 100; i++) {
        g_autofree char *host = g_strdup_printf ("host-%u.example", i % 70);
        g_autoptr (PkiIdentity) identity = pki_identity_builtin ("ecdsa", host, NULL);
        g_assert_nonnull (identity);
        g_assert_cmpint (pki_identity_chain (identity)->len, ==, 2);
    }
    return NULL;
}

static void threads_may_mint_together (void)
{
    GThread *threads[4];
    for (unsigned i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("mint", mint_many, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
}

static void wrong_names_are_named (void)
{
    g_autoptr (GError) error = NULL;
    g_assert_null (pki_identity_builtin ("dsa", HOST, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    g_assert_cmpstr (
        error->message, ==,
        "“dsa” is no built-in certificate, nearest: rsa, ecdsa, rsa-pss (all: stepshake list "
        "certificates)");
    g_clear_error (&error);
    g_assert_null (pki_identity_builtin ("ecdsa", "no host", &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

/* ---- For the inspector ---- */

/* As `openssl x509 -text` shows them. */
static void summaries_are_what_openssl_shows (void)
{
    g_autoptr (PkiIdentity) identity = builtin ("ecdsa"), rsa = builtin ("rsa");
    g_autoptr (PkiSummary) leaf =
        pki_summarize (base_span_bytes (pki_identity_chain (identity)->pdata[0]));
    g_assert_cmpstr (leaf->subject, ==, "CN=server.example");
    g_assert_cmpstr (leaf->issuer, ==, "CN=Stepshake Teaching Intermediate");
    g_assert_cmpstr (leaf->names, ==, "server.example");
    g_assert_cmpstr (leaf->serial, ==, "51ba360853b0a461fd7c579c60088da8");
    g_assert_cmpstr (leaf->key, ==, "ECDSA P-256");
    g_assert_cmpstr (leaf->signature, ==, "ECDSA-SHA256");
    g_assert_cmpint (leaf->not_before, ==, 1704067200); /* Jan  1 00:00:00 2024 GMT */
    g_assert_cmpint (leaf->not_after, ==, 2335219200);  /* Jan  1 00:00:00 2044 GMT */
    g_assert_false (leaf->is_authority);
    g_autoptr (PkiSummary) middle =
        pki_summarize (base_span_bytes (pki_identity_chain (identity)->pdata[1]));
    g_assert_cmpstr (middle->issuer, ==, "CN=Stepshake Teaching Root");
    g_assert_cmpstr (middle->names, ==, "");
    g_assert_true (middle->is_authority);
    g_autoptr (PkiSummary) other =
        pki_summarize (base_span_bytes (pki_identity_chain (rsa)->pdata[0]));
    g_assert_cmpstr (other->key, ==, "RSA 2048 bits");
    g_autoptr (PkiSummary) broken = pki_summarize (base_span_text ("no certificate"));
    g_assert_nonnull (strstr (broken->subject, "no certificate in DER"));
    g_assert_cmpstr (broken->issuer, ==, "");
}

/* RFC 5280 4.1.2.5: this GeneralizedTime means that there is no end; GnuTLS gives a day in 2106 for
 * it. The certificate is ours with that date put in, so its signature does not hold. */
static void no_end_is_the_end_of_time (void)
{
    static const char old[] = "\x17\x0d"
                              "440101000000Z",
                      new[] = "\x18\x0f"
                              "99991231235959Z";
    g_autoptr (PkiIdentity) identity = builtin ("ecdsa");
    BaseSpan der = base_span_bytes (pki_identity_chain (identity)->pdata[0]);
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    const uint8_t *at = memmem (der.data, der.size, old, 15);
    size_t before = (size_t)(at - der.data);
    base_append_span (bytes, base_span (der.data, before));
    base_append_span (bytes, base_span (new, 17));
    base_append_span (bytes, base_span (at + 15, der.size - before - 15));
    bytes->data[3] += 2; /* the lengths of the certificate, its signed part and the dates */
    bytes->data[7] += 2;
    bytes->data[before - 16] += 2;
    g_autoptr (PkiSummary) summary = pki_summarize (base_span (bytes->data, bytes->len));
    g_assert_cmpstr (summary->subject, ==, "CN=server.example");
    g_assert_cmpint (summary->not_after, ==, INT64_C (253402300799)); /* date -d 9999-12-31… */
}

/* ---- A folder for files ---- */

typedef struct {
    char *folder;
} Files;

static void files_open (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    files->folder = g_dir_make_tmp ("stepshake-pki-XXXXXX", &error);
    g_assert_no_error (error);
}

static void files_close (Files *files, gconstpointer data)
{
    GDir *dir = g_dir_open (files->folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
        g_autofree char *path = g_build_filename (files->folder, name, NULL);
        g_unlink (path);
    }
    g_dir_close (dir);
    g_rmdir (files->folder);
    g_free (files->folder);
}

static char *file_write (const Files *files, const char *name, const char *text)
{
    g_autoptr (GError) error = NULL;
    char *path = g_build_filename (files->folder, name, NULL);
    g_file_set_contents (path, text, -1, &error);
    g_assert_no_error (error);
    return path;
}

/* ---- Outside judges ---- */

static char *write_roots (const Files *files, bool client)
{
    g_autoptr (PkiTrust) trust = trust_new (client ? "teaching-client-root" : "teaching-root");
    g_autofree char *roots = pki_trust_pem (trust);
    return file_write (files, client ? "client-ca.pem" : "ca.pem", roots);
}

static void openssl_agrees (Files *files, gconstpointer data)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (expected); i++) {
        g_autofree char *ca = write_roots (files, is_client (i));
        g_autoptr (PkiIdentity) identity = builtin (expected[i].name);
        g_autofree char *pem = pki_identity_chain_pem (identity);
        g_autofree char *chain = file_write (files, "chain.pem", pem);
        g_autofree char *line = g_strdup_printf (
            "openssl verify -x509_strict -attime " NOW_TEXT " -purpose %s -CAfile %s -no-CApath "
            "-untrusted %s %s",
            is_client (i) ? "sslclient" : "sslserver -verify_hostname " HOST, ca, chain, chain);
        g_auto (GStrv) arguments = g_strsplit (line, " ", -1);
        int status;
        g_autofree char *output = run ((const char *const *)arguments, &status);
        if (expected[i].openssl == NULL)
            g_assert_cmpstr (output + strlen (chain), ==, ": OK\n");
        else
            g_assert_nonnull (strstr (output, expected[i].openssl));
        g_assert_cmpint (status == 0, ==, expected[i].openssl == NULL);
    }
}

/* By the clock of the machine: certtool knows no other, and the good certificates are valid for
 * long. */
static void certtool_agrees (Files *files, gconstpointer data)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (expected); i++) {
        g_autofree char *ca = write_roots (files, is_client (i));
        g_autoptr (PkiIdentity) identity = builtin (expected[i].name);
        g_autofree char *pem = pki_identity_chain_pem (identity);
        g_autofree char *chain = file_write (files, "chain.pem", pem);
        g_autofree char *line = g_strdup_printf (
            "certtool --verify --verify-profile=medium %s --load-ca-certificate %s --infile %s",
            is_client (i) ? "--verify-purpose=1.3.6.1.5.5.7.3.2"
                          : "--verify-purpose=1.3.6.1.5.5.7.3.1 --verify-hostname=" HOST,
            ca, chain);
        g_auto (GStrv) arguments = g_strsplit (line, " ", -1);
        int status;
        g_autofree char *output = run ((const char *const *)arguments, &status);
        g_assert_nonnull (strstr (output, expected[i].certtool));
        g_assert_cmpint (status == 0, ==, expected[i].openssl == NULL);
    }
}

int main (int argc, char **argv)
{
    program = argv[0];
    if (argc == 2 && strcmp (argv[1], "--mint") == 0) {
        g_autofree char *all = all_chains ();
        g_print ("%s", all);
        return 0;
    }
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/pki/each-identity-fails-where-it-should",
                     each_identity_fails_where_it_should);
    g_test_add_func ("/pki/reasons-hold-what-was-compared", reasons_hold_what_was_compared);
    g_test_add_func ("/pki/reasons-say-who-asks", reasons_say_who_asks);
    g_test_add_func ("/pki/hosts-do-not-change-clients", hosts_do_not_change_clients);
    g_test_add_func ("/pki/the-chain-has-no-root", the_chain_has_no_root);
    g_test_add_func ("/pki/keys-fit-their-certificates", keys_fit_their_certificates);
    g_test_add_func ("/pki/minting-is-deterministic", minting_is_deterministic);
    g_test_add_func ("/pki/minting-is-paid-once", minting_is_paid_once);
    g_test_add_func ("/pki/threads-may-mint-together", threads_may_mint_together);
    g_test_add_func ("/pki/wrong-names-are-named", wrong_names_are_named);
    g_test_add_func ("/pki/summaries-are-what-openssl-shows", summaries_are_what_openssl_shows);
    g_test_add_func ("/pki/no-end-is-the-end-of-time", no_end_is_the_end_of_time);
    g_test_add ("/pki/openssl-agrees", Files, NULL, files_open, openssl_agrees, files_close);
    g_test_add ("/pki/certtool-agrees", Files, NULL, files_open, certtool_agrees, files_close);
    return g_test_run ();
}
