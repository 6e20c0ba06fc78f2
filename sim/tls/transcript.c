#include "tls/private.h"

/* The transcript hash (RFC 9846 section 4.1). Which hash it is comes with the cipher suite; until
 * then the messages are kept as they are. */

void tls_transcript_start (TlsParty *self)
{
    g_assert (self->transcript == NULL);
    self->transcript = crypto_hasher_new (self->suite->hash);
    crypto_hasher_update (self->transcript,
                          base_span (self->early_transcript->data, self->early_transcript->len));
    g_byte_array_set_size (self->early_transcript, 0);
}

void tls_transcript_add (TlsParty *self, BaseSpan message)
{
    if (self->transcript != NULL)
        crypto_hasher_update (self->transcript, message);
    else
        base_append_span (self->early_transcript, message);
}

size_t tls_transcript_hash (const TlsParty *self, uint8_t *out)
{
    crypto_hasher_value (self->transcript, out);
    return crypto_hash_size (self->suite->hash);
}
