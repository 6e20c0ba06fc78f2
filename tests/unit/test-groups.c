#include "../vectors/vectors.h"
#include "crypto-bytes.h"

enum { X25519 = 0x001d, X448 = 0x001e, P256 = 0x0017, P521 = 0x0019, FFDHE2048 = 0x0100 };

/* ---- Vectors by the name of the group ---- */

static GHashTable *vectors;

static BaseSpan vector (const CryptoGroup *group, const char *name)
{
    g_autofree char *key = g_strdup_printf ("%s.%s", group->name, name);
    return base_span_bytes (vectors_get (vectors, key));
}

static bool has_vector (const CryptoGroup *group, const char *name)
{
    g_autofree char *key = g_strdup_printf ("%s.%s", group->name, name);
    return g_hash_table_contains (vectors, key);
}

static void assert_same (BaseSpan got, BaseSpan want)
{
    g_assert_cmpmem (got.data, got.size, want.data, want.size);
}

static bool shares (const CryptoGroup *group, BaseSpan private_key, BaseSpan peer)
{
    uint8_t shared[CRYPTO_MAX_SHARED_SIZE];
    return crypto_group_shared (group, private_key.data, peer, shared);
}

/* ---- Every group ---- */

static void groups_are_those_of_the_registry (void)
{
    static const char *const want[] = {"x25519",    "secp256r1", "secp384r1",
                                       "secp521r1", "x448",      "ffdhe2048",
                                       "ffdhe3072", "ffdhe4096", "X25519MLKEM768"};
    for (unsigned i = 0; i < G_N_ELEMENTS (want); i++) {
        const CryptoGroup *group = crypto_group_at (i);
        g_assert_cmpstr (group->name, ==, want[i]);
        g_assert_true (crypto_group_find (group->id) == group);
        g_assert_cmpint (crypto_group_suits12 (group), ==,
                         !g_str_equal (want[i], "X25519MLKEM768"));
        g_assert_cmpuint (group->private_size, <=, CRYPTO_MAX_PRIVATE_SIZE);
        g_assert_cmpuint (group->public_size, <=, CRYPTO_MAX_PUBLIC_SIZE);
        g_assert_cmpuint (group->response_size, <=, CRYPTO_MAX_PUBLIC_SIZE);
        g_assert_cmpuint (group->shared_size, <=, CRYPTO_MAX_SHARED_SIZE);
    }
    g_assert_null (crypto_group_at (G_N_ELEMENTS (want)));
    g_assert_null (crypto_group_find (0x0a0a));
}

/* RFC 7748 section 6, RFC 5903 section 8, and the groups of RFC 7919. The secrets of the latter
 * begin with a zero byte, which must stay (RFC 9846 section 7.4.1). */
static void groups_match_published_vectors (void)
{
    for (unsigned i = 0; crypto_group_at (i) != NULL; i++) {
        const CryptoGroup *group = crypto_group_at (i);
        if (!has_vector (group, "private_a"))
            continue;
        BaseSpan a = vector (group, "private_a"), b = vector (group, "private_b");
        BaseSpan public_a = vector (group, "public_a"), public_b = vector (group, "public_b");
        uint8_t public[CRYPTO_MAX_PUBLIC_SIZE], shared[CRYPTO_MAX_SHARED_SIZE];
        g_assert_cmpuint (a.size, ==, group->private_size);
        crypto_group_public (group, a.data, public);
        assert_same (base_span (public, group->public_size), public_a);
        crypto_group_public (group, b.data, public);
        assert_same (base_span (public, group->public_size), public_b);
        g_assert_true (crypto_group_shared (group, a.data, public_b, shared));
        assert_same (base_span (shared, group->shared_size), vector (group, "shared"));
        g_assert_true (crypto_group_shared (group, b.data, public_a, shared));
        assert_same (base_span (shared, group->shared_size), vector (group, "shared"));
    }
}

static void vector_draw (void *data, const char *label, uint8_t *out, size_t size)
{
    const BaseSpan *value = data;
    g_assert_cmpstr (label, ==, "key_share");
    g_assert_cmpuint (value->size, ==, size);
    memcpy (out, value->data, size);
}

static void responding_is_the_other_half (void)
{
    for (unsigned i = 0; crypto_group_at (i) != NULL; i++) {
        const CryptoGroup *group = crypto_group_at (i);
        if (!has_vector (group, "private_a"))
            continue;
        BaseSpan b = vector (group, "private_b");
        uint8_t public[CRYPTO_MAX_PUBLIC_SIZE], shared[CRYPTO_MAX_SHARED_SIZE];
        g_assert_true (crypto_group_respond (group, vector_draw, &b, "key_share",
                                             vector (group, "public_a"), public, shared));
        assert_same (base_span (public, group->response_size), vector (group, "public_b"));
        assert_same (base_span (shared, group->shared_size), vector (group, "shared"));
    }
}

static void wrong_sizes_are_refused (void)
{
    static uint8_t share[CRYPTO_MAX_PUBLIC_SIZE + 1];
    uint8_t public[CRYPTO_MAX_PUBLIC_SIZE], shared[CRYPTO_MAX_SHARED_SIZE];
    uint8_t private_key[CRYPTO_MAX_PRIVATE_SIZE], next = 1;
    for (unsigned i = 0; crypto_group_at (i) != NULL; i++) {
        const CryptoGroup *group = crypto_group_at (i);
        crypto_group_generate (group, counting_draw, &next, "key_share", private_key);
        size_t sizes[] = {0, 1, group->response_size - 1, group->response_size + 1};
        for (unsigned j = 0; j < G_N_ELEMENTS (sizes); j++)
            g_assert_false (
                crypto_group_shared (group, private_key, base_span (share, sizes[j]), shared));
        size_t asked[] = {0, 1, group->public_size - 1, group->public_size + 1};
        for (unsigned j = 0; j < G_N_ELEMENTS (asked); j++)
            g_assert_false (crypto_group_respond (group, counting_draw, &next, "key_share",
                                                  base_span (share, asked[j]), public, shared));
    }
}

/* ---- x25519, x448 ---- */

/* RFC 7748 section 5.2: the second vector has the unused high bit of u set, which is to be
 * ignored; then the iteration. */
static void x25519_matches_rfc_7748_section_5_2 (void)
{
    HEX (scalar, "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d");
    HEX (u, "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493");
    const CryptoGroup *x25519 = crypto_group_find (X25519);
    uint8_t out[32];
    g_assert_true (crypto_group_shared (x25519, scalar.data, u, out));
    assert_hex (base_span (out, 32),
                "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957");

    uint8_t k[32] = {9}, next_u[32] = {9};
    for (unsigned i = 0; i < 1000; i++) {
        g_assert_true (crypto_group_shared (x25519, k, base_span (next_u, 32), out));
        memcpy (next_u, k, 32);
        memcpy (k, out, 32);
        if (i == 0)
            assert_hex (base_span (k, 32),
                        "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
    }
    assert_hex (base_span (k, 32),
                "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
}

/* The points of order 1, 2, 4 and 8, as 0, 1, p - 1, p, p + 1 and the two of order 8: RFC 7748
 * section 6.1 has every private value lead to zero there. */
static void x25519_refuses_an_all_zero_result (void)
{
    static const char *const low[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    };
    const CryptoGroup *group = crypto_group_find (X25519);
    for (unsigned i = 0; i < G_N_ELEMENTS (low); i++) {
        HEX (peer, low[i]);
        g_assert_false (shares (group, vector (group, "private_a"), peer));
    }
}

#define ZEROS_28 "00000000000000000000000000000000000000000000000000000000"
#define ONES_28 "ffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
#define ONES_27 "ffffffffffffffffffffffffffffffffffffffffffffffffffffff"

/* p = 2^448 - 2^224 - 1, with the least byte first: 0, 1, p - 1, p and p + 1 have order 1, 2 or 4,
 * which RFC 7748's fixed bits turn into zero. */
static void x448_refuses_an_all_zero_result (void)
{
    static const char *const low[] = {
        ZEROS_28 ZEROS_28,         "01" ZEROS_28 ZEROS_28, "fe" ONES_27 "fe" ONES_27,
        "ff" ONES_27 "fe" ONES_27, ZEROS_28 ONES_28,
    };
    const CryptoGroup *group = crypto_group_find (X448);
    for (unsigned i = 0; i < G_N_ELEMENTS (low); i++) {
        HEX (peer, low[i]);
        g_assert_cmpuint (peer.size, >=, 56);
        g_assert_false (shares (group, vector (group, "private_a"), base_span (peer.data, 56)));
    }
}

/* ---- NIST's curves ---- */

static void assert_refuses_bent (const CryptoGroup *group)
{
    BaseSpan private_key = vector (group, "private_a"), good = vector (group, "public_b");
    uint8_t bent[CRYPTO_MAX_PUBLIC_SIZE];
    for (size_t bit = 0; bit < good.size * 8; bit++) {
        memcpy (bent, good.data, good.size);
        bent[bit / 8] ^= (uint8_t)(1 << bit % 8);
        g_assert_false (shares (group, private_key, base_span (bent, good.size)));
    }
}

static void nist_curves_refuse_what_is_no_point (void)
{
    for (uint16_t id = P256; id <= P521; id++) {
        const CryptoGroup *group = crypto_group_find (id);
        BaseSpan private_key = vector (group, "private_a"), root = vector (group, "root_of_b");
        size_t size = group->shared_size;
        assert_refuses_bent (group);

        uint8_t point[133] = {4};
        BaseSpan share = base_span (point, group->public_size);
        g_assert_false (shares (group, private_key, share)); /* (0, 0) */
        memcpy (point + 1 + size, root.data, size);
        g_assert_true (shares (group, private_key, share)); /* x = 0 */
        memcpy (point + 1, vector (group, "prime").data, size);
        g_assert_false (shares (group, private_key, share)); /* x = p, which is no way to say 0 */
    }
}

static void nist_curves_keep_leading_zeros (void)
{
    for (uint16_t id = P256; id <= P521; id++) {
        const CryptoGroup *group = crypto_group_find (id);
        uint8_t public[133], shared[66], one[66] = {0};
        one[group->private_size - 1] = 1;
        crypto_group_public (group, vector (group, "k").data, public);
        BaseSpan point = base_span (public, group->public_size);
        assert_same (point, vector (group, "k_point"));
        g_assert_cmpuint (public[1], ==, 0);
        g_assert_true (crypto_group_shared (group, one, point, shared));
        g_assert_cmpmem (shared, group->shared_size, public + 1, group->shared_size);
    }
}

#define ZERO_16 "00000000000000000000000000000000"
#define P256_ORDER "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define IN_RANGE ZERO_16 "feffe9928665731c6d6a8f9467308308"

static void generating_draws_until_it_fits (void)
{
    static const char *const values[] = {ZERO_16 ZERO_16, P256_ORDER, IN_RANGE};
    Script script = {.values = values};
    uint8_t private_key[CRYPTO_MAX_PRIVATE_SIZE];
    crypto_group_generate (crypto_group_find (P256), script_draw, &script, "key_share.secp256r1",
                           private_key);
    assert_hex (base_span (private_key, 32), IN_RANGE);
    g_assert_cmpuint (script.used, ==, 3);
    g_assert_cmpstr (script.label, ==, "key_share.secp256r1");

    script.used = 0;
    crypto_group_generate (crypto_group_find (X25519), script_draw, &script, "key_share.x25519",
                           private_key);
    g_assert_cmpuint (script.used, ==, 1);
}

/* 521 bits of 528: the seven that are too many are dropped, not hoped to be zero. */
static void secp521r1_drops_the_bits_it_has_not (void)
{
    static const char *const values[] = {
        "fe80" ZERO_16 ZERO_16 ZERO_16 ZERO_16, /* nothing is left of it but one bit */
    };
    Script script = {.values = values};
    uint8_t private_key[66];
    crypto_group_generate (crypto_group_find (P521), script_draw, &script, "key_share.secp521r1",
                           private_key);
    assert_hex (base_span (private_key, 66), "0080" ZERO_16 ZERO_16 ZERO_16 ZERO_16);
    g_assert_cmpuint (script.used, ==, 1);
}

/* ---- Finite fields ---- */

/* RFC 7919 section 5.1: 1 < y < p - 1, and no other way to write a number. */
static void finite_fields_refuse_what_is_out_of_range (void)
{
    for (uint16_t id = FFDHE2048; crypto_group_find (id) != NULL; id++) {
        const CryptoGroup *group = crypto_group_find (id);
        BaseSpan private_key = vector (group, "private_a"), prime = vector (group, "prime");
        uint8_t y[512] = {0};
        BaseSpan share = base_span (y, group->public_size);
        for (unsigned low = 0; low <= 2; low++) {
            y[share.size - 1] = (uint8_t)low;
            g_assert_true (shares (group, private_key, share) == (low == 2));
        }
        memcpy (y, prime.data, prime.size);
        g_assert_false (shares (group, private_key, share)); /* p */
        y[share.size - 1]--;
        g_assert_false (shares (group, private_key, share)); /* p - 1 */
        y[share.size - 1]--;
        g_assert_true (shares (group, private_key, share)); /* p - 2 */
        memset (y, 0xff, sizeof y);
        g_assert_false (shares (group, private_key, share));
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    vectors = vectors_load ("groups.txt");
    g_test_add_func ("/groups/are-those-of-the-registry", groups_are_those_of_the_registry);
    g_test_add_func ("/groups/match-published-vectors", groups_match_published_vectors);
    g_test_add_func ("/groups/responding-is-the-other-half", responding_is_the_other_half);
    g_test_add_func ("/groups/wrong-sizes-are-refused", wrong_sizes_are_refused);
    g_test_add_func ("/groups/x25519-matches-rfc-7748-5.2", x25519_matches_rfc_7748_section_5_2);
    g_test_add_func ("/groups/x25519-refuses-an-all-zero-result",
                     x25519_refuses_an_all_zero_result);
    g_test_add_func ("/groups/x448-refuses-an-all-zero-result", x448_refuses_an_all_zero_result);
    g_test_add_func ("/groups/nist-curves-refuse-what-is-no-point",
                     nist_curves_refuse_what_is_no_point);
    g_test_add_func ("/groups/nist-curves-keep-leading-zeros", nist_curves_keep_leading_zeros);
    g_test_add_func ("/groups/generating-draws-until-it-fits", generating_draws_until_it_fits);
    g_test_add_func ("/groups/secp521r1-drops-the-bits-it-has-not",
                     secp521r1_drops_the_bits_it_has_not);
    g_test_add_func ("/groups/finite-fields-refuse-what-is-out-of-range",
                     finite_fields_refuse_what_is_out_of_range);
    int result = g_test_run ();
    g_hash_table_unref (vectors);
    return result;
}
