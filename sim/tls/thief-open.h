/* How the thief of a key opens records of TLS 1.2 (RFC 5246 sections 6.2.3 and 6.3), apart from the
 * parties' own protection, so that what he reads is found a second time. */
#pragma once

#include "crypto/aead.h"
#include "crypto/cbc.h"
#include "tls/suite.h"

enum {
    THIEF_MAX_IV = CRYPTO_AEAD_NONCE_SIZE,
    THIEF_MAX_KEY_BLOCK =
        2 * (CRYPTO_CBC_MAX_MAC_SIZE + CRYPTO_MAX_AEAD_KEY_SIZE + CRYPTO_AEAD_NONCE_SIZE)
};

/* Of one sender. */
typedef struct {
    uint8_t mac_key[CRYPTO_CBC_MAX_MAC_SIZE], key[CRYPTO_MAX_AEAD_KEY_SIZE], iv[THIEF_MAX_IV];
    size_t mac_size, key_size, iv_size;
    bool encrypt_then_mac;
    uint64_t sequence;
} ThiefKeys;

size_t thief_key_block_size (const TlsSuite *suite);
/* BLOCK into the keys of client and server. */
void thief_cut_keys (const TlsSuite *suite, bool encrypt_then_mac, const uint8_t *block,
                     ThiefKeys keys[2]);
/* The content of RECORD, header and all; NULL when it does not open. transfer full */
GBytes *thief_open (const TlsSuite *suite, const ThiefKeys *keys, BaseSpan record);
