#include "options.h"
#include "session.h"

#include <stdio.h>
#include <string.h>

static const GOptionEntry entries[] = {
    {"at", 0, 0, G_OPTION_ARG_STRING, NULL, "Go to this moment (“ServerHello.sent”, “end”)",
     "LANDMARK"},
    {"seen-by", 0, 0, G_OPTION_ARG_STRING, NULL,
     "Look through these eyes: everyone, client, eavesdropper, server, thief, attacker",
     "OBSERVER"},
    {"page", 0, 0, G_OPTION_ARG_STRING, NULL,
     "Open this page: handshake, secrets, certificates, state-machines, compare", "PAGE"},
    {"size", 0, 0, G_OPTION_ARG_STRING, NULL, "Size of the window", "WIDTHxHEIGHT"},
    {"theme", 0, 0, G_OPTION_ARG_STRING, NULL, "light or dark", "THEME"},
    {"text", 0, 0, G_OPTION_ARG_INT, NULL, "Size of text, from 50 to 400", "PERCENT"},
    {"screenshot", 0, 0, G_OPTION_ARG_FILENAME, NULL,
     "Take a picture of the window, write it to FILE and exit", "FILE.png"},
    {"version", 0, 0, G_OPTION_ARG_NONE, NULL, "Print the version", NULL},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, "[LESSON|SCENARIO|FILE]"},
    {NULL},
};

void stepshake_options_install (GApplication *application)
{
    g_application_add_main_option_entries (application, entries);
    g_application_set_option_context_summary (
        application, "Step through a TLS handshake and see every byte explained.");
}

static bool fail (GError **error, const char *option, const char *value, const char *allowed)
{
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "%s: “%s” is not known, allowed: %s", option, value, allowed);
    return false;
}

static bool read_size (StepshakeOptions *options, const char *text, GError **error)
{
    int used = 0;
    if (sscanf (text, "%dx%d%n", &options->width, &options->height, &used) != 2 ||
        text[used] != '\0' || options->width < 320 || options->height < 240 ||
        options->width > 16384 || options->height > 16384)
        return fail (error, "--size", text, "WIDTHxHEIGHT, from 320x240 to 16384x16384");
    return true;
}

static bool check (StepshakeOptions *options, GError **error)
{
    if (options->seen_by != NULL && trace_observer_find (options->seen_by) == NULL)
        return fail (error, "--seen-by", options->seen_by,
                     "everyone, client, eavesdropper, server, thief, attacker");
    if (options->page != NULL && stepshake_page_find (options->page) < 0)
        return fail (error, "--page", options->page,
                     "handshake, secrets, certificates, state-machines, compare");
    if (options->theme != NULL && strcmp (options->theme, "light") != 0 &&
        strcmp (options->theme, "dark") != 0)
        return fail (error, "--theme", options->theme, "light, dark");
    return options->at == NULL || control_landmark_valid (options->at, error);
}

bool stepshake_options_read (StepshakeOptions *options, GVariantDict *dict, GError **error)
{
    g_auto (GStrv) rest = NULL;
    g_autofree char *size = NULL;
    g_variant_dict_lookup (dict, "at", "s", &options->at);
    g_variant_dict_lookup (dict, "seen-by", "s", &options->seen_by);
    g_variant_dict_lookup (dict, "page", "s", &options->page);
    g_variant_dict_lookup (dict, "theme", "s", &options->theme);
    g_variant_dict_lookup (dict, "screenshot", "^ay", &options->screenshot);
    g_variant_dict_lookup (dict, "size", "s", &size);
    g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^aay", &rest);
    if (rest != NULL && rest[0] != NULL && rest[1] != NULL)
        return fail (error, "arguments", rest[1], "one lesson, scenario or file");
    if (rest != NULL)
        options->open = g_strdup (rest[0]);
    if (g_variant_dict_lookup (dict, "text", "i", &options->text) &&
        (options->text < 50 || options->text > 400)) {
        g_autofree char *value = g_strdup_printf ("%d", options->text);
        return fail (error, "--text", value, "a percentage from 50 to 400");
    }
    if (size != NULL && !read_size (options, size, error))
        return false;
    return check (options, error);
}

void stepshake_options_clear (StepshakeOptions *options)
{
    g_free (options->open);
    g_free (options->at);
    g_free (options->seen_by);
    g_free (options->page);
    g_free (options->theme);
    g_free (options->screenshot);
    *options = (StepshakeOptions){0};
}
