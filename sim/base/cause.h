/* Why something failed. An error is named by its cause, never by a number; its row carries the
 * alert that goes on the wire (BASE_ALERT_NONE: the ending has no alert), the section that rules it
 * and a sentence for the student. Longer words live in assets/explain under "cause:NAME". */
#pragma once

#include "base/alert.h"

/* ROW (NAME, ALERT, section, section in a connection of TLS 1.2, sentence); NULL: there the section
 * is the same, or it never happens. */
#define BASE_CAUSES(ROW) \
    /* reading */ \
    ROW (LENGTH_MISMATCH, DECODE_ERROR, "RFC 9846 6.2", "RFC 5246 7.2.2", \
         "a length inside the message does not fit the bytes that are there") \
    ROW (TRAILING_BYTES, DECODE_ERROR, "RFC 9846 6.2", "RFC 5246 7.2.2", \
         "bytes are left over behind the end of a structure") \
    ROW (VECTOR_TOO_SHORT, DECODE_ERROR, "RFC 9846 3.4", "RFC 5246 4.3", \
         "a vector is shorter than its definition allows") \
    ROW (VECTOR_TOO_LONG, DECODE_ERROR, "RFC 9846 3.4", "RFC 5246 4.3", \
         "a vector is longer than its definition allows") \
    ROW (FORBIDDEN_VALUE, ILLEGAL_PARAMETER, "RFC 9846 6.2", "RFC 5246 7.2.2", \
         "a field has the right shape but a value the specification forbids") \
    ROW (UNKNOWN_MESSAGE_TYPE, UNEXPECTED_MESSAGE, "RFC 9846 4", "RFC 5246 7.4", \
         "the handshake message has a type that the version spoken here does not define") \
    ROW (REQUEST_CONTEXT_REPEATED, ILLEGAL_PARAMETER, "RFC 9846 4.4.2", NULL, \
         "a CertificateRequest has the context of an earlier one in this connection") \
    ROW (REQUEST_CONTEXT_UNKNOWN, ILLEGAL_PARAMETER, "RFC 9846 4.5.1", NULL, \
         "the Certificate answers a CertificateRequest that was never sent, or is answered " \
         "already") \
    ROW (EMPTY_CERTIFICATE_LIST, DECODE_ERROR, "RFC 9846 4.5.1.3", "RFC 5246 7.4.2", \
         "the server's Certificate message holds no certificate") \
    /* extensions */ \
    ROW (DUPLICATE_EXTENSION, ILLEGAL_PARAMETER, "RFC 9846 4.3", "RFC 5246 7.4.1.4", \
         "the same extension stands twice in one message") \
    ROW (EXTENSION_NOT_ALLOWED_HERE, ILLEGAL_PARAMETER, "RFC 9846 4.3", "RFC 5246 7.4.1.4", \
         "the extension is known, but this message may not carry it") \
    ROW (EXTENSION_NOT_OFFERED, UNSUPPORTED_EXTENSION, "RFC 9846 4.3", "RFC 5246 7.4.1.4", \
         "the answer carries an extension that was never asked for") \
    ROW (EXTENSION_MISSING, MISSING_EXTENSION, "RFC 9846 9.2", NULL, \
         "an extension that TLS 1.3 cannot do without is missing") \
    ROW (PRE_SHARED_KEY_NOT_LAST, ILLEGAL_PARAMETER, "RFC 9846 4.3.11", NULL, \
         "pre_shared_key is not the last extension of the ClientHello") \
    /* records and order */ \
    ROW (UNEXPECTED_MESSAGE, UNEXPECTED_MESSAGE, "RFC 9846 4", "RFC 5246 7.4", \
         "this message may not come in this state") \
    ROW (UNEXPECTED_RECORD, UNEXPECTED_MESSAGE, "RFC 9846 5", "RFC 5246 6", \
         "a record of this type may not come here") \
    ROW (UNEXPECTED_CHANGE_CIPHER_SPEC, UNEXPECTED_MESSAGE, "RFC 9846 5", "RFC 5246 7.1", \
         "a change_cipher_spec record with another value, or outside the handshake") \
    ROW (MESSAGE_CROSSES_KEY_CHANGE, UNEXPECTED_MESSAGE, "RFC 9846 5.1", NULL, \
         "bytes follow in the record although the keys change behind this message") \
    ROW (MESSAGES_INTERLEAVED, UNEXPECTED_MESSAGE, "RFC 9846 5.1", "RFC 5246 7.1", \
         "another record type stands between the fragments of one handshake message") \
    ROW (EMPTY_FRAGMENT, UNEXPECTED_MESSAGE, "RFC 9846 5.4", "RFC 5246 6.2.1", \
         "a handshake or alert record without content") \
    ROW (RECORD_TOO_LONG, RECORD_OVERFLOW, "RFC 9846 5.1", "RFC 5246 6.2.1", \
         "the record is longer than the protocol allows") \
    ROW (BAD_RECORD_MAC, BAD_RECORD_MAC, "RFC 9846 5.2", "RFC 5246 7.2.2", \
         "the record does not open under the receiver's key: its MAC or tag does not match") \
    ROW (SEQUENCE_EXHAUSTED, INTERNAL_ERROR, "RFC 9846 5.3", "RFC 5246 6.1", \
         "no sequence number is left under this key: the next record would repeat a nonce") \
    ROW (NO_INNER_CONTENT_TYPE, UNEXPECTED_MESSAGE, "RFC 9846 5.4", NULL, \
         "the opened record holds nothing but zeros, so it has no content type") \
    ROW (MESSAGE_TOO_LONG, DECODE_ERROR, "RFC 9846 4", "RFC 5246 7.4", \
         "the handshake message announces more bytes than this implementation accepts") \
    /* negotiation */ \
    ROW (NO_COMMON_VERSION, PROTOCOL_VERSION, "RFC 9846 4.3.1", "RFC 5246 E.1", \
         "client and server support no common protocol version") \
    ROW (NO_COMMON_CIPHER_SUITE, HANDSHAKE_FAILURE, "RFC 9846 4.2.1", "RFC 5246 7.4.1.3", \
         "client and server support no common cipher suite") \
    ROW (NO_COMMON_GROUP, HANDSHAKE_FAILURE, "RFC 9846 4.2.1", "RFC 8422 5.1", \
         "client and server support no common key exchange group") \
    ROW (NO_COMMON_SIGNATURE_SCHEME, HANDSHAKE_FAILURE, "RFC 9846 4.5.1.2", "RFC 5246 7.4.3", \
         "the server's key can sign with no signature scheme that the client accepts") \
    ROW (RETRY_WITHOUT_CHANGE, ILLEGAL_PARAMETER, "RFC 9846 4.2.4", NULL, \
         "the HelloRetryRequest asks for nothing that would change the ClientHello") \
    ROW (RETRY_GROUP_NOT_OFFERED, ILLEGAL_PARAMETER, "RFC 9846 4.3.8", NULL, \
         "the HelloRetryRequest asks for a group that the client did not offer") \
    ROW (RETRY_GROUP_SHARED, ILLEGAL_PARAMETER, "RFC 9846 4.3.8", NULL, \
         "the HelloRetryRequest asks for a key share that the first ClientHello already held") \
    ROW (RETRY_SUITE_CHANGED, ILLEGAL_PARAMETER, "RFC 9846 4.2.4", NULL, \
         "the ServerHello chooses another cipher suite than the HelloRetryRequest before it") \
    ROW (RETRY_CHANGED_HELLO, ILLEGAL_PARAMETER, "RFC 9846 4.2.2", NULL, \
         "the second ClientHello differs from the first in more than was asked for") \
    ROW (RETRY_WITHOUT_SHARE, ILLEGAL_PARAMETER, "RFC 9846 4.2.2", NULL, \
         "the second ClientHello does not hold the one key share that was asked for") \
    ROW (RETRY_COOKIE_WRONG, ILLEGAL_PARAMETER, "RFC 9846 4.3.2", NULL, \
         "the second ClientHello does not bring back the cookie that the server gave") \
    ROW (INAPPROPRIATE_FALLBACK, INAPPROPRIATE_FALLBACK, "RFC 7507 3", NULL, \
         "the client says that it fell back to an older version, but this server could do better") \
    ROW (BAD_BINDER, DECRYPT_ERROR, "RFC 9846 4.3.11", NULL, \
         "the binder is wrong: no proof that the client has the pre-shared key") \
    ROW (BINDERS_MISCOUNTED, ILLEGAL_PARAMETER, "RFC 9846 4.3.11", NULL, \
         "there are not as many binders as identities") \
    ROW (PSK_NOT_OFFERED, ILLEGAL_PARAMETER, "RFC 9846 4.3.11", NULL, \
         "the server chose a pre-shared key that the client did not offer") \
    ROW (PSK_HASH_MISMATCH, ILLEGAL_PARAMETER, "RFC 9846 4.3.11", NULL, \
         "the cipher suite's hash is not that of the pre-shared key") \
    ROW (PSK_MODE_NOT_OFFERED, ILLEGAL_PARAMETER, "RFC 9846 4.3.11", NULL, \
         "the server uses the pre-shared key in a way that the client did not offer") \
    ROW (EARLY_DATA_WRONG_KEY, ILLEGAL_PARAMETER, "RFC 9846 4.3.11", NULL, \
         "the server accepts early data, but not the key under which it was sent") \
    ROW ( \
        EARLY_DATA_OTHER_PARAMETERS, ILLEGAL_PARAMETER, "RFC 9846 4.3.10", NULL, \
        "the server accepts early data, but with another suite or protocol than it was sent with") \
    ROW (EARLY_DATA_TOO_LONG, UNEXPECTED_MESSAGE, "RFC 9846 4.7.1", NULL, \
         "the client sends more early data than the ticket allows") \
    ROW (VERSION_NOT_OFFERED, ILLEGAL_PARAMETER, "RFC 9846 4.3.1", NULL, \
         "the server chose a protocol version that the client did not offer") \
    ROW (VERSION_TOO_OLD, PROTOCOL_VERSION, "RFC 9846 E.1", "RFC 5246 E.1", \
         "the server answered with an older protocol version that the client does not speak") \
    ROW (VERSION_TOO_NEW, PROTOCOL_VERSION, "RFC 5246 E.1", NULL, \
         "the server answered with a newer protocol version than the client said it speaks") \
    ROW (SSL2_HELLO, PROTOCOL_VERSION, "RFC 9846 E.5", NULL, \
         "the hello has the format of SSL 2.0, which nobody may send any more") \
    ROW (LEGACY_VERSION_NOT_12, PROTOCOL_VERSION, "RFC 9846 E.5", NULL, \
         "the hello is one of TLS 1.3, but its legacy_version is not 0x0303") \
    ROW (CIPHER_SUITE_NOT_OFFERED, ILLEGAL_PARAMETER, "RFC 9846 4.2.3", "RFC 5246 7.4.1.3", \
         "the server chose a cipher suite that the client did not offer") \
    ROW (KEY_SHARE_NOT_OFFERED, ILLEGAL_PARAMETER, "RFC 9846 4.3.8", NULL, \
         "the server's key share is in a group for which the client offered no share") \
    ROW (SESSION_ID_NOT_ECHOED, ILLEGAL_PARAMETER, "RFC 9846 4.2.3", NULL, \
         "the server did not echo the client's legacy_session_id") \
    ROW (COMPRESSION_NOT_NULL, ILLEGAL_PARAMETER, "RFC 9846 4.2.2", "RFC 5246 7.4.1.3", \
         "a compression method other than null") \
    ROW (DOWNGRADE_SENTINEL, ILLEGAL_PARAMETER, "RFC 9846 4.2.3", NULL, \
         "the server's random ends in the mark that says: I could have spoken TLS 1.3") \
    ROW (CURVE_NOT_OFFERED, ILLEGAL_PARAMETER, "RFC 8422 5.4", NULL, \
         "the server's key share is on a curve that the client did not offer") \
    ROW (DH_GROUP_TOO_SMALL, INSUFFICIENT_SECURITY, "RFC 7919 3", NULL, \
         "the server's Diffie-Hellman group is smaller than the client accepts") \
    ROW (DH_GROUP_UNUSABLE, ILLEGAL_PARAMETER, "RFC 5246 7.4.3", NULL, \
         "the numbers of the server's Diffie-Hellman group make no group") \
    ROW ( \
        NO_COMMON_DH_GROUP, INSUFFICIENT_SECURITY, "RFC 7919 4", NULL, \
        "the client lists finite-field groups, the server's is not one of them, and nothing else " \
        "fits") \
    ROW (BAD_DH_SHARE, HANDSHAKE_FAILURE, "RFC 7919 5.1", NULL, \
         "the Diffie-Hellman share is not between 1 and p - 1") \
    ROW (SESSION_NOT_OFFERED, ILLEGAL_PARAMETER, "RFC 5246 7.4.1.3", NULL, \
         "the server resumes a session that the client has never had") \
    ROW (SESSION_SUITE_CHANGED, ILLEGAL_PARAMETER, "RFC 5246 7.4.1.3", NULL, \
         "the server resumes the session with another cipher suite than it was made with") \
    ROW (SESSION_SECRET_NOT_BOUND, HANDSHAKE_FAILURE, "RFC 7627 5.3", NULL, \
         "the session is resumed, but its handshake and this one do not agree about " \
         "extended_main_secret") \
    ROW (RENEGOTIATION_INFO_NOT_EMPTY, HANDSHAKE_FAILURE, "RFC 5746 3.4", NULL, \
         "renegotiation_info speaks of a handshake before this one, and there was none") \
    ROW (KEY_SHARE_REPEATED, ILLEGAL_PARAMETER, "RFC 9846 4.3.8", NULL, \
         "two key shares for one group, or a share for a group that was not listed") \
    ROW (GROUP_REPEATED, ILLEGAL_PARAMETER, "RFC 9846 4.3.7", NULL, \
         "supported_groups lists the same group twice") \
    ROW (BAD_KEY_SHARE, ILLEGAL_PARAMETER, "RFC 9846 7.4.2", "RFC 8422 5.11", \
         "the key share is no valid public value of its group") \
    ROW (ALPN_NOT_OFFERED, ILLEGAL_PARAMETER, "RFC 7301 3.1", NULL, \
         "the server chose an application protocol that the client did not offer") \
    ROW (NO_APPLICATION_PROTOCOL, NO_APPLICATION_PROTOCOL, "RFC 7301 3.2", NULL, \
         "client and server support no common application protocol") \
    ROW (UNRECOGNIZED_NAME, UNRECOGNIZED_NAME, "RFC 6066 3", NULL, \
         "the server does not serve the name that the client asked for") \
    /* authentication */ \
    ROW (CERTIFICATE_UNREADABLE, BAD_CERTIFICATE, "RFC 5280 4.1", NULL, \
         "a certificate cannot be read") \
    ROW (CERTIFICATE_EXPIRED, CERTIFICATE_EXPIRED, "RFC 5280 4.1.2.5", NULL, \
         "a certificate of the chain is no longer valid at the time of the one who checks it") \
    ROW (CERTIFICATE_NOT_YET_VALID, CERTIFICATE_EXPIRED, "RFC 5280 4.1.2.5", NULL, \
         "a certificate of the chain is not yet valid at the time of the one who checks it") \
    ROW (CERTIFICATE_WRONG_HOST, BAD_CERTIFICATE, "RFC 9525 6", NULL, \
         "the certificate does not name the host that the client wanted to reach") \
    ROW (CERTIFICATE_UNKNOWN_AUTHORITY, UNKNOWN_CA, "RFC 5280 6.1", NULL, \
         "the chain does not end at an authority that the one who checks it trusts") \
    ROW ( \
        CERTIFICATE_SELF_SIGNED, UNKNOWN_CA, "RFC 5280 6.1", NULL, \
        "the certificate names itself as its issuer, and the one who checks it does not trust it") \
    ROW (CERTIFICATE_BAD_SIGNATURE, BAD_CERTIFICATE, "RFC 5280 6.1.3", NULL, \
         "the signature on a certificate of the chain does not verify") \
    ROW (CERTIFICATE_WEAK, BAD_CERTIFICATE, "RFC 9846 4.5.1.3", "RFC 9325 4.5", \
         "a certificate of the chain uses an algorithm or key that is too weak") \
    ROW (CERTIFICATE_NOT_AN_AUTHORITY, BAD_CERTIFICATE, "RFC 5280 4.2.1.9", NULL, \
         "a certificate that is no authority's signed another one") \
    ROW (CERTIFICATE_PATH_TOO_LONG, BAD_CERTIFICATE, "RFC 5280 4.2.1.9", NULL, \
         "more authorities follow below an authority of the chain than it may have") \
    ROW (CERTIFICATE_NAME_NOT_PERMITTED, CERTIFICATE_UNKNOWN, "RFC 5280 4.2.1.10", NULL, \
         "an authority of the chain vouches for a name for which it may not") \
    ROW (CERTIFICATE_WRONG_USAGE, UNSUPPORTED_CERTIFICATE, "RFC 5280 4.2.1", NULL, \
         "the certificate's key may not be used for this purpose") \
    ROW (CERTIFICATE_UNSUPPORTED_KEY, UNSUPPORTED_CERTIFICATE, "RFC 9846 4.5.1.2", \
         "RFC 5246 7.4.2", "the certificate holds a kind of key that this engine cannot use") \
    ROW (CERTIFICATE_REFUSED, CERTIFICATE_UNKNOWN, "RFC 5280 6.1", NULL, \
         "the chain breaks another rule of path validation") \
    ROW (CERTIFICATE_PIN_MISMATCH, BAD_CERTIFICATE, "RFC 7469 2.6", NULL, \
         "none of the keys in the chain is one that was pinned") \
    ROW (CERTIFICATE_REVOKED, CERTIFICATE_REVOKED, "RFC 6960 2.2", NULL, \
         "the authority says that it has taken the certificate back") \
    ROW ( \
        STAPLE_BAD, BAD_CERTIFICATE_STATUS_RESPONSE, "RFC 6066 8", NULL, \
        "the stapled OCSP response cannot be relied on: unreadable, not signed by the issuer, or " \
        "about another certificate") \
    ROW (STAPLE_OUTDATED, BAD_CERTIFICATE_STATUS_RESPONSE, "RFC 6960 3.2", NULL, \
         "the stapled OCSP response is not of today: too old, or from the future") \
    ROW (STAPLE_UNDECIDED, BAD_CERTIFICATE_STATUS_RESPONSE, "RFC 6960 2.2", NULL, \
         "the stapled OCSP response says that the authority does not know the certificate") \
    ROW (STAPLE_MISSING, BAD_CERTIFICATE, "RFC 7633 4.3.3", NULL, \
         "the certificate demands a stapled OCSP response, and none came") \
    ROW (CERTIFICATE_SCHEME_NOT_OFFERED, UNSUPPORTED_CERTIFICATE, "RFC 9846 4.5.1.2", NULL, \
         "a certificate of the chain is signed with a scheme that signature_algorithms_cert did " \
         "not name") \
    ROW (COMPRESSION_NOT_OFFERED, ILLEGAL_PARAMETER, "RFC 8879 4", NULL, \
         "the certificate is compressed with an algorithm that its receiver did not offer") \
    ROW (COMPRESSED_CERTIFICATE_TOO_LONG, BAD_CERTIFICATE, "RFC 8879 5", NULL, \
         "the compressed certificate announces more bytes than this implementation accepts") \
    ROW (COMPRESSED_CERTIFICATE_LENGTH, BAD_CERTIFICATE, "RFC 8879 4", NULL, \
         "the compressed certificate unpacks to another number of bytes than it announces") \
    ROW (COMPRESSED_CERTIFICATE_BROKEN, BAD_CERTIFICATE, "RFC 8879 4", NULL, \
         "the compressed certificate cannot be unpacked") \
    ROW (SIGNATURE_SCHEME_NOT_OFFERED, ILLEGAL_PARAMETER, "RFC 9846 4.5.2", "RFC 5246 7.4.1.4.1", \
         "the signature is made by a scheme that its receiver did not offer") \
    ROW (SIGNATURE_SCHEME_FOR_CERTIFICATES, ILLEGAL_PARAMETER, "RFC 9846 4.3.3", NULL, \
         "CertificateVerify uses a signature scheme that is for signatures in certificates alone") \
    ROW (SIGNATURE_SCHEME_WRONG_FOR_KEY, ILLEGAL_PARAMETER, "RFC 9846 4.5.2", "RFC 5246 7.4.3", \
         "the scheme of the signature does not fit the certificate's key") \
    ROW (CLIENT_CERTIFICATE_MISSING, CERTIFICATE_REQUIRED, "RFC 9846 4.5.1.3", "RFC 5246 7.4.6", \
         "the server insists on knowing who the client is, and the client showed no certificate") \
    ROW (OID_FILTERS_NOT_MET, UNSUPPORTED_CERTIFICATE, "RFC 9846 4.3.5", NULL, \
         "the client's certificate is not what the server's oid_filters asked for") \
    ROW (OID_FILTER_REPEATED, ILLEGAL_PARAMETER, "RFC 9846 4.3.5", NULL, \
         "oid_filters names the same certificate extension twice") \
    ROW (BAD_CERTIFICATE_VERIFY, DECRYPT_ERROR, "RFC 9846 4.5.2", "RFC 5246 7.4.8", \
         "the signature in CertificateVerify does not verify: no proof of the private key") \
    ROW (BAD_SERVER_KEY_EXCHANGE, DECRYPT_ERROR, "RFC 5246 7.4.3", NULL, \
         "the signature on the server's key share does not verify: it may be anybody's") \
    ROW (BAD_PREMASTER_PADDING, DECRYPT_ERROR, "RFC 5246 7.4.7.1", NULL, \
         "the padding of the encrypted secret is wrong: nobody should be told") \
    ROW (BAD_FINISHED, DECRYPT_ERROR, "RFC 9846 4.5.3", "RFC 5246 7.4.9", \
         "the Finished value is wrong: not the same handshake, or not the same keys") \
    /* endings that are nobody's alert */ \
    ROW (PEER_ALERT, NONE, "RFC 9846 6.2", "RFC 5246 7.2.2", "the other side sent a fatal alert") \
    ROW (PEER_CLOSED_EARLY, NONE, "RFC 9846 6.1", "RFC 5246 7.2.1", \
         "the other side closed the connection before the handshake was done") \
    ROW (TRUNCATED, NONE, "RFC 9846 6.1", "RFC 5246 7.2.1", \
         "the connection ended without close_notify: data may have been cut off") \
    ROW (STALLED, NONE, "RFC 9846 4", "RFC 5246 7.3", "both sides wait and nothing is in flight") \
    ROW (INTERNAL, INTERNAL_ERROR, "RFC 9846 6.2", "RFC 5246 7.2.2", "this engine could not go on")

typedef enum {
    BASE_CAUSE_NONE,
#define ROW(NAME, ALERT, section, older, words) BASE_CAUSE_##NAME,
    BASE_CAUSES (ROW)
#undef ROW
        BASE_N_CAUSES
} BaseCause;

/* "BAD_FINISHED"; "NONE" for BASE_CAUSE_NONE. */
const char *base_cause_name (BaseCause cause);
const char *base_cause_words (BaseCause cause);
const char *base_cause_section (BaseCause cause);
/* The same in TLS 1.2, as its own documents rule it. */
const char *base_cause_section_12 (BaseCause cause);
/* What would have made it pass: “each extension once”. NULL for BASE_CAUSE_NONE alone. */
const char *base_cause_would_pass (BaseCause cause);
/* The one map from causes to alerts. */
BaseAlert base_cause_alert (BaseCause cause);
/* The same in TLS 1.2, which has no certificate_required and no missing_extension. */
BaseAlert base_cause_alert_12 (BaseCause cause);
/* BASE_CAUSE_NONE when there is no such name. */
BaseCause base_cause_find (const char *name);
