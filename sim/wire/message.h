/* The messages of TLS 1.3 (RFC 9846 sections 4, 5 and 6) as tables and as the structs they bind to.
 * A WireMessage is one message as it was sent or received: its bytes, its struct and its field
 * tree. Alert, ChangeCipherSpec and application data are messages like any other here. */
#pragma once

#include "wire/extension.h"
#include "wire/tree.h"

typedef enum {
    WIRE_CLIENT_HELLO,
    WIRE_SERVER_HELLO,
    WIRE_HELLO_RETRY_REQUEST,
    WIRE_ENCRYPTED_EXTENSIONS,
    WIRE_CERTIFICATE_REQUEST,
    WIRE_CERTIFICATE,
    WIRE_COMPRESSED_CERTIFICATE,
    WIRE_CERTIFICATE_VERIFY,
    WIRE_FINISHED,
    WIRE_END_OF_EARLY_DATA,
    WIRE_NEW_SESSION_TICKET,
    WIRE_KEY_UPDATE,
    WIRE_ALERT,
    WIRE_CHANGE_CIPHER_SPEC,
    WIRE_APPLICATION_DATA,
    WIRE_UNKNOWN_MESSAGE, /* a handshake message of a type without a row */
    WIRE_N_MESSAGES
} WireMessageId;

enum {
    WIRE_CT_CHANGE_CIPHER_SPEC = 20,
    WIRE_CT_ALERT,
    WIRE_CT_HANDSHAKE,
    WIRE_CT_APPLICATION_DATA
};
enum { WIRE_TLS12 = 0x0303, WIRE_TLS13 = 0x0304 };

/* In every struct of a handshake message, first. */
typedef struct {
    uint8_t msg_type;
    uint32_t length;
} WireHandshake;

typedef struct {
    WireHandshake handshake;
    uint16_t legacy_version;
    BaseSpan random;
    BaseSpan legacy_session_id;
    WireList cipher_suites; /* uint16_t */
    BaseSpan legacy_compression_methods;
    WireList extensions;
} WireClientHello;

typedef struct { /* also HelloRetryRequest */
    WireHandshake handshake;
    uint16_t legacy_version;
    BaseSpan random;
    BaseSpan legacy_session_id_echo;
    uint16_t cipher_suite;
    uint8_t legacy_compression_method;
    WireList extensions;
} WireServerHello;

typedef struct {
    WireHandshake handshake;
    WireList extensions;
} WireEncryptedExtensions;

typedef struct {
    WireHandshake handshake;
    BaseSpan certificate_request_context;
    WireList extensions;
} WireCertificateRequest;

typedef struct {
    BaseSpan cert_data;
    WireList extensions;
} WireCertificateEntry;

typedef struct {
    WireHandshake handshake;
    BaseSpan certificate_request_context;
    WireList certificate_list; /* WireCertificateEntry */
} WireCertificate;

enum { WIRE_COMPRESS_ZLIB = 1 };
typedef struct { /* wire/compress.h unpacks it */
    WireHandshake handshake;
    uint16_t algorithm;
    uint32_t uncompressed_length;
    BaseSpan compressed_certificate_message;
} WireCompressedCertificate;

typedef struct {
    WireHandshake handshake;
    uint16_t algorithm;
    BaseSpan signature;
} WireCertificateVerify;

typedef struct {
    WireHandshake handshake;
    BaseSpan verify_data;
} WireFinished;

typedef struct {
    WireHandshake handshake;
} WireEndOfEarlyData;

typedef struct {
    WireHandshake handshake;
    uint32_t ticket_lifetime;
    uint32_t ticket_age_add;
    BaseSpan ticket_nonce;
    BaseSpan ticket;
    WireList extensions;
} WireNewSessionTicket;

typedef struct {
    WireHandshake handshake;
    uint8_t request_update;
} WireKeyUpdate;

typedef struct {
    uint8_t level;
    uint8_t description;
} WireAlert;

typedef struct {
    BaseSpan data; /* application data */
} WireData;

typedef struct {
    uint8_t type; /* 1 */
} WireChangeCipherSpec;

typedef struct { /* a handshake message of a type without a row */
    WireHandshake handshake;
    BaseSpan data;
} WireUnknownMessage;

typedef struct {
    WireMessageId id;
    const char *name; /* "ClientHello" */
    uint8_t content_type;
    uint8_t msg_type; /* of handshake messages */
    const WireFormat *format;
    const char *section;
} WireMessageRow;

const WireMessageRow *wire_message_row (WireMessageId id);
/* Which extensions may stand in it; WIRE_N_PLACES: none. */
WirePlace wire_message_place (WireMessageId id);
/* NULL when there is no message of that name. */
const WireMessageRow *wire_message_find (const char *name);

typedef struct {
    int references;
    const WireMessageRow *row;
    GBytes *bytes;     /* with the handshake header */
    WireTree *tree;    /* its cause tells whether reading went well */
    void *body;        /* the row's struct; what could not be read is zero */
    GPtrArray *memory; /* private: what body's lists point to */
} WireMessage;

/* Reads one message: BYTES are all of it. CONTENT_TYPE says what kind it is; for a handshake
 * message the header's type picks the row (and the special random tells HelloRetryRequest from
 * ServerHello). Never fails: see tree->cause. transfer full */
WireMessage *wire_message_read (uint8_t content_type, GBytes *bytes);
/* BODY (the row's struct; its handshake header is filled in) as bytes. transfer full */
GBytes *wire_message_bytes (WireMessageId id, const void *body);
/* The same, and reads the result back, so that the sender too has the tree of exactly what it
 * sends. transfer full */
WireMessage *wire_message_write (WireMessageId id, const void *body);
WireMessage *wire_message_ref (WireMessage *message);
void wire_message_unref (WireMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WireMessage, wire_message_unref)

/* NULL when MESSAGE has no extension list or not this one. */
const WireExtension *wire_message_extension (const WireMessage *message, uint16_t type);
WireList wire_message_extensions (const WireMessage *message);
/* Where in a ClientHello's bytes the list of PSK binders begins, with its length: what stands
 * before it is Truncate (ClientHello), over which binders are made; all lengths in it stay as they
 * are (RFC 9846 section 4.3.11.2). The list's size in bytes goes to SIZE, which may be NULL. 0 when
 * there is no readable list. */
size_t wire_client_hello_binders (const WireMessage *hello, size_t *size);
/* The 32 bytes that make a ServerHello a HelloRetryRequest (RFC 9846 section 4.2.3). */
extern const uint8_t wire_hello_retry_random[32];
