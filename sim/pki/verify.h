/* Verifying a chain (RFC 5280 section 6, RFC 9525): every check that was made, with its mark and
 * its reason, not only the verdict. Time is the caller's virtual clock; each certificate's dates
 * are checked here, so that GnuTLS's process-wide clock is never touched. */
#pragma once

#include "base/bytes.h"
#include "base/cause.h"
#include "crypto/signature.h"

typedef struct PkiTrust PkiTrust;

/* NAME: a built-in authority ("teaching-root" for servers, "teaching-client-root" for clients),
 * "none", or the path of a PEM file with roots. transfer full */
PkiTrust *pki_trust_new (const char *name, GError **error);
const char *pki_trust_at (unsigned i); /* the I-th such name; NULL behind the last */
PkiTrust *pki_trust_ref (PkiTrust *self);
void pki_trust_unref (PkiTrust *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiTrust, pki_trust_unref)
/* The anchors as PEM, to hand to real peers; transfer full */
char *pki_trust_pem (const PkiTrust *self);

typedef struct {
    int certificate; /* index in the chain as sent; -1: its trust anchor, or the chain as a whole */
    const char *key; /* static, of pki_check_at (); explanation key without its prefix */
    bool passed;
    char *subject;       /* what was looked at: "CN=server.example" */
    char *reason;        /* in words, with the values compared */
    const char *section; /* static */
    BaseCause cause;     /* BASE_CAUSE_NONE when it passed */
    const char *meaning; /* static: what it ruled out, or what would have made it pass; NULL:
                            nothing */
} PkiCheck;

/* The keys of all checks; NULL behind the last. */
const char *pki_check_at (unsigned i);
/* PkiCheck.meaning in general; NULL: such a check cannot end with CAUSE. */
const char *pki_check_meaning (const char *key, BaseCause cause);

typedef struct {
    GArray *checks;            /* of PkiCheck, in the order they were made */
    BaseCause cause;           /* the first that matters, BASE_CAUSE_NONE: the chain is good */
    CryptoPublicKey *leaf_key; /* owned; NULL when its kind is not implemented or unreadable */
} PkiVerdict;

typedef enum { PKI_FOR_SERVER, PKI_FOR_CLIENT } PkiPurpose; /* whose chain it is */

typedef struct {
    PkiPurpose purpose;
    GPtrArray *chain;      /* GBytes of DER each, as received, the peer's own first */
    const PkiTrust *trust; /* NULL: only whether they can be read (for the leaf's key) */
    const char *host;      /* NULL: names are not checked, as for clients */
    int64_t now;           /* Unix seconds */
    unsigned min_rsa_bits; /* 2048 but for published vectors */
    GPtrArray *staples;    /* GBytes of an OCSP response, or NULL, for each of CHAIN; NULL: none */
    bool enciphers;        /* the key is to decrypt (static RSA in TLS 1.2), not to sign */
    bool wants_staple;     /* the verifier asked for them with status_request */
    GPtrArray *pins;       /* PkiPin: one of these keys has to be on the way; NULL or empty: any */
    const GArray *schemes; /* uint16_t: of signatures on certificates, that it accepts; NULL or
                              empty: any that is strong enough */
} PkiQuestion;

/* transfer full; never NULL */
PkiVerdict *pki_judge (const PkiQuestion *question);
/* The same for a server's chain. */
PkiVerdict *pki_verify (GPtrArray *chain, const PkiTrust *trust, const char *host, int64_t now,
                        unsigned min_rsa_bits);
void pki_verdict_free (PkiVerdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiVerdict, pki_verdict_free)

/* A certificate in words, for the inspector; transfer full, never NULL. Of bytes that are no
 * certificate, SUBJECT says so and the rest is empty. */
typedef struct {
    char *subject; /* "CN=server.example" */
    char *issuer;
    char *names;                   /* subjectAltName, separated by ", " */
    char *serial;                  /* hex */
    char *key;                     /* "ECDSA P-256", "RSA 2048 bits", "Ed25519" */
    char *signature;               /* "ECDSA-SHA256" */
    char *pin;                     /* "sha256/…" of its key (RFC 7469) */
    int64_t not_before, not_after; /* Unix seconds */
    bool is_authority;
} PkiSummary;
PkiSummary *pki_summarize (BaseSpan der);
void pki_summary_free (PkiSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiSummary, pki_summary_free)
