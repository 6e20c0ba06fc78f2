/* Signature schemes (RFC 9846 section 4.3.3; in TLS 1.2 the same two bytes are a hash and an
 * algorithm, RFC 5246 section 7.4.1.4.1) and the keys they work with. All randomness comes from the
 * caller's draw, so that the same seed gives the same signature.
 *
 * The versions read a scheme differently. TLS 1.3 binds the hash of an ECDSA scheme to a curve, and
 * keeps PKCS #1 v1.5 and SHA-1 for signatures in certificates. TLS 1.2 knows no such limits: there
 * 0x0403 is SHA-256 with ECDSA on whatever curve the key is of, and rsa_pkcs1_sha256 signs
 * handshakes. Functions that end in 12 follow its rules. */
#pragma once

#include "crypto/group.h"
#include "crypto/hash.h"

typedef enum {
    CRYPTO_KEY_RSA,
    CRYPTO_KEY_RSA_PSS, /* an RSA key that must not be used for anything else */
    CRYPTO_KEY_P256,    /* ECDSA on NIST's curves */
    CRYPTO_KEY_P384,
    CRYPTO_KEY_P521,
    CRYPTO_KEY_ED25519,
    CRYPTO_KEY_ED448,
    CRYPTO_N_KEY_KINDS
} CryptoKeyKind;

/* "ECDSA P-256" */
const char *crypto_key_kind_name (CryptoKeyKind kind);

typedef struct CryptoScheme CryptoScheme;
struct CryptoScheme {
    uint16_t id;                /* IANA SignatureScheme */
    const char *name;           /* "ecdsa_secp256r1_sha256" */
    CryptoKeyKind key;          /* the kind of key that TLS 1.3 binds it to */
    CryptoHash hash;            /* what a key may be bound to; EdDSA hashes in its own way */
    const void *implementation; /* private to the room */
    /* In TLS 1.3 it may be offered, but stands for signatures in certificates alone and never for
     * one in the handshake (RFC 9846 section 4.3.3). */
    bool certificates_alone;
};

/* NULL when this engine does not know the scheme. */
const CryptoScheme *crypto_scheme_find (uint16_t id);
/* The I-th scheme, NULL behind the last. */
const CryptoScheme *crypto_scheme_at (unsigned i);
/* In TLS 1.3. */
bool crypto_scheme_is_for_certificates_alone (const CryptoScheme *scheme);

typedef struct CryptoPublicKey CryptoPublicKey;
typedef struct CryptoPrivateKey CryptoPrivateKey;

/* Numbers are big-endian, leading zeros allowed. KIND: CRYPTO_KEY_RSA or CRYPTO_KEY_RSA_PSS, one of
 * NIST's curves, Ed25519 or Ed448. transfer full; NULL when the numbers are no key. */
CryptoPublicKey *crypto_public_key_new_rsa (CryptoKeyKind kind, BaseSpan n, BaseSpan e);
CryptoPublicKey *crypto_public_key_new_ecdsa (CryptoKeyKind kind, BaseSpan x, BaseSpan y);
CryptoPublicKey *crypto_public_key_new_eddsa (CryptoKeyKind kind, BaseSpan key);
void crypto_public_key_free (CryptoPublicKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryptoPublicKey, crypto_public_key_free)
CryptoKeyKind crypto_public_key_kind (const CryptoPublicKey *self);
unsigned crypto_public_key_bits (const CryptoPublicKey *self);
/* From now on it works with HASH alone: an RSA-PSS key can say so (RFC 4055 section 1.2). */
void crypto_public_key_bind (CryptoPublicKey *self, CryptoHash hash);
/* Whether its signatures can be of SCHEME, by its kind and by what it is bound to. */
bool crypto_public_key_suits (const CryptoPublicKey *self, const CryptoScheme *scheme);
bool crypto_public_key_suits12 (const CryptoPublicKey *self, const CryptoScheme *scheme);

CryptoPrivateKey *crypto_private_key_new_rsa (CryptoKeyKind kind, BaseSpan n, BaseSpan e,
                                              BaseSpan d, BaseSpan p, BaseSpan q);
CryptoPrivateKey *crypto_private_key_new_ecdsa (CryptoKeyKind kind, BaseSpan scalar);
CryptoPrivateKey *crypto_private_key_new_eddsa (CryptoKeyKind kind, BaseSpan seed);
void crypto_private_key_free (CryptoPrivateKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryptoPrivateKey, crypto_private_key_free)
CryptoKeyKind crypto_private_key_kind (const CryptoPrivateKey *self);
/* For RSA the size of the modulus, else of the field. */
unsigned crypto_private_key_bits (const CryptoPrivateKey *self);
void crypto_private_key_bind (CryptoPrivateKey *self, CryptoHash hash);
bool crypto_private_key_suits (const CryptoPrivateKey *self, const CryptoScheme *scheme);
bool crypto_private_key_suits12 (const CryptoPrivateKey *self, const CryptoScheme *scheme);

/* The signature over MESSAGE (hashed here) as it stands in CertificateVerify and, in TLS 1.2, in
 * ServerKeyExchange: ECDSA as a DER SEQUENCE of r and s. Randomness is drawn under "signature.salt"
 * (PSS, hash size) or "signature.nonce"; PKCS #1 v1.5 and EdDSA draw none. transfer full; NULL when
 * KEY does not suit SCHEME (or its modulus is too small for hash and salt). */
GBytes *crypto_sign (const CryptoScheme *scheme, const CryptoPrivateKey *key, CryptoDraw draw,
                     void *draw_data, BaseSpan message);
bool crypto_verify (const CryptoScheme *scheme, const CryptoPublicKey *key, BaseSpan message,
                    BaseSpan signature);

/* The same by the rules of TLS 1.2. A PKCS #1 v1.5 signature may leave the parameters of its hash
 * out, or say NULL, which ours do (RFC 5246 section 4.7). */
GBytes *crypto_sign12 (const CryptoScheme *scheme, const CryptoPrivateKey *key, CryptoDraw draw,
                       void *draw_data, BaseSpan message);
bool crypto_verify12 (const CryptoScheme *scheme, const CryptoPublicKey *key, BaseSpan message,
                      BaseSpan signature);
