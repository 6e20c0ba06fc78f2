#include "tls/key_exchange.h"

#include <string.h>

/* The one machine that runs the tables. */

static const struct {
    const char *name;
    bool own;
} states[] = {
    [TLS_START] = {"START", false},
    [TLS_WAIT_SH] = {"WAIT_SH", false},
    [TLS_WAIT_EE] = {"WAIT_EE", false},
    [TLS_WAIT_CERT_CR] = {"WAIT_CERT_CR", false},
    [TLS_WAIT_CERT] = {"WAIT_CERT", false},
    [TLS_WAIT_CV] = {"WAIT_CV", false},
    [TLS_WAIT_FINISHED] = {"WAIT_FINISHED", false},
    [TLS_SEND_EOED] = {"SEND_EOED", true},
    [TLS_SEND_FINISHED] = {"SEND_FINISHED", true},
    [TLS_RECVD_CH] = {"RECVD_CH", false},
    [TLS_NEGOTIATED] = {"NEGOTIATED", false},
    [TLS_SEND_EE] = {"SEND_EE", true},
    [TLS_SEND_CERT] = {"SEND_CERT", true},
    [TLS_SEND_CV] = {"SEND_CV", true},
    [TLS_SEND_SERVER_FINISHED] = {"SEND_SERVER_FINISHED", true},
    [TLS_WAIT_EOED] = {"WAIT_EOED", false},
    [TLS_WAIT_FLIGHT2] = {"WAIT_FLIGHT2", false},
    [TLS_WAIT_SKE] = {"WAIT_SKE", true},
    [TLS_WAIT_CR_SHD] = {"WAIT_CR_SHD", true},
    [TLS_WAIT_SHD] = {"WAIT_SHD", true},
    [TLS_SEND_SKE] = {"SEND_SKE", true},
    [TLS_SEND_SHD] = {"SEND_SHD", true},
    [TLS_SEND_CKE] = {"SEND_CKE", true},
    [TLS_WAIT_CKE] = {"WAIT_CKE", true},
    [TLS_SEND_CCS] = {"SEND_CCS", true},
    [TLS_WAIT_CCS] = {"WAIT_CCS", true},
    [TLS_SEND_STATUS] = {"SEND_STATUS", true},
    [TLS_WAIT_STATUS] = {"WAIT_STATUS", true},
    [TLS_SEND_NST] = {"SEND_NST", true},
    [TLS_WAIT_NST] = {"WAIT_NST", true},
    [TLS_CONNECTED] = {"CONNECTED", false},
    [TLS_SEND_POST_CV] = {"SEND_POST_CV", true},
    [TLS_SEND_POST_FINISHED] = {"SEND_POST_FINISHED", true},
    [TLS_WAIT_POST_CV] = {"WAIT_POST_CV", true},
    [TLS_WAIT_POST_FINISHED] = {"WAIT_POST_FINISHED", true},
    [TLS_CLOSING] = {"CLOSING", true},
    [TLS_PEER_CLOSED] = {"PEER_CLOSED", true},
    [TLS_CLOSED] = {"CLOSED", true},
    [TLS_FAILED] = {"FAILED", true},
};
G_STATIC_ASSERT (G_N_ELEMENTS (states) == TLS_N_STATES);

const char *tls_state_name (TlsState state)
{
    return states[state].name;
}

bool tls_state_is_own (TlsState state)
{
    return states[state].own;
}

int tls_state_find (const char *name)
{
    for (int i = 0; i < TLS_N_STATES; i++)
        if (g_str_equal (states[i].name, name))
            return i;
    return -1;
}

char *tls_key_change_words (unsigned keys)
{
    static const char *const words[] = {"K_send = handshake",   "K_recv = handshake",
                                        "K_send = application", "K_recv = application",
                                        "K_send = early data",  "K_recv = early data",
                                        "K_send = none"};
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS (words); i++)
        if (keys & 1u << i)
            g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", words[i]);
    bool none = out->len == 0;
    char *text = g_string_free (out, none);
    return none ? NULL : text;
}

/* ---- Finding the row ---- */

static bool applies (const TlsParty *self, const TlsRule *rule)
{
    return rule->from == self->state && (rule->guard == NULL || rule->guard->holds (self));
}

static const TlsRule *find_rule (const TlsParty *self, TlsOn on, int message)
{
    size_t n;
    const TlsRule *rules = tls_rules (self->speaks, self->config->role, &n);
    for (size_t i = 0; i < n; i++)
        if (rules[i].on == on && (on != TLS_RECEIVE || (int)rules[i].message == message) &&
            applies (self, &rules[i]))
            return &rules[i];
    return NULL;
}

/* Whether this state reads at all: a party that is writing its flight does not. */
static bool state_reads (const TlsParty *self)
{
    size_t n;
    const TlsRule *rules = tls_rules (self->speaks, self->config->role, &n);
    for (size_t i = 0; i < n; i++)
        if (rules[i].on == TLS_RECEIVE && rules[i].from == self->state)
            return true;
    return false;
}

/* The rows of a table name a message by the first of its name, whatever it looks like. */
static WireMessageId as_in_rules (const TlsParty *self, const WireMessageRow *row)
{
    return self->speaks == WIRE_TLS13 ? row->id : wire_message_find (row->name)->id;
}

const char *tls_section (const TlsParty *self, const char *newer, const char *older)
{
    return self->speaks == WIRE_TLS12 ? older : newer;
}

const char *tls_message_section (const TlsParty *self, const WireMessageRow *row)
{
    bool older = self->speaks == WIRE_TLS12 && row->older_section != NULL;
    return older ? row->older_section : row->section;
}

/* ---- States, phases, endings ---- */

static bool nobody_failed (const TraceMoment *now)
{
    return now->outcome[0] < TRACE_FAILED && now->outcome[1] < TRACE_FAILED;
}

static void reach_phase (TlsParty *self, TracePhase phase)
{
    TraceMoment *now = trace_now (self->trace);
    phase = trace_phase_behind (now->phase, phase);
    if (nobody_failed (now) && phase > now->phase)
        now->phase = phase;
}

static void go_to (TlsParty *self, TlsState state, int message, const TlsRule *rule)
{
    if (state == self->state)
        return;
    const char *from = tls_state_name (self->state);
    self->state = state;
    trace_now (self->trace)->state[self->config->role] = tls_state_name (state);
    TraceEvent *event = trace_emit (self->trace, TRACE_STATE);
    event->label = from;
    event->message = message;
    size_t n;
    event->rule =
        rule != NULL ? (int)(rule - tls_rules (self->speaks, self->config->role, &n)) : -1;
    event->section = self->speaks == WIRE_TLS12         ? "RFC 5246 7.3"
                     : self->config->role == TLS_CLIENT ? "RFC 9846 A.1"
                                                        : "RFC 9846 A.2";
}

void tls_speak (TlsParty *self, uint16_t version)
{
    self->speaks = version;
    trace_now (self->trace)->version[self->config->role] = version;
}

static void set_outcome (TlsParty *self, TraceOutcome outcome, BaseCause cause)
{
    TraceMoment *now = trace_now (self->trace);
    self->outcome = outcome;
    now->outcome[self->config->role] = outcome;
    TlsRole other = tls_other_role (self->config->role);
    bool alone = g_str_equal (now->state[other], "?");
    if (outcome == TRACE_ESTABLISHED && (alone || now->outcome[other] == TRACE_ESTABLISHED))
        reach_phase (self, TRACE_PHASE_ESTABLISHED);
    TraceEvent *event = trace_emit (self->trace, TRACE_END);
    event->cause = cause;
    event->now = *now;
}

void tls_end (TlsParty *self, TraceOutcome outcome, BaseCause cause)
{
    if (self->cause == BASE_CAUSE_NONE)
        self->cause = cause;
    if (!self->wiped) {
        tls_wipe (self);
        trace_emit (self->trace, TRACE_WIPE)->section =
            outcome == TRACE_FAILED
                ? tls_section (self, "RFC 9846 6", "RFC 5246 7.2.2")    /* a duty */
                : tls_section (self, "RFC 9846 F.1", "RFC 5246 F.1.1"); /* forward secrecy */
    }
    set_outcome (self, outcome, cause);
}

/* RFC 9846 appendix A.1: a client that fails after ServerHello should say so under the handshake
 * keys. Under those of early data only a server that accepted it would hear him: others skip what
 * they cannot open. */
static void rekey_for_alert (TlsParty *self)
{
    bool early = self->secrets[TLS_CLIENT_EARLY].known &&
                 self->send.secret == self->secrets[TLS_CLIENT_EARLY].trace;
    bool heard = self->send.sealing != NULL && (!early || self->early_accepted);
    if (self->config->role == TLS_CLIENT && !heard && self->secrets[TLS_CLIENT_HANDSHAKE].known)
        tls_install_keys (self, TLS_SEND_HANDSHAKE);
}

void tls_fail (TlsParty *self, BaseCause cause)
{
    self->cause = cause;
    tls_show_failure (self, cause);
    trace_now (self->trace)->outcome[self->config->role] = TRACE_FAILED;
    BaseAlert alert =
        self->speaks == WIRE_TLS12 ? base_cause_alert_12 (cause) : base_cause_alert (cause);
    /* Its close_notify has said that nothing more will come (RFC 9846 section 6.1). */
    bool may_speak = self->state != TLS_CLOSING;
    if (alert != BASE_ALERT_NONE && may_speak) {
        tls_output_flush (self);
        rekey_for_alert (self);
        tls_compose_alert (self, alert);
        tls_output_message (self);
    }
    tls_forget_session (self);
    go_to (self, TLS_FAILED, -1, NULL);
    tls_end (self, TRACE_FAILED, cause);
}

/* ---- Running a row ---- */

static void in_transcript (TlsParty *self)
{
    WireMessageId id = self->message->row->id;
    bool handshake = self->message->row->content_type == WIRE_CT_HANDSHAKE;
    /* Behind the handshake, only an answer to a later question has one, of its own. */
    bool counts = self->outcome == TRACE_RUNNING || self->branch != NULL;
    if (handshake && counts && id != WIRE_NEW_SESSION_TICKET && id != WIRE_KEY_UPDATE)
        tls_transcript_add (self, base_span_bytes (self->message->bytes));
}

static void arrive (TlsParty *self, const TlsRule *rule, int message)
{
    if (rule->then != NULL)
        rule->then (self);
    tls_install_keys (self, rule->keys);
    bool connects = rule->to == TLS_CONNECTED && self->outcome == TRACE_RUNNING;
    go_to (self, rule->to, message, rule);
    if (connects) {
        tls_export (self);
        tls_keep_session (self);
        set_outcome (self, TRACE_ESTABLISHED, BASE_CAUSE_NONE);
    }
    if (rule->to == TLS_CLOSED)
        tls_end (self, TRACE_CLOSED, BASE_CAUSE_NONE);
}

static bool act (TlsParty *self, const TlsRule *rule)
{
    BaseCause cause = rule->action != NULL ? rule->action (self) : BASE_CAUSE_NONE;
    if (cause != BASE_CAUSE_NONE)
        tls_fail (self, cause);
    return cause == BASE_CAUSE_NONE;
}

/* Rows that need no message follow at once: they belong to the transition that led to them. */
static void run_auto (TlsParty *self)
{
    const TlsRule *rule;
    while (self->state != TLS_FAILED && (rule = find_rule (self, TLS_AUTO, 0)) != NULL)
        if (act (self, rule))
            arrive (self, rule, -1);
}

static void run_send (TlsParty *self, const TlsRule *rule)
{
    if (tls_skips (self, rule->message)) {
        arrive (self, rule, -1);
        run_auto (self);
        return;
    }
    reach_phase (self,
                 trace_phase_of (self->speaks, (TraceParty)self->config->role, rule->message));
    TraceEvent *event = trace_emit (self->trace, TRACE_COMPOSE);
    event->label = wire_message_row (rule->message)->name;
    event->section =
        self->speaks == WIRE_TLS12 ? rule->section : wire_message_row (rule->message)->section;
    self->message_index = -1;
    if (!act (self, rule))
        return;
    in_transcript (self);
    tls_output_message (self);
    if (rule->message == WIRE_CLIENT_HELLO)
        tls_note_client_hello (self);
    arrive (self, rule, self->message_index);
    run_auto (self);
}

/* The trace's entry for an incoming message: the one that the sender made, or a new one when the
 * message comes from outside or is not what was sent. */
static int match_message (TlsParty *self, const TlsIncoming *incoming, WireMessage *message)
{
    const TraceRecord *record = trace_record (self->trace, incoming->record);
    int index = record->first_message >= 0 ? record->first_message + (int)incoming->ordinal : -1;
    if (index >= 0 && index <= record->last_message &&
        trace_message (self->trace, index)->received == NULL)
        return index;
    TraceMessage shown = {.sender = self->config->role == TLS_CLIENT ? TRACE_SERVER : TRACE_CLIENT,
                          .received = message,
                          .sealed = incoming->sealed,
                          .record = incoming->record,
                          .send_event = (int)record->send_event,
                          .receive_event = -1,
                          .processed_event = -1};
    index = trace_add_message (self->trace, shown);
    wire_message_ref (message);
    return index;
}

static void show_received (TlsParty *self, const TlsIncoming *incoming)
{
    int index = match_message (self, incoming, self->message);
    TraceMessage *shown = trace_message_for_writing (self->trace, index);
    /* The same bytes under another content type are another message. */
    if (shown->sent != NULL && shown->sent->row == self->message->row &&
        g_bytes_equal (shown->sent->bytes, self->message->bytes)) {
        wire_message_unref (self->message);
        self->message = wire_message_ref (shown->sent);
    } else if (shown->sent != NULL) {
        shown->twisted = true;
    }
    if (shown->received == NULL)
        shown->received = wire_message_ref (self->message);
    shown->receive_event = (int)trace_length (self->trace);
    self->message_index = index;
    TraceEvent *event = trace_emit (self->trace, TRACE_RECEIVE);
    event->message = index;
    event->record = incoming->record;
    event->cause = self->message->tree->cause;
    event->section = tls_message_section (self, self->message->row);
}

/* Behind these the keys change: they must end their record (RFC 9846 section 5.1). In TLS 1.2 keys
 * change behind a ChangeCipherSpec, which is no handshake message. */
static bool ends_its_record (const TlsParty *self, WireMessageId id)
{
    if (self->speaks == WIRE_TLS12)
        return false;
    if (id == WIRE_FINISHED)
        return self->outcome == TRACE_RUNNING; /* behind a later one they stay the same */
    return id == WIRE_CLIENT_HELLO || id == WIRE_SERVER_HELLO || id == WIRE_HELLO_RETRY_REQUEST ||
           id == WIRE_END_OF_EARLY_DATA || id == WIRE_KEY_UPDATE;
}

/* In TLS 1.2 a warning ends nothing (RFC 5246 section 7.2.2). */
static bool is_mere_warning (const TlsParty *self, const WireAlert *alert)
{
    enum { WARNING = 1 };
    return self->speaks == WIRE_TLS12 && alert->level == WARNING &&
           alert->description != BASE_ALERT_CLOSE_NOTIFY;
}

/* What holds for a message in any state; true when the rows are not asked. In TLS 1.3 a
 * ChangeCipherSpec says nothing, in TLS 1.2 it has rows. */
static bool handled_anywhere (TlsParty *self)
{
    WireMessageId id = self->message->row->id;
    BaseCause broken = self->message->tree->cause;
    if (id == WIRE_CHANGE_CIPHER_SPEC && self->speaks == WIRE_TLS13) {
        const WireChangeCipherSpec *ccs = self->message->body;
        bool during = self->client_hello != NULL && self->outcome == TRACE_RUNNING;
        if (broken != BASE_CAUSE_NONE || ccs->type != 1 || !during) {
            tls_note (self, "value", "%u", ccs->type);
            tls_note (self, "when", "%s", during ? "during the handshake" : "outside it");
            tls_fail (self, BASE_CAUSE_UNEXPECTED_CHANGE_CIPHER_SPEC);
        }
        return true;
    }
    if (id == WIRE_HELLO_REQUEST && broken == BASE_CAUSE_NONE && tls_passes_over_request (self))
        return true;
    if (id != WIRE_ALERT || broken != BASE_CAUSE_NONE)
        return false;
    const WireAlert *alert = self->message->body;
    if (alert->description == BASE_ALERT_USER_CANCELED || is_mere_warning (self, alert))
        return true;
    bool closes = alert->description == BASE_ALERT_CLOSE_NOTIFY;
    if (closes && self->outcome == TRACE_ESTABLISHED)
        return false;
    tls_fail (self, closes ? BASE_CAUSE_PEER_CLOSED_EARLY : BASE_CAUSE_PEER_ALERT);
    return true;
}

WireDialect tls_dialect (const TlsParty *self)
{
    const TlsKeyExchange *exchange = self->suite != NULL ? self->suite->exchange : NULL;
    return (WireDialect){self->speaks, tls_exchange_dialect (exchange)};
}

static TraceParty peer_of (const TlsParty *self)
{
    return self->config->role == TLS_CLIENT ? TRACE_SERVER : TRACE_CLIENT;
}

/* While the version is open, HelloRequest is read as what it is in TLS 1.2. */
static WireMessage *read_message (const TlsParty *self, const TlsIncoming *incoming)
{
    enum { HELLO_REQUEST = 0 };
    WireDialect dialect = tls_dialect (self);
    const uint8_t *bytes = g_bytes_get_data (incoming->bytes, NULL);
    if (incoming->content_type == WIRE_CT_HANDSHAKE && bytes[0] == HELLO_REQUEST &&
        tls_may_yet_be_older (self))
        dialect.version = WIRE_TLS12;
    return wire_message_read_as (incoming->content_type, incoming->bytes, dialect);
}

static void run_receive (TlsParty *self, const TlsIncoming *incoming)
{
    g_clear_pointer (&self->message, wire_message_unref);
    self->message = read_message (self, incoming);
    tls_settle_version (self);
    WireMessageId id = as_in_rules (self, self->message->row);
    const TlsRule *rule = find_rule (self, TLS_RECEIVE, (int)id);
    if (rule != NULL) /* what may not come here leads nowhere */
        reach_phase (self, trace_phase_of (self->speaks, peer_of (self), id));
    show_received (self, incoming);
    if (handled_anywhere (self))
        return;
    BaseCause cause = self->message->tree->cause;
    if (id == WIRE_UNKNOWN_MESSAGE)
        cause = BASE_CAUSE_UNKNOWN_MESSAGE_TYPE;
    else if (id == WIRE_V2_CLIENT_HELLO)
        cause = BASE_CAUSE_SSL2_HELLO;
    else if (rule == NULL && (id != WIRE_ALERT || cause == BASE_CAUSE_NONE))
        /* An alert may come at any time: one that cannot be read is only that. */
        cause = BASE_CAUSE_UNEXPECTED_MESSAGE;
    else if (cause == BASE_CAUSE_NONE && ends_its_record (self, rule->message) &&
             self->fragment->len > 0)
        cause = BASE_CAUSE_MESSAGE_CROSSES_KEY_CHANGE;
    if (cause == BASE_CAUSE_NONE)
        cause = tls_check_passed_request (self);
    if (cause != BASE_CAUSE_NONE) {
        tls_fail (self, cause);
        return;
    }
    if (!act (self, rule))
        return;
    in_transcript (self);
    int index = self->message_index;
    arrive (self, rule, index);
    run_auto (self);
    trace_message_for_writing (self->trace, index)->processed_event =
        (int)trace_last (self->trace)->seq;
    trace_done_with (self->trace, incoming->record, index);
}

/* ---- Stepping ---- */

static bool read_one (TlsParty *self)
{
    TlsIncoming incoming;
    BaseCause cause;
    TlsNext next = tls_next_message (self, &incoming, &cause);
    if (next == TLS_NEXT_ERROR) {
        self->message_index = -1;
        tls_fail (self, cause);
    } else if (next == TLS_NEXT_MESSAGE) {
        run_receive (self, &incoming);
        g_bytes_unref (incoming.bytes);
    } else if (self->input_ended) {
        tls_end (self, TRACE_TRUNCATED, BASE_CAUSE_TRUNCATED);
    } else {
        return false;
    }
    return true;
}

bool tls_party_step (TlsParty *self)
{
    if (self->outcome > TRACE_ESTABLISHED)
        return false;
    trace_enter (self->trace, (TraceParty)self->config->role, self->connection, self->clock);
    tls_forget_notes (self);
    const TlsRule *rule = find_rule (self, TLS_SEND, 0);
    bool moved = true;
    if (rule != NULL)
        run_send (self, rule);
    else
        moved = state_reads (self) && read_one (self);
    trace_leave (self->trace);
    return moved;
}

TlsWait tls_party_wait (const TlsParty *self)
{
    if (self->outcome > TRACE_ESTABLISHED)
        return TLS_WAIT_OVER;
    return find_rule (self, TLS_SEND, 0) != NULL ? TLS_WAIT_NOTHING : TLS_WAIT_BYTES;
}
