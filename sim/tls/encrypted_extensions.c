#include "tls/extension.h"

/* EncryptedExtensions (RFC 9846 section 4.4.1): the answers that nobody but the client needs to
 * see. */

BaseCause tls_compose_encrypted_extensions (TlsParty *self)
{
    WireEncryptedExtensions body = {.extensions =
                                        tls_write_extensions (self, WIRE_IN_ENCRYPTED_EXTENSIONS,
                                                              self->config->raw_extensions)};
    tls_write_message (self, WIRE_ENCRYPTED_EXTENSIONS, &body);
    return BASE_CAUSE_NONE;
}

BaseCause tls_process_encrypted_extensions (TlsParty *self)
{
    const WireEncryptedExtensions *body = self->message->body;
    BaseCause cause = tls_check_offered (self, body->extensions);
    return cause != BASE_CAUSE_NONE
               ? cause
               : tls_read_extensions (self, WIRE_IN_ENCRYPTED_EXTENSIONS, body->extensions);
}
