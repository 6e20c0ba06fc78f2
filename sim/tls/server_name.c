#include <gio/gio.h>
#include <string.h>

#include "tls/extension.h"

/* server_name (RFC 6066 section 3): which of the server's names the client wants to talk to. */

static bool is_address (const char *host)
{
    g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
    return address != NULL;
}

void *tls_offer_server_name (TlsParty *self)
{
    const char *host = self->config->server_name;
    if (host == NULL || is_address (host))
        return NULL;
    struct {
        WireServerNameList list;
        WireServerName name;
    } *body = tls_keep (self, sizeof *body);
    body->name = (WireServerName){0, base_span_text (host)};
    body->list.server_name_list = (WireList){&body->name, 1};
    g_free (self->server_name);
    self->server_name = g_strdup (host);
    return &body->list;
}

static bool is_host_name (BaseSpan name)
{
    for (size_t i = 0; i < name.size; i++)
        if (!g_ascii_isgraph ((char)name.data[i]))
            return false;
    return name.size > 0;
}

/* One name of each type, and a host name is ASCII. Anything else would be read in two ways, here up
 * to its first zero byte, elsewhere as a whole. */
BaseCause tls_note_server_name (TlsParty *self, const void *body)
{
    WireList names = ((const WireServerNameList *)body)->server_name_list;
    g_clear_pointer (&self->server_name, g_free);
    for (size_t i = 0; i < names.n; i++) {
        const WireServerName *name = wire_list_item (names, WireServerName, i);
        if (name->name_type != 0)
            continue;
        if (self->server_name != NULL || !is_host_name (name->host_name))
            return BASE_CAUSE_FORBIDDEN_VALUE;
        self->server_name = g_strndup ((const char *)name->host_name.data, name->host_name.size);
    }
    return BASE_CAUSE_NONE;
}

void *tls_acknowledge_server_name (TlsParty *self)
{
    bool used = self->server_name != NULL && self->config->server_name != NULL;
    return used && !self->resumed ? tls_present : NULL; /* RFC 6066 section 3: not on resumption */
}
