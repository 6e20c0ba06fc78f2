/* Later connections: [client.2], [server.2] and so on. Each is a scenario of its own that begins as
 * a copy of the first and has the lines that are about it. So are the two that a man in the middle
 * makes of one: [mitm.server] is his server, in the connection with the client; [mitm.client] his
 * client, [mitm.network] and [mitm.expect] are of the one with the server. */
#include "scenario/setting.h"

#include <gio/gio.h>
#include <string.h>

enum { MOST_CONNECTIONS = 9, NEAR_LEG, FAR_LEG };
#define MITM "mitm."

unsigned scenario_split_group (const char *group, char **base)
{
    if (g_str_has_prefix (group, MITM)) {
        *base = g_strdup (group + strlen (MITM));
        return g_str_equal (*base, "server") ? NEAR_LEG : FAR_LEG;
    }
    const char *dot = strchr (group, '.');
    bool one_digit = dot && dot[1] >= '2' && dot[1] <= '0' + MOST_CONNECTIONS && dot[2] == '\0';
    *base = one_digit ? g_strndup (group, dot - group) : g_strdup (group);
    return one_digit ? (unsigned)(dot[1] - '0') : 1;
}

const Scenario *scenario_part (const Scenario *self, unsigned number)
{
    if (number <= 1)
        return self;
    unsigned i = self->middle ? number - NEAR_LEG : number - 2;
    bool fits = (number >= NEAR_LEG) == self->middle && i < self->later->len;
    return fits ? g_ptr_array_index (self->later, i) : NULL;
}

static void line_free (gpointer data)
{
    scenario_line_clear (data);
    g_free (data);
}

GPtrArray *scenario_lines_new (void)
{
    return g_ptr_array_new_with_free_func (line_free);
}

void scenario_keep_line (Scenario *self, const ScenarioLine *line)
{
    ScenarioLine *copy = g_new0 (ScenarioLine, 1);
    *copy = (ScenarioLine){line->number, g_strdup (line->group), g_strdup (line->key),
                           g_strdup (line->locale), g_strdup (line->value)};
    g_ptr_array_add (self->later_lines, copy);
}

bool scenario_remove_twist (Scenario *self, const ScenarioLine *line)
{
    g_autofree char *value = g_strstrip (g_strdup (line->value));
    if (*value || !g_str_equal (line->group, "network") || !scenario_twist_number (line->key))
        return false;
    ScenarioSlot *slot = scenario_slot (self, line->group, line->key);
    if (slot)
        g_ptr_array_remove (self->twist_slots, slot);
    return true;
}

/* LINE is about connection N, and that is CHILD. */
static bool apply (Scenario *child, const ScenarioLine *line, const char *base, GError **error)
{
    ScenarioReach reach = {line->number > 0 ? child->folder : NULL, line->number == 0, child};
    ScenarioLine own = *line;
    own.group = (char *)base;
    if (!own.key)
        return scenario_check_group (base, error);
    if (g_str_equal (own.key, "send") || g_str_equal (own.key, "reply"))
        child->says_instead = *own.value != '\0';
    return scenario_remove_twist (child, &own) ||
           scenario_set (child, &own, line->number > 0 ? (int)line->number : -1, &reach, error);
}

static bool place_error (const Scenario *self, const ScenarioLine *line, GError **error)
{
    if (line->number > 0)
        g_prefix_error (error, "%s:%u: ", self->where, line->number);
    else
        g_prefix_error (error, "%s.%s: ", line->group, line->key);
    return false;
}

/* "client.2", or "mitm.client"; NULL: nothing is said there of CHILD. */
static const char *told_group (const Scenario *self, const Scenario *child, const char *group)
{
    g_autofree char *base = NULL;
    g_autofree char *name = self->middle ? g_strconcat (MITM, group, NULL)
                                         : g_strdup_printf ("%s.%u", group, child->connection);
    unsigned part = scenario_split_group (name, &base);
    return scenario_part (self, part) == child ? g_intern_string (name) : NULL;
}

/* Whether CHILD has it because a line says so: else it is as in the first connection, or follows
 * from what else is said. */
static bool is_told (const Scenario *self, const ScenarioSetting *setting)
{
    const ScenarioSlot *first = scenario_slot (self, setting->group, setting->key);
    if (first && first->shown.is_default)
        return !setting->is_default;
    return !first || !g_str_equal (first->shown.value, setting->value);
}

static void show (Scenario *self, const Scenario *child, const char *group)
{
    const char *told = told_group (self, child, group);
    for (unsigned i = 0; told && i < child->settings->len; i++) {
        const ScenarioSetting *own = child->settings->pdata[i];
        if (!g_str_equal (own->group, group) || !is_told (self, own))
            continue;
        ScenarioSetting *setting = g_new0 (ScenarioSetting, 1);
        *setting = (ScenarioSetting){.group = told,
                                     .key = g_intern_string (own->key),
                                     .summary = own->summary,
                                     .value = g_strdup (own->value),
                                     .line = own->line};
        g_ptr_array_add (self->later_settings, setting);
        g_ptr_array_add (self->settings, setting);
    }
}

static bool add_child (Scenario *self, unsigned n, GError **error)
{
    Scenario *child = scenario_copy (self);
    child->connection = n == NEAR_LEG ? 1 : n == FAR_LEG ? 2 : n;
    if (n == FAR_LEG)
        g_ptr_array_set_size (child->twist_slots,
                              0); /* what he does to the client's side is done */
    g_ptr_array_add (self->later, child);
    for (unsigned i = 0; i < self->later_lines->len; i++) {
        const ScenarioLine *line = self->later_lines->pdata[i];
        g_autofree char *base = NULL;
        if (scenario_split_group (line->group, &base) == n && !apply (child, line, base, error))
            return place_error (self, line, error);
    }
    scenario_settle (child);
    for (unsigned g = 1; scenario_group_at (g); g++) /* but [scenario] */
        show (self, child, scenario_group_at (g));
    return scenario_check_together (child, error);
}

/* A man in the middle stands in one connection, and only where he is said to stand. */
static bool check_middle (const Scenario *self, GError **error)
{
    for (unsigned i = 0; i < self->later_lines->len; i++) {
        const ScenarioLine *line = self->later_lines->pdata[i];
        if (g_str_has_prefix (line->group, MITM) == self->middle)
            continue;
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "[%s] %s", line->group,
                     self->middle ? "beside a man in the middle, who stands in one connection, "
                                    "allowed: [mitm.server], [mitm.client]"
                                  : "without a man in the middle, allowed: with "
                                    "man-in-the-middle=yes in [network]");
        return place_error (self, line, error);
    }
    return true;
}

bool scenario_settle_later (Scenario *self, GError **error)
{
    if (!check_middle (self, error))
        return false;
    if (self->middle)
        return add_child (self, NEAR_LEG, error) && add_child (self, FAR_LEG, error);
    unsigned most = 1;
    for (unsigned i = 0; i < self->later_lines->len; i++) {
        const ScenarioLine *line = self->later_lines->pdata[i];
        g_autofree char *base = NULL;
        unsigned n = scenario_split_group (line->group, &base);
        most = MAX (most, n);
    }
    for (unsigned n = 2; n <= most; n++)
        if (!add_child (self, n, error))
            return false;
    return true;
}

/* ---- Reading. ---- */

unsigned scenario_connections (const Scenario *self)
{
    return self->middle ? self->later->len : 1 + self->later->len;
}

Scenario *scenario_connection (Scenario *self, unsigned n)
{
    if (self->middle && self->later->len > 0)
        return g_ptr_array_index (self->later, n - 1);
    return n <= 1 ? self : g_ptr_array_index (self->later, n - 2);
}

bool scenario_has_middle (const Scenario *self)
{
    return self->middle;
}

bool scenario_says_instead (const Scenario *self)
{
    return self->says_instead;
}

int64_t scenario_pause (const Scenario *self)
{
    return self->pause * G_USEC_PER_SEC;
}

unsigned scenario_replay (const Scenario *self)
{
    return (unsigned)self->replay;
}

/* ---- Writing. ---- */

static void write_group (const Scenario *self, const Scenario *child, const char *group,
                         GString *out)
{
    const char *told = told_group (self, child, group);
    if (!told)
        return;
    g_autoptr (GString) lines = g_string_new (NULL);
    for (unsigned i = 0; i < self->later_settings->len; i++) {
        const ScenarioSetting *setting = self->later_settings->pdata[i];
        if (g_str_equal (setting->group, told))
            g_string_append_printf (lines, "%s=%s\n", setting->key, setting->value);
    }
    bool takes_away = g_str_equal (group, "network") && !self->middle;
    for (unsigned i = 0; i < self->twist_slots->len && takes_away; i++) {
        const ScenarioSlot *twist = self->twist_slots->pdata[i];
        if (!scenario_slot (child, group, twist->shown.key))
            g_string_append_printf (lines, "%s=\n", twist->shown.key);
    }
    if (lines->len)
        g_string_append_printf (out, "\n[%s]\n%s", told, lines->str);
}

void scenario_write_later (const Scenario *self, GString *out)
{
    for (unsigned i = 0; i < self->later->len; i++) {
        const Scenario *child = self->later->pdata[i];
        gsize before = out->len;
        for (unsigned g = 1; scenario_group_at (g); g++) /* but [scenario] */
            write_group (self, child, scenario_group_at (g), out);
        if (out->len == before && !self->middle)
            g_string_append_printf (out, "\n[client.%u]\n", child->connection);
    }
}
