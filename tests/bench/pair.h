/* The two sides of a handshake that the benchmarks compare with GnuTLS's: server.example with its
 * ECDSA certificate under the teaching root, X25519, AES-128-GCM, in memory; and GnuTLS with the
 * same. */
#pragma once

#include "gnutls-pair.h"
#include "pki/verify.h"
#include "tls/party.h"

enum {
    PAIR_EPOCH = 1788264000, /* 2026-09-01T12:00:00Z, when scenarios start */
    PAIR_GROUP = 0x001d,     /* x25519 */
    PAIR_SCHEME = 0x0403,    /* ecdsa_secp256r1_sha256 */
};

typedef struct {
    TlsConfig *client, *server;
    PkiIdentity *identity;
    PkiTrust *trust;
    GnutlsPair *gnutls;
    unsigned n_events; /* in the trace of our last handshake */
} Pair;

extern const char pair_host[];

/* VERSION: WIRE_TLS13 or WIRE_TLS12. */
void pair_init (Pair *self, uint16_t version);
void pair_clear (Pair *self);

/* A full handshake, ours with its full trace; DATA is a Pair. What goes wrong breaks off. */
void pair_our_handshake (void *data);
void pair_gnutls_handshake (void *data);
