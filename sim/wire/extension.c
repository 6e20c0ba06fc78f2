#include "wire/formats.h"

#define END WIRE_ROWS_END

/* ---- server_name (RFC 6066 section 3) ---- */
static const WireRow server_name_rows[] = {{WIRE_NUMBER, "name_type", 1, .names = &wire_name_types,
                                            .bind = offsetof (WireServerName, name_type)},
                                           {WIRE_OPAQUE, "host_name", 2, 1, 65535,
                                            .bind = offsetof (WireServerName, host_name),
                                            .text = true},
                                           END};
static const WireFormat server_name_entry = {"ServerName", server_name_rows,
                                             sizeof (WireServerName)};
static const WireRow server_name_list_rows[] = {
    {WIRE_VECTOR, "server_name_list", 2, 1, 65535, .child = &server_name_entry,
     .bind = offsetof (WireServerNameList, server_name_list), .section = "RFC 6066 3"},
    END};
static const WireFormat server_name_list = {"ServerNameList", server_name_list_rows,
                                            sizeof (WireServerNameList)};

/* An extension whose presence says it all. */
static const WireRow no_rows[] = {END};
const WireFormat wire_format_empty = {"Empty", no_rows, 0};
#define EMPTY (&wire_format_empty)

/* ---- lists of numbers ---- */
static const WireRow group_rows[] = {{WIRE_NUMBER, NULL, 2, .names = &wire_groups}, END};
static const WireFormat group = {"NamedGroup", group_rows, sizeof (uint16_t)};
static const WireRow group_list_rows[] = {
    {WIRE_VECTOR, "named_group_list", 2, 2, 65535, .child = &group,
     .bind = offsetof (WireNumberList, values), .section = "RFC 9846 4.3.7"},
    END};
static const WireFormat group_list = {"NamedGroupList", group_list_rows, sizeof (WireNumberList)};

static const WireRow version_rows[] = {{WIRE_NUMBER, NULL, 2, .names = &wire_versions}, END};
static const WireFormat version = {"ProtocolVersion", version_rows, sizeof (uint16_t)};
static const WireRow versions_client_rows[] = {
    {WIRE_VECTOR, "versions", 1, 2, 254, .child = &version,
     .bind = offsetof (WireNumberList, values), .section = "RFC 9846 4.3.1"},
    END};
static const WireFormat versions_client = {"SupportedVersions", versions_client_rows,
                                           sizeof (WireNumberList)};

/* ---- one selected number ---- */
static const WireRow version_selected_rows[] = {
    {WIRE_NUMBER, "selected_version", 2, .names = &wire_versions,
     .bind = offsetof (WireSelected, value), .section = "RFC 9846 4.3.1"},
    END};
static const WireFormat version_selected = {"SupportedVersions", version_selected_rows,
                                            sizeof (WireSelected)};
static const WireRow group_selected_rows[] = {
    {WIRE_NUMBER, "selected_group", 2, .names = &wire_groups,
     .bind = offsetof (WireSelected, value), .section = "RFC 9846 4.3.8"},
    END};
static const WireFormat group_selected = {"KeyShareHelloRetryRequest", group_selected_rows,
                                          sizeof (WireSelected)};

/* ---- key_share (RFC 9846 section 4.3.8) ---- */
static const WireRow key_share_entry_rows[] = {
    {WIRE_NUMBER, "group", 2, .names = &wire_groups, .bind = offsetof (WireKeyShareEntry, group),
     .section = "RFC 9846 4.3.8"},
    {WIRE_OPAQUE, "key_exchange", 2, 1, 65535, .bind = offsetof (WireKeyShareEntry, key_exchange),
     .section = "RFC 9846 4.3.8.2"},
    END};
static const WireFormat key_share_entry = {"KeyShareEntry", key_share_entry_rows,
                                           sizeof (WireKeyShareEntry)};
static const WireRow key_share_client_rows[] = {
    {WIRE_VECTOR, "client_shares", 2, 0, 65535, .child = &key_share_entry,
     .bind = offsetof (WireKeyShareClientHello, client_shares), .section = "RFC 9846 4.3.8"},
    END};
static const WireFormat key_share_client = {"KeyShareClientHello", key_share_client_rows,
                                            sizeof (WireKeyShareClientHello)};
static const WireRow key_share_server_rows[] = {
    {WIRE_STRUCT, "server_share", .child = &key_share_entry,
     .bind = offsetof (WireKeyShareServerHello, server_share), .section = "RFC 9846 4.3.8"},
    END};
static const WireFormat key_share_server = {"KeyShareServerHello", key_share_server_rows,
                                            sizeof (WireKeyShareServerHello)};

/* ---- application_layer_protocol_negotiation (RFC 7301 section 3.1) ---- */
static const WireRow protocol_rows[] = {{WIRE_OPAQUE, NULL, 1, 1, 255, .text = true}, END};
static const WireFormat protocol = {"ProtocolName", protocol_rows, sizeof (BaseSpan)};
static const WireRow protocol_list_rows[] = {
    {WIRE_VECTOR, "protocol_name_list", 2, 2, 65535, .child = &protocol,
     .bind = offsetof (WireProtocolNameList, protocol_name_list), .section = "RFC 7301 3.1"},
    END};
static const WireFormat protocol_list = {"ProtocolNameList", protocol_list_rows,
                                         sizeof (WireProtocolNameList)};

const WireFormat wire_extension_carried = {"extension_data", no_rows, 0};
#define CARRIED (&wire_extension_carried)

#define CH [WIRE_IN_CLIENT_HELLO]
#define SH [WIRE_IN_SERVER_HELLO]
#define HRR [WIRE_IN_HELLO_RETRY_REQUEST]
#define EE [WIRE_IN_ENCRYPTED_EXTENSIONS]
#define CR [WIRE_IN_CERTIFICATE_REQUEST]
#define CT [WIRE_IN_CERTIFICATE]
#define NST [WIRE_IN_NEW_SESSION_TICKET]

/* The table of RFC 9846 section 4.3. */
static const WireExtensionRow extensions[] = {
    {0, "server_name", "RFC 6066 3", {CH = &server_name_list, EE = EMPTY, CR = CARRIED}},
    {1,
     "max_fragment_length",
     "RFC 6066 4",
     {CH = &wire_format_max_fragment_length, EE = &wire_format_max_fragment_length}},
    {5,
     "status_request",
     "RFC 9846 4.5.1.1",
     {CH = &wire_format_status_request, CR = EMPTY, CT = &wire_format_certificate_status}},
    {10, "supported_groups", "RFC 9846 4.3.7", {CH = &group_list, EE = &group_list}},
    {13,
     "signature_algorithms",
     "RFC 9846 4.3.3",
     {CH = &wire_format_scheme_list, CR = &wire_format_scheme_list}},
    {14, "use_srtp", "RFC 5764 4.1", {CH = CARRIED, EE = CARRIED}},
    {15, "heartbeat", "RFC 6520 2", {CH = CARRIED, EE = CARRIED}},
    {16,
     "application_layer_protocol_negotiation",
     "RFC 7301 3.1",
     {CH = &protocol_list, EE = &protocol_list}},
    {18,
     "signed_certificate_timestamp",
     "RFC 6962 3.3",
     {CH = EMPTY, CR = EMPTY, CT = &wire_format_scts}},
    {19, "client_certificate_type", "RFC 7250 3", {CH = CARRIED, EE = CARRIED}},
    {20, "server_certificate_type", "RFC 7250 3", {CH = CARRIED, EE = CARRIED}},
    {21, "padding", "RFC 7685 3", {CH = &wire_format_padding}},
    {27,
     "compress_certificate",
     "RFC 8879 3",
     {CH = &wire_format_compression_algorithms, CR = &wire_format_compression_algorithms}},
    {28,
     "record_size_limit",
     "RFC 8449 4",
     {CH = &wire_format_record_size_limit, EE = &wire_format_record_size_limit}},
    {41,
     "pre_shared_key",
     "RFC 9846 4.3.11",
     {CH = &wire_format_offered_psks, SH = &wire_format_selected_identity}},
    {42,
     "early_data",
     "RFC 9846 4.3.10",
     {CH = EMPTY, EE = EMPTY, NST = &wire_format_early_data_size}},
    {43,
     "supported_versions",
     "RFC 9846 4.3.1",
     {CH = &versions_client, SH = &version_selected, HRR = &version_selected}},
    {44, "cookie", "RFC 9846 4.3.2", {CH = &wire_format_cookie, HRR = &wire_format_cookie}},
    {45, "psk_key_exchange_modes", "RFC 9846 4.3.9", {CH = &wire_format_psk_modes}},
    {47,
     "certificate_authorities",
     "RFC 9846 4.3.4",
     {CH = &wire_format_authorities, CR = &wire_format_authorities}},
    {48, "oid_filters", "RFC 9846 4.3.5", {CR = &wire_format_oid_filters}},
    {49, "post_handshake_auth", "RFC 9846 4.3.6", {CH = EMPTY}},
    {50,
     "signature_algorithms_cert",
     "RFC 9846 4.3.3",
     {CH = &wire_format_scheme_list, CR = &wire_format_scheme_list}},
    {51,
     "key_share",
     "RFC 9846 4.3.8",
     {CH = &key_share_client, SH = &key_share_server, HRR = &group_selected}},
};

const WireExtensionRow *wire_extension_row (uint16_t type)
{
    for (size_t i = 0; i < G_N_ELEMENTS (extensions); i++)
        if (extensions[i].type == type)
            return &extensions[i];
    return NULL;
}

const WireExtensionRow *wire_extension_at (unsigned i)
{
    return i < G_N_ELEMENTS (extensions) ? &extensions[i] : NULL;
}
