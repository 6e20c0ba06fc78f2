/* How TLS 1.2 exchanges keys: a row each. The two messages of the exchange are composed and read by
 * the row of the suite that was chosen, so that no message asks which exchange it is for. A new
 * exchange is a row in its own file, exchange_….c, and suites that name it. Private to the room. */
#pragma once

#include "tls/private.h"

struct TlsKeyExchange {
    const char *name;     /* "ECDHE" */
    WireKeyExchange wire; /* how its messages look */
    /* Server: why it cannot be, for this client and with this certificate; NULL: it can. */
    const char *(*falls) (TlsParty *self);
    BaseCause none; /* what to call it when no other suite fits; NONE: no common suite */
    /* Server, before ServerHello: what else has to be agreed on. NULL: nothing. */
    BaseCause (*choose) (TlsParty *self);
    /* ServerKeyExchange; NULL: the exchange has none, all is in the certificate. */
    BaseCause (*compose_server) (TlsParty *self);
    BaseCause (*process_server) (TlsParty *self);
    /* ClientKeyExchange. With it both sides call tls_set_preliminary_secret (). */
    BaseCause (*compose_client) (TlsParty *self);
    BaseCause (*process_client) (TlsParty *self);
};

extern const TlsKeyExchange tls_exchange_ecdhe, tls_exchange_rsa, tls_exchange_dhe;

/* ---- server_key_exchange.c, for the rows ---- */
/* The server's signature over both randoms and PARAMS, under self->scheme. transfer full; NULL when
 * its key cannot sign. */
GBytes *tls_sign_params (TlsParty *self, BaseSpan params);
/* The client's check of it. CHECKS: what the row has checked about the params, N of them, each with
 * the words for both verdicts. */
typedef struct {
    const char *name; /* "named_curve" */
    bool passed;
    const char *good, *bad;
    BaseCause cause;
} TlsParamsCheck;
BaseCause tls_check_params (TlsParty *self, const TlsParamsCheck *checks, unsigned n,
                            const WireSignedParams *proof);

/* ---- schedule12.c ---- */
/* FUNCTION and SECTION say how it came about. */
void tls_set_preliminary_secret (TlsParty *self, BaseSpan value, const char *function,
                                 const char *section, const char *protects);

/* What is wrong about the peer's SHARE for GROUP is told with both. */
void tls_note_share (TlsParty *self, const CryptoGroup *group, BaseSpan share);
