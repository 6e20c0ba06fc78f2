/* One verification on its way: the chain that was read, the path that was found through it, and the
 * checks, which write their rows into the verdict. Private to the room. */
#pragma once

#include "pki/trust.h"
#include "pki/verify.h"
#include "pki/x509.h"

typedef struct {
    PkiVerdict *verdict;
    const PkiQuestion *question;
    const char *verifier; /* who asks: "client" or "server" */
    GPtrArray *chain;     /* of PkiCertificate, in the order sent */
    GPtrArray *path;      /* of PkiCertificate, borrowed: the leaf first, each issued by the next */
    bool anchored;        /* the last of the path is a trust anchor */
} PkiVerification;

/* A row of the verdict; CERTIFICATE NULL: the chain as a whole. CAUSE says why it failed,
 * BASE_CAUSE_NONE that it passed. REASON: transfer full */
void pki_note (PkiVerification *self, const PkiCertificate *certificate, const char *key,
               const char *section, BaseCause cause, char *reason);

/* Finds the way from the leaf to an anchor. Check "trust-anchor". */
void pki_find_path (PkiVerification *self);

/* The checks of certificate I of the path, each one row (or none, where there is nothing to
 * check). */
void pki_check_authority (PkiVerification *self, unsigned i);
void pki_check_strength (PkiVerification *self, unsigned i);
void pki_check_scheme (PkiVerification *self, unsigned i);
void pki_check_signature (PkiVerification *self, unsigned i);
void pki_check_validity (PkiVerification *self, unsigned i);
void pki_check_usage (PkiVerification *self, unsigned i);
void pki_check_host (PkiVerification *self);
void pki_check_pins (PkiVerification *self);
void pki_check_staple (PkiVerification *self, unsigned i);

/* The SHA-256 of a subjectPublicKeyInfo, 32 bytes. */
void pki_pin_of_key (BaseSpan public_key, uint8_t *hash);
/* The scheme of a certificate's signature; 0: none that TLS 1.3 has a number for. ISSUER NULL: it
 * is not there to be looked at. */
uint16_t pki_scheme_of (const PkiCertificate *certificate, const PkiCertificate *issuer);
/* Why a key is not used at all, in words; NULL: it is. transfer full */
char *pki_unusable_key (const PkiCertificate *certificate);
/* Only the arithmetic: whether the algorithm is good enough is another check. GnuTLS's code. */
int pki_verify_data (const PkiCertificate *signer, int algorithm, BaseSpan data,
                     BaseSpan signature);
/* Whether the signature on CERTIFICATE is SIGNER's, by an algorithm that is good enough. */
bool pki_certificate_signed_by (const PkiCertificate *certificate, const PkiCertificate *signer);
/* Whether extendedKeyUsage names the purpose 1.3.6.1.5.5.7.3.NUMBER; there has to be one. */
bool pki_has_purpose (const PkiCertificate *certificate, uint8_t number);

/* Why name constraints of authority I of the path forbid a certificate below it; NULL: they do not.
 * transfer full */
char *pki_broken_constraints (const PkiVerification *self, unsigned i);

/* The names of a subjectAltName, at most MAX of them, with ", " between; transfer full. */
char *pki_names_words (gnutls_subject_alt_names_t names, unsigned max);
