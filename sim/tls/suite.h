/* Cipher suites, a row each. In TLS 1.3 a suite is a way of sealing records and a hash; everything
 * else is negotiated apart. In TLS 1.2 its name says it all: how keys are exchanged, with what kind
 * of certificate the server signs, how records are sealed, and the hash of the PRF. */
#pragma once

#include "crypto/hash.h"
#include "wire/message.h"

/* What kind of certificate a suite of TLS 1.2 is for. */
typedef enum {
    TLS_AUTH_ANY, /* TLS 1.3: the suite does not say */
    TLS_AUTH_ECDSA,
    TLS_AUTH_RSA,
} TlsAuthentication;

/* How keys are exchanged in TLS 1.2, see key_exchange.h; how records are sealed, see sealing.h. */
typedef struct TlsKeyExchange TlsKeyExchange;
typedef struct TlsSealing TlsSealing;

typedef struct {
    uint16_t id;
    const char *name;
    uint16_t version;   /* the one version that it is for */
    const char *cipher; /* crypto_aead_find () or, with CBC, crypto_cbc_find () */
    CryptoHash hash;    /* of HKDF, or of TLS 1.2's PRF, and of the transcript */
    const TlsSealing *sealing;
    const TlsKeyExchange *exchange; /* NULL in TLS 1.3 */
    TlsAuthentication authentication;
} TlsSuite;

/* What this engine implements, for checking settings and for listings. */
const TlsSuite *tls_suite_find (uint16_t id); /* NULL: not implemented */
const TlsSuite *tls_suite_at (unsigned i);    /* NULL behind the last */
/* "ECDHE"; NULL in TLS 1.3, where the suite does not say. */
const char *tls_suite_exchange_name (const TlsSuite *suite);
/* "ECDSA", "RSA"; NULL in TLS 1.3. */
const char *tls_suite_authentication_name (const TlsSuite *suite);
