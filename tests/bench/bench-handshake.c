/* A full handshake with its full trace, in memory: against GnuTLS, which traces nothing, in either
 * version, and in TLS 1.3 against the sum of the primitive operations that no engine can do
 * without. */
#include "measure.h"
#include "pair.h"

#include <stdio.h>
#include <string.h>

enum {
    ROUNDS = 101,
    MIN_RSA_BITS = 2048,
    /* RFC 9846 section 4.5.2: 64 spaces, the context string, a zero byte, the transcript hash */
    SIGNED_SIZE = 64 + 33 + 1 + 32
};

typedef struct {
    Pair pair, older; /* TLS 1.3, TLS 1.2 */
    /* inputs of the primitive operations */
    uint8_t private_key[32], public_key[32], shared[32], message[SIGNED_SIZE];
    CryptoPublicKey *leaf;
    GBytes *signature;
} Bench;

static void constant_draw (void *data, const char *label, uint8_t *out, size_t size)
{
    memset (out, 0x42, size);
}

static PkiVerdict *verify (const Pair *pair)
{
    return pki_verify (pki_identity_chain (pair->identity), pair->trust, pair_host, PAIR_EPOCH,
                       MIN_RSA_BITS);
}

static Bench *bench_new (void)
{
    Bench *self = g_new0 (Bench, 1);
    pair_init (&self->pair, WIRE_TLS13);
    pair_init (&self->older, WIRE_TLS12);
    constant_draw (NULL, NULL, self->private_key, sizeof self->private_key);
    constant_draw (NULL, NULL, self->message, sizeof self->message);
    crypto_group_public (crypto_group_find (PAIR_GROUP), self->private_key, self->public_key);
    self->signature =
        crypto_sign (crypto_scheme_find (PAIR_SCHEME), pki_identity_key (self->pair.identity),
                     constant_draw, NULL, base_span (self->message, SIGNED_SIZE));
    g_autoptr (PkiVerdict) verdict = verify (&self->pair);
    g_assert (verdict->cause == BASE_CAUSE_NONE);
    self->leaf = g_steal_pointer (&verdict->leaf_key);
    return self;
}

static void bench_free (Bench *self)
{
    pair_clear (&self->pair);
    pair_clear (&self->older);
    crypto_public_key_free (self->leaf);
    g_bytes_unref (self->signature);
    g_free (self);
}

static void make_key_share (void *data)
{
    Bench *self = data;
    crypto_group_public (crypto_group_find (PAIR_GROUP), self->private_key, self->public_key);
}

static void make_shared_secret (void *data)
{
    Bench *self = data;
    crypto_group_shared (crypto_group_find (PAIR_GROUP), self->private_key,
                         base_span (self->public_key, sizeof self->public_key), self->shared);
}

static void make_signature (void *data)
{
    Bench *self = data;
    g_bytes_unref (crypto_sign (crypto_scheme_find (PAIR_SCHEME),
                                pki_identity_key (self->pair.identity), constant_draw, NULL,
                                base_span (self->message, SIGNED_SIZE)));
}

static void check_signature (void *data)
{
    Bench *self = data;
    bool good =
        crypto_verify (crypto_scheme_find (PAIR_SCHEME), self->leaf,
                       base_span (self->message, SIGNED_SIZE), base_span_bytes (self->signature));
    g_assert (good);
}

static void check_chain (void *data)
{
    Bench *self = data;
    pki_verdict_free (verify (&self->pair));
}

enum { OURS, GNUTLS, OURS_12, GNUTLS_12, KEY_SHARE, SHARED, SIGN, VERIFY, CHAIN, N_MEASURES };

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
        [OURS] = {"our handshake, with its trace", pair_our_handshake, &self->pair, 3},
        [GNUTLS] = {"GnuTLS's handshake", pair_gnutls_handshake, &self->pair, 3},
        [OURS_12] = {"our handshake in TLS 1.2", pair_our_handshake, &self->older, 3},
        [GNUTLS_12] = {"GnuTLS's handshake in TLS 1.2", pair_gnutls_handshake, &self->older, 3},
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

    printf ("the trace of each of our handshakes has %u events, in TLS 1.2 %u\n",
            self->pair.n_events, self->older.n_events);
    double ours = measures[OURS].microseconds;
    bool fast = measure_at_least ("handshakes per second, ours / GnuTLS's",
                                  measures[GNUTLS].microseconds / ours, 1.0);
    fast &=
        measure_at_least ("handshakes per second in TLS 1.2, ours / GnuTLS's",
                          measures[GNUTLS_12].microseconds / measures[OURS_12].microseconds, 1.0);
    bool lean = measure_at_most ("our handshake / sum of its primitives", ours / sum, 1.25);
    bench_free (self);
    return fast && lean ? 0 : 1;
}
