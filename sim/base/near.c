#include "base/near.h"

#include <string.h>

unsigned base_distance (const char *a, const char *b)
{
    size_t n = strlen (b);
    g_autofree unsigned *row = g_new (unsigned, n + 1);
    for (size_t j = 0; j <= n; j++)
        row[j] = (unsigned)j;
    for (size_t i = 0; a[i] != '\0'; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i + 1;
        for (size_t j = 0; j < n; j++) {
            unsigned change = diagonal + (g_ascii_tolower (a[i]) != g_ascii_tolower (b[j]));
            diagonal = row[j + 1];
            row[j + 1] = MIN (change, 1 + MIN (row[j], diagonal));
        }
    }
    return row[n];
}

/* The index of the name that WRONG was probably meant to be, -1 when none is near. */
static int find_near (const GPtrArray *names, const char *wrong)
{
    size_t size = wrong != NULL ? strlen (wrong) : 0;
    if (size == 0 || size > 200)
        return -1;
    unsigned best = 1 + (unsigned)size / 2;
    int found = -1;
    for (unsigned i = 0; i < names->len; i++) {
        unsigned d = base_distance (wrong, g_ptr_array_index (names, i));
        if (d < best) {
            best = d;
            found = (int)i;
        }
    }
    return found;
}

char *base_near_first (const GPtrArray *names, const char *wrong, unsigned most)
{
    GString *out = g_string_new (NULL);
    int first = find_near (names, wrong);
    unsigned n = first >= 0;
    if (first >= 0)
        g_string_append (out, g_ptr_array_index (names, first));
    for (unsigned i = 0; i < names->len && n < most; i++)
        if ((int)i != first) {
            g_string_append_printf (out, "%s%s", n > 0 ? ", " : "",
                                    (const char *)g_ptr_array_index (names, i));
            n++;
        }
    return g_string_free (out, FALSE);
}

static int by_distance (gconstpointer a, gconstpointer b, gpointer wrong)
{
    unsigned one = base_distance (*(const char *const *)a, wrong);
    unsigned other = base_distance (*(const char *const *)b, wrong);
    return (one > other) - (one < other);
}

char *base_nearest (const GPtrArray *names, const char *wrong, unsigned most)
{
    g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
    for (unsigned i = 0; i < names->len; i++)
        g_ptr_array_add (sorted, g_ptr_array_index (names, i));
    if (strlen (wrong) <= 200)
        g_ptr_array_sort_with_data (sorted, by_distance, (gpointer)wrong);
    return base_near_first (sorted, NULL, most);
}
