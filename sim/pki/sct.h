/* Signed certificate timestamps (RFC 6962): a public log's promise that it has seen a certificate,
 * so that nobody can be given one in secret. There is one teaching log here, whose key is public;
 * it promises for any certificate that it is shown. Those of other logs are carried and shown, but
 * only theirs is known here to check. */
#pragma once

#include "base/bytes.h"

typedef struct {
    uint8_t log_id[32];  /* SHA-256 of the log's public key */
    uint64_t timestamp;  /* milliseconds since 1970 */
    BaseSpan extensions; /* version 1 has none */
    uint16_t algorithm;  /* SignatureScheme */
    BaseSpan signature;
} PkiSct;

typedef enum { PKI_SCT_GOOD, PKI_SCT_BAD, PKI_SCT_UNKNOWN_LOG } PkiSctState;

/* The teaching log's, for a certificate in DER, made when it became valid; same certificate, same
 * bytes. SIGNATURE: transfer full, what SCT borrows. G_IO_ERROR: that is no certificate. */
bool pki_sct_mint (GBytes *certificate, PkiSct *sct, GBytes **signature, GError **error);
/* Whether SCT is a known log's word on CERTIFICATE, at the time NOW (Unix seconds). REASON: in
 * words; transfer full */
PkiSctState pki_sct_check (const PkiSct *sct, GBytes *certificate, int64_t now, char **reason);
/* The log's public key as PEM, to hand to real peers. transfer full */
char *pki_log_pem (void);
