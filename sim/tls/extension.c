#include "tls/extension.h"

/* The table, and the walk over it. The order is that in which our messages carry them;
 * pre_shared_key is last because it must be (RFC 9846 section 4.3.11). */

char tls_present[1];

static void *write_groups (TlsParty *self)
{
    WireNumberList *list = tls_keep (self, sizeof *list);
    list->values = tls_greased (self, TLS_GREASE_GROUP, self->config->groups);
    return list;
}

/* RFC 9846 section 4.3.7: no group comes twice; whoever receives such a list may refuse it. */
static BaseCause read_groups (TlsParty *self, const void *body)
{
    WireList groups = ((const WireNumberList *)body)->values;
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
    for (size_t i = 0; i < groups.n; i++) {
        guint group = *wire_list_item (groups, uint16_t, i);
        if (!g_hash_table_add (seen, GUINT_TO_POINTER (group + 1))) {
            tls_note (self, "group", "%s", tls_value_name (self, &wire_groups, group));
            return BASE_CAUSE_GROUP_REPEATED;
        }
    }
    return BASE_CAUSE_NONE;
}

static void *write_versions (TlsParty *self)
{
    WireNumberList *list = tls_keep (self, sizeof *list);
    list->values = tls_greased (self, TLS_GREASE_VERSION, self->config->versions);
    return list;
}

static void *write_version (TlsParty *self)
{
    WireSelected *selected = tls_keep (self, sizeof *selected);
    selected->value = WIRE_TLS13;
    return selected;
}

static void *write_schemes (TlsParty *self)
{
    WireNumberList *list = tls_keep (self, sizeof *list);
    list->values = tls_greased (self, TLS_GREASE_SCHEME, self->config->signature_schemes);
    return list;
}

static void *write_certificate_schemes (TlsParty *self)
{
    GArray *schemes = self->config->certificate_schemes;
    if (schemes->len == 0)
        return NULL;
    WireNumberList *list = tls_keep (self, sizeof *list);
    list->values = (WireList){schemes->data, schemes->len};
    return list;
}

#define CH [WIRE_IN_CLIENT_HELLO]
#define SH [WIRE_IN_SERVER_HELLO]
#define SH12 [WIRE_IN_SERVER_HELLO_12]
#define HRR [WIRE_IN_HELLO_RETRY_REQUEST]
#define EE [WIRE_IN_ENCRYPTED_EXTENSIONS]
#define NST [WIRE_IN_NEW_SESSION_TICKET]
#define CR [WIRE_IN_CERTIFICATE_REQUEST]
#define CT [WIRE_IN_CERTIFICATE]

static const TlsExtension extensions[] = {
    {WIRE_EXT_SERVER_NAME,
     TLS_IN_BOTH,
     {CH = {tls_offer_server_name, tls_note_server_name}, EE = {tls_acknowledge_server_name},
      SH12 = {tls_acknowledge_server_name}}},
    {WIRE_EXT_SUPPORTED_GROUPS, TLS_IN_BOTH, {CH = {write_groups, read_groups}}},
    {WIRE_EXT_KEY_SHARE,
     TLS_IN_13,
     {CH = {tls_offer_shares, tls_read_shares}, HRR = {tls_ask_for_share, tls_read_asked_share},
      SH = {tls_answer_share}}},
    {WIRE_EXT_SUPPORTED_VERSIONS,
     TLS_IN_13,
     {CH = {write_versions}, SH = {write_version}, HRR = {write_version}}},
    {WIRE_EXT_SIGNATURE_ALGORITHMS, TLS_IN_BOTH, {CH = {write_schemes}, CR = {write_schemes}}},
    {WIRE_EXT_SIGNATURE_ALGORITHMS_CERT,
     TLS_IN_BOTH,
     {CH = {write_certificate_schemes}, CR = {write_certificate_schemes}}},
    {WIRE_EXT_CERTIFICATE_AUTHORITIES,
     TLS_IN_13,
     {CH = {tls_name_authorities}, CR = {tls_name_authorities}}},
    {WIRE_EXT_OID_FILTERS, TLS_IN_13, {CR = {tls_ask_filters, tls_read_filters}}},
    {WIRE_EXT_POST_HANDSHAKE_AUTH, TLS_IN_13, {CH = {tls_offer_later_answer}}},
    {WIRE_EXT_STATUS_REQUEST,
     TLS_IN_BOTH,
     {CH = {tls_ask_staple}, CR = {tls_ask_client_staple}, CT = {tls_write_staple, tls_read_staple},
      SH12 = {tls_promise_staple, tls_read_promised_staple}}},
    {WIRE_EXT_SIGNED_CERTIFICATE_TIMESTAMP,
     TLS_IN_13,
     {CH = {tls_ask_timestamps}, CR = {tls_ask_timestamps},
      CT = {tls_write_timestamps, tls_read_timestamps}}},
    {WIRE_EXT_COMPRESS_CERTIFICATE,
     TLS_IN_13,
     {CH = {tls_offer_compression}, CR = {tls_offer_compression}}},
    {WIRE_EXT_ALPN,
     TLS_IN_BOTH,
     {CH = {tls_offer_protocols}, EE = {tls_answer_protocol, tls_read_protocol},
      SH12 = {tls_answer_protocol, tls_read_protocol}}},
    {WIRE_EXT_RECORD_SIZE_LIMIT,
     TLS_IN_BOTH,
     {CH = {tls_offer_size_limit, tls_note_size_limit},
      EE = {tls_answer_size_limit, tls_read_size_limit},
      SH12 = {tls_answer_size_limit, tls_read_size_limit}}},
    {WIRE_EXT_MAX_FRAGMENT_LENGTH,
     TLS_IN_BOTH,
     {CH = {tls_offer_fragment_length, tls_note_fragment_length},
      EE = {tls_answer_fragment_length, tls_read_fragment_length},
      SH12 = {tls_answer_fragment_length, tls_read_fragment_length}}},
    {WIRE_EXT_COOKIE,
     TLS_IN_13,
     {HRR = {tls_ask_cookie, tls_read_cookie}, CH = {tls_echo_cookie, tls_check_cookie}}},
    {WIRE_EXT_EARLY_DATA,
     TLS_IN_13,
     {CH = {tls_offer_early}, EE = {tls_answer_early, tls_read_early_answer},
      NST = {tls_allow_early}}},
    {WIRE_EXT_PSK_KEY_EXCHANGE_MODES, TLS_IN_13, {CH = {tls_offer_psk_modes}}},
    {WIRE_EXT_ENCRYPTED_CLIENT_HELLO, TLS_IN_13, {CH = {tls_offer_grease_ech}}},
    {WIRE_EXT_EC_POINT_FORMATS,
     TLS_IN_12,
     {CH = {tls_offer_point_formats, tls_read_point_formats},
      SH12 = {tls_answer_point_formats, tls_read_point_formats}}},
    {WIRE_EXT_EXTENDED_MAIN_SECRET,
     TLS_IN_12,
     {CH = {tls_offer_extended_main_secret, tls_note_extended_main_secret},
      SH12 = {tls_answer_extended_main_secret, tls_note_extended_main_secret}}},
    {WIRE_EXT_ENCRYPT_THEN_MAC,
     TLS_IN_12,
     {CH = {tls_offer_encrypt_then_mac, tls_note_encrypt_then_mac},
      SH12 = {tls_answer_encrypt_then_mac, tls_read_encrypt_then_mac}}},
    {WIRE_EXT_SESSION_TICKET,
     TLS_IN_12,
     {CH = {tls_offer_session_ticket},
      SH12 = {tls_answer_session_ticket, tls_read_session_ticket}}},
    {WIRE_EXT_RENEGOTIATION_INFO,
     TLS_IN_12,
     {CH = {tls_offer_renegotiation_info, tls_read_renegotiation_info},
      SH12 = {tls_answer_renegotiation_info, tls_read_renegotiation_info}}},
    {WIRE_EXT_PADDING, TLS_IN_BOTH, {CH = {tls_offer_padding}}},
    {WIRE_EXT_PRE_SHARED_KEY, TLS_IN_13, {CH = {tls_offer_psks}, SH = {tls_answer_psk}}},
};

void *tls_keep (TlsParty *self, size_t size)
{
    return base_arena_take (&self->kept, size);
}

void tls_drop_kept (TlsParty *self)
{
    base_arena_clear (&self->kept);
}

void tls_write_message (TlsParty *self, WireMessageId id, const void *body)
{
    g_clear_pointer (&self->message, wire_message_unref);
    self->message = wire_message_write_as (id, body, tls_dialect (self));
    tls_drop_kept (self);
}

/* A list of extensions given as bytes, for published vectors: they are written as they are. */
static WireList raw_extensions (TlsParty *self, GBytes *raw)
{
    BaseSpan span = base_span_bytes (raw);
    WireExtension *items = tls_keep (self, (span.size / 4 + 1) * sizeof *items);
    size_t n = 0;
    for (size_t at = 0; at + 4 <= span.size;) {
        size_t size = base_read_number (span.data + at + 2, 2);
        g_assert (at + 4 + size <= span.size);
        items[n++] = (WireExtension){.type = (uint16_t)base_read_number (span.data + at, 2),
                                     .data = base_span (span.data + at + 4, size)};
        at += 4 + size;
    }
    return (WireList){items, n};
}

/* The published order, for published vectors: those it does not name come last. */
static int place_in (const GArray *order, uint16_t type)
{
    guint i = 0;
    while (i < order->len && g_array_index (order, uint16_t, i) != type)
        i++;
    return (int)i;
}

static int by_order (gconstpointer a, gconstpointer b, gpointer order)
{
    return place_in (order, ((const WireExtension *)a)->type) -
           place_in (order, ((const WireExtension *)b)->type);
}

/* What the party speaks, or as long as nothing is settled all that it may. */
static TlsVersions versions_of (const TlsParty *self)
{
    bool both =
        self->version == 0 && self->speaks == WIRE_TLS13 && tls_may_speak (self, WIRE_TLS12);
    return both ? TLS_IN_BOTH : self->speaks == WIRE_TLS12 ? TLS_IN_12 : TLS_IN_13;
}

WireList tls_write_extensions (TlsParty *self, WirePlace place, GBytes *raw)
{
    TlsVersions versions = versions_of (self);
    WireExtension *items = tls_keep (self, (G_N_ELEMENTS (extensions) + 2) * sizeof *items);
    size_t n = tls_grease_extension (self, place, TLS_GREASE_EMPTY_EXTENSION, items);
    for (size_t i = 0; i < G_N_ELEMENTS (extensions); i++) {
        const TlsExtension *row = &extensions[i];
        if (row->type == WIRE_EXT_PRE_SHARED_KEY) /* nothing stands behind that */
            n += tls_grease_extension (self, place, TLS_GREASE_EXTENSION, &items[n]);
        bool meant = row->in[place].write != NULL && (row->versions & versions) != 0;
        void *body = meant ? row->in[place].write (self) : NULL;
        if (body != NULL)
            items[n++] = (WireExtension){
                .type = row->type, .row = wire_extension_row (row->type), .body = body};
    }
    if (place == WIRE_IN_SERVER_HELLO && self->config->hello_order != NULL)
        g_qsort_with_data (items, (int)n, sizeof *items, by_order, self->config->hello_order);
    return raw != NULL ? raw_extensions (self, raw) : (WireList){items, n};
}

BaseCause tls_read_extensions (TlsParty *self, WirePlace place, WireList list)
{
    BaseCause cause = BASE_CAUSE_NONE;
    TlsVersions versions = versions_of (self);
    for (size_t i = 0; i < G_N_ELEMENTS (extensions); i++)
        for (size_t j = 0; j < list.n && cause == BASE_CAUSE_NONE; j++) {
            const WireExtension *extension = wire_list_item (list, WireExtension, j);
            if (extension->type == extensions[i].type && extensions[i].in[place].read != NULL &&
                extension->body != NULL && (extensions[i].versions & versions) != 0)
                cause = extensions[i].in[place].read (self, extension->body);
        }
    return cause;
}

const void *tls_extension_body (const WireMessage *message, uint16_t type)
{
    const WireExtension *extension = wire_message_extension (message, type);
    return extension != NULL ? extension->body : NULL;
}
