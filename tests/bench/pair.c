#include "pair.h"

#include "control/run.h"

const char pair_host[] = "server.example";

enum { TLS_AES_128_GCM_SHA256 = 0x1301, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = 0xc02b };

static void set_only (GArray *list, uint16_t value)
{
    g_array_set_size (list, 0);
    g_array_append_val (list, value);
}

static TlsConfig *config_new (TlsRole role, uint16_t version)
{
    static const uint16_t secp256r1 = 0x0017;
    TlsConfig *config = tls_config_new (role);
    set_only (config->versions, version);
    set_only (config->cipher_suites, version == WIRE_TLS13
                                         ? TLS_AES_128_GCM_SHA256
                                         : TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    set_only (config->groups, PAIR_GROUP);
    if (version == WIRE_TLS12) /* of the certificate (RFC 8422 section 5.3) */
        g_array_append_val (config->groups, secp256r1);
    set_only (config->key_shares, PAIR_GROUP);
    set_only (config->signature_schemes, PAIR_SCHEME);
    return config;
}

void pair_init (Pair *self, uint16_t version)
{
    g_autoptr (GError) error = NULL;
    self->identity = pki_identity_builtin ("ecdsa", pair_host, &error);
    g_assert_no_error (error);
    self->trust = pki_trust_new ("teaching-root", &error);
    g_assert_no_error (error);

    self->client = config_new (TLS_CLIENT, version);
    self->client->trust = pki_trust_ref (self->trust);
    self->client->server_name = g_strdup (pair_host);
    self->server = config_new (TLS_SERVER, version);
    self->server->identity = pki_identity_ref (self->identity);

    g_autofree char *chain = pki_identity_chain_pem (self->identity);
    g_autofree char *key = pki_identity_key_pem (self->identity);
    g_autofree char *trust = pki_trust_pem (self->trust);
    self->gnutls =
        gnutls_pair_new (version == WIRE_TLS12, chain, key, trust, pair_host, PAIR_EPOCH);
}

void pair_clear (Pair *self)
{
    tls_config_unref (self->client);
    tls_config_unref (self->server);
    pki_identity_unref (self->identity);
    pki_trust_unref (self->trust);
    gnutls_pair_free (self->gnutls);
}

void pair_our_handshake (void *data)
{
    Pair *self = data;
    g_autoptr (ControlRun) run =
        control_run_new_with (self->client, self->server, "1", PAIR_EPOCH, NULL, NULL, NULL);
    control_run_all (run);
    g_assert (g_str_equal (control_outcome (run), "established"));
    self->n_events = trace_length (control_run_trace (run));
}

void pair_gnutls_handshake (void *data)
{
    Pair *self = data;
    bool connected = gnutls_pair_connect (self->gnutls);
    g_assert (connected);
}
