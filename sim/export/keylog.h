/* The key log that browsers write to SSLKEYLOGFILE and Wireshark reads (RFC 9850): one line a
 * secret, `LABEL client_random secret`. */
#pragma once

#include "export/view.h"

/* Empty when the observer knows none. transfer full */
char *export_keylog_text (const ExportView *view);
