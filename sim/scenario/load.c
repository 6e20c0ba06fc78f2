/* Scenarios from files, from the catalogue and from text; and which files they may read. */
#include "scenario/alerts.h"
#include "base/near.h"
#include "scenario/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RESOURCES "/io/github/stepshake/Stepshake/assets/scenarios/"
#define SUFFIX ".scenario"

static bool refuse_repeated (const char *what, unsigned first, GError **error)
{
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "%s stands there twice, allowed: once (it is in line %u)", what, first);
    return false;
}

/* SEEN: "group key locale" → line. */
static bool check_repeated (GHashTable *seen, const ScenarioLine *line, GError **error)
{
    char *id = g_strdup_printf ("%s\n%s\n%s", line->group, line->key ? line->key : "",
                                line->locale ? line->locale : "");
    unsigned first = GPOINTER_TO_UINT (g_hash_table_lookup (seen, id));
    if (first) {
        g_free (id);
        g_autofree char *what = !line->key ? g_strdup_printf ("[%s]", line->group)
                                : line->locale
                                    ? g_strdup_printf ("“%s[%s]”", line->key, line->locale)
                                    : g_strdup_printf ("“%s”", line->key);
        return refuse_repeated (what, first, error);
    }
    g_hash_table_insert (seen, id, GUINT_TO_POINTER (line->number));
    return true;
}

static bool take_line (Scenario *self, GHashTable *seen, const ScenarioLine *line, GError **error)
{
    ScenarioReach reach = {self->folder, false, self};
    g_autofree char *base = NULL;
    if (scenario_split_group (line->group, &base) > 1 && !g_str_equal (base, "scenario")) {
        if (!scenario_check_group (base, error) || !check_repeated (seen, line, error))
            return false;
        scenario_keep_line (self, line);
        return true;
    }
    if (!line->key && !scenario_is_certificate (line->group) &&
        !scenario_check_group (line->group, error))
        return false;
    /* An unknown key is unknown before it is repeated. */
    if (line->key && !scenario_slot_for (self, line->group, line->key, error))
        return false;
    return check_repeated (seen, line, error) &&
           (!line->key || scenario_set (self, line, line->number, &reach, error));
}

/* Before all else: any line may name a certificate that is described further down. */
static bool take_certificates (Scenario *self, GPtrArray *lines, GError **error)
{
    for (unsigned i = 0; i < lines->len; i++) {
        const ScenarioLine *line = lines->pdata[i];
        if (line->key || !scenario_is_certificate (line->group))
            continue;
        if (!scenario_describe (self, line->group, (int)line->number, error)) {
            g_prefix_error (error, "%s:%u: ", self->where, line->number);
            return false;
        }
    }
    return true;
}

static Scenario *from_lines (GPtrArray *lines, const char *where, const char *name,
                             const char *folder, GError **error)
{
    g_autoptr (Scenario) self = scenario_new (where, name, folder);
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    if (!take_certificates (self, lines, error))
        return NULL;
    for (unsigned i = 0; i < lines->len; i++) {
        const ScenarioLine *line = lines->pdata[i];
        if (!take_line (self, seen, line, error)) {
            g_prefix_error (error, "%s:%u: ", where, line->number);
            return NULL;
        }
    }
    scenario_settle (self);
    bool good = scenario_check_together (self, error) && scenario_settle_later (self, error);
    return good ? g_steal_pointer (&self) : NULL;
}

Scenario *scenario_from_bytes (BaseSpan text, const char *where, const char *name,
                               const char *folder, GError **error)
{
    g_autoptr (GPtrArray) lines = scenario_scan (text, where, error);
    return lines ? from_lines (lines, where, name, folder, error) : NULL;
}

/* "healthy" of "scenarios/healthy.scenario". */
static char *name_of (const char *where)
{
    char *name = g_path_get_basename (where);
    if (g_str_has_suffix (name, SUFFIX) && strlen (name) > strlen (SUFFIX))
        name[strlen (name) - strlen (SUFFIX)] = '\0';
    return name;
}

Scenario *scenario_parse (const char *text, const char *where, const char *folder, GError **error)
{
    g_autofree char *name = name_of (where);
    return scenario_from_bytes (base_span_text (text), where, name, folder, error);
}

/* ---- From the catalogue and from files. ---- */

static GPtrArray *scan_built_in (const char *name, const char *where, GError **error)
{
    g_autofree char *path = g_strconcat (RESOURCES, name, SUFFIX, NULL);
    g_autoptr (GBytes) text = g_resources_lookup_data (path, 0, error);
    return text ? scenario_scan (base_span_bytes (text), where, error) : NULL;
}

static Scenario *load_built_in (const char *name, GError **error)
{
    g_autofree char *where = g_strconcat (name, SUFFIX, NULL);
    g_autoptr (GPtrArray) lines = scan_built_in (name, where, error);
    return lines ? from_lines (lines, where, name, NULL, error) : NULL;
}

Scenario *scenario_load_heading (const char *name, GError **error)
{
    g_autofree char *where = g_strconcat (name, SUFFIX, NULL);
    g_autoptr (GPtrArray) lines = scan_built_in (name, where, error);
    for (unsigned i = lines ? lines->len : 0; i > 0; i--)
        if (!g_str_equal (((ScenarioLine *)lines->pdata[i - 1])->group, "scenario"))
            g_ptr_array_remove_index (lines, i - 1);
    return lines ? from_lines (lines, where, name, NULL, error) : NULL;
}

static bool fail_file (const char *path, int code, GError **error)
{
    g_autofree char *quoted = scenario_quote (path);
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", quoted,
                 g_strerror (code));
    return false;
}

GByteArray *scenario_read_file (const char *path, GError **error)
{
    int fd = open (path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fail_file (path, errno, error);
        return NULL;
    }
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    uint8_t chunk[4096];
    ssize_t n = 0;
    while (bytes->len <= SCENARIO_MAX_SIZE && (n = read (fd, chunk, sizeof chunk)) > 0)
        g_byte_array_append (bytes, chunk, (unsigned)n);
    int code = errno;
    close (fd);
    if (n < 0) {
        fail_file (path, code, error);
        return NULL;
    }
    return g_steal_pointer (&bytes);
}

static Scenario *load_file (const char *path, GError **error)
{
    g_autoptr (GByteArray) bytes = scenario_read_file (path, error);
    if (!bytes)
        return NULL;
    g_autofree char *name = name_of (path);
    g_autofree char *folder = g_path_get_dirname (path);
    return scenario_from_bytes (base_span (bytes->data, bytes->len), path, name, folder, error);
}

static bool refuse_name (const char *name, GError **error)
{
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    for (unsigned i = 0; i < catalogue->len; i++)
        g_ptr_array_add (names, ((ScenarioEntry *)catalogue->pdata[i])->name);
    g_autofree char *quoted = scenario_quote (name);
    g_autofree char *offer = base_offer (names, name, "", "scenarios");
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "%s is neither a file nor a scenario of the catalogue, %s", quoted, offer);
    return false;
}

Scenario *scenario_load (const char *name_or_path, GError **error)
{
    bool is_name = *name_or_path && !strpbrk (name_or_path, "./");
    const ScenarioAlert *alert = g_str_has_prefix (name_or_path, "alert:")
                                     ? scenario_alert_find (name_or_path + strlen ("alert:"))
                                     : NULL;
    if (alert)
        return scenario_of_alert (alert, error);
    g_autofree char *path = g_strconcat (RESOURCES, name_or_path, SUFFIX, NULL);
    if (is_name && g_resources_get_info (path, 0, NULL, NULL, NULL))
        return load_built_in (name_or_path, error);
    if (is_name && !g_file_test (name_or_path, G_FILE_TEST_EXISTS)) {
        refuse_name (name_or_path, error);
        return NULL;
    }
    return load_file (name_or_path, error);
}

/* ---- The files that a scenario names. ---- */

enum { MAX_PEM_SIZE = 1024 * 1024 };

static char *refuse_path (const char *text, const char *words, GError **error)
{
    g_autofree char *quoted = scenario_quote (text);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s %s", quoted, words);
    return NULL;
}

static bool climbs (const char *path)
{
    g_auto (GStrv) parts = g_strsplit (path, "/", -1);
    return g_path_is_absolute (path) || g_strv_contains ((const char *const *)parts, "..");
}

/* A symbolic link may lead anywhere: what counts is where it ends. */
static bool is_inside (const char *path, const char *folder)
{
    char *real = realpath (*folder ? folder : ".", NULL);
    g_autofree char *root = g_strconcat (real ? real : "", "/", NULL);
    bool inside = real && (g_str_has_prefix (path, root) || g_str_equal (real, "/"));
    free (real);
    return inside;
}

char *scenario_resolve (const char *text, const ScenarioReach *reach, GError **error)
{
    if (!reach->anywhere && !reach->folder)
        return refuse_path (text,
                            "is a file, but this scenario stands in no folder, allowed: built-in "
                            "names",
                            error);
    if (!reach->anywhere && climbs (text))
        return refuse_path (text, "leaves the scenario's folder, allowed: files inside it", error);
    g_autofree char *path =
        reach->anywhere ? g_strdup (text) : g_build_filename (reach->folder, text, NULL);
    struct stat about;
    char *real = realpath (path, NULL); /* of the C library, so freed by it */
    g_autofree char *found = g_strdup (real);
    free (real);
    if (!found || stat (found, &about) != 0)
        return refuse_path (text,
                            reach->anywhere ? "is no file, allowed: a PEM file that exists"
                                            : "is no file, allowed: a PEM file in the scenario's "
                                              "folder",
                            error);
    if (!reach->anywhere && !is_inside (found, reach->folder))
        return refuse_path (text, "leaves the scenario's folder, allowed: files inside it", error);
    if (!S_ISREG (about.st_mode) || about.st_size > MAX_PEM_SIZE)
        return refuse_path (text, "is no PEM file, allowed: a plain file of up to 1 MiB", error);
    return g_steal_pointer (&found);
}
