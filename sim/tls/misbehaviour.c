#include "tls/misbehaviour.h"

#include "tls/private.h"

static const TlsMisbehaviourRow rows[TLS_N_MISBEHAVIOURS] = {
    [TLS_PICK_UNOFFERED_SUITE] = {"pick-unoffered-suite",
                                  false,
                                  true,
                                  "ServerHello names a cipher suite that the client did not offer: "
                                  "the client never agreed to it",
                                  "RFC 9846 4.2.3",
                                  {NULL, "RFC 5246 7.4.1.3"}},
    [TLS_ASK_FOR_UNOFFERED_GROUP] = {"ask-for-unoffered-group", false, true,
                                     "HelloRetryRequest asks for a share in a group that the "
                                     "client did not list",
                                     "RFC 9846 4.3.8"},
    [TLS_PICK_UNOFFERED_PROTOCOL] = {"pick-unoffered-protocol", false, true,
                                     "the server chooses an application protocol that the client "
                                     "did not offer, whether it asked or not",
                                     "RFC 7301 3.2"},
    [TLS_RETRY_FOR_NOTHING] = {"retry-for-nothing", false, true,
                               "HelloRetryRequest although the hello would do, and without a wish: "
                               "the client would say the same again, and again",
                               "RFC 9846 4.2.4"},
    [TLS_RETRY_TWICE] = {"retry-twice", false, true,
                         "a second HelloRetryRequest: only one may be, or a client could be kept "
                         "busy for ever",
                         "RFC 9846 4.2.4"},
    [TLS_ECHO_NO_SESSION_ID] = {"echo-no-session-id", false, true,
                                "ServerHello of TLS 1.3 does not give back the session id that the "
                                "client sent",
                                "RFC 9846 4.2.3"},
    [TLS_COMPRESS] = {"compress",
                      false,
                      true,
                      "ServerHello chooses compression, which made the CRIME attack possible, and "
                      "was not offered",
                      "RFC 9846 4.2.3",
                      {NULL, "RFC 5246 7.4.1.3"}},
    [TLS_MARK_NO_DOWNGRADE] = {"mark-no-downgrade", false, true,
                               "the server agrees on TLS 1.2 though it could do better, and leaves "
                               "the mark out of its random",
                               "RFC 9846 4.2.3"},
    [TLS_IGNORE_DOWNGRADE_MARK] = {"ignore-downgrade-mark", true, false,
                                   "the client does not look for the mark in the server's random: "
                                   "only Finished is left to notice",
                                   "RFC 9846 4.2.3"},
    [TLS_SHARE_ZEROS] = {"share-zeros",
                         true,
                         true,
                         "the key share is a string of zeros: the shared secret would be zero, "
                         "whatever the other side's secret is",
                         "RFC 9846 7.4.2",
                         {"RFC 8422 5.11", "RFC 8422 5.11"}},
    [TLS_REPEAT_RANDOMNESS] = {"repeat-randomness",
                               true,
                               true,
                               "a broken random number generator: each connection draws what the "
                               "first one drew; nobody at the other end can notice",
                               "RFC 9846 C.1",
                               {"RFC 5246 D.1", "RFC 5246 D.1"}},
    [TLS_SKIP_CERTIFICATE] = {"skip-certificate",
                              true,
                              true,
                              "the party sends no Certificate where it has to: who is it?",
                              "RFC 9846 4.5.1",
                              {"RFC 5246 7.4.6", "RFC 5246 7.4.2"}},
    [TLS_SKIP_CERTIFICATE_VERIFY] = {"skip-certificate-verify",
                                     true,
                                     true,
                                     "a certificate without the proof that its sender holds the "
                                     "private key: anybody can show a certificate",
                                     "RFC 9846 4.5.2",
                                     {"RFC 5246 7.4.8", NULL}},
    [TLS_FINISH_EARLY] = {"finish-early",
                          false,
                          true,
                          "Finished comes at once, before certificate and proof: an encrypted "
                          "connection, and nobody knows with whom",
                          "RFC 9846 4.5.3",
                          {NULL, "RFC 5246 7.4.9"}},
    [TLS_SIGN_OTHER_TRANSCRIPT] = {"sign-other-transcript",
                                   true,
                                   true,
                                   "the signature is made over other messages than were sent, as "
                                   "one taken from another connection would be",
                                   "RFC 9846 4.5.2",
                                   {"RFC 5246 7.4.8", "RFC 5246 7.4.3"}},
    [TLS_SIGN_AS_OTHER_SIDE] = {"sign-as-other-side", true, true,
                                "TLS 1.3: the words that are signed are those of the other side, "
                                "as if a client's signature were passed off as a server's",
                                "RFC 9846 4.5.2"},
    [TLS_SIGN_WITH_UNOFFERED_SCHEME] = {"sign-with-unoffered-scheme",
                                        true,
                                        true,
                                        "the signature is good, by a scheme that the other side "
                                        "did not list (with a key that can do more than one: RSA)",
                                        "RFC 9846 4.5.2",
                                        {"RFC 5246 7.4.8", "RFC 5246 7.4.3"}},
    [TLS_SEND_WRONG_FINISHED] = {"send-wrong-finished",
                                 true,
                                 true,
                                 "one bit of the MAC in Finished is wrong, as if the two had seen "
                                 "different handshakes",
                                 "RFC 9846 4.5.3",
                                 {"RFC 5246 7.4.9", "RFC 5246 7.4.9"}},
    [TLS_SEND_WRONG_BINDER] = {"send-wrong-binder", true, false,
                               "one bit of the pre-shared key's binder is wrong, as from one who "
                               "knows the identity and not the key",
                               "RFC 9846 4.3.11"},
    [TLS_REUSE_NONCE] = {"reuse-nonce",
                         true,
                         true,
                         "behind the handshake the sequence number stands still, so that two "
                         "records are sealed under one key and nonce",
                         "RFC 9846 5.3",
                         {"RFC 5246 6.1", "RFC 5246 6.1"}},
    [TLS_KEEP_OLD_KEYS] = {"keep-old-keys", true, true,
                           "the party sends KeyUpdate, and goes on with the old key",
                           "RFC 9846 4.7.3"},
    [TLS_TELL_OF_PADDING] = {"tell-of-padding", false, true,
                             "static RSA: the server says at once when the padding of the "
                             "encrypted secret is wrong, which is all that Bleichenbacher's attack "
                             "asks of it",
                             "RFC 5246 7.4.7.1"},
    [TLS_BELIEVE_EVERY_CERTIFICATE] = {"believe-every-certificate",
                                       true,
                                       true,
                                       "the checks of the certificate are made, and what they find "
                                       "is passed over, as by a click on “continue anyway”",
                                       "RFC 9846 4.5.1.3",
                                       {"RFC 5246 7.4.2", "RFC 5246 7.4.6"}},
    [TLS_BELIEVE_WITHOUT_PROOF] = {"believe-without-proof",
                                   true,
                                   true,
                                   "a signature that does not verify is passed over: a certificate "
                                   "that anybody can copy becomes enough",
                                   "RFC 9846 4.5.2",
                                   {"RFC 5246 7.4.3", "RFC 5246 7.4.8"}},
    [TLS_IGNORE_FINISHED] = {"ignore-finished",
                             true,
                             true,
                             "a Finished that differs is passed over: what was changed on the way "
                             "stays unnoticed where nothing else catches it",
                             "RFC 9846 4.5.3",
                             {"RFC 5246 7.4.9", "RFC 5246 7.4.9"}},
};

const TlsMisbehaviourRow *tls_misbehaviour_row (unsigned i)
{
    return i < TLS_N_MISBEHAVIOURS ? &rows[i] : NULL;
}

bool tls_config_misbehaves (const TlsConfig *config, TlsMisbehaviour which)
{
    for (guint i = 0; i < config->misbehaves->len; i++)
        if (g_str_equal (g_ptr_array_index (config->misbehaves, i), rows[which].name))
            return true;
    return false;
}

bool tls_misbehaves (TlsParty *self, TlsMisbehaviour which)
{
    if (!tls_config_misbehaves (self->config, which))
        return false;
    TraceEvent *event = trace_emit (self->trace, TRACE_MISBEHAVE);
    event->label = rows[which].name;
    const char *older = rows[which].older[self->config->role];
    event->section =
        tls_section (self, rows[which].section, older != NULL ? older : rows[which].section);
    return true;
}

bool tls_skips (TlsParty *self, WireMessageId id)
{
    static const struct {
        const char *message;
        TlsMisbehaviour why;
    } skipped[] = {
        {"Certificate", TLS_SKIP_CERTIFICATE},
        {"Certificate", TLS_FINISH_EARLY},
        {"CompressedCertificate", TLS_SKIP_CERTIFICATE},
        {"CompressedCertificate", TLS_FINISH_EARLY},
        {"CertificateVerify", TLS_SKIP_CERTIFICATE_VERIFY},
        {"CertificateVerify", TLS_FINISH_EARLY},
    };
    if (self->config->misbehaves->len == 0)
        return false;
    const char *name = wire_message_row (id)->name;
    for (size_t i = 0; i < G_N_ELEMENTS (skipped); i++)
        if (g_str_equal (skipped[i].message, name) && tls_misbehaves (self, skipped[i].why))
            return true;
    return false;
}
