#include "crypto/cbc.h"

#include "crypto-bytes.h"

typedef struct {
    const char *cipher;
    bool encrypt_then_mac;
    const char *content;
    unsigned extra;
    size_t padding;
    const char *fragment;
} CbcVector;

/* By Python's hmac and the AES of its cryptography package (OpenSSL), put together as RFC 5246
 * section 6.2.3.2 and RFC 7366 section 3 say. The key is 00 01 …, the MAC's key 80 81 …, the IV a0
 * a1 …, and it is the sixth record of application data. */
static const CbcVector vectors[] = {
    {"AES-128-CBC-HMAC-SHA1", false, "GET / HTTP/1.1", 0, 14,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf25b372101ea3cbb39b0795c655bf1afc91ad67cc184c46615417f56b06ac"
     "5c1c97d74d9bd40284d3d7c4c004348dd835"},
    {"AES-128-CBC-HMAC-SHA1", true, "GET / HTTP/1.1", 0, 2,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaff2fccaf8b0709163788581cf0c000c2065c3f6e46ab40b794ce292fbcf01"
     "5d37ec261653"},
    {"AES-128-CBC-HMAC-SHA256", false, "GET / HTTP/1.1", 0, 2,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf59ce36d1be7b20568bd5db077bf5fc5a82764e7fb3ba55b9927f7c0ad808"
     "1fde146f58d3a170d684d604deb5a31320ca"},
    {"AES-128-CBC-HMAC-SHA256", true, "GET / HTTP/1.1", 0, 2,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaff2fccaf8b0709163788581cf0c000c20966db628b895bf510d27f3c70789"
     "54f4f6b3d5d9acaa21da94ab77b873929fad"},
    {"AES-256-CBC-HMAC-SHA1", false, "GET / HTTP/1.1", 0, 14,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf2c751de5ee1d7cfdac2f6736d252b4cc8c187cf0dcd964bd440f478cf054"
     "9fcf243ed4938b60587b1394621398a76825"},
    {"AES-256-CBC-HMAC-SHA1", true, "GET / HTTP/1.1", 0, 2,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf89b06ee61c5fbee839a380d1f2966507a5e8c81257096a247b36ec3832dd"
     "d6c1c8ae7631"},
    {"AES-256-CBC-HMAC-SHA256", false, "GET / HTTP/1.1", 0, 2,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf21d5e8cd559646efa083da79287d0747a28fe13c1f56faec497e3cf9fc24"
     "7c6583979f9d20309c83b16df165a4cdf39f"},
    {"AES-256-CBC-HMAC-SHA256", true, "GET / HTTP/1.1", 0, 2,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf89b06ee61c5fbee839a380d1f296650743c52aefc8fc98667515963e4cf4"
     "d4adcd1156dfdc3a85272dd2a5c11ef10d69"},
    {"AES-256-CBC-HMAC-SHA384", false, "GET / HTTP/1.1", 0, 2,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf916cdcc801ba2776cef0f3163eaf2c4b7dc7aa4a3a21cefb7ad1b911f1f9"
     "b8b90e6f5ff1fd0a99736b2f463015ce11fafe98e5d0355de662817363975687623e"},
    {"AES-256-CBC-HMAC-SHA384", true, "GET / HTTP/1.1", 0, 2,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf89b06ee61c5fbee839a380d1f296650722463f0f1118627847e57583a245"
     "86f6b4e2337c90510c825efb7790c47c150ddb80cd78cf08e16e0cf244c0cc0fbbfa"},
    {"AES-128-CBC-HMAC-SHA1", false, "", 0, 12,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf31bf2efaa463a1a95e1c90544db6c0491eed2dcdee6777409ae220f83936"
     "613f"},
    {"AES-128-CBC-HMAC-SHA256", true, "", 0, 16,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf2d9b6c06e9f9e3734525a15cefdaab35689785f4bf9594ccf7877ab8ca90"
     "7e27536218e57083f7d4b4cb59a8ede78172"},
    {"AES-256-CBC-HMAC-SHA384", false, "", 15, 256,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf951e6a6d5a0c0ce9ad993d4b95415c9a528342ce5e19fdd1984172eb1d19"
     "13646cb401210e22e133bd0e977dac644c9ef9ea5bbe0ac8249116ab798acdccc04e16fbd78920299d9072179793"
     "e7816883172bad07015293211f483f96a3623de757dbfb9d2d7bbb25ab81c7a1b0a6c9401402f708e84a71f222bc"
     "7479f7a83336c6836506d3827a6dd3e94e84afa2aa8214649c1fe7c0d02c06ff6d7184ade958106e0be17232281f"
     "6aa26a61ffd7d381b3873da029621ae10531f388ca079397ee31b9dda77ba2e6a1c5dddd3b2d2f36a8afc47da88e"
     "159e8a0a29549a5664ba3348412a529db52724c7a7c6eb2f5bd13c3ece0dce9a27ca9f80bd9a885c0d20eab82928"
     "d5c388f6bda2aebdce3957d4290936927b98f4abeda1b80a160ceb41cd61651652d69422c6d0d07d9c13fe94"},
    {"AES-128-CBC-HMAC-SHA256", true, "sixteen bytes ok", 2, 48,
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf8f9977d45d4796a3e631ed5b5c39d12ce82376a466fb7e4f14346b3374a0"
     "5d3b536254f91bb0c3a013623f9197c90963c379b7215ad2470f34b1751687c1b4230d34669c795903ad9094a629"
     "b1cf91c3e0e1348d4177c19b50653b0e968657ca"},
};

static const uint8_t header[CRYPTO_CBC_HEADER_SIZE] = {0, 0, 0, 0, 0, 0, 0, 5, 23, 3, 3};

typedef struct {
    const CryptoCbc *cipher;
    uint8_t key[CRYPTO_CBC_MAX_KEY_SIZE], mac_key[CRYPTO_CBC_MAX_MAC_SIZE];
    uint8_t iv[CRYPTO_CBC_BLOCK_SIZE];
    CryptoCbcKeys keys;
} Side;

static void side_start (Side *side, const char *cipher, bool encrypt_then_mac)
{
    side->cipher = crypto_cbc_find (cipher);
    g_assert_nonnull (side->cipher);
    for (unsigned i = 0; i < sizeof side->key; i++)
        side->key[i] = (uint8_t)i;
    for (unsigned i = 0; i < sizeof side->mac_key; i++)
        side->mac_key[i] = (uint8_t)(0x80 + i);
    for (unsigned i = 0; i < sizeof side->iv; i++)
        side->iv[i] = (uint8_t)(0xa0 + i);
    side->keys =
        (CryptoCbcKeys){base_span (side->key, side->cipher->key_size),
                        base_span (side->mac_key, side->cipher->mac_size), encrypt_then_mac};
}

static bool opens (const Side *side, BaseSpan fragment)
{
    g_auto (CryptoCbcRecord) record = {.inner = NULL};
    bool genuine = crypto_cbc_open (side->cipher, &side->keys, header, fragment, &record);
    g_assert_cmpint (genuine, ==, record.inner != NULL);
    g_assert_true (genuine || (record.content_size == 0 && record.mac.data == NULL));
    return genuine;
}

static void assert_layers (const Side *side, const CbcVector *vector, const CryptoCbcRecord *record)
{
    BaseSpan inner = base_span_bytes (record->inner), content = base_span_text (vector->content);
    bool outside = vector->encrypt_then_mac;
    size_t covered =
        outside ? g_bytes_get_size (record->fragment) - side->cipher->mac_size : content.size;
    assert_hex (base_span_bytes (record->fragment), vector->fragment);
    g_assert_cmpmem (inner.data, record->content_size, content.data, content.size);
    g_assert_cmpuint (record->padding_size, ==, vector->padding);
    g_assert_cmpmem (record->ad, sizeof header, header, sizeof header);
    g_assert_cmpuint (base_read_number (record->ad + sizeof header, 2), ==, covered);
    for (size_t i = 1; i <= record->padding_size; i++)
        g_assert_cmpuint (inner.data[inner.size - i], ==, record->padding_size - 1);
    g_assert_cmpuint (record->content_size + record->padding_size +
                          (outside ? 0 : side->cipher->mac_size),
                      ==, inner.size);

    /* The MAC is the one over all that it is said to cover. */
    g_autoptr (GByteArray) text = g_byte_array_new ();
    uint8_t mac[CRYPTO_MAX_HASH_SIZE];
    base_append_span (text, base_span (record->ad, sizeof record->ad));
    base_append_span (text, base_span (outside ? g_bytes_get_data (record->fragment, NULL)
                                               : g_bytes_get_data (record->inner, NULL),
                                       covered));
    crypto_hmac (side->cipher->hash, side->keys.mac_key, base_span (text->data, text->len), mac);
    g_assert_cmpmem (record->mac.data, record->mac.size, mac, side->cipher->mac_size);
}

static void cbc_matches_python (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (vectors); i++) {
        const CbcVector *vector = &vectors[i];
        BaseSpan content = base_span_text (vector->content);
        HEX (fragment, vector->fragment);
        Side side;
        side_start (&side, vector->cipher, vector->encrypt_then_mac);
        g_auto (CryptoCbcRecord) sealed = {.inner = NULL}, opened = {.inner = NULL};
        g_assert_cmpuint (crypto_cbc_sealed_size (side.cipher, vector->encrypt_then_mac,
                                                  content.size, vector->extra),
                          ==, fragment.size);
        crypto_cbc_seal (side.cipher, &side.keys, header, side.iv, content, vector->extra, &sealed);
        assert_layers (&side, vector, &sealed);
        g_assert_true (crypto_cbc_open (side.cipher, &side.keys, header, fragment, &opened));
        assert_layers (&side, vector, &opened);
    }
    g_assert_null (crypto_cbc_find ("AES-128-CBC-HMAC-SHA384")); /* no suite has it */
    g_assert_null (crypto_cbc_at (5));
}

static void any_flipped_bit_keeps_it_shut (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (vectors); i++) {
        HEX (fragment, vectors[i].fragment);
        g_autofree uint8_t *bent = g_memdup2 (fragment.data, fragment.size);
        Side side;
        side_start (&side, vectors[i].cipher, vectors[i].encrypt_then_mac);
        for (size_t bit = 0; bit < fragment.size * 8; bit++) {
            bent[bit / 8] ^= (uint8_t)(1 << bit % 8);
            g_assert_false (opens (&side, base_span (bent, fragment.size)));
            bent[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        for (size_t size = 0; size < fragment.size; size++)
            g_assert_false (opens (&side, base_span (bent, size)));
        g_assert_true (opens (&side, fragment));
    }
}

/* The sequence number, the type and the version are covered, the order and the keys belong to it.
 */
static void what_is_around_it_counts (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (vectors); i++) {
        HEX (fragment, vectors[i].fragment);
        Side side;
        CryptoCbcRecord record;
        side_start (&side, vectors[i].cipher, vectors[i].encrypt_then_mac);
        for (unsigned bit = 0; bit < 8 * CRYPTO_CBC_HEADER_SIZE; bit++) {
            uint8_t other[CRYPTO_CBC_HEADER_SIZE];
            memcpy (other, header, sizeof header);
            other[bit / 8] ^= (uint8_t)(1 << bit % 8);
            g_assert_false (crypto_cbc_open (side.cipher, &side.keys, other, fragment, &record));
        }
        side.keys.encrypt_then_mac ^= true;
        g_assert_false (opens (&side, fragment));
        side.keys.encrypt_then_mac ^= true;
        side.mac_key[0] ^= 1;
        g_assert_false (opens (&side, fragment));
    }
}

/* IV | INNER, enciphered as it is: as the content of a record whose MAC lies outside, of which the
 * MAC and the block of padding are cut off. */
static GBytes *encipher (const Side *side, BaseSpan inner)
{
    g_auto (CryptoCbcRecord) record = {.inner = NULL};
    CryptoCbcKeys keys = side->keys;
    keys.encrypt_then_mac = true;
    g_assert_cmpuint (inner.size % CRYPTO_CBC_BLOCK_SIZE, ==, 0);
    crypto_cbc_seal (side->cipher, &keys, header, side->iv, inner, 0, &record);
    return g_bytes_new (g_bytes_get_data (record.fragment, NULL),
                        CRYPTO_CBC_BLOCK_SIZE + inner.size);
}

/* Content, a good MAC over it, and PADDING bytes that all say so but for the one at WRONG (from the
 * end; 0: none). */
static bool padded_opens (const Side *side, size_t size, size_t padding, size_t wrong)
{
    size_t mac_size = side->cipher->mac_size, total = size + mac_size + padding;
    g_autofree uint8_t *text = g_malloc0 (CRYPTO_CBC_AD_SIZE + total);
    uint8_t *inner = text + CRYPTO_CBC_AD_SIZE;
    memcpy (text, header, sizeof header);
    text[sizeof header] = (uint8_t)(size >> 8);
    text[sizeof header + 1] = (uint8_t)size;
    crypto_hmac (side->cipher->hash, side->keys.mac_key,
                 base_span (text, CRYPTO_CBC_AD_SIZE + size), inner + size);
    memset (inner + size + mac_size, (int)padding - 1, padding);
    if (wrong > 0)
        inner[total - wrong] ^= 0x80;
    g_autoptr (GBytes) fragment = encipher (side, base_span (inner, total));
    return opens (side, base_span_bytes (fragment));
}

/* RFC 5246 section 6.2.3.2: up to 255 bytes and the length, each of them with the length's value.
 * SSL 3.0 checked the last one alone, which is POODLE. */
static void each_byte_of_padding_is_checked (void)
{
    for (unsigned i = 0; crypto_cbc_at (i) != NULL; i++) {
        Side side;
        side_start (&side, crypto_cbc_at (i)->name, false);
        for (size_t padding = 1; padding <= CRYPTO_CBC_MAX_PADDING; padding++) {
            size_t size = 2 * CRYPTO_CBC_BLOCK_SIZE -
                          (side.cipher->mac_size + padding) % CRYPTO_CBC_BLOCK_SIZE;
            g_assert_true (padded_opens (&side, size, padding, 0));
            for (size_t wrong = 2; wrong <= padding; wrong += padding > 40 ? 37 : 1)
                g_assert_false (padded_opens (&side, size, padding, wrong));
            g_assert_false (padded_opens (&side, size, padding, padding));
        }
    }
}

/* A length that leaves no room for a MAC. */
static void padding_longer_than_the_record_is_refused (void)
{
    Side side;
    side_start (&side, "AES-128-CBC-HMAC-SHA1", false);
    for (unsigned length = 0; length < 256; length++) {
        uint8_t inner[64];
        memset (inner, (int)length, sizeof inner);
        g_autoptr (GBytes) fragment = encipher (&side, base_span (inner, sizeof inner));
        g_assert_false (opens (&side, base_span_bytes (fragment)));
    }
}

/* What encrypt_then_mac lets through is genuine, but its padding must be one as well. */
static void genuine_blocks_without_padding_are_refused (void)
{
    Side side;
    side_start (&side, "AES-128-CBC-HMAC-SHA1", true);
    for (unsigned last = 0; last < 256; last++) {
        uint8_t inner[32] = {[31] = (uint8_t)last};
        g_autoptr (GBytes) blocks = encipher (&side, base_span (inner, sizeof inner));
        g_autoptr (GByteArray) text = g_byte_array_new ();
        uint8_t mac[CRYPTO_MAX_HASH_SIZE];
        base_append_span (text, base_span (header, sizeof header));
        base_append_number (text, g_bytes_get_size (blocks), 2);
        base_append_span (text, base_span_bytes (blocks));
        crypto_hmac (side.cipher->hash, side.keys.mac_key, base_span (text->data, text->len), mac);
        base_append_span (text, base_span (mac, side.cipher->mac_size));
        BaseSpan fragment =
            base_span (text->data + CRYPTO_CBC_AD_SIZE, text->len - CRYPTO_CBC_AD_SIZE);
        g_assert_cmpint (opens (&side, fragment), ==, last == 0);
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/cbc/matches-python", cbc_matches_python);
    g_test_add_func ("/cbc/any-flipped-bit-keeps-it-shut", any_flipped_bit_keeps_it_shut);
    g_test_add_func ("/cbc/what-is-around-it-counts", what_is_around_it_counts);
    g_test_add_func ("/cbc/each-byte-of-padding-is-checked", each_byte_of_padding_is_checked);
    g_test_add_func ("/cbc/padding-longer-than-the-record-is-refused",
                     padding_longer_than_the_record_is_refused);
    g_test_add_func ("/cbc/genuine-blocks-without-padding-are-refused",
                     genuine_blocks_without_padding_are_refused);
    return g_test_run ();
}
