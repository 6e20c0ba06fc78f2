#include "tls/extension.h"

/* extended_main_secret (RFC 7627; RFC 9846 appendix D renamed it): the main secret depends on the
 * whole handshake. Without it, who is in the middle can give two connections the same one. */

void *tls_offer_extended_main_secret (TlsParty *self)
{
    return self->config->extended_main_secret ? tls_present : NULL;
}

BaseCause tls_note_extended_main_secret (TlsParty *self, const void *body)
{
    (void)body;
    self->extended_main_secret = self->config->extended_main_secret;
    return BASE_CAUSE_NONE;
}

void *tls_answer_extended_main_secret (TlsParty *self)
{
    return self->extended_main_secret ? tls_present : NULL;
}
