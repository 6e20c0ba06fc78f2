/* Extensions, as far as they behave: a row each, with what writes it into a message and what reads
 * it there. How they look on the wire, and where they may stand, is the table of wire/extension.h.
 * Private to the room. */
#pragma once

#include "tls/private.h"

typedef struct {
    /* Its body, NULL when it is not to be sent. Lives until the message is written: from
     * tls_keep (), the party, or static. */
    void *(*write) (TlsParty *self);
    /* Looks at one that was received; its body is there. */
    BaseCause (*read) (TlsParty *self, const void *body);
} TlsExtensionWork;

/* The versions that an extension means something in: flags. */
typedef enum { TLS_IN_12 = 1 << 0, TLS_IN_13 = 1 << 1, TLS_IN_BOTH = 3 } TlsVersions;

typedef struct {
    uint16_t type;
    TlsVersions versions; /* a client offers what any version needs that it offers */
    TlsExtensionWork in[WIRE_N_PLACES];
} TlsExtension;

/* The extensions of the message that is being composed for PLACE, in the table's order; RAW (may
 * be NULL) stands in for them on the wire. Borrowed until tls_drop_kept (). */
WireList tls_write_extensions (TlsParty *self, WirePlace place, GBytes *raw);
/* Lets each extension of a received list be looked at, in the table's order; the first cause. */
BaseCause tls_read_extensions (TlsParty *self, WirePlace place, WireList list);

/* Zeroed memory that lives until the message at hand is written. */
void *tls_keep (TlsParty *self, size_t size);
void tls_drop_kept (TlsParty *self);

/* The body of an extension that says all by being there. */
extern char tls_present[];

/* In MESSAGE: its body, NULL when it is not there. */
const void *tls_extension_body (const WireMessage *message, uint16_t type);

/* ---- server_name.c ---- */
void *tls_offer_server_name (TlsParty *self);
BaseCause tls_note_server_name (TlsParty *self, const void *body);
void *tls_acknowledge_server_name (TlsParty *self);

/* ---- application_protocol.c ---- */
void *tls_offer_protocols (TlsParty *self);
void *tls_answer_protocol (TlsParty *self);
BaseCause tls_read_protocol (TlsParty *self, const void *body);

/* ---- certificate_request.c ---- */
void *tls_name_authorities (TlsParty *self);
void *tls_ask_filters (TlsParty *self);
BaseCause tls_read_filters (TlsParty *self, const void *body);

/* ---- post_handshake.c ---- */
void *tls_offer_later_answer (TlsParty *self);

/* ---- status_request.c ---- */
void *tls_ask_staple (TlsParty *self);
void *tls_ask_client_staple (TlsParty *self);
void *tls_write_staple (TlsParty *self);
BaseCause tls_read_staple (TlsParty *self, const void *body);
void *tls_promise_staple (TlsParty *self);
BaseCause tls_read_promised_staple (TlsParty *self, const void *body);

/* ---- certificate_timestamps.c ---- */
void *tls_ask_timestamps (TlsParty *self);
void *tls_write_timestamps (TlsParty *self);
BaseCause tls_read_timestamps (TlsParty *self, const void *body);

/* ---- compress_certificate.c ---- */
void *tls_offer_compression (TlsParty *self);

/* ---- key_share.c ---- */
void *tls_offer_shares (TlsParty *self);
BaseCause tls_read_shares (TlsParty *self, const void *body);
void *tls_ask_for_share (TlsParty *self);
BaseCause tls_read_asked_share (TlsParty *self, const void *body);
void *tls_answer_share (TlsParty *self);

/* ---- pre_shared_key.c ---- */
void *tls_offer_psk_modes (TlsParty *self);
void *tls_offer_psks (TlsParty *self);
void *tls_answer_psk (TlsParty *self);

/* ---- early_data.c ---- */
void *tls_offer_early (TlsParty *self);
void *tls_answer_early (TlsParty *self);
BaseCause tls_read_early_answer (TlsParty *self, const void *body);
void *tls_allow_early (TlsParty *self);

/* ---- record_limits.c ---- */
void *tls_offer_size_limit (TlsParty *self);
BaseCause tls_note_size_limit (TlsParty *self, const void *body);
void *tls_answer_size_limit (TlsParty *self);
BaseCause tls_read_size_limit (TlsParty *self, const void *body);
void *tls_offer_fragment_length (TlsParty *self);
BaseCause tls_note_fragment_length (TlsParty *self, const void *body);
void *tls_answer_fragment_length (TlsParty *self);
BaseCause tls_read_fragment_length (TlsParty *self, const void *body);

/* ---- grease.c ---- */
/* Whether invented extensions stand in PLACE: then OUT is the one of SLOT. */
bool tls_grease_extension (TlsParty *self, WirePlace place, TlsGrease slot, WireExtension *out);
void *tls_offer_grease_ech (TlsParty *self);

/* ---- exchange_ecdhe.c ---- */
void *tls_offer_point_formats (TlsParty *self);
void *tls_answer_point_formats (TlsParty *self);
BaseCause tls_read_point_formats (TlsParty *self, const void *body);

/* ---- extended_main_secret.c ---- */
void *tls_offer_extended_main_secret (TlsParty *self);
BaseCause tls_note_extended_main_secret (TlsParty *self, const void *body);
void *tls_answer_extended_main_secret (TlsParty *self);

/* ---- encrypt_then_mac.c ---- */
void *tls_offer_encrypt_then_mac (TlsParty *self);
BaseCause tls_note_encrypt_then_mac (TlsParty *self, const void *body);
void *tls_answer_encrypt_then_mac (TlsParty *self);
BaseCause tls_read_encrypt_then_mac (TlsParty *self, const void *body);

/* ---- session_ticket.c ---- */
void *tls_offer_session_ticket (TlsParty *self);
void *tls_answer_session_ticket (TlsParty *self);
BaseCause tls_read_session_ticket (TlsParty *self, const void *body);

/* ---- renegotiation.c ---- */
void *tls_offer_renegotiation_info (TlsParty *self);
void *tls_answer_renegotiation_info (TlsParty *self);
BaseCause tls_read_renegotiation_info (TlsParty *self, const void *body);

/* ---- client_hello.c ---- */
void *tls_offer_padding (TlsParty *self);

/* ---- cookie.c ---- */
void *tls_ask_cookie (TlsParty *self);
BaseCause tls_read_cookie (TlsParty *self, const void *body);
void *tls_echo_cookie (TlsParty *self);
BaseCause tls_check_cookie (TlsParty *self, const void *body);
