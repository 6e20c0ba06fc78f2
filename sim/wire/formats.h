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

/* extension-certificate.c */
extern const WireFormat wire_format_scheme_list;
extern const WireFormat wire_format_status_request;
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

/* words.c: for WireRow.words. */
char *wire_words_oid (BaseSpan content);
char *wire_words_distinguished_name (BaseSpan content);
char *wire_words_milliseconds (BaseSpan content);
