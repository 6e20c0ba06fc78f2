#include "lesson/fence.h"

#include <gio/gio.h>
#include <string.h>

bool lesson_fail (const LessonContext *context, int line, GError **error, const char *format, ...)
{
    va_list args;
    va_start (args, format);
    g_autofree char *what = g_strdup_vprintf (format, args);
    va_end (args);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s:%d: %s", context->where, line,
                 what);
    return false;
}

/* ---- Rows ---- */

static void row_free (void *data)
{
    LessonRow *row = data;
    g_free (row->key);
    g_free (row->text);
    g_free (row);
}

/* A key is a word of lower-case letters and hyphens before a colon. */
static size_t key_length (const char *text)
{
    size_t n = strspn (text, "abcdefghijklmnopqrstuvwxyz-");
    return n > 0 && text[n] == ':' ? n : 0;
}

static LessonRow *row_new (const char *text, int line, bool nested)
{
    LessonRow *row = g_new0 (LessonRow, 1);
    row->line = line;
    row->nested = nested;
    size_t key = key_length (text);
    if (key > 0)
        row->key = g_strndup (text, key);
    row->text = g_strstrip (g_strdup (key > 0 ? text + key + 1 : text + 1));
    return row;
}

static void row_continue (LessonRow *row, const char *text)
{
    char *longer = g_strdup_printf ("%s%s%s", row->text, *row->text != '\0' ? " " : "", text);
    g_free (row->text);
    row->text = longer;
}

static bool read_row (const LessonContext *context, GPtrArray *rows, const char *raw, int line,
                      GError **error)
{
    g_autofree char *text = g_strstrip (g_strdup (raw));
    bool nested = raw[0] == ' ' || raw[0] == '\t';
    if (*text == '\0' || *text == '#')
        return true;
    bool begins = key_length (text) > 0 || g_str_has_prefix (text, "- ");
    if (nested && rows->len > 0 && !g_str_has_prefix (text, "hint:")) {
        row_continue (g_ptr_array_index (rows, rows->len - 1), text);
        return true;
    }
    if (!begins)
        return lesson_fail (context, line, error, "“%s” is neither “key: value” nor a row “- …”",
                            text);
    g_ptr_array_add (rows, row_new (text, line, nested));
    return true;
}

GPtrArray *lesson_rows (const LessonContext *context, const char *text, int line, GError **error)
{
    g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    for (int i = 0; lines[i] != NULL; i++)
        if (!read_row (context, rows, lines[i], line + 1 + i, error))
            return NULL;
    return g_steal_pointer (&rows);
}

bool lesson_row_is (const LessonRow *row, const char *key)
{
    return row->key != NULL && g_str_equal (row->key, key);
}

bool lesson_row_unknown (const LessonContext *context, const LessonRow *row, const char *allowed,
                         GError **error)
{
    if (row->key == NULL)
        return lesson_fail (context, row->line, error,
                            "a row “- %s” may not stand here, allowed %s", row->text, allowed);
    return lesson_fail (context, row->line, error, "unknown key “%s”, allowed %s", row->key,
                        allowed);
}

/* A key that may be given once. */
bool lesson_take_once (const LessonContext *context, const LessonRow *row, char **target,
                       GError **error)
{
    if (*target != NULL)
        return lesson_fail (context, row->line, error, "“%s” is given twice", row->key);
    if (*row->text == '\0')
        return lesson_fail (context, row->line, error, "“%s” has no value", row->key);
    *target = g_strdup (row->text);
    return true;
}

bool lesson_valid_id (const char *id)
{
    return *id != '\0' && id[strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}
