/* A scenario: its settings in force, from a file, from the command line, or the defaults. */
#include "base/near.h"
#include "scenario/setting.h"

#include <gio/gio.h>
#include <string.h>

#include "scenario/scan.h"

static void slot_free (gpointer data)
{
    ScenarioSlot *slot = data;
    g_free (slot->shown.value);
    g_free (slot->path);
    g_free (slot->own_key);
    g_free (slot);
}

static void setting_free (gpointer data)
{
    ScenarioSetting *setting = data;
    g_free (setting->value);
    g_free (setting);
}

static void translation_free (gpointer data)
{
    ScenarioTranslation *translation = data;
    g_free (translation->locale);
    g_free (translation->value);
    g_free (translation->plain);
    g_free (translation);
}

static ScenarioSlot *slot_new (const ScenarioRow *row, unsigned twist)
{
    ScenarioSlot *slot = g_new0 (ScenarioSlot, 1);
    slot->row = row;
    slot->twist = twist;
    slot->own_key = twist ? g_strdup_printf ("twist.%u", twist) : NULL;
    slot->shown.group = row->group;
    slot->shown.key = twist ? slot->own_key : row->key;
    slot->shown.summary = row->summary;
    slot->shown.value = g_strdup (row->fallback);
    return slot;
}

Scenario *scenario_new (const char *where, const char *name, const char *folder)
{
    Scenario *self = g_new0 (Scenario, 1);
    self->references = 1;
    self->where = g_strdup (where);
    self->name = g_strdup (name);
    self->folder = g_strdup (folder);
    self->slots = g_ptr_array_new_with_free_func (slot_free);
    for (unsigned i = 0; scenario_row_at (i); i++)
        g_ptr_array_add (self->slots, slot_new (scenario_row_at (i), 0));
    self->twist_slots = g_ptr_array_new_with_free_func (slot_free);
    self->certificates = g_ptr_array_new_with_free_func (g_free);
    self->certificate_slots = g_ptr_array_new_with_free_func (slot_free);
    self->translations = g_ptr_array_new_with_free_func (translation_free);
    self->connection = 1;
    self->later_lines = scenario_lines_new ();
    self->later = g_ptr_array_new_with_free_func ((GDestroyNotify)scenario_unref);
    self->later_settings = g_ptr_array_new_with_free_func (setting_free);
    self->settings = g_ptr_array_new ();
    self->twists = g_ptr_array_new_with_free_func ((GDestroyNotify)net_twist_free);
    return self;
}

static void expect_clear (ScenarioExpect *expect)
{
    g_clear_pointer (&expect->outcomes, g_ptr_array_unref);
    g_clear_pointer (&expect->alert_sender, g_free);
    g_clear_pointer (&expect->alerts, g_ptr_array_unref);
    g_clear_pointer (&expect->noticed_by, g_free);
    g_clear_pointer (&expect->causes, g_ptr_array_unref);
    g_clear_pointer (&expect->fails, g_ptr_array_unref);
    g_clear_pointer (&expect->passes, g_ptr_array_unref);
    g_clear_pointer (&expect->missing, g_ptr_array_unref);
}

Scenario *scenario_ref (Scenario *self)
{
    g_atomic_int_inc (&self->references);
    return self;
}

void scenario_unref (Scenario *self)
{
    if (!self || !g_atomic_int_dec_and_test (&self->references))
        return;
    g_free (self->where);
    g_free (self->name);
    g_free (self->folder);
    g_ptr_array_unref (self->settings);
    g_ptr_array_unref (self->later_lines);
    g_ptr_array_unref (self->later);
    g_ptr_array_unref (self->later_settings);
    g_ptr_array_unref (self->slots);
    g_ptr_array_unref (self->twist_slots);
    g_ptr_array_unref (self->certificates);
    g_ptr_array_unref (self->certificate_slots);
    g_ptr_array_unref (self->translations);
    g_ptr_array_unref (self->twists);
    g_free (self->title);
    g_free (self->summary);
    g_free (self->seed);
    expect_clear (&self->expect);
    g_free (self);
}

/* ---- Setting one thing. ---- */

static int by_number (gconstpointer a, gconstpointer b)
{
    const ScenarioSlot *one = *(ScenarioSlot *const *)a, *other = *(ScenarioSlot *const *)b;
    return (one->twist > other->twist) - (one->twist < other->twist);
}

ScenarioSlot *scenario_slot (const Scenario *self, const char *group, const char *key)
{
    GPtrArray *all[] = {self->slots, self->twist_slots, self->certificate_slots};
    for (unsigned a = 0; a < G_N_ELEMENTS (all); a++)
        for (unsigned i = 0; i < all[a]->len; i++) {
            ScenarioSlot *slot = all[a]->pdata[i];
            if (g_str_equal (slot->shown.group, group) && g_str_equal (slot->shown.key, key))
                return slot;
        }
    return NULL;
}

static bool refuse_group (const char *group, GError **error)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    for (unsigned i = 0; scenario_group_at (i); i++)
        g_ptr_array_add (names, (gpointer)scenario_group_at (i));
    g_ptr_array_add (names, "certificate.NAME");
    g_autofree char *quoted = scenario_quote (group);
    g_autofree char *offer = base_offer (names, group, "", "settings");
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is %s, %s", quoted,
                 scenario_group_is_promised (group)
                     ? "a group that this version does not support yet"
                     : "no group",
                 offer);
    return false;
}

static bool refuse_key (const char *group, const char *key, GError **error)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    const ScenarioRow *row;
    for (unsigned i = 0; (row = scenario_row_at (i)); i++)
        if (g_str_equal (row->group, group))
            g_ptr_array_add (names, (gpointer)row->key);
    if (g_str_equal (group, scenario_twist_row.group))
        g_ptr_array_add (names, "twist.N");
    g_autofree char *quoted = scenario_quote (key);
    g_autofree char *offer = base_offer (names, key, "", "settings");
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is no key of [%s], %s", quoted,
                 group, offer);
    return false;
}

bool scenario_check_group (const char *group, GError **error)
{
    for (unsigned i = 0; scenario_group_at (i); i++)
        if (g_str_equal (scenario_group_at (i), group))
            return true;
    return refuse_group (group, error);
}

static ScenarioSlot *certificate_slot_for (Scenario *self, const char *group, const char *key,
                                           GError **error)
{
    const ScenarioRow *row = scenario_certificate_row (group, key, error);
    if (!row || !scenario_describe (self, group, -1, error))
        return NULL;
    ScenarioSlot *slot = scenario_slot (self, group, key);
    if (!slot) {
        slot = slot_new (row, 0);
        slot->shown.group = g_intern_string (group);
        g_ptr_array_add (self->certificate_slots, slot);
    }
    return slot;
}

ScenarioSlot *scenario_slot_for (Scenario *self, const char *group, const char *key, GError **error)
{
    if (scenario_is_certificate (group))
        return certificate_slot_for (self, group, key, error);
    if (!scenario_check_group (group, error))
        return NULL;
    ScenarioSlot *slot = scenario_slot (self, group, key);
    unsigned twist = scenario_twist_number (key);
    if (!slot && twist && g_str_equal (group, scenario_twist_row.group)) {
        slot = slot_new (&scenario_twist_row, twist);
        g_ptr_array_add (self->twist_slots, slot);
    }
    if (!slot)
        refuse_key (group, key, error);
    return slot;
}

static ScenarioTranslation *find_translation (const Scenario *self, const ScenarioRow *row,
                                              const char *locale)
{
    for (unsigned i = 0; i < self->translations->len; i++) {
        ScenarioTranslation *translation = self->translations->pdata[i];
        if (translation->row == row && g_str_equal (translation->locale, locale))
            return translation;
    }
    return NULL;
}

void scenario_translate (Scenario *self, const ScenarioRow *row, const char *locale,
                         const char *value)
{
    ScenarioTranslation *translation = find_translation (self, row, locale);
    if (!translation) {
        translation = g_new0 (ScenarioTranslation, 1);
        translation->row = row;
        translation->locale = g_strdup (locale);
        g_ptr_array_add (self->translations, translation);
    }
    g_free (translation->value);
    g_free (translation->plain);
    translation->value = g_strdup (value);
    translation->plain = scenario_unescape (value, NULL);
}

/* Text keeps the blanks that were typed; for all else those at the ends mean nothing. */
static char *trimmed (const ScenarioRow *row, const char *raw)
{
    char *value = g_strchug (g_strdup (raw));
    bool is_text = row->kind == &scenario_kind_line || row->kind == &scenario_kind_data;
    return is_text ? value : g_strchomp (value);
}

bool scenario_set (Scenario *self, const ScenarioLine *at, int line, const ScenarioReach *reach,
                   GError **error)
{
    ScenarioSlot *slot = scenario_slot_for (self, at->group, at->key, error);
    if (!slot)
        return false;
    if (at->locale && !slot->row->translatable) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "“%s[%s]”: this key has no translations, allowed: title, summary", at->key,
                     at->locale);
        return false;
    }
    g_autofree char *raw = trimmed (slot->row, at->value);
    ScenarioChecked checked = {NULL, NULL};
    if (!slot->row->kind->check (slot->row, raw, reach, &checked, error))
        return false;
    if (at->locale) {
        scenario_translate (self, slot->row, at->locale, checked.text);
        g_free (checked.text);
        return true;
    }
    g_free (slot->shown.value);
    g_free (slot->path);
    slot->shown.value = checked.text;
    slot->path = checked.path;
    slot->shown.line = line;
    return true;
}

/* ---- What follows from all settings together. ---- */

void scenario_slot_store (const ScenarioSlot *slot, void *target)
{
    if (slot->row->kind->store)
        slot->row->kind->store (slot->row, slot->shown.value, (char *)target + slot->row->place);
}

static void settle_default (Scenario *self, ScenarioSlot *slot)
{
    g_autofree char *fallback =
        slot->row->derive ? slot->row->derive (self) : g_strdup (slot->row->fallback);
    if (slot->shown.line == 0) {
        g_free (slot->shown.value);
        slot->shown.value = g_strdup (fallback);
    }
    slot->shown.is_default = g_str_equal (slot->shown.value, fallback);
}

static void settle_twists (Scenario *self)
{
    g_ptr_array_sort (self->twist_slots, by_number);
    for (unsigned i = 0; i < self->twist_slots->len; i++) {
        const ScenarioSlot *slot = self->twist_slots->pdata[i];
        NetTwist *twist = net_twist_parse (slot->shown.value, NULL);
        g_assert (twist);
        g_ptr_array_add (self->twists, twist);
    }
}

void scenario_settle (Scenario *self)
{
    for (unsigned i = 0; i < self->slots->len; i++) {
        ScenarioSlot *slot = self->slots->pdata[i];
        settle_default (self, slot);
        bool of_party =
            g_str_equal (slot->row->group, "client") || g_str_equal (slot->row->group, "server");
        if (!of_party)
            scenario_slot_store (slot, self);
        g_ptr_array_add (self->settings, &slot->shown);
        if (g_str_equal (slot->row->key, "latency")) {
            settle_twists (self);
            for (unsigned t = 0; t < self->twist_slots->len; t++)
                g_ptr_array_add (self->settings,
                                 &((ScenarioSlot *)self->twist_slots->pdata[t])->shown);
        }
    }
    for (unsigned i = 0; i < self->certificate_slots->len; i++)
        g_ptr_array_add (self->settings,
                         &((ScenarioSlot *)self->certificate_slots->pdata[i])->shown);
}
