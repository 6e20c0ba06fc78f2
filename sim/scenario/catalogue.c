/* The catalogue: assets/scenarios, built into the program; catalogue.ini has the order. */
#include "scenario/scenario.h"

#include <gio/gio.h>

#define INDEX "/io/github/stepshake/Stepshake/assets/scenarios/catalogue.ini"

static void entry_free (gpointer data)
{
    ScenarioEntry *entry = data;
    g_free (entry->name);
    g_free (entry->group);
    g_free (entry->title);
    g_free (entry->summary);
    g_free (entry);
}

/* What is built in is ours: a mistake in it is a bug, and the tests read all of it. */
static ScenarioEntry *entry_new (const char *group, const char *name)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (name, &error);
    if (!scenario)
        g_error ("the catalogue is broken: %s", error->message);
    ScenarioEntry *entry = g_new0 (ScenarioEntry, 1);
    entry->name = g_strdup (name);
    entry->group = g_strdup (group);
    entry->title = g_strdup (scenario_title (scenario));
    entry->summary = g_strdup (scenario_summary (scenario));
    return entry;
}

GPtrArray *scenario_catalogue (void)
{
    g_autoptr (GBytes) text = g_resources_lookup_data (INDEX, 0, NULL);
    g_assert (text);
    g_autoptr (GKeyFile) index = g_key_file_new ();
    bool good = g_key_file_load_from_bytes (index, text, 0, NULL);
    g_assert (good);
    g_key_file_set_list_separator (index, ' ');
    GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
    g_auto (GStrv) groups = g_key_file_get_groups (index, NULL);
    for (char **group = groups; *group; group++) {
        g_auto (GStrv) names = g_key_file_get_string_list (index, *group, "scenarios", NULL, NULL);
        for (char **name = names; name && *name; name++)
            g_ptr_array_add (entries, entry_new (*group, *name));
    }
    return entries;
}
