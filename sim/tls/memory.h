/* What a party remembers from one connection to the next: a client its tickets and sessions, a
 * server the key that opens the tickets it gave, the sessions that it keeps under their ids (TLS
 * 1.2), and which first flights it has seen. External pre-shared keys are policy and stand in the
 * config. One memory belongs to one party's configuration and is handed to each of its connections
 * in turn. */
#pragma once

#include "base/bytes.h"
#include "crypto/random.h"
#include "tls/config.h"

/* A key from before: pre-shared (RFC 9846 section 2.2), provisioned by hand or from a ticket; or
 * the main secret of a session of TLS 1.2 (RFC 5246 section 7.3), which goes on by ticket or by id.
 */
typedef struct {
    int references;
    GBytes *identity; /* what names it on the wire: a chosen name, the ticket, the session id */
    GBytes *value;    /* secret */
    const TlsSuite *suite; /* of the connection that gave it; external: any suite of HASH */
    CryptoHash hash;
    bool external;
    uint32_t lifetime;   /* seconds; of a ticket, as the rest */
    uint32_t age_add;    /* added to the age on the wire */
    int64_t since;       /* Unix milliseconds: issued (server), received (client) */
    uint32_t early_data; /* bytes of early data that it allows; 0: none */
    char *alpn;          /* what was spoken; NULL: nothing was agreed on */
    char *server_name;   /* client, and TLS 1.2: for whom it is good; NULL: no name was asked for */
    /* of a session of TLS 1.2 */
    bool by_id;                /* IDENTITY is its session id, no ticket */
    bool extended_main_secret; /* its main secret is bound to its handshake (RFC 7627) */
    bool knows_client;         /* server: the client has proved who it is */
    uint8_t fragment_length;   /* agreed on, as RFC 6066 codes it; 0: none */
} TlsPsk;
TlsPsk *tls_psk_new (BaseSpan identity, BaseSpan value, CryptoHash hash); /* external */
bool tls_psk_is_session (const TlsPsk *psk);                              /* of TLS 1.2 */
TlsPsk *tls_psk_ref (TlsPsk *psk);
void tls_psk_unref (TlsPsk *psk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsPsk, tls_psk_unref)

typedef struct TlsMemory TlsMemory;
/* transfer full */
TlsMemory *tls_memory_new (void);
void tls_memory_free (TlsMemory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsMemory, tls_memory_free)
/* A client's tickets and sessions, oldest first: GPtrArray of TlsPsk, borrowed. Adding takes PSK
 * (transfer full). */
GPtrArray *tls_memory_tickets (const TlsMemory *self);
void tls_memory_add_ticket (TlsMemory *self, TlsPsk *psk);
/* A client keeps one session for each server name: SESSION (transfer full) takes the place of an
 * earlier one. */
void tls_memory_add_session (TlsMemory *self, TlsPsk *session);
/* What a server keeps under a session id; so many of the newest as it has room for. SESSION:
 * transfer full. Finding: borrowed; NULL: there is none. */
void tls_memory_keep_id (TlsMemory *self, TlsPsk *session);
TlsPsk *tls_memory_find_id (const TlsMemory *self, BaseSpan id);
/* SESSION will not go on any more. False: it was not here. */
bool tls_memory_drop (TlsMemory *self, TlsPsk *session);
/* A server that was started anew: it can open no ticket that it gave before, knows no session, and
 * remembers no first flight. */
void tls_memory_forget (TlsMemory *self);
