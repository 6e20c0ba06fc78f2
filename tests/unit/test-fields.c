#include "crypto/field.h"
#include "crypto/hash.h"

#include "../vectors/vectors.h"
#include "crypto-bytes.h"

static GHashTable *vectors;

static BaseSpan vector (const char *kind, const char *name)
{
    g_autofree char *key = g_strdup_printf ("%s.%s", kind, name);
    return base_span_bytes (vectors_get (vectors, key));
}

static CryptoField *field_of (const char *name)
{
    if (g_str_equal (name, "own"))
        return crypto_field_new (vector ("own", "p"), vector ("own", "g"), NULL);
    return crypto_field_new_known (crypto_prime_find (name));
}

/* ---- Primes ---- */

static void primes_are_those_of_openssl (void)
{
    unsigned n = 0;
    for (const CryptoPrime *prime; (prime = crypto_prime_at (n)) != NULL; n++) {
        g_autoptr (CryptoField) field = crypto_field_new_known (prime);
        g_autoptr (GBytes) p = crypto_field_p (field);
        g_autoptr (GBytes) g = crypto_field_g (field);
        g_assert_true (crypto_prime_find (prime->name) == prime);
        g_assert_cmpuint (crypto_field_bits (field), ==, prime->bits);
        g_assert_cmpuint (crypto_field_size (field), ==, prime->bits / 8);
        g_assert_cmpuint (g_bytes_get_size (p), ==, prime->bits / 8);
        assert_hex (base_span_bytes (g), "02");
        if (g_str_equal (prime->name, "export512"))
            continue;
        uint8_t digest[CRYPTO_MAX_HASH_SIZE];
        crypto_hash (CRYPTO_SHA256, base_span_bytes (p), digest);
        BaseSpan want = vector (prime->name, "sha256");
        g_assert_cmpmem (digest, 32, want.data, want.size);
    }
    g_assert_cmpuint (n, ==, 14);
    g_assert_null (crypto_prime_find ("modp2049"));
    g_assert_cmpuint (crypto_prime_find ("ffdhe3072")->group, ==, 0x0101);
    g_assert_cmpuint (crypto_prime_find ("modp2048")->group, ==, 0);
}

/* With another generator it has no name, and is looked at like any other. */
static void export512_is_a_safe_prime (void)
{
    g_autoptr (CryptoField) known = field_of ("export512");
    g_autoptr (GBytes) p = crypto_field_p (known);
    HEX (five, "05");
    g_autoptr (CryptoField) field = crypto_field_new (base_span_bytes (p), five, NULL);
    g_assert_null (crypto_field_known (field));
    g_assert_true (crypto_field_is_safe (field));
    g_assert_true (crypto_field_is_safe (known));
}

static void a_named_prime_is_recognised (void)
{
    HEX (two, "0002");
    HEX (three, "03");
    for (unsigned i = 0; crypto_prime_at (i) != NULL; i++) {
        g_autoptr (CryptoField) known = crypto_field_new_known (crypto_prime_at (i));
        g_autoptr (GBytes) p = crypto_field_p (known);
        g_autoptr (GByteArray) longer = g_byte_array_new ();
        base_append_number (longer, 0, 2);
        base_append_span (longer, base_span_bytes (p));
        CryptoFieldFault fault = CRYPTO_FIELD_EVEN;
        g_autoptr (CryptoField) met =
            crypto_field_new (base_span (longer->data, longer->len), two, &fault);
        g_assert_cmpint (fault, ==, CRYPTO_FIELD_GOOD);
        g_assert_true (crypto_field_known (met) == crypto_prime_at (i));
        g_autoptr (CryptoField) other = crypto_field_new (base_span_bytes (p), three, NULL);
        g_assert_null (crypto_field_known (other));
        longer->data[longer->len - 1] ^= 2;
        g_autoptr (CryptoField) near =
            crypto_field_new (base_span (longer->data, longer->len), two, NULL);
        g_assert_null (crypto_field_known (near));
    }
}

/* ---- What is no field ---- */

static CryptoFieldFault fault_of (const char *p, unsigned zeros, const char *last, const char *g)
{
    HEX (first, p);
    HEX (end, last);
    HEX (generator, g);
    g_autoptr (GByteArray) number = g_byte_array_new ();
    base_append_span (number, first);
    for (unsigned i = 0; i < zeros; i++)
        base_append_number (number, 0, 1);
    base_append_span (number, end);
    CryptoFieldFault fault;
    g_autoptr (CryptoField) field =
        crypto_field_new (base_span (number->data, number->len), generator, &fault);
    g_assert_cmpint (field != NULL, ==, fault == CRYPTO_FIELD_GOOD);
    return fault;
}

static void what_cannot_work_is_refused (void)
{
    g_assert_cmpint (fault_of ("80", 62, "01", "02"), ==, CRYPTO_FIELD_GOOD); /* 512 bits */
    g_assert_cmpint (fault_of ("7f", 62, "01", "02"), ==, CRYPTO_FIELD_TOO_SMALL);
    g_assert_cmpint (fault_of ("", 0, "", "02"), ==, CRYPTO_FIELD_TOO_SMALL);
    g_assert_cmpint (fault_of ("ff", 1022, "01", "02"), ==, CRYPTO_FIELD_GOOD); /* 8192 bits */
    g_assert_cmpint (fault_of ("01", 1023, "01", "02"), ==, CRYPTO_FIELD_TOO_LARGE);
    g_assert_cmpint (fault_of ("ff", 254, "02", "02"), ==, CRYPTO_FIELD_EVEN);
    g_assert_cmpint (fault_of ("ff", 254, "01", ""), ==, CRYPTO_FIELD_GENERATOR);
    g_assert_cmpint (fault_of ("ff", 254, "01", "0001"), ==, CRYPTO_FIELD_GENERATOR);
    char minus_one[] = "ff"
                       "00000000000000000000000000000000000000000000000000000000000000"
                       "0000000000000000000000000000000000000000000000000000000000000000";
    g_assert_cmpint (fault_of ("ff", 62, "01", minus_one), ==, CRYPTO_FIELD_GENERATOR);
    minus_one[sizeof minus_one - 2] = '1'; /* p itself */
    g_assert_cmpint (fault_of ("ff", 62, "01", minus_one), ==, CRYPTO_FIELD_GENERATOR);
    memcpy (minus_one, "fe", 2);
    g_assert_cmpint (fault_of ("ff", 62, "01", minus_one), ==, CRYPTO_FIELD_GOOD);
}

/* 2^521 - 1 is prime (Robinson 1952), but 2^520 - 1, its half, divides by 3, and so does 2^522 - 1,
 * of which that prime is the half. */
static void primes_that_are_not_safe_are_told (void)
{
    uint8_t half_is_not[66], only_half_is[66];
    HEX (two, "02");
    memset (half_is_not, 0xff, sizeof half_is_not);
    memset (only_half_is, 0xff, sizeof only_half_is);
    half_is_not[0] = 1;
    only_half_is[0] = 3;
    g_autoptr (CryptoField) prime = crypto_field_new (base_span (half_is_not, 66), two, NULL);
    g_autoptr (CryptoField) composite = crypto_field_new (base_span (only_half_is, 66), two, NULL);
    g_autoptr (CryptoField) own = field_of ("own");
    g_assert_true (crypto_field_is_prime (prime));
    g_assert_false (crypto_field_is_prime (composite));
    g_assert_true (crypto_field_is_prime (own));
    g_assert_false (crypto_field_is_safe (prime));
    g_assert_false (crypto_field_is_safe (composite));
    g_assert_true (crypto_field_is_safe (own));
    g_assert_cmpuint (crypto_field_bits (own), ==, 1022);
}

/* ---- The exchange ---- */

static void assert_shares (const CryptoField *field, BaseSpan private_key, BaseSpan peer,
                           BaseSpan want)
{
    uint8_t shared[CRYPTO_FIELD_MAX_SIZE];
    size_t size = 0;
    g_assert_true (crypto_field_shared (field, private_key.data, peer, shared, &size));
    g_assert_cmpmem (shared, size, want.data, want.size);
}

/* Each of these secrets has lost a zero byte (RFC 5246 section 8.1.2). */
static void secrets_match_python_without_leading_zeros (void)
{
    static const char *const names[] = {"modp2048", "ffdhe2048", "own"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (CryptoField) field = field_of (names[i]);
        BaseSpan a = vector (names[i], "private_a"), b = vector (names[i], "private_b");
        BaseSpan public_a = vector (names[i], "public_a"), public_b = vector (names[i], "public_b");
        BaseSpan want = vector (names[i], "shared");
        uint8_t public[CRYPTO_FIELD_MAX_SIZE];
        g_assert_cmpuint (a.size, ==, crypto_field_private_size (field));
        g_assert_cmpuint (want.size, <, crypto_field_size (field));
        crypto_field_public (field, a.data, public);
        g_assert_cmpmem (public, crypto_field_size (field), public_a.data, public_a.size);
        crypto_field_public (field, b.data, public);
        g_assert_cmpmem (public, crypto_field_size (field), public_b.data, public_b.size);
        assert_shares (field, a, public_b, want);
        assert_shares (field, b, public_a, want);
    }
}

/* TLS 1.3 keeps them (RFC 9846 section 7.4.1), with the same prime. */
static void tls_13_keeps_the_leading_zeros (void)
{
    const CryptoGroup *group = crypto_group_find (0x0100);
    BaseSpan want = vector ("ffdhe2048", "shared");
    uint8_t shared[CRYPTO_MAX_SHARED_SIZE];
    g_assert_true (crypto_group_shared (group, vector ("ffdhe2048", "private_a").data,
                                        vector ("ffdhe2048", "public_b"), shared));
    g_assert_cmpuint (group->shared_size, ==, 256);
    g_assert_cmpuint (shared[0], ==, 0);
    g_assert_cmpmem (shared + 256 - want.size, want.size, want.data, want.size);
}

static bool takes (const CryptoField *field, BaseSpan peer)
{
    uint8_t shared[CRYPTO_FIELD_MAX_SIZE];
    size_t size;
    BaseSpan a = vector ("modp2048", "private_a");
    return crypto_field_shared (field, a.data, peer, shared, &size);
}

static void public_values_are_checked (void)
{
    g_autoptr (CryptoField) field = field_of ("modp2048");
    g_autoptr (GBytes) p = crypto_field_p (field);
    uint8_t y[257] = {0};
    g_assert_false (takes (field, base_span (y, 0)));
    g_assert_false (takes (field, base_span (y, 1)));
    y[255] = 1;
    g_assert_false (takes (field, base_span (y, 256)));
    y[255] = 2;
    g_assert_true (takes (field, base_span (y, 256)));
    g_assert_true (takes (field, base_span (y + 255, 1))); /* zeros may be left out */
    g_assert_false (takes (field, base_span (y, 257)));    /* longer than p */
    memcpy (y, g_bytes_get_data (p, NULL), 256);
    g_assert_false (takes (field, base_span (y, 256))); /* p */
    y[255] -= 1;
    g_assert_false (takes (field, base_span (y, 256))); /* p - 1 */
    y[255] -= 1;
    g_assert_true (takes (field, base_span (y, 256))); /* p - 2 */
    memset (y, 0xff, sizeof y);
    g_assert_false (takes (field, base_span (y, 256)));
}

/* Zeros, then all ones. */
static void edges (void *data, const char *label, uint8_t *out, size_t size)
{
    unsigned *calls = data;
    g_assert_cmpstr (label, ==, "dh");
    memset (out, *calls == 0 ? 0 : 0xff, size);
    ++*calls;
}

static void private_values_are_in_range (void)
{
    static const struct {
        const char *name;
        size_t size;
        uint8_t first;
    } rows[] = {{"modp1024", 32, 0xff}, {"modp8192", 54, 0xff}, {"own", 128, 0x1f}};
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (CryptoField) field = field_of (rows[i].name);
        uint8_t value[CRYPTO_FIELD_MAX_SIZE];
        unsigned calls = 0;
        g_assert_cmpuint (crypto_field_private_size (field), ==, rows[i].size);
        crypto_field_generate (field, edges, &calls, "dh", value);
        g_assert_cmpuint (calls, ==, 2);
        g_assert_cmpuint (value[0], ==, rows[i].first);
        g_assert_cmpuint (value[rows[i].size - 1], ==, 0xff);
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    vectors = vectors_load ("fields.txt");
    g_test_add_func ("/fields/primes-are-those-of-openssl", primes_are_those_of_openssl);
    g_test_add_func ("/fields/export512-is-a-safe-prime", export512_is_a_safe_prime);
    g_test_add_func ("/fields/a-named-prime-is-recognised", a_named_prime_is_recognised);
    g_test_add_func ("/fields/what-cannot-work-is-refused", what_cannot_work_is_refused);
    g_test_add_func ("/fields/primes-that-are-not-safe-are-told",
                     primes_that_are_not_safe_are_told);
    g_test_add_func ("/fields/secrets-match-python-without-leading-zeros",
                     secrets_match_python_without_leading_zeros);
    g_test_add_func ("/fields/tls-13-keeps-the-leading-zeros", tls_13_keeps_the_leading_zeros);
    g_test_add_func ("/fields/public-values-are-checked", public_values_are_checked);
    g_test_add_func ("/fields/private-values-are-in-range", private_values_are_in_range);
    int status = g_test_run ();
    g_hash_table_unref (vectors);
    return status;
}
