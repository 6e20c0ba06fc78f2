/* A party: a client or a server, sans I/O. Bytes go in by tls_party_receive (), records come out by
 * tls_party_take (); in between tls_party_step () runs one transition at a time to completion and
 * writes what happens into the trace. It knows nothing of pipes, sockets, cursors or views. */
#pragma once

#include "tls/machine.h"
#include "tls/memory.h"
#include "trace/write.h"

/* CONFIG: a reference is taken. RANDOM, TRACE and CLOCK: borrowed, must outlive the party.
 * transfer full */
TlsParty *tls_party_new (TlsConfig *config, unsigned connection, CryptoRandom *random, Trace *trace,
                         BaseClock *clock);
void tls_party_free (TlsParty *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsParty, tls_party_free)

/* What it remembers of earlier connections and for later ones; borrowed, must outlive the party.
 * Set before the first step; without one it takes and gives no tickets. */
void tls_party_set_memory (TlsParty *self, TlsMemory *memory);

/* Bytes from the peer, split in any way. RECORD: the trace's record that they are of; -1: from an
 * outside peer, then the party adds the records to the trace as they become whole. */
void tls_party_receive (TlsParty *self, BaseSpan bytes, int record);
/* The transport ended: no more bytes will come. */
void tls_party_receive_end (TlsParty *self);
/* Nobody can move and nothing is in flight: this party waits for ever. */
void tls_party_stall (TlsParty *self);

/* Runs one transition. False: nothing to do, see tls_party_wait (). */
bool tls_party_step (TlsParty *self);
typedef enum {
    TLS_WAIT_NOTHING, /* it can move: call tls_party_step () */
    TLS_WAIT_BYTES,   /* for bytes from the peer */
    TLS_WAIT_OVER,    /* it has ended; more bytes are ignored */
} TlsWait;
TlsWait tls_party_wait (const TlsParty *self);

/* Whether what it has to say next belongs to what it has just said: early data behind a
 * ClientHello.
 */
bool tls_party_hurries (const TlsParty *self);

/* One record that is to go out, in order: its index in the trace, or -1 when there is none left.
 * Its bytes are the trace record's `sent`. */
int tls_party_take (TlsParty *self);

/* Live sessions: queue more application data (in CONNECTED), or ask it to close. */
void tls_party_send (TlsParty *self, BaseSpan data);
void tls_party_close (TlsParty *self);
/* The server has asked the client who it is, behind the handshake, or is about to, and has no
 * answer yet: what it sends waits until then. */
bool tls_party_awaits_answer (const TlsParty *self);
/* Application data received so far, in order; borrowed. Whoever has read them may drop them, so
 * that a long transfer needs no memory: what comes then stands alone again. */
BaseSpan tls_party_received_data (const TlsParty *self);
void tls_party_drop_received (TlsParty *self);

TlsState tls_party_state (const TlsParty *self);
TlsRole tls_party_role (const TlsParty *self);
TraceOutcome tls_party_outcome (const TlsParty *self);
BaseCause tls_party_cause (const TlsParty *self);

/* The key from before that the connection stands on; NULL: none. Borrowed. */
const TlsPsk *tls_party_psk (const TlsParty *self);
/* What became of the early data that the client offered. */
typedef enum { TLS_EARLY_NONE, TLS_EARLY_REFUSED, TLS_EARLY_ACCEPTED } TlsEarly;
TlsEarly tls_party_early (const TlsParty *self);

/* What this party believes about the connection; for tests that compare the two. transfer full: one
 * line per property. */
char *tls_party_view (const TlsParty *self);
