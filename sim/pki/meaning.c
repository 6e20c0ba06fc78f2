/* What a check is good for: when it passed, what it ruled out; when it failed, what would have made
 * it pass. */
#include "pki/checks.h"

#include <string.h>

/* clang-format off */
static const struct {
    const char *key;
    BaseCause cause; /* BASE_CAUSE_NONE: it passed */
    const char *words;
} meanings[] = {
    {"parse", BASE_CAUSE_NONE, "bytes that two programs would read in two ways"},
    {"parse", BASE_CAUSE_CERTIFICATE_UNREADABLE,
     "a certificate in DER, correct from the first byte to the last"},
    {"trust-anchor", BASE_CAUSE_NONE,
     "a chain that leads to nobody who is trusted (whether they signed, the check signature tells)"},
    {"trust-anchor", BASE_CAUSE_CERTIFICATE_UNKNOWN_AUTHORITY,
     "all certificates up to an authority that is trusted, or trust in the one where it ends"},
    {"trust-anchor", BASE_CAUSE_CERTIFICATE_SELF_SIGNED,
     "a certificate that a trusted authority has signed, or trust in this very one"},
    {"authority", BASE_CAUSE_NONE, "the holder of an ordinary certificate who signs others with it"},
    {"authority", BASE_CAUSE_CERTIFICATE_NOT_AN_AUTHORITY,
     "an issuer whose basicConstraints say CA, with keyCertSign in keyUsage where there is one"},
    {"authority", BASE_CAUSE_CERTIFICATE_PATH_TOO_LONG,
     "fewer certificates between this one and the last, or a larger path length"},
    {"authority", BASE_CAUSE_CERTIFICATE_NAME_NOT_PERMITTED,
     "only names below it that it may vouch for, or an authority without that limit"},
    {"strength", BASE_CAUSE_NONE,
     "a key that can be worked out, and another certificate with the same hash"},
    {"strength", BASE_CAUSE_CERTIFICATE_WEAK,
     "an RSA key of at least 2048 bits or a curve of at least 256, signed with SHA-256 or better"},
    {"scheme", BASE_CAUSE_NONE, "a signature of a kind that the one who checks does not rely on"},
    {"scheme", BASE_CAUSE_CERTIFICATE_SCHEME_NOT_OFFERED,
     "a chain that is signed with the schemes that were listed"},
    {"signature", BASE_CAUSE_NONE,
     "a certificate of which one bit was changed, or that another key signed in the issuer's name"},
    {"signature", BASE_CAUSE_CERTIFICATE_BAD_SIGNATURE,
     "the certificate bit for bit as its issuer signed it"},
    {"signature", BASE_CAUSE_CERTIFICATE_WEAK, "an issuer with a key of a kind and size in use"},
    {"validity", BASE_CAUSE_NONE,
     "a certificate whose time is over, in the hand of somebody who kept or found its key"},
    {"validity", BASE_CAUSE_CERTIFICATE_EXPIRED,
     "a clock between the two dates, or a certificate that was renewed in time"},
    {"validity", BASE_CAUSE_CERTIFICATE_NOT_YET_VALID,
     "a clock between the two dates, or a certificate that has already begun"},
    {"validity", BASE_CAUSE_CERTIFICATE_UNREADABLE, "two dates that can be read"},
    {"usage", BASE_CAUSE_NONE, "a key that was certified for another job"},
    {"usage", BASE_CAUSE_CERTIFICATE_WRONG_USAGE,
     "the use that is missing here, or a certificate without that extension"},
    {"usage", BASE_CAUSE_CERTIFICATE_REFUSED,
     "no critical extension but those that the one who checks knows"},
    {"host-name", BASE_CAUSE_NONE, "an honest certificate for another name, in an attacker's hand"},
    {"host-name", BASE_CAUSE_CERTIFICATE_WRONG_HOST,
     "the wanted name in subjectAltName, or * in the place of its first label"},
    {"staple", BASE_CAUSE_NONE, "bytes that are no statement at all"},
    {"staple", BASE_CAUSE_STAPLE_BAD, "an OCSP response that can be read and holds an answer"},
    {"staple", BASE_CAUSE_STAPLE_MISSING, "a fresh OCSP response beside the certificate"},
    {"staple-signer", BASE_CAUSE_NONE, "a statement that the thief of the key wrote himself"},
    {"staple-signer", BASE_CAUSE_STAPLE_BAD,
     "a signature of the issuer, or of a delegate whom it has certified for this"},
    {"staple-certificate", BASE_CAUSE_NONE, "an honest statement about another certificate"},
    {"staple-certificate", BASE_CAUSE_STAPLE_BAD,
     "a response that names the issuer and serial number of this certificate"},
    {"staple-time", BASE_CAUSE_NONE, "good news that is older than its authority lets it count"},
    {"staple-time", BASE_CAUSE_STAPLE_OUTDATED, "a response whose time includes the clock's"},
    {"revocation", BASE_CAUSE_NONE,
     "a certificate that its authority had taken back when it signed this statement"},
    {"revocation", BASE_CAUSE_CERTIFICATE_REVOKED,
     "a new certificate with a new key: one that was taken back stays so"},
    {"revocation", BASE_CAUSE_STAPLE_UNDECIDED, "an authority that knows the certificate"},
    {"pin", BASE_CAUSE_NONE,
     "a false certificate from any authority whose key is not pinned, trusted or not"},
    {"pin", BASE_CAUSE_CERTIFICATE_PIN_MISMATCH,
     "a pinned key in the chain: the server's own, an authority's, or the one kept as a backup"},
};
/* clang-format on */

const char *pki_check_meaning (const char *key, BaseCause cause)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (meanings); i++)
        if (meanings[i].cause == cause && strcmp (meanings[i].key, key) == 0)
            return meanings[i].words;
    return NULL;
}
