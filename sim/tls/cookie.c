#include <string.h>

#include "tls/extension.h"

/* cookie (RFC 9846 section 4.3.2): the server gives the client something to bring back. It shows
 * that the client receives what is sent to its address, and lets a server forget the first hello.
 */

enum { COOKIE_SIZE = 32 };

void *tls_ask_cookie (TlsParty *self)
{
    if (!self->config->cookie)
        return NULL;
    uint8_t cookie[COOKIE_SIZE];
    tls_draw (self, "cookie", cookie, sizeof cookie);
    self->cookie = g_bytes_new (cookie, sizeof cookie);
    WireCookie *body = tls_keep (self, sizeof *body);
    body->cookie = base_span_bytes (self->cookie);
    return body;
}

BaseCause tls_read_cookie (TlsParty *self, const void *body)
{
    self->cookie = base_span_copy (((const WireCookie *)body)->cookie);
    return BASE_CAUSE_NONE;
}

void *tls_echo_cookie (TlsParty *self)
{
    if (self->cookie == NULL)
        return NULL;
    WireCookie *body = tls_keep (self, sizeof *body);
    body->cookie = base_span_bytes (self->cookie);
    return body;
}

/* One that was never given means nothing to us. */
BaseCause tls_check_cookie (TlsParty *self, const void *body)
{
    bool same = self->cookie == NULL || base_span_equal (((const WireCookie *)body)->cookie,
                                                         base_span_bytes (self->cookie));
    return same ? BASE_CAUSE_NONE : BASE_CAUSE_RETRY_COOKIE_WRONG;
}
