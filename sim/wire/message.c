#include "wire/message.h"

#include <string.h>

#include "wire/formats.h"
#include "wire/walk.h"

#define END WIRE_ROWS_END
#define HANDSHAKE() \
    {WIRE_NUMBER, \
     "msg_type", \
     1, \
     .names = &wire_handshake_types, \
     .bind = offsetof (WireHandshake, msg_type), \
     .section = "RFC 9846 4"}, \
    { \
        WIRE_NUMBER, "length", 3, .bind = offsetof (WireHandshake, length), \
                                  .section = "RFC 9846 4" \
    }
#define EXTENSIONS(type, least, most) \
    { \
        WIRE_EXTENSIONS, "extensions", 2, least, most, .bind = offsetof (type, extensions), \
                                                       .section = "RFC 9846 4.3" \
    }

static const WireRow suite_rows[] = {{WIRE_NUMBER, NULL, 2, .names = &wire_cipher_suites}, END};
static const WireFormat suite = {"CipherSuite", suite_rows, sizeof (uint16_t)};

static const WireRow client_hello_rows[] = {
    HANDSHAKE (),
    {WIRE_NUMBER, "legacy_version", 2, .names = &wire_versions,
     .bind = offsetof (WireClientHello, legacy_version)},
    {WIRE_FIXED, "random", 32, .bind = offsetof (WireClientHello, random)},
    {WIRE_OPAQUE, "legacy_session_id", 1, 0, 32,
     .bind = offsetof (WireClientHello, legacy_session_id)},
    {WIRE_VECTOR, "cipher_suites", 2, 2, 65534, .child = &suite,
     .bind = offsetof (WireClientHello, cipher_suites)},
    {WIRE_OPAQUE, "legacy_compression_methods", 1, 1, 255,
     .bind = offsetof (WireClientHello, legacy_compression_methods)},
    /* TLS 1.3 demands 8 bytes or more; older hellos may have fewer or none, and are to be told
     * about their version, not about their shape. */
    {WIRE_EXTENSIONS, "extensions", 2, 0, 65535, .optional = true,
     .bind = offsetof (WireClientHello, extensions), .section = "RFC 9846 4.3"},
    END};
static const WireFormat client_hello = {"ClientHello", client_hello_rows, sizeof (WireClientHello)};

static const WireRow server_hello_rows[] = {
    HANDSHAKE (),
    {WIRE_NUMBER, "legacy_version", 2, .names = &wire_versions,
     .bind = offsetof (WireServerHello, legacy_version)},
    {WIRE_FIXED, "random", 32, .bind = offsetof (WireServerHello, random)},
    {WIRE_OPAQUE, "legacy_session_id_echo", 1, 0, 32,
     .bind = offsetof (WireServerHello, legacy_session_id_echo)},
    {WIRE_NUMBER, "cipher_suite", 2, .names = &wire_cipher_suites,
     .bind = offsetof (WireServerHello, cipher_suite)},
    {WIRE_NUMBER, "legacy_compression_method", 1, .names = &wire_compression_methods,
     .bind = offsetof (WireServerHello, legacy_compression_method)},
    {WIRE_EXTENSIONS, "extensions", 2, 0, 65535, .optional = true,
     .bind = offsetof (WireServerHello, extensions), .section = "RFC 9846 4.3"},
    END};
static const WireFormat server_hello = {"ServerHello", server_hello_rows, sizeof (WireServerHello)};

static const WireRow encrypted_extensions_rows[] = {
    HANDSHAKE (), EXTENSIONS (WireEncryptedExtensions, 0, 65535), END};
static const WireFormat encrypted_extensions = {"EncryptedExtensions", encrypted_extensions_rows,
                                                sizeof (WireEncryptedExtensions)};

static const WireRow certificate_request_rows[] = {
    HANDSHAKE (),
    {WIRE_OPAQUE, "certificate_request_context", 1, 0, 255,
     .bind = offsetof (WireCertificateRequest, certificate_request_context)},
    EXTENSIONS (WireCertificateRequest, 0, 65535),
    END};
static const WireFormat certificate_request = {"CertificateRequest", certificate_request_rows,
                                               sizeof (WireCertificateRequest)};

static const WireRow certificate_entry_rows[] = {
    {WIRE_OPAQUE, "cert_data", 3, 1, 0xffffff, .bind = offsetof (WireCertificateEntry, cert_data)},
    EXTENSIONS (WireCertificateEntry, 0, 65535),
    END};
static const WireFormat certificate_entry = {"CertificateEntry", certificate_entry_rows,
                                             sizeof (WireCertificateEntry)};
static const WireRow certificate_rows[] = {
    HANDSHAKE (),
    {WIRE_OPAQUE, "certificate_request_context", 1, 0, 255,
     .bind = offsetof (WireCertificate, certificate_request_context)},
    {WIRE_VECTOR, "certificate_list", 3, 0, 0xffffff, .child = &certificate_entry,
     .bind = offsetof (WireCertificate, certificate_list)},
    END};
static const WireFormat certificate = {"Certificate", certificate_rows, sizeof (WireCertificate)};

static const WireRow compressed_rows[] = {
    HANDSHAKE (),
    {WIRE_NUMBER, "algorithm", 2, .names = &wire_compression_algorithms,
     .bind = offsetof (WireCompressedCertificate, algorithm)},
    {WIRE_NUMBER, "uncompressed_length", 3,
     .bind = offsetof (WireCompressedCertificate, uncompressed_length)},
    {WIRE_OPAQUE, "compressed_certificate_message", 3, 1, 0xffffff,
     .bind = offsetof (WireCompressedCertificate, compressed_certificate_message)},
    END};
static const WireFormat compressed_certificate = {"CompressedCertificate", compressed_rows,
                                                  sizeof (WireCompressedCertificate)};

static const WireRow certificate_verify_rows[] = {
    HANDSHAKE (),
    {WIRE_NUMBER, "algorithm", 2, .names = &wire_schemes,
     .bind = offsetof (WireCertificateVerify, algorithm)},
    {WIRE_OPAQUE, "signature", 2, 0, 65535, .bind = offsetof (WireCertificateVerify, signature)},
    END};
static const WireFormat certificate_verify = {"CertificateVerify", certificate_verify_rows,
                                              sizeof (WireCertificateVerify)};

static const WireRow finished_rows[] = {
    HANDSHAKE (), {WIRE_REST, "verify_data", .bind = offsetof (WireFinished, verify_data)}, END};
static const WireFormat finished = {"Finished", finished_rows, sizeof (WireFinished)};

static const WireRow end_of_early_data_rows[] = {HANDSHAKE (), END};
static const WireFormat end_of_early_data = {"EndOfEarlyData", end_of_early_data_rows,
                                             sizeof (WireEndOfEarlyData)};

static const WireRow new_session_ticket_rows[] = {
    HANDSHAKE (),
    {WIRE_NUMBER, "ticket_lifetime", 4, .bind = offsetof (WireNewSessionTicket, ticket_lifetime)},
    {WIRE_NUMBER, "ticket_age_add", 4, .bind = offsetof (WireNewSessionTicket, ticket_age_add)},
    {WIRE_OPAQUE, "ticket_nonce", 1, 0, 255, .bind = offsetof (WireNewSessionTicket, ticket_nonce)},
    {WIRE_OPAQUE, "ticket", 2, 1, 65535, .bind = offsetof (WireNewSessionTicket, ticket)},
    EXTENSIONS (WireNewSessionTicket, 0, 65535),
    END};
static const WireFormat new_session_ticket = {"NewSessionTicket", new_session_ticket_rows,
                                              sizeof (WireNewSessionTicket)};

static const WireRow key_update_rows[] = {HANDSHAKE (),
                                          {WIRE_NUMBER, "request_update", 1, .max = 1,
                                           .names = &wire_update_requests,
                                           .bind = offsetof (WireKeyUpdate, request_update)},
                                          END};
static const WireFormat key_update = {"KeyUpdate", key_update_rows, sizeof (WireKeyUpdate)};

static const WireRow alert_rows[] = {
    {WIRE_NUMBER, "level", 1, .names = &wire_alert_levels, .bind = offsetof (WireAlert, level)},
    {WIRE_NUMBER, "description", 1, .names = &wire_alerts,
     .bind = offsetof (WireAlert, description)},
    END};
static const WireFormat alert = {"Alert", alert_rows, sizeof (WireAlert)};

static const WireRow change_cipher_spec_rows[] = {
    {WIRE_NUMBER, "type", 1, .bind = offsetof (WireChangeCipherSpec, type)}, END};
static const WireFormat change_cipher_spec = {"ChangeCipherSpec", change_cipher_spec_rows,
                                              sizeof (WireChangeCipherSpec)};

static const WireRow data_rows[] = {
    {WIRE_REST, "data", .bind = offsetof (WireData, data), .text = true}, END};
static const WireFormat application_data = {"application_data", data_rows, sizeof (WireData)};

static const WireRow unknown_rows[] = {
    HANDSHAKE (), {WIRE_REST, "data", .bind = offsetof (WireUnknownMessage, data)}, END};
static const WireFormat unknown = {"Handshake", unknown_rows, sizeof (WireUnknownMessage)};

#define ROW(id, name, type, format, section) \
    [id] = {id, name, WIRE_CT_HANDSHAKE, type, format, section}

static const WireMessageRow messages[WIRE_N_MESSAGES] = {
    ROW (WIRE_CLIENT_HELLO, "ClientHello", 1, &client_hello, "RFC 9846 4.2.2"),
    ROW (WIRE_SERVER_HELLO, "ServerHello", 2, &server_hello, "RFC 9846 4.2.3"),
    ROW (WIRE_HELLO_RETRY_REQUEST, "HelloRetryRequest", 2, &server_hello, "RFC 9846 4.2.4"),
    ROW (WIRE_ENCRYPTED_EXTENSIONS, "EncryptedExtensions", 8, &encrypted_extensions,
         "RFC 9846 4.4.1"),
    ROW (WIRE_CERTIFICATE_REQUEST, "CertificateRequest", 13, &certificate_request,
         "RFC 9846 4.4.2"),
    ROW (WIRE_CERTIFICATE, "Certificate", 11, &certificate, "RFC 9846 4.5.1"),
    ROW (WIRE_COMPRESSED_CERTIFICATE, "CompressedCertificate", 25, &compressed_certificate,
         "RFC 8879 4"),
    ROW (WIRE_CERTIFICATE_VERIFY, "CertificateVerify", 15, &certificate_verify, "RFC 9846 4.5.2"),
    ROW (WIRE_FINISHED, "Finished", 20, &finished, "RFC 9846 4.5.3"),
    ROW (WIRE_END_OF_EARLY_DATA, "EndOfEarlyData", 5, &end_of_early_data, "RFC 9846 4.6"),
    ROW (WIRE_NEW_SESSION_TICKET, "NewSessionTicket", 4, &new_session_ticket, "RFC 9846 4.7.1"),
    ROW (WIRE_KEY_UPDATE, "KeyUpdate", 24, &key_update, "RFC 9846 4.7.3"),
    [WIRE_ALERT] = {WIRE_ALERT, "Alert", WIRE_CT_ALERT, 0, &alert, "RFC 9846 6"},
    [WIRE_CHANGE_CIPHER_SPEC] = {WIRE_CHANGE_CIPHER_SPEC, "ChangeCipherSpec",
                                 WIRE_CT_CHANGE_CIPHER_SPEC, 0, &change_cipher_spec, "RFC 9846 5"},
    [WIRE_APPLICATION_DATA] = {WIRE_APPLICATION_DATA, "application_data", WIRE_CT_APPLICATION_DATA,
                               0, &application_data, "RFC 9846 5.2"},
    ROW (WIRE_UNKNOWN_MESSAGE, "Handshake", 255, &unknown, "RFC 9846 4"),
};

static const WirePlace places[WIRE_N_MESSAGES] = {
    [WIRE_CLIENT_HELLO] = WIRE_IN_CLIENT_HELLO,
    [WIRE_SERVER_HELLO] = WIRE_IN_SERVER_HELLO,
    [WIRE_HELLO_RETRY_REQUEST] = WIRE_IN_HELLO_RETRY_REQUEST,
    [WIRE_ENCRYPTED_EXTENSIONS] = WIRE_IN_ENCRYPTED_EXTENSIONS,
    [WIRE_CERTIFICATE_REQUEST] = WIRE_IN_CERTIFICATE_REQUEST,
    [WIRE_CERTIFICATE] = WIRE_IN_CERTIFICATE,
    [WIRE_COMPRESSED_CERTIFICATE] = WIRE_N_PLACES,
    [WIRE_CERTIFICATE_VERIFY] = WIRE_N_PLACES,
    [WIRE_FINISHED] = WIRE_N_PLACES,
    [WIRE_END_OF_EARLY_DATA] = WIRE_N_PLACES,
    [WIRE_NEW_SESSION_TICKET] = WIRE_IN_NEW_SESSION_TICKET,
    [WIRE_KEY_UPDATE] = WIRE_N_PLACES,
    [WIRE_ALERT] = WIRE_N_PLACES,
    [WIRE_CHANGE_CIPHER_SPEC] = WIRE_N_PLACES,
    [WIRE_APPLICATION_DATA] = WIRE_N_PLACES,
    [WIRE_UNKNOWN_MESSAGE] = WIRE_N_PLACES,
};

/* SHA-256 of "HelloRetryRequest". */
const uint8_t wire_hello_retry_random[32] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

const WireMessageRow *wire_message_row (WireMessageId id)
{
    return &messages[id];
}

WirePlace wire_message_place (WireMessageId id)
{
    return places[id];
}

const WireMessageRow *wire_message_find (const char *name)
{
    for (unsigned i = 0; i < WIRE_N_MESSAGES; i++)
        if (g_str_equal (messages[i].name, name))
            return &messages[i];
    return NULL;
}

static bool is_hello_retry (BaseSpan bytes)
{
    enum { RANDOM_AT = 4 + 2 };
    return bytes.size >= RANDOM_AT + 32 &&
           memcmp (bytes.data + RANDOM_AT, wire_hello_retry_random, 32) == 0;
}

static const WireMessageRow *row_for (uint8_t content_type, BaseSpan bytes)
{
    for (unsigned i = 0; i < WIRE_N_MESSAGES; i++) {
        const WireMessageRow *row = &messages[i];
        if (row->content_type != content_type)
            continue;
        if (content_type != WIRE_CT_HANDSHAKE)
            return row;
        if (bytes.size == 0 || row->msg_type != bytes.data[0])
            continue;
        return row->id == WIRE_SERVER_HELLO && is_hello_retry (bytes)
                   ? &messages[WIRE_HELLO_RETRY_REQUEST]
                   : row;
    }
    return &messages[WIRE_UNKNOWN_MESSAGE];
}

static void walk_message (WireMessage *message, WirePlace place)
{
    const WireMessageRow *row = message->row;
    message->body = g_malloc0 (row->format->size);
    message->memory = g_ptr_array_new_with_free_func (g_free);
    message->tree = wire_walk (row->format, row->name, row->section, place, message->bytes,
                               message->body, message->memory);
}

static void forget_walk (WireMessage *message)
{
    wire_tree_unref (message->tree);
    g_ptr_array_unref (message->memory);
    g_free (message->body);
}

/* A server that chose TLS 1.2 answers with other extensions; it is to be told about its version,
 * not about them. */
static bool is_older_hello (const WireMessage *message)
{
    return message->row->id == WIRE_SERVER_HELLO &&
           message->tree->cause == BASE_CAUSE_EXTENSION_NOT_ALLOWED_HERE &&
           wire_message_extension (message, WIRE_EXT_SUPPORTED_VERSIONS) == NULL;
}

static WireMessage *message_read_as (const WireMessageRow *row, GBytes *bytes)
{
    WireMessage *message = g_new0 (WireMessage, 1);
    message->references = 1;
    message->row = row;
    message->bytes = g_bytes_ref (bytes);
    walk_message (message, places[row->id]);
    if (is_older_hello (message)) {
        forget_walk (message);
        walk_message (message, WIRE_N_PLACES);
    }
    return message;
}

/* The header's length must count exactly the bytes that follow it. */
static void check_length (WireMessage *message)
{
    const WireHandshake *handshake = message->body;
    gsize size = g_bytes_get_size (message->bytes);
    if (message->tree->cause == BASE_CAUSE_NONE && handshake->length + 4 != size) {
        message->tree->cause = BASE_CAUSE_LENGTH_MISMATCH;
        message->tree->broken_field = 2;
        message->tree->fields[2].flags |= WIRE_FIELD_BROKEN;
    }
}

WireMessage *wire_message_read (uint8_t content_type, GBytes *bytes)
{
    WireMessage *message = message_read_as (row_for (content_type, base_span_bytes (bytes)), bytes);
    if (message->row->content_type == WIRE_CT_HANDSHAKE)
        check_length (message);
    return message;
}

GBytes *wire_message_bytes (WireMessageId id, const void *body)
{
    const WireMessageRow *row = &messages[id];
    GByteArray *out = g_byte_array_sized_new (256);
    wire_build (row->format, places[id], body, out);
    if (row->content_type == WIRE_CT_HANDSHAKE) {
        guint length = out->len - 4;
        /* A message without a row has only its own word for its type. */
        if (id != WIRE_UNKNOWN_MESSAGE)
            out->data[0] = row->msg_type;
        out->data[1] = (uint8_t)(length >> 16);
        out->data[2] = (uint8_t)(length >> 8);
        out->data[3] = (uint8_t)length;
    }
    return g_byte_array_free_to_bytes (out);
}

WireMessage *wire_message_write (WireMessageId id, const void *body)
{
    g_autoptr (GBytes) bytes = wire_message_bytes (id, body);
    return message_read_as (&messages[id], bytes);
}

WireMessage *wire_message_ref (WireMessage *message)
{
    g_atomic_int_inc (&message->references);
    return message;
}

void wire_message_unref (WireMessage *message)
{
    if (message == NULL || !g_atomic_int_dec_and_test (&message->references))
        return;
    forget_walk (message);
    g_bytes_unref (message->bytes);
    g_free (message);
}

WireList wire_message_extensions (const WireMessage *message)
{
    for (const WireRow *row = message->row->format->rows; row->kind != WIRE_END; row++)
        if (row->kind == WIRE_EXTENSIONS)
            return *(WireList *)(void *)((uint8_t *)message->body + row->bind);
    return (WireList){NULL, 0};
}

const WireExtension *wire_message_extension (const WireMessage *message, uint16_t type)
{
    WireList list = wire_message_extensions (message);
    for (size_t i = 0; i < list.n; i++)
        if (wire_list_item (list, WireExtension, i)->type == type)
            return wire_list_item (list, WireExtension, i);
    return NULL;
}

size_t wire_client_hello_binders (const WireMessage *hello, size_t *size)
{
    const WireTree *tree = hello->tree;
    int field = wire_tree_find (tree, "ClientHello.pre_shared_key.binders");
    if (field < 0 || tree->cause != BASE_CAUSE_NONE)
        return 0;
    if (size != NULL)
        *size = tree->fields[field].length;
    return tree->fields[field].offset;
}
