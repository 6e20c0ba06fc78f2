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

/* extension-psk.c */
extern const WireFormat wire_format_offered_psks;
extern const WireFormat wire_format_selected_identity;
extern const WireFormat wire_format_psk_modes;
extern const WireFormat wire_format_early_data_size;
extern const WireFormat wire_format_cookie;
