#include <string.h>

#include "tls/extension.h"

/* application_layer_protocol_negotiation (RFC 7301): what will be spoken inside. */

/* Two bytes that are no protocol's name (RFC 8701 section 2). */
static size_t grease_name (TlsParty *self, BaseSpan *name)
{
    uint16_t value = tls_grease (self, TLS_GREASE_PROTOCOL);
    if (value == 0)
        return 0;
    uint8_t *bytes = tls_keep (self, 2);
    bytes[0] = bytes[1] = (uint8_t)value;
    *name = base_span (bytes, 2);
    return 1;
}

static bool is_grease_name (BaseSpan name)
{
    return name.size == 2 && wire_is_grease ((uint32_t)base_read_number (name.data, 2));
}

void *tls_offer_protocols (TlsParty *self)
{
    GPtrArray *alpn = self->config->alpn;
    if (alpn->len == 0)
        return NULL;
    WireProtocolNameList *list = tls_keep (self, sizeof *list);
    BaseSpan *names = tls_keep (self, (alpn->len + 1) * sizeof *names);
    size_t n = grease_name (self, names);
    for (guint i = 0; i < alpn->len; i++)
        names[n++] = base_span_text (g_ptr_array_index (alpn, i));
    list->protocol_name_list = (WireList){names, n};
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

/* Names are bytes, for people to read as far as they can be. */
static void note_protocols (TlsParty *self, const char *name, WireList list)
{
    g_autoptr (GString) names = g_string_new (NULL);
    for (size_t i = 0; i < list.n; i++) {
        BaseSpan one = *wire_list_item (list, BaseSpan, i);
        g_autofree char *bytes = g_strndup ((const char *)one.data, one.size);
        g_autofree char *text = g_utf8_make_valid (bytes, -1);
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", text);
    }
    tls_note (self, name, "%s", names->str);
}

BaseCause tls_read_protocol (TlsParty *self, const void *body)
{
    const WireProtocolNameList *answer = body;
    const WireProtocolNameList *offered = tls_extension_body (self->client_hello, WIRE_EXT_ALPN);
    if (answer->protocol_name_list.n != 1) {
        note_protocols (self, "chosen", answer->protocol_name_list);
        return BASE_CAUSE_FORBIDDEN_VALUE;
    }
    BaseSpan name = *wire_list_item (answer->protocol_name_list, BaseSpan, 0);
    if (is_grease_name (name) || !was_offered (self, name)) {
        note_protocols (self, "offered", offered->protocol_name_list);
        note_protocols (self, "chosen", answer->protocol_name_list);
        return BASE_CAUSE_ALPN_NOT_OFFERED;
    }
    g_free (self->alpn);
    self->alpn = g_strndup ((const char *)name.data, name.size);
    return BASE_CAUSE_NONE;
}
