/* What protects a record of TLS 1.2 when no AEAD does: a block cipher in CBC mode and an HMAC (RFC
 * 5246 section 6.2.3.2), by names of openssl's kind. Two orders exist. MAC-then-encrypt computes
 * the MAC over the content and hides it with the padding in the blocks:
 *
 *     fragment = IV | encrypt (content | MAC | padding)      MAC over header | length | content
 *
 * so a receiver must decipher and read the padding before it can know whether any of it is genuine,
 * which Vaudenay's padding oracle, POODLE and Lucky 13 live on. encrypt_then_mac (RFC 7366) is the
 * other order:
 *
 *     fragment = IV | encrypt (content | padding) | MAC      MAC over header | length | IV | blocks
 *
 * Hardened in crypto_cbc_open (): a bad padding and a bad MAC are one failure; without
 * encrypt_then_mac the padding is checked without a branch or an early end, the MAC is computed in
 * any case (over what a padding of no bytes would leave when it is bad), the compression function
 * of the hash runs as often for each padding, and the MAC is compared in constant time. Not
 * hardened: the last nanoseconds. What is hashed and where the MAC is read still depends on the
 * padding's length, so that somebody who shares our processor and watches its caches could learn of
 * it; the blocks are deciphered as Nettle does it. */
#pragma once

#include "crypto/hash.h"

enum {
    CRYPTO_CBC_BLOCK_SIZE = 16,  /* and the size of the IV */
    CRYPTO_CBC_HEADER_SIZE = 11, /* sequence number (8), type (1), version (2) */
    CRYPTO_CBC_AD_SIZE = 13,     /* … and the length (2) */
    CRYPTO_CBC_MAX_PADDING = 256,
    CRYPTO_CBC_MAX_KEY_SIZE = 32,
    CRYPTO_CBC_MAX_MAC_SIZE = 48 /* of the MAC and of its key */
};

typedef struct {
    const char *name; /* "AES-128-CBC-HMAC-SHA1" */
    size_t key_size;
    size_t mac_size; /* of the MAC and of its key */
    CryptoHash hash;
    const void *implementation; /* private to the room */
} CryptoCbc;

/* Rows in no particular order; NULL when there is no such name: "AES-128-CBC-HMAC-SHA1",
 * "AES-128-CBC-HMAC-SHA256", "AES-256-CBC-HMAC-SHA1", "AES-256-CBC-HMAC-SHA256",
 * "AES-256-CBC-HMAC-SHA384". */
const CryptoCbc *crypto_cbc_find (const char *name);
const CryptoCbc *crypto_cbc_at (unsigned i); /* NULL behind the last */

/* One direction's half of the key block, and the order of its two operations. Borrowed. */
typedef struct {
    BaseSpan key, mac_key;
    bool encrypt_then_mac;
} CryptoCbcKeys;

/* A record in its layers. */
typedef struct {
    uint8_t ad[CRYPTO_CBC_AD_SIZE]; /* what the MAC covers first: the header, and the length */
    GBytes *inner;    /* what is in the blocks: content, then the MAC when it is hidden, padding */
    GBytes *fragment; /* what goes behind the record's header */
    size_t content_size; /* of INNER */
    size_t padding_size; /* of INNER, with the byte that says how many others there are: 1 to 256 */
    BaseSpan mac;        /* borrowed from INNER or, with encrypt_then_mac, from FRAGMENT */
} CryptoCbcRecord;
/* Wipes what was secret. */
void crypto_cbc_record_clear (CryptoCbcRecord *record);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CryptoCbcRecord, crypto_cbc_record_clear)

/* How many bytes of fragment SIZE bytes of content make with EXTRA blocks of padding. */
size_t crypto_cbc_sealed_size (const CryptoCbc *cipher, bool encrypt_then_mac, size_t size,
                               unsigned extra);
/* HEADER has CRYPTO_CBC_HEADER_SIZE bytes, IV CRYPTO_CBC_BLOCK_SIZE, which nobody may be able to
 * foresee (BEAST could). The padding is the shortest that fills the last block, and EXTRA blocks
 * more: CRYPTO_CBC_MAX_PADDING in all at most. */
void crypto_cbc_seal (const CryptoCbc *cipher, const CryptoCbcKeys *keys, const uint8_t *header,
                      const uint8_t *iv, BaseSpan content, unsigned extra, CryptoCbcRecord *record);
/* False, and RECORD empty, when FRAGMENT is not genuine, for whatever reason: all of them are
 * bad_record_mac (RFC 5246 section 7.2.2). */
bool crypto_cbc_open (const CryptoCbc *cipher, const CryptoCbcKeys *keys, const uint8_t *header,
                      BaseSpan fragment, CryptoCbcRecord *record);
