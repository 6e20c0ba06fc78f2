/* What a peer asks of the certificate that it wants to be shown, and whether a chain is that: a row
 * with its reason for each thing that was compared. */
#pragma once

#include "pki/identity.h"
#include "pki/verify.h"

typedef struct {
    int certificate; /* index in the chain; -1: the chain as a whole */
    char *subject;   /* what was looked at: "CN=Alice", "keyUsage" */
    bool fits;
    char *reason; /* in words, with what was compared */
} PkiFit;

bool pki_all_fit (const GArray *fits);

/* The names of the roots in DER, GBytes each, for certificate_authorities. transfer full */
GPtrArray *pki_trust_names (const PkiTrust *self);
/* A name in words, "CN=Stepshake Teaching Root". transfer full, never NULL */
char *pki_name_words (BaseSpan der);

/* The three questions; each gives an array of PkiFit. transfer full */

/* Was one of the chain issued by one of these N names (RFC 9846 4.3.4)? One row. */
GArray *pki_fit_authorities (const PkiChain *chain, const BaseSpan *names, size_t n);

typedef struct {
    BaseSpan oid;    /* DER */
    BaseSpan values; /* DER; empty: having the extension is enough */
} PkiFilter;
/* Does the first of the chain match (RFC 9846 4.3.5)? A row for each filter; one for an extension
 * that is not known here fits, since it has to be passed over. */
GArray *pki_fit_filters (const PkiChain *chain, const PkiFilter *filters, size_t n);

/* The I-th thing that a filter can ask for, "keyUsage.digitalSignature"; NULL behind the last. */
const char *pki_filter_at (unsigned i);
/* Filters that ask for all of WORDS (char *, of pki_filter_at (); others count for nothing): GBytes
 * of DER, an OID and its values in turn. transfer full */
GPtrArray *pki_filters_build (GPtrArray *words);

/* The I-th scheme that a signature on a certificate can have; 0 behind the last. */
uint16_t pki_chain_scheme_at (unsigned i);
/* Are the chain's signatures of these schemes (RFC 9846 4.5.1.2)? A row for each certificate;
 * self-signed ones fit, since nobody verifies their signature. */
GArray *pki_fit_schemes (const PkiChain *chain, const uint16_t *accepted, size_t n);
