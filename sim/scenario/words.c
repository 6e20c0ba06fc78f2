#include "scenario/words.h"

#include <gio/gio.h>
#include <string.h>

#include "base/cause.h"
#include "base/near.h"
#include "crypto/field.h"
#include "pki/fit.h"
#include "pki/staple.h"
#include "scenario/scan.h"
#include "tls/misbehaviour.h"

/* ---- Which words there are. ---- */

static const char *in_list (const char *const *list, unsigned n, unsigned i)
{
    return i < n ? list[i] : NULL;
}

/* The newest first, as people prefer them; SSL 2.0, the oldest, has a hello of its own form, in
 * which nothing else can be offered. */
static const char *version_at (unsigned i)
{
    return i < wire_versions.n_rows ? wire_versions.rows[wire_versions.n_rows - 1 - i].name : NULL;
}

static const char *suite_at (unsigned i)
{
    const TlsSuite *suite = tls_suite_at (i);
    return suite ? suite->name : NULL;
}

static const char *group_at (unsigned i)
{
    const CryptoGroup *group = crypto_group_at (i);
    return group ? group->name : NULL;
}

static const char *dh_group_at (unsigned i)
{
    const CryptoPrime *prime = crypto_prime_at (i);
    return prime ? prime->name : NULL;
}

static const char *scheme_at (unsigned i)
{
    const CryptoScheme *scheme = crypto_scheme_at (i);
    return scheme ? scheme->name : NULL;
}

static const char *misbehaviour_at (TlsRole role, unsigned i)
{
    const TlsMisbehaviourRow *row;
    for (unsigned j = 0; (row = tls_misbehaviour_row (j)) != NULL; j++)
        if ((role == TLS_CLIENT ? row->client : row->server) && i-- == 0)
            return row->name;
    return NULL;
}

static const char *client_misbehaviour_at (unsigned i)
{
    return misbehaviour_at (TLS_CLIENT, i);
}

static const char *server_misbehaviour_at (unsigned i)
{
    return misbehaviour_at (TLS_SERVER, i);
}

static const char *switch_at (unsigned i)
{
    static const char *const list[] = {"no", "yes"};
    return in_list (list, G_N_ELEMENTS (list), i);
}

static const char *preference_at (unsigned i)
{
    static const char *const list[] = {"client", "own"};
    return in_list (list, G_N_ELEMENTS (list), i);
}

static const char *fragment_length_at (unsigned i)
{
    static const char *const list[] = {"0", "512", "1024", "2048", "4096"};
    return in_list (list, G_N_ELEMENTS (list), i);
}

static const char *key_update_at (unsigned i)
{
    static const char *const list[] = {"no", "once", "request"};
    return in_list (list, G_N_ELEMENTS (list), i);
}

static const char *party_at (unsigned i)
{
    static const char *const list[] = {"client", "server"};
    return in_list (list, G_N_ELEMENTS (list), i);
}

static const char *outcome_at (unsigned i)
{
    static const char *const list[] = {"established", "failed", "truncated", "stalled"};
    return in_list (list, G_N_ELEMENTS (list), i);
}

static const char *missing_at (unsigned i)
{
    static const char *const list[] = {"none", "preliminary_secret", "main_secret", "shared_secret",
                                       "pre_shared_key"};
    return in_list (list, G_N_ELEMENTS (list), i);
}

static const char *psk_mode_at (unsigned i)
{
    static const char *const list[] = {"psk_dhe_ke", "psk_ke"};
    return in_list (list, G_N_ELEMENTS (list), i);
}

static const char *ticket_key_at (unsigned i)
{
    static const char *const list[] = {"keep", "new"};
    return in_list (list, G_N_ELEMENTS (list), i);
}

static const char *alert_at (unsigned i)
{
    return i < BASE_N_ALERTS ? base_alert_name (base_alert_at (i)) : NULL;
}

static const char *cause_at (unsigned i)
{
    return i + 1 < BASE_N_CAUSES ? base_cause_name ((BaseCause)(i + 1)) : NULL;
}

/* What pki_judge () checks, then the checks of the handshake itself, in its order. */
static const char *check_at (unsigned i)
{
    static const char *const own[] = {"fallback",
                                      "second-hello",
                                      "psk-binder",
                                      "hello-retry-request",
                                      "server-hello",
                                      "compressed-certificate",
                                      "timestamps",
                                      "renegotiation-info",
                                      "server-key-exchange",
                                      "certificate-verify",
                                      "client-certificate",
                                      "request-context",
                                      "finished"};
    unsigned n = 0;
    while (pki_check_at (n) != NULL)
        n++;
    return i < n ? pki_check_at (i) : in_list (own, G_N_ELEMENTS (own), i - n);
}

static const char *certificate_at (unsigned i)
{
    const PkiBuiltin *builtin = pki_builtin_at (i);
    return builtin ? builtin->name : NULL;
}

static const char *own_certificate_at (unsigned i)
{
    return i == 0 ? "none" : certificate_at (i - 1);
}

static const char *certificate_scheme_at (unsigned i)
{
    uint16_t scheme = pki_chain_scheme_at (i);
    return scheme != 0 ? wire_name (&wire_schemes, scheme) : NULL;
}

static const char *moment_at (unsigned i)
{
    static const char *const list[] = {"data", "at-once"};
    return in_list (list, G_N_ELEMENTS (list), i);
}

static const char *staple_at (unsigned i)
{
    const PkiStaple *staple = i > 0 ? pki_staple_at (i - 1) : NULL;
    return i == 0 ? "none" : staple ? staple->name : NULL;
}

static const char *compression_at (unsigned i)
{
    static const char *const list[] = {"zlib"};
    return in_list (list, G_N_ELEMENTS (list), i);
}

/* In the order of TlsRequest. */
static const char *request_at (unsigned i)
{
    static const char *const list[] = {"no", "request", "require"};
    return in_list (list, G_N_ELEMENTS (list), i);
}

const ScenarioWords scenario_versions = {"protocol version", version_at, &wire_versions};
const ScenarioWords scenario_cipher_suites = {"cipher suite", suite_at, &wire_cipher_suites,
                                              "suites"};
const ScenarioWords scenario_groups = {"group", group_at, &wire_groups, "groups"};
const ScenarioWords scenario_dh_groups = {"Diffie-Hellman group", dh_group_at, NULL};
const ScenarioWords scenario_schemes = {"signature scheme", scheme_at, &wire_schemes, "schemes"};
const ScenarioWords scenario_psk_modes = {"way to use a key from before", psk_mode_at,
                                          &wire_psk_modes};
const ScenarioWords scenario_ticket_keys = {"answer", ticket_key_at, NULL};
const ScenarioWords scenario_switch = {"answer", switch_at, NULL};
const ScenarioWords scenario_preferences = {"preference", preference_at, NULL};
const ScenarioWords scenario_fragment_lengths = {"fragment length", fragment_length_at, NULL};
const ScenarioWords scenario_key_updates = {"answer", key_update_at, NULL};
const ScenarioWords scenario_parties = {"party", party_at, NULL};
const ScenarioWords scenario_outcomes = {"outcome", outcome_at, NULL};
const ScenarioWords scenario_alerts = {"alert", alert_at, NULL, "alerts"};
const ScenarioWords scenario_causes = {"cause", cause_at, NULL, "causes"};
const ScenarioWords scenario_missing = {"secret that a thief may lack", missing_at, NULL};
const ScenarioWords scenario_checks = {"check", check_at, NULL, "checks"};
const ScenarioWords scenario_certificates = {"built-in certificate", certificate_at, NULL,
                                             "certificates"};
const ScenarioWords scenario_own_certificates = {"built-in certificate", own_certificate_at, NULL,
                                                 "certificates"};
const ScenarioWords scenario_certificate_schemes = {"signature scheme", certificate_scheme_at,
                                                    &wire_schemes, "schemes"};
const ScenarioWords scenario_staples = {"OCSP response", staple_at, NULL};
const ScenarioWords scenario_compressions = {"way to compress certificates", compression_at,
                                             &wire_compression_algorithms};
const ScenarioWords scenario_requests = {"answer", request_at, NULL};
const ScenarioWords scenario_moments = {"moment", moment_at, NULL};
const ScenarioWords scenario_client_misbehaviours = {"misbehaviour of a client",
                                                     client_misbehaviour_at, NULL, "twists"};
const ScenarioWords scenario_server_misbehaviours = {"misbehaviour of a server",
                                                     server_misbehaviour_at, NULL, "twists"};
const ScenarioWords scenario_filters = {"filter", pki_filter_at, NULL};
const ScenarioWords scenario_authorities = {"built-in authority", pki_trust_at, NULL};

/* ---- Finding and naming them. ---- */

int scenario_word_find (const ScenarioWords *words, const char *word)
{
    for (unsigned i = 0; words->at (i); i++)
        if (g_str_equal (words->at (i), word))
            return (int)i;
    return -1;
}

char *scenario_words_offer (const ScenarioWords *words, const char *wrong, const char *also)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    for (unsigned i = 0; words->at (i); i++)
        g_ptr_array_add (names, (gpointer)words->at (i));
    return base_offer (names, wrong, also, words->list);
}

void scenario_word_refuse (const ScenarioWords *words, const char *word, const char *also,
                           GError **error)
{
    bool known = words->registry && wire_value (words->registry, word) >= 0;
    g_autofree char *quoted = scenario_quote (word);
    g_autofree char *offer = scenario_words_offer (words, word, also);
    g_autofree char *what =
        known ? g_strdup_printf ("a %s that this version does not implement", words->what)
              : g_strdup_printf ("no %s", words->what);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is %s, %s", quoted, what, offer);
}
