#include <string.h>

#include "tls/private.h"

/* EncryptedExtensions (RFC 9846 section 4.4.1): the answers that nobody but the client needs to
 * see. */

BaseCause tls_compose_encrypted_extensions (TlsParty *self)
{
    WireExtension items[2];
    size_t n = 0;
    if (self->server_name != NULL && self->config->server_name != NULL)
        items[n++] = (WireExtension){.type = WIRE_EXT_SERVER_NAME,
                                     .row = wire_extension_row (WIRE_EXT_SERVER_NAME)};
    BaseSpan name = base_span (self->alpn, self->alpn != NULL ? strlen (self->alpn) : 0);
    WireProtocolNameList protocols = {{&name, 1}};
    if (self->alpn != NULL)
        items[n++] = (WireExtension){
            .type = WIRE_EXT_ALPN, .row = wire_extension_row (WIRE_EXT_ALPN), .body = &protocols};
    g_autoptr (GArray) raw = self->config->raw_extensions != NULL
                                 ? tls_raw_extensions (self->config->raw_extensions)
                                 : NULL;
    WireEncryptedExtensions body = {.extensions = raw != NULL ? (WireList){raw->data, raw->len}
                                                              : (WireList){items, n}};
    g_clear_pointer (&self->message, wire_message_unref);
    self->message = wire_message_write (WIRE_ENCRYPTED_EXTENSIONS, &body);
    return BASE_CAUSE_NONE;
}

static bool was_offered (const TlsParty *self, BaseSpan name)
{
    const WireProtocolNameList *offered =
        wire_message_extension (self->client_hello, WIRE_EXT_ALPN)->body;
    for (size_t i = 0; i < offered->protocol_name_list.n; i++)
        if (base_span_equal (*wire_list_item (offered->protocol_name_list, BaseSpan, i), name))
            return true;
    return false;
}

BaseCause tls_process_encrypted_extensions (TlsParty *self)
{
    const WireEncryptedExtensions *body = self->message->body;
    BaseCause cause = tls_check_offered (self, body->extensions);
    const WireExtension *alpn = wire_message_extension (self->message, WIRE_EXT_ALPN);
    if (cause != BASE_CAUSE_NONE || alpn == NULL)
        return cause;
    const WireProtocolNameList *answer = alpn->body;
    if (answer->protocol_name_list.n != 1)
        return BASE_CAUSE_FORBIDDEN_VALUE;
    BaseSpan name = *wire_list_item (answer->protocol_name_list, BaseSpan, 0);
    if (!was_offered (self, name))
        return BASE_CAUSE_ALPN_NOT_OFFERED;
    self->alpn = g_strndup ((const char *)name.data, name.size);
    return BASE_CAUSE_NONE;
}
