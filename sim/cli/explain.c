#include "cli/cli.h"

#include <gio/gio.h>
#include <stdio.h>

/* stepshake explain: what it was given goes to explain-text.c. */

enum { INPUT_LIMIT = 1 << 20 };

static char *read_stdin (gsize *size)
{
    GString *text = g_string_new (NULL);
    char buffer[4096];
    size_t n;
    while (text->len <= INPUT_LIMIT && (n = fread (buffer, 1, sizeof buffer, stdin)) > 0)
        g_string_append_len (text, buffer, (gssize)n);
    *size = text->len;
    return g_string_free (text, FALSE);
}

int cli_explain (int argc, char **argv)
{
    g_auto (CliOptions) options = {0};
    g_autoptr (GError) error = NULL;
    g_autofree char *as = NULL, *text = NULL;
    gboolean verbose = FALSE;
    gsize size;
    int status;
    const GOptionEntry entries[] = {
        {"as", 0, 0, G_OPTION_ARG_STRING, &as,
         "What it is: record, ClientHello, Certificate-TLS1.2, ServerKeyExchange-DHE, …",
         "MESSAGE"},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "With the explanation of each field",
         NULL},
        G_OPTION_ENTRY_NULL};
    if (!cli_parse ("explain", &argc, &argv, CLI_TAKES_OUTPUT, &options, entries, &status))
        return status;
    if (argc > 2)
        return cli_fail (CLI_USAGE, "explain: “%s” is too much, one file or - is allowed", argv[2]);
    if (options.format != NULL && !g_str_equal (options.format, "text"))
        return cli_fail (CLI_USAGE, "explain: “%s” is no format, allowed is text", options.format);
    const char *file = argc == 2 && !g_str_equal (argv[1], "-") ? argv[1] : NULL;
    if (file == NULL)
        text = read_stdin (&size);
    else if (!g_file_get_contents (file, &text, &size, &error))
        return cli_fail (CLI_OUTSIDE, "%s", error->message);
    const char *where = file != NULL ? file : "stdin";
    if (size > INPUT_LIMIT)
        return cli_fail (CLI_USAGE, "%s: more than %d bytes of input, that is the most allowed",
                         where, INPUT_LIMIT);
    bool broken;
    GString *out = g_string_new (NULL);
    if (!cli_explain_text (out, text, size, as, verbose, &broken, &error)) {
        g_string_free (out, TRUE);
        return cli_fail (CLI_USAGE, "%s: %s", where, error->message);
    }
    g_autoptr (GBytes) bytes = g_string_free_to_bytes (out);
    status = cli_write (options.output, bytes, false);
    return status != CLI_OK ? status : broken ? CLI_UNEXPECTED : CLI_OK;
}
