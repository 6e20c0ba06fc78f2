#include "wire/formats.h"

#define END WIRE_ROWS_END

/* Extensions that this engine shows and does not act on. */

/* A list of one-byte numbers. */
#define BYTES(variable, format, field, registry, where) \
    static const WireRow variable##_rows[] = {{WIRE_NUMBER, NULL, 1, .names = &registry}, END}; \
    static const WireFormat variable = {#variable, variable##_rows, sizeof (uint8_t)}; \
    static const WireRow variable##_list_rows[] = { \
        {WIRE_VECTOR, field, 1, 1, 255, .child = &variable, \
         .bind = offsetof (WireByteList, values), .section = where}, \
        END}; \
    const WireFormat format = {field, variable##_list_rows, sizeof (WireByteList)}
/* One of them. */
#define BYTE(variable, format, field, registry, where) \
    static const WireRow variable##_rows[] = {{WIRE_NUMBER, field, 1, .names = registry, \
                                               .bind = offsetof (WireByte, value), \
                                               .section = where}, \
                                              END}; \
    const WireFormat format = {field, variable##_rows, sizeof (WireByte)}

BYTES (point_format, wire_format_point_formats, "ec_point_format_list", wire_point_formats,
       "RFC 8422 5.1.2");
BYTE (heartbeat, wire_format_heartbeat, "mode", &wire_heartbeat_modes, "RFC 6520 2");
BYTES (client_type, wire_format_client_certificate_types, "client_certificate_types",
       wire_certificate_types, "RFC 7250 3");
BYTE (client_type_chosen, wire_format_client_certificate_type, "client_certificate_type",
      &wire_certificate_types, "RFC 7250 3");
BYTES (server_type, wire_format_server_certificate_types, "server_certificate_types",
       wire_certificate_types, "RFC 7250 3");
BYTE (server_type_chosen, wire_format_server_certificate_type, "server_certificate_type",
      &wire_certificate_types, "RFC 7250 3");
BYTE (ticket_count, wire_format_ticket_count, "expected_count", NULL, "RFC 9149 3");

static const WireRow ticket_request_rows[] = {
    {WIRE_NUMBER, "new_session_count", 1, .bind = offsetof (WireTicketRequest, new_session_count),
     .section = "RFC 9149 3"},
    {WIRE_NUMBER, "resumption_count", 1, .bind = offsetof (WireTicketRequest, resumption_count),
     .section = "RFC 9149 3"},
    END};
const WireFormat wire_format_ticket_request = {"ClientTicketRequest", ticket_request_rows,
                                               sizeof (WireTicketRequest)};

/* ---- Bytes ---- */
static const WireRow session_ticket_rows[] = {
    {WIRE_REST, "ticket", .bind = offsetof (WireBytes, value), .section = "RFC 5077 3.2"}, END};
const WireFormat wire_format_session_ticket = {"SessionTicket", session_ticket_rows,
                                               sizeof (WireBytes)};
static const WireRow renegotiation_rows[] = {{WIRE_OPAQUE, "renegotiated_connection", 1, 0, 255,
                                              .bind = offsetof (WireBytes, value),
                                              .section = "RFC 5746 3.2"},
                                             END};
const WireFormat wire_format_renegotiation_info = {"RenegotiationInfo", renegotiation_rows,
                                                   sizeof (WireBytes)};
static const WireRow connection_id_rows[] = {
    {WIRE_OPAQUE, "cid", 1, 0, 255, .bind = offsetof (WireBytes, value), .section = "RFC 9146 3"},
    END};
const WireFormat wire_format_connection_id = {"ConnectionId", connection_id_rows,
                                              sizeof (WireBytes)};

/* ---- delegated_credential of a certificate (RFC 9345 section 4) ---- */
static const WireRow credential_rows[] = {
    {WIRE_NUMBER, "valid_time", 4, .bind = offsetof (WireDelegatedCredential, valid_time)},
    {WIRE_NUMBER, "dc_cert_verify_algorithm", 2, .names = &wire_schemes,
     .bind = offsetof (WireDelegatedCredential, dc_cert_verify_algorithm)},
    {WIRE_OPAQUE, "ASN1_subjectPublicKeyInfo", 3, 1, 0xffffff,
     .bind = offsetof (WireDelegatedCredential, public_key)},
    END};
static const WireFormat credential = {"Credential", credential_rows, 0};
static const WireRow delegated_rows[] = {
    {WIRE_STRUCT, "cred", .child = &credential, .bind = 0, .section = "RFC 9345 4"},
    {WIRE_NUMBER, "algorithm", 2, .names = &wire_schemes,
     .bind = offsetof (WireDelegatedCredential, algorithm), .section = "RFC 9345 4"},
    {WIRE_OPAQUE, "signature", 2, 1, 65535, .bind = offsetof (WireDelegatedCredential, signature),
     .section = "RFC 9345 4"},
    END};
const WireFormat wire_format_delegated_credential = {"DelegatedCredential", delegated_rows,
                                                     sizeof (WireDelegatedCredential)};

/* ---- trust_anchors (a draft; as Chromium sends it) ---- */
static const WireRow anchor_rows[] = {
    {WIRE_OPAQUE, NULL, 1, 1, 255, .words = wire_words_relative_oid}, END};
static const WireFormat anchor = {"TrustAnchorIdentifier", anchor_rows, sizeof (BaseSpan)};
static const WireRow anchors_rows[] = {{WIRE_VECTOR, "trust_anchor_identifiers", 2, 0, 65535,
                                        .child = &anchor,
                                        .bind = offsetof (WireTrustAnchors, identifiers)},
                                       END};
const WireFormat wire_format_trust_anchors = {"TrustAnchorIdentifierList", anchors_rows,
                                              sizeof (WireTrustAnchors)};
