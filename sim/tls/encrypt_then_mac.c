#include "tls/extension.h"

/* encrypt_then_mac (RFC 7366): with a suite of CBC the MAC is made over the ciphertext, and a
 * receiver deciphers only what is genuine. */

static bool is_block (const TlsSuite *suite)
{
    WireSealing layers = {0};
    return suite != NULL && wire_suite_sealing (suite->id, WIRE_TLS12, &layers) &&
           layers.kind == WIRE_CIPHER_BLOCK;
}

/* Only to who might use it: with an AEAD there is no MAC to be moved. */
void *tls_offer_encrypt_then_mac (TlsParty *self)
{
    bool any = false;
    const GArray *suites = self->config->cipher_suites;
    for (guint i = 0; i < suites->len; i++)
        any |= is_block (tls_suite_find (g_array_index (suites, uint16_t, i)));
    return any && self->config->encrypt_then_mac ? tls_present : NULL;
}

BaseCause tls_note_encrypt_then_mac (TlsParty *self, const void *body)
{
    (void)body;
    self->encrypt_then_mac = self->config->encrypt_then_mac;
    return BASE_CAUSE_NONE;
}

/* RFC 7366 section 3: not in answer to a hello that ends with another kind of cipher. */
void *tls_answer_encrypt_then_mac (TlsParty *self)
{
    self->encrypt_then_mac = self->encrypt_then_mac && is_block (self->suite);
    return self->encrypt_then_mac ? tls_present : NULL;
}

BaseCause tls_read_encrypt_then_mac (TlsParty *self, const void *body)
{
    (void)body;
    self->encrypt_then_mac = true;
    return is_block (self->suite) ? BASE_CAUSE_NONE : BASE_CAUSE_FORBIDDEN_VALUE;
}
