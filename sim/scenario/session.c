#include "scenario/session.h"

#include "base/near.h"
#include "scenario/setting.h"

#include <gio/gio.h>
#include <string.h>

#define INVALID G_IO_ERROR, G_IO_ERROR_INVALID_DATA
#define GROUP "ticket."
#define HEAD \
    "# Tickets of a client, oldest first, each good for one connection (RFC 9846 4.7.1); those " \
    "of\n" \
    "# TLS 1.2, and its session ids, for as many as the lifetime allows (RFC 5246 F.1.4).\n" \
    "# Keep this file secret: whoever reads it can come back in the client's place.\n"

/* RFC 9846 section 4.7.1: seven days; 9999-12-31 in milliseconds. */
enum { MAX_LIFETIME = 604800, MAX_TICKET = 65535, MAX_SESSION_ID = 32, MAIN_SECRET_SIZE = 48 };
#define MAX_TIME G_GINT64_CONSTANT (253402300799999)

/* ---- The fields of a ticket ---- */

typedef struct Field Field;
struct Field {
    const char *key;
    bool (*read) (const Field *field, const char *value, TlsPsk *psk, GError **error);
    char *(*write) (const Field *field, const TlsPsk *psk);
    size_t place;
    int64_t max;
    bool optional;
};

static bool read_suite (const Field *field, const char *value, TlsPsk *psk, GError **error)
{
    for (unsigned i = 0; tls_suite_at (i) != NULL; i++)
        if (g_str_equal (tls_suite_at (i)->name, value))
            psk->suite = tls_suite_at (i);
    if (psk->suite == NULL)
        scenario_word_refuse (&scenario_cipher_suites, value, "", error);
    return psk->suite != NULL;
}

static char *write_suite (const Field *field, const TlsPsk *psk)
{
    return g_strdup (psk->suite->name);
}

static bool read_bytes (const Field *field, const char *value, TlsPsk *psk, GError **error)
{
    GBytes **place = G_STRUCT_MEMBER_P (psk, field->place);
    g_autoptr (GBytes) bytes = base_unhex (value, NULL);
    size_t size = bytes != NULL ? g_bytes_get_size (bytes) : 0;
    if (size == 0 || size > (size_t)field->max) {
        g_autofree char *quoted = scenario_quote (value);
        g_set_error (error, INVALID, "%s is no %s, allowed: 1 to %" G_GINT64_FORMAT " bytes in hex",
                     quoted, field->key, field->max);
        return false;
    }
    g_clear_pointer (place, g_bytes_unref);
    *place = base_secret_bytes (base_span_bytes (bytes).data, size);
    return true;
}

static char *write_bytes (const Field *field, const TlsPsk *psk)
{
    return base_hex (base_span_bytes (G_STRUCT_MEMBER (GBytes *, psk, field->place)));
}

static bool read_number (const char *key, int64_t max, const char *value, guint64 *number,
                         GError **error)
{
    if (g_ascii_string_to_unsigned (value, 10, 0, (guint64)max, number, NULL))
        return true;
    g_autofree char *quoted = scenario_quote (value);
    g_set_error (error, INVALID, "%s is no %s, allowed: 0 to %" G_GINT64_FORMAT, quoted, key, max);
    return false;
}

static bool read_small (const Field *field, const char *value, TlsPsk *psk, GError **error)
{
    guint64 number;
    if (!read_number (field->key, field->max, value, &number, error))
        return false;
    G_STRUCT_MEMBER (uint32_t, psk, field->place) = (uint32_t)number;
    return true;
}

static char *write_small (const Field *field, const TlsPsk *psk)
{
    return g_strdup_printf ("%u", G_STRUCT_MEMBER (uint32_t, psk, field->place));
}

static bool read_switch (const Field *field, const char *value, TlsPsk *psk, GError **error)
{
    bool yes = g_str_equal (value, "yes");
    if (!yes && !g_str_equal (value, "no")) {
        g_autofree char *quoted = scenario_quote (value);
        g_set_error (error, INVALID, "%s is no %s, allowed: yes, no", quoted, field->key);
        return false;
    }
    G_STRUCT_MEMBER (bool, psk, field->place) = yes;
    return true;
}

/* Nothing where it means nothing. */
static char *write_switch (const Field *field, const TlsPsk *psk)
{
    bool yes = G_STRUCT_MEMBER (bool, psk, field->place);
    return g_strdup (!tls_psk_is_session (psk) ? "" : yes ? "yes" : "no");
}

static bool read_length (const Field *field, const char *value, TlsPsk *psk, GError **error)
{
    guint64 number;
    if (!read_number (field->key, field->max, value, &number, error))
        return false;
    psk->fragment_length = (uint8_t)number;
    return true;
}

static char *write_length (const Field *field, const TlsPsk *psk)
{
    (void)field;
    return psk->fragment_length > 0 ? g_strdup_printf ("%u", psk->fragment_length) : g_strdup ("");
}

/* A session id stands in the same place as a ticket. */
static bool read_id (const Field *field, const char *value, TlsPsk *psk, GError **error)
{
    psk->by_id = true;
    return read_bytes (field, value, psk, error);
}

static char *write_id (const Field *field, const TlsPsk *psk)
{
    return psk->by_id ? write_bytes (field, psk) : g_strdup ("");
}

static char *write_ticket (const Field *field, const TlsPsk *psk)
{
    return psk->by_id ? g_strdup ("") : write_bytes (field, psk);
}

static bool read_time (const Field *field, const char *value, TlsPsk *psk, GError **error)
{
    guint64 number;
    if (!read_number (field->key, field->max, value, &number, error))
        return false;
    psk->since = (int64_t)number;
    return true;
}

static char *write_time (const Field *field, const TlsPsk *psk)
{
    return g_strdup_printf ("%" G_GINT64_FORMAT, psk->since);
}

static bool read_text (const Field *field, const char *value, TlsPsk *psk, GError **error)
{
    char **place = G_STRUCT_MEMBER_P (psk, field->place);
    g_autofree char *text = scenario_unescape (value, error);
    if (text == NULL)
        return false;
    g_free (*place);
    *place = *text != '\0' ? g_steal_pointer (&text) : NULL;
    return true;
}

static char *write_text (const Field *field, const TlsPsk *psk)
{
    const char *text = G_STRUCT_MEMBER (char *, psk, field->place);
    return scenario_escape (text != NULL ? text : "");
}

static const Field fields[] = {
    {"server-name", read_text, write_text, offsetof (TlsPsk, server_name), 0, true},
    {"alpn", read_text, write_text, offsetof (TlsPsk, alpn), 0, true},
    {"cipher-suite", read_suite, write_suite, 0, 0, false},
    {"received", read_time, write_time, 0, MAX_TIME, false},
    {"lifetime", read_small, write_small, offsetof (TlsPsk, lifetime), MAX_LIFETIME, false},
    {"age-add", read_small, write_small, offsetof (TlsPsk, age_add), G_MAXUINT32, false},
    {"early-data", read_small, write_small, offsetof (TlsPsk, early_data), G_MAXUINT32, true},
    {"key", read_bytes, write_bytes, offsetof (TlsPsk, value), CRYPTO_MAX_HASH_SIZE, false},
    {"extended-main-secret", read_switch, write_switch, offsetof (TlsPsk, extended_main_secret), 0,
     true},
    {"max-fragment-length", read_length, write_length, 0, 4, true},
    {"session-id", read_id, write_id, offsetof (TlsPsk, identity), MAX_SESSION_ID, true},
    {"ticket", read_bytes, write_ticket, offsetof (TlsPsk, identity), MAX_TICKET, true},
};

/* ---- Reading ---- */

typedef struct {
    const char *where;
    TlsPsk *psk;   /* the ticket at hand; NULL: none yet */
    unsigned line; /* where it begins */
    unsigned number;
    bool set[G_N_ELEMENTS (fields)];
    GPtrArray *tickets; /* TlsPsk */
} Reader;

/* The key is as long as the hash; in TLS 1.2 it is the main secret. */
static bool check_key (const Reader *reader, GError **error)
{
    const TlsPsk *psk = reader->psk;
    bool session = tls_psk_is_session (psk);
    size_t size = session ? MAIN_SECRET_SIZE : crypto_hash_size (psk->suite->hash);
    if (g_bytes_get_size (psk->value) == size)
        return true;
    g_set_error (error, INVALID, "%s:%u: the key has %zu bytes, allowed: %zu, as the %s of %s",
                 reader->where, reader->line, g_bytes_get_size (psk->value), size,
                 session ? "main secret" : "hash", psk->suite->name);
    return false;
}

static bool has_both_names (const Reader *reader)
{
    unsigned n = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS (fields); i++)
        n += reader->set[i] && fields[i].place == offsetof (TlsPsk, identity);
    return n > 1;
}

/* What it is called: by a ticket or, in TLS 1.2 alone, by a session id. */
static bool check_name (const Reader *reader, GError **error)
{
    bool named = g_bytes_get_size (reader->psk->identity) > 0, id = reader->psk->by_id;
    if (!named) {
        g_set_error (error, INVALID,
                     "%s:%u: [" GROUP "%u] lacks “ticket”, allowed: a ticket with it",
                     reader->where, reader->line, reader->number);
        return false;
    }
    if (!id || (tls_psk_is_session (reader->psk) && !has_both_names (reader)))
        return true;
    g_set_error (error, INVALID,
                 "%s:%u: [" GROUP "%u] has a session-id, allowed: with a suite of TLS 1.2, and "
                 "without “ticket”",
                 reader->where, reader->line, reader->number);
    return false;
}

/* What the ticket at hand lacks, and what does not go together in it. */
static bool check_whole (const Reader *reader, GError **error)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (fields); i++)
        if (!reader->set[i] && !fields[i].optional) {
            g_set_error (error, INVALID,
                         "%s:%u: [" GROUP "%u] lacks “%s”, allowed: a ticket with it",
                         reader->where, reader->line, reader->number, fields[i].key);
            return false;
        }
    return check_name (reader, error) && check_key (reader, error);
}

static bool end_ticket (Reader *reader, GError **error)
{
    if (reader->psk == NULL)
        return true;
    if (!check_whole (reader, error))
        return false;
    reader->psk->hash = reader->psk->suite->hash;
    g_ptr_array_add (reader->tickets, g_steal_pointer (&reader->psk));
    return true;
}

static bool begin_ticket (Reader *reader, const ScenarioLine *line, GError **error)
{
    if (!end_ticket (reader, error))
        return false;
    g_autofree char *expected = g_strdup_printf (GROUP "%u", reader->number + 1);
    if (!g_str_equal (line->group, expected)) {
        g_autofree char *quoted = scenario_quote (line->group);
        g_set_error (error, INVALID, "%s:%u: %s is no group here, allowed: [%s]", reader->where,
                     line->number, quoted, expected);
        return false;
    }
    reader->number++;
    reader->line = line->number;
    memset (reader->set, 0, sizeof reader->set);
    reader->psk = tls_psk_new (base_span ("", 0), base_span ("", 0), CRYPTO_SHA256);
    reader->psk->external = false;
    return true;
}

static bool refuse_key (const ScenarioLine *line, GError **error)
{
    g_autofree char *key = line->locale != NULL
                               ? g_strdup_printf ("%s[%s]", line->key, line->locale)
                               : g_strdup (line->key);
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    for (unsigned i = 0; i < G_N_ELEMENTS (fields); i++)
        g_ptr_array_add (names, (char *)fields[i].key);
    g_autofree char *quoted = scenario_quote (key);
    g_autofree char *offer = base_offer (names, key, "", NULL);
    g_set_error (error, INVALID, "%s is no key of a ticket, %s", quoted, offer);
    return false;
}

static bool take_value (Reader *reader, const ScenarioLine *line, GError **error)
{
    unsigned i = 0;
    while (i < G_N_ELEMENTS (fields) && !g_str_equal (fields[i].key, line->key))
        i++;
    if (i == G_N_ELEMENTS (fields) || line->locale != NULL)
        return refuse_key (line, error);
    if (reader->set[i]) {
        g_set_error (error, INVALID, "“%s” stands there twice, allowed: once", line->key);
        return false;
    }
    reader->set[i] = true;
    return fields[i].read (&fields[i], line->value, reader->psk, error);
}

static bool take_line (Reader *reader, const ScenarioLine *line, GError **error)
{
    if (line->key == NULL)
        return begin_ticket (reader, line, error);
    if (take_value (reader, line, error))
        return true;
    g_prefix_error (error, "%s:%u: ", reader->where, line->number);
    return false;
}

bool scenario_session_read (BaseSpan text, const char *where, TlsMemory *memory, GError **error)
{
    g_autoptr (GPtrArray) lines = scenario_scan (text, where, error);
    g_autoptr (GPtrArray) tickets = g_ptr_array_new ();
    Reader reader = {.where = where, .tickets = tickets};
    bool good = lines != NULL;
    for (unsigned i = 0; good && i < lines->len; i++)
        good = take_line (&reader, lines->pdata[i], error);
    good = good && end_ticket (&reader, error);
    g_clear_pointer (&reader.psk, tls_psk_unref);
    for (unsigned i = 0; i < tickets->len; i++)
        if (good)
            tls_memory_add_ticket (memory, tickets->pdata[i]);
        else
            tls_psk_unref (tickets->pdata[i]);
    return good;
}

bool scenario_session_load (const char *path, TlsMemory *memory, GError **error)
{
    g_autoptr (GError) reason = NULL;
    g_autoptr (GByteArray) text = scenario_read_file (path, &reason);
    if (text != NULL)
        return scenario_session_read (base_span (text->data, text->len), path, memory, error);
    if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return true;
    g_propagate_error (error, g_steal_pointer (&reason));
    return false;
}

/* ---- Writing ---- */

static char *ticket_text (const TlsPsk *psk)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS (fields); i++) {
        g_autofree char *value = fields[i].write (&fields[i], psk);
        if (*value != '\0')
            g_string_append_printf (out, "%s=%s\n", fields[i].key, value);
    }
    return g_string_free (out, FALSE);
}

char *scenario_session_write (const TlsMemory *memory)
{
    const GPtrArray *tickets = tls_memory_tickets (memory);
    g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free); /* newest first */
    size_t size = strlen (HEAD);
    for (unsigned i = tickets->len; i > 0; i--) {
        char *text = ticket_text (tickets->pdata[i - 1]);
        g_ptr_array_add (texts, text);
        size += strlen (text) + strlen ("[" GROUP "1234]\n");
        if (size > SCENARIO_MAX_SIZE) {
            g_ptr_array_set_size (texts, (int)texts->len - 1);
            break;
        }
    }
    GString *out = g_string_new (HEAD);
    for (unsigned i = texts->len; i > 0; i--)
        g_string_append_printf (out, "[" GROUP "%u]\n%s", texts->len - i + 1,
                                (char *)texts->pdata[i - 1]);
    return g_string_free (out, FALSE);
}
