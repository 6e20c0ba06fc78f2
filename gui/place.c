#include "place.h"

#include <gio/gio.h>

static char *file_path (void)
{
    return g_build_filename (g_get_user_config_dir (), "stepshake", "place.ini", NULL);
}

static int read_int (GKeyFile *file, const char *key, int least, int most, int otherwise)
{
    g_autoptr (GError) error = NULL;
    int value = g_key_file_get_integer (file, "window", key, &error);
    return error == NULL && value >= least && value <= most ? value : otherwise;
}

static bool read_bool (GKeyFile *file, const char *key, bool otherwise)
{
    g_autoptr (GError) error = NULL;
    bool value = g_key_file_get_boolean (file, "window", key, &error);
    return error == NULL ? value : otherwise;
}

void stepshake_place_load (StepshakePlace *place)
{
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autofree char *path = file_path ();
    g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
    place->width = read_int (file, "width", 640, 16384, 1440);
    place->height = read_int (file, "height", 480, 16384, 900);
    place->maximized = read_bool (file, "maximized", false);
    place->sidebar = read_bool (file, "sidebar", true);
    place->theme = g_key_file_get_string (file, "window", "theme", NULL);
    place->open = g_key_file_get_string (file, "place", "open", NULL);
    place->landmark = g_key_file_get_string (file, "place", "landmark", NULL);
    place->page = g_key_file_get_integer (file, "place", "page", NULL);
    if (place->theme == NULL)
        place->theme = g_strdup ("follow");
}

static void set_text (GKeyFile *file, const char *group, const char *key, const char *text)
{
    if (text != NULL)
        g_key_file_set_string (file, group, key, text);
}

void stepshake_place_save (const StepshakePlace *place)
{
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autoptr (GError) error = NULL;
    g_autofree char *path = file_path ();
    g_autofree char *folder = g_path_get_dirname (path);
    g_key_file_set_integer (file, "window", "width", place->width);
    g_key_file_set_integer (file, "window", "height", place->height);
    g_key_file_set_boolean (file, "window", "maximized", place->maximized);
    g_key_file_set_boolean (file, "window", "sidebar", place->sidebar);
    set_text (file, "window", "theme", place->theme);
    set_text (file, "place", "open", place->open);
    set_text (file, "place", "landmark", place->landmark);
    g_key_file_set_integer (file, "place", "page", place->page);
    if (g_mkdir_with_parents (folder, 0700) != 0 || !g_key_file_save_to_file (file, path, &error))
        g_message ("the place is not remembered: %s",
                   error != NULL ? error->message : g_strerror (errno));
}

void stepshake_place_clear (StepshakePlace *place)
{
    g_clear_pointer (&place->theme, g_free);
    g_clear_pointer (&place->open, g_free);
    g_clear_pointer (&place->landmark, g_free);
}
