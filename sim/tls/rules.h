/* Rows of the tables of rules, and the guards that both versions ask. Private to the room. */
#pragma once

#include "tls/private.h"

#define SEND(from, message, guard, action, to, then, keys, section) \
    { \
        from, TLS_SEND, message, guard, action, to, then, keys, NULL, section \
    }
#define RECEIVE(from, message, guard, action, to, then, keys, section) \
    { \
        from, TLS_RECEIVE, message, guard, action, to, then, keys, NULL, section \
    }
#define AUTO(from, words, guard, action, to, keys, section) \
    { \
        from, TLS_AUTO, WIRE_N_MESSAGES, guard, action, to, NULL, keys, words, section \
    }

extern const TlsGuard tls_if_data_left;
extern const TlsGuard tls_if_done;
extern const TlsGuard tls_if_all_sent;
extern const TlsGuard tls_if_asks;
extern const TlsGuard tls_if_asked;
extern const TlsGuard tls_if_client_auth;
extern const TlsGuard tls_if_no_client_auth;
extern const TlsGuard tls_if_shows;
extern const TlsGuard tls_if_shows_none;
extern const TlsGuard tls_if_full;
extern const TlsGuard tls_if_empty;
