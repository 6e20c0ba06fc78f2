/* Certificates that a scenario describes. What they look like to others is judged by openssl and
 * certtool in tests/interop/verdicts.py. */
#include "control/run.h"
#include "pki/description.h"

#include <gio/gio.h>
#include <string.h>

#define HEAD "[server]\ncertificate=mine\n"

static Scenario *parse (const char *text)
{
    g_autoptr (GError) error = NULL;
    Scenario *scenario = scenario_parse (text, "x.scenario", NULL, &error);
    g_assert_no_error (error);
    return scenario;
}

static GPtrArray *chain_of (const Scenario *scenario)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (TlsConfig) config = scenario_config (scenario, TLS_SERVER, &error);
    g_assert_no_error (error);
    return g_ptr_array_ref (pki_identity_chain (config->identity));
}

static char *digest (const Scenario *scenario)
{
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autoptr (GPtrArray) chain = chain_of (scenario);
    for (guint i = 0; i < chain->len; i++) {
        gsize size;
        const guchar *data = g_bytes_get_data (chain->pdata[i], &size);
        g_checksum_update (sum, data, (gssize)size);
    }
    return g_strdup (g_checksum_get_string (sum));
}

/* The start of each error: what is wrong, and the first that would be right. */
static void contradictions_have_their_line (void)
{
    /* clang-format off */
    static const struct {
        const char *text, *error;
    } rows[] = {
        {"[certificate.a]\nissuer=b\n[certificate.b]\nissuer=a\nauthority=yes\n",
         "x.scenario:2: its issuers go round in a circle: a → b → a, allowed: a chain that ends at a built-in authority"},
        {"[certificate.a]\nissuer=bee\n[certificate.bees]\nauthority=yes\n",
         "x.scenario:2: “bee” is no authority, and not described here, allowed: bees"},
        {"[certificate.a]\nnot-after=2023-01-01\nnot-before=2024-01-01\n",
         "x.scenario:2: it would end on 2023-01-01T00:00:00Z, before it begins on 2024-01-01T00:00:00Z, allowed: not-after behind not-before"},
        {"[certificate.a]\nnot-after=-3x\n",
         "x.scenario:2: “-3x” is no time, allowed: UTC as 2026-03-01"},
        {"[certificate.a]\npath-length=1\n",
         "x.scenario:2: only for authorities, allowed: with authority=yes"},
        {"[certificate.a]\npermitted=example\n",
         "x.scenario:2: only for authorities, allowed: with authority=yes"},
        {"[certificate.a]\nauthority=yes\npermitted=*.example\n",
         "x.scenario:3: “*.example” constrains no names, allowed: a DNS name (all below it are meant"},
        {"[certificate.a]\nsignature=md5\n",
         "x.scenario:2: its issuer intermediate has an ecdsa-p256 key, and only RSA ever signed with MD5, allowed: sha256"},
        {"[certificate.a]\nissuer=a\n",
         "x.scenario:2: “a” is this certificate, allowed: itself"},
        {"[certificate.a]\nflaws=no-name\n",
         "x.scenario:2: “no-name” is no flaw, nearest: no-names"},
        {"[certificate.a]\nnames=x.example\nflaws=no-names\n",
         "x.scenario:2: flaws=no-names leaves them out, allowed: one of the two"},
        {"[certificate.a]\nchain=without roote\n",
         "x.scenario:2: “roote” is not sent behind it, allowed behind “without”: intermediate"},
        {"[certificate.a]\nchain=reversed\n",
         "x.scenario:2: “reversed” turns round what follows the first certificate, and that are not two, allowed: a longer chain"},
        {"[certificate.a]\nchain=backwards\n",
         "x.scenario:2: “backwards” says nothing about what is sent, allowed: with-root"},
        {"[certificate.a]\nfor=client\nchain=empty\n",
         "x.scenario:3: “empty” is for servers: a client that shows none has no certificate, allowed: client.certificate=none"},
        {"[certificate.root]\n",
         "x.scenario:1: “root” is a name that is taken by something built in, allowed: another name"},
        {"[certificate.A]\n",
         "x.scenario:1: “A” names no certificate, allowed: a lower-case letter"},
        {"[certificate.a]\nkeys=rsa\n",
         "x.scenario:2: “keys” is no key of [certificate.a], nearest: key"},
        {"[certificate.a]\nkey=rsa\n",
         "x.scenario:2: “rsa” is no kind of key, allowed: ecdsa-p256"},
        {"[certificate.a]\nkey=rsa-1024\n[certificate.b]\nkey=rsa-1024\n[certificate.c]\nkey=rsa-1024\n",
         "x.scenario:6: it would be key number 3 of the kind rsa-1024, allowed: 2 in a scenario (they are embedded"},
        {"[certificate.a]\nnames=host-{9..1}.x\n",
         "x.scenario:2: “host-{9..1}.x” counts in no known way, allowed: one {1..1000} in a name"},
        {"[certificate.a]\nnames=foo!bar\n",
         "x.scenario:2: “foo!bar” cannot stand in a certificate, allowed: DNS names (also *.example)"},
        {"[certificate.leaf]\n[server]\ncertificate=leef\n",
         "x.scenario:3: “leef” is no built-in certificate, and not described here, nearest: leaf"},
        {"[certificate.leaf]\n[client]\ntrust=leaf\n",
         "x.scenario:3: “leaf” is no authority, allowed: one with authority=yes"},
        {"[certificate.leaf]\n[server]\nstaple=leaf\n",
         "x.scenario:3: “leaf” is no OCSP response, allowed: none"},
        {"[certificate.leaf]\nserial=00\n",
         "x.scenario:2: “00” is no serial number, allowed: 1 to 20 bytes in hex"},
        {"[certificate.leaf]\npolicies=1.2\n",
         "x.scenario:2: “1.2” names no policy, allowed: object identifiers as 2.23.140.1.2.1 (the holder of the domain was checked)"},
        {"[certificate.leaf]\nsubject=XX=foo\n",
         "x.scenario:2: “XX=foo” is no name of a holder, allowed: a common name of up to 64 letters"},
        {"[certificate.ca]\nauthority=yes\nmust-staple=yes\n",
         "x.scenario:3: an authority is not shown by a server, allowed: authority=no"},
        {"[certificate.ca]\nauthority=yes\nkey=ed25519\n[certificate.leaf]\nissuer=ca\nsignature=sha256\n",
         "x.scenario:6: its issuer ca has an ed25519 key, which brings its own hash, allowed: no signature="},
        {"[certificate.leaf]\nflaws=forged\nissuer=itself\n",
         "x.scenario:2: forged: it is its own issuer, so the key is the right one, allowed: with another issuer"},
        {"[certificate.leaf]\n[certificate.leaf]\n",
         "x.scenario:2: [certificate.leaf] stands there twice, allowed: once (it is in line 1)"},
    };
    /* clang-format on */
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (Scenario) scenario = scenario_parse (rows[i].text, "x.scenario", NULL, &error);
        g_assert_null (scenario);
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
        if (!g_str_has_prefix (error->message, rows[i].error))
            g_assert_cmpstr (error->message, ==, rows[i].error);
    }
}

static const char whole[] =
    HEAD "[certificate.mine]\nissuer=above\nkey=rsa-pss\nnames=server.example 192.0.2.1 ::1\n"
         "[certificate.above]\nissuer=top\nauthority=yes\nkey=rsa-2048\n"
         "[certificate.top]\nissuer=itself\nauthority=yes\nkey=rsa-pss\n";

/* Written down here once, so that no machine and no day changes it. */
static void minting_is_deterministic (void)
{
    g_autoptr (Scenario) a = parse (whole), b = parse (whole);
    g_autofree char *first = digest (a), *second = digest (b);
    g_assert_cmpstr (first, ==, second);
    g_assert_cmpstr (first, ==, "105be661dc1e8d85640bffb99163002dcad1dc97fa3b9c27351a8480f622495f");
}

static void each_kind_of_key_can_be_minted (void)
{
    for (unsigned i = 0; pki_key_kind_at (i) != NULL; i++) {
        g_autofree char *text =
            g_strdup_printf (HEAD "[certificate.mine]\nissuer=own\nkey=%s\n"
                                  "[certificate.own]\nissuer=itself\nauthority=yes\nkey=%s\n"
                                  "[client]\ntrust=own\n",
                             pki_key_kind_at (i), pki_key_kind_at (i));
        g_autoptr (Scenario) scenario = parse (text);
        g_autoptr (GPtrArray) chain = chain_of (scenario);
        g_autoptr (TlsConfig) client = scenario_config (scenario, TLS_CLIENT, NULL);
        bool small = g_str_equal (pki_key_kind_at (i), "rsa-1024");
        g_autoptr (PkiVerdict) verdict =
            pki_verify (chain, client->trust, "server.example", scenario_time (scenario), 2048);
        g_assert_cmpint (verdict->cause, ==, small ? BASE_CAUSE_CERTIFICATE_WEAK : BASE_CAUSE_NONE);
    }
}

/* Two of the same kind have two keys, and one that is shown with another's is found out. */
static void every_certificate_has_a_key_of_its_own (void)
{
    for (unsigned i = 0; pki_key_kind_at (i) != NULL; i++) {
        g_autofree char *text =
            g_strdup_printf (HEAD "[certificate.mine]\nkey=%s\n[certificate.other]\nkey=%s\n",
                             pki_key_kind_at (i), pki_key_kind_at (i));
        g_autoptr (Scenario) mine = parse (text);
        g_autoptr (Scenario) other = scenario_with (mine, "server.certificate=other", NULL);
        g_autoptr (GPtrArray) a = chain_of (mine), b = chain_of (other);
        g_autoptr (PkiVerdict) of_a = pki_verify (a, NULL, NULL, 0, 1024);
        g_autoptr (PkiVerdict) of_b = pki_verify (b, NULL, NULL, 0, 1024);
        g_autoptr (PkiSummary) first = pki_summarize (base_span_bytes (a->pdata[0]));
        g_autoptr (PkiSummary) second = pki_summarize (base_span_bytes (b->pdata[0]));
        g_assert_nonnull (of_a->leaf_key);
        g_assert_nonnull (of_b->leaf_key);
        g_assert_cmpstr (first->key, ==, second->key);
        g_assert_cmpstr (first->serial, !=, second->serial);
    }
}

static void what_is_written_is_read_again (void)
{
    g_autoptr (Scenario) scenario = parse (whole);
    g_autofree char *text = scenario_text (scenario);
    g_autoptr (Scenario) again = parse (text);
    g_autofree char *twice = scenario_text (again), *first = digest (scenario),
                    *second = digest (again);
    g_assert_cmpstr (text, ==, twice);
    g_assert_cmpstr (first, ==, second);
    g_assert_nonnull (strstr (text, "[certificate.above]\nauthority=yes\nissuer=top\n"));
}

static void one_value_can_be_changed (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = parse (whole);
    g_autoptr (Scenario) other = scenario_with (scenario, "certificate.mine.not-after=-1d", &error);
    g_assert_no_error (error);
    g_assert_cmpstr (scenario_value (other, "certificate.mine", "not-after"), ==, "-1d");
    g_assert_null (scenario_value (scenario, "certificate.mine", "not-after"));
    g_autoptr (GPtrArray) chain = chain_of (other);
    g_autoptr (PkiSummary) leaf = pki_summarize (base_span_bytes (chain->pdata[0]));
    g_assert_cmpint (leaf->not_after, ==, scenario_time (other) - 24 * 60 * 60);
    g_assert_null (scenario_with (scenario, "certificate.mine.not-after=soon", &error));
    g_assert_true (g_str_has_prefix (error->message, "certificate.mine.not-after: “soon” is no "));
}

static void a_chain_is_sent_as_it_is_told (void)
{
    static const struct {
        const char *words, *subjects;
    } rows[] = {
        {"", "mine above"},
        {"with-root", "mine above top"},
        {"with-root reversed", "mine top above"},
        {"without above", "mine"},
        {"leaf-last", "above mine"},
        {"empty", ""},
    };
    g_autoptr (Scenario) scenario = parse (whole);
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *set = g_strconcat ("certificate.mine.chain=", rows[i].words, NULL);
        g_autoptr (Scenario) other = scenario_with (scenario, set, NULL);
        g_autoptr (GPtrArray) chain = chain_of (other);
        g_autoptr (GString) subjects = g_string_new (NULL);
        for (guint k = 0; k < chain->len; k++) {
            g_autoptr (PkiSummary) one = pki_summarize (base_span_bytes (chain->pdata[k]));
            bool leaf = g_str_equal (one->subject, "CN=server.example");
            g_string_append_printf (subjects, "%s%s", k > 0 ? " " : "",
                                    leaf ? "mine" : one->subject + 3);
        }
        g_assert_cmpstr (subjects->str, ==, rows[i].subjects);
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/described/contradictions-have-their-line", contradictions_have_their_line);
    g_test_add_func ("/described/minting-is-deterministic", minting_is_deterministic);
    g_test_add_func ("/described/each-kind-of-key", each_kind_of_key_can_be_minted);
    g_test_add_func ("/described/keys-of-their-own", every_certificate_has_a_key_of_its_own);
    g_test_add_func ("/described/written-and-read-again", what_is_written_is_read_again);
    g_test_add_func ("/described/one-value-can-be-changed", one_value_can_be_changed);
    g_test_add_func ("/described/sent-as-told", a_chain_is_sent_as_it_is_told);
    return g_test_run ();
}
