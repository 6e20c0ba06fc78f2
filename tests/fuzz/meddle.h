/* What a man with all keys does to a record: he has its content before him, changes it, and wraps
 * it up again as the receiver will open it. */
#pragma once

#include "fuzz.h"

#include "tls/private.h"

typedef struct {
    uint8_t type; /* content type */
    GByteArray *content;
    bool sealed;
    size_t padding;                    /* zeros behind the inner content type */
    size_t flip_at;                    /* of the record on the wire … */
    uint8_t flip;                      /* … these bits turn */
    size_t cut;                        /* comes in pieces of so many bytes; 0: in one */
    unsigned age;                      /* held back for so many records */
    uint8_t iv[CRYPTO_CBC_BLOCK_SIZE]; /* with CBC: as its sender drew it */
    WireDialect dialect;               /* of its messages */
} MeddlePiece;

/* transfer full */
MeddlePiece *meddle_unwrap (const TraceRecord *record, WireDialect dialect);
MeddlePiece meddle_copy (const MeddlePiece *piece);
void meddle_clear (MeddlePiece *piece);
void meddle_free (gpointer piece);

/* The record, sealed for RECEIVER's next keys and sequence number when it has keys. transfer full
 */
GByteArray *meddle_wrap (const MeddlePiece *piece, const TlsParty *receiver);

/* Puts WITH in place of GONE bytes at AT, both as far as there are so many. */
void meddle_splice (GByteArray *bytes, size_t at, size_t gone, BaseSpan with);

typedef enum { MEDDLE_REPLACE, MEDDLE_DROP, MEDDLE_DOUBLE, MEDDLE_N_WAYS } MeddleWay;
/* Changes field number FIELD (modulo their number) of MESSAGE, bytes of CONTENT_TYPE in DIALECT,
 * and mends the lengths that count it. WITH replaces its content. */
void meddle_message (GByteArray *message, uint8_t content_type, WireDialect dialect, unsigned field,
                     MeddleWay way, BaseSpan with);
/* The same for the first message in PIECE. */
void meddle_field (MeddlePiece *piece, unsigned field, MeddleWay way, BaseSpan with);
