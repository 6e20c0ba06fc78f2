/* The teaching authorities: the hierarchy that clients trust for servers, another one that nobody
 * trusts, a root that servers trust for clients, and the certificates below them, a row each. Their
 * keys lie in assets/keys, public and worthless. Private to the room. */
#pragma once

#include "pki/identity.h"
#include "pki/x509.h"

typedef enum {
    PKI_ROOT,
    PKI_INTERMEDIATE,
    PKI_OTHER_ROOT,
    PKI_OTHER_INTERMEDIATE,
    PKI_CLIENT_ROOT,
    PKI_FIRST_SERVER /* and the rest, in the order of pki_builtin_at () */
} PkiMint;

/* Whether it is for a client: its name is its own, whatever the host. */
bool pki_mint_is_client (unsigned which);
/* The DER of a certificate, minted anew; HOST only matters for servers. Same arguments, same bytes.
 * transfer full */
GBytes *pki_mint (unsigned which, const char *host);
/* Who signs it; WHICH itself when it is self-signed. */
unsigned pki_mint_issuer (unsigned which);
/* Its private key as PEM. transfer full */
GBytes *pki_mint_key (unsigned which);
/* The name of its key, for the next two. */
const char *pki_mint_key_name (unsigned which);
/* DATA signed with the key NAME (of an authority or a log: ECDSA on P-256), the same signature
 * every time (RFC 6979). transfer full */
GBytes *pki_teaching_sign (const char *name, BaseSpan data);
/* Its subjectPublicKeyInfo in DER. transfer full */
GBytes *pki_teaching_public_key (const char *name);
/* A built-in identity's row; -1 for any other identity. */
int pki_identity_row (const PkiIdentity *identity);
