/* What a key is made of, and what each kind of key can do. Private to the room. */
#pragma once

#include "crypto/exchange.h"
#include "crypto/number.h"
#include "crypto/signature.h"

#include <nettle/eddsa.h>
#include <nettle/rsa.h>

/* RFC 8032: sizes, and Nettle's functions, which have the same shape for both curves. */
typedef struct {
    size_t key_size; /* of the public key, and of the seed that is the private one */
    size_t signature_size;
    void (*derive) (uint8_t *public_key, const uint8_t *seed);
    void (*sign) (const uint8_t *public_key, const uint8_t *seed, size_t size,
                  const uint8_t *message, uint8_t *signature);
    int (*verify) (const uint8_t *public_key, size_t size, const uint8_t *message,
                   const uint8_t *signature);
} CryptoEdwards;
extern const CryptoEdwards crypto_ed25519, crypto_ed448;

enum { CRYPTO_ANY_HASH = -1, CRYPTO_MAX_EDWARDS_SIZE = ED448_KEY_SIZE };

typedef struct {
    const char *name;
    unsigned bits;                /* of the field; 0: of the key's modulus */
    const CryptoCurve *curve;     /* ECDSA */
    const CryptoEdwards *edwards; /* EdDSA; neither: RSA */
} CryptoKind;
const CryptoKind *crypto_kind (CryptoKeyKind kind);

struct CryptoPublicKey {
    CryptoKeyKind kind;
    unsigned bits;
    int bound; /* to a CryptoHash, or CRYPTO_ANY_HASH */
    union {
        struct rsa_public_key rsa;
        struct ecc_point point;
        uint8_t edwards[CRYPTO_MAX_EDWARDS_SIZE];
    };
};

struct CryptoPrivateKey {
    CryptoKeyKind kind;
    unsigned bits;
    int bound;
    union {
        struct {
            struct rsa_public_key public;
            struct rsa_private_key private;
        } rsa;
        struct ecc_scalar scalar;
        struct {
            uint8_t public[CRYPTO_MAX_EDWARDS_SIZE];
            uint8_t seed[CRYPTO_MAX_EDWARDS_SIZE];
        } edwards;
    };
};

/* How one family of keys signs and verifies; the key suits the scheme. */
typedef struct {
    GBytes *(*sign) (CryptoHash hash, const CryptoPrivateKey *key, CryptoSource *source,
                     BaseSpan message);
    bool (*verify) (CryptoHash hash, const CryptoPublicKey *key, BaseSpan message,
                    BaseSpan signature);
} CryptoSigner;

extern const CryptoSigner crypto_signer_ecdsa;
extern const CryptoSigner crypto_signer_rsa_pss;
extern const CryptoSigner crypto_signer_rsa_pkcs1;
extern const CryptoSigner crypto_signer_eddsa;

/* Nettle blinds the private operation of RSA against timing, and wants randomness for it. The
 * blinding cancels out, so it is no draw of the run: it comes from the private key and from what
 * the operation is about, which nobody outside knows together. */
typedef struct {
    uint8_t secret[CRYPTO_MAX_HASH_SIZE];
    uint32_t count;
} CryptoBlinding;
void crypto_blinding_start (CryptoBlinding *blinding, const CryptoPrivateKey *key, BaseSpan about);
/* A nettle_random_func. */
void crypto_blinding_read (void *data, size_t size, uint8_t *out);
