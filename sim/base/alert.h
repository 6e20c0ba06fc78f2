/* Alert descriptions (RFC 9846 section 6, RFC 7507, IANA "TLS Alerts"): one row each. */
#pragma once

#include <stdint.h>

/* ROW (NAME, name on the wire's registry, number) */
#define BASE_ALERTS(ROW) \
    ROW (CLOSE_NOTIFY, close_notify, 0) \
    ROW (UNEXPECTED_MESSAGE, unexpected_message, 10) \
    ROW (BAD_RECORD_MAC, bad_record_mac, 20) \
    ROW (RECORD_OVERFLOW, record_overflow, 22) \
    ROW (DECOMPRESSION_FAILURE, decompression_failure, 30) \
    ROW (HANDSHAKE_FAILURE, handshake_failure, 40) \
    ROW (BAD_CERTIFICATE, bad_certificate, 42) \
    ROW (UNSUPPORTED_CERTIFICATE, unsupported_certificate, 43) \
    ROW (CERTIFICATE_REVOKED, certificate_revoked, 44) \
    ROW (CERTIFICATE_EXPIRED, certificate_expired, 45) \
    ROW (CERTIFICATE_UNKNOWN, certificate_unknown, 46) \
    ROW (ILLEGAL_PARAMETER, illegal_parameter, 47) \
    ROW (UNKNOWN_CA, unknown_ca, 48) \
    ROW (ACCESS_DENIED, access_denied, 49) \
    ROW (DECODE_ERROR, decode_error, 50) \
    ROW (DECRYPT_ERROR, decrypt_error, 51) \
    ROW (PROTOCOL_VERSION, protocol_version, 70) \
    ROW (INSUFFICIENT_SECURITY, insufficient_security, 71) \
    ROW (INTERNAL_ERROR, internal_error, 80) \
    ROW (INAPPROPRIATE_FALLBACK, inappropriate_fallback, 86) \
    ROW (USER_CANCELED, user_canceled, 90) \
    ROW (NO_RENEGOTIATION, no_renegotiation, 100) \
    ROW (MISSING_EXTENSION, missing_extension, 109) \
    ROW (UNSUPPORTED_EXTENSION, unsupported_extension, 110) \
    ROW (CERTIFICATE_UNOBTAINABLE, certificate_unobtainable, 111) \
    ROW (UNRECOGNIZED_NAME, unrecognized_name, 112) \
    ROW (BAD_CERTIFICATE_STATUS_RESPONSE, bad_certificate_status_response, 113) \
    ROW (BAD_CERTIFICATE_HASH_VALUE, bad_certificate_hash_value, 114) \
    ROW (UNKNOWN_PSK_IDENTITY, unknown_psk_identity, 115) \
    ROW (CERTIFICATE_REQUIRED, certificate_required, 116) \
    ROW (GENERAL_ERROR, general_error, 117) \
    ROW (NO_APPLICATION_PROTOCOL, no_application_protocol, 120) \
    ROW (ECH_REQUIRED, ech_required, 121)

typedef enum {
#define ROW(NAME, name, number) BASE_ALERT_##NAME = number,
    BASE_ALERTS (ROW)
#undef ROW
        BASE_ALERT_NONE = 0x100 /* nothing goes on the wire */
} BaseAlert;

/* NULL for a number without a row. */
const char *base_alert_name (unsigned number);
/* -1 when there is no such name. */
int base_alert_number (const char *name);

#define BASE_N_ALERTS_ROW(NAME, name, number) +1
enum { BASE_N_ALERTS = 0 BASE_ALERTS (BASE_N_ALERTS_ROW) };
/* The I-th row's number, for listings. */
unsigned base_alert_at (unsigned i);
