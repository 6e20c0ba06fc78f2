#include "scenario/unnoticed.h"

#include <gio/gio.h>

#define TABLE "/io/github/stepshake/Stepshake/assets/unnoticed.ini"

static ScenarioUnnoticed *row_new (GKeyFile *file, const char *id)
{
    ScenarioUnnoticed *row = g_new0 (ScenarioUnnoticed, 1);
    g_autofree char *kinds = g_key_file_get_string (file, id, "in", NULL);
    row->place = g_key_file_get_string (file, id, "place", NULL);
    row->why = g_key_file_get_string (file, id, "why", NULL);
    row->section = g_key_file_get_string (file, id, "section", NULL);
    g_assert (row->place != NULL && kinds != NULL && row->why != NULL && row->section != NULL);
    row->kinds = g_strsplit (kinds, " ", -1);
    return row;
}

/* Read once, never changed, never freed. */
static GPtrArray *all_rows (void)
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

const ScenarioUnnoticed *scenario_unnoticed_at (unsigned i)
{
    GPtrArray *rows = all_rows ();
    return i < rows->len ? g_ptr_array_index (rows, i) : NULL;
}

bool scenario_unnoticed_in (const ScenarioUnnoticed *row, const char *kind)
{
    for (char **pattern = row->kinds; *pattern != NULL; pattern++)
        if (g_pattern_match_simple (*pattern, kind))
            return true;
    return false;
}

const ScenarioUnnoticed *scenario_unnoticed_find (const char *kind, const char *place)
{
    const ScenarioUnnoticed *row;
    for (unsigned i = 0; (row = scenario_unnoticed_at (i)) != NULL; i++)
        if (scenario_unnoticed_in (row, kind) && g_pattern_match_simple (row->place, place))
            return row;
    return NULL;
}
