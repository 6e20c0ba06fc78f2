#include "trace/private.h"

#include <gio/gio.h>
#include <string.h>

#define FAIL(error, ...) g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, __VA_ARGS__)

/* ---- Messages and fields ---- */

typedef struct {
    char *name; /* of the message */
    unsigned ordinal;
    char *field;         /* below it, "" for the message itself */
    bool sent, received; /* which version was asked for */
} MessagePath;

static void message_path_clear (MessagePath *path)
{
    g_free (path->name);
    g_free (path->field);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MessagePath, message_path_clear)

static void message_path_parse (const char *text, MessagePath *path)
{
    g_autofree char *copy = g_strdup (text);
    char *at = strrchr (copy, '@');
    if (at != NULL) {
        path->sent = g_str_equal (at, "@sent");
        path->received = g_str_equal (at, "@received");
        if (path->sent || path->received)
            *at = '\0';
    }
    size_t size = strcspn (copy, ".[");
    path->name = g_strndup (copy, size);
    path->ordinal = 1;
    const char *rest = copy + size;
    if (*rest == '[') {
        path->ordinal = (unsigned)strtoul (rest + 1, NULL, 10);
        rest += strcspn (rest, "]");
        rest += *rest == ']';
    }
    path->field = g_strdup (*rest == '.' ? rest + 1 : rest);
}

static bool message_matches (const TraceMessage *message, const TracePathStart *start,
                             const MessagePath *path)
{
    return (start->party < 0 || (int)message->sender == start->party) &&
           start->connection == message->connection && message->ordinal == path->ordinal &&
           g_str_equal (trace_message_name (message), path->name);
}

static int find_message (const Trace *trace, unsigned cursor, const char *text,
                         const TracePathStart *start, const MessagePath *path, GError **error)
{
    int found = -1;
    unsigned n = trace_length (trace) > 0 ? trace_event (trace, cursor)->now.n_messages : 0;
    for (unsigned i = 0; i < n; i++) {
        if (!message_matches (trace_message (trace, (int)i), start, path))
            continue;
        if (found >= 0) {
            FAIL (error, "“%s” is ambiguous: say client.%s or server.%s", text, path->name,
                  path->name);
            return -1;
        }
        found = (int)i;
    }
    if (found >= 0)
        return found;
    if (wire_message_find (path->name) == NULL) {
        GString *names = g_string_new (NULL);
        for (unsigned i = 0; i < WIRE_N_MESSAGES; i++)
            if (wire_message_is_first (i))
                g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                                        wire_message_row (i)->name);
        FAIL (error, "“%s”: there is no message “%s”; there are %s", text, path->name, names->str);
        g_string_free (names, TRUE);
    } else {
        FAIL (error, "“%s”: no such %s has been sent yet", text, path->name);
    }
    return -1;
}

static char *children_of (const WireTree *tree)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 1; i < tree->n_fields; i++) {
        const WireField *f = &tree->fields[i];
        bool near_root =
            f->parent == 0 || (tree->fields[f->parent].flags & WIRE_FIELD_TRANSPARENT) != 0;
        if (near_root && f->name != NULL && (f->flags & WIRE_FIELD_LENGTH) == 0)
            g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", f->name);
    }
    return g_string_free (out, FALSE);
}

/* As of CURSOR: what is read later is not there yet, however far the run has come since. */
static WireMessage *version_of (const TraceMessage *message, const MessagePath *path,
                                unsigned cursor)
{
    if (path->sent)
        return message->sent;
    return path->received ? trace_message_come (message, cursor)
                          : trace_message_at (message, cursor);
}

static bool resolve (const Trace *trace, unsigned cursor, const char *text, int *message,
                     int *field, WireMessage **content, GError **error)
{
    TracePathStart start = trace_path_start (text);
    g_auto (MessagePath) path = {0};
    if (start.connection == 0)
        start.connection = trace_connection (trace, cursor);
    message_path_parse (start.rest, &path);
    *message = find_message (trace, cursor, text, &start, &path, error);
    if (*message < 0)
        return false;
    *content = version_of (trace_message (trace, *message), &path, cursor);
    if (*content == NULL) {
        FAIL (error, "“%s”: that version of the message is not known here", text);
        return false;
    }
    *field = path.field[0] == '\0' ? 0 : wire_tree_find ((*content)->tree, path.field);
    if (*field >= 0)
        return true;
    if (trace_message (trace, *message)->forgotten) {
        FAIL (error, "“%s”: this trace has not kept the content of application data", text);
        return false;
    }
    g_autofree char *names = children_of ((*content)->tree);
    FAIL (error, "“%s”: %s has no field “%s”; it has %s", text, path.name, path.field, names);
    return false;
}

bool trace_find_field (const Trace *trace, unsigned cursor, const char *path, int *message,
                       int *field, GError **error)
{
    WireMessage *content;
    return resolve (trace, cursor, path, message, field, &content, error);
}

/* ---- Values that are no fields ---- */

/* The first error alert that somebody sent, as "server handshake_failure". */
static char *alert_value (const Trace *trace, unsigned cursor)
{
    unsigned n = trace_length (trace) > 0 ? trace_event (trace, cursor)->now.n_messages : 0;
    for (unsigned i = 0; i < n; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        WireMessage *content = message->sent != NULL ? message->sent : message->received;
        bool here = message->connection == trace_connection (trace, cursor);
        if (!here || content == NULL || content->row->id != WIRE_ALERT)
            continue;
        /* What the attacker says in a party's name that party has not said. */
        if (trace_record (trace, message->record)->attacker)
            continue;
        const WireAlert *alert = content->body;
        if (alert->description == BASE_ALERT_CLOSE_NOTIFY ||
            alert->description == BASE_ALERT_USER_CANCELED)
            continue;
        const char *name = wire_name (&wire_alerts, alert->description);
        return g_strdup_printf ("%s %s", trace_party_name (message->sender),
                                name != NULL ? name : "unknown");
    }
    return g_strdup ("none");
}

static const TraceEvent *first_failure (const Trace *trace, unsigned cursor)
{
    for (unsigned i = 0; i <= cursor && i < trace_length (trace); i++)
        if (trace_event (trace, i)->kind == TRACE_FAIL &&
            trace_event (trace, i)->connection == trace_connection (trace, cursor) &&
            trace_event (trace, i)->cause != BASE_CAUSE_PEER_ALERT)
            return trace_event (trace, i);
    return NULL;
}

/* The last event up to CURSOR of the connection that START names. */
static unsigned as_of (const Trace *trace, unsigned cursor, const TracePathStart *start)
{
    for (int i = (int)cursor; start->connection > 0 && i >= 0; i--)
        if (trace_event (trace, (unsigned)i)->connection == start->connection)
            return (unsigned)i;
    return cursor;
}

static char *party_value (const Trace *trace, unsigned now, const TracePathStart *start)
{
    unsigned cursor = trace_length (trace) > 0 ? as_of (trace, now, start) : now;
    bool begun = trace_length (trace) > 0;
    if (g_str_equal (start->rest, "state"))
        return g_strdup (begun ? trace_event (trace, cursor)->now.state[start->party] : "START");
    if (g_str_equal (start->rest, "outcome"))
        return g_strdup (trace_outcome_name (
            begun ? trace_event (trace, cursor)->now.outcome[start->party] : TRACE_RUNNING));
    if (g_str_has_prefix (start->rest, "secret:")) {
        int secret = trace_find_secret (trace, start->rest + 7, start->party, cursor);
        return secret >= 0 ? base_hex (base_span_bytes (trace_secret (trace, secret)->value))
                           : g_strdup ("unknown");
    }
    return NULL;
}

static char *missing_value (const Trace *trace, unsigned cursor)
{
    const TraceFinding *finding =
        trace_length (trace) > 0 ? trace_finding (trace, trace_connection (trace, cursor), cursor)
                                 : NULL;
    return g_strdup (finding == NULL            ? "unknown"
                     : finding->missing == NULL ? "none"
                                                : finding->missing);
}

static char *global_value (const Trace *trace, unsigned cursor, const char *path)
{
    const TraceEvent *failure;
    if (g_str_equal (path, "thief.missing"))
        return missing_value (trace, cursor);
    if (g_str_equal (path, "alert"))
        return alert_value (trace, cursor);
    if (g_str_equal (path, "cause")) {
        failure = first_failure (trace, cursor);
        return g_strdup (failure != NULL ? base_cause_name (failure->cause) : "none");
    }
    if (g_str_equal (path, "noticed-by")) {
        failure = first_failure (trace, cursor);
        return g_strdup (failure != NULL ? trace_party_name (failure->party) : "nobody");
    }
    if (g_str_equal (path, "phase"))
        return g_strdup (trace_length (trace) > 0
                             ? trace_phase_title (trace_event (trace, cursor)->now.phase)
                             : trace_phase_title (TRACE_PHASE_START));
    return NULL;
}

char *trace_lookup (const Trace *trace, unsigned cursor, const char *path, GError **error)
{
    TracePathStart start = trace_path_start (path);
    char *value =
        start.party >= 0 ? party_value (trace, cursor, &start) : global_value (trace, cursor, path);
    if (value != NULL)
        return value;
    int message, field;
    WireMessage *content;
    if (!resolve (trace, cursor, path, &message, &field, &content, error))
        return NULL;
    return wire_tree_plain (content->tree, (unsigned)field);
}

/* ---- Expectations ---- */

static char *strip (char *text)
{
    return g_strstrip (text);
}

/* "server a|b" allows "server a" and "server b"; "a|b" allows "a" and "b". */
static bool value_allowed (const char *allowed, const char *value)
{
    g_auto (GStrv) choices = g_strsplit (allowed, "|", -1);
    if (choices[0] == NULL) /* nothing was written there: only an empty value is that */
        return *value == '\0';
    const char *space = strrchr (strip (choices[0]), ' ');
    bool listed = g_str_equal (value, choices[0]);
    for (unsigned i = 1; choices[i] != NULL && !listed; i++) {
        g_autofree char *full = NULL;
        char *choice = strip (choices[i]);
        if (space != NULL && strchr (choice, ' ') == NULL)
            full = g_strdup_printf ("%.*s %s", (int)(space - choices[0]), choices[0], choice);
        listed = g_str_equal (value, full != NULL ? full : choice);
    }
    return listed;
}

static bool expect_value (const Trace *trace, unsigned cursor, const char *path, bool equal,
                          const char *wanted, char **found, GError **error)
{
    char *value = trace_lookup (trace, cursor, path, error);
    if (value == NULL)
        return false;
    *found = value;
    return value_allowed (wanted, value) == equal;
}

static bool expect_knows (const Trace *trace, unsigned cursor, const char *who, bool knows,
                          const char *secret, char **found, GError **error)
{
    const TraceObserver *observer = trace_observer_named (who, error);
    if (observer == NULL)
        return false;
    bool does = trace_length (trace) > 0 && trace_knows (trace, observer, secret, cursor);
    *found = g_strdup_printf ("%s %s %s", who, does ? "knows" : "does not know", secret);
    return does == knows;
}

static bool expect_sees (const Trace *trace, unsigned cursor, const char *who, bool sees,
                         const char *path, char **found, GError **error)
{
    const TraceObserver *observer = trace_observer_named (who, error);
    int message, field;
    if (observer == NULL || !trace_find_field (trace, cursor, path, &message, &field, error))
        return false;
    TraceSight sight = trace_sees_message (trace, observer, message, cursor);
    static const char *const words[] = {"does not see that there is",
                                        "sees only a sealed record of", "sees"};
    *found = g_strdup_printf ("%s %s %s", who, words[sight], path);
    return (sight == TRACE_CLEAR) == sees;
}

typedef enum { EXPECT_VALUE, EXPECT_KNOWS, EXPECT_SEES } ExpectKind;

static const struct {
    const char *words;
    ExpectKind kind;
    bool positive;
} verbs[] = {
    {" != ", EXPECT_VALUE, false},
    {" = ", EXPECT_VALUE, true},
    {" does not know ", EXPECT_KNOWS, false},
    {" knows ", EXPECT_KNOWS, true},
    {" cannot see ", EXPECT_SEES, false},
    {" sees ", EXPECT_SEES, true},
};

bool trace_expect (const Trace *trace, unsigned cursor, const char *line, char **found,
                   GError **error)
{
    *found = NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS (verbs); i++) {
        const char *at = strstr (line, verbs[i].words);
        if (at == NULL)
            continue;
        g_autofree char *left = strip (g_strndup (line, (gsize)(at - line)));
        g_autofree char *right = strip (g_strdup (at + strlen (verbs[i].words)));
        if (verbs[i].kind == EXPECT_VALUE)
            return expect_value (trace, cursor, left, verbs[i].positive, right, found, error);
        if (verbs[i].kind == EXPECT_KNOWS)
            return expect_knows (trace, cursor, left, verbs[i].positive, right, found, error);
        return expect_sees (trace, cursor, left, verbs[i].positive, right, found, error);
    }
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "“%s” is no expectation; allowed are PATH = VALUE, PATH != VALUE, WHO knows "
                 "SECRET, WHO does not know SECRET, WHO sees MESSAGE, WHO cannot see MESSAGE",
                 line);
    return false;
}
