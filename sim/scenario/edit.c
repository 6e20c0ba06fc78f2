/* Looking at a scenario, changing one setting of it, and writing it down again. */
#include "scenario/setting.h"

#include <gio/gio.h>
#include <string.h>

const char *scenario_name (const Scenario *self)
{
    return self->name;
}

const char *scenario_seed (const Scenario *self)
{
    return self->seed;
}

int64_t scenario_time (const Scenario *self)
{
    return self->time;
}

int64_t scenario_latency (const Scenario *self)
{
    return self->latency * 1000;
}

GPtrArray *scenario_settings (const Scenario *self)
{
    return self->settings;
}

const char *scenario_value (const Scenario *self, const char *group, const char *key)
{
    g_autofree char *base = NULL;
    unsigned n = scenario_split_group (group, &base);
    const Scenario *of = scenario_part (self, n);
    const ScenarioSlot *slot = of ? scenario_slot (of, base, key) : NULL;
    return slot ? slot->shown.value : NULL;
}

GPtrArray *scenario_twists (const Scenario *self)
{
    return self->twists;
}

const char *scenario_where (const Scenario *self)
{
    return self->where;
}

char *scenario_twist_place (const Scenario *self, unsigned i)
{
    const ScenarioSlot *slot = g_ptr_array_index (self->twist_slots, i);
    return slot->shown.line > 0 ? g_strdup_printf ("%s:%d", self->where, slot->shown.line)
                                : g_strdup_printf ("%s.%s", slot->shown.group, slot->shown.key);
}

const ScenarioExpect *scenario_expect (const Scenario *self)
{
    return &self->expect;
}

/* ---- Texts and their translations. ---- */

/* The value of KEY in LANGUAGE, or in the language that it varies ("de" for "de_AT"); NULL when it
 * was not translated. */
static const char *translated (const Scenario *self, const char *key, const char *language)
{
    g_auto (GStrv) variants = g_get_locale_variants (language);
    for (char **variant = variants; *variant; variant++)
        for (unsigned i = 0; i < self->translations->len; i++) {
            const ScenarioTranslation *translation = self->translations->pdata[i];
            if (g_str_equal (translation->row->key, key) &&
                g_str_equal (translation->locale, *variant))
                return translation->plain;
        }
    return NULL;
}

static const char *in_language (const Scenario *self, const char *key, const char *plain,
                                const char *language)
{
    const char *one[] = {language, NULL};
    const char *found = NULL;
    for (const char *const *l = language ? one : g_get_language_names (); *l && !found; l++)
        found = g_str_equal (*l, "C") ? plain : translated (self, key, *l);
    return found ? found : plain;
}

const char *scenario_title_in (const Scenario *self, const char *language)
{
    const char *title = in_language (self, "title", self->title, language);
    return *title ? title : self->name;
}

const char *scenario_summary_in (const Scenario *self, const char *language)
{
    return in_language (self, "summary", self->summary, language);
}

const char *scenario_title (const Scenario *self)
{
    return scenario_title_in (self, NULL);
}

const char *scenario_summary (const Scenario *self)
{
    return scenario_summary_in (self, NULL);
}

/* ---- Changing. ---- */

static void copy_slots (Scenario *other, GPtrArray *slots)
{
    for (unsigned i = 0; i < slots->len; i++) {
        const ScenarioSlot *from = slots->pdata[i];
        ScenarioSlot *to = scenario_slot (other, from->shown.group, from->shown.key);
        g_free (to->shown.value);
        to->shown.value = g_strdup (from->shown.value);
        to->shown.line = from->shown.line;
        to->path = g_strdup (from->path);
    }
}

Scenario *scenario_copy (const Scenario *self)
{
    Scenario *other = scenario_new (self->where, self->name, self->folder);
    for (unsigned i = 0; i < self->twist_slots->len; i++) {
        const ScenarioSlot *slot = self->twist_slots->pdata[i];
        scenario_slot_for (other, slot->shown.group, slot->shown.key, NULL);
    }
    for (unsigned i = 0; i < self->certificates->len; i++) {
        const ScenarioCertificate *certificate = self->certificates->pdata[i];
        scenario_describe (other, certificate->group, certificate->line, NULL);
    }
    for (unsigned i = 0; i < self->certificate_slots->len; i++) {
        const ScenarioSlot *slot = self->certificate_slots->pdata[i];
        scenario_slot_for (other, slot->shown.group, slot->shown.key, NULL);
    }
    copy_slots (other, self->slots);
    copy_slots (other, self->certificate_slots);
    copy_slots (other, self->twist_slots);
    for (unsigned i = 0; i < self->translations->len; i++) {
        const ScenarioTranslation *translation = self->translations->pdata[i];
        scenario_translate (other, translation->row, translation->locale, translation->value);
    }
    return other;
}

/* "client.cipher-suites=X" as a line of a file; false with an error when it has another shape. */
static bool take_apart (const char *assignment, ScenarioLine *line, GError **error)
{
    const char *dot = strchr (assignment, '.'), *equals = strchr (assignment, '=');
    if (dot && g_ascii_isdigit (dot[1]) && dot[2] == '.') /* client.2.groups */
        dot += 2;
    if (dot && (g_str_has_prefix (assignment, "mitm.") ||       /* mitm.server.reply */
                g_str_has_prefix (assignment, "certificate."))) /* certificate.leaf.key */
        dot = strchr (dot + 1, '.');
    g_autofree char *name =
        dot && equals && dot < equals ? g_strndup (dot + 1, equals - dot - 1) : NULL;
    if (!g_utf8_validate (assignment, -1, NULL) || !name || dot == assignment ||
        !scenario_scan_key (name, &line->key, &line->locale)) {
        g_autofree char *valid = g_utf8_make_valid (assignment, -1);
        g_autofree char *quoted = scenario_quote (valid);
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s sets nothing, allowed: group.key=value", quoted);
        return false;
    }
    line->number = 0;
    line->group = g_strndup (assignment, dot - assignment);
    line->value = g_strdup (equals + 1);
    return true;
}

/* What was said before about the same thing is said no more. */
static void replace_line (Scenario *self, const ScenarioLine *line)
{
    for (unsigned i = self->later_lines->len; i > 0; i--) {
        const ScenarioLine *old = self->later_lines->pdata[i - 1];
        if (g_str_equal (old->group, line->group) && g_strcmp0 (old->key, line->key) == 0)
            g_ptr_array_remove_index (self->later_lines, i - 1);
    }
    scenario_keep_line (self, line);
}

static bool change (Scenario *self, const ScenarioLine *line, GError **error)
{
    g_autofree char *base = NULL;
    ScenarioReach reach = {NULL, true, self};
    if (scenario_split_group (line->group, &base) > 1)
        replace_line (self, line);
    else if (!scenario_remove_twist (self, line) && !scenario_set (self, line, -1, &reach, error)) {
        g_prefix_error (error, "%s.%s: ", line->group, line->key);
        return false;
    }
    scenario_settle (self);
    return scenario_settle_later (self, error);
}

Scenario *scenario_with (const Scenario *self, const char *assignment, GError **error)
{
    ScenarioLine line = {0};
    if (!take_apart (assignment, &line, error))
        return NULL;
    g_autoptr (Scenario) other = scenario_copy (self);
    for (unsigned i = 0; i < self->later_lines->len; i++)
        scenario_keep_line (other, self->later_lines->pdata[i]);
    bool good = change (other, &line, error);
    scenario_line_clear (&line);
    return good ? g_steal_pointer (&other) : NULL;
}

/* ---- Writing. ---- */

static void write_translations (const Scenario *self, const char *key, GString *out)
{
    for (unsigned i = 0; i < self->translations->len; i++) {
        const ScenarioTranslation *translation = self->translations->pdata[i];
        if (g_str_equal (translation->row->key, key))
            g_string_append_printf (out, "%s[%s]=%s\n", key, translation->locale,
                                    translation->value);
    }
}

char *scenario_text (const Scenario *self)
{
    GString *out = g_string_new (NULL);
    for (unsigned g = 0; scenario_group_at (g); g++) {
        const char *group = scenario_group_at (g);
        g_autoptr (GString) lines = g_string_new (NULL);
        for (unsigned i = 0; i < self->settings->len; i++) {
            const ScenarioSetting *setting = self->settings->pdata[i];
            if (!g_str_equal (setting->group, group))
                continue;
            /* The format is always said: it pins the defaults of all that is not. */
            if (!setting->is_default || g_str_equal (setting->key, "format"))
                g_string_append_printf (lines, "%s=%s\n", setting->key, setting->value);
            if (g_str_equal (group, "scenario"))
                write_translations (self, setting->key, lines);
        }
        if (lines->len)
            g_string_append_printf (out, "%s[%s]\n%s", out->len ? "\n" : "", group, lines->str);
        if (g_str_equal (group, "scenario"))
            scenario_write_certificates (self, out);
    }
    scenario_write_later (self, out);
    return g_string_free (out, FALSE);
}
