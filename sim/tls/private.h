/* A party's insides, for the files of this room. */
#pragma once

#include "crypto/aead.h"
#include "crypto/cbc.h"
#include "crypto/field.h"
#include "tls/memory.h"
#include "tls/misbehaviour.h"
#include "tls/party.h"

/* The secrets of the key schedule (RFC 9846 section 7.1), in the order of its diagram. */
typedef enum {
    TLS_SHARED_SECRET,
    TLS_PSK,
    TLS_EARLY_SECRET,
    TLS_BINDER_KEY,
    TLS_CLIENT_EARLY,
    TLS_EARLY_EXPORTER,
    TLS_DERIVED_EARLY,
    TLS_HANDSHAKE_SECRET,
    TLS_CLIENT_HANDSHAKE,
    TLS_SERVER_HANDSHAKE,
    TLS_DERIVED_HANDSHAKE,
    TLS_MAIN_SECRET,
    TLS_CLIENT_APPLICATION,
    TLS_SERVER_APPLICATION,
    TLS_EXPORTER_SECRET,
    TLS_RESUMPTION_SECRET,
    TLS_BINDER_FINISHED_KEY,
    TLS_CLIENT_FINISHED_KEY,
    TLS_SERVER_FINISHED_KEY,
    TLS_POST_FINISHED_KEY,
    TLS_CLIENT_EARLY_KEY,
    TLS_CLIENT_EARLY_IV,
    TLS_CLIENT_HANDSHAKE_KEY,
    TLS_CLIENT_HANDSHAKE_IV,
    TLS_SERVER_HANDSHAKE_KEY,
    TLS_SERVER_HANDSHAKE_IV,
    TLS_CLIENT_APPLICATION_KEY,
    TLS_CLIENT_APPLICATION_IV,
    TLS_SERVER_APPLICATION_KEY,
    TLS_SERVER_APPLICATION_IV,
    /* Those of TLS 1.2 (RFC 5246 sections 6.3 and 8.1), as RFC 9846 appendix D names them. */
    TLS_PRELIMINARY_SECRET,
    TLS_MAIN_SECRET_12,
    TLS_KEY_BLOCK,
    TLS_CLIENT_WRITE_MAC_KEY,
    TLS_SERVER_WRITE_MAC_KEY,
    TLS_CLIENT_WRITE_KEY,
    TLS_SERVER_WRITE_KEY,
    TLS_CLIENT_WRITE_IV,
    TLS_SERVER_WRITE_IV,
    TLS_CLIENT_VERIFY_DATA,
    TLS_SERVER_VERIFY_DATA,
    TLS_N_SECRETS
} TlsSecretId;

typedef struct {
    bool known;
    int trace; /* its index in the trace */
    size_t size;
    uint8_t *value; /* in the party's TlsSecretRoom */
} TlsSecret;

/* The largest is a secret that DHE agreed on. */
enum {
    TLS_SMALL_SECRET = CRYPTO_MAX_HASH_SIZE,
    TLS_LARGE_SECRET = CRYPTO_FIELD_MAX_SIZE,
    TLS_N_LARGE_SECRETS = 4
};

/* Where they stand: most are no longer than a hash, a few may be much longer. One room for all that
 * had space for the longest would be wiped and filled at each connection, mostly for nothing. */
typedef struct {
    uint8_t small[TLS_N_SECRETS][TLS_SMALL_SECRET];
    uint8_t large[TLS_N_LARGE_SECRETS][TLS_LARGE_SECRET];
} TlsSecretRoom;

/* The keys of one direction (RFC 9846 sections 5.2, 5.3). */
typedef struct {
    const TlsSealing *sealing; /* NULL: in clear */
    const CryptoAead *aead;    /* NULL with CBC */
    WireSealing layers;        /* TLS 1.2: the parts of a sealed record */
    uint8_t key[CRYPTO_MAX_AEAD_KEY_SIZE];
    uint8_t iv[CRYPTO_AEAD_NONCE_SIZE];
    uint8_t mac_key[CRYPTO_CBC_MAX_MAC_SIZE]; /* with CBC */
    uint64_t sequence;
    int secret; /* the traffic secret's, in TLS 1.2 the write key's index in the trace */
    bool early; /* of early data: nothing is negotiated yet */
} TlsProtection;

/* How large a sealed record may be in one direction. */
typedef struct {
    size_t content;
    size_t inner; /* content, type and padding */
} TlsRecordLimits;

enum { TLS_MAX_SHARES = 16, TLS_MAX_MESSAGE = 1 << 18 };

typedef struct {
    const CryptoGroup *group;
    uint8_t private_key[CRYPTO_MAX_PRIVATE_SIZE];
} TlsShare;

/* A stretch of input that came as (part of) one record of the trace. */
typedef struct {
    size_t size;
    int record;
} TlsStretch;

/* What came out of the record layer: a whole message, and where it began. */
typedef struct {
    uint8_t content_type;
    GBytes *bytes;
    int record;
    unsigned ordinal; /* among the messages that began in that record */
    bool sealed;
} TlsIncoming;

/* What becomes of a CertificateRequest. */
typedef enum {
    TLS_NOT_ASKED,
    TLS_ASKED,
    TLS_WILL_SHOW, /* client: the certificate that it has */
    TLS_SHOWS_NONE,
    TLS_ANSWERED,
} TlsAnswer;

struct TlsParty {
    TlsConfig *config; /* owned reference */
    CryptoRandom *random;
    Trace *trace;
    BaseClock *clock;
    unsigned connection;

    TlsState state;
    uint16_t speaks; /* whose table of rules runs: until a hello has settled the version, that of
                        the newest that the policy allows */
    TraceOutcome outcome;
    BaseCause cause;

    /* negotiated */
    uint16_t version;
    const TlsSuite *suite;
    const CryptoGroup *group;
    const CryptoScheme *scheme; /* of the server's signature */
    char *alpn;
    char *server_name;         /* as the client asked, on both sides */
    GBytes *own_public;        /* server: the share that it answers with */
    GPtrArray *peer_chain;     /* as received; NULL: none */
    GPtrArray *peer_staples;   /* GBytes or NULL, for each of these */
    CryptoPublicKey *peer_key; /* of its first certificate */
    uint8_t client_random[32], server_random[32];
    TlsShare shares[TLS_MAX_SHARES];
    unsigned n_shares;
    uint8_t session_id[32]; /* client: of its hello, of the session offered or in compatibility
                               mode; server, TLS 1.2: what it names a new session */
    uint8_t session_id_size;
    WireMessage *client_hello; /* sent or received; the newest */
    WireMessage *first_hello;  /* the one before, when there was a HelloRetryRequest */
    bool retried;              /* a HelloRetryRequest was sent or received */
    bool retried_twice;        /* by a server that misbehaves */
    bool chosen;               /* server: suite and group are chosen for this hello */
    GBytes *cookie;            /* given or got with the HelloRetryRequest; NULL: none */
    uint16_t asked_group;      /* of the HelloRetryRequest; 0: none was asked for */

    /* keys from before, and early data */
    TlsMemory *memory;  /* borrowed; NULL: it remembers nothing */
    GPtrArray *offered; /* client: TlsPsk, as in the hello */
    TlsPsk *psk;        /* the key schedule's; reference; NULL: none */
    unsigned psk_index; /* among those offered */
    uint16_t psk_mode;  /* server: WirePskMode */
    bool early_offered; /* by the newest hello */
    bool early_accepted;
    GByteArray *early;     /* client: early data not yet sent */
    size_t early_size;     /* server: bytes of early data so far */
    size_t skip_left;      /* server: bytes of refused early data that it still skips */
    unsigned tickets_left; /* server: to be given */
    unsigned tickets_given;

    /* client authentication */
    WireMessage *request; /* the newest CertificateRequest, sent or received; NULL: none */
    TlsAnswer answer;     /* to it */
    const CryptoScheme *client_scheme; /* of the client's signature */
    bool shown;                        /* client: its certificate */
    const WireCertificate *reading;    /* the Certificate that is being read … */
    size_t entry;                      /* … and where in it */
    GHashTable *contexts;              /* client: GBytes, of the requests so far */
    bool later_decided;                /* server: whether to ask when the handshake is over */
    unsigned requests_left;            /* server: to be sent */
    GPtrArray *open_requests;          /* server: WireMessage, later ones without an answer */

    /* what goes with its own certificate */
    GBytes *staple; /* NULL: no OCSP response */
    bool shows_timestamps;
    bool compresses;

    /* transcript and keys */
    CryptoHash hash;              /* of the key schedule and the transcript */
    GByteArray *early_transcript; /* the messages themselves, until the hash is sure; in TLS 1.2
                                     until the handshake is over */
    CryptoHasher *transcript;     /* once connected: of the whole main handshake */
    CryptoHasher *branch;         /* … and from there, of the answer at hand; NULL: none */
    TlsSecret secrets[TLS_N_SECRETS];
    TlsSecretRoom room; /* of their values */
    TlsProtection send, receive;
    unsigned send_update, receive_update; /* KeyUpdates so far */
    bool wiped;

    /* TLS 1.2 */
    bool extended_main_secret; /* agreed on (RFC 7627) */
    bool encrypt_then_mac;     /* agreed on (RFC 7366) */
    bool renegotiation_info;   /* the peer knows of it (RFC 5746) */
    CryptoField *field;        /* of a DHE exchange; NULL: none */
    uint8_t field_private[CRYPTO_FIELD_MAX_SIZE];
    WireMessage *server_keys; /* client: the ServerKeyExchange; NULL: none */
    bool passed_request;      /* HelloRequest came before the version was known */
    bool renegotiation_due;   /* the peer wants to begin anew: no_renegotiation is to be said */
    TlsPsk *session;          /* offered, resumed or kept; reference; NULL: none */
    bool resumed;             /* … and it goes on */
    bool staple_promised;     /* client: by the ServerHello: a CertificateStatus may come */
    bool ticket_promised;     /* by the ServerHello: a NewSessionTicket comes */
    GBytes *given_id;         /* client: the session id of the ServerHello; NULL: none */
    GBytes *new_ticket;       /* client: the one that came; NULL: none */
    uint32_t new_lifetime;    /* … in seconds; 0: the server says nothing about it */

    bool greased; /* the invented values are drawn */
    uint8_t grease[8];

    /* records */
    TlsRecordLimits send_limits, receive_limits;
    TlsRecordLimits largest; /* that was opened */
    uint8_t fragment_length; /* agreed on: the code of RFC 6066; 0: none */
    bool size_limit_agreed;

    /* input */
    GByteArray *input;    /* bytes of records not yet whole */
    guint input_from;     /* those before are done with */
    GArray *stretches;    /* TlsStretch, of input */
    GByteArray *fragment; /* bytes of handshake messages not yet whole */
    int fragment_record;
    unsigned started; /* messages that began in fragment_record so far */
    bool input_ended;
    bool key_update_due;       /* the peer asked for one */
    bool key_update_asked;     /* of the peer, and not answered */
    unsigned key_updates_left; /* of its own accord */

    GArray *facts; /* TraceCandidate, of a failure; NULL until there is one */

    /* the message at hand */
    WireMessage *message; /* composed or received */
    int message_index;    /* in the trace */
    BaseArena kept;       /* what it is being composed of */

    /* output */
    GQueue *output;            /* of record indices + 1 */
    GByteArray *held;          /* coalesce: messages waiting for their record … */
    int first_held, last_held; /* … in the trace */
    bool sent_ccs;

    /* application */
    GByteArray *to_send;
    guint to_send_from;   /* those before have gone out */
    GByteArray *received; /* less what its reader has dropped */
    GByteArray *sent;     /* with TRACE_KEEP_ALL */
    uint64_t received_size, sent_size;
    bool replied;
    bool close_wanted;
};

/* ---- schedule.c ---- */
/* Gives each secret its place; none is known yet. */
void tls_place_secrets (TlsParty *self);
void tls_derive (TlsParty *self, TlsSecretId id);
BaseSpan tls_secret (const TlsParty *self, TlsSecretId id);
void tls_set_shared_secret (TlsParty *self, const uint8_t *value, size_t size);
void tls_derive_handshake (TlsParty *self);
void tls_derive_application (TlsParty *self);
void tls_derive_resumption (TlsParty *self);
void tls_derive_early (TlsParty *self);
/* PSK (NULL: none) is where the key schedule starts from now on. */
void tls_use_psk (TlsParty *self, TlsPsk *psk);
/* The secret NAME with VALUE, as this party had it earlier in this trace; -1: it had none. */
int tls_find_earlier_secret (const TlsParty *self, const char *name, GBytes *value);
/* The key that a ticket with NONCE stands for (RFC 9846 section 4.7.1). transfer full */
GBytes *tls_derive_ticket_key (TlsParty *self, BaseSpan nonce);
void tls_install_keys (TlsParty *self, unsigned keys);
void tls_update_keys (TlsParty *self, bool send);
void tls_wipe (TlsParty *self);
/* HKDF-Expand-Label (RFC 9846 section 7.1). */
void tls_expand_label (CryptoHash hash, BaseSpan secret, const char *label, BaseSpan context,
                       uint8_t *out, size_t size);
int tls_secret_trace (const TlsParty *self, TlsSecretId id);
/* The row's RFC name; for listings. */
const char *tls_secret_name (TlsSecretId id);
const char *tls_secret_name_12 (TlsSecretId id);

/* ---- schedule12.c ---- */
/* From the preliminary secret to the keys: the transcript stands at ClientKeyExchange. */
void tls_derive_keys_12 (TlsParty *self);
/* From the main secret of the session that goes on. */
void tls_resume_keys_12 (TlsParty *self);
/* The main secret stays with the session beyond the end of the connection. */
void tls_show_kept_secret (TlsParty *self);
/* Of what parts the sealed records of the suite are made. */
WireSealing tls_layers_12 (const TlsParty *self);
void tls_install_keys_12 (TlsParty *self, bool send);
/* The content of SENDER's Finished; OUT takes CRYPTO_MAX_HASH_SIZE; gives the size. */
size_t tls_verify_data_12 (TlsParty *self, TlsRole sender, uint8_t *out);
/* Both randoms, CLIENT's first or last. OUT takes 64 bytes. */
BaseSpan tls_randoms (const TlsParty *self, bool client_first, uint8_t *out);

/* ---- misbehaviour.c ---- */
/* At its spot: whether the policy says so; the trace tells when it does. */
bool tls_misbehaves (TlsParty *self, TlsMisbehaviour which);
/* The party passes over a message that it should send now. */
bool tls_skips (TlsParty *self, WireMessageId id);

/* ---- grease.c ---- */
typedef enum {
    TLS_GREASE_SUITE,
    TLS_GREASE_GROUP,
    TLS_GREASE_VERSION,
    TLS_GREASE_SCHEME,
    TLS_GREASE_EMPTY_EXTENSION,
    TLS_GREASE_EXTENSION,
    TLS_GREASE_PROTOCOL,
    TLS_GREASE_PSK_MODE,
} TlsGrease;
/* The invented number for a list; 0: none is wanted. */
uint16_t tls_grease (TlsParty *self, TlsGrease slot);
/* VALUES (uint16_t), behind an invented one when that is wanted. */
WireList tls_greased (TlsParty *self, TlsGrease slot, const GArray *values);

/* ---- exporter.c ---- */
/* Once connected: what the policy asks for. */
void tls_export (TlsParty *self);

/* ---- key_update.c ---- */
/* Its key has sealed as many records as it may, but for the KeyUpdate itself. */
bool tls_key_is_worn (const TlsParty *self);
/* … or would have, before the answer to a CertificateRequest is out: nothing may come between. */
bool tls_key_is_worn_for_answer (const TlsParty *self);

/* ---- transcript.c ---- */
void tls_transcript_start (TlsParty *self);
/* At a HelloRetryRequest, before it is added. */
void tls_transcript_retry (TlsParty *self);
void tls_transcript_add (TlsParty *self, BaseSpan message);
/* From the end of the main handshake it goes on with an answer (RFC 9846 section 4.7.2), and back.
 */
void tls_transcript_branch (TlsParty *self);
void tls_transcript_join (TlsParty *self);
/* OUT takes CRYPTO_MAX_HASH_SIZE; gives the size. */
size_t tls_transcript_hash (const TlsParty *self, uint8_t *out);

/* ---- protection.c ---- */
/* Whether a record with TYPE on its outside is sealed under KEYS. */
bool tls_is_sealed (const TlsParty *self, const TlsProtection *keys, uint8_t type);
void tls_nonce (const TlsProtection *keys, uint8_t *nonce);
/* Makes one record of CONTENT, sealed when there are keys; its index in the trace. */
int tls_make_record (TlsParty *self, uint8_t type, BaseSpan content);
/* Opens a sealed RECORD (header and all): its inner content and type. */
BaseCause tls_open_record (TlsParty *self, BaseSpan record, int index, uint8_t *type,
                           GByteArray *content);

/* ---- record_limits.c ---- */
void tls_start_limits (TlsParty *self);
/* How much of a message of this content type fits the next record. */
size_t tls_record_room (const TlsParty *self, uint8_t type);
/* The size of the TLSInnerPlaintext that SIZE bytes of content go out in. */
size_t tls_padded_size (const TlsParty *self, size_t size);
/* A record was opened: INNER bytes, CONTENT of which are content. */
BaseCause tls_check_limits (TlsParty *self, size_t inner, size_t content);
/* Bytes behind the header of a sealed record, at most. */
size_t tls_most_sealed (const TlsParty *self);

/* ---- input.c, output.c ---- */
typedef enum { TLS_NEXT_NONE, TLS_NEXT_MESSAGE, TLS_NEXT_ERROR } TlsNext;
/* Drops SIZE bytes behind FROM, those before which are done with. What is left moves to the front
 * only when that is the smaller part: else thousands of small pieces would move each other over and
 * over. */
void tls_drop_front (GByteArray *bytes, guint *from, size_t size);
TlsNext tls_next_message (TlsParty *self, TlsIncoming *incoming, BaseCause *cause);
/* Puts self->message on the wire. */
void tls_output_message (TlsParty *self);
void tls_output_flush (TlsParty *self);

/* ---- older.c: parties of another age ---- */
/* The newest version of a policy that knows nothing of TLS 1.2 and 1.3; 0: it does. */
uint16_t tls_older_version (const TlsConfig *config);
/* What stands in the legacy versions of what the party writes. */
uint16_t tls_written_version (const TlsParty *self);
/* self->message becomes the first message of a client of that age. */
void tls_compose_older_hello (TlsParty *self);
/* Whether a server of before TLS 1.2 knows SUITE and its first flight with it looks as in TLS 1.2.
 */
bool tls_older_suite (const TlsSuite *suite);

/* ---- version.c ---- */
/* Whether its policy allows VERSION, and the newest of those it allows and this engine speaks. */
bool tls_may_speak (const TlsParty *self, uint16_t version);
uint16_t tls_newest_version (const TlsParty *self);
/* The message at hand, when it is the peer's hello, says whose table of rules goes on. */
void tls_settle_version (TlsParty *self);
/* Server: the decision. */
BaseCause tls_choose_version (TlsParty *self);
/* The client says that it fell back; the server could do better (RFC 7507). */
BaseCause tls_check_fallback (TlsParty *self);
/* The last eight bytes of a random: a server that speaks TLS 1.3 marks it when it agrees on less
 * (RFC 9846 section 4.2.3). */
void tls_mark_downgrade (TlsParty *self);
bool tls_has_sentinel (BaseSpan random);

/* ---- machine.c ---- */
void tls_speak (TlsParty *self, uint16_t version);
/* How the version that is spoken reads and writes. */
WireDialect tls_dialect (const TlsParty *self);
/* The section of RFC 9846, or where TLS 1.2 is spoken OLDER. */
const char *tls_section (const TlsParty *self, const char *newer, const char *older);
/* Where the version that is spoken describes the message. */
const char *tls_message_section (const TlsParty *self, const WireMessageRow *row);
void tls_fail (TlsParty *self, BaseCause cause);
void tls_end (TlsParty *self, TraceOutcome outcome, BaseCause cause);

/* ---- failure.c: what a failure is told with. Where no check or choice shows what was looked at,
 * the spot that finds the fault notes it; what is noted counts for this step alone. ---- */
/* NAME must be static. */
void tls_note (TlsParty *self, const char *name, const char *format, ...) G_GNUC_PRINTF (3, 4);
void tls_forget_notes (TlsParty *self);
/* Where reading TREE stopped, and why. */
void tls_note_broken_field (TlsParty *self, const WireTree *tree);
/* A record with LENGTH bytes behind its header; index in the trace, -1: not there yet. */
void tls_note_record (TlsParty *self, int index, size_t length);
/* The same, with what it should have opened with. */
void tls_note_seal (TlsParty *self, int index, size_t length, uint64_t sequence);
/* Emits FAIL. */
void tls_show_failure (TlsParty *self, BaseCause cause);

/* ---- randomness and decisions ---- */
void tls_draw (void *self, const char *label, uint8_t *out, size_t size);
/* Collects the candidates of one decision, all of them: a peer may offer hundreds. From
 * tls_choice_begin () to tls_choice_end () it owns them. */
typedef struct {
    TraceDecision decision;
    GArray *candidates; /* TraceCandidate */
} TlsChoice;
void tls_choice_begin (TlsChoice *choice, const char *key, const char *question,
                       const char *section);
void tls_choice_add (TlsChoice *choice, const char *name, TraceVerdict verdict, const char *reason);
/* Emits it; gives CAUSE back. */
BaseCause tls_choice_end (TlsParty *self, TlsChoice *choice, TraceKind kind, const char *outcome,
                          BaseCause cause);
/* older.c: a server of before TLS 1.2 chooses; false when there is nothing in common. */
bool tls_choose_older_version (TlsParty *self, TlsChoice *choice);
/* A checklist is a choice whose candidates are checks: the first that fails is the cause, what
 * follows is not reached. */
typedef struct {
    TlsParty *self;
    TlsChoice choice;
    BaseCause cause;
} TlsChecklist;
void tls_checklist_begin (TlsChecklist *list, TlsParty *self, const char *key, const char *question,
                          const char *section);
void tls_check (TlsChecklist *list, const char *name, bool passed, const char *good,
                const char *bad, BaseCause cause);
BaseCause tls_checklist_end (TlsChecklist *list);
/* server_hello.c: rows of the client's check of a ServerHello of any version. */
void tls_check_suite (TlsChecklist *list, const WireServerHello *hello);
void tls_check_hello_rest (TlsChecklist *list, const WireServerHello *hello);
/* The registry's name of VALUE, or its number, interned. */
const char *tls_value_name (TlsParty *self, const WireRegistry *registry, uint32_t value);
bool tls_list_has (WireList numbers, uint16_t value);
bool tls_array_has (const GArray *numbers, uint16_t value);
/* BASE_CAUSE_EXTENSION_NOT_OFFERED when MESSAGE holds one that the ClientHello did not. */
BaseCause tls_check_offered (TlsParty *self, WireList extensions);
/* What the peer, and what this party, asked of the other's certificate: a ClientHello or a
 * CertificateRequest. */
const WireMessage *tls_peers_wishes (const TlsParty *self);
const WireMessage *tls_own_wishes (const TlsParty *self);
/* The signature schemes that such WISHES name; of either version; empty: it does not say. */
WireList tls_accepted_schemes (const WireMessage *wishes);
/* TLS 1.2: the scheme, when it is one that this party accepts; NULL: it is not. */
const CryptoScheme *tls_offered_scheme (const TlsParty *self, uint16_t id);
/* Whether the peer's key makes signatures of SCHEME. */
bool tls_scheme_suits_peer (const TlsParty *self, const CryptoScheme *scheme);
/* select.c: the first of OFFERED that this party may sign with; NULL with the cause NONE (a reason
 * to give up where there has to be one). */
BaseCause tls_choose_scheme (TlsParty *self, WireList offered, BaseCause none,
                             const CryptoScheme **chosen);
/* certificate_request.c: the extensions of one, and whether it may stand here; it is asked. */
BaseCause tls_check_request (TlsParty *self);
void tls_note_request (TlsParty *self);
/* The client's choice. */
BaseCause tls_choose_client_certificate (TlsParty *self);
/* Rows of a decision: whether CHAIN is what the peer asked for, each with the extension that asks.
 */
bool tls_add_wishes (TlsChoice *choice, TlsParty *self, const PkiChain *chain);
/* Whether the client's chain, as received, meets the server's oid_filters. */
BaseCause tls_check_filters (TlsParty *self);
/* certificate.c: the message at hand is an answer without a certificate. */
bool tls_answer_is_empty (const TlsParty *self);
/* Reads a Certificate, as it came or unpacked. */
BaseCause tls_take_certificate (TlsParty *self, const WireCertificate *body);
BaseCause tls_judge_chain (TlsParty *self);
/* What goes with the party's own certificate, and how it goes. */
void tls_dress_certificate (TlsParty *self);
/* status_request.c */
void tls_choose_staple (TlsParty *self);
/* certificate_timestamps.c */
void tls_choose_timestamps (TlsParty *self);
/* compress_certificate.c */
void tls_choose_compression (TlsParty *self);
bool tls_compression_is_offered (const TlsParty *self); /* by this party */
bool tls_packed_is_empty (const WireMessage *packed);
/* The Certificate in the message at hand, with every check of it. PLAIN: transfer full; may be NULL
 * when there is a cause. */
BaseCause tls_unpack_certificate (TlsParty *self, WireMessage **plain);
/* post_handshake.c: the client would answer a later CertificateRequest. */
bool tls_offers_later_answer (const TlsParty *self);
/* The server insists on a certificate in the answer at hand. */
bool tls_insists (const TlsParty *self);
/* The client will answer no more. */
BaseCause tls_give_up_answers (TlsParty *self);
void tls_end_answer (TlsParty *self);

/* The message at hand is the newest ClientHello. */
void tls_note_client_hello (TlsParty *self);
/* select.c, TLS 1.2: the group of an ECDHE exchange. */
bool tls_group_is_curve (uint16_t group);
bool tls_has_common_curve (TlsParty *self);
BaseCause tls_choose_curve (TlsParty *self);
BaseCause tls_choose_suite (TlsParty *self);
/* Why SUITE, one of TLS 1.2's, cannot be chosen with this server's certificate for this client;
 * NULL: it can. */
const char *tls_suite_falls_12 (TlsParty *self, const TlsSuite *suite);
/* server_key_exchange.c */
bool tls_exchange_has_server_message (const TlsParty *self);
/* Whether the key of the server's certificate decrypts, and signs nothing. */
bool tls_exchange_enciphers (const TlsParty *self);
WireKeyExchange tls_exchange_dialect (const TlsKeyExchange *exchange);
/* key_share.c: the client's share for GROUP, NULL when there is none; the client's own. */
const WireKeyShareEntry *tls_share_for (const TlsParty *self, uint16_t group);
const TlsShare *tls_own_share (const TlsParty *self, uint16_t group);
BaseCause tls_exchange_keys (TlsParty *self);
BaseCause tls_finish_exchange (TlsParty *self, const WireKeyShareEntry *peer);
/* pre_shared_key.c */
int64_t tls_now_ms (const TlsParty *self); /* Unix milliseconds by this party's own clock */
/* The first key that the next hello will offer; NULL: none. */
const TlsPsk *tls_first_psk (const TlsParty *self);
void tls_fill_binders (TlsParty *self, const WireClientHello *body);
BaseCause tls_choose_psk (TlsParty *self);
void tls_check_psk (TlsChecklist *list, const WireServerHello *hello);
/* Whether a HelloRetryRequest asks for something, and for what was offered (RFC 9846 4.3.8). */
void tls_check_asked_share (TlsChecklist *list);
void tls_take_psk (TlsParty *self);
/* early_data.c */
bool tls_wants_early (const TlsParty *self);
const TlsSuite *tls_early_suite (const TlsParty *self);
/* From here on, refused early data may come. */
void tls_skip_early (TlsParty *self);
bool tls_skip_record (TlsParty *self, size_t size, int record);
BaseCause tls_choose_early (TlsParty *self);
/* ticket.c */
void tls_plan_tickets (TlsParty *self);
/* PSK as a ticket that this server alone can open. transfer full */
GBytes *tls_ticket_seal (TlsParty *self, const TlsPsk *psk);
/* The key that IDENTITY is a ticket for; NULL: it is none of this server's. transfer full
 */
TlsPsk *tls_ticket_open (TlsParty *self, BaseSpan identity);
/* session.c: sessions of TLS 1.2 */
/* Client, before its hello: which one to take up, into self->session. */
void tls_offer_session (TlsParty *self);
/* Whether HELLO takes it up. */
bool tls_is_taken_up (const TlsParty *self, const WireServerHello *hello);
/* Server: whether the one that the client names goes on. */
BaseCause tls_choose_session (TlsParty *self);
/* Rows of the client's check of a ServerHello, and what follows when it is a good one. */
void tls_check_session (TlsChecklist *list, const WireServerHello *hello);
void tls_take_session (TlsParty *self, const WireServerHello *hello);
/* The session as it stands, named IDENTITY. transfer full */
TlsPsk *tls_session_new (TlsParty *self, BaseSpan identity);
/* session_memory.c: once connected, and after a failure. */
void tls_keep_session (TlsParty *self);
void tls_forget_session (TlsParty *self);
/* select.c */
bool tls_has_common_group (TlsParty *self);
/* The chosen group's share is not here. */
bool tls_share_is_missing (const TlsParty *self);
BaseCause tls_check_hello_retry (TlsParty *self, const WireServerHello *hello);
void tls_after_key_update (TlsParty *self);
/* For the view: application data has gone out. */
void tls_note_sent (TlsParty *self, BaseSpan data);

/* Writes BODY as the message at hand and drops what was kept for it. */
void tls_write_message (TlsParty *self, WireMessageId id, const void *body);

/* ---- the messages, a file each; composing leaves the message in self->message ---- */
BaseCause tls_compose_client_hello (TlsParty *self);
BaseCause tls_process_client_hello (TlsParty *self);
BaseCause tls_choose_exchange (TlsParty *self);
BaseCause tls_select_parameters (TlsParty *self);
BaseCause tls_compose_hello_retry (TlsParty *self);
BaseCause tls_process_hello_retry (TlsParty *self);
BaseCause tls_compose_server_hello (TlsParty *self);
BaseCause tls_process_server_hello (TlsParty *self);
BaseCause tls_compose_encrypted_extensions (TlsParty *self);
BaseCause tls_process_encrypted_extensions (TlsParty *self);
BaseCause tls_compose_certificate (TlsParty *self);
BaseCause tls_process_certificate (TlsParty *self);
BaseCause tls_compose_compressed_certificate (TlsParty *self);
BaseCause tls_process_compressed_certificate (TlsParty *self);
BaseCause tls_compose_certificate_request (TlsParty *self);
BaseCause tls_compose_certificate_request_12 (TlsParty *self);
BaseCause tls_process_certificate_request_12 (TlsParty *self);
BaseCause tls_process_certificate_request (TlsParty *self);
BaseCause tls_compose_empty_certificate (TlsParty *self);
BaseCause tls_decide_later_request (TlsParty *self);
BaseCause tls_compose_later_request (TlsParty *self);
BaseCause tls_process_later_request (TlsParty *self);
BaseCause tls_pass_over_request (TlsParty *self);
BaseCause tls_process_later_compressed (TlsParty *self);
BaseCause tls_process_later_certificate (TlsParty *self);
BaseCause tls_compose_certificate_verify (TlsParty *self);
BaseCause tls_process_certificate_verify (TlsParty *self);
BaseCause tls_compose_finished (TlsParty *self);
BaseCause tls_process_finished (TlsParty *self);
BaseCause tls_compose_end_of_early_data (TlsParty *self);
BaseCause tls_process_end_of_early_data (TlsParty *self);
BaseCause tls_compose_early_data (TlsParty *self);
BaseCause tls_process_early_data (TlsParty *self);
BaseCause tls_compose_ticket (TlsParty *self);
BaseCause tls_process_ticket (TlsParty *self);
BaseCause tls_compose_key_update (TlsParty *self);
BaseCause tls_process_key_update (TlsParty *self);
BaseCause tls_compose_application_data (TlsParty *self);
BaseCause tls_process_application_data (TlsParty *self);
BaseCause tls_choose_exchange_12 (TlsParty *self);
BaseCause tls_select_parameters_12 (TlsParty *self);
BaseCause tls_compose_server_hello_12 (TlsParty *self);
BaseCause tls_process_server_hello_12 (TlsParty *self);
BaseCause tls_compose_server_key_exchange (TlsParty *self);
BaseCause tls_process_server_key_exchange (TlsParty *self);
BaseCause tls_compose_server_hello_done (TlsParty *self);
BaseCause tls_compose_client_key_exchange (TlsParty *self);
BaseCause tls_process_client_key_exchange (TlsParty *self);
BaseCause tls_compose_change_cipher_spec (TlsParty *self);
BaseCause tls_process_change_cipher_spec (TlsParty *self);
BaseCause tls_compose_certificate_status (TlsParty *self);
BaseCause tls_process_certificate_status (TlsParty *self);
BaseCause tls_process_keys_without_status (TlsParty *self);
BaseCause tls_process_request_without_status (TlsParty *self);
BaseCause tls_compose_ticket_12 (TlsParty *self);
BaseCause tls_process_ticket_12 (TlsParty *self);
BaseCause tls_refuse_renegotiation (TlsParty *self);
/* A HelloRequest came while a handshake is under way: a client pays no attention to it. */
bool tls_passes_over_request (TlsParty *self);
/* Client: its hello is out, and the answer may be one of TLS 1.2. */
bool tls_may_yet_be_older (const TlsParty *self);
/* Once the answer is here: whether it excuses the HelloRequest that came before it. */
BaseCause tls_check_passed_request (TlsParty *self);
BaseCause tls_compose_no_renegotiation (TlsParty *self);
BaseCause tls_process_close_notify_12 (TlsParty *self);
BaseCause tls_compose_close_notify (TlsParty *self);
BaseCause tls_process_close_notify (TlsParty *self);
void tls_compose_alert (TlsParty *self, BaseAlert alert);
void tls_compose_warning (TlsParty *self, BaseAlert alert);
