/* How records are sealed: a row each, the suite names it. Private to the room. */
#pragma once

#include "tls/private.h"

/* In bytes. */
typedef struct {
    size_t mac_key, key, iv;
} TlsKeySizes;

struct TlsSealing {
    const char *section;
    /* A whole record around CONTENT; notes in RECORD what went into it. transfer full */
    GBytes *(*seal) (TlsParty *self, uint8_t type, BaseSpan content, TraceRecord *record);
    /* CONTENT and TYPE of RECORD, which is number INDEX of the trace. */
    BaseCause (*open) (TlsParty *self, BaseSpan record, int index, uint8_t *type,
                       GByteArray *content);
    /* TLS 1.2: what SUITE cuts from the key block for each direction. */
    TlsKeySizes (*sizes) (const TlsSuite *suite);
};

extern const TlsSealing tls_sealing_13;      /* RFC 9846 section 5.2 */
extern const TlsSealing tls_sealing_12_aead; /* RFC 5246 section 6.2.3.3 */
extern const TlsSealing tls_sealing_12_cbc;  /* RFC 5246 section 6.2.3.2, RFC 7366 */

/* A record was opened: shows it. NONCE (NULL: none) and ADDITIONAL as in TraceRecord, transfer
 * full. */
typedef struct {
    GBytes *nonce, *additional;
    size_t tag_size;
    BaseSpan inner;
} TlsOpened;
void tls_show_opened (TlsParty *self, int index, const TlsOpened *opened);
