#include "cli/live.h"

#include <string.h>

/* What a client gets to see: what its own handshake agreed on. */

enum { MOST_REQUEST = 64 << 10 };

static char *page_of (const TlsParty *party)
{
    g_autofree char *view = tls_party_view (party);
    g_auto (GStrv) lines = g_strsplit (view, "\n", -1);
    GString *body =
        g_string_new ("This is Stepshake. The handshake that brought you this page:\n\n");
    for (unsigned i = 0; lines[i] != NULL && !g_str_has_prefix (lines[i], "server "); i++)
        g_string_append_printf (body, "%s\n", lines[i]);
    return g_string_free (body, FALSE);
}

/* Whether TEXT may be, or become, an HTTP request: "GET / HTTP/1.1". */
static bool may_be_request (const char *text)
{
    size_t method = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return text[method] == '\0' || (method > 0 && text[method] == ' ');
}

static bool is_request_line (const char *line)
{
    g_auto (GStrv) words = g_strsplit (line, " ", -1);
    return g_strv_length (words) == 3 && g_str_has_prefix (words[2], "HTTP/1.");
}

static char *response (const char *request, const char *page)
{
    bool bare = g_str_has_prefix (request, "HEAD ");
    bool allowed = bare || g_str_has_prefix (request, "GET ");
    const char *body = allowed ? page : "Only GET and HEAD are answered here.\n";
    return g_strdup_printf ("HTTP/1.1 %s\r\n"
                            "Content-Type: text/plain; charset=utf-8\r\n"
                            "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                            "Connection: close\r\n\r\n%s",
                            allowed ? "200 OK" : "405 Method Not Allowed\r\nAllow: GET, HEAD",
                            strlen (body), bare ? "" : body);
}

char *cli_page_for (const TlsParty *party, BaseSpan data)
{
    g_autofree char *text = g_strndup ((const char *)data.data, data.size);
    g_autofree char *page = page_of (party);
    bool whole = strstr (text, "\r\n\r\n") != NULL || strstr (text, "\n\n") != NULL ||
                 data.size > MOST_REQUEST;
    size_t line = strcspn (text, "\r\n");
    bool has_line = text[line] != '\0';
    text[line] = '\0';
    if (!may_be_request (text) || (has_line && !is_request_line (text)))
        return g_steal_pointer (&page);
    return whole ? response (text, page) : NULL;
}
