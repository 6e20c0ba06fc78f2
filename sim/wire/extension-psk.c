#include "wire/formats.h"

#define END WIRE_ROWS_END

/* ---- pre_shared_key (RFC 9846 section 4.3.11) ---- */
static const WireRow identity_rows[] = {
    {WIRE_OPAQUE, "identity", 2, 1, 65535, .bind = offsetof (WirePskIdentity, identity),
     .text = true},
    {WIRE_NUMBER, "obfuscated_ticket_age", 4,
     .bind = offsetof (WirePskIdentity, obfuscated_ticket_age), .section = "RFC 9846 4.3.11.1"},
    END};
static const WireFormat identity = {"PskIdentity", identity_rows, sizeof (WirePskIdentity)};
static const WireRow binder_rows[] = {{WIRE_OPAQUE, NULL, 1, 32, 255}, END};
static const WireFormat binder = {"PskBinderEntry", binder_rows, sizeof (BaseSpan)};
static const WireRow offered_rows[] = {
    {WIRE_VECTOR, "identities", 2, 7, 65535, .child = &identity,
     .bind = offsetof (WireOfferedPsks, identities), .section = "RFC 9846 4.3.11"},
    {WIRE_VECTOR, "binders", 2, 33, 65535, .child = &binder,
     .bind = offsetof (WireOfferedPsks, binders), .section = "RFC 9846 4.3.11.2"},
    END};
const WireFormat wire_format_offered_psks = {"OfferedPsks", offered_rows, sizeof (WireOfferedPsks)};

static const WireRow selected_identity_rows[] = {{WIRE_NUMBER, "selected_identity", 2,
                                                  .bind = offsetof (WireSelected, value),
                                                  .section = "RFC 9846 4.3.11"},
                                                 END};
const WireFormat wire_format_selected_identity = {"PreSharedKeyExtension", selected_identity_rows,
                                                  sizeof (WireSelected)};

/* ---- psk_key_exchange_modes (RFC 9846 section 4.3.9) ---- */
static const WireRow mode_rows[] = {{WIRE_NUMBER, NULL, 1, .names = &wire_psk_modes}, END};
static const WireFormat mode = {"PskKeyExchangeMode", mode_rows, sizeof (uint8_t)};
static const WireRow modes_rows[] = {{WIRE_VECTOR, "ke_modes", 1, 1, 255, .child = &mode,
                                      .bind = offsetof (WirePskKeyExchangeModes, ke_modes),
                                      .section = "RFC 9846 4.3.9"},
                                     END};
const WireFormat wire_format_psk_modes = {"PskKeyExchangeModes", modes_rows,
                                          sizeof (WirePskKeyExchangeModes)};

/* ---- early_data of a ticket (RFC 9846 section 4.3.10) ---- */
static const WireRow early_data_rows[] = {{WIRE_NUMBER, "max_early_data_size", 4,
                                           .bind = offsetof (WireEarlyData, max_early_data_size),
                                           .section = "RFC 9846 4.3.10"},
                                          END};
const WireFormat wire_format_early_data_size = {"EarlyDataIndication", early_data_rows,
                                                sizeof (WireEarlyData)};

/* ---- cookie (RFC 9846 section 4.3.2) ---- */
static const WireRow cookie_rows[] = {{WIRE_OPAQUE, "cookie", 2, 1, 65535,
                                       .bind = offsetof (WireCookie, cookie),
                                       .section = "RFC 9846 4.3.2"},
                                      END};
const WireFormat wire_format_cookie = {"Cookie", cookie_rows, sizeof (WireCookie)};
