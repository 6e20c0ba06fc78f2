/* Small texts that several views share. */
#pragma once

#include "trace/trace.h"

/* "1 017 bytes", "1 byte"; transfer full */
char *stepshake_bytes_words (size_t n);
/* "RFC 9846 4.2.2" as "RFC 9846 (was 8446), section 4.2.2"; transfer full, NULL for NULL */
char *stepshake_section_words (const char *section);
/* Where it can be read; transfer full, NULL when it is no RFC */
char *stepshake_section_uri (const char *section);
/* "https://…" of the link "rfc:9846#4.2.2" or "rfc:9846 4.2.2" in a lesson; transfer full */
char *stepshake_rfc_link_uri (const char *link);
/* The sentence without its subject: "Server chose X" is "chose X" on the server's own lifeline;
 * transfer full */
char *stepshake_without_subject (const char *title);
/* "Client", "Server", "Network"; "Attacker" where the network meddled, and "Attacker's client" to
 * an observer who knows of a man in the middle; static */
const char *stepshake_actor (const Trace *trace, const TraceObserver *observer,
                             const TraceEvent *event);
/* CSS class of a party: "client", "server", "network"; static */
const char *stepshake_party_class (int party);
/* TEXT that may be broken within its names, "Certificate|Verify", "certificate_|expired". transfer
 * full */
char *stepshake_breakable (const char *text);
