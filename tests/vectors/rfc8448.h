/* What RFC 8448 section 3 prints, as names in rfc8448-simple-1rtt.txt. */
#pragma once

#include "trace/trace.h"

static const char *const secrets[] = {
    "shared_secret",
    "early_secret",
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
} contexts[] = {
    {"client_handshake_traffic_secret", "hash_server_hello"},
    {"server_handshake_traffic_secret", "hash_server_hello"},
    {"client_application_traffic_secret_0", "hash_server_finished"},
    {"server_application_traffic_secret_0", "hash_server_finished"},
    {"exporter_secret", "hash_server_finished"},
    {"resumption_secret", "hash_client_finished"},
};

static const struct {
    TraceParty sender;
    const char *name, *vector;
} messages[] = {
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
};

static const struct {
    TraceParty sender;
    const char *vector;
    const char *iv; /* NULL: in clear */
    uint8_t sequence;
    int first, last; /* of messages */
} records[] = {
    {TRACE_CLIENT, "record_client_hello", NULL, 0, 0, 0},
    {TRACE_SERVER, "record_server_hello", NULL, 0, 1, 1},
    {TRACE_SERVER, "record_server_flight", "server_handshake_write_iv", 0, 2, 5},
    {TRACE_CLIENT, "record_client_finished", "client_handshake_write_iv", 0, 6, 6},
    {TRACE_SERVER, "record_new_session_ticket", "server_application_write_iv", 0, 7, 7},
    {TRACE_CLIENT, "record_client_data", "client_application_write_iv", 0, 8, 8},
    {TRACE_SERVER, "record_server_data", "server_application_write_iv", 1, 9, 9},
    {TRACE_CLIENT, "record_client_close", "client_application_write_iv", 1, 10, 10},
    {TRACE_SERVER, "record_server_close", "server_application_write_iv", 2, 11, 11},
};
