/* What a party may do wrong on purpose: named switches, each at one spot of an honest engine. A
 * scenario turns them on (server.misbehave=skip-certificate-verify); everything else the party does
 * as it should, and what the other side makes of it is real. The trace says so at the spot. */
#pragma once

#include "tls/config.h"

typedef enum {
    TLS_PICK_UNOFFERED_SUITE,
    TLS_ASK_FOR_UNOFFERED_GROUP,
    TLS_PICK_UNOFFERED_PROTOCOL,
    TLS_RETRY_FOR_NOTHING,
    TLS_RETRY_TWICE,
    TLS_ECHO_NO_SESSION_ID,
    TLS_COMPRESS,
    TLS_MARK_NO_DOWNGRADE,
    TLS_IGNORE_DOWNGRADE_MARK,
    TLS_SHARE_ZEROS,
    TLS_REPEAT_RANDOMNESS,
    TLS_SKIP_CERTIFICATE,
    TLS_SKIP_CERTIFICATE_VERIFY,
    TLS_FINISH_EARLY,
    TLS_SIGN_OTHER_TRANSCRIPT,
    TLS_SIGN_AS_OTHER_SIDE,
    TLS_SIGN_WITH_UNOFFERED_SCHEME,
    TLS_SEND_WRONG_FINISHED,
    TLS_SEND_WRONG_BINDER,
    TLS_REUSE_NONCE,
    TLS_KEEP_OLD_KEYS,
    TLS_TELL_OF_PADDING,
    TLS_BELIEVE_EVERY_CERTIFICATE,
    TLS_BELIEVE_WITHOUT_PROOF,
    TLS_IGNORE_FINISHED,
    TLS_N_MISBEHAVIOURS
} TlsMisbehaviour;

typedef struct {
    const char *name;     /* "skip-certificate-verify" */
    bool client, server;  /* who can do it */
    const char *summary;  /* what it does, and what is to be seen by it */
    const char *section;  /* the rule that it breaks */
    const char *older[2]; /* that of TLS 1.2, for a client and a server; NULL: the same, or none */
} TlsMisbehaviourRow;

/* NULL behind the last. */
const TlsMisbehaviourRow *tls_misbehaviour_row (unsigned i);
/* Whether the policy says so. */
bool tls_config_misbehaves (const TlsConfig *config, TlsMisbehaviour which);
