#include "tls/key_exchange.h"

/* ClientKeyExchange (RFC 5246 section 7.4.7): the client's half. From here on both sides can
 * compute the keys. */

BaseCause tls_compose_client_key_exchange (TlsParty *self)
{
    return self->suite->exchange->compose_client (self);
}

BaseCause tls_process_client_key_exchange (TlsParty *self)
{
    return self->suite->exchange->process_client (self);
}
