/* Published traces as tables: which file of vectors has them, the messages in the order in which
 * they are said, and the records that carry them. Lists end with a NULL. What the two say at the
 * same time stands in the order of our run. The five of RFC 8448, one with another hash and cipher,
 * and one with an external pre-shared key. */
#pragma once

#include "crypto/hash.h"
#include "trace/trace.h"
#include "vectors.h"

enum { PUBLISHED_MAX = 20 };

typedef struct {
    TraceParty sender;
    const char *name;   /* as the trace calls it */
    const char *vector; /* as the file of vectors does */
} PublishedMessage;

typedef struct {
    TraceParty sender;
    const char *vector;
    const char *keys; /* "client_handshake"; NULL: in clear */
    uint8_t sequence;
    uint8_t type;    /* of content */
    int first, last; /* of messages */
} PublishedRecord;

typedef struct {
    const char *name; /* of its tests */
    const char *file;
    CryptoHash hash;
    const char *aead;
    const char *server; /* its name */
    PublishedMessage messages[PUBLISHED_MAX];
    PublishedRecord records[PUBLISHED_MAX];
} PublishedTrace;

enum {
    RFC8448_SIMPLE,
    RFC8448_RESUMED,
    RFC8448_RETRY,
    RFC8448_CLIENT_AUTH,
    RFC8448_COMPATIBILITY,
    ILLUSTRATED,
    BOTAN_EXTERNAL_PSK,
};

static const PublishedTrace published[] = {
    [RFC8448_SIMPLE] =
        {"rfc8448/3",
         "rfc8448-simple-1rtt.txt",
         CRYPTO_SHA256,
         "AES-128-GCM",
         "server",
         {
             {TRACE_CLIENT, "ClientHello", "client_hello"},
             {TRACE_SERVER, "ServerHello", "server_hello"},
             {TRACE_SERVER, "EncryptedExtensions", "encrypted_extensions"},
             {TRACE_SERVER, "Certificate", "certificate"},
             {TRACE_SERVER, "CertificateVerify", "certificate_verify"},
             {TRACE_SERVER, "Finished", "server_finished"},
             {TRACE_CLIENT, "Finished", "client_finished"},
             {TRACE_SERVER, "NewSessionTicket", "new_session_ticket"},
             {TRACE_CLIENT, "application_data", "application_data"},
             {TRACE_SERVER, "application_data", "application_data"},
             {TRACE_CLIENT, "Alert", "close_notify"},
             {TRACE_SERVER, "Alert", "close_notify"},
         },
         {
             {TRACE_CLIENT, "record_client_hello", NULL, 0, 22, 0, 0},
             {TRACE_SERVER, "record_server_hello", NULL, 0, 22, 1, 1},
             {TRACE_SERVER, "record_server_flight", "server_handshake", 0, 22, 2, 5},
             {TRACE_CLIENT, "record_client_finished", "client_handshake", 0, 22, 6, 6},
             {TRACE_SERVER, "record_new_session_ticket", "server_application", 0, 22, 7, 7},
             {TRACE_CLIENT, "record_client_data", "client_application", 0, 23, 8, 8},
             {TRACE_SERVER, "record_server_data", "server_application", 1, 23, 9, 9},
             {TRACE_CLIENT, "record_client_close", "client_application", 1, 21, 10, 10},
             {TRACE_SERVER, "record_server_close", "server_application", 2, 21, 11, 11},
         }},
    [RFC8448_RESUMED] =
        {"rfc8448/4",
         "rfc8448-resumed-0rtt.txt",
         CRYPTO_SHA256,
         "AES-128-GCM",
         "server",
         {
             {TRACE_CLIENT, "ClientHello", "client_hello"},
             {TRACE_CLIENT, "application_data", "early_data"},
             {TRACE_SERVER, "ServerHello", "server_hello"},
             {TRACE_SERVER, "EncryptedExtensions", "encrypted_extensions"},
             {TRACE_SERVER, "Finished", "server_finished"},
             {TRACE_CLIENT, "EndOfEarlyData", "end_of_early_data"},
             {TRACE_CLIENT, "Finished", "client_finished"},
             {TRACE_CLIENT, "application_data", "application_data"},
             {TRACE_SERVER, "application_data", "application_data"},
             {TRACE_CLIENT, "Alert", "close_notify"},
             {TRACE_SERVER, "Alert", "close_notify"},
         },
         {
             {TRACE_CLIENT, "record_client_hello", NULL, 0, 22, 0, 0},
             {TRACE_CLIENT, "record_early_data", "client_early", 0, 23, 1, 1},
             {TRACE_SERVER, "record_server_hello", NULL, 0, 22, 2, 2},
             {TRACE_SERVER, "record_server_flight", "server_handshake", 0, 22, 3, 4},
             {TRACE_CLIENT, "record_end_of_early_data", "client_early", 1, 22, 5, 5},
             {TRACE_CLIENT, "record_client_finished", "client_handshake", 0, 22, 6, 6},
             {TRACE_CLIENT, "record_client_data", "client_application", 0, 23, 7, 7},
             {TRACE_SERVER, "record_server_data", "server_application", 0, 23, 8, 8},
             {TRACE_CLIENT, "record_client_close", "client_application", 1, 21, 9, 9},
             {TRACE_SERVER, "record_server_close", "server_application", 1, 21, 10, 10},
         }},
    [RFC8448_RETRY] =
        {"rfc8448/5",
         "rfc8448-hello-retry.txt",
         CRYPTO_SHA256,
         "AES-128-GCM",
         "server",
         {
             {TRACE_CLIENT, "ClientHello", "client_hello"},
             {TRACE_SERVER, "HelloRetryRequest", "hello_retry_request"},
             {TRACE_CLIENT, "ClientHello", "client_hello_2"},
             {TRACE_SERVER, "ServerHello", "server_hello"},
             {TRACE_SERVER, "EncryptedExtensions", "encrypted_extensions"},
             {TRACE_SERVER, "Certificate", "certificate"},
             {TRACE_SERVER, "CertificateVerify", "certificate_verify"},
             {TRACE_SERVER, "Finished", "server_finished"},
             {TRACE_CLIENT, "Finished", "client_finished"},
             {TRACE_CLIENT, "Alert", "close_notify"},
             {TRACE_SERVER, "Alert", "close_notify"},
         },
         {
             {TRACE_CLIENT, "record_client_hello", NULL, 0, 22, 0, 0},
             {TRACE_SERVER, "record_hello_retry_request", NULL, 0, 22, 1, 1},
             {TRACE_CLIENT, "record_client_hello_2", NULL, 0, 22, 2, 2},
             {TRACE_SERVER, "record_server_hello", NULL, 0, 22, 3, 3},
             {TRACE_SERVER, "record_server_flight", "server_handshake", 0, 22, 4, 7},
             {TRACE_CLIENT, "record_client_finished", "client_handshake", 0, 22, 8, 8},
             {TRACE_CLIENT, "record_client_close", "client_application", 0, 21, 9, 9},
             {TRACE_SERVER, "record_server_close", "server_application", 0, 21, 10, 10},
         }},
    [RFC8448_CLIENT_AUTH] =
        {"rfc8448/6",
         "rfc8448-client-authentication.txt",
         CRYPTO_SHA256,
         "AES-128-GCM",
         "server",
         {
             {TRACE_CLIENT, "ClientHello", "client_hello"},
             {TRACE_SERVER, "ServerHello", "server_hello"},
             {TRACE_SERVER, "EncryptedExtensions", "encrypted_extensions"},
             {TRACE_SERVER, "CertificateRequest", "certificate_request"},
             {TRACE_SERVER, "Certificate", "certificate"},
             {TRACE_SERVER, "CertificateVerify", "certificate_verify"},
             {TRACE_SERVER, "Finished", "server_finished"},
             {TRACE_CLIENT, "Certificate", "client_certificate"},
             {TRACE_CLIENT, "CertificateVerify", "client_certificate_verify"},
             {TRACE_CLIENT, "Finished", "client_finished"},
             {TRACE_CLIENT, "Alert", "close_notify"},
             {TRACE_SERVER, "Alert", "close_notify"},
         },
         {
             {TRACE_CLIENT, "record_client_hello", NULL, 0, 22, 0, 0},
             {TRACE_SERVER, "record_server_hello", NULL, 0, 22, 1, 1},
             {TRACE_SERVER, "record_server_flight", "server_handshake", 0, 22, 2, 6},
             {TRACE_CLIENT, "record_client_flight", "client_handshake", 0, 22, 7, 9},
             {TRACE_CLIENT, "record_client_close", "client_application", 0, 21, 10, 10},
             {TRACE_SERVER, "record_server_close", "server_application", 0, 21, 11, 11},
         }},
    [RFC8448_COMPATIBILITY] =
        {"rfc8448/7",
         "rfc8448-compatibility.txt",
         CRYPTO_SHA256,
         "AES-128-GCM",
         "server",
         {
             {TRACE_CLIENT, "ClientHello", "client_hello"},
             {TRACE_SERVER, "ServerHello", "server_hello"},
             {TRACE_SERVER, "ChangeCipherSpec", "change_cipher_spec"},
             {TRACE_SERVER, "EncryptedExtensions", "encrypted_extensions"},
             {TRACE_SERVER, "Certificate", "certificate"},
             {TRACE_SERVER, "CertificateVerify", "certificate_verify"},
             {TRACE_SERVER, "Finished", "server_finished"},
             {TRACE_CLIENT, "ChangeCipherSpec", "change_cipher_spec"},
             {TRACE_CLIENT, "Finished", "client_finished"},
             {TRACE_CLIENT, "Alert", "close_notify"},
             {TRACE_SERVER, "Alert", "close_notify"},
         },
         {
             {TRACE_CLIENT, "record_client_hello", NULL, 0, 22, 0, 0},
             {TRACE_SERVER, "record_server_hello", NULL, 0, 22, 1, 1},
             {TRACE_SERVER, "record_server_change_cipher_spec", NULL, 0, 20, 2, 2},
             {TRACE_SERVER, "record_server_flight", "server_handshake", 0, 22, 3, 6},
             {TRACE_CLIENT, "record_client_change_cipher_spec", NULL, 0, 20, 7, 7},
             {TRACE_CLIENT, "record_client_finished", "client_handshake", 0, 22, 8, 8},
             {TRACE_CLIENT, "record_client_close", "client_application", 0, 21, 9, 9},
             {TRACE_SERVER, "record_server_close", "server_application", 0, 21, 10, 10},
         }},
    [ILLUSTRATED] =
        {"illustrated-tls13",
         "illustrated-tls13.txt",
         CRYPTO_SHA384,
         "AES-256-GCM",
         "example.ulfheim.net",
         {
             {TRACE_CLIENT, "ClientHello", "client_hello"},
             {TRACE_SERVER, "ServerHello", "server_hello"},
             {TRACE_SERVER, "ChangeCipherSpec", "change_cipher_spec"},
             {TRACE_SERVER, "EncryptedExtensions", "encrypted_extensions"},
             {TRACE_SERVER, "Certificate", "certificate"},
             {TRACE_SERVER, "CertificateVerify", "certificate_verify"},
             {TRACE_SERVER, "Finished", "server_finished"},
             {TRACE_CLIENT, "ChangeCipherSpec", "change_cipher_spec"},
             {TRACE_CLIENT, "Finished", "client_finished"},
             {TRACE_SERVER, "NewSessionTicket", "ticket_1"},
             {TRACE_CLIENT, "application_data", "client_data"},
             {TRACE_SERVER, "NewSessionTicket", "ticket_2"},
             {TRACE_SERVER, "application_data", "server_data"},
         },
         {
             {TRACE_CLIENT, "record_client_hello", NULL, 0, 22, 0, 0},
             {TRACE_SERVER, "record_server_hello", NULL, 0, 22, 1, 1},
             {TRACE_SERVER, "record_server_change_cipher_spec", NULL, 0, 20, 2, 2},
             {TRACE_SERVER, "record_encrypted_extensions", "server_handshake", 0, 22, 3, 3},
             {TRACE_SERVER, "record_certificate", "server_handshake", 1, 22, 4, 4},
             {TRACE_SERVER, "record_certificate_verify", "server_handshake", 2, 22, 5, 5},
             {TRACE_SERVER, "record_server_finished", "server_handshake", 3, 22, 6, 6},
             {TRACE_CLIENT, "record_client_change_cipher_spec", NULL, 0, 20, 7, 7},
             {TRACE_CLIENT, "record_client_finished", "client_handshake", 0, 22, 8, 8},
             {TRACE_SERVER, "record_ticket_1", "server_application", 0, 22, 9, 9},
             {TRACE_CLIENT, "record_client_data", "client_application", 0, 23, 10, 10},
             {TRACE_SERVER, "record_ticket_2", "server_application", 1, 22, 11, 11},
             {TRACE_SERVER, "record_server_data", "server_application", 2, 23, 12, 12},
         }},
    [BOTAN_EXTERNAL_PSK] =
        {"botan-external-psk",
         "botan-external-psk.txt",
         CRYPTO_SHA256,
         "AES-128-GCM",
         "server",
         {
             {TRACE_CLIENT, "ClientHello", "client_hello"},
             {TRACE_SERVER, "ServerHello", "server_hello"},
             {TRACE_SERVER, "EncryptedExtensions", "encrypted_extensions"},
             {TRACE_SERVER, "Finished", "server_finished"},
             {TRACE_CLIENT, "Finished", "client_finished"},
             {TRACE_CLIENT, "application_data", "application_data"},
             {TRACE_SERVER, "application_data", "application_data"},
             {TRACE_CLIENT, "Alert", "close_notify"},
             {TRACE_SERVER, "Alert", "close_notify"},
         },
         {
             {TRACE_CLIENT, "record_client_hello", NULL, 0, 22, 0, 0},
             {TRACE_SERVER, "record_server_hello", NULL, 0, 22, 1, 1},
             {TRACE_SERVER, "record_server_flight", "server_handshake", 0, 22, 2, 3},
             {TRACE_CLIENT, "record_client_finished", "client_handshake", 0, 22, 4, 4},
             {TRACE_CLIENT, "record_client_data", "client_application", 0, 23, 5, 5},
             {TRACE_SERVER, "record_server_data", "server_application", 0, 23, 6, 6},
             {TRACE_CLIENT, "record_client_close", "client_application", 1, 21, 7, 7},
             {TRACE_SERVER, "record_server_close", "server_application", 1, 21, 8, 8},
         }},
};

/* What stands in the file for both roles alike, in the order of the key schedule; some with a
 * pre-shared key or with early data alone. */
static const char *const published_secrets[] = {
    "pre_shared_key",
    "shared_secret",
    "early_secret",
    "binder_key",
    "binder_finished_key",
    "client_early_traffic_secret",
    "early_exporter_secret",
    "client_early_write_key",
    "client_early_write_iv",
    "derived_early",
    "handshake_secret",
    "client_handshake_traffic_secret",
    "server_handshake_traffic_secret",
    "derived_handshake",
    "main_secret",
    "client_application_traffic_secret_0",
    "server_application_traffic_secret_0",
    "exporter_secret",
    "resumption_secret",
    "client_finished_key",
    "server_finished_key",
    "client_handshake_write_key",
    "client_handshake_write_iv",
    "server_handshake_write_key",
    "server_handshake_write_iv",
    "client_application_write_key",
    "client_application_write_iv",
    "server_application_write_key",
    "server_application_write_iv",
};

/* Which stretch of the handshake a secret is bound to. */
static const struct {
    const char *secret, *hash;
} published_contexts[] = {
    {"client_early_traffic_secret", "hash_client_hello"},
    {"early_exporter_secret", "hash_client_hello"},
    {"client_handshake_traffic_secret", "hash_server_hello"},
    {"server_handshake_traffic_secret", "hash_server_hello"},
    {"client_application_traffic_secret_0", "hash_server_finished"},
    {"server_application_traffic_secret_0", "hash_server_finished"},
    {"exporter_secret", "hash_server_finished"},
    {"resumption_secret", "hash_client_finished"},
};

static inline void published_test (const PublishedTrace *trace, const char *what,
                                   GTestDataFunc test)
{
    g_autofree char *path = g_strdup_printf ("/%s/%s", trace->name, what);
    g_test_add_data_func (path, trace, test);
}
