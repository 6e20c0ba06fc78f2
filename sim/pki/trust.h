/* The inside of PkiTrust, for the verification; private to the room. */
#pragma once

#include "pki/verify.h"
#include "pki/x509.h"

/* Anchor that is this very certificate, or that may have issued it by name and key identifier;
 * NULL: none. Borrowed. */
const PkiCertificate *pki_trust_same (const PkiTrust *self, const PkiCertificate *certificate);
const PkiCertificate *pki_trust_issuer (const PkiTrust *self, const PkiCertificate *certificate);
unsigned pki_trust_count (const PkiTrust *self);
const PkiCertificate *pki_trust_anchor (const PkiTrust *self, unsigned i); /* borrowed */
