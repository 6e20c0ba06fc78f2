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
const WireFormat wire_format_server_name_list = {"ServerNameList", server_name_list_rows,
                                                 sizeof (WireServerNameList)};

/* ---- lists of numbers ---- */
static const WireRow group_rows[] = {{WIRE_NUMBER, NULL, 2, .names = &wire_groups}, END};
static const WireFormat group = {"NamedGroup", group_rows, sizeof (uint16_t)};
static const WireRow group_list_rows[] = {
    {WIRE_VECTOR, "named_group_list", 2, 2, 65535, .child = &group,
     .bind = offsetof (WireNumberList, values), .section = "RFC 9846 4.3.7",
     .older_section = "RFC 8422 5.1.1"},
    END};
const WireFormat wire_format_group_list = {"NamedGroupList", group_list_rows,
                                           sizeof (WireNumberList)};

static const WireRow version_rows[] = {{WIRE_NUMBER, NULL, 2, .names = &wire_versions}, END};
static const WireFormat version = {"ProtocolVersion", version_rows, sizeof (uint16_t)};
static const WireRow versions_client_rows[] = {
    {WIRE_VECTOR, "versions", 1, 2, 254, .child = &version,
     .bind = offsetof (WireNumberList, values), .section = "RFC 9846 4.3.1"},
    END};
const WireFormat wire_format_versions_client = {"SupportedVersions", versions_client_rows,
                                                sizeof (WireNumberList)};

/* ---- one selected number ---- */
static const WireRow version_selected_rows[] = {
    {WIRE_NUMBER, "selected_version", 2, .names = &wire_versions,
     .bind = offsetof (WireSelected, value), .section = "RFC 9846 4.3.1"},
    END};
const WireFormat wire_format_version_selected = {"SupportedVersions", version_selected_rows,
                                                 sizeof (WireSelected)};
static const WireRow group_selected_rows[] = {
    {WIRE_NUMBER, "selected_group", 2, .names = &wire_groups,
     .bind = offsetof (WireSelected, value), .section = "RFC 9846 4.3.8"},
    END};
const WireFormat wire_format_group_selected = {"KeyShareHelloRetryRequest", group_selected_rows,
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
const WireFormat wire_format_key_share_client = {"KeyShareClientHello", key_share_client_rows,
                                                 sizeof (WireKeyShareClientHello)};
static const WireRow key_share_server_rows[] = {
    {WIRE_STRUCT, "server_share", .child = &key_share_entry,
     .bind = offsetof (WireKeyShareServerHello, server_share), .section = "RFC 9846 4.3.8"},
    END};
const WireFormat wire_format_key_share_server = {"KeyShareServerHello", key_share_server_rows,
                                                 sizeof (WireKeyShareServerHello)};

/* ---- application_layer_protocol_negotiation (RFC 7301 section 3.1) ---- */
static const WireRow protocol_rows[] = {
    {WIRE_OPAQUE, NULL, 1, 1, 255, .text = true, .words = wire_words_grease_protocol}, END};
static const WireFormat protocol = {"ProtocolName", protocol_rows, sizeof (BaseSpan)};
static const WireRow protocol_list_rows[] = {
    {WIRE_VECTOR, "protocol_name_list", 2, 2, 65535, .child = &protocol,
     .bind = offsetof (WireProtocolNameList, protocol_name_list), .section = "RFC 7301 3.1"},
    END};
const WireFormat wire_format_protocol_list = {"ProtocolNameList", protocol_list_rows,
                                              sizeof (WireProtocolNameList)};
