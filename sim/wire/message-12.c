#include "wire/formats.h"

/* The formats of TLS 1.2 (RFC 5246 section 7.4) and older, where they differ from TLS 1.3's. */

#define END WIRE_ROWS_END

static const WireRow nothing_rows[] = {WIRE_HANDSHAKE_ROWS, END};
const WireFormat wire_format_hello_request = {"HelloRequest", nothing_rows, sizeof (WireNothing)};
const WireFormat wire_format_server_hello_done = {"ServerHelloDone", nothing_rows,
                                                  sizeof (WireNothing)};

/* ---- Certificate (RFC 5246 section 7.4.2) ---- */
static const WireRow certificate_data_rows[] = {
    {WIRE_OPAQUE, NULL, 3, 1, 0xffffff, .bind = offsetof (WireCertificateEntry, cert_data)}, END};
static const WireFormat certificate_data = {"ASN.1Cert", certificate_data_rows,
                                            sizeof (WireCertificateEntry)};
static const WireRow certificate_rows[] = {
    WIRE_HANDSHAKE_ROWS,
    {WIRE_VECTOR, "certificate_list", 3, 0, 0xffffff, .child = &certificate_data,
     .bind = offsetof (WireCertificate, certificate_list), .section = "RFC 5246 7.4.2"},
    END};
const WireFormat wire_format_certificate_12 = {"Certificate", certificate_rows,
                                               sizeof (WireCertificate)};

/* ---- CertificateStatus (RFC 6066 section 8, RFC 6961 section 2.2) ---- */
#define STATUS(field) offsetof (WireCertificateStatusMessage, field)
static const WireRow ocsp_rows[] = {
    {WIRE_OPAQUE, "response", 3, 1, 0xffffff, .bind = STATUS (response), .section = "RFC 6066 8"},
    END};
static const WireFormat ocsp = {"OCSPResponse", ocsp_rows, 0};
static const WireRow response_rows[] = {{WIRE_OPAQUE, NULL, 3, 0, 0xffffff}, END};
static const WireFormat response = {"OCSPResponse", response_rows, sizeof (BaseSpan)};
static const WireRow ocsp_multi_rows[] = {{WIRE_VECTOR, "ocsp_response_list", 3, 1, 0xffffff,
                                           .child = &response, .bind = STATUS (ocsp_response_list),
                                           .section = "RFC 6961 2.2"},
                                          END};
static const WireFormat ocsp_multi = {"OCSPResponseList", ocsp_multi_rows, 0};
static const WireCase status_cases[] = {
    {WIRE_STATUS_OCSP, &ocsp}, {WIRE_STATUS_OCSP_MULTI, &ocsp_multi}, {0, NULL}};
static const WireRow status_rows[] = {WIRE_HANDSHAKE_ROWS,
                                      {WIRE_NUMBER, "status_type", 1, .names = &wire_status_types,
                                       .bind = STATUS (status_type), .section = "RFC 6066 8"},
                                      {WIRE_SELECT, "response", .cases = status_cases,
                                       .bind = STATUS (other), .section = "RFC 6066 8"},
                                      END};
const WireFormat wire_format_certificate_status_message = {"CertificateStatus", status_rows,
                                                           sizeof (WireCertificateStatusMessage)};

/* ---- What a server signs with its parameters (RFC 5246 sections 4.7 and 7.4.3) ---- */
static const WireRow signed_rows[] = {
    {WIRE_NUMBER, "algorithm", 2, .names = &wire_schemes,
     .bind = offsetof (WireSignedParams, algorithm), .section = "RFC 5246 7.4.1.4.1"},
    {WIRE_OPAQUE, "signature", 2, 0, 65535, .bind = offsetof (WireSignedParams, signature),
     .section = "RFC 5246 4.7"},
    END};
static const WireFormat signed_params = {"DigitallySigned", signed_rows, sizeof (WireSignedParams)};
/* TLS 1.1 and older: MD5 and SHA-1 side by side with RSA, SHA-1 with DSA and ECDSA; no word of it.
 */
static const WireRow signed_10_rows[] = {{WIRE_OPAQUE, "signature", 2, 0, 65535,
                                          .bind = offsetof (WireSignedParams, signature),
                                          .section = "RFC 4346 4.7"},
                                         END};
static const WireFormat signed_params_10 = {"Signature", signed_10_rows, sizeof (WireSignedParams)};
#define SIGNED(type, how) \
    { \
        WIRE_STRUCT, "signed_params", .child = &how, .bind = offsetof (type, signed_params), \
                                      .section = "RFC 5246 7.4.3" \
    }

/* ---- ServerKeyExchange with an elliptic curve (RFC 8422 section 5.4) ---- */
#define ECDH(field) offsetof (WireServerEcdhParams, field)
static const WireRow named_rows[] = {
    {WIRE_NUMBER, "named_curve", 2, .names = &wire_groups, .bind = ECDH (named_curve),
     .section = "RFC 8422 5.4"},
    {WIRE_OPAQUE, "public", 1, 1, 255, .bind = ECDH (public), .section = "RFC 8422 5.4"},
    END};
static const WireFormat named_curve = {"ServerECDHParams", named_rows, 0};
static const WireCase curve_cases[] = {{WIRE_NAMED_CURVE, &named_curve}, {0, NULL}};
static const WireRow ecdh_rows[] = {
    {WIRE_NUMBER, "curve_type", 1, .min = WIRE_NAMED_CURVE, .max = WIRE_NAMED_CURVE,
     .names = &wire_curve_types, .bind = ECDH (curve_type), .section = "RFC 8422 5.4"},
    {WIRE_SELECT, "curve", .cases = curve_cases, .bind = ECDH (other), .section = "RFC 8422 5.4"},
    END};
static const WireFormat ecdh = {"ServerECDHParams", ecdh_rows, sizeof (WireServerEcdhParams)};
#define ECDHE_ROWS(how) \
    { \
        WIRE_HANDSHAKE_ROWS, \
            {WIRE_STRUCT, "params", .child = &ecdh, \
             .bind = offsetof (WireServerKeyExchangeEcdhe, params), .section = "RFC 8422 5.4"}, \
            SIGNED (WireServerKeyExchangeEcdhe, how), END \
    }
static const WireRow ecdhe_rows[] = ECDHE_ROWS (signed_params);
static const WireRow ecdhe_10_rows[] = ECDHE_ROWS (signed_params_10);
const WireFormat wire_format_server_key_exchange_ecdhe = {"ServerKeyExchange", ecdhe_rows,
                                                          sizeof (WireServerKeyExchangeEcdhe)};
const WireFormat wire_format_server_key_exchange_ecdhe_10 = {"ServerKeyExchange", ecdhe_10_rows,
                                                             sizeof (WireServerKeyExchangeEcdhe)};

/* ---- ServerKeyExchange in a finite field (RFC 5246 section 7.4.3) ---- */
#define DH_ROW(field) \
    { \
        WIRE_OPAQUE, #field, 2, 1, 65535, .bind = offsetof (WireServerDhParams, field), \
                                          .section = "RFC 5246 7.4.3" \
    }
static const WireRow dh_rows[] = {DH_ROW (dh_p), DH_ROW (dh_g), DH_ROW (dh_Ys), END};
static const WireFormat dh = {"ServerDHParams", dh_rows, sizeof (WireServerDhParams)};
#define DHE_ROWS(how) \
    { \
        WIRE_HANDSHAKE_ROWS, \
            {WIRE_STRUCT, "params", .child = &dh, \
             .bind = offsetof (WireServerKeyExchangeDhe, params), .section = "RFC 5246 7.4.3"}, \
            SIGNED (WireServerKeyExchangeDhe, how), END \
    }
static const WireRow dhe_rows[] = DHE_ROWS (signed_params);
static const WireRow dhe_10_rows[] = DHE_ROWS (signed_params_10);
const WireFormat wire_format_server_key_exchange_dhe = {"ServerKeyExchange", dhe_rows,
                                                        sizeof (WireServerKeyExchangeDhe)};
const WireFormat wire_format_server_key_exchange_dhe_10 = {"ServerKeyExchange", dhe_10_rows,
                                                           sizeof (WireServerKeyExchangeDhe)};

/* ---- ClientKeyExchange (RFC 5246 section 7.4.7, RFC 8422 section 5.7), and what is carried ----
 */
#define KEYS(kind, field, width, most, where) \
    { \
        WIRE_HANDSHAKE_ROWS, \
            {kind, \
             field, \
             width, \
             1, \
             most, \
             .bind = offsetof (WireKeyExchangeData, exchange_keys), \
             .section = where}, \
            END \
    }
static const WireRow client_ecdhe_rows[] = KEYS (WIRE_OPAQUE, "ecdh_Yc", 1, 255, "RFC 8422 5.7");
static const WireRow client_dhe_rows[] = KEYS (WIRE_OPAQUE, "dh_Yc", 2, 65535, "RFC 5246 7.4.7.2");
static const WireRow client_rsa_rows[] =
    KEYS (WIRE_OPAQUE, "EncryptedPreMasterSecret", 2, 65535, "RFC 5246 7.4.7.1");
static const WireRow client_other_rows[] =
    KEYS (WIRE_REST, "exchange_keys", 0, 0, "RFC 5246 7.4.7");
static const WireRow server_other_rows[] =
    KEYS (WIRE_REST, "key_exchange_data", 0, 0, "RFC 5246 7.4.3");
#define DATA(name, rows) \
    { \
        name, rows, sizeof (WireKeyExchangeData) \
    }
const WireFormat wire_format_client_key_exchange_ecdhe =
    DATA ("ClientKeyExchange", client_ecdhe_rows);
const WireFormat wire_format_client_key_exchange_dhe = DATA ("ClientKeyExchange", client_dhe_rows);
const WireFormat wire_format_client_key_exchange_rsa = DATA ("ClientKeyExchange", client_rsa_rows);
const WireFormat wire_format_client_key_exchange_other =
    DATA ("ClientKeyExchange", client_other_rows);
const WireFormat wire_format_server_key_exchange_other =
    DATA ("ServerKeyExchange", server_other_rows);

/* ---- CertificateRequest (RFC 5246 section 7.4.4) ---- */
#define REQUEST(field) offsetof (WireCertificateRequest12, field)
static const WireRow type_rows[] = {{WIRE_NUMBER, NULL, 1, .names = &wire_client_certificate_types},
                                    END};
static const WireFormat type = {"ClientCertificateType", type_rows, sizeof (uint8_t)};
#define TYPES_ROW \
    { \
        WIRE_VECTOR, "certificate_types", 1, 1, 255, \
            .child = &type, .bind = REQUEST (certificate_types), .section = "RFC 5246 7.4.4" \
    }
#define AUTHORITIES_ROW \
    { \
        WIRE_VECTOR, "certificate_authorities", 2, 0, 65535, \
            .child = &wire_format_authority, .bind = REQUEST (certificate_authorities), \
            .section = "RFC 5246 7.4.4" \
    }
static const WireRow request_rows[] = {
    WIRE_HANDSHAKE_ROWS,
    TYPES_ROW,
    {WIRE_VECTOR, "supported_signature_algorithms", 2, 2, 65534, .child = &wire_format_scheme,
     .bind = REQUEST (supported_signature_algorithms), .section = "RFC 5246 7.4.4"},
    AUTHORITIES_ROW,
    END};
static const WireRow request_10_rows[] = {WIRE_HANDSHAKE_ROWS, TYPES_ROW, AUTHORITIES_ROW, END};
const WireFormat wire_format_certificate_request_12 = {"CertificateRequest", request_rows,
                                                       sizeof (WireCertificateRequest12)};
const WireFormat wire_format_certificate_request_10 = {"CertificateRequest", request_10_rows,
                                                       sizeof (WireCertificateRequest12)};

/* ---- CertificateVerify before signatures named their scheme (RFC 4346 section 7.4.8) ---- */
static const WireRow verify_10_rows[] = {WIRE_HANDSHAKE_ROWS,
                                         {WIRE_OPAQUE, "signature", 2, 0, 65535,
                                          .bind = offsetof (WireCertificateVerify, signature),
                                          .section = "RFC 4346 7.4.8"},
                                         END};
const WireFormat wire_format_certificate_verify_10 = {"CertificateVerify", verify_10_rows,
                                                      sizeof (WireCertificateVerify)};

/* ---- NewSessionTicket (RFC 5077 section 3.3) ---- */
#define TICKET(field) offsetof (WireNewSessionTicket12, field)
static const WireRow ticket_rows[] = {
    WIRE_HANDSHAKE_ROWS,
    {WIRE_NUMBER, "ticket_lifetime_hint", 4, .bind = TICKET (ticket_lifetime_hint),
     .section = "RFC 5077 3.3"},
    {WIRE_OPAQUE, "ticket", 2, 0, 65535, .bind = TICKET (ticket), .section = "RFC 5077 3.3"},
    END};
const WireFormat wire_format_new_session_ticket_12 = {"NewSessionTicket", ticket_rows,
                                                      sizeof (WireNewSessionTicket12)};
