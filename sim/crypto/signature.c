#include "crypto/signature.h"
#include "crypto/key.h"

/* Ed25519 (RFC 8032 section 5.1) hashes the message itself, with SHA-512, and draws nothing. */
static GBytes *ed25519_sign (CryptoHash hash, const CryptoPrivateKey *key, CryptoSource *source,
                             BaseSpan message)
{
    uint8_t signature[ED25519_SIGNATURE_SIZE];
    ed25519_sha512_sign (key->ed25519.public, key->ed25519.seed, message.size, message.data,
                         signature);
    return g_bytes_new (signature, sizeof signature);
}

static bool ed25519_verify (CryptoHash hash, const CryptoPublicKey *key, BaseSpan message,
                            BaseSpan signature)
{
    return signature.size == ED25519_SIGNATURE_SIZE &&
           ed25519_sha512_verify (key->ed25519, message.size, message.data, signature.data) != 0;
}

const CryptoSigner crypto_signer_ed25519 = {ed25519_sign, ed25519_verify};

static const CryptoScheme rows[] = {
    {0x0403, "ecdsa_secp256r1_sha256", CRYPTO_KEY_P256, CRYPTO_SHA256, &crypto_signer_ecdsa},
    {0x0804, "rsa_pss_rsae_sha256", CRYPTO_KEY_RSA, CRYPTO_SHA256, &crypto_signer_rsa_pss},
    {0x0805, "rsa_pss_rsae_sha384", CRYPTO_KEY_RSA, CRYPTO_SHA384, &crypto_signer_rsa_pss},
    {0x0806, "rsa_pss_rsae_sha512", CRYPTO_KEY_RSA, CRYPTO_SHA512, &crypto_signer_rsa_pss},
    {0x0807, "ed25519", CRYPTO_KEY_ED25519, CRYPTO_SHA512, &crypto_signer_ed25519},
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

GBytes *crypto_sign (const CryptoScheme *scheme, const CryptoPrivateKey *key, CryptoDraw draw,
                     void *draw_data, BaseSpan message)
{
    if (key->kind != scheme->key)
        return NULL;
    const CryptoSigner *signer = scheme->implementation;
    CryptoSource source = {draw, draw_data};
    return signer->sign (scheme->hash, key, &source, message);
}

bool crypto_verify (const CryptoScheme *scheme, const CryptoPublicKey *key, BaseSpan message,
                    BaseSpan signature)
{
    const CryptoSigner *signer = scheme->implementation;
    return key->kind == scheme->key && signer->verify (scheme->hash, key, message, signature);
}
