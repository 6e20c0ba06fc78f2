/* The state machines as tables, one for TLS 1.3 (RFC 9846 appendix A) and one for TLS 1.2 (RFC 5246
 * section 7.3), run by the same machine. The rows that run are the rows that are
 * drawn: `stepshake graph client` and the State machines page read them, and so does the list of
 * legal next messages. Where the RFC draws several sends as one arrow, a row each stands here, with
 * in-between states of our own, see tls_state_is_own (). */
#pragma once

#include "tls/config.h"
#include "wire/message.h"

typedef enum {
    TLS_START,
    TLS_WAIT_SH,
    TLS_WAIT_EE,
    TLS_WAIT_CERT_CR,
    TLS_WAIT_CERT,
    TLS_WAIT_CV,
    TLS_WAIT_FINISHED,
    TLS_SEND_EOED,     /* own: the client's last flight, one arrow in the RFC */
    TLS_SEND_FINISHED, /* own */
    TLS_RECVD_CH,
    TLS_NEGOTIATED,
    TLS_SEND_EE,              /* own: the server's flight, one arrow in the RFC */
    TLS_SEND_CERT,            /* own */
    TLS_SEND_CV,              /* own */
    TLS_SEND_SERVER_FINISHED, /* own */
    TLS_WAIT_EOED,
    TLS_WAIT_FLIGHT2,
    /* own: TLS 1.2. RFC 5246 section 7.3 draws the messages of a handshake, not the states between
     * them. */
    TLS_WAIT_SKE,
    TLS_WAIT_CR_SHD,
    TLS_WAIT_SHD,
    TLS_SEND_SKE,
    TLS_SEND_SHD,
    TLS_SEND_CKE,
    TLS_WAIT_CKE,
    TLS_SEND_CCS,
    TLS_WAIT_CCS,
    TLS_SEND_STATUS,
    TLS_WAIT_STATUS,
    TLS_SEND_NST,
    TLS_WAIT_NST,
    TLS_CONNECTED,
    TLS_SEND_POST_CV,       /* own: the client's answer to a later question, none in the RFC */
    TLS_SEND_POST_FINISHED, /* own */
    TLS_WAIT_POST_CV,       /* own: the server reads that answer */
    TLS_WAIT_POST_FINISHED, /* own */
    TLS_CLOSING,            /* own: this party has sent close_notify, the peer's is awaited */
    TLS_PEER_CLOSED,        /* own: the peer has sent close_notify, this party's is due */
    TLS_CLOSED,             /* own */
    TLS_FAILED,             /* own: a fatal alert was sent or received */
    TLS_N_STATES
} TlsState;
const char *tls_state_name (TlsState state); /* "WAIT_SH"; static */
bool tls_state_is_own (TlsState state);      /* not in the RFC's diagrams */
int tls_state_find (const char *name);       /* -1: no such state */

typedef enum { TLS_SEND, TLS_RECEIVE, TLS_AUTO } TlsOn;

typedef struct TlsParty TlsParty;

/* A guard is pure: it looks and says yes or no. */
typedef struct {
    const char *words; /* "application data left to send" */
    bool (*holds) (const TlsParty *party);
} TlsGuard;

/* What changes about the keys once the message is sent or read: flags. */
typedef enum {
    TLS_KEYS_NONE = 0,
    TLS_SEND_HANDSHAKE = 1 << 0,
    TLS_RECEIVE_HANDSHAKE = 1 << 1,
    TLS_SEND_APPLICATION = 1 << 2,
    TLS_RECEIVE_APPLICATION = 1 << 3,
    TLS_SEND_EARLY = 1 << 4,
    TLS_RECEIVE_EARLY = 1 << 5,
    TLS_SEND_CLEAR = 1 << 6,
    TLS_SEND_KEY_BLOCK = 1 << 7, /* TLS 1.2 */
    TLS_RECEIVE_KEY_BLOCK = 1 << 8,
} TlsKeyChange;
/* "K_send = handshake", two joined by ", "; NULL for none. transfer full */
char *tls_key_change_words (unsigned keys);

typedef struct {
    TlsState from;
    TlsOn on;
    WireMessageId message; /* of SEND and RECEIVE */
    const TlsGuard *guard; /* NULL: always */
    /* Composes (SEND), processes (RECEIVE) or decides (AUTO). */
    BaseCause (*action) (TlsParty *party);
    TlsState to;
    /* Once the message is in the transcript: derives what depends on it; may be NULL. */
    void (*then) (TlsParty *party);
    unsigned keys;     /* TlsKeyChange */
    const char *words; /* of an AUTO row: "select parameters" */
    const char *section;
} TlsRule;

/* The table of VERSION for ROLE, N rows. */
const TlsRule *tls_rules (uint16_t version, TlsRole role, size_t *n);
const TlsRule *tls_rules13 (TlsRole role, size_t *n);
const TlsRule *tls_rules12 (TlsRole role, size_t *n);
/* The versions that have one, the newest first; 0 behind the last. */
uint16_t tls_rules_version_at (unsigned i);
/* Whether STATE is in that table. */
bool tls_rules_have (uint16_t version, TlsRole role, TlsState state);
