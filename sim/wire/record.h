/* Records (RFC 9846 section 5, RFC 5246 section 6.2): taking them off a byte stream, their field
 * trees, and for sealed ones the layers beneath (nonce, additional data, inner plaintext). Opening
 * and sealing is sim/tls's. */
#pragma once

#include "wire/message.h"

enum {
    WIRE_RECORD_HEADER_SIZE = 5,
    WIRE_MAX_PLAINTEXT = 1 << 14,
    WIRE_MAX_CIPHERTEXT = (1 << 14) + 256,
    WIRE_MAX_CIPHERTEXT_12 = (1 << 14) + 2048, /* RFC 5246 section 6.2.3 */
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

/* ---- Sealed records of TLS 1.2 and older (RFC 5246 section 6.2.3), layer by layer ----
 * The layers of one record are: wire_ciphertext_12_tree () of the whole record; for an AEAD
 * wire_nonce_12_tree () and wire_mac_input_tree () (its additional data); what comes out of the
 * cipher by wire_plaintext_12_tree (). For a block or stream cipher wire_mac_input_tree () stands
 * for what the MAC is made over, before the content (with encrypt_then_mac: before IV and
 * ciphertext). Opening, sealing and judging is sim/tls's; a tree of bad padding only says so. */
typedef enum {
    WIRE_CIPHER_AEAD,   /* GenericAEADCipher: GCM, CCM, ChaCha20-Poly1305 */
    WIRE_CIPHER_BLOCK,  /* GenericBlockCipher: CBC */
    WIRE_CIPHER_STREAM, /* GenericStreamCipher: RC4, NULL */
} WireCipherKind;

/* Sizes in bytes. */
typedef struct {
    WireCipherKind kind;
    uint8_t nonce_explicit; /* AEAD: 8 with GCM and CCM (RFC 5288 section 3), 0 with ChaCha20 */
    uint8_t salt;           /* AEAD: 4 with GCM and CCM; 0: the nonce is the write IV XOR seq_num */
    uint8_t tag;            /* AEAD: 16, 8 with CCM_8 */
    uint8_t iv;             /* BLOCK: the block's size; 0 in TLS 1.0 and older, which carry none */
    uint8_t mac;            /* BLOCK, STREAM: 16 MD5, 20 SHA-1, 32 SHA-256, 48 SHA-384, 0 NULL */
    bool encrypt_then_mac;  /* BLOCK: the MAC stands behind the ciphertext (RFC 7366) */
} WireSealing;

/* By the suite's IANA name; encrypt_then_mac is negotiated apart. False for suites whose names do
 * not say it: TLS 1.3's, and those without a row. */
bool wire_suite_sealing (uint16_t cipher_suite, uint16_t version, WireSealing *sealing);

/* TLSCiphertext of TLS 1.2: type, version, and a fragment of nonce_explicit, ciphertext and tag; or
 * of IV, ciphertext and, with encrypt_then_mac, MAC. What is too short for its parts is one leaf.
 * transfer full */
WireTree *wire_ciphertext_12_tree (GBytes *record, WireSealing sealing);
/* What the cipher gave: content alone (AEAD); content and MAC (STREAM); content, MAC (unless
 * encrypt_then_mac), padding, padding_length (BLOCK). When the padding does not fit, the tree has
 * the cause BAD_RECORD_MAC and nothing but content and padding_length: the same answer as to a
 * wrong MAC, for telling them apart is what POODLE and Lucky Thirteen feed on. transfer full */
WireTree *wire_plaintext_12_tree (GBytes *plaintext, WireSealing sealing);
/* salt and nonce_explicit of an AEAD's nonce; without a salt it is in one piece. transfer full */
WireTree *wire_nonce_12_tree (GBytes *nonce, WireSealing sealing);
/* The 13 bytes that are authenticated and not sent as such: seq_num, type, version, length (of the
 * content; with encrypt_then_mac that of IV and ciphertext). Named "additional_data" with an AEAD,
 * else "MAC_input". transfer full */
WireTree *wire_mac_input_tree (GBytes *thirteen, WireSealing sealing);

/* Appends a record around FRAGMENT. */
void wire_record_append (GByteArray *out, uint8_t type, uint16_t legacy_version, BaseSpan fragment);
