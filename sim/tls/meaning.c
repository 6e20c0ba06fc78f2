#include "tls/meaning.h"

#include <string.h>

typedef struct {
    const char *name;      /* of the check; NULL: of any */
    const char *ruled_out; /* NULL: nothing to say */
    const char *would_pass;
} Meaning;

#define SCHEME \
    { \
        "scheme", "a signature of a kind that this side does not rely on", \
            "a scheme of the list that this side has sent" \
    }
#define KEY \
    { \
        "key", "a signature that the certificate's key cannot have made", \
            "a scheme for the kind of key that is in the certificate" \
    }

/* clang-format off */
static const Meaning hello[] = {
    {"version", "an older version than the two can speak, or one that was not wanted",
     "a version that the client offered"},
    {"random", "an attacker who took TLS 1.3 out of the offer, unless he can change the random, too",
     "a random without that mark, from a server that can do no better or that got the offer whole"},
    {"legacy_version", "an answer that older programs would take for another version", "0x0303"},
    {"legacy_session_id_echo", "an answer to another hello than this one",
     "the session id of the hello, byte for byte"},
    {"session_id", "a session that the client does not know",
     "the session that was offered, or a new one"},
    {"cipher_suite", "a suite of somebody else's choice, and perhaps a weak one",
     "a suite of the hello, for this version; behind a HelloRetryRequest the one named there"},
    {"legacy_compression_method", "compression, by which the length of a record tells what is in it",
     "null"},
    {"extensions", "a feature that the client has not asked for, and may not know",
     "answers to the extensions of the hello, and no others"},
    {"key_share", "keys without a fresh exchange where one is wanted",
     "a share of the server's, or a pre-shared key in the mode that does without"},
    {"group", "a group that the client has not chosen", "a group for which the client sent a share"},
    {"pre_shared_key", "a key that the client has not offered",
     "the place of an offered key whose hash is that of the suite"},
    {"psk_key_exchange_modes", "a connection without forward secrecy where it is wanted",
     "a mode that stands in the hello"},
    {"extended_main_secret", "a session whose keys are not bound to the handshake they come from",
     "the extension, as in the handshake that the session comes from"},
};

static const Meaning retry[] = {
    {"change", "a client that is kept busy with the same hello again and again",
     "another group, or a cookie"},
    {"selected_group", "a group that the client does not want, or a request by somebody who has not "
                       "seen its hello",
     "a group of supported_groups whose share the client has not sent"},
};

static const Meaning certificate_verify[] = {
    SCHEME, KEY,
    {"signature", "somebody who has the certificate and not its private key; a changed handshake",
     "a signature over this very handshake, made with the private key of the certificate"},
};

static const Meaning server_key_exchange[] = {
    SCHEME, KEY,
    {"named_curve", "a curve that the client has not offered", "a curve of supported_groups"},
    {"dh_p", "a group that is small enough to be broken",
     "a prime that is long enough for this client, with a generator that fits"},
    {"dh_p is prime", "a modulus that lets somebody work the shared secret out", "a prime"},
    {"signature", "a share that somebody has put in on the way, or taken from another connection",
     "a signature over both randoms and these params, made with the certificate's private key"},
};

static const Meaning finished[] = {
    {"verify_data", "any change on the way in any message so far, and a partner with other keys",
     "the same messages seen, and the same keys computed, on both sides"},
};

static const Meaning psk_binder[] = {
    {"binder", "somebody who knows the name of the key and not the key; a changed hello",
     "the MAC over this hello, under a key that comes from the pre-shared key"},
};

static const Meaning second_hello[] = {
    {"ClientHello", "an offer that changes once its answer is known",
     "the first hello again, but for what a HelloRetryRequest allows to change"},
};

static const Meaning compressed_certificate[] = {
    {"algorithm", "bytes for which this side has no unpacker",
     "an algorithm of the compress_certificate that this side has sent"},
    {"uncompressed_length", "a small message that fills the whole memory", "a length below the limit"},
    {"compressed_certificate_message", "bytes that are nothing packed",
     "bytes that the algorithm unpacks"},
    {"unpacked length", "a length that lies", "exactly as many bytes as are announced"},
};

static const Meaning client_certificate[] = {
    {"certificate_list", NULL, "a certificate of the client, or a server that does not insist"},
};

static const Meaning fallback[] = {
    {NULL, "a client that somebody has made believe that the server can do no better",
     "an offer of that version, or a hello that does not claim to have fallen back"},
};

static const Meaning renegotiation_info[] = {
    {"renegotiation_info", "words of a man in the middle that the server takes for the client's", NULL},
};

static const Meaning timestamps[] = {
    {NULL, "a certificate that its authority keeps out of the sight of all others",
     "a receipt of a log that this side knows, for this very certificate"},
};

#define ROWS(rows) rows, G_N_ELEMENTS (rows)
static const struct {
    const char *decision;
    const Meaning *rows;
    unsigned n;
} decisions[] = {
    {"server-hello", ROWS (hello)},
    {"hello-retry-request", ROWS (retry)},
    {"hello-retry-request", ROWS (hello)},
    {"certificate-verify", ROWS (certificate_verify)},
    {"server-key-exchange", ROWS (server_key_exchange)},
    {"finished", ROWS (finished)},
    {"psk-binder", ROWS (psk_binder)},
    {"second-hello", ROWS (second_hello)},
    {"compressed-certificate", ROWS (compressed_certificate)},
    {"client-certificate", ROWS (client_certificate)},
    {"fallback", ROWS (fallback)},
    {"renegotiation-info", ROWS (renegotiation_info)},
    {"timestamps", ROWS (timestamps)},
};
/* clang-format on */

/* "scheme: ecdsa_secp256r1_sha256" is a check of the scheme. */
static bool is_about (const Meaning *row, const char *name)
{
    if (row->name == NULL)
        return true;
    size_t size = strlen (row->name);
    return strncmp (name, row->name, size) == 0 && (name[size] == '\0' || name[size] == ':');
}

static const char *meaning_of (const Meaning *rows, unsigned n, const TraceCandidate *candidate)
{
    bool passed = candidate->verdict == TRACE_PASSED;
    for (unsigned i = 0; i < n && (passed || candidate->verdict == TRACE_FELL); i++)
        if (is_about (&rows[i], candidate->name))
            return passed ? rows[i].ruled_out : rows[i].would_pass;
    return NULL;
}

void tls_add_meanings (TraceDecision *decision)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (decisions); i++) {
        if (strcmp (decisions[i].decision, decision->key) != 0)
            continue;
        for (unsigned j = 0; j < decision->n_candidates; j++) {
            TraceCandidate *candidate = &decision->candidates[j];
            if (candidate->meaning == NULL)
                candidate->meaning = meaning_of (decisions[i].rows, decisions[i].n, candidate);
        }
    }
}
