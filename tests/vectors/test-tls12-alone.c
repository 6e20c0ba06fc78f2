#include "crypto/aead.h"
#include "crypto/cbc.h"
#include "crypto/field.h"
#include "crypto/rsa-transport.h"

#include "rsa-pss.h"
#include "vectors.h"

/* TLS 1.2 between OpenSSL and OpenSSL, recomputed by the crypto room alone: from the bytes on the
 * wire and the server's private key to the last record. */

enum {
    HEADER_SIZE = 5,
    RANDOM_SIZE = 32,
    RANDOM_AT = 6, /* in a hello: after its header and version */
    MASTER_SIZE = 48,
    VERIFY_SIZE = 12,
    MAX_KEY_BLOCK = 2 * (48 + 32 + 12),
    CHANGE_CIPHER_SPEC = 20,
    ALERT = 21,
    HANDSHAKE = 22,
    APPLICATION_DATA = 23,
    SERVER_KEY_EXCHANGE = 12
};

typedef struct {
    const char *name;
    CryptoHash hash;
    const char *aead, *cbc;
    bool extended_master_secret, encrypt_then_mac;
    uint16_t signature; /* of ServerKeyExchange; 0: there is none, the key exchange is RSA's */
} Recording;

static const Recording recordings[] = {
    {"AES128-GCM-SHA256", CRYPTO_SHA256, "AES-128-GCM", NULL, true},
    {"AES256-GCM-SHA384", CRYPTO_SHA384, "AES-256-GCM", NULL},
    {"AES128-CCM", CRYPTO_SHA256, "AES-128-CCM", NULL, true},
    {"AES128-CCM8", CRYPTO_SHA256, "AES-128-CCM-8", NULL},
    {"ECDHE-RSA-CHACHA20-POLY1305", CRYPTO_SHA256, "ChaCha20-Poly1305", NULL, true, false, 0x0804},
    {"DHE-RSA-AES128-GCM-SHA256", CRYPTO_SHA256, "AES-128-GCM", NULL, true, false, 0x0201},
    {"AES128-SHA.mte", CRYPTO_SHA256, NULL, "AES-128-CBC-HMAC-SHA1"},
    {"AES128-SHA.etm", CRYPTO_SHA256, NULL, "AES-128-CBC-HMAC-SHA1", true, true},
    {"AES128-SHA256.mte", CRYPTO_SHA256, NULL, "AES-128-CBC-HMAC-SHA256"},
    {"AES128-SHA256.etm", CRYPTO_SHA256, NULL, "AES-128-CBC-HMAC-SHA256", true, true},
    {"AES256-SHA.mte", CRYPTO_SHA256, NULL, "AES-256-CBC-HMAC-SHA1"},
    {"AES256-SHA.etm", CRYPTO_SHA256, NULL, "AES-256-CBC-HMAC-SHA1", true, true},
    {"AES256-SHA256.mte", CRYPTO_SHA256, NULL, "AES-256-CBC-HMAC-SHA256"},
    {"AES256-SHA256.etm", CRYPTO_SHA256, NULL, "AES-256-CBC-HMAC-SHA256", true, true},
    {"ECDHE-RSA-AES256-SHA384.mte", CRYPTO_SHA384, NULL, "AES-256-CBC-HMAC-SHA384", false, false,
     0x0804},
    {"ECDHE-RSA-AES256-SHA384.etm", CRYPTO_SHA384, NULL, "AES-256-CBC-HMAC-SHA384", true, true,
     0x0804},
};

/* One direction: what was sent in clear, and the sealed records behind it. */
typedef struct {
    GByteArray *messages; /* of the handshake, in clear */
    BaseSpan sealed;
    BaseSpan mac_key, key, iv;
    uint64_t sequence;
} Flow;

typedef struct {
    const Recording *recording;
    Flow client, server;
    GByteArray *transcript;
    uint8_t premaster[CRYPTO_PREMASTER_SIZE];
    uint8_t master[MASTER_SIZE];
    uint8_t block[MAX_KEY_BLOCK];
} Check;

static GHashTable *vectors;

static BaseSpan vector (const char *recording, const char *name)
{
    g_autofree char *key = g_strdup_printf ("%s.%s", recording, name);
    return base_span_bytes (vectors_get (vectors, key));
}

static BaseSpan span_of (const GByteArray *bytes)
{
    return base_span (bytes->data, bytes->len);
}

static BaseSpan take (BaseSpan *from, size_t size)
{
    g_assert_cmpuint (size, <=, from->size);
    BaseSpan front = base_span (from->data, size);
    *from = base_span (from->data + size, from->size - size);
    return front;
}

/* A vector with a length of WIDTH bytes before it. */
static BaseSpan take_vector (BaseSpan *from, unsigned width)
{
    return take (from, base_read_number (take (from, width).data, width));
}

static BaseSpan take_record (BaseSpan *from, uint8_t *type, const uint8_t **header)
{
    BaseSpan start = take (from, HEADER_SIZE);
    *type = start.data[0];
    *header = start.data;
    return take (from, base_read_number (start.data + 3, 2));
}

/* ---- In clear ---- */

static void read_flow (Flow *flow, BaseSpan sent)
{
    flow->messages = g_byte_array_new ();
    uint8_t type = HANDSHAKE;
    const uint8_t *header;
    while (type != CHANGE_CIPHER_SPEC) {
        BaseSpan fragment = take_record (&sent, &type, &header);
        if (type == HANDSHAKE)
            base_append_span (flow->messages, fragment);
    }
    flow->sealed = sent;
}

/* ClientHello, what the server said, and the client's second flight. */
static void join (Check *check)
{
    BaseSpan client = span_of (check->client.messages);
    BaseSpan hello = take (&client, 4 + base_read_number (client.data + 1, 3));
    check->transcript = g_byte_array_new ();
    base_append_span (check->transcript, hello);
    base_append_span (check->transcript, span_of (check->server.messages));
    base_append_span (check->transcript, client);
}

static void randoms (const Check *check, bool server_first, uint8_t *out)
{
    const uint8_t *client = check->client.messages->data + RANDOM_AT;
    const uint8_t *server = check->server.messages->data + RANDOM_AT;
    memcpy (out, server_first ? server : client, RANDOM_SIZE);
    memcpy (out + RANDOM_SIZE, server_first ? client : server, RANDOM_SIZE);
}

/* ---- Key exchange ---- */

static GBytes *number (const char *hex)
{
    return base_unhex (hex, NULL);
}

/* The last message that the client sent in clear, by the server's private key. */
static void decrypt_premaster (Check *check)
{
    g_autoptr (GBytes) n = number (rsa_n), e = number (rsa_e), d = number (rsa_d);
    g_autoptr (GBytes) p = number (rsa_p), q = number (rsa_q);
    g_autoptr (CryptoPrivateKey) key =
        crypto_private_key_new_rsa (CRYPTO_KEY_RSA, base_span_bytes (n), base_span_bytes (e),
                                    base_span_bytes (d), base_span_bytes (p), base_span_bytes (q));
    BaseSpan client = span_of (check->client.messages);
    take (&client, 1); /* its type */
    take_vector (&client, 3);
    take (&client, 1);
    BaseSpan body = take_vector (&client, 3);
    static const uint8_t fallback[CRYPTO_PREMASTER_SIZE] = {0};
    CryptoRsaVerdict verdict;
    crypto_rsa_transport_decrypt (key, take_vector (&body, 2), 0x0303, fallback, check->premaster,
                                  &verdict);
    g_assert_true (verdict.well_formed && verdict.version);
    g_assert_cmpuint (client.size + body.size, ==, 0);
}

static BaseSpan find_message (BaseSpan messages, uint8_t type)
{
    for (;;) {
        uint8_t found = take (&messages, 1).data[0];
        BaseSpan body = take_vector (&messages, 3);
        if (found == type)
            return body;
    }
}

/* RFC 8422 section 5.4: a named curve and a point. */
static void take_curve (BaseSpan *body)
{
    BaseSpan curve = take (body, 3);
    g_assert_cmpuint (curve.data[0], ==, 3);
    const CryptoGroup *group = crypto_group_find ((uint16_t)base_read_number (curve.data + 1, 2));
    g_assert_cmpstr (group->name, ==, "x25519");
    g_assert_cmpuint (take_vector (body, 1).size, ==, group->response_size);
}

/* RFC 5246 section 7.4.3: p, g, Ys. */
static void take_field (BaseSpan *body)
{
    BaseSpan p = take_vector (body, 2), g = take_vector (body, 2), y = take_vector (body, 2);
    g_autoptr (CryptoField) field = crypto_field_new (p, g, NULL);
    uint8_t private_key[32] = {1}, shared[CRYPTO_FIELD_MAX_SIZE];
    size_t size;
    g_assert_cmpstr (crypto_field_known (field)->name, ==, "modp2048");
    g_assert_cmpuint (y.size, ==, crypto_field_size (field));
    g_assert_true (crypto_field_shared (field, private_key, y, shared, &size));
}

/* RFC 5246 section 7.4.3: the signature is over both randoms and the parameters. */
static void verify_parameters (const Check *check)
{
    g_autoptr (GBytes) n = number (rsa_n), e = number (rsa_e);
    g_autoptr (CryptoPublicKey) key =
        crypto_public_key_new_rsa (CRYPTO_KEY_RSA, base_span_bytes (n), base_span_bytes (e));
    BaseSpan body = find_message (span_of (check->server.messages), SERVER_KEY_EXCHANGE);
    const uint8_t *start = body.data;
    if (g_str_has_prefix (check->recording->name, "ECDHE"))
        take_curve (&body);
    else
        take_field (&body);
    g_autoptr (GByteArray) text = g_byte_array_new ();
    uint8_t both[2 * RANDOM_SIZE];
    randoms (check, false, both);
    base_append_span (text, base_span (both, sizeof both));
    base_append_span (text, base_span (start, (size_t)(body.data - start)));
    uint16_t scheme = (uint16_t)base_read_number (take (&body, 2).data, 2);
    BaseSpan signature = take_vector (&body, 2);
    g_assert_cmpuint (scheme, ==, check->recording->signature);
    g_assert_cmpuint (body.size, ==, 0);
    g_assert_true (crypto_verify12 (crypto_scheme_find (scheme), key, span_of (text), signature));
    text->data[0] ^= 1;
    g_assert_false (crypto_verify12 (crypto_scheme_find (scheme), key, span_of (text), signature));
}

/* ---- Secrets ---- */

/* RFC 5246 section 8.1, RFC 7627 section 4. */
static void derive_master (Check *check)
{
    BaseSpan logged = vector (check->recording->name, "master");
    BaseSpan premaster = base_span (check->premaster, sizeof check->premaster);
    CryptoHash hash = check->recording->hash;
    if (check->recording->signature != 0) {
        memcpy (check->master, logged.data, MASTER_SIZE); /* nobody kept what it came from */
        return;
    }
    if (check->recording->extended_master_secret) {
        uint8_t session[CRYPTO_MAX_HASH_SIZE];
        crypto_hash (hash, span_of (check->transcript), session);
        crypto_prf (hash, premaster, "extended master secret",
                    base_span (session, crypto_hash_size (hash)), check->master, MASTER_SIZE);
    } else {
        uint8_t both[2 * RANDOM_SIZE];
        randoms (check, false, both);
        crypto_prf (hash, premaster, "master secret", base_span (both, sizeof both), check->master,
                    MASTER_SIZE);
    }
    g_assert_cmpmem (check->master, MASTER_SIZE, logged.data, logged.size);
}

/* RFC 5246 section 6.3: MAC keys, keys, IVs, the client's first. CBC of version 1.2 has no IV here,
 * GCM and CCM have four bytes of it (RFC 5288 section 3, RFC 6655 section 3), ChaCha20-Poly1305
 * twelve (RFC 7905 section 2). */
static void derive_keys (Check *check)
{
    const Recording *recording = check->recording;
    const CryptoCbc *cbc = recording->cbc != NULL ? crypto_cbc_find (recording->cbc) : NULL;
    const CryptoAead *aead = recording->aead != NULL ? crypto_aead_find (recording->aead) : NULL;
    size_t mac_size = cbc != NULL ? cbc->mac_size : 0;
    size_t key_size = cbc != NULL ? cbc->key_size : aead->key_size;
    size_t iv_size = cbc != NULL ? 0 : g_str_has_prefix (recording->aead, "ChaCha") ? 12 : 4;
    uint8_t both[2 * RANDOM_SIZE];
    randoms (check, true, both);
    BaseSpan block = base_span (check->block, 2 * (mac_size + key_size + iv_size));
    crypto_prf (recording->hash, base_span (check->master, MASTER_SIZE), "key expansion",
                base_span (both, sizeof both), check->block, block.size);
    check->client.mac_key = take (&block, mac_size);
    check->server.mac_key = take (&block, mac_size);
    check->client.key = take (&block, key_size);
    check->server.key = take (&block, key_size);
    check->client.iv = take (&block, iv_size);
    check->server.iv = take (&block, iv_size);
}

/* ---- Records ---- */

/* Opens, and seals again: an engine that does the same gives the same bytes. transfer full */
static GBytes *open_cbc (const Recording *recording, const Flow *flow, const uint8_t *header,
                         BaseSpan fragment)
{
    const CryptoCbc *cipher = crypto_cbc_find (recording->cbc);
    CryptoCbcKeys keys = {flow->key, flow->mac_key, recording->encrypt_then_mac};
    g_auto (CryptoCbcRecord) opened = {.inner = NULL}, sealed = {.inner = NULL};
    g_assert_true (crypto_cbc_open (cipher, &keys, header, fragment, &opened));
    BaseSpan content = base_span (g_bytes_get_data (opened.inner, NULL), opened.content_size);
    crypto_cbc_seal (cipher, &keys, header, fragment.data, content, 0, &sealed);
    g_assert_cmpmem (g_bytes_get_data (sealed.fragment, NULL), g_bytes_get_size (sealed.fragment),
                     fragment.data, fragment.size);
    return g_bytes_new (content.data, content.size);
}

/* The nonce is the IV and eight bytes that were sent, or the IV with the sequence number in it. */
static GBytes *open_aead (const Recording *recording, const Flow *flow, const uint8_t *header,
                          BaseSpan fragment)
{
    const CryptoAead *aead = crypto_aead_find (recording->aead);
    uint8_t nonce[CRYPTO_AEAD_NONCE_SIZE], ad[CRYPTO_CBC_AD_SIZE];
    memcpy (nonce, flow->iv.data, flow->iv.size);
    if (flow->iv.size < sizeof nonce)
        memcpy (nonce + flow->iv.size, take (&fragment, 8).data, 8);
    else
        for (unsigned i = 0; i < 8; i++)
            nonce[4 + i] ^= header[i];
    size_t size = fragment.size - aead->tag_size;
    memcpy (ad, header, CRYPTO_CBC_HEADER_SIZE);
    ad[CRYPTO_CBC_HEADER_SIZE] = (uint8_t)(size >> 8);
    ad[CRYPTO_CBC_HEADER_SIZE + 1] = (uint8_t)size;
    uint8_t *plain = g_malloc (size);
    g_autofree uint8_t *again = g_malloc (fragment.size);
    BaseSpan covered = base_span (ad, sizeof ad);
    g_assert_true (crypto_aead_open (aead, flow->key, nonce, covered, fragment, plain));
    crypto_aead_seal (aead, flow->key, nonce, covered, base_span (plain, size), again);
    g_assert_cmpmem (again, fragment.size, fragment.data, fragment.size);
    ad[0] ^= 1;
    g_assert_false (crypto_aead_open (aead, flow->key, nonce, covered, fragment, again));
    return g_bytes_new_take (plain, size);
}

static GBytes *open_record (const Check *check, Flow *flow, uint8_t want)
{
    uint8_t type, header[CRYPTO_CBC_HEADER_SIZE];
    const uint8_t *start;
    BaseSpan fragment = take_record (&flow->sealed, &type, &start);
    g_assert_cmpuint (type, ==, want);
    for (unsigned i = 0; i < 8; i++)
        header[i] = (uint8_t)(flow->sequence >> (56 - 8 * i));
    memcpy (header + 8, start, 3);
    flow->sequence++;
    return (check->recording->cbc != NULL ? open_cbc : open_aead) (check->recording, flow, header,
                                                                   fragment);
}

/* RFC 5246 section 7.4.9. */
static void verify_finished (Check *check, Flow *flow, const char *label)
{
    CryptoHash hash = check->recording->hash;
    uint8_t digest[CRYPTO_MAX_HASH_SIZE], want[4 + VERIFY_SIZE] = {20, 0, 0, VERIFY_SIZE};
    crypto_hash (hash, span_of (check->transcript), digest);
    crypto_prf (hash, base_span (check->master, MASTER_SIZE), label,
                base_span (digest, crypto_hash_size (hash)), want + 4, VERIFY_SIZE);
    g_autoptr (GBytes) got = open_record (check, flow, HANDSHAKE);
    g_assert_cmpmem (g_bytes_get_data (got, NULL), g_bytes_get_size (got), want, sizeof want);
    base_append_span (check->transcript, base_span_bytes (got));
}

/* What is left: the line, as it is or reversed, the word that ended it, and close_notify. */
static void read_the_rest (const Check *check, Flow *flow, const char *want)
{
    g_autoptr (GByteArray) text = g_byte_array_new ();
    while (flow->sealed.data[0] == APPLICATION_DATA) {
        g_autoptr (GBytes) part = open_record (check, flow, APPLICATION_DATA);
        base_append_span (text, base_span_bytes (part));
    }
    g_assert_cmpmem (text->data, text->len, want, strlen (want));
    g_autoptr (GBytes) alert = open_record (check, flow, ALERT);
    g_assert_cmpmem (g_bytes_get_data (alert, NULL), g_bytes_get_size (alert), "\1\0", 2);
    g_assert_cmpuint (flow->sealed.size, ==, 0);
}

static void recompute (const void *data)
{
    Check check = {.recording = data};
    read_flow (&check.client, vector (check.recording->name, "client"));
    read_flow (&check.server, vector (check.recording->name, "server"));
    join (&check);
    if (check.recording->signature != 0)
        verify_parameters (&check);
    else
        decrypt_premaster (&check);
    derive_master (&check);
    derive_keys (&check);
    verify_finished (&check, &check.client, "client finished");
    verify_finished (&check, &check.server, "server finished");
    read_the_rest (&check, &check.client, "steps and shakes\nCLOSE\n");
    read_the_rest (&check, &check.server, "sekahs dna spets\n");
    g_byte_array_unref (check.client.messages);
    g_byte_array_unref (check.server.messages);
    g_byte_array_unref (check.transcript);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    vectors = vectors_load ("tls12-openssl.txt");
    for (unsigned i = 0; i < G_N_ELEMENTS (recordings); i++) {
        g_autofree char *path = g_strdup_printf ("/tls12-alone/%s", recordings[i].name);
        g_test_add_data_func (path, &recordings[i], recompute);
    }
    int status = g_test_run ();
    g_hash_table_unref (vectors);
    return status;
}
