#include "export/json.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

/* The scenario inside a saved trace. The rest of the file is for other programs: whoever opens it
 * here gets the run itself again. */

static const char *text_member (JsonObject *object, const char *name)
{
    JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;
    return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
               ? json_node_get_string (node)
               : NULL;
}

static JsonObject *object_member (JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member (object, name);
    return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static Scenario *parse_scenario (const char *text, const char *where, GError **error)
{
    g_autofree char *folder = g_path_get_dirname (where);
    g_autofree char *inside = g_strdup_printf ("%s: scenario", where);
    return scenario_parse (text, inside, folder, error);
}

static Scenario *scenario_of (JsonObject *root, const char *where, GError **error)
{
    const char *text = text_member (object_member (root, "scenario"), "text");
    if (text != NULL)
        return parse_scenario (text, where, error);
    const char *origin = text_member (root, "origin");
    const char *seen_by = text_member (root, "seen_by");
    if (g_strcmp0 (origin, "live") == 0)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                     "%s: was recorded with an outside peer, who cannot be run again; only traces "
                     "of simulated runs can be opened",
                     where);
    else if (seen_by != NULL && !g_str_equal (seen_by, "everyone"))
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                     "%s: holds only what the %s saw; only a trace seen by everyone can be opened",
                     where, seen_by);
    else
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s: has no scenario.text; a trace saved by Stepshake has it", where);
    return NULL;
}

Scenario *export_json_scenario (const char *text, gsize size, const char *where, GError **error)
{
    g_autoptr (JsonParser) parser = json_parser_new_immutable ();
    g_autoptr (GError) reason = NULL;
    if (!json_parser_load_from_data (parser, text, (gssize)size, &reason)) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s:%u: is no JSON: %s", where,
                     json_parser_get_current_line (parser), reason->message);
        return NULL;
    }
    JsonNode *node = json_parser_get_root (parser);
    JsonObject *root =
        node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    if (root == NULL || g_strcmp0 (text_member (root, "format"), "stepshake-trace") != 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s: is no trace of Stepshake; its first member must be \"format\": "
                     "\"stepshake-trace\"",
                     where);
        return NULL;
    }
    return scenario_of (root, where, error);
}
