/* The thief of the server's private key: what he reads who has recorded connections, and gets the
 * private key of the server's certificate afterwards. Everything is worked out anew from the bytes
 * on the wire and that key; nothing is taken from the parties. With static RSA the key deciphers
 * ClientKeyExchange, and all keys of the connection follow (RFC 5246 sections 8.1 and 6.3); with
 * ECDHE, DHE and in TLS 1.3 it has only signed, and he learns which secret he lacks. */
#pragma once

#include "trace/write.h"

/* A TraceThief, for trace_set_thief (). */
void tls_thief_work (const Trace *trace, TraceStolenKey key_of, void *data, TraceLoot *loot);
