/* RFC 8448 without the engine: from what each trace's parties put in (private keys, messages, a
 * resumption secret) everything else that the RFC prints is computed again by sim/crypto alone, in
 * a second spelling of the key schedule of RFC 9846 section 7.1: every secret, key, binder, hash,
 * Finished, signature and record of the five traces. */
#include "crypto/aead.h"
#include "crypto/signature.h"

#include <string.h>

#include "published.h"

typedef struct {
    const PublishedTrace *trace;
    GHashTable *vectors; /* what was published */
    GHashTable *found;   /* what was computed: name, GBytes */
} Check;

static void check_init (Check *check, const PublishedTrace *trace)
{
    check->trace = trace;
    check->vectors = vectors_load (trace->file);
    check->found =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
}

static void check_clear (Check *check)
{
    g_hash_table_unref (check->vectors);
    g_hash_table_unref (check->found);
}

static bool has (const Check *check, const char *name)
{
    return g_hash_table_contains (check->vectors, name);
}

static BaseSpan given (const Check *check, const char *name)
{
    return base_span_bytes (vectors_get (check->vectors, name));
}

static BaseSpan found (const Check *check, const char *name)
{
    return base_span_bytes (vectors_get (check->found, name));
}

/* Keeps a value; where it was published too, it is the same. */
static void find (Check *check, const char *name, BaseSpan value)
{
    if (has (check, name)) {
        g_autofree char *is = base_hex (value);
        g_autofree char *should_be = base_hex (given (check, name));
        if (!g_str_equal (is, should_be))
            g_error ("%s: %s is %s, not %s", check->trace->name, name, is, should_be);
    }
    g_assert_true (g_hash_table_insert (check->found, g_strdup (name), base_span_copy (value)));
}

static size_t hash_size (const Check *check)
{
    return crypto_hash_size (check->trace->hash);
}

static bool is_external (const Check *check)
{
    return has (check, "psk_identity");
}

static const uint8_t zeros[CRYPTO_MAX_HASH_SIZE];

/* ---- From messages to transcript hashes ---- */

/* The handshake's messages, without what comes behind it. */
static bool is_in_transcript (const PublishedMessage *message)
{
    static const char *const others[] = {"NewSessionTicket", "application_data", "ChangeCipherSpec",
                                         "Alert", NULL};
    return !g_strv_contains (others, message->name);
}

/* RFC 9846 section 4.4.1: a HelloRetryRequest replaces the first hello by its hash. */
static void replace_by_hash (const Check *check, GByteArray *transcript)
{
    uint8_t message_hash[4 + CRYPTO_MAX_HASH_SIZE] = {254, 0, 0, (uint8_t)hash_size (check)};
    crypto_hash (check->trace->hash, base_span (transcript->data, transcript->len),
                 message_hash + 4);
    g_byte_array_set_size (transcript, 0);
    g_byte_array_append (transcript, message_hash, 4 + (guint)hash_size (check));
}

static void find_hash (Check *check, const char *prefix, const char *name, GByteArray *transcript)
{
    uint8_t hash[CRYPTO_MAX_HASH_SIZE];
    g_autofree char *key = g_strconcat (prefix, name, NULL);
    crypto_hash (check->trace->hash, base_span (transcript->data, transcript->len), hash);
    find (check, key, base_span (hash, hash_size (check)));
}

static void find_hashes (Check *check)
{
    g_autoptr (GByteArray) transcript = g_byte_array_new ();
    find_hash (check, "hash_", "nothing", transcript);
    for (const PublishedMessage *m = check->trace->messages; m->name != NULL; m++) {
        if (!is_in_transcript (m))
            continue;
        if (g_str_equal (m->name, "HelloRetryRequest"))
            replace_by_hash (check, transcript);
        find_hash (check, "hash_before_", m->vector, transcript);
        base_append_span (transcript, given (check, m->vector));
        find_hash (check, "hash_", m->vector, transcript);
    }
}

/* ---- From the resumption secret to the binder ---- */

/* HKDF-Expand-Label of RFC 9846 section 7.1. */
static void expand_label (const Check *check, BaseSpan secret, const char *label, BaseSpan context,
                          uint8_t *out, size_t size)
{
    g_autoptr (GByteArray) info = g_byte_array_new ();
    g_autofree char *full = g_strconcat ("tls13 ", label, NULL);
    base_append_number (info, size, 2);
    base_append_number (info, strlen (full), 1);
    base_append_span (info, base_span_text (full));
    base_append_number (info, context.size, 1);
    base_append_span (info, context);
    crypto_hkdf_expand (check->trace->hash, secret, base_span (info->data, info->len), out, size);
}

enum { TICKET_NONCE_AT = 4 + 4 + 4 /* behind type and length, lifetime, age_add */ };

/* The key of the ticket that section 3 of RFC 8448 ends with. */
static void find_ticket_key (Check *check)
{
    uint8_t key[CRYPTO_MAX_HASH_SIZE];
    size_t size = hash_size (check);
    g_autoptr (GHashTable) first = vectors_load (published[RFC8448_SIMPLE].file);
    BaseSpan ticket = base_span_bytes (vectors_get (first, "new_session_ticket"));
    BaseSpan nonce = base_span (ticket.data + TICKET_NONCE_AT + 1, ticket.data[TICKET_NONCE_AT]);
    expand_label (check, base_span_bytes (vectors_get (first, "resumption_secret")), "resumption",
                  nonce, key, size);
    find (check, "pre_shared_key", base_span (key, size));
}

/* An external key is what it is; none is as many zeros. */
static void find_psk (Check *check)
{
    if (is_external (check))
        find (check, "pre_shared_key", given (check, "pre_shared_key"));
    else if (has (check, "pre_shared_key"))
        find_ticket_key (check);
    else
        find (check, "pre_shared_key", base_span (zeros, hash_size (check)));
}

/* Of the hello without its list of binders. */
static void find_binder_hash (Check *check)
{
    uint8_t hash[CRYPTO_MAX_HASH_SIZE];
    BaseSpan hello = given (check, "client_hello");
    size_t binders = 2 + 1 + hash_size (check);
    crypto_hash (check->trace->hash, base_span (hello.data, hello.size - binders), hash);
    find (check, "hash_binder", base_span (hash, hash_size (check)));
}

/* ---- From private keys to the shared secret ---- */

/* A trace with a second key uses that. */
static const char *client_key (const Check *check, bool private)
{
    bool second = has (check, "client_private_2");
    if (private)
        return second ? "client_private_2" : "client_private";
    return second ? "client_public_2" : "client_public";
}

static void check_public (const Check *check, const char *private, const char *public)
{
    uint8_t found_public[65];
    BaseSpan expected = given (check, public);
    const CryptoGroup *group = crypto_group_find (expected.size == 65 ? 0x0017 : 0x001d);
    g_assert_cmpuint (group->public_size, ==, expected.size);
    crypto_group_public (group, given (check, private).data, found_public);
    g_assert_cmpmem (found_public, group->public_size, expected.data, expected.size);
}

static void find_shared_secret (Check *check)
{
    uint8_t mine[CRYPTO_MAX_SHARED_SIZE], theirs[CRYPTO_MAX_SHARED_SIZE];
    BaseSpan client = given (check, client_key (check, false));
    const CryptoGroup *group = crypto_group_find (client.size == 65 ? 0x0017 : 0x001d);
    check_public (check, "client_private", "client_public");
    check_public (check, client_key (check, true), client_key (check, false));
    check_public (check, "server_private", "server_public");
    g_assert_true (crypto_group_shared (group, given (check, client_key (check, true)).data,
                                        given (check, "server_public"), mine));
    g_assert_true (
        crypto_group_shared (group, given (check, "server_private").data, client, theirs));
    g_assert_cmpmem (mine, group->shared_size, theirs, group->shared_size);
    find (check, "shared_secret", base_span (mine, group->shared_size));
}

/* ---- The schedule ---- */

typedef enum { EXTRACT, EXPAND, HMAC } Function;
typedef enum { HASH, KEY, NONCE } Size;

/* EXTRACT: from is the salt, with the input key; EXPAND: with is the context; HMAC: the message. A
 * NULL is zeros to extract, nothing to expand. */
static const struct {
    const char *name;
    Function function;
    const char *from, *label, *with;
    Size size;
    bool psk; /* with a pre-shared key alone */
} schedule[] = {
    {"early_secret", EXTRACT, NULL, NULL, "pre_shared_key", HASH, false},
    {"binder_key", EXPAND, "early_secret", "res binder", "hash_nothing", HASH, true},
    {"binder_finished_key", EXPAND, "binder_key", "finished", NULL, HASH, true},
    {"binder", HMAC, "binder_finished_key", NULL, "hash_binder", HASH, true},
    {"client_early_traffic_secret", EXPAND, "early_secret", "c e traffic", "hash_client_hello",
     HASH, true},
    {"early_exporter_secret", EXPAND, "early_secret", "e exp master", "hash_client_hello", HASH,
     true},
    {"client_early_write_key", EXPAND, "client_early_traffic_secret", "key", NULL, KEY, true},
    {"client_early_write_iv", EXPAND, "client_early_traffic_secret", "iv", NULL, NONCE, true},
    {"derived_early", EXPAND, "early_secret", "derived", "hash_nothing", HASH, false},
    {"handshake_secret", EXTRACT, "derived_early", NULL, "shared_secret", HASH, false},
    {"client_handshake_traffic_secret", EXPAND, "handshake_secret", "c hs traffic",
     "hash_server_hello", HASH, false},
    {"server_handshake_traffic_secret", EXPAND, "handshake_secret", "s hs traffic",
     "hash_server_hello", HASH, false},
    {"client_handshake_write_key", EXPAND, "client_handshake_traffic_secret", "key", NULL, KEY,
     false},
    {"client_handshake_write_iv", EXPAND, "client_handshake_traffic_secret", "iv", NULL, NONCE,
     false},
    {"server_handshake_write_key", EXPAND, "server_handshake_traffic_secret", "key", NULL, KEY,
     false},
    {"server_handshake_write_iv", EXPAND, "server_handshake_traffic_secret", "iv", NULL, NONCE,
     false},
    {"client_finished_key", EXPAND, "client_handshake_traffic_secret", "finished", NULL, HASH,
     false},
    {"server_finished_key", EXPAND, "server_handshake_traffic_secret", "finished", NULL, HASH,
     false},
    {"server_verify_data", HMAC, "server_finished_key", NULL, "hash_before_server_finished", HASH,
     false},
    {"client_verify_data", HMAC, "client_finished_key", NULL, "hash_before_client_finished", HASH,
     false},
    {"derived_handshake", EXPAND, "handshake_secret", "derived", "hash_nothing", HASH, false},
    {"main_secret", EXTRACT, "derived_handshake", NULL, NULL, HASH, false},
    {"client_application_traffic_secret_0", EXPAND, "main_secret", "c ap traffic",
     "hash_server_finished", HASH, false},
    {"server_application_traffic_secret_0", EXPAND, "main_secret", "s ap traffic",
     "hash_server_finished", HASH, false},
    {"client_application_write_key", EXPAND, "client_application_traffic_secret_0", "key", NULL,
     KEY, false},
    {"client_application_write_iv", EXPAND, "client_application_traffic_secret_0", "iv", NULL,
     NONCE, false},
    {"server_application_write_key", EXPAND, "server_application_traffic_secret_0", "key", NULL,
     KEY, false},
    {"server_application_write_iv", EXPAND, "server_application_traffic_secret_0", "iv", NULL,
     NONCE, false},
    {"exporter_secret", EXPAND, "main_secret", "exp master", "hash_server_finished", HASH, false},
    {"resumption_secret", EXPAND, "main_secret", "res master", "hash_client_finished", HASH, false},
};

static void find_secrets (Check *check)
{
    CryptoHash hash = check->trace->hash;
    const size_t sizes[] = {[HASH] = hash_size (check),
                            [KEY] = crypto_aead_find (check->trace->aead)->key_size,
                            [NONCE] = CRYPTO_AEAD_NONCE_SIZE};
    for (size_t i = 0; i < G_N_ELEMENTS (schedule); i++) {
        if (schedule[i].psk && !has (check, "pre_shared_key"))
            continue;
        uint8_t value[CRYPTO_MAX_HASH_SIZE];
        size_t size = sizes[schedule[i].size];
        bool extract = schedule[i].function == EXTRACT;
        const char *label = schedule[i].label;
        if (is_external (check) && g_strcmp0 (label, "res binder") == 0)
            label = "ext binder";
        BaseSpan nothing = base_span (zeros, extract ? size : 0);
        BaseSpan from = schedule[i].from != NULL ? found (check, schedule[i].from) : nothing;
        BaseSpan with = schedule[i].with != NULL ? found (check, schedule[i].with) : nothing;
        if (extract)
            crypto_hkdf_extract (hash, from, with, value);
        else if (schedule[i].function == EXPAND)
            expand_label (check, from, label, with, value, size);
        else
            crypto_hmac (hash, from, with, value);
        find (check, schedule[i].name, base_span (value, size));
    }
}

static void check_finished (const Check *check, const char *message, const char *verify_data)
{
    size_t size = hash_size (check);
    const uint8_t header[] = {20, 0, 0, (uint8_t)size};
    BaseSpan finished = given (check, message);
    g_assert_cmpuint (finished.size, ==, sizeof header + size);
    g_assert_cmpmem (finished.data, sizeof header, header, sizeof header);
    g_assert_cmpmem (finished.data + sizeof header, size, found (check, verify_data).data, size);
}

/* Nothing of what the file has of secrets and hashes goes unchecked. */
static void check_all_found (const Check *check)
{
    GHashTableIter iter;
    void *key;
    g_hash_table_iter_init (&iter, check->vectors);
    while (g_hash_table_iter_next (&iter, &key, NULL)) {
        const char *name = key;
        bool computed = g_str_has_prefix (name, "hash_") || g_str_has_suffix (name, "_secret") ||
                        g_str_has_suffix (name, "_key") || g_str_has_suffix (name, "_iv") ||
                        g_str_has_suffix (name, "_secret_0");
        if (computed && !g_hash_table_contains (check->found, name))
            g_error ("%s: nothing computes %s", check->trace->name, name);
    }
}

static void schedule_is_recomputed (const void *data)
{
    Check check;
    check_init (&check, data);
    find_hashes (&check);
    find_psk (&check);
    if (has (&check, "binder"))
        find_binder_hash (&check);
    find_shared_secret (&check);
    find_secrets (&check);
    check_finished (&check, "server_finished", "server_verify_data");
    check_finished (&check, "client_finished", "client_verify_data");
    if (has (&check, "binder")) {
        BaseSpan hello = given (&check, "client_hello");
        size_t size = hash_size (&check);
        g_assert_cmpmem (hello.data + hello.size - size, size, found (&check, "binder").data, size);
    }
    check_all_found (&check);
    check_clear (&check);
}

/* ---- Records ---- */

static GByteArray *content_of (const Check *check, const PublishedRecord *record)
{
    GByteArray *content = g_byte_array_new ();
    for (int m = record->first; m <= record->last; m++)
        base_append_span (content, given (check, check->trace->messages[m].vector));
    return content;
}

static BaseSpan key_of (const Check *check, const PublishedRecord *record, const char *suffix)
{
    g_autofree char *name = g_strconcat (record->keys, suffix, NULL);
    return given (check, name);
}

/* RFC 9846 sections 5.2 and 5.3, in place. */
static void seal (const Check *check, const PublishedRecord *record, GByteArray *content)
{
    const CryptoAead *aead = crypto_aead_find (check->trace->aead);
    uint8_t nonce[CRYPTO_AEAD_NONCE_SIZE];
    memcpy (nonce, key_of (check, record, "_write_iv").data, sizeof nonce);
    nonce[sizeof nonce - 1] ^= record->sequence;
    base_append_number (content, record->type, 1);
    g_autofree uint8_t *sealed = g_malloc (content->len + aead->tag_size);
    size_t size = content->len + aead->tag_size;
    const uint8_t header[] = {23, 3, 3, (uint8_t)(size >> 8), (uint8_t)size};
    crypto_aead_seal (aead, key_of (check, record, "_write_key"), nonce,
                      base_span (header, sizeof header), base_span (content->data, content->len),
                      sealed);
    g_byte_array_set_size (content, 0);
    g_byte_array_append (content, header, sizeof header);
    g_byte_array_append (content, sealed, (guint)size);
}

static void in_clear (const PublishedRecord *record, GByteArray *content)
{
    bool first_hello = record->sender == TRACE_CLIENT && record->first == 0;
    const uint8_t header[] = {record->type, 3, first_hello ? 1 : 3, (uint8_t)(content->len >> 8),
                              (uint8_t)content->len};
    g_byte_array_prepend (content, header, sizeof header);
}

static void records_are_recomputed (const void *data)
{
    Check check;
    check_init (&check, data);
    for (const PublishedRecord *record = check.trace->records; record->vector != NULL; record++) {
        g_autoptr (GByteArray) bytes = content_of (&check, record);
        if (record->keys != NULL)
            seal (&check, record, bytes);
        else
            in_clear (record, bytes);
        find (&check, record->vector, base_span (bytes->data, bytes->len));
    }
    check_clear (&check);
}

/* ---- Signatures ---- */

enum { SIGNATURE_AT = 4 + 2 + 2, RSA_PSS_RSAE_SHA256 = 0x0804, ECDSA_SECP256R1_SHA256 = 0x0403 };

/* RFC 9846 section 4.5.2. */
static GByteArray *signed_content (BaseSpan hash, const char *who)
{
    GByteArray *content = g_byte_array_new ();
    g_autofree char *context = g_strdup_printf ("TLS 1.3, %s CertificateVerify", who);
    g_byte_array_set_size (content, 64);
    memset (content->data, ' ', 64);
    g_byte_array_append (content, (const uint8_t *)context, (guint)strlen (context) + 1);
    base_append_span (content, hash);
    return content;
}

static BaseSpan signature_of (const Check *check, const char *message)
{
    BaseSpan bytes = given (check, message);
    return base_span (bytes.data + SIGNATURE_AT, bytes.size - SIGNATURE_AT);
}

static void check_verifies (const Check *check, uint16_t scheme, const CryptoPublicKey *key,
                            const char *message, const char *who)
{
    g_autofree char *hash = g_strconcat ("hash_before_", message, NULL);
    g_autoptr (GByteArray) content = signed_content (found (check, hash), who);
    BaseSpan bytes = given (check, message);
    g_assert_cmphex (base_read_number (bytes.data + 4, 2), ==, scheme);
    g_assert_nonnull (key);
    g_assert_true (crypto_verify (crypto_scheme_find (scheme), key,
                                  base_span (content->data, content->len),
                                  signature_of (check, message)));
    content->data[content->len - 1] ^= 1;
    g_assert_false (crypto_verify (crypto_scheme_find (scheme), key,
                                   base_span (content->data, content->len),
                                   signature_of (check, message)));
}

static void draw_salt (void *data, const char *label, uint8_t *out, size_t size)
{
    BaseSpan salt = given (data, "salt");
    g_assert_cmpstr (label, ==, "signature.salt");
    g_assert_cmpuint (size, ==, salt.size);
    memcpy (out, salt.data, size);
}

/* RFC 8448 has one RSA key for all, which stands in section 3's file. */
static GHashTable *keys_of (const Check *check)
{
    return has (check, "rsa_n") ? g_hash_table_ref (check->vectors)
                                : vectors_load (published[RFC8448_SIMPLE].file);
}

static void rsa_signature_is_recomputed (const void *data)
{
    Check check;
    check_init (&check, data);
    find_hashes (&check);
    g_autoptr (GHashTable) keys = keys_of (&check);
    static const char *const names[] = {"rsa_n", "rsa_e", "rsa_d", "rsa_p", "rsa_q"};
    BaseSpan n[G_N_ELEMENTS (names)];
    for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
        n[i] = base_span_bytes (vectors_get (keys, names[i]));

    g_autoptr (CryptoPublicKey) public = crypto_public_key_new_rsa (CRYPTO_KEY_RSA, n[0], n[1]);
    check_verifies (&check, RSA_PSS_RSAE_SHA256, public, "certificate_verify", "server");
    g_autoptr (CryptoPrivateKey) private =
        crypto_private_key_new_rsa (CRYPTO_KEY_RSA, n[0], n[1], n[2], n[3], n[4]);
    g_autoptr (GByteArray) content = signed_content (found (&check, "hash_certificate"), "server");
    g_autoptr (GBytes) signature =
        crypto_sign (crypto_scheme_find (RSA_PSS_RSAE_SHA256), private, draw_salt, &check,
                     base_span (content->data, content->len));
    BaseSpan expected = signature_of (&check, "certificate_verify");
    g_assert_cmpmem (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature),
                     expected.data, expected.size);
    check_clear (&check);
}

/* The RFC prints no private key for these two: they are verified alone. */
static void client_authentication_verifies (void)
{
    Check check;
    check_init (&check, &published[RFC8448_CLIENT_AUTH]);
    find_hashes (&check);
    g_autoptr (CryptoPublicKey) server = crypto_public_key_new_ecdsa (
        CRYPTO_KEY_P256, given (&check, "server_x"), given (&check, "server_y"));
    check_verifies (&check, ECDSA_SECP256R1_SHA256, server, "certificate_verify", "server");
    g_autoptr (CryptoPublicKey) client = crypto_public_key_new_rsa (
        CRYPTO_KEY_RSA, given (&check, "client_rsa_n"), given (&check, "client_rsa_e"));
    check_verifies (&check, RSA_PSS_RSAE_SHA256, client, "client_certificate_verify", "client");
    check_clear (&check);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (published); i++) {
        const PublishedTrace *trace = &published[i];
        published_test (trace, "schedule", schedule_is_recomputed);
        published_test (trace, "records", records_are_recomputed);
        if (i != RFC8448_RESUMED && i != RFC8448_CLIENT_AUTH && i != BOTAN_EXTERNAL_PSK)
            published_test (trace, "signature", rsa_signature_is_recomputed);
    }
    g_test_add_func ("/rfc8448/6/signatures", client_authentication_verifies);
    return g_test_run ();
}
