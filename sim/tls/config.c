#include "tls/config.h"

#include "crypto/group.h"
#include "tls/memory.h"
#include "wire/message.h"

static GArray *numbers (const uint16_t *values, guint n)
{
    GArray *array = g_array_sized_new (FALSE, FALSE, sizeof (uint16_t), n);
    g_array_append_vals (array, values, n);
    return array;
}

TlsConfig *tls_config_new (TlsRole role)
{
    static const uint16_t versions[] = {WIRE_TLS13};
    static const uint16_t default_suites[] = {0x1301, 0x1302, 0x1303};
    static const uint16_t groups[] = {0x001d, 0x0017};
    static const uint16_t modes[] = {WIRE_PSK_DHE_KE};
    static const uint16_t shares[] = {0x001d};
    static const uint16_t schemes[] = {0x0403, 0x0807, 0x0804, 0x0805, 0x0806};
    TlsConfig *config = g_new0 (TlsConfig, 1);
    config->references = 1;
    config->role = role;
    config->versions = numbers (versions, G_N_ELEMENTS (versions));
    config->cipher_suites = numbers (default_suites, G_N_ELEMENTS (default_suites));
    config->groups = numbers (groups, G_N_ELEMENTS (groups));
    config->key_shares = numbers (shares, G_N_ELEMENTS (shares));
    config->signature_schemes = numbers (schemes, G_N_ELEMENTS (schemes));
    config->certificate_schemes = g_array_new (FALSE, FALSE, sizeof (uint16_t));
    config->certificate_compression = g_array_new (FALSE, FALSE, sizeof (uint16_t));
    config->alpn = g_ptr_array_new_with_free_func (g_free);
    config->pins = g_ptr_array_new_with_free_func ((GDestroyNotify)pki_pin_free);
    config->oid_filters = g_ptr_array_new_with_free_func (g_free);
    config->misbehaves = g_ptr_array_new_with_free_func (g_free);
    config->min_rsa_bits = 2048;
    config->extended_main_secret = true;
    config->encrypt_then_mac = true;
    config->dh_min_bits = 2048; /* and the first of the groups, ffdhe2048 */
    config->psks = g_ptr_array_new_with_free_func ((GDestroyNotify)tls_psk_unref);
    config->psk_modes = numbers (modes, G_N_ELEMENTS (modes));
    config->ticket_lifetime = 7200;
    return config;
}

TlsConfig *tls_config_ref (TlsConfig *config)
{
    g_atomic_int_inc (&config->references);
    return config;
}

void tls_config_unref (TlsConfig *config)
{
    if (config == NULL || !g_atomic_int_dec_and_test (&config->references))
        return;
    g_array_unref (config->versions);
    g_array_unref (config->cipher_suites);
    g_array_unref (config->groups);
    g_array_unref (config->key_shares);
    g_array_unref (config->signature_schemes);
    g_array_unref (config->certificate_schemes);
    g_array_unref (config->certificate_compression);
    g_free (config->staple);
    g_clear_pointer (&config->staple_file, g_bytes_unref);
    g_ptr_array_unref (config->alpn);
    g_ptr_array_unref (config->psks);
    g_array_unref (config->psk_modes);
    g_clear_pointer (&config->early_data, g_bytes_unref);
    g_ptr_array_unref (config->oid_filters);
    g_ptr_array_unref (config->misbehaves);
    g_free (config->server_name);
    g_clear_pointer (&config->trust, pki_trust_unref);
    g_ptr_array_unref (config->pins);
    g_clear_pointer (&config->identity, pki_identity_unref);
    g_clear_pointer (&config->send, g_bytes_unref);
    g_clear_pointer (&config->reply, g_bytes_unref);
    g_clear_pointer (&config->after_close, g_bytes_unref);
    g_free (config->exporter);
    g_clear_pointer (&config->raw_extensions, g_bytes_unref);
    g_clear_pointer (&config->raw_retry_extensions, g_bytes_unref);
    g_clear_pointer (&config->raw_request_extensions, g_bytes_unref);
    g_clear_pointer (&config->raw_signature, g_bytes_unref);
    g_clear_pointer (&config->hello_order, g_array_unref);
    g_clear_pointer (&config->raw_tickets, g_ptr_array_unref);
    g_free (config);
}
