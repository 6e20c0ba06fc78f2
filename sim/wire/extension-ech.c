#include "wire/formats.h"

#define END WIRE_ROWS_END

/* Encrypted Client Hello (RFC 9849 section 5). What is inside the payload only who has the private
 * key can tell, so that an invented one (GREASE) reads just as well. */

static const WireRow suite_rows[] = {{WIRE_NUMBER, "kdf_id", 2, .names = &wire_hpke_kdfs,
                                      .bind = offsetof (WireHpkeCipherSuite, kdf_id)},
                                     {WIRE_NUMBER, "aead_id", 2, .names = &wire_hpke_aeads,
                                      .bind = offsetof (WireHpkeCipherSuite, aead_id)},
                                     END};
static const WireFormat suite = {"HpkeSymmetricCipherSuite", suite_rows,
                                 sizeof (WireHpkeCipherSuite)};

/* ---- ClientHello ---- */
static const WireRow outer_rows[] = {
    {WIRE_STRUCT, "cipher_suite", .child = &suite,
     .bind = offsetof (WireEchClientHello, cipher_suite)},
    {WIRE_NUMBER, "config_id", 1, .bind = offsetof (WireEchClientHello, config_id)},
    {WIRE_OPAQUE, "enc", 2, 0, 65535, .bind = offsetof (WireEchClientHello, enc)},
    {WIRE_OPAQUE, "payload", 2, 1, 65535, .bind = offsetof (WireEchClientHello, payload)},
    END};
static const WireFormat outer = {"outer", outer_rows, 0};
static const WireRow inner_rows[] = {END};
static const WireFormat inner = {"inner", inner_rows, 0};
static const WireCase client_cases[] = {
    {WIRE_ECH_OUTER, &outer}, {WIRE_ECH_INNER, &inner}, {0, NULL}};
static const WireRow client_rows[] = {
    {WIRE_NUMBER, "type", 1, .names = &wire_ech_types, .bind = offsetof (WireEchClientHello, type),
     .section = "RFC 9849 5"},
    {WIRE_SELECT, "other", .cases = client_cases, .bind = offsetof (WireEchClientHello, other),
     .section = "RFC 9849 5"},
    END};
const WireFormat wire_format_ech_client = {"ECHClientHello", client_rows,
                                           sizeof (WireEchClientHello)};

static const WireRow outer_type_rows[] = {{WIRE_NUMBER, NULL, 2, .names = &wire_extension_types},
                                          END};
static const WireFormat outer_type = {"ExtensionType", outer_type_rows, sizeof (uint16_t)};
static const WireRow outer_extensions_rows[] = {
    {WIRE_VECTOR, "outer_extensions", 1, 2, 254, .child = &outer_type,
     .bind = offsetof (WireNumberList, values), .section = "RFC 9849 5.1"},
    END};
const WireFormat wire_format_ech_outer_extensions = {"OuterExtensions", outer_extensions_rows,
                                                     sizeof (WireNumberList)};

/* ---- HelloRetryRequest ---- */
static const WireRow confirmation_rows[] = {{WIRE_FIXED, "confirmation", 8,
                                             .bind = offsetof (WireEchConfirmation, confirmation),
                                             .section = "RFC 9849 7.2.1"},
                                            END};
const WireFormat wire_format_ech_confirmation = {"ECHHelloRetryRequest", confirmation_rows,
                                                 sizeof (WireEchConfirmation)};

/* ---- EncryptedExtensions ---- */
static const WireRow config_extension_rows[] = {
    {WIRE_NUMBER, "type", 2, .bind = offsetof (WireEchConfigExtension, type)},
    {WIRE_OPAQUE, "data", 2, 0, 65535, .bind = offsetof (WireEchConfigExtension, data)},
    END};
static const WireFormat config_extension = {"ECHConfigExtension", config_extension_rows,
                                            sizeof (WireEchConfigExtension)};
static const WireRow key_config_rows[] = {
    {WIRE_NUMBER, "config_id", 1, .bind = offsetof (WireEchConfig, config_id)},
    {WIRE_NUMBER, "kem_id", 2, .names = &wire_hpke_kems, .bind = offsetof (WireEchConfig, kem_id)},
    {WIRE_OPAQUE, "public_key", 2, 1, 65535, .bind = offsetof (WireEchConfig, public_key)},
    {WIRE_VECTOR, "cipher_suites", 2, 4, 65532, .child = &suite,
     .bind = offsetof (WireEchConfig, cipher_suites)},
    END};
static const WireFormat key_config = {"HpkeKeyConfig", key_config_rows, 0};
static const WireRow contents_rows[] = {
    {WIRE_STRUCT, "key_config", .child = &key_config, .bind = 0},
    {WIRE_NUMBER, "maximum_name_length", 1, .bind = offsetof (WireEchConfig, maximum_name_length)},
    {WIRE_OPAQUE, "public_name", 1, 1, 255, .bind = offsetof (WireEchConfig, public_name),
     .text = true},
    {WIRE_VECTOR, "extensions", 2, 0, 65535, .child = &config_extension,
     .bind = offsetof (WireEchConfig, extensions)},
    END};
static const WireFormat contents = {"ECHConfigContents", contents_rows, 0};
static const WireCase config_cases[] = {{WIRE_EXT_ENCRYPTED_CLIENT_HELLO, &contents}, {0, NULL}};
static const WireRow config_rows[] = {
    {WIRE_NUMBER, "version", 2, .bind = offsetof (WireEchConfig, version)},
    {WIRE_SELECT, "contents", 2, .cases = config_cases, .bind = offsetof (WireEchConfig, other)},
    END};
static const WireFormat config = {"ECHConfig", config_rows, sizeof (WireEchConfig)};
static const WireRow retry_rows[] = {{WIRE_VECTOR, "retry_configs", 2, 4, 65535, .child = &config,
                                      .bind = offsetof (WireEchRetry, retry_configs),
                                      .section = "RFC 9849 4"},
                                     END};
const WireFormat wire_format_ech_retry = {"ECHEncryptedExtensions", retry_rows,
                                          sizeof (WireEchRetry)};
