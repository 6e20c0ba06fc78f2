#include "tls/rules.h"

/* TLS 1.2 (RFC 5246 section 7.3), row by row. The RFC draws a ladder of messages and no states;
 * those here are named as RFC 9846 names its own. Until a hello has settled the version, a party
 * that speaks TLS 1.3 too stands in that version's table: both begin alike. */

/* ---- Guards ---- */

static bool exchange_unchosen (const TlsParty *self)
{
    return !self->chosen;
}

static bool exchange_chosen (const TlsParty *self)
{
    return self->chosen;
}

static bool server_sends_keys (const TlsParty *self)
{
    return tls_exchange_has_server_message (self);
}

static bool server_sends_no_keys (const TlsParty *self)
{
    return !tls_exchange_has_server_message (self);
}

/* The server has a staple to send, or the client was promised one. */
static bool has_staple (const TlsParty *self)
{
    return self->config->role == TLS_SERVER ? self->staple != NULL : self->staple_promised;
}

static bool keys_and_no_staple (const TlsParty *self)
{
    return server_sends_keys (self) && !has_staple (self);
}

static bool no_keys_and_no_staple (const TlsParty *self)
{
    return server_sends_no_keys (self) && !has_staple (self);
}

static bool will_prove (const TlsParty *self)
{
    return self->answer == TLS_WILL_SHOW;
}

static bool will_not_prove (const TlsParty *self)
{
    return self->answer != TLS_WILL_SHOW;
}

static bool peer_must_prove (const TlsParty *self)
{
    return self->answer == TLS_ANSWERED && self->peer_chain != NULL;
}

static bool peer_need_not_prove (const TlsParty *self)
{
    return !peer_must_prove (self);
}

static bool request_not_due (const TlsParty *self)
{
    return !tls_if_asks.holds (self);
}

/* Sessions: whether an earlier one goes on, and whether a ticket for this one comes. */

static bool session_goes_on (const TlsParty *self)
{
    return self->resumed;
}

static bool session_is_new (const TlsParty *self)
{
    return !self->resumed;
}

static bool goes_on_with_ticket (const TlsParty *self)
{
    return self->resumed && self->ticket_promised;
}

static bool goes_on_without_ticket (const TlsParty *self)
{
    return self->resumed && !self->ticket_promised;
}

static bool new_with_ticket (const TlsParty *self)
{
    return !self->resumed && self->ticket_promised;
}

static bool new_without_ticket (const TlsParty *self)
{
    return !self->resumed && !self->ticket_promised;
}

/* The client sees so in the ServerHello at hand. */

static bool hello_goes_on (const TlsParty *self)
{
    const WireMessage *message = self->message;
    bool hello = message != NULL && message->row->id == WIRE_SERVER_HELLO;
    return hello && tls_is_taken_up (self, message->body);
}

static bool hello_is_new (const TlsParty *self)
{
    return !hello_goes_on (self);
}

static bool hello_promises_ticket (const TlsParty *self)
{
    return hello_goes_on (self) &&
           wire_message_extension (self->message, WIRE_EXT_SESSION_TICKET) != NULL;
}

static bool hello_promises_none (const TlsParty *self)
{
    return hello_goes_on (self) && !hello_promises_ticket (self);
}

static bool wants_anew (const TlsParty *self)
{
    return self->renegotiation_due;
}

static const TlsGuard unchosen = {"suite and group are open", exchange_unchosen};
static const TlsGuard chosen = {"the hello will do", exchange_chosen};
static const TlsGuard key_message = {"the key exchange has a message of the server's",
                                     server_sends_keys};
static const TlsGuard no_key_message = {"the server's key is in its certificate",
                                        server_sends_no_keys};
static const TlsGuard status = {"an OCSP response goes with it", has_staple};
static const TlsGuard status_promised = {"an OCSP response is promised", has_staple};
static const TlsGuard key_message_next = {
    "no OCSP response, and the key exchange has a message of the server's", keys_and_no_staple};
static const TlsGuard no_key_message_next = {
    "no OCSP response, and the server's key is in its certificate", no_keys_and_no_staple};
static const TlsGuard asks_not = {"it does not ask who the client is", request_not_due};
static const TlsGuard proves = {"it showed a certificate", will_prove};
static const TlsGuard proves_not = {"it showed no certificate", will_not_prove};
static const TlsGuard proof = {"the client showed a certificate", peer_must_prove};
static const TlsGuard no_proof = {"the client showed no certificate", peer_need_not_prove};
static const TlsGuard fresh = {"a new session", session_is_new};
static const TlsGuard fresh_ticket = {"a new session, and a ticket for it", new_with_ticket};
static const TlsGuard fresh_alone = {"a new session, and no ticket", new_without_ticket};
static const TlsGuard resumed = {"an earlier session goes on", session_goes_on};
static const TlsGuard resumed_ticket = {"an earlier session goes on, with a new ticket",
                                        goes_on_with_ticket};
static const TlsGuard resumed_alone = {"an earlier session goes on, without a new ticket",
                                       goes_on_without_ticket};
static const TlsGuard is_new = {"it begins a new session", hello_is_new};
static const TlsGuard takes_up_ticket = {"it takes up the session offered and promises a ticket",
                                         hello_promises_ticket};
static const TlsGuard takes_up = {"it takes up the session offered", hello_promises_none};
static const TlsGuard anew = {"the peer wants to negotiate anew", wants_anew};

/* What both do once they are connected. A close_notify is answered at once, and nothing else is
 * sent any more (RFC 5246 section 7.2.1). */
#define CONNECTED_ROWS \
    SEND (TLS_CONNECTED, WIRE_ALERT, &anew, tls_compose_no_renegotiation, TLS_CONNECTED, NULL, 0, \
          "RFC 5246 7.2.2"), \
        SEND (TLS_CONNECTED, WIRE_APPLICATION_DATA, &tls_if_data_left, \
              tls_compose_application_data, TLS_CONNECTED, NULL, 0, "RFC 5246 10"), \
        RECEIVE (TLS_CONNECTED, WIRE_APPLICATION_DATA, NULL, tls_process_application_data, \
                 TLS_CONNECTED, NULL, 0, "RFC 5246 10"), \
        SEND (TLS_CONNECTED, WIRE_ALERT, &tls_if_done, tls_compose_close_notify, TLS_CLOSING, \
              NULL, 0, "RFC 5246 7.2.1"), \
        RECEIVE (TLS_CONNECTED, WIRE_ALERT, NULL, tls_process_close_notify_12, TLS_PEER_CLOSED, \
                 NULL, 0, "RFC 5246 7.2.1"), \
        RECEIVE (TLS_CLOSING, WIRE_APPLICATION_DATA, NULL, tls_process_application_data, \
                 TLS_CLOSING, NULL, 0, "RFC 5246 7.2.1"), \
        RECEIVE (TLS_CLOSING, WIRE_ALERT, NULL, tls_process_close_notify_12, TLS_CLOSED, NULL, 0, \
                 "RFC 5246 7.2.1"), \
        SEND (TLS_PEER_CLOSED, WIRE_ALERT, NULL, tls_compose_close_notify, TLS_CLOSED, NULL, 0, \
              "RFC 5246 7.2.1")

static const TlsRule client_rules[] = {
    SEND (TLS_START, WIRE_CLIENT_HELLO, NULL, tls_compose_client_hello, TLS_WAIT_SH, NULL, 0,
          "RFC 5246 7.4.1.2"),
    RECEIVE (TLS_WAIT_SH, WIRE_SERVER_HELLO, &is_new, tls_process_server_hello_12, TLS_WAIT_CERT,
             NULL, 0, "RFC 5246 7.4.1.3"),
    RECEIVE (TLS_WAIT_SH, WIRE_SERVER_HELLO, &takes_up, tls_process_server_hello_12, TLS_WAIT_CCS,
             tls_resume_keys_12, 0, "RFC 5246 7.3"),
    RECEIVE (TLS_WAIT_SH, WIRE_SERVER_HELLO, &takes_up_ticket, tls_process_server_hello_12,
             TLS_WAIT_NST, tls_resume_keys_12, 0, "RFC 5077 3.1"),
    RECEIVE (TLS_WAIT_CERT, WIRE_CERTIFICATE, &key_message_next, tls_process_certificate,
             TLS_WAIT_SKE, NULL, 0, "RFC 5246 7.4.2"),
    RECEIVE (TLS_WAIT_CERT, WIRE_CERTIFICATE, &no_key_message_next, tls_process_certificate,
             TLS_WAIT_CR_SHD, NULL, 0, "RFC 5246 7.4.2"),
    RECEIVE (TLS_WAIT_CERT, WIRE_CERTIFICATE, &status_promised, tls_process_certificate,
             TLS_WAIT_STATUS, NULL, 0, "RFC 5246 7.4.2"),
    RECEIVE (TLS_WAIT_STATUS, WIRE_CERTIFICATE_STATUS, &key_message, tls_process_certificate_status,
             TLS_WAIT_SKE, NULL, 0, "RFC 6066 8"),
    RECEIVE (TLS_WAIT_STATUS, WIRE_CERTIFICATE_STATUS, &no_key_message,
             tls_process_certificate_status, TLS_WAIT_CR_SHD, NULL, 0, "RFC 6066 8"),
    RECEIVE (TLS_WAIT_STATUS, WIRE_SERVER_KEY_EXCHANGE_ECDHE, &key_message,
             tls_process_keys_without_status, TLS_WAIT_CR_SHD, NULL, 0, "RFC 6066 8"),
    RECEIVE (TLS_WAIT_STATUS, WIRE_CERTIFICATE_REQUEST, &no_key_message,
             tls_process_request_without_status, TLS_WAIT_SHD, NULL, 0, "RFC 6066 8"),
    RECEIVE (TLS_WAIT_STATUS, WIRE_SERVER_HELLO_DONE, &no_key_message, tls_judge_chain,
             TLS_SEND_CKE, NULL, 0, "RFC 6066 8"),
    RECEIVE (TLS_WAIT_SKE, WIRE_SERVER_KEY_EXCHANGE_ECDHE, NULL, tls_process_server_key_exchange,
             TLS_WAIT_CR_SHD, NULL, 0, "RFC 5246 7.4.3"),
    RECEIVE (TLS_WAIT_CR_SHD, WIRE_CERTIFICATE_REQUEST, NULL, tls_process_certificate_request_12,
             TLS_WAIT_SHD, NULL, 0, "RFC 5246 7.4.4"),
    RECEIVE (TLS_WAIT_CR_SHD, WIRE_SERVER_HELLO_DONE, NULL, NULL, TLS_SEND_CKE, NULL, 0,
             "RFC 5246 7.4.5"),
    RECEIVE (TLS_WAIT_SHD, WIRE_SERVER_HELLO_DONE, NULL, tls_choose_client_certificate,
             TLS_SEND_CERT, NULL, 0, "RFC 5246 7.4.5"),
    SEND (TLS_SEND_CERT, WIRE_CERTIFICATE, &tls_if_shows, tls_compose_certificate, TLS_SEND_CKE,
          NULL, 0, "RFC 5246 7.4.6"),
    SEND (TLS_SEND_CERT, WIRE_CERTIFICATE, &tls_if_shows_none, tls_compose_empty_certificate,
          TLS_SEND_CKE, NULL, 0, "RFC 5246 7.4.6"),
    SEND (TLS_SEND_CKE, WIRE_CLIENT_KEY_EXCHANGE_ECDHE, &proves, tls_compose_client_key_exchange,
          TLS_SEND_CV, tls_derive_keys_12, 0, "RFC 5246 7.4.7"),
    SEND (TLS_SEND_CKE, WIRE_CLIENT_KEY_EXCHANGE_ECDHE, &proves_not,
          tls_compose_client_key_exchange, TLS_SEND_CCS, tls_derive_keys_12, 0, "RFC 5246 7.4.7"),
    SEND (TLS_SEND_CV, WIRE_CERTIFICATE_VERIFY, NULL, tls_compose_certificate_verify, TLS_SEND_CCS,
          NULL, 0, "RFC 5246 7.4.8"),
    SEND (TLS_SEND_CCS, WIRE_CHANGE_CIPHER_SPEC, NULL, tls_compose_change_cipher_spec,
          TLS_SEND_FINISHED, NULL, TLS_SEND_KEY_BLOCK, "RFC 5246 7.1"),
    SEND (TLS_SEND_FINISHED, WIRE_FINISHED, &fresh_alone, tls_compose_finished, TLS_WAIT_CCS, NULL,
          0, "RFC 5246 7.4.9"),
    SEND (TLS_SEND_FINISHED, WIRE_FINISHED, &fresh_ticket, tls_compose_finished, TLS_WAIT_NST, NULL,
          0, "RFC 5246 7.4.9"),
    SEND (TLS_SEND_FINISHED, WIRE_FINISHED, &resumed, tls_compose_finished, TLS_CONNECTED, NULL, 0,
          "RFC 5246 7.3"),
    RECEIVE (TLS_WAIT_NST, WIRE_NEW_SESSION_TICKET, NULL, tls_process_ticket_12, TLS_WAIT_CCS, NULL,
             0, "RFC 5077 3.3"),
    RECEIVE (TLS_WAIT_CCS, WIRE_CHANGE_CIPHER_SPEC, NULL, tls_process_change_cipher_spec,
             TLS_WAIT_FINISHED, NULL, TLS_RECEIVE_KEY_BLOCK, "RFC 5246 7.1"),
    RECEIVE (TLS_WAIT_FINISHED, WIRE_FINISHED, &fresh, tls_process_finished, TLS_CONNECTED, NULL, 0,
             "RFC 5246 7.4.9"),
    RECEIVE (TLS_WAIT_FINISHED, WIRE_FINISHED, &resumed, tls_process_finished, TLS_SEND_CCS, NULL,
             0, "RFC 5246 7.3"),
    RECEIVE (TLS_CONNECTED, WIRE_HELLO_REQUEST, NULL, tls_refuse_renegotiation, TLS_CONNECTED, NULL,
             0, "RFC 5246 7.4.1.1"),
    CONNECTED_ROWS,
};

static const TlsRule server_rules[] = {
    RECEIVE (TLS_START, WIRE_CLIENT_HELLO, NULL, tls_process_client_hello, TLS_RECVD_CH, NULL, 0,
             "RFC 5246 7.4.1.2"),
    AUTO (TLS_RECVD_CH, "choose session, suite and group", &unchosen, tls_choose_exchange_12,
          TLS_RECVD_CH, 0, "RFC 5246 7.4.1.3"),
    AUTO (TLS_RECVD_CH, "select parameters", &chosen, tls_select_parameters_12, TLS_NEGOTIATED, 0,
          "RFC 5246 7.4.1.3"),
    SEND (TLS_NEGOTIATED, WIRE_SERVER_HELLO, &fresh, tls_compose_server_hello_12, TLS_SEND_CERT,
          NULL, 0, "RFC 5246 7.4.1.3"),
    SEND (TLS_NEGOTIATED, WIRE_SERVER_HELLO, &resumed_alone, tls_compose_server_hello_12,
          TLS_SEND_CCS, tls_resume_keys_12, 0, "RFC 5246 7.3"),
    SEND (TLS_NEGOTIATED, WIRE_SERVER_HELLO, &resumed_ticket, tls_compose_server_hello_12,
          TLS_SEND_NST, tls_resume_keys_12, 0, "RFC 5077 3.1"),
    SEND (TLS_SEND_CERT, WIRE_CERTIFICATE, &key_message_next, tls_compose_certificate, TLS_SEND_SKE,
          NULL, 0, "RFC 5246 7.4.2"),
    SEND (TLS_SEND_CERT, WIRE_CERTIFICATE, &no_key_message_next, tls_compose_certificate,
          TLS_SEND_SHD, NULL, 0, "RFC 5246 7.4.2"),
    SEND (TLS_SEND_CERT, WIRE_CERTIFICATE, &status, tls_compose_certificate, TLS_SEND_STATUS, NULL,
          0, "RFC 5246 7.4.2"),
    SEND (TLS_SEND_STATUS, WIRE_CERTIFICATE_STATUS, &key_message, tls_compose_certificate_status,
          TLS_SEND_SKE, NULL, 0, "RFC 6066 8"),
    SEND (TLS_SEND_STATUS, WIRE_CERTIFICATE_STATUS, &no_key_message, tls_compose_certificate_status,
          TLS_SEND_SHD, NULL, 0, "RFC 6066 8"),
    SEND (TLS_SEND_SKE, WIRE_SERVER_KEY_EXCHANGE_ECDHE, NULL, tls_compose_server_key_exchange,
          TLS_SEND_SHD, NULL, 0, "RFC 5246 7.4.3"),
    SEND (TLS_SEND_SHD, WIRE_CERTIFICATE_REQUEST, &tls_if_asks, tls_compose_certificate_request_12,
          TLS_SEND_SHD, NULL, 0, "RFC 5246 7.4.4"),
    SEND (TLS_SEND_SHD, WIRE_SERVER_HELLO_DONE, &asks_not, tls_compose_server_hello_done,
          TLS_WAIT_FLIGHT2, NULL, 0, "RFC 5246 7.4.5"),
    AUTO (TLS_WAIT_FLIGHT2, "go on", &tls_if_client_auth, NULL, TLS_WAIT_CERT, 0, "RFC 5246 7.3"),
    AUTO (TLS_WAIT_FLIGHT2, "go on", &tls_if_no_client_auth, NULL, TLS_WAIT_CKE, 0, "RFC 5246 7.3"),
    RECEIVE (TLS_WAIT_CERT, WIRE_CERTIFICATE, NULL, tls_process_certificate, TLS_WAIT_CKE, NULL, 0,
             "RFC 5246 7.4.6"),
    RECEIVE (TLS_WAIT_CKE, WIRE_CLIENT_KEY_EXCHANGE_ECDHE, &proof, tls_process_client_key_exchange,
             TLS_WAIT_CV, tls_derive_keys_12, 0, "RFC 5246 7.4.7"),
    RECEIVE (TLS_WAIT_CKE, WIRE_CLIENT_KEY_EXCHANGE_ECDHE, &no_proof,
             tls_process_client_key_exchange, TLS_WAIT_CCS, tls_derive_keys_12, 0,
             "RFC 5246 7.4.7"),
    RECEIVE (TLS_WAIT_CV, WIRE_CERTIFICATE_VERIFY, NULL, tls_process_certificate_verify,
             TLS_WAIT_CCS, NULL, 0, "RFC 5246 7.4.8"),
    RECEIVE (TLS_WAIT_CCS, WIRE_CHANGE_CIPHER_SPEC, NULL, tls_process_change_cipher_spec,
             TLS_WAIT_FINISHED, NULL, TLS_RECEIVE_KEY_BLOCK, "RFC 5246 7.1"),
    RECEIVE (TLS_WAIT_FINISHED, WIRE_FINISHED, &fresh_alone, tls_process_finished, TLS_SEND_CCS,
             NULL, 0, "RFC 5246 7.4.9"),
    RECEIVE (TLS_WAIT_FINISHED, WIRE_FINISHED, &fresh_ticket, tls_process_finished, TLS_SEND_NST,
             NULL, 0, "RFC 5246 7.4.9"),
    RECEIVE (TLS_WAIT_FINISHED, WIRE_FINISHED, &resumed, tls_process_finished, TLS_CONNECTED, NULL,
             0, "RFC 5246 7.3"),
    SEND (TLS_SEND_NST, WIRE_NEW_SESSION_TICKET, NULL, tls_compose_ticket_12, TLS_SEND_CCS, NULL, 0,
          "RFC 5077 3.3"),
    SEND (TLS_SEND_CCS, WIRE_CHANGE_CIPHER_SPEC, NULL, tls_compose_change_cipher_spec,
          TLS_SEND_FINISHED, NULL, TLS_SEND_KEY_BLOCK, "RFC 5246 7.1"),
    SEND (TLS_SEND_FINISHED, WIRE_FINISHED, &fresh, tls_compose_finished, TLS_CONNECTED, NULL, 0,
          "RFC 5246 7.4.9"),
    SEND (TLS_SEND_FINISHED, WIRE_FINISHED, &resumed, tls_compose_finished, TLS_WAIT_CCS, NULL, 0,
          "RFC 5246 7.3"),
    RECEIVE (TLS_CONNECTED, WIRE_CLIENT_HELLO, NULL, tls_refuse_renegotiation, TLS_CONNECTED, NULL,
             0, "RFC 5246 7.4.1.2"),
    CONNECTED_ROWS,
};

const TlsRule *tls_rules12 (TlsRole role, size_t *n)
{
    *n = role == TLS_CLIENT ? G_N_ELEMENTS (client_rules) : G_N_ELEMENTS (server_rules);
    return role == TLS_CLIENT ? client_rules : server_rules;
}
