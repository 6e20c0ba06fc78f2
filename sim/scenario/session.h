/* The session file: the tickets that a client keeps between two runs of the program, as text to
 * look into, in the same syntax as a scenario:
 *
 *     [ticket.1]
 *     server-name=server.example
 *     cipher-suite=TLS_AES_128_GCM_SHA256
 *     key=…
 *
 * It holds keys: whoever reads it can come back in the client's place. */
#pragma once

#include "tls/memory.h"

/* Adds the tickets of PATH to MEMORY, oldest first; a file that is not there holds none. False with
 * an error, `file:line: what is wrong, what is allowed` (G_IO_ERROR_INVALID_DATA) or that of the
 * file, and MEMORY as it was. */
bool scenario_session_load (const char *path, TlsMemory *memory, GError **error);
/* The same from TEXT; WHERE stands in errors. */
bool scenario_session_read (BaseSpan text, const char *where, TlsMemory *memory, GError **error);
/* The tickets of MEMORY, as many of the newest as a file may hold. transfer full */
char *scenario_session_write (const TlsMemory *memory);
