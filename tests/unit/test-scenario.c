/* The scenario file: what is read, and what is written. */
#include "scenario/scenario.h"

#include <gio/gio.h>
#include <string.h>

static Scenario *parse (const char *text)
{
    g_autoptr (GError) error = NULL;
    Scenario *scenario = scenario_parse (text, "x.scenario", NULL, &error);
    g_assert_no_error (error);
    return scenario;
}

static Scenario *with (Scenario *scenario, const char *assignment)
{
    g_autoptr (GError) error = NULL;
    Scenario *other = scenario_with (scenario, assignment, &error);
    g_assert_no_error (error);
    return other;
}

/* ---- Defaults. ---- */

/* The promise of formats.md and the issue, word for word: they pin everyone's bytes. */
static const struct {
    const char *group, *key, *value;
} defaults[] = {
    {"scenario", "format", "1"},
    {"scenario", "seed", "1"},
    {"scenario", "time", "2026-09-01T12:00:00Z"},
    {"client", "versions", "TLS1.3"},
    {"client", "cipher-suites",
     "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256"},
    {"client", "groups", "x25519 secp256r1"},
    {"client", "key-shares", "x25519"},
    {"client", "signature-schemes",
     "ecdsa_secp256r1_sha256 ed25519 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512"},
    {"client", "alpn", ""},
    {"client", "server-name", "server.example"},
    {"client", "trust", "teaching-root"},
    {"client", "send", "Hello, server!"},
    {"server", "versions", "TLS1.3"},
    {"server", "cipher-suites",
     "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256"},
    {"server", "groups", "x25519 secp256r1"},
    {"server", "server-name", "server.example"},
    {"server", "certificate", "ecdsa"},
    {"server", "reply", "Hello, client!"},
    {"network", "latency", "20"},
    {"expect", "outcome", "established"},
    {"expect", "alert", ""},
};

static void an_empty_file_is_the_healthy_handshake (void)
{
    g_autoptr (Scenario) scenario = parse ("");
    for (unsigned i = 0; i < G_N_ELEMENTS (defaults); i++)
        g_assert_cmpstr (scenario_value (scenario, defaults[i].group, defaults[i].key), ==,
                         defaults[i].value);
    GPtrArray *settings = scenario_settings (scenario);
    for (unsigned i = 0; i < settings->len; i++) {
        const ScenarioSetting *setting = settings->pdata[i];
        g_assert_true (setting->is_default);
        g_assert_cmpint (setting->line, ==, 0);
        g_assert_cmpuint (strlen (setting->summary), >, 10);
    }
    g_assert_cmpint (scenario_time (scenario), ==, 1788264000); /* date -u -d … +%s */
    g_assert_cmpint (scenario_latency (scenario), ==, 20000);
    g_assert_cmpstr (scenario_title (scenario), ==, "x");
    g_assert_cmpstr (scenario_summary (scenario), ==, "");
    g_assert_cmpuint (scenario_twists (scenario)->len, ==, 0);
    g_assert_null (scenario_value (scenario, "client", "cipher"));
}

static void assert_ids (GArray *ids, const uint16_t *expected, unsigned n)
{
    g_assert_cmpmem (ids->data, ids->len * sizeof (uint16_t), expected, n * sizeof (uint16_t));
}

/* The numbers are IANA's. */
static void defaults_become_a_policy (void)
{
    g_autoptr (Scenario) scenario = parse ("");
    g_autoptr (GError) error = NULL;
    g_autoptr (TlsConfig) client = scenario_config (scenario, TLS_CLIENT, &error);
    g_assert_no_error (error);
    g_autoptr (TlsConfig) server = scenario_config (scenario, TLS_SERVER, &error);
    g_assert_no_error (error);
    assert_ids (client->versions, (uint16_t[]){0x0304}, 1);
    assert_ids (client->cipher_suites, (uint16_t[]){0x1301, 0x1302, 0x1303}, 3);
    assert_ids (server->cipher_suites, (uint16_t[]){0x1301, 0x1302, 0x1303}, 3);
    assert_ids (client->groups, (uint16_t[]){0x001d, 0x0017}, 2);
    assert_ids (client->key_shares, (uint16_t[]){0x001d}, 1);
    assert_ids (server->signature_schemes, (uint16_t[]){0x0403, 0x0807, 0x0804, 0x0805, 0x0806}, 5);
    g_assert_cmpuint (client->alpn->len, ==, 0);
    g_assert_cmpstr (client->server_name, ==, "server.example");
    g_assert_nonnull (client->trust);
    g_assert_nonnull (server->identity);
    g_assert_cmpmem (g_bytes_get_data (client->send, NULL), g_bytes_get_size (client->send),
                     "Hello, server!", 14);
    g_assert_cmpmem (g_bytes_get_data (server->reply, NULL), g_bytes_get_size (server->reply),
                     "Hello, client!", 14);
    g_assert_cmpint (client->clock_offset, ==, 0);
}

static void settings_become_a_policy (void)
{
    g_autoptr (Scenario) scenario =
        parse ("[client]\nversions=TLS1.2 SSL3.0\ncipher-suites=TLS_AES_256_GCM_SHA384\n"
               "groups=secp256r1\nalpn=h2 http/1.1\nserver-name=\nsend=\n"
               "middlebox-compatibility=yes\nclock=2026-09-02\nsignature-schemes=ed25519\n"
               "[server]\npreference=client\nreply=a\\nb\\\\\n");
    g_autoptr (TlsConfig) client = scenario_config (scenario, TLS_CLIENT, NULL);
    g_autoptr (TlsConfig) server = scenario_config (scenario, TLS_SERVER, NULL);
    assert_ids (client->versions, (uint16_t[]){0x0303, 0x0300}, 2);
    assert_ids (client->cipher_suites, (uint16_t[]){0x1302}, 1);
    assert_ids (client->groups, (uint16_t[]){0x0017}, 1);
    assert_ids (client->key_shares, (uint16_t[]){0x0017}, 1); /* follows the groups */
    assert_ids (client->signature_schemes, (uint16_t[]){0x0807}, 1);
    g_assert_cmpuint (client->alpn->len, ==, 2);
    g_assert_cmpstr (client->alpn->pdata[1], ==, "http/1.1");
    g_assert_null (client->server_name);
    g_assert_null (client->send);
    g_assert_true (client->compatibility_mode);
    g_assert_cmpint (client->clock_offset, ==, 12 * 3600);
    g_assert_false (server->own_preference);
    g_assert_cmpmem (g_bytes_get_data (server->reply, NULL), g_bytes_get_size (server->reply),
                     "a\nb\\", 4);
}

static void assert_words (GPtrArray *words, const char *joined)
{
    g_autoptr (GString) out = g_string_new (NULL);
    for (unsigned i = 0; i < words->len; i++)
        g_string_append_printf (out, "%s%s", i ? " " : "", (char *)words->pdata[i]);
    g_assert_cmpstr (out->str, ==, joined);
}

static void expectations_are_read (void)
{
    g_autoptr (Scenario) scenario =
        parse ("[expect]\noutcome=failed|truncated\n"
               "alert=server handshake_failure|insufficient_security\nnoticed-by=server\n"
               "cause=NO_COMMON_CIPHER_SUITE\nfails=validity host-name\npasses=finished\n");
    const ScenarioExpect *expect = scenario_expect (scenario);
    assert_words (expect->outcomes, "failed truncated");
    g_assert_cmpstr (expect->alert_sender, ==, "server");
    assert_words (expect->alerts, "handshake_failure insufficient_security");
    g_assert_cmpstr (expect->noticed_by, ==, "server");
    assert_words (expect->causes, "NO_COMMON_CIPHER_SUITE");
    assert_words (expect->fails, "validity host-name");
    assert_words (expect->passes, "finished");
}

/* A file that names a failure and no outcome is not held to the healthy one. */
static void a_named_failure_is_no_healthy_end (void)
{
    g_autoptr (Scenario) scenario = parse ("[expect]\nalert=decode_error\n");
    const ScenarioExpect *expect = scenario_expect (scenario);
    g_assert_cmpuint (expect->outcomes->len, ==, 0);
    g_assert_null (expect->alert_sender);
    assert_words (expect->alerts, "decode_error");
}

/* ---- The syntax, with GKeyFile as the judge. ---- */

static const char syntax[] = "\xef\xbb\xbf# a comment\r\n\r\n  [scenario]  \r\n"
                             " title = two  words \\s\\\\\r\n\ttitle[de]=Titel\n"
                             "summary=\\sa=b;c#d\n\n[client]\nalpn =  h2 \n#\n";

static void the_syntax_is_that_of_key_files (void)
{
    g_autoptr (Scenario) scenario = parse (syntax);
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_assert_true (g_key_file_load_from_data (file, syntax + 3, -1, G_KEY_FILE_KEEP_TRANSLATIONS,
                                              NULL)); /* it knows no byte order mark */
    g_autofree char *title = g_key_file_get_string (file, "scenario", "title", NULL);
    g_autofree char *summary = g_key_file_get_string (file, "scenario", "summary", NULL);
    g_assert_cmpstr (scenario_title (scenario), ==, title);
    g_assert_cmpstr (scenario_summary (scenario), ==, summary);
    g_assert_cmpstr (scenario_title_in (scenario, "de"), ==, "Titel");
    g_assert_cmpstr (scenario_value (scenario, "client", "alpn"), ==, "h2");
    GPtrArray *settings = scenario_settings (scenario);
    const ScenarioSetting *first = settings->pdata[1];
    g_assert_cmpstr (first->key, ==, "title");
    g_assert_cmpint (first->line, ==, 4);
}

static void titles_are_translated (void)
{
    g_autoptr (Scenario) scenario =
        parse ("[scenario]\ntitle=Hello\ntitle[de]=Hallo\ntitle[de_AT]=Servus\nsummary=S\n");
    g_assert_cmpstr (scenario_title_in (scenario, "de"), ==, "Hallo");
    g_assert_cmpstr (scenario_title_in (scenario, "de_CH.UTF-8"), ==, "Hallo");
    g_assert_cmpstr (scenario_title_in (scenario, "de_AT"), ==, "Servus");
    g_assert_cmpstr (scenario_title_in (scenario, "fr"), ==, "Hello");
    g_assert_cmpstr (scenario_title_in (scenario, "C"), ==, "Hello");
    g_assert_cmpstr (scenario_summary_in (scenario, "de"), ==, "S");
    g_autoptr (Scenario) other = with (scenario, "scenario.title[fr]=Bonjour");
    g_assert_cmpstr (scenario_title_in (other, "fr_CA"), ==, "Bonjour");
    g_assert_cmpstr (scenario_title_in (other, "de"), ==, "Hallo");
}

/* ---- Changing and writing. ---- */

static void one_setting_is_changed (void)
{
    g_autoptr (Scenario) scenario =
        parse ("[network]\ntwist.2=drop server.record[2]\ntwist.10=drop server.record[3]\n");
    g_autoptr (Scenario) other =
        with (scenario, "client.cipher-suites= TLS_AES_256_GCM_SHA384  TLS_AES_128_GCM_SHA256 ");
    g_assert_cmpstr (scenario_value (other, "client", "cipher-suites"), ==,
                     "TLS_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256");
    g_assert_cmpstr (scenario_value (scenario, "client", "cipher-suites"), ==, defaults[4].value);
    g_assert_cmpuint (scenario_twists (other)->len, ==, 2);
    g_autoptr (Scenario) less = with (other, "network.twist.2=");
    g_assert_cmpuint (scenario_twists (less)->len, ==, 1);
    g_autoptr (Scenario) more = with (less, "network.twist.3=drop client.record[1]");
    g_assert_cmpuint (scenario_twists (more)->len, ==, 2);
    const NetTwist *first = scenario_twists (more)->pdata[0];
    g_assert_cmpstr (first->text, ==, "drop client.record[1]"); /* 3 comes before 10 */
    GPtrArray *settings = scenario_settings (more);
    for (unsigned i = 0; i < settings->len; i++) {
        const ScenarioSetting *setting = settings->pdata[i];
        if (g_str_equal (setting->key, "cipher-suites") && g_str_equal (setting->group, "client"))
            g_assert_cmpint (setting->line, ==, -1);
    }
}

static void a_wrong_change_names_the_setting (void)
{
    static const struct {
        const char *assignment, *message;
    } rows[] = {
        {"client.groups=ffdhe8192",
         "client.groups: “ffdhe8192” is a group that this version does not implement, nearest: "
         "ffdhe3072, ffdhe4096, ffdhe2048 (all: stepshake list groups)"},
        {"clients.groups=x25519", "clients.groups: “clients” is no group, allowed: client, "
                                  "scenario, server, network, expect, certificate.NAME"},
        {"seed=1", "“seed=1” sets nothing, allowed: group.key=value"},
        {"client.groups", "“client.groups” sets nothing, allowed: group.key=value"},
        {"", "“” sets nothing, allowed: group.key=value"},
        {"scenario.seed=\xff", "“scenario.seed=\xef\xbf\xbd” sets nothing, allowed: "
                               "group.key=value"},
        {"scenario.title=a\nb",
         "scenario.title: “a\\u000ab” holds control characters, allowed: readable text"},
    };
    g_autoptr (Scenario) scenario = parse ("");
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GError) error = NULL;
        g_assert_null (scenario_with (scenario, rows[i].assignment, &error));
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
        g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

static const char *const written[] = {
    "[scenario]\nformat=1\n",
    "[scenario]\nformat=1\ntitle=\\sa b\\s\ntitle[de]=c\nseed=x y\n\n[client]\nversions=TLS1.3 "
    "TLS1.2\nkey-shares=\nalpn=h2\nsend=a\\nb\n\n[server]\nserver-name=\ncertificate=rsa\n"
    "preference=client\nclock=2030-01-01T00:00:00Z\n\n[network]\nlatency=0\n"
    "twist.1=drop server.record[2]\ntwist.12=xor server.record[3].encrypted_record 01\n\n"
    "[expect]\noutcome=failed\nalert=client bad_record_mac|decrypt_error\nnoticed-by=client\n"
    "cause=BAD_RECORD_MAC\nfails=validity finished\npasses=usage\n",
};

static void canonical_text_is_its_own_text (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (written); i++) {
        g_autoptr (Scenario) scenario = parse (written[i]);
        g_autofree char *text = scenario_text (scenario);
        g_assert_cmpstr (text, ==, written[i]);
    }
}

static void assert_same (Scenario *a, Scenario *b)
{
    GPtrArray *one = scenario_settings (a), *other = scenario_settings (b);
    g_assert_cmpuint (one->len, ==, other->len);
    for (unsigned i = 0; i < one->len; i++) {
        const ScenarioSetting *x = one->pdata[i], *y = other->pdata[i];
        g_assert_cmpstr (x->key, ==, y->key);
        g_assert_cmpstr (x->value, ==, y->value);
    }
    g_assert_cmpstr (scenario_title_in (a, "de"), ==, scenario_title_in (b, "de"));
}

static void untidy_text_is_written_tidily (void)
{
    g_autoptr (Scenario) scenario =
        parse ("[expect]\nalert =  server  handshake_failure | insufficient_security\r\n"
               "[server]\r\ngroups=secp256r1   x25519\r\nclock=2027-01-01\n"
               "[scenario]\nsummary[de]=x\nseed=1\n");
    g_autofree char *text = scenario_text (scenario);
    g_assert_cmpstr (text, ==,
                     "[scenario]\nformat=1\nsummary[de]=x\n\n[server]\ngroups=secp256r1 x25519\n"
                     "clock=2027-01-01T00:00:00Z\n\n[expect]\nalert=server "
                     "handshake_failure|insufficient_security\n");
    g_autoptr (Scenario) again = parse (text);
    assert_same (scenario, again);
}

/* ---- The catalogue. ---- */

static void every_built_in_file_is_in_the_catalogue (void)
{
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    g_auto (GStrv) files = g_resources_enumerate_children (
        "/io/github/stepshake/Stepshake/assets/scenarios/", 0, NULL);
    unsigned n = 0;
    for (char **file = files; *file; file++)
        if (g_str_has_suffix (*file, ".scenario")) {
            bool found = false;
            for (unsigned i = 0; i < catalogue->len; i++) {
                const ScenarioEntry *entry = catalogue->pdata[i];
                g_autofree char *name = g_strconcat (entry->name, ".scenario", NULL);
                found |= g_str_equal (name, *file);
            }
            g_assert_true (found);
            n++;
        }
    g_assert_cmpuint (catalogue->len, ==, n);
}

static void the_catalogue_teaches_in_order (void)
{
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    static const char *const groups[] = {
        "healthy", "resumption",  "versions",     "sessions",
        "records", "negotiation", "certificates", "client-authentication",
        "attacks", "history"};
    unsigned group = 0;
    for (unsigned i = 0; i < catalogue->len; i++) {
        const ScenarioEntry *entry = catalogue->pdata[i];
        if (!g_str_equal (entry->group, groups[group]))
            group++;
        g_assert_cmpuint (group, <, G_N_ELEMENTS (groups));
        g_assert_cmpstr (entry->group, ==, groups[group]);
        g_assert_cmpstr (entry->title, !=, entry->name);
        g_assert_cmpuint (strlen (entry->summary), >, 80);
        g_autoptr (Scenario) scenario = scenario_load (entry->name, NULL);
        g_assert_cmpstr (scenario_name (scenario), ==, entry->name);
        const ScenarioExpect *expect = scenario_expect (scenario);
        g_assert_cmpuint (expect->outcomes->len, ==, 1);
        bool healthy = g_str_equal (expect->outcomes->pdata[0], "established");
        g_assert_true (healthy || !g_str_equal (entry->group, "healthy"));
        /* Who waits or is cut off is told nothing, and nobody notices a forged alert. */
        bool silent = !g_str_equal (expect->outcomes->pdata[0], "failed") ||
                      g_str_equal (entry->name, "injected-alert");
        g_assert_true (healthy || silent ||
                       (expect->alert_sender && expect->alerts->len > 0 && expect->noticed_by &&
                        expect->causes->len > 0));
    }
    g_assert_cmpstr (((ScenarioEntry *)catalogue->pdata[0])->name, ==, "healthy");
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    static const struct {
        const char *path;
        void (*run) (void);
    } tests[] = {
        {"empty-file-is-healthy", an_empty_file_is_the_healthy_handshake},
        {"defaults-become-a-policy", defaults_become_a_policy},
        {"settings-become-a-policy", settings_become_a_policy},
        {"expectations-are-read", expectations_are_read},
        {"named-failure-is-no-healthy-end", a_named_failure_is_no_healthy_end},
        {"syntax-is-that-of-key-files", the_syntax_is_that_of_key_files},
        {"titles-are-translated", titles_are_translated},
        {"one-setting-is-changed", one_setting_is_changed},
        {"wrong-change-names-the-setting", a_wrong_change_names_the_setting},
        {"canonical-text-is-its-own-text", canonical_text_is_its_own_text},
        {"untidy-text-is-written-tidily", untidy_text_is_written_tidily},
        {"every-built-in-file-is-in-the-catalogue", every_built_in_file_is_in_the_catalogue},
        {"catalogue-teaches-in-order", the_catalogue_teaches_in_order},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (tests); i++) {
        g_autofree char *path = g_strconcat ("/scenario/", tests[i].path, NULL);
        g_test_add_func (path, tests[i].run);
    }
    return g_test_run ();
}
