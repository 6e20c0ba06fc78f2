#include "tls/rules.h"

/* TLS 1.3 as RFC 9846 appendix A draws it, row by row. */

/* ---- Guards ---- */

static bool update_due (const TlsParty *self)
{
    return self->key_update_due || self->key_updates_left > 0 || tls_key_is_worn (self) ||
           tls_key_is_worn_for_answer (self);
}

/* The peer's wish is about data that is still to come. */
static bool last_update_due (const TlsParty *self)
{
    return tls_key_is_worn (self) || (self->key_update_due && self->to_send->len > 0);
}

static bool will_show_packed (const TlsParty *self)
{
    return self->answer == TLS_WILL_SHOW && self->compresses;
}

/* Certificates that come or go compressed. */

static bool goes_plain (const TlsParty *self)
{
    return !self->compresses;
}

static bool goes_packed (const TlsParty *self)
{
    return self->compresses;
}

static bool packed_is_full (const TlsParty *self)
{
    return tls_compression_is_offered (self) && tls_if_full.holds (self);
}

static bool packed_is_empty (const TlsParty *self)
{
    return tls_compression_is_offered (self) && tls_answer_is_empty (self);
}

static bool ticket_due (const TlsParty *self)
{
    return self->tickets_left > 0;
}

/* … and when the handshake is over (RFC 9846 section 4.7.2). */

static bool question_due (const TlsParty *self)
{
    const TlsConfig *config = self->config;
    return config->later_request != TLS_REQUEST_NO && !self->later_decided &&
           (config->asks_at_once || self->received_size > 0);
}

static bool later_request_due (const TlsParty *self)
{
    return self->requests_left > 0;
}

static bool has_free_data (const TlsParty *self)
{
    return tls_if_data_left.holds (self) && !tls_party_awaits_answer (self);
}

static bool free_close_due (const TlsParty *self)
{
    return tls_if_done.holds (self) && !tls_party_awaits_answer (self);
}

static bool later_answer_is_full (const TlsParty *self)
{
    return self->open_requests->len > 0 && !tls_answer_is_empty (self);
}

static bool later_answer_is_empty (const TlsParty *self)
{
    return self->open_requests->len > 0 && tls_answer_is_empty (self);
}

static bool later_packed_is_full (const TlsParty *self)
{
    return tls_compression_is_offered (self) && later_answer_is_full (self);
}

static bool later_packed_is_empty (const TlsParty *self)
{
    return tls_compression_is_offered (self) && later_answer_is_empty (self);
}

/* Keys from before, and early data. */

static bool has_psk (const TlsParty *self)
{
    return self->psk != NULL;
}

static bool has_no_psk (const TlsParty *self)
{
    return self->psk == NULL;
}

static bool wants_no_early (const TlsParty *self)
{
    return !tls_wants_early (self);
}

static bool early_left (const TlsParty *self)
{
    return self->early_offered && self->early->len > 0;
}

static bool early_runs (const TlsParty *self)
{
    return self->early_accepted;
}

static bool early_does_not_run (const TlsParty *self)
{
    return !self->early_accepted;
}

/* HelloRetryRequest: once, and the next hello must do. */

static bool is_first_try (const TlsParty *self)
{
    return !self->retried;
}

static bool exchange_unchosen (const TlsParty *self)
{
    return !self->chosen;
}

static bool wants_retry (const TlsParty *self)
{
    if (!self->chosen)
        return false;
    if (self->retried)
        return !self->retried_twice && tls_config_misbehaves (self->config, TLS_RETRY_TWICE);
    return tls_share_is_missing (self) || self->config->cookie ||
           tls_config_misbehaves (self->config, TLS_RETRY_FOR_NOTHING);
}

static bool wants_no_retry (const TlsParty *self)
{
    return self->chosen && !wants_retry (self);
}

static const TlsGuard psk = {"a pre-shared key is used", has_psk};
static const TlsGuard no_psk = {"certificates are used", has_no_psk};
static const TlsGuard early = {"early data, and a ticket that allows it", tls_wants_early};
static const TlsGuard no_early = {"no early data", wants_no_early};
static const TlsGuard more_early = {"early data is left to send", early_left};
static const TlsGuard zero_rtt = {"0-RTT was accepted", early_runs};
static const TlsGuard no_zero_rtt = {"no 0-RTT", early_does_not_run};
static const TlsGuard not_retried = {"it is the first one", is_first_try};
static const TlsGuard unchosen = {"suite and group are open", exchange_unchosen};
static const TlsGuard retry_due = {"the client must try again", wants_retry};
static const TlsGuard no_retry_due = {"the hello will do", wants_no_retry};
static const TlsGuard update = {"new keys are due", update_due};
static const TlsGuard last_update = {"new keys are due before the rest", last_update_due};
static const TlsGuard shows_packed = {"it is what the server asks for, and goes compressed",
                                      will_show_packed};
static const TlsGuard plain = {"it goes as it is", goes_plain};
static const TlsGuard packed = {"both sides can compress it", goes_packed};
static const TlsGuard packing_offered = {"the client offered compress_certificate",
                                         tls_compression_is_offered};
static const TlsGuard full_packed = {"the server offered compress_certificate, and it is not empty",
                                     packed_is_full};
static const TlsGuard empty_packed = {"the server offered compress_certificate, and it is empty",
                                      packed_is_empty};
static const TlsGuard offered_later = {"the client offered post_handshake_auth",
                                       tls_offers_later_answer};
static const TlsGuard later_due = {"it wants to know now who the client is", question_due};
static const TlsGuard asks_later = {"the client may be asked", later_request_due};
static const TlsGuard later_full = {"an answer is open, and holds a certificate",
                                    later_answer_is_full};
static const TlsGuard later_empty = {"an answer is open, and is empty", later_answer_is_empty};
static const TlsGuard later_full_packed = {"an answer is open, and holds a certificate, compressed",
                                           later_packed_is_full};
static const TlsGuard later_empty_packed = {"an answer is open, and is empty, compressed",
                                            later_packed_is_empty};
static const TlsGuard free_data = {"application data is left, and no answer is open",
                                   has_free_data};
static const TlsGuard free_done = {"everything is said, and no answer is open", free_close_due};
static const TlsGuard ticket = {"a ticket is to be given", ticket_due};

/* Of the client's own. */
static void after_own_finished (TlsParty *self)
{
    tls_derive_resumption (self);
    if (self->answer != TLS_NOT_ASKED)
        self->answer = TLS_ANSWERED;
}

static void after_client_finished (TlsParty *self)
{
    tls_derive_resumption (self);
    tls_plan_tickets (self);
}

/* What both do once they are connected. New keys come before all else: a worn key may seal nothing
 * but the KeyUpdate. */
#define UPDATE_ROW \
    SEND (TLS_CONNECTED, WIRE_KEY_UPDATE, &update, tls_compose_key_update, TLS_CONNECTED, \
          tls_after_key_update, 0, "RFC 9846 4.7.3")
#define CONNECTED_ROWS(data_may_go, may_close) \
    SEND (TLS_CONNECTED, WIRE_APPLICATION_DATA, data_may_go, tls_compose_application_data, \
          TLS_CONNECTED, NULL, 0, "RFC 9846 5.2"), \
        RECEIVE (TLS_CONNECTED, WIRE_APPLICATION_DATA, NULL, tls_process_application_data, \
                 TLS_CONNECTED, NULL, 0, "RFC 9846 5.2"), \
        RECEIVE (TLS_CONNECTED, WIRE_KEY_UPDATE, NULL, tls_process_key_update, TLS_CONNECTED, \
                 NULL, 0, "RFC 9846 4.7.3"), \
        SEND (TLS_CONNECTED, WIRE_ALERT, may_close, tls_compose_close_notify, TLS_CLOSING, NULL, \
              0, "RFC 9846 6.1"), \
        RECEIVE (TLS_CONNECTED, WIRE_ALERT, NULL, tls_process_close_notify, TLS_PEER_CLOSED, NULL, \
                 0, "RFC 9846 6.1"), \
        RECEIVE (TLS_CLOSING, WIRE_APPLICATION_DATA, NULL, tls_process_application_data, \
                 TLS_CLOSING, NULL, 0, "RFC 9846 6.1"), \
        RECEIVE (TLS_CLOSING, WIRE_KEY_UPDATE, NULL, tls_process_key_update, TLS_CLOSING, NULL, 0, \
                 "RFC 9846 4.7.3"), \
        RECEIVE (TLS_CLOSING, WIRE_ALERT, NULL, tls_process_close_notify, TLS_CLOSED, NULL, 0, \
                 "RFC 9846 6.1"), \
        SEND (TLS_PEER_CLOSED, WIRE_KEY_UPDATE, &last_update, tls_compose_key_update, \
              TLS_PEER_CLOSED, tls_after_key_update, 0, "RFC 9846 4.7.3"), \
        SEND (TLS_PEER_CLOSED, WIRE_APPLICATION_DATA, &tls_if_data_left, \
              tls_compose_application_data, TLS_PEER_CLOSED, NULL, 0, "RFC 9846 6.1"), \
        SEND (TLS_PEER_CLOSED, WIRE_ALERT, &tls_if_all_sent, tls_compose_close_notify, TLS_CLOSED, \
              NULL, 0, "RFC 9846 6.1")

/* RFC 9846 appendix A.1 */
static const TlsRule client_rules[] = {
    SEND (TLS_START, WIRE_CLIENT_HELLO, &no_early, tls_compose_client_hello, TLS_WAIT_SH, NULL, 0,
          "RFC 9846 4.2.2"),
    SEND (TLS_START, WIRE_CLIENT_HELLO, &early, tls_compose_client_hello, TLS_WAIT_SH,
          tls_derive_early, TLS_SEND_EARLY, "RFC 9846 4.3.10"),
    SEND (TLS_WAIT_SH, WIRE_APPLICATION_DATA, &more_early, tls_compose_early_data, TLS_WAIT_SH,
          NULL, 0, "RFC 9846 4.3.10"),
    RECEIVE (TLS_WAIT_SH, WIRE_HELLO_RETRY_REQUEST, &not_retried, tls_process_hello_retry,
             TLS_START, NULL, TLS_SEND_CLEAR, "RFC 9846 4.2.4"),
    RECEIVE (TLS_WAIT_SH, WIRE_SERVER_HELLO, NULL, tls_process_server_hello, TLS_WAIT_EE,
             tls_derive_handshake, TLS_RECEIVE_HANDSHAKE, "RFC 9846 4.2.3"),
    RECEIVE (TLS_WAIT_EE, WIRE_ENCRYPTED_EXTENSIONS, &psk, tls_process_encrypted_extensions,
             TLS_WAIT_FINISHED, NULL, 0, "RFC 9846 4.4.1"),
    RECEIVE (TLS_WAIT_EE, WIRE_ENCRYPTED_EXTENSIONS, &no_psk, tls_process_encrypted_extensions,
             TLS_WAIT_CERT_CR, NULL, 0, "RFC 9846 4.4.1"),
    RECEIVE (TLS_WAIT_CERT_CR, WIRE_CERTIFICATE, NULL, tls_process_certificate, TLS_WAIT_CV, NULL,
             0, "RFC 9846 4.5.1"),
    RECEIVE (TLS_WAIT_CERT_CR, WIRE_COMPRESSED_CERTIFICATE, &packing_offered,
             tls_process_compressed_certificate, TLS_WAIT_CV, NULL, 0, "RFC 8879 4"),
    RECEIVE (TLS_WAIT_CERT_CR, WIRE_CERTIFICATE_REQUEST, NULL, tls_process_certificate_request,
             TLS_WAIT_CERT, NULL, 0, "RFC 9846 4.4.2"),
    RECEIVE (TLS_WAIT_CERT, WIRE_CERTIFICATE, NULL, tls_process_certificate, TLS_WAIT_CV, NULL, 0,
             "RFC 9846 4.5.1"),
    RECEIVE (TLS_WAIT_CERT, WIRE_COMPRESSED_CERTIFICATE, &packing_offered,
             tls_process_compressed_certificate, TLS_WAIT_CV, NULL, 0, "RFC 8879 4"),
    RECEIVE (TLS_WAIT_CV, WIRE_CERTIFICATE_VERIFY, NULL, tls_process_certificate_verify,
             TLS_WAIT_FINISHED, NULL, 0, "RFC 9846 4.5.2"),
    RECEIVE (TLS_WAIT_FINISHED, WIRE_FINISHED, &zero_rtt, tls_process_finished, TLS_SEND_EOED,
             tls_derive_application, 0, "RFC 9846 4.5.3"),
    RECEIVE (TLS_WAIT_FINISHED, WIRE_FINISHED, &no_zero_rtt, tls_process_finished,
             TLS_SEND_FINISHED, tls_derive_application, TLS_SEND_HANDSHAKE, "RFC 9846 4.5.3"),
    SEND (TLS_SEND_EOED, WIRE_END_OF_EARLY_DATA, NULL, tls_compose_end_of_early_data,
          TLS_SEND_FINISHED, NULL, TLS_SEND_HANDSHAKE, "RFC 9846 4.6"),
    AUTO (TLS_SEND_FINISHED, "choose a certificate", &tls_if_asked, tls_choose_client_certificate,
          TLS_SEND_CERT, 0, "RFC 9846 4.5.1.2"),
    SEND (TLS_SEND_CERT, WIRE_CERTIFICATE, &tls_if_shows, tls_compose_certificate, TLS_SEND_CV,
          NULL, 0, "RFC 9846 4.5.1"),
    SEND (TLS_SEND_CERT, WIRE_COMPRESSED_CERTIFICATE, &shows_packed,
          tls_compose_compressed_certificate, TLS_SEND_CV, NULL, 0, "RFC 8879 4"),
    SEND (TLS_SEND_CERT, WIRE_CERTIFICATE, &tls_if_shows_none, tls_compose_empty_certificate,
          TLS_SEND_FINISHED, NULL, 0, "RFC 9846 4.5.1"),
    SEND (TLS_SEND_CV, WIRE_CERTIFICATE_VERIFY, NULL, tls_compose_certificate_verify,
          TLS_SEND_FINISHED, NULL, 0, "RFC 9846 4.5.2"),
    SEND (TLS_SEND_FINISHED, WIRE_FINISHED, NULL, tls_compose_finished, TLS_CONNECTED,
          after_own_finished, TLS_SEND_APPLICATION | TLS_RECEIVE_APPLICATION, "RFC 9846 4.5.3"),
    RECEIVE (TLS_CONNECTED, WIRE_NEW_SESSION_TICKET, NULL, tls_process_ticket, TLS_CONNECTED, NULL,
             0, "RFC 9846 4.7.1"),
    RECEIVE (TLS_CLOSING, WIRE_NEW_SESSION_TICKET, NULL, tls_process_ticket, TLS_CLOSING, NULL, 0,
             "RFC 9846 4.7.1"),
    UPDATE_ROW,
    RECEIVE (TLS_CONNECTED, WIRE_CERTIFICATE_REQUEST, &offered_later, tls_process_later_request,
             TLS_CONNECTED, NULL, 0, "RFC 9846 4.7.2"),
    AUTO (TLS_CONNECTED, "choose a certificate", &tls_if_asked, tls_choose_client_certificate,
          TLS_CONNECTED, 0, "RFC 9846 4.5.1.2"),
    SEND (TLS_CONNECTED, WIRE_CERTIFICATE, &tls_if_shows, tls_compose_certificate, TLS_SEND_POST_CV,
          NULL, 0, "RFC 9846 4.7.2"),
    SEND (TLS_CONNECTED, WIRE_COMPRESSED_CERTIFICATE, &shows_packed,
          tls_compose_compressed_certificate, TLS_SEND_POST_CV, NULL, 0, "RFC 8879 4"),
    SEND (TLS_CONNECTED, WIRE_CERTIFICATE, &tls_if_shows_none, tls_compose_empty_certificate,
          TLS_SEND_POST_FINISHED, NULL, 0, "RFC 9846 4.7.2"),
    SEND (TLS_SEND_POST_CV, WIRE_CERTIFICATE_VERIFY, NULL, tls_compose_certificate_verify,
          TLS_SEND_POST_FINISHED, NULL, 0, "RFC 9846 4.7.2"),
    SEND (TLS_SEND_POST_FINISHED, WIRE_FINISHED, NULL, tls_compose_finished, TLS_CONNECTED,
          tls_end_answer, 0, "RFC 9846 4.7.2"),
    RECEIVE (TLS_CLOSING, WIRE_CERTIFICATE_REQUEST, &offered_later, tls_pass_over_request,
             TLS_CLOSING, NULL, 0, "RFC 9846 6.1"),
    CONNECTED_ROWS (&tls_if_data_left, &tls_if_done),
};

/* RFC 9846 appendix A.2 */
static const TlsRule server_rules[] = {
    RECEIVE (TLS_START, WIRE_CLIENT_HELLO, NULL, tls_process_client_hello, TLS_RECVD_CH, NULL, 0,
             "RFC 9846 4.2.2"),
    AUTO (TLS_RECVD_CH, "choose suite, key and group", &unchosen, tls_choose_exchange, TLS_RECVD_CH,
          0, "RFC 9846 4.2.1"),
    SEND (TLS_RECVD_CH, WIRE_HELLO_RETRY_REQUEST, &retry_due, tls_compose_hello_retry, TLS_START,
          NULL, 0, "RFC 9846 4.2.4"),
    AUTO (TLS_RECVD_CH, "select parameters", &no_retry_due, tls_select_parameters, TLS_NEGOTIATED,
          0, "RFC 9846 4.2.1"),
    SEND (TLS_NEGOTIATED, WIRE_SERVER_HELLO, NULL, tls_compose_server_hello, TLS_SEND_EE,
          tls_derive_handshake, TLS_SEND_HANDSHAKE, "RFC 9846 4.2.3"),
    SEND (TLS_SEND_EE, WIRE_ENCRYPTED_EXTENSIONS, &psk, tls_compose_encrypted_extensions,
          TLS_SEND_SERVER_FINISHED, NULL, 0, "RFC 9846 4.4.1"),
    SEND (TLS_SEND_EE, WIRE_ENCRYPTED_EXTENSIONS, &no_psk, tls_compose_encrypted_extensions,
          TLS_SEND_CERT, NULL, 0, "RFC 9846 4.4.1"),
    SEND (TLS_SEND_CERT, WIRE_CERTIFICATE_REQUEST, &tls_if_asks, tls_compose_certificate_request,
          TLS_SEND_CERT, NULL, 0, "RFC 9846 4.4.2"),
    SEND (TLS_SEND_CERT, WIRE_CERTIFICATE, &plain, tls_compose_certificate, TLS_SEND_CV, NULL, 0,
          "RFC 9846 4.5.1"),
    SEND (TLS_SEND_CERT, WIRE_COMPRESSED_CERTIFICATE, &packed, tls_compose_compressed_certificate,
          TLS_SEND_CV, NULL, 0, "RFC 8879 4"),
    SEND (TLS_SEND_CV, WIRE_CERTIFICATE_VERIFY, NULL, tls_compose_certificate_verify,
          TLS_SEND_SERVER_FINISHED, NULL, 0, "RFC 9846 4.5.2"),
    SEND (TLS_SEND_SERVER_FINISHED, WIRE_FINISHED, &zero_rtt, tls_compose_finished, TLS_WAIT_EOED,
          tls_derive_application, TLS_SEND_APPLICATION | TLS_RECEIVE_EARLY, "RFC 9846 4.5.3"),
    SEND (TLS_SEND_SERVER_FINISHED, WIRE_FINISHED, &no_zero_rtt, tls_compose_finished,
          TLS_WAIT_FLIGHT2, tls_derive_application, TLS_SEND_APPLICATION | TLS_RECEIVE_HANDSHAKE,
          "RFC 9846 4.5.3"),
    RECEIVE (TLS_WAIT_EOED, WIRE_APPLICATION_DATA, NULL, tls_process_early_data, TLS_WAIT_EOED,
             NULL, 0, "RFC 9846 4.3.10"),
    RECEIVE (TLS_WAIT_EOED, WIRE_END_OF_EARLY_DATA, NULL, tls_process_end_of_early_data,
             TLS_WAIT_FLIGHT2, NULL, TLS_RECEIVE_HANDSHAKE, "RFC 9846 4.6"),
    AUTO (TLS_WAIT_FLIGHT2, "go on", &tls_if_no_client_auth, NULL, TLS_WAIT_FINISHED, 0,
          "RFC 9846 A.2"),
    AUTO (TLS_WAIT_FLIGHT2, "go on", &tls_if_client_auth, NULL, TLS_WAIT_CERT, 0, "RFC 9846 A.2"),
    RECEIVE (TLS_WAIT_CERT, WIRE_CERTIFICATE, &tls_if_full, tls_process_certificate, TLS_WAIT_CV,
             NULL, 0, "RFC 9846 4.5.1"),
    RECEIVE (TLS_WAIT_CERT, WIRE_CERTIFICATE, &tls_if_empty, tls_process_certificate,
             TLS_WAIT_FINISHED, NULL, 0, "RFC 9846 4.5.1"),
    RECEIVE (TLS_WAIT_CERT, WIRE_COMPRESSED_CERTIFICATE, &full_packed,
             tls_process_compressed_certificate, TLS_WAIT_CV, NULL, 0, "RFC 8879 4"),
    RECEIVE (TLS_WAIT_CERT, WIRE_COMPRESSED_CERTIFICATE, &empty_packed,
             tls_process_compressed_certificate, TLS_WAIT_FINISHED, NULL, 0, "RFC 8879 4"),
    RECEIVE (TLS_WAIT_CV, WIRE_CERTIFICATE_VERIFY, NULL, tls_process_certificate_verify,
             TLS_WAIT_FINISHED, NULL, 0, "RFC 9846 4.5.2"),
    RECEIVE (TLS_WAIT_FINISHED, WIRE_FINISHED, NULL, tls_process_finished, TLS_CONNECTED,
             after_client_finished, TLS_RECEIVE_APPLICATION, "RFC 9846 4.5.3"),
    UPDATE_ROW,
    SEND (TLS_CONNECTED, WIRE_NEW_SESSION_TICKET, &ticket, tls_compose_ticket, TLS_CONNECTED, NULL,
          0, "RFC 9846 4.7.1"),
    AUTO (TLS_CONNECTED, "decide whether to ask", &later_due, tls_decide_later_request,
          TLS_CONNECTED, 0, "RFC 9846 4.7.2"),
    SEND (TLS_CONNECTED, WIRE_CERTIFICATE_REQUEST, &asks_later, tls_compose_later_request,
          TLS_CONNECTED, NULL, 0, "RFC 9846 4.7.2"),
    RECEIVE (TLS_CONNECTED, WIRE_CERTIFICATE, &later_full, tls_process_later_certificate,
             TLS_WAIT_POST_CV, NULL, 0, "RFC 9846 4.7.2"),
    RECEIVE (TLS_CONNECTED, WIRE_CERTIFICATE, &later_empty, tls_process_later_certificate,
             TLS_WAIT_POST_FINISHED, NULL, 0, "RFC 9846 4.7.2"),
    RECEIVE (TLS_CONNECTED, WIRE_COMPRESSED_CERTIFICATE, &later_full_packed,
             tls_process_later_compressed, TLS_WAIT_POST_CV, NULL, 0, "RFC 8879 4"),
    RECEIVE (TLS_CONNECTED, WIRE_COMPRESSED_CERTIFICATE, &later_empty_packed,
             tls_process_later_compressed, TLS_WAIT_POST_FINISHED, NULL, 0, "RFC 8879 4"),
    RECEIVE (TLS_WAIT_POST_CV, WIRE_CERTIFICATE_VERIFY, NULL, tls_process_certificate_verify,
             TLS_WAIT_POST_FINISHED, NULL, 0, "RFC 9846 4.7.2"),
    RECEIVE (TLS_WAIT_POST_FINISHED, WIRE_FINISHED, NULL, tls_process_finished, TLS_CONNECTED,
             tls_end_answer, 0, "RFC 9846 4.7.2"),
    CONNECTED_ROWS (&free_data, &free_done),
};

const TlsRule *tls_rules13 (TlsRole role, size_t *n)
{
    *n = role == TLS_CLIENT ? G_N_ELEMENTS (client_rules) : G_N_ELEMENTS (server_rules);
    return role == TLS_CLIENT ? client_rules : server_rules;
}
