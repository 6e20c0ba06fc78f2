#include <string.h>

#include "tls/extension.h"

/* application_layer_protocol_negotiation (RFC 7301): what will be spoken inside. */

void *tls_offer_protocols (TlsParty *self)
{
    GPtrArray *alpn = self->config->alpn;
    if (alpn->len == 0)
        return NULL;
    WireProtocolNameList *list = tls_keep (self, sizeof *list);
    BaseSpan *names = tls_keep (self, alpn->len * sizeof *names);
    for (guint i = 0; i < alpn->len; i++)
        names[i] = base_span_text (g_ptr_array_index (alpn, i));
    list->protocol_name_list = (WireList){names, alpn->len};
    return list;
}

void *tls_answer_protocol (TlsParty *self)
{
    if (self->alpn == NULL)
        return NULL;
    WireProtocolNameList *list = tls_keep (self, sizeof *list);
    BaseSpan *name = tls_keep (self, sizeof *name);
    *name = base_span_text (self->alpn);
    list->protocol_name_list = (WireList){name, 1};
    return list;
}

static bool was_offered (const TlsParty *self, BaseSpan name)
{
    const WireProtocolNameList *offered = tls_extension_body (self->client_hello, WIRE_EXT_ALPN);
    for (size_t i = 0; i < offered->protocol_name_list.n; i++)
        if (base_span_equal (*wire_list_item (offered->protocol_name_list, BaseSpan, i), name))
            return true;
    return false;
}

BaseCause tls_read_protocol (TlsParty *self, const void *body)
{
    const WireProtocolNameList *answer = body;
    if (answer->protocol_name_list.n != 1)
        return BASE_CAUSE_FORBIDDEN_VALUE;
    BaseSpan name = *wire_list_item (answer->protocol_name_list, BaseSpan, 0);
    if (!was_offered (self, name))
        return BASE_CAUSE_ALPN_NOT_OFFERED;
    g_free (self->alpn);
    self->alpn = g_strndup ((const char *)name.data, name.size);
    return BASE_CAUSE_NONE;
}
