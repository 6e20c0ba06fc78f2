#include "cli/cli.h"

#include "lesson/explain.h"
#include "lesson/history.h"
#include "lesson/lesson.h"
#include "net/twist.h"
#include "scenario/unnoticed.h"
#include "scenario/words.h"
#include "pki/sct.h"
#include "tls/machine.h"
#include "tls/misbehaviour.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    const char *name;
    void (*print) (void);
} Listing;

static void list_scenarios (void)
{
    g_autoptr (GPtrArray) entries = scenario_catalogue ();
    const char *group = "";
    for (guint i = 0; i < entries->len; i++) {
        const ScenarioEntry *entry = g_ptr_array_index (entries, i);
        if (!g_str_equal (group, entry->group))
            printf ("%s%s\n", i > 0 ? "\n" : "", entry->group);
        group = entry->group;
        printf ("  %-32s %s\n", entry->name, entry->title);
    }
}

static void list_lessons (void)
{
    g_auto (GStrv) ids = lesson_catalogue ();
    for (unsigned i = 0; ids[i] != NULL; i++) {
        g_autoptr (Lesson) lesson = lesson_load (ids[i], NULL);
        if (lesson != NULL)
            printf ("%-24s %s (%u pages, %d minutes)\n", ids[i], lesson->title, lesson->pages->len,
                    lesson->minutes);
    }
}

/* Every key of a scenario, what it is when nothing is said, and what it means. */
static void list_settings (void)
{
    g_autoptr (Scenario) defaults = scenario_parse ("", "defaults", NULL, NULL);
    GPtrArray *settings = scenario_settings (defaults);
    const char *group = "";
    for (guint i = 0; i < settings->len; i++) {
        const ScenarioSetting *setting = g_ptr_array_index (settings, i);
        if (!g_str_equal (group, setting->group))
            printf ("%s[%s]\n", i > 0 ? "\n" : "", setting->group);
        group = setting->group;
        printf ("  %s=%s\n      %s\n", setting->key, setting->value, setting->summary);
    }
    puts ("\n[certificate.NAME]");
    for (unsigned i = 0; scenario_certificate_key_at (i, NULL, NULL) != NULL; i++) {
        const char *fallback, *summary;
        const char *key = scenario_certificate_key_at (i, &fallback, &summary);
        printf ("  %s=%s\n      %s\n", key, fallback, summary);
        for (unsigned k = 0; g_str_equal (key, "flaws") && pki_flaw_at (k) != NULL; k++)
            printf ("      %-20s %s\n", pki_flaw_at (k)->name, pki_flaw_at (k)->summary);
    }
}

static void list_suite (const TlsSuite *suite)
{
    printf ("0x%04x  %-45s %s, %s", suite->id, suite->name, suite->cipher,
            crypto_hash_name (suite->hash));
    if (tls_suite_exchange_name (suite) != NULL)
        printf (", TLS 1.2: %s, %s", tls_suite_exchange_name (suite),
                tls_suite_authentication_name (suite));
    puts ("");
}

static void list_suites (void)
{
    for (unsigned i = 0; tls_suite_at (i) != NULL; i++)
        list_suite (tls_suite_at (i));
}

static void list_groups (void)
{
    for (unsigned i = 0; crypto_group_at (i) != NULL; i++)
        printf ("0x%04x  %-14s key share of %" G_GSIZE_FORMAT " bytes\n", crypto_group_at (i)->id,
                crypto_group_at (i)->name, crypto_group_at (i)->public_size);
}

static void list_schemes (void)
{
    for (unsigned i = 0; crypto_scheme_at (i) != NULL; i++)
        printf ("0x%04x  %s\n", crypto_scheme_at (i)->id, crypto_scheme_at (i)->name);
}

static void list_certificates (void)
{
    for (unsigned i = 0; pki_builtin_at (i) != NULL; i++)
        printf ("%-20s %s\n", pki_builtin_at (i)->name, pki_builtin_at (i)->summary);
}

static void list_twists (void)
{
    for (unsigned i = 0; net_twist_row (i) != NULL; i++)
        printf ("%s\n    %s\n    → %s\n", net_twist_row (i)->usage, net_twist_row (i)->summary,
                net_twist_row (i)->teaches);
    const TlsMisbehaviourRow *row;
    puts ("\nWhat a party does wrong by itself (client.misbehave=, server.misbehave=):");
    for (unsigned i = 0; (row = tls_misbehaviour_row (i)) != NULL; i++)
        printf ("%-28s %s%s\n", row->name,
                row->client && row->server ? ""
                : row->client              ? "client alone: "
                                           : "server alone: ",
                row->summary);
}

static void list_unnoticed (void)
{
    g_autoptr (GString) out = g_string_new (NULL);
    const ScenarioUnnoticed *row;
    for (unsigned i = 0; (row = scenario_unnoticed_at (i)) != NULL; i++) {
        g_autofree char *kinds = g_strjoinv (", ", row->kinds);
        g_string_append_printf (out, "%s%s%s  %s%s%s\n", cli_style (CLI_BOLD), row->place,
                                cli_style (CLI_PLAIN), cli_style (CLI_DIM),
                                g_str_equal (kinds, "*") ? "" : kinds, cli_style (CLI_PLAIN));
        g_autofree char *why = g_strdup_printf ("%s (%s)", row->why, row->section);
        cli_wrap (out, why, 4, cli_width ());
    }
    fputs (out->str, stdout);
}

static void list_states_of (TlsRole role, uint16_t version)
{
    printf ("%s, %s\n", trace_party_name ((TraceParty)role), wire_name (&wire_versions, version));
    for (int state = 0; state < TLS_N_STATES; state++)
        if (tls_rules_have (version, role, (TlsState)state))
            printf ("  %-22s%s\n", tls_state_name ((TlsState)state),
                    tls_state_is_own ((TlsState)state) ? " (not in the RFC's diagram)" : "");
}

static void list_states (void)
{
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++)
        for (unsigned i = 0; tls_rules_version_at (i) != 0; i++) {
            if (role > 0 || i > 0)
                puts ("");
            list_states_of ((TlsRole)role, tls_rules_version_at (i));
        }
}

static void append_history (GString *out, const LessonHistory *page, unsigned width)
{
    g_autofree char *key = g_strconcat ("history:", page->name, NULL);
    g_string_append_printf (out, "%s%-5s %-18s %s%s\n", cli_style (CLI_BOLD), page->year,
                            page->name, page->summary, cli_style (CLI_PLAIN));
    cli_prose (out, lesson_explanation (key), 6, width);
    g_string_append (out, "\n");
}

static void list_history (void)
{
    g_autoptr (GString) out = g_string_new (NULL);
    unsigned width = cli_width ();
    for (unsigned i = 0; lesson_history_at (i) != NULL; i++)
        append_history (out, lesson_history_at (i), width);
    fputs (out->str, stdout);
}

/* The names that --as takes. */
static void list_messages (void)
{
    puts ("record");
    for (unsigned i = 0; i < WIRE_N_MESSAGES; i++) {
        g_autofree char *name = wire_message_full_name (wire_message_row ((WireMessageId)i));
        puts (name);
    }
}

static void list_causes (void)
{
    for (int i = BASE_CAUSE_NONE + 1; i < BASE_N_CAUSES; i++) {
        const char *alert = base_alert_name (base_cause_alert ((BaseCause)i));
        printf ("%-34s %s (%s; %s%s)\n", base_cause_name ((BaseCause)i),
                base_cause_words ((BaseCause)i), base_cause_section ((BaseCause)i),
                alert != NULL ? "alert: " : "no alert", alert != NULL ? alert : "");
    }
}

static void list_checks (void)
{
    for (unsigned i = 0; scenario_checks.at (i) != NULL; i++)
        puts (scenario_checks.at (i));
}

static const Listing listings[] = {
    {"scenarios", list_scenarios}, {"lessons", list_lessons},
    {"settings", list_settings},   {"suites", list_suites},
    {"groups", list_groups},       {"schemes", list_schemes},
    {"alerts", cli_list_alerts},   {"certificates", list_certificates},
    {"twists", list_twists},       {"states", list_states},
    {"unnoticed", list_unnoticed}, {"history", list_history},
    {"messages", list_messages},   {"causes", list_causes},
    {"checks", list_checks},
};

/* The built-in authority that is listed as NAME ("root", "client-root"); NULL: none. */
static const char *find_root (const char *name)
{
    static const char prefix[] = "teaching-";
    for (unsigned i = 0; pki_trust_at (i) != NULL; i++)
        if (g_str_has_prefix (pki_trust_at (i), prefix) &&
            g_str_equal (pki_trust_at (i) + strlen (prefix), name))
            return pki_trust_at (i);
    return NULL;
}

/* A chain and its key, a teaching root or the key of the teaching log as PEM, so that other
 * programs can use them. */
static int print_pem (const char *what, const char *host)
{
    g_autoptr (GError) error = NULL;
    if (g_str_equal (what, "log")) {
        g_autofree char *pem = pki_log_pem ();
        fputs (pem, stdout);
        return CLI_OK;
    }
    const char *root = find_root (what);
    if (root != NULL) {
        g_autoptr (PkiTrust) trust = pki_trust_new (root, &error);
        g_autofree char *pem = trust != NULL ? pki_trust_pem (trust) : NULL;
        if (pem == NULL)
            return cli_fail (CLI_USAGE, "list: %s", error->message);
        fputs (pem, stdout);
        return CLI_OK;
    }
    g_autoptr (PkiIdentity) identity = pki_identity_builtin (what, host, &error);
    if (identity == NULL)
        return cli_fail (
            CLI_USAGE,
            "list: %s (or “root” and “client-root”, the teaching authorities, or “log”, their log)",
            error->message);
    g_autofree char *chain = pki_identity_chain_pem (identity);
    g_autofree char *key = pki_identity_key_pem (identity);
    printf ("%s%s", chain, key);
    return CLI_OK;
}

int cli_list (int argc, char **argv)
{
    g_auto (CliOptions) options = {0};
    g_autofree char *pem = NULL, *host = NULL;
    int status;
    const GOptionEntry entries[] = {
        {"pem", 0, 0, G_OPTION_ARG_STRING, &pem,
         "With certificates: print the chain and key NAME, a root or the log's key as PEM", "NAME"},
        {"host", 0, 0, G_OPTION_ARG_STRING, &host, "The name in that certificate", "HOST"},
        G_OPTION_ENTRY_NULL};
    if (!cli_parse ("list", &argc, &argv, 0, &options, entries, &status))
        return status;
    GString *names = g_string_new (NULL);
    for (guint i = 0; i < G_N_ELEMENTS (listings); i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", listings[i].name);
    g_autofree char *allowed = g_string_free (names, FALSE);
    if (argc != 2)
        return cli_fail (CLI_USAGE, "list: one argument is needed, allowed are %s", allowed);
    if ((pem != NULL || host != NULL) && !g_str_equal (argv[1], "certificates"))
        return cli_fail (CLI_USAGE, "list: %s goes with certificates, not with “%s”",
                         pem != NULL ? "--pem" : "--host", argv[1]);
    if (host != NULL && pem == NULL)
        return cli_fail (CLI_USAGE, "list: --host goes with --pem NAME");
    if (pem != NULL && g_str_equal (argv[1], "certificates"))
        return print_pem (pem, host != NULL ? host : "server.example");
    for (guint i = 0; i < G_N_ELEMENTS (listings); i++)
        if (g_str_equal (argv[1], listings[i].name)) {
            listings[i].print ();
            return CLI_OK;
        }
    return cli_fail (CLI_USAGE, "list: “%s” is not there to list, allowed are %s", argv[1],
                     allowed);
}
