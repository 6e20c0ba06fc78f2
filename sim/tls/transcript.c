#include "tls/private.h"

/* The transcript hash (RFC 9846 section 4.1). Which hash it is comes with the cipher suite; until
 * then the messages are kept as they are. */

enum { MESSAGE_HASH = 254 }; /* a handshake type that is never on the wire */

void tls_transcript_start (TlsParty *self)
{
    g_assert (self->transcript == NULL);
    self->transcript = crypto_hasher_new (self->hash);
    crypto_hasher_update (self->transcript,
                          base_span (self->early_transcript->data, self->early_transcript->len));
    if (self->speaks == WIRE_TLS13)
        g_byte_array_set_size (self->early_transcript, 0);
}

/* In TLS 1.2 a client signs the messages themselves, with whatever hash it likes (RFC 5246 section
 * 7.4.8): there they are kept until the handshake is over. */
void tls_transcript_add (TlsParty *self, BaseSpan message)
{
    bool over = self->outcome != TRACE_RUNNING;
    if (self->branch != NULL)
        crypto_hasher_update (self->branch, message);
    else if (self->transcript != NULL)
        crypto_hasher_update (self->transcript, message);
    if (self->transcript == NULL || (self->speaks == WIRE_TLS12 && !over))
        base_append_span (self->early_transcript, message);
}

/* Behind a HelloRetryRequest the first hello counts as a message of its own kind, which holds its
 * hash alone: so a server need not remember it. */
void tls_transcript_retry (TlsParty *self)
{
    uint8_t hash[CRYPTO_MAX_HASH_SIZE];
    size_t size = tls_transcript_hash (self, hash);
    g_byte_array_set_size (self->early_transcript, 0);
    base_append_number (self->early_transcript, MESSAGE_HASH, 1);
    base_append_number (self->early_transcript, size, 3);
    base_append_span (self->early_transcript, base_span (hash, size));
}

size_t tls_transcript_hash (const TlsParty *self, uint8_t *out)
{
    if (self->branch != NULL)
        crypto_hasher_value (self->branch, out);
    else if (self->transcript != NULL)
        crypto_hasher_value (self->transcript, out);
    else
        crypto_hash (self->hash,
                     base_span (self->early_transcript->data, self->early_transcript->len), out);
    return crypto_hash_size (self->hash);
}

/* Each later answer starts at the end of the main handshake: none includes another one. */
void tls_transcript_branch (TlsParty *self)
{
    g_assert (self->branch == NULL);
    self->branch = crypto_hasher_copy (self->transcript);
}

void tls_transcript_join (TlsParty *self)
{
    g_clear_pointer (&self->branch, crypto_hasher_free);
}
