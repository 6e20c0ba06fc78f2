/* GnuTLS at both ends of a memory pipe, in one thread: the measure that our handshakes are held
 * against. Credentials are loaded once, each handshake has new sessions, as in a real server. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct GnutlsPair GnutlsPair;

/* TLS 1.3 or TLS12, with X25519, AES-128-GCM, ECDSA P-256; the client verifies CHAIN for HOST at
 * UNIX_TIME, which becomes the time of the process for GnuTLS. Never NULL. */
GnutlsPair *gnutls_pair_new (bool tls12, const char *chain_pem, const char *key_pem,
                             const char *trust_pem, const char *host, gint64 unix_time);
void gnutls_pair_free (GnutlsPair *self);

/* One full handshake and close_notify both ways. False when it failed. */
bool gnutls_pair_connect (GnutlsPair *self);

/* From here on the server gives a ticket on each connection; the client keeps that of a full
 * handshake … */
bool gnutls_pair_get_ticket (GnutlsPair *self);
/* … and comes back with it (psk_dhe_ke), as often as one likes. False when it was not resumed. */
bool gnutls_pair_resume (GnutlsPair *self);
