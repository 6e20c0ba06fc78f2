/* The teaching authority: two hierarchies (the one that clients trust, and another one that nobody
 * does) and the server certificates below them, a row each. Their keys lie in assets/keys, public
 * and worthless. Private to the room. */
#pragma once

#include "pki/x509.h"

typedef enum {
    PKI_ROOT,
    PKI_INTERMEDIATE,
    PKI_OTHER_ROOT,
    PKI_OTHER_INTERMEDIATE,
    PKI_FIRST_SERVER /* and the rest, in the order of pki_builtin_at () */
} PkiMint;

/* The DER of a certificate, minted anew; HOST only matters for servers. Same arguments, same bytes.
 * transfer full */
GBytes *pki_mint (unsigned which, const char *host);
/* Who signs it; WHICH itself when it is self-signed. */
unsigned pki_mint_issuer (unsigned which);
/* Its private key as PEM. transfer full */
GBytes *pki_mint_key (unsigned which);
