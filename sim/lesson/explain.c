#include "lesson/explain.h"

#include <gio/gio.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "/io/github/stepshake/Stepshake/assets/explain/en/"

/* ---- Reading the files, once ---- */

/* Text up to the next heading of level 1 or 2, blank lines at both ends cut. */
static const char *next_heading (const char *at)
{
    while (at != NULL && !(g_str_has_prefix (at, "# ") || g_str_has_prefix (at, "## "))) {
        at = strchr (at, '\n');
        if (at != NULL)
            at++;
    }
    return at;
}

static void add_section (GHashTable *texts, const char *heading, const char *end)
{
    const char *line_end = memchr (heading, '\n', (size_t)(end - heading));
    if (line_end == NULL)
        line_end = end;
    char *key = g_strstrip (g_strndup (heading + 3, (gsize)(line_end - heading - 3)));
    char *text = g_strstrip (g_strndup (line_end, (gsize)(end - line_end)));
    if (g_hash_table_contains (texts, key))
        g_error ("two explanations for the key %s", key);
    g_hash_table_insert (texts, key, text);
}

static void read_file (GHashTable *texts, const char *file)
{
    g_autofree char *path = g_strconcat (FOLDER, file, NULL);
    g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
    g_assert (bytes != NULL);
    g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    const char *heading = next_heading (text);
    while (heading != NULL) {
        const char *next = next_heading (strchr (heading, '\n'));
        if (heading[1] == '#')
            add_section (texts, heading, next != NULL ? next : heading + strlen (heading));
        heading = next;
    }
}

/* Built-in data: read once, never changed, never freed. */
static GHashTable *explanations (void)
{
    static GHashTable *texts; /* char * → char * */
    if (g_once_init_enter (&texts)) {
        GHashTable *read = g_hash_table_new (g_str_hash, g_str_equal);
        g_auto (GStrv) files = g_resources_enumerate_children (FOLDER, 0, NULL);
        for (unsigned i = 0; files != NULL && files[i] != NULL; i++)
            read_file (read, files[i]);
        g_once_init_leave (&texts, read);
    }
    return texts;
}

/* ---- Finding ---- */

/* KEY less more and more leading parts, which end at one of SEPARATORS; PREFIX characters stay. */
static const char *find_shorter (GHashTable *texts, const char *key, size_t prefix,
                                 const char *separators)
{
    for (const char *rest = strpbrk (key + prefix, separators); rest != NULL;
         rest = strpbrk (rest + 1, separators)) {
        g_autofree char *shorter = g_strdup_printf ("%.*s%s", (int)prefix, key, rest + 1);
        gpointer heading;
        if (g_hash_table_lookup_extended (texts, shorter, &heading, NULL))
            return heading;
    }
    return NULL;
}

static const char *find (GHashTable *texts, const char *key)
{
    gpointer heading = NULL;
    g_hash_table_lookup_extended (texts, key, &heading, NULL);
    return heading;
}

static char *hyphenated (const char *key)
{
    return g_strdelimit (g_strdup (key), " ", '-');
}

static const char *find_term (GHashTable *texts, const char *key)
{
    g_autofree char *wanted = hyphenated (key);
    GHashTableIter iter;
    gpointer heading;
    g_hash_table_iter_init (&iter, texts);
    while (g_hash_table_iter_next (&iter, &heading, NULL)) {
        g_autofree char *own = hyphenated (heading);
        if (g_str_equal (own, wanted))
            return heading;
    }
    return NULL;
}

/* "secret:client_application_traffic_secret_2" with N for its number; NULL when it has none.
 * transfer full */
static char *any_generation (const char *key)
{
    const char *number = strrchr (key, '_');
    if (number == NULL || number[1] == '\0' ||
        strspn (number + 1, "0123456789") != strlen (number + 1))
        return NULL;
    return g_strdup_printf ("%.*sN", (int)(number + 1 - key), key);
}

/* Of a secret or a draw: its last words, or what stands before a ".". */
static const char *find_kind (GHashTable *texts, const char *key)
{
    const char *found = find_shorter (texts, key, strcspn (key, ":") + 1, "_.");
    if (found != NULL)
        return found;
    g_autofree char *general = any_generation (key);
    if (general != NULL)
        return find_shorter (texts, general, strcspn (key, ":") + 1, "_");
    g_autofree char *stem = g_strndup (key, strcspn (key, "."));
    return find (texts, stem);
}

/* The characters of KEY up to behind "TLS1.2/"; 0: it is not one of TLS 1.2's. */
static size_t version_prefix (const char *key)
{
    static const char older[] = "TLS1.2/";
    const char *colon = strchr (key, ':');
    bool is_one = colon != NULL && g_str_has_prefix (colon + 1, older);
    return is_one ? (size_t)(colon + 1 - key) + strlen (older) : 0;
}

/* What TLS 1.2 has of its own, then what holds for all versions. */
static const char *find_older (GHashTable *texts, const char *key, size_t prefix)
{
    const char *found = find_shorter (texts, key, prefix, "_");
    g_autofree char *general =
        g_strdup_printf ("%.*s%s", (int)(strcspn (key, ":") + 1), key, key + prefix);
    return found != NULL ? found : lesson_explanation_heading (general);
}

const char *lesson_explanation_heading (const char *key)
{
    GHashTable *texts = explanations ();
    const char *found = find (texts, key);
    if (found != NULL)
        return found;
    size_t prefix = version_prefix (key);
    if (prefix > 0)
        return find_older (texts, key, prefix);
    if (strchr (key, ':') == NULL)
        return find_shorter (texts, key, 0, ".");
    if (g_str_has_prefix (key, "term:") || g_str_has_prefix (key, "history:"))
        return find_term (texts, key);
    if (g_str_has_prefix (key, "secret:") || g_str_has_prefix (key, "draw:"))
        return find_kind (texts, key);
    return NULL;
}

const char *lesson_explanation (const char *key)
{
    const char *heading = lesson_explanation_heading (key);
    return heading != NULL ? g_hash_table_lookup (explanations (), heading) : NULL;
}

static int compare_keys (const void *a, const void *b)
{
    return strcmp (*(const char *const *)a, *(const char *const *)b);
}

char **lesson_explanation_keys (void)
{
    guint n;
    g_autofree gpointer *keys = g_hash_table_get_keys_as_array (explanations (), &n);
    qsort (keys, n, sizeof *keys, compare_keys);
    char **copies = g_new0 (char *, n + 1);
    for (guint i = 0; i < n; i++)
        copies[i] = g_strdup (keys[i]);
    return copies;
}
