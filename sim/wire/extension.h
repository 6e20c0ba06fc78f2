/* Extensions (RFC 9846 section 4.3): one row each, with a format per message. No format means "not
 * allowed in this message": how to read it and where it may stand are the same table. */
#pragma once

#include "wire/format.h"

typedef enum {
    WIRE_EXT_SERVER_NAME = 0,
    WIRE_EXT_SUPPORTED_GROUPS = 10,
    WIRE_EXT_SIGNATURE_ALGORITHMS = 13,
    WIRE_EXT_ALPN = 16,
    WIRE_EXT_PRE_SHARED_KEY = 41,
    WIRE_EXT_SUPPORTED_VERSIONS = 43,
    WIRE_EXT_PSK_KEY_EXCHANGE_MODES = 45,
    WIRE_EXT_KEY_SHARE = 51,
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
    WIRE_N_PLACES
} WirePlace;

typedef struct {
    uint16_t type;
    const char *name;
    const char *section;
    const WireFormat *formats[WIRE_N_PLACES];
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
} WireNumberList;

typedef struct { /* supported_versions of a server; key_share of a HelloRetryRequest */
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
