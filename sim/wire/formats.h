/* The formats of single extensions, kept by topic in extension-*.c; the table in extension.c says
 * in which message each may stand. For sim/wire alone. */
#pragma once

#include <glib.h>

#include "wire/extension.h"

/* Closes a table of rows. */
#define WIRE_ROWS_END \
    { \
        WIRE_END \
    }

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
extern const WireFormat wire_format_scheme_list;
extern const WireFormat wire_format_status_request;
extern const WireFormat wire_format_status_request_list;
extern const WireFormat wire_format_certificate_status;
extern const WireFormat wire_format_scts;
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
