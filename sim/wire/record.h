/* Records (RFC 9846 section 5): taking them off a byte stream, their field trees, and for sealed
 * ones the layers beneath (nonce, additional data, inner plaintext). Opening and sealing is
 * sim/tls's. */
#pragma once

#include "wire/message.h"

enum {
    WIRE_RECORD_HEADER_SIZE = 5,
    WIRE_MAX_PLAINTEXT = 1 << 14,
    WIRE_MAX_CIPHERTEXT = (1 << 14) + 256,
};

typedef struct {
    uint8_t type;
    uint16_t legacy_version;
    uint16_t length; /* of the fragment */
} WireRecordHeader;

/* How much of BYTES the first record takes: its size in bytes, or 0 when it is not all there yet.
 * HEADER is filled as soon as five bytes are there (then true is returned). */
bool wire_record_peek (BaseSpan bytes, WireRecordHeader *header, size_t *size);

/* The tree of one record, header and all. TAG_SIZE 0: TLSPlaintext; else TLSCiphertext, whose
 * encrypted_record ends in a tag of that size. transfer full */
WireTree *wire_record_tree (GBytes *record, size_t tag_size);
/* TLSInnerPlaintext: content, type, zeros. transfer full */
WireTree *wire_inner_plaintext_tree (GBytes *plaintext);
/* The nonce as the write_iv XOR the sequence number, and the additional data (the record's header).
 * transfer full */
WireTree *wire_nonce_tree (GBytes *nonce);
WireTree *wire_additional_data_tree (GBytes *header);

/* Appends a record around FRAGMENT. */
void wire_record_append (GByteArray *out, uint8_t type, uint16_t legacy_version, BaseSpan fragment);
