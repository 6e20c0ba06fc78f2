#include "wire/paths.h"

#include "base/near.h"
#include "wire/formats.h"
#include "wire/record.h"

#include <string.h>

/* ---- From the tables ---- */

static void add_rows (GPtrArray *out, const char *path, const WireRow *rows, WirePlace place);

static void add_extensions (GPtrArray *out, const char *path, WirePlace place)
{
    for (unsigned i = 0; wire_extension_at (i) != NULL; i++) {
        const WireExtensionRow *extension = wire_extension_at (i);
        const WireFormat *format = extension->formats[place];
        if (format == NULL)
            continue;
        g_autofree char *own = g_strdup_printf ("%s.%s", path, extension->name);
        g_ptr_array_add (out, g_strdup (own));
        g_ptr_array_add (out, g_strdup_printf ("%s.extension_type", own));
        add_rows (out, own, format->rows, place);
        if (format == &wire_extension_carried || extension->ignored)
            g_ptr_array_add (out, g_strdup_printf ("%s.extension_data", own));
    }
}

static void add_children (GPtrArray *out, const char *path, const char *own, const WireRow *row,
                          WirePlace place)
{
    if (row->kind == WIRE_VECTOR) {
        g_autofree char *element = g_strdup_printf ("%s[]", own);
        g_ptr_array_add (out, g_strdup (element));
        add_rows (out, element, row->child->rows, place);
    } else if (row->kind == WIRE_STRUCT || row->kind == WIRE_SIZED) {
        add_rows (out, own, row->child->rows, place);
    } else if (row->kind == WIRE_SELECT) {
        for (const WireCase *one = row->cases; one->format != NULL; one++)
            add_rows (out, row->width > 0 ? own : path, one->format->rows, place);
    } else if (row->kind == WIRE_EXTENSIONS) {
        add_extensions (out, path, place);
    }
}

static void add_rows (GPtrArray *out, const char *path, const WireRow *rows, WirePlace place)
{
    for (const WireRow *row = rows; row->kind != WIRE_END; row++) {
        g_autofree char *own =
            row->name != NULL ? g_strdup_printf ("%s.%s", path, row->name) : g_strdup (path);
        g_ptr_array_add (out, g_strdup (own));
        add_children (out, path, own, row, place);
    }
}

GPtrArray *wire_message_paths (WireMessageId id)
{
    GPtrArray *out = g_ptr_array_new_with_free_func (g_free);
    const WireMessageRow *row = wire_message_row (id);
    g_ptr_array_add (out, g_strdup (row->name));
    add_rows (out, row->name, row->format->rows, wire_message_place (id));
    if (id == WIRE_SERVER_HELLO)
        add_extensions (out, row->name, WIRE_IN_SERVER_HELLO_12);
    return out;
}

static void add_tree (GPtrArray *out, WireTree *taken)
{
    g_autoptr (WireTree) tree = taken;
    for (unsigned i = 1; i < tree->n_fields; i++) {
        g_autofree char *path = wire_tree_path (tree, i);
        g_ptr_array_add (out, g_strdup (strchr (path, '.') + 1));
    }
}

GPtrArray *wire_record_paths (void)
{
    static const WireSealing sealings[] = {
        {WIRE_CIPHER_AEAD, .nonce_explicit = 8, .salt = 4, .tag = 16},
        {WIRE_CIPHER_BLOCK, .iv = 16, .mac = 4, .encrypt_then_mac = true},
    };
    static const uint8_t zeros[40] = {23, 3, 3, 0, 35};
    g_autoptr (GBytes) record = g_bytes_new_static (zeros, sizeof zeros);
    GPtrArray *out = g_ptr_array_new_with_free_func (g_free);
    add_tree (out, wire_record_tree (record, 0));
    add_tree (out, wire_record_tree (record, 16));
    for (unsigned i = 0; i < G_N_ELEMENTS (sealings); i++)
        add_tree (out, wire_ciphertext_12_tree (record, sealings[i]));
    return out;
}

/* ---- Whether one is among them ---- */

/* "a[7].b" as "a[].b". */
static char *without_indices (const char *path)
{
    GString *out = g_string_new (NULL);
    for (const char *at = path; *at != '\0'; at++) {
        g_string_append_c (out, *at);
        if (*at == '[')
            at += strspn (at + 1, "0123456789");
    }
    return g_string_free (out, FALSE);
}

/* Extensions that no table names may come by themselves, and known ones may come where they do not
 * belong. */
static bool is_stranger (const char *path)
{
    const char *dot = strrchr (path, '.');
    const char *last = dot != NULL ? dot + 1 : path;
    g_autofree char *name = dot != NULL ? g_strndup (path, (size_t)(dot - path)) : NULL;
    if (g_str_has_prefix (last, "extension_0x") || g_str_has_prefix (last, "GREASE_0x"))
        return true;
    if (name != NULL &&
        (g_str_equal (last, "extension_data") || g_str_equal (last, "extension_type"))) {
        const char *own = strrchr (name, '.') != NULL ? strrchr (name, '.') + 1 : name;
        return is_stranger (name) || wire_value (&wire_extension_types, own) >= 0;
    }
    return wire_value (&wire_extension_types, last) >= 0;
}

static void add_below (GPtrArray *out, GPtrArray *paths)
{
    for (unsigned i = 0; i < paths->len; i++) {
        const char *dot = strchr (g_ptr_array_index (paths, i), '.');
        if (dot != NULL && !g_ptr_array_find_with_equal_func (out, dot + 1, g_str_equal, NULL))
            g_ptr_array_add (out, g_strdup (dot + 1));
    }
    g_ptr_array_unref (paths);
}

static GPtrArray *paths_below (const char *name)
{
    if (name == NULL)
        return wire_record_paths ();
    GPtrArray *out = g_ptr_array_new_with_free_func (g_free);
    for (unsigned id = 0; id < WIRE_N_MESSAGES; id++)
        if (g_str_equal (wire_message_row (id)->name, name))
            add_below (out, wire_message_paths (id));
    return out;
}

static bool has_extensions (const GPtrArray *paths)
{
    return g_ptr_array_find_with_equal_func ((GPtrArray *)paths, "extensions", g_str_equal, NULL);
}

bool wire_path_possible (const char *name, const char *path, char **near)
{
    g_autoptr (GPtrArray) paths = paths_below (name);
    g_autofree char *plain = without_indices (path);
    if (g_str_has_suffix (plain, ".length"))
        plain[strlen (plain) - strlen (".length")] = '\0';
    if (*plain == '\0' || g_str_equal (plain, "length") || g_str_equal (plain, "unread") ||
        g_ptr_array_find_with_equal_func (paths, plain, g_str_equal, NULL) ||
        (has_extensions (paths) && is_stranger (plain)))
        return true;
    *near = base_nearest (paths, plain, 3);
    return false;
}
