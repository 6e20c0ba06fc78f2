#include "trace/private.h"

#include <gio/gio.h>
#include <string.h>

/* Titles, keys and landmarks of events: made when somebody asks, so that writing the trace stays
 * cheap. */

static const TraceMessage *message_of (const Trace *trace, const TraceEvent *event)
{
    return event->message >= 0 ? trace_message (trace, event->message) : NULL;
}

static const char *message_name (const Trace *trace, const TraceEvent *event)
{
    const TraceMessage *message = message_of (trace, event);
    return message != NULL ? trace_message_name (message) : "message";
}

static gsize record_size (const Trace *trace, const TraceEvent *event)
{
    const TraceRecord *record = event->record >= 0 ? trace_record (trace, event->record) : NULL;
    return record != NULL ? record->size : 0;
}

const char *trace_player_name (const Trace *trace, unsigned connection, TraceParty party)
{
    if (!trace_is_attacker (trace, connection, party))
        return trace_party_name (party);
    if (trace_is_replayed (trace, connection))
        return "attacker";
    return party == TRACE_CLIENT ? "attacker's client" : "attacker's server";
}

/* Who did it. What a party did not send itself the attacker says in its name. */
static const char *actor (const Trace *trace, const TraceEvent *event)
{
    return event->party == TRACE_NETWORK
               ? "attacker"
               : trace_player_name (trace, event->connection, (TraceParty)event->party);
}

static char *title_of_send (const Trace *trace, const TraceEvent *event)
{
    const TraceMessage *message = message_of (trace, event);
    WireMessage *content = message != NULL ? message->sent : NULL;
    if (content != NULL && content->row->id == WIRE_ALERT) {
        const WireAlert *alert = content->body;
        const char *name = wire_name (&wire_alerts, alert->description);
        return g_strdup_printf ("The %s sends the alert %s", actor (trace, event),
                                name != NULL ? name : "of an unknown number");
    }
    return g_strdup_printf (
        "%s is on the wire: %s%" G_GSIZE_FORMAT " bytes", message_name (trace, event),
        message != NULL && message->sealed ? "sealed, " : "", record_size (trace, event));
}

static char *title_of_receive (const Trace *trace, const TraceEvent *event)
{
    const TraceMessage *message = message_of (trace, event);
    WireMessage *content = message != NULL ? message->received : NULL;
    if (content != NULL && content->row->id == WIRE_ALERT) {
        const WireAlert *alert = content->body;
        const char *name = wire_name (&wire_alerts, alert->description);
        return g_strdup_printf ("The %s reads the alert %s", actor (trace, event),
                                name != NULL ? name : "of an unknown number");
    }
    return g_strdup_printf ("The %s reads %s", actor (trace, event), message_name (trace, event));
}

static char *title_of_decision (const Trace *trace, const TraceEvent *event)
{
    const TraceDecision *decision = trace_decision (trace, event->decision);
    return g_strdup_printf ("The %s %s: %s %s", actor (trace, event),
                            event->kind == TRACE_CHECK ? "checks" : "decides", decision->question,
                            decision->outcome);
}

static char *title_of_end (const Trace *trace, const TraceEvent *event)
{
    static const char *const words[] = {
        [TRACE_RUNNING] = "The %s goes on",
        [TRACE_ESTABLISHED] = "Secure connection established, for the %s",
        [TRACE_CLOSED] = "The connection is closed in order, for the %s",
        [TRACE_FAILED] = "The connection has failed, for the %s",
        [TRACE_TRUNCATED] = "The connection broke off without close_notify, for the %s",
        [TRACE_STALLED] = "Nothing can move any more, for the %s",
    };
    GString *out = g_string_new (NULL);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    g_string_printf (out, words[event->now.outcome[event->party]], actor (trace, event));
#pragma GCC diagnostic pop
    return g_string_free (out, FALSE);
}

static char *title_of_deliver (const Trace *trace, const TraceEvent *event)
{
    const TraceRecord *record = trace_record (trace, event->record);
    TraceParty receiver = record->sender == TRACE_CLIENT ? TRACE_SERVER : TRACE_CLIENT;
    bool alone = receiver == TRACE_CLIENT && trace_is_replayed (trace, record->connection);
    const char *to = trace_player_name (trace, record->connection, receiver);
    if (record->arrived == NULL)
        return g_strdup_printf ("A record of %" G_GSIZE_FORMAT " bytes never reaches the %s",
                                record_size (trace, event), to);
    return g_strdup_printf ("A record of %" G_GSIZE_FORMAT " bytes reaches the %s%s",
                            record->forgotten ? record->size : g_bytes_get_size (record->arrived),
                            to, alone ? ", who has no key" : "");
}

/* Drawn for a key share is its private value: the share itself is computed from that. */
static char *title_of_draw (const Trace *trace, const TraceEvent *event)
{
    static const char *const uses[][2] = {
        {"key_share", "the private value behind its key share"},
        {"random", "the random of its hello"},
        {"session_id", "legacy_session_id"},
        {"certificate_request_context", "the context of its question"},
        {"signature", "its signature"},
        {"cookie", "the cookie"},
        {"IV", "the IV of a record"},
        {"pre_master_secret", "the secret that it will encipher"},
        {"encryption_padding", "the padding of what it enciphers"},
        {"fallback_pre_master_secret", "a secret to go on with if the client's is broken"},
        {"ticket_key", "the key that seals its tickets"},
        {"ticket_seal", "the nonce of the ticket's seal"},
        {"ticket_age_add", "what is added to the ticket's age"},
    };
    const char *use = event->label;
    for (unsigned i = 0; i < G_N_ELEMENTS (uses); i++)
        if (g_str_equal (event->label, uses[i][0]))
            use = uses[i][1];
    return g_strdup_printf ("The %s draws %" G_GSIZE_FORMAT " random bytes for %s",
                            actor (trace, event), g_bytes_get_size (event->value), use);
}

static char *title_of_twist (const Trace *trace, const TraceEvent *event)
{
    if (event->record < 0)
        return g_strdup_printf ("There was nothing to twist: %s", event->label);
    return event->party == TRACE_NETWORK
               ? g_strdup_printf ("The attacker interferes: %s", event->label)
               : g_strdup_printf ("The %s turns rogue: %s", actor (trace, event), event->label);
}

char *trace_twist_words (const TraceEvent *event)
{
    if (event->kind == TRACE_MISBEHAVE)
        return g_strdup_printf ("misbehaves: %s", event->label);
    bool attacker = event->party == TRACE_NETWORK;
    return g_strdup_printf ("%s%s: %s", attacker ? "" : "rogue ",
                            event->record < 0 ? "nothing to twist"
                            : attacker        ? "attacker"
                                              : trace_party_name (event->party),
                            event->label);
}

char *trace_title_believed (const Trace *trace, unsigned seq)
{
    Trace believed = *trace; /* a look at the same events */
    believed.middle = false;
    memset (believed.replayed, 0, sizeof believed.replayed);
    return trace_event_title (&believed, seq);
}

char *trace_event_title (const Trace *trace, unsigned seq)
{
    const TraceEvent *event = trace_event (trace, seq);
    const char *party = actor (trace, event);
    switch ((TraceKind)event->kind) {
    case TRACE_COMPOSE:
        return g_strdup_printf ("The %s writes %s", party, event->label);
    case TRACE_DRAW:
        return title_of_draw (trace, event);
    case TRACE_DERIVE: {
        const TraceSecret *secret = trace_secret (trace, event->secret);
        return g_strdup_printf ("The %s computes %s (%s)", party, secret->name, secret->function);
    }
    case TRACE_DECIDE:
    case TRACE_CHECK:
        return title_of_decision (trace, event);
    case TRACE_KEYS:
        return g_strdup_printf ("The %s will %s under keys from %s", party, event->label,
                                event->secret >= 0 ? trace_secret (trace, event->secret)->name
                                                   : "a new secret");
    case TRACE_SEAL:
        return g_strdup_printf ("The %s seals a record of %" G_GSIZE_FORMAT " bytes", party,
                                record_size (trace, event));
    case TRACE_SEND:
        return title_of_send (trace, event);
    case TRACE_TWIST:
        return title_of_twist (trace, event);
    case TRACE_MISBEHAVE:
        return g_strdup_printf ("The %s misbehaves: %s", party, event->label);
    case TRACE_DELIVER:
        return title_of_deliver (trace, event);
    case TRACE_OPEN:
        return g_strdup_printf ("The %s opens the sealed record", party);
    case TRACE_RECEIVE:
        return title_of_receive (trace, event);
    case TRACE_STATE:
        return g_strdup_printf ("The %s goes from %s to %s", party, event->label,
                                event->now.state[event->party]);
    case TRACE_FAIL:
        return g_strdup_printf ("The %s stops: %s", party, base_cause_words (event->cause));
    case TRACE_WIPE:
        return g_strdup_printf ("The %s wipes its secrets", party);
    case TRACE_END:
        return title_of_end (trace, event);
    case TRACE_CONNECT:
        return trace_is_attacker (trace, event->connection, TRACE_CLIENT)
                   ? g_strdup ("The attacker connects to the server, in the client's place")
                   : g_strdup_printf ("Connection %u begins", event->connection);
    case TRACE_N_KINDS:
        break;
    }
    g_assert_not_reached ();
}

const char *trace_key_version (uint16_t version)
{
    return version == WIRE_TLS12 ? "TLS1.2/" : "";
}

char *trace_event_key (const Trace *trace, unsigned seq)
{
    const TraceEvent *event = trace_event (trace, seq);
    const char *version = trace_key_version (event->now.version[event->party % 2]);
    switch ((TraceKind)event->kind) {
    case TRACE_COMPOSE:
        return g_strdup_printf ("message:%s%s", version, event->label);
    case TRACE_SEND:
    case TRACE_RECEIVE:
        return g_strdup_printf ("message:%s%s", version, message_name (trace, event));
    case TRACE_DRAW:
        return g_strdup_printf ("draw:%s", event->label);
    case TRACE_DERIVE:
        return g_strdup_printf ("secret:%s%s", version, trace_secret (trace, event->secret)->name);
    case TRACE_DECIDE:
        return g_strdup_printf ("decision:%s%s", version,
                                trace_decision (trace, event->decision)->key);
    case TRACE_CHECK:
        return g_strdup_printf ("check:%s%s", version,
                                trace_decision (trace, event->decision)->key);
    case TRACE_KEYS:
        return g_strdup_printf ("keys:%s%s", version, event->label);
    case TRACE_STATE:
        return g_strdup_printf ("state:%s%s", version, event->now.state[event->party]);
    case TRACE_FAIL:
        return g_strdup_printf ("cause:%s", base_cause_name (event->cause));
    case TRACE_END:
        return g_strdup_printf ("event:%s", trace_outcome_name (event->now.outcome[event->party]));
    case TRACE_TWIST:
        return g_strdup (event->party == TRACE_NETWORK ? "event:twist" : "event:rogue");
    case TRACE_MISBEHAVE:
        return g_strdup_printf ("misbehaviour:%s", event->label);
    case TRACE_SEAL:
    case TRACE_DELIVER:
    case TRACE_OPEN:
    case TRACE_WIPE:
    case TRACE_CONNECT:
        return g_strdup_printf ("event:%s", trace_kind_name (event->kind));
    case TRACE_N_KINDS:
        break;
    }
    g_assert_not_reached ();
}

/* ---- Phases ---- */

/* In TLS 1.2 a client shows its certificate while the keys are exchanged. */
TracePhase trace_phase_of (uint16_t version, TraceParty sender, WireMessageId id)
{
    bool older = version == WIRE_TLS12, in_exchange = older && sender == TRACE_CLIENT;
    switch (id) {
    case WIRE_CLIENT_HELLO:
        return TRACE_PHASE_CLIENT_HELLO;
    case WIRE_HELLO_RETRY_REQUEST:
        return TRACE_PHASE_HELLO_RETRY;
    case WIRE_SERVER_HELLO:
        return TRACE_PHASE_SERVER_HELLO;
    case WIRE_CERTIFICATE:
    case WIRE_CERTIFICATE_12:
    case WIRE_COMPRESSED_CERTIFICATE:
    case WIRE_CERTIFICATE_VERIFY:
        return in_exchange ? TRACE_PHASE_KEY_EXCHANGE : TRACE_PHASE_CERTIFICATE;
    case WIRE_CERTIFICATE_STATUS:
        return TRACE_PHASE_CERTIFICATE;
    case WIRE_ENCRYPTED_EXTENSIONS:
    case WIRE_CERTIFICATE_REQUEST:
        return older ? TRACE_PHASE_START : TRACE_PHASE_CERTIFICATE;
    case WIRE_SERVER_KEY_EXCHANGE_ECDHE:
    case WIRE_SERVER_KEY_EXCHANGE_DHE:
    case WIRE_CERTIFICATE_REQUEST_12:
    case WIRE_SERVER_HELLO_DONE:
    case WIRE_CLIENT_KEY_EXCHANGE_ECDHE:
    case WIRE_CLIENT_KEY_EXCHANGE_DHE:
    case WIRE_CLIENT_KEY_EXCHANGE_RSA:
        return TRACE_PHASE_KEY_EXCHANGE;
    case WIRE_CHANGE_CIPHER_SPEC:
        return older ? TRACE_PHASE_FINISHED : TRACE_PHASE_START;
    case WIRE_FINISHED:
        return TRACE_PHASE_FINISHED;
    default:
        return TRACE_PHASE_START;
    }
}

TracePhase trace_phase_behind (TracePhase now, TracePhase phase)
{
    bool back = now == TRACE_PHASE_HELLO_RETRY || now == TRACE_PHASE_SECOND_HELLO;
    if (phase == TRACE_PHASE_CLIENT_HELLO && back)
        return TRACE_PHASE_SECOND_HELLO;
    return phase == TRACE_PHASE_HELLO_RETRY && now >= TRACE_PHASE_SECOND_HELLO
               ? TRACE_PHASE_SERVER_HELLO
               : phase;
}

/* ---- Landmarks ---- */

/* What about its message an event is a moment of; NULL: of none. */
static const char *moment_of (const TraceEvent *event)
{
    switch ((TraceKind)event->kind) {
    case TRACE_COMPOSE:
        return "composed";
    case TRACE_SEND:
        return "sent";
    case TRACE_DELIVER:
        return "delivered";
    case TRACE_RECEIVE:
        return "received";
    case TRACE_CHECK:
        return "verified";
    case TRACE_STATE:
        return "processed";
    default:
        return NULL;
    }
}

static bool moment_applies (const Trace *trace, const TraceEvent *event)
{
    const TraceMessage *message = message_of (trace, event);
    if (message == NULL || moment_of (event) == NULL)
        return false;
    if (event->kind == TRACE_STATE || event->kind == TRACE_CHECK)
        return event->party != message->sender && event->cause == BASE_CAUSE_NONE;
    return true;
}

char *trace_event_landmark (const Trace *trace, unsigned seq)
{
    const TraceEvent *event = trace_event (trace, seq);
    if (event->kind == TRACE_STATE)
        return g_strdup_printf ("%s.%s", trace_party_name (event->party),
                                event->now.state[event->party]);
    if (event->kind == TRACE_END)
        return g_strdup_printf ("%s.%s", trace_party_name (event->party),
                                trace_outcome_name (event->now.outcome[event->party]));
    if (event->kind == TRACE_FAIL)
        return g_strdup_printf ("%s.noticed", trace_party_name (event->party));
    if (!moment_applies (trace, event))
        return NULL;
    const TraceMessage *message = message_of (trace, event);
    g_autofree char *ordinal =
        message->ordinal > 1 ? g_strdup_printf ("[%u]", message->ordinal) : g_strdup ("");
    return g_strdup_printf ("%s.%s%s.%s", trace_party_name (message->sender),
                            trace_message_name (message), ordinal, moment_of (event));
}

TracePathStart trace_path_start (const char *path)
{
    TracePathStart start = {.party = -1, .rest = path};
    if (g_str_has_prefix (path, "conn") && g_ascii_isdigit (path[4])) {
        char *end;
        unsigned long number = strtoul (path + 4, &end, 10);
        if (*end == '.' && number > 0 && number < 256) {
            start.connection = (unsigned)number;
            start.rest = end + 1;
        }
    }
    for (int party = 0; party < 2; party++) {
        size_t size = strlen (trace_party_name (party));
        if (strncmp (start.rest, trace_party_name (party), size) == 0 && start.rest[size] == '.') {
            start.party = party;
            start.rest += size + 1;
            break;
        }
    }
    return start;
}

/* "ClientHello[2].sent" is this moment of this message. */
static bool names_moment (const Trace *trace, const TraceEvent *event, const TracePathStart *start)
{
    if (!moment_applies (trace, event))
        return false;
    const TraceMessage *message = message_of (trace, event);
    if (start->party >= 0 && message->sender != (TraceParty)start->party)
        return false;
    const char *name = trace_message_name (message);
    size_t size = strlen (name);
    if (strncmp (start->rest, name, size) != 0)
        return false;
    const char *tail = start->rest + size;
    unsigned long ordinal = 1;
    if (*tail == '[') {
        char *end;
        ordinal = strtoul (tail + 1, &end, 10);
        if (*end != ']')
            return false;
        tail = end + 1;
    }
    return *tail == '.' && ordinal == message->ordinal && g_str_equal (tail + 1, moment_of (event));
}

bool trace_event_is (const Trace *trace, unsigned seq, const char *landmark)
{
    const TraceEvent *event = trace_event (trace, seq);
    TracePathStart start = trace_path_start (landmark);
    if (start.connection > 0 && start.connection != event->connection)
        return false;
    bool own = start.party >= 0 && event->party == start.party;
    if (event->kind == TRACE_STATE && own &&
        g_str_equal (start.rest, event->now.state[event->party]))
        return true;
    if (event->kind == TRACE_END && own &&
        g_str_equal (start.rest, trace_outcome_name (event->now.outcome[event->party])))
        return true;
    if (event->kind == TRACE_FAIL && own && g_str_equal (start.rest, "noticed"))
        return true;
    return names_moment (trace, event, &start);
}

static const char *const moments[] = {"composed", "sent",     "delivered",
                                      "received", "verified", "processed"};

static bool is_moment (const char *text)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (moments); i++)
        if (g_str_equal (moments[i], text))
            return true;
    return false;
}

static bool is_ending (const char *text)
{
    for (unsigned i = TRACE_ESTABLISHED; i <= TRACE_STALLED; i++)
        if (g_str_equal (trace_outcome_name (i), text))
            return true;
    return g_str_equal (text, "noticed");
}

bool trace_landmark_valid (const char *landmark, GError **error)
{
    if (g_str_equal (landmark, "end") || g_str_equal (landmark, "start"))
        return true;
    TracePathStart start = trace_path_start (landmark);
    const char *dot = strrchr (start.rest, '.');
    if (dot == NULL) {
        bool state =
            start.party >= 0 && *start.rest != '\0' &&
            strspn (start.rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == strlen (start.rest);
        if (state || (start.party >= 0 && is_ending (start.rest)))
            return true;
    } else if (is_moment (dot + 1)) {
        size_t size = strcspn (start.rest, ".[");
        g_autofree char *name = g_strndup (start.rest, size);
        if (wire_message_find (name) != NULL)
            return true;
    }
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "“%s” is no landmark; allowed are MESSAGE.sent (or composed, delivered, received, "
                 "verified, processed), client.STATE, client.established (or closed, failed, "
                 "noticed), start, end",
                 landmark);
    return false;
}
