/* Key exchange by RSA encryption (RFC 5246 section 7.4.7.1): the client chooses the pre-master
 * secret, client_version and 46 random bytes, and sends it enciphered with the key of the server's
 * certificate by RSAES-PKCS1-v1_5 (RFC 8017 section 7.2):
 *
 *     block = 00 02 | bytes that are not zero, 8 at least | 00 | secret
 *
 * Who has that private key one day reads all that was recorded before.
 *
 * Bleichenbacher (1998): a server that lets others tell whether the block was well-formed deciphers
 * anything for whom asks a million times, and ROBOT (2017) found such servers still. So
 * crypto_rsa_transport_decrypt () always gives a secret, a random one when the block or the length
 * is wrong; the handshake then fails at Finished, as for any wrong secret. Nettle deciphers with
 * blinding, reads the block without a branch on it and copies the secret under a mask. What is told
 * beside the secret is for who looks into the engine: nothing that the peer can notice may depend
 * on it. */
#pragma once

#include "crypto/signature.h"

enum { CRYPTO_PREMASTER_SIZE = 48 };

/* Whether it is an RSA key, not for RSA-PSS alone, with room for a pre-master secret. */
bool crypto_public_key_can_encrypt (const CryptoPublicKey *key);
bool crypto_private_key_can_decrypt (const CryptoPrivateKey *key);

/* PREMASTER enciphered, as many bytes as the modulus has; KEY can encrypt. The padding is drawn
 * under LABEL, and one more byte for each that came out zero. BLOCK, unless NULL, gives what was
 * enciphered; it holds the secret. transfer full. */
GBytes *crypto_rsa_transport_encrypt (const CryptoPublicKey *key, CryptoDraw draw, void *draw_data,
                                      const char *label, const uint8_t *premaster, GBytes **block);

/* For the eyes of who looks into the engine alone. */
typedef struct {
    bool well_formed; /* the block, its length and that of the secret */
    bool version;     /* well-formed, and the secret began with client_version */
} CryptoRsaVerdict;

/* PREMASTER takes CRYPTO_PREMASTER_SIZE bytes: CLIENT_VERSION, the one that ClientHello had, and
 * the rest of what was enciphered; or FALLBACK, as many random bytes, drawn before. A secret with
 * another version is not refused: putting the right one in its place makes it a wrong secret. KEY
 * can decrypt. */
void crypto_rsa_transport_decrypt (const CryptoPrivateKey *key, BaseSpan encrypted,
                                   uint16_t client_version, const uint8_t *fallback,
                                   uint8_t *premaster, CryptoRsaVerdict *verdict);
