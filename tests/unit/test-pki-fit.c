/* What a peer asks of a certificate, and certificate timestamps. DER is written by hand here
 * (X.690), signatures are judged by openssl. */
#include "pki/fit.h"
#include "pki/sct.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define HOST "server.example"
#define NOW INT64_C (1788264000) /* 2026-09-01T12:00:00Z, by `date -u -d … +%s` */

static PkiIdentity *builtin (const char *name)
{
    g_autoptr (GError) error = NULL;
    PkiIdentity *identity = pki_identity_builtin (name, HOST, &error);
    g_assert_no_error (error);
    return identity;
}

static BaseSpan text (const char *bytes, size_t size)
{
    return base_span (bytes, size);
}

#define BYTES(literal) text (literal, sizeof literal - 1)

/* SEQUENCE { SET { SEQUENCE { id-at-commonName, PrintableString } } } */
#define NAME_OF_ROOT \
    "\x30\x22\x31\x20\x30\x1e\x06\x03\x55\x04\x03\x13\x17" \
    "Stepshake Teaching Root"
#define NAME_OF_INTERMEDIATE \
    "\x30\x2a\x31\x28\x30\x26\x06\x03\x55\x04\x03\x13\x1f" \
    "Stepshake Teaching Intermediate"
#define NAME_OF_CLIENT_ROOT \
    "\x30\x29\x31\x27\x30\x25\x06\x03\x55\x04\x03\x13\x1e" \
    "Stepshake Teaching Client Root"

static void roots_give_their_names (void)
{
    g_autoptr (PkiTrust) trust = pki_trust_new ("teaching-root", NULL);
    g_autoptr (GPtrArray) names = pki_trust_names (trust);
    g_assert_cmpint (names->len, ==, 1);
    g_assert_true (base_span_equal (base_span_bytes (names->pdata[0]), BYTES (NAME_OF_ROOT)));
    g_autofree char *words = pki_name_words (BYTES (NAME_OF_CLIENT_ROOT));
    g_assert_cmpstr (words, ==, "CN=Stepshake Teaching Client Root");
    g_autofree char *broken = pki_name_words (BYTES ("\x30\x05"));
    g_assert_cmpstr (broken, ==, "(a name that cannot be read)");
    g_autoptr (PkiTrust) nobody = pki_trust_new ("none", NULL);
    g_autoptr (GPtrArray) none = pki_trust_names (nobody);
    g_assert_cmpint (none->len, ==, 0);
}

static void assert_fit (GArray *taken, guint n, bool fits, const char *reason)
{
    g_autoptr (GArray) rows = taken;
    g_assert_cmpint (rows->len, ==, n);
    g_assert_true (pki_all_fit (rows) == fits);
    if (n > 0)
        g_assert_cmpstr (g_array_index (rows, PkiFit, n - 1).reason, ==, reason);
}

static void authorities_guide_the_choice (void)
{
    const BaseSpan both[] = {BYTES (NAME_OF_CLIENT_ROOT), BYTES (NAME_OF_ROOT)};
    const BaseSpan below[] = {BYTES (NAME_OF_INTERMEDIATE)};
    g_autoptr (PkiIdentity) server = builtin ("ecdsa"), client = builtin ("client-rsa");
    const PkiChain *of_server = pki_identity_read_chain (server);
    const PkiChain *of_client = pki_identity_read_chain (client);
    assert_fit (pki_fit_authorities (of_client, both, 2), 1, true,
                "issued below CN=Stepshake Teaching Client Root, which the peer names");
    assert_fit (pki_fit_authorities (of_client, both + 1, 1), 1, false,
                "issued by none of those the peer names: CN=Stepshake Teaching Root");
    /* RFC 9846 4.3.4: a trust anchor or an authority below it */
    assert_fit (pki_fit_authorities (of_server, both + 1, 1), 1, true,
                "issued below CN=Stepshake Teaching Root, which the peer names");
    assert_fit (pki_fit_authorities (of_server, below, 1), 1, true,
                "issued below CN=Stepshake Teaching Intermediate, which the peer names");
    assert_fit (pki_fit_authorities (of_client, NULL, 0), 1, true,
                "the peer names no authorities: any will do");
}

#define KEY_USAGE "\x06\x03\x55\x1d\x0f"
#define EXTENDED_KEY_USAGE "\x06\x03\x55\x1d\x25"
#define CLIENT_AUTH "\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x02"
#define SERVER_AUTH "\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01"

static void filters_match_as_the_rfc_says (void)
{
    static const char all[] = "the certificate has all that is asked for",
                      some[] = "the certificate lacks some of what is asked for";
    const struct {
        BaseSpan oid, values;
        bool fits;
        const char *reason;
    } rows[] = {
        {BYTES (KEY_USAGE), BYTES ("\x03\x02\x07\x80"), true, all},       /* digitalSignature */
        {BYTES (KEY_USAGE), BYTES ("\x03\x02\x02\x84"), false, some},     /* and keyCertSign */
        {BYTES (KEY_USAGE), BYTES ("\x03\x03\x07\x80\x80"), false, some}, /* and decipherOnly */
        {BYTES (KEY_USAGE), BYTES ("\x03\x03\x07\x80\x00"), true, all},
        {BYTES (KEY_USAGE), BYTES (""), true, "the certificate has this extension"},
        {BYTES (KEY_USAGE), BYTES ("\x03\x05\x07\x80"), false, some}, /* no DER */
        {BYTES (EXTENDED_KEY_USAGE), BYTES ("\x30\x0a" CLIENT_AUTH), true, all},
        {BYTES (EXTENDED_KEY_USAGE), BYTES ("\x30\x0a" SERVER_AUTH), false, some},
        {BYTES (EXTENDED_KEY_USAGE), BYTES ("\x30\x14" CLIENT_AUTH SERVER_AUTH), false, some},
        {BYTES (EXTENDED_KEY_USAGE), BYTES ("\x30\x06\x06\x04\x55\x1d\x25\x00"), false, some},
        {BYTES ("\x06\x03\x55\x1d\x11"), BYTES ("\x30\x00"), true,
         "asks for an extension that is not known here: passed over, as it has to be"},
        {BYTES ("\x06"), BYTES (""), true,
         "asks for an extension that is not known here: passed over, as it has to be"},
    };
    g_autoptr (PkiIdentity) client = builtin ("client-ecdsa");
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        const PkiFilter filter = {rows[i].oid, rows[i].values};
        g_test_message ("row %u", i);
        assert_fit (pki_fit_filters (pki_identity_read_chain (client), &filter, 1), 1, rows[i].fits,
                    rows[i].reason);
    }
    assert_fit (pki_fit_filters (pki_identity_read_chain (client), NULL, 0), 0, true, NULL);
}

static void schemes_of_the_whole_chain_count (void)
{
    const uint16_t ecdsa = 0x0403, pss = 0x0804;
    g_autoptr (PkiIdentity) rsa = builtin ("rsa"), alone = builtin ("self-signed");
    /* An RSA key, signed for with ECDSA: the key's kind does not matter here. */
    assert_fit (pki_fit_schemes (pki_identity_read_chain (rsa), &ecdsa, 1), 2, true,
                "signed with ecdsa_secp256r1_sha256, which the peer accepts");
    assert_fit (pki_fit_schemes (pki_identity_read_chain (rsa), &pss, 1), 2, false,
                "signed with ecdsa_secp256r1_sha256, which the peer does not list");
    assert_fit (pki_fit_schemes (pki_identity_read_chain (alone), &pss, 1), 1, true,
                "signed by itself, so nobody verifies that signature");
}

/* ---- A folder, and openssl in it ---- */

static char *folder;

static char *shell (const char *script)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
        G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
    g_subprocess_launcher_set_cwd (launcher, folder);
    g_autoptr (GSubprocess) process =
        g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", script, NULL);
    g_assert_no_error (error);
    char *output = NULL;
    g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
    g_assert_no_error (error);
    return output;
}

static void write_file (const char *name, BaseSpan data)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_assert_true (g_file_set_contents (path, (const char *)data.data, (gssize)data.size, NULL));
}

static GPtrArray *make_chain (const char *root_key, const char *options)
{
    g_autofree char *script = g_strdup_printf (
        "printf '[req]\\ndistinguished_name=dn\\n[dn]\\n' >config\n"
        "openssl genpkey -algorithm %s -out root.key\n"
        "openssl genpkey -algorithm ED25519 -out leaf.key\n"
        "openssl req -x509 -config config -subj /CN=root -key root.key -out root.pem\n"
        "openssl req -x509 -config config -subj /CN=leaf -key leaf.key -out leaf.pem -CA root.pem "
        "-CAkey root.key %s\n",
        root_key, options);
    g_autofree char *output = shell (script);
    GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    static const char *const names[] = {"leaf", "root"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autofree char *command =
            g_strdup_printf ("openssl x509 -in %s.pem -outform DER | base64", names[i]);
        g_autofree char *base64 = shell (command);
        gsize size;
        guchar *data = g_base64_decode (base64, &size);
        g_ptr_array_add (chain, g_bytes_new_take (data, size));
    }
    return chain;
}

/* RFC 9846 4.3.3: the curve belongs to the scheme, and so does the kind of RSA key. */
static void schemes_are_told_from_the_issuers_key (void)
{
    static const struct {
        const char *key, *words, *options;
        uint16_t scheme; /* 0: there is none */
    } rows[] = {
        {"EC -pkeyopt ec_paramgen_curve:P-384", "ECDSA P-384", "-sha384", 0x0503},
        {"EC -pkeyopt ec_paramgen_curve:P-521", "ECDSA P-521", "-sha512", 0x0603},
        {"EC -pkeyopt ec_paramgen_curve:P-384", "ECDSA P-384", "-sha256", 0},
        {"RSA -pkeyopt rsa_keygen_bits:2048", "RSA 2048 bits", "-sha256", 0x0401},
        {"RSA -pkeyopt rsa_keygen_bits:2048", "RSA 2048 bits",
         "-sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest", 0x0805},
        {"RSA-PSS -pkeyopt rsa_keygen_bits:2048", "RSA-PSS 2048 bits",
         "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest", 0x0809},
        {"RSA -pkeyopt rsa_keygen_bits:2048", "RSA 2048 bits", "-sha1", 0x0201},
        {"ED448", "Ed448", "", 0x0808},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) chain = make_chain (rows[i].key, rows[i].options);
        uint16_t all[] = {0x0401, 0x0501, 0x0601, 0x0403, 0x0503, 0x0603, 0x0804, 0x0805,
                          0x0806, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0201, 0x0203};
        g_test_message ("%s %s", rows[i].key, rows[i].options);
        g_autoptr (PkiSummary) root = pki_summarize (base_span_bytes (chain->pdata[1]));
        g_assert_cmpstr (root->key, ==, rows[i].words);
        g_autoptr (PkiChain) read = pki_chain_read (chain);
        g_autoptr (GArray) any = pki_fit_schemes (read, all, G_N_ELEMENTS (all));
        g_assert_true (pki_all_fit (any) == (rows[i].scheme != 0));
        for (unsigned k = 0; k < G_N_ELEMENTS (all); k++) {
            g_autoptr (GArray) one = pki_fit_schemes (read, &all[k], 1);
            g_assert_true (pki_all_fit (one) == (all[k] == rows[i].scheme));
        }
    }
}

/* ---- Timestamps ---- */

static void timestamps_are_the_logs_word (void)
{
    g_autoptr (PkiIdentity) identity = builtin ("ecdsa"), other = builtin ("rsa");
    GBytes *leaf = pki_identity_chain (identity)->pdata[0];
    g_autoptr (GBytes) signature = NULL, again = NULL;
    g_autofree char *reason = NULL, *moved = NULL, *early = NULL, *strange = NULL;
    PkiSct sct, second;
    g_assert_true (pki_sct_mint (leaf, &sct, &signature, NULL));
    g_assert_true (pki_sct_mint (leaf, &second, &again, NULL));
    g_assert_true (g_bytes_equal (signature, again));
    g_assert_cmpuint (sct.timestamp, ==, G_GUINT64_CONSTANT (1704067200000)); /* 2024-01-01 */
    g_assert_cmpint (pki_sct_check (&sct, leaf, NOW, &reason), ==, PKI_SCT_GOOD);
    g_assert_cmpstr (reason, ==,
                     "the Stepshake Teaching Log promised on 2024-01-01T00:00:00Z to show this "
                     "certificate to everybody; its signature verifies");
    g_assert_cmpint (pki_sct_check (&sct, pki_identity_chain (other)->pdata[0], NOW, &moved), ==,
                     PKI_SCT_BAD);
    g_assert_cmpint (pki_sct_check (&sct, leaf, 1704067199, &early), ==, PKI_SCT_BAD);
    second.log_id[31] ^= 1;
    g_assert_cmpint (pki_sct_check (&second, leaf, NOW, &strange), ==, PKI_SCT_UNKNOWN_LOG);
    g_autoptr (GBytes) nothing = g_bytes_new_static ("x", 1);
    g_assert_false (pki_sct_mint (nothing, &second, &again, NULL));
}

/* What is signed, written down here a second time from RFC 6962 3.2, and openssl's opinion. */
static void openssl_verifies_timestamps (void)
{
    g_autoptr (PkiIdentity) identity = builtin ("ed25519");
    BaseSpan leaf = base_span_bytes (pki_identity_chain (identity)->pdata[0]);
    g_autoptr (GBytes) signature = NULL;
    PkiSct sct;
    g_assert_true (pki_sct_mint (pki_identity_chain (identity)->pdata[0], &sct, &signature, NULL));
    g_autoptr (GByteArray) content = g_byte_array_new ();
    base_append_span (content, BYTES ("\0\0\0\0\x01\x8c\xc2\x51\xf4\x00\0\0")); /* 1704067200000 */
    base_append_number (content, leaf.size, 3);
    base_append_span (content, leaf);
    base_append_number (content, 0, 2);
    g_autofree char *log = pki_log_pem ();
    write_file ("log.pem", base_span_text (log));
    write_file ("content", base_span (content->data, content->len));
    write_file ("signature", sct.signature);
    g_autofree char *output =
        shell ("openssl dgst -sha256 -verify log.pem -signature signature content");
    g_assert_cmpstr (output, ==, "Verified OK\n");
    g_autofree char *id =
        shell ("openssl pkey -pubin -in log.pem -outform DER | sha256sum | cut -d' ' -f1");
    g_autofree char *ours = base_hex (base_span (sct.log_id, sizeof sct.log_id));
    g_assert_cmpstr (g_strchomp (id), ==, ours);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    folder = g_dir_make_tmp ("stepshake-fit-XXXXXX", NULL);
    g_test_add_func ("/pki-fit/roots-give-their-names", roots_give_their_names);
    g_test_add_func ("/pki-fit/authorities-guide-the-choice", authorities_guide_the_choice);
    g_test_add_func ("/pki-fit/filters-match-as-the-rfc-says", filters_match_as_the_rfc_says);
    g_test_add_func ("/pki-fit/schemes-of-the-whole-chain-count", schemes_of_the_whole_chain_count);
    g_test_add_func ("/pki-fit/schemes-are-told-from-the-issuers-key",
                     schemes_are_told_from_the_issuers_key);
    g_test_add_func ("/pki-fit/timestamps-are-the-logs-word", timestamps_are_the_logs_word);
    g_test_add_func ("/pki-fit/openssl-verifies-timestamps", openssl_verifies_timestamps);
    int result = g_test_run ();
    g_autofree char *output = shell ("rm -r -- \"$PWD\"");
    g_free (folder);
    return result;
}
