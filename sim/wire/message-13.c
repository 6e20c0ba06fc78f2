#include "wire/formats.h"
#include "wire/message.h"

/* The formats of TLS 1.3 (RFC 9846), and of what all versions share. */

#define END WIRE_ROWS_END
#define EXTENSIONS(type, least, most) \
    { \
        WIRE_EXTENSIONS, "extensions", 2, least, most, .bind = offsetof (type, extensions), \
                                                       .section = "RFC 9846 4.3" \
    }

static const WireRow suite_rows[] = {{WIRE_NUMBER, NULL, 2, .names = &wire_cipher_suites}, END};
static const WireFormat suite = {"CipherSuite", suite_rows, sizeof (uint16_t)};

static const WireRow client_hello_rows[] = {
    WIRE_HANDSHAKE_ROWS,
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
     .bind = offsetof (WireClientHello, extensions), .section = "RFC 9846 4.3",
     .older_section = "RFC 5246 7.4.1.4"},
    END};
const WireFormat wire_format_client_hello = {"ClientHello", client_hello_rows,
                                             sizeof (WireClientHello)};

static const WireRow server_hello_rows[] = {
    WIRE_HANDSHAKE_ROWS,
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
     .bind = offsetof (WireServerHello, extensions), .section = "RFC 9846 4.3",
     .older_section = "RFC 5246 7.4.1.4"},
    END};
const WireFormat wire_format_server_hello = {"ServerHello", server_hello_rows,
                                             sizeof (WireServerHello)};

static const WireRow encrypted_extensions_rows[] = {
    WIRE_HANDSHAKE_ROWS, EXTENSIONS (WireEncryptedExtensions, 0, 65535), END};
const WireFormat wire_format_encrypted_extensions = {
    "EncryptedExtensions", encrypted_extensions_rows, sizeof (WireEncryptedExtensions)};

static const WireRow certificate_request_rows[] = {
    WIRE_HANDSHAKE_ROWS,
    {WIRE_OPAQUE, "certificate_request_context", 1, 0, 255,
     .bind = offsetof (WireCertificateRequest, certificate_request_context)},
    EXTENSIONS (WireCertificateRequest, 0, 65535),
    END};
const WireFormat wire_format_certificate_request = {"CertificateRequest", certificate_request_rows,
                                                    sizeof (WireCertificateRequest)};

static const WireRow certificate_entry_rows[] = {
    {WIRE_OPAQUE, "cert_data", 3, 1, 0xffffff, .bind = offsetof (WireCertificateEntry, cert_data)},
    EXTENSIONS (WireCertificateEntry, 0, 65535),
    END};
static const WireFormat certificate_entry = {"CertificateEntry", certificate_entry_rows,
                                             sizeof (WireCertificateEntry)};
static const WireRow certificate_rows[] = {
    WIRE_HANDSHAKE_ROWS,
    {WIRE_OPAQUE, "certificate_request_context", 1, 0, 255,
     .bind = offsetof (WireCertificate, certificate_request_context)},
    {WIRE_VECTOR, "certificate_list", 3, 0, 0xffffff, .child = &certificate_entry,
     .bind = offsetof (WireCertificate, certificate_list)},
    END};
const WireFormat wire_format_certificate = {"Certificate", certificate_rows,
                                            sizeof (WireCertificate)};

static const WireRow compressed_rows[] = {
    WIRE_HANDSHAKE_ROWS,
    {WIRE_NUMBER, "algorithm", 2, .names = &wire_compression_algorithms,
     .bind = offsetof (WireCompressedCertificate, algorithm)},
    {WIRE_NUMBER, "uncompressed_length", 3,
     .bind = offsetof (WireCompressedCertificate, uncompressed_length)},
    {WIRE_OPAQUE, "compressed_certificate_message", 3, 1, 0xffffff,
     .bind = offsetof (WireCompressedCertificate, compressed_certificate_message)},
    END};
const WireFormat wire_format_compressed_certificate = {"CompressedCertificate", compressed_rows,
                                                       sizeof (WireCompressedCertificate)};

static const WireRow certificate_verify_rows[] = {
    WIRE_HANDSHAKE_ROWS,
    {WIRE_NUMBER, "algorithm", 2, .names = &wire_schemes,
     .bind = offsetof (WireCertificateVerify, algorithm)},
    {WIRE_OPAQUE, "signature", 2, 0, 65535, .bind = offsetof (WireCertificateVerify, signature)},
    END};
const WireFormat wire_format_certificate_verify = {"CertificateVerify", certificate_verify_rows,
                                                   sizeof (WireCertificateVerify)};

static const WireRow finished_rows[] = {
    WIRE_HANDSHAKE_ROWS,
    {WIRE_REST, "verify_data", .bind = offsetof (WireFinished, verify_data)},
    END};
const WireFormat wire_format_finished = {"Finished", finished_rows, sizeof (WireFinished)};

static const WireRow end_of_early_data_rows[] = {WIRE_HANDSHAKE_ROWS, END};
const WireFormat wire_format_end_of_early_data = {"EndOfEarlyData", end_of_early_data_rows,
                                                  sizeof (WireEndOfEarlyData)};

static const WireRow new_session_ticket_rows[] = {
    WIRE_HANDSHAKE_ROWS,
    {WIRE_NUMBER, "ticket_lifetime", 4, .bind = offsetof (WireNewSessionTicket, ticket_lifetime)},
    {WIRE_NUMBER, "ticket_age_add", 4, .bind = offsetof (WireNewSessionTicket, ticket_age_add)},
    {WIRE_OPAQUE, "ticket_nonce", 1, 0, 255, .bind = offsetof (WireNewSessionTicket, ticket_nonce)},
    {WIRE_OPAQUE, "ticket", 2, 1, 65535, .bind = offsetof (WireNewSessionTicket, ticket)},
    EXTENSIONS (WireNewSessionTicket, 0, 65535),
    END};
const WireFormat wire_format_new_session_ticket = {"NewSessionTicket", new_session_ticket_rows,
                                                   sizeof (WireNewSessionTicket)};

static const WireRow key_update_rows[] = {WIRE_HANDSHAKE_ROWS,
                                          {WIRE_NUMBER, "request_update", 1, .max = 1,
                                           .names = &wire_update_requests,
                                           .bind = offsetof (WireKeyUpdate, request_update)},
                                          END};
const WireFormat wire_format_key_update = {"KeyUpdate", key_update_rows, sizeof (WireKeyUpdate)};

static const WireRow alert_rows[] = {
    {WIRE_NUMBER, "level", 1, .names = &wire_alert_levels, .bind = offsetof (WireAlert, level)},
    {WIRE_NUMBER, "description", 1, .names = &wire_alerts,
     .bind = offsetof (WireAlert, description)},
    END};
const WireFormat wire_format_alert = {"Alert", alert_rows, sizeof (WireAlert)};

static const WireRow change_cipher_spec_rows[] = {
    {WIRE_NUMBER, "type", 1, .bind = offsetof (WireChangeCipherSpec, type)}, END};
const WireFormat wire_format_change_cipher_spec = {"ChangeCipherSpec", change_cipher_spec_rows,
                                                   sizeof (WireChangeCipherSpec)};

static const WireRow data_rows[] = {
    {WIRE_REST, "data", .bind = offsetof (WireData, data), .text = true}, END};
const WireFormat wire_format_application_data = {"application_data", data_rows, sizeof (WireData)};

static const WireRow unknown_rows[] = {
    WIRE_HANDSHAKE_ROWS, {WIRE_REST, "data", .bind = offsetof (WireUnknownMessage, data)}, END};
const WireFormat wire_format_unknown = {"Handshake", unknown_rows, sizeof (WireUnknownMessage)};
