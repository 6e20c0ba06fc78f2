#include "words.h"

#include <string.h>

/* A narrow no-break space groups thousands, so that no locale is needed. */
char *stepshake_bytes_words (size_t n)
{
    if (n == 1)
        return g_strdup ("1 byte");
    if (n < 1000)
        return g_strdup_printf ("%zu bytes", n);
    return g_strdup_printf ("%zu\u202f%03zu bytes", n / 1000, n % 1000);
}

/* Splits "RFC 9846 4.2.2" into its number and its section ("" without one). */
static bool split_section (const char *section, char **number, char **rest)
{
    if (section == NULL || !g_str_has_prefix (section, "RFC "))
        return false;
    const char *start = section + strlen ("RFC ");
    size_t digits = strspn (start, "0123456789");
    if (digits == 0)
        return false;
    *number = g_strndup (start, digits);
    *rest = g_strstrip (g_strdup (start + digits));
    return true;
}

char *stepshake_section_words (const char *section)
{
    g_autofree char *number = NULL, *rest = NULL;
    if (!split_section (section, &number, &rest))
        return g_strdup (section);
    const char *was = strcmp (number, "9846") == 0 ? " (was 8446)" : "";
    if (*rest == '\0')
        return g_strdup_printf ("RFC %s%s", number, was);
    const char *kind = g_ascii_isalpha (*rest) ? "appendix" : "section";
    return g_strdup_printf ("RFC %s%s, %s %s", number, was, kind, rest);
}

char *stepshake_section_uri (const char *section)
{
    g_autofree char *number = NULL, *rest = NULL;
    if (!split_section (section, &number, &rest))
        return NULL;
    if (*rest == '\0')
        return g_strdup_printf ("https://www.rfc-editor.org/rfc/rfc%s", number);
    const char *kind = g_ascii_isalpha (*rest) ? "appendix" : "section";
    return g_strdup_printf ("https://www.rfc-editor.org/rfc/rfc%s#%s-%s", number, kind, rest);
}

char *stepshake_rfc_link_uri (const char *link)
{
    g_autofree char *section = g_strdup_printf ("RFC %s", link + strlen ("rfc:"));
    g_strdelimit (section, "#", ' ');
    g_autofree char *unescaped = g_uri_unescape_string (section, NULL);
    return stepshake_section_uri (unescaped != NULL ? unescaped : section);
}

char *stepshake_without_subject (const char *title)
{
    static const char *subjects[] = {"Client ", "Server ", "The client ", "The server "};
    for (unsigned i = 0; i < G_N_ELEMENTS (subjects); i++)
        if (g_str_has_prefix (title, subjects[i]))
            return g_strdup (title + strlen (subjects[i]));
    return g_strdup (title);
}

const char *stepshake_actor (const Trace *trace, const TraceObserver *observer,
                             const TraceEvent *event)
{
    bool knows = observer->omniscient || observer->attacker;
    if (event->kind == TRACE_TWIST && event->party == TRACE_NETWORK)
        return "Attacker";
    if (knows && trace_is_attacker (trace, event->connection, (TraceParty)event->party))
        return event->party == TRACE_CLIENT ? "Attacker's client" : "Attacker's server";
    return trace_party_title (event->party);
}

const char *stepshake_party_class (int party)
{
    static const char *classes[] = {"client", "server", "network"};
    return party >= 0 && party < TRACE_N_PARTIES ? classes[party] : "network";
}

char *stepshake_breakable (const char *text)
{
    static const char *const opportunity = "\u200b"; /* a space of no width */
    GString *out = g_string_new (NULL);
    for (const char *at = text; *at != '\0'; at++) {
        bool hump = at > text && g_ascii_isupper (*at) && g_ascii_islower (at[-1]);
        if (hump || (at > text && at[-1] == '_'))
            g_string_append (out, opportunity);
        g_string_append_c (out, *at);
    }
    return g_string_free (out, FALSE);
}
