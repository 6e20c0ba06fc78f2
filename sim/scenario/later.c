/* Later connections: [client.2], [server.2] and so on. Each is a scenario of its own that begins as
 * a copy of the first and has the lines that are about it. */
#include "scenario/setting.h"

#include <gio/gio.h>
#include <string.h>

enum { MOST_CONNECTIONS = 9 };

unsigned scenario_split_group (const char *group, char **base)
{
    const char *dot = strchr (group, '.');
    bool one_digit = dot && dot[1] >= '2' && dot[1] <= '0' + MOST_CONNECTIONS && dot[2] == '\0';
    *base = one_digit ? g_strndup (group, dot - group) : g_strdup (group);
    return one_digit ? (unsigned)(dot[1] - '0') : 1;
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

static void show (Scenario *self, unsigned n, Scenario *child, const ScenarioLine *line,
                  const char *base)
{
    const ScenarioSlot *slot = line->key ? scenario_slot (child, base, line->key) : NULL;
    if (!slot)
        return;
    ScenarioSetting *setting = g_new0 (ScenarioSetting, 1);
    g_autofree char *group = g_strdup_printf ("%s.%u", base, n);
    *setting = (ScenarioSetting){.group = g_intern_string (group),
                                 .key = g_intern_string (line->key),
                                 .summary = slot->shown.summary,
                                 .value = g_strdup (slot->shown.value),
                                 .line = slot->shown.line};
    g_ptr_array_add (self->later_settings, setting);
    g_ptr_array_add (self->settings, setting);
}

static bool add_child (Scenario *self, unsigned n, GError **error)
{
    Scenario *child = scenario_copy (self);
    child->connection = n;
    g_ptr_array_add (self->later, child);
    for (unsigned i = 0; i < self->later_lines->len; i++) {
        const ScenarioLine *line = self->later_lines->pdata[i];
        g_autofree char *base = NULL;
        if (scenario_split_group (line->group, &base) == n && !apply (child, line, base, error))
            return place_error (self, line, error);
    }
    scenario_settle (child);
    for (unsigned i = 0; i < self->later_lines->len; i++) {
        const ScenarioLine *line = self->later_lines->pdata[i];
        g_autofree char *base = NULL;
        if (scenario_split_group (line->group, &base) == n)
            show (self, n, child, line, base);
    }
    return scenario_check_together (child, error);
}

bool scenario_settle_later (Scenario *self, GError **error)
{
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
    return 1 + self->later->len;
}

Scenario *scenario_connection (Scenario *self, unsigned n)
{
    return n <= 1 ? self : g_ptr_array_index (self->later, n - 2);
}

int64_t scenario_pause (const Scenario *self)
{
    return self->pause * G_USEC_PER_SEC;
}

unsigned scenario_replay (const Scenario *self)
{
    return (unsigned)self->replay;
}

/* ---- Writing: what differs from the first connection. ---- */

static void write_group (const Scenario *self, const Scenario *child, const char *group,
                         GString *out)
{
    g_autoptr (GString) lines = g_string_new (NULL);
    for (unsigned i = 0; i < child->settings->len; i++) {
        const ScenarioSetting *setting = child->settings->pdata[i];
        const ScenarioSlot *first = scenario_slot (self, setting->group, setting->key);
        if (g_str_equal (setting->group, group) &&
            (!first || !g_str_equal (first->shown.value, setting->value)))
            g_string_append_printf (lines, "%s=%s\n", setting->key, setting->value);
    }
    for (unsigned i = 0; i < self->twist_slots->len && g_str_equal (group, "network"); i++) {
        const ScenarioSlot *twist = self->twist_slots->pdata[i];
        if (!scenario_slot (child, group, twist->shown.key))
            g_string_append_printf (lines, "%s=\n", twist->shown.key);
    }
    if (lines->len)
        g_string_append_printf (out, "\n[%s.%u]\n%s", group, child->connection, lines->str);
}

void scenario_write_later (const Scenario *self, GString *out)
{
    for (unsigned i = 0; i < self->later->len; i++) {
        const Scenario *child = self->later->pdata[i];
        gsize before = out->len;
        for (unsigned g = 1; scenario_group_at (g); g++) /* but [scenario] */
            write_group (self, child, scenario_group_at (g), out);
        if (out->len == before)
            g_string_append_printf (out, "\n[client.%u]\n", child->connection);
    }
}
