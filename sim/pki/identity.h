/* Who a party is: a certificate chain and the private key that belongs to its first certificate.
 * Built-in ones are minted by a teaching authority whose keys are public, embedded in this program:
 * good for lessons, worthless for anything else. Minting is deterministic: same name, same
 * bytes, on every machine. Only this room knows GnuTLS. */
#pragma once

#include "base/bytes.h"
#include "crypto/signature.h"
#include "pki/chain.h"

typedef struct PkiIdentity PkiIdentity;

/* A row of the catalogue of built-in identities, for `stepshake list certificates`. */
typedef struct {
    const char *name;    /* "ecdsa", "expired", "client-ecdsa", … */
    const char *summary; /* one line: what is special about it */
} PkiBuiltin;

const PkiBuiltin *pki_builtin_at (unsigned i); /* NULL behind the last */

/* The built-in identity NAME for HOST (its subjectAltName; "server.example" is the default host of
 * scenarios; of no importance for those of clients). Minted on first use, then shared: cheap to ask
 * for again. transfer full (a reference); G_IO_ERROR_INVALID_ARGUMENT names what is allowed. */
PkiIdentity *pki_identity_builtin (const char *name, const char *host, GError **error);
/* From PEM files: the chain, server certificate first, and the unencrypted key. */
PkiIdentity *pki_identity_load (const char *certificate_path, const char *key_path, GError **error);
/* From bytes, for published vectors: DER chain (GBytes each) and a key. KEY: transfer full. */
PkiIdentity *pki_identity_new (GPtrArray *chain, CryptoPrivateKey *key);

PkiIdentity *pki_identity_ref (PkiIdentity *self);
void pki_identity_unref (PkiIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiIdentity, pki_identity_unref)

/* The chain as it is sent, GBytes of DER each, the party's own first; borrowed. */
GPtrArray *pki_identity_chain (const PkiIdentity *self);
/* The same, read; borrowed. */
const PkiChain *pki_identity_read_chain (const PkiIdentity *self);
const CryptoPrivateKey *pki_identity_key (const PkiIdentity *self);
/* Chain and key as PEM; transfer full. The key is NULL for pki_identity_new (). */
char *pki_identity_chain_pem (const PkiIdentity *self);
char *pki_identity_key_pem (const PkiIdentity *self);
