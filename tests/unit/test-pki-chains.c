/* Chains that openssl makes, good ones and hostile ones: our verdict on each, and openssl's. */
#include "base/clock.h"
#include "pki/identity.h"
#include "pki/verify.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define HOST "server.example"

#define ROOT "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"
#define MIDDLE ROOT
#define LEAF "keyUsage=critical,digitalSignature", "extendedKeyUsage=serverAuth"
#define SAN "subjectAltName=DNS:" HOST
#define MINIMAL_CONFIG "[req]\ndistinguished_name=dn\n[dn]\n"

enum { MAX_EXTENSIONS = 6 };

/* A chain of three: what stands in each certificate, whose key it holds, and how the last two are
 * signed. */
typedef struct {
    const char *name;
    const char *root[MAX_EXTENSIONS], *middle[MAX_EXTENSIONS], *leaf[MAX_EXTENSIONS];
    const char *keys[3];       /* files; NULL: ECDSA on P-256 */
    const char *digest;        /* NULL: SHA-256 */
    const char *host;          /* NULL: server.example */
    const char *cause, *fails; /* what we have to say */
    const char *openssl;       /* what openssl says, "": that it is fine, NULL: not asked */
} Chain;

/* clang-format off */
static const Chain chains[] = {
    {"good", {ROOT}, {MIDDLE}, {LEAF, SAN}, .cause = "NONE", .fails = "", .openssl = ""},
    {"p384", {ROOT}, {MIDDLE}, {LEAF, SAN}, .keys = {"p384", "p384-2", NULL}, .digest = "-sha384",
     .cause = "NONE", .fails = "", .openssl = ""},
    {"ed25519", {ROOT}, {MIDDLE}, {LEAF, SAN}, .keys = {"ed25519", "ed25519-2", NULL},
     .cause = "NONE", .fails = "", .openssl = ""},
    {"rsa", {ROOT}, {MIDDLE}, {LEAF, SAN}, .keys = {"rsa2048", "rsa2048", "rsa2048"},
     .cause = "NONE", .fails = "", .openssl = ""},
    {"rsa-pss", {ROOT}, {MIDDLE}, {LEAF, SAN}, .keys = {"rsa2048", "rsa2048", NULL},
     .digest = "pss", .cause = "NONE", .fails = "", .openssl = ""},

    {"middle-is-no-authority", {ROOT}, {"basicConstraints=CA:FALSE"}, {LEAF, SAN},
     .cause = "CERTIFICATE_NOT_AN_AUTHORITY", .fails = "authority",
     .openssl = "invalid CA certificate"},
    {"middle-does-not-say", {ROOT}, {"keyUsage=keyCertSign"}, {LEAF, SAN},
     .cause = "CERTIFICATE_NOT_AN_AUTHORITY", .fails = "authority",
     .openssl = "invalid CA certificate"},
    {"middle-may-not-sign", {ROOT}, {"basicConstraints=critical,CA:TRUE", "keyUsage=cRLSign"},
     {LEAF, SAN}, .cause = "CERTIFICATE_NOT_AN_AUTHORITY", .fails = "authority",
     .openssl = "invalid CA certificate"},
    {"path-too-long", {"basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=keyCertSign"},
     {MIDDLE}, {LEAF, SAN}, .cause = "CERTIFICATE_PATH_TOO_LONG", .fails = "authority",
     .openssl = "path length constraint exceeded"},
    {"path-just-fits", {"basicConstraints=critical,CA:TRUE,pathlen:1", "keyUsage=keyCertSign"},
     {"basicConstraints=critical,CA:TRUE,pathlen:0"}, {LEAF, SAN},
     .cause = "NONE", .fails = "", .openssl = ""},

    {"leaf-for-clients", {ROOT}, {MIDDLE}, {SAN, "extendedKeyUsage=clientAuth"},
     .cause = "CERTIFICATE_WRONG_USAGE", .fails = "usage",
     .openssl = "unsuitable certificate purpose"},
    {"leaf-may-not-sign", {ROOT}, {MIDDLE}, {SAN, "keyUsage=cRLSign"},
     .cause = "CERTIFICATE_WRONG_USAGE", .fails = "usage",
     .openssl = "unsuitable certificate purpose"},
    {"leaf-says-nothing", {ROOT}, {MIDDLE}, {SAN}, .cause = "NONE", .fails = "", .openssl = ""},
    {"leaf-for-anything", {ROOT}, {MIDDLE}, {SAN, "extendedKeyUsage=anyExtendedKeyUsage"},
     .cause = "NONE", .fails = ""},
    {"middle-for-clients", {ROOT}, {MIDDLE, "extendedKeyUsage=clientAuth"}, {LEAF, SAN},
     .cause = "CERTIFICATE_WRONG_USAGE", .fails = "usage",
     .openssl = "unsuitable certificate purpose"},
    {"unknown-critical", {ROOT}, {MIDDLE}, {LEAF, SAN, "1.2.3.4=critical,DER:0500"},
     .cause = "CERTIFICATE_REFUSED", .fails = "usage", .openssl = "unhandled critical extension"},
    {"unknown-critical-above", {ROOT}, {MIDDLE, "1.2.3.4=critical,DER:0500"}, {LEAF, SAN},
     .cause = "CERTIFICATE_REFUSED", .fails = "usage", .openssl = "unhandled critical extension"},
    {"unknown-not-critical", {ROOT}, {MIDDLE}, {LEAF, SAN, "1.2.3.4=DER:0500"},
     .cause = "NONE", .fails = "", .openssl = ""},

    {"sha1", {ROOT}, {MIDDLE}, {LEAF, SAN}, .digest = "-sha1", .cause = "CERTIFICATE_WEAK",
     .fails = "strength", .openssl = "digest algorithm too weak"},
    {"md5", {ROOT}, {MIDDLE}, {LEAF, SAN}, .keys = {"rsa2048", "rsa2048", NULL}, .digest = "-md5",
     .cause = "CERTIFICATE_WEAK", .fails = "strength", .openssl = "digest algorithm too weak"},
    {"small-leaf", {ROOT}, {MIDDLE}, {LEAF, SAN}, .keys = {NULL, NULL, "rsa1024"},
     .cause = "CERTIFICATE_WEAK", .fails = "strength", .openssl = "EE certificate key too weak"},
    {"small-middle", {ROOT}, {MIDDLE}, {LEAF, SAN}, .keys = {NULL, "rsa1024", NULL},
     .cause = "CERTIFICATE_WEAK", .fails = "strength", .openssl = "CA certificate key too weak"},

    {"permitted-other", {ROOT, "nameConstraints=permitted;DNS:other.example"}, {MIDDLE},
     {LEAF, SAN}, .cause = "CERTIFICATE_NAME_NOT_PERMITTED", .fails = "authority",
     .openssl = "permitted subtree violation"},
    {"permitted-ours", {ROOT}, {MIDDLE, "nameConstraints=permitted;DNS:example"}, {LEAF, SAN},
     .cause = "NONE", .fails = "", .openssl = ""},
    {"permitted-no-label", {ROOT}, {MIDDLE, "nameConstraints=permitted;DNS:ver.example"},
     {LEAF, SAN}, .cause = "CERTIFICATE_NAME_NOT_PERMITTED", .fails = "authority",
     .openssl = "permitted subtree violation"},
    {"excluded", {ROOT}, {MIDDLE, "nameConstraints=excluded;DNS:example"}, {LEAF, SAN},
     .cause = "CERTIFICATE_NAME_NOT_PERMITTED", .fails = "authority", .openssl = "excluded subtree violation"},
    {"permitted-address", {ROOT}, {MIDDLE, "nameConstraints=permitted;IP:127.0.0.0/255.0.0.0"},
     {LEAF, "subjectAltName=IP:127.0.0.1"}, .host = "127.0.0.1", .cause = "NONE", .fails = "",
     .openssl = ""},
    {"other-address", {ROOT}, {MIDDLE, "nameConstraints=permitted;IP:10.0.0.0/255.0.0.0"},
     {LEAF, "subjectAltName=IP:127.0.0.1"}, .host = "127.0.0.1", .cause = "CERTIFICATE_NAME_NOT_PERMITTED",
     .fails = "authority", .openssl = "permitted subtree violation"},
    {"permitted-directory", {ROOT}, {MIDDLE, "nameConstraints=permitted;dirName:place"},
     {LEAF, SAN}, .cause = "NONE", .fails = "", .openssl = ""},
    {"other-directory", {ROOT}, {MIDDLE, "nameConstraints=permitted;dirName:elsewhere"},
     {LEAF, SAN}, .cause = "CERTIFICATE_NAME_NOT_PERMITTED", .fails = "authority",
     .openssl = "permitted subtree violation"},

    {"wildcard", {ROOT}, {MIDDLE}, {LEAF, "subjectAltName=DNS:*.example"}, .cause = "NONE",
     .fails = ""},
    {"wildcard-two-labels", {ROOT}, {MIDDLE}, {LEAF, "subjectAltName=DNS:*.example.org"},
     .host = "a.b.example.org", .cause = "CERTIFICATE_WRONG_HOST", .fails = "host-name",
     .openssl = "hostname mismatch"},
    {"wildcard-no-label", {ROOT}, {MIDDLE}, {LEAF, "subjectAltName=DNS:*.example.org"},
     .host = "example.org", .cause = "CERTIFICATE_WRONG_HOST", .fails = "host-name",
     .openssl = "hostname mismatch"},
    /* RFC 9525 no longer lets a part of a label be a wildcard; openssl still does. */
    {"wildcard-part", {ROOT}, {MIDDLE}, {LEAF, "subjectAltName=DNS:s*.example.org"},
     .host = "server.example.org", .cause = "CERTIFICATE_WRONG_HOST", .fails = "host-name"},
    {"upper-case", {ROOT}, {MIDDLE}, {LEAF, "subjectAltName=DNS:SERVER.example"}, .cause = "NONE",
     .fails = "", .openssl = ""},
    {"final-dot", {ROOT}, {MIDDLE}, {LEAF, SAN}, .host = "server.example.", .cause = "NONE",
     .fails = ""},
    {"second-name", {ROOT}, {MIDDLE}, {LEAF, "subjectAltName=DNS:a.example,DNS:" HOST},
     .cause = "NONE", .fails = "", .openssl = ""},
    /* RFC 9525 no longer looks at the common name; openssl still does. */
    {"common-name-only", {ROOT}, {MIDDLE}, {LEAF}, .cause = "CERTIFICATE_WRONG_HOST",
     .fails = "host-name"},
    {"address-as-dns", {ROOT}, {MIDDLE}, {LEAF, "subjectAltName=DNS:127.0.0.1"},
     .host = "127.0.0.1", .cause = "CERTIFICATE_WRONG_HOST", .fails = "host-name",
     .openssl = "IP address mismatch"},
    {"address-6", {ROOT}, {MIDDLE}, {LEAF, "subjectAltName=IP:0:0:0:0:0:0:0:1"}, .host = "::1",
     .cause = "NONE", .fails = "", .openssl = ""},
};
/* clang-format on */

/* ---- Making them ---- */

static char *folder;

static char *path_of (const char *name)
{
    return g_build_filename (folder, name, NULL);
}

static char *run (GPtrArray *arguments, bool *worked)
{
    g_autoptr (GError) error = NULL;
    g_ptr_array_add (arguments, NULL);
    g_autoptr (GSubprocess) process = g_subprocess_newv (
        (const char *const *)arguments->pdata,
        G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);
    g_assert_no_error (error);
    char *output = NULL;
    g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
    g_assert_no_error (error);
    *worked = g_subprocess_get_exit_status (process) == 0;
    return output;
}

/* Runs "openssl …", words separated by spaces. */
static void openssl (const char *words)
{
    g_auto (GStrv) list = g_strsplit (words, " ", -1);
    g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
    g_ptr_array_add (arguments, "openssl");
    for (unsigned i = 0; list[i] != NULL; i++)
        g_ptr_array_add (arguments, list[i]);
    bool worked;
    g_autofree char *output = run (arguments, &worked);
    if (!worked)
        g_error ("openssl %s: %s", words, output);
}

static void make_key (const char *name, const char *how)
{
    g_autofree char *words = g_strdup_printf ("genpkey %s -out %s/%s.key", how, folder, name);
    openssl (words);
}

/* What made the certificates that lie there now: most chains differ in one of three. */
static char *made_by[3];

/* Whether certificate I was just made by these ARGUMENTS, and under the issuer that is there; else
 * it is about to be. */
static bool is_there (unsigned i, const GPtrArray *arguments)
{
    g_autoptr (GString) words = g_string_new (i > 0 ? made_by[i - 1] : "");
    for (unsigned k = 0; k < arguments->len; k++)
        g_string_append_printf (words, "|%s", (const char *)arguments->pdata[k]);
    if (g_strcmp0 (made_by[i], words->str) == 0)
        return true;
    g_free (made_by[i]);
    made_by[i] = g_strdup (words->str);
    return false;
}

static void make_certificate (const Chain *chain, unsigned i, const char *const *extensions)
{
    static const char *const names[] = {"root", "middle", "leaf"};
    static const char *const subjects[] = {"/O=Here/CN=Test Root", "/O=Here/CN=Test Middle",
                                           "/O=Here/CN=" HOST};
    g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
    const char *key = chain->keys[i] != NULL ? chain->keys[i] : names[i];
    g_autofree char *words = g_strdup_printf (
        "openssl|req|-x509|-days|30|-config|%s/config|-subj|%s|-key|%s/%s.key|-out|%s/%s.pem",
        folder, subjects[i], folder, key, folder, names[i]);
    g_auto (GStrv) list = g_strsplit (words, "|", -1);
    for (unsigned k = 0; list[k] != NULL; k++)
        g_ptr_array_add (arguments, g_strdup (list[k]));
    if (i > 0) {
        const char *above = chain->keys[i - 1] != NULL ? chain->keys[i - 1] : names[i - 1];
        g_ptr_array_add (arguments, g_strdup ("-CA"));
        g_ptr_array_add (arguments, g_strdup_printf ("%s/%s.pem", folder, names[i - 1]));
        g_ptr_array_add (arguments, g_strdup ("-CAkey"));
        g_ptr_array_add (arguments, g_strdup_printf ("%s/%s.key", folder, above));
    }
    if (g_strcmp0 (chain->digest, "pss") == 0) {
        g_ptr_array_add (arguments, g_strdup ("-sigopt"));
        g_ptr_array_add (arguments, g_strdup ("rsa_padding_mode:pss"));
        g_ptr_array_add (arguments, g_strdup ("-sigopt"));
        g_ptr_array_add (arguments, g_strdup ("rsa_pss_saltlen:digest"));
    } else if (chain->digest != NULL) {
        g_ptr_array_add (arguments, g_strdup (chain->digest));
    }
    for (unsigned k = 0; k < MAX_EXTENSIONS && extensions[k] != NULL; k++) {
        g_ptr_array_add (arguments, g_strdup ("-addext"));
        g_ptr_array_add (arguments, g_strdup (extensions[k]));
    }
    if (is_there (i, arguments))
        return;
    bool worked;
    g_autofree char *output = run (arguments, &worked);
    if (!worked)
        g_error ("%s %s: %s", chain->name, names[i], output);
}

static void make_chain (const Chain *chain)
{
    make_certificate (chain, 0, chain->root);
    make_certificate (chain, 1, chain->middle);
    make_certificate (chain, 2, chain->leaf);
}

static GBytes *der_of (const char *name)
{
    g_autofree char *file = g_strdup_printf ("%s/%s.pem", folder, name);
    g_autofree char *text = NULL;
    g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
    char *start = strstr (text, "-----BEGIN CERTIFICATE-----") + 27;
    *strstr (start, "-----END") = '\0';
    gsize size;
    guchar *data = g_base64_decode (start, &size);
    return g_bytes_new_take (data, size);
}

static GPtrArray *chain_of (const char *const *names)
{
    GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    for (unsigned i = 0; names[i] != NULL; i++)
        g_ptr_array_add (chain, der_of (names[i]));
    return chain;
}

/* ---- Judging them ---- */

static char *failed_keys (const PkiVerdict *verdict)
{
    g_autoptr (GPtrArray) keys = g_ptr_array_new ();
    for (unsigned i = 0; i < verdict->checks->len; i++) {
        const PkiCheck *check = &g_array_index (verdict->checks, PkiCheck, i);
        if (!check->passed &&
            !g_ptr_array_find_with_equal_func (keys, check->key, g_str_equal, NULL))
            g_ptr_array_add (keys, (gpointer)check->key);
    }
    g_ptr_array_add (keys, NULL);
    return g_strjoinv (" ", (char **)keys->pdata);
}

static PkiVerdict *judge (const char *const *names, const char *host)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *root = path_of ("root.pem");
    g_autoptr (PkiTrust) trust = pki_trust_new (root, &error);
    g_assert_no_error (error);
    g_autoptr (GPtrArray) chain = chain_of (names);
    g_autoptr (PkiSummary) summary = pki_summarize (base_span_bytes (chain->pdata[0]));
    return pki_verify (chain, trust, host, summary->not_before + 60, 2048);
}

static void assert_judged (const char *name, const PkiVerdict *verdict, const char *cause,
                           const char *fails)
{
    g_autofree char *failed = failed_keys (verdict);
    g_test_message ("%s", name);
    g_assert_cmpstr (failed, ==, fails);
    g_assert_cmpstr (base_cause_name (verdict->cause), ==, cause);
}

static void ask_openssl (const Chain *chain, const char *host)
{
    g_autofree char *words = g_strdup_printf (
        "openssl verify -auth_level 2 -purpose sslserver -CAfile %s/root.pem -no-CApath %s %s "
        "-untrusted %s/middle.pem %s/leaf.pem",
        folder, g_hostname_is_ip_address (host) ? "-verify_ip" : "-verify_hostname", host, folder,
        folder);
    g_auto (GStrv) list = g_strsplit (words, " ", -1);
    g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
    for (unsigned i = 0; list[i] != NULL; i++)
        g_ptr_array_add (arguments, list[i]);
    bool worked;
    g_autofree char *output = run (arguments, &worked);
    if (strstr (output, chain->openssl) == NULL || worked != (chain->openssl[0] == '\0'))
        g_error ("%s: openssl says %s", chain->name, output);
}

static void each_chain_gets_its_verdict (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (chains); i++) {
        const Chain *chain = &chains[i];
        const char *host = chain->host != NULL ? chain->host : HOST;
        make_chain (chain);
        g_autoptr (PkiVerdict) verdict = judge ((const char *[]){"leaf", "middle", NULL}, host);
        assert_judged (chain->name, verdict, chain->cause, chain->fails);
        if (chain->openssl != NULL)
            ask_openssl (chain, host);
    }
}

/* RFC 9846 4.5.1: only the leaf has its place. */
static void order_and_strangers_do_not_matter (void)
{
    make_chain (&chains[0]);
    static const struct {
        const char *names[5];
        const char *cause;
    } orders[] = {
        {{"leaf", "middle"}, "NONE"},
        {{"leaf", "middle", "root"}, "NONE"},
        {{"leaf", "root", "middle"}, "NONE"},
        {{"leaf", "leaf", "middle", "middle"}, "NONE"},
        {{"leaf", "root", "root", "middle"}, "NONE"},
        {{"leaf"}, "CERTIFICATE_UNKNOWN_AUTHORITY"},
        {{"leaf", "root"}, "CERTIFICATE_UNKNOWN_AUTHORITY"},
        {{"middle", "leaf"}, "CERTIFICATE_WRONG_HOST"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (orders); i++) {
        g_autoptr (PkiVerdict) verdict = judge (orders[i].names, HOST);
        g_assert_cmpstr (base_cause_name (verdict->cause), ==, orders[i].cause);
    }
}

/* Somebody makes a root of the same name with a key of their own. */
static void an_impostor_root_is_not_the_root (void)
{
    static const Chain named = {"named",
                                {ROOT, "subjectKeyIdentifier=01020304"},
                                {MIDDLE, "2.5.29.35=DER:30:06:80:04:01:02:03:04"},
                                {LEAF, SAN},
                                .keys = {"p384"}};
    static const Chain bare = {
        "bare", {ROOT}, {MIDDLE, "authorityKeyIdentifier=none"}, {LEAF, SAN}, .keys = {"p384"}};
    static const Chain real = {
        "real", {ROOT, "subjectKeyIdentifier=05060708"}, {MIDDLE}, {LEAF, SAN}, .openssl = ""};
    make_chain (&real);
    g_autofree char *root = path_of ("root.pem");
    g_autoptr (PkiTrust) trust = pki_trust_new (root, NULL);
    make_chain (&named);
    g_autoptr (GPtrArray) chain = chain_of ((const char *[]){"leaf", "middle", "root", NULL});
    g_autoptr (PkiSummary) leaf = pki_summarize (base_span_bytes (chain->pdata[0]));
    int64_t now = leaf->not_before + 60;
    g_autoptr (PkiVerdict) verdict = pki_verify (chain, trust, HOST, now, 2048);
    assert_judged ("named", verdict, "CERTIFICATE_UNKNOWN_AUTHORITY", "trust-anchor");
    /* Without key identifiers only the signature can tell. */
    make_chain (&bare);
    g_autoptr (GPtrArray) other = chain_of ((const char *[]){"leaf", "middle", NULL});
    g_autoptr (PkiVerdict) second = pki_verify (other, trust, HOST, now, 2048);
    assert_judged ("bare", second, "CERTIFICATE_BAD_SIGNATURE", "signature");
}

/* A key of 1024 bits is good enough where the caller says so: published vectors. */
static void the_least_size_is_the_callers (void)
{
    static const Chain small = {
        "small", {ROOT}, {MIDDLE}, {LEAF, SAN}, .keys = {NULL, NULL, "rsa1024"}};
    make_chain (&small);
    g_autofree char *root = path_of ("root.pem");
    g_autoptr (PkiTrust) trust = pki_trust_new (root, NULL);
    g_autoptr (GPtrArray) chain = chain_of ((const char *[]){"leaf", "middle", NULL});
    g_autoptr (PkiSummary) leaf = pki_summarize (base_span_bytes (chain->pdata[0]));
    g_autoptr (PkiVerdict) verdict = pki_verify (chain, trust, HOST, leaf->not_before + 60, 1024);
    assert_judged ("small", verdict, "NONE", "");
}

/* Both ends belong to the time (RFC 5280 4.1.2.5). */
static void validity_has_both_ends (void)
{
    make_chain (&chains[0]);
    g_autofree char *root = path_of ("root.pem");
    g_autoptr (PkiTrust) trust = pki_trust_new (root, NULL);
    g_autoptr (GPtrArray) chain = chain_of ((const char *[]){"leaf", "middle", NULL});
    g_autoptr (PkiSummary) leaf = pki_summarize (base_span_bytes (chain->pdata[0]));
    g_autoptr (PkiSummary) middle = pki_summarize (base_span_bytes (chain->pdata[1]));
    /* All three were made one after the other: the last begins last, the first ends first. */
    g_assert_cmpint (middle->not_before, <=, leaf->not_before);
    g_autoptr (GBytes) root_der = der_of ("root");
    g_autoptr (PkiSummary) anchor = pki_summarize (base_span_bytes (root_der));
    const struct {
        int64_t now;
        BaseCause cause;
    } moments[] = {{leaf->not_before - 1, BASE_CAUSE_CERTIFICATE_NOT_YET_VALID},
                   {leaf->not_before, BASE_CAUSE_NONE},
                   {anchor->not_after, BASE_CAUSE_NONE},
                   {leaf->not_after + 1, BASE_CAUSE_CERTIFICATE_EXPIRED}};
    for (unsigned i = 0; i < G_N_ELEMENTS (moments); i++) {
        g_autoptr (PkiVerdict) verdict = pki_verify (chain, trust, HOST, moments[i].now, 2048);
        g_assert_cmpint (verdict->cause, ==, moments[i].cause);
    }
}

/* ---- Files that cannot be used ---- */

static void assert_load_fails (const char *certificate, const char *key, const char *words)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *certificate_path = path_of (certificate), *key_path = path_of (key);
    g_assert_null (pki_identity_load (certificate_path, key_path, &error));
    g_assert_true (error->domain == G_IO_ERROR);
    g_assert_null (strchr (error->message, '\n'));
    if (strstr (error->message, words) == NULL)
        g_error ("“%s” does not say “%s”", error->message, words);
}

static void loading_says_what_is_wrong (void)
{
    make_chain (&chains[0]);
    g_autofree char *encrypted = g_strdup_printf (
        "pkey -in %s/leaf.key -aes128 -passout pass:x -out %s/encrypted.key", folder, folder);
    openssl (encrypted);
    assert_load_fails ("nothing.pem", "leaf.key", "nothing.pem: No such file or directory");
    assert_load_fails ("leaf.pem", "nothing.key", "nothing.key: No such file or directory");
    assert_load_fails ("leaf.pem", "encrypted.key", "encrypted.key: the key is encrypted");
    assert_load_fails ("leaf.pem", "root.key", "root.key: the key does not belong to the first");
    assert_load_fails ("leaf.key", "leaf.key", "leaf.key: no readable certificate");
    assert_load_fails ("leaf.pem", "leaf.pem", "leaf.pem: no readable private key");
    static const Chain other = {"other", {ROOT}, {MIDDLE}, {LEAF, SAN}, .keys = {0, 0, "p224"}};
    make_chain (&other);
    assert_load_fails ("leaf.pem", "p224.key", "a key of this kind is not implemented");
    g_autoptr (GError) error = NULL;
    g_assert_null (pki_trust_new ("/nowhere/root.pem", &error));
    g_assert_cmpstr (error->message, ==, "/nowhere/root.pem: No such file or directory");
}

static void loading_gives_what_was_in_the_files (void)
{
    static const char *const keys[] = {NULL, "rsa2048", "ed25519", "p384", "p521", "ed448", "pss"};
    for (unsigned i = 0; i < G_N_ELEMENTS (keys); i++) {
        Chain chain = {"loaded", {ROOT}, {MIDDLE}, {LEAF, SAN}, .keys = {NULL, NULL, keys[i]}};
        make_chain (&chain);
        g_autoptr (GError) error = NULL;
        g_autofree char *certificate = path_of ("leaf.pem");
        g_autofree char *key = g_strdup_printf ("%s/%s.key", folder, keys[i] ? keys[i] : "leaf");
        g_autoptr (PkiIdentity) identity = pki_identity_load (certificate, key, &error);
        g_assert_no_error (error);
        g_autoptr (GBytes) der = der_of ("leaf");
        g_assert_true (g_bytes_equal (der, pki_identity_chain (identity)->pdata[0]));
        g_autofree char *pem = pki_identity_chain_pem (identity), *file = NULL;
        g_assert_true (g_file_get_contents (certificate, &file, NULL, NULL));
        g_assert_cmpstr (pem, ==, file);
        g_autofree char *key_pem = pki_identity_key_pem (identity), *key_file = NULL;
        g_assert_true (g_file_get_contents (key, &key_file, NULL, NULL));
        g_assert_cmpstr (key_pem, ==, key_file);
    }
}

/* RFC 4055 section 1.2: parameters in a key bind it, and its owner, to one hash. */
static void an_rsa_pss_key_can_be_bound_to_a_hash (void)
{
    static const struct {
        const char *key;
        uint16_t scheme;
        bool suits;
    } rows[] = {{"pss", 0x0809, true},     {"pss", 0x080a, true},     {"pss", 0x080b, true},
                {"pss", 0x0805, false},    {"pss384", 0x0809, false}, {"pss384", 0x080a, true},
                {"pss384", 0x080b, false}, {"pss384", 0x0805, false}, {"rsa2048", 0x0805, true},
                {"rsa2048", 0x080a, false}};
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        Chain chain = {"pss", {ROOT}, {MIDDLE}, {LEAF, SAN}, .keys = {NULL, NULL, rows[i].key}};
        make_chain (&chain);
        g_autoptr (GError) error = NULL;
        g_autofree char *certificate = path_of ("leaf.pem");
        g_autofree char *key = g_strdup_printf ("%s/%s.key", folder, rows[i].key);
        g_autoptr (PkiIdentity) identity = pki_identity_load (certificate, key, &error);
        g_assert_no_error (error);
        g_autoptr (PkiVerdict) verdict =
            pki_verify (pki_identity_chain (identity), NULL, NULL, 0, 2048);
        const CryptoScheme *scheme = crypto_scheme_find (rows[i].scheme);
        g_assert_true (crypto_private_key_suits (pki_identity_key (identity), scheme) ==
                       rows[i].suits);
        g_assert_true (crypto_public_key_suits (verdict->leaf_key, scheme) == rows[i].suits);
    }
}

static void remove_folder (void)
{
    GDir *dir = g_dir_open (folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
        g_autofree char *path = path_of (name);
        g_unlink (path);
    }
    g_dir_close (dir);
    g_rmdir (folder);
    g_free (folder);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    folder = g_dir_make_tmp ("stepshake-chains-XXXXXX", NULL);
    g_autofree char *config = path_of ("config");
    g_file_set_contents (config, MINIMAL_CONFIG "[place]\nO=Here\n[elsewhere]\nO=Elsewhere\n", -1,
                         NULL);
    make_key ("root", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    make_key ("middle", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    make_key ("leaf", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    make_key ("p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384");
    make_key ("p384-2", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384");
    make_key ("p224", "-algorithm EC -pkeyopt ec_paramgen_curve:P-224");
    make_key ("p521", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521");
    make_key ("ed448", "-algorithm ED448");
    make_key ("pss", "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048");
    make_key ("pss384", "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt "
                        "rsa_pss_keygen_md:sha384 -pkeyopt rsa_pss_keygen_mgf1_md:sha384 -pkeyopt "
                        "rsa_pss_keygen_saltlen:48");
    make_key ("ed25519", "-algorithm ED25519");
    make_key ("ed25519-2", "-algorithm ED25519");
    make_key ("rsa1024", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024");
    make_key ("rsa2048", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    g_test_add_func ("/pki-chains/each-gets-its-verdict", each_chain_gets_its_verdict);
    g_test_add_func ("/pki-chains/order-and-strangers-do-not-matter",
                     order_and_strangers_do_not_matter);
    g_test_add_func ("/pki-chains/an-impostor-root-is-not-the-root",
                     an_impostor_root_is_not_the_root);
    g_test_add_func ("/pki-chains/the-least-size-is-the-callers", the_least_size_is_the_callers);
    g_test_add_func ("/pki-chains/validity-has-both-ends", validity_has_both_ends);
    g_test_add_func ("/pki-chains/loading-says-what-is-wrong", loading_says_what_is_wrong);
    g_test_add_func ("/pki-chains/loading-gives-what-was-in-the-files",
                     loading_gives_what_was_in_the_files);
    g_test_add_func ("/pki-chains/an-rsa-pss-key-can-be-bound-to-a-hash",
                     an_rsa_pss_key_can_be_bound_to_a_hash);
    int result = g_test_run ();
    remove_folder ();
    return result;
}
