/* The messages of TLS 1.3 (RFC 9846 sections 4, 5 and 6) and of what came before it (RFC 5246
 * section 7) as tables and as the structs they bind to. A WireMessage is one message as it was sent
 * or received: its bytes, its struct and its field tree. Alert, ChangeCipherSpec and application
 * data are messages like any other here. One name can have several looks: which one holds is a
 * matter of what was negotiated, the dialect. */
#pragma once

#include "base/arena.h"
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
    /* Of TLS 1.2 and older; _10: of TLS 1.1 and older, whose signatures do not name their scheme.
     */
    WIRE_HELLO_REQUEST,
    WIRE_CERTIFICATE_12,
    WIRE_CERTIFICATE_REQUEST_12,
    WIRE_CERTIFICATE_REQUEST_10,
    WIRE_CERTIFICATE_STATUS,
    WIRE_SERVER_KEY_EXCHANGE_ECDHE,
    WIRE_SERVER_KEY_EXCHANGE_ECDHE_10,
    WIRE_SERVER_KEY_EXCHANGE_DHE,
    WIRE_SERVER_KEY_EXCHANGE_DHE_10,
    WIRE_SERVER_KEY_EXCHANGE_OTHER, /* of a key exchange without a row */
    WIRE_SERVER_HELLO_DONE,
    WIRE_CLIENT_KEY_EXCHANGE_ECDHE,
    WIRE_CLIENT_KEY_EXCHANGE_DHE,
    WIRE_CLIENT_KEY_EXCHANGE_RSA,
    WIRE_CLIENT_KEY_EXCHANGE_OTHER, /* of a key exchange without a row, and of SSL 3.0 */
    WIRE_CERTIFICATE_VERIFY_10,
    WIRE_NEW_SESSION_TICKET_12,
    WIRE_V2_CLIENT_HELLO, /* a hello in the format of SSL 2.0, see wire/ssl2.h */
    WIRE_UNKNOWN_MESSAGE, /* a handshake message of a type without a row */
    WIRE_N_MESSAGES
} WireMessageId;

enum {
    WIRE_CT_CHANGE_CIPHER_SPEC = 20,
    WIRE_CT_ALERT,
    WIRE_CT_HANDSHAKE,
    WIRE_CT_APPLICATION_DATA,
    WIRE_CT_SSL2 = 128, /* no type of a record: the first bit of SSL 2.0's own header */
};
enum {
    WIRE_SSL2 = 0x0002,
    WIRE_SSL3 = 0x0300,
    WIRE_TLS10,
    WIRE_TLS11,
    WIRE_TLS12,
    WIRE_TLS13,
};

typedef enum {
    WIRE_EXCHANGE_NONE, /* not known, or one without a row */
    WIRE_EXCHANGE_ECDHE,
    WIRE_EXCHANGE_DHE,
    WIRE_EXCHANGE_RSA,
} WireKeyExchange;

/* What was negotiated, as far as messages look different by it. */
typedef struct {
    uint16_t version; /* 0 or WIRE_TLS13: TLS 1.3, as before the ServerHello */
    WireKeyExchange exchange;
} WireDialect;

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

typedef struct { /* in TLS 1.2 there is no context, and entries have no extensions */
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
    uint16_t algorithm; /* 0 in TLS 1.1 and older */
    BaseSpan signature;
} WireCertificateVerify;

typedef struct {
    WireHandshake handshake;
    BaseSpan verify_data; /* as long as the hash; 12 bytes in TLS 1.2, 36 in SSL 3.0 */
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
    BaseSpan data; /* application data; all of a V2ClientHello */
} WireData;

typedef struct {
    uint8_t type; /* 1 */
} WireChangeCipherSpec;

typedef struct { /* a handshake message of a type without a row */
    WireHandshake handshake;
    BaseSpan data;
} WireUnknownMessage;

/* ---- Of TLS 1.2 and older ---- */

typedef struct { /* HelloRequest, ServerHelloDone */
    WireHandshake handshake;
} WireNothing;

typedef struct {
    WireHandshake handshake;
    WireList certificate_types;              /* uint8_t */
    WireList supported_signature_algorithms; /* uint16_t; none in TLS 1.1 and older */
    WireList certificate_authorities;        /* BaseSpan: DER of a Name */
} WireCertificateRequest12;

typedef struct {
    WireHandshake handshake;
    uint8_t status_type;
    BaseSpan response;           /* WIRE_STATUS_OCSP: DER of an OCSPResponse */
    WireList ocsp_response_list; /* WIRE_STATUS_OCSP_MULTI: BaseSpan, empty where there is none */
    BaseSpan other;              /* of another status_type */
} WireCertificateStatusMessage;

enum { WIRE_NAMED_CURVE = 3 };
typedef struct {
    uint8_t curve_type;   /* WIRE_NAMED_CURVE */
    uint16_t named_curve; /* of wire_groups */
    BaseSpan public;
    BaseSpan other; /* of another curve_type */
} WireServerEcdhParams;
typedef struct {
    BaseSpan dh_p;
    BaseSpan dh_g;
    BaseSpan dh_Ys;
} WireServerDhParams;
typedef struct {
    uint16_t algorithm; /* 0 in TLS 1.1 and older */
    BaseSpan signature; /* over both randoms and params */
} WireSignedParams;
typedef struct {
    WireHandshake handshake;
    WireServerEcdhParams params;
    WireSignedParams signed_params;
} WireServerKeyExchangeEcdhe;
typedef struct {
    WireHandshake handshake;
    WireServerDhParams params;
    WireSignedParams signed_params;
} WireServerKeyExchangeDhe;

typedef struct { /* ClientKeyExchange of any kind: ecdh_Yc, dh_Yc, or the encrypted premaster
                    secret; with WIRE_SERVER_KEY_EXCHANGE_OTHER and WIRE_CLIENT_KEY_EXCHANGE_OTHER
                    all of it
                  */
    WireHandshake handshake;
    BaseSpan exchange_keys;
} WireKeyExchangeData;

typedef struct {
    WireHandshake handshake;
    uint32_t ticket_lifetime_hint; /* seconds; 0: the server says nothing about it */
    BaseSpan ticket;               /* empty: none after all */
} WireNewSessionTicket12;

typedef struct {
    WireMessageId id;
    const char *name; /* "ClientHello"; several looks may share it */
    uint8_t content_type;
    uint8_t msg_type; /* of handshake messages */
    const WireFormat *format;
    const char *section;
    WirePlace place;           /* which extensions may stand in it; WIRE_N_PLACES: none */
    uint16_t from, until;      /* versions in which it looks like this; 0: any */
    WireKeyExchange exchange;  /* with which it looks like this; WIRE_EXCHANGE_NONE: with any */
    const char *variant;       /* tells it from the others of its name: "TLS1.2"; may be NULL */
    const char *older_section; /* where TLS 1.2 describes what looks the same; may be NULL */
} WireMessageRow;

const WireMessageRow *wire_message_row (WireMessageId id);
/* Which extensions may stand in it; WIRE_N_PLACES: none. A ServerHello without supported_versions
 * has those of WIRE_IN_SERVER_HELLO_12: see WireMessage.place. */
WirePlace wire_message_place (WireMessageId id);
/* The first of that name, TLS 1.3's where it has one; NULL when there is no message of that name.
 */
const WireMessageRow *wire_message_find (const char *name);
/* Whether ID is the first of its name: so do lists of names have each once. */
bool wire_message_is_first (WireMessageId id);
/* A name that no other row has: "Certificate", "Certificate-TLS1.2", "ServerKeyExchange-DHE".
 * transfer full */
char *wire_message_full_name (const WireMessageRow *row);
const WireMessageRow *wire_message_find_full (const char *full_name);

typedef struct {
    int references;
    const WireMessageRow *row;
    WirePlace place;  /* whose extension formats it was read by */
    GBytes *bytes;    /* with the handshake header */
    WireTree *tree;   /* its cause tells whether reading went well */
    void *body;       /* the row's struct; what could not be read is zero */
    BaseArena memory; /* private: body, and what body's lists point to */
} WireMessage;

/* Reads one message: BYTES are all of it. CONTENT_TYPE says what kind it is; for a handshake
 * message the header's type picks the row (and the special random tells HelloRetryRequest from
 * ServerHello). Never fails: see tree->cause. transfer full */
WireMessage *wire_message_read (uint8_t content_type, GBytes *bytes);
/* The same for what was negotiated: DIALECT picks among rows of one type. A message that the
 * version does not have is WIRE_UNKNOWN_MESSAGE. transfer full */
WireMessage *wire_message_read_as (uint8_t content_type, GBytes *bytes, WireDialect dialect);
/* What a ServerHello settles: TLS 1.3 by its supported_versions, else its legacy_version, and the
 * key exchange of its cipher suite. What a ClientHello lets one guess: the newest that it knows. */
WireDialect wire_dialect_of (const WireMessage *hello);
/* The key exchange of a cipher suite of TLS 1.2 and older, by its IANA name; WIRE_EXCHANGE_NONE for
 * those without a row (PSK, SRP, anonymous, static DH …), and for TLS 1.3's, whose names say none.
 */
WireKeyExchange wire_suite_exchange (uint16_t cipher_suite);
/* Whether it is a ServerHello of TLS 1.2 or older: one without supported_versions. */
bool wire_is_older_hello (const WireMessage *message);
/* An extension that may not stand in an older ServerHello is flagged there and not blamed, so that
 * its version is judged first; who accepts the version asks here. BASE_CAUSE_NONE when all may. */
BaseCause wire_older_hello_cause (const WireMessage *message);
/* The params of a ServerKeyExchange as BODY has them, without its signature, which is made over
 * them (RFC 5246 section 7.4.3). ID is _ECDHE or _DHE. What was received has them in its tree, as
 * "params". transfer full */
GBytes *wire_server_params (WireMessageId id, const void *body);
/* BODY (the row's struct; its handshake header is filled in) as bytes. transfer full */
GBytes *wire_message_bytes (WireMessageId id, const void *body);
/* The same, and reads the result back, so that the sender too has the tree of exactly what it
 * sends. transfer full */
WireMessage *wire_message_write (WireMessageId id, const void *body);
/* The same in DIALECT: ID says how it looks, the dialect's version whose sections are cited. */
WireMessage *wire_message_write_as (WireMessageId id, const void *body, WireDialect dialect);
WireMessage *wire_message_ref (WireMessage *message);
void wire_message_unref (WireMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WireMessage, wire_message_unref)

/* NULL when MESSAGE has no extension list or not this one. One that is there and whose body is NULL
 * could not be read by its format, where TLS 1.3 has no use for it (WireExtensionRow.ignored): who
 * does have a use for it is to refuse it. */
const WireExtension *wire_message_extension (const WireMessage *message, uint16_t type);
WireList wire_message_extensions (const WireMessage *message);
/* Where in a ClientHello's bytes the list of PSK binders begins, with its length: what stands
 * before it is Truncate (ClientHello), over which binders are made; all lengths in it stay as they
 * are (RFC 9846 section 4.3.11.2). The list's size in bytes goes to SIZE, which may be NULL. 0 when
 * there is no readable list. */
size_t wire_client_hello_binders (const WireMessage *hello, size_t *size);
/* The 32 bytes that make a ServerHello a HelloRetryRequest (RFC 9846 section 4.2.3). */
extern const uint8_t wire_hello_retry_random[32];
