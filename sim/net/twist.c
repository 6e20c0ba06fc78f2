#include "net/twist.h"

#include "base/near.h"
#include "wire/paths.h"

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
static bool parse_pad (NetTwist *twist, const char *value, GError **error);
static bool parse_size (NetTwist *twist, const char *value, GError **error);
static bool parse_time (NetTwist *twist, const char *value, GError **error);

static const struct {
    NetTwistRow shown;
    unsigned what;
    ParseValue value; /* NULL: takes none */
    bool sized;       /* the last word may be fix or leave */
} rows[NET_N_TWISTS] = {
    [NET_TWIST_SET] =
        {{"set", "set PATH VALUE [fix|leave]",
          "the attacker gives a field of a message in clear, or of a record, another "
          "value",
          "what is in clear can be read and written by anybody; where it matters it is "
          "noticed, at the latest when both compare what they have seen"},
         OF_FIELD | OF_RECORD_FIELD,
         parse_text,
         true},
    [NET_TWIST_XOR] = {{"xor", "xor PATH HEX",
                        "the attacker flips bits: the field's first bytes are XORed with these",
                        "a cipher alone does not show that a bit was changed; the tag does"},
                       OF_FIELD | OF_RECORD_FIELD,
                       parse_hex},
    [NET_TWIST_DELETE] = {{"delete", "delete PATH [fix|leave]",
                           "the attacker takes a field out of a message in clear, or of a record",
                           "taking away what is strong is the classic way to a weak connection"},
                          OF_FIELD | OF_RECORD_FIELD,
                          NULL,
                          true},
    [NET_TWIST_INSERT] = {{"insert", "insert PATH HEX [fix|leave]",
                           "the attacker puts bytes at the beginning of a field's content, behind "
                           "its length where it has one",
                           "every length counts what its sender wrote; who adds bytes has to mend "
                           "all of them or be noticed at once"},
                          OF_FIELD | OF_RECORD_FIELD,
                          parse_hex,
                          true},
    [NET_TWIST_TRUNCATE] = {{"truncate", "truncate client.record[N] SIZE [fix|leave]",
                             "the attacker lets only the first SIZE bytes of a record through, its "
                             "header among them",
                             "a record is opened whole or not at all; with its length left as it "
                             "was, the next record's bytes are taken for the rest of it"},
                            OF_RECORD,
                            parse_size,
                            true},
    [NET_TWIST_DROP] = {{"drop", "drop client.record[N]", "the attacker lets a record never arrive",
                         "sealed records are counted: the next one does not open"},
                        OF_RECORD,
                        NULL},
    [NET_TWIST_DELAY] = {{"delay", "delay client.record[N] MILLISECONDS",
                          "the attacker holds a record, and with it all that its sender sends "
                          "behind it",
                          "TLS has no clock: being late is not noticed"},
                         OF_RECORD,
                         parse_time},
    [NET_TWIST_DUPLICATE] = {{"duplicate", "duplicate client.record[N]",
                              "the attacker sends a record once more, right behind itself",
                              "sealed records are counted, and the number goes into the seal: the "
                              "same bytes do not open a second time"},
                             OF_RECORD,
                             NULL},
    [NET_TWIST_REORDER] =
        {{"reorder", "reorder client.record[N]",
          "the attacker lets the next record of the same sender pass first",
          "TCP delivers in order, but anybody on the way can rewrite its numbers; "
          "those of TLS are not sent, and go into the seal",
          .needs_next = true},
         OF_RECORD,
         NULL},
    [NET_TWIST_REPLAY] = {{"replay", "replay conn1.client.record[N] before|after client.record[M]",
                           "the attacker sends a record again that he has recorded, of an earlier "
                           "connection or of this one",
                           "what was sealed for one connection means nothing in another: the keys "
                           "come from fresh values of both sides"},
                          OF_RECORD,
                          NULL},
    [NET_TWIST_INJECT] =
        {{"inject", "inject before|after client.record[N] TYPE HEX",
          "the attacker sends a record of his own, in clear",
          "until there are keys, anybody can speak for anybody; with keys, nothing "
          "in clear counts"},
         OF_RECORD,
         parse_content},
    [NET_TWIST_CLOSE] = {{"close", "close client.record[N]",
                          "the attacker cuts the connection there: this record and all behind it, "
                          "both ways, never arrive",
                          "only close_notify is an end that nobody else can make"},
                         OF_RECORD,
                         NULL},
    [NET_TWIST_FORGE] = {{"forge", "forge PATH VALUE",
                          "a rogue sender writes another value, of any size, and seals it with its "
                          "own keys",
                          "a check is worth something only if it stands against a sender that lies",
                          true},
                         OF_FIELD | OF_MESSAGE,
                         parse_text},
    [NET_TWIST_APPEND] =
        {{"append", "append PATH HEX", "a rogue sender adds bytes to the end of a field or message",
          "a receiver reads to the end of each length, and refuses what is left over", true},
         OF_FIELD | OF_MESSAGE,
         parse_hex},
    [NET_TWIST_OMIT] = {{"omit", "omit PATH", "a rogue sender leaves out a field or message",
                         "each state knows which messages may come next", true},
                        OF_FIELD | OF_MESSAGE,
                        NULL},
    [NET_TWIST_REPEAT] = {{"repeat", "repeat PATH", "a rogue sender writes a field twice",
                           "where one value is meant, two are an error", true},
                          OF_FIELD,
                          NULL},
    [NET_TWIST_TRAIL] = {{"trail", "trail MESSAGE HEX",
                          "a rogue sender puts bytes behind a message into the same record",
                          "behind a message that changes the keys, its record must end", true},
                         OF_MESSAGE,
                         parse_hex},
    [NET_TWIST_BEFORE] = {{"before", "before MESSAGE TYPE HEX",
                           "a rogue sender sends a record more before that message; clear:TYPE is "
                           "not sealed, =MESSAGE instead of HEX is that one again",
                           "a message out of its order is refused, well sealed or not", true},
                          OF_MESSAGE,
                          parse_content},
    [NET_TWIST_AFTER] = {{"after", "after MESSAGE TYPE HEX", "the same behind it",
                          "a message out of its order is refused, well sealed or not", true},
                         OF_MESSAGE,
                         parse_content},
    [NET_TWIST_PAD] = {{"pad", "pad MESSAGE SIZE",
                        "a rogue sender pads the record until content, type and padding have that "
                        "many bytes",
                        "there is a limit to what a record may hold", true, .needs_seal = true,
                        .needs_padding = true},
                       OF_MESSAGE,
                       parse_pad},
    [NET_TWIST_CLEAR] = {{"clear", "clear MESSAGE", "a rogue sender does not seal a message",
                          "with keys in force, nothing in clear counts", true, .needs_seal = true},
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

static char *message_names (const char *wrong)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    g_ptr_array_add (names, "record");
    for (int id = 0; id < WIRE_N_MESSAGES; id++)
        if (id != WIRE_UNKNOWN_MESSAGE && wire_message_is_first (id))
            g_ptr_array_add (names, (char *)wire_message_row ((WireMessageId)id)->name);
    return base_offer (names, wrong, "", "messages");
}

/* The "[2]" of a path, if it has one. */
static bool parse_ordinal (NetTwist *twist, const char *name, const char **path, GError **error)
{
    twist->ordinal = 1;
    if (**path != '[')
        return true;
    char *end;
    unsigned long ordinal = strtoul (*path + 1, &end, 10);
    if (end > *path + 1 && *end == ']' && ordinal > G_MAXINT) {
        REFUSE (error, "“%s%.*s”: the number is too big, allowed: 1 to %d", name,
                (int)MIN (end + 1 - *path, 40), *path, G_MAXINT);
        return false;
    }
    if (end == *path + 1 || *end != ']' || ordinal == 0) {
        REFUSE (error, "“%s” counts from 1, allowed: as in %s[2]", name, name);
        return false;
    }
    twist->ordinal = (unsigned)ordinal;
    *path = end + 1;
    return true;
}

/* A name that no table knows can never be there. */
static bool check_path (const NetTwist *twist, const char *path, GError **error)
{
    g_autofree char *near = NULL;
    if (twist->path == NULL || wire_path_possible (twist->message, twist->path, &near))
        return true;
    REFUSE (error, "“%s”: %s has no field “%s”, perhaps: %s", path,
            twist->message != NULL ? twist->message : "a record", twist->path, near);
    return false;
}

/* "client.ClientHello[2].cipher_suites[0]" or "server.record[3].encrypted_record". */
static bool parse_path (NetTwist *twist, const char *path, GError **error)
{
    const char *whole = path;
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
            g_autofree char *names = message_names (name);
            REFUSE (error, "“%s” is no message, %s", name, names);
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
    return check_path (twist, whole, error);
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

static bool parse_number (NetTwist *twist, const char *value, unsigned least, unsigned most,
                          const char *what, GError **error)
{
    guint64 size;
    if (!g_ascii_string_to_unsigned (value, 10, least, most, &size, NULL)) {
        REFUSE (error, "“%s” is no %s, allowed: %u to %u", value, what, least, most);
        return false;
    }
    twist->size = (unsigned)size;
    return true;
}

static bool parse_pad (NetTwist *twist, const char *value, GError **error)
{
    return parse_number (twist, value, 1, 65279, "size", error);
}

static bool parse_size (NetTwist *twist, const char *value, GError **error)
{
    /* Without its header a record has no length to put right. */
    return parse_number (twist, value, twist->leave ? 1 : 5, 65539, "size", error);
}

static bool parse_time (NetTwist *twist, const char *value, GError **error)
{
    return parse_number (twist, value, 1, 86400000, "time in milliseconds", error);
}

/* ---- The line ---- */

static int find_kind (const char *name, GError **error)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    for (int i = 0; i < NET_N_TWISTS; i++) {
        g_ptr_array_add (names, (char *)rows[i].shown.name);
        if (g_str_equal (rows[i].shown.name, name))
            return i;
    }
    g_autofree char *offer = base_offer (names, name, "", "twists");
    REFUSE (error, "“%s” is no twist, %s", name, offer);
    return -1;
}

static bool refuse_shape (const NetTwist *twist, GError **error)
{
    REFUSE (error, "“%s” lacks something or has too much, allowed: %s", twist->text,
            rows[twist->kind].shown.usage);
    return false;
}

/* Takes "fix" or "leave" off the end of LINE. */
static void take_lengths (NetTwist *twist, char *line)
{
    char *blank = MAX (strrchr (line, ' '), strrchr (line, '\t'));
    bool fix = blank != NULL && g_str_equal (blank + 1, "fix");
    twist->leave = blank != NULL && g_str_equal (blank + 1, "leave");
    if (fix || twist->leave)
        *blank = '\0';
    g_strchomp (line);
}

/* "before client.record[2] …", as far as the record: what is left of LINE. */
static char *take_place (NetTwist *twist, char *line, GError **error)
{
    g_auto (GStrv) words = g_strsplit_set (line, " \t", 3);
    if (words[0] == NULL || words[1] == NULL) {
        refuse_shape (twist, error);
        return NULL;
    }
    twist->behind = g_str_equal (words[0], "after");
    if (!twist->behind && !g_str_equal (words[0], "before")) {
        REFUSE (error, "“%s” is no place, allowed: before, after", words[0]);
        return NULL;
    }
    if (!parse_path (twist, words[1], error) || !check_what (twist, error))
        return NULL;
    return g_strdup (words[2] != NULL ? words[2] : "");
}

/* "before client.record[2] alert 0228" */
static bool parse_inject (NetTwist *twist, char *rest, GError **error)
{
    g_autofree char *content = take_place (twist, rest, error);
    if (content == NULL || !parse_content (twist, g_strstrip (content), error))
        return false;
    if (!twist->clear && twist->copy == NULL)
        return true;
    return refuse_shape (twist, error);
}

static const char *take_connection (NetTwist *twist, const char *path)
{
    char *end;
    if (!g_str_has_prefix (path, "conn"))
        return path;
    unsigned long number = strtoul (path + strlen ("conn"), &end, 10);
    if (*end != '.' || number == 0 || number > 9)
        return path;
    twist->connection = (unsigned)number;
    return end + 1;
}

/* "[conn1.]client.record[2] before client.record[3]" */
static bool parse_replay (NetTwist *twist, char *rest, GError **error)
{
    g_auto (GStrv) words = g_strsplit_set (rest, " \t", 2);
    if (words[0] == NULL || words[1] == NULL)
        return refuse_shape (twist, error);
    const char *own = take_connection (twist, words[0]);
    twist->copy = g_new0 (NetTwist, 1);
    twist->copy->kind = NET_TWIST_REPLAY;
    twist->copy->text = g_strdup (words[0]);
    if (!parse_path (twist->copy, own, error) || !check_what (twist->copy, error))
        return false;
    g_autofree char *more = take_place (twist, g_strstrip (words[1]), error);
    return more != NULL && (*more == '\0' || refuse_shape (twist, error));
}

static bool parse_rest (NetTwist *twist, char *rest, GError **error)
{
    ParseValue parse_value = rows[twist->kind].value;
    if (rows[twist->kind].sized)
        take_lengths (twist, rest);
    g_auto (GStrv) words = g_strsplit_set (rest, " \t", 2);
    if (words[0] == NULL || (parse_value != NULL) != (words[1] != NULL))
        return refuse_shape (twist, error);
    return parse_path (twist, words[0], error) && check_what (twist, error) &&
           (parse_value == NULL || parse_value (twist, g_strstrip (words[1]), error));
}

NetTwist *net_twist_parse (const char *line, GError **error)
{
    g_autoptr (NetTwist) twist = g_new0 (NetTwist, 1);
    twist->text = g_strstrip (g_strdup (line));
    g_auto (GStrv) words = g_strsplit_set (twist->text, " \t", 2);
    int kind = find_kind (words[0] != NULL ? words[0] : "", error);
    if (kind < 0)
        return NULL;
    twist->kind = (NetTwistKind)kind;
    if (words[1] == NULL) {
        refuse_shape (twist, error);
        return NULL;
    }
    char *rest = g_strstrip (words[1]);
    bool good = kind == NET_TWIST_INJECT   ? parse_inject (twist, rest, error)
                : kind == NET_TWIST_REPLAY ? parse_replay (twist, rest, error)
                                           : parse_rest (twist, rest, error);
    return good ? g_steal_pointer (&twist) : NULL;
}
