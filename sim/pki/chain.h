/* A chain of certificates that has been read: reading costs more than most of the questions that
 * one may have. Immutable, and shared by reference. */
#pragma once

#include "base/bytes.h"

typedef struct PkiChain PkiChain;

/* Of DER (GBytes each), the party's own first; what cannot be read has its place too. transfer full
 */
PkiChain *pki_chain_read (GPtrArray *der);
PkiChain *pki_chain_ref (PkiChain *self);
void pki_chain_unref (PkiChain *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiChain, pki_chain_unref)
