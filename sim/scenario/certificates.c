/* Certificates that a scenario describes: groups [certificate.NAME], in the words of
 * pki/description.h. */
#include "base/near.h"
#include "scenario/setting.h"

#include <gio/gio.h>
#include <string.h>

#define PREFIX "certificate."
#define INVALID G_IO_ERROR, G_IO_ERROR_INVALID_DATA

enum { MAX_NAME = 40, MAX_CERTIFICATES = 32 };

/* ---- Words ---- */

static const char *flaw_at (unsigned i)
{
    const PkiFlaw *flaw = pki_flaw_at (i);
    return flaw ? flaw->name : NULL;
}

static const char *pinnable_at (unsigned i)
{
    unsigned authorities = 0;
    while (pki_authority_at (authorities))
        authorities++;
    const PkiBuiltin *builtin = i < authorities ? NULL : pki_builtin_at (i - authorities);
    return i < authorities ? pki_authority_at (i) : builtin ? builtin->name : NULL;
}

static const ScenarioWords pinnable = {"built-in certificate", pinnable_at, NULL};
static const ScenarioWords key_kinds = {"kind of key", pki_key_kind_at, NULL};
static const ScenarioWords hashes = {"hash of signatures", pki_signature_hash_at, NULL};
static const ScenarioWords usages = {"key usage", pki_usage_at, NULL};
static const ScenarioWords extended_usages = {"extended key usage", pki_extended_usage_at, NULL};
static const ScenarioWords flaws = {"flaw", flaw_at, NULL, "settings"};

/* ---- Kinds of values ---- */

/* What may be said again in an error. */
static bool check_readable (const char *raw, GError **error)
{
    for (const char *c = raw; *c; c = g_utf8_next_char (c)) {
        if (g_unichar_isprint (g_utf8_get_char (c)) || *c == '\t')
            continue;
        g_autofree char *quoted = scenario_quote (raw);
        g_set_error (error, INVALID, "%s holds control characters, allowed: readable text", quoted);
        return false;
    }
    return true;
}

static bool check_with (bool (*check) (const char *, GError **), const char *raw,
                        ScenarioChecked *out, GError **error)
{
    g_autofree char *text = scenario_unescape (raw, error);
    if (!text || !check_readable (text, error) || !check (text, error))
        return false;
    out->text = scenario_escape (text);
    return true;
}

static bool check_subject (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                           ScenarioChecked *out, GError **error)
{
    return check_with (pki_check_subject, raw, out, error);
}

static bool check_names (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                         ScenarioChecked *out, GError **error)
{
    return check_with (pki_check_names, raw, out, error);
}

static bool check_constraints (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                               ScenarioChecked *out, GError **error)
{
    return check_with (pki_check_constraints, raw, out, error);
}

static bool check_policies (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                            ScenarioChecked *out, GError **error)
{
    return check_with (pki_check_policies, raw, out, error);
}

static bool check_serial (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                          ScenarioChecked *out, GError **error)
{
    return check_with (pki_check_serial, raw, out, error);
}

static bool check_moment (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                          ScenarioChecked *out, GError **error)
{
    const int64_t middle = INT64_C (4102444800); /* beside the clock: judged when that is known */
    int64_t time;
    if (!check_readable (raw, error) || !pki_check_time (raw, middle, &time, error))
        return false;
    out->text = g_strdup (raw);
    return true;
}

static bool check_issuer (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                          ScenarioChecked *out, GError **error)
{
    if (!check_readable (raw, error))
        return false;
    out->text = g_strdup (raw); /* who there is, is known at the end of the file */
    return true;
}

static const ScenarioKind kind_subject = {check_subject, NULL}, kind_names = {check_names, NULL},
                          kind_constraints = {check_constraints, NULL},
                          kind_policies = {check_policies, NULL},
                          kind_serial = {check_serial, NULL}, kind_moment = {check_moment, NULL},
                          kind_issuer = {check_issuer, NULL};

static bool is_certificate (const Scenario *scenario, const char *name)
{
    return (scenario && scenario_describes (scenario, name)) || pki_description_builtin (name);
}

static bool check_pins (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                        ScenarioChecked *out, GError **error)
{
    if (!check_readable (raw, error))
        return false;
    g_auto (GStrv) words = g_strsplit_set (raw, " \t", -1);
    g_autoptr (GString) text = g_string_new (NULL);
    int64_t n = 0;
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        if (!strchr (*word, '/') && !is_certificate (reach->scenario, *word))
            return scenario_refuse_certificate (reach->scenario, &pinnable, *word,
                                                ", or sha256/ and a hash in base64", error);
        g_autoptr (PkiPin) pin = strchr (*word, '/') ? pki_pin_read (*word, error) : NULL;
        if (strchr (*word, '/') && !pin)
            return false;
        g_string_append_printf (text, "%s%s", n++ ? " " : "", *word);
    }
    if (n > row->max) {
        g_set_error (error, INVALID, "%" G_GINT64_FORMAT " pins, allowed: up to %" G_GINT64_FORMAT,
                     n, row->max);
        return false;
    }
    out->text = g_strdup (text->str);
    return true;
}

const ScenarioKind scenario_kind_pins = {check_pins, NULL};

void scenario_add_pins (const char *text, GPtrArray *descriptions, GPtrArray *pins)
{
    g_auto (GStrv) words = g_strsplit (text, " ", -1);
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        const PkiDescription *described = scenario_description_find (descriptions, *word);
        if (!described)
            described = pki_description_builtin (*word);
        PkiPin *pin = described ? pki_pin_described (described) : pki_pin_read (*word, NULL);
        g_ptr_array_add (pins, pin);
    }
}

#define FIELD(field) offsetof (PkiDescription, field)

static const ScenarioRow rows[] = {
    {PREFIX "NAME", "for", &scenario_kind_choice, &scenario_parties, 0, 0, FIELD (holder), "server",
     .summary = "Whom it is to identify; what is not said below depends on it"},
    {PREFIX "NAME", "authority", &scenario_kind_choice, &scenario_switch, 0, 0, FIELD (authority),
     "no", .summary = "Whether it may sign other certificates"},
    {PREFIX "NAME", "path-length", &scenario_kind_number, NULL, 0, 9, FIELD (path_length), "",
     .summary = "How many authorities may follow below this one; not said: any number"},
    {PREFIX "NAME", "issuer", &kind_issuer, NULL, 0, 0, 0, "",
     .summary = "Who signs it: another description, a built-in authority, or itself. Not said: "
                "intermediate, for clients client-root, for authorities root"},
    {PREFIX "NAME", "subject", &kind_subject, NULL, 0, 0, FIELD (subject), "",
     .summary = "Its holder: a common name, or parts as CN=server.example,O=Example"},
    {PREFIX "NAME", "names", &kind_names, NULL, 0, 0, FIELD (names), "",
     .summary = "subjectAltName: DNS names, addresses, mail; host-{1..9}.example is nine names. "
                "Not said: the server's name"},
    {PREFIX "NAME", "not-before", &kind_moment, NULL, 0, 0, FIELD (not_before), "2024-01-01",
     .summary = "When it begins: a date, or beside the scenario's time -1y, -2w, -30d, +12h"},
    {PREFIX "NAME", "not-after", &kind_moment, NULL, 0, 0, FIELD (not_after), "2044-01-01",
     .summary = "When it ends, in the same way"},
    {PREFIX "NAME", "key", &scenario_kind_choice, &key_kinds, 0, 0, FIELD (key), "ecdsa-p256",
     .summary = "The kind of its key"},
    {PREFIX "NAME", "signature", &scenario_kind_choice, &hashes, 0, 0, FIELD (signature), "sha256",
     .summary = "The hash with which its issuer signs it"},
    {PREFIX "NAME", "usages", &scenario_kind_list, &usages, 1, 0, FIELD (usages),
     "digitalSignature",
     .summary = "keyUsage: what its key may do; none: the extension is not there"},
    {PREFIX "NAME", "extended-usages", &scenario_kind_list, &extended_usages, 1, 0,
     FIELD (extended_usages), "serverAuth",
     .summary = "extendedKeyUsage: what for; none: the extension is not there"},
    {PREFIX "NAME", "permitted", &kind_constraints, NULL, 0, 0, FIELD (permitted), "",
     .summary = "An authority's name constraints: the only names below it, DNS names or ranges of "
                "addresses"},
    {PREFIX "NAME", "excluded", &kind_constraints, NULL, 0, 0, FIELD (excluded), "",
     .summary = "… and names that may not be there"},
    {PREFIX "NAME", "policies", &kind_policies, NULL, 0, 0, FIELD (policies), "",
     .summary = "certificatePolicies, object identifiers"},
    {PREFIX "NAME", "must-staple", &scenario_kind_choice, &scenario_switch, 0, 0,
     FIELD (must_staple), "no", .summary = "Whether it demands a stapled OCSP response"},
    {PREFIX "NAME", "serial", &kind_serial, NULL, 0, 0, FIELD (serial), "",
     .summary = "Its serial number in hex; not said: it follows from the name"},
    {PREFIX "NAME", "flaws", &scenario_kind_list, &flaws, 0, 0, FIELD (flaws), "",
     .summary = "What is wrong with it besides"},
    {PREFIX "NAME", "chain", &scenario_kind_line, NULL, 0, 200, FIELD (chain), "",
     .summary = "What its holder sends besides the usual: with-root, reversed, leaf-last, empty, "
                "without NAME"},
};

const char *scenario_certificate_key_at (unsigned i, const char **fallback, const char **summary)
{
    if (i >= G_N_ELEMENTS (rows))
        return NULL;
    if (fallback)
        *fallback = rows[i].fallback;
    if (summary)
        *summary = rows[i].summary;
    return rows[i].key;
}

/* ---- Groups ---- */

bool scenario_is_certificate (const char *group)
{
    return g_str_has_prefix (group, PREFIX);
}

static const ScenarioCertificate *find (const Scenario *self, const char *name)
{
    for (unsigned i = 0; i < self->certificates->len; i++) {
        const ScenarioCertificate *certificate = self->certificates->pdata[i];
        if (g_str_equal (certificate->name, name))
            return certificate;
    }
    return NULL;
}

bool scenario_describes (const Scenario *self, const char *name)
{
    return find (self, name) != NULL;
}

static const char *wrong_name (const Scenario *self, const char *name)
{
    if (!g_ascii_islower (*name) || strlen (name) > MAX_NAME)
        return "names no certificate, allowed: a lower-case letter, then letters, digits and "
               "hyphens, 40 in all";
    for (const char *c = name; *c; c++)
        if (!g_ascii_isalnum (*c) && *c != '-')
            return "names no certificate, allowed: letters, digits and hyphens";
    if (pki_description_builtin (name) || scenario_word_find (&scenario_authorities, name) >= 0 ||
        g_str_equal (name, "itself"))
        return "is a name that is taken by something built in, allowed: another name";
    return self->certificates->len >= MAX_CERTIFICATES
               ? "is one certificate too many, allowed: 32 in a scenario"
               : NULL;
}

bool scenario_describe (Scenario *self, const char *group, int line, GError **error)
{
    const char *name = group + strlen (PREFIX);
    if (find (self, name))
        return true;
    const char *problem = wrong_name (self, name);
    if (problem) {
        g_autofree char *quoted = scenario_quote (name);
        g_set_error (error, INVALID, "%s %s", quoted, problem);
        return false;
    }
    ScenarioCertificate *certificate = g_new0 (ScenarioCertificate, 1);
    certificate->group = g_intern_string (group);
    certificate->name = certificate->group + strlen (PREFIX);
    certificate->line = line;
    g_ptr_array_add (self->certificates, certificate);
    return true;
}

const ScenarioRow *scenario_certificate_row (const char *group, const char *key, GError **error)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        if (g_str_equal (rows[i].key, key))
            return &rows[i];
        g_ptr_array_add (names, (gpointer)rows[i].key);
    }
    g_autofree char *quoted = scenario_quote (key);
    g_autofree char *offer = base_offer (names, key, "", "settings");
    g_set_error (error, INVALID, "%s is no key of [%s], %s", quoted, group, offer);
    return NULL;
}

bool scenario_refuse_certificate (const Scenario *self, const ScenarioWords *words,
                                  const char *name, const char *also, GError **error)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    for (unsigned i = 0; self && i < self->certificates->len; i++)
        g_ptr_array_add (names,
                         (gpointer)((ScenarioCertificate *)self->certificates->pdata[i])->name);
    for (unsigned i = 0; words->at (i); i++)
        g_ptr_array_add (names, (gpointer)words->at (i));
    g_autofree char *quoted = scenario_quote (name);
    g_autofree char *offer = base_offer (names, name, also, words->list);
    const char *here = self && self->certificates->len > 0 ? ", and not described here" : "";
    g_set_error (error, INVALID, "%s is no %s%s, %s", quoted, words->what, here, offer);
    return false;
}

/* ---- From settings to descriptions ---- */

/* The error belongs to KEY, or else to the group. */
static bool place (const Scenario *self, const ScenarioCertificate *certificate, const char *key,
                   GError **error)
{
    const ScenarioSlot *slot = scenario_slot (self, certificate->group, key);
    int line = slot ? slot->shown.line : certificate->line;
    if (line > 0)
        g_prefix_error (error, "%s:%d: ", self->where, line);
    else
        g_prefix_error (error, "%s.%s: ", certificate->group, key);
    return false;
}

static PkiDescription *describe (const Scenario *self, const ScenarioCertificate *certificate)
{
    PkiDescription *description = g_new0 (PkiDescription, 1);
    description->name = certificate->name;
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        const ScenarioSlot *slot = scenario_slot (self, certificate->group, rows[i].key);
        if (slot && rows[i].place > 0 && *slot->shown.value)
            *(const char **)((char *)description + rows[i].place) = slot->shown.value;
    }
    return description;
}

static const char *issuer_at (unsigned i)
{
    return pki_authority_at (i)                ? pki_authority_at (i)
           : i > 0 && pki_authority_at (i - 1) ? "itself"
                                               : NULL;
}

static const ScenarioWords issuers = {"authority", issuer_at, NULL};

static const char *usual_issuer (const PkiDescription *description)
{
    return g_strcmp0 (description->authority, "yes") == 0   ? "root"
           : g_strcmp0 (description->holder, "client") == 0 ? "client-root"
                                                            : "intermediate";
}

static bool find_issuer (const Scenario *self, GPtrArray *all, unsigned i, GError **error)
{
    const ScenarioCertificate *certificate = self->certificates->pdata[i];
    const ScenarioSlot *slot = scenario_slot (self, certificate->group, "issuer");
    PkiDescription *description = all->pdata[i];
    const char *name = slot && *slot->shown.value ? slot->shown.value : usual_issuer (description);
    if (g_str_equal (name, "itself"))
        return true;
    for (unsigned k = 0; k < all->len; k++)
        if (g_str_equal (((PkiDescription *)all->pdata[k])->name, name))
            description->issuer = all->pdata[k];
    if (!description->issuer && scenario_word_find (&issuers, name) >= 0)
        description->issuer = pki_description_builtin (name);
    if (description->issuer && description->issuer != description)
        return true;
    if (description->issuer)
        g_set_error (error, INVALID, "“%s” is this certificate, allowed: itself, or another", name);
    else
        scenario_refuse_certificate (self, &issuers, name, "", error);
    return place (self, certificate, "issuer", error);
}

static bool refuse_circle (const Scenario *self, GPtrArray *all, unsigned i, GError **error)
{
    const PkiDescription *at = all->pdata[i];
    GString *way = g_string_new (at->name);
    for (unsigned n = 0; at->issuer && n <= all->len; n++) {
        at = at->issuer;
        g_string_append_printf (way, " → %s", at->name);
        if (at != all->pdata[i])
            continue;
        g_set_error (error, INVALID,
                     "its issuers go round in a circle: %s, allowed: a chain that ends at a "
                     "built-in authority or at one with issuer=itself",
                     way->str);
        g_string_free (way, TRUE);
        return place (self, self->certificates->pdata[i], "issuer", error);
    }
    g_string_free (way, TRUE);
    return true;
}

static bool check_one (const Scenario *self, GPtrArray *all, unsigned i, GError **error)
{
    const char *key = NULL;
    return pki_description_check (all->pdata[i], self->time, &key, error) ||
           place (self, self->certificates->pdata[i], key, error);
}

/* Keys that are embedded are given out in the order of the file. */
static void number_keys (GPtrArray *all)
{
    for (unsigned i = 0; i < all->len; i++) {
        PkiDescription *description = all->pdata[i];
        for (unsigned k = 0; k < i; k++)
            if (g_strcmp0 (((PkiDescription *)all->pdata[k])->key, description->key) == 0)
                description->key_number++;
    }
}

GPtrArray *scenario_descriptions (const Scenario *self, GError **error)
{
    g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
    for (unsigned i = 0; i < self->certificates->len; i++)
        g_ptr_array_add (all, describe (self, self->certificates->pdata[i]));
    number_keys (all);
    for (unsigned i = 0; i < all->len; i++)
        if (!find_issuer (self, all, i, error))
            return NULL;
    for (unsigned i = 0; i < all->len; i++)
        if (!refuse_circle (self, all, i, error))
            return NULL;
    for (unsigned i = 0; i < all->len; i++)
        if (!check_one (self, all, i, error))
            return NULL;
    return g_steal_pointer (&all);
}

const PkiDescription *scenario_description_find (GPtrArray *all, const char *name)
{
    for (unsigned i = 0; i < all->len; i++)
        if (g_str_equal (((PkiDescription *)all->pdata[i])->name, name))
            return all->pdata[i];
    return NULL;
}

/* ---- Writing ---- */

void scenario_write_certificates (const Scenario *self, GString *out)
{
    for (unsigned i = 0; i < self->certificates->len; i++) {
        const ScenarioCertificate *certificate = self->certificates->pdata[i];
        g_string_append_printf (out, "%s[%s]\n", out->len ? "\n" : "", certificate->group);
        for (unsigned k = 0; k < G_N_ELEMENTS (rows); k++) {
            const ScenarioSlot *slot = scenario_slot (self, certificate->group, rows[k].key);
            if (slot)
                g_string_append_printf (out, "%s=%s\n", rows[k].key, slot->shown.value);
        }
    }
}
