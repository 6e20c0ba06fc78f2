#include "tls/private.h"

/* ChangeCipherSpec (RFC 5246 section 7.1): the sender's records are sealed from here on. It is no
 * handshake message, and does not stand in the transcript. In TLS 1.3 it says nothing any more. */

BaseCause tls_compose_change_cipher_spec (TlsParty *self)
{
    WireChangeCipherSpec body = {1};
    tls_write_message (self, WIRE_CHANGE_CIPHER_SPEC, &body);
    return BASE_CAUSE_NONE;
}

BaseCause tls_process_change_cipher_spec (TlsParty *self)
{
    const WireChangeCipherSpec *body = self->message->body;
    return body->type == 1 ? BASE_CAUSE_NONE : BASE_CAUSE_FORBIDDEN_VALUE;
}
