#include "net/twist.h"

#include <gio/gio.h>
#include <string.h>

/* What a twist names. */
typedef enum {
    OF_FIELD = 1 << 0, /* a field of a message */
    OF_MESSAGE = 1 << 1,
    OF_RECORD_FIELD = 1 << 2,
    OF_RECORD = 1 << 3,
} What;

typedef bool (*ParseValue) (NetTwist *twist, const char *value, GError **error);
static bool parse_text (NetTwist *twist, const char *value, GError **error);
static bool parse_hex (NetTwist *twist, const char *value, GError **error);
static bool parse_content (NetTwist *twist, const char *value, GError **error);
static bool parse_size (NetTwist *twist, const char *value, GError **error);

static const struct {
    NetTwistRow shown;
    unsigned what;
    ParseValue value; /* NULL: takes none */
} rows[NET_N_TWISTS] = {
    [NET_TWIST_SET] = {{"set", "set PATH VALUE",
                        "the attacker gives a field of a message in clear another value of the "
                        "same size"},
                       OF_FIELD | OF_RECORD_FIELD,
                       parse_text},
    [NET_TWIST_XOR] = {{"xor", "xor PATH HEX",
                        "the attacker flips bits: the field's first bytes are XORed with these"},
                       OF_FIELD | OF_RECORD_FIELD,
                       parse_hex},
    [NET_TWIST_DROP] = {{"drop", "drop client.record[N]",
                         "the attacker lets a record never arrive"},
                        OF_RECORD,
                        NULL},
    [NET_TWIST_FORGE] = {{"forge", "forge PATH VALUE",
                          "a rogue sender writes another value, of any size, and seals it with its "
                          "own keys",
                          true},
                         OF_FIELD | OF_MESSAGE,
                         parse_text},
    [NET_TWIST_APPEND] = {{"append", "append PATH HEX",
                           "a rogue sender adds bytes to the end of a field or message", true},
                          OF_FIELD | OF_MESSAGE,
                          parse_hex},
    [NET_TWIST_OMIT] = {{"omit", "omit PATH", "a rogue sender leaves out a field or message", true},
                        OF_FIELD | OF_MESSAGE,
                        NULL},
    [NET_TWIST_REPEAT] = {{"repeat", "repeat PATH", "a rogue sender writes a field twice", true},
                          OF_FIELD,
                          NULL},
    [NET_TWIST_TRAIL] = {{"trail", "trail MESSAGE HEX",
                          "a rogue sender puts bytes behind a message into the same record", true},
                         OF_MESSAGE,
                         parse_hex},
    [NET_TWIST_BEFORE] = {{"before", "before MESSAGE TYPE HEX",
                           "a rogue sender sends a record more before that message; clear:TYPE is "
                           "not sealed, =MESSAGE instead of HEX is that one again",
                           true},
                          OF_MESSAGE,
                          parse_content},
    [NET_TWIST_AFTER] = {{"after", "after MESSAGE TYPE HEX", "the same behind it", true},
                         OF_MESSAGE,
                         parse_content},
    [NET_TWIST_PAD] = {{"pad", "pad MESSAGE SIZE",
                        "a rogue sender pads the record until content, type and padding have that "
                        "many bytes",
                        true},
                       OF_MESSAGE,
                       parse_size},
    [NET_TWIST_CLEAR] = {{"clear", "clear MESSAGE", "a rogue sender does not seal a message", true},
                         OF_MESSAGE,
                         NULL},
};

const NetTwistRow *net_twist_row (unsigned i)
{
    return i < NET_N_TWISTS ? &rows[i].shown : NULL;
}

void net_twist_free (NetTwist *twist)
{
    if (twist == NULL)
        return;
    g_free (twist->text);
    g_free (twist->path);
    g_free (twist->message);
    g_free (twist->value);
    g_clear_pointer (&twist->bytes, g_bytes_unref);
    net_twist_free (twist->copy);
    g_free (twist);
}

bool net_twist_is_for (const NetTwist *twist, const TraceMessage *message)
{
    return twist->message != NULL && message->sender == twist->sender &&
           message->ordinal == twist->ordinal &&
           g_str_equal (trace_message_name (message), twist->message);
}

#define REFUSE(error, ...) g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, __VA_ARGS__)

/* ---- Paths ---- */

static char *message_names (void)
{
    GString *names = g_string_new (NULL);
    for (int id = 0; id < WIRE_N_MESSAGES; id++)
        if (id != WIRE_UNKNOWN_MESSAGE && wire_message_is_first (id))
            g_string_append_printf (names, ", %s", wire_message_row ((WireMessageId)id)->name);
    return g_string_free (names, FALSE);
}

/* The "[2]" of a path, if it has one. */
static bool parse_ordinal (NetTwist *twist, const char *name, const char **path, GError **error)
{
    twist->ordinal = 1;
    if (**path != '[')
        return true;
    char *end;
    unsigned long ordinal = strtoul (*path + 1, &end, 10);
    if (end == *path + 1 || *end != ']' || ordinal == 0 || ordinal > G_MAXINT) {
        REFUSE (error, "“%s” counts from 1, allowed: as in %s[2]", name, name);
        return false;
    }
    twist->ordinal = (unsigned)ordinal;
    *path = end + 1;
    return true;
}

/* "client.ClientHello[2].cipher_suites[0]" or "server.record[3].encrypted_record". */
static bool parse_path (NetTwist *twist, const char *path, GError **error)
{
    bool client = g_str_has_prefix (path, "client.");
    if (!client && !g_str_has_prefix (path, "server.")) {
        REFUSE (error, "“%s” has no sender, allowed: client., server.", path);
        return false;
    }
    twist->sender = client ? TRACE_CLIENT : TRACE_SERVER;
    path += strlen ("client.");
    size_t size = strcspn (path, ".[");
    g_autofree char *name = g_strndup (path, size);
    path += size;
    if (!parse_ordinal (twist, name, &path, error))
        return false;
    if (!g_str_equal (name, "record")) {
        if (wire_message_find (name) == NULL) {
            g_autofree char *names = message_names ();
            REFUSE (error, "“%s” is no message, allowed: record%s", name, names);
            return false;
        }
        twist->message = g_steal_pointer (&name);
    }
    if (*path == '.')
        twist->path = g_strdup (path + 1);
    else if (*path != '\0') {
        REFUSE (error, "“%s” stands behind the message, allowed: . and a field", path);
        return false;
    }
    return true;
}

static bool check_what (const NetTwist *twist, GError **error)
{
    bool record = twist->message == NULL, field = twist->path != NULL;
    unsigned what = record ? field ? OF_RECORD_FIELD : OF_RECORD : field ? OF_FIELD : OF_MESSAGE;
    if (rows[twist->kind].what & what)
        return true;
    static const char *const examples[] = {
        "a field, as client.ClientHello.random", "a message, as server.Finished",
        "a field of a record, as server.record[3].fragment", "a record, as server.record[2]"};
    GString *allowed = g_string_new (NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS (examples); i++)
        if (rows[twist->kind].what & 1u << i)
            g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? "; " : "", examples[i]);
    REFUSE (error, "“%s” is nothing that can be twisted so, allowed: %s", twist->text,
            allowed->str);
    g_string_free (allowed, TRUE);
    return false;
}

/* ---- Values ---- */

static bool parse_text (NetTwist *twist, const char *value, GError **error)
{
    twist->value = g_strdup (value);
    return true;
}

static bool parse_hex (NetTwist *twist, const char *value, GError **error)
{
    twist->bytes = base_unhex (g_str_has_prefix (value, "0x") ? value + 2 : value, error);
    return twist->bytes != NULL;
}

static bool parse_type (NetTwist *twist, const char *type, GError **error)
{
    twist->clear = g_str_has_prefix (type, "clear:");
    if (twist->clear)
        type += strlen ("clear:");
    int64_t known = wire_value (&wire_content_types, type);
    guint64 number = known >= 0 ? (guint64)known : 0;
    if (known < 0 && !g_ascii_string_to_unsigned (type, 10, 0, 255, &number, NULL)) {
        REFUSE (error,
                "“%s” is no type of content, allowed: handshake, alert, application_data, "
                "change_cipher_spec, 0 to 255, clear: before any of them",
                type);
        return false;
    }
    twist->type = (uint8_t)number;
    return true;
}

/* "handshake 1800000100", "clear:handshake =client.ClientHello" */
static bool parse_content (NetTwist *twist, const char *value, GError **error)
{
    g_auto (GStrv) words = g_strsplit_set (value, " \t", 2);
    if (words[0] == NULL || words[1] == NULL) {
        REFUSE (error, "“%s” lacks something, allowed: %s", twist->text,
                rows[twist->kind].shown.usage);
        return false;
    }
    const char *content = g_strstrip (words[1]);
    if (!parse_type (twist, words[0], error))
        return false;
    if (*content != '=')
        return parse_hex (twist, content, error);
    twist->copy = g_new0 (NetTwist, 1);
    twist->copy->kind = NET_TWIST_OMIT;
    twist->copy->text = g_strdup (content);
    if (!parse_path (twist->copy, content + 1, error))
        return false;
    if (twist->copy->message != NULL && twist->copy->path == NULL)
        return true;
    REFUSE (error, "“%s” is no message, allowed: as in =client.ClientHello", content);
    return false;
}

static bool parse_size (NetTwist *twist, const char *value, GError **error)
{
    guint64 size;
    if (!g_ascii_string_to_unsigned (value, 10, 1, 65279, &size, NULL)) {
        REFUSE (error, "“%s” is no size, allowed: 1 to 65279", value);
        return false;
    }
    twist->size = (unsigned)size;
    return true;
}

/* ---- The line ---- */

static int find_kind (const char *name, GError **error)
{
    GString *names = g_string_new (NULL);
    int found = -1;
    for (int i = 0; i < NET_N_TWISTS; i++) {
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", rows[i].shown.name);
        if (g_str_equal (rows[i].shown.name, name))
            found = i;
    }
    if (found < 0)
        REFUSE (error, "“%s” is no twist, allowed: %s", name, names->str);
    g_string_free (names, TRUE);
    return found;
}

NetTwist *net_twist_parse (const char *line, GError **error)
{
    g_autoptr (NetTwist) twist = g_new0 (NetTwist, 1);
    twist->text = g_strstrip (g_strdup (line));
    g_auto (GStrv) words = g_strsplit_set (twist->text, " \t", 3);
    int kind = find_kind (words[0] != NULL ? words[0] : "", error);
    if (kind < 0)
        return NULL;
    twist->kind = (NetTwistKind)kind;
    ParseValue parse_value = rows[kind].value;
    if (words[1] == NULL || (parse_value != NULL) != (words[2] != NULL)) {
        REFUSE (error, "“%s” lacks something or has too much, allowed: %s", twist->text,
                rows[kind].shown.usage);
        return NULL;
    }
    if (!parse_path (twist, words[1], error) || !check_what (twist, error) ||
        (parse_value != NULL && !parse_value (twist, g_strstrip (words[2]), error)))
        return NULL;
    return g_steal_pointer (&twist);
}
