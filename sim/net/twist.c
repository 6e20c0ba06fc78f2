#include "net/twist.h"

#include <gio/gio.h>
#include <string.h>

static const NetTwistRow rows[NET_N_TWISTS] = {
    [NET_TWIST_SET] = {"set", "set PATH VALUE",
                       "the attacker gives a field of a message in clear another value of the same "
                       "size"},
    [NET_TWIST_XOR] = {"xor", "xor PATH HEX",
                       "the attacker flips bits: the field's first bytes are XORed with these"},
    [NET_TWIST_DROP] = {"drop", "drop client.record[N]", "the attacker lets a record never arrive"},
};

const NetTwistRow *net_twist_row (unsigned i)
{
    return i < NET_N_TWISTS ? &rows[i] : NULL;
}

void net_twist_free (NetTwist *twist)
{
    if (twist == NULL)
        return;
    g_free (twist->text);
    g_free (twist->path);
    g_free (twist->message);
    g_free (twist->value);
    g_clear_pointer (&twist->mask, g_bytes_unref);
    g_free (twist);
}

#define REFUSE(error, ...) g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, __VA_ARGS__)

static int find_kind (const char *name)
{
    for (int i = 0; i < NET_N_TWISTS; i++)
        if (g_str_equal (rows[i].name, name))
            return i;
    return -1;
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
    twist->ordinal = 1;
    path += size;
    if (*path == '[') {
        char *end;
        unsigned long ordinal = strtoul (path + 1, &end, 10);
        if (end == path + 1 || *end != ']' || ordinal == 0 || ordinal > G_MAXINT) {
            REFUSE (error, "“%s” counts from 1, as in %s[2]", name, name);
            return false;
        }
        twist->ordinal = (unsigned)ordinal;
        path = end + 1;
    }
    if (!g_str_equal (name, "record")) {
        if (wire_message_find (name) == NULL) {
            REFUSE (error, "“%s” is neither a message nor “record”", name);
            return false;
        }
        twist->message = g_steal_pointer (&name);
    }
    if (*path == '.')
        twist->path = g_strdup (path + 1);
    return true;
}

static bool parse_value (NetTwist *twist, const char *value, GError **error)
{
    bool needs = twist->kind != NET_TWIST_DROP;
    if (needs != (value != NULL)) {
        REFUSE (error, "“%s” lacks something, allowed: %s", rows[twist->kind].name,
                rows[twist->kind].usage);
        return false;
    }
    if (needs && twist->path == NULL) {
        REFUSE (error, "“%s” needs a field, as in client.ClientHello.random", twist->text);
        return false;
    }
    if (!needs && (twist->path != NULL || twist->message != NULL)) {
        REFUSE (error, "only a record can be dropped, as in drop server.record[2]");
        return false;
    }
    twist->value = g_strdup (value);
    if (twist->kind == NET_TWIST_XOR) {
        twist->mask = base_unhex (value, error);
        return twist->mask != NULL;
    }
    return true;
}

NetTwist *net_twist_parse (const char *line, GError **error)
{
    g_autoptr (NetTwist) twist = g_new0 (NetTwist, 1);
    twist->text = g_strstrip (g_strdup (line));
    g_auto (GStrv) words = g_strsplit_set (twist->text, " \t", 3);
    int kind = words[0] != NULL ? find_kind (words[0]) : -1;
    if (kind < 0) {
        REFUSE (error, "“%s” is no twist, allowed: set, xor, drop",
                words[0] != NULL ? words[0] : "");
        return NULL;
    }
    twist->kind = (NetTwistKind)kind;
    if (words[1] == NULL) {
        REFUSE (error, "“%s” lacks something, allowed: %s", rows[kind].name, rows[kind].usage);
        return NULL;
    }
    if (!parse_path (twist, words[1], error) ||
        !parse_value (twist, words[2] != NULL ? g_strstrip (words[2]) : NULL, error))
        return NULL;
    return g_steal_pointer (&twist);
}
