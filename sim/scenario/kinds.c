/* How each kind of value is read: checked when it is set, stored when it is used. */
#include "scenario/setting.h"

#include <gio/gio.h>
#include <string.h>

#include "scenario/scan.h"
#include "tls/memory.h"

#define INVALID G_IO_ERROR, G_IO_ERROR_INVALID_DATA

static bool take (ScenarioChecked *out, char *text)
{
    out->text = text;
    return true;
}

static bool refuse (const char *value, const char *words, GError **error)
{
    g_autofree char *quoted = scenario_quote (value);
    g_set_error (error, INVALID, "%s %s", quoted, words);
    return false;
}

/* ---- Text. ---- */

static bool check_text (const ScenarioRow *row, const char *raw, bool one_line,
                        ScenarioChecked *out, GError **error)
{
    g_autofree char *text = scenario_unescape (raw, error);
    if (!text)
        return false;
    size_t size = strlen (text);
    if (size < row->min || size > row->max) {
        g_set_error (error, INVALID,
                     "%s has %zu bytes, allowed: %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                     row->key, size, row->min, row->max);
        return false;
    }
    for (const char *p = text; *p; p = g_utf8_next_char (p))
        if (g_unichar_iscntrl (g_utf8_get_char (p)) && (one_line || !strchr ("\n\t\r", *p)))
            return refuse (raw, "holds control characters, allowed: readable text", error);
    return take (out, scenario_escape (text));
}

static bool check_line (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                        ScenarioChecked *out, GError **error)
{
    return check_text (row, raw, true, out, error);
}

static void store_line (const ScenarioRow *row, const char *text, void *place)
{
    char **line = place;
    g_free (*line);
    *line = scenario_unescape (text, NULL);
}

static bool check_data (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                        ScenarioChecked *out, GError **error)
{
    return check_text (row, raw, false, out, error);
}

static void store_data (const ScenarioRow *row, const char *text, void *place)
{
    GBytes **data = place;
    g_clear_pointer (data, g_bytes_unref);
    char *plain = scenario_unescape (text, NULL);
    if (*plain)
        *data = g_bytes_new_take (plain, strlen (plain));
    else
        g_free (plain);
}

const ScenarioKind scenario_kind_line = {check_line, store_line};
const ScenarioKind scenario_kind_data = {check_data, store_data};

/* ---- Numbers and times. ---- */

static bool check_number (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                          ScenarioChecked *out, GError **error)
{
    guint64 number;
    if (!g_ascii_string_to_unsigned (raw, 10, row->min, row->max, &number, NULL)) {
        g_autofree char *quoted = scenario_quote (raw);
        g_autofree char *most =
            row->max > row->min ? g_strdup_printf (" to %" G_GINT64_FORMAT, row->max) : NULL;
        g_set_error (error, INVALID, "%s is no %s, allowed: %" G_GINT64_FORMAT "%s", quoted,
                     row->key, row->min, most ? most : "");
        return false;
    }
    return take (out, g_strdup_printf ("%" G_GUINT64_FORMAT, number));
}

static void store_number (const ScenarioRow *row, const char *text, void *place)
{
    *(int64_t *)place = g_ascii_strtoll (text, NULL, 10);
}

static bool check_limit (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                         ScenarioChecked *out, GError **error)
{
    g_autoptr (GError) wrong = NULL;
    if (g_str_equal (raw, "0"))
        return take (out, g_strdup (raw));
    bool good = check_number (row, raw, reach, out, &wrong);
    if (!good)
        g_set_error (error, INVALID, "%s, or 0", wrong->message);
    return good;
}

static bool check_time (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                        ScenarioChecked *out, GError **error)
{
    int64_t seconds;
    if (!base_time_parse (raw, &seconds) || seconds < 0)
        return refuse (raw,
                       "is no time, allowed: UTC as 2026-09-01T12:00:00Z or 2026-09-01, from 1970 "
                       "to 9999",
                       error);
    return take (out, base_time_text (seconds));
}

static void store_time (const ScenarioRow *row, const char *text, void *place)
{
    bool good = base_time_parse (text, place);
    g_assert (good);
}

static bool check_clock (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                         ScenarioChecked *out, GError **error)
{
    return *raw ? check_time (row, raw, reach, out, error) : take (out, g_strdup (""));
}

const ScenarioKind scenario_kind_number = {check_number, store_number};
const ScenarioKind scenario_kind_limit = {check_limit, store_number};
const ScenarioKind scenario_kind_time = {check_time, store_time};
const ScenarioKind scenario_kind_clock = {check_clock, NULL};

/* ---- Words. ---- */

static bool check_choice (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                          ScenarioChecked *out, GError **error)
{
    if (scenario_word_find (row->words, raw) >= 0)
        return take (out, g_strdup (raw));
    scenario_word_refuse (row->words, raw, "", error);
    return false;
}

static void store_choice (const ScenarioRow *row, const char *text, void *place)
{
    *(bool *)place = scenario_word_find (row->words, text) == 1;
}

static void store_word (const ScenarioRow *row, const char *text, void *place)
{
    *(int64_t *)place = scenario_word_find (row->words, text);
}

static bool check_party (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                         ScenarioChecked *out, GError **error)
{
    return *raw ? check_choice (row, raw, reach, out, error) : take (out, g_strdup (""));
}

static void store_party (const ScenarioRow *row, const char *text, void *place)
{
    char **word = place;
    g_free (*word);
    *word = *text ? g_strdup (text) : NULL;
}

/* The words of TEXT between any of DELIMITERS. */
static GPtrArray *split (const char *text, const char *delimiters)
{
    GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
    g_auto (GStrv) parts = g_strsplit_set (text, delimiters, -1);
    for (char **part = parts; *part; part++)
        if (**part)
            g_ptr_array_add (words, g_strdup (*part));
    return words;
}

static char *join (GPtrArray *words, const char *between)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < words->len; i++)
        g_string_append_printf (out, "%s%s", i ? between : "", (char *)words->pdata[i]);
    return g_string_free (out, FALSE);
}

/* Every word one of the row's, none twice, and as many as may be. */
static bool check_all (const ScenarioRow *row, GPtrArray *list, GError **error)
{
    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
    for (unsigned i = 0; i < list->len; i++) {
        char *word = list->pdata[i];
        if (row->words && scenario_word_find (row->words, word) < 0) {
            scenario_word_refuse (row->words, word, "", error);
            return false;
        }
        if (!g_hash_table_add (seen, word))
            return refuse (word, "stands there twice, allowed: once", error);
    }
    if (list->len >= row->min)
        return true;
    g_autofree char *allowed = scenario_words_offer (row->words, NULL, "");
    g_set_error (error, INVALID, "%s holds nothing, %s", row->key, allowed);
    return false;
}

static bool check_joined (const ScenarioRow *row, const char *raw, const char *delimiters,
                          const char *between, ScenarioChecked *out, GError **error)
{
    g_autoptr (GPtrArray) list = split (raw, delimiters);
    return check_all (row, list, error) && take (out, join (list, between));
}

static bool check_list (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                        ScenarioChecked *out, GError **error)
{
    return check_joined (row, raw, " \t\n\r\v\f", " ", out, error);
}

static void store_ids (const ScenarioRow *row, const char *text, void *place)
{
    GArray *ids = *(GArray **)place;
    g_array_set_size (ids, 0);
    g_autoptr (GPtrArray) list = split (text, " ");
    for (unsigned i = 0; i < list->len; i++) {
        uint16_t id = (uint16_t)wire_value (row->words->registry, list->pdata[i]);
        g_array_append_val (ids, id);
    }
}

static void store_words (GPtrArray **place, GPtrArray *list)
{
    if (*place)
        g_ptr_array_unref (*place);
    *place = list;
}

static void store_list (const ScenarioRow *row, const char *text, void *place)
{
    store_words (place, split (text, " "));
}

static bool check_set (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                       ScenarioChecked *out, GError **error)
{
    return check_joined (row, raw, "| \t\n\r\v\f", "|", out, error);
}

static void store_set (const ScenarioRow *row, const char *text, void *place)
{
    store_words (place, split (text, "|"));
}

const ScenarioKind scenario_kind_choice = {check_choice, store_choice};
const ScenarioKind scenario_kind_word = {check_choice, store_word};
const ScenarioKind scenario_kind_party = {check_party, store_party};
const ScenarioKind scenario_kind_ids = {check_list, store_ids};
const ScenarioKind scenario_kind_list = {check_list, store_list};
const ScenarioKind scenario_kind_set = {check_set, store_set};

/* RFC 7301 section 3.1: a protocol name has 1 to 255 bytes. The whole list is kept well below a
 * record, so that it always fits beside the other extensions. */
static bool check_alpn (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                        ScenarioChecked *out, GError **error)
{
    g_autoptr (GPtrArray) list = split (raw, " \t\n\r\v\f");
    size_t total = 0;
    for (unsigned i = 0; i < list->len; i++) {
        const char *name = list->pdata[i];
        total += 1 + strlen (name);
        if (strlen (name) > 255 || total > row->max)
            return refuse (name, "is too long, allowed: names of up to 255 bytes, 4096 in all",
                           error);
        for (const char *p = name; *p; p = g_utf8_next_char (p))
            if (!g_unichar_isprint (g_utf8_get_char (p)))
                return refuse (name, "holds control characters, allowed: readable text", error);
    }
    return check_all (row, list, error) && take (out, join (list, " "));
}

const ScenarioKind scenario_kind_alpn = {check_alpn, store_list};

/* "server handshake_failure|insufficient_security": who sends it may be left out. */
static bool check_alert (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                         ScenarioChecked *out, GError **error)
{
    g_autoptr (GPtrArray) list = split (raw, "| \t\n\r\v\f");
    g_autofree char *sender = NULL;
    if (list->len > 0 && scenario_word_find (&scenario_parties, list->pdata[0]) >= 0)
        sender = g_ptr_array_steal_index (list, 0);
    if (sender && list->len == 0)
        return refuse (raw, "names no alert, allowed: client|server, then alerts with | between",
                       error);
    if (!check_all (row, list, error))
        return false;
    g_autofree char *alerts = join (list, "|");
    return take (out,
                 sender ? g_strdup_printf ("%s %s", sender, alerts) : g_steal_pointer (&alerts));
}

static void store_alert (const ScenarioRow *row, const char *text, void *place)
{
    ScenarioExpect *expect = place;
    const char *blank = strchr (text, ' ');
    g_free (expect->alert_sender);
    expect->alert_sender = blank ? g_strndup (text, blank - text) : NULL;
    store_words (&expect->alerts, split (blank ? blank + 1 : text, "|"));
}

const ScenarioKind scenario_kind_alert = {check_alert, store_alert};

/* ---- Names of hosts, twists, files. ---- */

/* RFC 1123 section 2.1 and RFC 6066 section 3: ASCII letters, digits and hyphens, no final dot. */
static bool is_host_name (const char *name)
{
    if (strlen (name) > 253)
        return false;
    g_auto (GStrv) labels = g_strsplit (name, ".", -1);
    for (char **label = labels; *label; label++) {
        size_t size = strlen (*label);
        if (size == 0 || size > 63 || (*label)[0] == '-' || (*label)[size - 1] == '-')
            return false;
        for (const char *p = *label; *p; p++)
            if (!g_ascii_isalnum (*p) && *p != '-')
                return false;
    }
    return true;
}

static bool check_host (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                        ScenarioChecked *out, GError **error)
{
    if (*raw && !is_host_name (raw) && !g_hostname_is_ip_address (raw))
        return refuse (raw,
                       "is no host, allowed: a name of letters, digits, hyphens and dots, or an IP "
                       "address",
                       error);
    return take (out, g_strdup (raw));
}

static bool check_twist (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                         ScenarioChecked *out, GError **error)
{
    g_autoptr (NetTwist) twist = net_twist_parse (raw, error);
    if (!twist)
        return false;
    for (const char *p = raw; *p; p++)
        if (g_ascii_iscntrl (*p))
            return refuse (raw, "holds control characters, allowed: readable text", error);
    return take (out, g_strdup (raw));
}

/* DESCRIBED: it may be the name of a certificate that the scenario describes. */
static bool check_file (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                        const char *also, bool described, ScenarioChecked *out, GError **error)
{
    g_autofree char *text = scenario_unescape (raw, error);
    if (!text)
        return false;
    described = described && row->words && reach->scenario;
    bool is_name = (row->words && scenario_word_find (row->words, text) >= 0) ||
                   (described && scenario_describes (reach->scenario, text));
    if (row->words && !is_name && !strpbrk (text, "./")) {
        if (described)
            return scenario_refuse_certificate (reach->scenario, row->words, text, also, error);
        scenario_word_refuse (row->words, text, also, error);
        return false;
    }
    if (!is_name && *text && !(out->path = scenario_resolve (text, reach, error)))
        return false;
    return take (out, scenario_escape (text));
}

static bool check_pem (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                       ScenarioChecked *out, GError **error)
{
    return check_file (row, raw, reach, ", or the path of a PEM file", true, out, error);
}

static bool check_staple (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                          ScenarioChecked *out, GError **error)
{
    return check_file (row, raw, reach, ", or the path of a file in DER", false, out, error);
}

const ScenarioKind scenario_kind_host = {check_host, store_party};
const ScenarioKind scenario_kind_twist = {check_twist, NULL};
const ScenarioKind scenario_kind_pem = {check_pem, NULL};
const ScenarioKind scenario_kind_staple = {check_staple, NULL};

/* ---- Keys agreed on beforehand: "name:hex" or "name:hex:SHA384". ---- */

static TlsPsk *read_key (const char *word, GError **error)
{
    g_auto (GStrv) parts = g_strsplit (word, ":", -1);
    unsigned n = g_strv_length (parts);
    bool sha384 = n == 3 && g_str_equal (parts[2], "SHA384");
    bool shape = (n == 2 || sha384 || (n == 3 && g_str_equal (parts[2], "SHA256"))) && *parts[0] &&
                 strlen (parts[0]) <= 128;
    g_autoptr (GBytes) value = shape ? base_unhex (parts[1], NULL) : NULL;
    size_t size = value ? g_bytes_get_size (value) : 0;
    if (size < 16 || size > 64) {
        refuse (word,
                "is no key, allowed: name:hex with 16 to 64 bytes of key, and :SHA256 or :SHA384 "
                "behind it",
                error);
        return NULL;
    }
    return tls_psk_new (base_span_text (parts[0]), base_span_bytes (value),
                        sha384 ? CRYPTO_SHA384 : CRYPTO_SHA256);
}

static bool check_keys (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                        ScenarioChecked *out, GError **error)
{
    g_autoptr (GPtrArray) list = split (raw, " \t\n\r\v\f");
    for (unsigned i = 0; i < list->len; i++) {
        g_autoptr (TlsPsk) key = read_key (list->pdata[i], error);
        if (!key)
            return false;
        if (i >= row->max)
            return refuse (list->pdata[i], "is one too many, allowed: up to 8 keys", error);
    }
    return check_all (row, list, error) && take (out, join (list, " "));
}

static void store_keys (const ScenarioRow *row, const char *text, void *place)
{
    GPtrArray *keys = *(GPtrArray **)place;
    g_ptr_array_set_size (keys, 0);
    g_autoptr (GPtrArray) list = split (text, " ");
    for (unsigned i = 0; i < list->len; i++)
        g_ptr_array_add (keys, read_key (list->pdata[i], NULL));
}

const ScenarioKind scenario_kind_keys = {check_keys, store_keys};
