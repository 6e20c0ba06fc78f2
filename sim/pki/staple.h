/* OCSP responses (RFC 6960): an authority's signed word, some days old at most, on whether it has
 * taken a certificate back. A server staples it to its certificate (RFC 9846 4.5.1.1), so that no
 * client needs to ask. Those minted here are signed by the teaching authorities, good ones and
 * deliberately bad ones; pki_judge () checks them, and anybody else's. */
#pragma once

#include "pki/identity.h"

typedef struct {
    const char *name;    /* "good", "revoked", … */
    const char *summary; /* one line */
} PkiStaple;

const PkiStaple *pki_staple_at (unsigned i); /* NULL behind the last */

/* An OCSP response about the certificate of IDENTITY, of the kind NAME, made by its issuer on the
 * day of NOW (Unix seconds). Same arguments, same bytes. transfer full; NULL with G_IO_ERROR: there
 * is no such kind, or IDENTITY was not minted here, so that its issuer's key is not here. */
GBytes *pki_staple_mint (const PkiIdentity *identity, const char *name, int64_t now,
                         GError **error);
/* One from a file in DER, as `openssl ocsp -respout` writes it. transfer full; G_IO_ERROR */
GBytes *pki_staple_load (const char *path, GError **error);
