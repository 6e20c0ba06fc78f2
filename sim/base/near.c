#include "base/near.h"

#include <stdbool.h>
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

/* The same to a part of NAME that begins a word in it: whoever writes "suites" means
 * "cipher_suites", whoever writes
 * "Hello" one of the hellos. */
static unsigned part_distance (const char *name, const char *wrong)
{
    size_t size = strlen (wrong);
    unsigned best = base_distance (name, wrong);
    for (const char *at = name; size > 2 && *at != '\0'; at++) {
        bool inside = at > name && g_ascii_isalnum (at[-1]);
        if (inside && !(g_ascii_islower (at[-1]) && g_ascii_isupper (*at)))
            continue;
        g_autofree char *part = g_strndup (at, size);
        best = MIN (best, base_distance (part, wrong) + 1);
    }
    return best;
}

static int by_distance (gconstpointer a, gconstpointer b, gpointer wrong)
{
    unsigned one = part_distance (*(const char *const *)a, wrong);
    unsigned other = part_distance (*(const char *const *)b, wrong);
    return (one > other) - (one < other);
}

char *base_nearest (const GPtrArray *names, const char *wrong, unsigned most)
{
    g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
    for (unsigned i = 0; i < names->len; i++) {
        gpointer name = g_ptr_array_index (names, i);
        if (!g_ptr_array_find_with_equal_func (sorted, name, g_str_equal, NULL))
            g_ptr_array_add (sorted, name);
    }
    if (strlen (wrong) <= 200)
        g_ptr_array_sort_with_data (sorted, by_distance, (gpointer)wrong);
    return base_near_first (sorted, NULL, most);
}

char *base_offer (const GPtrArray *names, const char *wrong, const char *also, const char *list)
{
    enum { FEW = 8, NEAREST = 3 };
    if (names->len <= FEW || list == NULL) {
        g_autofree char *all = base_near_first (names, wrong, G_MAXUINT);
        return g_strdup_printf ("allowed: %s%s", all, also);
    }
    bool guess = wrong != NULL && *wrong != '\0';
    g_autofree char *some =
        guess ? base_nearest (names, wrong, NEAREST) : base_near_first (names, NULL, NEAREST);
    return g_strdup_printf ("%s: %s%s%s (all: stepshake list %s)", guess ? "nearest" : "allowed",
                            some, guess ? "" : ", …", also, list);
}
