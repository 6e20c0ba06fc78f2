/* Signature schemes (RFC 9846 section 4.3.3) and the keys they work with. All randomness comes from
 * the caller's draw, so that the same seed gives the same signature. */
#pragma once

#include "crypto/group.h"
#include "crypto/hash.h"

typedef enum {
    CRYPTO_KEY_RSA,
    CRYPTO_KEY_P256, /* ECDSA on secp256r1 */
    CRYPTO_KEY_ED25519,
    CRYPTO_N_KEY_KINDS
} CryptoKeyKind;

typedef struct CryptoScheme CryptoScheme;
struct CryptoScheme {
    uint16_t id;                /* IANA SignatureScheme */
    const char *name;           /* "ecdsa_secp256r1_sha256" */
    CryptoKeyKind key;          /* the kind of key that TLS 1.3 binds it to */
    CryptoHash hash;            /* not used by Ed25519 */
    const void *implementation; /* private to the room */
};

/* Implemented: ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256/384/512, ed25519. NULL otherwise. */
const CryptoScheme *crypto_scheme_find (uint16_t id);
/* The I-th implemented scheme, NULL behind the last. */
const CryptoScheme *crypto_scheme_at (unsigned i);

typedef struct CryptoPublicKey CryptoPublicKey;
typedef struct CryptoPrivateKey CryptoPrivateKey;

/* Numbers are big-endian, leading zeros allowed. transfer full; NULL when the numbers are no key.
 */
CryptoPublicKey *crypto_public_key_new_rsa (BaseSpan n, BaseSpan e);
CryptoPublicKey *crypto_public_key_new_p256 (BaseSpan x, BaseSpan y);
CryptoPublicKey *crypto_public_key_new_ed25519 (BaseSpan key);
void crypto_public_key_free (CryptoPublicKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryptoPublicKey, crypto_public_key_free)
CryptoKeyKind crypto_public_key_kind (const CryptoPublicKey *self);
unsigned crypto_public_key_bits (const CryptoPublicKey *self);

CryptoPrivateKey *crypto_private_key_new_rsa (BaseSpan n, BaseSpan e, BaseSpan d, BaseSpan p,
                                              BaseSpan q);
CryptoPrivateKey *crypto_private_key_new_p256 (BaseSpan scalar);
CryptoPrivateKey *crypto_private_key_new_ed25519 (BaseSpan seed);
void crypto_private_key_free (CryptoPrivateKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryptoPrivateKey, crypto_private_key_free)
CryptoKeyKind crypto_private_key_kind (const CryptoPrivateKey *self);
/* For RSA the size of the modulus, else of the field. */
unsigned crypto_private_key_bits (const CryptoPrivateKey *self);

/* The signature over MESSAGE (hashed here) as it stands in CertificateVerify: ECDSA as a DER
 * SEQUENCE of r and s. Randomness is drawn under "signature.salt" (PSS, hash size) or
 * "signature.nonce". transfer full; NULL when KEY does not fit SCHEME (kind, or a modulus too small
 * for the salt). */
GBytes *crypto_sign (const CryptoScheme *scheme, const CryptoPrivateKey *key, CryptoDraw draw,
                     void *draw_data, BaseSpan message);
bool crypto_verify (const CryptoScheme *scheme, const CryptoPublicKey *key, BaseSpan message,
                    BaseSpan signature);
