#include "wire/registry.h"

#include <glib.h>

#include "base/alert.h"

static const WireName content_types[] = {
    {20, "change_cipher_spec"},
    {21, "alert"},
    {22, "handshake"},
    {23, "application_data"},
    {24, "heartbeat"},
    {25, "tls12_cid"},
    {26, "ACK"},
    {27, "return_routability_check"},
};

static const WireName handshake_types[] = {
    {0, "hello_request"},
    {1, "client_hello"},
    {2, "server_hello"},
    {3, "hello_verify_request"},
    {4, "new_session_ticket"},
    {5, "end_of_early_data"},
    {6, "hello_retry_request"}, /* of drafts of TLS 1.3 */
    {8, "encrypted_extensions"},
    {9, "request_connection_id"},
    {10, "new_connection_id"},
    {11, "certificate"},
    {12, "server_key_exchange"},
    {13, "certificate_request"},
    {14, "server_hello_done"},
    {15, "certificate_verify"},
    {16, "client_key_exchange"},
    {17, "client_certificate_request"},
    {20, "finished"},
    {21, "certificate_url"},
    {22, "certificate_status"},
    {23, "supplemental_data"},
    {24, "key_update"},
    {25, "compressed_certificate"},
    {26, "ekt_key"},
    {254, "message_hash"},
};

static const WireName versions[] = {
    {0x0002, "SSL2.0"}, {0x0300, "SSL3.0"}, {0x0301, "TLS1.0"},
    {0x0302, "TLS1.1"}, {0x0303, "TLS1.2"}, {0x0304, "TLS1.3"},
};

static const WireName compression_methods[] = {{0, "null"}, {1, "DEFLATE"}};

static const WireName groups[] = {
    {0x0001, "sect163k1"},
    {0x0002, "sect163r1"},
    {0x0003, "sect163r2"},
    {0x0004, "sect193r1"},
    {0x0005, "sect193r2"},
    {0x0006, "sect233k1"},
    {0x0007, "sect233r1"},
    {0x0008, "sect239k1"},
    {0x0009, "sect283k1"},
    {0x000a, "sect283r1"},
    {0x000b, "sect409k1"},
    {0x000c, "sect409r1"},
    {0x000d, "sect571k1"},
    {0x000e, "sect571r1"},
    {0x000f, "secp160k1"},
    {0x0010, "secp160r1"},
    {0x0011, "secp160r2"},
    {0x0012, "secp192k1"},
    {0x0013, "secp192r1"},
    {0x0014, "secp224k1"},
    {0x0015, "secp224r1"},
    {0x0016, "secp256k1"},
    {0x0017, "secp256r1"},
    {0x0018, "secp384r1"},
    {0x0019, "secp521r1"},
    {0x001a, "brainpoolP256r1"},
    {0x001b, "brainpoolP384r1"},
    {0x001c, "brainpoolP512r1"},
    {0x001d, "x25519"},
    {0x001e, "x448"},
    {0x001f, "brainpoolP256r1tls13"},
    {0x0020, "brainpoolP384r1tls13"},
    {0x0021, "brainpoolP512r1tls13"},
    {0x0022, "GC256A"},
    {0x0023, "GC256B"},
    {0x0024, "GC256C"},
    {0x0025, "GC256D"},
    {0x0026, "GC512A"},
    {0x0027, "GC512B"},
    {0x0028, "GC512C"},
    {0x0029, "curveSM2"},
    {0x0100, "ffdhe2048"},
    {0x0101, "ffdhe3072"},
    {0x0102, "ffdhe4096"},
    {0x0103, "ffdhe6144"},
    {0x0104, "ffdhe8192"},
    {0x0200, "MLKEM512"},
    {0x0201, "MLKEM768"},
    {0x0202, "MLKEM1024"},
    {0x11eb, "SecP256r1MLKEM768"},
    {0x11ec, "X25519MLKEM768"},
    {0x11ed, "SecP384r1MLKEM1024"},
    {0x11ee, "curveSM2MLKEM768"},
    {0x6399, "X25519Kyber768Draft00"},
    {0x639a, "SecP256r1Kyber768Draft00"},
    {0xff01, "arbitrary_explicit_prime_curves"},
    {0xff02, "arbitrary_explicit_char2_curves"},
};

static const WireName schemes[] = {
    {0x0201, "rsa_pkcs1_sha1"},
    {0x0202, "dsa_sha1"},
    {0x0203, "ecdsa_sha1"},
    {0x0301, "rsa_pkcs1_sha224"},
    {0x0302, "dsa_sha224"},
    {0x0303, "ecdsa_sha224"},
    {0x0401, "rsa_pkcs1_sha256"},
    {0x0402, "dsa_sha256"},
    {0x0403, "ecdsa_secp256r1_sha256"},
    {0x0420, "rsa_pkcs1_sha256_legacy"},
    {0x0501, "rsa_pkcs1_sha384"},
    {0x0502, "dsa_sha384"},
    {0x0503, "ecdsa_secp384r1_sha384"},
    {0x0520, "rsa_pkcs1_sha384_legacy"},
    {0x0601, "rsa_pkcs1_sha512"},
    {0x0602, "dsa_sha512"},
    {0x0603, "ecdsa_secp521r1_sha512"},
    {0x0620, "rsa_pkcs1_sha512_legacy"},
    {0x0704, "eccsi_sha256"},
    {0x0705, "iso_ibs1"},
    {0x0706, "iso_ibs2"},
    {0x0707, "iso_chinese_ibs"},
    {0x0708, "sm2sig_sm3"},
    {0x0709, "gostr34102012_256a"},
    {0x070a, "gostr34102012_256b"},
    {0x070b, "gostr34102012_256c"},
    {0x070c, "gostr34102012_256d"},
    {0x070d, "gostr34102012_512a"},
    {0x070e, "gostr34102012_512b"},
    {0x070f, "gostr34102012_512c"},
    {0x0804, "rsa_pss_rsae_sha256"},
    {0x0805, "rsa_pss_rsae_sha384"},
    {0x0806, "rsa_pss_rsae_sha512"},
    {0x0807, "ed25519"},
    {0x0808, "ed448"},
    {0x0809, "rsa_pss_pss_sha256"},
    {0x080a, "rsa_pss_pss_sha384"},
    {0x080b, "rsa_pss_pss_sha512"},
    {0x081a, "ecdsa_brainpoolP256r1tls13_sha256"},
    {0x081b, "ecdsa_brainpoolP384r1tls13_sha384"},
    {0x081c, "ecdsa_brainpoolP512r1tls13_sha512"},
    {0x0904, "mldsa44"},
    {0x0905, "mldsa65"},
    {0x0906, "mldsa87"},
};

static const WireName name_types[] = {{0, "host_name"}};
static const WireName alert_levels[] = {{1, "warning"}, {2, "fatal"}};
static const WireName update_requests[] = {{0, "update_not_requested"}, {1, "update_requested"}};

static const WireName status_types[] = {{1, "ocsp"}, {2, "ocsp_multi"}};
static const WireName sct_versions[] = {{0, "v1"}};
static const WireName compression_algorithms[] = {{1, "zlib"}, {2, "brotli"}, {3, "zstd"}};
static const WireName max_fragment_lengths[] = {{1, "2^9"}, {2, "2^10"}, {3, "2^11"}, {4, "2^12"}};
/* GREASE has a series of its own where a value is one byte (RFC 8701 section 2). */
static const WireName psk_modes[] = {
    {0, "psk_ke"},    {1, "psk_dhe_ke"}, {0x0b, "GREASE"}, {0x2a, "GREASE"}, {0x49, "GREASE"},
    {0x68, "GREASE"}, {0x87, "GREASE"},  {0xa6, "GREASE"}, {0xc5, "GREASE"}, {0xe4, "GREASE"},
};
static const WireName point_formats[] = {
    {0, "uncompressed"}, {1, "ansiX962_compressed_prime"}, {2, "ansiX962_compressed_char2"}};
static const WireName certificate_types[] = {
    {0, "X509"}, {1, "OpenPGP"}, {2, "RawPublicKey"}, {3, "1609Dot2"}};
static const WireName client_certificate_types[] = {
    {1, "rsa_sign"},         {2, "dss_sign"},          {3, "rsa_fixed_dh"},  {4, "dss_fixed_dh"},
    {5, "rsa_ephemeral_dh"}, {6, "dss_ephemeral_dh"},  {20, "fortezza_dms"}, {64, "ecdsa_sign"},
    {65, "rsa_fixed_ecdh"},  {66, "ecdsa_fixed_ecdh"}, {67, "gost_sign256"}, {68, "gost_sign512"},
};
static const WireName curve_types[] = {
    {1, "explicit_prime"}, {2, "explicit_char2"}, {3, "named_curve"}};
static const WireName heartbeat_modes[] = {{1, "peer_allowed_to_send"},
                                           {2, "peer_not_allowed_to_send"}};
static const WireName ech_types[] = {{0, "outer"}, {1, "inner"}};
static const WireName hpke_kems[] = {
    {0x0010, "DHKEM(P-256, HKDF-SHA256)"}, {0x0011, "DHKEM(P-384, HKDF-SHA384)"},
    {0x0012, "DHKEM(P-521, HKDF-SHA512)"}, {0x0020, "DHKEM(X25519, HKDF-SHA256)"},
    {0x0021, "DHKEM(X448, HKDF-SHA512)"},
};
static const WireName hpke_kdfs[] = {{1, "HKDF-SHA256"}, {2, "HKDF-SHA384"}, {3, "HKDF-SHA512"}};
static const WireName hpke_aeads[] = {
    {1, "AES-128-GCM"}, {2, "AES-256-GCM"}, {3, "ChaCha20Poly1305"}, {0xffff, "Export-only"}};

static const WireName alerts[] = {
#define ROW(NAME, name, number) {number, #name},
    BASE_ALERTS (ROW)
#undef ROW
    /* Of older versions, of DTLS, and of extensions that TLS 1.3 does not use: never sent here. */
    {21, "decryption_failed"},
    {30, "decompression_failure"},
    {41, "no_certificate"},
    {52, "too_many_cids_requested"},
    {60, "export_restriction"},
    {111, "certificate_unobtainable"},
    {114, "bad_certificate_hash_value"},
};

#define REGISTRY(variable, array, has_grease) \
    const WireRegistry variable = { \
        .title = #array, .rows = array, .n_rows = G_N_ELEMENTS (array), .grease = has_grease}

REGISTRY (wire_content_types, content_types, false);
REGISTRY (wire_handshake_types, handshake_types, false);
REGISTRY (wire_versions, versions, true);
REGISTRY (wire_compression_methods, compression_methods, false);
REGISTRY (wire_groups, groups, true);
REGISTRY (wire_schemes, schemes, true);
REGISTRY (wire_name_types, name_types, false);
REGISTRY (wire_alert_levels, alert_levels, false);
REGISTRY (wire_alerts, alerts, false);
REGISTRY (wire_status_types, status_types, false);
REGISTRY (wire_sct_versions, sct_versions, false);
REGISTRY (wire_compression_algorithms, compression_algorithms, false);
REGISTRY (wire_max_fragment_lengths, max_fragment_lengths, false);
REGISTRY (wire_point_formats, point_formats, false);
REGISTRY (wire_certificate_types, certificate_types, false);
REGISTRY (wire_client_certificate_types, client_certificate_types, false);
REGISTRY (wire_curve_types, curve_types, false);
REGISTRY (wire_heartbeat_modes, heartbeat_modes, false);
REGISTRY (wire_ech_types, ech_types, false);
REGISTRY (wire_hpke_kems, hpke_kems, false);
REGISTRY (wire_hpke_kdfs, hpke_kdfs, false);
REGISTRY (wire_hpke_aeads, hpke_aeads, false);
REGISTRY (wire_psk_modes, psk_modes, false);
REGISTRY (wire_update_requests, update_requests, false);

bool wire_is_grease (uint32_t value)
{
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

const char *wire_name (const WireRegistry *registry, uint32_t value)
{
    for (size_t i = 0; i < registry->n_rows; i++)
        if (registry->rows[i].value == value)
            return registry->rows[i].name;
    return registry->grease && wire_is_grease (value) ? "GREASE" : NULL;
}

int64_t wire_value (const WireRegistry *registry, const char *name)
{
    for (size_t i = 0; i < registry->n_rows; i++)
        if (g_str_equal (registry->rows[i].name, name))
            return registry->rows[i].value;
    return -1;
}
