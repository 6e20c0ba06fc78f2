#include "lesson/lesson.h"

#include <gio/gio.h>
#include <string.h>

#define ROOT "/io/github/stepshake/Stepshake/lessons/"
enum { MAX_SIZE = 1 << 20 };

int lesson_find_page (const Lesson *lesson, const char *anchor)
{
    for (guint i = 0; i < lesson->pages->len; i++) {
        const LessonPage *page = g_ptr_array_index (lesson->pages, i);
        if (g_str_equal (page->anchor, anchor))
            return (int)i;
    }
    return -1;
}

/* ---- The catalogue ---- */

char **lesson_catalogue (void)
{
    g_autoptr (GBytes) bytes = g_resources_lookup_data (ROOT "course.ini", 0, NULL);
    g_autoptr (GKeyFile) course = g_key_file_new ();
    g_key_file_set_list_separator (course, ' ');
    char **ids = NULL;
    if (bytes != NULL && g_key_file_load_from_bytes (course, bytes, 0, NULL))
        ids = g_key_file_get_string_list (course, "course", "lessons", NULL, NULL);
    return ids != NULL ? ids : g_new0 (char *, 1);
}

static Lesson *load_builtin (const char *id, GError **error)
{
    g_autofree char *path = g_strdup_printf (ROOT "en/%s.md", id);
    g_autofree char *where = g_strdup_printf ("lessons/en/%s.md", id);
    g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, error);
    if (bytes == NULL)
        return NULL;
    g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    return lesson_parse (text, where, NULL, error);
}

static Lesson *load_file (const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize size;
    g_autoptr (GError) inner = NULL;
    g_autoptr (GFile) file = g_file_new_for_path (path);
    g_autoptr (GFileInfo) info =
        g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, NULL);
    if (info != NULL && g_file_info_get_size (info) > MAX_SIZE) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s:1: the file is too large, allowed is 1 MiB", path);
        return NULL;
    }
    if (!g_file_get_contents (path, &text, &size, &inner)) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s", inner->message);
        return NULL;
    }
    if (strlen (text) != size) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s:1: the file holds a zero byte, a lesson is text", path);
        return NULL;
    }
    g_autofree char *folder = g_path_get_dirname (path);
    return lesson_parse (text, path, folder, error);
}

Lesson *lesson_load (const char *name_or_path, GError **error)
{
    g_auto (GStrv) ids = lesson_catalogue ();
    if (g_strv_contains ((const char *const *)ids, name_or_path))
        return load_builtin (name_or_path, error);
    bool is_path = strchr (name_or_path, '/') != NULL || g_str_has_suffix (name_or_path, ".md");
    if (is_path || g_file_test (name_or_path, G_FILE_TEST_IS_REGULAR))
        return load_file (name_or_path, error);
    g_autofree char *allowed = g_strjoinv (", ", ids);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 "no lesson “%s”, there are %s, and any file *.md", name_or_path, allowed);
    return NULL;
}
