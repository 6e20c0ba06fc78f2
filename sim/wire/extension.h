/* Extensions (RFC 9846 section 4.3): one row each, with a format per message. No format means "not
 * allowed in this message": how to read it and where it may stand are the same table. */
#pragma once

#include "wire/format.h"

typedef enum {
    WIRE_EXT_SERVER_NAME = 0,
    WIRE_EXT_MAX_FRAGMENT_LENGTH = 1,
    WIRE_EXT_STATUS_REQUEST = 5,
    WIRE_EXT_SUPPORTED_GROUPS = 10,
    WIRE_EXT_EC_POINT_FORMATS = 11,
    WIRE_EXT_SIGNATURE_ALGORITHMS = 13,
    WIRE_EXT_USE_SRTP = 14,
    WIRE_EXT_HEARTBEAT = 15,
    WIRE_EXT_ALPN = 16,
    WIRE_EXT_SIGNED_CERTIFICATE_TIMESTAMP = 18,
    WIRE_EXT_CLIENT_CERTIFICATE_TYPE = 19,
    WIRE_EXT_SERVER_CERTIFICATE_TYPE = 20,
    WIRE_EXT_PADDING = 21,
    WIRE_EXT_ENCRYPT_THEN_MAC = 22,
    WIRE_EXT_EXTENDED_MAIN_SECRET = 23,
    WIRE_EXT_COMPRESS_CERTIFICATE = 27,
    WIRE_EXT_RECORD_SIZE_LIMIT = 28,
    WIRE_EXT_TLS_CERT_WITH_EXTERN_PSK = 33,
    WIRE_EXT_DELEGATED_CREDENTIAL = 34,
    WIRE_EXT_SESSION_TICKET = 35,
    WIRE_EXT_PRE_SHARED_KEY = 41,
    WIRE_EXT_EARLY_DATA = 42,
    WIRE_EXT_SUPPORTED_VERSIONS = 43,
    WIRE_EXT_COOKIE = 44,
    WIRE_EXT_PSK_KEY_EXCHANGE_MODES = 45,
    WIRE_EXT_CERTIFICATE_AUTHORITIES = 47,
    WIRE_EXT_OID_FILTERS = 48,
    WIRE_EXT_POST_HANDSHAKE_AUTH = 49,
    WIRE_EXT_SIGNATURE_ALGORITHMS_CERT = 50,
    WIRE_EXT_KEY_SHARE = 51,
    WIRE_EXT_ENCRYPTED_CLIENT_HELLO = 0xfe0d,
    WIRE_EXT_RENEGOTIATION_INFO = 0xff01,
} WireExtensionType;

/* Where an extension can stand. */
typedef enum {
    WIRE_IN_CLIENT_HELLO,
    WIRE_IN_SERVER_HELLO,
    WIRE_IN_HELLO_RETRY_REQUEST,
    WIRE_IN_ENCRYPTED_EXTENSIONS,
    WIRE_IN_CERTIFICATE_REQUEST,
    WIRE_IN_CERTIFICATE,
    WIRE_IN_NEW_SESSION_TICKET,
    WIRE_IN_SERVER_HELLO_12, /* of TLS 1.2 and older: without supported_versions */
    WIRE_N_PLACES
} WirePlace;

typedef struct {
    uint16_t type;
    const char *name;
    const char *section;
    const WireFormat *formats[WIRE_N_PLACES];
    /* TLS 1.3 shows it and does not act on it, so that what breaks its format is no error: it is
     * carried (RFC 9846 section 4.3). */
    bool ignored;
    /* TLS 1.2 acts on it, so that in its ServerHello what breaks the format is an error. */
    bool used_by_12;
} WireExtensionRow;

/* NULL for an unknown one. */
const WireExtensionRow *wire_extension_row (uint16_t type);
/* The I-th row, NULL behind the last. */
const WireExtensionRow *wire_extension_at (unsigned i);
/* The format of an extension that may stand there but is only carried: its data is not looked into.
 */
extern const WireFormat wire_extension_carried;

/* An extension read or to be written. */
typedef struct {
    uint16_t type;
    const WireExtensionRow *row; /* NULL: unknown */
    BaseSpan data;               /* extension_data as read; written as it is when body is NULL */
    void *body;                  /* the format's struct; NULL when unknown or unreadable */
} WireExtension;

typedef struct {
    uint8_t name_type;
    BaseSpan host_name;
} WireServerName;
typedef struct {
    WireList server_name_list; /* WireServerName */
} WireServerNameList;

typedef struct {     /* supported_groups, signature_algorithms, supported_versions of a client */
    WireList values; /* uint16_t */
} WireNumberList;    /* also signature_algorithms_cert, compress_certificate */

/* supported_versions of a server; key_share of a HelloRetryRequest; pre_shared_key of a server;
 * record_size_limit */
typedef struct {
    uint16_t value;
} WireSelected;

typedef struct {
    uint16_t group;
    BaseSpan key_exchange;
} WireKeyShareEntry;
typedef struct {
    WireList client_shares; /* WireKeyShareEntry */
} WireKeyShareClientHello;
typedef struct {
    WireKeyShareEntry server_share;
} WireKeyShareServerHello;

typedef struct {
    WireList protocol_name_list; /* BaseSpan */
} WireProtocolNameList;

typedef struct {
    BaseSpan identity;
    uint32_t obfuscated_ticket_age;
} WirePskIdentity;
typedef struct {         /* pre_shared_key of a client */
    WireList identities; /* WirePskIdentity */
    WireList binders;    /* BaseSpan */
} WireOfferedPsks;

typedef struct {
    WireList ke_modes; /* uint8_t: WirePskMode */
} WirePskKeyExchangeModes;
typedef enum { WIRE_PSK_KE = 0, WIRE_PSK_DHE_KE = 1 } WirePskMode;

typedef struct { /* early_data of a NewSessionTicket; everywhere else it is empty */
    uint32_t max_early_data_size;
} WireEarlyData;

typedef struct {
    BaseSpan cookie;
} WireCookie;

typedef struct {
    WireList responder_id_list; /* BaseSpan: DER of a ResponderID */
    BaseSpan request_extensions;
} WireOcspStatusRequest;
typedef struct {         /* status_request of a ClientHello; in a CertificateRequest it is empty */
    uint8_t status_type; /* WIRE_STATUS_OCSP */
    WireOcspStatusRequest request;
    BaseSpan other; /* of another status_type */
} WireCertificateStatusRequest;
typedef struct { /* status_request of a certificate */
    uint8_t status_type;
    BaseSpan response; /* WIRE_STATUS_OCSP: DER of an OCSPResponse */
    BaseSpan other;
} WireCertificateStatus;
enum { WIRE_STATUS_OCSP = 1, WIRE_STATUS_OCSP_MULTI = 2 };
typedef struct {
    WireOcspStatusRequest request; /* first: its rows bind here */
    uint8_t status_type;
    BaseSpan other;
} WireCertificateStatusRequestItem;
typedef struct {                          /* status_request_v2 */
    WireList certificate_status_req_list; /* WireCertificateStatusRequestItem */
} WireCertificateStatusRequestList;

/* signed_certificate_timestamp of a certificate; in hellos and requests it is empty. */
typedef struct {
    uint8_t sct_version; /* 0: v1 */
    BaseSpan log_id;
    uint64_t timestamp; /* milliseconds since 1970 */
    BaseSpan extensions;
    uint16_t algorithm;
    BaseSpan signature;
    BaseSpan other; /* of another version */
} WireSct;
typedef struct {
    WireList sct_list; /* WireSct */
} WireSctList;

typedef struct {
    WireList authorities; /* BaseSpan: DER of a Name */
} WireCertificateAuthorities;

typedef struct {
    BaseSpan certificate_extension_oid;    /* DER */
    BaseSpan certificate_extension_values; /* DER */
} WireOidFilter;
typedef struct {
    WireList filters; /* WireOidFilter */
} WireOidFilters;

/* Values other than these four are to be refused with illegal_parameter by who acts on the
 * extension; who does not, or got record_size_limit too, ignores it (RFC 8449 section 5). */
typedef struct {
    uint8_t value; /* 1: 512 bytes, 2: 1024, 3: 2048, 4: 4096 */
} WireMaxFragmentLength;

typedef struct {
    BaseSpan padding; /* zeros */
} WirePadding;

/* encrypted_client_hello (RFC 9849). */
typedef struct {
    uint16_t kdf_id, aead_id;
} WireHpkeCipherSuite;
typedef struct {  /* of a ClientHello; an inner one has nothing but its type */
    uint8_t type; /* WireEchType */
    WireHpkeCipherSuite cipher_suite;
    uint8_t config_id;
    BaseSpan enc;
    BaseSpan payload;
    BaseSpan other; /* of another type */
} WireEchClientHello;
typedef enum { WIRE_ECH_OUTER = 0, WIRE_ECH_INNER = 1 } WireEchType;
typedef struct {
    uint16_t type;
    BaseSpan data;
} WireEchConfigExtension;
typedef struct {
    uint16_t version; /* WIRE_EXT_ENCRYPTED_CLIENT_HELLO */
    uint8_t config_id;
    uint16_t kem_id;
    BaseSpan public_key;
    WireList cipher_suites; /* WireHpkeCipherSuite */
    uint8_t maximum_name_length;
    BaseSpan public_name;
    WireList extensions; /* WireEchConfigExtension */
    BaseSpan other;      /* of another version */
} WireEchConfig;
typedef struct {            /* of EncryptedExtensions */
    WireList retry_configs; /* WireEchConfig */
} WireEchRetry;
typedef struct { /* of a HelloRetryRequest */
    BaseSpan confirmation;
} WireEchConfirmation;

/* What this engine shows and does not act on. */
typedef struct { /* ec_point_formats, certificate types: uint8_t */
    WireList values;
} WireByteList;
typedef struct { /* heartbeat, certificate type, expected_count of ticket_request */
    uint8_t value;
} WireByte;
typedef struct { /* session_ticket, renegotiation_info, connection_id */
    BaseSpan value;
} WireBytes;
typedef struct {
    uint8_t new_session_count, resumption_count;
} WireTicketRequest;
typedef struct {
    uint32_t valid_time; /* seconds since the certificate's notBefore */
    uint16_t dc_cert_verify_algorithm;
    BaseSpan public_key; /* ASN1_subjectPublicKeyInfo */
    uint16_t algorithm;
    BaseSpan signature;
} WireDelegatedCredential;
typedef struct {
    WireList identifiers; /* BaseSpan */
} WireTrustAnchors;
