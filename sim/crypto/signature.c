#include "crypto/signature.h"
#include "crypto/key.h"

#define ECDSA &crypto_signer_ecdsa
#define PSS &crypto_signer_rsa_pss
#define PKCS1 &crypto_signer_rsa_pkcs1
#define EDDSA &crypto_signer_eddsa

static const CryptoScheme rows[] = {
    {0x0403, "ecdsa_secp256r1_sha256", CRYPTO_KEY_P256, CRYPTO_SHA256, ECDSA},
    {0x0503, "ecdsa_secp384r1_sha384", CRYPTO_KEY_P384, CRYPTO_SHA384, ECDSA},
    {0x0603, "ecdsa_secp521r1_sha512", CRYPTO_KEY_P521, CRYPTO_SHA512, ECDSA},
    {0x0804, "rsa_pss_rsae_sha256", CRYPTO_KEY_RSA, CRYPTO_SHA256, PSS},
    {0x0805, "rsa_pss_rsae_sha384", CRYPTO_KEY_RSA, CRYPTO_SHA384, PSS},
    {0x0806, "rsa_pss_rsae_sha512", CRYPTO_KEY_RSA, CRYPTO_SHA512, PSS},
    {0x0807, "ed25519", CRYPTO_KEY_ED25519, CRYPTO_SHA512, EDDSA},
    {0x0808, "ed448", CRYPTO_KEY_ED448, CRYPTO_SHA512, EDDSA},
    {0x0809, "rsa_pss_pss_sha256", CRYPTO_KEY_RSA_PSS, CRYPTO_SHA256, PSS},
    {0x080a, "rsa_pss_pss_sha384", CRYPTO_KEY_RSA_PSS, CRYPTO_SHA384, PSS},
    {0x080b, "rsa_pss_pss_sha512", CRYPTO_KEY_RSA_PSS, CRYPTO_SHA512, PSS},
    {0x0401, "rsa_pkcs1_sha256", CRYPTO_KEY_RSA, CRYPTO_SHA256, PKCS1, true},
    {0x0501, "rsa_pkcs1_sha384", CRYPTO_KEY_RSA, CRYPTO_SHA384, PKCS1, true},
    {0x0601, "rsa_pkcs1_sha512", CRYPTO_KEY_RSA, CRYPTO_SHA512, PKCS1, true},
    {0x0201, "rsa_pkcs1_sha1", CRYPTO_KEY_RSA, CRYPTO_SHA1, PKCS1, true},
    {0x0203, "ecdsa_sha1", CRYPTO_KEY_P256, CRYPTO_SHA1, ECDSA, true}, /* bound to no curve */
};

const CryptoScheme *crypto_scheme_find (uint16_t id)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
        if (rows[i].id == id)
            return &rows[i];
    return NULL;
}

const CryptoScheme *crypto_scheme_at (unsigned i)
{
    return i < G_N_ELEMENTS (rows) ? &rows[i] : NULL;
}

bool crypto_scheme_is_for_certificates_alone (const CryptoScheme *scheme)
{
    return scheme->certificates_alone;
}

static GBytes *sign (const CryptoScheme *scheme, const CryptoPrivateKey *key, CryptoDraw draw,
                     void *draw_data, BaseSpan message)
{
    const CryptoSigner *signer = scheme->implementation;
    CryptoSource source = {draw, draw_data};
    return signer->sign (scheme->hash, key, &source, message);
}

static bool verify (const CryptoScheme *scheme, const CryptoPublicKey *key, BaseSpan message,
                    BaseSpan signature)
{
    const CryptoSigner *signer = scheme->implementation;
    return signer->verify (scheme->hash, key, message, signature);
}

GBytes *crypto_sign (const CryptoScheme *scheme, const CryptoPrivateKey *key, CryptoDraw draw,
                     void *draw_data, BaseSpan message)
{
    return crypto_private_key_suits (key, scheme) ? sign (scheme, key, draw, draw_data, message)
                                                  : NULL;
}

bool crypto_verify (const CryptoScheme *scheme, const CryptoPublicKey *key, BaseSpan message,
                    BaseSpan signature)
{
    return crypto_public_key_suits (key, scheme) && verify (scheme, key, message, signature);
}

GBytes *crypto_sign12 (const CryptoScheme *scheme, const CryptoPrivateKey *key, CryptoDraw draw,
                       void *draw_data, BaseSpan message)
{
    return crypto_private_key_suits12 (key, scheme) ? sign (scheme, key, draw, draw_data, message)
                                                    : NULL;
}

bool crypto_verify12 (const CryptoScheme *scheme, const CryptoPublicKey *key, BaseSpan message,
                      BaseSpan signature)
{
    return crypto_public_key_suits12 (key, scheme) && verify (scheme, key, message, signature);
}
