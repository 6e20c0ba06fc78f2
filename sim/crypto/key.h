/* What a key is made of, and what each kind of key can do. Private to the room. */
#pragma once

#include "crypto/exchange.h"
#include "crypto/number.h"
#include "crypto/signature.h"

#include <nettle/eddsa.h>
#include <nettle/rsa.h>

struct CryptoPublicKey {
    CryptoKeyKind kind;
    unsigned bits;
    union {
        struct rsa_public_key rsa;
        struct ecc_point p256;
        uint8_t ed25519[ED25519_KEY_SIZE];
    };
};

struct CryptoPrivateKey {
    CryptoKeyKind kind;
    unsigned bits;
    union {
        struct {
            struct rsa_public_key public;
            struct rsa_private_key private;
        } rsa;
        struct ecc_scalar p256;
        struct {
            uint8_t public[ED25519_KEY_SIZE];
            uint8_t seed[ED25519_KEY_SIZE];
        } ed25519;
    };
};

/* How one kind of key signs and verifies; the key's kind has been checked. */
typedef struct {
    GBytes *(*sign) (CryptoHash hash, const CryptoPrivateKey *key, CryptoSource *source,
                     BaseSpan message);
    bool (*verify) (CryptoHash hash, const CryptoPublicKey *key, BaseSpan message,
                    BaseSpan signature);
} CryptoSigner;

extern const CryptoSigner crypto_signer_ecdsa;
extern const CryptoSigner crypto_signer_rsa_pss;
extern const CryptoSigner crypto_signer_ed25519;
