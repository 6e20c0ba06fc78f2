/* Does the certificate name the host that was wanted? RFC 9525 section 6: only subjectAltName
 * counts, a wildcard is a whole first label and stands for exactly one label, and an address is
 * compared as an address. */
#include "pki/checks.h"

#include <arpa/inet.h>
#include <string.h>

enum { MAX_LISTED = 5 };

typedef struct {
    gnutls_datum_t value; /* borrowed from the list */
    unsigned kind;        /* gnutls_x509_subject_alt_name_t */
} Name;

static bool next_name (gnutls_subject_alt_names_t names, unsigned i, Name *name)
{
    return gnutls_subject_alt_names_get (names, i, &name->kind, &name->value, NULL) >= 0;
}

static char *name_words (const Name *name)
{
    char text[INET6_ADDRSTRLEN];
    if (name->kind != GNUTLS_SAN_IPADDRESS)
        return pki_shown (pki_datum_span (name->value));
    if ((name->value.size == 4 || name->value.size == 16) &&
        inet_ntop (name->value.size == 4 ? AF_INET : AF_INET6, name->value.data, text,
                   sizeof text) != NULL)
        return g_strdup (text);
    return base_hex (pki_datum_span (name->value));
}

char *pki_names_words (gnutls_subject_alt_names_t names, unsigned max)
{
    GString *out = g_string_new (NULL);
    Name name;
    unsigned i = 0;
    for (; next_name (names, i, &name); i++) {
        if (i >= max)
            continue;
        g_autofree char *words = name_words (&name);
        g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", words);
    }
    if (i > max)
        g_string_append_printf (out, " and %u more", i - max);
    return g_string_free (out, FALSE);
}

static bool dns_matches (BaseSpan pattern, const char *host)
{
    const char *rest = host;
    if (pattern.size > 2 && memcmp (pattern.data, "*.", 2) == 0) {
        rest = strchr (host, '.');
        if (rest == NULL || rest == host)
            return false;
        pattern = base_span (pattern.data + 1, pattern.size - 1);
    }
    /* A "*" anywhere else stands for nothing: no host has one. Sizes are compared, so that a NUL
     * within the name ends nothing. */
    return memchr (pattern.data, '*', pattern.size) == NULL && strlen (rest) == pattern.size &&
           g_ascii_strncasecmp ((const char *)pattern.data, rest, pattern.size) == 0 &&
           memchr (pattern.data, '\0', pattern.size) == NULL;
}

static bool any_matches (gnutls_subject_alt_names_t names, const char *host, char **matched)
{
    uint8_t address[16];
    size_t address_size = inet_pton (AF_INET, host, address) == 1    ? 4
                          : inet_pton (AF_INET6, host, address) == 1 ? 16
                                                                     : 0;
    Name name;
    for (unsigned i = 0; next_name (names, i, &name); i++) {
        BaseSpan value = pki_datum_span (name.value);
        bool fits = address_size > 0
                        ? name.kind == GNUTLS_SAN_IPADDRESS &&
                              base_span_equal (value, base_span (address, address_size))
                        : name.kind == GNUTLS_SAN_DNSNAME && dns_matches (value, host);
        if (fits) {
            *matched = name_words (&name);
            return true;
        }
    }
    return false;
}

/* As it is compared: in its ASCII form, without the final dot. */
static char *wanted_name (const char *host)
{
    char *ascii = g_hostname_to_ascii (host);
    if (ascii == NULL)
        return g_strdup (host);
    size_t length = strlen (ascii);
    if (length > 1 && ascii[length - 1] == '.')
        ascii[length - 1] = '\0';
    return ascii;
}

void pki_check_host (PkiVerification *self)
{
    if (self->question->host == NULL)
        return;
    const PkiCertificate *leaf = self->chain->pdata[0];
    g_autofree char *host = wanted_name (self->question->host);
    g_autofree char *matched = NULL;
    g_auto (gnutls_subject_alt_names_t) names = pki_alternative_names (leaf->crt);
    bool passed = names != NULL && any_matches (names, host, &matched);
    char *reason;
    if (names == NULL) {
        reason = g_strdup_printf ("the client wanted %s, the certificate has no readable "
                                  "subjectAltName (the name in %s does not count)",
                                  host, leaf->subject);
    } else if (passed) {
        reason = g_strdup_printf ("the client wanted %s, the certificate names %s", host, matched);
    } else {
        g_autofree char *listed = pki_names_words (names, MAX_LISTED);
        reason =
            g_strdup_printf ("the client wanted %s, the certificate names only %s", host, listed);
    }
    pki_note (self, leaf, "host-name", "RFC 9525 6",
              passed ? BASE_CAUSE_NONE : BASE_CAUSE_CERTIFICATE_WRONG_HOST, reason);
}
