/* What a description may say, and what may not be said together. */
#include "pki/mint.h"

#include "base/clock.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INVALID G_IO_ERROR, G_IO_ERROR_INVALID_DATA

enum {
    MAX_NAMES = 2000,
    MAX_NAMES_SIZE = 48 * 1024, /* so that the certificate stays below what is read */
    MAX_SERIAL = 20,            /* RFC 5280 4.1.2.2 */
    MAX_SUBJECT = 500,
    MAX_WORDS = 50 /* of constraints, of policies */
};

bool pki_has_word (const char *words, const char *word)
{
    g_auto (GStrv) list = pki_words (words);
    return g_strv_contains ((const char *const *)list, word);
}

GStrv pki_words (const char *words)
{
    GStrvBuilder *builder = g_strv_builder_new ();
    g_auto (GStrv) parts = g_strsplit_set (words != NULL ? words : "", " \t", -1);
    for (char **part = parts; *part != NULL; part++)
        if (**part != '\0')
            g_strv_builder_add (builder, *part);
    GStrv list = g_strv_builder_end (builder);
    g_strv_builder_unref (builder);
    return list;
}

bool pki_is_authority (const PkiDescription *self)
{
    return g_strcmp0 (self->authority, "yes") == 0;
}

bool pki_is_client (const PkiDescription *self)
{
    return g_strcmp0 (self->holder, "client") == 0;
}

/* ---- Times ---- */

static bool shift (GDateTime *now, int amount, char unit, int64_t *time)
{
    g_autoptr (GDateTime) then = unit == 'y'   ? g_date_time_add_years (now, amount)
                                 : unit == 'w' ? g_date_time_add_weeks (now, amount)
                                 : unit == 'd' ? g_date_time_add_days (now, amount)
                                 : unit == 'h' ? g_date_time_add_hours (now, amount)
                                               : NULL;
    if (then == NULL)
        return false;
    *time = g_date_time_to_unix (then);
    return true;
}

bool pki_check_time (const char *text, int64_t now, int64_t *time, GError **error)
{
    const int64_t last = INT64_C (253402300799); /* 9999-12-31T23:59:59Z */
    bool relative = *text == '-' || *text == '+';
    bool good;
    if (relative) {
        char *end;
        long amount = strtol (text, &end, 10);
        g_autoptr (GDateTime) from = g_date_time_new_from_unix_utc (now);
        good = g_ascii_isdigit (text[1]) && labs (amount) <= 99999 && *end != '\0' &&
               end[1] == '\0' && from != NULL && shift (from, (int)amount, *end, time);
    } else {
        good = base_time_parse (text, time);
    }
    if (good && *time >= 0 && *time <= last)
        return true;
    g_set_error (error, INVALID,
                 "“%s” is no time, allowed: UTC as 2026-03-01 or 2026-03-01T12:00:00Z, or beside "
                 "the scenario's time as -1y, +2w, -30d, +12h, from 1970 to 9999",
                 text);
    return false;
}

/* Certificates of the public web last weeks. These last decades: `stepshake serve` shows them to
 * real clients, whose clocks are real, and they must not expire while this program is in use. */
#define FROM "2024-01-01"
#define UNTIL "2044-01-01"

bool pki_time_from (const PkiDescription *self, int64_t now, int64_t *time, GError **error)
{
    const int64_t year = 365 * 24 * 60 * 60;
    int64_t until;
    if (self->not_before != NULL)
        return pki_check_time (self->not_before, now, time, error);
    if (!pki_check_time (FROM, now, time, error))
        return false;
    if (self->not_after != NULL && pki_check_time (self->not_after, now, &until, NULL) &&
        until <= *time)
        *time = MAX (0, until - year);
    return true;
}

bool pki_time_until (const PkiDescription *self, int64_t now, int64_t *time, GError **error)
{
    const int64_t year = 365 * 24 * 60 * 60;
    int64_t from;
    if (self->not_after != NULL)
        return pki_check_time (self->not_after, now, time, error);
    if (!pki_check_time (UNTIL, now, time, error))
        return false;
    if (self->not_before != NULL && pki_check_time (self->not_before, now, &from, NULL) &&
        from >= *time)
        *time = from + year;
    return true;
}

/* ---- Names ---- */

/* "host-{1..3}.example" is three names. */
static bool expand (const char *word, GPtrArray *out, GError **error)
{
    const char *open = strchr (word, '{'), *close = open != NULL ? strchr (open, '}') : NULL;
    unsigned from, to;
    if (open == NULL) {
        g_ptr_array_add (out, g_strdup (word));
        return true;
    }
    if (close == NULL || strchr (close, '{') != NULL ||
        sscanf (open, "{%4u..%4u}", &from, &to) != 2 || from > to || to > MAX_NAMES) {
        g_set_error (error, INVALID,
                     "“%s” counts in no known way, allowed: one {1..1000} in a name, up to %d",
                     word, MAX_NAMES);
        return false;
    }
    for (unsigned i = from; i <= to; i++)
        g_ptr_array_add (out, g_strdup_printf ("%.*s%u%s", (int)(open - word), word, i, close + 1));
    return true;
}

GPtrArray *pki_expand_names (const char *text, GError **error)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    g_auto (GStrv) list = pki_words (text);
    size_t size = 0;
    for (char **word = list; *word != NULL; word++)
        if (!expand (*word, names, error))
            return NULL;
    for (guint i = 0; i < names->len; i++)
        size += strlen (names->pdata[i]) + 2;
    if (names->len > MAX_NAMES || size > MAX_NAMES_SIZE) {
        g_set_error (error, INVALID, "%u names of %zu bytes, allowed: up to %d, of %d bytes in all",
                     names->len, size, MAX_NAMES, MAX_NAMES_SIZE);
        return NULL;
    }
    return g_steal_pointer (&names);
}

static bool is_mail (const char *name)
{
    const char *at = strchr (name, '@');
    if (at == NULL || at == name || !pki_is_host (at + 1))
        return false;
    for (const char *c = name; *c != '\0'; c++)
        if (*c <= ' ' || *c > '~')
            return false;
    return strlen (name) <= 253;
}

bool pki_check_names (const char *text, GError **error)
{
    g_autoptr (GPtrArray) names = pki_expand_names (text, error);
    if (names == NULL)
        return false;
    for (guint i = 0; i < names->len; i++)
        if (!pki_is_host (names->pdata[i]) && !is_mail (names->pdata[i])) {
            g_set_error (error, INVALID,
                         "“%s” cannot stand in a certificate, allowed: DNS names (also *.example), "
                         "IP addresses and addresses of mail",
                         (char *)names->pdata[i]);
            return false;
        }
    if (names->len > 0)
        return true;
    g_set_error_literal (error, INVALID,
                         "there is no name, allowed: DNS names, IP addresses and addresses of "
                         "mail; flaws=no-names leaves them out");
    return false;
}

/* The words of TEXT; NULL with an error when there are too many. */
static GStrv few_words (const char *text, const char *what, GError **error)
{
    GStrv list = pki_words (text);
    guint n = g_strv_length (list);
    if (n <= MAX_WORDS)
        return list;
    g_strfreev (list);
    g_set_error (error, INVALID, "%u %s, allowed: up to %d", n, what, MAX_WORDS);
    return NULL;
}

bool pki_check_constraints (const char *text, GError **error)
{
    g_auto (GStrv) list = few_words (text, "names", error);
    if (list == NULL)
        return false;
    for (char **word = list; *word != NULL; word++) {
        PkiDatum range = {NULL, 0};
        bool is_range = strchr (*word, '/') != NULL &&
                        gnutls_x509_cidr_to_rfc5280 (*word, &range) == GNUTLS_E_SUCCESS;
        pki_datum_clear (&range);
        if (is_range || (pki_is_host (*word) && !g_hostname_is_ip_address (*word) &&
                         strchr (*word, '*') == NULL))
            continue;
        g_set_error (error, INVALID,
                     "“%s” constrains no names, allowed: a DNS name (all below it are meant, too) "
                     "or a range of addresses as 192.0.2.0/24",
                     *word);
        return false;
    }
    return true;
}

bool pki_check_policies (const char *text, GError **error)
{
    g_auto (GStrv) list = few_words (text, "policies", error);
    if (list == NULL)
        return false;
    for (char **word = list; *word != NULL; word++) {
        g_auto (GStrv) arcs = g_strsplit (*word, ".", -1);
        bool good = g_strv_length (arcs) >= 3 && g_strv_length (arcs) <= 20 &&
                    strchr ("012", arcs[0][0]) != NULL && strlen (arcs[0]) == 1;
        for (char **arc = arcs; good && *arc != NULL; arc++)
            good = g_ascii_string_to_unsigned (*arc, 10, 0, 1000000000, NULL, NULL);
        if (good && arcs[0][0] != '2')
            good = strlen (arcs[1]) <= 2 && atoi (arcs[1]) < 40;
        if (good)
            continue;
        g_set_error (error, INVALID,
                     "“%s” names no policy, allowed: object identifiers as 2.23.140.1.2.1 (the "
                     "holder of the domain was checked)",
                     *word);
        return false;
    }
    return true;
}

size_t pki_read_serial (const char *text, uint8_t *bytes, size_t max)
{
    size_t digits = strlen (text);
    if (digits % 2 != 0 || digits / 2 > max || strspn (text, "0123456789abcdefABCDEF") != digits)
        return 0;
    for (size_t i = 0; i < digits / 2; i++)
        bytes[i] = (uint8_t)(g_ascii_xdigit_value (text[2 * i]) << 4 |
                             g_ascii_xdigit_value (text[2 * i + 1]));
    return digits / 2;
}

bool pki_check_serial (const char *text, GError **error)
{
    uint8_t bytes[MAX_SERIAL];
    size_t size = pki_read_serial (text, bytes, sizeof bytes);
    if (size > 0 && bytes[0] > 0 && bytes[0] < 0x80)
        return true;
    g_set_error (error, INVALID,
                 "“%s” is no serial number, allowed: 1 to %d bytes in hex, the first from 01 to 7f",
                 text, MAX_SERIAL);
    return false;
}

bool pki_check_subject (const char *text, GError **error)
{
    g_auto (gnutls_x509_crt_t) crt = NULL;
    if (gnutls_x509_crt_init (&crt) == 0 && *text != '\0' && strlen (text) <= MAX_SUBJECT &&
        pki_set_subject (crt, text) >= 0)
        return true;
    g_set_error (error, INVALID,
                 "“%s” is no name of a holder, allowed: a common name of up to 64 letters, or "
                 "parts as CN=server.example,O=Example",
                 text);
    return false;
}

/* ---- What does not go together ---- */

static bool blame (const char **key, const char *which, GError **error, const char *words)
{
    *key = which;
    g_set_error_literal (error, INVALID, words);
    return false;
}

static bool check_dates (const PkiDescription *self, int64_t now, const char **key, GError **error)
{
    int64_t from, until;
    *key = "not-before";
    if (!pki_time_from (self, now, &from, error))
        return false;
    *key = "not-after";
    if (!pki_time_until (self, now, &until, error))
        return false;
    if (from <= until)
        return true;
    g_autofree char *first = base_time_text (from), *last = base_time_text (until);
    *key = self->not_after != NULL ? "not-after" : "not-before";
    g_set_error (error, INVALID,
                 "it would end on %s, before it begins on %s, allowed: not-after behind not-before",
                 last, first);
    return false;
}

static bool check_authority (const PkiDescription *self, const char **key, GError **error)
{
    const char *only = "only for authorities, allowed: with authority=yes, or not at all";
    if (pki_is_authority (self))
        return self->must_staple == NULL || g_strcmp0 (self->must_staple, "yes") != 0 ||
               blame (key, "must-staple", error,
                      "an authority is not shown by a server, allowed: authority=no");
    if (self->path_length != NULL)
        return blame (key, "path-length", error, only);
    if (self->permitted != NULL)
        return blame (key, "permitted", error, only);
    return self->excluded == NULL || blame (key, "excluded", error, only);
}

static bool check_signature (const PkiDescription *self, const char **key, GError **error)
{
    const PkiDescription *issuer = self->issuer != NULL ? self->issuer : self;
    bool eddsa = g_str_has_prefix (pki_key_of (issuer), "ed");
    bool rsa = g_str_equal (pki_key_of (issuer), "rsa-1024") ||
               g_str_equal (pki_key_of (issuer), "rsa-2048") ||
               g_str_equal (pki_key_of (issuer), "rsa-4096");
    bool pss = g_str_equal (pki_key_of (issuer), "rsa-pss");
    const char *hash = self->signature;
    if (hash == NULL)
        return true;
    *key = "signature";
    if (eddsa)
        g_set_error (error, INVALID,
                     "its issuer %s has an %s key, which brings its own hash, allowed: no "
                     "signature=, or an issuer with an RSA or ECDSA key",
                     issuer->name, pki_key_of (issuer));
    else if (g_str_equal (hash, "md5") && !rsa)
        g_set_error (error, INVALID,
                     "its issuer %s has an %s key, and only RSA ever signed with MD5, allowed: "
                     "sha256, sha384, sha512, sha1, or an issuer with key=rsa-2048",
                     issuer->name, pki_key_of (issuer));
    else if (pss && !g_str_has_prefix (hash, "sha256"))
        g_set_error (error, INVALID,
                     "its issuer %s has an RSA-PSS key, which signs with SHA-256 here, allowed: "
                     "sha256",
                     issuer->name);
    else
        return true;
    return false;
}

static bool check_flaws (const PkiDescription *self, const char **key, GError **error)
{
    if (pki_has_word (self->flaws, "no-names") && self->names != NULL)
        return blame (key, "names", error,
                      "flaws=no-names leaves them out, allowed: one of the two");
    if (pki_has_word (self->flaws, "other-name") && self->names != NULL)
        return blame (key, "names", error,
                      "flaws=other-name chooses them, allowed: one of the two");
    if (pki_has_word (self->flaws, "forged") && self->issuer == NULL)
        return blame (key, "flaws", error,
                      "forged: it is its own issuer, so the key is the right one, allowed: with "
                      "another issuer");
    if (self->extended_usages != NULL && pki_has_word (self->extended_usages, "none") &&
        strchr (self->extended_usages, ' ') != NULL)
        return blame (key, "extended-usages", error, "none stands alone, allowed: none, or others");
    if (self->usages != NULL && pki_has_word (self->usages, "none") &&
        strchr (self->usages, ' ') != NULL)
        return blame (key, "usages", error, "none stands alone, allowed: none, or others");
    return true;
}

bool pki_description_check (const PkiDescription *self, int64_t now, const char **key,
                            GError **error)
{
    unsigned embedded = pki_keys_embedded (pki_key_of (self));
    *key = "key";
    if (embedded > 0 && self->key_file == NULL && self->key_number >= embedded) {
        g_set_error (error, INVALID,
                     "it would be key number %u of the kind %s, allowed: %u in a scenario (they "
                     "are embedded, for making them takes long), or keys of another kind",
                     self->key_number + 1, pki_key_of (self), embedded);
        return false;
    }
    if (!check_dates (self, now, key, error) || !check_authority (self, key, error) ||
        !check_signature (self, key, error) || !check_flaws (self, key, error))
        return false;
    *key = "chain";
    g_autoptr (GPtrArray) sent = pki_description_sent (self, error);
    return sent != NULL;
}

/* ---- What is sent ---- */

static GPtrArray *whole_chain (const PkiDescription *self)
{
    GPtrArray *chain = g_ptr_array_new ();
    for (const PkiDescription *at = self; at != NULL; at = at->issuer)
        g_ptr_array_add (chain, (gpointer)at);
    return chain;
}

static GPtrArray *refuse_sent (const char *word, const char *words, GError **error)
{
    g_set_error (error, INVALID, "“%s” %s", word, words);
    return NULL;
}

static bool leave_out (GPtrArray *chain, const char *name, GError **error)
{
    g_autoptr (GString) allowed = g_string_new (NULL);
    for (guint i = 1; i < chain->len; i++) {
        const PkiDescription *at = chain->pdata[i];
        if (g_strcmp0 (at->name, name) == 0) {
            g_ptr_array_remove_index (chain, i);
            return true;
        }
        g_string_append_printf (allowed, "%s%s", i > 1 ? ", " : "", at->name);
    }
    g_set_error (error, INVALID, "“%s” is not sent behind it, allowed behind “without”: %s",
                 name != NULL ? name : "", allowed->len > 0 ? allowed->str : "nothing");
    return false;
}

static void reverse (GPtrArray *chain, guint from)
{
    for (guint i = from, k = chain->len; i + 1 < k; i++) {
        gpointer kept = chain->pdata[i];
        chain->pdata[i] = chain->pdata[--k];
        chain->pdata[k] = kept;
    }
}

/* The one who is asked first, each certified by the next, the root left out: the verifier has it,
 * or it does not help (RFC 9846 4.5.1). */
GPtrArray *pki_description_sent (const PkiDescription *self, GError **error)
{
    g_autoptr (GPtrArray) chain = whole_chain (self);
    g_auto (GStrv) words = pki_words (self->chain);
    const char *const *list = (const char *const *)words;
    if (chain->len > 1 && !g_strv_contains (list, "with-root"))
        g_ptr_array_remove_index (chain, chain->len - 1);
    for (char **word = words; *word != NULL; word++) {
        if (g_str_equal (*word, "without")) {
            if (!leave_out (chain, word[1], error))
                return NULL;
            word++;
        } else if (g_str_equal (*word, "reversed")) {
            if (chain->len < 3)
                return refuse_sent (*word,
                                    "turns round what follows the first certificate, and that are "
                                    "not two, allowed: a longer chain, or also with-root",
                                    error);
            reverse (chain, 1);
        } else if (g_str_equal (*word, "leaf-last")) {
            reverse (chain, 0);
        } else if (g_str_equal (*word, "empty")) {
            if (pki_is_client (self))
                return refuse_sent (*word,
                                    "is for servers: a client that shows none has no certificate, "
                                    "allowed: client.certificate=none",
                                    error);
            g_ptr_array_set_size (chain, 0);
        } else if (!g_str_equal (*word, "with-root")) {
            return refuse_sent (*word,
                                "says nothing about what is sent, allowed: with-root, reversed, "
                                "leaf-last, empty, without NAME",
                                error);
        }
    }
    return g_steal_pointer (&chain);
}
