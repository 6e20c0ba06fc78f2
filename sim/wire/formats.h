/* The formats of single messages, kept by version in message-*.c, and of single extensions, kept by
 * topic in extension-*.c; the tables in message-rows.c and extension.c say which holds where. For
 * sim/wire alone. */
#pragma once

#include <glib.h>

#include "wire/message.h"

/* Closes a table of rows. */
#define WIRE_ROWS_END \
    { \
        WIRE_END \
    }

/* The header of a handshake message. */
#define WIRE_HANDSHAKE_ROWS \
    {WIRE_NUMBER, \
     "msg_type", \
     1, \
     .names = &wire_handshake_types, \
     .bind = offsetof (WireHandshake, msg_type), \
     .section = "RFC 9846 4", \
     .older_section = "RFC 5246 7.4"}, \
    { \
        WIRE_NUMBER, "length", 3, .bind = offsetof (WireHandshake, length), \
                                  .section = "RFC 9846 4", .older_section = "RFC 5246 7.4" \
    }

/* message-13.c */
extern const WireFormat wire_format_client_hello;
extern const WireFormat wire_format_server_hello;
extern const WireFormat wire_format_encrypted_extensions;
extern const WireFormat wire_format_certificate_request;
extern const WireFormat wire_format_certificate;
extern const WireFormat wire_format_compressed_certificate;
extern const WireFormat wire_format_certificate_verify;
extern const WireFormat wire_format_finished;
extern const WireFormat wire_format_end_of_early_data;
extern const WireFormat wire_format_new_session_ticket;
extern const WireFormat wire_format_key_update;
extern const WireFormat wire_format_alert;
extern const WireFormat wire_format_change_cipher_spec;
extern const WireFormat wire_format_application_data, wire_format_ssl2_hello;
extern const WireFormat wire_format_unknown;

/* message-12.c */
extern const WireFormat wire_format_hello_request;
extern const WireFormat wire_format_certificate_12;
extern const WireFormat wire_format_certificate_request_12;
extern const WireFormat wire_format_certificate_request_10;
extern const WireFormat wire_format_certificate_status_message;
extern const WireFormat wire_format_server_key_exchange_ecdhe;
extern const WireFormat wire_format_server_key_exchange_ecdhe_10;
extern const WireFormat wire_format_server_key_exchange_dhe;
extern const WireFormat wire_format_server_key_exchange_dhe_10;
extern const WireFormat wire_format_server_key_exchange_other;
extern const WireFormat wire_format_server_hello_done;
extern const WireFormat wire_format_client_key_exchange_ecdhe;
extern const WireFormat wire_format_client_key_exchange_dhe;
extern const WireFormat wire_format_client_key_exchange_rsa;
extern const WireFormat wire_format_client_key_exchange_other;
extern const WireFormat wire_format_certificate_verify_10;
extern const WireFormat wire_format_new_session_ticket_12;

/* An extension whose presence says it all. */
extern const WireFormat wire_format_empty;

/* extension-hello.c */
extern const WireFormat wire_format_server_name_list;
extern const WireFormat wire_format_group_list;
extern const WireFormat wire_format_versions_client;
extern const WireFormat wire_format_version_selected;
extern const WireFormat wire_format_group_selected;
extern const WireFormat wire_format_key_share_client;
extern const WireFormat wire_format_key_share_server;
extern const WireFormat wire_format_protocol_list;

/* extension-certificate.c */
extern const WireFormat wire_format_scheme; /* an element */
extern const WireFormat wire_format_scheme_list;
extern const WireFormat wire_format_status_request;
extern const WireFormat wire_format_status_request_list;
extern const WireFormat wire_format_certificate_status;
extern const WireFormat wire_format_scts;
extern const WireFormat wire_format_authority; /* an element */
extern const WireFormat wire_format_authorities;
extern const WireFormat wire_format_oid_filters;

/* extension-psk.c */
extern const WireFormat wire_format_offered_psks;
extern const WireFormat wire_format_selected_identity;
extern const WireFormat wire_format_psk_modes;
extern const WireFormat wire_format_early_data_size;
extern const WireFormat wire_format_cookie;

/* extension-record.c */
extern const WireFormat wire_format_max_fragment_length;
extern const WireFormat wire_format_record_size_limit;
extern const WireFormat wire_format_padding;
extern const WireFormat wire_format_compression_algorithms;

/* extension-ech.c */
extern const WireFormat wire_format_ech_client;
extern const WireFormat wire_format_ech_confirmation;
extern const WireFormat wire_format_ech_retry;
extern const WireFormat wire_format_ech_outer_extensions;

/* extension-other.c */
extern const WireFormat wire_format_point_formats;
extern const WireFormat wire_format_session_ticket;
extern const WireFormat wire_format_renegotiation_info;
extern const WireFormat wire_format_heartbeat;
extern const WireFormat wire_format_client_certificate_types;
extern const WireFormat wire_format_client_certificate_type;
extern const WireFormat wire_format_server_certificate_types;
extern const WireFormat wire_format_server_certificate_type;
extern const WireFormat wire_format_delegated_credential;
extern const WireFormat wire_format_connection_id;
extern const WireFormat wire_format_ticket_request;
extern const WireFormat wire_format_ticket_count;
extern const WireFormat wire_format_trust_anchors;

/* words.c: for WireRow.words. */
char *wire_words_oid (BaseSpan content);
char *wire_words_distinguished_name (BaseSpan content);
char *wire_words_relative_oid (BaseSpan content);
char *wire_words_grease_protocol (BaseSpan content);
char *wire_words_milliseconds (BaseSpan content);
