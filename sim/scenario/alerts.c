#include "scenario/alerts.h"

#include "scenario/setting.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#define TABLE "/io/github/stepshake/Stepshake/assets/alerts.ini"

static bool is_setting (const char *key)
{
    return strchr (key, '.') != NULL;
}

static char *text_of (GKeyFile *file, const char *id, const char *key)
{
    char *text = g_key_file_get_string (file, id, key, NULL);
    return text != NULL && *text != '\0' ? text : (g_free (text), NULL);
}

/* Sections are those of RFC 9846 unless they name another document. */
static char *section_of (GKeyFile *file, const char *id)
{
    g_autofree char *section = text_of (file, id, "section");
    g_assert (section != NULL);
    return strchr (section, ' ') != NULL ? g_steal_pointer (&section)
                                         : g_strconcat ("RFC 9846 ", section, NULL);
}

static char **settings_of (GKeyFile *file, const char *id)
{
    g_autoptr (GStrvBuilder) settings = g_strv_builder_new ();
    g_auto (GStrv) keys = g_key_file_get_keys (file, id, NULL, NULL);
    for (char **key = keys; *key != NULL; key++) {
        if (!is_setting (*key))
            continue;
        g_autofree char *value = g_key_file_get_value (file, id, *key, NULL);
        g_autofree char *setting = g_strconcat (*key, "=", value, NULL);
        g_strv_builder_add (settings, setting);
    }
    return g_strv_builder_end (settings);
}

static ScenarioAlert *row_new (GKeyFile *file, const char *id)
{
    ScenarioAlert *row = g_new0 (ScenarioAlert, 1);
    g_autofree char *side = text_of (file, id, "side");
    g_autofree char *alerts = text_of (file, id, "alert");
    g_assert (side != NULL && alerts != NULL);
    row->id = g_strdup (id);
    row->section = section_of (file, id);
    row->rule = text_of (file, id, "rule");
    row->side = g_str_equal (side, "client") ? TRACE_CLIENT : TRACE_SERVER;
    row->when = text_of (file, id, "when");
    row->alerts = g_strsplit (alerts, "|", -1);
    g_autofree char *answer = text_of (file, id, "answer");
    row->goes_on = answer != NULL;
    row->cause = text_of (file, id, "cause");
    row->choice = text_of (file, id, "choice");
    row->why = text_of (file, id, "why");
    row->waits = text_of (file, id, "waits");
    row->settings = settings_of (file, id);
    return row;
}

/* Built-in data: read once, never changed, never freed. */
GPtrArray *scenario_alert_rows (void)
{
    static GPtrArray *rows;
    if (g_once_init_enter (&rows)) {
        GPtrArray *read = g_ptr_array_new ();
        g_autoptr (GBytes) text = g_resources_lookup_data (TABLE, 0, NULL);
        g_autoptr (GKeyFile) file = g_key_file_new ();
        bool good = text != NULL && g_key_file_load_from_bytes (file, text, 0, NULL);
        g_assert (good);
        g_auto (GStrv) ids = g_key_file_get_groups (file, NULL);
        for (char **id = ids; *id != NULL; id++)
            g_ptr_array_add (read, row_new (file, *id));
        g_once_init_leave (&rows, read);
    }
    return rows;
}

const ScenarioAlert *scenario_alert_find (const char *id)
{
    GPtrArray *rows = scenario_alert_rows ();
    for (guint i = 0; i < rows->len; i++) {
        const ScenarioAlert *row = g_ptr_array_index (rows, i);
        if (g_str_equal (row->id, id))
            return row;
    }
    return NULL;
}

/* ---- Its scenario ---- */

/* The length of "client" of "client.alpn", of "network.2" of "network.2.twist.1", of
 * "certificate.leaf" of "certificate.leaf.names". */
static size_t group_size (const char *setting)
{
    size_t size = strcspn (setting, ".");
    if (g_str_has_prefix (setting, "certificate."))
        return size + 1 + strcspn (setting + size + 1, ".");
    size_t digits = strspn (setting + size + 1, "0123456789");
    return digits > 0 && setting[size + 1 + digits] == '.' ? size + 1 + digits : size;
}

/* The last of its connections is the one in which it happens. */
static unsigned last_connection (const ScenarioAlert *row)
{
    unsigned last = 1;
    for (char **setting = row->settings; *setting != NULL; setting++) {
        const char *behind = strchr (*setting, '.') + 1;
        if (group_size (*setting) > (size_t)(behind - *setting))
            last = MAX (last, (unsigned)strtoul (behind, NULL, 10));
    }
    return last;
}

/* To close is no error, nor is to refuse a second handshake: the connection goes on. */
static bool ends_nothing (const ScenarioAlert *row)
{
    return row->goes_on || g_str_equal (row->alerts[0], "close_notify") ||
           g_str_equal (row->alerts[0], "no_renegotiation");
}

static void expect (GKeyFile *file, const ScenarioAlert *row)
{
    const char *side = trace_party_name (row->side);
    unsigned last = last_connection (row);
    g_autofree char *group = last > 1 ? g_strdup_printf ("expect.%u", last) : g_strdup ("expect");
    g_key_file_set_value (file, "expect", "outcome", "established");
    if (ends_nothing (row))
        return;
    g_autofree char *alerts = g_strjoinv ("|", row->alerts);
    g_autofree char *alert = g_strdup_printf ("%s %s", side, alerts);
    g_key_file_set_value (file, group, "outcome", "failed");
    g_key_file_set_value (file, group, "alert", alert);
    g_key_file_set_value (file, group, "noticed-by", side);
    if (row->cause != NULL)
        g_key_file_set_value (file, group, "cause", row->cause);
}

Scenario *scenario_of_alert (const ScenarioAlert *row, GError **error)
{
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autofree char *title = g_strdup_printf ("%c%s", g_ascii_toupper (*row->when), row->when + 1);
    g_key_file_set_string (file, "scenario", "title", title);
    for (char **setting = row->settings; *setting != NULL; setting++) {
        size_t size = group_size (*setting);
        const char *equals = strchr (*setting, '=');
        g_autofree char *group = g_strndup (*setting, size);
        g_autofree char *key =
            g_strndup (*setting + size + 1, (size_t)(equals - *setting) - size - 1);
        g_key_file_set_value (file, group, key, equals + 1);
    }
    expect (file, row);
    gsize size;
    g_autofree char *text = g_key_file_to_data (file, &size, NULL);
    g_autofree char *where = g_strconcat ("alert:", row->id, NULL);
    return scenario_from_bytes (base_span (text, size), where, where, NULL, error);
}
