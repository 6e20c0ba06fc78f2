#include "wire/formats.h"

static const WireRow no_rows[] = {WIRE_ROWS_END};
const WireFormat wire_format_empty = {"Empty", no_rows, 0};
const WireFormat wire_extension_carried = {"extension_data", no_rows, 0};

#define F(name) &wire_format_##name
#define EMPTY F (empty)
#define CARRIED &wire_extension_carried

#define CH [WIRE_IN_CLIENT_HELLO]
#define SH [WIRE_IN_SERVER_HELLO]
#define HRR [WIRE_IN_HELLO_RETRY_REQUEST]
#define EE [WIRE_IN_ENCRYPTED_EXTENSIONS]
#define CR [WIRE_IN_CERTIFICATE_REQUEST]
#define CT [WIRE_IN_CERTIFICATE]
#define NST [WIRE_IN_NEW_SESSION_TICKET]
#define SH12 [WIRE_IN_SERVER_HELLO_12]

/* clang-format off */
/* The table of RFC 9846 section 4.3, with what IANA's "TLS ExtensionType Values" adds to it: where an
 * extension may stand, and how it reads there. Those that TLS 1.3 does not use may stand in a
 * ClientHello that offers TLS 1.2 too. USED: the engine acts on it. OLDER: it does so in TLS 1.2 alone.
 * SHOWN: it only shows it. */
#define EXTENSIONS(USED, OLDER, SHOWN) \
    USED (0, server_name, "RFC 6066 3", CH = F (server_name_list), EE = EMPTY, CR = CARRIED, SH12 = EMPTY) \
    USED (1, max_fragment_length, "RFC 6066 4", CH = F (max_fragment_length), EE = F (max_fragment_length), SH12 = F (max_fragment_length)) \
    SHOWN (2, client_certificate_url, "RFC 6066 5", CH = CARRIED, SH12 = EMPTY) \
    SHOWN (3, trusted_ca_keys, "RFC 6066 6", CH = CARRIED, SH12 = EMPTY) \
    SHOWN (4, truncated_hmac, "RFC 6066 7", CH = EMPTY, SH12 = EMPTY) \
    USED (5, status_request, "RFC 9846 4.5.1.1", CH = F (status_request), CR = EMPTY, CT = F (certificate_status), SH12 = EMPTY) \
    SHOWN (6, user_mapping, "RFC 4681 2", CH = CARRIED, SH12 = CARRIED) \
    SHOWN (7, client_authz, "RFC 5878 2", CH = CARRIED, SH12 = CARRIED) \
    SHOWN (8, server_authz, "RFC 5878 2", CH = CARRIED, SH12 = CARRIED) \
    SHOWN (9, cert_type, "RFC 6091 3", CH = CARRIED, SH12 = CARRIED) \
    USED (10, supported_groups, "RFC 9846 4.3.7", CH = F (group_list), EE = F (group_list), SH12 = F (group_list)) \
    OLDER (11, ec_point_formats, "RFC 8422 5.1.2", CH = F (point_formats), SH12 = F (point_formats)) \
    SHOWN (12, srp, "RFC 5054 2.8", CH = CARRIED) \
    USED (13, signature_algorithms, "RFC 9846 4.3.3", CH = F (scheme_list), CR = F (scheme_list)) \
    SHOWN (14, use_srtp, "RFC 5764 4.1", CH = CARRIED, EE = CARRIED, SH12 = CARRIED) \
    SHOWN (15, heartbeat, "RFC 6520 2", CH = F (heartbeat), EE = F (heartbeat), SH12 = F (heartbeat)) \
    USED (16, application_layer_protocol_negotiation, "RFC 7301 3.1", CH = F (protocol_list), EE = F (protocol_list), SH12 = F (protocol_list)) \
    OLDER (17, status_request_v2, "RFC 6961 2.2", CH = F (status_request_list), SH12 = EMPTY) \
    USED (18, signed_certificate_timestamp, "RFC 6962 3.3", CH = EMPTY, CR = EMPTY, CT = F (scts), SH12 = F (scts)) \
    SHOWN (19, client_certificate_type, "RFC 7250 3", CH = F (client_certificate_types), EE = F (client_certificate_type), SH12 = F (client_certificate_type)) \
    SHOWN (20, server_certificate_type, "RFC 7250 3", CH = F (server_certificate_types), EE = F (server_certificate_type), SH12 = F (server_certificate_type)) \
    USED (21, padding, "RFC 7685 3", CH = F (padding)) \
    OLDER (22, encrypt_then_mac, "RFC 7366 2", CH = EMPTY, SH12 = EMPTY) \
    OLDER (23, extended_main_secret, "RFC 7627 5.1", CH = EMPTY, SH12 = EMPTY) \
    SHOWN (24, token_binding, "RFC 8472 2", CH = CARRIED, SH12 = CARRIED) \
    SHOWN (25, cached_info, "RFC 7924 3", CH = CARRIED, EE = CARRIED, SH12 = CARRIED) \
    SHOWN (26, tls_lts, "RFC 9846 4.3", CH = CARRIED, SH12 = CARRIED) \
    USED (27, compress_certificate, "RFC 8879 3", CH = F (compression_algorithms), CR = F (compression_algorithms)) \
    USED (28, record_size_limit, "RFC 8449 4", CH = F (record_size_limit), EE = F (record_size_limit), SH12 = F (record_size_limit)) \
    SHOWN (29, pwd_protect, "RFC 8492 4.3.1", CH = CARRIED) \
    SHOWN (30, pwd_clear, "RFC 8492 4.3.1", CH = CARRIED) \
    SHOWN (31, password_salt, "RFC 8492 4.3.1", CH = CARRIED, SH = CARRIED, HRR = CARRIED) \
    SHOWN (32, ticket_pinning, "RFC 8672 4.1", CH = CARRIED, EE = CARRIED) \
    SHOWN (33, tls_cert_with_extern_psk, "RFC 8773 4", CH = EMPTY, SH = EMPTY) \
    SHOWN (34, delegated_credential, "RFC 9345 4.1.1", CH = F (scheme_list), CR = F (scheme_list), CT = F (delegated_credential)) \
    OLDER (35, session_ticket, "RFC 5077 3.2", CH = F (session_ticket), SH12 = EMPTY) \
    SHOWN (39, supported_ekt_ciphers, "RFC 8870 5.2", CH = CARRIED, EE = CARRIED, SH12 = CARRIED) \
    USED (41, pre_shared_key, "RFC 9846 4.3.11", CH = F (offered_psks), SH = F (selected_identity)) \
    USED (42, early_data, "RFC 9846 4.3.10", CH = EMPTY, EE = EMPTY, NST = F (early_data_size)) \
    USED (43, supported_versions, "RFC 9846 4.3.1", CH = F (versions_client), SH = F (version_selected), HRR = F (version_selected)) \
    USED (44, cookie, "RFC 9846 4.3.2", CH = F (cookie), HRR = F (cookie)) \
    USED (45, psk_key_exchange_modes, "RFC 9846 4.3.9", CH = F (psk_modes)) \
    USED (47, certificate_authorities, "RFC 9846 4.3.4", CH = F (authorities), CR = F (authorities)) \
    USED (48, oid_filters, "RFC 9846 4.3.5", CR = F (oid_filters)) \
    USED (49, post_handshake_auth, "RFC 9846 4.3.6", CH = EMPTY) \
    USED (50, signature_algorithms_cert, "RFC 9846 4.3.3", CH = F (scheme_list), CR = F (scheme_list)) \
    USED (51, key_share, "RFC 9846 4.3.8", CH = F (key_share_client), SH = F (key_share_server), HRR = F (group_selected)) \
    SHOWN (52, transparency_info, "RFC 9162 6.5", CH = CARRIED, CR = CARRIED, CT = CARRIED, SH12 = CARRIED) \
    SHOWN (53, connection_id_deprecated, "RFC 9146 10.1", CH = CARRIED, SH12 = CARRIED) \
    SHOWN (54, connection_id, "RFC 9146 3", CH = F (connection_id), SH = F (connection_id), SH12 = F (connection_id)) \
    SHOWN (55, external_id_hash, "RFC 8844 3.2", CH = CARRIED, EE = CARRIED, SH12 = CARRIED) \
    SHOWN (56, external_session_id, "RFC 8844 4.2", CH = CARRIED, EE = CARRIED, SH12 = CARRIED) \
    SHOWN (57, quic_transport_parameters, "RFC 9001 8.2", CH = CARRIED, EE = CARRIED) \
    SHOWN (58, ticket_request, "RFC 9149 3", CH = F (ticket_request), EE = F (ticket_count)) \
    SHOWN (59, dnssec_chain, "RFC 9102 2", CH = CARRIED, CT = CARRIED, SH12 = CARRIED) \
    SHOWN (13172, next_protocol_negotiation, "RFC 9846 4.3", CH = CARRIED, SH12 = CARRIED) \
    SHOWN (17513, application_settings, "RFC 9846 4.3", CH = F (protocol_list), EE = CARRIED) \
    SHOWN (17613, application_settings_new, "RFC 9846 4.3", CH = F (protocol_list), EE = CARRIED) \
    SHOWN (30032, channel_id, "RFC 9846 4.3", CH = CARRIED, SH12 = CARRIED) \
    SHOWN (0xca34, trust_anchors, "RFC 9846 4.3", CH = F (trust_anchors), EE = F (trust_anchors), CT = EMPTY) \
    SHOWN (0xfd00, ech_outer_extensions, "RFC 9849 5.1", CH = F (ech_outer_extensions)) \
    SHOWN (0xfe0d, encrypted_client_hello, "RFC 9849 5", CH = F (ech_client), HRR = F (ech_confirmation), EE = F (ech_retry)) \
    OLDER (0xff01, renegotiation_info, "RFC 5746 3.2", CH = F (renegotiation_info), SH12 = F (renegotiation_info))
/* clang-format on */

#define ROW_USED(type, name, section, ...) {type, #name, section, {__VA_ARGS__}, false, true},
#define ROW_OLDER(type, name, section, ...) {type, #name, section, {__VA_ARGS__}, true, true},
#define ROW_SHOWN(type, name, section, ...) {type, #name, section, {__VA_ARGS__}, true, false},
static const WireExtensionRow extensions[] = {EXTENSIONS (ROW_USED, ROW_OLDER, ROW_SHOWN)};

#define NAME(type, name, ...) {type, #name},
static const WireName names[] = {EXTENSIONS (NAME, NAME, NAME)};
const WireRegistry wire_extension_types = {
    .title = "extensions", .rows = names, .n_rows = G_N_ELEMENTS (names), .grease = true};

const WireExtensionRow *wire_extension_row (uint16_t type)
{
    for (size_t i = 0; i < G_N_ELEMENTS (extensions); i++)
        if (extensions[i].type == type)
            return &extensions[i];
    return NULL;
}

const WireExtensionRow *wire_extension_at (unsigned i)
{
    return i < G_N_ELEMENTS (extensions) ? &extensions[i] : NULL;
}
