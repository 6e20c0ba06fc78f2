/* What goes wrong on purpose: data, one line each, as scenarios write them. The attacker on the
 * wire has no keys, and changes what is in clear, or bits of sealed records: set
 * client.ClientHello.cipher_suites[0] TLS_AES_256_GCM_SHA384   a field of a message in clear xor
 * server.ServerHello.random 80                                 its first bytes XOR these xor
 * server.record[3].encrypted_record 00000001                   a field of the 3rd record drop
 * server.record[2] A rogue party has its own keys, and sends what no honest one would: forge
 * server.Finished.verify_data 00                 another content, all lengths put right append
 * client.ClientHello.extensions 0031000100       more at the end of a field or message omit
 * server.CertificateVerify                       a field or a message is missing repeat
 * client.ClientHello.key_share.client_shares[0]  a field stands twice trail  server.Finished
 * 1800000100                     bytes behind the message in its record before client.Finished
 * handshake 1800000100           a record more, sealed like the message's after  server.Certificate
 * clear:alert 0100            the same behind it, not sealed pad    server.EncryptedExtensions
 * 16386               TLSInnerPlaintext made this long clear  client.Finished not sealed
 */
#pragma once

#include "trace/trace.h"

typedef enum {
    NET_TWIST_SET,
    NET_TWIST_XOR,
    NET_TWIST_DROP,
    NET_TWIST_FORGE,
    NET_TWIST_APPEND,
    NET_TWIST_OMIT,
    NET_TWIST_REPEAT,
    NET_TWIST_TRAIL,
    NET_TWIST_BEFORE,
    NET_TWIST_AFTER,
    NET_TWIST_PAD,
    NET_TWIST_CLEAR,
    NET_N_TWISTS
} NetTwistKind;

typedef struct NetTwist NetTwist;
struct NetTwist {
    NetTwistKind kind;
    char *text;        /* the whole line */
    TraceParty sender; /* whose record */
    char *path;        /* the field's path below its message or record; NULL: all of it */
    char *message;     /* "ClientHello"; NULL: addressed by record */
    unsigned ordinal;  /* which one of that message, or which record, from 1 */
    char *value;       /* SET, FORGE: as written */
    GBytes *bytes;     /* XOR: the mask; APPEND, TRAIL, BEFORE, AFTER */
    NetTwist *copy;    /* BEFORE, AFTER: the bytes are those of this message; else NULL */
    uint8_t type;      /* BEFORE, AFTER: of the record's content */
    bool clear;        /* BEFORE, AFTER: not sealed */
    unsigned size;     /* PAD */
};

/* A row of `stepshake list twists`. */
typedef struct {
    const char *name;  /* "set" */
    const char *usage; /* "set PATH VALUE" */
    const char *summary;
    bool rogue; /* a sender does it, not the attacker */
} NetTwistRow;
const NetTwistRow *net_twist_row (unsigned i); /* NULL behind the last */

/* transfer full; the error says what is wrong and what is allowed. */
NetTwist *net_twist_parse (const char *line, GError **error);
void net_twist_free (NetTwist *twist);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetTwist, net_twist_free)

/* Whether it is for MESSAGE. */
bool net_twist_is_for (const NetTwist *twist, const TraceMessage *message);
