#include "export/export.h"

#include "export/formats.h"
#include "export/json.h"

#include <errno.h>
#include <gio/gio.h>
#include <stdio.h>

static const ExportFormat formats[] = {
    {"text", "every event with its fields, values, decisions and secrets, to read", false,
     export_write_text},
    {"json", "the same for programs; Stepshake opens it again", false, export_write_json},
    {"keylog", "the secrets as browsers log them for Wireshark (SSLKEYLOGFILE)", false,
     export_write_keylog},
    {"pcapng", "a capture with the secrets inside, for Wireshark", true, export_write_pcapng},
};

const ExportFormat *export_format_at (unsigned i)
{
    return i < G_N_ELEMENTS (formats) ? &formats[i] : NULL;
}

const ExportFormat *export_format_find (const char *name)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (formats); i++)
        if (g_str_equal (formats[i].name, name))
            return &formats[i];
    return NULL;
}

/* A device or a pipe cannot be replaced, only written to. */
static bool is_special (const char *path)
{
    return g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static bool write_special (const char *path, GBytes *bytes, GError **error)
{
    FILE *file = fopen (path, "wb");
    gsize size;
    const void *data = g_bytes_get_data (bytes, &size);
    bool fine = file != NULL && (size == 0 || fwrite (data, 1, size, file) == size);
    if (file != NULL && fclose (file) != 0)
        fine = false;
    if (!fine)
        g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path,
                     g_strerror (errno));
    return fine;
}

static bool save (const char *path, GBytes *bytes, int mode, GError **error)
{
    if (is_special (path))
        return write_special (path, bytes, error);
    gsize size;
    const char *data = g_bytes_get_data (bytes, &size);
    g_autoptr (GError) reason = NULL;
    /* Consistent: GLib writes to a temporary file beside PATH and renames it. */
    if (g_file_set_contents_full (path, size > 0 ? data : "", (gssize)size,
                                  G_FILE_SET_CONTENTS_CONSISTENT, mode, &reason))
        return true;
    /* GLib's words name the temporary file; the reason stands behind the last colon. */
    const char *colon = strrchr (reason->message, ':');
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: cannot be written:%s", path,
                 colon != NULL ? colon + 1 : reason->message);
    return false;
}

bool export_save (const char *path, GBytes *bytes, GError **error)
{
    return save (path, bytes, 0666, error);
}

bool export_save_secret (const char *path, GBytes *bytes, GError **error)
{
    return save (path, bytes, 0600, error);
}

Scenario *export_load (const char *name_or_path, GError **error)
{
    g_autofree char *text = NULL;
    gsize size;
    bool file = g_file_test (name_or_path, G_FILE_TEST_IS_REGULAR) &&
                g_file_get_contents (name_or_path, &text, &size, NULL);
    if (file && size > 0 && *text == '{')
        return export_json_scenario (text, size, name_or_path, error);
    return scenario_load (name_or_path, error);
}
