/* ML-KEM-768 against NIST's vectors and against OpenSSL, the sponge below it against Python's
 * hashlib, and X25519MLKEM768 above it, which is both ML-KEM's vectors and those of RFC 7748. */
#include "crypto/group.h"
#include "crypto/mlkem.h"
#include "crypto/sponge.h"

#include "vectors.h"

static GHashTable *vectors;

static BaseSpan vector (const char *name)
{
    return base_span_bytes (vectors_get (vectors, name));
}

/* "generate.0.ek" */
static BaseSpan numbered (const char *what, unsigned i, const char *name)
{
    g_autofree char *key = g_strdup_printf ("%s.%u.%s", what, i, name);
    return vector (key);
}

static void assert_is (const uint8_t *got, BaseSpan want)
{
    g_autofree char *is = base_hex (base_span (got, want.size));
    g_autofree char *should_be = base_hex (want);
    g_assert_cmpstr (is, ==, should_be);
}

/* ---- The sponge ---- */

typedef struct {
    void (*start) (CryptoSponge *sponge);
    size_t size; /* of the message 0, 1, … 250, 0, … */
    size_t skip; /* bytes squeezed before those that are compared */
    const char *want;
} SpongeVector;

/* hashlib.shake_128 (message).hexdigest (skip + …) and so on, at the edges of the rates. */
static const SpongeVector sponge_vectors[] = {
    {crypto_sponge_sha3_256, 136, 0,
     "cf3ccff92480a29160c2d38317c430e14749bfee1788106957dfe73f8c4930e5"},
    {crypto_sponge_sha3_256, 200, 0,
     "5f728f63bf5ee48c77f453c0490398fa645b8d4c4e56be9a41cfec344d6ca899"},
    {crypto_sponge_sha3_512, 72, 0,
     "5d63f2bbe971a983ac6847480106e4e1264ee3a0befd79954914e1d86e795b2e"
     "18238f12fc5e46cb9cc78efdec610a93647cc04e1c23d8caaa6a58c21dd26c07"},
    {crypto_sponge_shake128, 0, 0,
     "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"},
    {crypto_sponge_shake128, 168, 0,
     "f15277eb61c4908d44a2853f3cde071ae2ed7a23461fbe162a1a98cf6875059c"},
    {crypto_sponge_shake128, 200, 384, "3fa6be71b2cf3888ff169e5a98c7fa85"},
    {crypto_sponge_shake256, 135, 0,
     "c45dae624ad8a2f5aa7bac9d7557737fd91c96eedb70a6be5574d57a844eade0"},
    {crypto_sponge_shake256, 200, 384, "2b7168357432a603b2142f74dadd2b5a"},
};

static void the_sponge_is_that_of_fips_202 (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (sponge_vectors); i++) {
        const SpongeVector *v = &sponge_vectors[i];
        uint8_t message[256], out[512];
        for (unsigned j = 0; j < sizeof message; j++)
            message[j] = (uint8_t)(j % 251);
        CryptoSponge sponge;
        v->start (&sponge);
        size_t half = v->size / 2;
        crypto_sponge_absorb (&sponge, base_span (message, half));
        crypto_sponge_absorb (&sponge, base_span (message + half, v->size - half));
        if (v->skip > 0)
            crypto_sponge_squeeze (&sponge, out, v->skip);
        crypto_sponge_squeeze (&sponge, out, strlen (v->want) / 2);
        g_autofree char *hex = base_hex (base_span (out, strlen (v->want) / 2));
        g_assert_cmpstr (hex, ==, v->want);
    }
}

/* ---- ML-KEM-768 ---- */

static void generates_nists_keys (void)
{
    for (unsigned i = 0; i < 2; i++) {
        uint8_t seed[CRYPTO_MLKEM_SEED_SIZE];
        uint8_t ek[CRYPTO_MLKEM_ENCAPSULATION_KEY_SIZE], dk[CRYPTO_MLKEM_DECAPSULATION_KEY_SIZE];
        memcpy (seed, numbered ("generate", i, "d").data, 32);
        memcpy (seed + 32, numbered ("generate", i, "z").data, 32);
        crypto_mlkem_generate (seed, ek, dk);
        assert_is (ek, numbered ("generate", i, "ek"));
        assert_is (dk, numbered ("generate", i, "dk"));
    }
}

static void encapsulates_as_nist (void)
{
    for (unsigned i = 0; i < 2; i++) {
        uint8_t ciphertext[CRYPTO_MLKEM_CIPHERTEXT_SIZE], shared[CRYPTO_MLKEM_SHARED_SIZE];
        g_assert_true (crypto_mlkem_encapsulate (numbered ("encapsulate", i, "ek").data,
                                                 numbered ("encapsulate", i, "m").data, ciphertext,
                                                 shared));
        assert_is (ciphertext, numbered ("encapsulate", i, "c"));
        assert_is (shared, numbered ("encapsulate", i, "k"));
    }
}

/* Good ciphertexts, and such as nobody could have made by the rules: for these the secret is one
 * that only the owner of the key can compute. */
static void decapsulates_and_rejects_as_nist (void)
{
    static const char *const kinds[] = {"decapsulate", "reject"};
    for (unsigned kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
        for (unsigned i = 0; i < 2; i++) {
            uint8_t shared[CRYPTO_MLKEM_SHARED_SIZE];
            crypto_mlkem_decapsulate (numbered (kinds[kind], i, "dk").data,
                                      numbered (kinds[kind], i, "c").data, shared);
            assert_is (shared, numbered (kinds[kind], i, "k"));
        }
}

static void decapsulates_what_openssl_made (void)
{
    uint8_t shared[CRYPTO_MLKEM_SHARED_SIZE];
    crypto_mlkem_decapsulate (vector ("generate.0.dk").data, vector ("openssl.c").data, shared);
    assert_is (shared, vector ("openssl.k"));
}

/* FIPS 203 section 7.2: twelve bits can say 3329 to 4095, and a key must not. Each coefficient in
 * turn, as the least number that is too large. */
static void refuses_keys_that_are_not_reduced (void)
{
    BaseSpan good = vector ("encapsulate.0.ek");
    uint8_t ek[CRYPTO_MLKEM_ENCAPSULATION_KEY_SIZE];
    uint8_t ciphertext[CRYPTO_MLKEM_CIPHERTEXT_SIZE], shared[CRYPTO_MLKEM_SHARED_SIZE];
    for (unsigned value = 3328; value <= 3329; value++)
        for (unsigned i = 0; i < 3 * 256; i++) {
            memcpy (ek, good.data, good.size);
            uint8_t *pair = ek + i / 2 * 3;
            if (i % 2 == 0) {
                pair[0] = (uint8_t)value;
                pair[1] = (uint8_t)((pair[1] & 0xf0) | value >> 8);
            } else {
                pair[1] = (uint8_t)((pair[1] & 0x0f) | value << 4);
                pair[2] = (uint8_t)(value >> 4);
            }
            if (value == 3328 && i % 64 != 0)
                continue; /* enough of those that are well */
            g_assert_true (crypto_mlkem_encapsulate (ek, good.data, ciphertext, shared) ==
                           (value == 3328));
        }
}

/* ---- X25519MLKEM768 ---- */

static const CryptoGroup *hybrid (void)
{
    return crypto_group_find (0x11ec);
}

/* Joins the bytes of several vectors. */
static BaseSpan join (uint8_t *out, BaseSpan a, BaseSpan b, BaseSpan c)
{
    memcpy (out, a.data, a.size);
    memcpy (out + a.size, b.data, b.size);
    if (c.size > 0)
        memcpy (out + a.size + b.size, c.data, c.size);
    return base_span (out, a.size + b.size + c.size);
}

static const BaseSpan nothing;

static void the_client_of_the_hybrid (void)
{
    uint8_t private_key[96], want[1216], peer[1120], public[1216], shared[64];
    join (private_key, vector ("generate.0.d"), vector ("generate.0.z"), vector ("x25519.alice"));
    crypto_group_public (hybrid (), private_key, public);
    assert_is (public,
               join (want, vector ("generate.0.ek"), vector ("x25519.alice_public"), nothing));

    BaseSpan answer = join (peer, vector ("openssl.c"), vector ("x25519.bob_public"), nothing);
    g_assert_true (crypto_group_shared (hybrid (), private_key, answer, shared));
    assert_is (shared, join (want, vector ("openssl.k"), vector ("x25519.shared"), nothing));
}

static void give (void *data, const char *label, uint8_t *out, size_t size)
{
    const BaseSpan *drawn = data;
    g_assert_cmpstr (label, ==, "key_share.X25519MLKEM768");
    g_assert_cmpuint (size, ==, drawn->size);
    memcpy (out, drawn->data, size);
}

static bool respond (BaseSpan peer, uint8_t *response, uint8_t *shared)
{
    uint8_t bytes[64];
    BaseSpan drawn = join (bytes, vector ("encapsulate.0.m"), vector ("x25519.bob"), nothing);
    return crypto_group_respond (hybrid (), give, &drawn, "key_share.X25519MLKEM768", peer,
                                 response, shared);
}

static void the_server_of_the_hybrid (void)
{
    uint8_t share[1216], response[1120], shared[64], want[1120];
    BaseSpan peer =
        join (share, vector ("encapsulate.0.ek"), vector ("x25519.alice_public"), nothing);
    g_assert_true (respond (peer, response, shared));
    assert_is (response,
               join (want, vector ("encapsulate.0.c"), vector ("x25519.bob_public"), nothing));
    assert_is (shared, join (want, vector ("encapsulate.0.k"), vector ("x25519.shared"), nothing));
}

/* A bad half spoils the whole: a key that is not reduced, a point that leads to zero. */
static void each_half_of_the_hybrid_is_checked (void)
{
    uint8_t share[1216], response[1120], shared[64], private_key[96];
    BaseSpan peer =
        join (share, vector ("encapsulate.0.ek"), vector ("x25519.alice_public"), nothing);
    share[0] = 0xff;
    share[1] |= 0x0f;
    g_assert_false (respond (peer, response, shared));
    join (share, vector ("encapsulate.0.ek"), vector ("x25519.alice_public"), nothing);
    memset (share + 1184, 0, 32);
    g_assert_false (respond (peer, response, shared));

    join (private_key, vector ("generate.0.d"), vector ("generate.0.z"), vector ("x25519.alice"));
    BaseSpan answer = join (response, vector ("openssl.c"), vector ("x25519.bob_public"), nothing);
    g_assert_true (crypto_group_shared (hybrid (), private_key, answer, shared));
    memset (response + 1088, 0, 32);
    g_assert_false (crypto_group_shared (hybrid (), private_key, answer, shared));
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    vectors = vectors_load ("mlkem768.txt");
    g_test_add_func ("/mlkem/the-sponge-is-that-of-fips-202", the_sponge_is_that_of_fips_202);
    g_test_add_func ("/mlkem/generates-nists-keys", generates_nists_keys);
    g_test_add_func ("/mlkem/encapsulates-as-nist", encapsulates_as_nist);
    g_test_add_func ("/mlkem/decapsulates-and-rejects-as-nist", decapsulates_and_rejects_as_nist);
    g_test_add_func ("/mlkem/decapsulates-what-openssl-made", decapsulates_what_openssl_made);
    g_test_add_func ("/mlkem/refuses-keys-that-are-not-reduced", refuses_keys_that_are_not_reduced);
    g_test_add_func ("/mlkem/the-client-of-the-hybrid", the_client_of_the_hybrid);
    g_test_add_func ("/mlkem/the-server-of-the-hybrid", the_server_of_the_hybrid);
    g_test_add_func ("/mlkem/each-half-of-the-hybrid-is-checked",
                     each_half_of_the_hybrid_is_checked);
    int result = g_test_run ();
    g_hash_table_unref (vectors);
    return result;
}
