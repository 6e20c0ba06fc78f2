/* Our client and our server as the parties of a published trace: what those drew at random is
 * injected, and what our policy would do otherwise is given: the lists of extensions, the tickets,
 * the packing of flights, an RSA key of 1024 bits. One trace is at hand at a time, from
 * parties_begin () to parties_end (). */
#pragma once

#include "published.h"
#include "tls/party.h"

extern const PublishedTrace *parties_trace;
extern GHashTable *parties_vectors;

void parties_begin (const void *trace);
void parties_end (void);

/* What was published under NAME. */
bool parties_has (const char *name);
BaseSpan parties_vector (const char *name);
void parties_check (const char *name, BaseSpan found);
/* All that ROLE drew, and every secret that it computed. */
void parties_check_draws (const Trace *trace, TlsRole role);
void parties_check_secrets (const Trace *trace, TlsRole role);

/* The same day for all of them. */
int64_t parties_epoch (void);
TlsConfig *parties_config (TlsRole role);                             /* transfer full */
void parties_inject (TlsRole role, CryptoRandom *random, void *data); /* a ControlInject */
CryptoPrivateKey *parties_rsa_key (void);                             /* transfer full */
/* The chain in MESSAGE, and KEY (transfer full). transfer full */
PkiIdentity *parties_identity (const char *message, CryptoPrivateKey *key);

/* Application data that is not early: what ROLE says (the name of the vector; NULL: nothing), and
 * all that it should hear, early or not (transfer full). */
bool parties_says_data (const PublishedMessage *message);
const char *parties_data_of (TlsRole role);
GByteArray *parties_heard_by (TlsRole role);
