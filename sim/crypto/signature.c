#include "crypto/signature.h"
#include "crypto/key.h"

#define ECDSA &crypto_signer_ecdsa
#define PSS &crypto_signer_rsa_pss
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
    {.id = 0x0401, .name = "rsa_pkcs1_sha256"},
    {.id = 0x0501, .name = "rsa_pkcs1_sha384"},
    {.id = 0x0601, .name = "rsa_pkcs1_sha512"},
    {.id = 0x0201, .name = "rsa_pkcs1_sha1"},
    {.id = 0x0203, .name = "ecdsa_sha1"},
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
    return scheme->implementation == NULL;
}

GBytes *crypto_sign (const CryptoScheme *scheme, const CryptoPrivateKey *key, CryptoDraw draw,
                     void *draw_data, BaseSpan message)
{
    if (!crypto_private_key_suits (key, scheme))
        return NULL;
    const CryptoSigner *signer = scheme->implementation;
    CryptoSource source = {draw, draw_data};
    return signer->sign (scheme->hash, key, &source, message);
}

bool crypto_verify (const CryptoScheme *scheme, const CryptoPublicKey *key, BaseSpan message,
                    BaseSpan signature)
{
    const CryptoSigner *signer = scheme->implementation;
    return crypto_public_key_suits (key, scheme) &&
           signer->verify (scheme->hash, key, message, signature);
}
