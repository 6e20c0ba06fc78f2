/* The teaching authorities: the hierarchy that clients trust for servers, another one that nobody
 * trusts, a root that servers trust for clients, and the certificates below them, a description
 * each. Their keys lie in assets/keys, public and worthless. Private to the room. */
#pragma once

#include "pki/mint.h"

typedef enum {
    PKI_ROOT,
    PKI_INTERMEDIATE,
    PKI_OTHER_ROOT,
    PKI_OTHER_INTERMEDIATE,
    PKI_CLIENT_ROOT,
    PKI_FIRST_SERVER /* and the rest, in the order of pki_builtin_at () */
} PkiMint;

/* NULL behind the last. */
const PkiDescription *pki_teaching_at (unsigned i);

/* DATA signed with the key NAME (of an authority or a log: ECDSA on P-256), the same signature
 * every time (RFC 6979). transfer full */
GBytes *pki_teaching_sign (const char *name, BaseSpan data);
/* Its subjectPublicKeyInfo in DER. transfer full */
GBytes *pki_teaching_public_key (const char *name);
