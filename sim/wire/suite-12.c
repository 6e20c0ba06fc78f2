#include "wire/record.h"

#include <string.h>

#include <glib.h>

/* What the name of a cipher suite of TLS 1.2 and older says about messages and records. The names
 * are IANA's, and made of the same parts throughout. */

/* By how the name begins; the first that fits. */
static const struct {
    const char *prefix;
    WireKeyExchange exchange;
} exchanges[] = {
    {"TLS_ECDHE_PSK_", WIRE_EXCHANGE_NONE}, {"TLS_ECDHE_", WIRE_EXCHANGE_ECDHE},
    {"TLS_DHE_PSK_", WIRE_EXCHANGE_NONE},   {"TLS_DHE_", WIRE_EXCHANGE_DHE},
    {"TLS_RSA_PSK_", WIRE_EXCHANGE_NONE},   {"TLS_RSA_", WIRE_EXCHANGE_RSA},
};

WireKeyExchange wire_suite_exchange (uint16_t cipher_suite)
{
    const char *name = wire_name (&wire_cipher_suites, cipher_suite);
    for (size_t i = 0; name != NULL && i < G_N_ELEMENTS (exchanges); i++)
        if (g_str_has_prefix (name, exchanges[i].prefix))
            return exchanges[i].exchange;
    return WIRE_EXCHANGE_NONE;
}

/* By what the name has behind "_WITH"; the first that fits. */
static const struct {
    const char *part;
    WireSealing sealing;
} ciphers[] = {
    {"_GCM_", {WIRE_CIPHER_AEAD, .nonce_explicit = 8, .salt = 4, .tag = 16}},
    {"_CCM_8", {WIRE_CIPHER_AEAD, .nonce_explicit = 8, .salt = 4, .tag = 8}},
    {"_CCM", {WIRE_CIPHER_AEAD, .nonce_explicit = 8, .salt = 4, .tag = 16}},
    {"_CHACHA20_POLY1305_", {WIRE_CIPHER_AEAD, .tag = 16}},
    {"_DES40_CBC_", {WIRE_CIPHER_BLOCK, .iv = 8}},
    {"_3DES_EDE_CBC_", {WIRE_CIPHER_BLOCK, .iv = 8}},
    {"_DES_CBC_", {WIRE_CIPHER_BLOCK, .iv = 8}},
    {"_IDEA_CBC_", {WIRE_CIPHER_BLOCK, .iv = 8}},
    {"_RC2_CBC_", {WIRE_CIPHER_BLOCK, .iv = 8}},
    {"_CBC_", {WIRE_CIPHER_BLOCK, .iv = 16}}, /* AES, Camellia, ARIA, SEED */
    {"_RC4_", {WIRE_CIPHER_STREAM}},
    {"_NULL_", {WIRE_CIPHER_STREAM}},
};

static const struct {
    const char *suffix;
    uint8_t size;
} macs[] = {{"_MD5", 16}, {"_SHA", 20}, {"_SHA256", 32}, {"_SHA384", 48}};

bool wire_suite_sealing (uint16_t cipher_suite, uint16_t version, WireSealing *sealing)
{
    const char *name = wire_name (&wire_cipher_suites, cipher_suite);
    const char *with = name != NULL ? strstr (name, "_WITH_") : NULL;
    if (with == NULL)
        return false;
    with += strlen ("_WITH");
    size_t i = 0;
    while (i < G_N_ELEMENTS (ciphers) && strstr (with, ciphers[i].part) == NULL)
        i++;
    if (i == G_N_ELEMENTS (ciphers))
        return false;
    *sealing = ciphers[i].sealing;
    for (size_t k = 0; k < G_N_ELEMENTS (macs) && sealing->kind != WIRE_CIPHER_AEAD; k++)
        if (g_str_has_suffix (with, macs[k].suffix))
            sealing->mac = macs[k].size;
    /* Before TLS 1.1 the IV was the last block of the record before. */
    if (version <= WIRE_TLS10)
        sealing->iv = 0;
    return true;
}
