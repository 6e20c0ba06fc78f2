/* The scenario file under wrong and hostile input: every error with its line, every file that may
 * not be read, and bytes of any kind. */
#include "scenario/scenario.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

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

/* A MESSAGE with “…” at its end goes on with a list that grows from time to time. */
static void assert_refused (const char *text, const char *folder, const char *message)
{
    g_autoptr (GError) error = NULL;
    g_assert_null (scenario_parse (text, "x.scenario", folder, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    size_t size = strlen (message) - strlen ("…");
    if (g_str_has_suffix (message, "…") && strlen (error->message) > size)
        g_assert_cmpmem (error->message, size, message, size);
    else
        g_assert_cmpstr (error->message, ==, message);
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

/* ---- Every way to be wrong, with its whole line. ---- */

#define GROUPS "scenario, client, server, network, expect, certificate.NAME"

static const struct {
    const char *text, *message;
} wrong[] = {
    /* lines */
    {"\n[client]\nversions\n",
     "x.scenario:3: “versions” says nothing, allowed: key=value, [group], # comment"},
    {"seed=1\n", "x.scenario:1: “seed=1” stands in no group, allowed: a line [group] before it"},
    {"[client\n", "x.scenario:1: “[client” opens no group, allowed: [name] alone on its line"},
    {"[client] x\n",
     "x.scenario:1: “[client] x” opens no group, allowed: [name] alone on its line"},
    {"[]\n", "x.scenario:1: “[]” opens no group, allowed: [name] alone on its line"},
    {"[client]\n=x\n", "x.scenario:2: “=x” names no key, allowed: key=value, key[language]=value"},
    {"[scenario]\ntitle[d e]=x\n",
     "x.scenario:2: “title[d e]=x” names no key, allowed: key=value, key[language]=value"},
    {"[client]\nalpn=\xff\n", "x.scenario:2: bytes that are no text, allowed: UTF-8"},
    {"[client]\n\x01=\x02\n", "x.scenario:2: “\\u0001” is no key of [client], nearest: …"},
    /* groups and keys */
    {"# c\n[clint]\n", "x.scenario:2: “clint” is no group, allowed: client, scenario, server, "
                       "network, expect, certificate.NAME"},
    {"[zzzzzzzz]\n", "x.scenario:1: “zzzzzzzz” is no group, allowed: " GROUPS},
    {"[client]\n[server]\n[client]\n",
     "x.scenario:3: [client] stands there twice, allowed: once (it is in line 1)"},
    {"[client]\ncipher-suits=x\n", "x.scenario:2: “cipher-suits” is no key of [client], nearest: "
                                   "cipher-suites, …"},
    {"[client]\nversions=TLS1.3\n\nversions=TLS1.3\n",
     "x.scenario:4: “versions” stands there twice, allowed: once (it is in line 2)"},
    {"[scenario]\ntitle[de]=a\ntitle[de]=b\n",
     "x.scenario:3: “title[de]” stands there twice, allowed: once (it is in line 2)"},
    {"[client]\nversions[de]=TLS1.3\n",
     "x.scenario:2: “versions[de]”: this key has no translations, allowed: title, summary"},
    {"[network]\ntwist.0=drop server.record[1]\n",
     "x.scenario:2: “twist.0” is no key of [network], allowed: twist.N, latency, pause, replay, "
     "man-in-the-middle"},
    {"[client]\npins=x\n", "x.scenario:2: “x” is no built-in certificate, "
                           "allowed: root, intermediate, …"},
    {"[server]\npins=sha256/AAAA\n",
     "x.scenario:2: “sha256/AAAA” is no pin, allowed: sha256/ and …"},
    {"[server]\nrequest-client-certificate=yes\n",
     "x.scenario:2: “yes” is no answer, allowed: no, request, require"},
    {"[client.1]\n", "x.scenario:1: “client.1” is no group, allowed: client, scenario, server, "
                     "network, expect, certificate.NAME"},
    {"[client.2]\nverions=TLS1.3\n",
     "x.scenario:2: “verions” is no key of [client], nearest: versions, …"},
    {"[server.3]\ntickets=9\n", "x.scenario:2: “9” is no tickets, allowed: 0 to 8"},
    {"[network.2]\nreplay=2\n",
     "x.scenario:2: connection 2 cannot replay connection 2, allowed: an earlier one, or 0"},
    {"[client]\npre-shared-keys=a:0011\n",
     "x.scenario:2: “a:0011” is no key, allowed: name:hex with 16 to 64 bytes of key, and :SHA256 "
     "or :SHA384 behind it"},
    {"[client.1]\n", "x.scenario:1: “client.1” is no group, allowed: client, scenario, server, "
                     "network, expect, certificate.NAME"},
    /* words */
    {"[client]\ncipher-suites=TLS_AES_128_GCM_SHA265\n",
     "x.scenario:2: “TLS_AES_128_GCM_SHA265” is no cipher suite, nearest: "
     "TLS_AES_128_GCM_SHA256, TLS_AES_128_CCM_SHA256, TLS_AES_128_CCM_8_SHA256 (all: stepshake "
     "list "
     "suites)"},
    {"[client]\ncipher-suites=TLS_RSA_WITH_3DES_EDE_CBC_SHA\n",
     "x.scenario:2: “TLS_RSA_WITH_3DES_EDE_CBC_SHA” is a cipher suite that this version does not "
     "implement, nearest: …"},
    {"[client]\ngroups=x25519 ffdhe8192\n",
     "x.scenario:2: “ffdhe8192” is a group that this version does not implement, nearest: "
     "ffdhe3072, ffdhe4096, ffdhe2048 (all: stepshake list groups)"},
    {"[client]\nversions=TLS1.3 TLS1.2 TLS1.3\n",
     "x.scenario:2: “TLS1.3” stands there twice, allowed: once"},
    {"[client]\nversions=\n", "x.scenario:2: versions holds nothing, allowed: TLS1.3, TLS1.2, "
                              "TLS1.1, TLS1.0, SSL3.0, SSL2.0"},
    {"[client]\nversions=tls1.3\n",
     "x.scenario:2: “tls1.3” is no protocol version, allowed: TLS1.3, TLS1.2, TLS1.1, TLS1.0, "
     "SSL3.0, SSL2.0"},
    {"[client]\nmiddlebox-compatibility=maybe\n",
     "x.scenario:2: “maybe” is no answer, allowed: no, yes"},
    {"[server]\npreference=mine\n", "x.scenario:2: “mine” is no preference, allowed: client, own"},
    {"[expect]\noutcome=established|broken\n",
     "x.scenario:2: “broken” is no outcome, allowed: established, failed, truncated, stalled"},
    {"[expect]\nnoticed-by=sever\n", "x.scenario:2: “sever” is no party, allowed: server, client"},
    {"[expect]\nalert=server\n", "x.scenario:2: “server” names no alert, allowed: client|server, "
                                 "then alerts with | between"},
    {"[expect]\nfails=validty\n", "x.scenario:2: “validty” is no check, nearest: validity, …"},
    /* numbers, times, texts, hosts */
    {"[scenario]\nformat=2\n", "x.scenario:2: “2” is no format, allowed: 1"},
    {"[network]\nlatency=-1\n", "x.scenario:2: “-1” is no latency, allowed: 0 to 60000"},
    {"[network]\nlatency=99999999999999999999\n",
     "x.scenario:2: “99999999999999999999” is no latency, allowed: 0 to 60000"},
    {"[scenario]\ntime=yesterday\n", "x.scenario:2: “yesterday” is no time, allowed: UTC as "
                                     "2026-09-01T12:00:00Z or 2026-09-01, from 1970 to 9999"},
    {"[client]\nclock=1969-12-31\n", "x.scenario:2: “1969-12-31” is no time, allowed: UTC as "
                                     "2026-09-01T12:00:00Z or 2026-09-01, from 1970 to 9999"},
    {"[scenario]\nseed=\n", "x.scenario:2: seed has 0 bytes, allowed: 1 to 200"},
    {"[scenario]\ntitle=a\\qb\n",
     "x.scenario:2: “\\qb” begins with an unknown escape, allowed: \\s \\n \\t \\r \\\\"},
    {"[scenario]\ntitle=a\\nb\n",
     "x.scenario:2: “a\\nb” holds control characters, allowed: readable text"},
    {"[client]\nserver-name=-x.example\n",
     "x.scenario:2: “-x.example” is no host, allowed: a name of letters, digits, hyphens and "
     "dots, or an IP address"},
    {"[client]\nserver-name=bücher.example\n",
     "x.scenario:2: “bücher.example” is no host, allowed: a name of letters, digits, hyphens and "
     "dots, or an IP address"},
    /* certificates and files */
    {"[server]\ncertificate=exspired\n", "x.scenario:2: “exspired” is no built-in certificate, "
                                         "nearest: expired, …"},
    {"[client]\ntrust=teaching-rot\n",
     "x.scenario:2: “teaching-rot” is no built-in authority, allowed: teaching-root, "
     "teaching-client-root, none, or the path of a PEM file"},
    {"[client]\ntrust=root.pem\n", "x.scenario:2: “root.pem” is a file, but this scenario stands "
                                   "in no folder, allowed: built-in names"},
    /* what does not go together */
    {"[client]\nversions=TLS1.2 TLS1.1\n[server]\nversions=TLS1.1\n",
     "x.scenario:4: both parties would speak TLS1.1, which this version does not implement, "
     "allowed: TLS1.3 or TLS1.2 on both sides, or no version in common"},
    {"[client]\nkey-shares=x25519\ngroups=secp256r1\n",
     "x.scenario:2: a key share for “x25519”, a group that the client does not offer, allowed: "
     "secp256r1"},
};

static void every_error_says_where_what_and_what_is_allowed (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (wrong); i++)
        assert_refused (wrong[i].text, NULL, wrong[i].message);
}

static void a_wrong_twist_is_placed (void)
{
    g_autoptr (GError) error = NULL;
    g_assert_null (scenario_parse ("[network]\n\ntwist.7=melt it\n", "y", NULL, &error));
    g_assert_cmpstr (error->message, ==,
                     "y:3: “melt” is no twist, nearest: set, delete, delay (all: stepshake "
                     "list twists)");
}

static void a_large_file_is_refused (void)
{
    g_autofree char *text = g_strnfill (64 * 1024 + 1, '\n');
    assert_refused (text, NULL, "x.scenario:1: the file is too large, allowed: 65536 bytes");
    text[64 * 1024] = '\0';
    g_autoptr (Scenario) scenario = parse (text);
    g_assert_nonnull (scenario);
}

/* Later parts of a lesson get their line numbers by empty lines before them. */
static void empty_lines_count (void)
{
    assert_refused ("\n\n\n\n\n\n[x]\n", NULL, "x.scenario:7: “x” is no group, allowed: " GROUPS);
}

/* ---- Files. ---- */

static char *make_folder (void)
{
    g_autoptr (GError) error = NULL;
    char *folder = g_dir_make_tmp ("scenario-XXXXXX", &error);
    g_assert_no_error (error);
    return folder;
}

static void write_file (const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void link_file (const char *folder, const char *name, const char *to)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_assert_cmpint (symlink (to, path), ==, 0);
}

static void remove_folder (const char *folder)
{
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name (dir))) {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        g_assert_cmpint (g_remove (path), ==, 0);
    }
    g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void only_files_of_its_folder_are_read (void)
{
    g_autofree char *folder = make_folder ();
    write_file (folder, "root.pem", "x");
    link_file (folder, "inside.pem", "root.pem");
    link_file (folder, "outside.pem", "/etc/passwd");
    g_autoptr (Scenario) good =
        scenario_parse ("[client]\ntrust=root.pem\n", "x.scenario", folder, NULL);
    g_assert_nonnull (good);
    g_autoptr (Scenario) linked =
        scenario_parse ("[client]\ntrust=./inside.pem\n", "x.scenario", folder, NULL);
    g_assert_nonnull (linked);
    const char *outside[] = {"outside.pem", "/etc/passwd", "../x.pem", "./a/../root.pem"};
    for (unsigned i = 0; i < G_N_ELEMENTS (outside); i++) {
        g_autofree char *text = g_strdup_printf ("[client]\ntrust=%s\n", outside[i]);
        g_autofree char *message = g_strdup_printf (
            "x.scenario:2: “%s” leaves the scenario's folder, allowed: files inside it",
            outside[i]);
        assert_refused (text, folder, message);
    }
    assert_refused ("[client]\ntrust=no.pem\n", folder,
                    "x.scenario:2: “no.pem” is no file, allowed: a PEM file in the scenario's "
                    "folder");
    g_autofree char *below = g_build_filename (folder, "d.pem", NULL);
    g_assert_cmpint (g_mkdir (below, 0700), ==, 0);
    assert_refused ("[client]\ntrust=d.pem\n", folder,
                    "x.scenario:2: “d.pem” is no PEM file, allowed: a plain file of up to 1 MiB");
    assert_refused ("[server]\ncertificate=root.pem\n", folder,
                    "x.scenario:2: a certificate from a file has no key, allowed: key= and the "
                    "PEM file of its private key");
    assert_refused ("[server]\nkey=root.pem\n", folder,
                    "x.scenario:2: a built-in certificate brings its own key, allowed: no key=");
    remove_folder (folder);
}

static void the_command_line_reads_any_file (void)
{
    g_autofree char *folder = make_folder ();
    write_file (folder, "c.pem", "x");
    g_autoptr (Scenario) scenario = parse ("");
    g_autofree char *certificate = g_strdup_printf ("server.certificate=%s/c.pem", folder);
    g_autofree char *key = g_strdup_printf ("server.key=%s/c.pem", folder);
    g_autoptr (Scenario) half = with (scenario, certificate);
    g_autoptr (GError) error = NULL;
    g_assert_null (scenario_config (half, TLS_SERVER, &error)); /* the key is still missing */
    g_assert_true (g_str_has_prefix (error->message, "server.certificate: a certificate from a"));
    g_autoptr (Scenario) whole = with (half, key);
    g_assert_nonnull (scenario_value (whole, "server", "key"));
    remove_folder (folder);
}

static void files_are_loaded_by_path (void)
{
    g_autofree char *folder = make_folder ();
    write_file (folder, "mine.scenario", "[scenario]\nseed=7\n[client]\nx=\n");
    g_autofree char *path = g_build_filename (folder, "mine.scenario", NULL);
    g_autoptr (GError) error = NULL;
    g_assert_null (scenario_load (path, &error));
    g_autofree char *start = g_strdup_printf ("%s:4: “x” is no key of [client]", path);
    g_assert_true (g_str_has_prefix (error->message, start));
    write_file (folder, "mine.scenario", "[scenario]\nseed=7\n");
    g_autoptr (Scenario) scenario = scenario_load (path, NULL);
    g_assert_cmpstr (scenario_name (scenario), ==, "mine");
    g_assert_cmpstr (scenario_seed (scenario), ==, "7");
    g_clear_error (&error);
    g_assert_true (g_file_set_contents (path, "[client]\nalpn=a\0b\n", 18, NULL));
    g_assert_null (scenario_load (path, &error));
    g_assert_true (g_str_has_suffix (error->message, ":2: bytes that are no text, allowed: UTF-8"));
    remove_folder (folder);
}

static void what_is_not_there_is_said (void)
{
    g_autoptr (GError) error = NULL;
    g_assert_null (scenario_load ("no-comon-cipher-suite", &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    g_assert_true (g_str_has_prefix (
        error->message, "“no-comon-cipher-suite” is neither a file nor a scenario of the "
                        "catalogue, nearest: no-common-cipher-suite, "));
    g_clear_error (&error);
    g_assert_null (scenario_load ("./nowhere.scenario", &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_clear_error (&error);
    g_assert_null (scenario_load ("/dev/zero", &error)); /* without end: it must still come back */
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

/* ---- Hostile input. ---- */

/* Uses every kind of value. */
static const char full[] =
    "[scenario]\nformat=1\ntitle=\\sa b\\s\ntitle[de]=c\nseed=x y\n\n[client]\nversions=TLS1.3 "
    "TLS1.2\nkey-shares=\nalpn=h2\nsend=a\\nb\n\n[server]\nserver-name=\ncertificate=rsa\n"
    "preference=client\nclock=2030-01-01T00:00:00Z\n\n[network]\nlatency=0\n"
    "twist.1=drop server.record[2]\ntwist.12=xor server.record[3].encrypted_record 01\n\n"
    "[expect]\noutcome=failed\nalert=client bad_record_mac|decrypt_error\nnoticed-by=client\n"
    "cause=BAD_RECORD_MAC\nfails=validity finished\npasses=usage\n";

static const char marked[] =
    "\xef\xbb\xbf# a comment\r\n\r\n  [scenario]  \r\n title = two  words \\s\\\\\r\n"
    "\ttitle[de]=Titel\nsummary=\\sa=b;c#d\n\n[client]\nalpn =  h2 \n#\n";

/* Whatever comes in: an error of one line with a place, or a scenario that GKeyFile reads too and
 * that is the same after a round trip. */
static bool survives (const char *bytes, size_t size, const char *path)
{
    g_assert_true (
        g_file_set_contents_full (path, bytes, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (path, &error);
    if (!scenario) {
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
        g_assert_true (g_str_has_prefix (error->message, path));
        g_assert_true (g_ascii_isdigit (error->message[strlen (path) + 1]));
        g_assert_null (strchr (error->message, '\n'));
        g_assert_true (g_utf8_validate (error->message, -1, NULL));
        return false;
    }
    g_autofree char *text = scenario_text (scenario);
    g_autoptr (Scenario) again = parse (text);
    assert_same (scenario, again);
    g_autoptr (GKeyFile) file = g_key_file_new ();
    size_t mark = size >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    g_autofree char *ended = g_strdup_printf ("%.*s\n", (int)(size - mark), bytes + mark);
    g_assert_true (g_key_file_load_from_data (file, ended, -1, G_KEY_FILE_NONE, NULL));
    return true;
}

static void truncated_and_mutated_files_are_survived (void)
{
    g_autofree char *folder = make_folder ();
    g_autofree char *path = g_build_filename (folder, "x.scenario", NULL);
    g_autoptr (GRand) rand = g_rand_new_with_seed (20260901);
    const char *bases[] = {full, marked};
    unsigned good = 0, bad = 0;
    for (unsigned b = 0; b < G_N_ELEMENTS (bases); b++) {
        size_t size = strlen (bases[b]);
        for (size_t n = 0; n <= size; n++)
            *(survives (bases[b], n, path) ? &good : &bad) += 1;
        for (unsigned i = 0; i < 2000; i++) {
            g_autofree char *text = g_memdup2 (bases[b], size);
            for (int k = g_rand_int_range (rand, 1, 4); k > 0; k--)
                text[g_rand_int_range (rand, 0, (int)size)] =
                    g_rand_boolean (rand) ? "[]=\n\r#\\ |.1"[g_rand_int_range (rand, 0, 12)]
                                          : (char)g_rand_int_range (rand, 0, 256);
            *(survives (text, size, path) ? &good : &bad) += 1;
        }
    }
    g_assert_cmpuint (good, >, 50); /* both ways were really taken */
    g_assert_cmpuint (bad, >, 2000);
    remove_folder (folder);
}

static void random_bytes_are_survived (void)
{
    g_autofree char *folder = make_folder ();
    g_autofree char *path = g_build_filename (folder, "x.scenario", NULL);
    g_autoptr (GRand) rand = g_rand_new_with_seed (1);
    for (unsigned i = 0; i < 1000; i++) {
        char bytes[300];
        int size = g_rand_int_range (rand, 1, (int)sizeof bytes);
        for (int k = 0; k < size; k++)
            bytes[k] = (char)g_rand_int_range (rand, 0, 256);
        survives (bytes, (size_t)size, path);
    }
    remove_folder (folder);
}

/* Sizes that could be quadratic or worse. */
static void crowded_files_come_to_an_end (void)
{
    g_autoptr (GString) text = g_string_new ("[client]\nalpn=");
    while (text->len < 60000)
        g_string_append (text, "a ");
    g_autoptr (GError) error = NULL;
    g_assert_null (scenario_parse (text->str, "x", NULL, &error));
    g_string_assign (text, "[scenario]\n");
    for (unsigned i = 0; text->len < 60000; i++)
        g_string_append_printf (text, "title[a%u]=b\n", i);
    g_autoptr (Scenario) scenario = parse (text->str);
    g_autoptr (Scenario) other = with (scenario, "scenario.seed=2");
    g_autoptr (Scenario) back = with (other, "scenario.seed=1");
    assert_same (back, scenario);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    static const struct {
        const char *path;
        void (*run) (void);
    } tests[] = {
        {"every-error-has-its-line", every_error_says_where_what_and_what_is_allowed},
        {"wrong-twist-is-placed", a_wrong_twist_is_placed},
        {"large-file-is-refused", a_large_file_is_refused},
        {"empty-lines-count", empty_lines_count},
        {"only-files-of-its-folder", only_files_of_its_folder_are_read},
        {"command-line-reads-any-file", the_command_line_reads_any_file},
        {"files-are-loaded-by-path", files_are_loaded_by_path},
        {"what-is-not-there-is-said", what_is_not_there_is_said},
        {"truncated-and-mutated-files", truncated_and_mutated_files_are_survived},
        {"random-bytes", random_bytes_are_survived},
        {"crowded-files-come-to-an-end", crowded_files_come_to_an_end},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (tests); i++) {
        g_autofree char *path = g_strconcat ("/scenario/", tests[i].path, NULL);
        g_test_add_func (path, tests[i].run);
    }
    return g_test_run ();
}
