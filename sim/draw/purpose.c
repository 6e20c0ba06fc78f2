/* What messages are for. TLS 1.2 and TLS 1.3 do the same jobs, partly by messages of the same name,
 * partly by others, partly inside others. */
#include "draw/compare.h"

enum {
    PURPOSE_OFFER,
    PURPOSE_RETRY,
    PURPOSE_CHOICE,
    PURPOSE_REST_OF_CHOICE,
    PURPOSE_SERVER,
    PURPOSE_STATUS,
    PURPOSE_SERVER_SHARE,
    PURPOSE_REQUEST,
    PURPOSE_SERVER_POSSESSION,
    PURPOSE_DONE,
    PURPOSE_CLIENT,
    PURPOSE_CLIENT_SHARE,
    PURPOSE_CLIENT_POSSESSION,
    PURPOSE_CHANGE,
    PURPOSE_EARLY_END,
    PURPOSE_FINISHED,
    PURPOSE_TICKET,
    PURPOSE_UPDATE,
    PURPOSE_RENEGOTIATE,
    PURPOSE_DATA,
    PURPOSE_GOODBYE,
    PURPOSE_ALERT,
    PURPOSE_SEALED,
    PURPOSE_UNKNOWN,
    N_PURPOSES
};

/* clang-format off */
static const DrawPurpose purposes[N_PURPOSES] = {
    [PURPOSE_OFFER] = {"offer", "the offer", TRACE_CLIENT, {NULL}},
    [PURPOSE_RETRY] = {"retry", "asking for another offer", TRACE_SERVER, {NULL}},
    [PURPOSE_CHOICE] = {"choice", "the choice", TRACE_SERVER, {NULL}},
    [PURPOSE_REST_OF_CHOICE] = {"rest-of-choice", "the rest of the choice", TRACE_SERVER, {"ServerHello.application_layer_protocol_negotiation", "ServerHello.server_name", "ServerHello.record_size_limit"}},
    [PURPOSE_SERVER] = {"server", "who the server is", TRACE_SERVER, {"ServerHello.pre_shared_key"}},
    [PURPOSE_STATUS] = {"status", "whether the certificate was revoked", TRACE_SERVER, {"Certificate.certificate_list[0].status_request"}},
    [PURPOSE_SERVER_SHARE] = {"server-share", "key exchange, the server's half", TRACE_SERVER, {"ServerHello.key_share"}},
    [PURPOSE_REQUEST] = {"request", "asking for the client's certificate", TRACE_SERVER, {NULL}},
    [PURPOSE_SERVER_POSSESSION] = {"server-possession", "proof that the certificate is the server's own", TRACE_SERVER, {"ServerKeyExchange.signed_params", "ServerHello.pre_shared_key"}},
    [PURPOSE_DONE] = {"done", "the server has said all", TRACE_SERVER, {NULL}},
    [PURPOSE_CLIENT] = {"client", "who the client is", TRACE_CLIENT, {NULL}},
    [PURPOSE_CLIENT_SHARE] = {"client-share", "key exchange, the client's half", TRACE_CLIENT, {"ClientHello.key_share"}},
    [PURPOSE_CLIENT_POSSESSION] = {"client-possession", "proof that the certificate is the client's own", TRACE_CLIENT, {NULL}},
    [PURPOSE_CHANGE] = {"change", "saying that keys change", -1, {NULL}},
    [PURPOSE_EARLY_END] = {"early-end", "end of the early data", TRACE_CLIENT, {NULL}},
    [PURPOSE_FINISHED] = {"finished", "proof of the whole handshake", -1, {NULL}},
    [PURPOSE_TICKET] = {"ticket", "a ticket for next time", TRACE_SERVER, {NULL}},
    [PURPOSE_UPDATE] = {"update", "renewal of keys", -1, {NULL}},
    [PURPOSE_RENEGOTIATE] = {"renegotiate", "asking for a new handshake", TRACE_SERVER, {NULL}},
    [PURPOSE_DATA] = {"data", "application data", -1, {NULL}},
    [PURPOSE_GOODBYE] = {"goodbye", "goodbye", -1, {NULL}},
    [PURPOSE_ALERT] = {"alert", "alert: something is wrong", -1, {NULL}},
    [PURPOSE_SEALED] = {"sealed", "sealed: nobody outside can tell", -1, {NULL}},
    [PURPOSE_UNKNOWN] = {"unknown", "unknown", -1, {NULL}},
};

/* By the names of messages, which stay while versions differ in their formats. */
static const struct {
    const char *name;
    unsigned by[2]; /* of the client, of the server */
} messages[] = {
    {"ClientHello", {PURPOSE_OFFER, PURPOSE_UNKNOWN}},
    {"V2ClientHello", {PURPOSE_OFFER, PURPOSE_UNKNOWN}},
    {"HelloRetryRequest", {PURPOSE_UNKNOWN, PURPOSE_RETRY}},
    {"ServerHello", {PURPOSE_UNKNOWN, PURPOSE_CHOICE}},
    {"EncryptedExtensions", {PURPOSE_UNKNOWN, PURPOSE_REST_OF_CHOICE}},
    {"Certificate", {PURPOSE_CLIENT, PURPOSE_SERVER}},
    {"CompressedCertificate", {PURPOSE_CLIENT, PURPOSE_SERVER}},
    {"CertificateStatus", {PURPOSE_UNKNOWN, PURPOSE_STATUS}},
    {"ServerKeyExchange", {PURPOSE_UNKNOWN, PURPOSE_SERVER_SHARE}},
    {"CertificateRequest", {PURPOSE_UNKNOWN, PURPOSE_REQUEST}},
    {"CertificateVerify", {PURPOSE_CLIENT_POSSESSION, PURPOSE_SERVER_POSSESSION}},
    {"ServerHelloDone", {PURPOSE_UNKNOWN, PURPOSE_DONE}},
    {"ClientKeyExchange", {PURPOSE_CLIENT_SHARE, PURPOSE_UNKNOWN}},
    {"ChangeCipherSpec", {PURPOSE_CHANGE, PURPOSE_CHANGE}},
    {"EndOfEarlyData", {PURPOSE_EARLY_END, PURPOSE_UNKNOWN}},
    {"Finished", {PURPOSE_FINISHED, PURPOSE_FINISHED}},
    {"NewSessionTicket", {PURPOSE_UNKNOWN, PURPOSE_TICKET}},
    {"KeyUpdate", {PURPOSE_UPDATE, PURPOSE_UPDATE}},
    {"HelloRequest", {PURPOSE_UNKNOWN, PURPOSE_RENEGOTIATE}},
    {"application_data", {PURPOSE_DATA, PURPOSE_DATA}},
    {"Alert", {PURPOSE_ALERT, PURPOSE_ALERT}},
};
/* clang-format on */

const DrawPurpose *draw_purpose_at (unsigned i)
{
    return i < N_PURPOSES ? &purposes[i] : NULL;
}

const DrawPurpose *draw_purpose_of (const char *name, TraceParty sender, bool closes)
{
    if (closes)
        return &purposes[PURPOSE_GOODBYE];
    for (unsigned i = 0; i < G_N_ELEMENTS (messages); i++)
        if (g_str_equal (messages[i].name, name))
            return &purposes[messages[i].by[sender == TRACE_SERVER]];
    return &purposes[PURPOSE_UNKNOWN];
}

const DrawPurpose *draw_purpose_sealed (void)
{
    return &purposes[PURPOSE_SEALED];
}
