/* The trace: everything that happened in a run, in order. The engine writes it and never reads it;
 * the cursor, the views, the exports, lessons and tests read it and never write it. Each event
 * carries a TraceMoment, the counts and states as of then, so that showing any moment costs the
 * same however long the trace is: what exists at event e is messages[0 .. e->now.n_messages), and
 * so on.
 *
 * Ownership: the trace owns all it holds and lives as long as its run; every pointer got from it is
 * borrowed. Texts from trace_… functions are transfer full unless const. */
#pragma once

#include "base/clock.h"
#include "crypto/hash.h"
#include "wire/message.h"
#include "wire/record.h"

typedef enum { TRACE_CLIENT, TRACE_SERVER, TRACE_NETWORK, TRACE_N_PARTIES } TraceParty;
/* "client", "server", "network"; "attacker" is the network when it meddles. */
const char *trace_party_name (TraceParty party);
/* "Client", "Server", "Network" */
const char *trace_party_title (TraceParty party);

typedef enum {
    TRACE_COMPOSE,   /* a party begins to write a message */
    TRACE_DRAW,      /* drew randomness: label, value */
    TRACE_DERIVE,    /* computed a secret */
    TRACE_DECIDE,    /* chose something: decision */
    TRACE_CHECK,     /* verified something: decision whose candidates are the checks */
    TRACE_KEYS,      /* installed keys for one direction */
    TRACE_SEAL,      /* encrypted a record */
    TRACE_SEND,      /* a message is on the wire, in flight: landmark X.sent */
    TRACE_TWIST,     /* the attacker changed something */
    TRACE_MISBEHAVE, /* a party departs from the rules, as its policy tells it: label */
    TRACE_DELIVER,   /* a record reached the other side: X.delivered */
    TRACE_OPEN,      /* decrypted a record */
    TRACE_RECEIVE,   /* read a message: X.received */
    TRACE_STATE,     /* a party's state changed: client.WAIT_SH; ends a message's processing:
                        X.processed */
    TRACE_FAIL,      /* a party noticed an error: client.failed */
    TRACE_WIPE,      /* a party wiped its copies of the secrets */
    TRACE_END, /* a party's road ended: client.established, client.closed, client.truncated … */
    TRACE_CONNECT, /* another connection begins; the first just does */
    TRACE_N_KINDS
} TraceKind;
/* "compose", "draw" … */
const char *trace_kind_name (TraceKind kind);

/* How far a party has come. Established comes once per party and stays until it ends. */
typedef enum {
    TRACE_RUNNING,
    TRACE_ESTABLISHED,
    TRACE_CLOSED,    /* established, used, and closed by close_notify both ways */
    TRACE_FAILED,    /* a fatal alert, its own or the peer's */
    TRACE_TRUNCATED, /* the transport ended without close_notify */
    TRACE_STALLED,   /* nobody can move and nothing is in flight */
} TraceOutcome;
/* "running", "established", "closed", "failed", "truncated", "stalled" */
const char *trace_outcome_name (TraceOutcome outcome);

/* The boxes of the flowchart, in the order in which TLS reaches them. */
typedef enum {
    TRACE_PHASE_START,
    TRACE_PHASE_CLIENT_HELLO,
    TRACE_PHASE_HELLO_RETRY,  /* HelloRetryRequest: a detour that few take, */
    TRACE_PHASE_SECOND_HELLO, /* with the ClientHello that it asks for */
    TRACE_PHASE_SERVER_HELLO,
    TRACE_PHASE_CERTIFICATE,  /* EncryptedExtensions, Certificate, CertificateVerify */
    TRACE_PHASE_KEY_EXCHANGE, /* TLS 1.2 alone: ServerKeyExchange, ClientKeyExchange */
    TRACE_PHASE_FINISHED,
    TRACE_PHASE_ESTABLISHED, /* both parties; application data and closing belong to it */
    TRACE_N_PHASES
} TracePhase;
const char *trace_phase_title (TracePhase phase); /* "Client Hello" */
/* The box that a message belongs to; TRACE_PHASE_START: to the one that is there anyway. */
TracePhase trace_phase_of (uint16_t version, TraceParty sender, WireMessageId id);
/* PHASE, as trace_phase_of () gives it, on a road that has come to NOW: behind a HelloRetryRequest
 * a ClientHello is the second, and a second HelloRetryRequest stands where Server Hello should. */
TracePhase trace_phase_behind (TracePhase now, TracePhase phase);

/* What was true right after an event. */
typedef struct {
    const char *state[2]; /* "WAIT_SH", as in the rule table; static; "?" for an outside peer */
    TraceOutcome outcome[2];
    TracePhase phase;
    uint16_t version[2]; /* by whose rules: WIRE_TLS13 or WIRE_TLS12; until a hello has settled it,
                            the newest that the party speaks; 0 for an outside peer */
    uint32_t n_messages, n_records, n_secrets;
    uint32_t in_flight; /* records sent and not yet delivered */
} TraceMoment;

typedef enum { TRACE_FELL, TRACE_CHOSEN, TRACE_NOT_REACHED, TRACE_PASSED, TRACE_INFO } TraceVerdict;

typedef struct {
    const char *name;     /* "TLS_AES_128_GCM_SHA256", or what was checked */
    TraceVerdict verdict; /* a check that failed FELL */
    const char *reason;   /* "not enabled by the server" */
    /* Of single checks that have them, else NULL; static. */
    const char *section; /* its own rule */
    const char *meaning; /* what it ruled out, or what would have made it pass */
    int item;            /* of checks on the parts of something: which part; -1: none of them */
} TraceCandidate;

typedef struct {
    const char *key;      /* explanation key without prefix: "cipher-suite"; static */
    const char *question; /* "Which cipher suite?" */
    const char *outcome;  /* "TLS_AES_128_GCM_SHA256", or "none in common" */
    const char *section;
    BaseCause cause; /* BASE_CAUSE_NONE unless it went wrong */
    TraceCandidate *candidates;
    unsigned n_candidates;
} TraceDecision;

typedef struct {
    const char *name;     /* RFC 9846's: "main_secret", "client_handshake_traffic_secret" */
    const char *old_name; /* RFC 8446's or RFC 5246's where it differs, else NULL */
    const char *section;
    const char *function; /* "X25519", "HKDF-Extract", "Derive-Secret", "HKDF-Expand-Label"; of TLS
                             1.2 "PRF", and "slice" for a piece of another secret … */
    unsigned connection;
    TraceParty party; /* who computed it; the other party's own is a secret of its own */
    CryptoHash hash;
    int salt, ikm; /* indices of secrets it comes from (salt: also Derive-Secret's secret), or -1 */
    const char *label; /* "c hs traffic", NULL for Extract */
    GBytes *context;   /* transcript hash; of the PRF the seed; NULL when there is none */
    unsigned offset;   /* of a slice: where it begins in what it comes from */
    GBytes *value;
    const char *protects; /* what it is for, in words; static */
    bool outlives;        /* its owner keeps it beyond the end of the connection */
    const char *keylog;   /* its label in the key log, NULL when it does not go there */
    uint32_t event;
    uint32_t forgotten; /* the event at which its owner gave it up after all; 0: none */
} TraceSecret;

/* The transcript of bytes on the wire: one record, as sent and as it arrived. */
typedef struct {
    unsigned connection;
    TraceParty sender;
    unsigned ordinal; /* n-th record of its sender, from 1; the attacker's own count apart */
    bool attacker;    /* SENDER never sent it: the attacker did in his name */
    GBytes *sent;     /* with header */
    GBytes
        *arrived; /* == sent unless the attacker changed it; NULL while in flight or if dropped */
    bool sealed;
    size_t size;      /* of it as sent, with header */
    bool forgotten;   /* see TRACE_KEEP_EVENTS: of sent and arrived the header is left, no inner */
    uint16_t version; /* sealed: by the rules of TLS 1.3 or TLS 1.2 */
    size_t tag_size;  /* of a sealed one */
    WireSealing sealing; /* sealed by TLS 1.2: of what parts it is made */
    GBytes *nonce;       /* sealed: as the sender used it; NULL when unknown (outside peer), and
                            with CBC, whose IV travels */
    GBytes *additional;  /* sealed by TLS 1.2: additional data, or what a MAC covers first; NULL
                            in TLS 1.3: the header */
    GBytes *inner; /* sealed: TLSInnerPlaintext as sealed; or as opened, from an outside peer. In
                      TLS 1.2 the content alone; with CBC, what is in the blocks */
    int key;       /* index of the traffic secret it is sealed under, -1 */
    int first_message, last_message; /* messages it carries (a part of), -1 when not known */
    int64_t sent_at,
        arrived_at; /* microseconds of the virtual clock; arrived_at -1 while in flight */
    int64_t held;   /* for how many of them the attacker has kept it */
    uint32_t send_event;
    int deliver_event; /* -1 */
} TraceRecord;

/* One message on its way. */
typedef struct {
    unsigned connection;
    TraceParty sender;
    unsigned ordinal;  /* n-th of its type by its sender, from 1 */
    WireMessage *sent; /* as its sender wrote it; NULL from an outside peer */
    WireMessage
        *received;        /* as its receiver read it; NULL until then. Same object when unchanged */
    WireMessage *arrived; /* where the attacker changed it on its way in clear: what then came, read
                             as far as it goes, whoever can read it; else NULL */
    size_t size;          /* of its bytes */
    bool forgotten;       /* see TRACE_KEEP_EVENTS: sent and received are empty */
    bool sealed;          /* an eavesdropper sees only its record */
    bool twisted;         /* the attacker changed it, or the seal it is under */
    int record;           /* index of the first record that carries it */
    int send_event, receive_event, processed_event; /* -1 until they happened */
    int arrive_event;                               /* of ARRIVED */
} TraceMessage;

typedef struct {
    uint32_t seq;       /* index in the trace, from 0 */
    int32_t parent;     /* the event of the transition it belongs to, or -1 */
    uint8_t depth;      /* 0 or 1 */
    uint8_t kind;       /* TraceKind */
    uint8_t party;      /* TraceParty: who did it */
    uint8_t connection; /* from 1 */
    bool stop;          /* a stop of stepping by message: in flight, or processed */
    int64_t time;       /* microseconds of the virtual clock */
    const char
        *label; /* DRAW: what for ("client_random"); KEYS: "send" or "receive"; STATE: from */
    int message, record, secret; /* indices, -1 where not meant */
    int decision;    /* an index, too; of FAIL: the check or choice that fell, else its own facts */
    int rule;        /* STATE: the row of the party's table; else -1 */
    GBytes *value;   /* DRAW: the bytes; TWIST: as changed */
    BaseCause cause; /* FAIL, END, broken RECEIVE */
    const char *section;
    TraceMoment now;
} TraceEvent;

typedef struct Trace Trace;

/* How much a trace keeps of what was said. */
typedef enum {
    TRACE_KEEP_ALL,
    /* Events, handshake and alerts whole; of application data only that there were so many bytes:
     * once they have been read (or handed to an outside peer) their content is forgotten. For long
     * transfers: the trace then grows by events alone. A pcapng file needs TRACE_KEEP_ALL. */
    TRACE_KEEP_EVENTS
} TraceLevel;

Trace *trace_new (void);
void trace_free (Trace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Trace, trace_free)

/* Before anything is written to it; TRACE_KEEP_ALL unless set. */
void trace_set_level (Trace *trace, TraceLevel level);
TraceLevel trace_level (const Trace *trace);

unsigned trace_length (const Trace *trace);
const TraceEvent *trace_event (const Trace *trace, unsigned seq);
const TraceMessage *trace_message (const Trace *trace, int index);
const TraceRecord *trace_record (const Trace *trace, int index);
const TraceSecret *trace_secret (const Trace *trace, int index);
const TraceDecision *trace_decision (const Trace *trace, int index);

/* The tree of BYTES, which RECORD is or was, header and all, by how it is sealed. transfer full */
WireTree *trace_record_tree (const TraceRecord *record, GBytes *bytes);
/* The message's own content as the viewer should see it: as received, else as it arrived, else as
 * sent. May be NULL (outside peer, not yet read). */
WireMessage *trace_message_content (const TraceMessage *message);
/* The same as of CURSOR, however far the run has come since; and without what was sent. */
WireMessage *trace_message_at (const TraceMessage *message, unsigned cursor);
WireMessage *trace_message_come (const TraceMessage *message, unsigned cursor);
/* "ClientHello"; "encrypted record" when nobody in the run has read it. */
const char *trace_message_name (const TraceMessage *message);
TraceParty trace_message_receiver (const TraceMessage *message);

/* One line: "Server chose TLS_AES_128_GCM_SHA256", "ClientHello is on the wire (199 bytes)". */
char *trace_event_title (const Trace *trace, unsigned seq);
/* Of a TWIST, short: "attacker: drop server.record[2]", "rogue client: omit client.Finished".
 * transfer full */
char *trace_twist_words (const TraceEvent *event);
/* The explanation key that suits it best: "decision:cipher-suite", "message:ClientHello",
 * "state:WAIT_SH", "secret:main_secret", "cause:BAD_RECORD_MAC", "draw:client_random", "keys:send".
 * Where TLS 1.2 may need other words, "state:TLS1.2/WAIT_CERT". */
char *trace_event_key (const Trace *trace, unsigned seq);
/* What stands in such a key behind the colon: "" or "TLS1.2/". */
const char *trace_key_version (uint16_t version);
/* Its landmark, "client.ClientHello.sent"; NULL when it has none. */
char *trace_event_landmark (const Trace *trace, unsigned seq);
/* Whether LANDMARK ("ClientHello.sent", "[conn2.]client.Finished.verified", "server.WAIT_FINISHED",
 * "client.established", "end") names event SEQ. */
bool trace_event_is (const Trace *trace, unsigned seq, const char *landmark);
/* False with an error that names what is allowed when LANDMARK has no landmark's shape. Whether a
 * party has a state of that name is not known here: see control_landmark_valid (). */
bool trace_landmark_valid (const char *landmark, GError **error);

/* ---- Observers: an open list of viewpoints. ---- */

typedef struct {
    const char *name;  /* "everyone", "client", "eavesdropper", "server", "thief", "attacker" */
    const char *title; /* "Everyone" */
    int party;         /* TRACE_CLIENT, TRACE_SERVER, or -1 */
    bool omniscient;
    bool has_key;  /* of the server's certificate: got it after he had recorded what he heard */
    bool attacker; /* who stands on the wire now, and what parts he plays there himself */
} TraceObserver;
const TraceObserver *trace_observer_at (unsigned i);         /* NULL behind the last */
const TraceObserver *trace_observer_find (const char *name); /* NULL: no such name */
/* The same; NULL with an error that names those there are. */
const TraceObserver *trace_observer_named (const char *name, GError **error);

typedef enum {
    TRACE_HIDDEN, /* does not see that it happened */
    TRACE_SEALED, /* sees a sealed record of some size */
    TRACE_CLEAR,  /* sees its content */
} TraceSight;
/* What OBSERVER sees of event SEQ, of message MESSAGE, at the moment of event CURSOR. */
TraceSight trace_sees_event (const Trace *trace, const TraceObserver *observer, unsigned seq);
TraceSight trace_sees_message (const Trace *trace, const TraceObserver *observer, int message,
                               unsigned cursor);
/* The event's title and explanation key as OBSERVER may have them: who sees only a sealed record is
 * not told which message it carries, and who does not see it at all only that something happens. */
char *trace_event_title_seen (const Trace *trace, const TraceObserver *observer, unsigned seq);
char *trace_event_key_seen (const Trace *trace, const TraceObserver *observer, unsigned seq);
/* The section that rules the event, or sealed records; static, may be NULL. */
const char *trace_event_section_seen (const Trace *trace, const TraceObserver *observer,
                                      unsigned seq);
/* Whether OBSERVER knows the secret NAME at CURSOR. */
bool trace_knows (const Trace *trace, const TraceObserver *observer, const char *secret,
                  unsigned cursor);
/* The same of secret INDEX: one party's copy of it. */
bool trace_knows_secret (const Trace *trace, const TraceObserver *observer, int index,
                         unsigned cursor);

/* The event at which it was noticed what SEQ is about: of a failure itself, of a fatal alert on its
 * way, and of all that a party does once it has failed; behind an alert, that of its sender. The
 * inputs are its decision, what would have made it pass is base_cause_would_pass (). -1 when there
 * is none, or none that OBSERVER may see. */
int trace_reason (const Trace *trace, const TraceObserver *observer, unsigned seq);

/* ---- The thief: a recording, and afterwards the private key of the server's certificate. What he
 * reads is worked out from these two alone, by sim/tls/thief.c. ---- */

typedef struct {
    unsigned connection;
    int record;          /* the one that told him; nothing is found before it is on the wire */
    const char *missing; /* the secret without which he opens nothing; NULL: nothing is missing */
    const char *why;     /* static, as missing */
} TraceFinding;
/* What he has found out about CONNECTION by the moment of CURSOR; NULL: nothing yet. borrowed */
const TraceFinding *trace_finding (const Trace *trace, unsigned connection, unsigned cursor);
/* The same in sentences, with how many records he opens. */
char *trace_finding_words (const Trace *trace, unsigned connection, unsigned cursor);
/* What he finds under the seal of RECORD: the content without type, MAC and padding; NULL when it
 * stays closed. borrowed */
GBytes *trace_loot_plain (const Trace *trace, int record);

/* Whether PARTY of CONNECTION is not who it says it is: a man in the middle has the server's part
 * in connection 1, with the client, and the client's in connection 2, with the server. So has who
 * opens a connection with a recorded flight. */
bool trace_is_attacker (const Trace *trace, unsigned connection, TraceParty party);
/* "client", "server"; of one who is not who it says it is "attacker's server", "attacker's client",
 * and of who sends a recorded flight again "attacker". */
const char *trace_player_name (const Trace *trace, unsigned connection, TraceParty party);
/* Whether the attacker alone has opened CONNECTION, with what he has recorded: where the client
 * would be there is he, and he has none of its keys. */
bool trace_is_replayed (const Trace *trace, unsigned connection);

/* The last event of CONNECTION, -1 when it has none. */
int trace_last_of (const Trace *trace, unsigned connection);
/* The version that the connection at CURSOR speaks, WIRE_TLS13 or WIRE_TLS12: as long as it is not
 * settled, the newest that the client speaks. */
uint16_t trace_version (const Trace *trace, unsigned cursor);
/* The connection that event CURSOR is of; 1 in an empty trace. */
unsigned trace_connection (const Trace *trace, unsigned cursor);
/* Index of the newest secret NAME of the connection that CURSOR is in (or of an earlier one, when
 * it outlives that) of PARTY (or of anybody: -1) at CURSOR, -1 when there is none. */
int trace_find_secret (const Trace *trace, const char *name, int party, unsigned cursor);
/* The openssl command that recomputes the secret from its inputs; NULL where openssl has no
 * command. */
char *trace_secret_command (const Trace *trace, int secret);
/* The HkdfLabel structure (RFC 9846 section 7.1) that went into it; NULL where there is none. */
GBytes *trace_secret_info (const Trace *trace, int secret);

/* ---- Lookup by path. ---- */

/* The value at PATH as of event CURSOR: a field ("ServerHello.cipher_suite",
 * "[conn2.]client.ClientHello[2].key_share.client_shares[0].group[@sent|@received]"),
 * "client.state", "server.outcome", "client.secret:main_secret" (hex), "alert" ("server
 * handshake_failure"), "cause", "noticed-by", "phase", "thief.missing". NULL with an error that
 * says what is wrong and what is near. */
char *trace_lookup (const Trace *trace, unsigned cursor, const char *path, GError **error);
/* Which message and which field of its content a field path names. */
bool trace_find_field (const Trace *trace, unsigned cursor, const char *path, int *message,
                       int *field, GError **error);
/* Expectations as lessons and scenarios write them: "ServerHello.cipher_suite =
 * TLS_AES_128_GCM_SHA256", "client.state = WAIT_EE", "alert = server
 * handshake_failure|insufficient_security", "server knows X", "eavesdropper cannot see
 * Certificate", "client sees Certificate". True when it holds; else false and FOUND says in words
 * what is the case instead (transfer full; NULL with an error for a line that cannot be
 * understood). */
bool trace_expect (const Trace *trace, unsigned cursor, const char *line, char **found,
                   GError **error);
