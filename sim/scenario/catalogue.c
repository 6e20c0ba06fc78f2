/* The catalogue: assets/scenarios, built into the program; catalogue.txt has the order. */
#include "scenario/setting.h"

#include <gio/gio.h>
#include <string.h>

#define INDEX "/io/github/stepshake/Stepshake/assets/scenarios/catalogue.txt"

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
    g_autoptr (Scenario) scenario = scenario_load_heading (name, &error);
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
    g_auto (GStrv) lines = g_strsplit (g_bytes_get_data (text, NULL), "\n", -1);
    GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
    g_autofree char *group = NULL;
    for (char **line = lines; *line; line++) {
        if (**line == '[') {
            g_free (group);
            group = g_strndup (*line + 1, strlen (*line) - 2);
        } else if (**line != '\0' && **line != '#') {
            g_ptr_array_add (entries, entry_new (group, *line));
        }
    }
    return entries;
}
