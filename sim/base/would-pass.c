#include "base/cause.h"

#include <glib.h>

/* What would have made it pass, for each cause: it ends the sentence “Would have passed with: …”.
 */
/* clang-format off */
static const char *const would_pass[] = {
    [BASE_CAUSE_NONE] = NULL,
    [BASE_CAUSE_LENGTH_MISMATCH] =
        "lengths that add up: each promises exactly the bytes that follow inside the structure "
        "around it",
    [BASE_CAUSE_TRAILING_BYTES] = "a structure that ends where its last field ends",
    [BASE_CAUSE_VECTOR_TOO_SHORT] =
        "at least as many bytes as the definition of the vector asks for",
    [BASE_CAUSE_VECTOR_TOO_LONG] = "no more bytes than the definition of the vector allows",
    [BASE_CAUSE_FORBIDDEN_VALUE] = "a value that the specification allows for this field",
    [BASE_CAUSE_UNKNOWN_MESSAGE_TYPE] =
        "a message of a type that this version defines, and that may come in this state",
    [BASE_CAUSE_REQUEST_CONTEXT_REPEATED] = "a context that no request of this connection has had",
    [BASE_CAUSE_REQUEST_CONTEXT_UNKNOWN] =
        "the context of a request that is still without an answer",
    [BASE_CAUSE_EMPTY_CERTIFICATE_LIST] = "at least the server's own certificate in the list",
    [BASE_CAUSE_DUPLICATE_EXTENSION] = "each extension once",
    [BASE_CAUSE_EXTENSION_NOT_ALLOWED_HERE] =
        "the extension in a message that may carry it, or left out",
    [BASE_CAUSE_EXTENSION_NOT_OFFERED] =
        "answers to the extensions that were asked for, and no others",
    [BASE_CAUSE_EXTENSION_MISSING] = "the message with each extension that it must have",
    [BASE_CAUSE_PRE_SHARED_KEY_NOT_LAST] =
        "pre_shared_key as the last extension: the binder covers all that stands before it",
    [BASE_CAUSE_UNEXPECTED_MESSAGE] = "one of the messages that may come in this state",
    [BASE_CAUSE_UNEXPECTED_RECORD] =
        "a record of a type that may come here, sealed once there are keys",
    [BASE_CAUSE_UNEXPECTED_CHANGE_CIPHER_SPEC] =
        "a single byte of value 1, in clear, during the handshake",
    [BASE_CAUSE_MESSAGE_CROSSES_KEY_CHANGE] =
        "a record that ends with this message, so that what follows is sealed under the new "
        "keys",
    [BASE_CAUSE_MESSAGES_INTERLEAVED] =
        "the rest of the handshake message in the next record, and only then something else",
    [BASE_CAUSE_EMPTY_FRAGMENT] = "at least one byte of content",
    [BASE_CAUSE_RECORD_TOO_LONG] = "a record that keeps within the limit",
    [BASE_CAUSE_BAD_RECORD_MAC] =
        "the record exactly as its sender sealed it, under the key that the receiver has, and "
        "in its place in the order",
    [BASE_CAUSE_SEQUENCE_EXHAUSTED] = "new keys in time, or an end of the connection",
    [BASE_CAUSE_NO_INNER_CONTENT_TYPE] = "a content type other than zero before the padding",
    [BASE_CAUSE_MESSAGE_TOO_LONG] = "a message within the limit of the implementation",
    [BASE_CAUSE_NO_COMMON_VERSION] = "a version that both sides speak and allow",
    [BASE_CAUSE_NO_COMMON_CIPHER_SUITE] =
        "a cipher suite that the client offers and the server can and may use",
    [BASE_CAUSE_NO_COMMON_GROUP] = "a group that the client offers and the server can and may use",
    [BASE_CAUSE_NO_COMMON_SIGNATURE_SCHEME] =
        "a scheme that the client accepts and with which the server's key can sign",
    [BASE_CAUSE_RETRY_WITHOUT_CHANGE] =
        "a request for a key share of another group, or with a cookie",
    [BASE_CAUSE_RETRY_GROUP_NOT_OFFERED] = "a group of the client's supported_groups",
    [BASE_CAUSE_RETRY_GROUP_SHARED] =
        "a group of supported_groups for which the hello held no share",
    [BASE_CAUSE_RETRY_SUITE_CHANGED] = "the suite that the HelloRetryRequest named",
    [BASE_CAUSE_RETRY_CHANGED_HELLO] =
        "the first hello again, changed only where the HelloRetryRequest asks for it",
    [BASE_CAUSE_RETRY_WITHOUT_SHARE] = "exactly one key share, for the group that was asked for",
    [BASE_CAUSE_RETRY_COOKIE_WRONG] = "the cookie of the HelloRetryRequest, byte for byte",
    [BASE_CAUSE_INAPPROPRIATE_FALLBACK] =
        "an offer of the newest version that the client speaks, or a hello that does not claim "
        "to have fallen back",
    [BASE_CAUSE_BAD_BINDER] =
        "the MAC over this very hello, under a key that comes from the pre-shared key",
    [BASE_CAUSE_BINDERS_MISCOUNTED] = "one binder for each identity",
    [BASE_CAUSE_PSK_NOT_OFFERED] = "the place of a key that stands in the client's list",
    [BASE_CAUSE_PSK_HASH_MISMATCH] = "a suite whose hash is that of the pre-shared key",
    [BASE_CAUSE_PSK_MODE_NOT_OFFERED] = "a mode of the client's psk_key_exchange_modes",
    [BASE_CAUSE_EARLY_DATA_WRONG_KEY] = "the first key of the list, or a refusal of the early data",
    [BASE_CAUSE_EARLY_DATA_OTHER_PARAMETERS] =
        "the suite and the protocol of the session, or a refusal of the early data",
    [BASE_CAUSE_EARLY_DATA_TOO_LONG] = "no more early data than max_early_data_size",
    [BASE_CAUSE_VERSION_NOT_OFFERED] = "a version of the client's supported_versions",
    [BASE_CAUSE_VERSION_TOO_OLD] = "a version that the client speaks",
    [BASE_CAUSE_VERSION_TOO_NEW] = "a version that is no newer than the one in the hello",
    [BASE_CAUSE_SSL2_HELLO] = "a ClientHello in a record, as of SSL 3.0 and later",
    [BASE_CAUSE_LEGACY_VERSION_NOT_12] = "0x0303 in legacy_version",
    [BASE_CAUSE_CIPHER_SUITE_NOT_OFFERED] = "a suite of the client's list",
    [BASE_CAUSE_KEY_SHARE_NOT_OFFERED] = "a share in a group for which the client sent one",
    [BASE_CAUSE_SESSION_ID_NOT_ECHOED] = "the legacy_session_id of the hello, byte for byte",
    [BASE_CAUSE_COMPRESSION_NOT_NULL] = "null as the compression method",
    [BASE_CAUSE_DOWNGRADE_SENTINEL] =
        "a random without that mark: from a server that can do no better, or for an offer that "
        "arrived whole",
    [BASE_CAUSE_CURVE_NOT_OFFERED] = "a curve of the client's supported_groups",
    [BASE_CAUSE_DH_GROUP_TOO_SMALL] = "a prime at least as long as the client demands",
    [BASE_CAUSE_DH_GROUP_UNUSABLE] = "a prime, and a generator between 1 and the prime less one",
    [BASE_CAUSE_NO_COMMON_DH_GROUP] =
        "a finite-field group that both sides have, or a suite without one",
    [BASE_CAUSE_BAD_DH_SHARE] = "a share larger than 1 and smaller than the prime less one",
    [BASE_CAUSE_SESSION_NOT_OFFERED] = "the session that was offered, or a new one",
    [BASE_CAUSE_SESSION_SUITE_CHANGED] = "the suite with which the session was made",
    [BASE_CAUSE_SESSION_SECRET_NOT_BOUND] =
        "extended_main_secret in both handshakes, or in neither",
    [BASE_CAUSE_RENEGOTIATION_INFO_NOT_EMPTY] =
        "an empty renegotiation_info: this is the first handshake",
    [BASE_CAUSE_KEY_SHARE_REPEATED] =
        "one share for a group, and only for groups of supported_groups",
    [BASE_CAUSE_GROUP_REPEATED] = "each group once",
    [BASE_CAUSE_BAD_KEY_SHARE] =
        "a public value that belongs to the group, of the group's length, and that leads to a "
        "usable secret",
    [BASE_CAUSE_ALPN_NOT_OFFERED] = "exactly one protocol of the client's list",
    [BASE_CAUSE_NO_APPLICATION_PROTOCOL] = "a protocol that stands in both lists",
    [BASE_CAUSE_UNRECOGNIZED_NAME] = "a name that the server serves",
    [BASE_CAUSE_CERTIFICATE_UNREADABLE] = "a certificate in the form that RFC 5280 gives it",
    [BASE_CAUSE_CERTIFICATE_EXPIRED] =
        "a certificate whose notAfter is not past, by the clock of the one who checks",
    [BASE_CAUSE_CERTIFICATE_NOT_YET_VALID] =
        "a certificate whose notBefore is past, by the clock of the one who checks",
    [BASE_CAUSE_CERTIFICATE_WRONG_HOST] =
        "a subjectAltName that matches the host that the client wants",
    [BASE_CAUSE_CERTIFICATE_UNKNOWN_AUTHORITY] =
        "a chain that ends at an authority that the one who checks it trusts",
    [BASE_CAUSE_CERTIFICATE_SELF_SIGNED] =
        "a certificate from a trusted authority, or this one among those that are trusted",
    [BASE_CAUSE_CERTIFICATE_BAD_SIGNATURE] =
        "a signature over the certificate as it is, made with its issuer's key",
    [BASE_CAUSE_CERTIFICATE_WEAK] =
        "a key and a signature of the strength that the one who checks demands",
    [BASE_CAUSE_CERTIFICATE_NOT_AN_AUTHORITY] =
        "an issuer whose basicConstraints say that it is an authority",
    [BASE_CAUSE_CERTIFICATE_PATH_TOO_LONG] =
        "no more authorities below than the pathLenConstraint allows",
    [BASE_CAUSE_CERTIFICATE_NAME_NOT_PERMITTED] =
        "a name within the name constraints of each authority above",
    [BASE_CAUSE_CERTIFICATE_WRONG_USAGE] =
        "a key usage and an extended key usage that allow what the key is used for here",
    [BASE_CAUSE_CERTIFICATE_UNSUPPORTED_KEY] =
        "a kind of key that this engine knows and that serves the purpose at hand",
    [BASE_CAUSE_CERTIFICATE_REFUSED] = "a chain that keeps all rules of path validation",
    [BASE_CAUSE_CERTIFICATE_PIN_MISMATCH] = "one of the pinned keys somewhere in the chain",
    [BASE_CAUSE_CERTIFICATE_REVOKED] = "a certificate that its authority has not taken back",
    [BASE_CAUSE_STAPLE_BAD] =
        "a response about this certificate, signed by its issuer or by whom the issuer appoints",
    [BASE_CAUSE_STAPLE_OUTDATED] =
        "a response whose thisUpdate is past and whose nextUpdate is to come",
    [BASE_CAUSE_STAPLE_UNDECIDED] = "a response that says: good",
    [BASE_CAUSE_STAPLE_MISSING] = "a stapled response, or a certificate that does not demand one",
    [BASE_CAUSE_CERTIFICATE_SCHEME_NOT_OFFERED] =
        "a chain signed with schemes that signature_algorithms_cert names",
    [BASE_CAUSE_COMPRESSION_NOT_OFFERED] =
        "an algorithm of the compress_certificate that this side has sent",
    [BASE_CAUSE_COMPRESSED_CERTIFICATE_TOO_LONG] =
        "an uncompressed_length within the limit of the implementation",
    [BASE_CAUSE_COMPRESSED_CERTIFICATE_LENGTH] =
        "exactly as many bytes as uncompressed_length announces",
    [BASE_CAUSE_COMPRESSED_CERTIFICATE_BROKEN] = "bytes that the algorithm unpacks",
    [BASE_CAUSE_SIGNATURE_SCHEME_NOT_OFFERED] =
        "a scheme of the signature_algorithms that this side has sent",
    [BASE_CAUSE_SIGNATURE_SCHEME_FOR_CERTIFICATES] = "a scheme that may sign handshakes, too",
    [BASE_CAUSE_SIGNATURE_SCHEME_WRONG_FOR_KEY] =
        "a scheme for the kind of key that is in the certificate",
    [BASE_CAUSE_CLIENT_CERTIFICATE_MISSING] =
        "a certificate of the client, or a server that does not insist",
    [BASE_CAUSE_OID_FILTERS_NOT_MET] = "a certificate with each value that oid_filters asks for",
    [BASE_CAUSE_OID_FILTER_REPEATED] = "each certificate extension once in oid_filters",
    [BASE_CAUSE_BAD_CERTIFICATE_VERIFY] =
        "a signature over this very handshake, made with the private key of the certificate",
    [BASE_CAUSE_BAD_SERVER_KEY_EXCHANGE] =
        "a signature over both randoms and these params, made with the private key of the "
        "certificate",
    [BASE_CAUSE_BAD_PREMASTER_PADDING] =
        "a secret enciphered to the key of the server's certificate, padded as PKCS #1 has it",
    [BASE_CAUSE_BAD_FINISHED] = "the same messages seen, and the same keys computed, on both sides",
    [BASE_CAUSE_PEER_ALERT] = "messages that give the other side no reason to stop",
    [BASE_CAUSE_PEER_CLOSED_EARLY] = "an end that comes only when the handshake is done",
    [BASE_CAUSE_TRUNCATED] = "a close_notify before the end",
    [BASE_CAUSE_STALLED] = "the message that one of the two is waiting for",
    [BASE_CAUSE_INTERNAL] = "a state in which this engine can go on",
};
/* clang-format on */
G_STATIC_ASSERT (G_N_ELEMENTS (would_pass) == BASE_N_CAUSES);

const char *base_cause_would_pass (BaseCause cause)
{
    return would_pass[cause];
}
