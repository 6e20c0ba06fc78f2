/* A full handshake with its full trace, in memory: against GnuTLS, which traces nothing, and
 * against the sum of the primitive operations that no engine can do without. */
#include "control/run.h"
#include "gnutls-pair.h"
#include "measure.h"
#include "pki/identity.h"
#include "pki/verify.h"

#include <stdio.h>
#include <string.h>

static const char host[] = "server.example";

enum {
    ROUNDS = 101,
    EPOCH = 1788264000, /* 2026-09-01T12:00:00Z, when scenarios start */
    AES_128_GCM = 0x1301,
    X25519 = 0x001d,
    ECDSA = 0x0403,
    MIN_RSA_BITS = 2048,
    /* RFC 9846 section 4.5.2: 64 spaces, the context string, a zero byte, the transcript hash */
    SIGNED_SIZE = 64 + 33 + 1 + 32
};

typedef struct {
    TlsConfig *client, *server;
    PkiIdentity *identity;
    PkiTrust *trust;
    GnutlsPair *gnutls;
    unsigned n_events; /* in the trace of our handshake */
    /* inputs of the primitive operations */
    uint8_t private_key[32], public_key[32], shared[32], message[SIGNED_SIZE];
    CryptoPublicKey *leaf;
    GBytes *signature;
} Bench;

static void set_only (GArray *list, uint16_t value)
{
    g_array_set_size (list, 0);
    g_array_append_val (list, value);
}

static TlsConfig *config_new (TlsRole role)
{
    TlsConfig *config = tls_config_new (role);
    set_only (config->cipher_suites, AES_128_GCM);
    set_only (config->groups, X25519);
    set_only (config->key_shares, X25519);
    set_only (config->signature_schemes, ECDSA);
    return config;
}

static void constant_draw (void *data, const char *label, uint8_t *out, size_t size)
{
    memset (out, 0x42, size);
}

static Bench *bench_new (void)
{
    g_autoptr (GError) error = NULL;
    Bench *self = g_new0 (Bench, 1);
    self->identity = pki_identity_builtin ("ecdsa", host, &error);
    g_assert_no_error (error);
    self->trust = pki_trust_new ("teaching-root", &error);
    g_assert_no_error (error);

    self->client = config_new (TLS_CLIENT);
    self->client->trust = pki_trust_ref (self->trust);
    self->client->server_name = g_strdup (host);
    self->server = config_new (TLS_SERVER);
    self->server->identity = pki_identity_ref (self->identity);

    g_autofree char *chain = pki_identity_chain_pem (self->identity);
    g_autofree char *key = pki_identity_key_pem (self->identity);
    g_autofree char *trust = pki_trust_pem (self->trust);
    self->gnutls = gnutls_pair_new (chain, key, trust, host, EPOCH);

    constant_draw (NULL, NULL, self->private_key, sizeof self->private_key);
    constant_draw (NULL, NULL, self->message, sizeof self->message);
    crypto_group_public (crypto_group_find (X25519), self->private_key, self->public_key);
    self->signature = crypto_sign (crypto_scheme_find (ECDSA), pki_identity_key (self->identity),
                                   constant_draw, NULL, base_span (self->message, SIGNED_SIZE));
    g_autoptr (PkiVerdict) verdict =
        pki_verify (pki_identity_chain (self->identity), self->trust, host, EPOCH, MIN_RSA_BITS);
    g_assert (verdict->cause == BASE_CAUSE_NONE);
    self->leaf = g_steal_pointer (&verdict->leaf_key);
    return self;
}

static void bench_free (Bench *self)
{
    tls_config_unref (self->client);
    tls_config_unref (self->server);
    pki_identity_unref (self->identity);
    pki_trust_unref (self->trust);
    gnutls_pair_free (self->gnutls);
    crypto_public_key_free (self->leaf);
    g_bytes_unref (self->signature);
    g_free (self);
}

static void our_handshake (void *data)
{
    Bench *self = data;
    g_autoptr (ControlRun) run =
        control_run_new_with (self->client, self->server, "1", EPOCH, NULL, NULL, NULL);
    control_run_all (run);
    g_assert (g_str_equal (control_outcome (run), "established"));
    self->n_events = trace_length (control_run_trace (run));
}

static void gnutls_handshake_once (void *data)
{
    Bench *self = data;
    bool connected = gnutls_pair_connect (self->gnutls);
    g_assert (connected);
}

static void make_key_share (void *data)
{
    Bench *self = data;
    crypto_group_public (crypto_group_find (X25519), self->private_key, self->public_key);
}

static void make_shared_secret (void *data)
{
    Bench *self = data;
    crypto_group_shared (crypto_group_find (X25519), self->private_key,
                         base_span (self->public_key, sizeof self->public_key), self->shared);
}

static void make_signature (void *data)
{
    Bench *self = data;
    g_bytes_unref (crypto_sign (crypto_scheme_find (ECDSA), pki_identity_key (self->identity),
                                constant_draw, NULL, base_span (self->message, SIGNED_SIZE)));
}

static void check_signature (void *data)
{
    Bench *self = data;
    bool good =
        crypto_verify (crypto_scheme_find (ECDSA), self->leaf,
                       base_span (self->message, SIGNED_SIZE), base_span_bytes (self->signature));
    g_assert (good);
}

static void check_chain (void *data)
{
    Bench *self = data;
    pki_verdict_free (
        pki_verify (pki_identity_chain (self->identity), self->trust, host, EPOCH, MIN_RSA_BITS));
}

enum { OURS, GNUTLS, KEY_SHARE, SHARED, SIGN, VERIFY, CHAIN, N_MEASURES };

static double primitive_sum (const Measure *measures)
{
    return 2 * measures[KEY_SHARE].microseconds + 2 * measures[SHARED].microseconds +
           measures[SIGN].microseconds + measures[VERIFY].microseconds +
           measures[CHAIN].microseconds;
}

int main (void)
{
    Bench *self = bench_new ();
    Measure measures[N_MEASURES] = {
        [OURS] = {"our handshake, with its trace", our_handshake, self, 3},
        [GNUTLS] = {"GnuTLS's handshake", gnutls_handshake_once, self, 3},
        [KEY_SHARE] = {"x25519 key share (twice)", make_key_share, self, 5},
        [SHARED] = {"x25519 shared secret (twice)", make_shared_secret, self, 5},
        [SIGN] = {"ECDSA P-256 signature", make_signature, self, 3},
        [VERIFY] = {"ECDSA P-256 verification", check_signature, self, 3},
        [CHAIN] = {"chain verification, with DER import", check_chain, self, 3},
    };
    measure_all (measures, N_MEASURES, ROUNDS);

    for (unsigned i = 0; i < N_MEASURES; i++)
        printf ("%-40s %8.1f µs\n", measures[i].name, measures[i].microseconds);
    double sum = primitive_sum (measures);
    printf ("%-40s %8.1f µs\n", "sum of the primitive operations", sum);

    printf ("the trace of each of our handshakes has %u events\n", self->n_events);
    double ours = measures[OURS].microseconds;
    bool fast = measure_at_least ("handshakes per second, ours / GnuTLS's",
                                  measures[GNUTLS].microseconds / ours, 1.0);
    bool lean = measure_at_most ("our handshake / sum of its primitives", ours / sum, 1.25);
    bench_free (self);
    return fast && lean ? 0 : 1;
}
