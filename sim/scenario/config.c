/* From settings to a party's policy: what goes together, and certificates minted or loaded. */
#include "scenario/setting.h"

#include <gio/gio.h>
#include <string.h>

#include "pki/staple.h"

/* The error belongs to KEY, in whatever line it was set. */
static void place_error (const Scenario *self, const char *group, const char *key, GError **error)
{
    const ScenarioSlot *slot = scenario_slot (self, group, key);
    if (slot->shown.line > 0)
        g_prefix_error (error, "%s:%d: ", self->where, slot->shown.line);
    else
        g_prefix_error (error, "%s.%s: ", group, key);
}

static bool check_key_shares (const Scenario *self, GError **error)
{
    const char *groups = scenario_value (self, "client", "groups");
    g_auto (GStrv) offered = g_strsplit (groups, " ", -1);
    g_auto (GStrv) shares = g_strsplit (scenario_value (self, "client", "key-shares"), " ", -1);
    for (char **share = shares; *share; share++)
        if (**share && !g_strv_contains ((const char *const *)offered, *share)) {
            g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "a key share for “%s”, a group that the client does not offer, allowed: "
                         "%s",
                         *share, groups);
            place_error (self, "client", "key-shares", error);
            return false;
        }
    return true;
}

static bool check_key_file (const Scenario *self, const char *group, GError **error)
{
    bool is_file = scenario_slot (self, group, "certificate")->path != NULL;
    bool has_key = scenario_slot (self, group, "key")->path != NULL;
    if (is_file == has_key)
        return true;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s",
                 is_file ? "a certificate from a file has no key, allowed: key= and the PEM file "
                           "of its private key"
                         : "a built-in certificate brings its own key, allowed: no key=");
    place_error (self, group, is_file ? "certificate" : "key", error);
    return false;
}

/* Two parties that would agree on a version that is not spoken cannot be shown: "no common version"
 * would be untrue of them. */
static bool check_versions (const Scenario *self, GError **error)
{
    g_auto (GStrv) ours = g_strsplit (scenario_value (self, "client", "versions"), " ", -1);
    g_auto (GStrv) theirs = g_strsplit (scenario_value (self, "server", "versions"), " ", -1);
    const char *common = NULL;
    for (char **version = ours; *version; version++)
        if (g_strv_contains ((const char *const *)theirs, *version)) {
            if (g_str_equal (*version, "TLS1.3") || g_str_equal (*version, "TLS1.2"))
                return true;
            common = *version;
        }
    if (!common)
        return true;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "both parties would speak %s, which this version does not implement, allowed: "
                 "TLS1.3 or TLS1.2 on both sides, or no version in common",
                 common);
    place_error (self, "server", "versions", error);
    return false;
}

/* Only what has happened can be sent again. */
static bool check_replay (const Scenario *self, GError **error)
{
    if (self->replay == 0 || self->replay < self->connection)
        return true;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "connection %u cannot replay connection %" G_GINT64_FORMAT
                 ", allowed: an earlier one, or 0",
                 self->connection, self->replay);
    place_error (self, "network", "replay", error);
    return false;
}

/* Who is trusted vouches for others, or at least for itself. */
static bool check_trust (const Scenario *self, GPtrArray *descriptions, const char *group,
                         GError **error)
{
    const char *name = scenario_value (self, group, "trust");
    const PkiDescription *trusted = scenario_description_find (descriptions, name);
    if (!trusted || !trusted->issuer || g_strcmp0 (trusted->authority, "yes") == 0)
        return true;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "“%s” is no authority, allowed: one with authority=yes, or with issuer=itself",
                 name);
    place_error (self, group, "trust", error);
    return false;
}

static bool check_certificates (const Scenario *self, GError **error)
{
    if (self->certificates->len == 0)
        return true;
    g_autoptr (GPtrArray) descriptions = scenario_descriptions (self, error);
    return descriptions && check_trust (self, descriptions, "client", error) &&
           check_trust (self, descriptions, "server", error);
}

static bool check_twists (const Scenario *self, GError **error)
{
    for (unsigned i = 0; i < self->twists->len; i++) {
        const NetTwist *twist = self->twists->pdata[i];
        const ScenarioSlot *slot = self->twist_slots->pdata[i];
        if (twist->connection <= self->connection)
            continue;
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "connection %u cannot replay a record of connection %u, allowed: an earlier "
                     "one, or this",
                     self->connection, twist->connection);
        place_error (self, "network", slot->shown.key, error);
        return false;
    }
    return true;
}

bool scenario_check_together (const Scenario *self, GError **error)
{
    if (!check_replay (self, error) || !check_twists (self, error))
        return false;
    return check_versions (self, error) && check_key_shares (self, error) &&
           check_key_file (self, "client", error) && check_key_file (self, "server", error) &&
           check_certificates (self, error);
}

/* ---- The policy. ---- */

/* NULL: the value of SLOT is no certificate that is described here. */
static const PkiDescription *find_described (GPtrArray *descriptions, const ScenarioSlot *slot)
{
    return slot->path ? NULL : scenario_description_find (descriptions, slot->shown.value);
}

/* The name that the server's certificate is for, when nothing else is said. */
static const char *host_of (const Scenario *self)
{
    const ScenarioSlot *slot = scenario_slot (self, "server", "server-name");
    return *slot->shown.value ? slot->shown.value : slot->row->fallback;
}

static bool add_trust (const Scenario *self, const char *group, GPtrArray *descriptions,
                       TlsConfig *config, GError **error)
{
    const ScenarioSlot *slot = scenario_slot (self, group, "trust");
    const PkiDescription *described = find_described (descriptions, slot);
    PkiTrust *trust = described
                          ? pki_trust_described (described, host_of (self), self->time)
                          : pki_trust_new (slot->path ? slot->path : slot->shown.value, error);
    if (!trust) {
        place_error (self, group, "trust", error);
        return false;
    }
    g_clear_pointer (&config->trust, pki_trust_unref);
    config->trust = trust;
    return true;
}

static bool add_identity (const Scenario *self, const char *group, GPtrArray *descriptions,
                          TlsConfig *config, GError **error)
{
    const ScenarioSlot *slot = scenario_slot (self, group, "certificate");
    const char *key = scenario_slot (self, group, "key")->path;
    const char *host = config->server_name;
    const ScenarioSlot *name = scenario_slot (self, group, "server-name");
    if (!slot->path && g_str_equal (slot->shown.value, "none"))
        return true;
    const PkiDescription *described = find_described (descriptions, slot);
    PkiIdentity *identity =
        described ? pki_identity_described (described, host_of (self), self->time)
        : slot->path
            ? pki_identity_load (slot->path, key, error)
            : pki_identity_builtin (slot->shown.value, host ? host : name->row->fallback, error);
    if (!identity) {
        place_error (self, group, "certificate", error);
        return false;
    }
    g_clear_pointer (&config->identity, pki_identity_unref);
    config->identity = identity;
    return true;
}

static bool add_staple (const Scenario *self, const char *group, TlsConfig *config, GError **error)
{
    const ScenarioSlot *slot = scenario_slot (self, group, "staple");
    if (!slot->path && g_str_equal (slot->shown.value, "none"))
        return true;
    if (!config->identity) {
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                             "an OCSP response without a certificate, allowed: none");
        place_error (self, group, "staple", error);
        return false;
    }
    /* One is made anew each time it is needed; this is to see whether that can be. */
    g_autoptr (GBytes) staple =
        slot->path ? pki_staple_load (slot->path, error)
                   : pki_staple_mint (config->identity, slot->shown.value, self->time, error);
    if (!staple) {
        place_error (self, group, "staple", error);
        return false;
    }
    if (slot->path)
        config->staple_file = g_steal_pointer (&staple);
    else
        config->staple = g_strdup (slot->shown.value);
    return true;
}

/* TEXT over and over, cut at SIZE bytes. */
static GBytes *repeat (GBytes *text, size_t size)
{
    BaseSpan span = base_span_bytes (text);
    uint8_t *out = g_malloc (size);
    for (size_t i = 0; i < size; i++)
        out[i] = span.data[i % span.size];
    return g_bytes_new_take (out, size);
}

static void size_data (TlsConfig *config, GBytes **data)
{
    if (*data == NULL || config->data_size == 0)
        return;
    GBytes *sized = repeat (*data, (size_t)config->data_size);
    g_bytes_unref (*data);
    *data = sized;
}

static int64_t clock_offset (const Scenario *self, const char *group)
{
    int64_t start;
    const char *clock = scenario_value (self, group, "clock");
    return base_time_parse (clock, &start) ? start - self->time : 0;
}

TlsConfig *scenario_config (const Scenario *self, TlsRole role, GError **error)
{
    if (!scenario_check_together (self, error))
        return NULL;
    const char *group = role == TLS_CLIENT ? "client" : "server";
    g_autoptr (TlsConfig) config = tls_config_new (role);
    for (unsigned i = 0; i < self->slots->len; i++) {
        const ScenarioSlot *slot = self->slots->pdata[i];
        if (g_str_equal (slot->row->group, group))
            scenario_slot_store (slot, config);
    }
    size_data (config, role == TLS_CLIENT ? &config->send : &config->reply);
    config->clock_offset = clock_offset (self, group);
    g_autoptr (GPtrArray) descriptions = scenario_descriptions (self, error);
    bool good = descriptions && add_trust (self, group, descriptions, config, error) &&
                add_identity (self, group, descriptions, config, error) &&
                add_staple (self, group, config, error);
    if (good)
        scenario_add_pins (scenario_value (self, group, "pins"), descriptions, config->pins);
    return good ? g_steal_pointer (&config) : NULL;
}
