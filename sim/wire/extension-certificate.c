#include "wire/formats.h"

#define END WIRE_ROWS_END

/* ---- signature_algorithms and signature_algorithms_cert (RFC 9846 section 4.3.3) ---- */
static const WireRow scheme_rows[] = {{WIRE_NUMBER, NULL, 2, .names = &wire_schemes}, END};
const WireFormat wire_format_scheme = {"SignatureScheme", scheme_rows, sizeof (uint16_t)};
static const WireRow scheme_list_rows[] = {
    {WIRE_VECTOR, "supported_signature_algorithms", 2, 2, 65534, .child = &wire_format_scheme,
     .bind = offsetof (WireNumberList, values), .section = "RFC 9846 4.3.3",
     .older_section = "RFC 5246 7.4.1.4.1"},
    END};
const WireFormat wire_format_scheme_list = {"SignatureSchemeList", scheme_list_rows,
                                            sizeof (WireNumberList)};

/* ---- status_request (RFC 6066 section 8, RFC 9846 section 4.5.1.1) ---- */
static const WireRow responder_id_rows[] = {{WIRE_OPAQUE, NULL, 2, 1, 65535}, END};
static const WireFormat responder_id = {"ResponderID", responder_id_rows, sizeof (BaseSpan)};
static const WireRow ocsp_request_rows[] = {
    {WIRE_VECTOR, "responder_id_list", 2, 0, 65535, .child = &responder_id,
     .bind = offsetof (WireOcspStatusRequest, responder_id_list)},
    {WIRE_OPAQUE, "request_extensions", 2, 0, 65535,
     .bind = offsetof (WireOcspStatusRequest, request_extensions)},
    END};
static const WireFormat ocsp_request = {"OCSPStatusRequest", ocsp_request_rows,
                                        sizeof (WireOcspStatusRequest)};
static const WireRow ocsp_request_case_rows[] = {
    {WIRE_STRUCT, "request", .child = &ocsp_request,
     .bind = offsetof (WireCertificateStatusRequest, request)},
    END};
static const WireFormat ocsp_request_case = {"ocsp", ocsp_request_case_rows, 0};
static const WireCase request_cases[] = {{WIRE_STATUS_OCSP, &ocsp_request_case}, {0, NULL}};
static const WireRow status_request_rows[] = {
    {WIRE_NUMBER, "status_type", 1, .names = &wire_status_types,
     .bind = offsetof (WireCertificateStatusRequest, status_type), .section = "RFC 6066 8"},
    {WIRE_SELECT, "request", .cases = request_cases,
     .bind = offsetof (WireCertificateStatusRequest, other), .section = "RFC 6066 8"},
    END};
const WireFormat wire_format_status_request = {"CertificateStatusRequest", status_request_rows,
                                               sizeof (WireCertificateStatusRequest)};

/* ---- status_request_v2 (RFC 6961 section 2.2), which TLS 1.3 ignores ---- */
static const WireCase item_cases[] = {
    {WIRE_STATUS_OCSP, &ocsp_request}, {WIRE_STATUS_OCSP_MULTI, &ocsp_request}, {0, NULL}};
static const WireRow status_item_rows[] = {
    {WIRE_NUMBER, "status_type", 1, .names = &wire_status_types,
     .bind = offsetof (WireCertificateStatusRequestItem, status_type)},
    {WIRE_SELECT, "request", 2, .cases = item_cases,
     .bind = offsetof (WireCertificateStatusRequestItem, other)},
    END};
static const WireFormat status_item = {"CertificateStatusRequestItemV2", status_item_rows,
                                       sizeof (WireCertificateStatusRequestItem)};
static const WireRow status_list_rows[] = {
    {WIRE_VECTOR, "certificate_status_req_list", 2, 1, 65535, .child = &status_item,
     .bind = offsetof (WireCertificateStatusRequestList, certificate_status_req_list),
     .section = "RFC 6961 2.2"},
    END};
const WireFormat wire_format_status_request_list = {
    "CertificateStatusRequestListV2", status_list_rows, sizeof (WireCertificateStatusRequestList)};

static const WireRow ocsp_response_rows[] = {{WIRE_OPAQUE, "response", 3, 1, 0xffffff,
                                              .bind = offsetof (WireCertificateStatus, response),
                                              .section = "RFC 6960 4.2.1"},
                                             END};
static const WireFormat ocsp_response = {"OCSPResponse", ocsp_response_rows, 0};
static const WireCase status_cases[] = {{WIRE_STATUS_OCSP, &ocsp_response}, {0, NULL}};
static const WireRow status_rows[] = {
    {WIRE_NUMBER, "status_type", 1, .names = &wire_status_types,
     .bind = offsetof (WireCertificateStatus, status_type), .section = "RFC 6066 8"},
    {WIRE_SELECT, "response", .cases = status_cases,
     .bind = offsetof (WireCertificateStatus, other), .section = "RFC 6066 8"},
    END};
const WireFormat wire_format_certificate_status = {"CertificateStatus", status_rows,
                                                   sizeof (WireCertificateStatus)};

/* ---- signed_certificate_timestamp (RFC 6962 section 3.2) ---- */
static const WireRow sct_v1_rows[] = {
    {WIRE_FIXED, "log_id", 32, .bind = offsetof (WireSct, log_id)},
    {WIRE_NUMBER, "timestamp", 8, .bind = offsetof (WireSct, timestamp),
     .words = wire_words_milliseconds},
    {WIRE_OPAQUE, "extensions", 2, 0, 65535, .bind = offsetof (WireSct, extensions)},
    {WIRE_NUMBER, "algorithm", 2, .names = &wire_schemes, .bind = offsetof (WireSct, algorithm)},
    {WIRE_OPAQUE, "signature", 2, 0, 65535, .bind = offsetof (WireSct, signature)},
    END};
static const WireFormat sct_v1 = {"v1", sct_v1_rows, 0};
static const WireCase sct_cases[] = {{0, &sct_v1}, {0, NULL}};
static const WireRow sct_rows[] = {
    {WIRE_NUMBER, "sct_version", 1, .names = &wire_sct_versions,
     .bind = offsetof (WireSct, sct_version)},
    {WIRE_SELECT, "sct", .cases = sct_cases, .bind = offsetof (WireSct, other)},
    END};
static const WireFormat sct = {"SignedCertificateTimestamp", sct_rows, sizeof (WireSct)};
static const WireRow serialized_rows[] = {{WIRE_SIZED, NULL, 2, 1, 65535, .child = &sct}, END};
static const WireFormat serialized_sct = {"SerializedSCT", serialized_rows, sizeof (WireSct)};
static const WireRow sct_list_rows[] = {
    {WIRE_VECTOR, "sct_list", 2, 1, 65535, .child = &serialized_sct,
     .bind = offsetof (WireSctList, sct_list), .section = "RFC 6962 3.2"},
    END};
const WireFormat wire_format_scts = {"SignedCertificateTimestampList", sct_list_rows,
                                     sizeof (WireSctList)};

/* ---- certificate_authorities (RFC 9846 section 4.3.4) ---- */
static const WireRow authority_rows[] = {
    {WIRE_OPAQUE, NULL, 2, 1, 65535, .words = wire_words_distinguished_name}, END};
const WireFormat wire_format_authority = {"DistinguishedName", authority_rows, sizeof (BaseSpan)};
static const WireRow authorities_rows[] = {
    {WIRE_VECTOR, "authorities", 2, 3, 65535, .child = &wire_format_authority,
     .bind = offsetof (WireCertificateAuthorities, authorities), .section = "RFC 9846 4.3.4"},
    END};
const WireFormat wire_format_authorities = {"CertificateAuthoritiesExtension", authorities_rows,
                                            sizeof (WireCertificateAuthorities)};

/* ---- oid_filters (RFC 9846 section 4.3.5) ---- */
static const WireRow oid_filter_rows[] = {
    {WIRE_OPAQUE, "certificate_extension_oid", 1, 1, 255,
     .bind = offsetof (WireOidFilter, certificate_extension_oid), .words = wire_words_oid},
    {WIRE_OPAQUE, "certificate_extension_values", 2, 0, 65535,
     .bind = offsetof (WireOidFilter, certificate_extension_values)},
    END};
static const WireFormat oid_filter = {"OIDFilter", oid_filter_rows, sizeof (WireOidFilter)};
static const WireRow oid_filters_rows[] = {
    {WIRE_VECTOR, "filters", 2, 0, 65535, .child = &oid_filter,
     .bind = offsetof (WireOidFilters, filters), .section = "RFC 9846 4.3.5"},
    END};
const WireFormat wire_format_oid_filters = {"OIDFilterExtension", oid_filters_rows,
                                            sizeof (WireOidFilters)};
