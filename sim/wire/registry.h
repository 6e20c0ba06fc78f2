/* Registries: the numbers on the wire and their IANA names, also of those that this engine does not
 * implement, so that whatever a real peer sends can be named. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t value;
    const char *name;
} WireName;

typedef struct {
    const char *title; /* "cipher suites" */
    const WireName *rows;
    size_t n_rows;
    bool grease; /* values 0x?A?A are GREASE (RFC 8701) */
} WireRegistry;

extern const WireRegistry wire_content_types;
extern const WireRegistry wire_handshake_types;
extern const WireRegistry wire_versions; /* "TLS1.3" … as scenarios write them */
extern const WireRegistry wire_cipher_suites;
extern const WireRegistry wire_compression_methods;
extern const WireRegistry wire_extension_types;
extern const WireRegistry wire_groups;
extern const WireRegistry wire_schemes;
extern const WireRegistry wire_name_types;
extern const WireRegistry wire_alert_levels;
extern const WireRegistry wire_alerts;
extern const WireRegistry wire_compression_algorithms; /* of certificates */
extern const WireRegistry wire_max_fragment_lengths;
extern const WireRegistry wire_point_formats;
extern const WireRegistry wire_certificate_types; /* of RFC 7250 */
extern const WireRegistry wire_client_certificate_types;
extern const WireRegistry wire_curve_types;
extern const WireRegistry wire_heartbeat_modes;
extern const WireRegistry wire_ech_types;
extern const WireRegistry wire_hpke_kems; /* RFC 9180 section 7 */
extern const WireRegistry wire_hpke_kdfs;
extern const WireRegistry wire_hpke_aeads;
extern const WireRegistry wire_psk_modes;
extern const WireRegistry wire_status_types; /* of status_request */
extern const WireRegistry wire_sct_versions;
extern const WireRegistry wire_update_requests;

/* 0x0A0A, 0x1A1A … 0xFAFA (RFC 8701 section 2). */
bool wire_is_grease (uint32_t value);
/* NULL when the value has no row; "GREASE" for GREASE values. */
const char *wire_name (const WireRegistry *registry, uint32_t value);
/* -1 when there is no such name. */
int64_t wire_value (const WireRegistry *registry, const char *name);
