#include "wire/formats.h"

/* All versions, and the ranges of them in which a message has one look. */
#define ANY .from = 0
#define ONLY13 .from = WIRE_TLS13, .until = WIRE_TLS13
#define ONLY12 .from = WIRE_TLS12, .until = WIRE_TLS12
#define TO12 .from = WIRE_SSL3, .until = WIRE_TLS12
#define TO11 .from = WIRE_SSL3, .until = WIRE_TLS11
#define TLS_TO12 .from = WIRE_TLS10, .until = WIRE_TLS12
#define SINCE12 .from = WIRE_TLS12, .until = WIRE_TLS13
#define NOWHERE .place = WIRE_N_PLACES
#define IN(where) .place = WIRE_IN_##where
#define FOR(how) .exchange = WIRE_EXCHANGE_##how

#define ROW(id, name, type, format, section, ...) \
    [id] = {id, name, WIRE_CT_HANDSHAKE, type, &wire_format_##format, section, __VA_ARGS__}
#define CONTENT(id, name, type, format, section, ...) \
    [id] = {id, name, type, 0, &wire_format_##format, section, NOWHERE, __VA_ARGS__}

/* clang-format off */
/* Rows of one type stand in the order in which they are asked: the one of the key exchange before
 * the one for any. */
static const WireMessageRow messages[WIRE_N_MESSAGES] = {
    ROW (WIRE_CLIENT_HELLO, "ClientHello", 1, client_hello, "RFC 9846 4.2.2", IN (CLIENT_HELLO), ANY, .older_section = "RFC 5246 7.4.1.2"),
    ROW (WIRE_SERVER_HELLO, "ServerHello", 2, server_hello, "RFC 9846 4.2.3", IN (SERVER_HELLO), ANY, .older_section = "RFC 5246 7.4.1.3"),
    ROW (WIRE_HELLO_RETRY_REQUEST, "HelloRetryRequest", 2, server_hello, "RFC 9846 4.2.4", IN (HELLO_RETRY_REQUEST), ONLY13),
    ROW (WIRE_ENCRYPTED_EXTENSIONS, "EncryptedExtensions", 8, encrypted_extensions, "RFC 9846 4.4.1", IN (ENCRYPTED_EXTENSIONS), ONLY13),
    ROW (WIRE_CERTIFICATE_REQUEST, "CertificateRequest", 13, certificate_request, "RFC 9846 4.4.2", IN (CERTIFICATE_REQUEST), ONLY13),
    ROW (WIRE_CERTIFICATE, "Certificate", 11, certificate, "RFC 9846 4.5.1", IN (CERTIFICATE), ONLY13),
    ROW (WIRE_COMPRESSED_CERTIFICATE, "CompressedCertificate", 25, compressed_certificate, "RFC 8879 4", NOWHERE, ONLY13),
    ROW (WIRE_CERTIFICATE_VERIFY, "CertificateVerify", 15, certificate_verify, "RFC 9846 4.5.2", NOWHERE, SINCE12, .older_section = "RFC 5246 7.4.8"),
    ROW (WIRE_FINISHED, "Finished", 20, finished, "RFC 9846 4.5.3", NOWHERE, ANY, .older_section = "RFC 5246 7.4.9"),
    ROW (WIRE_END_OF_EARLY_DATA, "EndOfEarlyData", 5, end_of_early_data, "RFC 9846 4.6", NOWHERE, ONLY13),
    ROW (WIRE_NEW_SESSION_TICKET, "NewSessionTicket", 4, new_session_ticket, "RFC 9846 4.7.1", IN (NEW_SESSION_TICKET), ONLY13),
    ROW (WIRE_KEY_UPDATE, "KeyUpdate", 24, key_update, "RFC 9846 4.7.3", NOWHERE, ONLY13),
    CONTENT (WIRE_ALERT, "Alert", WIRE_CT_ALERT, alert, "RFC 9846 6", .older_section = "RFC 5246 7.2"),
    CONTENT (WIRE_CHANGE_CIPHER_SPEC, "ChangeCipherSpec", WIRE_CT_CHANGE_CIPHER_SPEC, change_cipher_spec, "RFC 9846 5", .older_section = "RFC 5246 7.1"),
    CONTENT (WIRE_APPLICATION_DATA, "application_data", WIRE_CT_APPLICATION_DATA, application_data, "RFC 9846 5.2", .older_section = "RFC 5246 10"),
    ROW (WIRE_HELLO_REQUEST, "HelloRequest", 0, hello_request, "RFC 5246 7.4.1.1", NOWHERE, TO12),
    ROW (WIRE_CERTIFICATE_12, "Certificate", 11, certificate_12, "RFC 5246 7.4.2", NOWHERE, TO12, .variant = "TLS1.2"),
    ROW (WIRE_CERTIFICATE_REQUEST_12, "CertificateRequest", 13, certificate_request_12, "RFC 5246 7.4.4", NOWHERE, ONLY12, .variant = "TLS1.2"),
    ROW (WIRE_CERTIFICATE_REQUEST_10, "CertificateRequest", 13, certificate_request_10, "RFC 4346 7.4.4", NOWHERE, TO11, .variant = "TLS1.1"),
    ROW (WIRE_CERTIFICATE_STATUS, "CertificateStatus", 22, certificate_status_message, "RFC 6066 8", NOWHERE, TO12),
    ROW (WIRE_SERVER_KEY_EXCHANGE_ECDHE, "ServerKeyExchange", 12, server_key_exchange_ecdhe, "RFC 8422 5.4", NOWHERE, ONLY12, FOR (ECDHE), .variant = "ECDHE"),
    ROW (WIRE_SERVER_KEY_EXCHANGE_ECDHE_10, "ServerKeyExchange", 12, server_key_exchange_ecdhe_10, "RFC 4492 5.4", NOWHERE, TO11, FOR (ECDHE), .variant = "ECDHE-TLS1.1"),
    ROW (WIRE_SERVER_KEY_EXCHANGE_DHE, "ServerKeyExchange", 12, server_key_exchange_dhe, "RFC 5246 7.4.3", NOWHERE, ONLY12, FOR (DHE), .variant = "DHE"),
    ROW (WIRE_SERVER_KEY_EXCHANGE_DHE_10, "ServerKeyExchange", 12, server_key_exchange_dhe_10, "RFC 4346 7.4.3", NOWHERE, TO11, FOR (DHE), .variant = "DHE-TLS1.1"),
    ROW (WIRE_SERVER_KEY_EXCHANGE_OTHER, "ServerKeyExchange", 12, server_key_exchange_other, "RFC 5246 7.4.3", NOWHERE, TO12, .variant = "other"),
    ROW (WIRE_SERVER_HELLO_DONE, "ServerHelloDone", 14, server_hello_done, "RFC 5246 7.4.5", NOWHERE, TO12),
    ROW (WIRE_CLIENT_KEY_EXCHANGE_ECDHE, "ClientKeyExchange", 16, client_key_exchange_ecdhe, "RFC 8422 5.7", NOWHERE, TO12, FOR (ECDHE), .variant = "ECDHE"),
    ROW (WIRE_CLIENT_KEY_EXCHANGE_DHE, "ClientKeyExchange", 16, client_key_exchange_dhe, "RFC 5246 7.4.7.2", NOWHERE, TO12, FOR (DHE), .variant = "DHE"),
    ROW (WIRE_CLIENT_KEY_EXCHANGE_RSA, "ClientKeyExchange", 16, client_key_exchange_rsa, "RFC 5246 7.4.7.1", NOWHERE, TLS_TO12, FOR (RSA), .variant = "RSA"),
    ROW (WIRE_CLIENT_KEY_EXCHANGE_OTHER, "ClientKeyExchange", 16, client_key_exchange_other, "RFC 5246 7.4.7", NOWHERE, TO12, .variant = "other"),
    ROW (WIRE_CERTIFICATE_VERIFY_10, "CertificateVerify", 15, certificate_verify_10, "RFC 4346 7.4.8", NOWHERE, TO11, .variant = "TLS1.1"),
    ROW (WIRE_NEW_SESSION_TICKET_12, "NewSessionTicket", 4, new_session_ticket_12, "RFC 5077 3.3", NOWHERE, TO12, .variant = "TLS1.2"),
    CONTENT (WIRE_V2_CLIENT_HELLO, "V2ClientHello", WIRE_CT_SSL2, ssl2_hello, "RFC 5246 E.2"),
    ROW (WIRE_UNKNOWN_MESSAGE, "Handshake", 255, unknown, "RFC 9846 4", NOWHERE, ANY),
};
/* clang-format on */

const WireMessageRow *wire_message_row (WireMessageId id)
{
    return &messages[id];
}

WirePlace wire_message_place (WireMessageId id)
{
    return messages[id].place;
}

const WireMessageRow *wire_message_find (const char *name)
{
    for (unsigned i = 0; i < WIRE_N_MESSAGES; i++)
        if (g_str_equal (messages[i].name, name))
            return &messages[i];
    return NULL;
}

bool wire_message_is_first (WireMessageId id)
{
    return wire_message_find (messages[id].name) == &messages[id];
}

char *wire_message_full_name (const WireMessageRow *row)
{
    return row->variant == NULL ? g_strdup (row->name)
                                : g_strdup_printf ("%s-%s", row->name, row->variant);
}

const WireMessageRow *wire_message_find_full (const char *full_name)
{
    for (unsigned i = 0; i < WIRE_N_MESSAGES; i++) {
        g_autofree char *own = wire_message_full_name (&messages[i]);
        if (g_str_equal (own, full_name))
            return &messages[i];
    }
    return NULL;
}
