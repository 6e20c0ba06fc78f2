#include "crypto/aead.h"
#include "crypto/hash.h"

#include "crypto-bytes.h"

/* --- hash --- */

/* FIPS 180-4's example message, values from NIST's example pages. */
static void hashes_match_fips_180 (void)
{
    static const char *const want[CRYPTO_N_HASHES] = {
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
        "8086072ba1e7cc2358baeca134c825a7",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "a9993e364706816aba3e25717850c26c9cd0d89d",
    };
    for (CryptoHash hash = 0; hash < CRYPTO_N_HASHES; hash++) {
        uint8_t out[CRYPTO_MAX_HASH_SIZE];
        crypto_hash (hash, base_span_text ("abc"), out);
        assert_hex (base_span (out, crypto_hash_size (hash)), want[hash]);
    }
    g_assert_cmpstr (crypto_hash_name (CRYPTO_SHA384), ==, "SHA384");
}

/* sha256sum of nothing, of "a" and of "abc": reading the value changes nothing. */
static void hasher_is_read_without_ending_it (void)
{
    g_autoptr (CryptoHasher) hasher = crypto_hasher_new (CRYPTO_SHA256);
    uint8_t out[CRYPTO_MAX_HASH_SIZE];
    crypto_hasher_value (hasher, out);
    assert_hex (base_span (out, 32),
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    crypto_hasher_update (hasher, base_span_text ("a"));
    crypto_hasher_value (hasher, out);
    crypto_hasher_value (hasher, out);
    assert_hex (base_span (out, 32),
                "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
    crypto_hasher_update (hasher, base_span_text ("bc"));
    crypto_hasher_value (hasher, out);
    assert_hex (base_span (out, 32),
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void check_hmac (BaseSpan key, BaseSpan data, const char *const want[CRYPTO_N_HASHES])
{
    for (CryptoHash hash = 0; hash < CRYPTO_N_HASHES; hash++) {
        uint8_t out[CRYPTO_MAX_HASH_SIZE];
        crypto_hmac (hash, key, data, out);
        assert_hex (base_span (out, crypto_hash_size (hash)), want[hash]);
    }
}

/* RFC 4231, test cases 2 and 6 (a key longer than any block), and for SHA-1 RFC 2202, test case 2,
 * and `openssl mac`. */
static void hmac_matches_rfc_4231 (void)
{
    check_hmac (base_span_text ("Jefe"), base_span_text ("what do ya want for nothing?"),
                (const char *const[]){
                    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                    "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
                    "8e2240ca5e69e2c78b3239ecfab21649",
                    "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                    "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
                    "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
                });
    uint8_t key[131];
    memset (key, 0xaa, sizeof key);
    check_hmac (base_span (key, sizeof key),
                base_span_text ("Test Using Larger Than Block-Size Key - Hash Key First"),
                (const char *const[]){
                    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
                    "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c6"
                    "0c2ef6ab4030fe8296248df163f44952",
                    "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                    "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
                    "90d0dace1c1bdc957339307803160335bde6df2b",
                });
}

typedef struct {
    CryptoHash hash;
    const char *ikm, *salt, *info, *prk, *okm;
} HkdfVector;

/* RFC 5869 appendix A.1 to A.3, and one with SHA-384 from `openssl kdf`. */
static const HkdfVector hkdf_vectors[] = {
    {CRYPTO_SHA256, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
     "f0f1f2f3f4f5f6f7f8f9", "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
     "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
    {CRYPTO_SHA256,
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d"
     "2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
     "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d"
     "8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
     "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdd"
     "dedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
     "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
     "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e59"
     "0e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
    {CRYPTO_SHA256, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
     "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
     "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
    {CRYPTO_SHA384, "000102030405060708090a0b0c0d0e0f", "a0a1a2a3", "f0f1f2",
     "3d7f2649e6fb4d2ab4c72acde00273427ffd4d15e6a064a1f95821fb0ceed518955f1bc733a6b8f48e1684d02da0"
     "4791",
     "82b7ec5d895f75f26c019238528ea8ab388ad5329d430fdda70ac3bd1666de661818dfb64633b44e8da652957fdf"
     "aed3a2b60d423b32f711ba2f9308f51e198b27f041775b76f84f9c7b7f1d29315fc3bf9110f14e52fc3317937a67"
     "fbf68c74e55d0e1c"},
};

static void hkdf_matches_rfc_5869 (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (hkdf_vectors); i++) {
        const HkdfVector *vector = &hkdf_vectors[i];
        HEX (ikm, vector->ikm);
        HEX (salt, vector->salt);
        HEX (info, vector->info);
        HEX (okm, vector->okm);
        uint8_t prk[CRYPTO_MAX_HASH_SIZE], out[128];
        BaseSpan secret = base_span (prk, crypto_hash_size (vector->hash));
        crypto_hkdf_extract (vector->hash, salt, ikm, prk);
        assert_hex (secret, vector->prk);
        crypto_hkdf_expand (vector->hash, secret, info, out, okm.size);
        assert_hex (base_span (out, okm.size), vector->okm);
    }
}

typedef struct {
    CryptoHash hash;
    const char *secret, *label, *seed, *want;
} PrfVector;

/* The vectors published on the TLS working group's list in 2009
 * (ietf.org/mail-archive/web/tls/current/msg03416.html), and by `openssl kdf TLS1-PRF` a key
 * shorter than any block with no seed. All three end in the midst of a hash. */
static const PrfVector prf_vectors[] = {
    {CRYPTO_SHA256, "9bbe436ba940f017b17652849a71db35", "test label",
     "a0ba9f936cda311827a6f796ffd5198c",
     "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14ba"
     "f9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a51"
     "10fff70187347b66"},
    {CRYPTO_SHA384, "b80b733d6ceefcdc71566ea48e5567df", "test label",
     "cd665cf6a8447dd6ff8b27555edb7465",
     "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c91"
     "46a0e534cb400fed2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad0"
     "5d9184259b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa"
     "3be85e0990703d73e56f"},
    {CRYPTO_SHA512, "0102", "test label", "", "ba7aa18c236279"},
};

static void prf_matches_published_vectors (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (prf_vectors); i++) {
        const PrfVector *vector = &prf_vectors[i];
        HEX (secret, vector->secret);
        HEX (seed, vector->seed);
        HEX (want, vector->want);
        uint8_t out[160];
        memset (out, 0xee, sizeof out);
        crypto_prf (vector->hash, secret, vector->label, seed, out, want.size);
        assert_hex (base_span (out, want.size), vector->want);
        g_assert_cmpuint (out[want.size], ==, 0xee); /* and not a byte more */
    }
}

/* --- AEAD --- */

typedef struct {
    const char *aead, *key, *nonce, *ad, *plain, *sealed;
} AeadVector;

#define GCM_PLAIN \
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" \
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
#define GCM_AD "feedfacedeadbeeffeedfacedeadbeefabaddad2"
#define GCM_KEY "feffe9928665731c6d6a8f9467308308"
#define ZERO_16 "00000000000000000000000000000000"

#define CCM_KEY "404142434445464748494a4b4c4d4e4f"
#define CCM_NONCE "101112131415161718191a1b"
#define CCM_AD "000102030405060708090a0b0c0d0e0f10111213"
#define CCM_PLAIN "202122232425262728292a2b2c2d2e2f3031323334353637"

/* The GCM submission to NIST, test cases 1, 2, 4, 13, 14 and 16; RFC 8439 section 2.8.2; NIST SP
 * 800-38C example 3, and the same with a whole tag, and of nothing, by OpenSSL. */
static const AeadVector aead_vectors[] = {
    {"AES-128-GCM", ZERO_16, "000000000000000000000000", "", "",
     "58e2fccefa7e3061367f1d57a4e7455a"},
    {"AES-128-GCM", ZERO_16, "000000000000000000000000", "", ZERO_16,
     "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf"},
    {"AES-128-GCM", GCM_KEY, "cafebabefacedbaddecaf888", GCM_AD, GCM_PLAIN,
     "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
     "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
     "5bc94fbc3221a5db94fae95ae7121a47"},
    {"AES-256-GCM", ZERO_16 ZERO_16, "000000000000000000000000", "", "",
     "530f8afbc74536b9a963b4f1c4cb738b"},
    {"AES-256-GCM", ZERO_16 ZERO_16, "000000000000000000000000", "", ZERO_16,
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {"AES-256-GCM", GCM_KEY GCM_KEY, "cafebabefacedbaddecaf888", GCM_AD, GCM_PLAIN,
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
     "76fc6ece0f4e1768cddf8853bb2d551b"},
    {"ChaCha20-Poly1305", "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
     "070000004041424344454647", "50515253c0c1c2c3c4c5c6c7",
     "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a204966"
     "204920636f756c64206f6666657220796f75206f6e6c79206f6e652074697020666f7220746865206675747572"
     "652c2073756e73637265656e20776f756c642062652069742e",
     "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da"
     "92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585"
     "808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691"},
    {"AES-128-CCM-8", CCM_KEY, CCM_NONCE, CCM_AD, CCM_PLAIN,
     "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5 484392fbc1b09951"},
    {"AES-128-CCM", CCM_KEY, CCM_NONCE, CCM_AD, CCM_PLAIN,
     "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5 c87ae488918de93f17dd3e4934347f44"},
    {"AES-128-CCM", CCM_KEY, CCM_NONCE, "", "", "538f76630f36a98a2f502d9b23d86343"},
};

static void aead_matches_nist_and_rfc_8439 (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (aead_vectors); i++) {
        const AeadVector *vector = &aead_vectors[i];
        const CryptoAead *aead = crypto_aead_find (vector->aead);
        HEX (key, vector->key);
        HEX (nonce, vector->nonce);
        HEX (ad, vector->ad);
        HEX (plain, vector->plain);
        HEX (sealed, vector->sealed);
        g_assert_cmpuint (key.size, ==, aead->key_size);
        uint8_t out[256], back[256];
        crypto_aead_seal (aead, key, nonce.data, ad, plain, out);
        assert_hex (base_span (out, plain.size + aead->tag_size), vector->sealed);
        g_assert_true (crypto_aead_open (aead, key, nonce.data, ad, sealed, back));
        g_assert_cmpmem (back, plain.size, plain.data, plain.size);
    }
    g_assert_null (crypto_aead_find ("AES-192-GCM"));
}

static void any_flipped_bit_keeps_it_shut (void)
{
    static const uint8_t zeros[256];
    for (unsigned i = 0; i < G_N_ELEMENTS (aead_vectors); i++) {
        const AeadVector *vector = &aead_vectors[i];
        const CryptoAead *aead = crypto_aead_find (vector->aead);
        HEX (key, vector->key);
        HEX (nonce, vector->nonce);
        HEX (ad, vector->ad);
        HEX (sealed, vector->sealed);
        uint8_t bent[256], out[256];
        for (size_t bit = 0; bit < sealed.size * 8; bit++) {
            memcpy (bent, sealed.data, sealed.size);
            bent[bit / 8] ^= (uint8_t)(1 << bit % 8);
            memset (out, 0xff, sizeof out);
            BaseSpan wrong = base_span (bent, sealed.size);
            g_assert_false (crypto_aead_open (aead, key, nonce.data, ad, wrong, out));
            size_t size = sealed.size - aead->tag_size;
            g_assert_cmpmem (out, size, zeros, size);
        }
        for (size_t size = 0; size < sealed.size; size++)
            g_assert_false (
                crypto_aead_open (aead, key, nonce.data, ad, base_span (bent, size), out));
        g_assert_false (crypto_aead_open (aead, key, nonce.data, key, sealed, out));
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/crypto/hashes-match-fips-180", hashes_match_fips_180);
    g_test_add_func ("/crypto/hasher-is-read-without-ending-it", hasher_is_read_without_ending_it);
    g_test_add_func ("/crypto/hmac-matches-rfc-4231", hmac_matches_rfc_4231);
    g_test_add_func ("/crypto/hkdf-matches-rfc-5869", hkdf_matches_rfc_5869);
    g_test_add_func ("/crypto/prf-matches-published-vectors", prf_matches_published_vectors);
    g_test_add_func ("/crypto/aead-matches-nist-and-rfc-8439", aead_matches_nist_and_rfc_8439);
    g_test_add_func ("/crypto/any-flipped-bit-keeps-it-shut", any_flipped_bit_keeps_it_shut);
    return g_test_run ();
}
