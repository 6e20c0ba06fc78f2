#include "crypto/random.h"

#include <nettle/hmac.h>
#include <string.h>
#include <sys/random.h>

struct CryptoRandom {
    struct hmac_sha256_ctx keyed; /* by the seed */
    char *domain;                 /* connection and party */
    GHashTable *counters;         /* label -> draws so far */
    GHashTable *injected;         /* label -> GQueue of GBytes */
};

static void injected_free (gpointer queue)
{
    g_queue_free_full (queue, (GDestroyNotify)g_bytes_unref);
}

CryptoRandom *crypto_random_new (const char *seed, unsigned connection, const char *party)
{
    CryptoRandom *self = g_new0 (CryptoRandom, 1);
    hmac_sha256_set_key (&self->keyed, strlen (seed), (const uint8_t *)seed);
    self->domain = g_strdup_printf ("stepshake|%u|%s", connection, party);
    self->counters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->injected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, injected_free);
    return self;
}

void crypto_random_free (CryptoRandom *self)
{
    if (self == NULL)
        return;
    base_wipe (&self->keyed, sizeof self->keyed);
    g_free (self->domain);
    g_hash_table_unref (self->counters);
    g_hash_table_unref (self->injected);
    g_free (self);
}

void crypto_random_inject (CryptoRandom *self, const char *label, GBytes *bytes)
{
    GQueue *queue = g_hash_table_lookup (self->injected, label);
    if (queue == NULL) {
        queue = g_queue_new ();
        g_hash_table_insert (self->injected, g_strdup (label), queue);
    }
    g_queue_push_tail (queue, g_bytes_ref (bytes));
}

static bool take_injected (CryptoRandom *self, const char *label, uint8_t *out, size_t size)
{
    GQueue *queue = g_hash_table_lookup (self->injected, label);
    if (queue == NULL || g_queue_is_empty (queue))
        return false;
    g_autoptr (GBytes) bytes = g_queue_pop_head (queue);
    g_assert (g_bytes_get_size (bytes) == size);
    memcpy (out, g_bytes_get_data (bytes, NULL), size);
    return true;
}

void crypto_random_draw (CryptoRandom *self, const char *label, uint8_t *out, size_t size)
{
    if (take_injected (self, label, out, size))
        return;
    guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counters, label));
    g_hash_table_replace (self->counters, g_strdup (label), GUINT_TO_POINTER (count + 1));
    for (guint block = 0; size > 0; block++) {
        g_autofree char *input = g_strdup_printf ("%s|%s|%u|%u", self->domain, label, count, block);
        uint8_t digest[SHA256_DIGEST_SIZE];
        size_t take = MIN (size, sizeof digest);
        hmac_sha256_update (&self->keyed, strlen (input), (const uint8_t *)input);
        hmac_sha256_digest (&self->keyed, sizeof digest, digest); /* ready for the next one */
        memcpy (out, digest, take);
        base_wipe (digest, sizeof digest);
        out += take;
        size -= take;
    }
}

char *crypto_random_fresh_seed (void)
{
    uint8_t bytes[16];
    if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
        g_error ("the operating system gives no randomness");
    char *seed = base_hex (base_span (bytes, sizeof bytes));
    base_wipe (bytes, sizeof bytes);
    return seed;
}
