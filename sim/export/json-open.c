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

/* Who saw it; NULL: not said, or nobody whom this version knows. */
static const TraceObserver *observer_of (JsonObject *root)
{
    const char *name = text_member (root, "seen_by");
    return name != NULL ? trace_observer_find (name) : NULL;
}

static Scenario *scenario_of (JsonObject *root, const char *where, GError **error)
{
    const char *text = text_member (object_member (root, "scenario"), "text");
    if (text != NULL)
        return parse_scenario (text, where, error);
    const char *origin = text_member (root, "origin");
    const TraceObserver *seen_by = observer_of (root);
    if (g_strcmp0 (origin, "live") == 0)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                     "%s: was recorded with an outside peer, who cannot be run again; only traces "
                     "of simulated runs can be opened",
                     where);
    else if (seen_by != NULL && !seen_by->omniscient)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                     "%s: holds only what the %s saw; only a trace seen by everyone can be opened",
                     where, seen_by->name);
    else
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s: has no scenario.text; a trace saved by Stepshake has it", where);
    return NULL;
}

/* The parser forgets the line when it gives up. */
static void note_line (JsonParser *parser, gpointer error, unsigned *line)
{
    *line = json_parser_get_current_line (parser);
}

/* The parser quotes the file, which may hold anything. transfer full */
static char *readable (const char *message)
{
    char *text = g_utf8_make_valid (message, -1);
    for (char *c = text; *c != '\0'; c++)
        if (g_ascii_iscntrl (*c))
            *c = ' ';
    return text;
}

Scenario *export_json_scenario (const char *text, gsize size, const char *where, GError **error)
{
    g_autoptr (JsonParser) parser = json_parser_new_immutable ();
    g_autoptr (GError) reason = NULL;
    unsigned line = 1;
    g_signal_connect (parser, "error", G_CALLBACK (note_line), &line);
    if (!json_parser_load_from_data (parser, text, (gssize)size, &reason)) {
        g_autofree char *words = readable (reason->message);
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s:%u: is no JSON: %s", where,
                     line, words);
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
