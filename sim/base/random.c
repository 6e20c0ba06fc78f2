#include "base/random.h"

#include <string.h>
#include <sys/random.h>

struct BaseRandom {
    GHmac *keyed;         /* by the seed; copied for each draw */
    char *domain;         /* connection and party */
    GHashTable *counters; /* label -> draws so far */
    GHashTable *injected; /* label -> GQueue of GBytes */
};

static void injected_free (gpointer queue)
{
    g_queue_free_full (queue, (GDestroyNotify)g_bytes_unref);
}

BaseRandom *base_random_new (const char *seed, unsigned connection, const char *party)
{
    BaseRandom *self = g_new0 (BaseRandom, 1);
    self->keyed = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *)seed, strlen (seed));
    self->domain = g_strdup_printf ("stepshake|%u|%s", connection, party);
    self->counters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->injected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, injected_free);
    return self;
}

void base_random_free (BaseRandom *self)
{
    if (self == NULL)
        return;
    g_hmac_unref (self->keyed);
    g_free (self->domain);
    g_hash_table_unref (self->counters);
    g_hash_table_unref (self->injected);
    g_free (self);
}

void base_random_inject (BaseRandom *self, const char *label, GBytes *bytes)
{
    GQueue *queue = g_hash_table_lookup (self->injected, label);
    if (queue == NULL) {
        queue = g_queue_new ();
        g_hash_table_insert (self->injected, g_strdup (label), queue);
    }
    g_queue_push_tail (queue, g_bytes_ref (bytes));
}

static bool take_injected (BaseRandom *self, const char *label, uint8_t *out, size_t size)
{
    GQueue *queue = g_hash_table_lookup (self->injected, label);
    if (queue == NULL || g_queue_is_empty (queue))
        return false;
    g_autoptr (GBytes) bytes = g_queue_pop_head (queue);
    g_assert (g_bytes_get_size (bytes) == size);
    memcpy (out, g_bytes_get_data (bytes, NULL), size);
    return true;
}

void base_random_draw (BaseRandom *self, const char *label, uint8_t *out, size_t size)
{
    if (take_injected (self, label, out, size))
        return;
    guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counters, label));
    g_hash_table_replace (self->counters, g_strdup (label), GUINT_TO_POINTER (count + 1));
    for (guint block = 0; size > 0; block++) {
        g_autofree char *input = g_strdup_printf ("%s|%s|%u|%u", self->domain, label, count, block);
        g_autoptr (GHmac) hmac = g_hmac_copy (self->keyed);
        g_hmac_update (hmac, (const guchar *)input, (gssize)strlen (input));
        uint8_t digest[32];
        gsize length = sizeof digest;
        g_hmac_get_digest (hmac, digest, &length);
        size_t take = MIN (size, length);
        memcpy (out, digest, take);
        base_wipe (digest, sizeof digest);
        out += take;
        size -= take;
    }
}

char *base_random_fresh_seed (void)
{
    uint8_t bytes[16];
    if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
        g_error ("the operating system gives no randomness");
    char *seed = base_hex (base_span (bytes, sizeof bytes));
    base_wipe (bytes, sizeof bytes);
    return seed;
}
