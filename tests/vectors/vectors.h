/* Reads a file of test vectors: lines "name = hex", the hex over as many lines as it takes, "#"
 * begins a comment. vectors_load ("x.txt") gives a table of names and GBytes; vectors_get () takes
 * one out of it, borrowed. A name that is not there is a bug of the test. */
#pragma once

#include "base/bytes.h"

#include <string.h>

static inline void vectors_add (GHashTable *table, const char *name, GString *hex)
{
    g_autoptr (GError) error = NULL;
    GBytes *bytes = base_unhex (hex->str, &error);
    g_assert_no_error (error);
    g_assert_true (g_hash_table_insert (table, g_strdup (name), bytes));
    g_string_truncate (hex, 0);
}

/* transfer full */
static inline GHashTable *vectors_load (const char *file)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;
    g_autofree char *path = g_test_build_filename (G_TEST_DIST, "vectors", file, NULL);
    g_file_get_contents (path, &text, NULL, &error);
    g_assert_no_error (error);

    GHashTable *table =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    g_autoptr (GString) hex = g_string_new (NULL);
    g_autofree char *name = NULL;
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        char *content = *line;
        content[strcspn (content, "#")] = '\0';
        char *equals = strchr (content, '=');
        if (equals != NULL) {
            if (name != NULL)
                vectors_add (table, name, hex);
            *equals = '\0';
            g_free (name);
            name = g_strdup (g_strstrip (content));
            content = equals + 1;
        }
        g_string_append (hex, content);
    }
    if (name != NULL)
        vectors_add (table, name, hex);
    return table;
}

static inline GBytes *vectors_get (GHashTable *table, const char *name)
{
    GBytes *bytes = g_hash_table_lookup (table, name);
    if (bytes == NULL)
        g_error ("there is no vector “%s”", name);
    return bytes;
}
