/* What goes wrong on purpose: data, one line each, as scenarios write them. `stepshake list twists`
 * shows the table of them, in two families.
 *
 * The attacker stands on the wire and has no keys. He changes what is in clear, and bits of what is
 * sealed; he holds, drops, repeats and reorders records, and puts in records of his own:
 *     set    client.ClientHello.cipher_suites[0] TLS_AES_256_GCM_SHA384
 *     xor    server.record[3].encrypted_record 00000001
 *     delete client.ClientHello.cipher_suites[0] leave
 *     inject before server.record[2] alert 0228
 * Where a size changes, all lengths around it are put right, the record's too, or with the last
 * word `leave` (instead of `fix`, which need not be said) they stay as they were. He counts the
 * records as their sender sent them: his own do not count.
 *
 * A rogue party has its own keys, and sends what no honest one would, well sealed:
 *     forge  server.Finished.verify_data 00
 *     before client.Finished handshake 1800000100 */
#pragma once

#include "trace/trace.h"

typedef enum {
    NET_TWIST_SET,
    NET_TWIST_XOR,
    NET_TWIST_DELETE,
    NET_TWIST_INSERT,
    NET_TWIST_TRUNCATE,
    NET_TWIST_DROP,
    NET_TWIST_DELAY,
    NET_TWIST_DUPLICATE,
    NET_TWIST_REORDER,
    NET_TWIST_REPLAY,
    NET_TWIST_INJECT,
    NET_TWIST_CLOSE,
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
    char *text;          /* the whole line */
    TraceParty sender;   /* whose record; of REPLAY, INJECT: in whose stream the new one stands */
    char *path;          /* the field's path below its message or record; NULL: all of it */
    char *message;       /* "ClientHello"; NULL: addressed by record */
    unsigned ordinal;    /* which one of that message, or which record, from 1 */
    char *value;         /* SET, FORGE: as written */
    GBytes *bytes;       /* XOR: the mask; INSERT, INJECT, APPEND, TRAIL, BEFORE, AFTER */
    NetTwist *copy;      /* BEFORE, AFTER: the bytes are those of this message; REPLAY: the record;
                            else NULL */
    uint8_t type;        /* INJECT, BEFORE, AFTER: of the record's content */
    bool clear;          /* BEFORE, AFTER: not sealed */
    bool leave;          /* the lengths stay as they were */
    bool behind;         /* REPLAY, INJECT: not before the record but behind it */
    unsigned size;       /* PAD, TRUNCATE: bytes; DELAY: milliseconds */
    unsigned connection; /* of what REPLAY copies; 0: this one */
};

/* A row of `stepshake list twists`. */
typedef struct {
    const char *name;  /* "set" */
    const char *usage; /* "set PATH VALUE [fix|leave]" */
    const char *summary;
    const char *teaches; /* what one sees by it, in a sentence */
    bool rogue;          /* a sender does it, not the attacker */
    bool needs_seal;     /* it undoes sealing: there has to be some */
    bool needs_padding;  /* it pads as TLS 1.3 alone does */
    bool needs_next;     /* another record has to come behind */
} NetTwistRow;
const NetTwistRow *net_twist_row (unsigned i); /* NULL behind the last */

/* transfer full; the error says what is wrong and what is allowed, the nearest first. */
NetTwist *net_twist_parse (const char *line, GError **error);
void net_twist_free (NetTwist *twist);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetTwist, net_twist_free)

/* Whether it is for MESSAGE. */
bool net_twist_is_for (const NetTwist *twist, const TraceMessage *message);
