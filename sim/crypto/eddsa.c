/* Ed25519 and Ed448 (RFC 8032 sections 5.1 and 5.2): they hash the message themselves, with SHA-512
 * and SHAKE256, and draw nothing. */
#include "crypto/key.h"

const CryptoEdwards crypto_ed25519 = {ED25519_KEY_SIZE, ED25519_SIGNATURE_SIZE,
                                      ed25519_sha512_public_key, ed25519_sha512_sign,
                                      ed25519_sha512_verify};
const CryptoEdwards crypto_ed448 = {ED448_KEY_SIZE, ED448_SIGNATURE_SIZE, ed448_shake256_public_key,
                                    ed448_shake256_sign, ed448_shake256_verify};

static GBytes *sign (CryptoHash hash, const CryptoPrivateKey *key, CryptoSource *source,
                     BaseSpan message)
{
    const CryptoEdwards *curve = crypto_kind (key->kind)->edwards;
    uint8_t *signature = g_malloc (curve->signature_size);
    curve->sign (key->edwards.public, key->edwards.seed, message.size, message.data, signature);
    return g_bytes_new_take (signature, curve->signature_size);
}

static bool verify (CryptoHash hash, const CryptoPublicKey *key, BaseSpan message,
                    BaseSpan signature)
{
    const CryptoEdwards *curve = crypto_kind (key->kind)->edwards;
    return signature.size == curve->signature_size &&
           curve->verify (key->edwards, message.size, message.data, signature.data) != 0;
}

const CryptoSigner crypto_signer_eddsa = {sign, verify};
