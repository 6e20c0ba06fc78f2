#include "scenario/scan.h"

#include <gio/gio.h>
#include <string.h>

typedef struct {
    const char *where;
    unsigned number; /* of the line at hand */
    char *group;     /* the line at hand stands in it; owned */
    GPtrArray *lines;
} Scanner;

void scenario_line_clear (ScenarioLine *line)
{
    g_free (line->group);
    g_free (line->key);
    g_free (line->locale);
    g_free (line->value);
}

static void line_free (gpointer data)
{
    scenario_line_clear (data);
    g_free (data);
}

static bool fail (const Scanner *scanner, GError **error, const char *words, const char *line)
{
    g_autofree char *quoted = scenario_quote (line);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s:%u: %s %s", scanner->where,
                 scanner->number, quoted, words);
    return false;
}

char *scenario_quote (const char *text)
{
    GString *out = g_string_new ("“");
    unsigned n = 0;
    for (const char *p = text; *p; p = g_utf8_next_char (p)) {
        if (n++ == 60) {
            g_string_append (out, "…");
            break;
        }
        gunichar c = g_utf8_get_char (p);
        if (g_unichar_isprint (c))
            g_string_append_unichar (out, c);
        else
            g_string_append_printf (out, "\\u%04x", c);
    }
    g_string_append (out, "”");
    return g_string_free (out, FALSE);
}

static bool is_locale (const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!g_ascii_isalnum (text[i]) && !strchr ("-_.@", text[i]))
            return false;
    return size > 0;
}

bool scenario_scan_key (const char *text, char **key, char **locale)
{
    const char *open = strchr (text, '[');
    size_t size = open ? (size_t)(open - text) : strlen (text);
    if (size == 0 || memchr (text, ']', size) || g_ascii_isspace (text[size - 1]))
        return false;
    size_t rest = strlen (text + size);
    if (open && (text[size + rest - 1] != ']' || !is_locale (open + 1, rest - 2)))
        return false;
    *key = g_strndup (text, size);
    *locale = open ? g_strndup (open + 1, rest - 2) : NULL;
    return true;
}

static void add (Scanner *scanner, char *key, char *locale, char *value)
{
    ScenarioLine *line = g_new0 (ScenarioLine, 1);
    *line = (ScenarioLine){scanner->number, g_strdup (scanner->group), key, locale, value};
    g_ptr_array_add (scanner->lines, line);
}

static bool scan_group (Scanner *scanner, const char *line, GError **error)
{
    const char *close = strchr (line, ']');
    if (!close || close[1 + strspn (close + 1, " \t")] != '\0' || close == line + 1 ||
        memchr (line + 1, '[', close - line - 1))
        return fail (scanner, error, "opens no group, allowed: [name] alone on its line", line);
    g_free (scanner->group);
    scanner->group = g_strndup (line + 1, close - line - 1);
    add (scanner, NULL, NULL, NULL);
    return true;
}

static bool scan_setting (Scanner *scanner, const char *line, GError **error)
{
    const char *equals = strchr (line, '=');
    if (!equals)
        return fail (scanner, error, "says nothing, allowed: key=value, [group], # comment", line);
    if (!scanner->group)
        return fail (scanner, error, "stands in no group, allowed: a line [group] before it", line);
    g_autofree char *name = g_strchomp (g_strndup (line, equals - line));
    char *key, *locale;
    if (!scenario_scan_key (name, &key, &locale))
        return fail (scanner, error, "names no key, allowed: key=value, key[language]=value", line);
    add (scanner, key, locale, g_strchug (g_strdup (equals + 1)));
    return true;
}

static bool scan_line (Scanner *scanner, const char *line, GError **error)
{
    while (g_ascii_isspace (*line))
        line++;
    if (*line == '\0' || *line == '#')
        return true;
    if (*line == '[' && !strchr (line, '='))
        return scan_group (scanner, line, error);
    return scan_setting (scanner, line, error);
}

/* One line, without its end: not yet known to be text. */
static bool scan_bytes (Scanner *scanner, const char *data, size_t size, GError **error)
{
    if (size > 0 && data[size - 1] == '\r')
        size--;
    if (!g_utf8_validate_len (data, size, NULL)) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s:%u: bytes that are no text, allowed: UTF-8", scanner->where,
                     scanner->number);
        return false;
    }
    g_autofree char *line = g_strndup (data, size);
    return scan_line (scanner, line, error);
}

GPtrArray *scenario_scan (BaseSpan text, const char *where, GError **error)
{
    if (text.size > SCENARIO_MAX_SIZE) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s:1: the file is too large, allowed: %d bytes", where, SCENARIO_MAX_SIZE);
        return NULL;
    }
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
    Scanner scanner = {where, 0, NULL, lines};
    const char *at = (const char *)text.data, *end = at + text.size;
    /* Some editors put a byte order mark before UTF-8; it says nothing. */
    if (text.size >= 3 && memcmp (at, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    bool good = true;
    while (good && at < end) {
        const char *stop = memchr (at, '\n', end - at);
        scanner.number++;
        good = scan_bytes (&scanner, at, (stop ? stop : end) - at, error);
        at = stop ? stop + 1 : end;
    }
    g_free (scanner.group);
    return good ? g_steal_pointer (&lines) : NULL;
}

static const struct {
    char letter, stands_for;
} escapes[] = {{'s', ' '}, {'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'\\', '\\'}};

char *scenario_unescape (const char *value, GError **error)
{
    g_autoptr (GString) out = g_string_new (NULL);
    for (const char *p = value; *p; p++) {
        if (*p != '\\') {
            g_string_append_c (out, *p);
            continue;
        }
        unsigned i = 0;
        while (i < G_N_ELEMENTS (escapes) && escapes[i].letter != p[1])
            i++;
        if (i == G_N_ELEMENTS (escapes)) {
            g_autofree char *quoted = scenario_quote (p);
            g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "%s begins with an unknown escape, allowed: \\s \\n \\t \\r \\\\", quoted);
            return NULL;
        }
        g_string_append_c (out, escapes[i].stands_for);
        p++;
    }
    return g_strdup (out->str);
}

char *scenario_escape (const char *text)
{
    GString *out = g_string_new (NULL);
    for (const char *p = text; *p; p++) {
        unsigned i = 0;
        while (i < G_N_ELEMENTS (escapes) && escapes[i].stands_for != *p)
            i++;
        /* A blank is itself, but for the ends of the line, where it could not be seen. */
        bool inner_blank = *p == ' ' && p != text && p[1] != '\0';
        if (i == G_N_ELEMENTS (escapes) || inner_blank)
            g_string_append_c (out, *p);
        else
            g_string_append_printf (out, "\\%c", escapes[i].letter);
    }
    return g_string_free (out, FALSE);
}
