/* A memory's insides, for the files of this room. */
#pragma once

#include "tls/memory.h"

enum { TLS_TICKET_KEY_SIZE = 16 };

struct TlsMemory {
    GPtrArray *tickets;  /* client: TlsPsk, oldest first */
    GPtrArray *sessions; /* server: TlsPsk by session id, oldest first */
    bool has_key;        /* server */
    uint8_t ticket_key[TLS_TICKET_KEY_SIZE];
    GHashTable *seen; /* server: binder in hex → int64_t, when (Unix ms), of first flights
                         taken as fresh */
};
