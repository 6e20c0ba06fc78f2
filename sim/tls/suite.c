#include "tls/suite.h"

#include "tls/key_exchange.h"
#include "tls/sealing.h"

#define SUITE13(id, name, cipher, hash) \
    { \
        id, name, WIRE_TLS13, cipher, CRYPTO_##hash, &tls_sealing_13, NULL, TLS_AUTH_ANY \
    }
#define SUITE12(id, name, exchange, authentication, cipher, sealing, hash) \
    { \
        id, name, WIRE_TLS12, cipher, CRYPTO_##hash, &tls_sealing_12_##sealing, \
            &tls_exchange_##exchange, TLS_AUTH_##authentication \
    }

/* The hash at the end of the name is that of the MAC; the PRF's is SHA-256 all the same, except
 * where it is SHA-384 (RFC 5246 section 5). */
#define CBC(bits, mac) "AES-" #bits "-CBC-HMAC-" #mac

static const TlsSuite suites[] = {
    SUITE13 (0x1301, "TLS_AES_128_GCM_SHA256", "AES-128-GCM", SHA256),
    SUITE13 (0x1302, "TLS_AES_256_GCM_SHA384", "AES-256-GCM", SHA384),
    SUITE13 (0x1303, "TLS_CHACHA20_POLY1305_SHA256", "ChaCha20-Poly1305", SHA256),
    SUITE13 (0x1304, "TLS_AES_128_CCM_SHA256", "AES-128-CCM", SHA256),
    SUITE13 (0x1305, "TLS_AES_128_CCM_8_SHA256", "AES-128-CCM-8", SHA256),

    /* RFC 5289 section 3.2 */
    SUITE12 (0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", ecdhe, ECDSA, "AES-128-GCM", aead,
             SHA256),
    SUITE12 (0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", ecdhe, ECDSA, "AES-256-GCM", aead,
             SHA384),
    SUITE12 (0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", ecdhe, RSA, "AES-128-GCM", aead,
             SHA256),
    SUITE12 (0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", ecdhe, RSA, "AES-256-GCM", aead,
             SHA384),
    /* RFC 7905 */
    SUITE12 (0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", ecdhe, ECDSA,
             "ChaCha20-Poly1305", aead, SHA256),
    SUITE12 (0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", ecdhe, RSA, "ChaCha20-Poly1305",
             aead, SHA256),
    /* RFC 7251 */
    SUITE12 (0xc0ac, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM", ecdhe, ECDSA, "AES-128-CCM", aead, SHA256),
    SUITE12 (0xc0ae, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", ecdhe, ECDSA, "AES-128-CCM-8", aead,
             SHA256),
    /* RFC 5289 section 3.1, RFC 8422 section 6 */
    SUITE12 (0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", ecdhe, ECDSA, CBC (128, SHA256),
             cbc, SHA256),
    SUITE12 (0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", ecdhe, ECDSA, CBC (256, SHA384),
             cbc, SHA384),
    SUITE12 (0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", ecdhe, RSA, CBC (128, SHA256), cbc,
             SHA256),
    SUITE12 (0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", ecdhe, RSA, CBC (256, SHA384), cbc,
             SHA384),
    SUITE12 (0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", ecdhe, ECDSA, CBC (128, SHA1), cbc,
             SHA256),
    SUITE12 (0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", ecdhe, ECDSA, CBC (256, SHA1), cbc,
             SHA256),
    SUITE12 (0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", ecdhe, RSA, CBC (128, SHA1), cbc,
             SHA256),
    SUITE12 (0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", ecdhe, RSA, CBC (256, SHA1), cbc,
             SHA256),
    /* RFC 5288, RFC 6655, RFC 5246 appendix A.5 */
    SUITE12 (0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256", rsa, RSA, "AES-128-GCM", aead, SHA256),
    SUITE12 (0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384", rsa, RSA, "AES-256-GCM", aead, SHA384),
    SUITE12 (0xc09c, "TLS_RSA_WITH_AES_128_CCM", rsa, RSA, "AES-128-CCM", aead, SHA256),
    SUITE12 (0xc0a0, "TLS_RSA_WITH_AES_128_CCM_8", rsa, RSA, "AES-128-CCM-8", aead, SHA256),
    SUITE12 (0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256", rsa, RSA, CBC (128, SHA256), cbc, SHA256),
    SUITE12 (0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256", rsa, RSA, CBC (256, SHA256), cbc, SHA256),
    SUITE12 (0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA", rsa, RSA, CBC (128, SHA1), cbc, SHA256),
    SUITE12 (0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA", rsa, RSA, CBC (256, SHA1), cbc, SHA256),
    /* RFC 5288, RFC 7905, RFC 6655, RFC 5246 appendix A.5 */
    SUITE12 (0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", dhe, RSA, "AES-128-GCM", aead, SHA256),
    SUITE12 (0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", dhe, RSA, "AES-256-GCM", aead, SHA384),
    SUITE12 (0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", dhe, RSA, "ChaCha20-Poly1305",
             aead, SHA256),
    SUITE12 (0xc09e, "TLS_DHE_RSA_WITH_AES_128_CCM", dhe, RSA, "AES-128-CCM", aead, SHA256),
    SUITE12 (0xc0a2, "TLS_DHE_RSA_WITH_AES_128_CCM_8", dhe, RSA, "AES-128-CCM-8", aead, SHA256),
    SUITE12 (0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", dhe, RSA, CBC (128, SHA256), cbc,
             SHA256),
    SUITE12 (0x006b, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", dhe, RSA, CBC (256, SHA256), cbc,
             SHA256),
    SUITE12 (0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", dhe, RSA, CBC (128, SHA1), cbc, SHA256),
    SUITE12 (0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA", dhe, RSA, CBC (256, SHA1), cbc, SHA256),
};

const TlsSuite *tls_suite_find (uint16_t id)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (suites); i++)
        if (suites[i].id == id)
            return &suites[i];
    return NULL;
}

const TlsSuite *tls_suite_at (unsigned i)
{
    return i < G_N_ELEMENTS (suites) ? &suites[i] : NULL;
}

const char *tls_suite_exchange_name (const TlsSuite *suite)
{
    return suite->exchange != NULL ? suite->exchange->name : NULL;
}

const char *tls_suite_authentication_name (const TlsSuite *suite)
{
    static const char *const names[] = {
        [TLS_AUTH_ANY] = NULL, [TLS_AUTH_ECDSA] = "ECDSA", [TLS_AUTH_RSA] = "RSA"};
    return names[suite->authentication];
}
