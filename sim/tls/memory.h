/* What a party remembers from one connection to the next: a client its tickets, a server the key
 * that opens the tickets it gave, and which first flights it has seen. External pre-shared keys are
 * policy and stand in the config. One memory belongs to one party's configuration and is handed to
 * each of its connections in turn. */
#pragma once

#include "base/bytes.h"
#include "crypto/random.h"
#include "tls/config.h"

/* A pre-shared key (RFC 9846 section 2.2): provisioned by hand, or from a ticket. */
typedef struct {
    int references;
    GBytes *identity;      /* what names it on the wire: a chosen name, or the ticket */
    GBytes *value;         /* secret */
    const TlsSuite *suite; /* of the connection that gave it; external: any suite of HASH */
    CryptoHash hash;
    bool external;
    uint32_t lifetime;   /* seconds; of a ticket, as the rest */
    uint32_t age_add;    /* added to the age on the wire */
    int64_t since;       /* Unix milliseconds: issued (server), received (client) */
    uint32_t early_data; /* bytes of early data that it allows; 0: none */
    char *alpn;          /* what was spoken; NULL: nothing was agreed on */
    char *server_name;   /* client: for whom it is good; NULL: no name was asked for */
} TlsPsk;
TlsPsk *tls_psk_new (BaseSpan identity, BaseSpan value, CryptoHash hash); /* external */
TlsPsk *tls_psk_ref (TlsPsk *psk);
void tls_psk_unref (TlsPsk *psk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsPsk, tls_psk_unref)

typedef struct TlsMemory TlsMemory;
/* transfer full */
TlsMemory *tls_memory_new (void);
void tls_memory_free (TlsMemory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsMemory, tls_memory_free)
/* A client's tickets, oldest first: GPtrArray of TlsPsk, borrowed. Adding takes PSK (transfer
 * full).
 */
GPtrArray *tls_memory_tickets (const TlsMemory *self);
void tls_memory_add_ticket (TlsMemory *self, TlsPsk *psk);
/* A server that was started anew: it can open no ticket that it gave before, and remembers no first
 * flight. */
void tls_memory_forget (TlsMemory *self);
