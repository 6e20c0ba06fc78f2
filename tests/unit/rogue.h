/* A rogue between our own two parties: a real handshake in one process, in which one message, one
 * value or one record is replaced on its way, sealed again with the sender's own keys where it has
 * to be, so that the receiver finds it where no attacker without keys could put it. */
#pragma once

#include "tls/party.h"

/* What is replaced: the first MESSAGE of SENDER, or the record that it goes out in. */
typedef struct {
    TlsRole sender;
    WireMessageId message;
    void (*edit_body) (void *body, BaseArena *memory); /* the parsed struct, built again */
    void (*edit_bytes) (GByteArray *bytes);            /* the message's bytes, header and all */
    void (*edit_record) (GByteArray *bytes);           /* the record's, as it goes out */
    guint padded_to; /* zeros up to this size of TLSInnerPlaintext; 0: none */
} Rogue;

typedef struct {
    Trace *trace;
    BaseClock clock;
    CryptoRandom *random[2];
    TlsParty *party[2];
    const Rogue *rogue; /* borrowed; NULL: nothing is replaced */
    bool edited;        /* it has been */
} RoguePair;

/* What the parties of rogue_pair_init () are: server.example with its ECDSA certificate under the
 * teaching root, h2, "ping" and "pong". transfer full */
TlsConfig *rogue_config (TlsRole role);

void rogue_pair_init (RoguePair *pair, const Rogue *rogue);
/* CONFIGS of the client and the server: references are taken. */
void rogue_pair_init_with (RoguePair *pair, TlsConfig *const configs[2], const Rogue *rogue);
void rogue_pair_clear (RoguePair *pair);

/* Takes one record of FROM and gives it, or what the rogue makes of it, to the other. False: there
 * was none. */
bool rogue_pass_on (RoguePair *pair, TlsRole from);
/* Until neither can move. */
void rogue_converse (RoguePair *pair);

/* INNER (content and type) as the sender of RECORD would have sealed it in RECORD's place.
 * transfer full */
GByteArray *rogue_seal (const Trace *trace, const TraceRecord *record, BaseSpan inner);
/* INNER as RECEIVER, who must have keys, will open it behind all that it has got and not read.
 * transfer full */
GByteArray *rogue_seal_for (const TlsParty *receiver, BaseSpan inner);
/* The same in TLS 1.2, where TYPE stands in clear; with CBC under IV, and some blocks of PADDING
 * more than there have to be. transfer full */
GByteArray *rogue_seal_12_for (const TlsParty *receiver, uint8_t type, BaseSpan content,
                               const uint8_t *iv, size_t padding);
