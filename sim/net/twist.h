/* What the attacker on the wire does: data, one line each, as scenarios write them:
 *   set  client.ClientHello.cipher_suites[0] TLS_AES_256_GCM_SHA384   a field of a message in clear
 *   xor  server.ServerHello.random 80                                 its first bytes XOR these
 *   xor  server.record[3].encrypted_record 00000001                   a field of the 3rd record
 *   drop server.record[2]
 */
#pragma once

#include "trace/trace.h"

typedef enum { NET_TWIST_SET, NET_TWIST_XOR, NET_TWIST_DROP, NET_N_TWISTS } NetTwistKind;

typedef struct {
    NetTwistKind kind;
    char *text;        /* the whole line */
    TraceParty sender; /* whose record */
    char *path;        /* the field's path below its message or record; NULL for drop */
    char *message;     /* "ClientHello"; NULL: addressed by record */
    unsigned ordinal;  /* which one of that message, or which record, from 1 */
    char *value;       /* SET: as written */
    GBytes *mask;      /* XOR */
} NetTwist;

/* A row of `stepshake list twists`. */
typedef struct {
    const char *name;  /* "set" */
    const char *usage; /* "set PATH VALUE" */
    const char *summary;
} NetTwistRow;
const NetTwistRow *net_twist_row (unsigned i); /* NULL behind the last */

/* transfer full; the error says what is wrong and what is allowed. */
NetTwist *net_twist_parse (const char *line, GError **error);
void net_twist_free (NetTwist *twist);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetTwist, net_twist_free)
