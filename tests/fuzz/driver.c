/* Runs one target over the files of a folder, each a test: `test-fuzz TARGET FOLDER…` (TAP). Of
 * each input some changed ones are tried too, always the same. */
#include "fuzz.h"

#include <stdio.h>
#include <string.h>

enum { LARGEST = 1 << 16, CHANGES = 5 };

static GRand *random_of_changes;

/* A byte put in, taken away or changed: what libFuzzer does better. */
size_t LLVMFuzzerMutate (uint8_t *data, size_t size, size_t max)
{
    size_t at = (size_t)g_rand_int_range (random_of_changes, 0, (gint32)size + 1);
    int kind = g_rand_int_range (random_of_changes, 0, 3);
    if (kind == 0 && size < max) {
        memmove (data + at + 1, data + at, size - at);
        data[at] = (uint8_t)g_rand_int (random_of_changes);
        return size + 1;
    }
    if (at == size)
        return size;
    if (kind == 1 && size > 0) {
        memmove (data + at, data + at + 1, size - at - 1);
        return size - 1;
    }
    data[at] ^= (uint8_t)g_rand_int_range (random_of_changes, 1, 256);
    return size;
}

static void run_changed (const char *text, gsize size)
{
    g_autofree uint8_t *data = g_malloc (LARGEST);
    memcpy (data, text, size);
    for (unsigned i = 0; i < CHANGES; i++) {
        size = LLVMFuzzerCustomMutator (data, size, LARGEST, g_rand_int (random_of_changes));
        g_assert_cmpuint (size, <=, LARGEST);
        /* Memory of its own, so that a byte read behind the end is noticed. */
        g_autofree uint8_t *copy = g_memdup2 (data, size);
        LLVMFuzzerTestOneInput (copy, size);
    }
}

static void run_file (const char *path)
{
    g_autofree char *text = NULL;
    gsize size;
    g_autoptr (GError) error = NULL;
    g_file_get_contents (path, &text, &size, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (size, <=, LARGEST);
    g_autofree uint8_t *copy = g_memdup2 (text, size);
    LLVMFuzzerTestOneInput (copy, size);
    run_changed (text, size);
}

static int by_name (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void add_files (GPtrArray *files, const char *folder)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
    g_assert_no_error (error);
    for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
        g_ptr_array_add (files, g_build_filename (folder, name, NULL));
    g_ptr_array_sort (files, by_name);
}

int main (int argc, char **argv)
{
    random_of_changes = g_rand_new_with_seed (9846);
    LLVMFuzzerInitialize (&argc, &argv);
    g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
    for (int i = 1; i < argc; i++)
        add_files (files, argv[i]);
    printf ("1..%u\n", files->len);
    for (guint i = 0; i < files->len; i++) {
        g_autofree char *name = g_path_get_basename (g_ptr_array_index (files, i));
        printf ("# %s\n", name);
        fflush (stdout); /* the last name is the one that broke something */
        run_file (g_ptr_array_index (files, i));
        printf ("ok %u - %s\n", i + 1, name);
    }
    g_rand_free (random_of_changes);
    return files->len > 0 ? 0 : 1;
}
